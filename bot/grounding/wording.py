"""What else words can tell: a hedge left out, a cause put in, and cited words that are about something else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.language.words import fold

# Below this share of a statement's content words the cited sentences are about something else.
ELSEWHERE = 0.3
# A statement of fewer content words is too short for that.
FEWEST = 4

_HEDGES = frozenset(
    """may might could would should if unless perhaps maybe possibly probably likely potentially allegedly reportedly
    apparently seemingly suspected alleged expected planned proposed könnte könnten dürfte würde würden angeblich
    vermutlich wohl falls""".split()
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
    if ours & _HEDGES:
        return
    places = sorted(found.partner.values())
    low, high = (max(0, places[0] - 3), places[-1] + 1) if places else (0, 0)
    for token in found.source.tokens[low:high]:
        if fold(token.word) in _HEDGES:
            yield Finding("hedge", f"The cited words hedge (“{token.word}”) and the statement does not.")
            return


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


def check_topic(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: the cited words have next to none of the statement's, so that they cannot be what it rests on."""
    figures = [range(said.token_at(f.start), said.token_at(f.end)) for f in said.figures.numbers]
    content = [said.stems[i] for i in said.content if not any(i in places for places in figures)]
    if len(content) < FEWEST:
        return
    carried = frozenset().union(*(piece.facts.stem_set for piece in evidence.pieces))
    if sum(word in carried for word in content) < ELSEWHERE * len(content):
        yield Finding("topic", "The cited words say something else.", veto=True)
