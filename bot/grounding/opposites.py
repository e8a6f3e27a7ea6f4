"""Words that turn a sense: negations, verbs that deny, and pairs of opposites. English, with the German negations."""

from __future__ import annotations

from bot.language.words import stem

NEGATIONS = frozenset(
    """not no never none nobody nothing nowhere neither nor cannot without hardly scarcely barely nicht kein keine
    keinen keinem keiner keines nie niemals niemand nichts ohne weder pas jamais aucun aucune rien ni sin nunca jamás
    ningún ninguno ninguna nadie nada tampoco""".split()
)
"""Words that deny by themselves, folded; a word in n't counts too."""

# "Not only", "no fewer than", "no doubt": the negation says nothing of the clause.
IDLE_AFTER = {
    "not": frozenset(("only", "just", "merely", "simply", "least", "necessarily", "surprisingly", "nur")),
    "no": frozenset(("fewer", "less", "more", "later", "doubt", "matter", "wonder", "sooner", "earlier")),
    "nothing": frozenset(("but",)),
    "nicht": frozenset(("nur", "zuletzt", "weniger")),
}

DENIALS = frozenset(
    stem(word)
    for word in """fail refuse decline deny reject unable prevent avoid lack stop forbid ban prohibit oppose block
    dispute dismiss rebut refute abandon cancel scrap veto withhold""".split()
)
"""Stems of words that deny what depends on them: "failed to pass" is "did not pass"."""

PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "anti")

_PAIRS = """
increase decrease|increase decline|increase drop|increase fall|increase reduce|increase cut|rise fall|rise drop
rise decline|raise lower|raise cut|raise reduce|gain lose|gain loss|grow shrink|grow decline|expand shrink|widen narrow
up down|higher lower|high low|more less|more fewer|most least|above below|over under|better worse|good bad|best worst
strong weak|stronger weaker|strengthen weaken|improve worsen|improve deteriorate|support oppose|support reject
back oppose|favor oppose|favour oppose|for against|approve reject|approve oppose|accept reject|accept refuse|pass reject
agree disagree|allow ban|allow forbid|allow prevent|allow block|permit forbid|permit ban|legal illegal|lawful unlawful
win lose|won lost|victory defeat|success failure|succeed fail|start end|start stop|begin end|begin finish|open close
opened closed|opening closing|buy sell|bought sold|hire fire|arrive leave|arrive depart|enter leave|join leave
remain leave|stay leave|stay go|keep abandon|keep withdraw|continue stop|continue end|guilty innocent|convict acquit
alive dead|live die|born die|young old|younger older|new old|early late|earlier later|before after|first last
north south|northern southern|east west|eastern western|left right|inside outside|include exclude|public private
safe dangerous|safe unsafe|easy hard|easy difficult|easier harder|possible impossible|likely unlikely|certain uncertain
positive negative|optimistic pessimistic|confirm deny|admit deny|acknowledge deny|true false|right wrong|correct wrong
majority minority|many few|most few|all none|always never|everyone nobody|everything nothing|often rarely|often seldom
present absent|presence absence|appear vanish|hot cold|warm cold|wet dry|full empty|rich poor|cheap expensive|fast slow
faster slower|quick slow|long short|longer shorter|large small|larger smaller|big small|bigger smaller|heavy light
wide narrow|deep shallow|attack defend|ally enemy|friend enemy|peace war|love hate|like dislike|praise criticize
praise criticise|praise condemn|welcome condemn|welcome criticize|hope fear|happy sad|calm nervous|encourage discourage
advance retreat|ahead behind|import export|lend borrow|employ dismiss|create destroy|build demolish|protect endanger
free occupied|release arrest|release detain|free jail|upper lower|male female|man woman|men women|boy girl
father mother|son daughter|brother sister|husband wife|day night|morning evening|winter summer|spring autumn
optional mandatory|voluntary compulsory|temporary permanent|minimum maximum|hawk dove|left-wing right-wing
liberal conservative|direct indirect|domestic foreign|urban rural|senior junior|major minor|guilt innocence
with without|same different|similar different|united divided|clean dirty|visible hidden|known unknown|partial full
"""


# Of each row one excludes the others: kinship, points of the compass, seasons, parts of the day, colours.
_SETS = """
double triple quadruple halve|high wide long deep thick
father mother brother sister uncle aunt son daughter husband wife nephew niece cousin grandfather grandmother
north south east west|northern southern eastern western|spring summer autumn winter
morning afternoon evening midnight noon|red blue green yellow black white grey brown
hourly daily weekly monthly yearly|crew passengers|employer employee|teacher pupil|doctor patient|buyer seller
plaintiff defendant|prosecutor defender|landlord tenant|author reader|winner loser|victim culprit|alive died
"""


def _pairs() -> frozenset[tuple[str, str]]:
    """Both orders of each pair, by stems."""
    found = set()
    for row in _SETS.strip().replace("\n", "|").split("|"):
        words = [stem(word) for word in row.split()]
        found |= {(a, b) for a in words for b in words if a != b}
    for row in _PAIRS.replace("\n", "|").split("|"):
        if row.strip():
            a, b = (stem(word) for word in row.split())
            found |= {(a, b), (b, a)}
    return frozenset(found)


_OPPOSITES = _pairs()


def opposite(a: str, b: str) -> bool:
    """Whether two stems are opposites: a pair of the table, or one is the other with a denying prefix."""
    return (a, b) in _OPPOSITES or prefixed(a, b)


def prefixed(a: str, b: str) -> bool:
    """Whether one of two stems is the other with a denying prefix: "likely", "unlikely"."""
    short, long = sorted((a, b), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in PREFIXES)
