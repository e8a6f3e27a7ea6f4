from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import DAM, HARBOR, hearing, plain

from bot.drafting.extractive import draft_summary
from bot.ingest import from_bytes
from bot.language import read
from bot.types import Draft, Readings


def length(draft: Draft) -> int:
    return sum(len(claim.text.split()) for claim in draft.claims)


def cited(readings: Readings, draft: Draft) -> list[str]:
    return [readings[s.document_id].document.slice(s) for claim in draft.claims for s in claim.evidence]


@pytest.mark.parametrize("words", [30, 60, 120, 1_000])
def test_a_summary_keeps_to_its_length_and_to_the_order(words: int) -> None:
    readings = plain(DAM, HARBOR)
    draft = draft_summary(readings, words)
    assert 0 < length(draft) <= words
    assert not draft.refused
    places = [(list(readings).index(c.evidence[0].document_id), c.evidence[0].start) for c in draft.claims]
    assert places == sorted(set(places))


def test_a_summary_of_no_words_is_still_one_sentence() -> None:
    assert len(draft_summary(plain(DAM), 1).claims) == 1
    assert len(draft_summary(plain(DAM), 0).claims) == 1


def test_a_short_summary_is_the_lead_without_its_dateline() -> None:
    (claim,) = draft_summary(plain(DAM), 30).claims
    assert claim.text == (
        "The council of Brennholm will spend 12 million crowns on a new dam above the town, Mayor Ingrid Vasse said on "
        "Tuesday."
    )


def test_bylines_calls_to_read_on_questions_and_cut_quotations_are_never_chosen() -> None:
    readings = plain(DAM)
    chosen = " ".join(cited(readings, draft_summary(readings, 1_000)))
    assert "By Our Staff" not in chosen
    assert "Read more" not in chosen
    assert "Will the town be safe" not in chosen


def test_a_sentence_that_leans_comes_only_after_the_one_it_leans_on() -> None:
    readings = plain(
        "The mill burned down on Friday night in Lower Kell. But nobody was hurt by the fire in the mill. "
        "The owner of the mill, Ada Brenn, wants to build it again by the spring."
    )
    (reading,) = readings.values()
    for words in range(1, 60):
        starts = [claim.evidence[0].start for claim in draft_summary(readings, words).claims]
        but, mill = reading.sentences[1].span.start, reading.sentences[0].span.start
        assert but not in starts or mill in starts


@pytest.mark.parametrize(
    "leaning",
    [
        "“That is not true at all in this town,” Ada Brenn told the council.",
        "“They’re all invented by one old miller,” Ada Brenn said on Monday.",
        "“No miller ever burns his own good mill,” Ada Brenn replied.",
        "A lawyer for the mill, Ole Trane, denied that.",
    ],
)
def test_a_reply_comes_only_after_what_it_replies_to(leaning: str) -> None:
    text = f"""Somebody in Lower Kell set the mill on fire and lied about it, the police chief said on Friday. {leaning}

The owner of the mill in Lower Kell, who wants to build it again by the spring, has hired 12 new people.
"""
    readings = plain(text)
    (reading,) = readings.values()
    before, reply = (sentence.span.start for sentence in reading.sentences[:2])
    for words in range(1, 60):
        starts = [claim.evidence[0].start for claim in draft_summary(readings, words).claims]
        assert reply not in starts or before in starts, words


def test_a_pronoun_without_a_noun_before_it_comes_only_after_what_it_means() -> None:
    readings = plain(
        "The rollback script of the harbor office was mended in March by Ole Trane. We ran it on Monday and it failed "
        "at the second step. The harbor office in Lower Kell, which has 12 people, will move to the old mill in May."
    )
    (reading,) = readings.values()
    script, ran, _ = (sentence.span.start for sentence in reading.sentences)
    for words in range(1, 60):
        starts = [claim.evidence[0].start for claim in draft_summary(readings, words).claims]
        assert ran not in starts or script in starts, words


def test_a_he_that_nobody_before_it_can_be_is_left_out() -> None:
    text = """Thunder broke over a quiet and friendly town hall.

He promised to close the town hall, the mill and the school. Ada Brenn, the mayor of the town, laughed at the promise.
"""
    for words in (20, 40, 1_000):
        assert "He promised" not in " ".join(claim.text for claim in draft_summary(plain(text), words).claims)


def test_a_quotation_over_several_sentences_is_not_cut() -> None:
    readings = plain(
        "The bridge stays closed, the road office said on Monday. “We looked at every bolt. Half of them are rust. "
        "Nobody drives over rust,” said its head, Jonas Wick. The detour is eleven miles long."
    )
    for words in range(5, 60, 5):
        for text in cited(readings, draft_summary(readings, words)):
            assert text.count("“") == text.count("”")


def test_what_two_documents_say_is_said_once() -> None:
    twin = "The council of Brennholm will spend 12 million crowns on a new dam above the town, Mayor Vasse said."
    readings = plain(DAM, twin + "\n\nThe bakers of Brennholm have won a prize for their rye bread in Oslo.")
    draft = draft_summary(readings, 200)
    assert sum("12 million crowns" in text for text in cited(readings, draft)) == 1
    assert {claim.evidence[0].document_id for claim in draft.claims} == set(readings)


def test_every_document_has_its_share() -> None:
    readings = plain(DAM, HARBOR)
    draft = draft_summary(readings, 70)
    assert {claim.evidence[0].document_id for claim in draft.claims} == set(readings)


def test_the_words_of_a_turn_are_given_to_their_speaker() -> None:
    readings = hearing()
    (reading,) = readings.values()
    draft = draft_summary(readings, 200)
    assert draft.claims
    for claim in draft.claims:
        turn = reading.document.turn_at(claim.evidence[0].start)
        assert turn is not None
        said = reading.document.slice(claim.evidence[0])
        assert claim.text == f"{turn.speaker}: “{said.replace('“', '‘').replace('”', '’')}”"


def test_a_focus_brings_in_what_speaks_of_it() -> None:
    readings = plain(DAM)
    focused = draft_summary(readings, 40, focus="the workers' camp")
    assert not focused.refused
    assert any("340 workers" in claim.text for claim in focused.claims)


def test_a_focus_that_the_text_lacks_is_refused_with_the_summary_beside() -> None:
    draft = draft_summary(plain(DAM), 40, focus="submarines")
    assert draft.refused and draft.refusal_reason and draft.claims
    assert not draft_summary(plain(DAM), 40, focus="   ").refused


def test_nothing_to_summarize_is_said_so() -> None:
    draft = draft_summary({}, 100)
    assert draft.refused and draft.refusal_reason == "There is nothing to summarize." and draft.claims == ()


def test_fragments_alone_still_give_a_summary() -> None:
    readings = plain("Milk\n\nTwo loaves of rye\n\nStamps")
    assert len(draft_summary(readings, 50).claims) >= 1


def test_the_same_text_gives_the_same_summary() -> None:
    assert draft_summary(plain(DAM, HARBOR), 90) == draft_summary(plain(DAM, HARBOR), 90)


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(["He said", "“No,”", "the dam", "Ada Voss", "12", ".", "?", "\n\n", "…", "But", "said"])
    ).map(" ".join),
)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.integers(0, 80), st.none() | st.text(max_size=20))
@settings(max_examples=120, deadline=None)
def test_any_text_is_summarized_in_its_own_words(texts: list[str], words: int, focus: str | None) -> None:
    readings = plain(*texts)
    draft = draft_summary(readings, words, focus)
    assert len(draft.claims) <= 1 or length(draft) <= words
    for claim in draft.claims:
        (span,) = claim.evidence
        source = readings[span.document_id].document.slice(span)
        kept = iter(claim.text.split())
        # Every word of the source, in order; what else the claim has is an addition in brackets.
        assert all(word in kept for word in source.split()), (claim.text, source)


def test_of_an_interview_the_one_who_answers_is_named_and_who_asks_is_left_out() -> None:
    text = (
        "“I would not build it again”: a conversation with Ada Lind\n\nAda Lind was chief engineer of Tarnholm for 22 "
        "years.\n\nQ: You built the harbour bridge. The mayor has called you the best engineer of the city.\n\n"
        "A: The city should finish the bus lanes first, which cost 18 million crowns.\n\n"
        "Q: Your successor supports the tram.\n\nA: The tram costs 2.6 billion crowns, and nobody counted the cars.\n"
    )
    document = from_bytes(text.encode(), name="talk.txt")
    claims = [claim.text for claim in draft_summary({document.id: read(document)}, 120, None).claims]
    assert any(claim.startswith("Ada Lind: “The tram costs 2.6 billion") for claim in claims)
    assert not any(claim.startswith(("A:", "Q:")) or "successor" in claim for claim in claims)
