"""Results -> Slack's blocks. Pure; what is foreign stands in rich text, which is shown as it is and holds no markup.

Limits are Slack's (https://docs.slack.dev/reference/block-kit/blocks): 50 blocks a message, 25 elements of an actions
block, 12,000 characters of Markdown, 3,000 of a section, 75 of a button, 24 of a modal's title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.render import safe
from bot.slack import wording
from bot.slack.state.answers import Passage

Block = dict[str, Any]

MARKDOWN_LIMIT: Final = 12_000
SOURCES_A_MESSAGE: Final = 10
SOURCE_MESSAGES: Final = 4
"""Sources of which there are more than fit in so many messages are reached by the numbers in the answer alone."""
QUOTE: Final = 200
"""Characters of a quote in the list; the modal has all of it."""
BUTTON: Final = 75
TITLE: Final = 24
TEXT: Final = 3000

SHOW: Final = "onrecord_show"
FEEDBACK: Final = "onrecord_feedback"
SHARE: Final = "onrecord_share"
SETTINGS: Final = "onrecord_settings"


def plain_text(text: str, limit: int = TEXT) -> Block:
    """Words that Slack shows as they are."""
    return {"type": "plain_text", "text": wording.cut(safe.lines(text), limit) or " ", "emoji": False}


def text_element(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    """A piece of rich text."""
    element: Block = {"type": "text", "text": safe.lines(text)}
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return element | ({"style": style} if style else {})


def rich(*sections: Sequence[Block], block_id: str | None = None) -> Block:
    """Rich text of some paragraphs, each of elements that are not empty."""
    elements = [{"type": "rich_text_section", "elements": [*section]} for section in sections if section]
    block: Block = {"type": "rich_text", "elements": elements}
    return block | ({"block_id": block_id} if block_id else {})


def source_lines(passage: Passage, *, titled: bool = True) -> list[Block]:
    """A source as one paragraph: number, quote, speaker, where it stands, in which document, and a link to it.

    Args:
        passage: the source.
        titled: whether the document's title is said here; not where all have the same.
    """
    line = [text_element(f"[{passage.n}] ", bold=True), text_element(f"“{wording.cut(passage.words.strip(), QUOTE)}”")]
    told = " · ".join(part for part in (passage.speaker, passage.where, passage.title if titled else "") if part)
    if told:
        line.append(text_element(" — " + wording.cut(told, 250)))
    url = wording.link(passage.url) if passage.url else None
    if url is not None:
        line += [text_element(" "), {"type": "link", "url": url, "text": "open"}]
    return [*line, text_element("\n")]


def sources(answer: str, passages: Sequence[Passage], part: int) -> list[Block]:
    """Some sources and the buttons that show each in its context.

    Args:
        answer: the answer's id, which the buttons carry.
        passages: at most ``SOURCES_A_MESSAGE``.
        part: which message of the answer's sources it is, from 0.
    """
    if not passages:
        return []
    titles = {passage.title for passage in passages}
    title = next(iter(titles)) if len(titles) == 1 and len(passages) > 1 else ""
    heading = [
        text_element("Sources" if part == 0 else "More sources", bold=True),
        text_element((f" · {wording.cut(title, 150)}" if title else "") + "\n"),
    ]
    buttons = [
        {
            "type": "button",
            "action_id": f"{SHOW}_{passage.n}",
            "text": plain_text(f"Show [{passage.n}]", BUTTON),
            "value": f"{answer}:{passage.n}",
        }
        for passage in passages
    ]
    return [
        rich(
            heading,
            *(source_lines(passage, titled=not title) for passage in passages),
            block_id=f"onrecord_sources_{answer}_{part}",
        ),
        {"type": "actions", "block_id": f"onrecord_show_{answer}_{part}", "elements": buttons},
    ]


def in_messages(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Sources in messages' worth, the first for the answer's own message."""
    kept = list(passages[: SOURCES_A_MESSAGE * SOURCE_MESSAGES])
    return [kept[at : at + SOURCES_A_MESSAGE] for at in range(0, len(kept), SOURCES_A_MESSAGE)]


def in_words(passages: Sequence[Passage]) -> str:
    """Sources as mrkdwn, for notifications and for readers who are read to."""
    return "\n".join(f"- [{one.n}] “{wording.escaped(wording.cut(one.words.strip(), QUOTE))}”" for one in passages)


def feedback(answer: str) -> Block:
    """Thumbs up and down."""

    def button(text: str, rating: str, label: str) -> Block:
        return {
            "text": {"type": "plain_text", "text": text},
            "accessibility_label": label,
            "value": f"{rating}:{answer}",
        }

    return {
        "type": "context_actions",
        "block_id": f"onrecord_feedback_{answer}",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": button("Good answer", "up", "This answer is good"),
                "negative_button": button("Bad answer", "down", "Something is wrong with this answer"),
            }
        ],
    }


def footer(notes: Sequence[str]) -> Block:
    """Small print: what was not read, who drafted, and that it may be wrong."""
    return {
        "type": "context",
        "elements": [{**plain_text(wording.cut(note, 1000))} for note in notes[:10]],
    }


def share(answer: str) -> Block:
    """The button that posts a private answer where it was asked."""
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": plain_text("Share to channel", BUTTON),
        "value": answer,
    }
    return {"type": "actions", "block_id": f"onrecord_share_{answer}", "elements": [button]}


def endings(answer: str, passages: Sequence[Passage], notes: Sequence[str]) -> list[list[Block]]:
    """What comes below an answer, in messages' worth: its sources, and below the last of them thumbs and small print.

    The first is for the answer's own message; there is always one.
    """
    parts = [sources(answer, part, number) for number, part in enumerate(in_messages(passages))] or [[]]
    parts[-1] += [feedback(answer), *([footer(notes)] if notes else [])]
    return parts


def in_parts(lines: Sequence[str], limit: int = MARKDOWN_LIMIT) -> list[str]:
    """Markdown lines put together to texts within a limit, cut between lines; a longer line between its words."""
    parts: list[str] = []
    for line in (piece for whole in lines for piece in pieces(whole, limit - 1)):
        if parts and len(parts[-1]) + len(line) + 1 <= limit:
            parts[-1] += "\n" + line
        else:
            parts.append(line)
    return parts


def pieces(line: str, limit: int) -> list[str]:
    """A text in pieces of at most so many characters, cut at a line's end, or at a space, where there is one."""
    found = []
    while len(line) > limit:
        at = max(line.rfind("\n", limit // 2, limit), -1)
        if at < 0:
            at = line.rfind(" ", limit // 2, limit)
        at = at if at > 0 else limit
        found.append(line[:at])
        line = line[at:].lstrip(" \n")
    return [*found, line] if line else found


def markdown(text: str) -> Block:
    """A Markdown block of text whose foreign parts were escaped by ``wording.markdown``."""
    return {"type": "markdown", "text": text[:MARKDOWN_LIMIT]}
