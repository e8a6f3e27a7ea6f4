"""Prompt templates: one Markdown file each, with front matter, a system part and a user part.

    ---
    name: answer
    version: 1
    description: One line for people.
    inputs: [document, question]
    output: {...}                  # a JSON schema, or absent where the completion is text
    settings: {max_tokens: 400, temperature: 0}
    ---
    ## system
    ...Jinja2...
    ## user
    ...Jinja2...

A template's identity is ``name@`` and the first 12 hex digits of the SHA-256 of the file's content, and it stands
in every result. Rendering is sandboxed and strict: a value that is put in is never itself read as a template.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import TemplateError, shown

_KEYS = {"name", "version", "description", "inputs", "output", "settings"}
_REQUIRED = {"name", "version", "description", "inputs"}
_SETTINGS = {"max_tokens", "temperature"}
_LAYOUT = re.compile(r"\A---\n(?P<front>.*?)\n---\n\s*## system\n(?P<system>.*?)\n## user\n(?P<user>.*)\Z", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class Template:
    """A loaded template. ``max_tokens`` is the reserve for the answer, in tokens; ``schema`` a JSON schema or None."""

    name: str
    version: int
    description: str
    inputs: tuple[str, ...]
    schema: Mapping[str, Any] | None
    max_tokens: int
    temperature: float
    system: str
    user: str
    digest: str
    path: Path

    @property
    def identity(self) -> str:
        return f"{self.name}@{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered template: what is sent, and by which template."""

    system: str
    user: str
    template: Template


def load(path: Path) -> Template:
    """Read and check one template file.

    Raises:
        TemplateError: the file cannot be read, or anything about it is not as the module's docstring says.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"The prompt {shown(path)} cannot be read: {shown(error)}.") from error
    return _parsed(path, raw, text)


@lru_cache(maxsize=64)
def _parsed(path: Path, raw: bytes, text: str) -> Template:
    layout = _LAYOUT.match(text)
    if layout is None:
        raise TemplateError(
            f"The prompt {shown(path)} must be front matter between two lines '---', then '## system', then '## user'."
        )
    front = _front_matter(layout["front"], path)
    settings = front.get("settings") or {}
    template = Template(
        name=front["name"],
        version=front["version"],
        description=front["description"],
        inputs=tuple(front["inputs"]),
        schema=front.get("output"),
        max_tokens=settings.get("max_tokens", 800),
        temperature=float(settings.get("temperature", 0.0)),
        system=layout["system"].strip("\n"),
        user=layout["user"].strip("\n"),
        digest=hashlib.sha256(raw).hexdigest(),
        path=path,
    )
    _check_variables(template)
    return template


def _front_matter(text: str, path: Path) -> dict[str, Any]:
    """The front matter as a dict of the right keys and types, or a TemplateError that names what is wrong."""
    import yaml

    def wrong(what: str) -> TemplateError:
        return TemplateError(f"The prompt {shown(path)}: {what}.")

    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise wrong(f"the front matter is not YAML ({shown(error)})") from error
    if not isinstance(front, dict):
        raise wrong("the front matter must be a mapping")
    if unknown := sorted(map(str, front.keys() - _KEYS)):
        raise wrong(f"unknown key {shown(unknown[0])!r}; known are {', '.join(sorted(_KEYS))}")
    if missing := sorted(_REQUIRED - front.keys()):
        raise wrong(f"the key {missing[0]!r} is missing")
    if not isinstance(front["name"], str) or not _NAME.match(front["name"]):
        raise wrong("'name' must be lower-case letters, digits, '-' and '_'")
    if not isinstance(front["version"], int) or isinstance(front["version"], bool):
        raise wrong("'version' must be a whole number")
    if not isinstance(front["description"], str):
        raise wrong("'description' must be text")
    inputs = front["inputs"]
    if not isinstance(inputs, list) or not all(isinstance(i, str) and i.isidentifier() for i in inputs):
        raise wrong("'inputs' must be a list of names")
    if front.get("output") is not None and not isinstance(front["output"], dict):
        raise wrong("'output' must be a JSON schema (a mapping)")
    settings = front.get("settings") or {}
    if not isinstance(settings, dict) or settings.keys() - _SETTINGS:
        raise wrong(f"'settings' may hold {', '.join(sorted(_SETTINGS))} and nothing else")
    tokens, temperature = settings.get("max_tokens", 1), settings.get("temperature", 0)
    if not isinstance(tokens, int) or isinstance(tokens, bool) or tokens < 1:
        raise wrong("'max_tokens' must be a whole number above 0")
    if not isinstance(temperature, int | float) or not 0 <= temperature <= 2:
        raise wrong("'temperature' must be between 0 and 2")
    return front


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # No autoescape: a prompt is plain text, and the document is neutralised where it is numbered.
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@lru_cache(maxsize=64)
def _compiled(part: str) -> Any:
    """A part of a template, ready to be filled in: compiling takes longer than filling in."""
    return _environment().from_string(part)


def _check_variables(template: Template) -> None:
    """Every variable must be a declared input and every declared input used, before anything is sent."""
    from jinja2 import TemplateSyntaxError, meta

    used: set[str] = set()
    for part in (template.system, template.user):
        try:
            used |= meta.find_undeclared_variables(_environment().parse(part))
        except TemplateSyntaxError as error:
            raise TemplateError(
                f"The prompt {shown(template.path)} is not a Jinja2 template: {shown(error)}."
            ) from error
    if undeclared := sorted(used - set(template.inputs)):
        raise TemplateError(
            f"The prompt {shown(template.path)} uses {undeclared[0]!r}, which its inputs do not declare."
        )
    if unused := sorted(set(template.inputs) - used):
        raise TemplateError(f"The prompt {shown(template.path)} declares {unused[0]!r} and never uses it.")


def _check_override(template: Template, own: Template) -> None:
    """What replaces one of the product's templates is given the same inputs and must give the same kind of output."""
    path = shown(template.path)
    if missing := sorted(set(own.inputs) - set(template.inputs)):
        raise TemplateError(f"The prompt {path} must take the input {missing[0]!r}, as the built-in one does.")
    if unknown := sorted(set(template.inputs) - set(own.inputs)):
        raise TemplateError(f"The prompt {path} wants the input {shown(unknown[0])!r}, which nothing gives it.")
    if (template.schema is None) != (own.schema is None):
        raise TemplateError(f"The prompt {path} must {'declare an' if own.schema else 'have no'} output schema.")


def render(template: Template, inputs: Mapping[str, object]) -> Prompt:
    """Fill a template in.

    Args:
        template: a loaded template.
        inputs: a value for each declared input, no more and no fewer. None stands for "not asked for".

    Raises:
        TemplateError: an input is missing or undeclared, or the template fails on the values.
    """
    from jinja2 import TemplateError as JinjaError

    if missing := sorted(set(template.inputs) - inputs.keys()):
        raise TemplateError(f"The prompt {template.name!r} needs the input {missing[0]!r}.")
    if unknown := sorted(inputs.keys() - set(template.inputs)):
        raise TemplateError(f"The prompt {template.name!r} knows no input {shown(unknown[0])!r}.")
    try:
        system, user = (_compiled(part).render(inputs) for part in (template.system, template.user))
    except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        raise TemplateError(f"The prompt {shown(template.path)} cannot be filled in: {shown(error)}.") from error
    return Prompt(system, user, template)


def built_in_folder() -> Path:
    """Where the product's own templates are: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_prompts"
    return shipped if shipped.is_dir() else package.parent / "prompts"


class Library:
    """The templates in force: the product's own, each replaced where the user's folder has one of the same name."""

    def __init__(self, user_folder: Path | None = None) -> None:
        self._folders = [built_in_folder()]
        if user_folder is not None:
            if not user_folder.is_dir():
                raise TemplateError(f"The prompts folder {shown(user_folder)} is not there; make it or unset it.")
            self._folders.append(user_folder)

    def get(self, name: str) -> Template:
        """The template of that name; TemplateError where there is none or it does not hold together."""
        path = self._paths().get(name)
        if path is None:
            raise TemplateError(f"There is no prompt {shown(name)!r}; 'onrecord prompts list' names those there are.")
        template = load(path)
        if template.name != name:
            raise TemplateError(
                f"The prompt {shown(path)} calls itself {template.name!r}; its file must have its name."
            )
        own = self._folders[0] / path.name
        if path != own and own.is_file():
            _check_override(template, load(own))
        return template

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths()))

    def _paths(self) -> dict[str, Path]:
        return {path.stem: path for folder in self._folders for path in sorted(folder.glob("*.md"))}
