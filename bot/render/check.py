"""A checked draft for a terminal, and as Markdown: each statement with its sign, its reasons, and where words are."""

from __future__ import annotations

from bot.render import check_words as told
from bot.render import wording
from bot.render.flow import Layout, Piece, Style
from bot.render.safe import markdown
from bot.render.sources import Source, Sources, sources_of
from bot.types import Check, Checked, CheckVerdict, Quotation, Readings, Result

STYLE: dict[CheckVerdict, Style] = {
    "contradicted": "bad",
    "not_stated": "warn",
    "unchecked": "warn",
    "supported": "good",
    "unjudged": "dim",
}


def check_text(result: Result, readings: Readings, layout: Layout, *, quiet: bool = False) -> str:
    """A check as text that ends with a newline; the arguments are those of ``to_text``."""
    from bot.render.text import source_list

    check = _of(result)
    sources = sources_of(result, readings)
    parts = [] if quiet else [layout.paragraph(told.heading(result), "strong")]
    parts.append(layout.paragraph(told.counts(check)))
    if check.statements:
        parts.append("\n".join(_statement(checked, check, sources, layout) for checked in check.statements))
    if check.quotations:
        rows = [_quotation(quotation, check, sources, layout) for quotation in check.quotations]
        parts.append("\n".join([layout.paragraph("Quotations", "strong"), *rows]))
    if sources.entries:
        parts.append(source_list(sources.entries, several=sources.several, width=layout.width, color=layout.color))
    legend = [
        layout.flow([(told.SIGN[v], STYLE[v]), (f" {told.MEANING[v]}", "dim")], rest="  ") for v in told.verdicts(check)
    ]
    if legend:
        parts.append("\n".join(legend))
    parts += [layout.paragraph(note, "warn") for note in wording.coverage(result)]
    if not quiet:
        parts.append(layout.paragraph(f"{told.judged_by(result)} · {wording.usage(result.usage)}", "dim"))
    return "\n\n".join(parts) + "\n"


def check_markdown(result: Result, readings: Readings) -> str:
    """A check as CommonMark that ends with a newline."""
    from bot.render.markdown import source_items

    check = _of(result)
    sources = sources_of(result, readings)
    parts = [f"## {markdown(told.heading(result))}", markdown(told.counts(check))]
    if check.statements:
        parts.append("\n".join(_item(checked, sources) for checked in check.statements))
    if check.quotations:
        parts.append("### Quotations")
        parts.append("\n".join(_quotation_item(quotation, check, sources) for quotation in check.quotations))
    if sources.entries:
        parts += ["### Sources", source_items(sources.entries, several=sources.several)]
    if used := told.verdicts(check):
        parts.append("\n".join(f"- {told.SIGN[v]} {markdown(told.MEANING[v])}" for v in used))
    parts += [f"> {markdown(note)}" for note in wording.coverage(result)]
    parts.append(f"*{markdown(told.judged_by(result))} · {markdown(wording.usage(result.usage))}*")
    return "\n\n".join(parts) + "\n"


def _of(result: Result) -> Check:
    assert result.check is not None
    return result.check


def _marks(entries: tuple[Source, ...]) -> str:
    return "".join(f"[{source.n}]" for source in entries)


def _statement(checked: Checked, check: Check, sources: Sources, layout: Layout) -> str:
    style = STYLE[checked.verdict]
    pieces: list[Piece] = [(told.SIGN[checked.verdict] + " ", style), (checked.text, "")]
    if marks := _marks(sources.of(checked.citations)):
        pieces.append((f" {marks}", "mark"))
    line = told.line_of(checked.place.start, check.draft)
    pieces.append((f" ({told.NAME[checked.verdict]}{f', line {line}' if line else ''})", style))
    out = layout.flow(pieces, rest="  ")
    why = told.reasons(checked)
    return out + "\n" + layout.flow([(why, "dim")], first="    ", rest="    ") if why else out


def _quotation(quotation: Quotation, check: Check, sources: Sources, layout: Layout) -> str:
    good = told.quotation_sign(quotation) == "✓"
    pieces: list[Piece] = [(told.quotation_sign(quotation) + " ", "good" if good else "bad")]
    pieces.append((wording.quoted(told.words(quotation, check)), ""))
    if quotation.verbatim:
        pieces.append((f" {_marks(sources.of([quotation.citation]))}", "mark"))
    out = layout.flow(pieces, rest="  ")
    return out + "\n" + layout.flow([(told.quotation_told(quotation), "dim")], first="    ", rest="    ")


def _item(checked: Checked, sources: Sources) -> str:
    marks = "".join(f" [{source.n}]" for source in sources.of(checked.citations))
    line = f"- {told.SIGN[checked.verdict]} {markdown(checked.text)}{marks} **{told.NAME[checked.verdict]}**"
    why = told.reasons(checked)
    return f"{line}  \n  {markdown(why)}" if why else line


def _quotation_item(quotation: Quotation, check: Check, sources: Sources) -> str:
    marks = "".join(f" [{s.n}]" for s in sources.of([quotation.citation])) if quotation.verbatim else ""
    quote = markdown(wording.quoted(told.words(quotation, check)))
    return f"- {told.quotation_sign(quotation)} {quote}{marks} — {markdown(told.quotation_told(quotation))}"
