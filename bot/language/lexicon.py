"""English words by class, as far as finding subjects, verbs and clause ends needs them.

Closed classes are listed whole. Of the open classes only verbs are listed: the commonest ones, so that a noun
phrase is seen to end where its verb begins. Their forms are spelled by rule, the irregular ones by table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType


def words(text: str) -> frozenset[str]:
    """The words of a table written as one string."""
    return frozenset(text.split())


DETERMINERS = words(
    "the a an this these those my your his her its our their some any no every each many several few most all both "
    "another either neither enough such much fewer more less"
)
POSSESSIVES = words("my your his her its our their whose")
PRONOUNS = words("he she it they we i you someone somebody everyone everybody anyone anybody nobody others")
OBJECTS = words("him them me us himself herself itself themselves myself yourself ourselves")
RELATIVES = words("who whom which whose")
QUESTIONS = words("what how why where when whether if")
MODALS = words(
    "will would can could may might shall should must 'll ’ll 'd ’d to do does did don't don’t doesn't "
    "doesn’t didn't didn’t won't won’t wouldn't wouldn’t can't can’t cannot couldn't couldn’t shouldn't "
    "shouldn’t mightn't mustn't mustn’t let"
)
BE = words("is are was were be been being am isn't isn’t aren't aren’t wasn't wasn’t weren't weren’t ain't ain’t")
HAVE = words("has have had having hasn't hasn’t haven't haven’t hadn't hadn’t")
AUXILIARIES = MODALS - {"to", "let"} | BE | HAVE
NEGATIONS = words("not never no n't hardly neither nor without")
PREPOSITIONS = words(
    "of in on at by for from with without about against between among during under over into onto upon through "
    "throughout across toward towards behind beyond beside near despite via amid amidst within outside inside around "
    "like unlike regarding concerning per versus than above below off up out down along alongside besides except plus"
)
CONJUNCTIONS = words("and or but nor yet plus")
SUBORDINATORS = words(
    "because while although though unless until since after before as when whenever if whether once "
    "whereas lest where why how what whatever"
)
ADVERBS = words(
    "also then later earlier now still again never not often always once recently first repeatedly previously even "
    "just only already soon sometimes further too ever rather instead however meanwhile perhaps maybe yet there here "
    "today yesterday tomorrow tonight twice thus therefore so very quite almost nearly back ahead away together "
    "forward aloud alone long ago indeed moreover nonetheless nevertheless otherwise else far well initially"
)
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun")
MONTHS = words(
    "january february march april may june july august september october november december jan feb mar apr "
    "jun jul aug sept sep oct nov dec"
)
PARTS_OF_DAY = words(
    "morning afternoon evening night week month year weekend day noon midnight summer spring fall autumn "
    "winter hours days weeks months years decade decades century time times minutes"
)
TIME_STARTERS = words("last this next earlier late early that")
NUMBERS = words(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
    "dozens hundreds thousands millions half"
)
NOT_ADVERBS = words(
    "family ally reply supply italy july early daily weekly monthly friendly likely elderly assembly "
    "anomaly monopoly bully rally kelly emily sally molly lily holly billy reilly only unlikely deadly "
    "costly ugly lovely lonely lively orderly quarterly yearly folly jelly belly fly apply rely imply"
)
ING_NOUNS = words(
    "meeting building hearing ruling spending funding polling briefing rating feeling finding warning "
    "trading training voting housing evening morning being thing something anything nothing everything "
    "king spring beginning opening filing shooting bombing killing setting understanding wedding gathering "
    "following leading upcoming outgoing missing interesting willing during including regarding amazing"
)
PURE_VERBS = words(
    "accept achieve acquire appear apply argue arise arrive become begin belong bring choose come contain "
    "continue create define deserve develop differ die disappear eat emerge enable enjoy ensure exist "
    "expand expect explain express fail follow get give go grow happen hear imply improve include involve "
    "join keep know lead learn leave let lie lose maintain make mean meet occur owe prefer prepare produce "
    "propose protect prove provide publish put reach receive refer refuse relate rely remain remember "
    "remove represent require retain send serve set settle sit speak spend stand stay stem strengthen "
    "succeed suffer take teach tell tend think threaten understand want write"
)
NAMES_TOO = words("per will may van")
TITLE_PARTICIPLES = words(
    "retired elected appointed alleged accused convicted unnamed registered self-described "
    "self-proclaimed so-called disgraced renowned embattled aged"
)
CATENATIVES = words(
    "continue begin start try attempt go proceed appear seem tend manage fail dare rush hasten move have need "
    "use seek happen come opt decline refuse want plan hope vow promise like love hate prefer return get "
    "keep be set ready quick likely able due sure bound"
)
DEMONYMS = words(
    "american european asian african british english french german italian spanish russian chinese japanese "
    "korean indian iraqi iranian israeli syrian turkish polish greek dutch swedish irish mexican canadian "
    "australian brazilian ukrainian republican democratic western eastern arab muslim christian jewish "
    "catholic latin soviet"
)
# Nouns as common as the verbs of the same spelling: a form in -s or the bare form needs more evidence to be a verb.
NOUN_TOO = frozenset(
    "claim report note call plan view comment remark answer question hope fear promise pledge vow demand request "
    "offer back attack support show state order rule find hit post point stress charge doubt estimate forecast "
    "project aim desire want need thank tweet vote signal suspect fault document detail block ban study challenge "
    "worry concern guess figure counter sign text email blog cry shout laugh whisper murmur mutter quote reference "
    "echo outline label brand term hail talk debate respect credit honor trust favor favour champion welcome rip bash "
    "slam blast rebuke censure target hammer pound pan knock needle protest object press push campaign lobby appeal "
    "plea advocate aim threat wish love hate judge dream reason process address feature force form fight race run "
    "lead look start stop act work play place part deal drop end face fail hand head help impact interest issue joke "
    "lie list live mark matter measure move name number offer own park pass pay range rate reach release rest result "
    "return rise risk sale score search share shift sound spot spread stage stand store study suit surprise talk tax "
    "test tie time title top touch track trade travel trip try turn use visit walk watch water wave win wonder word "
    "sign fund plant drive defeat draft decline delay damage dance cut cover cost control conduct contract contest "
    "contact charge change cause care capture buy break boost bid battle balance attempt air aid access fire fit fall "
    "fly focus fuel gain grant guide host increase limit link load lock loss match mind miss mix order pace pack "
    "paint partner permit phone pick plot pressure profit pull purchase record regret repeat report rescue reserve "
    "retreat reveal review ring roll rush save shock shoot shop sleep slide slip snap split sport strike struggle "
    "survey swing switch tap tear threat throw tour train transfer trap treat trigger upset value veto view warm "
    "waste signal state states guarantee sentence sponsor step process picture reward benefit experience practice "
    "hunt march rally".split()
)
TIMES = WEEKDAYS | PARTS_OF_DAY | words("today yesterday tomorrow tonight")

_COMMON_VERBS = """
accept accompany achieve acquire act adapt adjust adopt affect afford aid air alter appear apply appoint approach arise
arm arrest arrive assemble assign assist attach attempt attend attract avoid award bear beat become begin behave belong
bend benefit bind bite bleed blow boost borrow break breathe bring broadcast build burn burst bury buy capture care
carry cast catch cause cease change charge chase check choose claim clap clash clean clear climb close collapse collect
combine come commit compete complete compose concern conduct connect consist constitute construct contain continue
contribute control convey convict cook cooperate cope cost count cover crash create cross cry cut damage dance deal
decline decrease dare defeat defend define deliver demonstrate depend deploy deserve design destroy develop die differ
dig direct disappear discharge distribute divide dominate donate draft drag draw dress drink drive drop earn ease eat
edge elect eliminate emerge employ enable encounter end engage enjoy ensure enter erupt escape establish evacuate
examine exceed exchange exist expand experience explode export expose express extend face fail fall feature feed fight
file fill finance finish fire fit fix flee flip float flow fly focus follow force form freeze fuel fund gain gather get
give go govern grab graduate grant grow guide hand handle hang happen hate head hear help hide hire hit hold host hurt
identify ignore impact implement import impose improve include incorporate increase indict influence inject injure
insert install intervene introduce invest investigate involve issue join jump keep kick kill kiss knock lack land last
launch lead lean leap leave lend let level lie lift limit link live load lock need look lose love lower maintain make
manage march mark match matter mean measure meet merge miss mix move negotiate occupy occur open operate organize
originate overcome overtake owe own pack paint park participate pass pay perform pick place play pour prepare preserve
press prevent proceed process produce protect prove provide publish pull pump punish purchase pursue push put raise
rally range rank reach react read rebuild receive recover recruit reduce register regulate relate release rely require
remain remove replace represent rescue resemble resign rest restore result resume retain retire return review revise
revive reunite ride ring rise risk roll run rush sail save score screen search secure see seek seem seize sell send
separate serve set settle shake shape share shift shine ship shoot shop shut sign sing sink sit sleep slide slip slow
smile smoke snap solve spark speak spend spill spin split sponsor spot spread stage stand star start stay steal step
stick stop store storm strengthen stretch strike struggle study submit succeed suffer surge surprise surround survive
suspend sustain swing switch tackle take tap target taste teach tear tend test threaten throw tie touch tour track
trade train transfer transform travel treat trigger try turn undergo underscore unite unveil use vary vie visit voice
vote wait withhold wake walk warm wash waste watch weaken wear weigh win wipe withdraw work wrap yield
"""

_IRREGULAR = """
arise arose arisen|be was been|bear bore borne|beat beat beaten|become became become|begin began begun|bend bent bent
bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken|bring brought brought
broadcast broadcast broadcast|build built built|burst burst burst|buy bought bought|cast cast cast
catch caught caught|choose chose chosen|come came come|cost cost cost|cut cut cut|deal dealt dealt|dig dug dug
draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
fight fought fought|find found found|flee fled fled|fly flew flown|forbid forbade forbidden|forecast forecast forecast
foresee foresaw foreseen|forget forgot forgotten|freeze froze frozen|get got gotten|give gave given|go went gone
grow grew grown|hang hung hung|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt
keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let|lie lay lain
lose lost lost|make made made|mean meant meant|meet met met|overcome overcame overcome|overtake overtook overtaken
pay paid paid|prove proved proven|put put put|quit quit quit|read read read|rebuild rebuilt rebuilt|ride rode ridden
ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|send sent sent
set set set|shake shook shaken|shine shone shone|shoot shot shot|shut shut shut|sing sang sung|sink sank sunk
sit sat sat|sleep slept slept|slide slid slid|speak spoke spoken|spend spent spent|spin spun spun|split split split
spread spread spread|stand stood stood|steal stole stolen|stick stuck stuck|strike struck struck|swear swore sworn
swing swung swung|take took taken|teach taught taught|tear tore torn|tell told told|think thought thought
throw threw thrown|undergo underwent undergone|understand understood understood|uphold upheld upheld|wake woke woken
wear wore worn|win won won|withdraw withdrew withdrawn|withhold withheld withheld|write wrote written
retell retold retold|rewrite rewrote rewritten|overturn overturned overturned
bet bet bet|swear swore sworn|offer offered offered
differ differed differed|suffer suffered suffered|enter entered entered|consider considered considered
order ordered ordered|answer answered answered|counter countered countered|wonder wondered wondered
utter uttered uttered|whisper whispered whispered|remember remembered remembered|register registered registered
gather gathered gathered|deliver delivered delivered|discover discovered discovered|recover recovered recovered
cover covered covered|mutter muttered muttered|stammer stammered stammered|murmur murmured murmured
trumpet trumpeted trumpeted|benefit benefited benefited|visit visited visited|limit limited limited
credit credited credited|edit edited edited
exhibit exhibited exhibited|prohibit prohibited prohibited|inherit inherited inherited
develop developed developed|interpret interpreted interpreted|market marketed marketed|target targeted targeted
open opened opened|happen happened happened|threaten threatened threatened|listen listened listened
reason reasoned reasoned|question questioned questioned|mention mentioned mentioned|champion championed championed
abandon abandoned abandoned|envision envisioned envisioned|caution cautioned cautioned|envisage envisaged envisaged
echo echoed echoed|veto vetoed vetoed|signal signaled signaled|counsel counseled counseled|label labeled labeled
travel traveled traveled|model modeled modeled|cancel canceled canceled|quarrel quarreled quarreled
"""

_DOUBLING = words(
    "admit commit permit submit ban bar beg brag chat chop clap control drag drop equip fit flip gab grab grin hop "
    "jog knit nag nod occur omit pan patrol plan plot pop prefer quip rap rebut recur refer regret remit rip rob rub "
    "scan shop shrug skip slam slap slip snap spar spot star stir stop strip sum swap tap tip trap trim trot vet wrap "
    "zip confer concur defer deter infer repel compel dispel expel excel propel rebel"
)

Form = tuple[str, str]
"""A verb form's lemma and what it may be: b(ase), s (third person), d (past), n (participle), g (-ing)."""


@cache
def irregular() -> Mapping[str, tuple[str, str]]:
    """Past and participle of the irregular verbs."""
    table = {}
    for line in _IRREGULAR.strip().splitlines():
        for entry in line.split("|"):
            lemma, past, participle = entry.split()
            table[lemma] = (past, participle)
    return MappingProxyType(table)


def spell(lemma: str) -> Iterator[tuple[str, str]]:
    """The forms of a verb with their letter, after the rules of English spelling ("deny": denies, denied, denying)."""
    yield lemma, "b"
    consonant_y = lemma.endswith("y") and lemma[-2:-1] not in tuple("aeiou")
    if consonant_y:
        yield lemma[:-1] + "ies", "s"
    elif lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        yield lemma + "es", "s"
    else:
        yield lemma + "s", "s"
    if lemma in _DOUBLING:
        stem = lemma + lemma[-1]
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        stem = lemma[:-1]
    else:
        stem = lemma
    yield ("lying" if lemma == "lie" else stem + "ing"), "g"
    if lemma in irregular():
        past, participle = irregular()[lemma]
    elif consonant_y:
        past = participle = lemma[:-1] + "ied"
    else:
        past = participle = (lemma if lemma.endswith("ee") else stem) + ("d" if lemma.endswith("ee") else "ed")
    yield past, "d"
    yield participle, "n"


def inflect(lemmas: Iterator[str] | list[str]) -> dict[str, Form]:
    """All forms of the verbs; a form of two verbs belongs to the one that comes first."""
    table: dict[str, Form] = {}
    for lemma in lemmas:
        for form, letter in spell(lemma):
            known = table.get(form)
            if known is None:
                table[form] = (lemma, letter)
            elif known[0] == lemma:
                table[form] = (lemma, known[1] + letter)
    return table


def common_verbs() -> list[str]:
    """The verbs that are listed only so that a noun phrase is seen to end."""
    return _COMMON_VERBS.split()
