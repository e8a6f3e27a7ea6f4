"""Showing results: in the format asked for, and statement by statement where somebody watches."""

from __future__ import annotations

import sys
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
        format: text, markdown, json or html.
        output: a file; None: the standard output.
        verbose: also list what was rejected, with the reasons.
        quiet: leave out the heading and what it cost.
        no_color: no colour on a terminal either.
    """

    format: str = "text"
    output: Path | None = None
    verbose: bool = False
    quiet: bool = False
    no_color: bool = False

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
            return render.to_markdown(result, readings, verbose=self.verbose)
        if self.format == "html":
            return render.to_html(result, readings)
        return render.to_text(
            result,
            readings,
            width=self.width,
            color=self.color,
            verbose=self.verbose,
            quiet=self.quiet,
        )

    def matrix(self, result: Result, readings: Readings) -> str:
        """The stances of a result as speakers by targets, in the format asked for."""
        from bot import matrix, render

        table = matrix.build((result,), readings)
        if self.format == "json":
            return render.matrix_json(table)
        if self.format == "markdown":
            return render.matrix_markdown(table, readings)
        if self.format == "html":
            return render.matrix_html(table, readings)
        return render.matrix_text(table, readings, width=self.width, color=self.color)


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
