"""German, French and Spanish cues: a small table each, and the few places where a speaker stands beside one.

Much less than for English, on purpose: only a name, a pronoun or a short noun phrase right beside a verb of the table
is taken for the speaker, and everything else is left without one. What is read:

- words in marks, cue, speaker: „…“, sagte Lind / « … », a déclaré Lind / “…”, dijo Lind / — …, dit-il
- speaker, cue, words in marks: Lind sagte: „…“ / Lind a déclaré : « … » / Lind dijo: “…”
- speaker, cue, clause: Lind sagte, dass … / Lind a déclaré que … / Lind dijo que …
- source phrases: laut Lind …, …, so Lind / selon Lind, … / según Lind, …
"""

from __future__ import annotations

from bot.language.clauses import Clauses
from bot.language.lexicon import words
from bot.language.phrases import Words
from bot.language.report import Report

CUES = {
    "de": words(
        "sagte sagt sagten sagen erklärte erklärt erklärten betonte betont meinte meint berichtete berichtet schrieb "
        "schreibt warnte warnt antwortete antwortet fragte fragt rief behauptete behauptet twitterte unterstrich mahnte "
        "äußerte bemerkte entgegnete erwiderte ergänzte erläuterte forderte fordert kritisierte kritisiert lobte klagte "
        "bekräftigte versicherte versprach vermutete hoffte hofft glaubte glaubt kommentierte konstatierte resümierte "
        "urteilte verkündete verteidigte wiederholte zitierte flüsterte murmelte schrie seufzte lachte fuhr fügte teilte "
        "kündigte räumte gab"
    ),
    "fr": words(
        "dit disent déclare déclarent déclaré affirme affirment affirmé explique expliquent expliqué ajoute ajouté estime "
        "estiment estimé assure assuré précise précisé souligne souligné note noté indique indiqué répond répondu lance "
        "lancé écrit demande demandé raconte raconté confie confié rappelle rappelé insiste insisté conclut conclu "
        "poursuit poursuivi annonce annoncé reconnaît reconnu admet admis regrette regretté dénonce dénoncé prévient "
        "prévenu promet promis soutient soutenu répète répété martèle martelé déclara répondit demanda s'écria ajouta "
        "expliqua affirma murmura reprit cria"
    ),
    "es": words(
        "dijo dice dicen dijeron dicho afirmó afirma afirmado declaró declara declarado señaló señala señalado explicó "
        "explica explicado añadió añade añadido aseguró asegura asegurado indicó indica indicado sostuvo sostiene comentó "
        "comenta agregó agrega respondió responde preguntó pregunta advirtió advierte manifestó manifiesta expresó "
        "subrayó subraya anunció anuncia escribió escribe reconoció reconoce admitió admite insistió insiste concluyó "
        "recordó recuerda lamentó lamenta denunció denuncia prometió criticó opinó reiteró repitió contestó exclamó gritó "
        "murmuró susurró continuó"
    ),
}
_AUXILIARIES = {"de": words("hat haben hatte"), "fr": words("a ont avait ai"), "es": words("ha han había")}
_PRONOUNS = {
    "de": words("er sie"),
    "fr": words("il elle ils elles"),
    "es": words("él ella ellos ellas"),
}
_DETERMINERS = {
    "de": words("der die das ein eine einer sein seine ihr ihre"),
    "fr": words("le la les l' un une des son sa ses leur ce cette"),
    "es": words("el la los las un una su sus este esta"),
}
_SOURCES = {"de": words("laut zufolge"), "fr": words("selon d'après"), "es": words("según")}
_CLAUSES = {"de": words("dass ob wie warum"), "fr": words("que qu' qu'il qu'elle comment si"), "es": words("que si cómo")}
_INSIDE_NAMES = words("de la le du des von van der den zu al el del y bin di da dos")
_ADVERBS = words(
    "auch dann zudem weiter außerdem aber jedoch noch am gestern heute aussi ensuite également hier también además luego "
    "ayer hoy"
)
_NAME_REACH = 8  # words


def find(unit: Clauses, language: str) -> list[Report]:
    """The reported statements of a German, French or Spanish sentence, in order."""
    found: list[Report] = []
    taken = -1
    for at in range(len(unit)):
        if at < taken or unit.tag[at] == "Q":
            continue
        word = unit.low[at]
        verb, _, pronoun = word.rpartition("-")
        if pronoun.lstrip("t") and verb.removesuffix("-t") in CUES[language] and pronoun in _PRONOUNS[language]:
            report = _behind(unit, (at, at + 1), (at, at + 1), language)
        elif word in CUES[language]:
            report = _beside(unit, at, language)
        elif word in _SOURCES[language] or (word == "so" and language == "de"):
            report = _source(unit, at, language)
        else:
            continue
        if report is not None:
            found.append(report)
            taken = max([taken, *(end for _, end in report.pieces)])
    return found


def _beside(unit: Clauses, verb: int, language: str) -> Report | None:
    """A cue verb with its speaker behind or before it."""
    first = verb
    if verb and unit.low[verb - 1] in _AUXILIARIES[language]:
        first -= 1
    cue = (first, verb + 1)
    at = first - 1
    if at >= 0 and (unit.tag[at] == "Q" or (unit.tag[at] in ",—?!" and _quoted_before(unit, at))):
        who = _speaker_at(unit, verb + 1, language)
        if who is not None:
            return _behind(unit, cue, who, language)
    who = _speaker_before(unit, first, language)
    if who is None:
        return None
    if who[0] > 0 and _quoted_before(unit, who[0]) and unit.tag[-1] != "Q":
        return _behind(unit, cue, who, language)
    return _ahead(unit, cue, who, language)


def _quoted_before(unit: Clauses, at: int) -> bool:
    """Whether a passage in marks stands right before, at most a comma or dash between."""
    at -= 1
    while at >= 0 and unit.tag[at] in ",—.?!":
        at -= 1
    return at >= 0 and unit.tag[at] == "Q"


def _behind(unit: Clauses, cue: Words, who: Words, language: str) -> Report | None:
    """The content before the cue, and the passage in marks behind it that goes on with it."""
    at = cue[0] - 1
    while at >= 0 and unit.tag[at] != "Q":
        at -= 1
    if at < 0:
        return None
    pieces = [(at, at + 1)]
    rest = max(cue[1], who[1])
    while rest < len(unit) and rest < cue[1] + 12:
        if unit.tag[rest] == "Q":
            pieces.append((rest, rest + 1))
            break
        rest += 1
    return Report(tuple(pieces), cue, who, "left", "speech", language)


def _ahead(unit: Clauses, cue: Words, who: Words, language: str) -> Report | None:
    """The content behind the cue: a colon and marks, or a clause."""
    for at in range(cue[1], min(len(unit), cue[1] + 12)):
        if unit.tag[at] == "Q":
            kind = "left" if unit.tag[at - 1] in ":," or at == cue[1] else "right"
            return Report(((at, _end(unit, at)),), cue, who, kind, "speech", language)
        if unit.tag[at] == ":" and at + 1 == len(unit):
            return Report((), cue, who, "open", "speech", language)
        opens = unit.low[at] in _CLAUSES[language] or unit.low[at].startswith("qu'")
        if language == "de" and unit.tag[at] == ",":
            opens, at = at + 1 < len(unit), at + 1
        if opens and _end(unit, at) > at:
            return Report(((at, _end(unit, at)),), cue, who, "right", "speech", language)
        if unit.tag[at] in ";.":
            return None
    return None


def _end(unit: Clauses, first: int) -> int:
    end = len(unit)
    while end > first and unit.tag[end - 1] in ".?!,;:—":
        end -= 1
    return end


def _source(unit: Clauses, at: int, language: str) -> Report | None:
    """ "Laut Lind …", "…, so Lind", "selon Lind, …" """
    who = _speaker_at(unit, at + 1, language)
    if who is None:
        return None
    cue = (at, at + 1)
    if unit.low[at] == "so":
        closes = who[1] >= len(unit) or unit.tag[who[1]] in ".,"
        if at == 0 or unit.tag[at - 1] not in ",Q" or not closes or unit.tag[who[0]] not in "N":
            return None
    if at <= 1:
        first = who[1]
        if first < len(unit) and unit.tag[first] == ",":
            first += 1
        return Report(((first, _end(unit, first)),), cue, who, "according", "speech", language) if _end(unit, first) > first else None
    stop = at
    while stop > 0 and unit.tag[stop - 1] in ",—":
        stop -= 1
    return Report(((0, stop),), cue, who, "according", "speech", language) if stop > 0 else None


def _speaker_at(unit: Clauses, first: int, language: str) -> Words | None:
    """A pronoun, a name (with its title) or a determiner with its noun, beginning at ``first``."""
    if first >= len(unit):
        return None
    if unit.low[first] in _PRONOUNS[language] and not _is_capital(unit, first + 1):
        return first, first + 1
    at = first
    if unit.low[at] in _DETERMINERS[language]:
        at += 1
    start = at
    while at < len(unit) and at - first < _NAME_REACH and (
        _is_capital(unit, at)
        or unit.tag[at] == "~"
        or (unit.low[at] in _INSIDE_NAMES and _is_capital(unit, at + 1))
        or (at == start and start > first and unit.low[at][0].isalpha())
    ):
        at += 1
    while at > first and unit.tag[at - 1] == "~":
        at -= 1
    return (first, at) if at > start else None


def _speaker_before(unit: Clauses, verb: int, language: str) -> Words | None:
    """A pronoun, a name or a determiner with its noun that ends right before ``verb``."""
    last = verb - 1
    while last >= 0 and unit.low[last] in _ADVERBS:
        last -= 1
    if last < 0:
        return None
    if unit.low[last] in _PRONOUNS[language]:
        return last, last + 1
    at = last
    while at >= 0 and last - at < _NAME_REACH and (
        _is_capital(unit, at) or unit.tag[at] == "~" or (unit.low[at] in _INSIDE_NAMES and at < last)
    ):
        at -= 1
    first = at + 1
    if first > last and last >= 1 and unit.low[last][0].isalpha() and unit.low[last - 1] in _DETERMINERS[language]:
        return last - 1, last + 1
    if first <= last and first > 0 and unit.low[first - 1] in _DETERMINERS[language]:
        first -= 1
    while first < last and (unit.tag[first] == "~" or (unit.low[first] in _INSIDE_NAMES and not _is_capital(unit, first))):
        first += 1
    return (first, last + 1) if first <= last else None


def _is_capital(unit: Clauses, at: int) -> bool:
    return at < len(unit) and unit.tag[at] != "Q" and unit.text[unit.start[at]].isupper()
