"""The forms of an answer: a phrase for a detail, the document's sentences for a topic, prose where asked for."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.drafting.forms import asks_detail, beyond
from bot.ingest import from_bytes
from bot.language import read
from bot.models.scripted import Reply, ScriptedModel
from bot.session import Session
from bot.types import Decision, Document, Readings, Result

TEXT = """# The ferry of Sandoy

The ferry Morgenrot stopped on 3 May, when its engine failed in the sound.

No part could be found for the engine, which a yard in Aldvik built in 1931.

“We wait for a miracle, and it has no timetable,” said the harbour master, Runa Fjell.

Fjell put the cost of a new engine at 4.2 million crowns.
"""


def readings() -> Readings:
    document = from_bytes(TEXT.encode(), name="ferry.md")
    return {document.id: read(document)}


def ask(question: str, *replies: Reply, form: str | None = None, language: str | None = None) -> Result:
    opened = Session(Settings(model="scripted"), ScriptedModel(list(replies)))
    opened.add_document(from_bytes(TEXT.encode(), name="ferry.md"))
    return asyncio.run(opened.ask(question, form=form, language=language).finish())  # type: ignore[arg-type]


def yes(share: float, way: str = "logprobs") -> Reply:
    return lambda call: [Decision("answered", (("yes", share), ("no", 1 - share)), way) for _ in call.questions]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("How much does a new engine cost, in crowns?", True),
        ("Which yard built the engine?", True),
        ("When did the engine fail?", True),
        ("what happened to the ferry", False),
        ("Why did the engine of the ferry fail in the sound?", False),
        ("What did Fjell say about the timetable?", False),
        ("Has a part been found for the engine?", False),
        ("the ferry of sandoy", False),
        ("", False),
    ],
)
def test_a_detail_is_a_question_beyond_the_subject_that_one_sentence_holds(question: str, detail: bool) -> None:
    assert asks_detail(readings(), question) is detail


def test_with_no_title_the_subject_is_what_the_sentences_share() -> None:
    text = "The toll stays. The toll pays for the lamps on the pier. The toll is due in May."
    document = Document.of(text)
    found = {document.id: read(document)}
    assert document.title is None
    assert not asks_detail(found, "What about the toll on lamps?")
    assert asks_detail(found, "Which lamps are on the pier?")


def test_a_detail_is_answered_by_the_words_that_say_it() -> None:
    result = ask("How much does a new engine cost?", yes(0.9), "4.2 million crowns [S5]", yes(0.9))
    (claim,) = result.claims
    assert claim.text == "4.2 million crowns"
    assert claim.probability == pytest.approx(0.9)
    assert any("4.2 million crowns" in citation.quote for citation in claim.citations)


def test_a_phrase_with_no_number_is_placed_in_the_sentence_that_bears_on_the_question() -> None:
    (claim,) = ask("Which yard built the engine?", yes(0.9), "a yard in Aldvik", yes(0.9)).claims
    assert "built in 1931" in claim.citations[0].quote or "Aldvik" in claim.citations[0].quote


def test_words_of_the_text_that_are_no_answer_are_not_shown_as_one() -> None:
    result = ask("Which yard built the engine?", yes(0.6, "decisions"), "Runa Fjell [S4]", yes(0.05, "decisions"))
    assert result.refused
    assert any("not certain that they answer" in rejected.reason for rejected in result.rejected)


def test_words_that_no_sentence_has_are_not_shown_whatever_the_model_thinks_of_them() -> None:
    result = ask("Which yard built the engine?", yes(0.9), "the yard of Storhavn [S3]", yes(0.99))
    assert not any("Storhavn" in claim.text for claim in result.claims)


def test_where_the_text_answers_and_a_phrase_of_it_cannot_be_proven_the_sentence_is_the_answer() -> None:
    result = ask("Which yard built the engine?", yes(0.9), "the yard of Storhavn [S3]")
    assert not result.refused
    assert [claim.text for claim in result.claims] == [
        "No part could be found for the engine, which a yard in Aldvik built in 1931."
    ]
    assert ask("Which yard built the engine?", yes(0.9), "The document does not say.").refused


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("1", ["We had eleven angry letters in the first month."]),
        ("1 letter", ["We had eleven angry letters in the first month."]),
        ("a flood", ["a flood"]),
        ("11", ["eleven"]),
        ("eleven", ["eleven"]),
        ("11 letters", ["eleven letters"]),
    ],
)
def test_a_phrase_whose_figure_stands_in_no_cited_sentence_is_no_answer(phrase: str, shown: list[str]) -> None:
    opened = Session(Settings(model="scripted"), ScriptedModel([yes(0.9), f"{phrase} [S2]"]))
    opened.add_document(
        from_bytes(b"The school shut in May.\n\nWe had eleven angry letters in the first month.", name="a.txt")
    )
    result = asyncio.run(opened.ask("How many letters came about telephones?", form="phrase").finish())
    assert [claim.text for claim in result.claims if not result.refused] == shown


@pytest.mark.parametrize(
    ("question", "text", "rest"),
    [
        ("What do the two capes shelter?", "The two capes shelter the port of Aldvik.", "the port of Aldvik"),
        ("How much did the ferry cost?", "The ferry cost at least 4.2 million crowns", "at least 4.2 million crowns"),
        ("How long will the quay be closed?", "The quay is closed for more than 11 weeks", "for more than 11 weeks"),
        ("When did the ferry stop?", "on 3 May", "on 3 May"),
        ("Who chairs the council?", "Ida Quist chairs the council", "Ida Quist chairs the council"),
        ("How much did the ferry cost?", "The ferry did not cost 4 crowns", "The ferry did not cost 4 crowns"),
        ("Does the ferry run?", "The ferry runs.", "The ferry runs"),
        ("What was lost on the old pier?", "Nine lamps that stood on the old pier", "Nine lamps that stood"),
        (
            "To what level does it sink if the dam breaks?",
            "to the second level if the dam breaks",
            "to the second level",
        ),
        ("What was lost on the old pier?", "Nine lamps, never on the old pier", "Nine lamps, never on the old pier"),
        ("What was lost on the old pier?", "the old pier", "the old pier"),
        ("Which ferry crosses the cold sound?", "the Morgenrot, old cold sound", "the Morgenrot, old cold sound"),
        ("What does the port lie between?", "between two capes", "two capes"),
        ("What does the port lie between?", "between", "between"),
        ("", "", ""),
    ],
)
def test_a_statement_is_cut_to_what_goes_beyond_the_question(question: str, text: str, rest: str) -> None:
    assert beyond(question, text) == rest


def test_only_a_calibrated_model_is_asked_about_a_phrase_and_both_answers_are_added_up() -> None:
    question, phrase = "Which yard built the engine?", "a yard in Aldvik [S3]"
    assert [claim.text for claim in ask(question, yes(0.8), phrase).claims] == ["a yard in Aldvik"]
    assert ask(question, yes(0.55, "decisions"), phrase, yes(0.25, "decisions")).refused


def test_however_sure_that_there_is_an_answer_a_phrase_that_is_found_against_is_none() -> None:
    drafted = "a yard in the sound [S3]"
    assert ask("Which yard built the engine?", yes(0.999, "decisions"), drafted, yes(0.02, "decisions")).refused


def test_of_a_phrase_that_is_not_the_documents_own_the_run_that_is_may_answer() -> None:
    (claim,) = ask("Which yard built it?", yes(0.9), "Storhavn or a yard in Aldvik [S3]", yes(0.9)).claims
    assert claim.text == "a yard in Aldvik"
    (left,) = ask("Which yard built it?", yes(0.9), "maybe one of the yards in Aldvik [S3]", yes(0.9)).claims
    assert left.support == "unchecked"  # too little of it is the document's


def test_a_run_of_the_documents_words_keeps_how_they_are_meant() -> None:
    model = ScriptedModel([yes(0.9), "the letters are sent by the first boat [S2]", yes(0.9)])
    opened = Session(Settings(model="scripted"), model)
    opened.add_document(
        from_bytes(b"The post of Sandoy closed.\n\nLetters may be sent by the first boat.", name="a.txt")
    )
    (claim,) = asyncio.run(opened.ask("How do the letters travel?", form="phrase").finish()).claims
    assert claim.text == "may be sent by the first boat"


def test_a_number_alone_is_no_phrase() -> None:
    result = ask("Which yard built the engine?", yes(0.9), "[S3]")
    assert any("names a sentence" in rejected.reason for rejected in result.rejected)
    assert [claim.text for claim in result.claims] == [
        "No part could be found for the engine, which a yard in Aldvik built in 1931."
    ]


def test_only_the_first_phrase_counts() -> None:
    result = ask("Which yard built the engine?", yes(0.9), "a yard in Aldvik [S3]\nRuna Fjell [S4]", yes(0.9))
    assert [claim.text for claim in result.claims] == ["a yard in Aldvik"]


def test_a_model_that_decides_nothing_has_the_sentence_shown() -> None:
    nothing: Reply = lambda call: [None for _ in call.questions]  # noqa: E731
    result = ask("Which yard built the engine in 1931?", nothing, "a yard in Aldvik [S3]", nothing)
    assert [claim.text for claim in result.claims] == [
        "No part could be found for the engine, which a yard in Aldvik built in 1931."
    ]


def test_a_topic_is_answered_by_the_sentences_that_the_draft_cites_each_once() -> None:
    draft = "The ferry's engine broke. [S2] It cannot be mended. [S3] The engine broke in May. [S2]"
    result = ask("what happened to the ferry", yes(0.9), draft)
    assert [claim.text.split(",")[0] for claim in result.claims] == [
        "The ferry Morgenrot stopped on 3 May",
        "No part could be found for the engine",
    ]
    assert all(claim.support == "supported" for claim in result.claims)


def test_a_server_that_knows_how_sure_it_is_writes_prose() -> None:
    draft = "The ferry stopped on 3 May. [S2]"
    (claim,) = ask("what happened to the ferry", yes(0.9, "decisions"), draft, yes(0.9, "decisions")).claims
    assert claim.text == "The ferry stopped on 3 May."


@pytest.mark.parametrize("form", ["phrase", "sentences", "prose"])
def test_a_form_that_is_asked_for_is_given(form: str) -> None:
    draft = "The ferry stopped on 3 May. [S2]"
    (claim,) = ask("what happened to the ferry", yes(0.9), draft, yes(0.9), form=form).claims
    expected = {
        "phrase": "The ferry stopped on 3 May",
        "sentences": "The ferry Morgenrot stopped on 3 May, when its engine failed in the sound.",
        "prose": "The ferry stopped on 3 May.",
    }
    assert claim.text == expected[form]


def test_a_heading_that_is_cited_is_no_answer_of_its_own() -> None:
    result = ask("what happened to the ferry", yes(0.9), "The ferry stopped. [S1, S2]")
    assert [claim.text.split(",")[0] for claim in result.claims] == ["The ferry Morgenrot stopped on 3 May"]


def test_another_language_is_written_in_prose() -> None:
    model = ScriptedModel([yes(0.9), "Aldvik. [S3]", yes(0.9)])
    opened = Session(Settings(model="scripted"), model)
    opened.add_document(from_bytes(TEXT.encode(), name="ferry.md"))
    result = asyncio.run(opened.ask("Which yard built the engine?", language="German").finish())
    assert [claim.text for claim in result.claims] == ["Aldvik."]
    assert "answer_phrase" not in str(result.engine)
