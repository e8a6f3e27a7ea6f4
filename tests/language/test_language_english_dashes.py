"""English dialogue behind dashes, and lists behind dashes, which are none."""

from __future__ import annotations

from bot.language import read
from bot.types import Document

DIALOGUE = """The room was cold.

—Are you coming? asked Marta.

—No, said Julian. I have work to do.

They left."""

LIST = """The council voted on three things on Monday.

— The quay is to be closed for 11 weeks.

— The ferry will run twice a day, and more often in summer.

— A report, which the mayor asked for, is due in May."""


def given(text: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    document = Document.of(text)
    return [
        (a.kind, tuple(document.slice(s) for s in a.spans), a.speaker.name if a.speaker else None)
        for a in read(document).attributions
    ]


def test_a_dash_opens_speech_where_the_author_says_who_speaks() -> None:
    assert given(DIALOGUE) == [
        ("direct", ("—Are you coming?",), "Marta"),
        ("direct", ("—No", "I have work to do."), "Julian"),
    ]


def test_a_list_behind_dashes_is_no_speech() -> None:
    assert not [row for row in given(LIST) if row[0] == "direct"]
