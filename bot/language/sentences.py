"""Paragraphs and sentences, with exact spans.

A paragraph ends at a blank line. Inside a block of lines the question is whether a line end was put there by an
author (news wires: one paragraph a line) or by a typesetter (PDF, e-mail: lines of one width, broken anywhere).
``paragraphs`` asks three things of every line end, in this order:

1. Does the next line start with a list sign ("- ", "3) ")? Then a paragraph ends.
2. Does the sentence go on ("… of the\\ncouncil …": no closing sign before, a small letter after)? Then it does not.
3. Is the block wrapped (in the document, line ends inside sentences are common and no line is long)? Then a
   paragraph ends only where the next word would still have fitted on the line, for a typesetter fills his lines.

``sentences`` splits a paragraph at . ! ? … with the closing marks behind them, unless the word before is an
abbreviation, an initial or an ordinal, or the next word cannot begin a sentence.

Both are linear in the length of the text: every expression consumes what it reads, and every look around is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.language import cues
from bot.language.openers import CLIPPED, NUMBERED, OPENERS, SILENT, TITLES
from bot.types import Document, Sentence, Turn

Bounds = tuple[int, int]

_LINE = re.compile(r"[^\n\x0b\x0c\r\x85\u2028\u2029]*+")
_BREAK = re.compile(r"(?:\r\n|[\n\x0b\x0c\r\x85\u2028\u2029])")
_LIST_SIGN = re.compile(r"(?:[-*+•‣◦▪–—·●■]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)])[ \t\u00a0]")
_CLOSED = frozenset(".!?:;…。！？\"”’»«)]'“‘*_>|")
_TAB_OR_PIPE = re.compile(r"[\t|]")
_END = re.compile(r"[.!?…。！？]++[\"'”’“‘»«›‹)\]*_]*+(?:[\u0020\u00a0\u202f]»)?+")
_QUOTE_END = frozenset("\"'”’“‘»«›‹")
_WIDE_STOPS = frozenset("。！？")
_LAST_WORD = re.compile(r"[^\W_](?:[\w.&’'-]*[\w])?$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_NEXT_WORD = re.compile(r"[\"'“”‘’„‚«»‹›(\[¿¡*_]*+(?:[–—]\s?|-\s)?[\"'“”‘’„«»]*+([^\W_][\w’'-]*+)?")
_SHORT_NUMBER = re.compile(r"\d{1,3}$")
_NAME_THEN_WORD = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]*\s+){0,4}?([a-zß-ÿ]+)\b")

_WRAP_WIDTH = 140  # characters: no e-mail, PDF or terminal sets longer lines; paragraphs of prose run longer
_WRAP_SHARE = 0.2  # of the line ends inside blocks: in prose set in lines, four of five ends fall inside sentences
_LOOK = 64  # characters looked at on either side of a full stop


def paragraphs(document: Document) -> list[Bounds]:
    """The paragraphs as ``(start, end)``, in order, trimmed of white space, never empty, never overlapping.

    A turn that shows its label, or that another speaker takes, begins a paragraph; the labels themselves belong
    to none.
    """
    text = document.text
    lines = list(_lines(text))
    wrapped = document.kind == "captions" or _is_wrapped(text, lines)
    width = _width(lines) if wrapped else 0
    found: list[Bounds] = []
    start = end = -1
    last = (0, 0)
    for line_start, line_end in lines:
        if line_start == line_end:
            if start >= 0:
                found.append((start, end))
            start = -1
        elif start < 0:
            start, end = line_start, line_end
        elif _goes_on(text, last, (line_start, line_end), width):
            end = line_end
        else:
            found.append((start, end))
            start, end = line_start, line_end
        last = (line_start, line_end)
    if start >= 0:
        found.append((start, end))
    return _cut_at_turns(text, found, document.turns) if document.turns else found


def sentences(document: Document, blocks: Sequence[Bounds], language: str) -> tuple[Sentence, ...]:
    """The sentences of the paragraphs ``blocks``, in order; their spans are trimmed and lie inside one paragraph."""
    text = document.text
    found: list[Sentence] = []
    for number, (start, end) in enumerate(blocks):
        for first, last in split(text, start, end, language):
            found.append(Sentence(len(found), document.span(first, last), number))
    return tuple(found)


def split(text: str, start: int, end: int, language: str) -> Iterator[Bounds]:
    """The sentences of ``text[start:end]``, one paragraph, as trimmed ``(start, end)``."""
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            break
        follows = text[stop]
        if not (follows.isspace() or match.group()[0] in _WIDE_STOPS):
            continue
        after = stop
        while after < end and text[after].isspace():
            after += 1
        if after < end and _is_end(text, match, begin, after, language):
            yield begin, stop
            begin = after
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def _lines(text: str) -> Iterator[Bounds]:
    """The lines, trimmed; a blank line is an empty pair."""
    at, size = 0, len(text)
    while at <= size:
        line = _LINE.match(text, at)
        stop = line.end() if line else at
        raw = text[at:stop]
        kept = raw.lstrip()
        begin = at + len(raw) - len(kept)
        yield begin, begin + len(kept.rstrip())
        if stop >= size:
            return
        gap = _BREAK.match(text, stop)
        at = gap.end() if gap else stop + 1


def _is_wrapped(text: str, lines: Sequence[Bounds]) -> bool:
    """Whether line ends fall inside sentences as a matter of course."""
    ends = inside = 0
    longest = 0
    for (start, end), (next_start, next_end) in pairwise(lines):
        longest = max(longest, end - start)
        if start == end or next_start == next_end:
            continue
        ends += 1
        inside += text[end - 1] not in _CLOSED and text[next_start].islower()
    return ends >= 2 and longest <= _WRAP_WIDTH and inside >= _WRAP_SHARE * ends


def _width(lines: Sequence[Bounds]) -> int:
    """The width the typesetter filled: the length that nine lines of ten stay within."""
    lengths = sorted(end - start for start, end in lines if end > start)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _goes_on(text: str, line: Bounds, following: Bounds, width: int) -> bool:
    """Whether the paragraph goes on from one line to the next; ``width`` is 0 where lines are not wrapped."""
    if _LIST_SIGN.match(text, following[0]) and (
        text[following[0]] in "-*+•‣◦▪·●■" or text[line[1] - 1] in _CLOSED or not width
    ):
        return False
    if (text[line[1] - 1] not in _CLOSED or text[line[1] - 1] in _QUOTE_END) and text[following[0]].islower():
        return not _TAB_OR_PIPE.search(text, line[0], min(line[1], line[0] + 400))
    if not width:
        return False
    next_word = text.find(" ", following[0], following[1])
    needed = (next_word if next_word > 0 else following[1]) - following[0]
    # Proportional type: a full line may hold an eighth fewer characters than the widest.
    return (line[1] - line[0]) + 1 + needed > width * 0.875


def _cut_at_turns(text: str, blocks: Sequence[Bounds], turns: Sequence[Turn]) -> list[Bounds]:
    """Paragraphs cut where a turn is taken; what lies inside a turn's label is left out."""
    holes: list[Bounds] = []
    before: str | None = None
    for turn in turns:
        if turn.label_end > turn.label_start or turn.speaker != before:
            holes.append((turn.label_start, max(turn.label_end, turn.label_start)))
            holes.append((turn.start, turn.start))
        before = turn.speaker
    holes.sort()
    found: list[Bounds] = []
    at = 0
    for start, end in blocks:
        while at < len(holes) and holes[at][1] <= start and holes[at][0] <= start:
            at += 1
        begin, look = start, at
        while look < len(holes) and holes[look][0] < end:
            _keep(text, begin, holes[look][0], found)
            begin = max(begin, holes[look][1])
            look += 1
        at = max(at, look - 1)
        _keep(text, begin, end, found)
    return found


def _keep(text: str, start: int, end: int, found: list[Bounds]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))


def _is_end(text: str, match: re.Match[str], begin: int, after: int, language: str) -> bool:
    """Whether a sentence ends at the signs matched, given that white space and then ``after`` follow."""
    signs = match.group()
    following = _NEXT_WORD.match(text, after, after + _LOOK)
    word = following.group(1) if following else None
    if word and word[0].islower():
        return False
    mark = signs.rstrip("\"'”’“‘»«›‹)]*_")
    closed = len(signs) > len(mark)
    if mark != ".":
        return not (closed and signs[-1] in _QUOTE_END and _cue_follows(text, after))
    if closed:
        return True
    return _stop_ends(text, match.start(), begin, word, language)


def _stop_ends(text: str, stop: int, begin: int, word: str | None, language: str) -> bool:
    """Whether the single full stop at ``stop`` ends a sentence, and not an abbreviation, an initial or a number."""
    before = _LAST_WORD.search(text[max(begin, stop - _LOOK) : stop])
    if before is None:
        return True
    last = before.group()
    opens = word is None or word.lower() in OPENERS.get(language, OPENERS["en"])
    if _SHORT_NUMBER.match(last):
        if stop - len(last) <= begin:  # "3. Budget": the number of a list
            return False
        return language != "de" or opens or len(last) > 2  # "am 3. Oktober": a German ordinal
    if last in TITLES or last.rpartition("-")[2] in TITLES or last.lower() in SILENT:  # "then-Gov. Ada Voss"
        return False
    if last.lower() in NUMBERED and word is not None and word[0].isdigit():
        return False
    if len(last) == 1 and word is not None and len(word) == 1:
        return False  # "z. B."
    if len(last) == 1 and last.isupper():
        # "J. Brandt", but "vitamin C. They …": an initial unless a word that begins sentences follows.
        return opens and last != "I" and word is not None and len(word) > 1
    if last in CLIPPED or ("." in last and _ACRONYM.match(last)):
        return opens
    return True


def _cue_follows(text: str, after: int) -> bool:
    """Whether “Why?” is followed by a name and a verb of speech ("Mayor Lind asked"), and so goes on."""
    named = _NAME_THEN_WORD.match(text, after, after + _LOOK)
    form = cues.forms().get(named.group(1)) if named else None
    cue = cues.verbs().get(form[0]) if form and "d" in form[1] + "d" * ("s" in form[1]) else None
    return cue is not None and bool(cue.frames & {"c", "q"})
