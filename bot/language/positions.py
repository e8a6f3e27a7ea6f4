"""Words that show a position, and what they say about a target: a lexicon of support and opposition with negation.

The lexicon is our own and English; it has four tables. *Acts* are what one does to a thing when taking a side ("backs
the levy", "condemned the attack"); *judgements* say that a thing is good or bad ("a mistake", "long overdue").
*Reversers* turn what they govern around: to support an **end** to the levy is to be against the levy. *Negators*
turn the next position word around, as far as the clause goes. Words are kept by stem, so that each stands for its
inflections.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.language.words import Token, fold, stem, tokens

_SUPPORT_ACTS = """
acclaim admire agree alliance allied ally applaud appreciate approve assist back backing bless bolster boost
celebrate champion cheer commend compliment condolence congratulate cooperate credit defend embrace empower
encourage endorse endorsement expand favor favour friend friendly fund grateful greenlight hail help honor
honour laud love pledge praise prefer promote protect reaffirm recommend reelect rescue respect safeguard salute
solidarity sponsor strengthen support supportive sympathize thank thankful tout tribute trust uphold urge vouch
welcome
"""
_OPPOSE_ACTS = """
abrogate accusation accuse admonish allege assail attack ban bash batter berate blame blast block boycott
censure challenge chide condemn confront criticise criticism criticize curb cut decry defy demonize denounce
deplore deride detest disagree disapprove discredit dismantle dismiss disown dispute disrupt distrust doubt
evict excoriate expel exploit expose fault fight hate impeach imprison indict investigate jail lambaste lament
mock objection obstruct offend oppose opposition oust overrule overturn probe protest punish rail rebuff rebuke
refuse regret reject rejection reprimand resent resist retaliate ridicule sanction scold scorn scrap scrutinize
shun slam slash smear strip sue taunt threaten undercut undermine undo veto vilify violate warn warning weaken
"""
_GOOD = """
admirable advantage beautiful beneficial benefit best better brave bright brilliant confident constructive
courage courageous crucial dedicated deserve dignity effective efficient essential excellent exceptional
exciting extraordinary fair fairness fantastic favorable fine fortunate gain genuine glad good great hero heroic
historic honest honesty important impressive incredible invaluable leadership legitimate lucky necessary
optimistic outstanding overdue pleased positive progress promising proud reassuring relief remarkable
responsible right sensible smart solution strong success successful terrific tremendous triumph valuable victory
vital wise wonderful worth worthy
"""
_BAD = """
absurd abuse alarm alarming anger angry appalling arrogant atrocity awful bad barbaric betray betrayal biased
bigot bitter broken brutal burden chaos chaotic concern conspiracy corrupt corruption coward cowardly crazy
criminal cruel cynical damage damaging danger dangerous deceive deception defeat deficient despicable
destructive dictator dictatorship disappoint disappointing disappointment disaster disastrous discriminate
discrimination disgrace disgraceful disgust disgusting dishonest disrespect disturbing divisive evil excessive
extremist fail failed failure false falsehood fanatic farce fear flawed folly foolish fraud fraudulent
frustration guilty harm harmful harsh hateful hinder horrible horrific horrify hostile hypocrisy hypocrite
ignorant illegal immoral inaccurate inadequate incompetent inexcusable inflammatory inhumane injustice insane
insufficient insult intolerable invade invasion irresponsible jeopardize lawless liar lie lose loser ludicrous
menace mess mislead misleading mistake mistaken nasty needless neglect nightmare nonsense offensive outrage
outraged outrageous painful pathetic perverse phony poison problem racism racist reckless repeal repression
ridiculous risk rotten ruin ruthless sabotage scandal scared scary severe shame shameful shock shocking stupid
terrible terrorism terrorist threat thug tyrant unacceptable unaffordable unconstitutional unfair unfit
unfortunate unjust unlawful unnecessary unqualified unsafe untrue unwise upset useless victim vile violate
violation vulnerable waste weak worried worry worse worst wreck wrong
"""
_REVERSERS = """
abolish abolition against anti ban bar cancel closure curb cut deny destroy dismantle eliminate end halt kill
lift opponent oppose opposition overturn prevent quit reduce removal remove repeal resist reverse rid scrap shut
stop suspend undo withdraw withdrawal
"""
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
_BE = frozenset("is are was were be been being get gets got".split())
# "I am for the wall", "voted against the bill": a preposition that takes a side.
_FOR = re.compile(
    r"\b(?:am|is|are|was|were|be|been|all|vot\w+|stands?|stood|come|came|out)(?:\s+not)?\s+for\s+\Z", re.IGNORECASE
)
_AGAINST = re.compile(r"\bagainst\s+\Z", re.IGNORECASE)
_DETERMINERS = re.compile(r"(?:(?:the|a|an|this|that|any|all|such|new|our|their|his|her|its)\s+)*\Z", re.IGNORECASE)
_REACH = 4
"""Words over which a negator reaches its position word; a new clause stops it."""
_CLAUSE = re.compile(r"[,;:—–]|\b(?:but|although|though|while|because|which|who)\b", re.IGNORECASE)
_NOT_ONLY = re.compile(r"(?:only|just|merely|simply)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signal:
    """A position word in a text: ``[start, end)`` in code points, and its value, above 0 for support, below against.

    Acts weigh 2, judgements 1; a negator has already been counted in.
    """

    start: int
    end: int
    value: float


@lru_cache(maxsize=1)
def lexicon() -> dict[str, float]:
    """Stem -> value of each position word."""
    values: dict[str, float] = {}
    for words, value in ((_GOOD, 1.0), (_BAD, -1.0), (_SUPPORT_ACTS, 2.0), (_OPPOSE_ACTS, -2.0)):
        values.update({stem(word): value for word in words.split()})
    return values


@lru_cache(maxsize=1)
def reversers() -> frozenset[str]:
    """Stems of the words that turn what they govern around."""
    return frozenset(stem(word) for word in _REVERSERS.split())


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
        value = values.get(stem(word.word), 0.0)
        if not value or any(start <= word.start < end for start, end in ignored):
            continue
        if word.word[0].isupper() and at and not _starts(text, word.start):
            continue  # "Justice Department", "Support Group": a name, not a word that takes a side
        if fold(word.word) in _AGENTS or (abs(value) > 1 and _is_passive(text, words, at)):
            continue
        found.append(Signal(word.start, word.end, -value if _negated(text, words, at) else value))
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
    total = sum(_preposition(text, start) for start, _ in target)
    for signal in signals(text, target):
        if not target:
            total += signal.value
            continue
        start, end = min(target, key=lambda place: _gap(signal, place))
        is_act = abs(signal.value) > 1
        if is_act and (signal.start >= end or _another_acts(text, signal, speaker)):
            continue
        between = text[signal.end : start] if start >= signal.end else ""
        turned = -1.0 if len(between) < 40 and _reverses(between) else 1.0
        total += turned * signal.value / (1.0 + _gap(signal, (start, end)) / 30.0)
    return total


def _preposition(text: str, start: int) -> float:
    """2.0 where "for", -2.0 where "against" governs the words at ``start`` and takes a side; else 0."""
    before = text[max(0, start - 60) : start]
    determiners = _DETERMINERS.search(before)
    head = before[: determiners.start()] if determiners else before
    negated = bool(re.search(r"\bnot\b[^.,;:]{0,20}\Z", head, re.IGNORECASE))
    value = 2.0 if _FOR.search(head) else -2.0 if _AGAINST.search(head) else 0.0
    return -value if negated else value


def _another_acts(text: str, signal: Signal, speaker: Collection[str]) -> bool:
    """Whether a name other than the speaker's stands right before an act, as its subject."""
    before = tokens(text[max(0, signal.start - 60) : signal.start])[-3:]
    offset = max(0, signal.start - 60)
    for word in before:
        at = offset + word.start
        if word.word[0].isupper() and not _starts(text, at) and len(word.word) > 1 and word.word not in speaker:
            return True
    return False


def _gap(signal: Signal, place: tuple[int, int]) -> int:
    start, end = place
    return max(0, start - signal.end, signal.start - end)


def _reverses(between: str) -> bool:
    return any(stem(word.word) in reversers() for word in tokens(between))


def _negated(text: str, words: Sequence[Token], at: int) -> bool:
    """Whether an odd number of negators reach the word in its own clause ("not only" is none)."""
    count = 0
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if _CLAUSE.search(text[words[before].end : words[before + 1].start]):
            break
        folded = fold(words[before].word)
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
    before = text[:at].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:;\n"
