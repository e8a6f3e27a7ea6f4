"""Names: each name of a statement must stand in the cited words, or be whom they plainly mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.grounding.evidence import Evidence, Finding, Piece, base
from bot.grounding.facts import Facts, vocabulary
from bot.language.names import TITLES, Name, acronym, defined_aliases, key, key_words, same_name
from bot.language.words import fold, stopwords, tokens
from bot.types import Document

# Words that follow a subject: a single capitalised word before one of them, at the start of a statement, is a name.
_VERBS = frozenset(
    """said says say told tells is was are were has had have will would can could did does added adds argued argues
    called calls claimed claims announced announces denied denies warned warns believes believed thinks thought wants
    wanted expects expected noted notes explained explains asked asks urged urges went goes came made makes took takes
    became signed agreed won lost led died lives lived""".split()
)
# Short names are looked for in this many characters of a source: they are defined early.
LONGEST_DOCUMENT = 400_000
_PLACED = frozenset("in at near from into inside outside bei aus à en desde".split())
# Words that stand for somebody named elsewhere.
_PERSONAL = frozenset(
    """i me my mine we us our ours you your he him his she her hers it its they them their theirs who whom whose
    ich mich mir mein meine wir uns unser unsere er ihn ihm sein seine sie ihr ihre ihnen deren dessen
    je me moi mon ma mes nous notre nos il elle lui son sa ses ils elles leur leurs
    yo mi me nosotros nuestro nuestra él ella su sus ellos ellas""".split()
)
_PLURAL_WORDS = frozenset("police people men women children staff media data".split())


def check_names(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """Veto: a name that neither the cited sentences nor what stands around them (sentences before, speakers, title)
    carries, under any of its forms.

    Only a remark where the cited words speak of somebody without a name, the source has the name elsewhere, and no
    other name stands in its place: "Lund told her", with "he" and "she" in the cited words.
    """
    for name in said.names:
        in_figure = any(f.start < name.end and name.start < f.end for f in said.figures.numbers)
        if in_figure or not is_name(name, said, evidence):
            continue  # the USD of an amount is no name
        if missing_words(name, evidence) and not _spelled_out(name, said, evidence):
            meant = _may_be_meant(name, said, evidence)
            yield Finding("name", f"The cited words do not name “{name.text}”.", veto=not meant, absent=True)


def is_name(name: Name, said: Facts, evidence: Evidence) -> bool:
    """Whether a capitalised word is surely a name: certain by its writing, or by its place before a verb.

    A word that the source writes in lower case is none where it only opens the statement.
    """
    if all(len(word) == 1 for word in name.words):
        return False
    if is_common_noun(name, said):
        return False
    if name.certain:
        common = len(name.words) == 1 and fold(name.text) in evidence.vocabulary.common
        return not common or name.words[0] in evidence.vocabulary.names
    if len(name.words) > 1:
        return not all(fold(word) in evidence.vocabulary.common for word in name.words)
    word = fold(name.text)
    if word in evidence.vocabulary.common or word in stopwords(said.language) or word in _PLURAL_WORDS:
        return False
    if word.endswith(("s", "ing", "ly", "tion", "ment", "ness", "ers", "ity")):
        return False
    following = said.token_at(name.end)
    if said.text[name.end : name.end + 2] in ("'s", "’s"):
        return True
    return following < len(said.tokens) and fold(said.tokens[following].word) in _VERBS


_ARTICLES = frozenset(
    """der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner zur zum im am vom beim
    ins ans diese dieser dieses diesem diesen""".split()
)
_NOUN_ENDINGS = ("ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "tät")


def is_common_noun(name: Name, facts: Facts) -> bool:
    """Whether a single capitalised German word is a common noun: by its ending, or an article before it."""
    if facts.language[:2] != "de" or len(name.words) != 1:
        return False
    at = facts.token_at(name.start)
    return fold(name.text).endswith(_NOUN_ENDINGS) or (at > 0 and fold(facts.tokens[at - 1].word) in _ARTICLES)


def missing_words(name: Name, evidence: Evidence) -> tuple[str, ...]:
    """The words of a name that nothing cited or around carries; none where an alias or acronym does."""
    absent = tuple(word for word in name.words if base(word) not in evidence.words and not word.isdigit())
    if not absent or _is_alias(name, evidence):
        return ()
    if len(absent) < len(name.words) and _in_full(name, evidence):
        return ()
    return absent


def _may_be_meant(name: Name, said: Facts, evidence: Evidence) -> bool:
    """Whether words without a name (a pronoun, a turn's "we", no subject at all in speech) can mean a name's bearer."""
    if not any(_open_to(piece) for piece in evidence.pieces):
        return False
    documents = {piece.span.document_id for piece in evidence.pieces}
    if not any(_holds(evidence.readings[document_id].document, name) for document_id in documents):
        return False
    governed = preposition(said, name)
    if governed in _PLACED:
        return False  # a pronoun stands for no place: "a fire at Brightwater"
    place = _beside(said, name)
    for piece in evidence.pieces:
        for other in piece.facts.names:
            if not other.certain or _named_in(other, said) or preposition(piece.facts, other) != governed:
                continue
            if place & _beside(piece.facts, other):
                return False
    return True


def _open_to(piece: Piece) -> bool:
    """Whether a sentence may be about somebody whom it does not name: it has a pronoun, or is a turn's."""
    if piece.reading.document.turn_at(piece.span.start) is not None:
        return True
    return any(fold(token.word) in _PERSONAL for token in piece.facts.tokens)


def _holds(document: Document, name: Name) -> bool:
    """Whether a source writes a name anywhere, or its last word with a capital."""
    turns = {word for turn in document.turns for word in key_words(turn.speaker)}
    return set(name.words) <= (vocabulary(document.text).names | turns) or name.text in document.text


def _named_in(name: Name, said: Facts) -> bool:
    return any(same_name(name.text, other.text) for other in said.names)


def _beside(facts: Facts, name: Name) -> frozenset[str]:
    """The content words next to a name, two on either side: what it does in its sentence."""
    first, last = facts.token_at(name.start), facts.token_at(max(name.start, name.end - 1))
    before = [i for i in facts.content if i < first][-2:]
    after = [i for i in facts.content if i > last][:2]
    return frozenset(facts.stems[i] for i in (*before, *after))


_OF = _PLACED | frozenset("of for by with to on against von für mit gegen de du des pour chez del por con".split())


def preposition(facts: Facts, name: Name) -> str:
    """The preposition that a name depends on ("of" in "of the Harbour Board"), "" for none."""
    first = facts.token_at(name.start)
    words = [fold(token.word) for token in facts.tokens[max(0, first - 3) : first]]
    while words and words[-1] not in _OF and (words[-1] in TITLES or words[-1] in stopwords(facts.language)):
        words.pop()
    return words[-1] if words and words[-1] in _OF else ""


def _is_alias(name: Name, evidence: Evidence) -> bool:
    """Whether the cited words carry the name under another form: an acronym, or a short name the source defines."""
    facts = [*(piece.facts for piece in evidence.pieces), *evidence.around]
    names = [other.text for one in facts for other in one.names]
    if any(same_name(name.text, other) for other in names):
        return True
    for document_id in {piece.span.document_id for piece in evidence.pieces}:
        for short, long in _aliases(evidence.readings[document_id].document.text):
            pair = (key_words(short), key_words(long))
            if key_words(name.text) in pair and any(key_words(other) in pair for other in names):
                return True
    return False


@lru_cache(maxsize=64)
def _aliases(text: str) -> tuple[tuple[str, str], ...]:
    return defined_aliases(text[:LONGEST_DOCUMENT])


def _in_full(name: Name, evidence: Evidence) -> bool:
    """Whether the source elsewhere writes the name in full, when the cited words have its family name alone."""
    if base(name.words[-1]) not in evidence.words:
        return False
    return any(
        name.text in evidence.readings[document_id].document.text
        for document_id in {piece.span.document_id for piece in evidence.pieces}
    )


_SHORT = re.compile(r"\(([A-Z][A-Za-z.]{1,9})\)")


def _spelled_out(name: Name, said: Facts, evidence: Evidence) -> bool:
    """Whether the statement itself spells out an acronym of the cited words, or shortens a name of theirs: "World
    Health Organization (WHO)"."""
    for match in _SHORT.finditer(said.text):
        before = said.text[max(0, match.start() - 100) : match.start()]
        if not _shortens(match[1], before):
            continue
        if base(key(match[1])) in evidence.words and match.start() - 100 <= name.start < match.start():
            return True
        if name.start == match.start(1) and _is_carried(before, match[1], evidence):
            return True
    return False


def _shortens(short: str, before: str) -> bool:
    """Whether a short form is made of the initials of the words before it, whole capitals taken whole ("US …")."""
    whole = "".join(t.word if t.word.isupper() else t.word[0] for t in tokens(before) if t.word[0].isupper())
    letters = "".join(c for c in short if c.isupper()).lower()
    return any(form.lower().endswith(letters) for form in (whole, acronym(before))) if len(letters) > 1 else False


def _is_carried(before: str, short: str, evidence: Evidence) -> bool:
    """Whether the cited words have the capitalised words that a short form was made of."""
    capitals = [key(t.word) for t in tokens(before) if t.word[0].isupper()]
    letters = sum(c.isupper() for c in short)
    return len(capitals) >= letters > 1 and all(base(word) in evidence.words for word in capitals[-letters:])
