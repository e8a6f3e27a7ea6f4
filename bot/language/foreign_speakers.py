"""Who speaks beside a cue, in German, French and Spanish: a name, a pronoun or a short noun phrase.

Only word order and spelling are read: a noun phrase begins with a determiner or a capital, and what hangs on it hangs
by "de", "von", "für" and their like.
"""

from __future__ import annotations

from bot.language.clauses import Clauses
from bot.language.foreign_tables import Tables
from bot.language.lexicon import words
from bot.language.phrases import Words

_INSIDE_NAMES = words("de la le du des von van der den zu al el del y bin di da dos d'")
_HANGING = words("de del du des d' von für der zu zum zur para en à a aux au los las la el le den dem")
_ADVERBS = words(
    "auch dann zudem weiter außerdem aber jedoch noch gestern heute erneut nun später schließlich dagegen hingegen "
    "dazu darauf daraufhin anschließend aussi ensuite également hier lundi mardi mercredi jeudi vendredi samedi "
    "dimanche "
    "ainsi encore alors également pourtant enfin cependant también además luego ayer hoy ahora lunes martes miércoles "
    "jueves viernes sábado domingo entonces después asimismo montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag"
)
_DAY_LEADS = words("am el le este ce")
_NAME_REACH = 8  # words of a name with its office
_APPOSITION = 25  # words of an apposition


def past_adverbs(unit: Clauses, at: int) -> int:
    """The word behind adverbs and days ("auch", "am Montag", "el martes")."""
    low = unit.low
    while at < len(unit):
        if low[at] in _ADVERBS:
            at += 1
        elif low[at] in _DAY_LEADS and at + 1 < len(unit) and low[at + 1] in _ADVERBS:
            at += 2
        else:
            break
    return at


def before_adverbs(unit: Clauses, last: int) -> int:
    """The word before adverbs and days that end at ``last``."""
    low = unit.low
    while last >= 0 and low[last] in _ADVERBS:
        last -= 2 if last and low[last - 1] in _DAY_LEADS else 1
    return last


def speaker_at(unit: Clauses, first: int, table: Tables) -> Words | None:
    """A pronoun, a name with its office, or a determiner with its noun, beginning at ``first``."""
    if first >= len(unit) or unit.tag[first] == "Q":
        return None
    if unit.low[first] in table.pronouns:
        return first, first + 1
    at = first
    led = unit.low[at] in table.determiners or unit.low[at].startswith(("l'", "d'"))
    if led and unit.low[at] in table.determiners:
        at += 1
    start = at
    while (
        at < len(unit)
        and at - first < _NAME_REACH
        and (
            is_capital(unit, at)
            or unit.tag[at] == "~"
            or (unit.low[at] in _INSIDE_NAMES and at > start and is_capital(unit, at + 1))
            or (at == start and led and unit.low[at][0].isalpha())
            or (led and is_capital(unit, at + 1) and at > start and unit.low[at][0].isalpha())
        )
    ):
        at += 1
    while at > first and unit.tag[at - 1] == "~":
        at -= 1
    if table.capital_nouns and not is_capital(unit, at - 1):
        return None  # "das anders"
    return (first, at) if at > start else None


def speaker_before(unit: Clauses, verb: int, table: Tables) -> Words | None:
    """A pronoun, a name or a determiner with its noun that ends right before ``verb``, perhaps with an apposition."""
    last = before_adverbs(unit, verb - 1)
    if last > 2 and unit.tag[last] == ",":
        return _before_apposition(unit, last, table)
    if last > 0 and unit.tag[last] == "Q" and unit.tag[last - 1] in "nN":
        named = speaker_before(unit, last, table)  # a body with a name in marks: die Initiative „Trockene Keller“
        return (named[0], last + 1) if named is not None else None
    if last < 0:
        return None
    if unit.tag[last] == ")":
        opened = next((at for at in range(last, max(-1, last - _NAME_REACH), -1) if unit.tag[at] == "("), 0)
        return speaker_before(unit, opened, table) if opened else None
    if unit.low[last] in table.pronouns:
        return last, last + 1
    at = last
    while (
        at >= 0
        and last - at < _NAME_REACH
        and (is_capital(unit, at) or unit.tag[at] == "~" or (unit.low[at] in _INSIDE_NAMES and at < last))
        and not (at < last and unit.low[at] in table.determiners and is_capital(unit, at))
    ):
        at -= 1
    first = at + 1
    if first > last:
        return _common(unit, last, table)
    hung = _hangs_on(unit, first, last, table)
    if hung is not None:
        return hung, last + 1
    if first > 0 and unit.low[first - 1] in table.determiners:
        return first - 1, last + 1
    while first < last and (unit.tag[first] == "~" or not is_capital(unit, first)):
        first += 1
    return first, last + 1


def subject_first(unit: Clauses, table: Tables) -> Words | None:
    """The subject that a clause opens with: a pronoun, a name, or a noun phrase that a name follows behind a comma."""
    first = past_adverbs(unit, 0)
    if first < len(unit) and unit.low[first] in table.conjunctions:
        first += 1
    if first >= len(unit) or unit.low[first] in table.prepositions:
        return None
    found = speaker_at(unit, first, table)
    if found is None or unit.low[first] in table.pronouns:
        return found
    led = unit.low[first] in table.determiners
    for at in range(found[1], min(len(unit) - 1, first + _NAME_REACH)):
        if unit.tag[at] == "," and is_capital(unit, at + 1):
            return first, at
        if unit.tag[at] in ",;:.Q(":
            break
    named = is_capital(unit, found[1] - 1) and (found[1] - first > 1 or not led)
    return found if named or led else None


def is_capital(unit: Clauses, at: int) -> bool:
    """Whether the word begins with a capital and stands in no marks."""
    return 0 <= at < len(unit) and unit.tag[at] != "Q" and unit.text[unit.start[at]].isupper()


def _before_apposition(unit: Clauses, close: int, table: Tables) -> Words | None:
    """The speaker before an apposition that ends at the comma ``close``; a name between commas is the speaker."""
    stop = max(-1, close - _APPOSITION)
    opened = next((at for at in range(close - 1, stop, -1) if unit.tag[at] == ","), None)
    if opened is not None and 1 < close - opened <= 5:
        inner = range(opened + 1, close)
        if all(is_capital(unit, at) or unit.low[at] in _INSIDE_NAMES or unit.tag[at] == "~" for at in inner):
            described = speaker_before(unit, opened, table) if opened else None
            led = described is not None and unit.low[described[0]] in table.determiners
            return described if led else (opened + 1, close)
    while opened is not None and opened > 0:
        who = speaker_before(unit, opened, table)
        if who is not None:
            return who
        opened = next((at for at in range(opened - 1, stop, -1) if unit.tag[at] == ","), None)
    return None


def _hangs_on(unit: Clauses, first: int, last: int, table: Tables) -> int | None:
    """Where the noun phrase begins that a capitalised word only hangs on: "[das Landesamt für] Wasserbau"."""
    for at in range(last, max(0, last - _NAME_REACH), -1):
        if unit.low[at] in _HANGING and at <= first and at >= first - 1:
            break
    else:
        return None
    for back in range(at - 1, max(-1, at - 6), -1):
        word = unit.low[back]
        if word in table.determiners:
            return back
        if word.startswith("l'") and len(word) > 2:
            return back
        if not word[0].isalpha() or unit.tag[back] == "Q" or word in table.said or word in table.auxiliaries:
            return None
    return None


def _common(unit: Clauses, last: int, table: Tables) -> Words | None:
    """A determiner with up to four words of small letters behind it: "la asociación de puesteros"."""
    for at in range(last, max(-1, last - 5), -1):
        word = unit.low[at]
        if word in table.determiners and at < last:
            return at, last + 1
        if word.startswith("l'") and len(word) > 2:
            return at, last + 1
        if not word[0].isalpha() or unit.tag[at] == "Q" or word in table.said:
            return None
    return None
