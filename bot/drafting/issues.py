"""What a document's statements are about, in the document's own nouns: the targets of stances, with no model.

An issue is a noun phrase that several statements, or a statement and the narration, share: "sea wall", "combat
mission". It is named by the longest form that the document uses often, and recognised by its head (its last word),
so that "the wall" and "the new sea wall" are one issue under one name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.positions import lexicon
from bot.language.words import Token, fold, stem, stopwords, tokens
from bot.types import Attribution, Reading

MOST = 8
"""Issues of one document; what fewer statements share than the eighth is no issue of it."""

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask thing way people year month week day time lot bit part number kind sort question answer
    statement comment remark fact point case matter issue reason example interview reporter meeting today yesterday
    tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december percent per cent million billion hundred thousand man woman moment end start
    place side word view add one two three four five six seven eight nine ten first second new old last next big small
    good bad great long short high low much many more less going get come go take give make see know think believe
    expect mean look talk happen continue remain become begin keep let put try use need want work find feel help call
    really even still already just also never ever always soon later earlier ago back leave stay around across along
    beyond toward towards within among amid despite according""".split()
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What statements are about: how it is named, and the stem by which it is recognised."""

    name: str
    head: str


CONFIDENT = 0.5
"""Attributions less sure than this take no side."""

FEWEST_WORDS = 3
"""A statement of fewer words ("the vote") says nothing that one could be for or against."""


def positions(reading: Reading) -> tuple[Attribution, ...]:
    """The reported statements that may show a position: somebody known says it, for sure, in words enough."""
    document = reading.document
    return tuple(
        attribution
        for attribution in reading.attributions
        if attribution.speaker is not None
        and attribution.confidence >= CONFIDENT
        and sum(len(document.slice(span).split()) for span in attribution.spans) >= FEWEST_WORDS
    )


def issues(reading: Reading, attributions: Sequence[Attribution]) -> tuple[Issue, ...]:
    """The issues of a document, the most shared first; ties in the order of the text.

    Args:
        reading: the document as read.
        attributions: those of its statements that count.
    """
    document = reading.document
    shared: Counter[str] = Counter()
    for attribution in attributions:
        words = " ".join(document.slice(span) for span in attribution.spans)
        shared.update({_head(phrase, reading.language) for phrase in phrases(words, reading.language)})
    everywhere: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for phrase in phrases(document.text, reading.language):
        head = _head(phrase, reading.language)
        everywhere[head] += 1
        form = " ".join(_without_names(phrase[-3:]))
        forms.setdefault(head, Counter())[form] += 1
    order = {head: place for place, head in enumerate(forms)}
    names = {head: _name(form) for head, form in forms.items()}

    # A proper name is an actor and no issue: "for Norland" says little, and misleads as easily.
    common = [head for head in shared if everywhere[head] > 1 and not names[head][:1].isupper()]
    ranked = sorted(common, key=lambda head: (-3 * shared[head] - everywhere[head], order[head]))
    return tuple(Issue(names[head], head) for head in ranked[:MOST])


def phrases(text: str, language: str = "en") -> Iterator[tuple[Token, ...]]:
    """Runs of one to four content words that could be a noun phrase: no function, light, position or number word."""
    function = stopwords(language)
    run: list[Token] = []
    for token in tokens(text):
        word = stem(token.word, language)
        content = (
            fold(token.word) not in function
            and word not in _LIGHT
            and word not in lexicon()
            and not token.word[0].isdigit()
            and len(token.word) > 2
            and not (run == [] and token.word.endswith("ing"))
            and not token.word.endswith(("ly", "ed"))
        )
        joined = not run or text[run[-1].end : token.start] in (" ", "-", "\u00a0")
        if run and not (content and joined and len(run) < 4):
            yield tuple(run)
            run = []
        if content:
            run.append(token)
    if run:
        yield tuple(run)


def places(text: str, stems: frozenset[str], language: str = "en") -> list[tuple[int, int]]:
    """Where words of these stems stand in a text, as ``(start, end)``."""
    return [(token.start, token.end) for token in tokens(text) if stem(token.word, language) in stems]


def _head(phrase: Sequence[Token], language: str) -> str:
    return stem(phrase[-1].word, language)


def _without_names(phrase: Sequence[Token]) -> list[str]:
    """The words of a phrase behind its last capitalised modifier: "wall" of "Tarnholm wall"; a name stays a name."""
    words = [token.word for token in phrase]
    last = max((at for at, word in enumerate(words[:-1]) if word[:1].isupper()), default=-1)
    return words[last + 1 :]


def _name(forms: Counter[str]) -> str:
    """The most frequent form; among those nearly as frequent, the longest tells most."""
    most = max(forms.values())
    return max((form for form, n in forms.items() if 2 * n >= most), key=lambda form: (len(form.split()), forms[form]))
