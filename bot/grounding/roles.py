"""Who is what, and of how many: a post given to another than its holder, and "all" said of some."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.facts import Facts, facts
from bot.language.names import Name, same_name
from bot.language.words import fold, stem

_COPULAS = frozenset(
    "is was are were remains became heads leads ist war leitet führt es era fue dirige est était".split()
)
# How closely a statement must follow a sentence for an "all" put in to be read as put in.
CLOSE = 0.7
# How far from a name its description reaches, in characters.
_REACH = 70
# What a post is at says less of who holds it than the post: "head of surgery | at the children's hospital".
_PLACE = re.compile(r"\s(?:at|in|bei|beim|en|au|aux)\s|[,;:()“”\"]|\.(?=\s|$)")
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
    posts = {stem(word, said.language) for word in _POSTS}
    if name.certain and role & posts and not any(role & piece.facts.stem_set for piece in evidence.pieces):
        reason = f"The cited words do not say that “{name.text}” is this."
        yield Finding("role", reason, veto=True, absent=True)


def _stated(said: Facts) -> tuple[Name, frozenset[str]] | None:
    """The name that opens a statement and the content words that it is said to be; None for another statement."""
    if not said.names:
        return None
    name = said.names[0]
    after = said.token_at(name.end)
    if said.token_at(name.start) > 1 or after >= len(said.tokens) or fold(said.tokens[after].word) not in _COPULAS:
        return None
    start = said.tokens[after].end
    if not _is_noun_phrase(said, after + 1):
        return None
    end = _PLACE.search(said.text, start + 1) or _MARK.search(said.text, start)
    words = facts(said.text[start : end.start() if end else len(said.text)], said.language)
    role = frozenset(words.stems[i] for i in words.content)
    return (name, role) if 1 <= len(role) <= 5 else None


_DETERMINERS = frozenset("a an the his her its their our my der die das ein eine le la un une el los su sa son".split())
# Posts that one holds by name: being one is stated or it is not.
_POSTS = frozenset(
    """head chief director president chairman chairwoman chair mayor minister secretary governor captain commander
    judge prosecutor treasurer spokesman spokeswoman editor owner founder chancellor ambassador auditor inspector
    manager principal dean bishop leader leiter leiterin bürgermeister bürgermeisterin directeur directrice alcalde
    alcaldesa director directora presidente presidenta président présidente""".split()
)


def _is_noun_phrase(said: Facts, at: int) -> bool:
    """Whether what is said of somebody is what he or she is: "the auditor", "head of surgery"; no deed, no state."""
    if at >= len(said.tokens):
        return False
    word = fold(said.tokens[at].word)
    verb = fold(said.tokens[at - 1].word)
    return word in _DETERMINERS or word in _POSTS or verb in ("heads", "leads", "leitet", "führt", "dirige")


def _apposed(piece: Piece, name: Name) -> frozenset[str]:
    """The content words set beside a name: before it, with or without a comma, and behind its comma."""
    text = piece.facts.text
    before = text[max(0, name.start - _REACH) : name.start].rstrip(" ,")
    marks = list(_MARK.finditer(before))
    near = before[marks[-1].end() :] if marks else before
    after = re.match(r"\s?[,(–—-]\s?([^,;.()“”\"]{2,70})", text[name.end :])
    behind = after[1] if after and not _another(piece, name.end + after.start(1), name.end + after.end(1)) else ""
    told = _IS.match(text, name.end)
    one = facts(f"{near} . {behind} . {told[1] if told else ''}", piece.facts.language)
    return frozenset(one.stems[i] for i in one.content)


_IS = re.compile(r"\s(?:is|was|remains|became|ist|war|est|es)\s(?:the|a|an|der|die|das|le|la|el)\s([^,;.()“”\"]{2,60})")


def _another(piece: Piece, start: int, end: int) -> bool:
    """Whether a stretch begins with another name: a list goes on there."""
    return any(start <= other.start < min(end, start + 3) for other in piece.facts.names)


_UNIVERSAL = frozenset(
    """all every everyone everybody each always unanimously unanimous einstimmig
    alle jeder jede jedes todos todas tous toutes siempre toujours""".split()
)
# "Many said": a "many" that stands alone is of people.
_SAID = frozenset("said say were are have had did do voted wanted agreed opposed left".split())
_EVERYBODY = frozenset(("everyone", "everybody"))
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


# A vote that was not unanimous, and an "all" that is denied: what speaks of some.
_DIVIDED = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:votes? )?(?:to|against|zu|gegen)"
    r" (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_VOTES = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|Stimmen|beschl[oa]ss\w*|beschließ\w+|agree[ds]?|ballots?|decided|passed|approved|rejected|divided)\b",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:not|nicht|pas|no) (?:all|every|everyone|everybody|each|always|alle|jeder|immer|todos|todas|tous|toutes)\b",
    re.IGNORECASE,
)


def check_universal(said: Facts, evidence: Evidence, found: Alignment | None) -> Iterator[Finding]:
    """Veto: "all" in the statement where the cited words speak of some (a divided vote too), and of all nowhere.

    And where they speak of the same without an "all", in a statement that follows them closely otherwise.
    """
    ours = [token.word for token in said.tokens if fold(token.word) in _UNIVERSAL]
    if not ours or _PARTIAL.search(said.text) or _NOT_ALL.search(said.text):
        return
    part = next((match for piece in evidence.pieces if (match := _divided(piece.facts.text, said.text))), None)
    if part is None:
        if any(fold(token.word) in _WHOLE for piece in evidence.pieces for token in piece.facts.tokens):
            return
        part = next((match for piece in evidence.pieces if (match := _partial(said, piece.facts))), None)
    if part is not None:
        reason = f"The cited words say “{part[0]}” where the statement says “{ours[0]}”."
        yield Finding("universal", reason, veto=True)
    elif found is not None and found.closeness >= CLOSE:
        bare = next((noun for i in _universals(said) if (noun := _next_plural(said, i)) in found.source.stem_set), None)
        if bare:
            yield Finding("universal", f"The statement says “{ours[0]}”, and the cited words do not.", veto=True)


def _universals(facts: Facts) -> Iterator[int]:
    return (i for i, token in enumerate(facts.tokens) if fold(token.word) in ("all", "every", "alle", "todos", "tous"))


def _next_plural(facts: Facts, at: int) -> str | None:
    """The stem of the noun that an "all" counts, right behind it or behind its article; None for no such noun."""
    noun = next((i for i in range(at + 1, min(at + 3, len(facts.tokens))) if i in facts.content), None)
    return facts.stems[noun] if noun is not None and facts.tokens[noun].word.islower() else None


def _divided(text: str, said: str) -> re.Match[str] | None:
    """A vote of so many to so many, where the statement speaks of the vote; an "all" that is denied."""
    denied = _NOT_ALL.search(text)
    if denied is not None:
        return denied
    return _DIVIDED.search(text) if _VOTES.search(text) and _VOTES.search(said) else None


def _partial(said: Facts, source: Facts) -> re.Match[str] | None:
    """ "Some residents" where the statement says "all residents", "most" of whomever where it says "everybody"."""
    match = _PARTIAL.search(source.text)
    if match is None:
        return None
    counted = {_next_content(said, i) for i, token in enumerate(said.tokens) if fold(token.word) in _UNIVERSAL}
    if any(fold(token.word) in _EVERYBODY for token in said.tokens):
        return match
    at = source.token_at(match.start())
    alone = at + 1 < len(source.tokens) and fold(source.tokens[at + 1].word) in _SAID
    return match if alone or _next_content(source, at) in counted - {""} else None


def _next_content(facts: Facts, at: int) -> str:
    """The stem of the first content word behind a token, within four words; "" for none."""
    near = (i for i in facts.content if at < i <= at + 4)
    return next((facts.stems[i] for i in near if not facts.tokens[i].word[0].isdigit()), "")
