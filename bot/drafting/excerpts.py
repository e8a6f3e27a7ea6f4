"""What may be chosen for a summary: a sentence, or the sentences that one quotation binds together.

A sentence taken out of its text must still say something true and whole. So headings, bylines and calls to subscribe
are no excerpts at all, questions are none, a quotation is never cut in its middle, and a sentence that leans on the
one before ("But it …") may follow that one only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.drafting.lines import PRONOUNS, Line, Lines, is_question
from bot.drafting.wording import pronouns_of, span_of, voice_of, worded
from bot.language.names import find_names
from bot.language.speakers import is_part
from bot.language.tagging import read_clauses
from bot.language.words import fold, tokens
from bot.types import Span

MAX_WORDS = 70
"""Words of the longest excerpt: what is longer is a list, a table or a passage that no summary should repeat."""

_MIN_WORDS = 5
_MIN_CONTENT_WORDS = 3
_SHORT_WORDS = 8  # an English sentence shorter than this must show a verb, lest it be a fragment
_CLOSING_SHARE = 0.5  # of a document's sentences; where so many close with a sign, one that does not is a heading

_CLOSED = re.compile(r"[.!?…。！？;][\"'”’“‘»«›‹)\]*_]*$")
_QUOTE_MARKS = '"“”„‟«»'
_BOILERPLATE = re.compile(
    r"""^[\W_]*(?:
        (?:read|see|find\ out|learn|hear|watch)\ (?:more|also|the\ full)\b
      | (?:click|tap)\ (?:here|to|on)\b | (?:also|related|more)\s*: | related\ (?:articles?|stories|topics)\b
      | subscribe\b | sign\ up\b | log\ in\b | follow\ (?:us|me|him|her|them|@) | share\ (?:this|on)\b | join\ us\b
      | advertisement\b | sponsored\b | copyright\b | © | \(c\)\s | all\ rights\ reserved
      | (?:photo|image|picture|photograph|video|caption|credit|graphic)s?\s*(?::|/|\bby\b|\bcourtesy\b)
      | (?:published|updated|posted|last\ (?:updated|modified))\b.{0,60}$
      | by\s+(?:[A-Z][\w.’'-]*\s*){1,4}(?:[,|/–—-].{0,60})?$
      | (?:additional\ )?(?:reporting|editing|writing)\ by\b
      | this\ (?:article|story|post)\ (?:was|has|first|originally)\b
      | good\ (?:morning|afternoon|evening)\b | welcome\b | thank\ you\b | thanks\b
      | (?:lesen\ sie|mehr\ zum|lire\ aussi|à\ lire|lea\ también|leggi\ anche|lees\ ook|leia)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BOILERPLATE_INSIDE = re.compile(
    r"contributed to this (?:report|story|article)|all rights reserved|getty images|terms (?:of use|and conditions)"
    r"|privacy policy|cookie policy|your (?:e-?mail|inbox|browser)|this newsletter"
    r"|may not be (?:published|reproduced)|please go ahead|your line is open|(?:our|the) next question",
    re.IGNORECASE,
)

_LEANING = {
    "en": frozenset(
        """but and or so yet however also therefore thus hence instead meanwhile moreover furthermore nevertheless
        nonetheless otherwise then consequently accordingly similarly likewise still besides additionally rather
        this that these those it such both neither either another""".split()
    ),
    "de": frozenset(
        """aber und oder doch denn jedoch allerdings also deshalb daher darum dennoch trotzdem außerdem zudem auch
        dann dies diese dieser dieses das es dabei damit dazu dagegen""".split()
    ),
    "fr": frozenset(
        """mais et ou donc or cependant toutefois pourtant ainsi aussi ensuite puis alors ce cela ceci cette ces
        c'est celui celle""".split()
    ),
    "es": frozenset("pero y o sino además también así entonces luego esto este esta estos estas ello eso".split()),
}
# "This year", "That day" point to a time, not to the sentence before.
_TIMES = frozenset("year week month morning evening afternoon day time summer spring autumn winter fall".split())
_ANSWERS = frozenset("replied answered responded retorted countered replies answers responds".split())
_POINTING = frozenset("this that these those it both neither such".split())
_THIRD = frozenset("it they them he she him her his their its".split())
_EMPTY_IT = re.compile(r"\bit(?:['’]s| is| was| will be| would be) (?:[\w-]+ ){1,3}(?:to|that|for)\b", re.IGNORECASE)
_PERSON = frozenset("he she him her his".split())
_ANYBODY = frozenset("nobody somebody everybody anybody someone everyone anyone none".split())
# A reporting clause at the end whose speaker is a pronoun: "… will be paid, he added."
_SAID_BY_PRONOUN = re.compile(r"[,”\"’»] (?P<pronoun>he|she|they) (?:\w+ ){0,2}\w+(?: [^,.]{1,60})?\.$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One or more neighbouring sentences that stand or fall together.

    Attributes:
        run: its lines.
        first: the place of the first line in ``Lines``; the others follow.
        span: from the first sentence's start to the last one's end.
        length: words of the claim it makes, an added name included.
        forms: its content words as compared, in order.
        leans: whether it can only follow the sentence before it.
        speakers: the names of those who speak in it, as resolved.
        figures: the figures written in digits.
    """

    run: tuple[Line, ...]
    first: int
    span: Span
    length: int
    forms: tuple[str, ...]
    leans: bool
    speakers: frozenset[str]
    figures: frozenset[str]

    @property
    def last(self) -> int:
        """The place of its last line in ``Lines``."""
        return self.first + len(self.run) - 1


_VERBS = frozenset(
    """am is are was were be been being has have had do does did can could will would shall should may might must isn't
    aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't won't wouldn't shouldn't cannot it's
    that's there's he's she's they're we're you're i'm we've i've they've you've i'll we'll they'll i'd
    said told took came went made got gave saw knew thought found left felt kept began became held brought wrote
    stood lost paid met ran sat spoke led grew fell sent built drew broke spent rose drove bought wore chose
    sank won sold fought hit hurt cut put set let says say means costs wants needs goes comes takes makes stays
    remains lies stands""".split()
)


def excerpts_of(lines: Lines) -> tuple[Excerpt, ...]:
    """The excerpts of the documents in order; what is not fit to be one is left out. Linear in the text."""
    found: list[Excerpt] = []
    unclosed = open_ended(lines)
    at = 0
    while at < len(lines.lines):
        last = _quote_end(lines, at)
        run = lines.lines[at : last + 1]
        if sum(len(line.words) for line in run) > MAX_WORDS:
            # Of a long quotation a sentence can be shown for itself where it can be given to its speaker.
            places = [place for place in range(at, last + 1) if voice_of(lines.lines[place : place + 1]) is not None]
            runs = [(lines.lines[place : place + 1], place) for place in places]
        else:
            runs = [(run, at)]
        found.extend(_excerpt(run, first) for run, first in runs if _is_fit(run, unclosed))
        at = last + 1
    return tuple(found)


def every_sentence(lines: Lines) -> tuple[Excerpt, ...]:
    """Every sentence as an excerpt, fit or not: for documents in which nothing is."""
    return tuple(_excerpt((line,), at) for at, line in enumerate(lines.lines))


def _quote_end(lines: Lines, at: int) -> int:
    """The place of the last line that the quotations begun in the line at ``at`` reach, one leading to the next."""
    last = at
    end = _reach(lines.lines[at])
    while end > lines.lines[last].sentence.span.end:
        after = lines.neighbours(last)[1]
        if after is None or lines.lines[after].sentence.span.start >= end:
            break
        last = after
        end = max(end, _reach(lines.lines[last]))
    return last


def _reach(line: Line) -> int:
    """Where the outermost quotations that begin in the line end, or 0.

    In a transcript or a thread the turn holds the words together, and marks inside it are asides.
    """
    if line.reading.document.turns:
        return 0
    quotes = line.reading.quotes
    at = bisect_left(quotes, line.sentence.span.start, key=lambda quote: quote.outer.start)
    end = 0
    while at < len(quotes) and quotes[at].outer.start < line.sentence.span.end:
        end = max(end, quotes[at].outer.end)
        at += 1
    return end


def open_ended(lines: Lines) -> frozenset[str]:
    """The ids of the documents whose sentences go without closing signs as a rule: lists, chats, poor captions."""
    closed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in lines.lines:
        total[line.sentence.span.document_id] += 1
        closed[line.sentence.span.document_id] += _CLOSED.search(line.text[-12:]) is not None
    return frozenset(document for document in total if closed[document] < _CLOSING_SHARE * total[document])


def _is_fit(run: Sequence[Line], unclosed: frozenset[str]) -> bool:
    """Whether the lines can be shown for themselves: a statement, whole, and about something."""
    words = sum(len(line.words) for line in run)
    if not _MIN_WORDS <= words <= MAX_WORDS or not is_statement(run, unclosed):
        return False
    if sum(word.content for line in run for word in line.words) < _MIN_CONTENT_WORDS:
        return False
    return words >= _SHORT_WORDS or run[0].turn is not None or run[0].reading.language != "en" or _has_verb(run)


def is_statement(run: Sequence[Line], unclosed: frozenset[str]) -> bool:
    """Whether neighbouring lines state something: they are no question, no heading, no boilerplate, and no words of
    whoever only asks.

    Args:
        run: one or more lines.
        unclosed: the documents in which a missing closing sign makes no heading, see ``open_ended``.
    """
    text = run[0].reading.document.slice(span_of(run))
    if is_question(text) or text.endswith(":"):
        return False
    if run[0].turn is not None and is_part(run[0].turn.speaker) and voice_of(run) is None:
        return False
    if run[0].turn is None and run[0].reading.document.id not in unclosed and not _CLOSED.search(text[-12:]):
        return False
    return not (_BOILERPLATE.match(text) or _BOILERPLATE_INSIDE.search(text))


def _has_verb(run: Sequence[Line]) -> bool:
    """Whether some word is a common English verb, or shows by its ending that it is one."""
    for line in run:
        for word in line.words:
            folded = fold(word.text)
            if folded in _VERBS or folded.endswith(("ed", "ing")):
                return True
    return False


def _excerpt(run: tuple[Line, ...], first: int) -> Excerpt:
    said = [attribution for line in run for attribution in line.attributions]
    return Excerpt(
        run=run,
        first=first,
        span=span_of(run),
        length=len(worded(run).split()),
        forms=tuple(form for line in run for form in line.forms()),
        leans=_leans(run),
        speakers=frozenset(a.speaker.name for a in said if a.speaker is not None),
        figures=frozenset(word.form for line in run for word in line.words if word.text[0].isdigit()),
    )


def _leans(run: Sequence[Line]) -> bool:
    """Whether neighbouring lines open with a word that points back, or have a speaker whom only a pronoun names that
    nothing resolves.
    """
    line = run[0]
    document = line.reading.document
    span = span_of(run)
    if voice_of(run) is not None:
        return line.turn is not None and (
            _opens_leaning(document.slice(span)[:60], line.reading.language) or _means_nothing(run)
        )
    pronouns = pronouns_of(run)
    if any(name is None for name in pronouns.values()):
        return True
    named = {mention.start for mention in pronouns}
    tail = _SAID_BY_PRONOUN.search(document.text, max(span.start, span.end - 120), span.end)
    if tail and tail.start("pronoun") not in named:
        return True
    if _replies(run, span):
        return True
    if document.text[span.start] in _QUOTE_MARKS:
        # A quotation that the sentence gives to somebody stands for itself, unless it begins with a mere "That" or
        # "They"; one that it does not, does not.
        if _opens_leaning(document.slice(span)[:60], line.reading.language, quoted=True):
            return True
        return all(a.mention is None or not span.covers(a.mention) for a in line.attributions)
    return span.start not in named and (
        _opens_leaning(document.slice(span)[:60], line.reading.language) or _means_nothing(run)
    )


def _means_nothing(run: Sequence[Line]) -> bool:
    """Whether an English line has a pronoun with no noun before it that it could mean ("I just ran it and it fails").

    A clause put first may have its noun behind ("When it opens, the bridge …").
    """
    line = run[0]
    if line.reading.language != "en":
        return False
    text = line.text
    unit = read_clauses(text, 0, len(text), 0, ())
    if not len(unit) or unit.tag[0] in "SR":
        return False
    empty = {match.start() for match in _EMPTY_IT.finditer(text)}
    mentions = {a.mention.start - line.sentence.span.start for a in line.attributions if a.mention is not None}
    for word, tag, start in zip(unit.low, unit.tag, unit.start, strict=True):
        if word.split("'")[0] in _THIRD:
            if start not in empty:
                return True
        elif tag in "NnQ" or word in _ANYBODY or start in mentions:
            return False
    return False


def follows(before: Excerpt, excerpt: Excerpt) -> bool:
    """Whether an excerpt that leans may follow the one before it: a "He" at its beginning needs somebody named there.

    Args:
        before: the excerpt that ends where the other begins.
        excerpt: one that leans.
    """
    if before.span.document_id != excerpt.span.document_id:
        return False
    return not _opens_with_person(excerpt.run) or _opens_with_person(before.run) or _has_somebody(before.run)


def _opens_with_person(run: Sequence[Line]) -> bool:
    line = run[0]
    return bool(line.words) and line.reading.language == "en" and fold(line.words[0].text).split("'")[0] in _PERSON


def _has_somebody(run: Sequence[Line]) -> bool:
    """Whether somebody is named, or speaks who is not a mere pronoun."""
    said = (a.mention for line in run for a in line.attributions if a.mention is not None)
    if any(fold(run[0].reading.document.slice(mention)) not in PRONOUNS for mention in said):
        return True
    return any(name.certain for line in run for name in find_names(line.text, line.reading.language))


def _replies(run: Sequence[Line], span: Span) -> bool:
    """Whether neighbouring lines tell of an answer ("…, he replied") or what somebody says is a mere "that"."""
    document = run[0].reading.document
    for line in run:
        for said in line.attributions:
            if said.cue is None or not span.covers(said.cue):
                continue
            if {fold(token.word) for token in tokens(document.slice(said.cue))} & _ANSWERS:
                return True
            if len(said.spans) == 1 and fold(document.slice(said.spans[0]).strip(" .,;")) in _POINTING:
                return True
    return False


def _opens_leaning(text: str, language: str, *, quoted: bool = False) -> bool:
    """Whether the first word of a sentence points back to the one before; in a quotation given to somebody only a
    pronoun does.
    """
    opening = [fold(token.word) for token in tokens(text)[:2]]
    if not opening or (opening[0] in {"this", "that"} and opening[-1] in _TIMES):
        return False
    leaning = _POINTING if quoted else _LEANING.get(language, _LEANING["en"])
    words = {opening[0], opening[0].split("'")[0]}  # "They’re all false"
    return not words.isdisjoint(PRONOUNS | leaning)
