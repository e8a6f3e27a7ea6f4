"""Words of a text: where they stand, and the forms under which two of them count as one.

A token is a run of letters, digits and marks (so that a decomposed "é" or a Devanagari syllable is not cut), with
apostrophes and the points of an abbreviation or a number inside it; a hyphen parts two tokens; a Chinese or
Japanese character is a token by itself. Everything is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer


class Token(NamedTuple):
    """A word as written and where it stands, ``[start, end)`` in code points of the text given."""

    word: str
    start: int
    end: int


# Combining marks that ``\w`` leaves out, and the joiners; whole Indic blocks, less their punctuation.
_MARK = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u200c\u200d\ufe00-\ufe0f"
)
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?:[^\W_{_IDEOGRAPH}]|[{_MARK}])"
_APOSTROPHE = "'’ʼ＇"
_ACRONYM_OR_NUMBER = r"(?:[A-Za-z]\.){2,}(?![^\W_])|\d+(?:[.,]\d+)+"  # U.S., a.m.; 2,500, 5.68
_TOKEN = re.compile(rf"{_ACRONYM_OR_NUMBER}|{_LETTER}+(?:[{_APOSTROPHE}]{_LETTER}+)*|[{_IDEOGRAPH}]")
# The same for a text that has none of the marks and ideographs, as most have none: in two thirds of the time.
_PLAIN_TOKEN = re.compile(rf"{_ACRONYM_OR_NUMBER}|[^\W_]+(?:[{_APOSTROPHE}][^\W_]+)*")
_NOT_PLAIN = re.compile(f"[{_MARK}{_IDEOGRAPH}]")


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    new = tuple.__new__  # what Token() comes to, in half the time
    return [new(Token, (m[0], m.start(), m.end())) for m in _pattern(text).finditer(text)]


def spelled(text: str) -> list[str]:
    """The words of a text in order, as written: what ``tokens`` finds, where it does not matter where."""
    return _pattern(text).findall(text)


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN_TOKEN if text.isascii() or not _NOT_PLAIN.search(text) else _TOKEN


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without what spelling may vary in: Unicode NFKC, case, the apostrophe's shape, points (U.S. = us.).

    ``"U.S."`` becomes ``"u.s."``: the points of an abbreviation stay, lest it fall together with a pronoun.
    """
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word).casefold()
    for mark in "’ʼ＇":
        folded = folded.replace(mark, "'")
    return unicodedata.normalize("NFC", folded.replace("\u00ad", "").replace("\u200c", "").replace("\u200d", ""))


def bare(word: str) -> str:
    """A folded word without a possessive ending (``'s``, ``s'``)."""
    word = fold(word)
    if word.endswith("'s"):
        return word[:-2]
    return word.rstrip("'")


# Snowball stemmers by language code; a language without one is compared by folded words.
_ALGORITHMS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip

# English forms that no suffix rule joins, each group under its base form.
_IRREGULAR_GROUPS = """
say said says saying|be am is are was were been being|have has had having|do does did done doing|go goes went gone
go going|make made|take took taken|come came|see saw seen|know knew known|get got gotten|give gave given
find found|think thought|tell told|become became|leave left|feel felt|bring brought|begin began begun|keep kept
hold held|write wrote written|stand stood|hear heard|mean meant|meet met|run ran|pay paid|sit sat|speak spoke spoken
lie lay lain|lead led|grow grew grown|lose lost|fall fell fallen|send sent|build built|understand understood
draw drew drawn|break broke broken|spend spent|rise rose risen|drive drove driven|buy bought|wear wore worn
choose chose chosen|seek sought|throw threw thrown|catch caught|deal dealt|win won|forget forgot forgotten|lay laid
sell sold|fight fought|teach taught|eat ate eaten|sing sang sung|strike struck|hang hung|shake shook shaken
ride rode ridden|feed fed|shoot shot|drink drank drunk|arise arose arisen|fly flew flown|spread spread
sleep slept|cause caused|show showed shown|hide hid hidden|bear bore borne|freeze froze frozen|flee fled
swear swore sworn|steal stole stolen|tear tore torn|wake woke woken|withdraw withdrew withdrawn|shrink shrank shrunk
bind bound|breed bred|burn burnt burned|dig dug|forbid forbade forbidden|forgive forgave forgiven|light lit
overcome overcame|prove proved proven|ring rang rung|sink sank sunk|spring sprang sprung|stick stuck|swim swam swum
sweep swept|swing swung|undergo underwent undergone|wind wound|withhold withheld|uphold upheld|foresee foresaw foreseen
man men|woman women|child children|person people persons|foot feet|tooth teeth|mouse mice|life lives|wife wives
knife knives|leaf leaves|half halves|self selves|shelf shelves|wolf wolves|crisis crises|analysis analyses
criterion criteria|phenomenon phenomena|medium media|basis bases|thesis theses|datum data|index indices indexes
die died dies dying death dead|lose loss|choose choice|sell sale|grow growth|strong strength strengthen
long length|wide width|high height|deep depth|able ability|please pleasure|believe belief|prove proof|live life
good better best well|bad worse worst|cannot can can't|will won't|shall shan't
"""


def _irregular() -> dict[str, str]:
    """Form -> base form; the first group that names a form has it."""
    forms: dict[str, str] = {}
    for group in re.split(r"[|\n]", _IRREGULAR_GROUPS.strip()):
        words = group.split()
        for word in words:
            forms.setdefault(word, words[0])
    return forms


_IRREGULAR = _irregular()


def is_past_form(word: str) -> bool:
    """Whether a folded English word is an irregular past or participle ("sold", "went"), not a noun or a base form."""
    return word in _IRREGULAR and word != _IRREGULAR[word] and not word.endswith(("s", "ing", "th", "er"))


# British spellings to the American ones, where the difference is in the ending of the stem.
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})isation(s?)$"), r"ization\1"),
    (re.compile(r"(?<=[a-z]{3})is(e|ed|es|ing)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})yse(d|s|r|rs)?$"), r"yze\1"),
    (re.compile(r"^(def|off|lic|pret)ence"), r"\1ense"),
    (re.compile(r"^(col|lab|fav|hon|hum|neighb|harb|behavi|endeav|rum|vap|arm|flav|sav|val|vig|parl)our"), r"\1or"),
    (re.compile(r"^(cent|theat|met|lit|fib|meag|somb|spect|calib)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(travel|cancel|label|model|signal|counsel|channel|fuel|level|marvel|quarrel)l(?=ed|ing|er)"), r"\1"),
    (re.compile(r"^programme"), "program"),
    (re.compile(r"^(cata|dia|mono|ana)logue"), r"\1log"),
    (re.compile(r"^cheque"), "check"),
    (re.compile(r"^tyre"), "tire"),
    (re.compile(r"^aluminium"), "aluminum"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^aeroplane"), "airplane"),
)


@lru_cache(maxsize=1 << 16)
def american(word: str) -> str:
    """A folded English word in one spelling for both shores ("defence", "organised", "labour" as in America).

    A key for comparing and not for showing: the few words that it changes without need ("promise") it changes alike.
    """
    for pattern, spelling in _SPELLINGS:
        changed = pattern.sub(spelling, word)
        if changed != word:
            return changed
    return word


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _ALGORITHMS.get(language.split("-")[0].lower())
    return Stemmer.Stemmer(name, 0) if name else None


# Words that the stemmer takes for forms of others, which they are not: importance is no import.
_APART = {
    **dict.fromkeys(("important", "importantly", "importance"), "importan"),
    **dict.fromkeys(("experiment", "experiments", "experimental"), "experiment"),
    **dict.fromkeys(("authority", "authorities"), "authorit"),
}


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str = "en") -> str:
    """The form that inflections of a word share: folded, possessive off, irregular form to its base, Snowball stem.

    Args:
        word: one token.
        language: an ISO 639-1 code; unknown ones leave the folded word as it is.
    """
    word = bare(word)
    if language.startswith("en"):
        word = _IRREGULAR.get(word) or american(word)
        if word in _APART:
            return _APART[word]
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


_STOPWORD_TEXT = {
    "en": """a about above after again against all also although am an and another any anyone anything are aren't as
    at away be because been before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each either else ever every everyone everything few for from further get got had
    hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how however i i'd
    i'll i'm i've if in indeed into is isn't it it's its itself just lot made make many may me might mine more most
    much must my myself near neither no nobody none nor not nothing now of off often on once one only onto or other
    others ought our ours ourselves out over own per perhaps quite rather really same shall shan't she she'd she'll
    she's should shouldn't since so some somebody someone something still such than that that's the their theirs them
    themselves then there there's these they they'd they'll they're they've this those though through thus to too
    toward towards under until up upon us very was wasn't way we we'd we'll we're we've well were weren't what what's
    whatever when where whether which while who who's whom whose why will with within without won't would wouldn't
    yet you you'd you'll you're you've your yours yourself yourselves""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf
    aus bei beim bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf darin darüber darum
    das dass daß davon dazu dein deine dem den denn der deren des dessen dich die dies diese diesem diesen dieser
    dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer eure für gegen gewesen hab
    habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in ins ist ja
    jede jedem jeden jeder jedes jene jener jetzt kann kein keine keinem keinen keiner können könnte man mehr mein
    meine mich mir mit muss musste müssen nach nachdem nein nicht nichts noch nun nur ob oder ohne sehr sein seine
    seinem seinen seiner seines seit selbst sich sie sind so sogar solche soll sollen sollte sondern sonst um und uns
    unser unsere unter viel vom von vor war waren warum was weil welche wenn wer werde werden weg weiter wie wieder
    will wir wird wo wollen worden wurde wurden während zu zum zur zwar zwischen über""",
    "fr": """à afin ai ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avoir c'est car ce
    ceci cela celle celles celui ces cet cette ceux chaque chez comme contre d dans de depuis des deux donc dont du
    elle elles en encore entre est et étaient était été être eu eux fait font ici il ils j je jusque l la le les leur
    leurs lors lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou où par parce pas pendant peu plus
    pour pourquoi qu quand que quel quelle quelles quels qui s sa sans se sera ses si son sont sous sur t ta tant te
    tes toi ton tous tout toute toutes très tu un une vers vos votre vous y""",
    "es": """a al algo algunas algunos ante antes aquel así aun aunque bajo bien cada como con contra cual cuando de
    del desde donde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están
    estaba estado estas este esto estos fue fueron ha había habían hace hacia han hasta hay la las le les lo los más
    me mi mientras mis mucho muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco
    por porque pues que qué quien se ser será si sí sido sin sino sobre son su sus también tan tanto te tiene tienen
    todo todos tras tu tus un una uno unos usted y ya yo""",
    "it": """a ad agli ai al alla alle allo anche ancora avere aveva c che chi ci come con contro cosa cui da dagli
    dai dal dalla dalle dallo degli dei del della delle dello di dopo dove e ed egli era erano essere fa fino fra gli
    ha hanno ho i il in io l la le lei li lo loro lui ma me mentre mi mia mio molto ne nei nel nella nelle nello noi
    non nostra nostro o ogni per perché più poi prima quale quando quella quelle quelli quello questa queste questi
    questo qui se sei senza si sia siamo sono sopra stata stato su sua sue sugli sui sul sulla suo suoi ti tra tu
    tutti tutto un una uno verso vi voi""",
    "nl": """aan al alle als andere ben bij daar dan dat de der deze die dit doch doen door dus een en er ge geen had
    hadden heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer men met
    mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw
    van veel voor want waren was wat we wel werd werden wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn
    zo zonder zou""",
    "pt": """a ainda ao aos as às até cada com como contra da das de dela dele deles depois do dos e é ela elas ele
    eles em entre era eram essa esse esta está este eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito
    na nas não nem no nos nós o os ou para pela pelas pelo pelos por porque quando que quem são se sem ser será seu
    seus só sobre sua suas também te tem têm tinha um uma umas uns você""",
}

STOPWORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _STOPWORD_TEXT.items()
}
"""Function words by language code, folded: they say how content words hang together and carry none."""


def stopwords(language: str) -> frozenset[str]:
    """The function words of a language; English ones for a language that has no list."""
    return STOPWORDS.get(language.split("-")[0].lower(), STOPWORDS["en"])


def content_tokens(text: str, language: str = "en") -> list[Token]:
    """The tokens of a text that are not function words."""
    function = stopwords(language)
    return [token for token in tokens(text) if fold(token.word) not in function]
