"""Templates: what loads, what does not, and that nothing put in is ever read as a template."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.errors import TemplateError
from bot.prompting.templates import Library, built_in_folder, load, render

GOOD = """---
name: greet
version: 2
description: Greets.
inputs: [who, mood]
settings: {max_tokens: 50, temperature: 0.5}
---
## system
You are {{ mood }}.
## user
Hello {{ who }}.
"""


def write(folder: Path, text: str, name: str = "greet") -> Path:
    path = folder / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_is_filled_in_and_named_by_its_content(tmp_path: Path) -> None:
    template = load(write(tmp_path, GOOD))
    prompt = render(template, {"who": "Ada", "mood": "calm"})
    assert (prompt.system, prompt.user) == ("You are calm.", "Hello Ada.")
    assert template.identity == "greet@" + hashlib.sha256(GOOD.encode()).hexdigest()[:12]
    assert (template.max_tokens, template.temperature, template.schema) == (50, 0.5, None)


def test_any_change_of_content_changes_the_identity(tmp_path: Path) -> None:
    one = load(write(tmp_path, GOOD)).identity
    assert load(write(tmp_path, GOOD.replace("Hello", "hello"))).identity != one


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("mood]", "mood]\ncolour: red", "'colour'"),
        ("version: 2\n", "", "'version'"),
        ("version: 2", "version: two", "'version'"),
        ("name: greet", "name: Greet Me", "'name'"),
        ("inputs: [who, mood]", "inputs: who", "'inputs'"),
        ("temperature: 0.5", "temperature: 9", "'temperature'"),
        ("max_tokens: 50", "max_tokens: 0", "'max_tokens'"),
        ("max_tokens: 50", "tokens: 50", "'settings'"),
        ("Hello {{ who }}", "Hello {{ whom }}{{ who }}", "'whom'"),
        ("Hello {{ who }}", "Hello", "never uses"),
        ("Hello {{ who }}", "Hello {{ who", "not a Jinja2 template"),
        ("## user\n", "", "'## user'"),
        ("inputs: [who, mood]", "inputs: [who, mood]\noutput: text", "'output'"),
        ("name: greet", "name: [", "not YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in GOOD
    with pytest.raises(TemplateError, match=named.replace("{", r"\{")):
        load(write(tmp_path, GOOD.replace(old, new)))


def test_missing_and_undeclared_inputs_fail(tmp_path: Path) -> None:
    template = load(write(tmp_path, GOOD))
    with pytest.raises(TemplateError, match="'mood'"):
        render(template, {"who": "Ada"})
    with pytest.raises(TemplateError, match="'age'"):
        render(template, {"who": "Ada", "mood": "calm", "age": 3})


def test_what_is_put_in_is_never_read_as_a_template(tmp_path: Path) -> None:
    hostile = "{{ 7 * 7 }} {% for x in range(9) %}x{% endfor %}"
    prompt = render(load(write(tmp_path, GOOD)), {"who": hostile, "mood": "calm"})
    assert hostile in prompt.user


@pytest.mark.parametrize("attack", ["{{ who.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ who.append(1) }}"])
def test_a_template_runs_in_a_sandbox(tmp_path: Path, attack: str) -> None:
    template = load(write(tmp_path, GOOD.replace("Hello {{ who }}", attack + " {{ who }}")))
    with pytest.raises(TemplateError, match="cannot be filled in"):
        render(template, {"who": ["Ada"], "mood": "calm"})


def test_a_users_folder_overrides_by_name(tmp_path: Path) -> None:
    own = (built_in_folder() / "answer.md").read_text(encoding="utf-8").replace("version: 1", "version: 99")
    write(tmp_path, own, "answer")
    library = Library(tmp_path)
    assert library.get("answer").version == 99
    assert library.get("summary").path.parent == built_in_folder()
    assert set(library) >= {"answer", "stances", "summary", "summary_merge"}


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        ("answer", "question, language]", "question, language, tone]", "'tone'"),
        ("answer", "inputs: [document, history, ", "inputs: [document, ", "'history'"),
        ("stances", "output:", "settings_: ", "'settings_'"),
        ("answer", "settings:", "output: {type: object}\nsettings:", "no output schema"),
    ],
)
def test_an_override_that_its_task_cannot_use_is_named_before_it_is_used(
    tmp_path: Path, name: str, old: str, new: str, named: str
) -> None:
    text = (built_in_folder() / f"{name}.md").read_text(encoding="utf-8").replace(old, new)
    text = text.replace("{{ question }}", "{{ question }} {{ tone }}") if "tone" in new else text
    if named == "'history'":
        start, end = text.index("{% for"), text.index("{% if")
        text = text[:start] + text[end:]
    write(tmp_path, text, name)
    with pytest.raises(TemplateError, match=named):
        Library(tmp_path).get(name)


def test_a_byte_order_mark_is_no_part_of_a_template(tmp_path: Path) -> None:
    path = tmp_path / "greet.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path).name == "greet"


def test_a_file_must_have_its_templates_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "other")
    with pytest.raises(TemplateError, match="calls itself 'greet'"):
        Library(tmp_path).get("other")


def test_unknown_prompts_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="'nothing'"):
        Library().get("nothing")
    with pytest.raises(TemplateError, match="not there"):
        Library(tmp_path / "none")


def test_every_built_in_template_loads() -> None:
    library = Library()
    for name in library:
        assert library.get(name).identity.startswith(f"{name}@")
