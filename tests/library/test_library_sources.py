"""From what a user names to single sources: folders, globs, lists, feeds."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceUnreadable
from bot.ingest import Limits
from bot.library.adding import Added, add
from bot.library.feeds import entries, is_feed
from bot.library.sources import SetAside, expand, listed
from tests.library.stores import COUNCIL, opened

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Quay Post</title><link>{base}/</link>
<item><title>Council</title><link>/council.txt</link><pubDate>Mon, 03 Feb 2031 10:00:00 GMT</pubDate></item>
<item><title>Again</title><link>{base}/council.txt</link></item>
<item><title>Dated</title><link>{base}/dated.html</link><pubDate>Tue, 04 Feb 2031 10:00:00 GMT</pubDate></item>
<item><title>Gone</title><link>{base}/gone.html</link></item>
<item><title>A feed</title><link>{base}/feed.xml</link></item>
<item><title>A path</title><link>file:///etc/hostname</link></item>
<item><title>A script</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title>
<entry><title>One</title><link href="https://example.org/one"/><updated>2031-03-04T05:06:07Z</updated></entry></feed>"""
PAGE = """<!doctype html><html lang="en"><head><title>Roof</title>
<meta property="article:published_time" content="2031-01-01"></head><body><article><h1>Roof</h1>
<p>Mara Quist said the roof of the school would be mended before the winter comes to the town.</p>
<p>The treasurer agreed with her, and the work is to begin within the month.</p></article></body></html>"""


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        found = {
            "/feed.xml": ("application/rss+xml", RSS.format(base=base)),
            "/council.txt": ("text/plain; charset=utf-8", COUNCIL),
            "/dated.html": ("text/html; charset=utf-8", PAGE),
        }.get(self.path)
        self.send_response(404 if found is None else 200)
        body = b"" if found is None else found[1].encode()
        self.send_header("Content-Type", "text/plain" if found is None else found[0])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


@pytest.fixture
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_brings_its_pages_and_the_bad_ones_are_set_aside(base: str, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened("sqlite", tmp_path) as store:
            limits = Limits(allow_loopback=True)
            found = [each async for each in add(store, [f"{base}/feed.xml"], collection="main", limits=limits)]
            added = [each for each in found if isinstance(each, Added)]
            assert [each.address for each in added] == [f"{base}/council.txt", f"{base}/dated.html"]
            assert [each.published for each in added] == ["2031-02-03", "2031-01-01"]
            aside = {each.source: each.reason for each in found if isinstance(each, SetAside)}
            assert list(aside) == [f"{base}/gone.html", f"{base}/feed.xml"]
            assert "404" in aside[f"{base}/gone.html"]
            assert "feed again" in aside[f"{base}/feed.xml"]

    asyncio.run(work())


def test_what_a_feed_lists_is_fetched_under_the_same_rules(base: str, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS.format(base=base), "utf-8")

    async def work() -> None:
        async with opened("sqlite", tmp_path) as store:
            named = [str(tmp_path / "feed.xml")]
            found = [each async for each in add(store, named, collection="main", limits=Limits())]
            assert found and all(isinstance(each, SetAside) for each in found)  # loopback is not fetched

    asyncio.run(work())


def test_feeds_are_told_from_pages() -> None:
    assert is_feed(ATOM.encode()) and is_feed(b"\xef\xbb\xbf<!-- x --><rss version='2.0'>")
    assert not is_feed(PAGE.encode()) and not is_feed(b"<p>feed</p>") and not is_feed(b"<feeding>")
    (one,) = entries(ATOM.encode(), "/tmp/x.xml")
    assert (one.link, one.published) == ("https://example.org/one", "2031-03-04")


@pytest.mark.parametrize("raw", [b"<rss/>", b"<feed><entry/></feed>", b"<rss><channel><item><link>/etc/passwd</link>"])
def test_a_feed_without_addresses_is_set_aside(raw: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="without an entry"):
        entries(raw, "feed.xml")


@given(st.binary(max_size=200))
def test_a_broken_feed_is_no_crash(tail: bytes) -> None:
    try:
        found = entries(b"<rss><channel><item><link>https://example.org/a</link>" + tail, "feed.xml")
    except SourceUnreadable:
        return
    assert all(each.link.startswith(("http://", "https://")) for each in found)


def test_folders_globs_and_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "image.png", ".hidden.txt", "deep/c.PDF", ".git/d.txt", "odd[1].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(expand([str(tmp_path), str(tmp_path / "b.txt"), "https://example.org/a"]))
    inside = [str(tmp_path / name) for name in ("a.md", "b.txt", "odd[1].txt", "deep/c.PDF")]
    assert found == [*inside, "https://example.org/a"]
    assert list(expand([f"{tmp_path}/*.png", f"{tmp_path}/odd[1].txt"])) == [
        str(tmp_path / "image.png"),
        str(tmp_path / "odd[1].txt"),
    ]
    assert list(expand([f"{tmp_path}/**/*.PDF"])) == [str(tmp_path / "deep" / "c.PDF")]
    aside = list(expand([f"{tmp_path}/*.docx", f"{tmp_path}/.git", "no*\0path"]))
    assert [type(each) for each in aside] == [SetAside, str, SetAside]


def test_an_empty_folder_is_set_aside(tmp_path: Path) -> None:
    (aside,) = expand([str(tmp_path)])
    assert isinstance(aside, SetAside) and "no file that can be read" in aside.reason


def test_paths_are_absolute_and_links_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("real.txt")
    monkeypatch.chdir(tmp_path)
    assert list(expand(["link.txt", "./link.txt", "gone.txt"])) == [
        os.path.join(os.getcwd(), "link.txt"),  # noqa: PTH109, PTH118
        os.path.join(os.getcwd(), "gone.txt"),  # noqa: PTH109, PTH118
    ]


def test_lists() -> None:
    assert listed(b"\xef\xbb\xbfa.txt\r\n\n  b c.txt \nhttps://example.org\n") == [
        "a.txt",
        "b c.txt",
        "https://example.org",
    ]
    assert listed(b"a\nb.txt\0c.txt\0") == ["a\nb.txt", "c.txt"]
    for raw in (b"-\n", b"%PDF-1.7\n", RSS.encode()):
        with pytest.raises(SourceUnreadable, match="list"):
            listed(raw)
