from __future__ import annotations

import pytest

from bot.drafting.lines import Line, words_of
from bot.drafting.wording import span_of, worded
from bot.types import Attribution, Document, Reading, Sentence, Speaker, Turn

ADA = Speaker("Ada Voss", "head of the port office")


BEFORE = "Ada Voss spoke first. "


def line(
    text: str, said: str = "", speaker: Speaker | None = ADA, confidence: float = 0.9, before: str = BEFORE
) -> Line:
    """One sentence as a line; ``said`` is what names the speaker in it, ``before`` what stands before it."""
    document = Document.of(before + text)
    span = document.span(len(before), len(before + text))
    attributions: tuple[Attribution, ...] = ()
    if said:
        at = len(before) + text.index(said)
        mention = document.span(at, at + len(said))
        attributions = (Attribution((span,), "direct", None, mention, speaker, confidence),)
    reading = Reading(document, "en", (Sentence(0, span, 0),), (), attributions, ())
    words = words_of(text, offset=len(before))
    return Line(reading, reading.sentences[0], words, attributions, frozenset({"Ada Voss", "Olav Brekke"}))


def test_a_sentence_is_its_own_claim() -> None:
    assert worded([line("The port\n  is closed.")]) == "The port is closed."


def test_a_pronoun_is_followed_by_the_name_it_stands_for() -> None:
    assert worded([line("“It is closed,” she said.", "she")]) == "“It is closed,” she [Ada Voss] said."


def test_a_name_is_added_once_and_not_where_it_has_just_been_read() -> None:
    one = line("“It is closed,” she said.", "she")
    assert worded([one], known="Ada Voss spoke first.") == "“It is closed,” she said."


def test_nothing_is_added_where_nobody_is_sure_who_speaks() -> None:
    assert worded([line("“No,” she said.", "she", None)]) == "“No,” she said."
    assert worded([line("“No,” she said.", "she", ADA, 0.2)]) == "“No,” she said."


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Ada Voss spoke first. Olav Brekke did not. ", "“No,” she said."),  # somebody else stands between
        ("Nobody had come. ", "“No,” she said."),  # too far away, or never named
        ("Ada Voss spoke first. ", "“Voss is wrong,” she said."),  # she is spoken of
    ],
)
def test_a_name_is_not_added_where_something_speaks_against_it(before: str, text: str) -> None:
    assert worded([line(text, "she", before=before)]) == text


def test_only_who_speaks_by_name_somewhere_is_a_speaker() -> None:
    ferry = Speaker("Alma Rosina")
    assert worded([line("“No,” she said.", "she", ferry, before="The Alma Rosina sank. ")]) == "“No,” she said."


def test_a_sentence_of_a_longer_quotation_is_given_to_its_speaker() -> None:
    text = "“It is closed,” Ada Voss said. “It will stay closed. Nobody has a key.”"
    document = Document.of(text)
    start = text.index("It will")
    quote = document.span(start - 1, len(text))
    mention = document.span(text.index("Ada"), text.index(" said"))
    attribution = Attribution((document.span(0, 15), quote), "direct", None, mention, ADA, 0.9)
    pieces = ("“It will stay closed.", "Nobody has a key.”")
    for index, piece in enumerate(pieces):
        at = text.index(piece)
        sentence = Sentence(index, document.span(at, at + len(piece)), 0)
        reading = Reading(document, "en", (sentence,), (), (attribution,), ())
        one = Line(reading, sentence, words_of(piece, offset=at), (attribution,), frozenset({"Ada Voss"}))
        assert worded([one]) == f"Ada Voss: “{piece.strip('“”')}”"


def test_a_name_or_a_role_needs_no_name_behind_it() -> None:
    assert worded([line("“No,” Voss said.", "Voss")]) == "“No,” Voss said."
    assert worded([line("“No,” the director said.", "the director")]) == "“No,” the director said."


def test_the_words_of_a_turn_have_their_speaker_in_front_and_single_marks_inside() -> None:
    text = "It is “closed”."
    document = Document.of(text, turns=[Turn("Ada  Voss", 0, len(text), 0, 0)])
    sentence = Sentence(0, document.span(0, len(text)), 0)
    reading = Reading(document, "en", (sentence,), (), (), ())
    assert worded([Line(reading, sentence, words_of(text))]) == "Ada Voss: “It is ‘closed’.”"


def test_a_dateline_is_no_part_of_what_is_said() -> None:
    one = line("OSLO, May 3 (NTB) — The port is closed.")
    assert one.reading.document.slice(span_of([one])) == "The port is closed."
