"""The picture of who held which position when: well-formed, true to the dates, and safe in a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing import accords, disputes
from bot.matrix import Matrix, build
from bot.render import matrix_html, matrix_markdown, matrix_text, timeline_svg
from bot.types import Citation, Coverage, Document, Engine, Label, Result, Span, Speaker, Stance

SVG = "{http://www.w3.org/2000/svg}"
Row = tuple[str, Label, str | None]


def table(rows: Sequence[Row], target: str = "the quay bridge") -> Matrix:
    """A matrix of stances, each in a document of its own."""
    documents, stances = [], []
    for number, (name, label, published) in enumerate(rows):
        document = Document.of(f"{name} spoke, number {number}.", title=f"Report {number}", published=published)
        documents.append(document)
        words = Citation(document.text, "exact", Span(document.id, 0, len(document.text)))
        stances.append(Stance(Speaker(name), None, target, label, "indirect", (words,)))
    result = Result(
        task="stances",
        created="2031-01-01T00:00:00Z",
        engine=Engine("extractive"),
        documents=tuple(documents),
        coverage=Coverage(1, 1, "stop"),
        stances=tuple(stances),
    )
    return build((result,), {})


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def marks(svg: str) -> list[tuple[float, str]]:
    """Where each mark stands across, and what it tells."""
    found = []
    for group in drawn(svg).iter(f"{SVG}g"):
        shape = next(child for child in group if child.tag in (f"{SVG}circle", f"{SVG}rect"))
        x = float(shape.get("cx") or float(shape.get("x", "0")) + float(shape.get("width", "0")) / 2)
        title = group.find(f"{SVG}title")
        assert title is not None and title.text
        found.append((x, title.text))
    return found


ROWS: list[Row] = [
    ("Mara Quist", "favor", "2031-01-10"),
    ("Tomas Elgin", "against", "2031-01-10"),
    ("Mara Quist", "against", "2031-03-02"),
    ("Jonas Brask", "neutral", "2031-06-30T08:00:00Z"),
]


def test_each_position_is_marked_where_its_date_is() -> None:
    found = marks(timeline_svg(table(ROWS)))
    assert len(found) == 4
    at = {told[:10]: x for x, told in found}
    assert at["2031-01-10"] < at["2031-03-02"] < at["2031-06-30"]
    whole = at["2031-06-30"] - at["2031-01-10"]
    assert abs((at["2031-03-02"] - at["2031-01-10"]) / whole - 51 / 171.33) < 0.01
    assert {told[12:].split(" — ")[0] for _, told in found} == {"in favor", "against", "neutral"}


def test_shape_and_sign_say_what_colour_says() -> None:
    svg = timeline_svg(table(ROWS))
    assert svg.count('class="mark-against"') == 2 == len(re.findall(r'<rect class="mark-against"', svg))
    assert ">+</text>" in svg and ">−</text>" in svg
    assert "+ 2031-01-10 → − 2031-03-02" in svg


def test_positions_without_a_date_are_counted_and_not_drawn() -> None:
    svg = timeline_svg(table([*ROWS, ("Pelle Ödegård", "favor", None), ("Pelle Ödegård", "against", "last week")]))
    assert len(marks(svg)) == 4
    assert "2 positions stand in documents without a date and are not drawn." in svg
    alone = timeline_svg(table([("Mara Quist", "favor", None)]))
    assert marks(alone) == [] and "nothing to draw" in alone
    assert "nothing to draw" in timeline_svg(table([]))


NAME = st.text(min_size=1, max_size=60)
DATE = st.one_of(st.none(), st.dates().map(str), st.sampled_from(["0001-01-01", "9999-12-31", "2031", "2031-02"]))


def test_the_last_days_that_there_are_make_a_picture_too() -> None:
    rows: list[Row] = [("Ada", "favor", "9999-12-30"), ("Ole", "against", "9999-12-31")]
    assert len(marks(timeline_svg(table(rows, "the toll"), width=0))) == 2


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(NAME, st.sampled_from(["favor", "against", "neutral"]), DATE), max_size=8),
    NAME,
    st.integers(0, 1400),
)
def test_any_words_and_dates_make_a_picture_within_its_frame(rows: list[Row], target: str, width: int) -> None:
    matrix = table(rows, target)
    svg = timeline_svg(matrix, width=width)
    root = drawn(svg)
    frame = [float(side) for side in root.get("viewBox", "").split()]
    dated = marks(svg)
    assert all(0 <= x <= frame[2] for x, _ in dated)
    assert len(dated) <= sum(len(cell.positions) for cell in matrix.cells)
    assert root.tag == f"{SVG}svg" and "style=" not in svg and "<script" not in svg


@settings(max_examples=15, deadline=None)
@given(st.lists(st.dates(), min_size=2, max_size=15))
def test_marks_of_one_speaker_keep_their_order_and_do_not_hide_one_another(days: list[object]) -> None:
    labels: list[Label] = ["favor", "against"]
    rows = [("Mara Quist", labels[n % 2], str(day)) for n, day in enumerate(sorted(days, key=str))]
    places = [x for x, _ in marks(timeline_svg(table(rows)))]
    assert places == sorted(places)
    assert all(later - earlier > 17 for earlier, later in pairwise(places))


def test_words_of_a_document_are_no_markup_in_the_picture_or_the_page() -> None:
    evil = '</text><script>alert(1)</script> & "quoted" \u202e'
    matrix = table([(evil, "favor", "2031-01-10"), ("Tomas Elgin", "against", "2031-02-10")], evil)
    svg = timeline_svg(matrix)
    drawn(svg)
    assert "<script" not in svg and "\u202e" not in svg
    page = matrix_html(matrix, {}, timeline=True, disputes=disputes(matrix), notes=(evil,))
    assert "<script>alert" not in page and page.count("<svg") == 2
    assert "style=" not in page.split("</style>")[1]


def test_both_sides_of_a_dispute_stand_side_by_side_by_their_latest_words() -> None:
    matrix = table(ROWS)
    assert disputes(matrix) == (), "Quist has changed, so nobody is in favor any more"
    (accord,) = accords(matrix)
    assert {matrix.parties[side.party].speaker.name for side in accord.sides} == {"Mara Quist", "Tomas Elgin"}
    opposed = table([*ROWS, ("Jonas Brask", "favor", "2031-07-01")])
    (dispute,) = disputes(opposed)
    assert [opposed.parties[side.party].speaker.name for side in dispute.favor] == ["Jonas Brask"]
    assert len(dispute.against) == 2
    for shown in (
        matrix_text(opposed, {}, disputes=(dispute,), notes=("Read 5 statements.",)),
        matrix_markdown(opposed, {}, disputes=(dispute,), notes=("Read 5 statements.",)),
        matrix_html(opposed, {}, disputes=(dispute,), notes=("Read 5 statements.",)),
    ):
        assert "Against one another" in shown and "Read 5 statements" in shown
    assert accords(opposed) == ()


@pytest.mark.parametrize("label", ["favor", "against"])
def test_two_of_one_mind_are_an_accord_and_neutral_is_none(label: Label) -> None:
    agreed = table([("Mara Quist", label, None), ("Tomas Elgin", label, None), ("Jonas Brask", "neutral", None)])
    (accord,) = accords(agreed)
    assert accord.label == label and len(accord.sides) == 2
    assert accords(table([("Mara Quist", "neutral", None), ("Tomas Elgin", "neutral", None)])) == ()
