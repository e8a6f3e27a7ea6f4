"""Speakers by targets over documents: who is who, what comes later, who changed, who agrees."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix import Matrix, build, moment
from bot.types import Citation, Coverage, Document, Engine, Label, Reading, Result, Speaker, Stance

WALL = "the wall should be raised"
GATE = "a gate should be built"
Row = tuple[Document, Speaker | str, Label, str]


def document(number: int, published: str | None = None) -> Document:
    return Document.of(f"Document {number}: " + "words " * 40, title=f"D{number}", published=published)


def result(*rows: Row, start: int = 0) -> Result:
    """Stances whose words stand in the order of the rows."""
    stances = []
    for index, (doc, speaker, label, target) in enumerate(rows):
        at = start + index * 3
        citation = Citation("", "exact", doc.span(at, at + 2))
        who = Speaker(speaker) if isinstance(speaker, str) else speaker
        stances.append(Stance(who, None, target, label, "direct", (citation,)))
    documents = tuple(dict.fromkeys(row[0] for row in rows))
    return Result("stances", "", Engine("extractive"), documents, Coverage(0, 0, "stop"), stances=tuple(stances))


def matrix(*rows: Row) -> Matrix:
    return build([result(*rows)], {})


def names(found: Matrix) -> list[str]:
    return [party.speaker.name for party in found.parties]


A, B, C = document(1, "2030-01-05"), document(2, "2030-02-05"), document(3, "2030-03-05")


# --- who is who ----------------------------------------------------------------------------------------------


def test_one_name_is_one_speaker() -> None:
    found = matrix((A, "Ines Halloran", "favor", WALL), (B, "INES  HALLORAN", "favor", GATE))
    assert names(found) == ["Ines Halloran"]
    assert found.targets == (WALL, GATE)


def test_a_surname_that_one_speaker_has_is_that_speaker() -> None:
    found = matrix((A, "Halloran", "favor", WALL), (B, "Ines Halloran", "against", WALL))
    assert names(found) == ["Ines Halloran"]
    assert found.parties[0].speaker.aliases == ("Halloran",)
    assert len(found.changes) == 1


def test_a_surname_that_two_have_stays_on_its_own() -> None:
    found = matrix(
        (A, "Ines Halloran", "favor", WALL), (B, "Petr Halloran", "favor", WALL), (C, "Halloran", "against", WALL)
    )
    assert names(found) == ["Ines Halloran", "Petr Halloran", "Halloran"]
    assert found.changes == ()


def test_an_alias_that_one_speaker_has_is_that_speaker() -> None:
    mayor = Speaker("Ines Halloran", "mayor", ("Mayor Halloran",))
    found = matrix((A, mayor, "favor", WALL), (B, "Mayor Halloran", "favor", GATE))
    assert names(found) == ["Ines Halloran"]
    assert found.parties[0].speaker.role == "mayor"


def test_two_that_are_each_an_alias_of_the_other_are_one() -> None:
    one, other = Speaker("Ines Halloran", None, ("Ines Brandt",)), Speaker("Ines Brandt", None, ("Ines Halloran",))
    assert len(names(matrix((A, one, "favor", WALL), (B, other, "favor", WALL)))) == 1


@pytest.mark.parametrize("words", ["two officials", "a spokesman", "the ministry", "ein Sprecher", ""])
def test_a_description_means_somebody_else_in_another_document(words: str) -> None:
    found = matrix((A, words, "favor", WALL), (A, words, "favor", GATE), (B, words, "against", WALL))
    assert names(found) == [words, words]
    assert [party.document for party in found.parties] == [A, B]
    assert found.changes == ()


@pytest.mark.parametrize("name", ["Dirk van der Berg", "al-Amin", "van der Berg", "the Harbour Board", "山田", "ياسر"])
def test_a_name_is_no_description(name: str) -> None:
    found = matrix((A, name, "favor", WALL), (B, name, "against", WALL))
    assert [party.document for party in found.parties] == [None]
    assert len(found.changes) == 1


def test_targets_are_one_by_their_words() -> None:
    found = matrix((A, "Ada", "favor", WALL), (B, "Ada", "favor", "The wall  should be raised."))
    assert found.targets == (WALL,)
    assert len(matrix((A, "Ada", "favor", "…"), (B, "Ada", "favor", "—")).targets) == 2


# --- what comes later ----------------------------------------------------------------------------------------


def test_a_change_follows_the_dates_and_not_the_order_given() -> None:
    found = matrix((C, "Ada", "against", WALL), (A, "Ada", "favor", WALL))
    (change,) = found.changes
    assert found.documents == (A, C)
    assert (change.before.stance.label, change.after.stance.label) == ("favor", "against")
    assert (change.before.date, change.after.date, change.basis) == ("2030-01-05", "2030-03-05", "date")


def test_without_dates_the_order_given_counts_and_is_said_to() -> None:
    (change,) = matrix((document(4), "Ada", "against", WALL), (document(5), "Ada", "favor", WALL)).changes
    assert (change.before.stance.label, change.basis) == ("against", "order")


def test_on_the_same_day_the_order_given_counts() -> None:
    same = document(6, "2030-01-05")
    (change,) = matrix((A, "Ada", "favor", WALL), (same, "Ada", "against", WALL)).changes
    assert change.basis == "order"


def test_an_undated_document_stays_behind_the_one_given_before_it() -> None:
    undated = document(7)
    found = matrix((C, "Ada", "favor", WALL), (undated, "Ada", "favor", WALL), (A, "Ada", "favor", WALL))
    assert found.documents == (A, C, undated)


def test_inside_a_document_the_order_of_the_words_counts() -> None:
    found = build([result((A, "Ada", "against", WALL), start=50), result((A, "Ada", "favor", WALL))], {})
    (change,) = found.changes
    assert (change.before.stance.label, change.after.stance.label, change.basis) == ("favor", "against", "text")


def test_there_and_back_are_two_changes_and_staying_is_none() -> None:
    found = matrix(
        (A, "Ada", "favor", WALL), (A, "Ada", "favor", WALL), (B, "Ada", "neutral", WALL), (C, "Ada", "favor", WALL)
    )
    assert [(c.before.stance.label, c.after.stance.label) for c in found.changes] == [
        ("favor", "neutral"),
        ("neutral", "favor"),
    ]
    assert [p.stance.label for p in found.cells[0].positions] == ["favor", "favor", "neutral", "favor"]
    assert found.changes[0].before is found.cells[0].positions[1]


def test_the_same_words_are_listed_once() -> None:
    once = result((A, "Ada", "favor", WALL))
    assert len(build([once, once], {}).cells[0].positions) == 1


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2030-03-05", "2030-03-05T00:00:00+00:00"),
        ("2030-03-05T10:00:00+02:00", "2030-03-05T08:00:00+00:00"),
        ("2030-03-05T10:00:00Z", "2030-03-05T10:00:00+00:00"),
        ("2030-03", "2030-03-01T00:00:00+00:00"),
        ("2030", "2030-01-01T00:00:00+00:00"),
        ("2030-13-45", None),
        ("5 March 2030", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(published: str | None, expected: str | None) -> None:
    at = moment(published)
    assert (None if at is None else at.isoformat()) == expected


# --- agreement and opposition --------------------------------------------------------------------------------


def test_relations_follow_the_latest_words() -> None:
    found = matrix(
        (A, "Ada", "favor", WALL),
        (A, "Ben", "against", WALL),
        (A, "Ada", "favor", GATE),
        (A, "Ben", "against", GATE),
        (A, "Cem", "neutral", GATE),
        (B, "Ada", "against", WALL),
    )
    (relation,) = found.relations
    assert (relation.first, relation.second) == (0, 1)
    assert [found.targets[t] for t in relation.agree] == [WALL]
    assert [found.targets[t] for t in relation.oppose] == [GATE]


# --- what it is made of --------------------------------------------------------------------------------------


def test_dates_come_from_the_readings_of_a_stored_result() -> None:
    stored = result((C, "Ada", "against", WALL), (A, "Ada", "favor", WALL))
    stored = replace(stored, documents=tuple(Document(d.id, "") for d in stored.documents))
    known = {d.id: Reading(d, "en", (), (), (), ()) for d in (A, C)}
    assert [change.basis for change in build([stored], known).changes] == ["date"]
    assert [change.basis for change in build([stored], {}).changes] == ["order"]


def test_a_stance_without_words_is_left_out() -> None:
    empty = replace(
        result((A, "Ada", "favor", WALL)), stances=(Stance(Speaker("Ada"), None, WALL, "favor", "direct", ()),)
    )
    found = build([empty], {})
    assert (found.parties, found.targets, found.cells) == ((), (), ())
    assert build([], {}).cells == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B, C, document(8)]),
            st.sampled_from(["Ada Holm", "Holm", "Ben Holm", "Cem", "two aides", "Ada Holm-Cem", ""]),
            st.sampled_from(["favor", "against", "neutral"]),
            st.sampled_from([WALL, GATE, "x", ""]),
        ),
        max_size=12,
    )
)
def test_every_stance_has_its_place(rows: list[Row]) -> None:
    found = matrix(*rows)
    held = [position for cell in found.cells for position in cell.positions]
    assert len(held) == len(rows)
    assert len({(cell.party, cell.target) for cell in found.cells}) == len(found.cells)
    assert {cell.party for cell in found.cells} == set(range(len(found.parties)))
    assert {cell.target for cell in found.cells} == set(range(len(found.targets)))
    for cell in found.cells:
        assert found.cell(cell.party, cell.target) is cell
        labels = [position.stance.label for position in cell.positions]
        turns = sum(a != b for a, b in pairwise(labels))
        assert turns == sum((c.party, c.target) == (cell.party, cell.target) for c in found.changes)
    for relation in found.relations:
        assert relation.first < relation.second
        assert not set(relation.agree) & set(relation.oppose)
