"""Questions about what somebody said, and about who said something: answered from the attributions alone.

Only people who speak count. A document that names a minister and reports no word of hers does not say what she
thinks, however much of the rest of the question it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.drafting.lines import Line, Lines, words_of
from bot.drafting.questions import Asked, is_reporting
from bot.drafting.ranking import Wanted, strength_in, wanted_terms_of
from bot.language.names import Name, find_names, same_name
from bot.language.words import fold
from bot.types import Speaker

MOST_STATEMENTS = 3
"""Statements that one answer shows."""

_TOPIC_SHARE = 0.25  # of the topic's words, by weight, that a statement must hold to be about it
_SAID_SHARE = 0.6  # of the words, by weight, that a reported statement must hold to be the one asked about
_NEAR_SHARE = 0.3  # how much a word counts that stands in the sentence before
_CUE_REACH = 6  # words from a name to the word of saying that makes it a speaker's
_BEFORE_OBJECTS = frozenset("of for from by to at in with about against on".split())
_NO_COMMENT = frozenset({("declined", "to", "comment"), ("refused", "to", "comment"), ("did", "not", "comment")})
_REFERRING = frozenset("it this that these those he she they such".split())


@dataclass(frozen=True, slots=True)
class Found:
    """What a question about speech comes to: lines to show, and where it has no answer, why.

    ``places`` are places in ``Lines``: the answer, or with a ``reason`` the nearest thing to it.
    """

    places: tuple[int, ...]
    reason: str | None = None


def said_by(lines: Lines, asked: Asked) -> Found | None:
    """What the speaker asked about says on the topic; None where the question names no speaker.

    Args:
        lines: all sentences.
        asked: a question of the kind "statement".
    """
    name = asked.speaker
    if name is None:
        return None
    spoken = [at for at, line in enumerate(lines.lines) if speaks(line, name)]
    topic = wanted_terms_of(asked.topic, asked.language, lines)
    if not spoken:
        named = [at for at, line in enumerate(lines.lines) if _mentions(line, name)]
        nearest = _best(lines, named, topic) if named else None
        reason = f"no statement by {name}" if named else f"no mention of {name}"
        return Found(() if nearest is None else (nearest,), reason)
    if not topic:
        return Found(tuple(spoken[:MOST_STATEMENTS]))
    shares = {at: share(lines, at, topic) for at in spoken}
    best = max(shares.values())
    if best < _TOPIC_SHARE:
        return Found((_best(lines, spoken, topic),), f"no statement by {name} about that")
    kept = sorted(
        (at for at in spoken if shares[at] >= max(_TOPIC_SHARE, 0.7 * best)), key=lambda at: (-shares[at], at)
    )[:MOST_STATEMENTS]
    return Found(tuple(sorted(_with_sequel(lines, kept, spoken))))


def said_so(lines: Lines, asked: Asked) -> Found | None:
    """The sentences in which somebody says what a "who said" question asks about; None where there is no such talk.

    Args:
        lines: all sentences.
        asked: a question of the kind "speaker".
    """
    topic = wanted_terms_of(asked.topic, asked.language, lines)
    if not topic:
        return None
    shares = [share(lines, at, topic) for at in range(len(lines.lines))]
    reported = [at for at, line in enumerate(lines.lines) if _reports(line)]
    if not reported:
        return None
    best = max(reported, key=lambda at: (shares[at], -at))
    if shares[best] < _SAID_SHARE:
        return Found((best,), "nobody saying that")
    told = max(range(len(shares)), key=lambda at: (shares[at], -at))
    if shares[told] > shares[best] + 0.15:
        return Found((told,), "nobody saying that")
    kept = [at for at in reported if shares[at] >= 0.95 * shares[best]][:MOST_STATEMENTS]
    return Found(tuple(kept))


def share(lines: Lines, at: int, topic: Sequence[Wanted]) -> float:
    """The share of the topic's words, by weight, that the line holds; the line before counts in part."""
    own = strength_in(lines.lines[at].forms(), topic)
    before = lines.neighbours(at)[0]
    near = strength_in(lines.lines[before].forms(), topic) if before is not None else [0.0] * len(topic)
    total = sum(term.weight for term in topic) or 1.0
    held = (max(a, _NEAR_SHARE * b) for a, b in zip(own, near, strict=True))
    return sum(term.weight * strength for term, strength in zip(topic, held, strict=True)) / total


def _reports(line: Line) -> bool:
    """Whether somebody speaks in the line: by the attributions, or by a name with a word of saying beside it."""
    if line.turn is not None or any(a.speaker is not None or a.mention is not None for a in line.attributions):
        return True
    if not any(is_reporting(word.text) for word in line.words):
        return False
    names = find_names(line.text, line.reading.language)
    return any(name.certain and _cue_behind(line, name) for name in names)


def _cue_behind(line: Line, name: Name) -> bool:
    end = name.end + line.sentence.span.start
    after = [word for word in line.words if word.start >= end][:_CUE_REACH]
    return any(is_reporting(word.text) for word in after)


def speaks(line: Line, name: str) -> bool:
    """Whether the line reports words of the one so called, by the attributions or, where they saw none, by a word of
    saying right behind the name.
    """
    if line.turn is not None and is_called(Speaker(line.turn.speaker), name):
        return True
    for attribution in line.attributions:
        speaker, mention = attribution.speaker, attribution.mention
        if speaker is not None and is_called(speaker, name):
            return True
        if speaker is None and mention is not None and _same_words(line.reading.document.slice(mention), name):
            return True
    if _says_behind(line, name):
        return True
    if line.attributions or line.turn is not None or not any(is_reporting(word.text) for word in line.words):
        return False
    names = find_names(line.text, line.reading.language)
    return any(same_name(found.text, name) and _cue_behind(line, found) for found in names)


def _says_behind(line: Line, name: str) -> bool:
    """Whether a word of saying stands right behind the name or description as the subject of its clause: "…, which the
    trust says were lost", "The trust declined to comment", but not "the chairman of the trust said".
    """
    words = [fold(word.text) for word in line.words]
    wanted = [fold(word.text) for word in words_of(name)]
    for at in range(len(words) - len(wanted)):
        behind = at + len(wanted)
        if words[at:behind] != wanted or (at and words[at - 1] in _BEFORE_OBJECTS):
            continue
        if any(not one.isspace() for one in line.text[_end(line, behind - 1) : _start(line, behind)]):
            continue
        if is_reporting(words[behind]) or tuple(words[behind : behind + 3]) in _NO_COMMENT:
            return True
    return False


def _start(line: Line, at: int) -> int:
    return line.words[at].start - line.sentence.span.start


def _end(line: Line, at: int) -> int:
    return line.words[at].end - line.sentence.span.start


def is_called(speaker: Speaker, name: str) -> bool:
    """Whether a speaker is the one that a question calls so: by name, by another name used, or by role."""
    if any(same_name(name, known) for known in (speaker.name, *speaker.aliases)):
        return True
    return any(_same_words(known, name) for known in (speaker.name, speaker.role or "", *speaker.aliases))


def _same_words(mention: str, name: str) -> bool:
    """Whether a description holds all content words of another ("the mayor" in "mayor of Lund")."""
    wanted = {word.form for word in words_of(name) if word.content}
    return bool(wanted) and wanted <= {word.form for word in words_of(mention)}


def _mentions(line: Line, name: str) -> bool:
    wanted = {word.form for word in words_of(name, line.reading.language) if word.content}
    return bool(wanted) and wanted <= set(line.forms())


def _best(lines: Lines, places: Sequence[int], topic: Sequence[Wanted]) -> int:
    return max(places, key=lambda at: (share(lines, at, topic), -at))


def _with_sequel(lines: Lines, kept: Sequence[int], spoken: Iterable[int]) -> set[int]:
    """The statements kept and, where there is but one, the speaker's next one if it points back to it."""
    found = set(kept)
    if len(kept) == 1:
        after = lines.neighbours(kept[0])[1]
        if after is not None and after in set(spoken):
            opening = [fold(word.text) for word in lines.lines[after].words[:4]]
            if any(word in _REFERRING for word in opening):
                found.add(after)
    return found
