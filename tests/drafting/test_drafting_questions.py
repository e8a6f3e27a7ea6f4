from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drafting.questions import MAX_QUESTION, ask


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who drew the first plans?", "person"),
        ("When will work on the dam begin?", "date"),
        ("In which year was the old dam built?", "date"),
        ("Where will the workers live?", "place"),
        ("Which country sold the crane?", "place"),
        ("How many workers will there be?", "number"),
        ("How old is the dam?", "number"),
        ("What is the population of Brennholm?", "number"),
        ("What percentage of the vote did the mayor win?", "number"),
        ("Why is the old dam leaking?", "reason"),
        ("What was the reason for the delay?", "reason"),
        ("How was the water lowered?", "manner"),
        ("Did the mayor resign?", "yes_no"),
        ("What does Vasse think about the school?", "statement"),
        ("What did Per Odegaard say?", "statement"),
        ("What is Lindahl's opinion of the crane?", "statement"),
        ("Who said that the money should go to the school?", "speaker"),
        ("What lies above the town?", "thing"),
        ("dam of brennholm", "thing"),
        ("", "thing"),
    ],
)
def test_a_question_asks_for_something_of_a_kind(question: str, kind: str) -> None:
    assert ask(question).kind == kind


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Wann wurde der Damm gebaut?", "de", "date"),
        ("Wie viele Arbeiter wohnen im Lager?", "de", "number"),
        ("Wie hoch ist der Damm?", "de", "number"),
        ("Warum tropft der Damm?", "de", "reason"),
        ("Combien d'ouvriers vivent au camp ?", "fr", "number"),
        ("¿Dónde viven los obreros?", "es", "place"),
        ("¿Quién dibujó los planos?", "es", "person"),
        ("Who built the dam?", "de", "person"),
    ],
)
def test_other_languages_are_asked_in_their_own_words(question: str, language: str, kind: str) -> None:
    assert ask(question, language).kind == kind


def test_the_terms_are_what_is_left_when_the_asking_is_taken_away() -> None:
    asked = ask("How many US workers will live near the Kell quarry?")
    assert [term.word for term in asked.terms] == ["US", "workers", "live", "Kell", "quarry"]
    assert [term.word for term in asked.terms if term.is_name] == ["US", "Kell"]
    assert asked.unit[-1] == "worker"
    assert ask("What did it cost in 2031?").terms[-1].is_figure


def test_the_speaker_and_the_topic_of_a_statement_are_told_apart() -> None:
    asked = ask("What does Mayor Vasse think about the new dam?")
    assert asked.speaker == "Mayor Vasse"
    assert [term.word for term in asked.topic] == ["new", "dam"]
    # A verb of saying that is part of the matter is not the verb of the question.
    assert ask("What did the annual report say about cracks?").speaker == "the annual report"
    assert ask("What do people think about the dam?").speaker is None or ask("What do they think?").speaker is None


def test_a_not_in_the_question_is_seen() -> None:
    assert ask("What will not be built?").negated
    assert ask("Who didn’t vote?").negated
    assert not ask("Who voted?").negated


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "es", "xx", ""]))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_asked(question: str, language: str) -> None:
    asked = ask(question, language)
    assert asked.text == " ".join(question.split())
    assert all(term.word in asked.text and term.form for term in asked.terms)


def test_a_very_long_question_is_read_in_part() -> None:
    assert len(ask("why " * 5_000).text) <= MAX_QUESTION
