"""Words that show a position, and what they say about a target: a lexicon of support and opposition with negation.

The lexicon (``bot.language.position_words``) has acts, judgements and reversers. *Negators* turn the next position word
around, as far as the clause goes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language.clauses import Clauses
from bot.language.named import begins_clause
from bot.language.phrases import main_subject
from bot.language.position_words import lexicon, reversers
from bot.language.tagging import read_clauses
from bot.language.whose import CONDITION
from bot.language.words import Token, fold, stem, tokens

_OTHER_SENSES = frozenset(
    """except exception exceptions exceptionally ignore ignored ignores ignoring please rights fines concerning object
    objects rails railway good-bye goods gainful failing""".split()
)
_BACKWARDS = re.compile(r"\s+(?:to|in|into|from|and|at|then|when|on|up|down|with)\b|\s*(?:[.,;:!?]|\Z)", re.IGNORECASE)
_AGENTS = frozenset(
    form
    for word in """critic opponent supporter protester activist advocate rival backer detractor fan foe friend skeptic
    sceptic""".split()
    for form in (word, f"{word}s")
)
"""Those who take a side: naming them says where *they* stand, not the one who names them."""
_NEGATORS = frozenset(
    """not n't no never none nobody nothing neither nor without hardly barely scarcely cannot can't won't don't doesn't
    didn't isn't aren't wasn't weren't wouldn't shouldn't couldn't haven't hasn't hadn't ain't lack lacks lacked fail
    fails failed refuse refuses refused decline declines declined deny denies denied unlikely far""".split()
)
_OWN_PHRASE = 2
"""Words over which "without" reaches: those of its own phrase ("without merit")."""
_BE = frozenset("is are was were be been being get gets got".split())
# "I am for the wall", "voted against the bill": a preposition that takes a side.
_FOR = re.compile(
    r"\b(?:am|is|are|was|were|be|been|all|vot\w+|stands?|stood|come|came|out|[iI][’']m|[wW]e[’']re)(?:\s+not)?\s+for\s+\Z",
    re.IGNORECASE,
)
# "A bill against smuggling", "the case against Lund" name a thing: against is a side behind a verb that takes one only.
_AGAINST = re.compile(
    r"(?:\b(?:am|is|are|was|were|be|been|being|not|never|ever|now|again|still|always|all|dead|and|or|but|also|just|quite|\w+ly|\w+n[’']t"
    r"|vot\w+|spoke|speak\w*|out|argu\w+|campaign\w*|fought|fight\w*|protest\w*|lobb\w+|stands?|stood|stand\w*"
    r"|came|come|comes|coming|warn\w*|decid\w+|rul(?:e|es|ed|ing)|demonstrat\w+|march\w*|rail\w*|turn\w*|push\w*"
    r"|advis\w+|recommend\w*)|[’']m|[’']re|[’']s)\s+against\s+\Z|\Aagainst\s+\Z",
    re.IGNORECASE,
)
# "the", "our new", "the long sea": determiners, and behind them at most two words that say which.
_DETERMINERS = re.compile(
    r"(?:(?:(?:the|a|an|this|that|any|all|such|new|our|their|his|her|its)\s+)+"
    r"(?:(?!(?:of|to|in|on|for|by|at|and|or|but|that|who|which|with|from|against|is|are|was|were)\b)[\w’'-]+\s+){0,2})?\Z",
    re.IGNORECASE,
)
# "The levy is simply not a wise one": a judgement told of the target counts in full, small words or not.
_JOINS = re.compile(
    r"(?:\s+(?:itself|now|once more))?(?:\s+(?:is|are|was|were|be|been|has|have|had|would|will|seems?|looks?|sounds?"
    r"|remains?|feels?)|[’']s)+(?:\s+(?:a|an|the|our|not|never|no|so|too|very|just|simply|really|still|only|such|most"
    r"|more|all|quite|truly|absolutely|totally|completely|nothing|but|less|than|week|day))*\s+|\s+",
    re.IGNORECASE,
)
# "Support from Lund", "everything except the levy": the target gives, or is left out.
# "The levy may be wise", "the levy can stay so long as nobody is hurt"
_POSSIBLY = re.compile(r"\b(?:may|might|could|if|unless|(?:so|as) long as|provided|on condition)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\s*(?:from|by)\b|\b(?:except|other than|apart from|besides|unlike)\b", re.IGNORECASE)
# "Those who criticized the levy", "people who oppose it", "their attacks on him": another's act and not the speaker's.
_OTHERS_ACT = re.compile(
    r"\b(?:those|people|anyone|anybody|everyone|somebody|men|women|members|voters|lawmakers|officials|lawyers|groups?"
    r"|others|many|some|few|most)(?:\s+\w+){0,2}?(?:\s+who)?(?:\s+(?:have|has|had|would|will|also|are|were|is|was|may))*\s+\Z"
    r"|\b(?:who|which)(?:\s+(?:have|has|had|would|will|also|are|were|is|was|may))*\s+\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;:][”\"’')]*\s+")
_FIRST = frozenset("i we me us my our myself ourselves i'm we're i've we've".split())
_CLAUSE_LONGEST = 300
"""Characters on either side of a preposition among which its subject is sought."""
# Many, those who decide for many, and who is named by a post: with a preposition they take a side of their own.
_MANY = frozenset(
    """most many majority minority half residents voters people citizens public council parliament senate congress
    assembly committee commission court cabinet government lawmakers members critics others everyone everybody
    mayor minister president chancellor governor""".split()
)
_OF = re.compile(r"(\w+)\s+of\s+(?:(?:the|a|an|this|that|our|their|his|her|its)\s+)?\Z", re.IGNORECASE)
_DENIES = re.compile(
    r"\W*(?:has |have |had )?(?:den(?:y|ies|ied|ying)|doubt(?:s|ed|ing)?|disput(?:e|es|ed|ing)"
    r"|(?:do|does|did)(?: not|n[’']t) (?:think|believe)|(?:reject|dismiss)(?:s|es|ed|ing)? (?:\w+ )?(?:suggestion|claim"
    r"|allegation|accusation|notion|idea)s?)\s+that\b",
    re.IGNORECASE,
)
# "Warned that the levy would come", "agreed that it was late": the act is done to the whole clause.
_THAT = re.compile(r"\w+\s+(?:\w+\s+)?that\s+(?!\w+\s*[.,;!?]|\w+\s*\Z)", re.IGNORECASE)
# "Agree with Ada, the levy is …": a clause of its own, of which the act says nothing.
_ENDED = re.compile(r"\w\s+\w[^,;:]*[,;:]\s+(?:the|this|that|it|my|our)\s+\Z", re.IGNORECASE)
# "Urged Lund to step back" is no praise of Lund.
_DIRECTS = re.compile(r"(?:urg|encourag|push|press)\w*\b", re.IGNORECASE)
_REACH = 4
"""Words over which a negator reaches its position word; a new clause stops it."""
_CLAUSE = re.compile(r"[,;:—–]|\b(?:but|although|though|while|because|which|who)\b", re.IGNORECASE)
# "Opposed it, not because it is bad": what is not the reason takes no side.
_NOT_BECAUSE = re.compile(r"\bnot (?:just |only |simply |merely )?because\b[^.;:]*\Z", re.IGNORECASE)
_NOT_ONLY = re.compile(r"(?:only|just|merely|simply)\Z", re.IGNORECASE)


LITOTES = 0.5
"""What is left of a bad word that is denied: "not a disaster" is half a praise."""

NOT_OPPOSED = 0.25
"""What is left of an act of opposition that is denied: who "would not oppose the levy" is not yet for it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A position word in a text: ``[start, end)`` in code points, and its value, above 0 for support, below against.

    Acts weigh 2, judgements 1; a negator has already been counted in.
    """

    start: int
    end: int
    value: float


def signals(text: str, ignored: Collection[tuple[int, int]] = ()) -> tuple[Signal, ...]:
    """The position words of an English text, in order, with negation counted in.

    Args:
        text: a sentence or two.
        ignored: stretches of it whose words are names or the target itself, and say nothing about it.
    """
    words = tokens(text)
    values = lexicon()
    found = []
    for at, word in enumerate(words):
        value = 0.0 if _is_other_sense(text, word) else values.get(stem(word.word), 0.0)
        if not value or any(start <= word.start < end for start, end in ignored):
            continue
        if word.word[0].isupper() and at and not _starts(text, word.start):
            continue  # "Justice Department", "Support Group": a name, not a word that takes a side
        if _NOT_BECAUSE.search(text, 0, word.start):
            continue
        if fold(word.word) in _AGENTS or (abs(value) > 1 and _is_passive(text, words, at)):
            continue
        if _negated(text, words, at):
            value = -value * (1.0 if value > 0 else LITOTES if value == -1.0 else NOT_OPPOSED)
        found.append(Signal(word.start, word.end, value))
    return tuple(found)


def leaning(text: str, target: Sequence[tuple[int, int]], speaker: Collection[str] = ()) -> float:
    """How a speaker speaks of a target in a text: above 0 in favor, below against, 0 where the lexicon does not tell.

    An act counts where it governs the target, that is where it stands before it, and where nobody but the speaker is
    said to act ("Lund **attacked** the levy" is Lund's position, whoever reports it). A judgement counts on either
    side. Near words count more than far ones, and a reverser between a position word and the target ("backs
    **repeal** of the levy") turns it around.

    Args:
        text: a sentence or two.
        target: where the target is named in it, as ``(start, end)``; with none, every position word counts alike.
        speaker: the words of the speaker's names.
    """
    total = sum(_preposition(text, start, speaker) for start, _ in target)
    found = signals(text, target)
    denied = _DENIES.match(text) is not None
    for at, signal in enumerate(found):
        if not target:
            total += signal.value
            continue
        start, end = min(target, key=lambda place: _gap(signal, place))
        is_act = abs(signal.value) > 1
        if is_act and (signal.start >= end or _another_acts(text, signal, speaker)):
            continue
        between = text[signal.end : start] if start >= signal.end else text[end : signal.start]
        if _ASIDE.search(between) and (is_act or start >= signal.end):
            continue
        if signal.start >= end and _POSSIBLY.search(between):
            continue
        if is_act and _ENDED.search(between):
            continue
        if is_act and _THAT.match(text[signal.start :]):
            continue
        if is_act and _DIRECTS.match(text[signal.start :]) and text[end : end + 4] == " to ":
            continue
        turned = -1.0 if start >= signal.end and len(between) < 40 and _reverses(between) else 1.0
        if signal.start >= end and _is_undone(text, start):
            turned = -turned
        gap = 0 if _JOINS.fullmatch(between) else _gap(signal, (start, end))
        if is_act and at + 1 < len(found) and _governs(text, signal, found[at + 1], start):
            continue
        if is_act:
            turned *= _governed(text, found[:at], signal)
        if not is_act or not denied:  # who "denied that she agreed to the levy" takes no side
            total += turned * signal.value / (1.0 + gap / 30.0)
    if total and CONDITION.search(text):
        return 0.0
    return -LITOTES * total if denied else total


def is_denial(text: str) -> bool:
    """Whether words begin with a verb that denies what follows: "denied that", "rejected suggestions that".

    What is denied of a denial ("denied that it should not be kept") is no denial.
    """
    found = _DENIES.match(text)
    return found is not None and not negators(text[found.end() :])


def _is_undone(text: str, target: int) -> bool:
    """Whether the target stands behind "the removal of": what is then judged is not the target."""
    found = _OF.search(text[max(0, target - 40) : target])
    return found is not None and stem(found[1]) in reversers()


def _governs(text: str, signal: Signal, following: Signal, target: int) -> bool:
    """Whether an act is done to another, between it and the target: "criticized **attacks** on him"."""
    return (
        abs(following.value) > 1 and following.end <= target and not _CLAUSE.search(text[signal.end : following.start])
    )


def _governed(text: str, before: Sequence[Signal], signal: Signal) -> float:
    """-1.0 where what is done to the target is itself condemned, as often as it is."""
    sign = 1.0
    for other, following in zip(reversed(before), (signal, *reversed(before)), strict=False):
        if abs(other.value) < 2 or _CLAUSE.search(text[other.end : following.start]):
            break
        sign = -sign if other.value < 0 else sign
    return sign


def negators(text: str) -> tuple[str, ...]:
    """The negators of a text ("not only" is none), in order; for clauses, where they all reach the same verb."""
    words = tokens(text)
    found = []
    for at, word in enumerate(words):
        folded = fold(word.word)
        follows = words[at + 1].word if at + 1 < len(words) else ""
        if (folded in _NEGATORS or folded.endswith("n't")) and not _NOT_ONLY.match(follows):
            found.append(folded)
    return tuple(found)


def turns(text: str, at: int, speaker: Collection[str] = ()) -> float:
    """How an act or a preposition that governs the word at ``at`` leans ("opposed **it**", "for **it**"); else 0.0."""
    governing = _preposition(text, at, speaker)
    for signal in signals(text[:at]):
        near = len(tokens(text[signal.end : at])) <= 1 and not _CLAUSE.search(text[signal.end : at])
        if abs(signal.value) > 1 and near and not _another_acts(text, signal, speaker):
            governing += signal.value
    return governing


def _preposition(text: str, start: int, speaker: Collection[str]) -> float:
    """2.0 where "for", -2.0 where "against" governs the words at ``start`` and takes the speaker's side; else 0.

    Who is "not against" a thing is no more for it than who does not oppose it, and "the council voted for the wall"
    says nothing of whoever reports it.
    """
    low = max(0, start - 60)
    before = text[low:start]
    determiners = _DETERMINERS.search(before)
    head = before[: determiners.start()] if determiners else before
    value = 2.0 if _FOR.search(head) else -2.0 if _AGAINST.search(head) else 0.0
    if not value:
        return 0.0
    words = tokens(head)
    if another_votes(text, low + words[-1].start, speaker):
        return 0.0
    if _negated(head, words, len(words) - 1):
        return -value * (1.0 if value > 0 else NOT_OPPOSED)
    return value


def another_votes(text: str, at: int, speaker: Collection[str]) -> bool:
    """Whether somebody else is the subject of what takes a side by the preposition at an offset.

    That is whom a name names that is not the speaker's; whoever is told to have voted; and many, or those who decide
    for many, in any case ("most residents are for it"). A body may be the one that the speaker speaks for ("the union
    is against it"), and a pronoun the speaker ("said **she** was for it").
    """
    found = _subject_of(text, at)
    if found is None:
        return False
    unit, first, last, here = found
    words = unit.low[first:last]
    if unit.tag[first] in "WT":  # "those who voted for it", but "we who voted for it"
        return _FIRST.isdisjoint(unit.low[:first])
    if _is_hearsay(unit, here):
        return True
    own = _FIRST.union(fold(word) for word in speaker)
    if not own.isdisjoint(words) or unit.tag[first] in "PK":
        return False
    told = any(word in ("voted", "votes") for word in unit.low[last : here + 1])
    return told or unit.tag[last - 1] == "N" or not _MANY.isdisjoint(words)


def _subject_of(text: str, at: int) -> tuple[Clauses, int, int, int] | None:
    """The clauses around an offset, the words of the subject of what stands there, and its index among them."""
    low = max(0, at - _CLAUSE_LONGEST)
    begun = max((end.end() for end in _SENTENCE_END.finditer(text, low, at)), default=low)
    unit = read_clauses(text, begun, min(len(text), at + _CLAUSE_LONGEST), 0, ())
    here = bisect_left(unit.start, at)
    found = main_subject(unit, here + 1)
    return None if found is None else (unit, *found, here)


def _is_hearsay(unit: Clauses, at: int) -> bool:
    """Whether a word's subject is "I" or "we" in what others say or think: "they were told that | I support it"."""
    back = at - 1
    while back >= 0 and unit.tag[back] in "XA":
        back -= 1
    if back < 0 or unit.low[back] not in _FIRST or (back and unit.low[back - 1] in '“”"‘«»„'):
        return False
    lead = unit.end[0] if unit.tag[0] in "VE" else 0  # the verb that reports the words
    return not begins_clause(unit, back, lead)


def _another_acts(text: str, signal: Signal, speaker: Collection[str]) -> bool:
    """Whether another than the speaker stands before an act as its subject: a name, "the mayor", "those who"."""
    before = tokens(text[max(0, signal.start - 60) : signal.start])[-3:]
    offset = max(0, signal.start - 60)
    for word in before:
        at = offset + word.start
        if word.word[0].isupper() and not _starts(text, at) and len(word.word) > 1 and word.word not in speaker:
            return True
    if _OTHERS_ACT.search(text[max(0, signal.start - 60) : signal.start]):
        return True
    found = _subject_of(text, signal.start)
    words = frozenset() if found is None else frozenset(found[0].low[found[1] : found[2]])
    if found is not None and _is_hearsay(found[0], found[3]):
        return True
    return not _MANY.isdisjoint(words) and words.isdisjoint(fold(word) for word in speaker)


def _gap(signal: Signal, place: tuple[int, int]) -> int:
    start, end = place
    return max(0, start - signal.end, signal.start - end)


def _reverses(between: str) -> bool:
    return any(stem(word.word) in reversers() for word in tokens(between))


def _is_other_sense(text: str, word: Token) -> bool:
    """Whether a word only shares its stem, or its letters, with a position word: "exception", "came back to"."""
    folded = fold(word.word)
    return folded in _OTHER_SENSES or (folded == "back" and bool(_BACKWARDS.match(text[word.end :])))


def _negated(text: str, words: Sequence[Token], at: int) -> bool:
    """Whether an odd number of negators reach the word in its own clause ("not only" is none)."""
    count = 0
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if _CLAUSE.search(text[words[before].end : words[before + 1].start]):
            break
        folded = fold(words[before].word)
        if folded == "without" and at - before > _OWN_PHRASE:
            continue
        if folded in ("but", "although", "while", "because"):
            break
        if folded in _NEGATORS or folded.endswith("n't"):
            after = words[before + 1].word if before + 1 < at else ""
            count += not _NOT_ONLY.match(after)
    return count % 2 == 1


def _is_passive(text: str, words: Sequence[Token], at: int) -> bool:
    """ "Was criticized", "been praised": somebody else takes the side, unless "by" names who."""
    before = [fold(word.word) for word in words[max(0, at - 2) : at]]
    follows = words[at + 1].word if at + 1 < len(words) else ""
    return words[at].word.endswith("ed") and bool(_BE & set(before)) and follows != "by"


def _starts(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:;\n\"“‘'("
