"""The passage of a document most like some words: only ever to word the reason of a rejection."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from bot.grounding.fold import fold_text
from bot.grounding.index import index_of
from bot.language.words import fold, tokens
from bot.types import Document

# Words that stand more often than this in a document point nowhere.
_COMMON = 200
# Places this many characters apart may belong to one passage.
_BUCKET = 24
# At least this alike, as rows of words, for a passage to be worth showing.
_ALIKE = 0.6


def nearest(quote: str, document: Document) -> str | None:
    """The document's own words most like a quote that it does not hold, or None where nothing is much like it."""
    index = index_of(document.text)
    needle = fold_text(quote).text
    words = [token.word for token in tokens(needle)][:80]
    votes: Counter[int] = Counter()
    starts: dict[int, int] = {}
    offsets = {token.word: token.start for token in reversed(tokens(needle))}
    for word, places in index.rare_places(words, _COMMON):
        for place in places:
            start = max(0, place - offsets[word])
            bucket = start // _BUCKET
            votes[bucket] += 1
            starts[bucket] = min(start, starts.get(bucket, start))
    best: tuple[float, str] | None = None
    for bucket, _ in votes.most_common(3):
        start = starts[bucket]
        found = _window(words, index.folded.text, start - _BUCKET, start + len(needle) + 3 * _BUCKET)
        if found and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best and best[0] >= _ALIKE else None


def _window(words: list[str], text: str, start: int, end: int) -> tuple[float, str] | None:
    """How much of the words a stretch of text has in order, and the stretch of theirs that stands for all of them."""
    start = max(0, start)
    theirs = tokens(text[start:end])
    matcher = SequenceMatcher(None, [fold(w) for w in words], [fold(t.word) for t in theirs], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or not words:
        return None
    first, last = blocks[0], blocks[-1]
    low, high = first.b, last.b + last.size
    share = sum(block.size for block in blocks) / max(len(words), high - low)
    low, high = max(0, low - first.a), min(len(theirs), high + len(words) - last.a - last.size)
    return share, text[start + theirs[low].start : start + theirs[high - 1].end]
