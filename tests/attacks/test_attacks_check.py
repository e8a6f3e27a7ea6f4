"""Somebody's draft that is to be checked is as hostile as a model's: its words act nowhere either."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.config import Settings
from bot.ingest import from_bytes
from bot.render import from_json, to_html, to_json, to_markdown, to_text
from bot.session import Session
from bot.types import Document, Readings, Result
from evals.attacks import surfaces
from evals.attacks.payloads import PAYLOADS, put_in

SOURCE = (
    "The harbour council of Vessby voted on Monday to build the quay bridge.\n\n"
    "“We have waited nine years for this,” said Mara Quist, who chairs the council.\n"
)
DRAFT = "The council of Vessby voted on Monday to build the quay bridge. “We have waited nine years,” said Mara Quist."


def checked(draft: str) -> tuple[Result, Readings]:
    session = Session(Settings())
    session.add_document(from_bytes(SOURCE.encode(), name="council.txt"))
    return asyncio.run(session.check(Document.of(draft, title=draft[:60])).finish()), dict(session.readings)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_words_of_a_checked_draft_act_on_no_surface(kind: str) -> None:
    chance = random.Random(kind)
    tags = {tag for tag, _ in surfaces.Skeleton(to_html(*checked(DRAFT))).elements}
    for words in PAYLOADS[kind]:
        result, readings = checked(put_in(DRAFT, words, chance))
        page = to_html(result, readings)
        for text in (to_text(result, readings), to_markdown(result, readings), to_json(result)):
            assert list(surfaces._acting(text)) == [], ascii(words)
        assert list(surfaces._acting(surfaces._COLOR.sub("", to_text(result, readings, color=True)))) == []
        assert list(surfaces._acting(page, "\n\t")) == []
        elements = surfaces.Skeleton(page).elements
        assert {tag for tag, _ in elements} <= tags | {"ul", "li", "details", "summary", "blockquote", "span", "mark"}
        assert not any(name.startswith("on") or "attacker" in (value or "") for _, a in elements for name, value in a)
        live = [token for token in surfaces._tokens(to_markdown(result, readings)) if "attacker" in token[1]]
        assert live == [], ascii(words)
        assert not any(kind.startswith("html") for kind, _ in surfaces._tokens(to_markdown(result, readings)))
        assert from_json(to_json(result)).check is not None
