"""The matrix of stances as text, Markdown, JSON and a page."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from render_samples import ENGINEER, PAYLOADS, TARGET, filled, harbour, later, readings, stance, stances

from bot.matrix import Matrix, build
from bot.render.flow import cells
from bot.render.matrix import matrix_json, matrix_markdown, matrix_text, sources_in
from bot.render.matrix_page import matrix_html
from bot.render.safe import lines
from bot.types import Result

ALL = readings(harbour(), later())


def sample() -> Matrix:
    return build([stances()], ALL)


def test_text_whole() -> None:
    assert matrix_text(sample(), ALL, width=76) == (
        """\
Stances: 2 documents, 3 speakers, 2 targets

Targets
 1 the harbour wall should be raised
 2 a tidal gate should be built

               1      2
Ines Halloran  + → −
Tobias Brandt  −      +
Ruta Kalnins   ·

+ in favor − against · neutral blank: nothing said

Changes
  Ines Halloran: the harbour wall should be raised (later by date)
    + 2030-03-05 “We cannot wait for another flood.” [1] line 5 · Port Senn
      to raise its harbour wall
    − 2030-09-16 “I no longer think that raising the wall is right,” [2]
      line 3 · Mayor changes course on harbour wall

Agreement and opposition, by each one's latest words
  Ines Halloran and Tobias Brandt agree on: the harbour wall should be
    raised

In the words
  Ines Halloran
    1 the harbour wall should be raised
       + 2030-03-05 “We cannot wait for another flood.” [1] line 5 · Port
         Senn to raise its harbour wall
       − 2030-09-16 “I no longer think that raising the wall is right,” [2]
         line 3 · Mayor changes course on harbour wall
  Tobias Brandt
    1 the harbour wall should be raised
       − 2030-03-05 “Nobody asked us,” [3] line 7 · Port Senn to raise its
         harbour wall
    2 a tidal gate should be built
       + 2030-09-16 “A gate lets us work,” [4] line 5 · Mayor changes course
         on harbour wall
  Ruta Kalnins
    1 the harbour wall should be raised
       · 2030-03-05 “the old wall was safe for now” [5] line 9 · Port Senn
         to raise its harbour wall
"""
    )


def test_many_targets_are_told_in_blocks_that_fit() -> None:
    doc = harbour()
    rows = tuple(
        stance(doc, ENGINEER, "favor", "the old wall was safe for now", target=f"target {i}") for i in range(40)
    )
    text = matrix_text(build([replace(stances(), stances=rows)], ALL), ALL, width=40)
    table = text[text.index("target 39\n") : text.index("+ in favor")]
    assert table.count("Ruta Kalnins") > 1
    assert table.count("+") == 40
    assert all(cells(row) <= 40 for row in text.split("\n"))


def test_markdown_is_a_table_with_the_words_under_it() -> None:
    told = matrix_markdown(sample(), ALL)
    assert "| Speaker | the harbour wall should be raised | a tidal gate should be built |\n|---|---|---|\n" in told
    assert "| Ines Halloran | + → − |  |\n" in told
    assert (
        "### Changes\n\n- **Ines Halloran**: the harbour wall should be raised *(later by date)*\n  - **+** 2030-03-05"
        in told
    )


def test_json_to_the_letter() -> None:
    value = json.loads(matrix_json(sample()))
    first, new = harbour(), later()
    assert list(value) == ["schema", "documents", "speakers", "targets", "cells", "changes", "relations"]
    assert value["schema"] == "onrecord/matrix/1"
    assert [d["published"] for d in value["documents"]] == ["2030-03-05", "2030-09-16"]
    assert value["speakers"][1] == {
        "name": "Tobias Brandt",
        "role": "speaker of the fishing crews",
        "aliases": ["Brandt"],
        "document_id": None,
    }
    assert value["targets"] == [TARGET, "a tidal gate should be built"]
    change = value["changes"][0]
    assert (change["speaker"], change["target"], change["basis"]) == (0, 0, "date")
    assert change["before"] == value["cells"][0]["stances"][0]
    assert (change["before"]["label"], change["before"]["document_id"]) == ("favor", first.id)
    assert (change["after"]["label"], change["after"]["document_id"]) == ("against", new.id)
    citation = change["after"]["citations"][0]
    assert new.text[citation["start"] : citation["end"]] == citation["quote"]
    assert value["relations"] == [{"speakers": [0, 1], "agree": [0], "oppose": []}]


def test_the_page_shows_each_change_with_both_quotes_side_by_side() -> None:
    page = matrix_html(sample(), ALL)
    change = page[page.index('<article class="change">') :]
    change = change[: change.index("</article>")]
    before, after = change.index("“We cannot wait for another flood.”"), change.index("“I no longer think")
    assert change.index('class="sides"') < before < after
    assert page.count('class="changed"') == 1


def test_in_a_cell_an_arrow_leads_only_to_another_label() -> None:
    first, held = harbour(), stances().stances[0]
    again = stance(first, held.speaker, held.label, "the old wall was safe for now")
    page = matrix_html(build([replace(stances(), stances=(held, again))], ALL), ALL)
    assert page.count('class="held"') == 4  # two in the cell, two in the words
    assert 'class="turned"' not in page
    assert matrix_html(sample(), ALL).count('class="turned"') == 1


def test_a_matrix_of_nothing() -> None:
    empty = build([replace(stances(), stances=())], ALL)
    assert matrix_text(empty, ALL) == "Stances: 2 documents, 0 speakers, 0 targets\n\nNo stance was found.\n"
    assert "No stance was found." in matrix_markdown(empty, ALL)
    assert "No stance was found." in matrix_html(empty, ALL)
    assert json.loads(matrix_json(empty))["cells"] == []


def test_the_same_words_have_one_number_everywhere() -> None:
    numbered = [entry.n for entry in sources_in(sample(), ALL).entries]
    assert numbered == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("words", PAYLOADS)
def test_nothing_from_outside_acts(words: str) -> None:
    result: Result = filled(stances(), words)
    known = readings(*result.documents)
    found = build([result], known)
    for told in (matrix_text(found, known), matrix_markdown(found, known)):
        assert lines(told) == told
    json.loads(matrix_json(found).encode("utf-8"))
