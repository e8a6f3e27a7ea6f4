"""Bytes to text: encodings, line ends, control characters, surrogates, and what is no text at all."""

from __future__ import annotations

import random

import pytest

from bot.errors import SourceUnreadable
from bot.ingest import from_bytes
from bot.ingest.decoding import clean

GERMAN = "Der Bürgermeister sagte, die Mauer würde fünf Jahre halten. „Schön“, meinte er – und schloss die Tür."
POLISH = "Burmistrz powiedział, że mur będzie gotowy w październiku. Ludzie są źli i żądają odpowiedzi."
RUSSIAN = "Мэр сказал, что стена будет построена в следующем году, несмотря на протесты рыбаков."
JAPANESE = "市長は防波堤の建設を来年から始めると述べた。漁師たちは反対している。"


def text_of(raw: bytes, content_type: str | None = None) -> str:
    return from_bytes(raw, name="note.txt", content_type=content_type).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("Un café, s’il vous plaît", "cp1252"),
    ],
)
def test_an_encoding_is_recognised(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (JAPANESE, "iso-2022-jp"), (GERMAN, "latin-1")],
)
def test_the_servers_charset_is_believed_where_the_bytes_allow_it(text: str, encoding: str) -> None:
    text = text.replace("„", '"').replace("“", '"').replace("–", "-")
    assert text_of(text.encode(encoding), f'text/plain; charset="{encoding}"') == text


@pytest.mark.parametrize(
    "label", ["utf-8", "idna", "rot13", "base64", "utf-7", "unicode_escape", "no such", "x" * 500, "ascii"]
)
def test_a_wrong_or_hostile_charset_does_no_harm(label: str) -> None:
    raw = "Bürgermeister +AGE- \\u0041".encode()
    assert text_of(raw, f"text/plain; charset={label}") == "Bürgermeister +AGE- \\u0041"


def test_a_page_names_its_own_charset() -> None:
    page = f'<html><head><meta charset="shift_jis"></head><body><p>{JAPANESE * 3}</p></body></html>'
    assert JAPANESE in from_bytes(page.encode("shift_jis"), name="page.html").text


def test_utf8_with_a_damaged_place_stays_utf8() -> None:
    raw = (GERMAN * 3).encode()
    at = raw.index("ü".encode())
    damaged = raw[: at + 1] + raw[at + 2 :]
    assert text_of(damaged) == (GERMAN * 3).replace("ü", "\ufffd", 1)


def test_nothing_is_normalised() -> None:
    text = "Cafe\u0301 ﬁle  two  spaces\u00a0here … ½ “a” — \u200f\u05d0 \u0645\u06cc\u200c\u062e\n\n\n  indented\t\n"
    assert text_of(text.encode()) == text


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_become_one(ends: str) -> None:
    assert text_of(f"one{ends}{ends}two{ends}".encode()) == "one\n\ntwo\n"


def test_stray_controls_are_left_out() -> None:
    assert clean("a\x00b\x1bc\x7fd\x9fe\tf\x0cg\x85h") == "abcde\tf\x0cg\x85h"
    assert clean("a\ud800b\udc00") == "a\ufffdb\ufffd"
    assert text_of(b"The wall \x00is high.\x1a" + b" And long." * 20) == "The wall is high." + " And long." * 20


@pytest.mark.parametrize(
    "raw",
    [
        random.Random(1).randbytes(5000),
        b"\x00" * 500,
        b"text" + b"\x00\x01\x02" * 100,
        b"\x00\xff" * 300 + b"a",
        bytes(range(1, 32)) * 20,
    ],
)
def test_binary_junk_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceUnreadable, match=r"not text in any encoding.*tried: utf-8|binary data"):
        text_of(raw)


def test_a_byte_order_mark_that_lies_is_named() -> None:
    with pytest.raises(SourceUnreadable, match="begins as UTF-16"):
        text_of(b"\xff\xfeabc")


@pytest.mark.parametrize("raw", [b"", b"\n", b" \t\r\n", "\ufeff \u00a0\u2003\n".encode(), b"\xef\xbb\xbf"])
def test_nothing_to_read(raw: bytes) -> None:
    with pytest.raises(SourceUnreadable, match=r"empty|white space"):
        text_of(raw)
