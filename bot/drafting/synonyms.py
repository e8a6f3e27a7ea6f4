"""Words that a question and its answer use for one another, and words that turn a statement round.

Written for this project out of everyday English. A group holds words that may stand for one another where one asks
and the other answers ("How many troops will stay?" — "will keep 2,500 troops"); it is no thesaurus, and a match
through it counts less than the word itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.language.words import stem

_GROUPS = """
stay remain keep retain maintain|begin start commence launch open onset initiate
end finish conclude complete stop cease halt terminate|die death kill perish fatal
kill murder assassinate slay|attack strike assault raid hit|war conflict fight battle combat
win victory triumph defeat beat|lose loss defeat|buy purchase acquire|pay cost price spend spending expense
money fund funding budget finance|build construct erect make create|make produce create manufacture
create establish found form set|found start establish|location located situate lie site place
live reside inhabit dwell|birth born|grow increase rise expand|fall decline decrease drop shrink reduce cut
increase raise boost|big large great huge|small little minor tiny|fast quick rapid speed|old ancient
new recent novel|help assist aid support|support back favor favour endorse|oppose against object reject
say tell state declare announce claim|think believe opinion view consider regard
agree agreement accord deal consent sign|disagree dispute dissent oppose reject
allow permit let enable authorize authorise|forbid ban prohibit outlaw bar|leave withdraw depart exit quit
resign quit leave|choose elect select pick appoint name|appoint name nominate hire
fire dismiss sack oust remove|lead head chair command run|leader head chief commander chairman president
job work post position role occupation|worker employee staff labor labour|doctor physician
teacher professor instructor|lawyer attorney counsel|child kid son daughter|wife husband spouse marry
parent mother father|people resident citizen inhabitant population|town city village municipality
country nation state|area region district zone territory|road street highway avenue|house home building
car vehicle automobile|plane aircraft airplane jet|ship boat vessel|film movie|song track single
singer sing vocalist|actor actress star cast play portray|write author pen|invent invention devise develop
discover find detect|use utilize employ apply|need require necessary demand|want wish desire seek
try attempt effort|get obtain receive gain acquire|give provide supply offer grant|send dispatch
show demonstrate display reveal|mean refer define signify|call name term known|kind type sort form
part component element piece section|reason cause because due|cause lead result trigger provoke
result outcome effect consequence|problem issue difficulty trouble|danger risk threat hazard
illness disease sickness|fix repair mend|change alter modify amend|replace substitute succeed|join enter
gather meet assemble convene|meeting session conference summit|talk discuss discussion negotiate negotiation
answer reply respond response|ask question request|plan propose proposal intend|vote ballot poll
law act legislation statute bill|rule regulation|court judge tribunal|police officer
army military force troop soldier|weapon arm gun|prison jail|guilty convict|steal theft rob robbery
crime offense offence|fine penalty punishment|teach educate|learn study|school college university academy
student pupil|company firm business corporation|owner own possess|customer client consumer
profit earnings revenue income|tax levy duty|salary wage pay|first initial earliest original
last final latest|happen occur place|important significant major key main|chief principal primary major
famous known renowned popular|hard difficult|easy simple|frequent usual typical common
usually normally generally typically|often frequently commonly|approximately about around roughly
yearly annual annually|weekly week|daily day|monthly month|hot warm heat|cold cool
rain rainfall precipitation|snow snowfall|sea ocean|river stream|mountain peak|forest wood woodland
world earth globe global worldwide|food eat diet|drink beverage|animal creature|close shut|near close
contain include comprise consist hold|separate divide split|connect link join|travel journey trip go visit
arrive arrival come reach|move relocate shift transfer|protect defend guard|destroy demolish ruin
damage harm hurt|injure wound hurt|save rescue|carry transport bear|number count total amount quantity
share proportion percentage percent|score goal point|game match|team club side|prize award
period era time age|movement motion|origin originate come source|language speak tongue|religion faith
king monarch ruler emperor|reign rule govern|government administration
politician lawmaker senator legislator|conquer capture seize take occupy|trade commerce|rich wealthy
fear afraid|like love enjoy|colour color|center centre|program programme|theater theatre|defense defence
"""

_OPPOSITES = """
increase decrease|rise fall|raise lower|grow shrink|more less|more fewer|most least|major minor|many few
large small|big small|high low|highest lowest|higher lower|higher below|lower above|high below|low above
largest smallest|long short|longest shortest|early late
earlier later|earliest latest|first last|before after|begin end|start finish|open close|win lose
victory defeat|accept reject|accept refuse|agree disagree|allow forbid|allow ban|permit prohibit
support oppose|favor oppose|like dislike|love hate|approve disapprove|include exclude|include omit
enter leave|arrive leave|join leave|buy sell|import export|give take|push pull|appear disappear|always never
often rarely|often seldom|frequently rarely|common rare|common uncommon|usual unusual|public private
formal informal|official unofficial|legal illegal|strong weak|strength weakness|rich poor|hot cold|hard easy
hard soft|difficult easy|complex simple|safe dangerous|true false|right wrong|correct incorrect|good bad
best worst|better worse|old new|oldest newest|oldest youngest|north south|northern southern|east west
eastern western|left right|upper lower|internal external|inside outside|direct indirect
dependent independent|equal unequal|male female|men women|positive negative|active passive|success failure
succeed fail|create destroy|build destroy|protect harm|help hinder|encourage discourage|expand contract
gain loss|profit loss|maximum minimum|majority minority|same different|similar different|near far|fast slow
wide narrow|deep shallow|heavy light|full empty|complete incomplete|possible impossible|likely unlikely
necessary unnecessary|known unknown|changed unchanged|modified unmodified|paid unpaid|rural urban
domestic foreign|war peace|guilty innocent|living dead|add remove|connect disconnect|above below|over under
popular unpopular|able unable|willing unwilling|certain uncertain|limited unlimited
"""


def _table(text: str) -> Mapping[str, frozenset[str]]:
    """Stem -> stems of the words that share a group with it; groups end at a bar or a line's end."""
    table: dict[str, set[str]] = {}
    for group in re.split(r"[|\n]", text.strip()):
        stems = {stem(word) for word in group.split()}
        for one in stems:
            table.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in table.items()}


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, frozenset[str]]:
    """English: stem -> stems that may stand for it."""
    return _table(_GROUPS)


@lru_cache(maxsize=1)
def opposites() -> Mapping[str, frozenset[str]]:
    """English: stem -> stems that say the contrary."""
    return _table(_OPPOSITES)


_LIGHT = """
happen occur mean know call name term locate situate type kind sort form example use serve function purpose objective
goal role specify exist characterize describe definition define contain consist include refer reference consider become
regard relate difference example main way thing person place time point fact part number amount total
several different certain specific particular actual exact give make take find say tell speak according along ones
2 3 4 5
"""


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    """English stems with which questions are put whatever they are about ("is known for", "what kind of")."""
    return frozenset(stem(word) for word in _LIGHT.split())


_NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis", "de", "anti", "counter")
_NO_PREFIX = frozenset(
    """discover disclose include import inform increase invest involve indeed detail develop design decide deserve
    disease display distance dispute describe desire instead intend interest universe united union unite impress
    impose improve imply inspire install institute instruct inner defend depend delight demand""".split()
)


def opposed(term: str, held: Collection[str]) -> bool:
    """Whether the stems ``held`` hold the contrary of a stem: by the table, or by a negating prefix."""
    if any(other in held for other in opposites().get(term, ())):
        return True
    for prefix in _NEGATIVE_PREFIXES:
        rest = term.removeprefix(prefix)
        if rest != term and len(rest) >= 5 and rest in held and term not in _no_prefix():
            return True
        if len(term) >= 5 and prefix + term in held and prefix + term not in _no_prefix():
            return True
    return False


@lru_cache(maxsize=1)
def _no_prefix() -> frozenset[str]:
    return frozenset(stem(word) for word in _NO_PREFIX)


# Endings that make another part of speech of the same word, as Snowball leaves them; longest first.
_ENDINGS = (
    "ational", "ation", "ition", "ement", "ment", "ship", "ness", "ance", "enc", "anc", "ence", "ator", "ist", "ism",
    "ity", "iti", "ion", "ian", "ant", "ent", "ive", "ing", "ure", "ur", "age", "al", "er", "or", "ee", "ar", "at", "e",
    "i", "y",
)  # fmt: skip


@lru_cache(maxsize=1 << 15)
def root(stemmed: str) -> str:
    """The form that an English verb and the nouns made from it share: "agre" for agree and agreement, "decit" for
    decide and decision. Never shorter than four letters; other words keep their stem.
    """
    form = stemmed
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= 4:
            form = form[: -len(ending)]
            break
    if len(form) >= 5 and form[-1] in "ds" and form[-2] in "aeioun":
        form = form[:-1] + "t"
    return form
