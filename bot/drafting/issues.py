"""What a document's statements are about, in the document's own nouns: the targets of stances, with no model.

An issue is a noun phrase that several statements, or a statement and the narration, share: "sea wall", "combat
mission", "water rationing". It is named by the longest form that the documents use often, and recognised by its head
(its last word), so that "the wall" and "the new sea wall" are one issue under one name; unless the documents set two
of a kind against each other ("the fixed bridge" and "the swing bridge").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.language.concepts import concept, contrasted, is_general
from bot.language.positions import lexicon
from bot.language.propositions import Proposition, Thing
from bot.language.words import Token, fold, stem, stopwords, tokens
from bot.types import Attribution, Reading

_BEFORE_A_NOUN = re.compile(r"\b(?:the|of|on|without|against|no|for|any)\s\Z", re.IGNORECASE)

_OF_WHAT = re.compile(r"\s(?:of|for|at|in|from|who|which|that|and|on|to)\s|,")

MOST = 8
"""Issues of one document; what fewer statements share than the eighth is no issue of it."""

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask thing way people year month week day time lot bit part number kind sort question
    answer statement comment remark fact point case matter issue reason example interview reporter meeting today
    yesterday tomorrow minute hour monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december percent per cent million billion hundred thousand
    man woman moment end start place side word view add one two three four five six seven eight nine ten first
    second new old last next big small good bad great long short high low much many more less going get come go take
    give make see know think believe expect mean look talk happen continue remain become begin keep let put try use
    need want work find feel help call really even still already just also never ever always soon later earlier ago
    back leave stay around across along beyond toward towards within among amid despite according""".split()
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What statements are about: how it is named, and the concept by which it is recognised.

    ``kind`` is the adjective or noun before the head without which it would be another thing, or "".
    """

    name: str
    head: str
    kind: str = ""

    @property
    def proposition(self) -> Proposition:
        """The issue as what one can be for or against: that there be such a thing, or that it be done."""
        words = self.name.split()
        concepts = frozenset(concept(word) for word in words)
        if is_gerund(words[-1]):
            theme = Thing(concept(words[-2]) if len(words) > 1 else "")
            return Proposition(theme, self.head, None, frozenset(), 1.0, True, concepts)
        kind = (self.kind,) if self.kind else ()
        return Proposition(Thing(self.head, kind), None, None, frozenset(), 1.0, True, concepts)


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


def issues(statements: Sequence[tuple[Reading, Attribution]]) -> tuple[Issue, ...]:
    """The issues of some documents, the most shared first; ties in the order of the texts.

    One issue has one name in all of them, so that who speaks of it in two can be seen to have changed.

    Args:
        statements: reported statements with the documents that report them.
    """
    readings = {reading.document.id: reading for reading, _ in statements}.values()
    shared: Counter[str] = Counter()
    for reading, attribution in statements:
        words = " ".join(reading.document.slice(span) for span in attribution.spans)
        shared.update({_head(phrase, reading.language) for phrase in phrases(words, reading.language)})
    everywhere: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for reading in readings:
        for phrase in phrases(reading.document.text, reading.language):
            head = _head(phrase, reading.language)
            everywhere[head] += 1
            form = " ".join(_without_names(phrase[-3:]))
            forms.setdefault(head, Counter())[form] += 1
    order = {head: place for place, head in enumerate(forms)}
    names = {head: _name(form) for head, form in forms.items()}

    # A proper name is an actor and no issue: "for Norland" says little, and misleads as easily; so are "the mayor" and
    # "the committee" that speak. A bare "repair" does not say of what.
    no_issue = {head for reading in readings for head in _actors(reading)}
    no_issue |= {head for head, name in names.items() if name[:1].isupper() or (name == head and is_general(head))}
    common = [head for head in shared if everywhere[head] > 1 and head not in no_issue]
    texts = [reading.document.text for reading in readings]
    ranked = sorted(common, key=lambda head: (-3 * shared[head] - everywhere[head], order[head]))
    found = [issue for head in ranked[:MOST] for issue in _parted(head, names[head], texts)]
    done = {issue.head for issue in found if is_gerund(issue.name.split()[-1])}
    return tuple(issue for issue in found if not _is_clause(issue, done))[:MOST]


def _is_clause(issue: Issue, done: Collection[str]) -> bool:
    """Whether an issue's first word is the verb of another, so that both are one: "ration water", "rationing"."""
    words = issue.name.split()
    return len(words) > 1 and not is_gerund(words[0]) and concept(words[0]) in done


def _actors(reading: Reading) -> Iterator[str]:
    """The concepts that say what the speakers of a document are: "mayor", "committee"."""
    for speaker in reading.speakers:
        for form in (speaker.name, speaker.role or "", *speaker.aliases):
            words = tokens(_OF_WHAT.split(form)[0])
            if words:
                yield concept(words[-1].word, reading.language)


def _parted(head: str, name: str, texts: Sequence[str]) -> Iterator[Issue]:
    """An issue, or as many as there are things of one kind set against each other ("fixed bridge", "swing bridge").

    Then the bare word ("the bridge") may mean either, and belongs to neither.
    """
    kinds: Counter[str] = Counter()
    for text in texts:
        words = tokens(text)
        kinds.update(fold(words[at - 1].word) for at in range(1, len(words)) if concept(words[at].word) == head)
    often = [word for word, count in kinds.most_common() if count > 1]
    against = [word for word in often if contrasted(word) & {stem(other) for other in often}]
    if against:
        yield from (Issue(f"{word} {name.split()[-1]}", head, word) for word in against)
    else:
        yield Issue(name, head)


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
            and not (run == [] and is_gerund(token.word) and not _as_noun(text, token))
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


def is_gerund(word: str) -> bool:
    """Whether a word may be a verb's noun in "-ing" ("rationing")."""
    return word.endswith("ing") and len(word) > 5


def _as_noun(text: str, token: Token) -> bool:
    """Whether a word in "-ing" stands as a noun: behind a preposition, an article or "no", not as a verb's part."""
    before = text[max(0, token.start - 12) : token.start]
    return bool(_BEFORE_A_NOUN.search(before))


def _head(phrase: Sequence[Token], language: str) -> str:
    return concept(phrase[-1].word, language)


def _without_names(phrase: Sequence[Token]) -> list[str]:
    """The words of a phrase behind its last capitalised modifier: "wall" of "Tarnholm wall"; a name stays a name."""
    words = [token.word for token in phrase]
    last = max((at for at, word in enumerate(words[:-1]) if word[:1].isupper()), default=-1)
    return words[last + 1 :]


def _name(forms: Counter[str]) -> str:
    """The most frequent form; among those nearly as frequent, the longest tells most."""
    most = max(forms.values())
    return max((form for form, n in forms.items() if 2 * n >= most), key=lambda form: (len(form.split()), forms[form]))
