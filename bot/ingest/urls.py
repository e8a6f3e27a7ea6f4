"""Pages and files fetched from the web, under limits.

Redirects are followed by hand, so that every hop is checked as the first address was. Proxies named in the
environment are not used: a proxy resolves names itself, and no check made here would bind it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from bot.errors import SourceForbidden, SourceMissing, SourceTooLarge, SourceUnreadable, shown
from bot.ingest.addresses import Resolve, checked_addresses, system_resolve
from bot.ingest.files import too_large
from bot.ingest.kinds import READABLE
from bot.ingest.origin import Limits

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 5
"""Browsers follow 20; an article that is still there is reached in one or two."""

MAX_ADDRESSES = 3
"""How many of a host's addresses are tried before it counts as unreachable."""

_APPLICATION_TYPES = frozenset(
    {
        "application/pdf",
        "application/xhtml+xml",
        "application/json",
        "application/octet-stream",
        "application/zip",
        "application/x-subrip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/xml",  # some servers call web pages this; the content decides
        "application/rss+xml",  # feeds, whose entries a library reads
        "application/atom+xml",
        "application/rdf+xml",
        "binary/octet-stream",
    }
)
_ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/plain;q=0.9, text/markdown;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its bytes, unpacked, and the content type as the server wrote it."""

    raw: bytes
    content_type: str | None


async def fetch(
    url: str, limits: Limits, *, resolve: Resolve = system_resolve, trust: ssl.SSLContext | None = None
) -> Fetched:
    """Fetch an http or https address.

    Args:
        url: the address, as the user gave it.
        limits: size in bytes after decompression, time in seconds over all hops, whether loopback is allowed.
        resolve: how names become addresses; the system's resolver unless a test brings its own.
        trust: the certificates trusted; the system's (or those that SSL_CERT_FILE names) where None.

    Raises:
        SourceForbidden: the address, or one that it redirects to, is of a kind that is not fetched.
        SourceMissing: no such server or page.
        SourceTooLarge: over the size or the time limit.
        SourceUnreadable: the server refuses, fails, or sends what is no document.
    """
    import httpx2

    try:
        async with asyncio.timeout(limits.timeout), _client(limits, trust) as client:
            target = _checked_url(url, url)
            for _ in range(MAX_REDIRECTS + 1):
                answer = await _hop(client, target, url, limits, resolve)
                if isinstance(answer, Fetched):
                    return answer
                target = answer
    except TimeoutError:
        raise SourceTooLarge(
            f"{_name(url)} took longer than {limits.timeout:g} s to answer in full; try again, or raise source_timeout."
        ) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, UnicodeError) as error:
        raise SourceUnreadable(f"{_name(url)} could not be fetched ({_cause(error)}); try again later.") from None
    raise SourceUnreadable(f"{_name(url)} redirects more than {MAX_REDIRECTS} times; open it in a browser and save it.")


def _client(limits: Limits, trust: ssl.SSLContext | None) -> httpx2.AsyncClient:
    import httpx2

    try:
        agent = f"onrecord/{version('onrecord')}"
    except PackageNotFoundError:
        agent = "onrecord/0"
    return httpx2.AsyncClient(
        trust_env=False,  # no proxies, and no passwords from ~/.netrc
        verify=trust or httpx2.create_ssl_context(),
        follow_redirects=False,
        timeout=limits.timeout,
        # Only what the client unpacks piece by piece, so that the size limit is met before memory is.
        headers={"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
    )


def _checked_url(url: str, asked: str) -> httpx2.URL:
    """An address that may be asked for; ``asked`` is the one the user gave, for the message."""
    import httpx2

    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        raise SourceMissing(f"{_name(asked)} is not an address that can be read; check its spelling.") from None
    if parsed.scheme not in ("http", "https"):
        raise SourceForbidden(
            f"{_name(asked)} leads to a {shown(parsed.scheme)} address; only http and https are read."
        )
    if not parsed.host:
        raise SourceMissing(f"{_name(asked)} names no server; check its spelling.")
    if parsed.userinfo:
        raise SourceForbidden(
            f"The address of {shown(parsed.host)} has a name or password in it, which is not sent; "
            "save the page and give the file."
        )
    return parsed


async def _hop(
    client: httpx2.AsyncClient, target: httpx2.URL, asked: str, limits: Limits, resolve: Resolve
) -> Fetched | httpx2.URL:
    """Ask one address: what it gave, or where it redirects to."""
    host = target.raw_host.decode("ascii").strip("[]")
    port = target.port or (443 if target.scheme == "https" else 80)
    addresses = await checked_addresses(host, port, allow_loopback=limits.allow_loopback, resolve=resolve)
    response = await _connected(client, target, addresses[:MAX_ADDRESSES])
    try:
        if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
            return _checked_url(str(target.join(response.headers["location"])), asked)
        _check_status(response.status_code, asked)
        return await _body(response, asked, limits)
    finally:
        await response.aclose()


async def _connected(client: httpx2.AsyncClient, target: httpx2.URL, addresses: Sequence[str]) -> httpx2.Response:
    """The response's head, from the first of the checked addresses that takes the connection.

    The request goes to the address itself, so no name is looked up again; the name stays in the Host header and, for
    https, is the one that is sent (SNI) and that the certificate is checked against.
    """
    import httpx2

    name = target.raw_host.decode("ascii")
    for number, address in enumerate(addresses, 1):
        request = client.build_request(
            "GET",
            target.copy_with(host=address.partition("%")[0]),
            headers={"Host": name if target.port is None else f"{name}:{target.port}"},
            extensions={"sni_hostname": name.strip("[]")},
        )
        try:
            return await client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            if number == len(addresses):
                raise
    raise AssertionError("checked_addresses gives one address or more")


def _check_status(status: int, asked: str) -> None:
    if 200 <= status < 300:
        return
    name = _name(asked)
    if status in (404, 410):
        raise SourceMissing(f"There is no page at {name} (the server answered {status}); check the address.")
    if status in (401, 402, 403, 407, 451):
        raise SourceUnreadable(
            f"The server does not let {name} be read (it answered {status}); open it in a browser and save the page."
        )
    raise SourceUnreadable(f"The server of {name} answered {status}; try again later.")


async def _body(response: httpx2.Response, asked: str, limits: Limits) -> Fetched:
    content_type = response.headers.get("content-type")
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type and not (media_type.startswith("text/") or media_type in _APPLICATION_TYPES):
        raise SourceUnreadable(f"{_name(asked)} is of type {shown(media_type)}, which cannot be read; give {READABLE}.")
    stated = response.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:20]) > limits.max_bytes:
        raise too_large(_name(asked), limits.max_bytes)
    pieces = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > limits.max_bytes:
            raise too_large(_name(asked), limits.max_bytes)
        pieces.append(piece)
    return Fetched(b"".join(pieces), content_type)


def _name(url: str) -> str:
    """An address for a message: without a name and password, should it hold them."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return shown(f"{scheme}{mark}{authority.rpartition('@')[2]}{slash}{path}")


def _cause(error: Exception) -> str:
    """What went wrong, in a few words of ours and at most one line of the library's."""
    import httpx2

    text = shown(error, 120)
    if "CERTIFICATE" in text.upper():
        return "its certificate is not valid"
    if isinstance(error, httpx2.ConnectError):
        return "no connection to its server"
    if isinstance(error, httpx2.TimeoutException):
        return "its server went silent"
    return text or "the connection broke"
