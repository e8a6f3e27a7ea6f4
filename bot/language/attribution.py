"""Who said what: for now the plain cases, turns and passages beside a cue."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.marks import Passage
from bot.types import Attribution, Document, Sentence, Speaker, Span

_NAME = r"(?:[A-Z][\w.’'-]+(?:\s+(?:[A-Z][\w.’'-]+|of|the|de|van|von|al))*\s+[A-Z][\w’'-]+|[A-Z][\w’'-]+)"
_WHO = rf"(?:(?:the|The|a|A)\s+(?:[\w.-]+\s+)?[\w-]+|{_NAME}|he|she|they|He|She|They)"
_CUE = r"(?:also\s+)?(?:said|says|told|added|asked|wrote|noted|argued|replied|warned|explained)"
_AFTER = re.compile(rf"\s*(?:(?P<who>{_WHO})\s+(?P<cue>{_CUE})|(?P<cue2>{_CUE})\s+(?P<who2>{_WHO}))\b")
_BEFORE = re.compile(rf"(?P<who>{_WHO})(?:,[^,\n]{{0,80}},)?\s+(?P<cue>{_CUE})[^.\n“\"]{{0,60}}$")


def attribute(
    document: Document, sentences: Sequence[Sentence], passages: Sequence[Passage], language: str
) -> tuple[tuple[Attribution, ...], tuple[Speaker, ...]]:
    text = document.text
    found: list[Attribution] = []
    names: dict[str, Speaker] = {}
    for turn in document.turns:
        if turn.end > turn.start and turn.speaker:
            speaker = names.setdefault(turn.speaker, Speaker(turn.speaker))
            mention = (
                document.span(turn.label_start, turn.label_end) if turn.label_end > turn.label_start else None
            )
            found.append(
                Attribution((document.span(turn.start, turn.end),), "direct", None, mention, speaker, 0.99)
            )
    for p in passages:
        if p.depth or p.inner_end - p.inner_start < 2:
            continue
        after = _AFTER.match(text, p.end, p.end + 120)
        before = None if after else _BEFORE.search(text[max(0, p.start - 160) : p.start])
        who: tuple[int, int] | None = None
        cue: tuple[int, int] | None = None
        if after:
            key = "" if after.group("who") else "2"
            who, cue = after.span("who" + key), after.span("cue" + key)
        elif before:
            base = max(0, p.start - 160)
            who = (base + before.start("who"), base + before.end("who"))
            cue = (base + before.start("cue"), base + before.end("cue"))
        if who is None or cue is None:
            continue
        name = text[who[0] : who[1]]
        resolved = None
        if name.lower() not in ("he", "she", "they") and not name.lower().startswith(("the ", "a ")):
            full = next((n for n in names if n.split()[-1] == name.split()[-1]), name)
            resolved = names.setdefault(full, Speaker(full))
        spans: tuple[Span, ...] = (document.span(p.start, p.end),)
        found.append(Attribution(spans, "direct", document.span(*cue), document.span(*who), resolved, 0.8))
    found.sort(key=lambda a: (a.start, a.end))
    return tuple(found), tuple(names.values())
