"""A checked draft in every rendering: signs, reasons, places, and nothing of anybody's making unescaped."""

from __future__ import annotations

import json
import re

import pytest

import bot
from bot.errors import UsageError
from bot.language import read
from bot.render import from_json, to_html, to_json, to_markdown, to_text
from bot.render.check_page import stretches
from bot.types import Checked, Document, Readings, Result, Span

SOURCE = "Ada Voss runs the port. The board met on Monday. “The planks are rotten,” Voss said."
DRAFT = (
    "Ada Voss runs the port. The board met on Friday. “The planks are fine,” Voss said.\n"
    "A whale sang in Latin at noon. Is that wise?"
)


@pytest.fixture(scope="module")
def made() -> tuple[Result, Readings]:
    result = bot.check(DRAFT, [SOURCE])
    return result, {document.id: read(document) for document in result.documents}


def test_the_text_says_each_verdict_with_its_sign_its_line_and_its_reason(made: tuple[Result, Readings]) -> None:
    text = to_text(*made, width=200)
    assert "● Ada Voss runs the port. [1] (supported, line 1)" in text
    assert "✗ The board met on Friday. [2] (contradicted, line 1)" in text
    assert "The cited words say “Monday”, not “Friday”." in text
    assert "? A whale sang in Latin at noon. (not stated, line 2)" in text
    assert "· Is that wise? (not judged, line 2)" in text
    assert "0 of 1 quotations verbatim." in text
    assert "\x1b" not in text and "\x1b[" in to_text(*made, color=True)
    assert all(len(line) <= 44 for line in to_text(*made, width=44).splitlines())


def test_quiet_leaves_out_heading_and_cost(made: tuple[Result, Readings]) -> None:
    assert "Check:" in to_text(*made) and "Check:" not in to_text(*made, quiet=True)


def test_markdown_has_the_same_verdicts(made: tuple[Result, Readings]) -> None:
    text = to_markdown(*made)
    for verdict in ("**supported**", "**contradicted**", "**not stated**", "**not judged**"):
        assert verdict in text


def test_the_page_shows_the_draft_beside_the_sources_and_leads_to_the_words(made: tuple[Result, Readings]) -> None:
    page = to_html(*made)
    assert '<span class="passage contradicted" data-uses="2"' in page
    assert 'href="#c2"' in page and 'id="c2"' in page
    assert 'href="#s2"' in page and 'id="s2"' in page
    assert "Content-Security-Policy" in page and "<link" not in page
    shown = re.sub(r"<[^>]+>", "", page.split('class="words draft"')[1].split("Statement by statement")[0])
    assert "The board met on Friday." in shown and "Is that wise?" in shown


def test_the_json_says_where_each_statement_stands(made: tuple[Result, Readings]) -> None:
    whole = json.loads(to_json(made[0]))
    assert whole["task"] == "check" and whole["claims"] == []
    rows = whole["check"]["statements"]
    assert [DRAFT[row["start"] : row["end"]] for row in rows][1] == "The board met on Friday."
    assert [row["verdict"] for row in rows][:3] == ["supported", "contradicted", "contradicted"]
    (quotation,) = whole["check"]["quotations"]
    assert quotation["citation"] is None and quotation["quote"] == "The planks are fine"
    assert to_json(from_json(to_json(made[0]))).replace('"characters": null', "") != ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("verdict", "true"), ("start", -1), ("end", 0.5), ("text", None), ("reasons", "none"), ("probability", 2),
    ],
)  # fmt: skip
def test_a_json_that_is_no_check_is_refused(made: tuple[Result, Readings], path: str, value: object) -> None:
    whole = json.loads(to_json(made[0]))
    whole["check"]["statements"][0][path] = value
    with pytest.raises(UsageError, match=r"check\.statements\[0\]"):
        from_json(json.dumps(whole))


def test_check_is_there_for_a_check_and_only_there(made: tuple[Result, Readings]) -> None:
    whole = json.loads(to_json(made[0]))
    whole["task"] = "summary"
    with pytest.raises(UsageError, match="no such key"):
        from_json(json.dumps(whole))
    whole["task"] = "check"
    del whole["check"]
    with pytest.raises(UsageError, match="the key is missing"):
        from_json(json.dumps(whole))


def test_a_check_read_back_is_shown_without_the_drafts_text(made: tuple[Result, Readings]) -> None:
    back = from_json(to_json(made[0]))
    for text in (to_text(back, made[1]), to_markdown(back, {}), to_html(back, {})):
        assert "The board met on Friday" in text


def test_a_hostile_draft_is_only_ever_shown() -> None:
    draft = "<script>alert(1)</script> Ada Voss runs the \x1b[31mport\u202e. "
    draft += "“<img src=x onerror=y>” [a](javascript:b) said."
    result = bot.check(draft, [SOURCE])
    readings = {document.id: read(document) for document in result.documents}
    page = to_html(result, readings)
    assert "<script>alert" not in page and "<img" not in page
    for text in (page, to_text(result, readings), to_markdown(result, readings)):
        assert "\x1b" not in text and "\u202e" not in text
    assert "<img" not in to_markdown(result, readings)
    assert re.search(r"(?<!\\)\]\(javascript", to_markdown(result, readings)) is None


def test_statements_inside_statements_cut_the_draft_without_loss() -> None:
    draft = Document.of("Ada, the chief, left. Yes.")
    rows = [
        Checked("Ada left.", Span(draft.id, 0, 21), "supported"),
        Checked("Ada is the chief.", Span(draft.id, 5, 14), "unchecked"),
    ]
    found = stretches(draft, rows)
    assert "".join(piece.text for piece in found) == draft.text
    assert [piece.number for piece in found] == [1, 2, 1, 0]
    assert [piece.ends for piece in found] == [(), (2,), (1,), ()]
