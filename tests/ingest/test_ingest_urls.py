"""The web, played by a server on loopback: addresses, redirects, limits, and servers that mean harm."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import OnRecordError, SourceForbidden, SourceMissing, SourceTooLarge, SourceUnreadable
from bot.ingest import Limits, ingest
from bot.ingest.addresses import may_connect
from bot.ingest.urls import Fetched, fetch

LIMITS = Limits(max_bytes=100_000, timeout=2.0, allow_loopback=True)
PAGE = (Path(__file__).parents[2] / "docs" / "samples" / "page.html").read_bytes()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback that answers everything with one handler; gives its port."""
    runner = web.AppRunner(_application(handler), handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _application(handler: Handler) -> web.Application:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    return application


class Names:
    """A resolver with a script: the answers in order, the last for good. Remembers what it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not answer:
            raise OSError("no such name")
        return answer


def got(
    handler: Handler,
    path: str = "/x",
    *,
    limits: Limits = LIMITS,
    names: Names | None = None,
    host: str = "harbour.example",
) -> Fetched:
    async def run() -> Fetched:
        async with serving(handler) as port:
            return await fetch(f"http://{host}:{port}{path}", limits, resolve=names or Names(["127.0.0.1"]))

    return asyncio.run(run())


def answering(body: bytes = b"words", status: int = 200, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        sent = {"Content-Type": "text/plain", **{key.replace("_", "-"): value for key, value in headers.items()}}
        return web.Response(body=body, status=status, headers=sent)

    return handler


# --- the plain way --------------------------------------------------------------------------------------------


def test_a_page_becomes_a_document() -> None:
    async def run() -> None:
        async with serving(answering(PAGE, Content_Type="text/html; charset=utf-8")) as port:
            url = f"http://127.0.0.1:{port}/news?id=7#top"
            document = await ingest(url, LIMITS)
            assert (document.kind, document.uri, document.publisher) == ("html", url, "Coast Wire")

    asyncio.run(run())


def test_the_request_names_its_host_and_itself() -> None:
    seen: dict[str, str] = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(request.headers)
        return web.Response(text="words")

    names = Names(["127.0.0.1"])
    assert got(handler, names=names).raw == b"words"
    assert seen["Host"].startswith("harbour.example:")
    assert seen["User-Agent"].startswith("onrecord/")
    assert "Authorization" not in seen
    assert "Cookie" not in seen
    assert names.asked == ["harbour.example"]


def test_compressed_answers_are_unpacked() -> None:
    assert got(answering(gzip.compress(b"words"), Content_Encoding="gzip")).raw == b"words"


def test_the_environments_proxies_and_passwords_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine harbour.example login wren password secret\n")
    for key, value in {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "NETRC": str(netrc),
    }.items():
        monkeypatch.setenv(key, value)

    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=str("Authorization" in request.headers))

    assert got(handler).raw == b"False"


# --- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:0a00:0001::",
        "2001:0:0a00:1::",
        "::10.0.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "not an address",
        "",
    ],
)
def test_no_connection_to(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34"]
)
def test_connection_to(address: str) -> None:
    assert may_connect(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_loopback_only_where_allowed(address: str) -> None:
    assert may_connect(address, allow_loopback=True)
    assert not may_connect("10.0.0.1", allow_loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_loopback_in_any_writing_is_refused(host: str) -> None:
    with pytest.raises(SourceForbidden, match="no public address"):
        asyncio.run(fetch(f"http://{host}:9/", Limits(timeout=5)))


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(SourceForbidden, match=r"10\.0\.0\.7"):
        got(answering(), names=Names(["93.184.216.34", "10.0.0.7"]))


def test_a_name_is_looked_up_once_and_the_connection_goes_where_the_check_was_made() -> None:
    # The second answer is what a rebinding attacker would give to a client that asks again.
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    assert got(answering(), names=names).raw == b"words"
    assert names.asked == ["harbour.example"]


def test_another_address_is_tried_where_the_first_is_dead() -> None:
    assert got(answering(), names=Names(["127.0.0.2", "127.0.0.1"])).raw == b"words"


def test_an_unknown_name() -> None:
    with pytest.raises(SourceMissing, match=r"no server named harbour\.example"):
        got(answering(), names=Names([]))


@pytest.mark.parametrize("url", ["http://wren:secret@harbour.example/", "https://token@harbour.example/x"])
def test_credentials_are_neither_sent_nor_shown(url: str) -> None:
    with pytest.raises(SourceForbidden, match="name or password") as caught:
        asyncio.run(fetch(url, LIMITS, resolve=Names(["127.0.0.1"])))
    assert "secret" not in str(caught.value)
    assert "token" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://[::1", "http://a b.example/", "http://\x00/", "http://x:99999/"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(OnRecordError) as caught:
        asyncio.run(fetch(url, LIMITS, resolve=Names([])))
    assert str(caught.value).isprintable()


# --- redirects ------------------------------------------------------------------------------------------------


def redirecting(*targets: str) -> Handler:
    """/0 leads to the first target, /1 to the second, and so on; anything else is a page."""

    async def handler(request: web.Request) -> web.Response:
        step = request.path.strip("/")
        if step.isdigit() and int(step) < len(targets):
            return web.Response(status=302, headers={"Location": targets[int(step)]})
        return web.Response(text="words")

    return handler


def test_redirects_are_followed_and_looked_up_each_time() -> None:
    names = Names(["127.0.0.1"])
    assert got(redirecting("/1", "2", "page?a=b#c"), "/0", names=names).raw == b"words"
    assert names.asked == ["harbour.example"] * 4


def test_a_circle_ends() -> None:
    names = Names(["127.0.0.1"])
    with pytest.raises(SourceUnreadable, match="redirects more than 5 times"):
        got(redirecting("/0"), "/0", names=names)
    assert len(names.asked) == 6


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://internal.example/", "//internal.example/x", "http://[::ffff:169.254.169.254]/latest"],
)
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    private = {"10.0.0.1", "internal.example", "::ffff:169.254.169.254"}

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["169.254.169.254"] if host in private else ["127.0.0.1"]

    async def run() -> None:
        async with serving(redirecting(target)) as port:
            await fetch(f"http://harbour.example:{port}/0", LIMITS, resolve=resolve)

    with pytest.raises(SourceForbidden, match="no public address"):
        asyncio.run(run())


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://x/", "javascript:alert(1)", "data:text/plain,x"])
def test_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    with pytest.raises(SourceForbidden, match="only http and https"):
        got(redirecting(target), "/0")


def test_a_redirect_with_credentials_is_refused() -> None:
    with pytest.raises(SourceForbidden, match="name or password"):
        got(redirecting("http://wren:secret@harbour.example/"), "/0")


def test_a_redirect_to_nowhere() -> None:
    with pytest.raises(OnRecordError):
        got(redirecting("http://[oops"), "/0")


# --- statuses and types ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (404, SourceMissing, "no page"),
        (410, SourceMissing, "410"),
        (401, SourceUnreadable, "does not let"),
        (403, SourceUnreadable, "save the page"),
        (429, SourceUnreadable, "answered 429"),
        (500, SourceUnreadable, "answered 500; try again later"),
        (304, SourceUnreadable, "answered 304"),
        (301, SourceUnreadable, "answered 301"),
    ],
)
def test_a_status(status: int, error: type[OnRecordError], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        got(answering(b"", status))


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "audio/mpeg", "application/x-executable"])
def test_a_type_that_cannot_be_read(content_type: str) -> None:
    with pytest.raises(SourceUnreadable, match=content_type):
        got(answering(Content_Type=content_type))


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/pdf", "TEXT/Plain; charset=x", "application/octet-stream"]
)
def test_a_type_that_may_be_read(content_type: str) -> None:
    assert got(answering(Content_Type=content_type)).content_type == content_type


# --- servers that mean harm -----------------------------------------------------------------------------------


def test_a_stated_size_over_the_limit_is_not_downloaded() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain", "Content-Length": str(10**12)})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            await asyncio.sleep(0.2)  # and never a byte of it
        return response

    with pytest.raises(SourceTooLarge, match=r"limit of 0\.1 MB"):
        got(handler)


def test_a_deflate_bomb_is_defused() -> None:
    bomb = zlib.compress(b"a" * 30_000_000)
    assert len(bomb) < LIMITS.max_bytes
    with pytest.raises(SourceTooLarge):
        got(answering(bomb, Content_Encoding="deflate"))


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "x-unknown"])
def test_an_encoding_that_was_not_asked_for_is_not_unpacked(encoding: str) -> None:
    with contextlib.suppress(SourceUnreadable):
        assert got(answering(b"words", Content_Encoding=encoding)).raw == b"words"


def test_a_head_that_drips_meets_the_time_limit() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                writer.write(b"X-%d: y\r\n" % number)
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            limits = Limits(timeout=0.5, allow_loopback=True)
            await fetch(f"http://harbour.example:{port}/", limits, resolve=Names(["127.0.0.1"]))

    with pytest.raises(SourceTooLarge, match=r"longer than 0\.5 s"):
        asyncio.run(run())


def test_a_redirect_is_not_followed_to_a_name_that_has_changed_its_mind() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://{request.headers['Host']}/again"})

    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with pytest.raises(SourceForbidden, match="no public address"):
        got(handler, names=names)
    assert names.asked == ["harbour.example", "harbour.example"]


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_defused(layers: int) -> None:
    bomb, encoding = b"a" * 30_000_000, []
    for _ in range(layers):
        bomb = gzip.compress(bomb)
        encoding.append("gzip")
    assert len(bomb) < LIMITS.max_bytes
    with pytest.raises(SourceTooLarge):
        got(answering(bomb, Content_Encoding=", ".join(encoding)))


def streaming(chunk: bytes, pause: float) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(chunk)
                await asyncio.sleep(pause)
        return response

    return handler


def test_an_endless_answer_meets_the_size_limit() -> None:
    with pytest.raises(SourceTooLarge, match="larger than"):
        got(streaming(b"x" * 10_000, 0))


def test_a_slow_drip_meets_the_time_limit() -> None:
    began = time.perf_counter()
    with pytest.raises(SourceTooLarge, match=r"longer than 0\.5 s"):
        got(streaming(b"x", 0.05), limits=Limits(timeout=0.5, allow_loopback=True))
    assert time.perf_counter() - began < 3


def test_slow_redirects_share_one_time_limit() -> None:
    async def handler(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": "/again"})

    with pytest.raises(SourceTooLarge, match=r"longer than 0\.5 s"):
        got(handler, limits=Limits(timeout=0.5, allow_loopback=True))


def test_a_resolver_that_hangs_meets_the_time_limit() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(SourceTooLarge):
        asyncio.run(fetch("http://harbour.example/", Limits(timeout=0.2), resolve=resolve))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x01\x02 not the protocol\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\ncut short",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nwords",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nwords\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nwords",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
    ],
)
def test_a_server_that_breaks_the_protocol(answer: bytes) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    async def run() -> None:
        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await fetch(f"http://harbour.example:{port}/", LIMITS, resolve=Names(["127.0.0.1"]))

    with pytest.raises(OnRecordError) as caught:
        asyncio.run(run())
    assert str(caught.value).isprintable()


def test_nobody_listens() -> None:
    with pytest.raises(SourceUnreadable, match="no connection to its server"):
        asyncio.run(fetch("http://harbour.example:1/", LIMITS, resolve=Names(["127.0.0.1"])))


# --- https ----------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for a name, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.mark.parametrize(
    ("host", "trusted", "sentence"),
    [
        ("harbour.example", True, None),
        ("other.example", True, "certificate"),
        ("harbour.example", False, "certificate"),
    ],
)
def test_the_certificate_is_checked_against_the_name(
    tmp_path: Path, host: str, trusted: bool, sentence: str | None
) -> None:
    pem = certificate(tmp_path, "harbour.example")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    asked: list[Any] = []
    tls.sni_callback = lambda _socket, name, _context: asked.append(name)
    trust = ssl.create_default_context(cafile=str(pem)) if trusted else None

    async def run() -> Fetched:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's view of a refused handshake
        async with serving(answering(), tls) as port:
            return await fetch(f"https://{host}:{port}/", LIMITS, resolve=Names(["127.0.0.1"]), trust=trust)

    if sentence is None:
        assert asyncio.run(run()).raw == b"words"
    else:
        with pytest.raises(SourceUnreadable, match=sentence):
            asyncio.run(run())
    assert asked == [host]
