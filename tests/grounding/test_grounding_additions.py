"""Names that a drafter adds to say who speaks: proven by the cited words, or not taken."""

import pytest
from grounding_article import sentence_with

from bot.grounding.ground import CORRECTED, ground_claim
from bot.grounding.support import check
from bot.language import read
from bot.types import Claim, Document, DraftClaim, Reading, Rejected, Turn

HEARING = "SEN. MORROW: We will not close the pier before the spring.\nMR. HALE: That is good news for the crews.\n"


@pytest.fixture
def hearing() -> Reading:
    turns = []
    for speaker, words in (("SEN. MORROW", "We will not close"), ("MR. HALE", "That is good")):
        start = HEARING.index(words)
        turns.append(Turn(speaker, start, HEARING.index("\n", start), HEARING.index(speaker), start - 2))
    return read(Document.of(HEARING, turns=turns, kind="transcript"))


def judged(text: str, reading: Reading, words: str) -> str:
    return check(text, [sentence_with(reading, words)], {reading.document.id: reading}).support


@pytest.mark.parametrize("name", ["SEN. MORROW", "Sen. Morrow", "Morrow"])
def test_a_turns_sentence_with_its_speaker_in_front_is_supported(hearing: Reading, name: str) -> None:
    text = f"{name}: “We will not close the pier before the spring.”"
    assert judged(text, hearing, "We will not") == "supported"


def test_a_turns_sentence_with_anothers_name_in_front_is_not(hearing: Reading) -> None:
    text = "MR. HALE: “We will not close the pier before the spring.”"
    assert judged(text, hearing, "We will not") == "unsupported"


def test_a_turns_sentence_with_its_negation_gone_is_not_supported(hearing: Reading) -> None:
    assert judged("SEN. MORROW: “We will close the pier before the spring.”", hearing, "We will not") == "unsupported"


def test_a_pronoun_with_its_name_in_brackets_is_supported(article: Reading) -> None:
    text = "“They want all the cranes to go, and all the cranes are not going to go,” she [Frida Okonjo] said."
    assert judged(text, article, "They want all") == "supported"


def test_a_pronoun_with_anothers_name_in_brackets_is_unsupported(article: Reading) -> None:
    text = "“They want all the cranes to go, and all the cranes are not going to go,” she [Lars Ekwall] said."
    assert judged(text, article, "They want all") == "unsupported"


@pytest.mark.parametrize(
    "frame", ["{} said: {}", "{} said, {}.", "{} told reporters {}", "{1} {0} said.", "{1}, said {0}.", "{} says {}"]
)
def test_a_quotation_of_the_one_who_says_it_is_supported_and_of_another_is_not(article: Reading, frame: str) -> None:
    words = "“They want all the cranes to go, and all the cranes are not going to go”"
    assert judged(frame.format("Frida Okonjo", words), article, "They want all") == "supported"
    assert judged(frame.format("Lars Ekwall", words), article, "They want all") == "unsupported"
    turned = words.replace("are not going", "are going")
    assert judged(frame.format("Frida Okonjo", turned), article, "They want all") == "unsupported"


def test_a_verb_that_tells_more_than_saying_vouches_for_nothing(article: Reading) -> None:
    words = "“They want all the cranes to go, and all the cranes are not going to go”"
    assert judged(f"Frida Okonjo joked: {words}", article, "They want all") != "supported"
    assert judged(f"Frida Okonjo said in May: {words}", article, "They want all") != "supported"


def test_brackets_that_explain_no_speaker_vouch_for_nothing() -> None:
    reading = read(Document.of("Ada Voss sold the mill to Per Lund. The council praised her work in the valley."))
    assert judged("The council praised her [Per Lund] work in the valley.", reading, "The council") != "supported"


def grounded(text: str, reading: Reading, *words: str) -> Claim | Rejected:
    spans = tuple(sentence_with(reading, one) for one in words)
    return ground_claim(DraftClaim(text, spans), {reading.document.id: reading})


def test_what_the_text_only_reports_gets_its_speaker(article: Reading) -> None:
    made = grounded("The port would still pay for the night ferries.", article, "Harbour chief")
    assert isinstance(made, Claim)
    assert made.text == "Frida Okonjo: The port would still pay for the night ferries."
    assert made.support == "supported"
    assert "Frida Okonjo" in made.reasons[0]


def test_a_statement_that_names_its_speaker_stays_as_it_is(article: Reading) -> None:
    text = "According to Frida Okonjo the port would still pay for the night ferries."
    made = grounded(text, article, "Harbour chief")
    assert isinstance(made, Claim)
    assert made.text == text


def test_what_the_text_says_itself_gets_no_speaker(article: Reading) -> None:
    text = "The council approved the plan by 14 votes to 9 on 8 November 2021."
    made = grounded(text, article, "The council approved")
    assert isinstance(made, Claim)
    assert made.text == text


def test_a_sentence_cited_wrongly_for_a_quotation_is_not_kept(article: Reading) -> None:
    made = grounded("Ekwall said: “It was a fair price.”", article, "About 40 percent")
    assert isinstance(made, Claim)
    assert made.reasons[0] == CORRECTED
    assert [citation.quote for citation in made.citations] == ["It was a fair price"]


def test_a_sentence_cited_beside_a_quotation_is_kept_where_it_adds(article: Reading) -> None:
    text = "The town sold 30 sheds to Brightwater in May, which Ekwall called “a fair price”."
    made = grounded(text, article, "the town had sold")
    assert isinstance(made, Claim)
    assert {citation.span for citation in made.citations} >= {sentence_with(article, "the town had sold")}
