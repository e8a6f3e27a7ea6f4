"""Who is what, and of how many: a post given to another than its holder, and "all" said of some."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.facts import Facts, facts
from bot.language.names import Name, same_name
from bot.language.words import fold

_COPULAS = frozenset(
    "is was are were remains became heads leads ist war leitet führt es era fue dirige est était".split()
)
# How far from a name its description reaches, in characters.
_REACH = 70
_MARK = re.compile(r"[,;:.()“”\"]|\s[–—-]\s")


def check_roles(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: "X is the head of surgery" where the cited words set that beside another name, and not beside X."""
    found = _stated(said)
    if found is None:
        return
    name, role = found
    own: set[str] = set()
    others: dict[str, set[str]] = {}
    for piece in evidence.pieces:
        for other in piece.facts.names:
            beside = set(_apposed(piece, other) & role)
            if same_name(name.text, other.text):
                own |= beside
            elif other.certain:
                others.setdefault(other.text, set()).update(beside)
    for other_text, beside in others.items():
        if len(beside) > len(own) and 2 * len(beside) >= len(role) and not own:
            yield Finding("role", f"The cited words say this of “{other_text}”, not of “{name.text}”.", veto=True)
            return


def _stated(said: Facts) -> tuple[Name, frozenset[str]] | None:
    """The name that opens a statement and the content words that it is said to be; None for another statement."""
    if not said.names:
        return None
    name = said.names[0]
    after = said.token_at(name.end)
    if said.token_at(name.start) > 1 or after >= len(said.tokens) or fold(said.tokens[after].word) not in _COPULAS:
        return None
    start = said.tokens[after].end
    end = _MARK.search(said.text, start)
    words = facts(said.text[start : end.start() if end else len(said.text)], said.language)
    role = frozenset(words.stems[i] for i in words.content)
    return (name, role) if 1 <= len(role) <= 5 else None


def _apposed(piece: Piece, name: Name) -> frozenset[str]:
    """The content words set beside a name: before it, with or without a comma, and behind its comma."""
    text = piece.facts.text
    before = text[max(0, name.start - _REACH) : name.start].rstrip(" ,")
    marks = list(_MARK.finditer(before))
    near = before[marks[-1].end() :] if marks else before
    after = re.match(r"\s?[,(–—-]\s?([^,;.()“”\"]{2,70})", text[name.end :])
    behind = after[1] if after and not _another(piece, name.end + after.start(1), name.end + after.end(1)) else ""
    one = facts(f"{near} . {behind}", piece.facts.language)
    return frozenset(one.stems[i] for i in one.content)


def _another(piece: Piece, start: int, end: int) -> bool:
    """Whether a stretch begins with another name: a list goes on there."""
    return any(start <= other.start < min(end, start + 3) for other in piece.facts.names)


_UNIVERSAL = frozenset(
    "all every everyone everybody each always alle jeder jede jedes todos todas tous toutes siempre toujours".split()
)
_WHOLE = _UNIVERSAL | frozenset(
    """both none nobody no any anyone anything entire whole only unanimously throughout keiner niemand ganz ganze
    nadie ningún ninguno personne aucun chaque cada jeden jedem""".split()
)
_PARTIAL = re.compile(
    r"\b(?:many|most|some|several|few|half|part|viele|einige|manche|muchos|algunos|plusieurs|beaucoup)\b"
    r"|\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:of|out of|de|der|von|sur)"
    r" (?:the|its|their|los|las|les|den|\d)",
    re.IGNORECASE,
)


def check_universal(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: "all" in the statement where the cited words speak of some, and of all nowhere."""
    ours = [token.word for token in said.tokens if fold(token.word) in _UNIVERSAL]
    if not ours or _PARTIAL.search(said.text):
        return
    if any(fold(token.word) in _WHOLE for piece in evidence.pieces for token in piece.facts.tokens):
        return
    part = next((match for piece in evidence.pieces if (match := _PARTIAL.search(piece.facts.text))), None)
    if part is not None:
        reason = f"The cited words say “{part[0]}” where the statement says “{ours[0]}”."
        yield Finding("universal", reason, veto=True)
