"""A result for a terminal or a plain text file: statements with [1] marks, and under them where each one stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.render import wording
from bot.render.flow import Layout, Piece, Style, flow
from bot.render.sources import Source, Sources, sources_of
from bot.types import Claim, Label, Readings, Result, Speaker, Stance, Support

SUPPORT_STYLE: dict[Support, Style] = {"supported": "good", "unchecked": "warn", "unsupported": "bad"}
LABEL_STYLE: dict[Label, Style] = {"favor": "good", "against": "bad", "neutral": "dim"}


def to_text(
    result: Result,
    readings: Readings,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """A whole result as text that ends with a newline.

    Args:
        result: what is shown.
        readings: the readings of its documents, for the words and their places; may lack some or all.
        width: cells of a line.
        color: whether escape codes may stand in it (no others ever do).
        verbose: also list what was dropped, with the reasons.
        quiet: leave out the heading and what it cost.
    """
    if result.check is not None:
        from bot.render.check import check_text

        return check_text(result, readings, Layout(width, color), quiet=quiet)
    sources = sources_of(result, readings)
    layout = Layout(width, color)
    parts: list[str] = []
    if not quiet:
        parts.append(layout.paragraph(wording.heading(result), "strong"))
    if result.refused:
        parts.append(_refusal(result, layout))
    if nothing := wording.emptiness(result):
        parts.append(layout.paragraph(nothing))
    if result.claims:
        parts.append("\n".join(statement(c, sources, width=width, color=color) for c in result.claims))
    if result.stances:
        parts.append(_stances(result.stances, sources, layout))
    cited = sources.of(citation for claim in result.claims for citation in claim.citations)
    if cited:
        parts.append(source_list(cited, several=sources.several, width=width, color=color))
    parts += _notes(result, layout, verbose=verbose)
    if not quiet:
        spent = f"{wording.engine(result)} · {wording.usage(result.usage)}"
        parts.append(layout.paragraph(spent, "dim"))
    return "\n\n".join(parts) + "\n"


def statement(item: Claim | Stance, sources: Sources, *, width: int = 80, color: bool = False) -> str:
    """One claim or stance with its marks, for streaming: no newline at the end.

    Args:
        item: a claim or stance of the result that ``sources`` was made from.
        sources: the result's sources, of which more may follow later.
        width: cells of a line.
        color: whether escape codes may stand in it.
    """
    if isinstance(item, Stance):
        return _stances((item,), sources, Layout(width, color))
    sign = wording.SUPPORT_SIGN[item.support]
    pieces: list[Piece] = [(sign + " ", SUPPORT_STYLE[item.support]), (item.text, "")]
    pieces += _marks(sources.of(item.citations))
    if doubt := wording.doubt(item):
        pieces.append((f" ({doubt})", SUPPORT_STYLE[item.support]))
    return flow(pieces, width, rest="  ", color=color)


def source_list(entries: Iterable[Source], *, several: bool, width: int = 80, color: bool = False) -> str:
    """Sources under their numbers: the words, and below them where they stand and, if not exact, their status.

    Args:
        entries: some or all of a result's sources.
        several: whether each is to name its document.
        width: cells of a line.
        color: whether escape codes may stand in it.
    """
    layout = Layout(width, color)
    out = [layout.paragraph("Sources", "strong")]
    for source in entries:
        out.append(_words(source, layout, "", several=several))
    return "\n".join(out)


def _marks(entries: Sequence[Source]) -> list[Piece]:
    """`` [1][2]``, each mark a piece that stays on the line of the last word."""
    return [(f"{' ' if index == 0 else ''}[{source.n}]", "mark") for index, source in enumerate(entries)]


def _words(source: Source, layout: Layout, indent: str, *, several: bool) -> str:
    mark = f"[{source.n}] "
    hang = indent + " " * len(mark)
    words = layout.flow([(mark, "mark"), (wording.quoted(source.words), "")], first=indent, rest=hang)
    where = wording.where(source, several=several)
    return words + "\n" + layout.flow([(where, "dim")], first=hang, rest=hang) if where else words


def _refusal(result: Result, layout: Layout) -> str:
    out = [layout.paragraph(wording.refusal(result), "strong")]
    if reason := wording.why_refused(result):
        out.append(layout.paragraph(reason))
    if result.claims:
        out += ["", layout.paragraph("Nearest to it:")]
    return "\n".join(out)


def _stances(stances: Sequence[Stance], sources: Sources, layout: Layout) -> str:
    """Stances under their speakers, speakers in order of first appearance."""
    groups = wording.by_speaker(stances)
    return "\n\n".join(_speaker(speaker, rows, sources, layout) for speaker, rows in groups)


def _speaker(speaker: Speaker, rows: Sequence[Stance], sources: Sources, layout: Layout) -> str:
    head: list[Piece] = [(wording.speaker_of(speaker), "strong")]
    if speaker.role:
        head.append((f", {speaker.role}", "dim"))
    out = [layout.flow(head)]
    for stance in rows:
        sign, style = wording.SIGN[stance.label], LABEL_STYLE[stance.label]
        row: list[Piece] = [(sign, style), (f" {stance.target} ", ""), (f"({wording.LABEL[stance.label]})", style)]
        out.append(layout.flow(row, first="  ", rest="    "))
        for source in sources.of(stance.citations):
            out.append(_words(source, layout, "    ", several=sources.several))
    return "\n".join(out)


def _notes(result: Result, layout: Layout, *, verbose: bool) -> list[str]:
    """The legend, what was not read, and what was dropped, each its own paragraph where there is need of it."""
    parts: list[str] = []
    used = wording.supports(result)
    if any(support != "supported" for support in used):
        legend = [
            layout.flow(
                [(wording.SUPPORT_SIGN[s], SUPPORT_STYLE[s]), (f" {wording.SUPPORT_MEANING[s]}", "dim")], rest="  "
            )
            for s in used
        ]
        parts.append("\n".join(legend))
    if notes := wording.coverage(result):
        parts.append("\n".join(layout.paragraph(note, "warn") for note in notes))
    if count := wording.dropped(result):
        out = [layout.paragraph(count, "dim")]
        if verbose:
            for rejected in result.rejected:
                said: list[Piece] = [("✗ ", "bad"), (rejected.text, ""), (f" — {rejected.reason}", "dim")]
                out.append(layout.flow(said, first="  ", rest="    "))
        parts.append("\n".join(out))
    return parts
