"""What of a draft states anything, and of whom its pronouns speak, so that each statement can be judged alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.grounding.parts import Part
from bot.language.given_names import GIVEN, MEN, WOMEN
from bot.language.names import TITLES, Name, find_names, key_words, same_name
from bot.language.words import fold, stopwords, tokens
from bot.types import Attribution, Reading, Span

QUESTION = "A question states nothing."
OPINION = "This is an opinion or a wish; no source can state it."
NOTHING = "This says nothing of the world."
# A statement has at least so many words that are no function words.
LEAST_CONTENT = 2
# How many statements back a "he" may look for its name.
REACH = 4
# A reported statement at least this sure tells who its "he" is.
SURE = 0.75

_OPINION = re.compile(
    r"\b(?:I|we)\s(?:(?:do|really|still|also|firmly|strongly)\s)?(?:don['’]t\s|not\s)?(?:think|believe|feel|hope|wish"
    r"|suspect|trust|doubt|love|hate|thank|urge|call\son|must|should|ought|want|need|dream)\b"
    r"|\bin (?:my|our) (?:view|opinion|eyes)\b|\bif you ask me\b|\blet(?:['’]s| us| me)\b"
    r"|\bit(?:['’]s| is| was| would be) (?:\w+ )?(?:a (?:shame|pity|disgrace|scandal|relief|joy|pleasure)"
    r"|(?:high )?time|good|bad|sad|right|wrong|absurd|outrageous|wonderful|regrettable|welcome|encouraging|worrying"
    r"|hard to|easy to|no wonder)\b"
    r"|^(?:sadly|happily|thankfully|frankly|surely|arguably|hopefully|unfortunately|fortunately|regrettably|clearly"
    r"|obviously|undoubtedly|no doubt|perhaps|maybe|please|thank you|thanks|dear|ladies and gentlemen)\b"
    r"|\b(?:ich|wir) (?:glaube|glauben|meine|meinen|finde|finden|hoffe|hoffen|denke|denken)\b"
    r"|\bmeiner meinung\b|\bleider\b|\bje (?:pense|crois|trouve)\b|\bà mon avis\b|\b(?:creo|pienso|opino) que\b",
    re.IGNORECASE,
)
_DUTY = re.compile(r"\b(?:should|must|ought to|deserves?|needs? to|had better)\b", re.IGNORECASE)
_EVALUATION = re.compile(
    r"\b(?:is|are|was|were|seems?|looks?|remains?) (?:a |an |the |too |very |simply |truly |rather |quite |utterly )*"
    r"(?:good|bad|great|terrible|wonderful|beautiful|ugly|shameful|disgraceful|brilliant|foolish|wise|unwise|reckless"
    r"|admirable|regrettable|deplorable|charming|dreadful|delightful|sad|welcome|overdue|worth (?:it|every \w+))\b",
    re.IGNORECASE,
)
_HE = frozenset("he his him himself".split())
_PRONOUN = re.compile(r"^(?P<lead>(?:[^,.;:“”\"]{1,60}, )?)(?P<word>He|She|he|she|It|it|His|Her|his|her|Its|its)\b")
# "It was the highest figure": what it is follows, and what went before may be of another.
_NAMING = re.compile(
    r"\s(?:is|was|are|were|will be|would be|has been)\s(?:the|a|an|no|one|about|what|why|how|because)\b"
)
_POSSESSIVE = frozenset("his her its".split())

# With one of these a single word of content makes a statement: "No one was hurt."
_COUNTING = frozenset("no none nobody nothing never not all most few only some keiner niemand nie nicht alle".split())
# Nouns for people, whom "it" does not mean.
_PERSONS = frozenset(
    """man woman boy girl child baby person officer soldier teacher doctor nurse lawyer judge minister mayor president
    director chief manager leader worker driver pilot captain farmer student pupil player coach writer author reporter
    scientist researcher professor expert spokesman spokeswoman spokesperson chairman chairwoman secretary member
    resident neighbour neighbor witness suspect victim patient passenger customer engineer historian artist singer actor
    priest bishop king queen prince princess mother father son daughter brother sister husband wife friend""".split()
)


@dataclass(frozen=True, slots=True)
class Alone:
    """A statement as it is judged: its part of the draft, its words with the pronoun's bearer put in, and why it is
    not judged ("" where it is)."""

    part: Part
    text: str
    unjudged: str = ""


def alone(parts: Sequence[Part], draft: Reading) -> Iterator[Alone]:
    """The parts of a draft, each with what it needs to be judged alone.

    Args:
        parts: as ``parts_of`` gives them.
        draft: the reading of the draft.
    """
    known = _people(draft)
    done: list[Part] = []
    for part in parts:
        why = unjudged(part, draft)
        bearer = "" if why else _bearer(part, done, known, draft)
        text = _put_in(part.text, bearer) if bearer else part.text
        yield Alone(part, text, why)
        done.append(replace(part, text=text, subject=bearer or part.subject))


def unjudged(part: Part, draft: Reading) -> str:
    """Why a part of a draft cannot be judged, "" where it can: a question, an opinion or a wish, no statement at all.

    What the draft reports as somebody's words is judged, whatever those words are: that they were said is a statement.
    """
    text = part.text.strip()
    spoken = _quoted(part.place, draft)
    if text.rstrip("”\"’' )").endswith("?"):
        return "" if spoken else QUESTION
    reported = spoken or bool(draft.attributions_in(part.place))
    if not reported and (_OPINION.search(text) or _DUTY.search(text) or _EVALUATION.search(text)):
        return OPINION
    function = stopwords(draft.language)
    words = [fold(token.word) for token in tokens(text)]
    content = [word for word in words if word not in function]
    counted = len(words) > LEAST_CONTENT and not _COUNTING.isdisjoint(words)
    if len(content) < (1 if counted else LEAST_CONTENT) and not any(word[0].isdigit() for word in words):
        return NOTHING
    return ""


def _quoted(place: Span, draft: Reading) -> bool:
    return any(quote.outer.overlaps(place) for quote in draft.quotes)


def _people(draft: Reading) -> tuple[Name, ...]:
    """The names of a draft that are people's: with a title or a given name in them, or a speaker's of two words."""
    found = find_names(draft.document.text, draft.language)
    speak = {key_words(speaker.name) for speaker in draft.speakers if len(speaker.name.split()) > 1}
    full = {key_words(name.text) for name in found if _is_person(name) or key_words(name.text) in speak}
    families = {words[-1:] for words in full}
    return tuple(name for name in found if key_words(name.text) in full | families)


def _is_person(name: Name) -> bool:
    words = [fold(word) for word in name.text.split()]
    return bool(words) and (words[0].rstrip(".") in TITLES or words[0] in GIVEN) and len(words) > 1


def _bearer(part: Part, done: Sequence[Part], people: Sequence[Name], draft: Reading) -> str:
    """The name that a part's first pronoun stands for; "" where it has none, or where that is not plain."""
    match = _PRONOUN.match(part.text)
    if match is None:
        return ""
    word = fold(match["word"])
    if word in ("it", "its"):
        return "" if _NAMING.match(part.text, match.end()) else _thing(done, people, word == "its")
    told = _told(part, draft)
    if told and done and any(same_name(done[-1].subject, name.text) for name in people):
        return told if same_name(done[-1].subject, told) else ""  # two may be meant, and the nearer one is not it
    return told or _person(word, part, people, done)


def _told(part: Part, draft: Reading) -> str:
    """Who the "he" of "he said" is by the reading of the draft."""
    for attribution in draft.attributions_in(part.place):
        if _is_subject(attribution, part) and attribution.speaker is not None and attribution.confidence >= SURE:
            return attribution.speaker.name if attribution.speaker.name[:1].isupper() else ""
    return ""


def _is_subject(attribution: Attribution, part: Part) -> bool:
    mention = attribution.mention
    return mention is not None and part.place.covers(mention) and len(mention) <= 4


def _person(word: str, part: Part, people: Sequence[Name], done: Sequence[Part]) -> str:
    """The one person named shortly before who may be called so; the subject of the part before where it is one."""
    wrong = WOMEN if word in _HE else MEN
    since = done[-REACH].place.start if len(done) >= REACH else 0
    near = [name for name in people if since <= name.start < part.place.start]
    fitting = [name for name in near if fold(_full(name, people).split()[0]) not in wrong]
    if done:
        first = next((name for name in fitting if same_name(name.text, done[-1].subject)), None)
        if first is not None:
            return _full(first, people)
    if len({_full(name, people) for name in fitting}) != 1:
        return ""
    return _full(fitting[0], people)


def _full(name: Name, people: Sequence[Name]) -> str:
    """A person's name as the draft writes it in full."""
    return max((other.text for other in people if same_name(name.text, other.text)), key=len, default=name.text)


def _thing(done: Sequence[Part], people: Sequence[Name], possessive: bool) -> str:
    """What "it" stands for: the subject of the statement before, where that is a thing and begins with an article."""
    if not done:
        return ""
    subject = done[-1].subject
    named = any(same_name(subject, name.text) for name in people)
    plain = subject.split()[:1] and fold(subject.split()[0]) in ("the", "a", "an")
    short = len(subject.split()) <= (3 if possessive else 6)
    person = not _PERSONS.isdisjoint(fold(token.word) for token in tokens(subject))
    return subject[:1].lower() + subject[1:] if plain and not named and short and not person else ""


def _put_in(text: str, bearer: str) -> str:
    """A statement with a name in the place of its first pronoun."""
    match = _PRONOUN.match(text)
    assert match is not None
    ending = "’s" if fold(match["word"]) in _POSSESSIVE else ""
    rest = text[match.end() :]
    words = match["lead"] + bearer + ending
    return words[:1].upper() + words[1:] + rest
