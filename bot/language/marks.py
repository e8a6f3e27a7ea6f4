"""Passages in quotation marks: paired by type and in order, inside a paragraph and over paragraph ends.

What a mark does is read off its shape and its neighbours:

- “ „ ‚ and an opening « ‹ open; ” closes. “ closes where „ stands open (German „so“), ” opens where nothing
  is open and a word begins (Swedish ”så”). » opens in a text whose guillemets point inwards (»so«).
- " opens before a word and closes behind one; between two blanks (tokenised text) it does whichever is due.
- ' and ‘ open before a word that nothing precedes, and ' ’ close behind a word that nothing follows where such
  a mark stands open; anywhere else they are apostrophes (don’t, workers’, ’90s, rock ’n’ roll).

A passage still open when its paragraph ends runs to the paragraph's end. Where the next paragraph begins with a
mark it reopens the same quote; where a paragraph soon after closes what it has not opened, the passage ends
there, and the paragraphs between belong to it. A straight mark that nothing closes is a slip of the pen and
opens nothing.

The pairing is one pass over the marks with a stack of bounded depth; linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.types import Document, Quote

Bounds = tuple[int, int]

_MARKS = re.compile(r"</?[a-zA-Z][^<>\n]*>|[\"“”„‟«»‹›‘’‚']")  # or a tag, whose marks are not the text's
_CLOSERS = {
    '"': '"”', "“": '”"', "„": "“”‟", "”": "”", "‟": "‟”\"", "«": "»", "»": "«",
    "'": "'", "‘": "’", "‚": "‘’", "‹": "›", "›": "‹",
}  # fmt: skip
_SINGLES = frozenset("'‘‚‹›")
_OPENING_NEIGHBOURS = frozenset("([{—–-/\"“„«‹‘'‚»›¿¡")
_CLOSING_NEIGHBOURS = frozenset(",.;:!?)]}…—–\"”“»’'›«")
_ELISION = re.compile(r"(?:\d0s|tis|twas|til|till|cause|em|n|round|bout|ere|tween|neath)\b", re.IGNORECASE)
_PLURAL_POSSESSIVE = re.compile(r"\s[^\W\d_]")
_LATER_CLOSE = re.compile(r"[^‘“”\"\n]*?[\w.,!?…]’(?!\w)")


_DEPTH = 8  # nested deeper than this, marks are noise and not quotes
_REACH = 20  # paragraphs that a passage may run over without a mark
_LOOK = 400  # characters searched for another closing mark behind a plural possessive


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: ``[start, end)`` with its marks, ``[inner_start, inner_end)`` without; ``depth`` as in Quote.

    ``closed`` is False where the paragraph ended before the passage; ``goes_on`` is True where the passage goes
    on one that the paragraph before left open.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    paragraph: int
    closed: bool = True
    goes_on: bool = False


@dataclass(slots=True)
class _Open:
    """A mark that stands open; ``holds`` where a passage in marks of the same type was found inside."""

    mark: str
    at: int
    holds: bool = False


@dataclass(slots=True)
class _Pairing:
    """What one pass over the marks keeps."""

    text: str
    inward: bool
    stack: list[_Open] = field(default_factory=list)
    found: list[Passage] = field(default_factory=list)
    carried: list[Passage] = field(default_factory=list)
    carried_mark: str = ""
    reopened_at: int = -1


def passages(text: str, blocks: Sequence[Bounds]) -> list[Passage]:
    """All passages in quotation marks of the paragraphs ``blocks``, by start, the outer before the inner."""
    state = _Pairing(text, _points_inward(text))
    for number, block in enumerate(blocks):
        _pair(state, block, number)
    _give_up(state)
    return _nested(text, sorted(state.found, key=lambda p: (p.start, -p.end)))


def quotes(document: Document, found: Sequence[Passage]) -> tuple[Quote, ...]:
    """The passages as the document's quotes."""
    return tuple(
        Quote(document.span(p.start, p.end), document.span(p.inner_start, p.inner_end), p.depth) for p in found
    )


def _points_inward(text: str) -> bool:
    """Whether the text's guillemets point at the words they enclose (»so«, as in German and Danish books)."""
    inward = outward = 0
    for match in re.finditer(r"(?<![^\s(\[—–])(?:(»)|«)(?=\w)", text):
        if match.group(1):
            inward += 1
        else:
            outward += 1
        if inward + outward > 50:
            break
    return inward > outward


def _pair(state: _Pairing, block: Bounds, number: int) -> None:
    text, (start, end) = state.text, block
    state.stack.clear()
    first = True
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if len(mark) > 1:
            continue
        role = _role(state, at, start, end)
        if role == "" or (mark in "'’" and role == ")" and not _stands(state.stack, mark)):
            continue
        if first and state.carried:
            first = False
            if _closes_carried(state, at, mark, role, start, number):
                continue
        first = False
        if role == ")" or (role == "?" and _stands(state.stack, mark)):
            _close(state, at, mark, number)
        elif at + 1 < end:
            if len(state.stack) == _DEPTH:
                del state.stack[0]
            state.stack.append(_Open(mark, at))
    _end_paragraph(state, block, number, first)


def _role(state: _Pairing, at: int, start: int, end: int) -> str:
    """``"("`` opens, ``")"`` closes, ``"?"`` whichever is due, ``""`` is an apostrophe or a stray sign."""
    text = state.text
    mark = text[at]
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    left = before.isspace() or before in _OPENING_NEIGHBOURS
    right = after.isspace() or after in _CLOSING_NEIGHBOURS
    if mark in "'‘’‚":
        return _single_role(state, at, left, right, before, after)
    if mark == "“":
        return ")" if _stands(state.stack, mark, "„") or (right and _stands_as(state.stack, "“")) else "("
    if mark in "”‟":
        return "(" if left and not right and not _stands(state.stack, mark) else ")"
    if mark == "„":
        return "("
    if mark in "«‹":
        return ")" if state.inward else "("
    if mark in "»›":
        return "(" if state.inward else ")"
    if at == start:
        return "("
    if at + 1 == end:
        return ")"
    if left == right:
        return "?"
    return "(" if left else ")"


def _single_role(state: _Pairing, at: int, left: bool, right: bool, before: str, after: str) -> str:
    mark = state.text[at]
    if mark == "‚":
        return "(" if left and not right else ""
    opens = left and (after.isalnum() or after in '[(¿¡"“…@#$€£')
    if mark in "'‘" and opens:
        return "" if _ELISION.match(state.text, at + 1, at + 12) else "("
    if mark == "‘":
        return ")" if _stands(state.stack, mark, "‚") else ""
    if before.isspace() or not (right or not after.isalnum()):
        return ""
    if not _stands(state.stack, mark):
        return ""
    if mark == "’" and before == "s" and _PLURAL_POSSESSIVE.match(state.text, at + 1):
        later = _LATER_CLOSE.match(state.text, at + 1, at + _LOOK)
        return "" if later else ")"
    return ")"


def _stands(stack: list[_Open], mark: str, only: str = "") -> bool:
    """Whether a mark stands open that ``mark`` closes."""
    return any(mark in _CLOSERS[o.mark] and (not only or o.mark in only) for o in stack)


def _stands_as(stack: list[_Open], mark: str) -> bool:
    return any(o.mark == mark for o in stack)


def _close(state: _Pairing, at: int, mark: str, number: int) -> None:
    stack = state.stack
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index]
        if mark in _CLOSERS[opened.mark] or (mark == opened.mark == "“"):
            break
        if opened.mark not in _SINGLES and mark in "'’":
            return  # a single mark does not end what a double one began
    else:
        return
    del stack[index:]
    if at > opened.at + 1:
        goes_on = opened.at == state.reopened_at
        state.found.append(Passage(opened.at, at + 1, opened.at + 1, at, 0, number, goes_on=goes_on))
        for outer in stack:
            outer.holds = outer.holds or outer.mark == opened.mark


def _closes_carried(state: _Pairing, at: int, mark: str, role: str, start: int, number: int) -> bool:
    """Deal with the first mark behind a paragraph that ended open; True if it closed that passage."""
    if role in ")?" and mark in _CLOSERS[state.carried_mark] and at > start:
        state.found.extend(state.carried)
        state.found.append(Passage(start, at + 1, start, at, 0, number, goes_on=True))
        state.carried = []
        return True
    if role == "(" and at == start and mark == state.carried_mark:
        state.found.append(state.carried[0])
        state.carried = []
        state.reopened_at = at
    _give_up(state)
    return False


def _give_up(state: _Pairing) -> None:
    """Nothing closed it: a directed mark holds to its paragraph's end, a straight one was a slip."""
    if state.carried and state.carried_mark != '"':
        state.found.append(state.carried[0])
    state.carried = []


def _end_paragraph(state: _Pairing, block: Bounds, number: int, no_marks: bool) -> None:
    start, end = block
    opened = next((o for o in state.stack if o.mark not in _SINGLES and not o.holds), None)
    if opened is not None:
        goes_on = opened.at == state.reopened_at
        state.carried = [Passage(opened.at, end, opened.at + 1, end, 0, number, closed=False, goes_on=goes_on)]
        state.carried_mark = opened.mark
    elif state.carried and no_marks:
        state.carried.append(Passage(start, end, start, end, 0, number, closed=False, goes_on=True))
        if len(state.carried) > _REACH:
            _give_up(state)


def _nested(text: str, found: list[Passage]) -> list[Passage]:
    """The passages, sorted, with their depths; one that crosses another's end is dropped."""
    kept: list[Passage] = []
    ends: list[int] = []
    for passage in found:
        while ends and ends[-1] <= passage.start:
            ends.pop()
        if kept and kept[-1].start + 1 == passage.start and _doubled(text, kept[-1], passage):
            kept.pop()
            ends.pop()
        if ends and passage.end > ends[-1]:
            continue
        kept.append(replace(passage, depth=len(ends)) if ends else passage)
        ends.append(passage.end)
    return kept


def _doubled(text: str, outer: Passage, inner: Passage) -> bool:
    """Whether a mark was set twice (\"“No,” she said. …\"): the inner pair is the one that speaks."""
    return text[outer.start] not in _SINGLES and text[inner.start] not in _SINGLES and inner.end < outer.end - 1
