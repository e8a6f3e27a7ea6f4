"""A hostile model: what of its drafts is shown, as what, and whether anything in them acts.

    python -m evals.attacks.model
    python -m evals.attacks.model --drafts 600 --seed 7

Every draft goes through a real session, with a scripted model in the place of a server. That model also lies when it
is asked to judge: it vouches for everything. Two figures are taken of each kind of falsehood: what code alone shows as
supported, and what is shown as supported once the model has vouched for it, which is all that no check has vetoed. Each
is held against the figures of ``onrecord eval sensitivity``, taken in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.config import Settings
from bot.models.scripted import Call, Reply, ScriptedModel
from bot.session import Session
from bot.types import Claim, Readings, Rejected, Result, Span
from bot.verify import verify
from evals.attacks.drafts import FALSE, HostileDraft, Pool, drafts
from evals.attacks.payloads import PAYLOADS, payload
from evals.attacks.surfaces import Finding, findings
from evals.consistency import MARKED
from evals.dataset import load_cases
from evals.sensitivity import Row, sensitivity
from evals.statistics import SEED

DRAFTS = 12_000
CALLS = 50
"""More than any draft needs; the script must not run out."""
TOGETHER = 20
"""Drafts that are put through the surfaces at once: a page takes far longer to make than to look at."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What came of one draft.

    Attributes:
        draft: the draft.
        shown: whether any of its own words are shown; words of the right statement that it was made of do not count.
        vouched: whether they are shown as supported, with the lying judge's word.
        by_code: whether they are shown as supported and no judge was asked.
        unlocated: passages in quotation marks, shown and nowhere in the document.
        broken: how the result fails when it is verified.
        acted: what its words do on a surface.
    """

    draft: HostileDraft
    shown: bool
    vouched: bool
    by_code: bool
    unlocated: tuple[str, ...]
    broken: tuple[str, ...]
    acted: tuple[Finding, ...] = ()


async def shots(
    made: Iterable[HostileDraft], seed: int, progress: Callable[[int], None] = lambda _: None
) -> list[Shot]:
    """Every draft put through a session, and what holds words that act through every surface."""
    chance = random.Random(seed)
    fired: list[Shot] = []
    by_document: dict[str, list[tuple[int, Result]]] = defaultdict(list)
    for number, draft in enumerate(made, 1):
        result = await _result(draft, _completion(draft))
        fired.append(_shot(draft, result))
        if draft.payload is not None:
            stances = await _stances(draft, chance)
            document = draft.right.source.document.id
            by_document[document].append((number - 1, _as_if_proven(result, stances, draft)))
        progress(number)
    for results in by_document.values():
        for at in range(0, len(results), TOGETHER):
            _look(results[at : at + TOGETHER], fired)
    return fired


def _shot(draft: HostileDraft, result: Result) -> Shot:
    own = [claim for claim in result.claims if _is_own(claim, draft)]
    return Shot(
        draft,
        shown=bool(own),
        vouched=any(claim.support == "supported" for claim in own),
        by_code=any(claim.support == "supported" and claim.probability is None for claim in own),
        unlocated=tuple(_unlocated(result, draft.right.source.document.text)),
        broken=tuple(str(failure) for failure in verify(result, _readings(draft))),
    )


def _readings(draft: HostileDraft) -> Readings:
    return {draft.right.source.document.id: draft.right.source.reading}


def _look(results: Sequence[tuple[int, Result]], fired: list[Shot]) -> None:
    """Put results over one document through the surfaces, all at once, and one by one only where something acts."""
    readings = _readings(fired[results[0][0]].draft)
    if not any(findings(_merged([result for _, result in results]), readings)):
        return
    for number, result in results:
        fired[number] = replace(fired[number], acted=tuple(findings(result, readings)))


def _merged(results: Sequence[Result]) -> Result:
    reasons = tuple(Rejected(r.refusal_reason, r.refusal_reason) for r in results if r.refusal_reason)
    return replace(
        results[0],
        claims=tuple(claim for result in results for claim in result.claims),
        stances=tuple(stance for result in results for stance in result.stances),
        rejected=(*reasons, *(rejected for result in results for rejected in result.rejected)),
    )


def _is_own(claim: Claim, draft: HostileDraft) -> bool:
    """Whether a claim shows what was done to the right statement, and not a part of it that was left alone.

    A speaker whom the product has put before the words ("Ada Lund: …") is not of the draft's making.
    """
    if _bare(_as_drafted(claim.text, draft.text)) not in _bare(draft.right.text):
        return True
    if draft.text != draft.right.text or draft.evidence == draft.right.evidence:
        return False
    places = [citation.span for citation in claim.citations if citation.span is not None]
    return not all(any(span.overlaps(right) for right in draft.right.evidence) for span in places)


def _as_drafted(shown: str, drafted: str) -> str:
    name, colon, words = shown.partition(": ")
    return words if colon and words in drafted and f"{name}:" not in drafted else shown


def _completion(draft: HostileDraft) -> str:
    """The draft with the numbers of the sentences that it cites, as a model writes it."""
    return f"{draft.text} {_marks(draft.evidence, draft)}\n"


def _marks(evidence: Sequence[Span], draft: HostileDraft) -> str:
    sentences = draft.right.source.reading.sentences
    cited = [n for n, sentence in enumerate(sentences, 1) if any(sentence.span.overlaps(span) for span in evidence)]
    return "".join(f"[S{n}]" for n in cited)


async def _result(draft: HostileDraft, completion: str) -> Result:
    session = _session(draft, completion)
    return await session.summarize(words=100_000).finish()


def _session(draft: HostileDraft, first: Reply) -> Session:
    def vouch(call: Call) -> Reply:
        return ["yes" if not hasattr(question, "choices") else question.choices[0] for question in call.questions]

    session = Session(Settings(), ScriptedModel([first, *[vouch] * CALLS]))
    session.add_reading(draft.right.source.reading)
    return session


def _as_if_proven(result: Result, stances: Result, draft: HostileDraft) -> Result:
    """Both results in one, as they would be had no check looked at the draft: the surfaces must hold alone."""
    proven = tuple(Claim(r.text, (), "unchecked", (r.reason, draft.text)) for r in result.rejected)
    return replace(
        result,
        claims=(*result.claims, *proven),
        stances=stances.stances,
        rejected=(Rejected(draft.text, draft.text),),
        refused=True,
        refusal_reason=draft.text,
    )


async def _stances(draft: HostileDraft, chance: random.Random) -> Result:
    """Stances whose target, the one thing in them that no document need hold, is hostile."""
    words = payload(draft.kind, chance)
    count = min(3, len(draft.right.source.reading.attributions))
    rows = [
        {"statement": n, "issue": f"the plan {words}", "position": chance.choice(("favor", "against", "neutral"))}
        for n in range(1, count + 1)
    ]
    return await _session(draft, {"stances": rows}).stances().finish()


# --- an oracle of its own for quotations -------------------------------------------------------------------------

_GAPS = re.compile(r"…|\.\.\.|\[[^\]]{0,80}\]|\([^)]{0,80}\)")


def _unlocated(result: Result, text: str) -> Iterator[str]:
    """Passages in marks of what is shown that the document does not hold, letter by letter, marks and blanks aside."""
    held = _bare(text)
    for claim in result.claims:
        for match in MARKED.finditer(claim.text):
            pieces = [_bare(piece) for piece in _GAPS.split(match.group())]
            if not all(piece in held for piece in pieces):
                yield match.group()


def _bare(text: str) -> str:
    """The letters and digits of a text, in small letters."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


# --- the table ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of falsehood: how many drafts, the shares shown, and how many of them ``sensitivity`` lets through.

    ``by_code_most`` and ``vouched_most`` are the upper ends of the intervals of what it lets through; None where it
    has no such kind.
    """

    kind: str
    drafts: int
    by_code: float
    vouched: float
    by_code_most: float | None = None
    vouched_most: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether nothing gets through that sensitivity does not know of; None where it cannot be said."""
        if self.by_code_most is None or self.vouched_most is None:
            return None
        return self.by_code <= self.by_code_most and self.vouched <= self.vouched_most


def table(fired: Sequence[Shot], known: Mapping[str, Row] | None = None) -> tuple[Line, ...]:
    """The kinds of falsehood among the shots, in the order of ``FALSE``."""
    by_kind: dict[str, list[Shot]] = defaultdict(list)
    for shot in fired:
        by_kind[shot.draft.kind].append(shot)
    return tuple(_line(kind, by_kind[kind], (known or {}).get(kind)) for kind in FALSE if by_kind[kind])


def _line(kind: str, of_kind: Sequence[Shot], row: Row | None) -> Line:
    share = 1 / len(of_kind)
    by_code, vouched = share * sum(s.by_code for s in of_kind), share * sum(s.vouched for s in of_kind)
    if row is None or row.not_supported.low is None or row.caught.low is None:
        return Line(kind, len(of_kind), by_code, vouched)
    return Line(kind, len(of_kind), by_code, vouched, 1 - row.not_supported.low, 1 - row.caught.low)


def report(fired: Sequence[Shot], known: Mapping[str, Row] | None = None) -> str:
    """The tables as Markdown."""
    rows = table(fired, known)
    parts = [
        f"{len(fired)} different drafts.",
        "",
        "| falsehood | drafts | supported by code, % | with a lying judge, % | sensitivity's upper ends, % | holds |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
        *(_row(row) for row in rows),
        "",
        "| words that act | drafts | shown | acted |",
        "| --- | ---: | ---: | ---: |",
    ]
    for kind in PAYLOADS:
        of_kind = [shot for shot in fired if shot.draft.kind == kind]
        acted = sum(bool(shot.acted) for shot in of_kind)
        parts.append(f"| {kind} | {len(of_kind)} | {sum(shot.shown for shot in of_kind)} | {acted} |")
    unlocated = sum(bool(shot.unlocated) for shot in fired)
    broken = sum(bool(shot.broken) for shot in fired)
    parts += ["", f"Shown quotations that stand nowhere: {unlocated}. Results that do not verify: {broken}.", ""]
    return "\n".join(parts)


def _row(line: Line) -> str:
    known = (
        ""
        if line.by_code_most is None or line.vouched_most is None
        else (f"{100 * line.by_code_most:.1f} / {100 * line.vouched_most:.1f}")
    )
    holds = {True: "yes", False: "NO", None: ""}[line.holds]
    return f"| {line.kind} | {line.drafts} | {100 * line.by_code:.1f} | {100 * line.vouched:.1f} | {known} | {holds} |"


def wrong(fired: Sequence[Shot]) -> list[str]:
    """What must not be, one line each."""
    found = [f"unlocated: {quote!r} in {shot.draft.text!r}" for shot in fired for quote in shot.unlocated]
    found += [f"not verified: {why}" for shot in fired for why in shot.broken]
    kinds = Counter((f.surface, f.what, shot.draft.kind) for shot in fired for f in shot.acted)
    examples = {(f.surface, f.what, shot.draft.kind): f.excerpt for shot in fired for f in shot.acted}
    found += [f"{key[2]} acts on {key[0]} ({key[1]}), {count} times: {examples[key]!r}" for key, count in kinds.items()]
    return found


def main(words: Sequence[str] | None = None) -> int:
    """The command: 0 where everything holds, 1 else."""
    parser = argparse.ArgumentParser(prog="python -m evals.attacks.model", description=__doc__.split("\n\n")[0])
    parser.add_argument("--drafts", type=int, default=DRAFTS, metavar="N", help=f"how many; {DRAFTS} unless given")
    parser.add_argument("--seed", type=int, default=SEED, help="of all that is drawn")
    parser.add_argument("--alone", action="store_true", help="without the figures of sensitivity beside")
    options = parser.parse_args(words)
    cases = load_cases()

    def progress(number: int) -> None:
        if number % 500 == 0:
            print(f"{number} of {options.drafts}", file=sys.stderr)

    fired = asyncio.run(shots(drafts(Pool.of(cases), options.drafts, options.seed), options.seed, progress))
    known = {} if options.alone else {row.name: row for row in sensitivity(cases).planted}
    print(report(fired, known))
    troubles = wrong(fired)
    for trouble in troubles[:200]:
        print(ascii(trouble))
    return 1 if troubles or any(row.holds is False for row in table(fired, known)) else 0


if __name__ == "__main__":
    sys.exit(main())
