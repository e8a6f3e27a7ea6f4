"""What a question is answered from, against the stand-in for Slack: who may see what, and what is read how often."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.config import Secret, Settings
from bot.errors import SourceError, SourceForbidden
from bot.slack.api import Slack as Api
from bot.slack.config import SlackSettings
from bot.slack.events import Deleted, Delivery
from bot.slack.jobs import FileRef, Job, Kind, Place, file_refs
from bot.slack.sources import Gatherer
from bot.slack.state import State, open_state
from bot.types import Document
from tests.servers.slack import TEAM, Channel, Limits, Message, Person, Slack, User, channel


class Guest(User):
    """One who sees only the channels that he is a member of."""

    def shown(self) -> dict[str, Any]:
        return {**super().shown(), "is_restricted": True}


class Town:
    """Two members and a guest, a public channel, a private one, and what the app reads there."""

    def __init__(self, slack: Slack, home: Path) -> None:
        self.slack, self._home = slack, home
        self.ana, self.bo = Person.joins(slack, "Ana Brask"), Person.joins(slack, "Bo Elgin")
        guest = Guest("U0GUEST001", "gil.far", "Gil Far")
        slack.do(slack.world.users.__setitem__, guest.id, guest)
        self.guest = Person(slack, guest)
        self.square = channel(slack, "square", [self.ana, self.bo])
        self.vault = channel(slack, "vault", [self.ana, self.bo], "group")
        self.settings = Settings(allow_loopback=True, max_source_bytes=100_000, source_timeout=10.0)

    def gather(self, body: Callable[[Gatherer, State, Api], Awaitable[Any]], **more: Any) -> Any:
        async def work() -> Any:
            state = await open_state(None, self._home)
            try:
                given = SlackSettings(bot_token=Secret(self.slack.tokens["bot"]), api_url=self.slack.api_url)
                api = Api(replace(given, **more))
                return await body(Gatherer(api, state, self.settings), state, api)
            finally:
                await state.aclose()

        return asyncio.run(work())

    def link(self, where: Channel, message: Message) -> str:
        return self.slack.do(self.slack.world.permalink, where.id, message)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Slack(Limits()) as slack:
        yield Town(slack, tmp_path)


def asked(who: Person, where: Channel, text: str, thread: str | None = None, kind: Kind = "answer", **more: Any) -> Job:
    kinds: dict[str, Any] = {"group": "group", "im": "im"}
    place = Place(TEAM, where.id, thread, kinds.get(where.kind, "channel"))
    return replace(Job(f"m:{where.id}:9999999999.000001", kind, place, who.id, "9999999999.000001", text), **more)


def texts(documents: tuple[Document, ...]) -> str:
    return "\n".join(document.text for document in documents)


def test_a_thread_is_its_people_with_their_names_and_nothing_of_the_apps(town: Town) -> None:
    first = town.ana.post(town.square, "I support the &lt;quay&gt;, @bo.elgin too.")
    town.bo.post(town.square, "I am against it.", first["ts"])
    town.ana.mention(town.square, "who stands where?", first["ts"])

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        return await gatherer.gather(asked(town.ana, town.square, "who?", first["ts"]))

    found = town.gather(body)
    [document] = found.documents
    assert [turn.speaker for turn in document.turns] == ["ana.brask", "bo.elgin"]
    assert [turn.key for turn in document.turns] == [first["ts"], document.turns[1].key]
    assert "who stands where" not in document.text and "<@" not in document.text
    assert found.threads[document.id].thread == first["ts"]


def test_a_thread_is_read_once_and_kept(town: Town) -> None:
    first = town.ana.post(town.square, "I support the quay.")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        for _ in range(3):
            await gatherer.gather(asked(town.ana, town.square, "who?", first["ts"]))

    town.gather(body)
    assert len(town.slack.called("conversations.replies")) == 1


def test_what_was_added_in_one_channel_answers_in_no_other(town: Town) -> None:
    secret = Document.of("The secret plan is blue.", title="Plan")

    async def body(gatherer: Gatherer, state: State, _: Api) -> Any:
        await state.shelf.put(TEAM, town.vault.id, "", "https://a.example", secret, town.ana.id)
        here = await gatherer.gather(asked(town.ana, town.vault, "what is the plan?"))
        there = await gatherer.gather(asked(town.ana, town.square, "what is the plan?"))
        direct = await gatherer.gather(asked(town.ana, town.ana.im, "what is the plan?"))
        return here, there, direct

    here, there, direct = town.gather(body)
    assert here.documents == (secret,)
    assert there.documents == () and direct.documents == ()


def test_an_added_thread_is_read_as_it_is_now_and_by_whom_it_may_be_seen(town: Town) -> None:
    said = town.ana.post(town.square, "The quay is dry.")
    later = town.bo.post(town.square, "The quay is wet again.", said["ts"])
    there = channel(town.slack, "there", [town.ana, town.guest])

    async def body(gatherer: Gatherer, state: State, _: Api) -> Any:
        job = asked(town.ana, there, f"add <{town.link(town.square, said)}>", kind="add")
        added = await gatherer.add(job, town.link(town.square, said))
        kept = await state.shelf.of_channel(TEAM, there.id)
        before = await gatherer.gather(asked(town.ana, there, "how is the quay?"))
        await asyncio.to_thread(town.bo.delete, town.square, later)
        await state.queue.take_in(TEAM, Delivery("E1", deleted=Deleted(Place(TEAM, town.square.id, None), later["ts"])))
        after = await gatherer.gather(asked(town.ana, there, "how is the quay?"))
        with pytest.raises(SourceError, match="cannot see"):
            await gatherer.gather(asked(town.guest, there, "how is the quay?"))
        return added, kept, before, after

    added, kept, before, after = town.gather(body)
    assert added.title == "A thread in #square" and "quay" not in texts(kept)
    assert "wet again" in texts(before.documents) and before.threads[before.documents[0].id].channel == town.square.id
    assert "wet again" not in texts(after.documents) and "is dry" in texts(after.documents)


@pytest.mark.parametrize("where", ["square", "im"])
def test_a_private_channels_words_do_not_leave_it_by_a_link(town: Town, where: str) -> None:
    said = town.ana.post(town.vault, "The secret plan is blue.")
    place = town.square if where == "square" else town.ana.im
    job = asked(town.ana, place, f"what is the plan? <{town.link(town.vault, said)}>")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        with pytest.raises(SourceError, match="private"):
            await gatherer.gather(job)
        return await gatherer.gather(asked(town.ana, town.vault, f"what? <{town.link(town.vault, said)}>"))

    assert "secret plan" in texts(town.gather(body).documents)


def test_a_public_thread_may_be_asked_about_by_a_member_of_the_workspace_and_not_by_a_guest(town: Town) -> None:
    said = town.ana.post(town.square, "The quay is dry.")
    link = town.link(town.square, said)

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        outsider = Person.joins(town.slack, "Dag Voss")
        found = await gatherer.gather(asked(outsider, outsider.im, f"what? <{link}>"))
        with pytest.raises(SourceError, match="cannot see"):
            await gatherer.gather(asked(town.guest, town.guest.im, f"what? <{link}>"))
        return found

    found = town.gather(body)
    assert "The quay is dry." in texts(found.documents)
    assert next(iter(found.threads.values())).channel == town.square.id


def test_an_outsider_is_not_shown_a_private_thread_even_where_the_app_is_in_it(town: Town) -> None:
    said = town.ana.post(town.vault, "The secret plan is blue.")
    outsider = Person.joins(town.slack, "Dag Voss")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        with pytest.raises(SourceError, match="cannot see"):
            await gatherer.gather(asked(outsider, outsider.im, f"what? <{town.link(town.vault, said)}>"))

    town.gather(body)


def test_a_file_is_read_with_the_token_and_kept_for_its_thread(town: Town) -> None:
    file = town.slack.file("notes.txt", b"The vote was seven to four.", town.ana.id)
    message = town.ana.post(town.square, "minutes", files=[file])
    refs = file_refs({"files": [file.shown()]})

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        first = await gatherer.gather(asked(town.ana, town.square, "what?", message["ts"], files=refs))
        again = await gatherer.gather(asked(town.ana, town.square, "and who?", message["ts"]))
        return first, again

    first, again = town.gather(body)
    assert "seven to four" in texts(first.documents) and "seven to four" in texts(again.documents)
    assert len(town.slack.downloads) == 1


def test_what_somebody_brings_for_private_eyes_is_no_source_for_the_others(town: Town) -> None:
    file = town.slack.file("notes.txt", b"The vote was seven to four.", town.ana.id)
    message = town.ana.post(town.square, "Who was at the meeting?")
    refs = file_refs({"files": [file.shown()]})

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        mine = asked(town.ana, town.square, "what?", message["ts"], files=refs)
        first = await gatherer.gather(replace(mine, private=True))
        again = await gatherer.gather(asked(town.bo, town.square, "and what was the vote?", message["ts"]))
        return first, again

    first, again = town.gather(body)
    assert "seven to four" in texts(first.documents) and "seven to four" not in texts(again.documents)


def test_a_file_whose_address_is_not_slacks_is_not_asked_for(town: Town) -> None:
    refs = (FileRef("F1", "notes.txt", "https://files.slack.com.evil.example/notes.txt", 10),)

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        with pytest.raises(SourceError, match="not kept by Slack"):
            await gatherer.gather(asked(town.ana, town.square, "what?", files=refs))

    town.gather(body)


def test_a_file_over_the_limit_is_not_fetched(town: Town) -> None:
    file = town.slack.file("big.txt", 200_000, town.ana.id)

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        with pytest.raises(SourceError, match=r"big\.txt is larger"):
            await gatherer.gather(asked(town.ana, town.square, "what?", files=file_refs({"files": [file.shown()]})))

    town.gather(body)
    assert town.slack.downloads == []


def test_pasted_text_is_read_and_its_first_line_is_the_request(town: Town) -> None:
    pasted = "The ferry was late. " * 200
    job = asked(town.ana, town.ana.im, f"summarize\n{pasted}", "9999999999.000001", "summary")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        first = await gatherer.gather(job)
        follow = replace(job, key="m:D:2", ts="9999999999.000002", text="why?", kind="answer")
        return first, await gatherer.gather(follow)

    first, follow = town.gather(body)
    assert first.request == "summarize" and first.documents[0].text == pasted.strip()
    assert first.documents[0] in follow.documents


def test_what_cannot_be_read_is_told_and_the_rest_is_answered(town: Town) -> None:
    file = town.slack.file("notes.txt", b"The vote was seven to four.", town.ana.id)
    job = asked(town.ana, town.square, "what? <http://10.0.0.1/secret>", files=file_refs({"files": [file.shown()]}))

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        return await gatherer.gather(job)

    found = town.gather(body)
    assert "seven to four" in texts(found.documents)
    assert len(found.notes) == 1 and "10.0.0.1" in found.notes[0]


def test_a_thread_of_a_channel_that_the_app_is_not_in_says_how_to_invite_it(town: Town) -> None:
    closed = channel(town.slack, "closed", [town.ana], with_bot=False)
    said = town.ana.post(closed, "I support the quay.")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        with pytest.raises(SourceForbidden, match="/invite"):
            await gatherer.gather(asked(town.ana, closed, "who?", said["ts"]))

    town.gather(body)


def test_two_people_of_one_name_are_told_apart(town: Town) -> None:
    twin = Person.joins(town.slack, "Ana Brask")
    first = town.ana.post(town.square, "I support the quay.")
    town.slack.do(town.square.members.append, twin.id)
    town.slack.do(setattr, twin.user, "name", town.ana.user.name)
    twin.post(town.square, "I am against the quay.", first["ts"])

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        return await gatherer.gather(asked(town.bo, town.square, "who?", first["ts"]))

    [document] = town.gather(body).documents
    assert len({turn.speaker for turn in document.turns}) == 2


def test_a_check_is_of_the_words_that_follow_or_of_the_message_before(town: Town) -> None:
    first = town.ana.post(town.square, "The vote was five to four.")

    async def body(gatherer: Gatherer, *_: Any) -> Any:
        alone = asked(town.bo, town.square, "check this against <https://a.example>", first["ts"], "check")
        worded = replace(alone, text="check: the bridge will cost ten crowns <https://a.example>")
        return await gatherer.draft(alone), await gatherer.draft(worded)

    assert town.gather(body) == ("The vote was five to four.", "the bridge will cost ten crowns")
