"""What the app remembers, on SQLite and on a real PostgreSQL: the same tests for both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.render import to_json
from bot.slack.events import Deleted, Delivery, Said
from bot.slack.jobs import FileRef, Job, Place
from bot.slack.state import State, open_state
from bot.slack.state.answers import Answer, Passage
from bot.slack.state.ledger import Workspace
from bot.slack.state.queue import WITHDRAWN
from bot.types import Citation, Claim, Coverage, Document, Engine, Result, Turn, Usage
from evals.harvest import read_saved

THREAD = Place("T1", "C1", "10.0", "channel")

Run = Callable[[Callable[[State], Awaitable[None]]], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgresql"))


@pytest.fixture
def run(address: str | None, tmp_path: Path) -> Iterator[Run]:
    """Runs a test's body on a state of its own."""

    def on_state(body: Callable[[State], Awaitable[None]]) -> None:
        async def work() -> None:
            state = await open_state(address, tmp_path / "home")
            try:
                await body(state)
            finally:
                await state.aclose()

        asyncio.run(work())

    yield on_state


def job(key: str = "m:C1:11.0", user: str = "U1", place: Place = THREAD, **more: object) -> Job:
    return replace(Job(key, "answer", place, user, ts=key.rpartition(":")[2], text="who?"), **more)  # type: ignore[arg-type]


def said(ts: str, text: str, user: str = "U1", **more: object) -> Said:
    return replace(Said(THREAD, ts, user, text), **more)  # type: ignore[arg-type]


def test_a_delivery_is_taken_in_once_and_a_message_asked_once(run: Run) -> None:
    async def body(state: State) -> None:
        asked = Delivery("Ev1", job=job(), said=said("11.0", "who?"))
        assert await state.queue.take_in("T1", asked)
        assert not await state.queue.take_in("T1", asked)
        assert not await state.queue.take_in("T1", replace(asked, id="Ev2"))  # the same message as another event
        assert await state.queue.take_in("T2", replace(asked, job=job(place=replace(THREAD, team="T2"))))
        assert await state.queue.waiting() == (2, 0)

    run(body)


def test_many_deliveries_of_one_event_at_once_make_one_job(run: Run) -> None:
    async def body(state: State) -> None:
        asked = Delivery("Ev1", job=job())
        taken = await asyncio.gather(*(state.queue.take_in("T1", asked) for _ in range(8)))
        assert sorted(taken) == [False] * 7 + [True]

    run(body)


def test_a_follow_up_counts_only_where_the_app_is_part_of_the_thread(run: Run) -> None:
    async def body(state: State) -> None:
        follow = job("m:C1:12.0", follow_up=True)
        assert not await state.queue.take_in("T1", Delivery("Ev1", job=follow, said=said("12.0", "and who?")))
        assert await state.threads.messages(THREAD) == ()  # nothing is kept of a thread that nobody asked about
        assert await state.queue.take_in("T1", Delivery("Ev2", job=job()))
        assert await state.queue.take_in("T1", Delivery("Ev3", job=follow, said=said("12.0", "and who?")))
        assert [one.text for one in await state.threads.messages(THREAD)] == ["and who?"]
        assert await state.threads.asked(THREAD) == {"11.0", "12.0"}

    run(body)


def test_what_somebody_asked_for_private_eyes_makes_the_app_no_part_of_the_talk(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.put(job("s:onrecord_summarize:99.1", private=True))
        await state.threads.keep_whole(THREAD, [said("10.0", "words", "U2")])
        follow = job("m:C1:12.0", follow_up=True)
        assert not await state.queue.take_in("T1", Delivery("Ev1", job=follow, said=said("12.0", "and you, Bo?")))

    run(body)


def test_one_worker_holds_a_job_and_a_gone_workers_is_taken_over(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.put(job())
        first = await state.queue.claim("a", 0.3)
        assert first is not None and first.job == job() and first.tries == 1
        assert await state.queue.claim("b", 5) is None
        assert await state.queue.note(first, {"stage": "writing", "messages": ["1.0"]}) == "held"
        assert await state.queue.beat(first, 0.2) == "held"
        await asyncio.sleep(0.5)
        second = await state.queue.claim("b", 5)
        assert second is not None and second.id == first.id and second.tries == 2
        assert second.progress == {"stage": "writing", "messages": ["1.0"]}
        assert await state.queue.beat(first, 5) == "lost"
        assert await state.queue.note(first, {}) == "lost"
        assert await state.queue.finish(first, "answered") == "lost"
        assert await state.queue.finish(second, "answered") == "held"
        assert await state.queue.waiting() == (0, 0)
        assert not await state.queue.put(job())  # it was asked, and answered

    run(body)


def test_a_worker_may_take_its_own_job_again_and_the_old_claim_is_void(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.put(job())
        first = await state.queue.claim("a", 0.05)
        await asyncio.sleep(0.15)
        second = await state.queue.claim("a", 5)
        assert first is not None and second is not None
        assert await state.queue.finish(first, "answered") == "lost"
        assert await state.queue.give_back(second) == "held"
        assert await state.queue.claim("b", 5) is not None

    run(body)


def test_jobs_of_one_thread_run_one_after_the_other(run: Run) -> None:
    async def body(state: State) -> None:
        for number in range(11, 14):
            await state.queue.put(job(f"m:C1:{number}.0", user=f"U{number}"))
        await state.queue.put(job("c:1", place=Place("T1", "C1", None)))
        await state.queue.put(job("c:2", place=Place("T1", "C1", None)))
        claims = await asyncio.gather(*(state.queue.claim(f"w{number}", 5) for number in range(6)))
        held = [one for one in claims if one is not None]
        held += [one for one in [await state.queue.claim("w", 5) for _ in range(4)] if one is not None]
        threads = [one.job.place.thread for one in held]
        assert sorted(map(str, threads)) == ["10.0", "None", "None"]

    run(body)


def test_somebody_with_one_question_is_not_held_up_by_somebody_with_twenty(run: Run) -> None:
    async def body(state: State) -> None:
        for number in range(20):
            await state.queue.put(job(f"c:a{number}", user="UA", place=Place("T1", f"CA{number}", None)))
        for name in ("UB", "UC"):
            await state.queue.put(job(f"c:{name}", user=name, place=Place("T1", "CB", None)))
        order = []
        while (claimed := await state.queue.claim("w", 30)) is not None:
            order.append(claimed.job.user)
            await state.queue.finish(claimed, "answered")
        assert len(order) == 22
        assert set(order[:4]) == {"UA", "UB", "UC"}

    run(body)


def test_who_comes_late_begins_where_the_queue_is(run: Run) -> None:
    async def body(state: State) -> None:
        for number in range(6):
            await state.queue.put(job(f"c:a{number}", user="UA", place=Place("T1", f"C{number}", None)))
        running = [await state.queue.claim("w", 30) for _ in range(4)]
        assert all(one is not None and one.job.user == "UA" for one in running)
        for number in range(6):
            await state.queue.put(job(f"c:b{number}", user="UB", place=Place("T1", f"D{number}", None)))
        order = []
        while (claimed := await state.queue.claim("w", 30)) is not None:
            order.append(claimed.job.user)
        assert set(order[:3]) == {"UA", "UB"}  # the newcomer does not get six turns for having asked nothing before

    run(body)


def test_edits_and_deletions_reach_what_is_kept_and_what_waits(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.take_in("T1", Delivery("E1", job=job(), said=said("11.0", "who?")))
        await state.queue.take_in("T1", Delivery("E2", said=said("10.5", "old words", "U2")))
        await state.queue.take_in("T1", Delivery("E3", said=said("10.6", "to be deleted", "U2")))
        await state.queue.take_in("T1", Delivery("E4", said=said("10.5", "new words", "U2", edited=True)))
        await state.queue.take_in("T1", Delivery("E5", deleted=Deleted(THREAD, "10.6")))
        edited = Delivery("E6", job=job(text="why?"), said=said("11.0", "why?", edited=True))
        assert not await state.queue.take_in("T1", edited)
        kept = await state.threads.messages(THREAD)
        assert [(one.ts, one.text, one.edited) for one in kept] == [
            ("10.5", "new words", True),
            ("11.0", "why?", True),
        ]
        claimed = await state.queue.claim("w", 5)
        assert claimed is not None and claimed.job.text == "why?"

    run(body)


def test_a_question_deleted_before_it_was_begun_is_not_answered(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.take_in("T1", Delivery("E1", job=job()))
        await state.queue.take_in("T1", Delivery("E2", deleted=Deleted(THREAD, "11.0")))
        assert await state.queue.claim("w", 5) is None

    run(body)


def test_a_question_deleted_while_it_is_answered_is_told_to_its_worker_and_to_who_takes_it_over(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.take_in("T1", Delivery("E1", job=job()))
        first = await state.queue.claim("w1", 0.05)
        assert first is not None and not first.withdrawn
        await state.queue.take_in("T1", Delivery("E2", deleted=Deleted(THREAD, "11.0")))
        assert await state.queue.beat(first, 0.05) == "withdrawn"
        assert await state.queue.note(first, {"stage": "writing", "messages": ["12.0"]}) == "withdrawn"
        assert await state.queue.finish(first, "answered") == "withdrawn"
        await asyncio.sleep(0.1)
        second = await state.queue.claim("w2", 5)
        assert second is not None and second.withdrawn and second.progress["messages"] == ["12.0"]
        await state.queue.finish(second, WITHDRAWN)
        assert await state.queue.waiting() == (0, 0)
        async with state.database.transaction() as cursor:
            assert [tuple(row) for row in await cursor.rows("SELECT body, progress FROM jobs")] == [("{}", "{}")]

    run(body)


def test_a_job_that_cannot_be_read_is_claimed_with_what_is_left_of_it(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.put(job())
        async with state.database.transaction() as cursor:
            await cursor.changed("UPDATE jobs SET body = '{', progress = '['")
        edited = Delivery("E1", job=job(text="why?"), said=said("11.0", "why?", edited=True))
        assert not await state.queue.take_in("T1", edited)  # and the delivery does not fail for it
        claimed = await state.queue.claim("w", 5)
        assert claimed is not None and not claimed.readable and claimed.progress == {}
        left = claimed.job
        assert (left.place.channel, left.place.thread, left.user, left.ts) == ("C1", "10.0", "U1", "11.0")
        assert not left.private
        assert await state.queue.finish(claimed, "unreadable") == "held"
        assert await state.queue.claim("w", 5) is None

    run(body)


def test_a_thread_read_whole_takes_the_place_of_what_was_kept(run: Run) -> None:
    async def body(state: State) -> None:
        await state.threads.join(THREAD)
        assert await state.threads.read_seconds_ago(THREAD) is None
        await state.queue.take_in("T1", Delivery("E1", said=said("10.5", "missed its deletion")))
        file = FileRef("F1", "plan.pdf", "https://files.slack.com/f", 10)
        whole = [said("10.0", "first"), said("10.7", "nul \0 \ud800", files=(file,)), said("10.8", "a bot", bot=True)]
        await state.threads.keep_whole(THREAD, whole)
        kept = await state.threads.messages(THREAD)
        assert [one.text for one in kept] == ["first", "nul \0 \ud800"]
        assert kept[1].files == (file,)
        age = await state.threads.read_seconds_ago(THREAD)
        assert age is not None and 0 <= age < 60

    run(body)


def test_documents_stay_where_they_were_added(run: Run) -> None:
    async def body(state: State) -> None:
        text = "ANA: Yes.\nnul \0 \ud800"
        document = Document.of(text, title="T", uri="https://a.example", turns=(Turn("ANA", 5, 9, 0, 4, key="1.0"),))
        await state.shelf.put("T1", "C1", "", "https://a.example", document, "U1")
        await state.shelf.put("T1", "C1", "10.0", "file:F1", Document.of("in the thread"), "U1")
        assert await state.shelf.of_channel("T1", "C1") == (document,)
        assert await state.shelf.get("T1", "C1", "10.0", "file:F1") == Document.of("in the thread")
        for team, channel in (("T1", "C2"), ("T2", "C1")):
            assert await state.shelf.of_channel(team, channel) == ()
            assert await state.shelf.listed(team, channel) == ()
        assert await state.shelf.get("T1", "C1", "11.0", "file:F1") is None
        assert [one.title for one in await state.shelf.listed("T1", "C1")] == ["T"]
        assert await state.shelf.channels("T1") == ("C1",)
        assert await state.shelf.of_thread("T1", "C1", None) == (Document.of("in the thread"),)
        assert await state.shelf.remove("T1", "C1", "https://a.example")
        assert not await state.shelf.remove("T1", "C1", "https://a.example")

    run(body)


def answer(identity: str = "a1", user: str = "U1", **more: object) -> Answer:
    passages = (Passage(1, "the words", message="10.5"), Passage(2, "other words", message="10.6"))
    result = json.dumps({"schema": "x"})
    return replace(Answer(identity, THREAD, user, "who?", result, passages), **more)  # type: ignore[arg-type]


def test_an_answer_is_kept_and_shared_once(run: Run) -> None:
    async def body(state: State) -> None:
        await state.answers.keep(answer(shared='["text"]'))
        assert await state.answers.get("a1", "T1") == answer(shared='["text"]')
        assert await state.answers.get("a1", "T2") is None
        assert [one.id for one in await state.answers.of_thread(THREAD, 3)] == ["a1"]
        assert await state.answers.shared("a1") and not await state.answers.shared("a1")
        await state.answers.unshared("a1")
        assert await state.answers.of_thread(replace(THREAD, channel="C2"), 3) == ()
        shares = await asyncio.gather(*(state.answers.shared("a1") for _ in range(4)))
        assert sorted(shares) == [False, False, False, True]

    run(body)


def test_a_passage_goes_with_its_message_and_with_words_that_were_changed(run: Run) -> None:
    async def body(state: State) -> None:
        await state.answers.keep(answer())
        await state.queue.take_in("T1", Delivery("E1", said=said("10.5", "still the words", edited=True)))
        kept = await state.answers.get("a1", "T1")
        assert kept is not None and len(kept.passages) == 2 and kept.result is not None
        await state.queue.take_in("T1", Delivery("E2", said=said("10.5", "something else", edited=True)))
        kept = await state.answers.get("a1", "T1")
        assert kept is not None and [one.n for one in kept.passages] == [2] and kept.result is None
        await state.queue.take_in("T1", Delivery("E3", deleted=Deleted(THREAD, "10.6")))
        kept = await state.answers.get("a1", "T1")
        assert kept is not None and kept.passages == ()

    run(body)


def test_a_passage_goes_with_its_message_in_whatever_channel_it_was_answered(run: Run) -> None:
    async def body(state: State) -> None:
        elsewhere = Place("T1", "C9", "50.0", "channel")
        shown = (Passage(1, "the words", message="10.5", channel="C1"), Passage(2, "others", message="10.5"))
        await state.answers.keep(replace(answer(), place=elsewhere, passages=shown))
        await state.queue.take_in("T1", Delivery("E1", deleted=Deleted(THREAD, "10.5")))
        kept = await state.answers.get("a1", "T1")
        assert kept is not None and [one.n for one in kept.passages] == [2] and kept.result is None

    run(body)


def test_a_question_that_is_deleted_takes_its_words_and_its_pasted_text_along(run: Run) -> None:
    async def body(state: State) -> None:
        await state.queue.take_in("T1", Delivery("E1", job=job()))
        claimed = await state.queue.claim("w", 5)
        assert claimed is not None and await state.queue.finish(claimed, "answered") == "held"
        pasted = Passage(3, "pasted words", title="Text of the message")
        await state.answers.keep(answer(claimed.id, passages=(*answer().passages, pasted)))
        await state.shelf.put("T1", "C1", "10.0", "text:11.0", Document.of("pasted words,\nand more"), "U1")
        same = said("11.0", "read this:\npasted words,\nand more", edited=True)
        await state.queue.take_in("T1", Delivery("E2", said=same))  # an unfurled link is an edit, too
        assert await state.shelf.of_thread("T1", "C1", "10.0") != ()
        await state.queue.take_in("T1", Delivery("E3", deleted=Deleted(THREAD, "11.0")))
        assert await state.shelf.of_thread("T1", "C1", "10.0") == ()
        kept = await state.answers.get(claimed.id, "T1")
        assert kept is not None and kept.question is None and kept.result is None
        assert [one.n for one in kept.passages] == [1, 2]

    run(body)


def test_a_pasted_text_that_is_changed_is_not_answered_from_any_more(run: Run) -> None:
    async def body(state: State) -> None:
        await state.shelf.put("T1", "C1", "10.0", "text:11.0", Document.of("pasted words"), "U1")
        await state.queue.take_in("T1", Delivery("E1", said=said("11.0", "other words", edited=True)))
        assert await state.shelf.of_thread("T1", "C1", "10.0") == ()

    run(body)


def test_feedback_is_written_as_the_evals_read_it(run: Run) -> None:
    async def body(state: State) -> None:
        await state.answers.keep(answer())
        await state.answers.rate("a1", "U1", "down")
        await state.answers.rate("a1", "U1", "down", "wrong \0 speaker")
        await state.answers.rate("a1", "U1", "down")  # a second click takes no reason away
        await state.answers.rate("a1", "U2", "up")
        rows = [json.loads(line) for line in await state.answers.feedback()]
        assert sorted((row["rating"], row["comment"]) for row in rows if row["comment"]) == [
            ("down", "wrong \0 speaker")
        ]
        assert {row["rating"] for row in rows} == {"up", "down"}
        assert all(row["result"] == {"schema": "x"} for row in rows)

    run(body)


def test_feedback_on_a_real_result_can_be_harvested(run: Run, tmp_path: Path) -> None:
    document = Document.of("The vote was seven to four.", title="Minutes")
    quote = Citation("seven to four", "exact", document.span(13, 26))
    claim = Claim("It was seven to four.", (quote,), "supported")
    result = Result(
        "answer", "2026-11-22T00:00:00Z", Engine("extractive"), (document,), Coverage(1, 1, "stop"), "what?", (claim,)
    )

    async def body(state: State) -> None:
        await state.answers.keep(answer(result=to_json(result)))
        await state.answers.rate("a1", "U1", "down", "wrong vote")
        (tmp_path / "feedback.jsonl").write_text("\n".join(await state.answers.feedback()), "utf-8")

    run(body)
    [saved] = read_saved(tmp_path / "feedback.jsonl")
    assert (saved.rating, saved.comment) == ("down", "wrong vote")
    assert saved.result.claims[0].text == "It was seven to four." and saved.result.documents[0].id == document.id


def test_caps_hold_for_a_person_a_channel_and_a_months_money(run: Run) -> None:
    async def body(state: State) -> None:
        caps = Workspace(user_questions=2, channel_questions=3, month_usd=1.0)
        await state.ledger.set_workspace("T1", caps)
        assert await state.ledger.workspace("T1") == caps
        assert await state.ledger.workspace("T2") == Workspace()
        month = "2026-11"
        asked = [await state.ledger.reserve("T1", month, "U1", "C1") for _ in range(3)]
        assert asked == [None, None, "user"]
        assert await state.ledger.reserve("T1", month, "U2", "C1") is None
        assert await state.ledger.reserve("T1", month, "U3", "C1") == "channel"
        await state.ledger.give_back("T1", month, "U2", "C1")
        await state.ledger.give_back("T1", month, "U2", "C1")  # never less than none
        assert await state.ledger.reserve("T1", month, "U3", "C1") is None
        await state.ledger.spend("T1", month, "U3", "C1", Usage(prompt_tokens=5, completion_tokens=6, cost_usd=1.25))
        assert await state.ledger.reserve("T1", month, "U4", "C2") == "month"
        assert await state.ledger.reserve("T1", "2026-12", "U1", "C1") is None
        assert await state.ledger.reserve("T2", month, "U1", "C1") is None
        spent = await state.ledger.spent("T1", month, user="U3")
        assert (spent.questions, spent.tokens, spent.cost_usd) == (1, 11, 1.25)

    run(body)


def test_a_cap_holds_when_many_ask_at_once(run: Run) -> None:
    async def body(state: State) -> None:
        await state.ledger.set_workspace("T1", Workspace(user_questions=3))
        asked = await asyncio.gather(*(state.ledger.reserve("T1", "2026-11", "U1", f"C{n}") for n in range(8)))
        assert asked.count(None) == 3

    run(body)


def test_what_is_old_is_deleted_and_nothing_else(run: Run) -> None:
    async def body(state: State) -> None:
        await fill(state)
        await state.forgetting.old("T1", 30)
        assert await state.answers.get("a1", "T1") is not None
        assert await state.threads.messages(THREAD) != ()
        await asyncio.sleep(0.05)
        await state.forgetting.old("T1", 0)
        assert await state.answers.get("a1", "T1") is None
        assert await state.threads.messages(THREAD) == ()
        assert await state.shelf.of_channel("T1", "C1") == ()
        assert list(await state.answers.feedback()) == []
        assert await state.shelf.of_channel("T2", "C1") != ()
        assert await state.queue.waiting() == (1, 0)  # what is still to be done is not old

    run(body)


def test_a_person_a_channel_and_a_workspace_can_be_forgotten(run: Run) -> None:
    async def body(state: State) -> None:
        await fill(state)
        await state.answers.keep(answer("a2", user="U2"))
        await state.threads.keep_whole(THREAD, [said("10.0", "words"), said("10.1", 'of "user": "U1"', "U2")])
        await state.forgetting.person("T1", "U1")
        assert [one.ts for one in await state.threads.messages(THREAD)] == ["10.1"]
        assert await state.answers.get("a1", "T1") is None
        assert await state.answers.get("a2", "T1") is not None
        assert await state.shelf.of_channel("T1", "C1") == ()
        await state.forgetting.channel("T1", "C1")
        assert await state.answers.get("a2", "T1") is None
        assert await state.threads.messages(THREAD) == ()
        assert await state.shelf.of_channel("T2", "C1") != ()
        await state.forgetting.workspace("T2")
        assert await state.shelf.of_channel("T2", "C1") == ()
        assert "T2" not in await state.forgetting.teams()

    run(body)


async def fill(state: State) -> None:
    """Something of everything in one workspace, and a document in another."""
    await state.queue.take_in("T1", Delivery("E1", job=job(), said=said("11.0", "who?")))
    await state.threads.keep_whole(THREAD, [said("10.0", "words")])
    await state.answers.keep(answer())
    await state.answers.rate("a1", "U2", "up")
    await state.shelf.put("T1", "C1", "", "https://a.example", Document.of("words"), "U1")
    await state.shelf.put("T2", "C1", "", "https://a.example", Document.of("words"), "U1")


def test_the_store_is_found_again_as_it_was(address: str | None, tmp_path: Path) -> None:
    async def first() -> None:
        state = await open_state(address, tmp_path)
        await state.queue.put(job())
        await state.aclose()

    async def then() -> None:
        state = await open_state(address, tmp_path)
        claimed = await state.queue.claim("w", 5)
        assert claimed is not None and claimed.job == job()
        await state.aclose()

    asyncio.run(first())
    asyncio.run(then())


def test_two_processes_worth_of_workers_share_a_database(address: str | None, tmp_path: Path) -> None:
    async def work() -> None:
        one, two = await open_state(address, tmp_path), await open_state(address, tmp_path)
        try:
            for number in range(30):
                await one.queue.put(job(f"c:{number}", user=f"U{number % 7}", place=Place("T1", f"C{number}", None)))
            done: list[str] = []

            async def worker(state: State, name: str) -> None:
                while (claimed := await state.queue.claim(name, 30)) is not None:
                    done.append(claimed.job.key)
                    assert await state.queue.finish(claimed, "answered") == "held"

            await asyncio.gather(*(worker(state, f"{state is one}-{n}") for state in (one, two) for n in range(3)))
            assert sorted(done) == sorted(f"c:{number}" for number in range(30))
        finally:
            await one.aclose()
            await two.aclose()

    asyncio.run(work())


def test_a_store_that_cannot_be_had_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="ONRECORD_HOME"):
        asyncio.run(open_state(None, tmp_path / "file"))
