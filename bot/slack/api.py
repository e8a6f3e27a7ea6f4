"""Slack's Web API as the app uses it: two clients, a few facts kept for some minutes, and files.

Reads are tried again after a lost connection; what posts is not, because a connection that was lost may have carried
the request: ``streaming`` looks whether it arrived. Both wait as long as Slack's Retry-After says.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Secret
from bot.errors import ConfigError, ModelUnreachable, shown
from bot.slack.config import SlackSettings
from bot.slack.events import Said
from bot.slack.jobs import Place, file_refs

PATIENCE: Final = 12
"""How often a call that is turned away with a Retry-After is tried again."""
FACTS_SECONDS: Final = 300.0
"""How long a name is believed."""
MEMBERS_SECONDS: Final = 20.0
"""How long a membership, or a channel's kind: somebody who left a channel, or one that became private, is not to be
shown what is said there."""
PAGE: Final = 200
"""Messages or members asked for at a time; Slack's own advice."""
MAX_REPLIES: Final = 5000
LOOKUPS_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the app is: ``url`` is the workspace's address, with a slash at the end."""

    team: str
    bot_user: str
    bot_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of a conversation. ``private``: nothing said in it may be shown outside it."""

    id: str
    name: str
    private: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A user. ``guest``: sees only the channels that he or she is a member of; ``admin``: admin or owner."""

    id: str
    name: str
    guest: bool = False
    admin: bool = False


class ThrottledError(Exception):
    """Slack asks to wait before a thread is read; ``seconds`` how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def client_for(settings: SlackSettings, *, token: Secret | None = None, again: bool = False) -> AsyncWebClient:
    """A client of the Web API.

    Args:
        settings: where it is, and the bot's token.
        token: another token than the bot's.
        again: whether a call whose connection was lost is tried again: for reads only.
    """
    secret = token or settings.bot_token
    handlers: list[Any] = [AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENCE)]
    if again:
        handlers.append(AsyncConnectionErrorRetryHandler(max_retry_count=2))
    return AsyncWebClient(
        token=secret.reveal() if secret else None, base_url=settings.api_url, retry_handlers=handlers, timeout=30
    )


def failure(error: SlackApiError) -> str:
    """Slack's own word for what is wrong, such as "channel_not_found"."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


class Facts:
    """Things looked up, each believed for some minutes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[float, Any]] = {}

    def get(self, what: str, key: str) -> Any:
        """What is known; None where nothing is, or not any more."""
        until, value = self._kept.get((what, key), (0.0, None))
        return value if time.monotonic() < until else None

    def put(self, what: str, key: str, value: Any, seconds: float = FACTS_SECONDS) -> None:
        if len(self._kept) > 20_000:
            self._kept.clear()
        self._kept[what, key] = (time.monotonic() + seconds, value)


class Slack:
    """What the app asks of Slack. ``writer`` posts; everything else here reads."""

    def __init__(self, settings: SlackSettings) -> None:
        self.settings = settings
        self.writer = client_for(settings)
        self._reader = client_for(settings, again=True)
        self._once = AsyncWebClient(token=self.writer.token, base_url=settings.api_url, retry_handlers=[], timeout=30)
        self._facts = Facts()
        self._lookups = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self._identity: Identity | None = None

    async def identity(self) -> Identity:
        """Who the app is.

        Raises:
            ConfigError: Slack does not accept the token.
            ModelUnreachable: Slack cannot be reached.
        """
        if self._identity is None:
            try:
                told = await self._reader.auth_test()
            except SlackApiError as error:
                raise ConfigError(
                    f"Slack does not accept SLACK_BOT_TOKEN ({shown(failure(error) or error, 60)});"
                    " copy it again from OAuth & Permissions, after installing the app to the workspace."
                ) from error
            except (TimeoutError, OSError) as error:
                raise ModelUnreachable(
                    f"Slack cannot be reached at {shown(self.settings.api_url)} ({shown(error, 80)});"
                    " see that this machine has a way out."
                ) from error
            self._identity = Identity(
                str(told.get("team_id", "")),
                str(told.get("user_id", "")),
                str(told.get("bot_id", "")),
                str(told.get("url", "")),
            )
        return self._identity

    async def person(self, user: str) -> Person:
        """A user; one whom Slack will not tell about has the id as a name and is taken for a guest."""
        known = self._facts.get("person", user)
        if known is None:
            async with self._lookups:
                known = self._facts.get("person", user) or await self._person(user)
            self._facts.put("person", user, known)
        found: Person = known
        return found

    async def names(self, users: Iterable[str]) -> dict[str, str]:
        """Names by id; two people of one name are told apart by their ids."""
        people = await asyncio.gather(*(self.person(user) for user in sorted(set(users))))
        seen: dict[str, int] = {}
        for one in people:
            seen[one.name] = seen.get(one.name, 0) + 1
        return {one.id: one.name if seen[one.name] == 1 else f"{one.name} ({one.id})" for one in people}

    async def channel(self, channel: str) -> Channel | None:
        """A conversation; None where the app cannot see it."""
        known = self._facts.get("channel", channel)
        if known is None:
            try:
                raw = (await self._reader.conversations_info(channel=channel)).get("channel") or {}
            except SlackApiError:
                return None
            private = bool(raw.get("is_private") or raw.get("is_im") or raw.get("is_mpim") or raw.get("is_group"))
            known = Channel(channel, str(raw.get("name") or channel), private)
            self._facts.put("channel", channel, known, MEMBERS_SECONDS)
        found: Channel = known
        return found

    async def is_member(self, channel: str, user: str) -> bool:
        """Whether a user is in a conversation; False where Slack will not tell."""
        members = self._facts.get("members", channel)
        if members is None:
            members, cursor = set(), None
            try:
                while True:
                    page = await self._reader.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
                    members.update(page.get("members") or ())
                    cursor = (page.get("response_metadata") or {}).get("next_cursor")
                    if not cursor or user in members:
                        break
            except SlackApiError:
                return False
            if not cursor:
                self._facts.put("members", channel, members, MEMBERS_SECONDS)
        return user in members

    async def may_see(self, user: str, channel: str) -> bool:
        """Whether a user can see what is said in a conversation: as a member, or, if it is public, as no guest."""
        about = await self.channel(channel)
        if about is None:
            return False
        if not about.private and not (await self.person(user)).guest:
            return True
        return await self.is_member(channel, user)

    async def replies(self, place: Place, *, patient: bool = False) -> tuple[Said, ...]:
        """A whole thread, its first message included, oldest first; bots' messages are marked.

        Args:
            place: the thread.
            patient: whether to wait as long as Slack asks, where there is nothing else to go by.

        Raises:
            ThrottledError: Slack asks to wait, and it is not to be waited.
            SlackApiError: it is not to be had.
        """
        found: list[Said] = []
        cursor: str | None = None
        while len(found) < MAX_REPLIES:
            page = await self._replies_page(place, cursor, self._reader if patient else self._once)
            found += [said for raw in page.get("messages") or () if (said := _said(raw, place)) is not None]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return tuple(found)

    async def message(self, channel: str, thread: str, ts: str) -> Mapping[str, Any] | None:
        """One message of a thread as Slack has it now; None where there is none."""
        page = await self._reader.conversations_replies(
            channel=channel, ts=thread, oldest=ts, latest=ts, inclusive=True, limit=5
        )
        return next((raw for raw in page.get("messages") or () if raw.get("ts") == ts), None)

    async def ours(self, place: Place, since: str) -> list[Mapping[str, Any]]:
        """The app's own messages in a thread from a time stamp on, with their metadata, oldest first."""
        mine = (await self.identity()).bot_user
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            page = await self._reader.conversations_replies(
                channel=place.channel,
                ts=place.thread or "",
                oldest=since or "0",
                inclusive=True,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
            found += [raw for raw in page.get("messages") or () if raw.get("user") == mine]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return [raw for raw in found if str(raw.get("ts", "")) >= since]

    async def permalink(self, channel: str, ts: str, thread: str | None) -> str:
        """A message's address, in the form that chat.getPermalink gives, without asking for it."""
        base = f"{(await self.identity()).url}archives/{channel}/p{ts.replace('.', '')}"
        return base if thread in (None, ts) else f"{base}?thread_ts={thread}&cid={channel}"

    async def _person(self, user: str) -> Person:
        try:
            raw = (await self._reader.users_info(user=user)).get("user") or {}
        except SlackApiError:
            return Person(user, user, guest=True)
        profile = raw.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or raw.get("real_name") or raw.get("name")
        guest = bool(raw.get("is_restricted") or raw.get("is_ultra_restricted") or raw.get("is_stranger"))
        admin = bool(raw.get("is_admin") or raw.get("is_owner") or raw.get("is_primary_owner"))
        return Person(user, " ".join(str(name or user).replace(":", " ").split()) or user, guest, admin)

    async def _replies_page(self, place: Place, cursor: str | None, client: AsyncWebClient) -> Any:
        try:
            return await client.conversations_replies(
                channel=place.channel, ts=place.thread or "", limit=PAGE, cursor=cursor
            )
        except SlackApiError as error:
            if failure(error) == "ratelimited" or getattr(error.response, "status_code", 0) == 429:
                headers = {k.lower(): v for k, v in dict(getattr(error.response, "headers", {})).items()}
                raise ThrottledError(float(headers.get("retry-after", 30))) from error
            raise


def _said(raw: Any, place: Place) -> Said | None:
    if not isinstance(raw, Mapping) or not raw.get("ts"):
        return None
    if raw.get("subtype") not in (None, "file_share", "thread_broadcast", "bot_message"):
        return None
    return Said(
        place=place,
        ts=str(raw["ts"]),
        user=str(raw.get("user") or ""),
        text=str(raw.get("text") or ""),
        edited=bool(raw.get("edited")),
        files=file_refs(raw),
        bot=bool(raw.get("bot_id") or raw.get("bot_profile") or raw.get("subtype") == "bot_message"),
    )
