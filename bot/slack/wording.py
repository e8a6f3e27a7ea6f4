"""Slack's ways of writing: reading its escaped text as people see it, and writing text that stays text.

Slack's own rules: https://docs.slack.dev/messaging/formatting-message-text. In what Slack sends, ``&``, ``<`` and ``>``
are escaped and angle brackets hold mentions, channels, commands and links. In what is sent to Slack the three must be
escaped, or a writer could mention people, ring everybody, or set a link.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from bot.render import safe

_ANGLE: Final = re.compile(r"<([^<>\n]{1,3000})>")
_RING: Final = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_MARKS: Final = re.compile(r"([\\*_~\[\]#|])")
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|mailto:|tel:|www\.)[^\s|<>()\[\]{}\"]*"
    r"|(?<!\w)(?:[\w.+-]{0,64}@)?(?:[\w-]{1,253}\.){1,6}"
    r"(?:[a-z]{2}|com|org|net|info|biz|edu|gov|mil|int|dev|app|xyz|top|site|online|shop|club|cloud|link|page|news|blog"
    r"|tech|live|store|space|website|zip|mov|example)\b(?:[/:?#][^\s|<>()\[\]{}\"]*)?",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(r"[\w.@+-]+")
WORD_JOINER: Final = "\u2060"
"""Has no width and parts nothing: it keeps Slack from reading a word as something other than a word."""

MAX_LINK: Final = 3000
"""Slack's limit for the URL of a link element."""


def plain(text: str, name_of: Callable[[str], str] = lambda user: user) -> str:
    """Text as Slack sends it, as a reader sees it.

    Args:
        text: escaped, with ``<@U123>``, ``<#C1|name>``, ``<!here>``, ``<https://a.example|label>``.
        name_of: a user's name by id.
    """

    def shown(match: re.Match[str]) -> str:
        inner, _, label = match[1].partition("|")
        if inner.startswith("@"):
            return "@" + (label or name_of(inner[1:]))
        if inner.startswith("#"):
            return "#" + (label or inner[1:])
        if inner.startswith("!"):
            return label or "@" + inner[1:].partition("^")[0]
        return label or inner.removeprefix("mailto:")

    return html.unescape(_ANGLE.sub(shown, text))


def links(text: str) -> tuple[str, ...]:
    """The http(s) addresses that Slack marked as links in a text, each once, in order."""
    found = (match[1].partition("|")[0] for match in _ANGLE.finditer(text))
    addresses = (html.unescape(address) for address in found)
    return tuple(dict.fromkeys(a for a in addresses if a.lower().startswith(("http://", "https://"))))


def mentions(text: str) -> tuple[str, ...]:
    """The ids of the users a text mentions, each once."""
    return tuple(dict.fromkeys(m[1][1:].partition("|")[0] for m in _ANGLE.finditer(text) if m[1].startswith("@")))


def without_mention(text: str, user: str) -> str:
    """The text without the mentions of one user."""
    left = re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", " ", text)
    return re.sub(r"[ \t]{2,}", " ", left).strip()


def without_links(text: str) -> str:
    """The text without its links, as words only."""

    def kept(match: re.Match[str]) -> str:
        return " " if match[1].lower().startswith(("http://", "https://")) else match[0]

    return " ".join(_ANGLE.sub(kept, text).split())


def escaped(text: str) -> str:
    """For mrkdwn and message text: the three characters escaped, no ringing, and nothing that acts or hides."""
    return _entities(safe.lines(text))


def mrkdwn(text: str) -> str:
    """For mrkdwn in which nothing of the text is a link: addresses, which Slack would make links of, are code."""
    return _outside_code(safe.lines(text.replace("`", "'")), _entities)


def _outside_code(line: str, written: Callable[[str], str]) -> str:
    """A line with each address in it as code, and everything else as ``written`` makes it.

    What stands right before an address goes with it: parted from it, "a.commailto:b" is an address of its own.
    """
    out, at = [], 0
    for match in _ADDRESS.finditer(line):
        before = _GLUED.match(line[at : match.start()][::-1])  # backwards: one look at each character
        start = match.start() - (before.end() if before else 0)
        address = line[start : match.end()].rstrip(".,;:!?'’”")
        out += [written(line[at:start]), _as_code(address)]
        at = start + len(address)
    return "".join([*out, written(line[at:])])


def _entities(text: str) -> str:
    return _RING.sub("@" + WORD_JOINER, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def markdown(text: str, *, sources: Iterable[str] = ()) -> str:
    """A statement as one line of Markdown in which nothing is markup, rings or is a link.

    Args:
        text: from a model or a source.
        sources: nothing here is left as a link, a source's address neither: links are set by us.
    """
    return _outside_code(safe.line(text.replace("`", "'")), _unmarked)


def _unmarked(text: str) -> str:
    marked = _MARKS.sub(r"\\\1", text)
    if re.match(r"[-+>]|\d+[.)]\s", marked):
        marked = WORD_JOINER + marked
    return _entities(marked)


def _as_code(text: str) -> str:
    """An address that is shown and not set as a link: code is never made one."""
    return "`" + escaped(text) + "`"


def link(url: str) -> str | None:
    """An address fit to be set as a link; None where it is none that a reader should be sent to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > MAX_LINK:
        return None
    if any(c.isspace() or c in '<>|"`\\' or not c.isprintable() for c in url):
        return None
    return url


def markdown_link(label: str, url: str | None) -> str:
    """A label of ours as a Markdown link, or the label alone in brackets."""
    fit = link(url) if url else None
    if fit is None:
        return f"\\[{label}\\]"
    return f"[\\[{label}\\]]({fit.replace('(', '%28').replace(')', '%29')})"


def cut(text: str, limit: int) -> str:
    """At most so many characters, an ellipsis included."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"
