"""A briefing as text, Markdown and HTML: what is agreed, what disputed and by whom, what changed, what one says.

As JSON a briefing is the result that it was put together from (``onrecord/result/1``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from bot.render import matrix as telling
from bot.render import wording
from bot.render.flow import Layout
from bot.render.markdown import source_items
from bot.render.safe import markdown
from bot.render.sources import Sources, sources_of
from bot.render.text import LABEL_STYLE, source_list, statement
from bot.types import Claim, Readings

if TYPE_CHECKING:
    from bot.briefing import Accord, Briefing

HEADS: Final = SimpleNamespace(
    agreed="Agreed: by two documents or speakers at the least",
    disputed="Disputed",
    changed="Changed",
    reported="In one document alone",
    others="Also said",
)


def heading(briefing: Briefing) -> str:
    """One line over a briefing."""
    count = len(briefing.result.documents)
    return f"{briefing.result.question or 'Briefing'}: {count} document{'' if count == 1 else 's'}"


def briefing_text(
    briefing: Briefing, readings: Readings, layout: Layout, *, notes: Sequence[str] = (), quiet: bool = False
) -> str:
    """A briefing for a terminal, ending with a newline.

    Args:
        briefing: what is shown.
        readings: the readings of its documents, for the words and their places.
        layout: the width and colour of the text.
        notes: sentences to end with.
        quiet: leave out the heading and what it cost.
    """
    result, matrix = briefing.result, briefing.matrix
    sources = sources_of(result, readings)
    out = [] if quiet else [layout.paragraph(heading(briefing), "strong")]
    if result.refused:
        out += [
            layout.paragraph(wording.refusal(result), "strong"),
            layout.paragraph(wording.why_refused(result) or ""),
        ]
    elif nothing := wording.emptiness(result):
        out.append(layout.paragraph(nothing))
    agreed = [_stated(claim, sources, layout) for claim in briefing.agreed]
    agreed += [row for accord in briefing.accords for row in _accord_text(accord, briefing, sources, layout)]
    disputed = [row for d in briefing.disputes for row in telling.dispute_text(d, matrix, sources, layout)]
    changed = [row for change in matrix.changes for row in telling.change_text(change, matrix, sources, layout)]
    reported = [_stated(claim, sources, layout) for claim in briefing.reported]
    for head, rows in (
        (HEADS.agreed, agreed),
        (HEADS.disputed, disputed),
        (HEADS.changed, changed),
        (HEADS.reported, reported),
        (HEADS.others, list(_others_text(briefing, sources, layout))),
    ):
        if rows:
            out.append("\n".join([layout.paragraph(head, "strong"), *rows]))
    cited = sources.of(citation for claim in (*briefing.agreed, *briefing.reported) for citation in claim.citations)
    if cited:
        out.append(source_list(cited, several=sources.several, width=layout.width, color=layout.color))
    told = [layout.paragraph(note, "warn") for note in wording.coverage(result)]
    told += [layout.paragraph(note, "dim") for note in notes]
    out += ["\n".join(told)] if told else []
    if not quiet:
        out.append(layout.paragraph(f"{wording.engine(result)} · {wording.usage(result.usage)}", "dim"))
    return "\n\n".join(part for part in out if part) + "\n"


def briefing_markdown(briefing: Briefing, readings: Readings, *, notes: Sequence[str] = ()) -> str:
    """A briefing as Markdown; arguments as for ``briefing_text``."""
    result, matrix = briefing.result, briefing.matrix
    sources = sources_of(result, readings)
    out = [f"## {markdown(heading(briefing))}"]
    if result.refused:
        out += [f"**{wording.refusal(result)}**", markdown(wording.why_refused(result) or "")]
    elif nothing := wording.emptiness(result):
        out.append(nothing)
    agreed = [_stated_markdown(claim, sources) for claim in briefing.agreed]
    agreed += [_accord_markdown(accord, briefing, sources) for accord in briefing.accords]
    for head, rows in (
        (HEADS.agreed, agreed),
        (HEADS.disputed, [telling.dispute_markdown(d, matrix, sources) for d in briefing.disputes]),
        (HEADS.changed, [telling.change_markdown(change, matrix, sources) for change in matrix.changes]),
        (HEADS.reported, [_stated_markdown(claim, sources) for claim in briefing.reported]),
        (HEADS.others, list(_others_markdown(briefing, sources))),
    ):
        if rows:
            out += [f"### {head}", "\n".join(rows)]
    cited = sources.of(citation for claim in (*briefing.agreed, *briefing.reported) for citation in claim.citations)
    if cited:
        out += ["### Sources", source_items(cited, several=sources.several)]
    told = [f"*{markdown(note)}*" for note in (*wording.coverage(result), *notes)]
    out += ["\n\n".join(told)] if told else []
    out.append(f"*{markdown(wording.engine(result))} · {markdown(wording.usage(result.usage))}*")
    return "\n\n".join(part for part in out if part) + "\n"


def briefing_html(briefing: Briefing, readings: Readings, *, notes: Sequence[str] = ()) -> str:
    """A briefing as a page of its own, with the positions drawn over time; arguments as for ``briefing_text``."""
    from bot.render.html import page, source_texts
    from bot.render.matrix_page import pictures

    result = briefing.result
    sources = sources_of(result, readings)
    return page(
        "briefing.html.j2",
        title=heading(briefing),
        briefing=briefing,
        result=result,
        matrix=briefing.matrix,
        heads=HEADS,
        telling=telling,
        sources=sources,
        notes=notes,
        pictures=pictures(briefing.matrix) if briefing.matrix.cells else (),
        cited=sources.of(citation for claim in (*briefing.agreed, *briefing.reported) for citation in claim.citations),
        texts=source_texts(result.documents, sources, readings),
    )


def _stated(claim: Claim, sources: Sources, layout: Layout) -> str:
    return statement(claim, sources, width=layout.width, color=layout.color)


def _accord_text(accord: Accord, briefing: Briefing, sources: Sources, layout: Layout) -> Iterator[str]:
    sign, style = wording.SIGN[accord.label], LABEL_STYLE[accord.label]
    target = briefing.matrix.targets[accord.target]
    yield layout.hung((sign, style), (f" {target} ({wording.LABEL[accord.label]})", ""), indent=2)
    for side in accord.sides:
        yield layout.hung((telling.party_name(briefing.matrix.parties[side.party]), "strong"), indent=4)
        yield telling.position_text(side.position, sources, layout, 6)


def _others_text(briefing: Briefing, sources: Sources, layout: Layout) -> Iterator[str]:
    for cell in briefing.others:
        name = telling.party_name(briefing.matrix.parties[cell.party])
        target = briefing.matrix.targets[cell.target]
        yield layout.hung((name, "strong"), (f": {target}", ""), indent=2)
        for position in cell.positions:
            yield telling.position_text(position, sources, layout, 4)


def _stated_markdown(claim: Claim, sources: Sources) -> str:
    marks = "".join(f" [{source.n}]" for source in sources.of(claim.citations))
    doubt = wording.doubt(claim)
    return f"- {markdown(claim.text)}{marks}" + (f" *({markdown(doubt)})*" if doubt else "")


def _accord_markdown(accord: Accord, briefing: Briefing, sources: Sources) -> str:
    target = markdown(briefing.matrix.targets[accord.target])
    rows = [f"- **{wording.SIGN[accord.label]}** {target} ({wording.LABEL[accord.label]})"]
    for side in accord.sides:
        name = markdown(telling.party_name(briefing.matrix.parties[side.party]))
        rows.append(f"  - **{name}** " + telling.position_markdown(side.position, sources))
    return "\n".join(rows)


def _others_markdown(briefing: Briefing, sources: Sources) -> Iterator[str]:
    for cell in briefing.others:
        name = markdown(telling.party_name(briefing.matrix.parties[cell.party]))
        yield f"- **{name}**: {markdown(briefing.matrix.targets[cell.target])}"
        for position in cell.positions:
            yield "  - " + telling.position_markdown(position, sources)
