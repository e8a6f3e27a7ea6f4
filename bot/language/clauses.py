"""A sentence as tagged words: what ``reports`` finds cues, subjects and contents in.

A ``Clauses`` is one sentence (several, where a passage in marks spans them) with every passage in quotation marks
as one word, so that what somebody said is not taken for what the author says. Each word has a tag of one letter:

====  ==========================================  ====  ==========================================
D     determiner (the, his, three)                H     possessive (council's)
N     capitalised word                            n     any other noun or adjective
P     pronoun as subject (he, who may say)        O     pronoun as object (him)
K     pronoun with its verb (he's)                W     relative (who, which)
T     that                                        I     to before an infinitive
A     auxiliary or copula                         V     finite verb
B     bare infinitive                             G     -ing form as a verb
E     participle after an auxiliary or before by  X     adverb
R     preposition                                 C     and, or, but
S     subordinator (because, if, what)            Q     passage in quotation marks
~     a full stop after an abbreviation           else  the punctuation mark itself
====  ==========================================  ====  ==========================================

Tags are decided from left to right by a word list and the tag before, in one pass; a word that is both noun and
verb ("claims", "reports") is a verb where a noun phrase stands before it and a clause or noun phrase begins after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.language import cues, lexicon
from bot.language.marks import Passage

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:-\w+)*"  # U.S., U.S.-led
    r"|[$€£#@]?\w+(?:[.’'&/@-]\w+)*(?:['’](?=\s\w))?"  # words, well-known, O'Neill, council's, voters' (rights)
    r"|--+|\.\.+"
    r"|[^\w\s]"
)
_DASHES = frozenset(("—", "–", "―", "--", "---", "-"))
_CONTRACTED = re.compile(r"(?i)(?:he|she|it|they|we|i|you|who|that|there|what|here)(?:['’](?:s|re|ve|d|ll|m))$")

# Nouns as common as the verbs of the same spelling: a form in -s or the bare form needs more evidence to be a verb.
NOUN_TOO = frozenset(
    "claim report note call plan view comment remark answer question hope fear promise pledge vow demand request offer "
    "back attack support show state order rule find hit post point stress charge doubt estimate forecast project aim "
    "desire want need thank tweet vote signal suspect fault document detail block ban study challenge worry concern "
    "guess figure counter sign text email blog cry shout laugh whisper murmur mutter quote reference echo outline label "
    "brand term hail talk debate respect credit honor trust favor favour champion welcome rip bash slam blast rebuke "
    "censure target hammer pound pan knock needle protest object press push campaign lobby appeal plea advocate aim "
    "threat wish love hate judge dream reason process address feature force form fight race run lead look start stop "
    "act work play place part deal drop end face fail hand head help impact interest issue joke lie list live mark "
    "matter measure move name number offer own park pass pay range rate reach release rest result return rise risk "
    "sale score search share shift sound spot spread stage stand store study suit surprise talk tax test tie time "
    "title top touch track trade travel trip try turn use visit walk watch water wave win wonder word sign fund plant "
    "drive defeat draft decline delay damage dance cut cover cost control conduct contract contest contact charge "
    "change cause care capture buy break boost bid battle balance attempt air aid access fire fit fall fly focus "
    "fuel gain grant guide host increase limit link load lock loss match mind miss mix order pace pack paint partner "
    "permit phone pick plot pressure profit pull purchase record regret repeat report rescue reserve retreat reveal "
    "review ring roll rush save shock shoot shop sleep slide slip snap split sport strike struggle survey swing "
    "switch tap tear threat throw tour train transfer trap treat trigger upset value veto view warm waste signal "
    "state states guarantee sentence sponsor step process picture reward benefit experience practice hunt march rally".split()
)


# Pairs that are adverbs together: no preposition with its noun.
_ADVERBIAL = frozenset(
    tuple(pair.split())
    for pair in (
        "at last|at least|at first|at times|at most|in fact|in part|in turn|in general|in particular|in short|in effect|"
        "of course|for example|for instance|by then|by now|for now|in all|so far|by contrast|in addition"
    ).split("|")
)


_ADJECTIVES_TOO = frozenset("first only then long once far early late well".split())


class Clauses:
    """One sentence as parallel lists over its words; see the module's text for the tags.

    ``low`` is the word in small letters, ``start`` and ``end`` its offsets in the document, ``passage`` the passage
    in marks that a Q stands for. ``title`` is True for a line in title case, whose capitals say nothing.
    """

    __slots__ = ("end", "low", "paragraph", "passage", "start", "tag", "text", "title")

    def __init__(self, text: str, paragraph: int) -> None:
        self.text = text
        self.paragraph = paragraph
        self.low: list[str] = []
        self.tag: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.passage: list[Passage | None] = []
        self.title = False

    def __len__(self) -> int:
        return len(self.low)

    def word(self, index: int) -> str:
        """A word as the text has it."""
        return self.text[self.start[index] : self.end[index]]


def read_clauses(text: str, start: int, end: int, paragraph: int, held: Sequence[Passage]) -> Clauses:
    """Tag the sentence ``text[start:end]``; ``held`` are the passages in marks inside it, in order, none nested."""
    unit = Clauses(text, paragraph)
    at = start
    for passage in held:
        _take(unit, at, passage.start)
        unit.low.append("“”")
        unit.tag.append("Q")
        unit.start.append(passage.start)
        unit.end.append(passage.end)
        unit.passage.append(passage)
        at = passage.end
    _take(unit, at, end)
    _tag(unit)
    return unit


def _take(unit: Clauses, start: int, end: int) -> None:
    low, starts, ends, tags, passages = unit.low, unit.start, unit.end, unit.tag, unit.passage
    for match in _TOKEN.finditer(unit.text, start, end):
        low.append(match.group().lower().replace("’", "'"))
        first, last = match.span()
        starts.append(first)
        ends.append(last)
        tags.append("")
        passages.append(None)


@cache
def _closed() -> dict[str, str]:
    """The tags of the closed classes; words of two classes have the commoner one and are settled in context."""
    table: dict[str, str] = {}
    for letter, members in (
        ("X", lexicon.ADVERBS | lexicon.NEGATIONS),
        ("S", lexicon.SUBORDINATORS),
        ("R", lexicon.PREPOSITIONS),
        ("C", lexicon.CONJUNCTIONS),
        ("D", lexicon.DETERMINERS | lexicon.NUMBERS),
        ("P", lexicon.PRONOUNS),
        ("O", lexicon.OBJECTS),
        ("W", lexicon.RELATIVES),
        ("A", lexicon.AUXILIARIES),
    ):
        for word in members:
            table[word.replace("’", "'")] = letter
    table.update({"that": "T", "to": "I", "according": "G", "her": "D", "his": "D", "yet": "X", "plus": "R"})
    return table


def _tag(unit: Clauses) -> None:
    closed, forms = _closed(), cues.forms()
    low, tag = unit.low, unit.tag
    size = len(low)
    if not size:
        return
    unit.title = _is_title(unit)
    before = "^"
    for index in range(size):
        word = low[index]
        if tag[index] == "Q":
            before = "Q"
            continue
        if tag[index] == "X":
            continue
        found = closed.get(word)
        if found == "R" and index + 1 < size and (word, low[index + 1]) in _ADVERBIAL:
            tag[index] = tag[index + 1] = "X"
            continue
        if found == "X" and before in "DHn" and word in _ADJECTIVES_TOO and _before_noun(unit, index):
            found = "n"
        if found is None:
            if word[0].isalnum() or word[0] in "$€£#@":
                found = _open_class(unit, index, word, before, forms)
            elif word in _DASHES:
                found = "—" if word != "-" or _between_blanks(unit, index) else "~"
            elif word == "." and index + 1 < size:
                found = "~"
            else:
                found = word[0]
        elif word == "back" and before not in "VBGEA":
            found = _open_class(unit, index, word, before, forms)
        elif found == "I":
            found = _to(unit, index, forms)
        elif found == "A" and before == "N" and word in ("will", "may") and unit.text[unit.start[index]].isupper():
            found = "n" if unit.title else "N"
        elif found == "P" and word == "i" and unit.word(index) != "I":
            found = "n"
        tag[index] = found
        if found not in "X~":
            before = found
    _headline_verb(unit)


def _before_noun(unit: Clauses, index: int) -> bool:
    """Whether a noun may follow: the next word is neither of a closed class nor a verb ("the former first lady")."""
    following = unit.low[index + 1] if index + 1 < len(unit) else "."
    return following[0].isalpha() and following not in _closed() and following not in cues.forms()


def _headline_verb(unit: Clauses) -> None:
    """A headline leaves its articles out ("Mayor backs bridge"): where no verb was seen, a form in -s between nouns is it."""
    tag, low, size = unit.tag, unit.low, len(unit)
    if size > 20 or size < 3 or tag[-1] in ".?" or not frozenset(tag).isdisjoint("VAK"):
        return
    for index in range(1, size - 1):
        form = cues.forms().get(low[index])
        if (
            tag[index] == "n"
            and form is not None
            and "s" in form[1]
            and tag[index - 1] in "nN"
            and tag[index + 1] in "nNHDRGQ"
        ):
            tag[index] = "V"
            return


def _between_blanks(unit: Clauses, index: int) -> bool:
    return unit.text[unit.start[index] - 1 : unit.start[index]].isspace()


def _is_title(unit: Clauses) -> bool:
    """A headline in title case: at least four words, and hardly any but short ones in small letters."""
    count = small = 0
    for index, tag in enumerate(unit.tag):
        if tag == "Q":
            continue
        first = unit.text[unit.start[index]]
        if first.isalpha() and len(unit.low[index]) > 3:
            count += 1
            small += first.islower()
    return count >= 4 and small <= 0.15 * count


def _to(unit: Clauses, index: int, forms: object) -> str:
    """ "to" leads an infinitive before a base form (an adverb may stand between), and else is a preposition."""
    table = cues.forms()
    for after in range(index + 1, min(index + 3, len(unit))):
        word = unit.low[after]
        if word in ("be", "have", "do") or unit.tag[after] == "Q":
            return "I"
        form = table.get(word)
        if form and "b" in form[1]:
            return "I"
        if not (word in lexicon.ADVERBS or word.endswith("ly")):
            break
    return "R"


def _open_class(unit: Clauses, index: int, word: str, before: str, forms: object) -> str:
    table = cues.forms()
    form = table.get(word)
    capital = unit.text[unit.start[index]].isupper() and not unit.title
    if form is not None and not (capital and index and before not in ("^", ":", "Q")):
        return _verb_or_noun(unit, index, word, before, form)
    if word.endswith("'s") or word.endswith("s'"):
        return "K" if _CONTRACTED.match(word) else "H"
    if "'" in word and _CONTRACTED.match(word):
        return "K"
    if word[0].isdigit() or word[0] in "$€£":
        return "n"
    if capital and index and before != "^":
        return "N"
    if word.endswith("ly") and len(word) > 4 and word not in lexicon.NOT_ADVERBS:
        return "X"
    if word.endswith("ing") and len(word) > 5 and word not in lexicon.ING_NOUNS:
        return "n" if before in "DHn" else "G"
    if word.endswith("ed") and len(word) > 4:
        return _past(unit, index, before)
    return "N" if capital else "n"


def _past(unit: Clauses, index: int, before: str) -> str:
    """A form in -ed: participle behind an auxiliary or before "by", adjective behind a determiner, else finite."""
    if before in "AK":
        return "E"
    if before == "D" and _stands_alone(unit, index):
        return "V"
    if before in "DHR":
        return "n"
    if before == "C" and _joins_participle(unit, index):
        return "E"
    after = unit.low[index + 1] if index + 1 < len(unit) else ""
    if before in "^Q,C" and unit.low[index] in lexicon.TITLE_PARTICIPLES and after not in _closed():
        return "n"
    return "E" if after == "by" or before == "^" else "V"


def _stands_alone(unit: Clauses, index: int) -> bool:
    """Whether the determiner before is a subject by itself ("several oppose the deal", "each claiming a win")."""
    back = index - 1
    while back > 0 and unit.tag[back] == "X":
        back -= 1
    return unit.low[back] in ("several", "each", "both", "many", "most", "some", "few", "all")


def _joins_participle(unit: Clauses, index: int) -> bool:
    """Whether "and" joins the word to a participle ("to be heard and acknowledged")."""
    return index >= 2 and unit.tag[index - 2] == "E"


def _verb_or_noun(unit: Clauses, index: int, word: str, before: str, form: tuple[str, str]) -> str:
    lemma, letters = form
    if before == "D" and _stands_alone(unit, index) and letters != "s":
        before = "n"
    if before in "DH":
        return "n"
    if "g" in letters:
        return "n" if word in lexicon.ING_NOUNS and before in "nNR" else "G"
    if "b" in letters and before in "IA":
        return "E" if "n" in letters and _perfect(unit, index) else "B"
    if "d" in letters or "n" in letters:
        if before == "^" and (word == "said" or _leads_name(unit, index, lemma)):
            return "V"
        if before == "A" and "n" not in letters:
            return "V"
        if "d" not in letters and before not in "A":
            return "E"
        if before == "R":
            return "n"
        return _past(unit, index, before)
    return _present(unit, index, word, before, lemma, letters)


def _leads_name(unit: Clauses, index: int, lemma: str) -> bool:
    """Whether a verb of speech that opens a sentence stands before its subject ("Continued Lang: …")."""
    cue = cues.verbs().get(lemma)
    named = index + 1 < len(unit) and unit.tag[index + 1] == "" and unit.text[unit.start[index + 1]].isupper()
    return cue is not None and "q" in cue.frames and named and not unit.title


def _perfect(unit: Clauses, index: int) -> bool:
    """Whether the auxiliary before a form like "put" or "read" is one of have or be."""
    for back in range(index - 1, max(-1, index - 4), -1):
        word = unit.low[back].replace("’", "'")
        if word in lexicon.BE or word in lexicon.HAVE:
            return True
        if unit.tag[back] != "X":
            return False
    return False


def _present(unit: Clauses, index: int, word: str, before: str, lemma: str, letters: str) -> str:
    """A bare form or one in -s, which may be a noun."""
    if before == "P" or before == "W":
        return "V"
    if before in "R^":
        return "V" if before == "^" and "s" in letters and lemma not in NOUN_TOO else "n"
    if "b" in letters and before == "C" and lemma in cues.verbs() and unit.low[index + 1 : index + 2] == ["to"]:
        return "V"
    if "b" in letters and before in "CG":
        return "B" if before == "C" and lemma not in NOUN_TOO else "n"
    if before == "," and lemma in NOUN_TOO:
        return "n"
    if lemma not in NOUN_TOO and (lemma in cues.verbs() or lemma in lexicon.PURE_VERBS):
        if "s" in letters:
            return "V"
        return "V" if before in "NX)Q," or (before == "n" and _agrees(unit, index, False)) else "n"
    after = index + 1
    while after < len(unit) and (unit.low[after] in lexicon.ADVERBS or unit.low[after].endswith("ly")):
        after += 1
    if "s" in letters and lemma in cues.verbs() and _behind_quote(unit, index, after):
        return "V"
    if before not in "nN)Q," or after >= len(unit):
        return "n"
    following = unit.low[after]
    named = unit.text[unit.start[after]].isupper()
    if unit.low[index - 1] in lexicon.DEMONYMS:
        return "n"
    if not ("s" in letters and (named or following == "that")) and not _agrees(unit, index, "s" in letters):
        return "n"
    if before == "N" and "s" in letters and lemma in cues.verbs() and following in cues.verbs()[lemma].prepositions:
        return "V"
    if unit.tag[after] == "Q" or following in _OBJECT_STARTS or following in lexicon.WEEKDAYS:
        return "V"
    if following in lexicon.AUXILIARIES or following in cues.forms() and "d" in cues.forms()[following][1]:
        return "n"
    if named:
        return "V"
    return "n"


def _behind_quote(unit: Clauses, index: int, after: int) -> bool:
    """Whether nothing but a noun phrase stands between a passage in marks and a last word ("“…,” the report states.")."""
    if after < len(unit) and unit.low[after][0].isalnum():
        return False
    back = index - 1
    while back >= 0 and unit.tag[back] in "DNnH~" and index - back < 8:
        back -= 1
    return 0 <= back < index - 1 and unit.tag[back] == "Q"


_ADJECTIVE = re.compile(r".{2,}(?:al|ive|ous|ic|ful|less|able|ible|ary)$")
_PLURALS = frozenset(
    "people police men women children media many most some others few several both all critics".split()
)


def _agrees(unit: Clauses, index: int, singular: bool) -> bool:
    """Whether the word before could be the subject of a verb in -s, or of one without."""
    back = index - 1
    while back > 0 and unit.tag[back] == "X":
        back -= 1
    word = unit.low[back]
    if unit.tag[back] == "Q":
        return singular
    if word[0].isdigit():
        return False
    if unit.tag[back] != "n":
        return (
            singular or unit.tag[back] != "N" or unit.title or word.endswith("s") or unit.tag[max(0, back - 2)] == "N"
        )
    if _ADJECTIVE.match(word):
        return False
    plural = word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
    return plural != singular


_OBJECT_STARTS = (
    lexicon.DETERMINERS
    | lexicon.OBJECTS
    | lexicon.QUESTIONS
    | frozenset(("that", "to", "he", "she", "it", "they", ":"))
)
