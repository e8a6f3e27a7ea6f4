"""Which class each word of an English sentence belongs to, from left to right by a word list and the tag before.

A word that is both noun and verb ("claims", "reports") is a verb where a noun phrase that agrees with it stands before
it and a clause or noun phrase begins after it. Good enough to find who says what; no parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.language import cues, lexicon
from bot.language.clauses import Clauses, words_of
from bot.language.lexicon import Form, words
from bot.language.marks import Passage

_DASHES = frozenset(("—", "–", "―", "--", "---", "-"))
_CONTRACTED = re.compile(r"(?:he|she|it|they|we|i|you|who|that|there|what|here)'(?:s|re|ve|d|ll|m)$")
_ADJECTIVE = re.compile(r".{2,}(?:al|ive|ous|ic|ful|less|able|ible|ary)$")
_PLURALS = words("people police men women children media many most some others few several both all critics")
_STAND_ALONE = words("several each both many most some few all")
_LEAD_THAT = words("except save but given provided")
_PARTICLES = words("out up down off over away aloud back")
_SUBJECTS = words("i he she we they")
_CLAUSE_SUBJECTS = _SUBJECTS | {"it"}
_MEANS = words("telephone phone telegram telegraph email e-mail mail text letter fax radio video videolink link")
_ADJECTIVES_TOO = words("first only then long once far early late well")
# Pairs that are adverbs together: no preposition with its noun.
_ADVERBIAL = frozenset(
    tuple(pair.split())
    for pair in (
        "at last|at least|at first|at times|at most|in fact|in part|in turn|in general|in particular|in short|"
        "in effect|of course|for example|for instance|by then|by now|for now|in all|so far|by contrast|in addition"
    ).split("|")
)
_OBJECT_STARTS = lexicon.DETERMINERS | lexicon.OBJECTS | lexicon.QUESTIONS | words("that to he she it they :")
_LONGEST_NAME = 24  # characters between the marks
_HEADLINE = 20  # words: longer lines have a verb that is seen


def read_clauses(text: str, start: int, end: int, paragraph: int, held: Sequence[Passage]) -> Clauses:
    """The sentence ``text[start:end]`` with its words tagged; arguments as for ``words_of``."""
    unit = words_of(text, start, end, paragraph, held)
    if len(unit):
        unit.title = _is_title(unit)
        _tag(unit)
        _headline_verb(unit)
    return unit


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
    closed, low, tag = _closed(), unit.low, unit.tag
    before = "^"
    for index in range(len(low)):
        if tag[index] == "Q":
            before = tag[index] = _named_in_marks(unit, index) or "Q"
            continue
        if tag[index]:
            continue
        found = closed.get(low[index])
        if found is None:
            found = _unlisted(unit, index, before)
        elif found in "RXIAPT":
            found = _in_context(unit, index, found, before)
        tag[index] = found
        if found not in "X~":
            before = found


def _named_in_marks(unit: Clauses, index: int) -> str:
    """The tag of a passage that nobody says: a nickname in a name (Ada “Ace” Lind), and what somebody is known as."""
    passage = unit.passage[index]
    if passage is None or unit.title or passage.inner_end - passage.inner_start > _LONGEST_NAME:
        return ""
    if index and unit.low[index - 1] in ("nicknamed", "aka"):
        return "n"
    if index > 1 and unit.low[index - 2 : index] == ["known", "as"]:
        return "n"
    inner = unit.text[passage.inner_start : passage.inner_end]
    inside = 0 < index < len(unit) - 1 and inner[:1].isupper() and inner.replace(" ", "").isalpha()
    if not inside or unit.tag[index - 1] != "N" or not unit.capital(index - 1) or not unit.capital(index + 1):
        return ""
    beside = unit.text[unit.end[index - 1] : passage.start] == unit.text[passage.end : unit.start[index + 1]] == " "
    return "N" if beside and unit.low[index + 1] not in _closed() else ""


def _unlisted(unit: Clauses, index: int, before: str) -> str:
    """The tag of a word of an open class, or of a sign."""
    word = unit.low[index]
    if word[0].isalnum() or word[0] in "$€£#@":
        return _open_class(unit, index, word, before)
    if word in _DASHES:
        return "—" if word != "-" or unit.text[unit.start[index] - 1 : unit.start[index]].isspace() else "~"
    return "~" if word == "." and index + 1 < len(unit) else word[0]


def _in_context(unit: Clauses, index: int, found: str, before: str) -> str:
    """The tag of a word of a closed class that can also be something else."""
    word, low = unit.low[index], unit.low
    if found == "R" and index + 1 < len(low) and (word, low[index + 1]) in _ADVERBIAL:
        unit.tag[index + 1] = "X"
        return "X"
    if found == "T":
        return "D" if before == "R" and _is_pointing(unit, index) else found
    if word == "back" and before not in "VBGEA":
        return _open_class(unit, index, word, before)
    if found == "X" and before in "DHn" and word in _ADJECTIVES_TOO and _before_noun(unit, index):
        return "n"
    if found == "I":
        return _to(unit, index)
    if word == "am" and index and low[index - 1][-1].isdigit():
        return "n"  # "at 3 am"
    if word in lexicon.NAMES_TOO and unit.capital(index) and _is_name(unit, index, before):
        return "N"  # Will Lang, Per Ortiz, George Will
    if word == "i" and not unit.capital(index):
        return "n"
    return found


def _is_pointing(unit: Clauses, index: int) -> bool:
    """Whether "that" behind a preposition points at a noun ("on that summer") and leads no clause ("except that")."""
    following = unit.low[index + 1] if index + 1 < len(unit) else "."
    return following[0].isalpha() and following not in _closed() and unit.low[index - 1] not in _LEAD_THAT


def _is_name(unit: Clauses, index: int, before: str) -> bool:
    """Whether a capitalised word that may be a name stands beside another capitalised word."""
    following = index + 1 < len(unit) and unit.low[index + 1][0].isalpha() and unit.capital(index + 1)
    return not unit.title and (before == "N" or (following and unit.low[index + 1] not in _closed()))


def _before_noun(unit: Clauses, index: int) -> bool:
    """Whether a noun may follow: the next word is neither of a closed class nor a verb ("the former first lady")."""
    following = unit.low[index + 1] if index + 1 < len(unit) else "."
    return following[0].isalpha() and following not in _closed() and following not in cues.forms()


def _headline_verb(unit: Clauses) -> None:
    """A headline leaves its articles out ("Mayor backs bridge"): where no verb was seen, a form in -s is it."""
    tag, low, size = unit.tag, unit.low, len(unit)
    if size > _HEADLINE or size < 3 or (tag[-1] in ".?" and unit.paragraph) or not frozenset(tag).isdisjoint("VAK"):
        return
    for index in range(1, size - 1):
        form = cues.forms().get(low[index])
        between = tag[index] == "n" and tag[index - 1] in "nN" and tag[index + 1] in "nNHDRGQ"
        if between and form is not None and "s" in form[1]:
            tag[index] = "V"
            return


def _is_title(unit: Clauses) -> bool:
    """A headline in title case: at least four words, and hardly any but short ones in small letters."""
    text, count, small = unit.text, 0, 0
    most = 0.15 * len(unit.low)
    for word, start, tag in zip(unit.low, unit.start, unit.tag, strict=True):
        if len(word) > 3 and word[0].isalpha() and tag != "Q":
            count += 1
            if not text[start].isupper():
                small += 1
                if small > most:  # so it is of however few of the words that count
                    return False
    return count >= 4 and small <= 0.15 * count


def _to(unit: Clauses, index: int) -> str:
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


@lru_cache(maxsize=1 << 16)
def _known(word: str) -> tuple[Form | None, bool]:
    """A word's form as a verb or noun of speech, and whether it is a plain noun or name by all that it shows."""
    form = cues.forms().get(word)
    shows = form is not None or "'" in word or word[0].isdigit() or word[0] in "$€£"
    return form, not shows and not word.endswith(("ly", "ing", "ed"))


def _open_class(unit: Clauses, index: int, word: str, before: str) -> str:
    """The tag of a noun, name, adjective, adverb or verb."""
    form, plain = _known(word)
    capital = unit.capital(index) and not unit.title
    if plain:
        return "N" if capital else "n"
    if form is not None and not (capital and index and before not in ("^", ":")):
        return _verb_or_noun(unit, index, word, before, form)
    if word.endswith(("'s", "s'")):
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
    if before in "DHR" or unit.low[index - 1] == "own":
        return "n"
    if before == "C" and _joins_participle(unit, index):
        return "E"
    after = unit.low[index + 1] if index + 1 < len(unit) else ""
    if before in "^Q,CV" and unit.low[index] in lexicon.TITLE_PARTICIPLES and after not in _closed():
        return "n"
    return "E" if before == "^" or _has_agent(unit, index) else "V"


def _has_agent(unit: Clauses, index: int) -> bool:
    """Whether "by" behind a form in -ed, or behind its particle, names who did it ("read out by the clerk").

    A pronoun that can only be a subject says that the form is finite ("he said by telephone"), and so does a means
    without an article ("Lang said by telephone").
    """
    low = unit.low
    by = index + 2 if low[index + 1 : index + 2] and low[index + 1] in _PARTICLES else index + 1
    if low[by : by + 1] != ["by"] or (index and low[index - 1] in _SUBJECTS):
        return False
    return low[by + 1 : by + 2] == [] or low[by + 1] not in _MEANS


def _stands_alone(unit: Clauses, index: int) -> bool:
    """Whether the determiner before is a subject by itself ("several oppose the deal", "each claiming a win")."""
    back = index - 1
    while back > 0 and unit.tag[back] == "X":
        back -= 1
    return unit.low[back] in _STAND_ALONE


def _joins_participle(unit: Clauses, index: int) -> bool:
    """Whether "and" joins the word to a participle ("to be heard and acknowledged"), and no clause is its object."""
    return index >= 2 and unit.tag[index - 2] == "E" and not _reports_clause(unit, index)


def _reports_clause(unit: Clauses, index: int) -> bool:
    """Whether a verb of saying leads to a clause, as no passive does ("… had been sold | and said the mill was full").

    Not so one that has somebody addressed: "was warned and told that it was full".
    """
    form = cues.forms().get(unit.low[index])
    cue = cues.verbs().get(form[0]) if form is not None else None
    if cue is None or "c" not in cue.frames or "a" in cue.frames or index + 1 >= len(unit):
        return False
    after = unit.low[index + 1]
    return after == "that" or after in _CLAUSE_SUBJECTS or ("n" not in cue.frames and after in lexicon.DETERMINERS)


def _verb_or_noun(unit: Clauses, index: int, word: str, before: str, form: Form) -> str:
    """The tag of a word that is a form of a listed verb."""
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
    named = index + 1 < len(unit) and unit.tag[index + 1] == "" and unit.capital(index + 1)
    return cue is not None and "q" in cue.frames and named and not unit.title


def _perfect(unit: Clauses, index: int) -> bool:
    """Whether the auxiliary before a form like "put" or "read" is one of have or be."""
    for back in range(index - 1, max(-1, index - 4), -1):
        if unit.low[back] in lexicon.BE or unit.low[back] in lexicon.HAVE:
            return True
        if unit.tag[back] != "X":
            return False
    return False


def _present(unit: Clauses, index: int, word: str, before: str, lemma: str, letters: str) -> str:
    """A bare form or one in -s, which may be a noun."""
    if before == "P" or before == "W":
        return "V"
    if before in "R^":
        return "V" if before == "^" and "s" in letters and lemma not in lexicon.NOUN_TOO else "n"
    if "b" in letters and before == "C" and lemma in cues.verbs() and unit.low[index + 1 : index + 2] == ["to"]:
        return "V"
    if "b" in letters and before in "CG":
        return "B" if before == "C" and lemma not in lexicon.NOUN_TOO else "n"
    if before == "," and lemma in lexicon.NOUN_TOO:
        return "n"
    if lemma not in lexicon.NOUN_TOO and (lemma in cues.verbs() or lemma in lexicon.PURE_VERBS):
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
    named = unit.capital(after)
    if unit.low[index - 1] in lexicon.DEMONYMS or following == "such":
        return "n"
    if not ("s" in letters and (named or following == "that")) and not _agrees(unit, index, "s" in letters):
        return "n"
    if before == "N" and "s" in letters and lemma in cues.verbs() and following in cues.verbs()[lemma].prepositions:
        return "V"
    if unit.tag[after] == "Q" or following in _OBJECT_STARTS or following in lexicon.WEEKDAYS:
        return "V"
    if following in lexicon.AUXILIARIES or "d" in cues.forms().get(following, ("", ""))[1]:
        return "n"
    return "V" if named else "n"


def _behind_quote(unit: Clauses, index: int, after: int) -> bool:
    """Whether only a noun phrase stands between a passage in marks and a last word ("“…,” the report states.")."""
    if after < len(unit) and unit.low[after][0].isalnum():
        return False
    back = index - 1
    while back >= 0 and unit.tag[back] in "DNnH~" and index - back < 8:
        back -= 1
    return 0 <= back < index - 1 and unit.tag[back] == "Q"


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
