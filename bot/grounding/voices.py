"""Whose words a span holds: the reported statements and turns in it, each with its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.grounding.evidence import CONFIDENT, base
from bot.grounding.fold import QUOTATION_MARKS
from bot.language.names import find_names, key_words, same_name
from bot.language.words import fold, tokens
from bot.types import Attribution, Citation, Document, Reading, Span, Speaker, SpeechKind

# An attribution at least this sure may correct a draft.
CERTAIN = 0.75
PRONOUNS = frozenset(
    """he she they it we i you who him her them his their this that these those which one er sie es wir ich il elle ils
    elles el ella ellos ellas""".split()
)


_DETERMINERS = frozenset("the a an one his her their its our my some many der die das ein eine le la el".split())


@dataclass(frozen=True, slots=True)
class Voice:
    """Some words and whose they are. ``forms`` are all the ways in which the text writes the speaker there."""

    speaker: Speaker | None
    forms: tuple[str, ...]
    mention: Span | None
    kind: SpeechKind
    citations: tuple[Citation, ...]
    certain: bool


def voices(span: Span, reading: Reading) -> Iterator[Voice]:
    """Whose words a span holds, in order; nothing where the text gives them to nobody.

    Words in a turn are the turn's speaker's, unless they are reported there as another's.
    """
    found = [a for a in reading.attributions_in(span) if (a.mention or a.speaker) and a.confidence >= CONFIDENT]
    for attribution in found:
        yield _voice(attribution, span, reading)
    turn = reading.document.turn_at(span.start)
    if turn is not None and not found:
        label = Span(span.document_id, turn.label_start, turn.label_end) if turn.label_end > turn.label_start else None
        end = min(span.end, turn.end)
        citation = cite(span.start, end, reading.document)
        yield Voice(Speaker(turn.speaker), (turn.speaker,), label, "direct", citation, True)


def _voice(attribution: Attribution, span: Span, reading: Reading) -> Voice:
    document = reading.document
    citations: list[Citation] = []
    for piece in attribution.spans:
        start, end = max(piece.start, span.start), min(piece.end, span.end)
        cue = attribution.cue
        if cue is not None and span.start <= cue.start and cue.end <= piece.start == attribution.spans[0].start:
            start = cue.start  # "opposed the toll" was pointed to, and shows more than "the toll"
        if start < end:
            citations += cite(start, end, document)
    certain = attribution.confidence >= CERTAIN and attribution.speaker is not None
    return Voice(
        attribution.speaker,
        forms_of(attribution, document),
        attribution.mention,
        attribution.kind,
        tuple(citations),
        certain,
    )


def cite(start: int, end: int, document: Document) -> tuple[Citation, ...]:
    """A citation of ``[start, end)`` without blanks, commas and outer quotation marks; none where no word is.

    A closing mark stays where its opening one stands inside: "it was a “fair price”".
    """
    edges = QUOTATION_MARKS + ", \t\n\u00a0"
    words = document.text[start:end]
    left = len(words) - len(words.lstrip(edges))
    right = len(words.rstrip(edges))
    if left >= right:
        return ()
    if _unclosed(words[left:right]):
        closing = next((i for i in range(right, len(words)) if words[i] in QUOTATION_MARKS), right - 1)
        right = closing + 1
    return (Citation(words[left:right], "exact", document.span(start + left, start + right)),)


def _unclosed(words: str) -> bool:
    """Whether a quotation mark is opened in some words and not closed."""
    pairs = (("“", "”"), ("«", "»"), ("‹", "›"), ("「", "」"))
    return words.count('"') % 2 == 1 or any(words.count(first) > words.count(last) for first, last in pairs)


def forms_of(attribution: Attribution, document: Document) -> tuple[str, ...]:
    """All the ways to write an attribution's speaker: mention, name, aliases, role; no pronouns."""
    forms: list[str] = []
    if attribution.speaker is not None:
        forms += [attribution.speaker.name, *attribution.speaker.aliases]
        forms += [attribution.speaker.role] if attribution.speaker.role else []
    if attribution.mention is not None:
        forms.append(document.slice(attribution.mention))
    return tuple(dict.fromkeys(form for form in forms if fold(form.strip()) not in PRONOUNS))


def spoken_by(name: str, voice: Voice) -> bool:
    """Whether a name or description can be a voice's speaker."""
    return any(alike(name, form) for form in voice.forms)


def is_named(form: str) -> bool:
    """Whether a form is a name and not a description that may hold one ("the U.S. commander")."""
    words = [token.word for token in tokens(form)]
    return bool(words) and words[-1][0].isupper() and fold(words[0]) not in _DETERMINERS


def _bearers(form: str, language: str) -> list[str]:
    """The names of those whom a form names: the last name of each part ("the Herald's Ada Holt and Per Lund")."""
    parts = [find_names("The " + part, language) for part in form.split(" and ")]
    return [names[-1].text for names in parts if names]


def alike(mention: str, form: str, language: str = "en") -> bool:
    """Whether two forms can mean one speaker: one name; or, with a description, its head word in the other.

    "The harbour chief" is "harbour chief of Northam" and "the chief", and not "the harbour union's lawyer".
    """
    if is_named(mention) and is_named(form):
        if same_name(mention, form):
            return True
        return any(same_name(a, b) for a in _bearers(mention, language) for b in _bearers(form, language))
    return head_word(mention) in _described(form) or head_word(form) in _described(mention)


_BREAKS = frozenset("of for at in from to with on by who whose that which and von für bei de du pour".split())


def _described(form: str) -> frozenset[str]:
    """The words of a form as names compare them, without a plural's ending."""
    return frozenset(base(word) for word in key_words(form)) - {""}


def head_word(form: str) -> str:
    """The word that says who a form is: the last before its first preposition ("chief" of "chief of police")."""
    words = [token.word for token in tokens(form)]
    end = next((i for i, word in enumerate(words) if i and fold(word) in _BREAKS), len(words))
    head = key_words(" ".join(words[:end]))
    return base(head[-1]) if head else ""
