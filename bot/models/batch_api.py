"""OpenAI's Batch API: files of requests that are answered within a day, at half the price.

https://developers.openai.com/api/docs/guides/batch. Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from openai.types.batch import Batch

from bot.errors import ModelDenied, ModelMisbehaved, shown
from bot.models import wire
from bot.models.answers import OK, Kept
from bot.models.budget import estimated
from bot.models.failures import PASSING, RequestRefused
from bot.models.prices import Counted, Price
from bot.models.server import Server

ENDPOINT: Final = "/v1/chat/completions"
MOST_REQUESTS: Final = 10_000
"""Requests in one file. The API takes 50,000; with fewer, a file of answers stays within what we receive at once."""

MOST_BYTES: Final = 100_000_000
"""Bytes of one file of requests. The API takes 200 MB."""

OURS: Final = "onrecord"
"""The key under which a batch's metadata has our name for it."""

LOOKED_THROUGH: Final = 1_000
"""Of the account's latest batches, how many are looked through for one of ours."""

T = TypeVar("T")

_OVER: Final = frozenset(("completed", "failed", "expired", "cancelled"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch has come.

    Attributes:
        id: the server's name for it.
        over: whether nothing more comes.
        status: the server's word.
        answered, total: requests.
        files: ids of the files with what came: answers, and refusals.
        fault: why it was turned down as a whole, in the server's words; None where it was not.
    """

    id: str
    over: bool
    status: str
    answered: int
    total: int
    files: tuple[str, ...]
    fault: str | None


class BatchApi:
    """The Batch API of a model's server. Methods raise ModelError only."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._price = Price(server.settings, server.model, "batch")

    def estimate(self, body: Mapping[str, Any]) -> tuple[int, float]:
        """The most tokens that a request can take, and US dollars for them (0.0 where no price is known)."""
        prompt = estimated(len(json.dumps(body.get("messages", ""), ensure_ascii=False).encode("utf-8", "replace")))
        completion = int(body.get("max_completion_tokens") or body.get("max_tokens") or 0)
        cost = self._price.cost(Counted(prompt=prompt, completion=completion)) if self._price.may_exist else 0.0
        return prompt + completion, cost or 0.0

    async def upload(self, name: str, requests: Iterable[tuple[str, str]]) -> str:
        """Send a file of requests (key, body as JSON); gives the server's id for it."""
        file = io.BytesIO()
        for line in lines(requests):
            file.write(line)

        async def send() -> str:
            made = await self._server.client.files.create(file=(f"{name}.jsonl", file.getvalue()), purpose="batch")
            return _text(made.id)

        return await self._asked(send)

    async def create(self, file: str, name: str) -> str:
        """Have a file's requests answered; gives the batch's id."""

        async def send() -> str:
            made = await self._server.client.batches.create(
                completion_window="24h", endpoint=ENDPOINT, input_file_id=file, metadata={OURS: name}
            )
            return _text(made.id)

        return await self._asked(send)

    async def find(self, name: str) -> str | None:
        """The id of the batch that has our name, where one was made and we were not told."""

        async def send() -> str | None:
            looked = 0
            async for batch in self._server.client.batches.list(limit=100):
                if isinstance(batch.metadata, Mapping) and batch.metadata.get(OURS) == name:
                    return _text(batch.id)
                looked += 1
                if looked >= LOOKED_THROUGH:
                    break
            return None

        return await self._asked(send)

    async def look(self, id: str) -> Standing:
        """How far a batch has come."""

        async def send() -> Standing:
            return _standing(await self._server.client.batches.retrieve(id))

        return await self._asked(send)

    async def fetch(self, file: str) -> tuple[tuple[str, Kept | None], ...]:
        """What came of the requests in a file of answers or refusals: key and answer, None where there is none and it
        may come another time."""

        async def send() -> bytes:
            return (await self._server.client.files.content(file)).content

        raw = await self._asked(send)
        return tuple(answer for line in raw.splitlines() if line.strip() for answer in _answer(line))

    async def _asked(self, send: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._server.request(send, self._server.settings.total_timeout)
        except RequestRefused as refused:
            if refused.status != 404:
                raise
            raise ModelDenied(
                f"The server at {shown(self._server.settings.target)} has no Batch API; leave --batch-api out."
            ) from None


def lines(requests: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """The lines of a file of requests."""
    for key, body in requests:
        yield f'{{"custom_id":"{key}","method":"POST","url":"{ENDPOINT}","body":{body}}}\n'.encode()


def _standing(batch: Batch) -> Standing:
    counts = batch.request_counts
    faults = batch.errors.data if batch.errors and batch.errors.data else []
    fault = "; ".join(shown(each.message) for each in faults[:3]) or "no reason given"
    return Standing(
        id=_text(batch.id),
        over=batch.status in _OVER,
        status=shown(batch.status, 40),
        answered=counts.completed + counts.failed if counts else 0,
        total=counts.total if counts else 0,
        files=tuple(file for file in (batch.output_file_id, batch.error_file_id) if isinstance(file, str) and file),
        fault=fault if batch.status == "failed" else None,
    )


def _answer(line: bytes) -> Iterator[tuple[str, Kept | None]]:
    """One line of a file that came. Answers and refusals are kept; what may pass, such as an expiry, is not."""
    try:
        value = json.loads(line)
        key, response = value["custom_id"], value.get("response") or {}
        status, body = response.get("status_code"), response.get("body")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ModelMisbehaved("The Batch API sent a line that is none of its format; try again later.") from None
    if not isinstance(key, str):
        return
    if not isinstance(status, int) or not isinstance(body, dict) or status in PASSING or status >= 500:
        yield key, None
    else:
        yield key, Kept(body, OK if 200 <= status < 300 else status)


def sent_digest(body: str) -> str:
    """The digest of a request's body, as ``Kept.sent`` has it."""
    return wire.digest(json.loads(body))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ModelMisbehaved("The Batch API answered without an id; try again later.")
    return value
