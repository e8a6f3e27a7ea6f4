"""Bytes to text.

The text is what a reader of the source sees. Nothing is normalised, nothing is wrapped anew. Only what no reader
sees is left out before the text exists, and the whole list of it is here: a byte order mark at the start, control
characters (NUL among them), and the difference between the three ways to end a line, which all become ``\\n``.
A lone surrogate, which is no character, becomes U+FFFD, as any viewer shows it.
"""

from __future__ import annotations

import codecs
import re

from bot.errors import SourceUnreadable
from bot.ingest.origin import Origin

# Unseen: C0 and C1 controls but tab, line feed, vertical tab, form feed, carriage return and NEL, which are space.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

MAX_CONTROL_SHARE = 0.02
"""Text has next to no control characters (terminal colours come to about one in a hundred); random bytes read as
Latin-1 are a quarter of them. Above this share it is binary junk."""

SAMPLE_BYTES = 262_144
"""How much of a file charset-normalizer is shown: its time grows with the text, its certainty hardly."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Python's codecs that are not character sets of documents, and UTF-7, which only attackers use today.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs"})


def clean(text: str) -> str:
    """Unify the line ends, leave out what no reader sees, and replace lone surrogates; offsets are counted after it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def decode(raw: bytes, origin: Origin, *, declared: str | None = None) -> str:
    """Turn the bytes of a text format into clean text.

    In order: the byte order mark; UTF-8, which other encodings' bytes pass for only by accident; the charset that
    the server or the page itself names; UTF-16 without a mark; UTF-8 with a few damaged places; and then what
    charset-normalizer finds likely.

    Args:
        raw: the whole source.
        origin: its name, and the charset that its server named.
        declared: the charset that the source itself names (``<meta charset>``).

    Raises:
        SourceUnreadable: the bytes are not text, or in no encoding that could be recognised; says what was tried.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            marked = _try(raw[len(mark) :], encoding)
            if marked is None:
                name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
                raise SourceUnreadable(
                    f"{origin} begins as {name} text but is not; save it anew as UTF-8 and try again."
                )
            return _text_not_junk(marked, origin)
    hints = [codec for hint in (origin.charset, declared) if (codec := _charset(hint))]
    escaped = [name for name in hints if name.startswith(("iso2022", "hz"))]  # 7-bit: passes for UTF-8
    tried: list[str] = []
    for encoding in dict.fromkeys([*escaped, "utf-8", *hints, *_wide(raw)]):
        tried.append(encoding)
        text = _try(raw, encoding)
        if text is not None:
            return _text_not_junk(text, origin)
    text = _damaged_utf8(raw)
    if text is None and raw.count(0) <= len(raw) * MAX_CONTROL_SHARE:
        text = _guessed(raw, tried)
    if text is None:
        raise SourceUnreadable(
            f"{origin} is not text in any encoding that could be recognised (tried: {', '.join(tried)}); "
            "save it as UTF-8 text, or as PDF or DOCX, and try again."
        )
    return _text_not_junk(text, origin)


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _charset(label: str | None) -> str | None:
    """The codec of a charset label that came from outside; None where it names no character set."""
    if not label or len(label) > 40 or not label.isascii():
        return None
    try:
        codec = codecs.lookup(label)
        if codec.name in _NOT_CHARSETS or not isinstance(b"".decode(codec.name), str):
            return None
    except (LookupError, ValueError, AssertionError):
        return None
    # What is labelled Latin-1 or ASCII is Windows-1252 in practice (WHATWG Encoding Standard, section 4.2).
    return "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name


def _wide(raw: bytes) -> list[str]:
    """UTF-16 without a mark, seen from where the zero bytes of its Latin letters, digits and spaces stand."""
    head = raw[:4096]
    if len(head) < 4 or head.count(0) * 4 < len(head):
        return []
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > 8 * even:
        return ["utf-16-le"]
    return ["utf-16-be"] if even > 8 * odd else []


def _damaged_utf8(raw: bytes) -> str | None:
    """UTF-8 with a few broken places: most characters beyond ASCII are whole, which no other encoding gives."""
    if raw.isascii():
        return None
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(1 for character in text if character > "\x7f")
    return text if broken * 10 <= beyond else None


def _guessed(raw: bytes, tried: list[str]) -> str | None:
    """The likeliest reading by charset-normalizer; adds what it tried to ``tried``."""
    from charset_normalizer import from_bytes

    # UTF-16 and UTF-32 have been ruled out: a mark or their zero bytes would have shown them.
    found = [match for match in from_bytes(raw[:SAMPLE_BYTES]) if not match.encoding.startswith("utf")][:4]
    names = [match.encoding for match in found[:3]]
    beyond = sum(1 for byte in raw[:SAMPLE_BYTES] if byte > 0x7F)
    if found and found[0].coherence == 0 and beyond * 5 < 2 * min(len(raw), SAMPLE_BYTES):
        # Too few words to know a language by, and Latin letters for the most part: the encoding in widest use.
        names = ["cp1252", *names]
    for encoding in dict.fromkeys(names):
        tried.append(encoding)
        text = _try(raw, encoding)
        if text is not None:
            return text
    return None


def _text_not_junk(text: str, origin: Origin) -> str:
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise SourceUnreadable(
            f"{origin} holds binary data, not text; give text, Markdown, HTML, PDF, DOCX, captions or a chat thread."
        )
    return clean(text.removeprefix("\ufeff"))
