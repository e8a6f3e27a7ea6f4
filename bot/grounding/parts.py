"""A draft cut into statements that can each be judged alone, by the word classes of ``bot.language.tagging``.

"Ada Voss, the harbour chief, closed the pier and moved the ferry" states three things. A sentence is cut only where
both halves are sure to be statements: at a semicolon, where an "and" or "but" begins a clause with a subject and a verb
of its own or a second verb of the same subject, and around a relative clause or a description set between commas.
Nothing is cut inside quotation marks, in a condition or a cause, or inside what somebody is reported to have said,
but for "that … and that …". English only; a sentence of another language stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.grounding.evidence import CONFIDENT
from bot.language.attribution import sentences_as_clauses
from bot.language.clauses import Clauses
from bot.language.marks import passages
from bot.language.phrases import Words, main_subject, noun_phrase_before
from bot.language.sentences import paragraphs
from bot.types import Reading, Span

_FINITE = frozenset("VA")
_BEFORE_MARK = re.compile(r" ([.,;:!?])(?=\s|$)")
# Fewer words than these state nothing that could be judged alone.
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a draft states, in words that stand alone, and where those words are in the draft.

    ``subject`` is the words that say of whom or what, "" where that cannot be told.
    """

    text: str
    place: Span
    subject: str = ""


def parts_of(draft: Reading) -> Iterator[Part]:
    """The parts of a draft's sentences, in order."""
    if draft.language[:2] != "en":
        for sentence in draft.sentences:
            yield Part(draft.document.slice(sentence.span).strip(), sentence.span)
        return
    text = draft.document.text
    for unit in sentences_as_clauses(text, draft.sentences, passages(text, paragraphs(draft.document))):
        if len(unit):
            yield from _parts(unit, draft)


def _parts(unit: Clauses, draft: Reading) -> Iterator[Part]:
    """The parts of one sentence: what is set between commas apart, the rest cut at its joints."""
    whole = draft.document.span(unit.start[0], unit.end[-1])
    asides = list(_asides(unit))
    told = [piece for a in draft.attributions_in(whole) if a.confidence >= CONFIDENT for piece in a.spans]
    cuts = [] if unit.tag[-1] == "?" else sorted({*_joints(unit, asides, told), *_that_joints(unit)})
    bounds = [0, *(at for at, _ in cuts), len(unit)]
    ends = [cut for cut, _ in cuts]
    for n, (first, last) in enumerate(pairwise(bounds)):
        lead = cuts[n - 1][1] if n else ""
        begin = _past_joint(unit, first) if n else first
        words = _words(unit, begin, last - (last in ends and unit.tag[last - 1] in ",;"), asides)
        if not words:
            continue
        text = _sentence(f"{lead} {words}" if lead else words)
        place = draft.document.span(unit.start[begin], unit.end[last - 1])
        yield Part(text, place, _subject(unit, begin, last, asides, lead))
    for aside in asides:
        place = draft.document.span(unit.start[aside.start], unit.end[aside.end - 1])
        yield Part(
            _sentence(f"{aside.about} {aside.verb}{_words(unit, aside.start, aside.end, ())}"), place, aside.about
        )


@dataclass(frozen=True, slots=True)
class _Aside:
    """Words ``[start, end)`` between commas that say something of ``about``; the commas: ``before``, ``after``."""

    before: int
    start: int
    end: int
    after: int
    about: str
    verb: str


def _asides(unit: Clauses) -> Iterator[_Aside]:
    """Relative clauses and descriptions between commas, in order."""
    at = 1
    while at < len(unit) - 2:
        found = _relative(unit, at) or _apposition(unit, at) if unit.tag[at] == "," else None
        if found is None:
            at += 1
            continue
        yield found
        at = max(found.end, at + 1)


def _relative(unit: Clauses, comma: int) -> _Aside | None:
    """ ", who was elected in 2019," behind the one whom it is about."""
    start = comma + 1
    if unit.low[start] not in ("who", "which") or start + 1 >= len(unit) or unit.tag[start + 1] not in "VAX":
        return None
    end = _closing(unit, start + 1)
    about = noun_phrase_before(unit, comma - 1)
    if end is None or about is None or any(tag in "WTQ" for tag in unit.tag[start + 1 : end]):
        return None
    if unit.tag[about[0]] == "P" or end - start < 3:
        return None
    return _Aside(comma, start + 1, end, end, _text(unit, about), "")


def _apposition(unit: Clauses, comma: int) -> _Aside | None:
    """ ", the harbour chief," behind a name, with the name's verb behind it."""
    start = comma + 1
    aged = comma > 2 and unit.low[comma - 1].isdigit() and unit.tag[comma - 2] == ","
    about = noun_phrase_before(unit, comma - (3 if aged else 1))  # "Holt, 54, a former diver, leads …"
    if about is None or about[0] != 0 or any(unit.tag[i] not in "N~" for i in range(*about)):
        return None
    end = next((i for i in range(start, len(unit)) if unit.tag[i] in ",.;:"), len(unit))
    inside = unit.tag[start:end]
    if end + 1 >= len(unit) or unit.tag[end] != "," or not _is_verb(unit, end + 1):
        return None
    if not inside or any(tag in "VAPWTSQGIB" for tag in inside) or unit.low[start][0].isdigit():
        return None
    if unit.tag[start] != "D" and any(unit.tag[i] == "N" for i in range(start, start + 1)):
        return None  # a list of names
    return _Aside(comma, start, end, end, _text(unit, about), "is ")


def _is_verb(unit: Clauses, at: int) -> bool:
    """Whether a word is a finite verb, by its class, or by its "s" before an object where a verb is due."""
    if unit.tag[at] in _FINITE:
        return True
    follows = at + 1 < len(unit) and unit.tag[at + 1] in "DNTPOI"
    return unit.tag[at] == "n" and unit.low[at].endswith("s") and not unit.low[at].endswith("ss") and follows


def _closing(unit: Clauses, start: int) -> int | None:
    """Where a relative clause ends: the comma that the main clause's verb follows, or the sentence's end."""
    for at in range(start, len(unit)):
        if unit.tag[at] == "," and at + 1 < len(unit) and unit.tag[at + 1] in "VA":
            return at
        if unit.tag[at] in ".;!":
            return at
        if unit.tag[at] == "," and at + 1 < len(unit) and unit.tag[at + 1] in "CWS":
            return None
    return len(unit)


def _joints(unit: Clauses, asides: Sequence[_Aside], told: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Where a sentence may be cut: the joint's word, and the words that the part behind it needs in front."""
    inside = {at for aside in asides for at in range(aside.before, aside.after)}
    if any(unit.tag[at] == "S" and at not in inside for at in range(len(unit))) or unit.tag.count("("):
        return
    begun, shared = 0, ""
    for at in range(1, len(unit) - 1):
        if at in inside or at <= begun or any(span.start <= unit.start[at] < span.end for span in told):
            continue
        if not _is_joint(unit, at) or not _has_verb(unit, begun, at) or not _has_verb(unit, at + 1, len(unit)):
            continue
        lead = _lead(unit, at, begun, shared)
        if lead is not None:
            yield at, lead
            begun, shared = at, lead


def _is_joint(unit: Clauses, at: int) -> bool:
    """An "and", a "but", a semicolon; the comma before a verb of a list that an "and" ends ("met, voted, and …")."""
    if unit.tag[at] in "C;":
        return unit.low[at] not in ("or", "nor", "plus")
    later = range(at + 2, len(unit) - 1)
    return (
        unit.tag[at] == ","
        and unit.tag[at + 1] == "V"
        and any(unit.low[i] == "and" and unit.tag[i + 1] == "V" for i in later)
    )


def _lead(unit: Clauses, joint: int, begun: int, shared: str) -> str | None:
    """What the part behind a joint needs in front: nothing where it has a subject, else the one that it shares.

    None where it can be no part. ``shared`` is what the part before needed, which began at ``begun``.
    """
    after = joint + 1 + (joint + 1 < len(unit) and unit.tag[joint + 1] == "X")
    if unit.tag[joint] == ";":
        return "" if _own_subject(unit, joint + 1) else None
    verbal = unit.tag[joint - 1] in "VAE" and not unit.capital(joint - 1)
    if after < len(unit) and unit.tag[after] in _FINITE and not verbal:
        found = main_subject(unit, joint)
        if found is None or unit.tag[found[0]] == "W":
            return None
        return (shared or None) if found[0] < begun else _text(unit, found)
    return "" if unit.tag[joint - 1] == "," and _own_subject(unit, joint + 1) else None


def _own_subject(unit: Clauses, start: int) -> bool:
    """Whether a clause begins with a noun phrase and its verb."""
    for at in range(start, len(unit)):
        if unit.tag[at] in _FINITE:
            return at > start and noun_phrase_before(unit, at - 1) is not None
        if unit.tag[at] in "ITSWGQ,;:.":
            return False
    return False


def _that_joints(unit: Clauses) -> Iterator[tuple[int, str]]:
    """ "Voss said that A and that B": each "and that" with the words before the first "that"."""
    first = next((at for at in range(1, len(unit)) if unit.tag[at] == "T" and unit.tag[at - 1] in "VAE"), None)
    if first is None or any(tag == "Q" for tag in unit.tag):
        return
    for at in range(first + 2, len(unit) - 2):
        if unit.low[at] == "and" and unit.low[at + 1] == "that" and _has_verb(unit, at + 2, len(unit)):
            yield at, _words(unit, 0, first, ())


def _has_verb(unit: Clauses, start: int, end: int) -> bool:
    return any(unit.tag[at] in _FINITE for at in range(start, end))


def _past_joint(unit: Clauses, at: int) -> int:
    return at + 1 if unit.tag[at] in "C;," else at


def _subject(unit: Clauses, begin: int, end: int, asides: Sequence[_Aside], lead: str) -> str:
    """The words of a part's subject, "" where it cannot be told."""
    if lead:
        return lead
    if asides and asides[0].before < end and noun_phrase_before(unit, asides[0].before - 1) == (0, asides[0].before):
        return asides[0].about
    verb = next((at for at in range(begin, end) if unit.tag[at] in _FINITE), None)
    found = noun_phrase_before(unit, verb - 1) if verb is not None and verb > begin else None
    return _text(unit, found) if found is not None and found[0] >= begin else ""


def _words(unit: Clauses, start: int, end: int, asides: Sequence[_Aside]) -> str:
    """The text of some words without the asides in them, "" for too few."""
    pieces, at = [], start
    for aside in asides:
        if start <= aside.before and aside.end <= end:
            pieces.append(_text(unit, (at, aside.before)))
            at = aside.after + (aside.after < len(unit) and unit.tag[aside.after] == ",")
    pieces.append(_text(unit, (at, end)))
    text = " ".join(piece for piece in pieces if piece)
    return text if len(text.split()) >= LEAST_WORDS else ""


def _text(unit: Clauses, words: Words) -> str:
    first, last = words
    if first >= last:
        return ""
    text = " ".join(unit.text[unit.start[first] : unit.end[last - 1]].split())
    return _BEFORE_MARK.sub(r"\1", text)  # a citation was blanked out there


def _sentence(text: str) -> str:
    """Words as a sentence: a capital letter first, a full stop last."""
    text = text.strip().rstrip(",;: ")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "”", '"', "’")) else ".")
