"""Small words that make another thing of the word behind them: a former mayor, a deputy mayor, a non-fatal fall.

A paraphrase drops many words and keeps these, because without them another is meant. So a post that the cited words
only give with such a word, an office put for another before one name, and a word whose prefix is left out or changed
are vetoes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.language.names import Name, same_name
from bot.language.words import Token, fold

# Before the name of a post: who holds it no more, not yet, for a time, or stands below who does.
_LESSER = frozenset("deputy vice acting interim assistant associate shadow honorary".split())
_FORMER = frozenset("former ex then onetime retired".split())
_POSTS = frozenset(
    """president premier chancellor minister secretary senator governor mayor chief director chairman chairwoman chair
    commissioner ambassador prosecutor sheriff judge justice speaker treasurer captain coach manager editor champion
    principal dean professor chairperson commander superintendent partner husband wife boyfriend girlfriend employee
    member owner player""".split()
)
# Of these a minister, secretary or officer has one.
_PORTFOLIOS = frozenset(
    """prime finance foreign defense interior home health justice education environment transport energy labour
    labor trade agriculture culture housing water treasury economy financial executive operating technology legal
    medical press""".split()
)
_HEADS = frozenset("minister secretary officer director spokesman spokeswoman chief".split())
# Titles before a name that exclude each other, by the form that they are compared in.
_OFFICES = {
    **{word: word for word in "senator governor representative mayor judge sheriff ambassador chancellor".split()},
    **{word: word for word in "king queen prince princess duke duchess pope cardinal archbishop bishop rabbi".split()},
    **{word: word for word in "general colonel major captain sergeant admiral lieutenant professor".split()},
    "sen": "senator", "gov": "governor", "rep": "representative", "congressman": "representative",
    "congresswoman": "representative", "gen": "general", "col": "colonel", "maj": "major", "capt": "captain",
    "sgt": "sergeant", "adm": "admiral", "lt": "lieutenant", "prof": "professor",
    "mr": "man", "herr": "man", "monsieur": "man", "señor": "man",
    "mrs": "woman", "ms": "woman", "miss": "woman", "frau": "woman", "madame": "woman", "señora": "woman",
}  # fmt: skip
# Written with a hyphen before a word they turn it.
_PREFIXES = frozenset("non anti pro pre post un ex".split())


def check_qualified(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the small words before posts, names and other words."""
    sources = [piece.facts for piece in evidence.pieces]
    yield from _posts(said, [*sources, *evidence.around])
    yield from _offices(said, sources)
    yield from _prefixes(said, sources)


def _posts(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: "mayor" where there is only a "deputy mayor" or a "former mayor", a deputy put for the mayor, and "prime
    minister" for "finance minister". Who is called "former" by the statement alone may have left since."""
    for i in said.content:
        word = fold(said.tokens[i].word)
        ours = _before(said, i)
        if word in _POSTS and ours not in _FORMER:
            theirs = [_lesser(source, j) for source in sources for j in _places(source, word)]
            if theirs and _lesser(said, i) not in theirs:
                yield _veto(f"{theirs[0]} {word}".strip(), f"{_lesser(said, i)} {word}".strip())
        if word in _HEADS and ours in _PORTFOLIOS:
            found = {_before(source, j) for source in sources for j in _places(source, word)} & _PORTFOLIOS
            if found and ours not in found and not any(ours in map(_fold, source.tokens) for source in sources):
                there = min(found)
                if there not in {_before(said, k) for k in _places(said, word)}:
                    yield _veto(f"{there} {word}", f"{ours} {word}")


def _lesser(facts: Facts, at: int) -> str:
    """The "deputy" or "former" right before a post, "" for none."""
    before = _before(facts, at)
    return before if before in _LESSER | _FORMER else ""


def _offices(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: "Senator Lind" for "Governor Lind", "Mrs. Lind" for "Mr. Lind"; not where both are said of one."""
    for name in said.names:
        yield from _numeral(name, said, sources)
        ours = _title(said, name)
        if ours is None:
            continue
        theirs = {
            title
            for source in sources
            for other in source.names
            if same_name(name.text, other.text) and (title := _title(source, other)) is not None
        }
        kinds = {_OFFICES[title] for title in theirs}
        known = {_OFFICES.get(_fold(token)) for source in sources for token in source.tokens}
        if not kinds or _OFFICES[ours] in kinds | known or not _exclude(_OFFICES[ours], kinds):
            continue
        yield _veto(f"{sorted(theirs)[0]} {name.text}", f"{ours} {name.text}")


_NUMERAL = re.compile(r" (?P<roman>[IVX]{1,5})\b")


def _numeral(name: Name, said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: "Haldan II" for "Haldan III"."""
    ours = _NUMERAL.match(said.text, name.end)
    if ours is None:
        return
    bearers = [(source, other) for source in sources for other in source.names if same_name(name.text, other.text)]
    theirs = [match["roman"] for source, other in bearers if (match := _NUMERAL.match(source.text, other.end))]
    if theirs and ours["roman"] not in theirs:
        yield _veto(f"{name.text} {theirs[0]}", f"{name.text} {ours['roman']}")


def _exclude(ours: str, theirs: set[str]) -> bool:
    """Whether one may not be both: a man or a woman, or of two offices; "Mr." says nothing of an office."""
    sexes = {"man", "woman"}
    return theirs <= sexes if ours in sexes else not theirs & sexes


def _prefixes(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a word whose prefix ("non-fatal", "pre-war") the statement leaves out or changes, and a "non" put in."""
    for i in said.content:
        ours = _prefix(said, i)
        theirs = {_prefix(source, j) for source in sources for j in source.content if source.stems[j] == said.stems[i]}
        if not theirs or ours in theirs or (ours != "non" and "" in theirs):
            continue  # "anti-union" may stand for "against the union"
        word = said.tokens[i].word
        if ours and any(f"{ours}{fold(word)}" in map(_fold, source.tokens) for source in sources):
            continue  # written in one word there
        there = min(theirs)
        yield _veto(f"{there}-{word}" if there else word, f"{ours}-{word}" if ours else word)


def _prefix(facts: Facts, at: int) -> str:
    """The prefix that a hyphen ties to a word, "" for none."""
    if not at or facts.text[facts.tokens[at - 1].end : facts.tokens[at].start] not in ("-", "‐", "‑"):
        return ""
    before = _fold(facts.tokens[at - 1])
    return before if before in _PREFIXES else ""


def _title(facts: Facts, name: Name) -> str | None:
    """The title right before a name, as written but for case and point."""
    at = facts.token_at(name.start)
    if not at:
        return None
    gap = facts.text[facts.tokens[at - 1].end : facts.tokens[at].start]
    word = _fold(facts.tokens[at - 1])
    return word if word in _OFFICES and not gap.strip(" .") else None


def _places(facts: Facts, word: str) -> list[int]:
    return [j for j in facts.content if _fold(facts.tokens[j]) == word]


def _before(facts: Facts, at: int) -> str:
    """The word right before a token, with no mark but a hyphen between; "" for none."""
    if not at or facts.text[facts.tokens[at - 1].end : facts.tokens[at].start].strip(" -‐‑"):
        return ""
    return _fold(facts.tokens[at - 1])


def _fold(token: Token) -> str:
    word = fold(token.word).rstrip(".")
    return "defense" if word == "defence" else word


def _veto(theirs: str, ours: str) -> Finding:
    return Finding("role", f"The cited words say “{theirs}” where the statement says “{ours}”.", veto=True)
