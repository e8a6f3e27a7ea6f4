"""English cues: the verbs, nouns and phrases by which a text says that words or thoughts are somebody's.

A verb stands in one line of ``_VERBS`` with what may follow it as content. The lines are kinds of speech and thought
(saying, judging, asking, promising, thinking, wanting, finding, ruling), for what a verb takes follows from its kind:

- ``t`` a clause led in by "that" or a question word, and no other: "held that it was late"
- ``c`` a clause: "said (that) it was late", "asked whether it was late"
- ``n`` a noun phrase: "condemned the vote"
- ``i`` an infinitive: "vowed to resign"
- ``g`` a gerund: "suggested waiting"
- ``a`` somebody addressed first: "told the council (that) it was late"
- ``p`` a noun phrase and what it is said to be: "called the vote a farce", "described it as a farce"
- ``x`` an object that shall do something: "urged the council to wait"
- ``q`` words in marks, before or behind: "“No,” she joked"
- words after the letters are prepositions that may lead to the content: "called for a vote", "spoke about the vote"

``kind`` sorts them for confidence: speech, judgement, directive, commissive, thought, wish, evidence, verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bot.language.lexicon import Form, common_verbs, inflect


@dataclass(frozen=True, slots=True)
class Cue:
    """What a cue may be followed by: ``frames`` are the letters above, ``prepositions`` lead to the content."""

    lemma: str
    kind: str
    frames: frozenset[str]
    prepositions: frozenset[str] = frozenset()


# kind | frames | prepositions | verbs
_VERBS = """
speech|cq||say maintain
speech|cnq||state declare proclaim assert claim allege affirm reaffirm note observe stress emphasize emphasise
speech|cnq||underline explain clarify reiterate repeat recall recount reveal disclose confirm acknowledge admit
speech|cnq||announce
speech|cnq||mention report predict forecast recite chant spell concede
speech|cq|of about|contend quip reason theorize
speech|cq|about of on to|joke boast brag complain gripe grumble rant crow gush whine
speech|cq|on upon|remark comment expound elaborate opine editorialize pontificate
speech|cq||add retort interject deadpan chime gasp stammer mutter murmur whisper yell scream shriek sob sigh exclaim
speech|cq||cry
speech|cq||shout reply laugh chuckle snap bark growl drawl
speech|cnq|to against|respond counter object protest
speech|cnq|for against about with|argue
speech|cnq|on|insist
speech|cnq||point_out spell_out write tweet retweet text email blog rebut utter
speech|cnq|about|lament bemoan fret fume marvel ponder muse
speech|cnq|at|hint scoff
speech|cn||deny imply intimate pretend stipulate
speech|cniq||testify confess swear
speech|acq|of about|tell inform notify remind assure reassure convince persuade advise brief
speech|acq|of against about|warn caution
speech|cnigq||suggest propose recommend
speech|acnq|about for|ask
speech|cq|about into|inquire enquire wonder
speech|cn|about|speculate theorise
speech|nq||answer
speech|n||cite reference invoke echo outline detail tout trumpet highlight underscore specify
speech|np||describe characterize characterise portray depict label brand dub call term deem liken compare hail herald
speech|np||quote
speech|c||charge
speech|n||contradict dispute contest correct debunk
speech|||lie
speech|n|about on|discuss debate
speech||about of against for out|talk speak
speech|cq||shoot_back fire_back chime_in
speech|n||lay_out set_out
speech|q||continue begin conclude go_on weigh_in follow_up sum_up hit_back lash_out speak_out
judgement|n|for|praise applaud commend laud compliment congratulate admire respect thank salute cheer credit honor
judgement|n||endorse back support champion embrace favor favour welcome defend trust bless
judgement||of|approve disapprove
judgement|n|of for|accuse
judgement|n|for|criticize criticise blast slam condemn denounce decry deride mock ridicule attack assail lambaste rip
judgement|n|for|bash
judgement|n|for|rebuke chide scold chastise berate castigate skewer savage excoriate eviscerate blame fault pan upbraid
judgement|n|for|reprimand censure hammer
judgement|n||denigrate disparage belittle dismiss reject oppose disavow repudiate resent regret question doubt
judgement|n||insult shame taunt disown downplay minimize minimise condone vilify demonize smear impugn malign tease
judgement|n||troll
judgement|c|with|agree disagree concur
judgement||with|sympathize side
judgement||at on against over to from|bristle balk rail lash sneer bristle backpedal
judgement|n||call_out
judgement||on against|push_back hit_back
judgement||for|apologize apologise
directive|nx|for|urge beg implore exhort
directive|cnix||demand
directive|cnx|of|request
directive|nx||order instruct direct command encourage invite
directive||for on|call plead appeal
directive||for|campaign
speech||to|refer allude point
directive|n|for against|advocate lobby
directive||for|press push
directive|n||ban prohibit forbid authorize authorise
commissive|cina|to|promise vow pledge guarantee
commissive|ia|with|threaten
commissive|in||refuse
commissive|i||offer
commissive|i|on|decline agree
commissive|in||plan intend
commissive|i||aim
commissive|i|against on|decide opt
commissive|ci|to|resolve commit volunteer
thought|cq||think
thought|t||hold determine
speech|q||post read
thought|cn|in|believe
thought|c||feel realize realise reckon suppose presume assume imagine suspect guess figure conclude
thought|cn||know understand recognize recognise remember forget accept perceive envision foresee anticipate
thought|cn|of about|learn dream
thought|c|of|hear
thought|np||consider regard view see interpret deem judge perceive
thought|cn|about|worry
thought||about|care
thought|cn||fear dread
thought|cn||estimate calculate project
wish|inx||want wish desire expect prefer
wish|ci|for|hope
wish|in||seek
wish|i||like love hate
evidence|cn||show suggest indicate find demonstrate prove illustrate document reflect signal warn conclude
evidence|cn||discover
verdict|cn|for against in on|rule
verdict|n||overrule overturn strike_down uphold invalidate repeal veto strike void reverse
verdict|n||name nominate designate declare pronounce
"""

# content led in by | nouns; a possessor or "by" names the speaker: "her claim that …", "calls by the union for …"
_NOUNS = """
that|claim assertion allegation statement comment remark suggestion argument belief view opinion conviction notion hope
that|fear concern worry warning threat promise pledge vow announcement revelation admission acknowledgement accusation
that|charge contention insistence complaint prediction speculation rumor rumour conclusion expectation assurance doubt
that|denial feeling impression suspicion perception assumption theory pronouncement reminder confirmation
to|promise pledge vow threat decision refusal desire wish willingness intention proposal offer request call demand
to|commitment determination reluctance eagerness
for|call support demand plea appeal praise enthusiasm admiration respect preference advocacy sympathy disdain contempt
for|hatred affection endorsement wish
of|criticism condemnation denunciation endorsement accusation allegation description characterization characterisation
of|portrayal rejection dismissal mockery disapproval approval adulation critique defense defence praise fear
to|opposition objection
about|concern comment remark claim complaint worry doubt question speculation skepticism scepticism warning
on|position stance view comment attack
against|accusation allegation charge threat
"""

_ADJECTIVES = """
that|confident certain sure convinced hopeful optimistic pessimistic skeptical doubtful aware afraid worried concerned
that|adamant
that|glad happy sorry proud grateful surprised disappointed unhappy clear
about|confident optimistic pessimistic skeptical worried concerned enthusiastic excited passionate nervous anxious
about|upset
about|interested
in|interested
to|committed opposed devoted
of|critical skeptical supportive dismissive afraid wary proud suspicious fearful
with|unhappy pleased satisfied frustrated disappointed
to|willing eager reluctant unwilling determined
"""


@cache
def verbs() -> Mapping[str, Cue]:
    """The cue verbs by lemma; a verb with its particle as "point_out"."""
    table: dict[str, Cue] = {}
    for line in _VERBS.strip().splitlines():
        kind, letters, prepositions, lemmas = line.split("|")
        for lemma in lemmas.split():
            known = table.get(lemma)
            frames = frozenset(letters) | (known.frames if known else frozenset())
            leads = frozenset(prepositions.split()) | (known.prepositions if known else frozenset())
            table[lemma] = Cue(lemma, known.kind if known else kind, frames, leads)
    return MappingProxyType(table)


@cache
def nouns() -> Mapping[str, frozenset[str]]:
    """The cue nouns, singular and plural, with the words that lead to their content."""
    return _leads(_NOUNS, plural=True)


@cache
def adjectives() -> Mapping[str, frozenset[str]]:
    """The cue adjectives with the words that lead to their content."""
    return _leads(_ADJECTIVES, plural=False)


@cache
def forms() -> Mapping[str, Form]:
    """Every form of a cue verb or common verb, with its lemma and what it may be."""
    lemmas = [lemma.partition("_")[0] for lemma in verbs()]
    return MappingProxyType(inflect(list(dict.fromkeys(lemmas)) + common_verbs()))


def _leads(table: str, *, plural: bool) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        lead, words = line.split("|")
        for word in words.split():
            for form in (word, _plural(word)) if plural else (word,):
                found[form] = found.get(form, frozenset()) | {lead}
    return MappingProxyType(found)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch")) else "s")
