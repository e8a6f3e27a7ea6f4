"""Reported statements in German, French and Spanish, by a small table each.

Much less than for English, on purpose: only a name, a pronoun or a short noun phrase right beside a word of the table
is taken for the speaker, and where none stands there the statement has no speaker. What is read:

- words in marks, cue, speaker: „…“, sagte Lind / « … », a déclaré Lind / “…”, dijo Lind / — …, dit-il; behind marks
  and a comma any verb that a speaker follows is a cue („…“, brummte Lind)
- a clause, cue, speaker: Es sei spät, sagte Lind / Il est tard, a déclaré Lind / Es tarde, dijo Lind
- speaker, cue, content: Lind sagte: „…“ / Lind a déclaré que … / Lind dijo que … / Lind fordert …; in German also
  turned round (In dem Brief schrieb Lind, …) and around its content (Lind hatte vor „Panik“ gewarnt)
- speaker, any words, a colon and marks: Lind blieb dabei: „…“
- source phrases: laut Lind …, …, so Lind / selon Lind, … / según Lind, …; „…“, heißt es in dem Bericht
"""

from __future__ import annotations

from functools import cache

from bot.language.clauses import Clauses
from bot.language.foreign_speakers import past_adverbs, speaker_at, speaker_before, subject_first
from bot.language.foreign_tables import TABLES, Tables
from bot.language.phrases import Words
from bot.language.report import Report
from bot.language.words import stopwords

_REACH = 12  # words between a cue and what it leads to
_BRACKET = 15  # words between a German auxiliary and its participle
_CLITICS = ("s'est", "s'était", "se", "le", "lui", "me", "les", "leur")
_BETWEEN = ("d'abord", "déjà", "toujours", "jamais", "souvent", "aussi", "ensuite", "encore", "bien")
_BEFORE_NOUNS = ("la", "une", "cette", "sa", "un", "ce", "el", "una", "esta", "su", "leur", "aucune", "toute")
_AS = ("según", "como", "comme", "wie", "ainsi")
_EVENTUAL = ("pour", "para")  # a source only before a name, at the start


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
        if report is None and at and unit.tag[at - 1] in ",Q":
            report = _unlisted(unit, at, table, language)
        if report is not None:
            found.append(report)
            taken = max([taken, *(end for _, end in report.pieces)])
    labelled = _labelled(unit, found, table)
    return [*found, labelled] if labelled is not None else found


def _clitic(unit: Clauses, at: int, table: Tables) -> Report | None:
    """ "dit-il", "a-t-elle ajouté": the French pronoun that hangs on its verb, behind words in marks or a clause."""
    verb, _, pronoun = unit.low[at].rpartition("-")
    if not verb or pronoun not in table.pronouns or pronoun == "on":
        return None
    end = at + 1
    verb = verb.removesuffix("-t")
    if verb in table.auxiliaries and at + 1 < len(unit):
        end = at + 2
    elif verb not in table.said and not _quoted_before(unit, at):
        return None
    if (
        end < len(unit)
        and unit.tag[end] in ",:"
        and unit.tag[end + 1 : end + 2] == ["Q"]
        and not _quoted_before(unit, at)
    ):
        return _around(unit, (at, end), (at, at + 1))
    return _behind(unit, (at, end), (at, at + 1))


def _around(unit: Clauses, cue: Words, who: Words) -> Report | None:
    """The clause before a cue between commas and the words in marks behind it: "…, a-t-elle dit, « … »"."""
    start, stop = _left(unit, cue[0])
    for at in range(stop - 1, start, -1):
        if unit.tag[at] in ":;":
            start = at + 1
            break
    if stop <= start:
        return None
    return Report(((start, stop), (cue[1] + 1, cue[1] + 2)), cue, who, "left", "speech", "said")


def _source(unit: Clauses, at: int, table: Tables, language: str) -> Report | None:
    """ "Laut Lind …", "…, so Lind", "selon Lind, …", "Lind zufolge", "„…“, heißt es im Bericht" """
    low = unit.low
    if language == "de" and low[at] == "so":
        return _so(unit, at, table)
    if language == "de" and low[at] == "zufolge":
        return _postposed(unit, at, table)
    if low[at] not in _leads(language):
        return None
    for phrase in table.texts:
        if tuple(low[at : at + len(phrase)]) == phrase and _quoted_before(unit, at):
            text = speaker_at(unit, at + len(phrase), table)
            return _behind(unit, (at, at + len(phrase)), text)
    for phrase in table.sources:
        if tuple(low[at : at + len(phrase)]) == phrase:
            break
    else:
        return None
    cue = (at, at + len(phrase))
    who = speaker_at(unit, cue[1], table)
    if who is None and low[cue[1] : cue[1] + 1] in (["lui"], ["eux"], ["ihm"], ["ihnen"]):
        who = cue[1], cue[1] + 1  # "selon lui": pronouns that only follow a preposition
    if who is None or (phrase[0] in _EVENTUAL and (at > 0 or not _is_named(unit, who))):
        return None
    end = _past_adjective(unit, who[1]) if at > 1 or language == "de" else _to_comma(unit, who[1])
    rest = end + (end < len(unit) and unit.tag[end] == ",")
    if at <= 1:
        last = _end(unit, rest)
        return Report(((rest, last),), cue, (who[0], end), "according", "speech", "source") if last > rest else None
    return _within(unit, cue, (who[0], end))


@cache
def _leads(language: str) -> frozenset[str]:
    """The words that begin a source phrase."""
    table = TABLES[language]
    return frozenset(phrase[0] for phrase in (*table.sources, *table.texts))


def _within(unit: Clauses, cue: Words, who: Words) -> Report | None:
    """A source phrase inside or behind its clause: "Die Mauer muss | nach Ansicht von Lind | saniert werden"."""
    start, stop = _left(unit, cue[0])
    pieces = [(start, stop)] if stop > start else []
    rest = who[1] + (who[1] < len(unit) and unit.tag[who[1]] == ",")
    if rest > who[1] or unit.tag[cue[0] - 1] != ",":
        end = _end(unit, rest)
        pieces += [(rest, end)] if end > rest else []
    return Report(tuple(pieces), cue, who, "according", "speech", "source") if pieces else None


def _past_adjective(unit: Clauses, at: int) -> int:
    """The end of a noun phrase with an adjective behind its noun, before a comma: "según el informe | municipal |,"."""
    if at + 1 < len(unit) and unit.tag[at + 1] == "," and unit.tag[at] != "Q" and unit.low[at].isalpha():
        return at + 1
    return at


def _to_comma(unit: Clauses, at: int) -> int:
    """The end of a source that opens a Romance sentence, up to its comma: "D'après le rapport | d'expertise |,"."""
    for end in range(at, min(len(unit), at + 6)):
        if unit.tag[end] == ",":
            return end
        if unit.tag[end] == "Q" or not unit.low[end][0].isalpha():
            break
    return at


def _is_named(unit: Clauses, who: Words) -> bool:
    """Whether a noun phrase ends in a capitalised word and a comma follows it."""
    return unit.capital(who[1] - 1) and unit.tag[who[1] : who[1] + 1] == [","]


def _postposed(unit: Clauses, at: int, table: Tables) -> Report | None:
    """ "Lind zufolge kostet der Bau neun Millionen", "Der Bau koste, Lind zufolge, …" """
    who = speaker_before(unit, at, table)
    if who is None:
        return None
    if who[0] <= 1:
        end = _end(unit, at + 1)
        pieces: tuple[Words, ...] = ((at + 1, end),) if end > at + 1 else ()
        return Report(pieces, (at, at + 1), who, "according", "speech", "source") if pieces else None
    start, stop = _left(unit, who[0])
    return Report(((start, stop),), (at, at + 1), who, "according", "speech", "source") if stop > start else None


def _so(unit: Clauses, at: int, table: Tables) -> Report | None:
    """ "…, so die Ministerin (weiter)." """
    who = speaker_at(unit, at + 1, table)
    if at == 0 or who is None or unit.tag[at - 1] not in ",Q":
        return None
    rest = past_adverbs(unit, who[1])
    if rest < len(unit) and unit.tag[rest] not in ".,:":
        return None
    return _behind(unit, (at, at + 1), who)


def _beside(unit: Clauses, verb: int, table: Tables, language: str) -> Report | None:
    """A cue verb with its speaker behind or before it."""
    if verb and unit.low[verb - 1] in _BEFORE_NOUNS and not table.capital_nouns:
        return None  # "la critique", "una denuncia": a noun
    first = verb
    while first and (unit.low[first - 1] in table.auxiliaries or unit.low[first - 1] in _CLITICS):
        first -= 1
    if first == verb and first > 1 and _stands_between(unit, first - 1, table):
        first -= 2  # "avait d'abord promis", "s'est finalement dit"
    cue = (first, verb + 1)
    behind = first > 0 and (unit.tag[first - 1] in ",—?!" or _is_speech(unit, first - 1, language))
    after = speaker_at(unit, past_adverbs(unit, verb + 1), table) if unit.low[verb] in table.said else None
    if first > 1 and unit.low[first - 1] in _AS and unit.tag[first - 2] in ",Q" and after is not None:
        return _behind(unit, (first - 1, verb + 1), after)  # "…, según anunció la directora"
    if behind and unit.tag[first - 1] == "," and after is not None:
        told = speaker_before(unit, first, table)
        if told is not None and told[0] <= 1 and unit.tag[told[1]] == ",":
            return _ahead(unit, cue, told, table, language)  # "Su secretario, Ada Lind, pidió la reforma"
    if behind and after is not None and not _leads_on(unit, after[1]):
        return _behind(unit, cue, after)
    if language == "de" and first == verb and (turned := _turned(unit, cue, table)) is not None:
        return turned
    who = speaker_before(unit, first, table)
    if who is None and behind and after is not None:
        return _ahead(unit, cue, after, table, language)
    if who is None:
        bare = behind and _quoted_before(unit, first) and table.drops_subject and unit.low[verb] in table.said
        return _behind(unit, cue, None) if bare else None
    return _ahead(unit, cue, who, table, language)


def _stands_between(unit: Clauses, at: int, table: Tables) -> bool:
    """Whether an adverb stands between a Romance auxiliary and its participle."""
    adverb = unit.low[at].endswith(("ment", "mente")) or unit.low[at] in _BETWEEN
    helps = unit.low[at - 1] in table.auxiliaries or unit.low[at - 1] in _CLITICS
    return adverb and helps and not table.capital_nouns


def _leads_on(unit: Clauses, at: int) -> bool:
    """Whether a colon follows: what is said stands behind it."""
    return at < len(unit) and unit.tag[at] == ":"


def _is_speech(unit: Clauses, at: int, language: str) -> bool:
    """Whether words in marks may stand before their cue without a comma: in German only with a sign of their own."""
    passage = unit.passage[at]
    if passage is None:
        return False
    ending = unit.text[passage.inner_end - 1 : passage.inner_end]
    return language != "de" or ending in ("?", "!", "…", ",", ".")


def _turned(unit: Clauses, cue: Words, table: Tables) -> Report | None:
    """German sentences that begin with something else: "In dem Brief schrieb | Lind, …", "nun fordert auch | sie …".

    Or the verb's other half stands at the end: "Lind hatte vor „Panik“ | gewarnt".
    """
    verb = cue[0]
    start = verb
    while start and unit.tag[start - 1] not in ";:" and verb - start < _BRACKET + 5:
        start -= 1
    helper = next((at for at in range(verb - 1, max(start - 1, verb - _BRACKET), -1) if _helps(unit, at, table)), None)
    if helper is not None and verb - helper > 1 and "Q" in unit.tag[helper:verb]:
        who = speaker_before(unit, helper, table)
        marked = next(at for at in range(helper, verb) if unit.tag[at] == "Q")
        lead = marked - (unit.low[marked - 1] in ("vor", "von", "als"))
        return Report(((lead, verb),), (verb, verb + 1), who, "right", "speech", "said") if who is not None else None
    if unit.low[start] not in table.prepositions and past_adverbs(unit, start) == start:
        return None
    who = speaker_at(unit, past_adverbs(unit, cue[1]), table)
    if who is None or "Q" in unit.tag[start:verb]:
        return None
    return _ahead(unit, (verb, who[1]), who, table, "de", cue=cue)


def _helps(unit: Clauses, at: int, table: Tables) -> bool:
    return unit.low[at] in table.auxiliaries


def _unlisted(unit: Clauses, verb: int, table: Tables, language: str) -> Report | None:
    """Any verb behind words in marks and a comma that a speaker follows, with nothing behind him: „…“, brummte Lind."""
    low = unit.low[verb]
    before = verb - 1
    if unit.tag[before] == ",":
        before -= 1
    elif not _is_speech(unit, before, "de"):
        return None
    if before < 0 or unit.tag[before] != "Q" or not low.isalpha() or unit.capital(verb) or low in stopwords(language):
        return None
    if low in table.prepositions or low in table.determiners or low in table.conjunctions or low in table.auxiliaries:
        return None
    who = speaker_at(unit, past_adverbs(unit, verb + 1), table)
    if who is None or not (unit.low[who[0]] in table.pronouns or unit.capital(who[1] - 1)):
        return None
    rest = past_adverbs(unit, who[1])
    if rest < len(unit) and unit.tag[rest] not in ".,;:":
        return None
    return _behind(unit, (verb, verb + 1), who)


def _labelled(unit: Clauses, found: list[Report], table: Tables) -> Report | None:
    """Words in marks behind a colon that no cue has claimed are the subject's: "Lind blieb dabei: „…“"."""
    for at in range(1, len(unit) - 1):
        if unit.tag[at] != ":" or unit.tag[at + 1] != "Q":
            continue
        if any(first <= at + 1 < end for report in found for first, end in report.pieces):
            return None
        who = subject_first(unit, table)
        if who is None or who[1] > at:
            return None
        if who[1] == at:
            return Report(((at + 1, _end(unit, at + 1)),), (at, at + 1), who, "label", "speech", ":")
        return Report(((at + 1, _end(unit, at + 1)),), (at, at + 1), who, "colon", "speech", ":")
    return None


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
    if stop and unit.tag[stop - 1] == "Q":
        return stop - 1, stop
    start = 0
    for at in range(stop - 1, max(-1, stop - 60), -1):
        if unit.tag[at] == "—" and all(unit.tag[i] in "NnD~,.—H" or unit.capital(i) for i in range(at)):
            start = at + 1  # a dateline: "ORVANNES — La passerelle …"
    return start, stop


def _behind(unit: Clauses, cue: Words, who: Words | None) -> Report | None:
    """The content before the cue and what goes on behind it: a passage in marks, or the clause behind a comma."""
    start, stop = _left(unit, cue[0])
    if stop <= start:
        return None
    pieces = [(start, stop)]
    rest = max(cue[1], who[1] if who else 0)
    for at in range(rest, min(len(unit), rest + _REACH)):
        if unit.tag[at] == "Q":
            if unit.tag[at - 1] in ",:.—" or at == rest:
                pieces.append((at, at + 1))
            break
        if unit.low[at] in ("qui", "quien", "que", "dass"):
            break
        if unit.tag[at] == "," and unit.tag[start] != "Q" and unit.low[at + 1 : at + 2] in (["und"], ["et"], ["y"]):
            pieces.append((at + 1, _end(unit, at + 1)))
            break
    return Report(tuple(p for p in pieces if p[1] > p[0]), cue, who, "left", "speech", "said")


def _ahead(
    unit: Clauses, group: Words, who: Words, table: Tables, language: str, *, cue: Words | None = None
) -> Report | None:
    """The content behind the cue: a colon and marks, a clause, or a noun phrase where the verb takes one.

    ``group`` is the cue with what stands between it and its content; ``cue`` is the cue alone, where that is less.
    """
    size = len(unit)
    words = cue or group
    takes = unit.low[words[1] - 1] in table.takes
    for at in range(group[1], min(size, group[1] + _REACH)):
        if unit.tag[at] == "Q":
            if at > group[1] and takes and not {",", ":"} & {unit.tag[at - 1]}:
                return Report(((group[1], _end(unit, at)),), words, who, "right", "judgement", "said")
            way = "left" if unit.tag[at - 1] in ":," or at == group[1] else "right"
            return Report(((at, _end(unit, at)),), words, who, way, "speech", "said")
        if unit.tag[at] == ":" and at + 1 == size:
            return Report((), words, who, "open", "speech", "said")
        clause = language == "de" and unit.tag[at] == "," and not (takes and at - group[1] > 1)
        if unit.low[at] in table.openers or unit.low[at].startswith("qu'") or clause:
            first = at + (unit.tag[at] == ",")
            end = _end(unit, first)
            return Report(((first, end),), words, who, "right", "speech", "said") if end > first else None
        if unit.tag[at] in ";.,":
            break
    if not takes or group[1] >= size or unit.tag[group[1]] in ",.;:":
        return None
    end = next((at for at in range(group[1], size) if unit.tag[at] in ",;:."), size)
    return Report(((group[1], end),), words, who, "right", "judgement", "said") if end > group[1] else None


def _end(unit: Clauses, first: int) -> int:
    end = len(unit)
    while end > first and unit.tag[end - 1] in ".?!,;:—":
        end -= 1
    return end
