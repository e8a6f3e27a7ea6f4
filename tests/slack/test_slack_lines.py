"""What was proven, as lines and passages: numbered, linked to its message, and never markup."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ingest import from_bytes
from bot.language import read
from bot.slack import lines
from bot.slack.jobs import Place
from bot.slack.lines import Numbering, Origin
from bot.types import Check, Checked, Citation, Claim, Coverage, Document, Engine, Quotation, Result, Speaker, Stance

URL = "https://vessby.slack.com/"
PLACE = Place("T1", "C1", "1762161000.000100", "channel")
TALK = (("Ana", "I support the quay. It is dry."), ("Bo *B*", "I am against it: it <floods> every winter."))


def thread() -> Document:
    messages = [
        {"user": who, "ts": f"1762161{n}00.000100", "text": text, "thread_ts": PLACE.thread}
        for n, (who, text) in enumerate(TALK)
    ]
    return from_bytes(json.dumps(messages).encode(), name="thread.json", content_type="application/json")


def citation(document: Document, words: str) -> Citation:
    start = document.text.index(words)
    return Citation(words, "exact", document.span(start, start + len(words)))


def test_a_statement_links_to_the_message_that_carries_it() -> None:
    document = thread()
    numbers = Numbering(Origin(URL, {document.id: PLACE}))
    readings = {document.id: read(document)}
    first = Claim("Ana is for [it](https://evil.example).", (citation(document, "I support the quay."),), "supported")
    second = Claim("Bo is not.", (citation(document, "I am against it"), first.citations[0]), "unchecked")
    assert lines.claim_line(first, numbers, readings) == (
        "- Ana is for \\[it\\](`https://evil.example`). [\\[1\\]](https://vessby.slack.com/archives/C1/p1762161000000100)"
    )
    line = lines.claim_line(second, numbers, readings)
    assert (
        "[\\[2\\]](https://vessby.slack.com/archives/C1/p1762161100000100?thread_ts=1762161000.000100&cid=C1)" in line
    )
    assert line.count("[\\[1\\]]") == 1 and line.endswith("_(unchecked)_")
    one, two = numbers.passages
    assert (one.speaker, one.message, one.words, one.after) == (
        "Ana",
        "1762161000.000100",
        "I support the quay.",
        " It is dry.",
    )
    assert two.speaker == "Bo *B*" and two.where == "2025-11-03 09:11 UTC" and two.title == ""
    assert "Ana" not in two.before  # the context of a message is that message


def test_a_document_keeps_its_address_and_its_context_in_whole_words() -> None:
    text = "word " * 200 + "The vote was seven to four." + " more" * 200
    document = Document.of(text, title="Minutes", uri="https://a.example/m")
    numbers = Numbering(Origin(URL, {}))
    claim = Claim("Seven to four.", (citation(document, "The vote was seven to four."),), "supported")
    assert "(https://a.example/m)" in lines.claim_line(claim, numbers, {document.id: read(document)})
    [passage] = numbers.passages
    assert passage.title == "Minutes" and passage.url == "https://a.example/m" and passage.message is None
    assert passage.before.startswith("… word ") and passage.after.endswith(" more …")
    assert len(passage.before) <= lines.AROUND + 2 and len(passage.after) <= lines.AROUND + 2


def test_an_address_that_is_no_page_is_no_link() -> None:
    document = Document.of("The vote was seven to four.", uri="file:F1")
    numbers = Numbering(Origin(URL, {}))
    claim = Claim("x", (citation(document, "seven"),), "supported")
    assert lines.claim_line(claim, numbers, {document.id: read(document)}) == "- x \\[1\\]"


def test_a_stance_shows_name_label_target_and_words() -> None:
    document = thread()
    numbers = Numbering(Origin(URL, {document.id: PLACE}))
    stance = Stance(
        Speaker("Bo *B*"), None, "the *quay*", "against", "direct", (citation(document, "it <floods> every winter"),)
    )
    line = lines.stance_line(stance, numbers, {document.id: read(document)})
    assert line.startswith("- **Bo \\*B\\*** · against · the \\*quay\\* — “it &lt;floods&gt; every winter” [\\[1\\]](")


def test_a_check_says_of_each_statement_how_it_stands() -> None:
    source = Document.of("The vote was seven to four.")
    draft = Document.of("The vote was five to four. “Nobody came.”")
    numbers = Numbering(Origin(URL, {}))
    found = (citation(source, "The vote was seven to four."),)
    checked = Checked("The vote was five to four.", draft.span(0, 26), "contradicted", found, ("five is not seven",))
    quotation = Quotation(draft.span(28, 40), Citation("Nobody came.", "not_found", None))
    shown = lines.check_lines(Check(draft, (checked,), (quotation,)), numbers, {source.id: read(source)})
    assert shown == [
        "- **✗ contradicted** · The vote was five to four. \\[1\\] _(five is not seven)_",
        "- **✗ not verbatim** · “Nobody came.”",
    ]


@pytest.mark.parametrize(("drafter", "says"), [("extractive", "no model is set"), ("llm", "Drafted by big")])
def test_the_small_print_says_who_drafted_and_what_was_not_read(drafter: str, says: str) -> None:
    engine = Engine("llm", "big") if drafter == "llm" else Engine("extractive")
    result = Result("answer", "2026-11-22T00:00:00Z", engine, (), Coverage(10, 100, "stop"))
    notes = lines.notes(result, ["a.pdf is empty; there is nothing to read."])
    assert notes[0].startswith("a.pdf") and any("10 %" in note for note in notes)
    assert says in notes[-1] and "may be wrong" in notes[-1]


def test_the_command_line_loads_nothing_of_slacks_before_it_is_asked_to() -> None:
    code = (
        "import sys; from bot.cli import app, slack;"
        "print([m for m in ('slack_bolt','slack_sdk','aiohttp','structlog','psycopg','openai') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", [["manifest"], ["doctor"], ["feedback"]])
def test_without_the_extra_it_is_said_what_to_install(command: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'slack_bolt' else real(name, package)\n"
        f"from bot.cli import main; sys.argv = ['onrecord', 'slack', *{command!r}]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ONRECORD_HOME": str(tmp_path)},
    )
    assert done.returncode == 2 and "onrecord[slack]" in done.stderr
