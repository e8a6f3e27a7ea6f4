"""What every rendering says in the same words: signs, places, statuses, notes and refusals. Plain text, unescaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.render.sources import Source
from bot.types import Claim, Document, Label, Place, Result, Speaker, Stance, Status, Support, Usage

SIGN: dict[Label, str] = {"favor": "+", "against": "−", "neutral": "·"}  # a minus, not a hyphen
LABEL: dict[Label, str] = {"favor": "in favor", "against": "against", "neutral": "neutral"}
SUPPORT_SIGN: dict[Support, str] = {"supported": "●", "unchecked": "○", "unsupported": "✗"}
SUPPORT_MEANING: dict[Support, str] = {
    "supported": "supported: the cited words carry the statement",
    "unchecked": "unchecked: nothing speaks against it, and nothing could vouch that the cited words carry it",
    "unsupported": "unsupported: the cited words do not carry the statement",
}
STATUS: dict[Status, str] = {
    "exact": "",
    "normalized": "normalized: the same words but for marks, spacing or letter forms",
    "ambiguous": "ambiguous: these words stand in several places",
    "not_found": "not found in the source",
}
_CUT_OFF = {
    "length": "The draft was cut off at its length limit, so something may be missing.",
    "interrupted": "Stopped before the end: this is what was proven until then.",
    "content_filter": "The model's server withheld the rest of the draft.",
    "budget": "A cap on calls, tokens or money was met: this is what was proven until then.",
}


def title_of(document: Document) -> str:
    """What a document is called: its title, else its address, else the beginning of its id."""
    return document.title or document.uri or document.id[:19]


def heading(result: Result) -> str:
    """One line over a result: the question, or the task and what it was done to."""
    if result.task == "answer" and result.question:
        return result.question
    name = {"summary": "Summary", "stances": "Stances", "answer": "Answer", "check": "Check"}[result.task]
    if len(result.documents) == 1:
        return f"{name}: {title_of(result.documents[0])}"
    return f"{name}: {len(result.documents)} documents"


def refusal(result: Result) -> str:
    """The refusal as a sentence."""
    if not result.documents:
        return "The library does not say."
    return "The document does not say." if len(result.documents) == 1 else "The documents do not say."


def why_refused(result: Result) -> str | None:
    """What the refusal adds to its own sentence; None where it is that sentence over again."""
    reason = result.refusal_reason
    return None if not reason or reason == refusal(result) else reason


def place(at: Place) -> tuple[str, ...]:
    """Where words stand, most exact last: ``("p. 3, line 40", "00:01:12", "SEN. VOSS")``."""
    where = f"line {at.line}" if at.page is None else f"p. {at.page}, line {at.line}"
    return tuple(part for part in (where, clock(at.time), at.turn) if part)


_SECONDS = re.compile(r"\d{9,11}(?:\.\d{1,9})?", re.ASCII)
_CAPTION = re.compile(r"(\d{1,3}:\d{2}(?::\d{2})?)[.,]\d{1,3}", re.ASCII)


def clock(time: str | None) -> str:
    """A turn's time as a reader wants it: seconds since 1970 as a date, a caption's without its fractions."""
    if time is None:
        return ""
    if _SECONDS.fullmatch(time):
        return datetime.fromtimestamp(int(time.partition(".")[0]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    caption = _CAPTION.fullmatch(time)
    return time if caption is None else caption[1]


def where(source: Source, *, several: bool) -> str:
    """Place, document (where there are several) and status of a source; an exact one's status is not said."""
    parts = [*place(source.place)] if source.place else []
    if several and source.document is not None:
        parts.append(title_of(source.document))
    if status := STATUS[source.citation.status]:
        parts.append(status)
    return " · ".join(parts)


def day(date: str | None) -> str:
    """A document's date as shown: without the time of day."""
    if date is None:
        return "undated"
    return date[:10] if date[4:5] == date[7:8] == "-" else date


def quoted(words: str) -> str:
    """Words between quotation marks; as they stand where they bring their own."""
    kept = words.strip()
    if len(kept) > 1 and kept[0] in '“"„«»‹›‘「『' and kept[-1] in '”"“»«›‹’」』':
        return kept
    return f"“{kept}”"


def speaker_of(speaker: Speaker) -> str:
    """A speaker's name, or a word for one whom the text does not name."""
    return speaker.name or "(not named)"


def doubt(claim: Claim) -> str:
    """What is to be said beside a claim that is not supported, with the reasons; empty for one that is."""
    if claim.support == "supported":
        return ""
    return claim.support + (": " + "; ".join(claim.reasons) if claim.reasons else "")


def by_speaker(stances: Sequence[Stance]) -> tuple[tuple[Speaker, tuple[Stance, ...]], ...]:
    """Stances under their speakers, both in order of first appearance; of one name, the first writing is kept."""
    groups: dict[str, list[Stance]] = {}
    for stance in stances:
        groups.setdefault(stance.speaker.name, []).append(stance)
    return tuple((rows[0].speaker, tuple(rows)) for rows in groups.values())


def coverage(result: Result) -> tuple[str, ...]:
    """Sentences about what was not read and why the draft ended; none where all is well."""
    notes = []
    read, total = result.coverage.characters_read, result.coverage.characters_total
    if read < total:
        extent = f"{read:,} of {total:,} characters ({min(99, 100 * read // total)} %)"
        if result.task == "answer":
            notes.append(f"Answered from the passages nearest to the question, {extent}.")
        else:
            notes.append(f"Read {extent}; the rest was not considered.")
    reason = result.coverage.finish_reason
    if reason != "stop":
        notes.append(_CUT_OFF.get(reason, f"The draft ended early ({reason}), so something may be missing."))
    return tuple(notes)


def emptiness(result: Result) -> str:
    """What to say where nothing is shown at all and nothing was refused; empty otherwise."""
    if result.refused or result.claims or result.stances:
        return ""
    if result.task == "stances":
        return "No stance was found. No speaker's words take a side by themselves; name a target to look further."
    return "No statement could be proven."


def dropped(result: Result) -> str:
    """How many statements were dropped; empty where none was."""
    count = len(result.rejected)
    if not count:
        return ""
    if count == 1:
        return "1 statement was dropped because it could not be proven."
    return f"{count} statements were dropped because they could not be proven."


def supports(result: Result) -> tuple[Support, ...]:
    """The kinds of support that a result's claims have, in the order of the legend."""
    used = {claim.support for claim in result.claims}
    return tuple(support for support in SUPPORT_SIGN if support in used)


def engine(result: Result) -> str:
    """Who drafted, and with which template."""
    if result.engine.drafter == "extractive":
        return "extractive drafter, no model"
    return " · ".join(part for part in (result.engine.model or "model", result.engine.template) if part)


def usage(spent: Usage) -> str:
    """What a result cost, in one line."""
    parts = []
    if spent.calls:
        parts.append(f"{spent.calls:,} call{'s' if spent.calls != 1 else ''}")
        cached = f" ({spent.cached_tokens:,} cached)" if spent.cached_tokens else ""
        parts.append(f"{spent.prompt_tokens:,} tokens in{cached}, {spent.completion_tokens:,} out")
    if spent.cost_usd is not None:
        parts.append(f"${spent.cost_usd:.4f}")
    parts.append(f"{spent.seconds:.2f} s")
    return " · ".join(parts)
