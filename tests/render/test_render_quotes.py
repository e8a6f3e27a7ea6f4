"""The reported statements of documents, listed and filtered."""

from __future__ import annotations

import csv
import io
import json

import pytest
from render_samples import CREWS, HARBOUR, MAYOR, PAYLOADS, at, harbour, later, read

from bot.render.quotes import COLUMNS, quotes_csv, quotes_json, quotes_markdown, quotes_text, select
from bot.render.safe import lines
from bot.types import Attribution, Document, Reading, Speaker, Turn


def harbour_reading() -> Reading:
    doc = harbour()
    direct = Attribution(
        (
            at(doc, "“The wall will be raised before the winter of 2031,”"),
            at(doc, "“We cannot wait for another flood.”"),
        ),
        *("direct", at(doc, "told"), doc.span(HARBOUR.index("Halloran told"), HARBOUR.index(" told"))),
        MAYOR,
        0.95,
    )
    indirect = Attribution(
        (at(doc, "the plan would cost 4.5 million crowns and keep boats out of the basin for a year"),),
        *("indirect", doc.span(HARBOUR.index("said the plan"), HARBOUR.index(" the plan")), at(doc, "Tobias Brandt")),
        CREWS,
        0.9,
    )
    nobody = Attribution((at(doc, "the old wall was safe for now"),), "indirect", None, None, None, 0.4)
    return read(doc, [direct, indirect, nobody])


def later_reading() -> Reading:
    doc = later()
    unresolved = Attribution(
        (at(doc, "“A gate lets us work,”"),), "direct", doc.span(doc.text.rindex("said"), doc.text.rindex("said") + 4),
        doc.span(doc.text.index(" he ") + 1, doc.text.index(" he ") + 3), None, 0.5,
    )  # fmt: skip
    return read(doc, [unresolved])


BOTH = (harbour_reading(), later_reading())


def test_json_to_the_letter() -> None:
    value = json.loads(quotes_json(BOTH))
    first, second = value["documents"]
    doc = BOTH[0].document
    spans = [[s.start, s.end] for s in BOTH[0].attributions[0].spans]
    assert value["schema"] == "onrecord/quotes/1"
    assert {key: first[key] for key in ("id", "title", "uri")} == {"id": doc.id, "title": doc.title, "uri": doc.uri}
    assert first["attributions"][0] == {
        "spans": spans,
        "text": "“The wall will be raised before the winter of 2031,” … “We cannot wait for another flood.”",
        "kind": "direct",
        "speaker": {
            "name": "Ines Halloran",
            "start": HARBOUR.index("Halloran told"),
            "end": HARBOUR.index(" told"),
        },
        "cue": {"start": HARBOUR.index("told"), "end": HARBOUR.index("told") + 4},
        "confidence": 0.95,
    }
    assert [HARBOUR[start:end] for start, end in spans] == first["attributions"][0]["text"].split(" … ")
    assert first["attributions"][2]["speaker"] is None
    assert first["attributions"][2]["cue"] is None
    mention = second["attributions"][0]["speaker"]
    assert mention["name"] is None
    assert later().text[mention["start"] : mention["end"]] == "he"


def test_documents_come_in_the_order_given() -> None:
    ids = [document["id"] for document in json.loads(quotes_json(BOTH[::-1]))["documents"]]
    assert ids == [later().id, harbour().id]


@pytest.mark.parametrize(
    ("speaker", "found"),
    [
        ("Ines Halloran", 1),
        ("halloran", 1),
        ("MAYOR HALLORAN", 1),
        ("Hällóran", 1),
        ("Hallo", 0),
        ("Halloran Ines", 0),
        ("Brandt", 1),
        ("he", 1),  # a mention that was not resolved is found as it stands
        ("", 0),
        (None, 4),
    ],
)
def test_the_filter_by_speaker(speaker: str | None, found: int) -> None:
    assert sum(len(attributions) for _, attributions in select(BOTH, speaker=speaker)) == found


def test_the_filter_by_kind_goes_with_the_other() -> None:
    assert [len(a) for _, a in select(BOTH, kind="indirect")] == [2, 0]
    assert [len(a) for _, a in select(BOTH, kind="indirect", speaker="Brandt")] == [1, 0]


def test_text_tells_who_how_and_where() -> None:
    assert quotes_text(BOTH[:1], speaker="brandt", width=70) == (
        """\
Tobias Brandt, speaker of the fishing crews · indirect · “said” · line
    7
  the plan would cost 4.5 million crowns and keep boats out of the
  basin for a year
"""
    )
    whole = quotes_text(BOTH)
    assert "Mayor changes course on harbour wall\n" in whole
    assert "(no speaker named) · indirect · line 9\n" in whole
    assert "he · direct · “said” · line 5\n" in whole


def test_nothing_found_is_said() -> None:
    assert quotes_text([read(harbour())]) == "No reported statement was found.\n"
    assert quotes_text(BOTH, speaker="Nobody") == "No reported statement was found that fits the filter.\n"
    assert "No reported statement was found that fits the filter." in quotes_markdown(BOTH, speaker="Nobody")


def test_markdown() -> None:
    told = quotes_markdown(BOTH[:1], speaker="brandt")
    assert told.startswith(
        "## Port Senn to raise its harbour wall\n\n- **Tobias Brandt**, speaker of the fishing crews · "
    )
    assert "\n  - the plan would cost 4.5 million crowns" in told


def test_csv_reads_back_and_runs_nothing() -> None:
    text = quotes_csv(BOTH)
    header, first, *rest = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == COLUMNS
    row = dict(zip(header, first, strict=True))
    assert row["speaker"] == "Ines Halloran"
    assert row["words"].startswith("“The wall will be raised before the winter of 2031,” … ")
    assert (row["line"], row["page"], row["confidence"]) == ("5", "", "0.95")
    assert len(rest) == 3
    assert text.endswith('"\r\n')


@pytest.mark.parametrize("words", [*PAYLOADS, "-1+1", "+1", "@SUM(A1)", "\t=1", "|cmd"])
def test_no_text_acts_in_any_listing(words: str) -> None:
    doc = Document.of(f"Start {words} end", title=words, turns=(Turn(words, 0, 6, 0, 0, words),))
    told = Attribution((doc.span(6, 6 + len(words)),), "mixed", doc.span(0, 5), None, Speaker(words, words), 1.0)
    readings = [read(doc, [told])]
    assert lines(quotes_text(readings)) == quotes_text(readings)
    assert lines(quotes_markdown(readings)) == quotes_markdown(readings)
    for row in csv.reader(io.StringIO(quotes_csv(readings), newline="")):
        assert all(value[:1] not in tuple("=+-@|%\t") or value == "" for value in row)
    json.loads(quotes_json(readings).encode("utf-8"))
