"""What else words can tell: a hedge left out, and cited words that are about something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.facts import Facts
from bot.grounding.naming import missing_words
from bot.language.words import Token, fold, is_past_form, stem

# Below this share of a statement's content words the cited sentences are about something else.
ELSEWHERE = 0.3
# Below this share, none of them may be what the statement rests on.
FEW = 0.15
# A statement of fewer content words is too short for that.
FEWEST = 4

# How closely a statement must follow a hedged sentence for the flat word to be a change.
FLAT = 0.8

# Hedges that leave open whether something is so at all.
_OPEN = frozenset("may might if unless perhaps maybe possibly likely probably allegedly vielleicht falls".split())
_HEDGES = frozenset(
    """may might could would should if unless perhaps maybe possibly probably likely potentially allegedly reportedly
    apparently seemingly supposedly purportedly falsely wrongly mistakenly almost suspected alleged expected
    planned proposed könnte könnten dürfte würde würden angeblich
    vermutlich wohl falls""".split()
)
# A hedge that reported speech makes of a plain verb: "he said it would" for "it will".
_SHIFTED = {
    "would": frozenset(("will", "won't", "to")),
    **dict.fromkeys(("could", "may", "might"), frozenset(("can", "cannot", "can't"))),
}
_UNREAL = frozenset(
    stem(word)
    for word in """attempt try plan threaten threat plot seek aim hope want intend fear propose offer expect""".split()
)


def check_hedges(said: Facts, found: Alignment) -> Iterator[Finding]:
    """A remark where the cited words say "may" and the statement, close to them, says it flat.

    A veto where it follows them almost word for word, and the hedge is one that leaves open whether it is so at all.
    """
    if found.closeness < 0.5:
        return
    modal = _modal(said, found)
    if modal is not None:
        veto = found.closeness >= FLAT
        yield Finding("hedge", f"The cited words say “{modal[1]}” where the statement says “{modal[0]}”.", veto=veto)
        return
    ours = {fold(token.word) for token in said.tokens}
    if _hedge(said.tokens):
        return
    agreed = frozenset(said.stems) | {hedge for hedge, plain in _SHIFTED.items() if ours & plain}
    places = sorted(found.partner.values())
    low, high = (max(0, places[0] - 3), places[-1] + 1) if places else (0, 0)
    behind = found.source.tokens[high : high + 1]
    high += any(fold(token.word) in ("if", "unless", "falls", "sofern") for token in behind)
    theirs = [
        found.source.tokens[place]
        for place in range(low, min(high, len(found.source.tokens)))
        if not agreed & {fold(found.source.tokens[place].word), found.source.stems[place]}
        and not _is_of_another(found, place)
    ]
    hedge = _hedge(theirs)
    if hedge:
        veto = found.closeness >= FLAT and fold(hedge) in _OPEN
        yield Finding("hedge", f"The cited words hedge (“{hedge}”) and the statement does not.", veto=veto)


def _is_of_another(found: Alignment, place: int) -> bool:
    """Whether a hedge of the sentence bears on a verb that the statement does not have: "planned to sell"."""
    behind = found.source.tokens[place + 1 : place + 2]
    if not behind or fold(behind[0].word) != "to" or place + 2 >= len(found.source.tokens):
        return False
    return found.source.stems[place + 2] not in found.said.stem_set


_MAY = frozenset("may might could könnte könnten".split())
_WILL = frozenset("will shall must does has have is are was were wird werden muss müssen".split())


def _modal(said: Facts, found: Alignment) -> tuple[str, str] | None:
    """A "will" before a word that has "could" or "may" before it in the cited sentence, and that word there."""
    for i, j in found.partner.items():
        if not i or not j or i - 1 in found.matched:
            continue
        ours, theirs = said.tokens[i - 1].word, found.source.tokens[j - 1].word
        if fold(ours) in _WILL and fold(theirs) in _MAY and theirs != "May":
            return ours, theirs
    return None


def _hedge(words: Sequence[Token]) -> str | None:
    """The first hedge among some words, as written; the month of May is none."""
    return next((token.word for token in words if fold(token.word) in _HEDGES and token.word != "May"), None)


# Before a bare verb these say that it is to come, may come or ought to: "must still grant", "is to leave".
_TO_COME = frozenset("will would may might must could should shall".split())
_ALMOST = frozenset(("almost", "nearly", "fast", "beinahe", "casi", "presque"))
_BE = frozenset("is are was were be am".split())
# What follows a verb that has its object or place behind it; a participle before its noun has none of these.
_OBJECTS = frozenset(
    "the a an his her its their this that to in on into from of for at by with some all no two three him it "
    "them".split()
)
_STILL = frozenset("still also now soon then first again only even already yet not never probably likely".split())


def check_unreal(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: a deed that the cited words only attempt, plan, want or fear ("tried to sell"), or that is yet to come
    there ("must still sell", "is to sell"), told as done ("sold", "has sold")."""
    if frozenset(said.stems) & _UNREAL or _hedge(said.tokens):
        return
    done = {said.stems[i]: said.tokens[i].word for i in said.content if _is_past(said, i)}
    real: set[str] = set()
    unreal: dict[str, str] = {}
    for piece in evidence.pieces:
        for i, word in enumerate(piece.facts.stems):
            governor = _governor(piece.facts, i, said) if word in done else None
            if governor is not None:
                unreal[word] = governor
            elif word in done:
                real.add(word)
    for word, governor in unreal.items():
        if word not in real:
            reason = f"The cited words say “{governor}”, and the statement says “{done[word]}” as done."
            yield Finding("unreal", reason, veto=True)
            return


def _is_past(facts: Facts, at: int) -> bool:
    """Whether a token is a verb told as done: "sold", "was sold", by its own form against its stem."""
    word = fold(facts.tokens[at].word)
    before = {fold(token.word) for token in facts.tokens[max(0, at - 2) : at]}
    if before & (_TO_COME | {"to"}):
        return False
    if before & {"has", "have", "had"} and is_past_form(word):
        return True
    return word.endswith("ed") or (word != facts.stems[at] and is_past_form(word))


def _governor(facts: Facts, at: int, said: Facts) -> str | None:
    """The "attempt to" that a verb depends on, in the same clause, or None."""
    to_come = _to_come(facts, at, said) or _missed(facts, at)
    if to_come is not None:
        return to_come
    if at and fold(facts.tokens[at - 1].word) in _ALMOST:
        return facts.text[facts.tokens[at - 1].start : facts.tokens[at].end]
    if at < 2 or fold(facts.tokens[at - 1].word) != "to":
        return None
    for place in range(max(0, at - 4), at - 1):
        gap = facts.text[facts.tokens[place].end : facts.tokens[at].start]
        if facts.stems[place] in _UNREAL and not any(mark in gap for mark in ",.;:"):
            return facts.text[facts.tokens[place].start : facts.tokens[at].end]
    return None


_MISSED = re.compile(r"\b(?:should|could|would|might|ought to)(?:n[’']t| not)? have (?:been )?\Z", re.IGNORECASE)


def _missed(facts: Facts, at: int) -> str | None:
    """The "should have been closed" that says of a deed that it was not done, as written; None where there is none."""
    start = facts.tokens[at].start
    match = _MISSED.search(facts.text, max(0, start - 30), start)
    return facts.text[match.start() : facts.tokens[at].end] if match else None


def _to_come(facts: Facts, at: int, said: Facts) -> str | None:
    """The "must still grant", "is to leave" that make a bare verb a deed to come of one whom the statement names, as
    written; None where they do not, or it is another's ("the cut ends can dry" says nothing of "dried chunks")."""
    if facts.tokens[at].word != facts.stems[at] and is_past_form(fold(facts.tokens[at].word)):
        return None
    words = {i: fold(facts.tokens[i].word) for i in range(max(0, at - 8), at)}
    place = at - 1
    while words.get(place) in _STILL:
        place -= 1
    if words.get(place) == "to" and words.get(place - 1) in _BE:
        place -= 1
    elif words.get(place) not in _TO_COME:
        return None
    near = [i for i in facts.content if place - 8 <= i < place]
    subject = facts.stems[near[-1]] if near else ""
    same = subject in said.stem_set or words.get(place - 1) in ("he", "she", "it", "they")
    if not same or not _is_finite(facts.stems[at], said):
        return None
    return facts.text[facts.tokens[place].start : facts.tokens[at].end]


def _is_finite(word: str, said: Facts) -> bool:
    """Whether a statement tells a verb as done by an auxiliary or right behind its subject: "was sold", "Voss sold"."""
    for i in said.content:
        if said.stems[i] != word or not _is_past(said, i):
            continue
        before = [fold(token.word) for token in said.tokens[max(0, i - 3) : i]]
        if set(before) & {"has", "have", "had", "was", "were", "been"}:
            return True
        after = said.tokens[i + 1].word if i + 1 < len(said.tokens) else ""
        if i - 1 in said.content and (fold(after) in _OBJECTS or after[:1].isupper()):
            return True
    return False


def _is_spoken(piece: Piece) -> bool:
    """Whether a sentence is from somebody's turn: there much is left unsaid that stood in the turns before."""
    return piece.reading.document.turn_at(piece.span.start) is not None


def _known_otherwise(said: Facts, evidence: Evidence, absent: Sequence[int]) -> frozenset[str]:
    """The stems of absent words that belong to names which the cited words have in another form: "FBI"."""
    found: set[str] = set()
    for name in said.names if absent else ():
        inside = range(said.token_at(name.start), said.token_at(name.end))
        if len(inside) > 1 and any(i in inside for i in absent) and not missing_words(name, evidence):
            found |= {said.stems[i] for i in inside}
    return frozenset(found)


def check_topic(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """A remark where the cited words have few of the statement's; a veto where they have none, nor what stands around.

    True paraphrases of short sentences share few words with them, so that few shared words alone prove nothing.
    """
    figures = [range(said.token_at(f.start), said.token_at(f.end)) for f in said.figures.numbers]
    places = [i for i in said.content if not any(i in figure for figure in figures)]
    content = [said.stems[i] for i in places]
    if len(content) < FEWEST:
        return
    carried = frozenset().union(*(piece.facts.stem_set for piece in evidence.pieces))
    carried |= _known_otherwise(said, evidence, [i for i in places if said.stems[i] not in carried])
    shared = sum(word in carried for word in content)
    if shared < ELSEWHERE * len(content):
        near = carried.union(*(facts.stem_set for facts in evidence.around))
        least = FEW if any(map(_is_spoken, evidence.pieces)) else ELSEWHERE
        veto = shared < least * len(content) and sum(word in near for word in content) < ELSEWHERE * len(content)
        reason = "The cited words say something else." if veto else "The cited words share few words with this."
        yield Finding("topic", reason, veto=veto, absent=True)
