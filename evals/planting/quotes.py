"""Words in marks put wrong, and a citation that points elsewhere."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from bot.language.words import content_tokens, stem
from evals.consistency import MARKED
from evals.planting.base import Planted, changed
from evals.statements import FORMULAS, Right, name_of

_WORD = re.compile(r"(?<![\w’'-])[^\W\d_A-Z]{4,}(?![\w’'-])")


def quote_word(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """One word inside the marks becomes another word of the document."""
    lang = right.source.case.lang
    places = [
        (passage.start() + word.start(), passage.start() + word.end())
        for passage in MARKED.finditer(right.text)
        for word in _WORD.finditer(passage.group())
        if len(passage.group().split()) > 3
    ]
    if not places:
        return None
    start, end = chance.choice(places)
    here = {stem(token.word, lang) for token in content_tokens(right.text, lang)}
    words = {token.word for token in content_tokens(right.source.document.text, lang)}
    others = sorted(word for word in words if _WORD.fullmatch(word) and stem(word, lang) not in here)
    return changed(right, start, end, chance.choice(others)) if others else None


def quotes_spliced(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """The beginning of one quotation and the end of another as one: of one speaker as if said in one breath, of two
    with an ellipsis between them."""
    if right.speech is None or right.speech.kind != "direct":
        return None
    first = _half(right, begin=True)
    partners = [
        other for other in pool
        if other.speech is not None and other.speech.kind == "direct" and other.speech is not right.speech
        and not set(other.evidence) & set(right.evidence) and _half(other, begin=False)
    ]  # fmt: skip
    if not first or not partners:
        return None
    other = chance.choice(partners)
    joint = " " if other.speaker == right.speaker else " … "
    name = name_of(right.speaker, right.source.document)
    words = f"{first}{joint}{_half(other, begin=False)}"
    text = FORMULAS[right.source.case.lang].format(name, words)
    return Planted(text, (*right.evidence, *other.evidence), f"{joint!r} “{_half(other, begin=False)}”", right)


def _half(right: Right, begin: bool) -> str:
    """The first or last half of the words in marks, three words or more; "" where there are too few."""
    passage = MARKED.search(right.text)
    words = passage.group().strip('“”„«»" \u00a0').split() if passage else []
    half = words[: (len(words) + 1) // 2] if begin else words[(len(words) + 1) // 2 :]
    return " ".join(half).rstrip(",;:") if len(half) >= 3 else ""


def citation_elsewhere(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """The statement cites another sentence, one that has a word of it and not half of its words."""
    lang = right.source.case.lang
    ours = {stem(token.word, lang) for token in content_tokens(right.text, lang)}
    near, far = [], []
    for sentence in right.source.reading.sentences:
        words = right.source.document.slice(sentence.span)
        if len(words.split()) < 5 or any(sentence.span.overlaps(span) for span in right.evidence):
            continue
        shared = len(ours & {stem(token.word, lang) for token in content_tokens(words, lang)}) / max(1, len(ours))
        if 0 < shared <= 0.5:
            near.append(sentence.span)
        elif shared == 0:
            far.append(sentence.span)
    if not near and not far:
        return None
    span = chance.choice(near or far)
    return Planted(right.text, (span,), f"cites “{right.source.document.slice(span)}”", right)
