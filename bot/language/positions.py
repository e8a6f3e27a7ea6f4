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
fund pledge credit endorse bolster laud vouch safeguard defend favour approve stand-by expand strengthen rescue
 acclaim admire agree applaud appreciate approve assist back backing bless boost
celebrate champion cheer commend compliment congratulate cooperate defend embrace empower encourage endorse
endorsement favor favour grateful greenlight hail help honor honour laud love 
 praise prefer promote protect reaffirm recommend reelect respect safeguard
salute solidarity sponsor support supportive sympathize thank thankful tout trust
uphold urge welcome ally allied alliance friend friendly champion tribute condolence
"""
_OPPOSE_ACTS = """
abrogate cut slash weaken dismantle undo scrap strip ridicule violate block retaliate decry threaten investigate probe exploit
 accuse accusation admonish allege assail attack ban bash batter berate blame blast boycott
censure challenge chide combat condemn confront criticism criticize criticise curb
decry defy demonize denounce deplore deride detest disagree disapprove discredit dismiss disown dispute disrupt
distrust doubt evict excoriate expel expose fault fight hate impeach imprison indict 
jail lambaste lament mock objection obstruct offend oppose opposition oust overrule overturn
protest punish rail rebuff rebuke refuse regret reject rejection reprimand resent resist ridicule 
sanction scold scorn scrutinize shun slam smear sue taunt threaten undercut undermine veto
vilify warn warning
"""
_GOOD = """
proud pleased overdue strong vital essential important necessary crucial
 admirable advantage beautiful benefit beneficial best better brave bright brilliant 
 confident constructive courage courageous dedicated deserve dignity effective
efficient essential excellent exceptional exciting extraordinary fair fairness fantastic favorable fine 
fortunate gain genuine glad good great hero heroic historic honest honesty 
 impressive incredible invaluable 
leadership legitimate lucky optimistic outstanding 
 positive progress promising proud reassuring relief remarkable
responsible right sensible smart solution success successful terrific
tremendous triumph valuable victory wise wonderful worth worthy
"""
_BAD = """
threat risk burden problem concern worry fear weak victim insult lawless disgust
abuse absurd alarm alarming anger angry appalling arrogant atrocity awful bad barbaric betray betrayal biased bigot bitter
broken brutal chaos chaotic conspiracy corrupt corruption
coward cowardly crazy criminal cruel cynical damage damaging danger dangerous deceive deception defeat
deficient despicable destructive dictator dictatorship disappoint disappointing disappointment disaster disastrous discriminate
discrimination disgrace disgraceful disgusting dishonest disrespect disturbing divisive evil excessive
extremist fail failed failure false falsehood fanatic farce flawed folly foolish fraud fraudulent frustration
guilty harm harmful harsh hateful hinder horrible horrific horrify hostile hypocrisy hypocrite ignorant 
illegal immoral inaccurate inadequate incompetent inexcusable inflammatory inhumane injustice insane
insufficient intolerable invade invasion irresponsible jeopardize liar lie lose loser ludicrous menace mess mislead
misleading mistake mistaken nasty needless neglect nightmare nonsense offensive outrage outraged
outrageous painful pathetic perverse phony poison racist racism reckless repeal repression ridiculous
rotten ruin ruthless sabotage scandal scared scary severe shame shameful shock shocking stupid
 terrible terrorism terrorist thug tyrant unacceptable
unaffordable unconstitutional unfair unfit unfortunate unjust unlawful unnecessary unqualified unsafe untrue unwise
upset useless vile violate violation vulnerable waste worried worse worst
wrong wreck
"""
_REVERSERS = """
abolish abolition against anti ban bar cancel closure curb cut deny destroy dismantle eliminate end halt kill lift
oppose opponent opposition overturn prevent quit reduce remove removal repeal resist reverse rid scrap shut stop suspend
undo withdraw withdrawal
"""
_AGENTS = frozenset(stem(word) for word in """critic opponent supporter protester activist advocate ally rival
backer detractor fan foe friend skeptic sceptic""".split())
"""Those who take a side: naming them says where *they* stand, not the one who names them."""
_NEGATORS = frozenset(
    """not n't no never none nobody nothing neither nor without hardly barely scarcely cannot can't won't don't doesn't
    didn't isn't aren't wasn't weren't wouldn't shouldn't couldn't haven't hasn't hadn't ain't lack lacks lacked fail
    fails failed refuse refuses refused decline declines declined deny denies denied unlikely far""".split()
)
_BE = frozenset("is are was were be been being get gets got".split())
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
        if stem(word.word) in _AGENTS or (abs(value) > 1 and _is_passive(text, words, at)):
            continue
        found.append(Signal(word.start, word.end, -value if _negated(text, words, at) else value))
    return tuple(found)


def leaning(text: str, target: Sequence[tuple[int, int]]) -> float:
    """How a text speaks of a target: above 0 in favor, below against, 0 where the lexicon does not tell.

    Near words count more than far ones, and a reverser between a position word and the target ("backs **repeal** of
    the levy") turns it around.

    Args:
        text: a sentence or two.
        target: where the target is named in it, as ``(start, end)``; with none, every position word counts alike.
    """
    total = 0.0
    for signal in signals(text, target):
        if not target:
            total += signal.value
            continue
        start, end = min(target, key=lambda place: _gap(signal, place))
        gap = _gap(signal, (start, end))
        between = text[signal.end : start] if start >= signal.end else ""
        turned = -1.0 if len(between) < 40 and _reverses(between) else 1.0
        total += turned * signal.value / (1.0 + gap / 30.0)
    return total


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
    """"Was criticized", "been praised": somebody else takes the side, unless "by" names who."""
    before = [fold(word.word) for word in words[max(0, at - 2) : at]]
    follows = words[at + 1].word if at + 1 < len(words) else ""
    return words[at].word.endswith("ed") and bool(_BE & set(before)) and follows != "by"


def _starts(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:;\n"
