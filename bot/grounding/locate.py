"""Where quoted words stand in a document: found by code, never guessed.

Exact first, then by the one fold table (``bot.grounding.fold``), then with the first letter in the other case, then
with the writer's own editing taken for what it says: an ellipsis leaves words out, [brackets] put words in or
change a letter. Nothing is ever matched because it is alike. A match begins and ends between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.fold import DASHES, QUOTATION_MARKS, fold_text
from bot.grounding.index import Index, index_of
from bot.types import Citation, Document, Span, Status

# The most characters that an ellipsis may leave out, and that a bracket may stand for.
ELLIPSIS_REACH = 600
BRACKET_REACH = 80
# A quote is a passage, not a book: longer ones are not searched for.
LONGEST = 20_000
# Of a passage that stands in more places than this only the first ones are weighed.
MOST_PLACES = 64

_EDIT = re.compile(r"\s?(?:[\[(]\s?(?:\.\s?\.\s?\.|…)\s?[\])]|\.(?:\s?\.){2,3}|…)\s?|\s?\[[^\[\]]{0,80}\]\s?")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|hardly|\w+n't|nicht|kein\w*|nie)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]['\s]")


def locate(quote: str, document: Document, within: Sequence[Span] = (), after: int | None = None) -> Citation:
    """Find a quote in a document.

    Args:
        quote: the words as somebody wrote them, with or without quotation marks around them.
        document: where they are looked for.
        within: spans of the document that are cited: of several places, one inside them is meant.
        after: of several places outside ``within``, the first from this offset on is meant (quotes in order).

    Returns:
        A citation. Located, its quote is the document's own words at its span, and its status is ``exact`` where
        the quote was written just so and ``normalized`` where it took the fold or the editing rules. Otherwise it
        holds the quote as given and ``ambiguous`` (several places, none of them meant) or ``not_found``.
    """
    quote = quote.strip()
    bare = quote.strip(QUOTATION_MARKS + DASHES + " \t\n")
    if not bare.endswith((".", "…")) or not _EDIT.search(bare[-5:]):
        bare = bare.rstrip(".,;:")  # the quoting sentence's own mark, set inside as printers do
    if not any(c.isalnum() for c in bare) or len(bare) > LONGEST:
        return Citation(quote, "not_found", None)
    spans = [span for span in within if span.document_id == document.id]
    for status, places in _ways(bare, document, spans):
        chosen = _choose(places, spans, after)
        if chosen is not None:
            start, end = chosen
            return Citation(document.text[start:end], status, document.span(start, end))
        if places:
            return Citation(quote, "ambiguous", None)
    return Citation(quote, "not_found", None)


Places = list[tuple[int, int]]


def _ways(quote: str, document: Document, spans: Sequence[Span]) -> Iterator[tuple[Status, Places]]:
    """Each way to read the quote with the places it leads to: the cited spans before the rest, strict before free."""
    index = index_of(document.text)
    for inside in [spans, ()] if spans else [()]:
        places = _folded(quote, index, inside)
        exact = [(start, end) for start, end in places if document.text[start:end] == quote]
        yield "exact", exact
        if not exact:
            yield "normalized", places
    if _EDIT.search(quote):
        for inside in [spans, ()] if spans else [()]:
            yield "normalized", _edited(quote, index, inside)


def _ranges(index: Index, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The stretches of the fold to search; no spans: all of it."""
    if not spans:
        return [(0, len(index.folded.text))]
    return [(index.folded.fold_place(span.start), index.folded.fold_place(span.end)) for span in spans]


def _folded(quote: str, index: Index, spans: Sequence[Span]) -> Places:
    """Places of the folded quote, with its first letter as written; where there is none, in the other case."""
    for form in _first_letter(fold_text(quote).text.strip(" '")):
        found: Places = []
        for low, high in _ranges(index, spans):
            for place in index.find(form, low, high):
                original = _original(index, place, place + len(form))
                if original is not None and len(found) < MOST_PLACES:
                    found.append(original)
        if found:
            return found
    return []


def _first_letter(needle: str) -> tuple[str, ...]:
    """A needle as it is and with its first letter in the other case, where that is one letter too."""
    other = needle[:1].swapcase()
    if len(other) != 1 or other == needle[:1]:
        return (needle,) if needle else ()
    return needle, other + needle[1:]


def _original(index: Index, place: int, end: int) -> tuple[int, int] | None:
    start, stop = index.folded.original_start(place), index.folded.original_end(end)
    return None if start is None or stop is None else (start, stop)


def _choose(places: Places, spans: Sequence[Span], after: int | None) -> tuple[int, int] | None:
    """The place that is meant: the only one, the first inside the cited spans, the next in order, or none."""
    if len(places) == 1:
        return places[0]
    for start, end in places:
        if any(span.start <= start and end <= span.end for span in spans):
            return start, end
    if after is not None:
        return next(((start, end) for start, end in sorted(places) if start >= after), None)
    return None


def _edited(quote: str, index: Index, spans: Sequence[Span]) -> Places:
    """Places where every kept piece of an edited quote stands, in order and near enough to the one before."""
    pieces = list(_pieces(quote))
    if not pieces or sum(len(piece) for piece, _ in pieces) < 8:
        return []
    found: Places = []
    for low, high in _ranges(index, spans):
        for form in _first_letter(pieces[0][0]):
            for place in index.find(form, low, high):
                end = _follow(index, pieces[1:], place + len(form), high)
                original = _original(index, place, end) if end is not None else None
                if original is not None and original not in found and len(found) < MOST_PLACES:
                    found.append(original)
    return found


def _pieces(quote: str) -> Iterator[tuple[str, int]]:
    """The kept pieces of an edited quote, folded, each with the most characters that may stand before it."""
    reach, begun = 0, 0
    quote = re.sub(r"\[(\w)\](?=\w)", r"\1", quote) if re.match(r"\[\w\]\w", quote) else quote
    for edit in _EDIT.finditer(quote):
        piece = fold_text(quote[begun : edit.start()]).text.strip(" ")
        if piece:
            yield piece, reach
            reach = 0
        elided = "…" in edit[0] or ".." in edit[0].replace(" ", "")
        reach, begun = max(reach, ELLIPSIS_REACH if elided else BRACKET_REACH), edit.end()
    piece = fold_text(quote[begun:]).text.strip(" ")
    if piece:
        yield piece, reach


def _follow(index: Index, pieces: Sequence[tuple[str, int]], end: int, high: int) -> int | None:
    """Where the last piece ends, if each piece follows the one before it within its reach and drops no "not"."""
    for piece, reach in pieces:
        stop = min(high, end + reach + len(piece) + 1)
        nearest = None
        for form in _first_letter(piece):
            place = next(index.find(form, end, stop), None)
            if place is not None and (nearest is None or place < nearest):
                nearest = place
        if nearest is None or _turns(index.folded.text[end:nearest]):
            return None
        end = nearest + len(piece)
    return end


def _turns(gap: str) -> bool:
    """Whether the words left out between two kept pieces hold a negation of the clause that they belong to."""
    ends = [match.start() for match in _SENTENCE_END.finditer(gap)]
    parts = [gap[: ends[0]], gap[ends[-1] :]] if ends else [gap]
    return any(_NEGATION.search(part) for part in parts)
