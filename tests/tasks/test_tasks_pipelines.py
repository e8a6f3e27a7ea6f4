"""The three tasks with a scripted model: what is proven is shown, what is not is named, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.config import Settings
from bot.errors import ModelError, ModelUnreachable
from bot.ingest import from_bytes
from bot.models.scripted import Call, Reply, Said, ScriptedModel
from bot.render import wording
from bot.session import Session
from bot.tasks.run import INTERRUPTED, Run
from bot.types import Claim, Decision, Document, Rejected, Result

ARTICLE = """TARNHOLM — Mayor Ada Birk will keep the 12-crown toll on the harbour bridge, she told the council.

“The toll paid for every bolt in that bridge,” Birk said.

Ole Lund, the harbour master, said the toll had cost the port 40 ships in 2030.

“It is killing us,” he added.

The bridge opened in 2026. Former mayor Karl Reiss, who signed the contract, did not attend.
"""


def document(text: str = ARTICLE) -> Document:
    return from_bytes(text.encode(), name="article.txt")


def session(*replies: Reply, text: str = ARTICLE, window: int = 128_000) -> tuple[Session, ScriptedModel]:
    model = ScriptedModel(list(replies), context_tokens=window)
    opened = Session(Settings(model="scripted"), model)
    opened.add_document(document(text))
    return opened, model


def done(run: Run) -> Result:
    return asyncio.run(run.finish())


def yes(share: float) -> Callable[[Call], Reply]:
    """A decider that gives every question the same probability of "yes"."""
    return lambda call: [share for _ in call.questions]


def test_a_proven_statement_is_shown_with_the_words_it_rests_on() -> None:
    opened, model = session(
        yes(0.9), "Ole Lund, the harbour master, said the toll had cost the port 40 ships in 2030. [S3]"
    )
    result = done(opened.ask("What did the toll cost the port?", form="prose"))
    (claim,) = result.claims
    assert not result.refused
    assert claim.support == "supported"
    (citation,) = claim.citations
    assert citation.span is not None
    assert document().slice(citation.span) == citation.quote
    assert "40 ships" in citation.quote
    assert [call.kind for call in model.calls] == ["decide", "generate"]
    assert result.engine.template is not None
    assert result.engine.template.startswith("answer@")


def test_the_document_comes_first_and_the_question_last() -> None:
    opened, model = session(yes(0.9), "The document does not say.")
    done(opened.ask("Who paid for the lamps?"))
    asked, written = model.calls
    prompt = written.messages[-1].content
    assert "40 ships" in str(asked.input) and "[S1]" not in str(asked.input)
    assert prompt.index("[S1]") < prompt.index("Who paid for the lamps?")
    assert prompt.rstrip().endswith("Answer:")


def test_invented_figures_names_and_quotes_are_not_shown() -> None:
    for draft in (
        "Ole Lund said the toll had cost the port 60 ships in 2030. [S4]",
        "Petra Olin said the toll had cost the port 40 ships in 2030. [S4]",
        "Ole Lund said the toll “is a disgrace to this town”. [S4]",
        "Ada Birk said: “It is killing us.” [S5]",
    ):
        opened, _ = session(yes(0.9), draft)
        result = done(opened.ask("What is said of the toll?"))
        assert result.refused, draft
        assert any(r.text == draft.rsplit(" [", 1)[0] for r in result.rejected), draft
        assert not any(r.text == c.text for r in result.rejected for c in result.claims)


def test_what_the_model_says_is_unsaid_is_a_refusal_with_the_nearest_words() -> None:
    opened, _ = session(yes(0.9), "The document does not mention the number of lamps.")
    result = done(opened.ask("How many lamps are on the harbour bridge?", form="prose"))
    assert result.refused
    assert result.refusal_reason == "The document does not say."
    assert all(claim.citations for claim in result.claims)


def test_where_the_documents_do_not_answer_nothing_is_written() -> None:
    opened, model = session(yes(0.1))
    result = done(opened.ask("Who built the lighthouse?"))
    assert result.refused
    assert [call.kind for call in model.calls] == ["decide"]


def test_a_cut_off_statement_is_not_shown_as_whole() -> None:
    whole = "The bridge opened in 2026. [S6]\n"
    opened, _ = session(Said((whole, "Former mayor Karl Reiss, who signed the"), "length"))
    result = done(opened.summarize())
    assert [claim.text for claim in result.claims] == ["The bridge opened in 2026."]
    assert result.coverage.finish_reason == "length"
    assert any("cut off" in r.reason for r in result.rejected)


def test_a_completion_that_goes_in_circles_is_left() -> None:
    opened, _ = session(Said(tuple(["The bridge opened in 2026. [S6]\n"] * 50)))
    result = done(opened.summarize(words=500))
    assert len(result.claims) == 1
    assert result.coverage.finish_reason == "repetition"


def test_a_summary_stops_at_the_length_asked_for() -> None:
    lines = (
        "“The toll paid for every bolt in that bridge,” Birk said. [S2]\n",
        "Ole Lund, the harbour master, said the toll had cost the port 40 ships in 2030. [S3]\n",
        "The bridge opened in 2026. [S6]\n",
    )
    opened, _ = session(Said(lines))
    result = done(opened.summarize(words=5))
    assert len(result.claims) == 1
    assert result.coverage.finish_reason == "stop"


def test_a_result_can_be_had_at_any_moment() -> None:
    async def first(run: Run) -> Result:
        async for item in run:
            assert isinstance(item, Claim)
            return run.result
        raise AssertionError("nothing was proven")

    opened, _ = session(Said(("The bridge opened in 2026. [S6]\n", "“It is killing us,” Ole Lund added. [S5]\n")))
    result = asyncio.run(first(opened.summarize()))
    assert len(result.claims) == 1
    assert result.coverage.finish_reason == INTERRUPTED


def test_what_was_proven_before_an_error_is_kept() -> None:
    def fails(call: Call) -> Reply:
        raise ModelUnreachable("The server is gone; try again.")

    opened, _ = session(Said(("The bridge opened in 2026. [S6]\n", "The toll stays, the mayor said. [S1]\n")), fails)

    result = asyncio.run(_caught(opened.summarize()))
    assert [claim.text for claim in result.claims] == ["The bridge opened in 2026."]
    assert result.coverage.finish_reason == INTERRUPTED


async def _caught(run: Run) -> Result:
    try:
        await run.finish()
    except ModelError:
        return run.result
    raise AssertionError("the model did not fail")


def test_stances_are_labelled_by_number_and_given_to_the_attributions_speaker() -> None:
    opened, model = session(
        {
            "stances": [
                {"statement": 3, "issue": "the toll should stay.", "position": "against"},
                {"statement": 99, "issue": "nothing", "position": "favor"},
            ]
        },
        lambda call: ["against" for _ in call.questions],
    )
    result = done(opened.stances())
    assert model.calls[0].kind == "extract"
    assert {(s.speaker.name, s.label, s.target) for s in result.stances} == {
        ("Ole Lund", "against", "the toll should stay")
    }
    for stance in result.stances:
        assert stance.citations[0].span is not None


def test_targets_that_were_not_asked_for_are_rejected() -> None:
    reply = {"stances": [{"statement": 1, "issue": "the bridge is old", "position": "favor"}]}
    opened, model = session(reply)
    result = done(opened.stances(targets=("the toll should stay",)))
    assert not any(stance.target == "the bridge is old" for stance in result.stances)
    assert any("asked for" in r.reason for r in result.rejected)
    assert "the toll should stay" in model.calls[0].messages[-1].content


def test_a_model_that_gives_everything_one_label_makes_the_list_no_worse_than_none_would() -> None:
    def everything(call: Call) -> Reply:
        if call.kind != "extract":
            return [Decision("stance-1", (("favor", 0.25), ("against", 0.4), ("neutral", 0.35)), "logprobs")]
        rows = [{"statement": n, "issue": TARGET, "position": "against"} for n in range(1, 5)]
        return {"stances": rows}

    opened, _ = session(*[everything] * 9)
    without = Session(Settings(model=None))
    without.add_document(document())
    shown = {(s.speaker.name, s.label) for s in done(opened.stances(targets=(TARGET,))).stances}
    assert shown == {(s.speaker.name, s.label) for s in done(without.stances(targets=(TARGET,))).stances}
    assert ("Ada Birk", "favor") in shown


TARGET = "the toll should stay"


def test_people_who_never_speak_are_not_offered_to_the_model() -> None:
    opened, model = session({"stances": []})
    done(opened.stances())
    assert "Reiss:" not in model.calls[0].messages[-1].content.split("Statements:")[1]


def test_a_long_document_is_summarized_in_parts_whose_numbers_lead_to_the_original() -> None:
    filler = "\n\n".join(
        f"The council met on day {n} and heard {n + 3} petitions about berth {n}." for n in range(1, 160)
    )

    def reply(call: Call) -> Reply:
        text = call.messages[-1].content
        if "Statements on the parts" in text:
            return text.split("\n")[1]
        line = next(line for line in text.split("\n") if line.startswith("[S"))
        number, words = line.split("] ", 1)
        return f"{words} {number}]"

    opened, model = session(*[reply] * 60, text=filler, window=2200)
    result = done(opened.summarize(words=40))
    assert len(model.calls) > 3
    (claim,) = result.claims
    span = claim.citations[0].span
    assert span is not None
    assert document(filler).slice(span) == claim.citations[0].quote
    assert result.coverage.characters_read == result.coverage.characters_total


def test_an_answer_from_a_long_document_says_how_much_was_read() -> None:
    filler = "\n\n".join(
        f"The council met on day {n} and heard {n + 3} petitions about berth {n}." for n in range(1, 400)
    )
    text = filler + "\n\nThe lighthouse was painted green by Una Morn in 2019.\n"

    def reply(call: Call) -> Reply:
        prompt = call.messages[-1].content
        line = next(line for line in prompt.split("\n") if "painted green" in line)
        number, words = line.split("] ", 1)
        return f"{words} {number}]"

    opened, _ = session(yes(0.95), reply, yes(0.95), text=text, window=3000)
    result = done(opened.ask("Who painted the lighthouse green?"))
    assert "Una Morn" in result.claims[0].text
    assert 0 < result.coverage.characters_read < result.coverage.characters_total


def test_a_detail_is_sought_in_a_few_passages_and_a_topic_in_more_whatever_the_window_holds() -> None:
    filler = "\n\n".join(
        f"The council met on day {n} and heard {n + 3} petitions about berth {n}." for n in range(1, 600)
    )
    text = filler + "\n\nThe lighthouse was painted green by Una Morn in 2019.\n"
    opened, model = session(yes(0.95), "Una Morn [S1]", yes(0.95), text=text)
    detail = done(opened.ask("Who painted the lighthouse green?", form="phrase"))
    asked, written, _ = model.calls
    assert (
        "painted green by Una Morn" in str(asked.input) and "painted green by Una Morn" in written.messages[-1].content
    )
    assert str(asked.input) == "\n".join(
        line.partition("] ")[2] if line.startswith("[S") else line
        for line in written.messages[-1].content.split("\n\n")[0].split("\n")[1:]
    )
    opened, model = session(yes(0.95), "The council met. [S1]", text=text)
    topic = done(opened.ask("What did the council do about petitions?", form="sentences"))
    assert len(str(model.calls[0].input)) < len(model.calls[1].messages[-1].content) / 3
    total = len(text)
    few, more = detail.coverage.characters_read, topic.coverage.characters_read
    assert few < 300 < 4000 < more < total
    assert any("nearest to the question" in note for note in wording.coverage(detail))


def test_follow_up_questions_bring_the_exchange_before_them() -> None:
    opened, model = session(yes(0.9), "The bridge opened in 2026. [S5]", yes(0.9), "The document does not say.")
    result = done(opened.ask("When did the bridge open?", form="prose"))
    opened.remember("When did the bridge open?", result)
    done(opened.ask("And who opened it?"))
    prompt = model.calls[-1].messages[-1].content
    assert prompt.index("When did the bridge open?") < prompt.index("And who opened it?")
    assert "The bridge opened in 2026." in prompt


def test_without_a_model_everything_still_works() -> None:
    opened = Session(Settings(model=None))
    opened.add_document(document())
    assert opened.notice is not None
    assert done(opened.summarize(words=60)).claims
    assert done(opened.ask("When did the bridge open?", form="prose")).claims
    refused = done(opened.ask("What is the population of Tarnholm?"))
    assert refused.refused
    assert {s.speaker.name for s in done(opened.stances()).stances} <= {"Ada Birk", "Ole Lund"}


def test_the_same_text_twice_is_one_document(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")

    async def add() -> Session:
        opened = Session(Settings(model=None))
        for name in ("one.txt", "two.txt"):
            await opened.add(str(tmp_path / name))
        return opened

    assert len(asyncio.run(add()).readings) == 1


def test_rejected_items_are_handed_on_as_they_come() -> None:
    opened, _ = session("The bridge opened in 1999. [S6]")

    async def kinds(run: Run) -> list[type]:
        return [type(item) async for item in run]

    assert asyncio.run(kinds(opened.summarize())) == [Rejected]
