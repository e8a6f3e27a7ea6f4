"""What else words can tell: a hedge left out, a cause put in, and cited words that are about something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.facts import Facts
from bot.language.words import Token, fold, is_past_form, stem

# Below this share of a statement's content words the cited sentences are about something else.
ELSEWHERE = 0.3
# Below this share, none of them may be what the statement rests on.
FEW = 0.15
# A statement of fewer content words is too short for that.
FEWEST = 4

_HEDGES = frozenset(
    """may might could would should if unless perhaps maybe possibly probably likely potentially allegedly reportedly
    apparently seemingly supposedly purportedly falsely wrongly mistakenly almost suspected alleged expected
    planned proposed könnte könnten dürfte würde würden angeblich
    vermutlich wohl falls""".split()
)
# A hedge that reported speech makes of a plain verb: "he said it would" for "it will".
_SHIFTED = {"would": frozenset(("will", "won't", "to")), "could": frozenset(("can", "cannot", "can't"))}
_UNREAL = frozenset(
    stem(word) for word in "attempt try plan threaten threat plot seek aim hope want intend fear propose offer".split()
)
_CAUSES = (
    "because", "due to", "caused by", "cause of", "led to", "leading to", "as a result", "resulted in", "resulting in",
    "owing to", "thanks to", "therefore", "thus", "consequently", "hence", "prompted", "prompting", "triggered",
    "so that", "in response to", "weil", "deshalb", "wegen", "aufgrund",
)  # fmt: skip
_CAUSAL = (
    *_CAUSES, "cause", "since", "after", "result", "reason", "forced", "forcing", "made", "makes", "so", "why",
    "blame", "denn", "da", "durch", "infolge", "over", "amid", "following", "to",
)  # fmt: skip


def check_hedges(said: Facts, found: Alignment) -> Iterator[Finding]:
    """A remark where the cited words say "may" and the statement, close to them, says it flat."""
    if found.closeness < 0.5:
        return
    ours = {fold(token.word) for token in said.tokens}
    if _hedge(said.tokens):
        return
    agreed = frozenset(said.stems) | {hedge for hedge, plain in _SHIFTED.items() if ours & plain}
    places = sorted(found.partner.values())
    low, high = (max(0, places[0] - 3), places[-1] + 1) if places else (0, 0)
    theirs = [t for t in found.source.tokens[low:high] if not agreed & {fold(t.word), stem(t.word)}]
    hedge = _hedge(theirs)
    if hedge:
        yield Finding("hedge", f"The cited words hedge (“{hedge}”) and the statement does not.")


def _hedge(words: Sequence[Token]) -> str | None:
    """The first hedge among some words, as written; the month of May is none."""
    return next((token.word for token in words if fold(token.word) in _HEDGES and token.word != "May"), None)


def check_unreal(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: a deed that the cited words only attempt, plan, want or fear ("tried to sell"), told as done ("sold")."""
    if frozenset(said.stems) & _UNREAL or _hedge(said.tokens):
        return
    done = {said.stems[i]: said.tokens[i].word for i in said.content if _is_past(said, i)}
    real: set[str] = set()
    unreal: dict[str, str] = {}
    for piece in evidence.pieces:
        for i, word in enumerate(piece.facts.stems):
            governor = _governor(piece.facts, i) if word in done else None
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
    return word.endswith("ed") or (word != facts.stems[at] and is_past_form(word))


def _governor(facts: Facts, at: int) -> str | None:
    """The "attempt to" that a verb depends on, in the same clause, or None."""
    if at < 2 or fold(facts.tokens[at - 1].word) != "to":
        return None
    for place in range(max(0, at - 4), at - 1):
        gap = facts.text[facts.tokens[place].end : facts.tokens[at].start]
        if facts.stems[place] in _UNREAL and not any(mark in gap for mark in ",.;:"):
            return facts.text[facts.tokens[place].start : facts.tokens[at].end]
    return None


def check_causes(said: Facts, evidence: Evidence, found: Alignment | None) -> Iterator[Finding]:
    """A cause that the statement claims and the cited words do not; a veto where nothing else was changed."""
    claimed = _phrase(said, _CAUSES)
    if claimed is None or any(_phrase(piece.facts, _CAUSAL) for piece in evidence.pieces):
        return
    veto = found is not None and found.closeness >= 0.85
    yield Finding("cause", f"The statement claims a cause (“{claimed}”) and the cited words give none.", veto=veto)


def _phrase(facts: Facts, phrases: tuple[str, ...]) -> str | None:
    """The first of the phrases that a piece of text holds, as whole words."""
    words = " " + " ".join(fold(token.word) for token in facts.tokens) + " "
    return next((phrase for phrase in phrases if f" {phrase} " in words), None)


def _is_spoken(piece: Piece) -> bool:
    """Whether a sentence is from somebody's turn: there much is left unsaid that stood in the turns before."""
    return piece.reading.document.turn_at(piece.span.start) is not None


def check_topic(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """A remark where the cited words have few of the statement's; a veto where they have none, nor what stands around.

    True paraphrases of short sentences share few words with them, so that few shared words alone prove nothing.
    """
    figures = [range(said.token_at(f.start), said.token_at(f.end)) for f in said.figures.numbers]
    content = [said.stems[i] for i in said.content if not any(i in places for places in figures)]
    if len(content) < FEWEST:
        return
    carried = frozenset().union(*(piece.facts.stem_set for piece in evidence.pieces))
    shared = sum(word in carried for word in content)
    if shared < ELSEWHERE * len(content):
        near = carried.union(*(facts.stem_set for facts in evidence.around))
        least = FEW if any(map(_is_spoken, evidence.pieces)) else ELSEWHERE
        veto = shared < least * len(content) and sum(word in near for word in content) < ELSEWHERE * len(content)
        reason = "The cited words say something else." if veto else "The cited words share few words with this."
        yield Finding("topic", reason, veto=veto)
