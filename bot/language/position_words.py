"""The lexicon of support and opposition: our own, English, four tables kept by stem.

*Acts* are what one does to a thing when taking a side ("backs the levy", "condemned the attack"); *judgements* say that
a thing is good or bad ("a mistake", "long overdue"). *Reversers* turn what they govern around: to support an **end** to
the levy is to be against the levy. By stem, each word stands for its inflections.
"""

from __future__ import annotations

from functools import lru_cache

from bot.language.words import stem

_SUPPORT_ACTS = """
acclaim admire agree alliance allied ally applaud appreciate approve assist back backing bless bolster boost
celebrate champion cheer commend compliment condolence congratulate cooperate credit defend embrace empower
encourage endorse endorsement expand favor favour friend friendly fund grateful greenlight hail help honor
honour laud love pledge praise prefer promote protect reaffirm recommend reelect rescue respect safeguard salute
solidarity sponsor strengthen support supportive sympathize thank thankful tout tribute trust uphold urge vouch
welcome
"""
_OPPOSE_ACTS = """
abolish abrogate accusation accuse admonish allege assail attack ban bash batter berate blame blast block
boycott cancel censure challenge chide condemn confront criticise criticism criticize curb cut decry defy
demonize denounce deplore deride detest disagree disapprove discredit dismantle dismiss disown dispute disrupt
distrust doubt evict excoriate expel exploit expose fault fight hate impeach imprison indict investigate jail
lambaste lament mock objection obstruct offend oppose opposition oust overrule overturn probe protest punish
rail rebuff rebuke refuse regret reject rejection repeal reprimand resent resist retaliate ridicule sanction
scold scorn scrap scrutinize shun slam slash smear strip sue taunt threaten undercut undermine undo veto vilify
violate warn warning weaken
"""
_GOOD = """
admirable advantage beautiful beneficial benefit best better boon brave bright brilliant compassion confident
constructive courage courageous crucial decent dedicated delighted deserve dignity effective efficient essential
excellent exceptional excited exciting extraordinary fair fairness fantastic favorable fine fortunate gain
genuine glad good great heartened hero heroic historic honest honesty important impressive incredible integrity
invaluable leadership legitimate lucky necessary optimistic outstanding overdue pleased positive progress
promising proud qualified reassuring relief remarkable responsible right sensible smart solution strong success
successful talented terrific thrilled tremendous triumph trustworthy valuable victory vital wise wonderful worth
worthy
"""
_BAD = """
absurd abuse alarm alarming anger angry appalling arrogant atrocity awful bad bankrupt barbaric baseless betray
betrayal biased bigot bitter blocker bogus broken brutal burden catastrophe catastrophic chaos chaotic childish concern
conspiracy corrupt corruption coward cowardly crazy criminal cripple crippling cruel cruelty cynical damage
damaging danger dangerous deceive deception defeat deficient despicable destructive devastate devastating
dictator dictatorship disappoint disappointing disappointment disaster disastrous discriminate discrimination
disgrace disgraceful disgust disgusting dishonest disrespect disturbing divisive embarrass embarrassing
embarrassment evil excessive extremist fail failed failure false falsehood fanatic farce fear flawed folly
foolish fraud fraudulent frustration guilty harm harmful harsh hateful hinder hoax horrible horrific horrify
hostile hurt hypocrisy hypocrite ignorant illegal immoral inaccurate inadequate incompetent inexcusable
inflammatory inhumane injustice insane insufficient insult intolerable invade invasion irresponsible jeopardize
joke lawless liar lie lose loser ludicrous menace mess mislead misleading mistake mistaken nasty needless
neglect nightmare nonsense offensive outrage outraged outrageous painful pathetic perverse phony pointless
poison problem racism racist reckless repression ridiculous risk rotten ruin ruthless sabotage sad scandal
scared scary severe sham shame shameful shock shocking sick steal stupid terrible terrorism terrorist theft
threat thug traitor treason tyrant ugly unacceptable unaffordable unconstitutional unfair unfit unfortunate
unfounded unimaginable unjust unlawful unnecessary unqualified unsafe untrue unwise upset useless victim vile
violate violation vulnerable waste weak worried worry worse worst wreck wrong
"""
_REVERSERS = """
abolish abolition against anti arrest ban bar boycott cancel censure closure complaint condemnation conviction
criticism curb cut defeat deny destroy dismantle dismissal eliminate end halt impeachment kill lift opponent oppose
opposition ouster overturn prevent prosecution quit reduce refusal rejection removal remove repeal resignation
resist reverse rid scrap shut stop suspend undo withdraw withdrawal
"""


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
