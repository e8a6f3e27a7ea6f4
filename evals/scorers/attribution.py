"""Attribution: reported statements found, with the right kind and the right speaker.

Matching and joint F1 are those of ``evals.attribution`` (one to one by overlap of words, Dice 0.5 or more; *joint* is
matched and with the right mention). ``named`` goes further than the mention: of the gold statements with a resolved
speaker, the share whose best match bears that speaker's name or one of the other names of the labels. ``not_guessed``
is the share of gold statements without a speaker whose match leaves the name open too. ``verbatim`` is the share of
rows whose words are the document's at their spans. F1 over all samples is in ``OVERALL``, from summed counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.language.names import same_name
from evals import attribution
from evals.attribution import KINDS, OVERLAP, Statement
from evals.samples import EvalSample, Figure, Figures, Output, Overall
from evals.texts import share

_COUNTS = ("gold", "predicted", "joint")
_ROWS = (*KINDS, "all")
_GAP = " … "

FIGURES = {
    "joint_f1": Figure("statements found with the right mention, F1"),
    "named": Figure("statements of a known speaker that are given to them by name"),
    "not_guessed": Figure("statements of somebody unnamed whose speaker is left open"),
    "kind": Figure("matched statements of the right kind"),
    "verbatim": Figure("rows whose words stand at their spans"),
    "not_speech": Figure("passages in marks that are no speech and are taken for none"),
    **{f"{kind}_{count}": Figure(f"{kind} statements: {count}", unit="part") for kind in _ROWS for count in _COUNTS},
}


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None for other tasks and for a failed run."""
    found: Figures = dict.fromkeys(FIGURES)
    if sample.task != "quotes" or output.error is not None:
        return found
    gold, rows = list(sample.gold["attributions"]), list(output.attributions)
    counts = _counted(sample, gold, rows)
    for kind in _ROWS:
        figure = counts.get(kind)
        for count in _COUNTS:
            found[f"{kind}_{count}"] = float(getattr(figure, count)) if figure else 0.0
    matches = [_best(row, rows, sample.documents[0].text) for row in gold]
    pairs = [(row, match) for row, match in zip(gold, matches, strict=True) if match is not None]
    found |= {
        "joint_f1": counts["all"].f1(counts["all"].joint),
        "named": share([_is_named(row, match) for row, match in zip(gold, matches, strict=True) if row["speaker"]]),
        "not_guessed": share([_name(match) is None for row, match in pairs if not row["speaker"]]),
        "kind": share([row["kind"] == match["kind"] for row, match in pairs]),
        "verbatim": share([_verbatim(row, sample) for row in rows]),
        "not_speech": share([not _taken(span, rows) for span in sample.gold["not_speech"]]),
    }
    if sample.gold.get("mentions_only"):
        found |= {"named": None, "not_guessed": None, "not_speech": None}
    return found


def _counted(
    sample: EvalSample, gold: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, attribution.Figure]:
    text = sample.documents[0].text
    ours = [Statement(_pieces(row), row["kind"], _mention(row), None) for row in rows]
    theirs = []
    for row in gold:
        mentions = row.get("mentions") or ([row["mention"]] if row["mention"] else [])
        theirs.append(Statement(_pieces(row), row["kind"], tuple((a, b) for a, b in mentions), None))
    return attribution.score(text, theirs, ours)


def _pieces(row: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in row["spans"])


def _mention(row: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    speaker = row.get("speaker")
    return ((speaker["start"], speaker["end"]),) if speaker and speaker.get("start") is not None else ()


def _name(row: Mapping[str, Any]) -> str | None:
    speaker = row.get("speaker")
    return speaker.get("name") if speaker else None


def _words(row: Mapping[str, Any], text: str) -> set[int]:
    return {start + m.start() for start, end in row["spans"] for m in re.finditer(r"\w+", text[start:end])}


def _best(gold: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], text: str) -> Mapping[str, Any] | None:
    """The row that overlaps a gold statement most, None where none does by half."""
    theirs = _words(gold, text)
    best, most = None, OVERLAP
    for row in rows:
        ours = _words(row, text)
        dice = 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
        if dice > most or (dice == most and best is None):
            best, most = row, dice
    return best


def _is_named(gold: Mapping[str, Any], match: Mapping[str, Any] | None) -> bool:
    """Whether the match bears the speaker's name, or another of the names that the labels give."""
    name = _name(match) if match is not None else None
    if name is None:
        return False
    bare = name.casefold().removeprefix("the ")
    return any(bare == other.casefold().removeprefix("the ") for other in gold["names"]) or same_name(
        name, gold["speaker"]
    )


def _verbatim(row: Mapping[str, Any], sample: EvalSample) -> bool:
    text = sample.documents[row.get("document", 0)].text
    return bool(row["text"] == _GAP.join(text[start:end] for start, end in row["spans"]))


def _taken(span: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a passage that is no speech is, by itself, a statement found."""
    start, end = span
    return any(start - 1 <= a and b <= end + 1 for row in rows for a, b in row["spans"])


def _f1(kind: str) -> Callable[[Sequence[Figures]], float | None]:
    def of(rows: Sequence[Figures]) -> float | None:
        def total(count: str) -> float:
            return sum(row.get(f"{kind}_{count}") or 0.0 for row in rows)

        both = total("gold") + total("predicted")
        return 2 * total("joint") / both if both else None

    return of


OVERALL = {
    f"{kind}_f1": Overall(Figure(f"{kind} statements with the right mention, F1 over all samples"), _f1(kind))
    for kind in _ROWS
}
