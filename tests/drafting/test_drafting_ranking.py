from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import DAM, HARBOR, hearing, plain

from bot.drafting.lines import lines_of, words_of
from bot.drafting.questions import ask
from bot.drafting.ranking import best_passages as passages
from bot.drafting.ranking import bm25, rank, wanted_terms, with_neighbours
from bot.drafting.synonyms import opposed, root
from bot.language.words import stem
from bot.types import Context, Readings


def said(readings: Readings, contexts: tuple[Context, ...]) -> list[str]:
    return [readings[s.span.document_id].document.slice(s.span) for c in contexts for s in c.sentences]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many workers will live in the camp?", "340 workers"),
        ("Who drew the first plans?", "Halvard Brenn"),
        ("Why does the old dam leak?", "clay core"),
        ("When did the mayor's re-election take place?", "re-elected"),
        ("Which crane was bought in Kell?", "9 million"),
    ],
)
def test_the_sentence_that_speaks_of_it_comes_first(question: str, words: str) -> None:
    readings = plain(DAM, HARBOR)
    lines = lines_of(readings)
    scores = rank(lines, wanted_terms(ask(question), lines))
    best = max(range(len(scores)), key=lambda at: scores[at])
    assert words in lines.lines[best].text


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    readings = plain("The dam is old. The dam is new. The dam leaks clay.")
    lines = lines_of(readings)
    assert lines.weight("clay") > lines.weight("dam") > 0
    assert lines.weight("nowhere") >= lines.weight("clay")


def test_a_neighbour_lends_part_of_its_score_within_its_document_only() -> None:
    readings = plain("The quarry is deep. It is closed.", "Nobody spoke. The end.")
    lines = lines_of(readings)
    scores = bm25(lines, wanted_terms(ask("quarry"), lines))
    lent = with_neighbours(lines, scores)
    assert scores[0] > 0 and scores[1:] == [0, 0, 0]
    assert lent[0] == scores[0] and 0 < lent[1] < scores[0] and lent[2:] == [0, 0]


def test_passages_keep_to_the_budget_and_to_the_order() -> None:
    readings = plain(DAM, HARBOR)
    contexts = passages(readings, "How many workers will live in the camp near the quarry?", 200)
    sentences = [sentence for context in contexts for sentence in context.sentences]
    assert sum(len(sentence.span) for sentence in sentences) <= 200
    assert any("340 workers" in words for words in said(readings, contexts))
    order = list(readings)
    keys = [(order.index(s.span.document_id), s.index) for s in sentences]
    assert keys == sorted(set(keys))
    for context in contexts:
        numbers = [sentence.index for sentence in context.sentences]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_passages_without_a_hit_are_the_beginning_and_without_room_none() -> None:
    readings = plain(DAM)
    (reading,) = readings.values()
    contexts = passages(readings, "zebra crossing", 300)
    assert contexts[0].sentences[0] == reading.sentences[0]
    assert passages(readings, "dam", 3) == ()
    assert passages({}, "dam", 300) == ()


def test_everything_fits_into_a_large_budget() -> None:
    readings = hearing()
    (reading,) = readings.values()
    contexts = passages(readings, "ferry", 100_000)
    assert [s for c in contexts for s in c.sentences] == list(reading.sentences)


def test_words_are_one_under_many_spellings() -> None:
    def forms(text: str) -> list[str]:
        return [word.form for word in words_of(text) if word.content]

    assert forms("the United States") == forms("US") == forms("U.S.")
    assert forms("2,500 tons") == forms("2500 ton")
    assert forms("Zoë") == forms("Zoe")
    assert forms("tell us") != forms("tell US")


def test_a_slip_of_the_pen_is_forgiven_in_words_and_not_in_names() -> None:
    lines = lines_of(plain("The engineers of Varn inspected the reservoir."))
    wanted = {
        term.form: term for term in wanted_terms(ask("Which reservior did the engineers of Tarn inspect?"), lines)
    }
    assert stem("reservoir") in wanted[stem("reservior")].forms
    assert "varn" not in wanted["tarn"].forms


@pytest.mark.parametrize(
    ("one", "other"),
    [("agree", "agreement"), ("decide", "decision"), ("settle", "settlement"), ("resign", "resignation")],
)
def test_a_verb_and_its_noun_share_a_root(one: str, other: str) -> None:
    assert root(stem(one)) == root(stem(other))


def test_opposites_are_known_by_the_table_and_by_their_prefix() -> None:
    assert opposed(stem("accept"), {stem("rejected")})
    assert opposed(stem("incomplete"), {stem("completed")})
    assert not opposed(stem("accept"), {stem("accepted")})
    assert not opposed(stem("discover"), {stem("cover")})


@given(st.lists(st.text(max_size=120), min_size=1, max_size=3), st.text(max_size=60), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_passages_of_any_text_lie_inside_it(texts: list[str], question: str, budget: int) -> None:
    readings = plain(*texts)
    contexts = passages(readings, question, budget)
    assert sum(len(words) for words in said(readings, contexts)) <= budget
