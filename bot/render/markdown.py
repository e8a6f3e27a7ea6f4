"""A result as Markdown: the same content as the text, with nothing of it able to become markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.render import wording
from bot.render.safe import markdown
from bot.render.sources import Source, Sources, sources_of
from bot.types import Claim, Readings, Result, Stance


def to_markdown(result: Result, readings: Readings, *, verbose: bool = False) -> str:
    """A whole result as CommonMark that ends with a newline.

    Args:
        result: what is shown.
        readings: the readings of its documents, for the words and their places; may lack some or all.
        verbose: also list what was dropped, with the reasons.
    """
    if result.check is not None:
        from bot.render.check import check_markdown

        return check_markdown(result, readings)
    sources = sources_of(result, readings)
    parts = [f"## {markdown(wording.heading(result))}"]
    if result.refused:
        parts.append(f"**{wording.refusal(result)}**")
        if reason := wording.why_refused(result):
            parts.append(markdown(reason))
        if result.claims:
            parts.append("Nearest to it:")
    if nothing := wording.emptiness(result):
        parts.append(nothing)
    if result.claims:
        parts.append("\n".join(_claim(claim, sources) for claim in result.claims))
    for speaker, rows in wording.by_speaker(result.stances):
        role = f", {markdown(speaker.role)}" if speaker.role else ""
        parts.append(f"### {markdown(wording.speaker_of(speaker))}{role}")
        parts.append("\n".join(_stance(stance, sources) for stance in rows))
    cited = sources.of(citation for claim in result.claims for citation in claim.citations)
    if cited:
        parts += ["### Sources", source_items(cited, several=sources.several)]
    parts += _notes(result, verbose=verbose)
    parts.append(f"*{markdown(wording.engine(result))} · {markdown(wording.usage(result.usage))}*")
    return "\n\n".join(parts) + "\n"


def source_items(entries: Iterable[Source], *, several: bool) -> str:
    """Sources as an ordered list whose numbers are their own."""
    return "\n".join(f"{source.n}. {_words(source, several=several)}" for source in entries)


def _words(source: Source, *, several: bool) -> str:
    where = wording.where(source, several=several)
    return markdown(wording.quoted(source.words)) + (f" — {markdown(where)}" if where else "")


def _marks(entries: Sequence[Source]) -> str:
    return "".join(f" [{source.n}]" for source in entries)


def _claim(claim: Claim, sources: Sources) -> str:
    doubt = wording.doubt(claim)
    after = f" *({markdown(doubt)})*" if doubt else ""
    return f"- {markdown(claim.text)}{_marks(sources.of(claim.citations))}{after}"


def _stance(stance: Stance, sources: Sources) -> str:
    row = f"- **{wording.SIGN[stance.label]}** {markdown(stance.target)} *({wording.LABEL[stance.label]})*"
    quotes = [f"  - [{source.n}] {_words(source, several=sources.several)}" for source in sources.of(stance.citations)]
    return "\n".join([row, *quotes])


def _notes(result: Result, *, verbose: bool) -> list[str]:
    parts = []
    used = wording.supports(result)
    if any(support != "supported" for support in used):
        parts.append("\n".join(f"- *{wording.SUPPORT_MEANING[s]}*" for s in used if s != "supported"))
    if notes := wording.coverage(result):
        parts.append("\n".join(f"> {markdown(note)}" for note in notes))
    if count := wording.dropped(result):
        parts.append(count)
        if verbose:
            rows = [f"- {markdown(r.text)} — {markdown(r.reason)}" for r in result.rejected]
            parts.append("\n".join(rows))
    return parts
