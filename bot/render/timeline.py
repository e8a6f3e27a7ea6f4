"""Who held which position when, as a picture: SVG that stands alone or in a page. Pure.

A block for each target, a lane for each speaker in it, a mark for each position at the date of its document. What a
mark says is said by its sign and its shape as well as by its colour. Colours are presentation attributes, which a
page's style sheet overrides: in a page the picture follows the reader's light or dark scheme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final

from bot.matrix import Cell, Matrix, Position, moment
from bot.render import wording
from bot.render.flow import cells, flow
from bot.render.matrix import LEGEND, party_name
from bot.render.safe import line
from bot.types import Label

WIDTH: Final = 960
COLUMN: Final = 600
NARROW: Final = 340
"""Units (pixels, where nothing scales it) that the picture is wide: alone, in a page's column, on a telephone."""

_INK, _SOFT, _RULE = "#1c1d21", "#5a5d66", "#dfdcd3"
_COLOR: Final[dict[Label, str]] = {"favor": "#1b6e3c", "against": "#a8281f", "neutral": "#4d5566"}
_FONT: Final = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
_CELL: Final = 7.4  # units of a terminal cell of text at 14: no letter of common fonts is much wider
_EDGE: Final = 16  # between the picture's edge and what stands in it
_MARK: Final = 9  # half of a mark's width
_LANE: Final = 46  # a lane: its name and, below it, its line
_ROW: Final = 19  # a line of text
_WORDS: Final = 160  # characters of the words that a mark tells when it is pointed at


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a moment to a place across the picture."""

    first: datetime
    last: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        whole = (self.last - self.first).total_seconds()
        if not whole:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (at - self.first).total_seconds() / whole


def timeline_svg(matrix: Matrix, *, width: int = WIDTH, alone: bool = True) -> str:
    """The positions of a matrix over time.

    Args:
        matrix: who holds what.
        width: units that the picture is wide, 200 at the least.
        alone: whether it is a file of its own, with a ground; else a part of a page.

    Returns:
        An ``<svg>`` element; where no position has a date, one that says so.
    """
    dated = [(cell, _dated(cell)) for cell in matrix.cells]
    moments = [at for _, held in dated for at, _ in held]
    undated = sum(len(cell.positions) for cell in matrix.cells) - len(moments)
    parts: list[str] = []
    y = float(_EDGE)
    if moments and alone:
        y = _lines(parts, ", ".join(text for _, text in LEGEND), y, width, "soft", _SOFT, 13) + 6
    if moments:
        side = _EDGE + _MARK + 4
        scale = _Scale(min(moments), max(moments), side, max(200, width) - side)
        ticks = _ticks(scale)
        y = _axis(parts, scale, ticks, y)
        top = y
        for target, words in enumerate(matrix.targets):
            rows = [(cell, held) for cell, held in dated if cell.target == target and held]
            if rows:
                y = _block(parts, matrix, words, rows, scale, y)
        parts[:0] = _grid(scale, ticks, top, y)
    note = _note(bool(moments), undated)
    if note:
        y = _lines(parts, note, y + 10, width, "soft", _SOFT, 13)
    return _svg(parts, max(200, width), round(y + _EDGE), alone)


def _dated(cell: Cell) -> list[tuple[datetime, Position]]:
    """The positions of a cell that have a date, in order."""
    held = [(at, position) for position in cell.positions if (at := moment(position.date)) is not None]
    return sorted(held, key=lambda pair: pair[0])


def _note(drawn: bool, undated: int) -> str:
    if not drawn:
        return "No position has a date; there is nothing to draw over time."
    if not undated:
        return ""
    what = "1 position stands in a document" if undated == 1 else f"{undated} positions stand in documents"
    return f"{what} without a date and is not drawn." if undated == 1 else f"{what} without a date and are not drawn."


def _svg(parts: Sequence[str], width: int, height: int, alone: bool) -> str:
    size = f' width="{width}" height="{height}"' if alone else ""
    space = ' xmlns="http://www.w3.org/2000/svg"'
    ground = f'<rect width="{width}" height="{height}" fill="#fcfbf8"/>' if alone else ""
    return (
        f'<svg{space} viewBox="0 0 {width} {height}"{size} role="img" class="timeline" font-family="{_FONT}"'
        f' font-size="14" fill="{_INK}"><title>Who held which position when</title>{ground}{"".join(parts)}</svg>\n'
    )


# --- the axis --------------------------------------------------------------------------------------------------


def _ticks(scale: _Scale) -> list[tuple[datetime, str]]:
    """Moments to be named, with their names: as many as have room, at whole years, months or days."""
    room = max(2, int((scale.right - scale.left) // 92))
    days = (scale.last - scale.first).days
    for months, form in ((1, "%Y-%m"), (3, "%Y-%m"), (6, "%Y-%m"), (12, "%Y"), (24, "%Y"), (60, "%Y"), (120, "%Y")):
        if days > (room + 2) * months * 31:
            continue  # more than have room, and perhaps very many
        found = list(_months(scale, months))
        if days >= 45 and 2 <= len(found) <= room:
            return [(at, at.strftime(form)) for at in found]
    if days >= 45:
        ends = dict.fromkeys((scale.first, scale.last))
        return [(at, at.strftime("%Y-%m-%d")) for at in ends]
    step = max(1, -(-(days + 1) // room))
    at = scale.first.replace(hour=0, minute=0, second=0, microsecond=0)
    named = []
    while at <= scale.last:
        named.append((max(at, scale.first), at.strftime("%Y-%m-%d")))
        if (scale.last - at).days < step:
            break  # and not past the last day that there is
        at += timedelta(days=step)
    return named


def _months(scale: _Scale, step: int) -> Iterator[datetime]:
    """The first days of every ``step``-th month between the ends."""
    month = scale.first.year * 12 + scale.first.month - 1
    month += -month % step
    while month // 12 < datetime.max.year:
        at = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        if at > scale.last:
            return
        if at >= scale.first:
            yield at
        month += step


def _axis(parts: list[str], scale: _Scale, ticks: Sequence[tuple[datetime, str]], y: float) -> float:
    for at, name in ticks:
        x = scale.x(at)
        half = len(name) * 3.6
        anchor = "start" if x - half < 4 else "end" if x + half > scale.right + _EDGE + _MARK else "middle"
        x = x if anchor == "middle" else max(4.0, x - _MARK) if anchor == "start" else x + _MARK
        parts.append(_text(x, y + 10, name, "soft", _SOFT, 12, anchor))
    return y + 20


def _grid(scale: _Scale, ticks: Sequence[tuple[datetime, str]], top: float, bottom: float) -> list[str]:
    return [
        f'<line class="rule" x1="{scale.x(at):.1f}" x2="{scale.x(at):.1f}" y1="{top:.0f}" y2="{bottom:.0f}"'
        f' stroke="{_RULE}"/>'
        for at, _ in ticks
    ]


# --- blocks and lanes ------------------------------------------------------------------------------------------


def _block(
    parts: list[str],
    matrix: Matrix,
    words: str,
    rows: Sequence[tuple[Cell, list[tuple[datetime, Position]]]],
    scale: _Scale,
    y: float,
) -> float:
    """A target and its lanes; gives where the next one may begin."""
    width = round(scale.right + _EDGE + _MARK + 4)
    y = _lines(parts, words, y + 14, width, "strong", _INK, 15)
    for cell, held in rows:
        room = int((width - 2 * _EDGE) / _CELL)
        name = line(party_name(matrix.parties[cell.party]))
        shown = flow([(name, "")], room).split("\n")
        parts.append(_text(_EDGE, y + 15, shown[0] + ("…" if len(shown) > 1 else ""), "name", _INK, 14))
        told = _told(held)
        if cells(name) + cells(told) + 2 <= room:
            parts.append(_text(_EDGE + (cells(name) + 2) * _CELL, y + 15, told, "soft", _SOFT, 13))
        _lane(parts, held, scale, y + _LANE - 14)
        y += _LANE
    return y + 6


def _told(held: Sequence[tuple[datetime, Position]]) -> str:
    """The signs of a lane with the days from which on they are known: "+ 2031-01-10 → − 2031-03-02"."""
    turns: list[Position] = []
    for _, position in held:
        if not turns or turns[-1].stance.label != position.stance.label:
            turns.append(position)
    return " → ".join(f"{wording.SIGN[turn.stance.label]} {wording.day(turn.date)}" for turn in turns)


def _lane(parts: list[str], held: Sequence[tuple[datetime, Position]], scale: _Scale, y: float) -> None:
    """A line from the first words to the last, and a mark for each."""
    places = _apart([scale.x(at) for at, _ in held], scale)
    if len(places) > 1:
        parts.append(
            f'<line class="course" x1="{places[0]:.1f}" x2="{places[-1]:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
            f' stroke="{_SOFT}" stroke-width="2" stroke-opacity="0.5"/>'
        )
    parts += (_mark(x, y, position) for x, (_, position) in zip(places, held, strict=True))


def _apart(places: Sequence[float], scale: _Scale) -> list[float]:
    """Places moved so that marks do not hide one another, as little as may be, order kept."""
    gap = min(2.0 * _MARK + 2, (scale.right - scale.left) / max(1, len(places) - 1))
    out: list[float] = []
    for x in places:
        out.append(max(x, out[-1] + gap) if out else x)
    limit = scale.right
    for at in range(len(out) - 1, -1, -1):
        out[at] = min(out[at], limit)
        limit = out[at] - gap
    return out


def _mark(x: float, y: float, position: Position) -> str:
    """A disc for in favor, a square for against, a small disc for neither; the sign in it, the words behind it."""
    label = position.stance.label
    fill = f'class="mark-{label}" fill="{_COLOR[label]}"'
    if label == "against":
        shape = f'<rect {fill} x="{x - _MARK:.1f}" y="{y - _MARK:.1f}" width="{2 * _MARK}" height="{2 * _MARK}"/>'
    else:
        shape = f'<circle {fill} cx="{x:.1f}" cy="{y:.1f}" r="{_MARK if label == "favor" else _MARK - 3}"/>'
    sign = wording.SIGN[label]
    told = f"{wording.day(position.date)}: {wording.LABEL[label]}"
    quote = next((citation.quote for citation in position.stance.citations if citation.located), "")
    told += f" — {wording.quoted(_cut(quote))}" if quote else ""
    inner = (
        f'<text class="sign-in" x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" font-size="15" font-weight="700"'
        f' fill="#ffffff">{sign}</text>'
        if label != "neutral"
        else ""
    )
    return f"<g>{shape}{inner}<title>{escape(line(told))}</title></g>"


def _cut(words: str) -> str:
    return words if len(words) <= _WORDS else words[: _WORDS - 1].rstrip() + "…"


# --- text ------------------------------------------------------------------------------------------------------


def _lines(parts: list[str], words: str, y: float, width: int, kind: str, color: str, size: int) -> float:
    """Words in as many lines as they take; gives where what follows may begin."""
    room = int((width - 2 * _EDGE) / (_CELL * size / 14))
    for row in flow([(line(words), "")], room).split("\n"):
        parts.append(_text(_EDGE, y + size, row, kind, color, size))
        y += _ROW
    return y + 2


def _text(x: float, y: float, words: str, kind: str, color: str, size: int, anchor: str = "start") -> str:
    weight = ' font-weight="650"' if kind == "strong" else ""
    # A line that is longer than it was taken for is pressed together rather than cut off by the edge.
    most = cells(words) * _CELL * size / 14
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    pressed = f' textLength="{most:.0f}" lengthAdjust="spacingAndGlyphs"' if any(ord(c) > 0x2FFF for c in words) else ""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}"{weight}{at}{pressed}>'
        f"{escape(words)}</text>"
    )
