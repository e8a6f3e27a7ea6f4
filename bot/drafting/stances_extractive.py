"""Stances with no model: reported statements, labelled by what their words say of a target.

A target that is a proposition ("the toll should be scrapped") is taken apart, and a statement's label is the side that
its words take on it (``bot.language.sides``), sentence by sentence. A target that is a thing ("the toll", "Ada Birk")
is labelled by how the words, and the verb that reports them, lean towards it (``bot.language.positions``). Where they
do not tell, there is no row: neutral is only who says so. Statements of one speaker on one target that agree are one
row; where the speaker's position turns, both rows stay, in order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.drafting.issues import as_proposition, common_names, phrases, places, positions
from bot.drafting.stance_words import Said, Statement, is_asserted, own_words, with_cue
from bot.language.concepts import concept
from bot.language.named import Deed, Named
from bot.language.names import same_name
from bot.language.positions import leaning
from bot.language.propositions import Proposition, parse
from bot.language.sides import CLEAR, side
from bot.language.stands import Stand, stands
from bot.language.whose import denies
from bot.language.words import content_tokens, fold, stem, stopwords, tokens
from bot.types import Attribution, Draft, DraftStance, Label, Reading, Readings, Span, Speaker

_ARTICLES = frozenset("the a an this that these those our their his her its all any".split())

_LONGEST_THING = 4
"""Words of a noun phrase without prepositions."""

_BEHIND_A_NOUN = re.compile(r"\s(?:of|for|in|on|to|with|at|by|from|against|between|about|that|who|which)\s")

_TOLD_AS_PAST = re.compile(
    r"\b(?:I|we) (?:said|told|wrote|thought|believed|argued|promised|voted|used to)\b"
    r"|\b(?:I|he|she|they|we) (?:was|were|had been|used to be) (?:for|against|in favou?r|opposed)\b"
    r"|\b(?:at first|once|back then|at the time|used to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, whether its words tell of a position held before, and whether they say that none is taken."""

    stance: DraftStance
    is_past: bool = False
    is_undecided: bool = False


def draft_stances(readings: Readings, targets: tuple[str, ...] = (), speaker: str | None = None) -> Draft:
    """Stances of all speakers, or of one, on the targets given, or on the issues that the documents show.

    Args:
        readings: documents as read.
        targets: propositions or things; empty for the documents' own issues.
        speaker: a name; None for everybody who speaks.
    """
    asked = [
        Statement.of(reading, attribution, attribution.speaker)
        for reading in readings.values()
        if can_tell(reading)
        for attribution in positions(reading)
        if attribution.speaker and _is(attribution.speaker, speaker)
    ]
    rows: list[_Row] = []
    if targets:
        rows += (row for statement in asked for target in targets for row in _on_target(statement, target))
    else:
        rows += _on_named(asked)
    undecided = frozenset(row.stance.evidence for row in rows if row.is_undecided)
    return Draft(stances=tuple(_told(joined(_without_returns(rows), undecided), undecided)))


def _told(rows: Iterable[DraftStance], undecided: Collection[tuple[Span, ...]]) -> Iterator[DraftStance]:
    """Rows whose words tell a side or say expressly that none is taken: that the lexicon is silent makes nobody
    neutral."""
    return (row for row in rows if row.label != "neutral" or row.evidence in undecided)


def by_words(readings: Readings, speaker: Speaker, target: str, spans: Sequence[Span]) -> Label | None:
    """The label that the lexicon gives to some words of a speaker, for rows that somebody else has drafted.

    Args:
        readings: documents as read.
        speaker: whose words they are.
        target: what they are to take a side on.
        spans: the words, anywhere in the documents.

    Returns:
        The side that they take, "neutral" where they say expressly that they take none, None where they do not tell
        (or tell two things).
    """
    told: set[Label] = set()
    for reading in (readings[name] for name in dict.fromkeys(span.document_id for span in spans) if name in readings):
        if not can_tell(reading):
            continue
        for attribution in reading.attributions:
            theirs = attribution.speaker is not None and _is(attribution.speaker, speaker.name)
            if attribution.speaker is None or not theirs or not _touches(attribution, spans):
                continue
            for row in _on_target(Statement.of(reading, attribution, attribution.speaker), target):
                overlaps = any(mine.overlaps(span) for mine in row.stance.evidence for span in spans)
                if overlaps and (row.is_undecided or row.stance.label != "neutral"):
                    told.add(row.stance.label)
    return told.pop() if len(told) == 1 else None


def statements_on(reading: Reading, attributions: Sequence[Attribution], target: str) -> list[tuple[Attribution, str]]:
    """The statements among some that name a thing, each with its words and the verb that reports them."""
    thing = _Thing.of(target, reading.language)
    found = []
    for attribution in attributions:
        text = with_cue(reading, attribution)
        if thing.places(text, reading.language):
            found.append((attribution, text))
    return found


def _touches(attribution: Attribution, spans: Sequence[Span]) -> bool:
    return any(mine.overlaps(span) for mine in attribution.spans for span in spans)


def can_tell(reading: Reading) -> bool:
    """Whether the lexicon knows a document's language. In another, nothing tells who takes no side and who does."""
    return reading.language.startswith("en")


# --- rows ------------------------------------------------------------------------------------------------------


def _on_target(statement: Statement, target: str) -> Iterator[_Row]:
    proposition = _proposition(target)
    if proposition is not None:
        yield from _on_proposition(statement, target, proposition)
        return
    thing = _Thing.of(target, statement.reading.language)
    for text, spans in _stretches(statement):
        where = thing.places(text, statement.reading.language)
        if where:
            lean = leaning(text, where, own_words(statement.speaker))
            yield _Row(DraftStance(statement.speaker.name, target, _label(lean), spans))


def _stretches(statement: Statement) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """What is judged at once: a statement with the verb that reports it; of a turn, which goes on, a sentence."""
    if statement.attribution.cue is not None or not statement.reading.document.turns:
        yield with_cue(statement.reading, statement.attribution), statement.attribution.spans
        return
    yield from ((sentence.words.text, sentence.spans) for sentence in statement.sentences)


@lru_cache(maxsize=64)
def _proposition(target: str) -> Proposition | None:
    """What one can be for or against in a target: a proposition, a deed ("repealing the levy"), or that there be such
    a thing ("the levy"). None for a name, and for a thing that takes more words to say ("a ban on fishing")."""
    found = parse(target)
    words = target.split()
    if found is None and len(words) > 2 and fold(words[1]) in _ARTICLES and fold(words[0]) not in _ARTICLES:
        found = parse(f"the town should {target}")
    thing = [word for word in words if fold(word) not in _ARTICLES]
    if found is None and 0 < len(thing) <= _LONGEST_THING and all(word.isalpha() and word.islower() for word in thing):
        small = stopwords("en")
        if not any(fold(word) in small for word in thing):
            found = as_proposition(thing)
    return found


def _on_proposition(statement: Statement, target: str, proposition: Proposition) -> Iterator[_Row]:
    """A row for each sentence that is about a proposition."""
    for sentence in statement.sentences:
        found = side(sentence.words, proposition)
        if found.about:
            stance = DraftStance(statement.speaker.name, target, _label(found.lean), sentence.spans)
            yield _Row(stance, bool(_TOLD_AS_PAST.search(sentence.words.text)), found.is_undecided)


def _on_named(asked: Sequence[Statement]) -> Iterator[_Row]:
    """Rows for the sides that statements take, by their grammar, on things and deeds that they name themselves.

    A judgement counts where the documents speak of the thing more than once: what is named in passing is no issue.
    """
    known = Counter(
        concept(token.word, reading.language)
        for reading in {one.reading.document.id: one.reading for one in asked}.values()
        for token in tokens(reading.document.text)
    )
    found = [
        (statement, sentence, stand)
        for statement in asked
        for sentence in statement.sentences
        for stand in _stands(statement, sentence)
        if not stand.is_judgement or _is_known(stand.named, known)
    ]
    names = common_names([stand.named for _, _, stand in found])
    for (statement, sentence, stand), name in zip(found, names, strict=True):
        label: Label = "neutral" if not stand.sign else "favor" if stand.sign > 0 else "against"
        stance = DraftStance(statement.speaker.name, name, label, sentence.shown)
        yield _Row(stance, bool(_TOLD_AS_PAST.search(sentence.words.text)), not stand.sign)


def _stands(statement: Statement, sentence: Said) -> Sequence[Stand]:
    """The sides of a sentence; the verb that reports it takes one only where it leads on to indirect words."""
    text, lead, attribution = sentence.words.text, sentence.lead, statement.attribution
    if lead and attribution.kind != "direct" and any(denies(fold(token.word)) for token in tokens(text[:lead])):
        return ()
    if lead and (attribution.kind == "direct" or not is_asserted(statement.reading, attribution)):
        text, lead = text[lead:], 0
    return stands(text, lead)


def _is_known(named: Named, known: Counter[str]) -> bool:
    said = [token.word for token in content_tokens(named.name)]
    return any(known[concept(word)] > 1 for word in said) if isinstance(named, Deed) else known[concept(named.head)] > 1


def _label(lean: float) -> Label:
    return "neutral" if abs(lean) < CLEAR else "favor" if lean > 0 else "against"


@dataclass(frozen=True, slots=True)
class _Thing:
    """How a thing is recognised: by the stems of its nouns, and by that of its own noun unless it is a name.

    "Birk" is Ada Birk, but "Tarnholm" is not the enlargement of Tarnholm.
    """

    stems: frozenset[str]
    head: str | None

    @classmethod
    def of(cls, target: str, language: str) -> _Thing:
        named = [token for phrase in phrases(target, language) for token in phrase]
        named = named or content_tokens(target, language)
        first = _BEHIND_A_NOUN.split(target)[0]
        own = [token for token in named if token.end <= len(first)] or named
        head = own[-1].word if own and own[-1].word.islower() else None
        return cls(frozenset(stem(t.word, language) for t in named), head and stem(head, language))

    def places(self, text: str, language: str) -> list[tuple[int, int]]:
        """Where a text names it; nowhere unless it has at least half of its words, its own noun among them."""
        where = places(text, self.stems, language)
        covered = {stem(text[start:end], language) for start, end in where}
        is_named = len(covered) * 2 >= len(self.stems) and (self.head is None or self.head in covered)
        return where if is_named else []


# --- joining ---------------------------------------------------------------------------------------------------


def _without_returns(rows: Sequence[_Row]) -> Iterator[DraftStance]:
    """Rows without what is told as past after what is held now.

    "She would vote for it. “I was against it in March,” she said": in the order of the words that would read as a
    change from for to against, which it is not.
    """
    now: dict[tuple[str, str, str], Label] = {}
    for row in rows:
        stance = row.stance
        key = (stance.speaker, stance.target, stance.evidence[0].document_id)
        if row.is_past and now.get(key, stance.label) != stance.label:
            continue
        if not row.is_past and stance.label != "neutral":
            now[key] = stance.label
        yield stance


def joined(rows: Iterable[DraftStance], undecided: Collection[tuple[Span, ...]] = frozenset()) -> Iterator[DraftStance]:
    """Rows of one speaker on one target, joined while they agree; neutral ones go with the position before them.

    Where the position turns, the row before is kept and a new one begins, so that both stay, in order.

    Args:
        rows: drafted stances in the order of the words.
        undecided: the evidence of neutral rows that say expressly that no side is taken, which is a position too.
    """
    held: dict[tuple[str, str, str], DraftStance] = {}
    for row in rows:
        key = (row.speaker, row.target, row.evidence[0].document_id if row.evidence else "")
        before = held.get(key)
        if before is None:
            held[key] = row
        elif row.label == before.label:
            evidence = before.evidence if row.label == "neutral" else (*before.evidence, *row.evidence)
            held[key] = replace(before, evidence=evidence)
        elif row.label == "neutral" and row.evidence not in undecided:
            continue
        elif before.label == "neutral" and before.evidence not in undecided:
            held[key] = row
        else:
            yield held[key]
            held[key] = row
    yield from held.values()


def _is(speaker: Speaker, asked: str | None) -> bool:
    return asked is None or any(same_name(name, asked) for name in (speaker.name, *speaker.aliases))
