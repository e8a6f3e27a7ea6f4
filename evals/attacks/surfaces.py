"""Where words of a model's making may come out, and whether they act there.

Each surface is looked at twice: for characters that act by themselves, and for its make-up (elements and attributes of
a page, tokens of Markdown), which must be that of the same result with a plain word in each place. None of the rules
here is shared with ``bot.render.safe``: an attack that its author did not think of is to be seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any, Final

from bot.render import from_json, statement, to_html, to_json, to_markdown, to_text
from bot.render.sources import sources_of
from bot.slack import blocks, lines
from bot.types import Claim, Readings, Rejected, Result, Stance

PLAIN: Final = "words"
WIDTH: Final = 80
TEAM: Final = "https://team.slack.example/"

_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_ACTING_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RINGS = re.compile(r"@(?:channel|here|everyone)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that acted: where, what they did, and the words about the place."""

    surface: str
    what: str
    excerpt: str


def findings(result: Result, readings: Readings) -> Iterator[Finding]:
    """Everything that words of a model's making do on any surface but be read."""
    plain = plainly(result)
    for name, look in SURFACES.items():
        yield from (Finding(name, what, excerpt[:160]) for what, excerpt in look(result, plain, readings))


def plainly(result: Result) -> Result:
    """The same result with one plain word in the place of everything that a model wrote."""
    return replace(
        result,
        claims=tuple(replace(c, text=PLAIN, reasons=(PLAIN,) * len(c.reasons)) for c in result.claims),
        stances=tuple(replace(s, target=PLAIN) for s in result.stances),
        rejected=tuple(Rejected(PLAIN, PLAIN) for _ in result.rejected),
        refusal_reason=PLAIN if result.refusal_reason else result.refusal_reason,
    )


Acted = Iterator[tuple[str, str]]


def _acting(text: str, allowed: str = "\n") -> Acted:
    """Characters that a terminal, an editor or a browser obeys, the first of them."""
    for at, character in enumerate(text):
        acts = unicodedata.category(character) in _ACTING_CATEGORIES or character in _DIRECTIONS
        if acts and character not in allowed:
            yield f"U+{ord(character):04X}", text[max(0, at - 60) : at + 20]
            return


# --- terminal --------------------------------------------------------------------------------------------------


def _terminal(result: Result, plain: Result, readings: Readings) -> Acted:
    for shown, usual in zip(_shown(result, readings), _shown(plain, readings), strict=True):
        yield from _acting(_COLOR.sub("", shown))
        if not set(_COLOR.findall(shown)) <= set(_COLOR.findall(usual)):
            yield "a colour of its own", shown[:160]
    yield from _acting(to_text(result, readings, width=WIDTH, verbose=True))


def _shown(result: Result, readings: Readings) -> list[str]:
    """As a whole and, as while it streams, one by one."""
    sources = sources_of(result, readings)
    one_by_one = [statement(item, sources, width=WIDTH, color=True) for item in _items(result)]
    return [to_text(result, readings, width=WIDTH, color=True, verbose=True), *one_by_one]


def _items(result: Result) -> list[Claim | Stance]:
    return [*result.claims, *result.stances]


# --- Markdown --------------------------------------------------------------------------------------------------


def _markdown(result: Result, plain: Result, readings: Readings) -> Acted:
    text = to_markdown(result, readings, verbose=True)
    yield from _acting(text)
    yield from _made_of(text, to_markdown(plain, readings, verbose=True))


def _made_of(text: str, usual: str) -> Acted:
    """Where Markdown has other tokens than usual, read as GitHub does, bare addresses as links too."""
    there, expected = list(_tokens(text)), list(_tokens(usual))
    known = set(expected)
    extra = [token for token in there if token not in known]
    if extra:
        yield "markup", repr(extra[0])
    elif len(there) != len(expected):
        yield "markup", f"{len(there)} tokens, not {len(expected)}"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """The tokens of Markdown that make something of text; code holds what is escaped as code, and makes nothing."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("gfm-like").parse(text):
        if token.type != "inline":
            yield token.type, token.tag
        for child in token.children or ():
            if child.type not in ("text", "code_inline", "text_special", "softbreak"):
                yield child.type, str(child.attrs.get("href") or child.attrs.get("src") or child.tag)


# --- HTML ------------------------------------------------------------------------------------------------------


def _html(result: Result, plain: Result, readings: Readings) -> Acted:
    page = to_html(result, readings)
    yield from _acting(page, "\n\t")
    there, usual = Skeleton(page).elements, Skeleton(to_html(plain, readings)).elements
    if there != usual:
        first = next((a for a, b in zip(there, usual, strict=False) if a != b), there[-1:] or None)
        yield "an element or attribute", repr(first)


class Skeleton(HTMLParser):
    """The elements of a page with their attributes: all values but those that are text."""

    _TEXT = frozenset({"title", "aria-label", "alt", "content", "data-label", "data-text"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = tuple((name, None if name in self._TEXT else value) for name, value in attrs)
        self.elements.append((tag, kept))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("<!--", ()))


# --- disk ------------------------------------------------------------------------------------------------------


def _disk(result: Result, plain: Result, readings: Readings) -> Acted:
    """JSON is what is kept of a result; its bytes must be harmless to print, and its words the same when read."""
    text = to_json(result)
    yield from _acting(text)
    again = from_json(text)
    same = (again.claims, again.rejected) == (result.claims, result.rejected)
    if not same or [stance.target for stance in again.stances] != [stance.target for stance in result.stances]:
        yield "JSON that reads differently", text[:160]


# --- Slack -----------------------------------------------------------------------------------------------------


def _slack(result: Result, plain: Result, readings: Readings) -> Acted:
    message, usual = _slack_message(result, readings), _slack_message(plain, readings)
    for block in message:
        for kind, text in _texts(block):
            yield from _acting(text)
            if kind in ("markdown", "mrkdwn"):
                yield from _rung(text)
    for block, other in zip(message, usual, strict=True):
        if block["type"] == "markdown":
            yield from _made_of(block["text"], other["text"])


def _rung(text: str) -> Acted:
    if "<" in text:
        yield "an angle bracket", text[max(0, text.index("<") - 60) :]
    if ring := _RINGS.search(text):
        yield "a ring", text[max(0, ring.start() - 60) :]


def _slack_message(result: Result, readings: Readings) -> list[dict[str, Any]]:
    """The blocks of an answer as the app posts them."""
    numbers = lines.Numbering(lines.Origin(TEAM, {}))
    written = [lines.opening(result)] if result.refused else []
    written += [_slack_line(item, numbers, readings) for item in _items(result)]
    body = [blocks.markdown(line or "") for line in written]
    return [
        *body,
        *(block for part in blocks.endings("a1", numbers.passages, lines.notes(result, ())) for block in part),
    ]


def _slack_line(item: Claim | Stance, numbers: lines.Numbering, readings: Readings) -> str:
    if isinstance(item, Claim):
        return lines.claim_line(item, numbers, readings)
    return lines.stance_line(item, numbers, readings)


def _texts(node: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a block with the type of the object that holds it."""
    if isinstance(node, dict):
        own = str(node.get("type", kind))
        for value in node.values():
            yield from ([(own, value)] if isinstance(value, str) else _texts(value, own))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _texts(value, kind)


SURFACES: Final[dict[str, Callable[[Result, Result, Readings], Acted]]] = {
    "terminal": _terminal,
    "Markdown": _markdown,
    "HTML": _html,
    "Slack": _slack,
    "disk": _disk,
}
