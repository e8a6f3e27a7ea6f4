"""Reported statements in German, French and Spanish, by a small table each.

Much less than for English, on purpose: only a name, a pronoun or a short noun phrase right beside a word of the table
is taken for the speaker, and where none stands there the statement has no speaker. What is read:

- words in marks, cue, speaker: „…“, sagte Lind / « … », a déclaré Lind / “…”, dijo Lind / — …, dit-il
- a clause, cue, speaker: Es sei spät, sagte Lind / Il est tard, a déclaré Lind / Es tarde, dijo Lind
- speaker, cue, content: Lind sagte: „…“ / Lind a déclaré que … / Lind dijo que … / Lind fordert …
- source phrases: laut Lind …, …, so Lind / selon Lind, … / según Lind, …
"""

from __future__ import annotations

from bot.language.clauses import Clauses
from bot.language.foreign_tables import TABLES, Tables
from bot.language.lexicon import words
from bot.language.phrases import Words
from bot.language.report import Report

_INSIDE_NAMES = words("de la le du des von van der den zu al el del y bin di da dos")
_ADVERBS = words(
    "auch dann zudem weiter außerdem aber jedoch noch am gestern heute erneut nun aussi ensuite également hier lundi "
    "mardi mercredi jeudi vendredi samedi dimanche también además luego ayer hoy ahora lunes martes miércoles jueves "
    "viernes sábado domingo montag dienstag mittwoch donnerstag freitag samstag sonntag"
)
_REACH = 12  # words between a cue and what it leads to
_NAME_REACH = 8  # words of a name with its office


def find(unit: Clauses, language: str) -> list[Report]:
    """The reported statements of a sentence, in order; none lies inside another's content."""
    table = TABLES[language]
    found: list[Report] = []
    taken = -1
    for at in range(len(unit)):
        if at < taken or unit.tag[at] == "Q":
            continue
        report = _clitic(unit, at, table) or _source(unit, at, table, language)
        if report is None and (unit.low[at] in table.said or unit.low[at] in table.takes):
            report = _beside(unit, at, table, language)
        if report is not None:
            found.append(report)
            taken = max([taken, *(end for _, end in report.pieces)])
    return found


def _clitic(unit: Clauses, at: int, table: Tables) -> Report | None:
    """ "dit-il", "a-t-elle ajouté": the French pronoun that hangs on its verb, behind words in marks or a clause."""
    verb, _, pronoun = unit.low[at].rpartition("-")
    if not verb or pronoun not in table.pronouns:
        return None
    end = at + 1
    verb = verb.removesuffix("-t")
    if verb in table.auxiliaries and at + 1 < len(unit):
        end = at + 2
    elif verb not in table.said and not _quoted_before(unit, at):
        return None
    return _behind(unit, (at, end), (at, at + 1))


def _source(unit: Clauses, at: int, table: Tables, language: str) -> Report | None:
    """ "Laut Lind …", "…, so Lind", "selon Lind, …" """
    if language == "de" and unit.low[at] == "so":
        return _so(unit, at, table)
    for phrase in table.sources:
        if tuple(unit.low[at : at + len(phrase)]) == phrase:
            break
    else:
        return None
    cue = (at, at + len(phrase))
    who = _speaker_at(unit, cue[1], table)
    if who is None or (phrase == ("pour",) and unit.tag[who[0]] != "N"):
        return None
    rest = who[1] + (who[1] < len(unit) and unit.tag[who[1]] == ",")
    if at <= 1:
        end = _end(unit, rest)
        return Report(((rest, end),), cue, who, "according", "speech", "source") if end > rest else None
    start, stop = _left(unit, at)
    pieces = [(start, stop)] if stop > start else []
    if rest > who[1] or unit.tag[at - 1] != ",":
        end = _end(unit, rest)
        pieces += [(rest, end)] if end > rest else []
    return Report(tuple(pieces), cue, who, "according", "speech", "source") if pieces else None


def _so(unit: Clauses, at: int, table: Tables) -> Report | None:
    """ "…, so die Ministerin." """
    who = _speaker_at(unit, at + 1, table)
    if at == 0 or who is None or unit.tag[at - 1] not in ",Q":
        return None
    if who[1] < len(unit) and unit.tag[who[1]] not in ".,":
        return None
    return _behind(unit, (at, at + 1), who)


def _beside(unit: Clauses, verb: int, table: Tables, language: str) -> Report | None:
    """A cue verb with its speaker behind or before it."""
    first = verb
    while first and (unit.low[first - 1] in table.auxiliaries or unit.low[first - 1] in ("s'est", "se", "le", "lui")):
        first -= 1
    cue = (first, verb + 1)
    behind = first > 0 and (unit.tag[first - 1] == "Q" or unit.tag[first - 1] in ",—?!")
    if behind and unit.low[verb] in table.said:
        at = verb + 1
        while at < len(unit) and not _ADVERBS.isdisjoint(unit.low[at : at + 2]):
            at += 1
        who = _speaker_at(unit, at, table)
        if who is not None and (who[1] >= len(unit) or unit.tag[who[1]] not in ":"):
            return _behind(unit, cue, who)
    who = _speaker_before(unit, first, table)
    if who is None:
        bare = behind and _quoted_before(unit, first) and table.drops_subject and unit.low[verb] in table.said
        return _behind(unit, cue, None) if bare else None
    return _ahead(unit, cue, who, table, language)


def _quoted_before(unit: Clauses, at: int) -> bool:
    """Whether a passage in marks stands right before, at most signs between."""
    at -= 1
    while at >= 0 and unit.tag[at] in ",—.?!":
        at -= 1
    return at >= 0 and unit.tag[at] == "Q"


def _left(unit: Clauses, cue: int) -> Words:
    """What stands before a cue: the passage in marks right there, or the sentence from its start."""
    stop = cue
    while stop > 0 and unit.tag[stop - 1] in ",—":
        stop -= 1
    return (stop - 1, stop) if stop and unit.tag[stop - 1] == "Q" else (0, stop)


def _behind(unit: Clauses, cue: Words, who: Words | None) -> Report | None:
    """The content before the cue and what goes on behind it: a passage in marks, or the clause behind a comma."""
    start, stop = _left(unit, cue[0])
    if stop <= start:
        return None
    pieces = [(start, stop)]
    rest = max(cue[1], who[1] if who else 0)
    for at in range(rest, min(len(unit), rest + _REACH)):
        if unit.tag[at] == "Q":
            pieces.append((at, at + 1))
            break
        if unit.tag[at] == "," and unit.tag[start] != "Q" and unit.low[at + 1 : at + 2] in (["und"], ["et"], ["y"]):
            pieces.append((at + 1, _end(unit, at + 1)))
            break
    return Report(tuple(p for p in pieces if p[1] > p[0]), cue, who, "left", "speech", "said")


def _ahead(unit: Clauses, cue: Words, who: Words, table: Tables, language: str) -> Report | None:
    """The content behind the cue: a colon and marks, a clause, or a noun phrase where the verb takes one."""
    size = len(unit)
    for at in range(cue[1], min(size, cue[1] + _REACH)):
        if unit.tag[at] == "Q":
            way = "left" if unit.tag[at - 1] in ":," or at == cue[1] else "right"
            return Report(((at, _end(unit, at)),), cue, who, way, "speech", "said")
        if unit.tag[at] == ":" and at + 1 == size:
            return Report((), cue, who, "open", "speech", "said")
        if (
            unit.low[at] in table.openers
            or unit.low[at].startswith("qu'")
            or (language == "de" and unit.tag[at] == ",")
        ):
            first = at + (unit.tag[at] == ",")
            end = _end(unit, first)
            return Report(((first, end),), cue, who, "right", "speech", "said") if end > first else None
        if unit.tag[at] in ";.,":
            break
    if unit.low[cue[1] - 1] not in table.takes or cue[1] >= size or unit.tag[cue[1]] in ",.;:":
        return None
    end = next((at for at in range(cue[1], size) if unit.tag[at] in ",;:."), size)
    return Report(((cue[1], end),), cue, who, "right", "judgement", "said") if end > cue[1] else None


def _end(unit: Clauses, first: int) -> int:
    end = len(unit)
    while end > first and unit.tag[end - 1] in ".?!,;:—":
        end -= 1
    return end


def _speaker_at(unit: Clauses, first: int, table: Tables) -> Words | None:
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
            _is_capital(unit, at)
            or unit.tag[at] == "~"
            or (unit.low[at] in _INSIDE_NAMES and at > start and _is_capital(unit, at + 1))
            or (at == start and led and unit.low[at][0].isalpha())
            or (led and _is_capital(unit, at + 1) and at > start and unit.low[at][0].isalpha())
        )
    ):
        at += 1
    while at > first and unit.tag[at - 1] == "~":
        at -= 1
    return (first, at) if at > start else None


def _speaker_before(unit: Clauses, verb: int, table: Tables) -> Words | None:
    """A pronoun, a name or a determiner with its noun that ends right before ``verb``, perhaps with an apposition."""
    last = verb - 1
    while last >= 0 and unit.low[last] in _ADVERBS:
        last -= 1
    if last > 2 and unit.tag[last] == ",":
        opened = next((at for at in range(last - 1, max(-1, last - 25), -1) if unit.tag[at] == ","), None)
        while opened is not None and opened > 0:
            who = _speaker_before(unit, opened, table)
            if who is not None:
                return who
            opened = next((at for at in range(opened - 1, max(-1, last - 25), -1) if unit.tag[at] == ","), None)
        return None
    if last < 0:
        return None
    if unit.low[last] in table.pronouns:
        return last, last + 1
    at = last
    while (
        at >= 0
        and last - at < _NAME_REACH
        and (_is_capital(unit, at) or unit.tag[at] == "~" or (unit.low[at] in _INSIDE_NAMES and at < last))
    ):
        at -= 1
    first = at + 1
    if first > last:
        return _common(unit, last, table)
    if first > 0 and unit.low[first - 1] in table.determiners:
        return first - 1, last + 1
    while first < last and (unit.tag[first] == "~" or not _is_capital(unit, first)):
        first += 1
    return first, last + 1


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


def _is_capital(unit: Clauses, at: int) -> bool:
    return at < len(unit) and unit.tag[at] != "Q" and unit.text[unit.start[at]].isupper()
