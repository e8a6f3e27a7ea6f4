"""A source that is about something else does not contradict: at most it does not state."""

from __future__ import annotations

import pytest

from bot.grounding.judge import judge
from bot.grounding.support import check
from bot.language import read
from bot.types import Document, Readings


def sources(*texts: str) -> Readings:
    documents = [Document.of(text) for text in texts]
    return {document.id: read(document) for document in documents}


GATE = "The gate would cost 38 million crowns, of which the province has promised 60 percent."


@pytest.mark.parametrize(
    ("statement", "source", "word"),
    [
        ("The bridge cost 4 million crowns.", GATE, "bridge"),
        ("Bus fares rose by 8 percent in June.", "Ferry fares rose by 5 percent in June.", "Bus"),
        ("The bus fares rose by 8 percent in June.", "The ferry fares rose by 5 percent in June.", "bus"),
        ("The mayor opened the pool on Tuesday.", "The mayor opened the library on Monday.", "pool"),
        # nothing points back at the bridge of the sentence before
        ("The bridge cost 4 million crowns.", "A bridge stands near. The gate cost 38 million crowns.", "bridge"),
    ],
)
def test_a_sentence_about_something_else_does_not_contradict(statement: str, source: str, word: str) -> None:
    found = judge(statement, sources(source))
    assert found.verdict == "not_stated"
    assert found.reasons == (f"The sentence that is nearest does not speak of “{word}”.",)


def test_the_date_of_another_sentence_does_not_contradict() -> None:
    source = "500 people marched on Friday, 3 May 2030. The minister said the tunnel could open next month."
    assert judge("The tunnel could open in June 2030.", sources(source)).verdict == "not_stated"


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The gate would cost 40 million crowns.", GATE),
        ("The new gate would cost 40 million crowns.", GATE),
        ("Bus fares rose by 8 percent in June.", "Bus fares rose by 5 percent in June."),
        ("The mayor opened the pool on Tuesday.", "The mayor opened the pool on Monday."),
        ("The pool was opened on Tuesday.", "The mayor opened the pool on Monday."),
        # meant by a pronoun, by a bare description, by a synonym
        ("The gate will cost 40 million crowns.", "The town wants a gate. It will cost 38 million crowns."),
        ("The gate will cost 40 million crowns.", "The town wants a gate. The project will cost 38 million crowns."),
        ("The bridge cost 40 million crowns.", "The crossing cost 38 million crowns."),
        # the number of houses is of houses; a name is what another one stands in the place of
        ("The number of houses rose to 40 in May.", "The number of houses rose to 30 in May."),
        ("Holt resigned as chief of the port on Monday.", "Lund resigned as chief of the port on Monday."),
        ("Tram drivers met on Monday in the town hall.", "Tram drivers met on Friday in the town hall."),
    ],
)
def test_a_sentence_about_the_same_thing_still_does(statement: str, source: str) -> None:
    assert judge(statement, sources(source)).verdict == "contradicted"


def test_what_vetoes_a_drafted_statement_is_as_it_was() -> None:
    readings = sources(GATE)
    cited = [sentence.span for reading in readings.values() for sentence in reading.sentences]
    assert check("The bridge cost 4 million crowns.", cited, readings).support == "unsupported"


def test_a_figure_is_named_as_a_reader_sees_it() -> None:
    found = judge("A quarter of the members voted.", sources("Three quarters of the members voted."))
    assert found.reasons == ("The cited words say “Three quarters” where the statement says “A quarter”.",)
