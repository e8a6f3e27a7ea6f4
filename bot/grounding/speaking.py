"""Speakers: who the statement says said it must be who the text says said it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.evidence import CONFIDENT, Evidence, Finding, Piece, base
from bot.grounding.facts import facts, vocabulary
from bot.grounding.giving import given
from bot.grounding.voices import CERTAIN, PRONOUNS, alike, forms_of, head_word, is_named
from bot.language.cast import pronoun_of
from bot.language.names import key_words, same_name
from bot.language.speakers import is_part, names_body
from bot.language.words import fold, stem, tokens
from bot.types import Attribution, Reading, Speaker

# The share of a reported content's words that makes it the same reported statement.
SAME = 0.5


def check_speaker(statement: Reading, evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with who says what.

    Veto: the statement gives words to somebody, and the text gives those words to somebody else. Remarks: the
    statement says as a fact what the text gives as somebody's words (``reported``), or names a speaker where the
    text leaves open who speaks.
    """
    sure = [attribution for attribution in statement.attributions if attribution.confidence >= CONFIDENT]
    sure += given(statement, {piece.span.document_id: piece.reading for piece in evidence.pieces}.values())
    for attribution in sure:
        if _mention(statement, attribution):
            yield from _check(statement, attribution, evidence)
    if not sure:
        yield from _asserted(statement, evidence)


def _mention(reading: Reading, attribution: Attribution) -> str:
    """The words that name an attribution's source; "" for none and for a pronoun."""
    if attribution.mention is None:
        return ""
    mention = reading.document.slice(attribution.mention)
    return "" if fold(mention) in PRONOUNS else mention


def _content(reading: Reading, attribution: Attribution, language: str) -> frozenset[str]:
    """The stems of an attribution's content words; of a few words it is not certain what language they are of."""
    found: set[str] = set()
    for span in attribution.spans:
        one = facts(reading.document.slice(span), language)
        found |= {one.stems[i] for i in one.content}
    return frozenset(found)


def _check(statement: Reading, attribution: Attribution, evidence: Evidence) -> Iterator[Finding]:
    mention = _mention(statement, attribution)
    content = _content(statement, attribution, evidence.language)
    if not content:
        return
    matches = list(_matching(content, evidence))
    if not matches:
        yield from _turns(mention, content, evidence)
        return
    matches = _innermost(matches)
    verdicts = [_same(mention, reading, other) for _, reading, other in matches]
    if any(verdict for verdict in verdicts):
        return
    if any(_is_introduced(statement, attribution, forms_of(other, reading.document)) for _, reading, other in matches):
        return
    if any(verdict is None for verdict in verdicts):
        yield Finding("speaker", f"The text does not make plain that “{mention}” says this.")
        return
    _, reading, other = max(matches, key=lambda match: match[0])
    if _is_denying(statement, attribution) and not _is_denying(reading, other):
        yield Finding("speaker", f"The text does not make plain that “{mention}” denies this.")
        return  # who denies others' words does not claim them: "Critics say … . Holt denied that."
    if not _is_saying(statement, attribution) and frozenset(key_words(mention)) & _keys(reading, other):
        return  # "the bank aims to …", and the text: "Holt said the bank aims to …": a deed told there, no speech
    theirs = other.speaker.name if other.speaker else reading.document.slice(other.mention) if other.mention else "?"
    reason = f"The text gives these words to “{theirs}”, not to “{mention}”."
    shared = content & _content(reading, other, evidence.language)
    sure = attribution.kind != "indirect" or (len(shared) > 1 and _are_rivals(mention, reading, other))
    yield Finding("speaker", reason, veto=True, absent=not sure)


def _are_rivals(mention: str, reading: Reading, attribution: Attribution) -> bool:
    """Whether a mention surely means another one than the speaker: two names of one kind without a word in common. A
    description may be the speaker's under words not seen, and what a body says one of its people says."""
    if reading.document.turn_at(attribution.start) is not None and _is_turn(reading, attribution):
        return True
    words = frozenset(key_words(mention))
    if not is_named(mention) or words <= vocabulary(reading.document.text).common:
        return False  # "Passengers" at a statement's beginning
    least = 2 if reading.language[:2] == "de" else 1  # German nouns have capitals too
    named = [f for f in forms_of(attribution, reading.document) if is_named(f) and len(key_words(f)) >= least]
    apart = not any(words & frozenset(key_words(form)) for form in named)
    return apart and any(names_body(mention) == names_body(form) for form in named)


_BEHIND = re.compile(r"\s?[,(–—-]\s?([^,;.:\n]{2,60})")


def _is_introduced(statement: Reading, attribution: Attribution, forms: Sequence[str]) -> bool:
    """Whether the statement itself sets the speaker's name behind its mention: "the curator, Ada Voss, said"."""
    text = statement.document.text
    behind = _BEHIND.match(text, attribution.mention.end) if attribution.mention else None
    return behind is not None and any(is_named(form) and alike(behind[1], form, statement.language) for form in forms)


_SAID = """say tell add claim state announce declare write ask note warn argue insist deny explain suggest accuse
complain criticize praise recall admit acknowledge report predict urge"""
_SAYING = frozenset(stem(word) for word in _SAID.split())


_DENYING = frozenset(
    stem(word) for word in "deny dispute reject refute rebut contradict contest debunk dismiss".split()
)


def _is_denying(reading: Reading, attribution: Attribution) -> bool:
    """Whether an attribution tells that somebody denied what another may have said."""
    if attribution.kind == "direct" or attribution.cue is None:
        return False
    return any(stem(token.word, "en") in _DENYING for token in tokens(reading.document.slice(attribution.cue)))


def _is_saying(reading: Reading, attribution: Attribution) -> bool:
    """Whether an attribution gives words, in marks or by a plain verb of saying; "aims" and "plans" tell deeds."""
    if attribution.kind != "indirect" or attribution.cue is None:
        return True
    cue = tokens(reading.document.slice(attribution.cue))
    return any(stem(token.word, reading.language) in _SAYING for token in cue)


def _keys(reading: Reading, attribution: Attribution) -> frozenset[str]:
    """The words of a reported content as names compare them."""
    return frozenset().union(*(facts(reading.document.slice(s), reading.language).key_set for s in attribution.spans))


def _matching(content: frozenset[str], evidence: Evidence) -> Iterator[tuple[float, Reading, Attribution]]:
    """The reported statements in the cited sentences that have most of the content's words."""
    for reading, attribution in evidence.attributions:
        theirs = _content(reading, attribution, evidence.language)
        share = len(content & theirs) / len(content)
        if share >= SAME:
            yield share, reading, attribution


def _innermost(matches: Sequence[tuple[float, Reading, Attribution]]) -> list[tuple[float, Reading, Attribution]]:
    """The best matches, of a quotation inside a quotation the inner one: it is whose words they are."""
    best = max(share for share, _, _ in matches)
    near = [match for match in matches if match[0] >= best - 0.1]
    return [match for match in near if not any(_holds(match[2], other) for _, _, other in near)]


def _holds(outer: Attribution, inner: Attribution) -> bool:
    """Whether a reported statement holds all of another that stands in marks."""
    if inner.kind == "indirect" or outer.spans == inner.spans:
        return False
    return all(any(span.covers(piece) for span in outer.spans) for piece in inner.spans)


def _same(mention: str, reading: Reading, attribution: Attribution) -> bool | None:
    """Whether a mention can be an attribution's speaker; None where that cannot be told."""
    forms = forms_of(attribution, reading.document)
    turn = reading.document.turn_at(attribution.start)
    if turn is not None and _is_third(reading, attribution) and alike(mention, turn.speaker, reading.language):
        return False  # who speaks calls nobody but others "she"
    if not forms:
        return False if _is_ruled_out(mention, reading, attribution) else None
    if _is_anonymous_turn(reading, attribution):
        return None
    named = _bearer(mention, reading)
    if named is not None and attribution.speaker is not None:
        return named == attribution.speaker
    if any(alike(mention, form, reading.language) for form in forms):
        return True
    if not is_named(mention) and _is_apposed(mention, forms, reading):
        return True
    if reading.document.turn_at(attribution.start) is not None and _is_turn(reading, attribution):
        return False  # a label says for certain whose turn it is
    if _are_person_and_body(mention, forms) or _are_person_and_body(forms[0], (mention,)):
        return None if _is_tied(mention, forms[0], reading) else False
    if _are_two_bodies(mention, attribution.speaker, reading):
        return False
    if is_named(mention) or named is not None:
        # Two names that cannot be one bearer differ for certain, but for a slip of the pen.
        if any(_is_slip(mention, form) for form in forms):
            return None
        return False if any(_ends_named(form) for form in forms) else None
    # A description may be of anybody, but not of one whom the text describes otherwise, nor of another who speaks.
    described = attribution.speaker is not None and attribution.speaker.role is not None
    return False if described or _is_anothers(mention, reading, attribution) else None


def _is_slip(mention: str, form: str) -> bool:
    """Whether two names differ by two letters that changed places ("Zelinka", "Zelnika"); a short one never does."""
    ours, theirs = fold(mention.strip()), fold(form.strip())
    places = [i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
    return (
        len(ours) == len(theirs) >= 6
        and len(places) == 2
        and places[1] == places[0] + 1
        and ours[places[0]] == theirs[places[1]]
        and ours[places[1]] == theirs[places[0]]
    )


def _is_ruled_out(mention: str, reading: Reading, attribution: Attribution) -> bool:
    """Whether the "he" or "she" that speaks cannot be the one mentioned: a body, or somebody of the other sex."""
    if attribution.mention is None or reading.language != "en":
        return False
    pronoun = fold(reading.document.slice(attribution.mention))
    if pronoun not in ("he", "she"):
        return False
    return names_body(mention) or pronoun_of(mention) not in ("", pronoun)


def _are_person_and_body(mention: str, forms: Sequence[str]) -> bool:
    """Whether a mention means a body, an office or a firm, and the first of the forms is a person's name."""
    return names_body(mention) and is_named(forms[0]) and " " in forms[0].strip() and not any(map(names_body, forms))


def _is_tied(mention: str, form: str, reading: Reading) -> bool:
    """Whether the one may speak for the other: of the two a person, and a body that his role names."""
    person, body = (form, mention) if names_body(mention) else (mention, form)
    words = frozenset(key_words(body))
    return any(
        speaker.role is not None and words & frozenset(key_words(speaker.role)) and same_name(speaker.name, person)
        for speaker in reading.speakers
    )


def _are_two_bodies(mention: str, speaker: Speaker | None, reading: Reading) -> bool:
    """Whether the text knows a body under the mention's words, of which the speaker, a body too, shares none."""
    words = frozenset(key_words(mention))
    if speaker is None or len(words) < 2 or not names_body(mention) or not names_body(speaker.name):
        return False
    return not words & frozenset(key_words(speaker.name)) and _plain(mention) in fold(reading.document.text)


def _ends_named(form: str) -> bool:
    """Whether a form is a name or a description that ends in one ("the younger Lind")."""
    words = [token.word for token in tokens(form)]
    return is_named(form) or (bool(words) and words[-1][0].isupper() and not words[-1].isupper())


_THIRD = frozenset("he she they er sie il elle ils elles él ella ellos ellas".split())


def _is_third(reading: Reading, attribution: Attribution) -> bool:
    """Whether an attribution's source is written as a pronoun of the third person."""
    mention = attribution.mention
    return mention is not None and fold(reading.document.slice(mention)) in _THIRD


def _is_apposed(mention: str, forms: Sequence[str], reading: Reading) -> bool:
    """Whether the text sets a description behind one of some names: "Ada Voss, minister of water"."""
    head = head_word(mention)
    for name in filter(is_named, forms):
        for match in re.finditer(
            re.escape(name) + r"\s?[,(–—-]\s?([^,;.:\n]{2,60})", reading.document.text, re.IGNORECASE
        ):
            if head and head in {base(fold(token.word)) for token in tokens(match[1])}:
                return True
    return False


def _bearer(mention: str, reading: Reading) -> Speaker | None:
    """The one speaker of the document whose name or alias a mention is, to the letter but for case and article."""
    wanted = _plain(mention)
    found = [s for s in reading.speakers if wanted in {_plain(form) for form in (s.name, *s.aliases)}]
    return found[0] if len(found) == 1 else None


def _plain(form: str) -> str:
    return fold(form.strip()).removeprefix("the ")


def _is_turn(reading: Reading, attribution: Attribution) -> bool:
    """Whether an attribution is a turn of a transcript or thread: its mention is the turn's label."""
    turn = reading.document.turn_at(attribution.start)
    mention = attribution.mention
    return turn is not None and mention is not None and turn.label_start <= mention.start < max(turn.label_end, 1)


def _is_anonymous_turn(reading: Reading, attribution: Attribution) -> bool:
    """Whether the label of a turn tells the part and not the person ("Q", "A")."""
    turn = reading.document.turn_at(attribution.start)
    if turn is None or attribution.speaker is not None:
        return False
    return _is_turn(reading, attribution) and is_part(turn.speaker)


def _is_anothers(mention: str, reading: Reading, attribution: Attribution) -> bool:
    """Whether a description is how the text writes another source of its reported statements."""
    for other in reading.attributions:
        if other.mention is None or other.speaker == attribution.speaker:
            continue
        if _plain(reading.document.slice(other.mention)) == _plain(mention):
            return True
    return False


def _turns(mention: str, content: frozenset[str], evidence: Evidence) -> Iterator[Finding]:
    """In a transcript or a thread the speaker of cited words is whose turn it is."""
    for piece in evidence.pieces:
        turn = piece.reading.document.turn_at(piece.span.start)
        if turn is None or len(content & piece.facts.stem_set) < SAME * len(content):
            continue
        if is_named(mention) and not same_name(mention, turn.speaker) and not _is_taken_by(mention, piece, evidence):
            yield Finding(
                "speaker", f"These words are from the turn of “{turn.speaker}”, not of “{mention}”.", veto=True
            )
            return


def _is_taken_by(mention: str, piece: Piece, evidence: Evidence) -> bool:
    """Whether the text tells that a turn whose label is only a part ("A") is somebody's."""
    return any(
        reading is piece.reading
        and _is_turn(reading, attribution)
        and attribution.speaker is not None
        and same_name(mention, attribution.speaker.name)
        for reading, attribution in evidence.attributions
    )


def _asserted(statement: Reading, evidence: Evidence) -> Iterator[Finding]:
    """A remark where the text gives as somebody's words what the statement says as a fact."""
    one = facts(statement.document.text, statement.language)
    content = frozenset(one.stems[i] for i in one.content)
    if not content:
        return
    named = one.key_set
    for share, reading, attribution in _matching(content, evidence):
        forms = forms_of(attribution, reading.document)
        if share >= 0.7 and not any(named & frozenset(key_words(form)) for form in forms if is_named(form)):
            speaker = attribution.speaker.name if attribution.speaker else None
            if speaker is None and attribution.mention is not None:
                speaker = reading.document.slice(attribution.mention)
            whose = f"“{speaker}” says" if speaker else "somebody says"
            reason = f"In the text this is what {whose}."
            yield Finding("reported", reason, reported=True, speaker=_certain(attribution))
            return


def _certain(attribution: Attribution) -> str:
    """The name of a reported statement's speaker, "" where it is not certain or no name."""
    speaker = attribution.speaker
    sure = speaker is not None and attribution.confidence >= CERTAIN and is_named(speaker.name)
    return speaker.name if speaker is not None and sure else ""
