"""Checking a draft: by code alone, and with a model that is asked once about what code leaves open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import bot
from bot.config import load_settings
from bot.errors import ModelUnreachable, UsageError
from bot.grounding.verdicts import ANSWERS
from bot.models.scripted import Answers, Call, ScriptedModel
from bot.render import from_json, to_json
from bot.session import Session
from bot.types import Checked, Decision, Document, Result
from bot.verify import verify

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "check"
SOURCE = "Ada Voss runs the port. The board met on Monday. It approved the plan. “The planks are rotten,” Voss said."
OPEN = "The board approved the plan after few words."


def checked(draft: str, *sources: str, model: ScriptedModel | None = None) -> Result:
    async def work() -> Result:
        session = Session(load_settings({"model": "none"}, {}), model)
        for text in sources or (SOURCE,):
            session.add_document(Document.of(text))
        return await session.check(Document.of(draft)).finish()

    return asyncio.run(work())


def statements(result: Result) -> list[Checked]:
    assert result.check is not None
    return list(result.check.statements)


def answering(*said: str | None) -> Answers:
    """A probability of 0.95 for each answer; None: no answer."""
    rest = dict.fromkeys(ANSWERS, 0.025)
    return [None if word is None else Decision("x", tuple((rest | {word: 0.95}).items()), "decisions") for word in said]


def test_all_open_statements_go_to_the_model_in_one_request() -> None:
    model = ScriptedModel([answering("stated", "not stated")])
    result = checked(f"{OPEN} Ada Voss runs the port. The board was warmly thanked on Monday.", model=model)
    assert [one.verdict for one in statements(result)] == ["supported", "supported", "not_stated"]
    (call,) = model.calls
    assert len(call.questions) == 2 and SOURCE[:20] in str(call.input)
    assert all("Ada Voss runs the port." not in question.question for question in call.questions)


def test_a_veto_of_the_code_cannot_be_outvoted() -> None:
    model = ScriptedModel([answering("stated")])
    result = checked(f"The board met on Friday. {OPEN}", model=model)
    assert [one.verdict for one in statements(result)] == ["contradicted", "supported"]
    assert "Friday" not in model.calls[0].questions[0].question


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("stated", "supported"), ("contradicted", "contradicted"), ("not stated", "not_stated"), (None, "unchecked")],
)
def test_what_code_leaves_open_the_model_decides(said: str | None, verdict: str) -> None:
    (one,) = statements(checked(OPEN, model=ScriptedModel([answering(said)])))
    assert one.verdict == verdict


def test_a_model_that_is_unsure_leaves_it_open() -> None:
    unsure: Answers = [Decision("x", (("stated", 0.4), ("contradicted", 0.3), ("not stated", 0.3)), "logprobs")]
    (one,) = statements(checked(OPEN, model=ScriptedModel([unsure])))
    assert one.verdict == "unchecked"
    assert one.probability is not None and one.probability > 0.4, "what is kept counts the words too"


def test_what_words_alone_do_not_find_a_model_may_leave_open_and_not_vouch_for() -> None:
    far = "Consent was given by those who sit there."
    assert statements(checked(far))[0].verdict == "not_stated"
    assert statements(checked(far, model=ScriptedModel([answering("stated")])))[0].verdict == "unchecked"
    named = "Consent was given on Monday by Ruth Lind."
    assert statements(checked(named, model=ScriptedModel([answering("stated")])))[0].verdict == "not_stated"


def test_nothing_open_asks_nothing() -> None:
    model = ScriptedModel([])
    assert statements(checked("Ada Voss runs the port.", model=model))[0].verdict == "supported"
    assert model.calls == []


def test_a_model_that_fails_costs_nothing_of_what_code_found() -> None:
    async def work() -> Result:
        session = Session(load_settings({"model": "none"}, {}), ScriptedModel([ModelUnreachable("gone")]))
        session.add_document(Document.of(SOURCE))
        run = session.check(Document.of(f"The board met on Friday. {OPEN}"))
        with pytest.raises(ModelUnreachable):
            await run.finish()
        return run.result

    assert [one.verdict for one in statements(asyncio.run(work()))] == ["contradicted", "unchecked"]


def test_sources_that_are_longer_than_the_window_are_asked_about_around_the_citations() -> None:
    filler = " ".join(f"Line {n} of the log is about ropes and nets." for n in range(400))

    def reply(call: Call) -> Answers:
        assert "approved the plan" in str(call.input) and len(str(call.input)) < 2500
        return answering("stated")

    model = ScriptedModel([reply], context_tokens=700)
    assert statements(checked(OPEN, f"{filler} {SOURCE}", model=model))[0].verdict == "supported"


def test_a_wrong_citation_of_the_draft_is_corrected_and_said() -> None:
    result = checked("Ada Voss runs the port.[2] The board met on Monday [7].", SOURCE, "The ferry is blue.")
    first, second = statements(result)
    assert first.verdict == "supported"
    assert "The draft cites source 2 here; the words stand in source 1." in first.reasons
    assert "The draft cites source 7, and there is none beyond 2." in second.reasons


def test_what_holds_and_what_does_not() -> None:
    assert checked("Ada Voss runs the port. Is that wise?").check.holds  # type: ignore[union-attr]
    assert not checked("“The planks are fine,” Voss said.").check.holds  # type: ignore[union-attr]
    assert not checked("The board met on Friday.").check.holds  # type: ignore[union-attr]


def test_the_python_door() -> None:
    result = bot.check("The board met on Friday.", [SOURCE])
    assert result.task == "check" and statements(result)[0].verdict == "contradicted"
    with pytest.raises(UsageError, match="draft is empty"):
        bot.check("  ", [SOURCE])
    with pytest.raises(UsageError, match="no source"):
        bot.check("It rained.", [])


# --- the sample: twelve errors of different kinds, planted by hand ---------------------------------------------------

WRONG = (
    "9 July", "supports the plan", "900,000 crowns", "said Mayor Brekke", "more than 12 days", "crowns a month",
    "June and July", "looked at the effects", "Sanna Rydell, a baker", "does not read our minutes",
    "All residents", "work will begin",
)  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Result:
    texts = [(SAMPLES / name).read_text(encoding="utf-8") for name in ("hearing.txt", "study.txt")]
    draft = (SAMPLES / "draft.md").read_text(encoding="utf-8").removeprefix("# ")
    return bot.check(draft, texts)


def is_wrong(one: Checked) -> bool:
    return any(words in one.text for words in WRONG)


def test_of_twelve_planted_errors_at_least_ten_are_found(sample: Result) -> None:
    assert sample.check is not None
    planted = [one for one in statements(sample) if is_wrong(one)]
    assert len(planted) == len(WRONG)
    loose = [quotation.place for quotation in sample.check.quotations if not quotation.verbatim]
    found = [one for one in planted if one.verdict == "contradicted" or any(one.place.covers(p) for p in loose)]
    assert len(found) >= 10, [one.text for one in planted if one not in found]


def test_no_right_statement_is_called_contradicted(sample: Result) -> None:
    right = [one for one in statements(sample) if not is_wrong(one) and one.verdict != "unjudged"]
    assert len(right) >= 20
    assert [one.text for one in right if one.verdict == "contradicted"] == []


def test_a_check_survives_its_json_and_can_be_proven_again(sample: Result) -> None:
    back = from_json(to_json(sample))
    assert back.check is not None and sample.check is not None
    assert back.check.statements == sample.check.statements
    assert [q.place for q in back.check.quotations] == [q.place for q in sample.check.quotations]
    from bot.language import read

    readings = {document.id: read(document) for document in sample.documents}
    assert verify(back, readings) == ()
    forged = to_json(sample).replace('"verdict": "contradicted"', '"verdict": "supported"')
    assert any(failure.where.endswith("verdict") for failure in verify(from_json(forged), readings))
