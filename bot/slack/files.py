"""Files of Slack's: the token goes to Slack's own hosts and nowhere else, however the way leads on."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from slack_sdk.errors import SlackApiError

from bot.errors import SourceError, SourceForbidden, SourceMissing, SourceTooLarge, SourceUnreadable, shown
from bot.ingest import Limits, from_bytes, read_raw
from bot.slack.api import Slack
from bot.slack.jobs import FileRef, file_refs
from bot.types import Document

MAX_REDIRECTS: Final = 3
_CHUNK: Final = 65_536


async def read_file(slack: Slack, file: FileRef, limits: Limits) -> Document:
    """Fetch a file that somebody shared, and read it.

    Raises:
        SourceError: too large, not readable, or not where Slack keeps files.
    """
    import asyncio

    if file.access == "check_file_info":  # shared from another workspace: the event says no more than its id
        file = await _asked_for(slack, file)
    name = shown(file.name, 80)
    if file.size > limits.max_bytes:
        raise _too_large(name, limits)
    raw, content_type = await _fetch(slack, file.url, name, limits)
    if content_type.startswith("text/html") and not file.mimetype.startswith(("text/html", "application/xhtml")):
        raise SourceForbidden(f"Slack asked to sign in for {name}; the app needs the scope files:read.")
    return await asyncio.to_thread(
        from_bytes, raw, name=file.name, content_type=file.mimetype or None, uri=file.page or f"file:{file.id}"
    )


async def _asked_for(slack: Slack, file: FileRef) -> FileRef:
    try:
        told = (await slack.writer.files_info(file=file.id)).get("file") or {}
    except SlackApiError:
        raise SourceMissing(f"{shown(file.name, 80)} is not to be had from Slack.") from None
    found = file_refs({"files": [told]})
    if not found:
        raise SourceMissing(f"{shown(file.name, 80)} is not there any more.")
    return found[0]


async def _fetch(slack: Slack, url: str, name: str, limits: Limits) -> tuple[bytes, str]:
    """The bytes and their content type. The token is sent to Slack's hosts only; a way that leads off them is
    followed without it, and under the guard for any address of the web."""
    import aiohttp

    if not slack.settings.is_slacks(url):
        raise SourceForbidden(f"{name} is not kept by Slack itself; share its text or a link to it.")
    headers = {"Authorization": f"Bearer {slack.writer.token}"}
    timeout = aiohttp.ClientTimeout(total=limits.timeout)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            for _ in range(MAX_REDIRECTS + 1):
                async with session.get(url, headers=headers, allow_redirects=False) as answer:
                    if answer.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, answer.headers.get("Location", ""))
                    elif answer.status == 200:
                        return await _body(answer, name, limits), answer.content_type
                    else:
                        raise SourceMissing(f"Slack does not give {name} out (HTTP {answer.status}); share it again.")
                if not slack.settings.is_slacks(url):
                    raw = await read_raw(url, limits)
                    return raw.raw, raw.content_type or ""
    except SourceError:
        raise
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SourceUnreadable(f"{name} could not be fetched from Slack ({shown(error, 60)}); try again.") from error
    raise SourceUnreadable(f"{name} could not be fetched from Slack: it is led on and on; share it again.")


async def _body(answer: object, name: str, limits: Limits) -> bytes:
    import aiohttp

    assert isinstance(answer, aiohttp.ClientResponse)
    parts, size = [], 0
    async for part in answer.content.iter_chunked(_CHUNK):
        size += len(part)
        if size > limits.max_bytes:
            raise _too_large(name, limits)
        parts.append(part)
    return b"".join(parts)


def _too_large(name: str, limits: Limits) -> SourceTooLarge:
    return SourceTooLarge(
        f"{name} is larger than {limits.max_bytes // 1_000_000} MB, the most that is read; share a part of it."
    )
