from __future__ import annotations

from bot.drafting.lines import Line, words_of
from bot.drafting.wording import span_of, worded
from bot.types import Attribution, Document, Reading, Sentence, Speaker, Turn

ADA = Speaker("Ada Voss", "head of the port office")


def line(text: str, said: str = "", speaker: Speaker | None = ADA, confidence: float = 0.9) -> Line:
    """One sentence as a line; ``said`` is the pronoun that stands for the speaker."""
    document = Document.of(text)
    span = document.span(0, len(text))
    attributions: tuple[Attribution, ...] = ()
    if said:
        at = text.index(said)
        mention = document.span(at, at + len(said))
        attributions = (Attribution((span,), "direct", None, mention, speaker, confidence),)
    reading = Reading(document, "en", (Sentence(0, span, 0),), (), attributions, ())
    return Line(reading, reading.sentences[0], words_of(text), attributions)


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
    dash = line("A PORT — that is all it was.")
    assert span_of([dash]).start in (0, len("A PORT — "))
