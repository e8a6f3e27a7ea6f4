from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import DAM, HARBOR, hearing, plain

from bot.drafting.answerability import bearing, probability
from bot.drafting.evidence import Evidence, evidence
from bot.drafting.extractive import draft_answer
from bot.drafting.lines import lines_of
from bot.drafting.questions import ask
from bot.drafting.ranking import wanted_terms
from bot.language import read
from bot.types import Document, Draft, Turn


def text(draft: Draft) -> str:
    return " ".join(claim.text for claim in draft.claims)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many workers will live in the camp?", "340 workers"),
        ("How much will the council spend on the new dam?", "12 million crowns"),
        ("How long is the work to last?", "14 months"),
        ("When was the old dam built?", "1931"),
        ("When is work to begin?", "May 4"),
        ("Why has the old dam been leaking?", "clay core"),
        ("Who drew the first plans of the dam?", "Halvard Brenn"),
        ("Where will the workers live?", "camp near the quarry"),
        ("By how much have the engineers lowered the water?", "six meters"),
        ("With what share of the vote was Vasse re-elected?", "58 percent"),
        ("What did the crane of Skarne cost?", "9 million"),
    ],
)
def test_the_right_sentence_answers(question: str, words: str) -> None:
    draft = draft_answer(plain(DAM, HARBOR), question)
    assert not draft.refused, draft
    assert words in text(draft)
    assert len(draft.claims) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "What is the population of Oslo?",
        "How many engineers died in the quarry?",
        "Who owns the hotel in Skarne?",
        "When was Olav Brekke born?",
        "Why did the Swedish navy leave?",
        "zebra",
        "",
        "?!",
    ],
)
def test_what_the_documents_do_not_say_is_refused(question: str) -> None:
    draft = draft_answer(plain(DAM, HARBOR), question)
    assert draft.refused, draft
    assert draft.refusal_reason == "The documents do not say."
    assert len(draft.claims) <= 1


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why did Vasse resign?", "did not resign"),
        ("Who built the old dam in 1944?", "built in 1931"),
        ("When was Vasse re-elected with 73 percent of the vote?", "58 percent"),
    ],
)
def test_a_false_premise_is_refused_with_the_sentence_that_contradicts_it(question: str, words: str) -> None:
    draft = draft_answer(plain(DAM), question)
    assert draft.refused, draft
    assert words in text(draft)


def test_a_contradiction_is_named_as_one() -> None:
    assert draft_answer(plain(DAM), "Why did Vasse resign?").refusal_reason == "The document says otherwise."


def test_a_year_that_no_document_has_is_refused_and_a_date_of_publication_counts() -> None:
    question = "What did the port authority say about the 2,140 ships in 2034?"
    assert draft_answer(plain(HARBOR), "How many ships did the harbor of Skarne handle in 2034?").refused
    assert not draft_answer(
        plain(HARBOR, published="2034-02-01"), "How many ships did the harbor of Skarne handle in 2034?"
    ).refused
    assert ask(question).terms[-1].is_figure


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does Lindahl say about the crane?", "paid for itself"),
        ("What does Olav Brekke think about the noise?", "drives the herring away"),
        ("Who said that the new crane had paid for itself?", "Lindahl said"),
        ("Who called the year the best since the war?", "Tove Lindahl"),
    ],
)
def test_statements_are_answered_by_their_speakers(question: str, words: str) -> None:
    draft = draft_answer(plain(HARBOR), question)
    assert not draft.refused, draft
    assert words in text(draft)


def test_who_is_only_spoken_of_says_nothing() -> None:
    draft = draft_answer(plain(DAM), "What does Halvard Brenn think about the dam?")
    assert draft.refused
    assert draft.refusal_reason == "The document reports no statement by Halvard Brenn."
    assert "Halvard Brenn" in text(draft)


def test_a_statement_by_one_who_is_only_described_is_seen() -> None:
    text = """Femi Adel told the court that he had not seen the papers, which the trust says were lost in a fire.

The lawyers of the trust left. Marian Oake said the trust had always been careless with its papers.

The trust declined to comment on the claim of Oake.
"""
    said = draft_answer(plain(text), "What does the trust say about the papers?")
    assert not said.refused and "lost in a fire" in said.claims[0].text
    claim = draft_answer(plain(text), "What did the trust say about Oake's claim?")
    assert not claim.refused and "declined to comment" in claim.claims[0].text


def test_who_is_not_named_is_not_quoted() -> None:
    draft = draft_answer(plain(DAM), "What does Wilma Trask think about the dam?")
    assert draft.refused and draft.refusal_reason == "The document contains no mention of Wilma Trask."


def test_a_speaker_who_says_nothing_on_the_topic_is_refused() -> None:
    draft = draft_answer(plain(HARBOR), "What does Lindahl think about parking fees in the old town?")
    assert draft.refused


def test_a_turn_answers_with_its_speaker() -> None:
    draft = draft_answer(hearing(), "How many passengers has the ferry carried this year?")
    assert not draft.refused
    assert text(draft).startswith("David Orren: “")
    said = draft_answer(hearing(), "What does Lena Fisk say about the subsidy?")
    assert "Lena Fisk: “My company would run the ferry for half of the subsidy.”" in text(said)


def test_what_is_said_of_one_answers_nothing_about_another_named_elsewhere() -> None:
    text = """The brewery Hopland made a profit of 3 million crowns in the last year, and it hired 40 people.

Barley has become dear, and bottles have become dearer still.

The farmers of the valley say they will sow more of it in spring.

The mayor of the valley has promised them water.

The rival Kornblom, which reports on Friday, has not raised its prices.
"""
    assert "3 million" in draft_answer(plain(text), "How much profit did Hopland make?").claims[0].text
    draft = draft_answer(plain(text), "How much profit did Kornblom make?")
    assert draft.refused and draft.refusal_reason == "The document does not say."


SHIPYARD = """The yard of Moss will lengthen the ferry by 12 meters. The ferry will be lengthened from 5 to 19 October.

Ida Sol, 61, has led the yard for 22 years. Its carpenter Per Moe has built 40 boats since 1988.

So: extend the lease of the yard to 31 October, and staging from 5 to 19 October.

The old lease of the yard ends in September. We could extend it by a year for $40,000.

The lock, which is 90 years old, will be closed.
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How old is Ida Sol?", "61"),
        ("How old is the lock?", "90 years old"),
        ("How old is the ferry?", None),
        ("How much would extending the lease of the yard cost?", "40,000"),
    ],
)
def test_a_price_is_a_sum_and_an_age_is_an_age(question: str, words: str | None) -> None:
    draft = draft_answer(plain(SHIPYARD), question)
    assert draft.refused == (words is None), draft
    assert words is None or words in draft.claims[0].text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Did Vasse resign?", "did not resign"),
        ("Will Olga Brandt sail in the regatta?", "would not sail"),
        ("Is the lock at Torp open?", "is closed"),
    ],
)
def test_a_no_answers_a_question_for_yes_or_no(question: str, words: str) -> None:
    text = """The regatta of Torp begins on Sunday. The lock at Torp is closed until noon.

Olga Brandt, who has won twice, said that she would not sail in the regatta this time.

Her brother said that crews should not leave the harbour before eight.
"""
    draft = draft_answer(plain(DAM, text), question)
    assert not draft.refused, draft
    assert words in draft.claims[0].text


def test_what_others_say_of_a_speaker_is_not_his_reason() -> None:
    text = "ADA BRENN: People say that I am against the tram because I own buses.\n\n"
    label = "ADA BRENN:"
    turn = Turn("Ada Brenn", len(label) + 1, len(text) - 2, 0, len(label))
    document = Document.of(text, kind="transcript", turns=(turn,))
    assert draft_answer({document.id: read(document)}, "Why is Ada Brenn against the tram?").refused


DISPUTE = """The council voted on Tuesday to back a tram line along Harbour Street. Ida Sol had opposed the line once.

The opposition leader Henrik Aas said the line would bankrupt the city. “Buses could do it for less,” Aas said.

Mette Lund, who leads the Chamber of Commerce, said she welcomed the tram line.
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who opposes the tram line?", "bankrupt"),
        ("Who is against the tram line?", "bankrupt"),
        ("Which people criticise the line?", "bankrupt"),
        ("Who supports the tram line?", "welcomed"),
        ("Who is in favour of the line?", "welcomed"),
        ("Why does Aas oppose the line?", "bankrupt"),
    ],
)
def test_who_is_for_and_who_is_against_is_answered_by_those_who_take_the_side(question: str, words: str) -> None:
    draft = draft_answer(plain(DISPUTE), question)
    assert not draft.refused and len(draft.claims) == 1
    assert words in draft.claims[0].text


def test_where_nobody_takes_the_side_nobody_is_named() -> None:
    text = """Ida Sol, who runs the ferry, said on Monday that Aas opposed the toll because he owns trucks.

The tram line is funded by the province of Tarn. It will open in May. Per Moe supports the toll.
"""
    for question in ("Who opposes the tram line?", "Who supports the tram line?"):
        draft = draft_answer(plain(text), question)
        assert draft.refused and draft.refusal_reason == "The document does not say.", question
    assert "Per Moe" in draft_answer(plain(text), "Who supports the toll?").claims[0].text


def test_where_a_report_comes_from_and_a_street_are_nobody() -> None:
    text = "NORDHAVN, 3 March — The council voted on Tuesday to back a tram line along Harbour Street.\n"
    assert draft_answer(plain(text), "Who designed the trams?").refused


def test_one_document_is_it_and_several_are_they() -> None:
    assert draft_answer(plain(DAM), "zebra").refusal_reason == "The document does not say."
    assert draft_answer(plain(DAM, HARBOR), "zebra").refusal_reason == "The documents do not say."
    assert draft_answer({}, "zebra").refused


def test_the_same_question_has_the_same_answer() -> None:
    question = "Who drew the first plans of the dam?"
    assert draft_answer(plain(DAM, HARBOR), question) == draft_answer(plain(DAM, HARBOR), question)


def figures(question: str, words: str) -> Evidence:
    """The figures of the line that holds some words."""
    lines = lines_of(plain(DAM))
    asked = ask(question)
    at = next(at for at, line in enumerate(lines.lines) if words in line.text)
    return evidence(lines, at, asked, wanted_terms(asked, lines))


def test_figures_say_what_a_sentence_has_and_lacks() -> None:
    right = figures("How many workers will live in a camp?", "340 workers")
    assert right.covered == right.present == right.agreeing == right.typed == 1
    assert figures("Why did Vasse resign?", "did not resign").agreeing == 0
    assert figures("What was not spent on the dam?", "12 million").agreeing == 0
    assert figures("How many workers?", "Halvard Brenn").typed < 1
    assert figures("What did Odegaard say in 1999?", "the school instead").figures == 0
    assert figures("Where is Tolk & Haal?", "Halvard Brenn").spoken_of == 1


UNIT = st.floats(0, 1)


@given(st.lists(UNIT, min_size=10, max_size=10), st.integers(0, 9), UNIT)
@settings(max_examples=100)
def test_more_of_anything_never_makes_an_answer_less_probable(values: list[float], at: int, more: float) -> None:
    better = list(values)
    better[at] = max(values[at], more)
    assert probability(Evidence(*better)) >= probability(Evidence(*values))
    assert bearing(Evidence(*better)) >= bearing(Evidence(*values))
    assert 0 < probability(Evidence(*values)) < 1


QUESTIONS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            ["Who", "said", "What", "does", "Ada Voss", "think", "about", "how many", "dam", "12", "not", "?"]
        )
    ).map(" ".join),
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(["He said", "“No,”", "the dam", "Ada Voss", "12", ".", "?", "\n\n", "not", "said"])).map(
        " ".join
    ),
)


@given(st.lists(TEXTS, min_size=1, max_size=3), QUESTIONS)
@settings(max_examples=150, deadline=None)
def test_any_question_to_any_text_is_answered_or_refused(texts: list[str], question: str) -> None:
    readings = plain(*texts)
    draft = draft_answer(readings, question)
    assert draft.refused == (draft.refusal_reason is not None)
    assert draft.refused or draft.claims
    for claim in draft.claims:
        (span,) = claim.evidence
        source = readings[span.document_id].document.slice(span)
        kept = iter(claim.text.split())
        assert all(word in kept for word in source.split()), (claim.text, source)


def test_a_year_that_the_text_does_not_have_is_not_said_to_be_otherwise() -> None:
    text = plain("Ada Lind led the expedition to the Hessa ice cap. It was the first to find the lake.")
    found = draft_answer(text, "Who led the expedition of 2019?")
    assert found.refused
    assert found.refusal_reason == "The document does not say."
