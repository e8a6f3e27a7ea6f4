"""Text from documents, models and the web, made fit for a terminal, HTML, Markdown, a spreadsheet or JSON.

Nothing here changes what is stored or where a span points; only what is shown goes through this module. Three
kinds of characters are treated, each by what it does to a reader:

- **controls** (C0, DEL, C1, noncharacters, lone surrogates) and the two bidirectional **overrides** can drive a
  terminal or reverse words: each is shown as U+FFFD, so that a reader sees that something stood there;
- **invisible** ones (zero width, soft hyphen, marks and isolates of direction, tags, fillers) are left out, since
  a reader of the source does not see them either. Joiners between letters of scripts that need them, joiners
  inside an emoji and one variation selector after a symbol are spelling, and stay;
- every **line break** that is not a plain one (VT, FF, NEL, U+2028, U+2029, CR) becomes a plain one.

Towers of combining marks are cut at eight, which is more than any orthography stacks.
"""

from __future__ import annotations

import json
import re
from typing import Any

_REPLACEMENT = "�"

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202c\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_DANGEROUS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff" + _NONCHARACTERS

_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SUSPECT = re.compile(
    f"(?P<dangerous>[{_DANGEROUS}])|(?P<invisible>[{_INVISIBLE}])|(?<=[{_COMBINING}]{{8}})[{_COMBINING}]+"
)
_JOINERS = "\u200c\u200d"
_LAST_LATIN = "\u02ff"


def lines(text: str) -> str:
    """Text fit to be shown with its own line breaks and tabs: no control, override or invisible character."""
    return _SUSPECT.sub(_shown, _LINE_BREAK.sub("\n", text))


def line(text: str) -> str:
    """Text fit to be shown inside a line: as ``lines``, and each run of white space one plain space."""
    return " ".join(lines(text).split())


def _shown(match: re.Match[str]) -> str:
    if match["dangerous"]:
        return _REPLACEMENT
    if match["invisible"] and _is_spelling(match):
        return match[0]
    return ""


def _is_spelling(match: re.Match[str]) -> bool:
    """Whether an invisible character belongs to how the word or the emoji around it is written."""
    character = match[0]
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if character in _JOINERS:
        return _joinable(before) and _joinable(after)
    if "\ufe00" <= character <= "\ufe0f":
        return before != "" and (before > _LAST_LATIN or before in "0123456789#*©®") and not _hidden(before)
    return False


def _joinable(character: str) -> bool:
    """Letters beyond Latin, marks and emoji can be joined; so can what a variation selector ends."""
    return character > _LAST_LATIN and not character.isspace() and not _hidden(character, selectors=False)


def _hidden(character: str, *, selectors: bool = True) -> bool:
    if not selectors and "\ufe00" <= character <= "\ufe0f":
        return False
    return _SUSPECT.match(character) is not None


# --- Markdown ------------------------------------------------------------------------------------------------

_AT = re.compile("@+")
_MARKDOWN = re.compile(r"[\\`*_\[\]|~$^#{}]|:(?=\S)(?!(?<=\d:)\d)|(?<=\w)\.(?=\w)(?!(?<=\d\.)\d)")
_BLOCK_START = re.compile(r"(?:[-+=:]|\d{1,9}(?=[.)](?:\s|$)))")


def markdown(text: str) -> str:
    """Text as one line of Markdown that renders to itself in CommonMark and GitHub's dialect.

    No emphasis, code, heading, list, table, footnote, formula, HTML, link or image can come of it. A bare address
    ("https://…", "example.org") is kept from turning into a link by escaping its colon or dots, and "@" stands
    as code, since neither a mention nor a mail address can be kept from linking in another way.
    """
    flat = line(text)
    pieces = []
    at = 0
    for match in _AT.finditer(flat):
        pieces += [_escaped(flat[at : match.start()], first=at == 0), f"`{match[0]}`"]
        at = match.end()
    pieces.append(_escaped(flat[at:], first=at == 0))
    return "".join(pieces)


def _escaped(text: str, *, first: bool) -> str:
    """``text`` without "@", escaped; ``first`` where it begins a block and so could begin a list or a rule."""
    start = _BLOCK_START.match(text) if first else None
    head = "" if start is None else start[0]
    rest = _MARKDOWN.sub(r"\\\g<0>", text[len(head) :])
    rest = rest.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not head:
        return rest
    return head + ("\\" + rest if rest[:1] in (".", ")") else rest) if head.isdigit() else "\\" + head + rest


# --- spreadsheets and JSON -----------------------------------------------------------------------------------

_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """Text as a spreadsheet cell: one line, and an apostrophe before what a spreadsheet would run as a formula."""
    flat = line(text)
    return "'" + flat if flat.startswith(_FORMULA) else flat


_UNFIT_FOR_JSON = re.compile(f"[{_DANGEROUS}{_INVISIBLE}\x7f\x85\u2028\u2029]")


def json_text(value: Any, indent: int | None = 2) -> str:
    """JSON with characters as themselves, indented (None: on one line), and a newline at the end.

    What could drive a terminal or hide from a reader (and a lone surrogate, which UTF-8 cannot write) stands as
    its ``\\u`` escape: the value is the same and the bytes are harmless. ValueError on NaN and infinities.
    """
    plain = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _UNFIT_FOR_JSON.sub(lambda match: json.dumps(match[0])[1:-1], plain) + "\n"
