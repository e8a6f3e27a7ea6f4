"""Where tasks break off, documents are long, and words come in several writings: nothing proven is lost or doubled."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ModelUnreachable, TemplateError, UsageError
from bot.ingest import from_bytes
from bot.models.scripted import Call, Reply, Said, ScriptedModel
from bot.prompting.templates import built_in_folder
from bot.session import Session
from bot.tasks.run import INTERRUPTED, Run
from bot.types import Claim, Result

ARTICLE = """Ole Lund, the harbour master, said the toll had cost the port 40 ships in 2030.

“It is killing us,” he added. The driver of the lorry was not named.

Mayor Ada Birk said: “The toll paid for every bolt. It will stay.”

The bridge opened in 2026.
"""
LONG = "\n\n".join(f"The council met on day {n} and heard {n + 3} petitions about berth {n}." for n in range(1, 160))


def session(*replies: Reply, text: str = ARTICLE, window: int = 128_000) -> tuple[Session, ScriptedModel]:
    model = ScriptedModel(list(replies), context_tokens=window)
    opened = Session(Settings(model="scripted"), model)
    opened.add_document(from_bytes(text.encode(), name="article.txt"))
    return opened, model


def done(run: Run) -> Result:
    return asyncio.run(run.finish())


def broken_off(run: Run) -> tuple[Result, Exception]:
    async def work() -> tuple[Result, Exception]:
        try:
            await run.finish()
        except Exception as error:
            return run.result, error
        raise AssertionError("nothing failed")

    return asyncio.run(work())


def yes(call: Call) -> Reply:
    return [0.95 for _ in call.questions]


def fails(call: Call) -> Reply:
    raise ModelUnreachable("The server is gone; try again.")


def first_line(call: Call) -> Reply:
    """Says a part's first sentence again."""
    line = next(line for line in call.messages[-1].content.split("\n") if line.startswith("[S"))
    number, words = line.split("] ", 1)
    return f"{words} {number}]"


def test_a_part_that_fails_is_one_clear_error_and_the_other_parts_are_kept() -> None:
    opened, _ = session(first_line, first_line, fails, *[first_line] * 60, text=LONG, window=2200)
    result, error = broken_off(opened.summarize(words=40))
    assert type(error) is ModelUnreachable
    assert str(error) == "The server is gone; try again."
    assert len(result.claims) >= 2
    assert result.coverage.finish_reason == INTERRUPTED
    assert 0 < result.coverage.characters_read < result.coverage.characters_total


def parts_then(last: Reply) -> list[Reply]:
    def reply(call: Call) -> Reply:
        is_last = "Statements on the parts" in call.messages[-1].content
        return (last(call) if callable(last) else last) if is_last else first_line(call)

    return [reply] * 60


@pytest.mark.parametrize("last", ["Nobody knows anything at all.", "Berth 999 burnt down. [S1]"])
def test_a_last_summary_that_cannot_be_proven_leaves_the_parts_own_statements(last: str) -> None:
    opened, _ = session(*parts_then(last), text=LONG, window=2200)
    result = done(opened.summarize(words=20))
    assert result.claims[0].text.startswith("The council met on day 1 ")
    assert sum(len(c.text.split()) for c in result.claims) < 20 + 14
    assert result.coverage.finish_reason == "stop"


def test_a_last_summary_that_fails_leaves_the_parts_own_statements() -> None:
    opened, _ = session(*parts_then(fails), text=LONG, window=2200)
    result, error = broken_off(opened.summarize(words=20))
    assert isinstance(error, ModelUnreachable)
    assert len(result.claims) > 1


def test_a_part_cannot_cite_what_it_was_not_given() -> None:
    def cites_the_first(call: Call) -> Reply:
        numbers = re.findall(r"^\[S(\d+)\]", call.messages[-1].content, re.MULTILINE)
        return "" if "1" in numbers or not numbers else "The council heard petitions. [S1]"

    opened, _ = session(*[cites_the_first] * 60, text=LONG, window=2200)
    result = done(opened.summarize(words=20))
    assert result.claims
    assert all("did not cite" in " ".join(claim.reasons) for claim in result.claims)


def test_a_focus_that_the_text_lacks_is_said_without_a_model_too() -> None:
    opened = Session(Settings(model=None))
    opened.add_document(from_bytes(ARTICLE.encode(), name="article.txt"))
    result = done(opened.summarize(focus="penguins"))
    assert result.refused
    assert result.refusal_reason


@pytest.mark.parametrize("words", [0, -5])
def test_a_summary_of_no_words_is_a_mistake(words: int) -> None:
    opened, model = session()
    with pytest.raises(UsageError):
        opened.summarize(words=words)
    assert model.calls == []


def test_a_quotation_of_several_sentences_stays_with_its_speaker() -> None:
    opened, _ = session("Mayor Ada Birk said: “The toll paid for every bolt. It will stay.” [S4][S5]", yes)
    result = done(opened.summarize())
    assert [c.text for c in result.claims] == ["Mayor Ada Birk said: “The toll paid for every bolt. It will stay.”"]


def test_what_the_document_reports_as_unsaid_is_an_answer() -> None:
    opened, _ = session(yes, "The driver of the lorry was not named. [S3]", yes)
    result = done(opened.ask("Was the driver of the lorry named?"))
    assert not result.refused
    assert [c.text for c in result.claims] == ["The driver of the lorry was not named."]


def test_what_a_run_spent_is_settled_when_it_ends() -> None:
    opened, _ = session("The bridge opened in 2026. [S6]", "The bridge opened in 2026. [S6]")
    one = opened.summarize()
    before = done(one)
    done(opened.summarize())
    assert one.result == before


def test_leaving_a_run_early_closes_the_models_stream() -> None:
    closed = []

    class Watched(ScriptedModel):
        async def generate(self, *args: object, **options: object):  # type: ignore[no-untyped-def,override]
            try:
                async for piece in super().generate(*args, **options):  # type: ignore[arg-type]
                    yield piece
            finally:
                closed.append(True)

    lines = tuple(f"The bridge opened in 2026. [S6]\n{n}\n" for n in range(9))
    opened = Session(Settings(model="scripted"), Watched([Said(lines)]))
    opened.add_document(from_bytes(ARTICLE.encode(), name="article.txt"))

    async def leave() -> None:
        items = aiter(opened.summarize())
        assert isinstance(await anext(items), Claim)
        await items.aclose()  # type: ignore[attr-defined]
        assert closed

    asyncio.run(leave())


def stance(number: int, issue: str) -> dict[str, object]:
    return {"statement": number, "issue": issue, "position": "against"}


@pytest.mark.parametrize("written", ["the toll should stay", "The toll should stay.", "THE TOLL  SHOULD STAY"])
def test_a_target_keeps_the_users_words_however_the_model_writes_it(written: str) -> None:
    opened, _ = session({"stances": [stance(1, written)]}, lambda call: ["against"])
    result = done(opened.stances(targets=("The toll should stay.",)))
    assert "against" in [s.label for s in result.stances]
    assert {s.target for s in result.stances} == {"The toll should stay."}


DEBATE = "\n\n".join(f"Ole Lund said the toll had cost berth {n} its best ships." for n in range(1, 90))


def test_later_batches_are_told_the_issues_and_may_name_new_ones() -> None:
    def label(call: Call) -> Reply:
        batch = sum(made.kind == "extract" for made in model.calls)
        return {"stances": [stance(1, "the toll should stay" if batch == 1 else f"berth {batch} should close")]}

    def reply(call: Call) -> Reply:
        return label(call) if call.kind == "extract" else ["against" for _ in call.questions]

    opened, model = session(*[reply] * 60, text=DEBATE)
    result = done(opened.stances())
    prompts = [call.messages[-1].content for call in model.calls if call.kind == "extract"]
    assert len(prompts) == 3, "no more statements a call than the reserve for the answer holds"
    assert "the toll should stay" not in prompts[0].split("Statements:")[1]
    assert "the toll should stay" in prompts[1].split("Statements:")[1]
    assert "Use only these issues" not in prompts[1]
    assert len({s.target for s in result.stances}) == 3
    assert result.coverage.characters_read == result.coverage.characters_total


def test_a_statement_too_long_for_the_window_is_named_and_the_rest_is_labelled() -> None:
    endless = (
        "Ole Lund said the toll had cost " + ", ".join(f"the berth at pier {n} its ships" for n in range(900)) + "."
    )
    opened, model = session(
        {"stances": []}, text=f"{endless}\n\nIt rained.\n\nAda Birk said the toll must stay.\n", window=3000
    )
    result = done(opened.stances())
    assert len(model.calls) == 1
    assert any("too long" in r.reason for r in result.rejected)


def test_nobody_of_that_name_costs_no_call() -> None:
    opened, model = session()
    result = done(opened.stances(speaker="Karl Reiss"))
    assert (result.stances, model.calls) == ((), [])
    assert result.coverage.finish_reason == "stop"


def test_long_exchanges_leave_the_document_its_room() -> None:
    opened, model = session(yes, "The bridge opened in 2026. [S6]", yes, "The bridge opened in 2026. [S6]", window=1800)
    first = done(opened.ask("When did the bridge open?", form="prose"))
    opened.remember("What " + "and what " * 400 + "?", first)
    assert done(opened.ask("When did the bridge open?", form="prose")).claims
    assert "and what and what" not in model.calls[-1].messages[-1].content


def test_a_follow_up_on_a_long_document_is_read_with_the_question_before() -> None:
    text = (
        LONG + "\n\nUna Morn painted the lighthouse green. It was a gift to the town.\n\n" + LONG.replace("day", "eve")
    )
    opened, model = session(yes, "Una Morn painted the lighthouse green. [S1]", yes, text=text, window=2600)
    first = done(opened.ask("Who painted the lighthouse?"))
    opened.remember("Who painted the lighthouse?", first)
    model.replies[:] = [yes, "The document does not say."]
    done(opened.ask("And who paid for it?"))
    assert "Una Morn painted" in model.calls[-1].messages[-1].content


def test_a_users_own_template_may_show_the_document_in_another_way(tmp_path: Path) -> None:
    text = (built_in_folder() / "answer.md").read_text(encoding="utf-8")
    (tmp_path / "answer.md").write_text(text.replace("{{ document }}", "{{ document | upper }}"), encoding="utf-8")
    model = ScriptedModel([yes, "The bridge opened in 2026. [S6]", yes])
    opened = Session(Settings(model="scripted", prompts_dir=tmp_path), model)
    opened.add_document(from_bytes(ARTICLE.encode(), name="article.txt"))
    done(opened.ask("When did the bridge open?", form="prose"))
    assert "The bridge opened in 2026." in str(model.calls[0].input)
    assert "THE BRIDGE OPENED IN 2026." in model.calls[1].messages[-1].content


def test_a_stances_template_without_a_schema_is_a_fault_of_the_template(tmp_path: Path) -> None:
    text = (built_in_folder() / "stances.md").read_text(encoding="utf-8")
    start, end = text.index("output:"), text.index("settings:")
    (tmp_path / "stances.md").write_text(text[:start] + text[end:], encoding="utf-8")
    opened = Session(Settings(model="scripted", prompts_dir=tmp_path), ScriptedModel([]))
    opened.add_document(from_bytes(ARTICLE.encode(), name="article.txt"))
    with pytest.raises(TemplateError, match="must declare an output schema"):
        opened.stances()


def test_a_document_of_no_words_is_no_fault() -> None:
    starts: list[tuple[list[Reply], Callable[[Session], Run]]] = [
        (["Nothing here."], lambda opened: opened.summarize()),
        ([yes, "Nothing here."], lambda opened: opened.ask("What is it?")),
        ([], lambda opened: opened.stances()),
    ]
    for replies, start in starts:
        opened, _ = session(*replies, text="***\n")
        result = done(start(opened))
        assert result.stances == ()
        assert not any("Nothing" in claim.text for claim in result.claims)
