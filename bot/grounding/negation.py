"""Negation: the sense of a cited sentence turned, by a word put in or taken out or put for its opposite.

By words alone a negation says little of whether a statement is right, because a paraphrase puts it elsewhere. It says
much where the word that it bears on stands in both, and is denied in only one of them, and the rest agrees. There it
is a veto.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.grounding.align import Alignment, Change, overlap
from bot.grounding.evidence import Finding
from bot.grounding.facts import Facts
from bot.grounding.opposites import DENIALS, IDLE_AFTER, NEGATIONS, opposite, prefixed
from bot.language.words import fold, stem, stopwords

# The share of the statement's content words that the sentence must have for a turn of sense to be a veto.
AGREEING = 0.6
# The share from which a denial is a veto where the cited words deny nothing at all.
ALIKE = 0.7
# The share of the statement that a cited sentence must have for a negation left out of it to count.
SHARED = 0.4
# How closely the statement must follow a cited sentence for a loose negation to be a veto.
VERBATIM = 0.75
# How many words a negation reaches forward, and how near a denied word another one counts as denied.
REACH = 5
NEAR = 3
_EXCLUDING = frozenset(stem(word) for word in "exclude contradict disagree resist rescind omit bar waive".split())
_SCANT = frozenset(stem(word) for word in "few little rare seldom only away except instead stay remain".split())
_LOOSE = frozenset("no none nobody nothing nowhere neither nor without kein keine keinen keinem ohne".split())
_SILENT = frozenset("say comment tell confirm disclose discuss specify answer reply elaborate reveal".split())
_DENIED = frozenset(stem(word) for word in "deny dismiss reject refute dispute rebut".split())
_TELLING = frozenset(stem(word) for word in "say confirm admit tell announce acknowledge state add claim".split())
# So much of a statement must stand in what is denied.
DENIED_SHARE = 0.75
_HAS = frozenset("has have had hat haben hatte a ont avait tiene tienen tenía".split())
_CLAUSE_ENDS = frozenset(("but", "and", "or", "because", "while", "although", "sondern", "aber", "und"))


def check_negation(said: Facts, found: Alignment, sources: Sequence[Facts]) -> Iterator[Finding]:
    """What turns the sense of the cited words: a negation put in or taken out, or a word put for its opposite.

    Args:
        said: the statement.
        found: the statement beside the cited sentence that has most of its words.
        sources: all cited sentences.
    """
    share = agreement(said, sources)
    veto = share >= AGREEING
    for change in found.changes:
        pair = _opposed(found, change)
        if pair:
            reason = f"The cited words say “{pair[1]}” where the statement says “{pair[0]}”."
            yield Finding("opposite", reason, veto=veto or _else_alike(said, change, sources))
            return
    twice = _denied_once(found)
    if twice is not None:
        yield Finding("negation", twice, veto=veto)
        return
    if _is_denied(said, found.source):
        reason = f"The cited words say “{_denying(found.source)}” of this, and the statement does not."
        yield Finding("negation", reason, veto=True)
        return
    put_in = _turned(said, sources)
    near = [source for source in sources if source is found.source or overlap(said, source) >= SHARED]
    left_out = None if put_in else next((denial for source in near if (denial := _turned(source, [said]))), None)
    if put_in:
        sure = veto and (put_in.plain or found.closeness >= VERBATIM)
        sure = sure and (found.closeness >= VERBATIM or not _unmatched(sources, said))
        yield Finding("negation", f"The statement says “{put_in.word}” and the cited words do not.", veto=sure)
    elif left_out:
        sure = veto and (left_out.plain or found.closeness >= VERBATIM)
        sure = sure and (found.closeness >= VERBATIM or not _excludes(said)) and not _contrasts(said)
        reason = f"The cited words say “{left_out.word}” and the statement leaves it out."
        yield Finding("negation", reason, veto=sure)
    elif _count(said) % 2 and not any(_count(source) or _opposes(source) for source in sources):
        denials = _denials(said)
        sure = share >= ALIKE and any(denial.plain for denial in denials)
        sure = sure and not (any(map(_has_ceiling, sources)) and any(_bounds(said, denial) for denial in denials))
        yield Finding("negation", "The statement denies something and the cited words deny nothing.", veto=sure)


_DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying)|bestr(?:eitet|itt)\w*)\b(?: that)?\s", re.IGNORECASE)


def _denying(source: Facts) -> str:
    match = _DENYING.search(source.text)
    return match[0].strip() if match else ""


def _is_denied(said: Facts, source: Facts) -> bool:
    """Whether nearly all that a statement says stands in what the sentence says somebody denies, undenied."""
    match = _DENYING.search(source.text)
    if match is None or any(said.stems[i] in _DENIED for i in range(len(said.stems))):
        return False
    words = [fold(token.word) for token in said.tokens]
    if any(turning(words, at) for at in range(len(words))):
        return False
    end = re.search(r"[,;.:]", source.text[match.end() :])
    stop = match.end() + end.start() if end else len(source.text)
    denied = {source.stems[i] for i in source.content if match.end() <= source.tokens[i].start < stop}
    before = {word for word, token in zip(source.stems, source.tokens, strict=True) if token.start < match.start()}
    told = {said.stems[i] for i in said.content} - before - _TELLING
    return len(told & denied) >= 2 and len(told & denied) >= DENIED_SHARE * len(told)


def _denied_once(found: Alignment) -> str | None:
    """The reason where both have one verb that denies, and only one of them denies it in turn: "did not deny"."""
    for i, j in found.partner.items():
        if found.said.stems[i] not in DENIALS:
            continue
        ours, theirs = _turner(found.said, i), _turner(found.source, j)
        if bool(ours) != bool(theirs):
            left_out = f"The cited words say “{theirs}” and the statement leaves it out."
            return f"The statement says “{ours}” and the cited words do not." if ours else left_out
    return None


def _turner(facts: Facts, at: int) -> str:
    """The negation that stands before a word, with an auxiliary between at most, as written; "" for none."""
    words = [fold(token.word) for token in facts.tokens[:at]]
    for place in range(max(0, at - 2), at):
        if turning(words, place):
            return facts.tokens[place].word
    return ""


def agreement(said: Facts, sources: Sequence[Facts]) -> float:
    """The share of the statement's content words that the cited sentences have between them."""
    carried = frozenset[str]().union(*(source.stem_set for source in sources))
    content = [said.stems[i] for i in said.content]
    return sum(word in carried for word in content) / len(content) if content else 0.0


def _unmatched(sources: Sequence[Facts], said: Facts) -> bool:
    """Whether the cited words deny something of their own whose words the statement does not have: what the statement
    denies may say that in other words ("could not prove", "could not be shown")."""
    return any(source.stems[denial.place] not in said.stem_set for source in sources for denial in _denials(source))


def _contrasts(facts: Facts) -> bool:
    """Whether a text denies by a contrast: "12 instead of 15" is "12, and not the 15"."""
    return any(fold(token.word) in ("instead", "rather", "unlike", "statt", "anstatt") for token in facts.tokens)


def _excludes(facts: Facts) -> bool:
    """Whether a text has a verb that denies its object without a negation: "had excluded it"."""
    return any(word in DENIALS or word in _EXCLUDING for word in facts.stems)


def _opposes(facts: Facts) -> bool:
    """Whether a sentence has any word that denies without a negation: "refused", "unlikely", "few"."""
    return any(s in DENIALS or s in _SCANT for s in facts.stems) or any(
        fold(token.word).startswith(("un", "im", "dis", "non")) for token in facts.tokens if len(token.word) > 5
    )


def _count(facts: Facts) -> int:
    words = [fold(token.word) for token in facts.tokens]
    return sum(turning(words, at) or _denies(facts, words, at) for at in range(len(words)))


def turning(words: Sequence[str], at: int) -> bool:
    """Whether the folded word at a place turns the sense of its clause ("not", but not in "not only")."""
    word = words[at]
    if word.endswith("n't"):
        return not (at + 1 < len(words) and words[at + 1] in IDLE_AFTER["not"])
    if word not in NEGATIONS:
        return False
    idle = IDLE_AFTER.get(word)
    return not (idle and at + 1 < len(words) and words[at + 1] in idle)


@dataclass(frozen=True, slots=True)
class Denial:
    """A negation as written, the token of the word that it bears on, and whether it denies a verb plainly.

    Plain are "did not", "not guilty", "never", "failed to"; "no", "without" and a contrast ("at the gate, not at the
    club") are not.
    """

    word: str
    place: int
    plain: bool


def _turned(one: Facts, others: Sequence[Facts]) -> Denial | None:
    """A negation in one text whose word stands in the others undenied; None where there is none.

    A word that the text has undenied as well ("not to leave but to …, and they leave") tells nothing.
    """
    denials = _denials(one)
    denied = {denial.place for denial in denials}
    plain = {one.stems[i] for i in one.content if i not in denied}
    for denial in denials:
        word = one.stems[denial.place]
        spots = [(other, i) for other in others for i in other.content if other.stems[i] == word]
        if not spots or word in plain or any(_near_denial(other, i) for other, i in spots):
            continue
        if stem(denial.word) in DENIALS and any(stem(denial.word) in other.stem_set for other in others):
            continue  # "declined to share it", and there: "had been asked to share it, and declined"
        if _bounds(one, denial) and any(map(_has_ceiling, others)):
            continue
        if _delays(one, denial) and not any("until" in other.stem_set for other in others):
            continue  # "not raised until June" is raised then
        between = one.stems[denial.place - REACH if denial.place > REACH else 0 : denial.place + 1]
        if not any(prefixed(ours, theirs) for ours in between for other in others for theirs in other.stems):
            return denial
    return None


def _delays(facts: Facts, denial: Denial) -> bool:
    """Whether what is denied is only put off: an "until" or "before" in the same clause."""
    behind = facts.tokens[denial.place + 1 : denial.place + 1 + REACH]
    return any(fold(token.word) in ("until", "till", "before", "bis") for token in behind)


_COMPARATIVES = frozenset(("more", "less", "fewer", "longer", "later", "earlier", "higher", "lower", "mehr", "weniger"))
_THAN = frozenset(("than", "als"))


def _bounds(facts: Facts, denial: Denial) -> bool:
    """Whether a negation belongs to a comparison in its clause: "not rung more than twice" is "at most twice"."""
    start = max(0, denial.place - 1)
    words = [fold(token.word) for token in facts.tokens[start : denial.place + REACH]]
    return any(a in _COMPARATIVES and b in _THAN for a, b in pairwise(words))


_CEILING = re.compile(
    r"\b(?:no|not|nicht)\b[^.;:]{0,40}\b(?:more|less|fewer|longer|later|earlier|higher|lower|mehr|weniger)\s(?:than|als)"
    r"|\bat (?:the )?(?:most|least|latest)\b|\bup to\b|\b(?:maximum|minimum|höchstens|mindestens|maximal)\b",
    re.IGNORECASE,
)


def _has_ceiling(facts: Facts) -> bool:
    """Whether a text says "at most", "no more than" or the like."""
    return bool(_CEILING.search(facts.text))


def _near_denial(facts: Facts, place: int) -> bool:
    """Whether a word, or one close by, is denied: a paraphrase may move the negation by a few words."""
    return any(abs(place - denial.place) <= NEAR for denial in _denials(facts))


def _denials(facts: Facts) -> list[Denial]:
    """The negations of a text, each with the content word that it bears on: the next in its clause but an adverb."""
    words = [fold(token.word) for token in facts.tokens]
    content = frozenset(facts.content)
    found: list[Denial] = []
    for at in range(len(words)):
        if not turning(words, at) and not _denies(facts, words, at):
            continue
        for place in range(at + 1, min(len(words), at + 1 + REACH)):
            gap = facts.text[facts.tokens[place - 1].end : facts.tokens[place].start]
            if words[place] in _CLAUSE_ENDS or any(mark in gap for mark in ",.;:!?–—"):
                break
            if (
                place in content
                and not turning(words, place)
                and (words[place] == "likely" or not words[place].endswith("ly"))
            ):
                if found and found[-1].place == place:
                    found.pop()  # twice denied is said
                else:
                    found.append(Denial(facts.tokens[at].word, place, _is_plain(facts, words, at)))
                break
    return found


def _is_plain(facts: Facts, words: Sequence[str], at: int) -> bool:
    """Whether a negation denies: "did not", "not guilty", "can't", "never", "failed to"; and is no mere contrast."""
    if words[at] in ("not", "nicht") and _SILENT & set(words[at + 1 : at + 3]) and words[at - 1 : at] == ["would"]:
        return False  # "would not say" is a refusal, and may be worded in many ways
    if words[at] in ("not", "nicht"):
        gap = facts.text[facts.tokens[at - 1].end : facts.tokens[at].start] if at else ","
        return not gap.strip() and words[at - 1] not in _CLAUSE_ENDS
    return words[at] not in _LOOSE


def _denies(facts: Facts, words: Sequence[str], at: int) -> bool:
    """A verb that denies what depends on it: "failed to pass", "denied that", "prevented … from"."""
    if facts.stems[at] not in DENIALS or at + 1 >= len(words):
        return False
    return words[at + 1] in ("to", "that") or "from" in words[at + 1 : at + 3]


def _opposed(found: Alignment, change: Change) -> tuple[str, str] | None:
    """The word of the statement and the one of the sentence in a change that are opposites, if a plain exchange."""
    if not (change.b > change.a and change.d > change.c):
        return None
    function = stopwords(found.said.language)
    if change.b - change.a > 3 or change.d - change.c > 3:
        a, b = found.said.stems[change.a], found.source.stems[change.c]
        return (
            (found.said.tokens[change.a].word, found.source.tokens[change.c].word) if _excluded(found, a, b) else None
        )
    for i in range(change.a, change.b):
        if _in_figure(found.said, i):
            continue  # "24 months" for "two years": figures have checks of their own
        for j in range(change.c, change.d):
            a, b = found.said.stems[i], found.source.stems[j]
            both = fold(found.said.tokens[i].word) in function and found.closeness < AGREEING
            lacks = b in DENIALS and fold(found.said.tokens[i].word) in _HAS
            if (
                (opposite(a, b) or lacks)
                and not both
                and not _both_turned(found, change)
                and not _is_written_apart(found, i, j)
            ):
                return found.said.tokens[i].word, found.source.tokens[j].word
    return None


def _is_written_apart(found: Alignment, i: int, j: int) -> bool:
    """Whether two tokens are one word, in one text with a hyphen: "antitank", "anti-tank"."""

    def whole(facts: Facts, at: int) -> str:
        tied = at > 0 and facts.text[facts.tokens[at - 1].end : facts.tokens[at].start] in ("-", "‐", "‑")
        return (facts.stems[at - 1] if tied else "") + facts.stems[at]

    return found.said.stems[i] == whole(found.source, j) or whole(found.said, i) == found.source.stems[j]


def _in_figure(facts: Facts, at: int) -> bool:
    """Whether a token is part of a figure, as its unit is."""
    start = facts.tokens[at].start
    return any(figure.unit and figure.start <= start < figure.end for figure in facts.figures.numbers)


def _both_turned(found: Alignment, change: Change) -> bool:
    """Whether a negation beside the opposite turns it back: "not likely" is "unlikely"."""

    def turns(facts: Facts, start: int, end: int) -> int:
        words = [fold(token.word) for token in facts.tokens]
        return sum(turning(words, at) or _denies(facts, words, at) for at in range(start, end))

    ours = turns(found.said, max(0, change.a - 2), change.b)
    return ours % 2 != turns(found.source, max(0, change.c - 2), change.d) % 2


def _excluded(found: Alignment, a: str, b: str) -> bool:
    """Whether two words in the same place exclude each other, where what follows them differs at length."""
    return opposite(a, b) and found.closeness >= AGREEING and a not in found.source.stem_set


def _else_alike(said: Facts, change: Change, sources: Sequence[Facts]) -> bool:
    """Whether the cited sentences have all content words of a short statement but those of a change."""
    carried = frozenset[str]().union(*(source.stem_set for source in sources))
    rest = [said.stems[i] for i in said.content if not change.a <= i < change.b]
    return bool(rest) and all(word in carried for word in rest)
