"""Showing results: in the format asked for, and statement by statement where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.files import write_out
from bot.console.notices import is_terminal, terminal_width, wants_color

if TYPE_CHECKING:
    from bot.types import Readings, Result


@dataclass(frozen=True, slots=True)
class View:
    """How results are to look and where they go.

    Attributes:
        format: text, markdown, json or html; svg, for stances alone.
        output: a file; None: the standard output.
        verbose: also list what was rejected, with the reasons.
        quiet: leave out the heading and what it cost.
        no_color: no colour on a terminal either.
        notes: sentences about what was read, shown with the result but for JSON and SVG, which have no place for them.
        stories: documents that are near copies -> the one that stands for them all.
    """

    format: str = "text"
    output: Path | None = None
    verbose: bool = False
    quiet: bool = False
    no_color: bool = False
    notes: tuple[str, ...] = ()
    stories: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Cells of a line."""
        return terminal_width(sys.stdout) if self.output is None else 80

    @property
    def color(self) -> bool:
        return self.output is None and wants_color(sys.stdout, self.no_color)

    @property
    def live(self) -> bool:
        """Whether somebody watches the result come."""
        return self.format == "text" and self.output is None and is_terminal(sys.stdout)

    def rendered(self, result: Result, readings: Readings) -> str:
        """A result in the format asked for."""
        from bot import render

        if self.format == "json":
            return render.to_json(result)
        if self.format == "markdown":
            from bot.render.safe import markdown

            shown = render.to_markdown(result, readings, verbose=self.verbose)
            return shown + "".join(f"\n*{markdown(note)}*\n" for note in self.notes)
        if self.format == "html":
            return render.to_html(result, readings, notes=self.notes)
        shown = render.to_text(
            result,
            readings,
            width=self.width,
            color=self.color,
            verbose=self.verbose,
            quiet=self.quiet,
        )
        return "\n".join([shown, *(self._said(note) for note in self.notes), ""]) if self.notes else shown

    def _said(self, note: str) -> str:
        from bot.render.flow import flow

        return flow([(note, "dim")], self.width, color=self.color)

    def matrix(self, result: Result, readings: Readings) -> str:
        """The stances of a result as speakers by targets, in the format asked for."""
        from bot import matrix, render

        table = matrix.build((result,), readings)
        if self.format == "json":
            return render.matrix_json(table)
        if self.format == "svg":
            return render.timeline_svg(table)
        if self.format == "markdown":
            return render.matrix_markdown(table, readings)
        if self.format == "html":
            return render.matrix_html(table, readings)
        return render.matrix_text(table, readings, width=self.width, color=self.color)

    def course(self, result: Result, readings: Readings) -> str:
        """The matrix of a library: as ``matrix``, with what stands against one another, and drawn over time."""
        from bot import briefing, matrix, render

        table = matrix.build((result,), readings)
        opposed = briefing.disputes(table)
        if self.format in ("json", "svg"):
            return self.matrix(result, readings)
        if self.format == "markdown":
            return render.matrix_markdown(table, readings, disputes=opposed, notes=self.notes)
        if self.format == "html":
            return render.matrix_html(table, readings, timeline=True, disputes=opposed, notes=self.notes)
        return render.matrix_text(
            table, readings, width=self.width, color=self.color, disputes=opposed, notes=self.notes
        )

    def briefing(self, result: Result, readings: Readings) -> str:
        """A summary with stances as a briefing, in the format asked for."""
        from bot import briefing, render
        from bot.render.flow import Layout

        if self.format == "json":
            return render.to_json(result)
        made = briefing.brief(result, readings, self.stories)
        if self.format == "markdown":
            return render.briefing_markdown(made, readings, notes=self.notes)
        if self.format == "html":
            return render.briefing_html(made, readings, notes=self.notes)
        layout = Layout(self.width, self.color)
        return render.briefing_text(made, readings, layout, notes=self.notes, quiet=self.quiet)


@dataclass(slots=True)
class Screen:
    """One result on its way out.

    The statements shown early are the beginning of what is rendered at the end, so only the rest is left to write.
    """

    view: View
    readings: Readings
    _shown: int = field(default=0, init=False)
    _written: str = field(default="", init=False)

    def show(self, result: Result) -> None:
        """Write the statements that are new, where somebody watches.

        Stances wait for the end, since they stand under their speakers; so does what is nearest to a refusal.
        """
        if not self.view.live or result.refused or len(result.claims) == self._shown:
            return
        from bot.render.sources import sources_of
        from bot.render.text import statement

        sources = sources_of(result, self.readings)
        width, color = self.view.width, self.view.color
        new = [statement(claim, sources, width=width, color=color) for claim in result.claims[self._shown :]]
        if not self._shown:
            whole = self.view.rendered(result, self.readings)
            new[0] = whole[: whole.index(new[0])] + new[0]
        self._shown = len(result.claims)
        text = "".join(line + "\n" for line in new)
        self._written += text
        sys.stdout.write(text)
        sys.stdout.flush()

    def finish(self, result: Result) -> None:
        """Write what is not on the screen yet."""
        whole = self.view.rendered(result, self.readings)
        if whole.startswith(self._written):
            rest = whole[len(self._written) :]
        else:  # a refusal that came after statements stands above them
            rest = "\n" + whole
        write_out(rest, self.view.output)


class MatrixScreen(Screen):
    """Stances on their way out as a matrix, which is only there when all of them are."""

    __slots__ = ()

    def show(self, result: Result) -> None:
        """Nothing is shown early."""

    def finish(self, result: Result) -> None:
        """Write the matrix."""
        write_out(self.view.matrix(result, self.readings), self.view.output)


class CourseScreen(MatrixScreen):
    """Stances of a library on their way out: a matrix with what stands against one another, and over time."""

    __slots__ = ()

    def finish(self, result: Result) -> None:
        """Write them."""
        write_out(self.view.course(result, self.readings), self.view.output)


class BriefingScreen(MatrixScreen):
    """A briefing on its way out, which is only in order when all of it is there."""

    __slots__ = ()

    def finish(self, result: Result) -> None:
        """Write it."""
        write_out(self.view.briefing(result, self.readings), self.view.output)
