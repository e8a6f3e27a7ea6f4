"""Who said what, put together: turns, statements with cues, quotes inside quotes, each with its speaker."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.language import statements
from bot.language.cast import Bearer, Cast
from bot.language.clauses import Clauses
from bot.language.given_names import MEN, WOMEN
from bot.language.lexicon import words
from bot.language.marks import Bounds, Passage
from bot.language.names import TITLES, key_words
from bot.language.proper import names_in
from bot.language.sentences import split
from bot.language.speakers import Resolver, speaker
from bot.language.statements import Statement
from bot.language.tagging import read_clauses
from bot.types import Attribution, Document, Sentence, Speaker, SpeechKind, Turn

_MARKS = tuple('"“”„«»')
_BLANK = re.compile(r"\s")
_LONGEST = 4000  # characters outside of marks; sentences of the press have up to six hundred
_MOST_PASSAGES = 200  # in marks, in one sentence
_HEAD_BLOCKS = 5  # paragraphs among which a heading is looked for
_HEAD_BLANKS = 3  # a heading of fewer words may recur by chance
_OPENERS = (*_MARKS, *"—–―‘‚‹'")
_CLOSERS = (*_MARKS, *"’›'")

_ANSWERS = words("a answer answers antwort r réponse respuesta")

_REPEATED = re.compile(r"^[^\S\n]*>[^\n]*", re.MULTILINE)  # of somebody else's message, as mail and chats show it
_IN_BRACKETS = re.compile(r"\(([^()\n]{3,60})\)")  # "THE CHAIR (Ms. Abelard):"
# Labels that say what somebody does there, not who it is.
_NOBODYS = words(
    "q a question answer questions reporter reporters speaker moderator operator interviewer interviewee audience "
    "unknown unidentified narrator host participant voice frage antwort"
)

# The share of predictions that were right in content and mention, by pass and kind of cue, on 90,000 words of labelled
# news (PolNeAR's published dev texts), rounded to 0.05. Marks right behind their cue count as "quoting"; a noun's
# content that is partly in marks ("his warning that it “must begin”") is one whatever the noun, and is seldom wrong.
_CONFIDENCE = {
    "turn": 0.99, "label": 0.95, "inverted": 0.95, "left": 0.95, "quoting": 0.9, "open": 0.85, "headline": 0.75,
    "according": 0.85, "quoted": 0.85, "asked": 0.75, "colon": 0.65, "passive": 0.5, "noun": 0.35, "adjective": 0.6,
    "nested": 0.6, "unsaid": 0.3, "noun mixed": 0.6,
    "right speech": 0.8, "right judgement": 0.7, "right directive": 0.5, "right commissive": 0.7,
    "right thought": 0.55, "right wish": 0.5, "right evidence": 0.65, "right verdict": 0.65,
}  # fmt: skip


def attribute(
    document: Document,
    found: Sequence[Sentence],
    passages: Sequence[Passage],
    language: str,
    blocks: Sequence[Bounds],
) -> tuple[tuple[Attribution, ...], tuple[Speaker, ...]]:
    """All reported statements of a document in the order of the text, and all who speak in it.

    Args:
        document: the document.
        found: its sentences.
        passages: its passages in marks.
        language: as ``tongue.language_of`` tells it.
        blocks: its paragraphs.
    """
    text = document.text
    units = sentences_as_clauses(text, found, passages)
    cast = Cast(names_in(units, language))
    turns = _Turns(text, document.turns, cast)
    resolver = Resolver(text, cast, units, turns, language)
    said: list[tuple[Statement, Bearer | None]] = []
    for statement in statements.assemble(units, blocks, language):
        bearer = resolver.resolve(statement)
        if turns.empty or statement.mention is not None:
            said.append((statement, bearer))
    said += _inside_quotes(text, said, passages, language, resolver)
    built = [_build(document, statement, bearer) for statement, bearer in said if statement.pieces]
    built += turns.attributions(document)
    built += _headings(document, built, passages, blocks)
    built.sort(key=lambda a: (a.start, -a.end))
    return tuple(built), tuple(dict.fromkeys(a.speaker for a in built if a.speaker is not None))


def sentences_as_clauses(text: str, found: Sequence[Sentence], passages: Sequence[Passage]) -> list[Clauses]:
    """The sentences tagged; sentences that one passage in marks spans are one."""
    units: list[Clauses] = []
    top = [p for p in passages if p.depth == 0]
    at = index = 0
    while index < len(found):
        sentence = found[index]
        start, end = sentence.span.start, sentence.span.end
        index += 1
        held: list[Passage] = []
        while at < len(top) and top[at].end <= start:
            at += 1
        while at < len(top) and top[at].start < end:
            held.append(top[at])
            at += 1
            while index < len(found) and held[-1].end > end and found[index].paragraph == sentence.paragraph:
                end = found[index].span.end
                index += 1
        units += _read_in_parts(text, start, end, sentence.paragraph, held)
    return units


def _read_in_parts(text: str, start: int, end: int, paragraph: int, held: Sequence[Passage]) -> list[Clauses]:
    """A sentence tagged; one far longer than sentences are (a text without full stops) in several parts."""
    if end - start - sum(p.end - p.start for p in held) <= _LONGEST:
        return [read_clauses(text, start, end, paragraph, held)]
    units: list[Clauses] = []
    at = 0
    while start < end:
        first = at
        room = _LONGEST
        stop = start
        while stop < end and room > 0 and at - first < _MOST_PASSAGES:
            following = held[at].start if at < len(held) else end
            step = min(room, following - stop)
            stop, room = stop + step, room - step
            if stop == following and at < len(held):
                stop = held[at].end
                at += 1
        blank = _BLANK.search(text, stop, held[at].start if at < len(held) else end)
        stop = end if blank is None and at >= len(held) else blank.start() if blank is not None else stop
        units.append(read_clauses(text, start, stop, paragraph, held[first:at]))
        start = stop
    return units


def _labelled(text: str, turn: Turn) -> str:
    """The name in a turn's label: that in brackets where what stands before them is none ("THE CHAIR (Ms. Abelard):"),
    but not "Dr Selma Lind (Port Ives):"."""
    inside = _IN_BRACKETS.search(text, turn.label_start, turn.label_end)
    if inside is None:
        return turn.speaker
    outside = text[turn.label_start : inside.start()].strip()
    return inside.group(1) if _is_person(inside.group(1)) and not _is_person(outside) else outside or turn.speaker


def _is_person(name: str) -> bool:
    """Whether a name begins with a title or a given name."""
    first = name.split()[0].lower().rstrip(".") if name.split() else ""
    return first in TITLES or first in MEN | WOMEN


class _Turns:
    """The turns of a transcript or thread and who takes them."""

    def __init__(self, text: str, turns: Sequence[Turn], cast: Cast) -> None:
        self.turns = turns
        self._bearers: dict[str, Bearer] = {}
        for turn in turns:
            if turn.speaker in self._bearers or turn.speaker.lower().strip(" :.") in _NOBODYS:
                continue
            name = _in_small_letters(_labelled(text, turn))
            compared = key_words(name)
            if compared:
                self._bearers[turn.speaker] = cast.labelled(name, compared, turn.label_start)
        answering = {turn.speaker for turn in turns if turn.speaker.lower().strip(" :.") in _ANSWERS}
        if len(answering) == 1 and not self._bearers:
            asked = _interviewee(cast, turns[0].label_start)
            self._bearers = {answering.pop(): asked} if asked is not None else {}

    @property
    def empty(self) -> bool:
        """Whether the document has no turns."""
        return not self.turns

    def at(self, offset: int) -> tuple[int, Bearer | None]:
        """Where the turn at an offset began and who has it; (0, None) outside of turns."""
        index = bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1
        if index < 0 or offset >= self.turns[index].end:
            return 0, None
        return self.turns[index].start, self._bearers.get(self.turns[index].speaker)

    def attributions(self, document: Document) -> list[Attribution]:
        """One direct statement a turn, from the first to the last of its words; the label is the mention."""
        found = []
        for turn in self.turns:
            spans = tuple(document.span(*piece) for piece in _own_words(document.text, turn))
            if not spans:
                continue
            bearer = self._bearers.get(turn.speaker)
            label = document.span(turn.label_start, turn.label_end) if turn.label_end > turn.label_start else None
            who = speaker(bearer) if bearer is not None else None
            found.append(Attribution(spans, "direct", None, label, who, _CONFIDENCE["turn"]))
        return found


def _own_words(text: str, turn: Turn) -> list[Bounds]:
    """A turn, trimmed, without the lines that its sender only repeats ("> No way."); one of nothing else whole."""
    cuts = [turn.start]
    for match in _REPEATED.finditer(text[turn.start : turn.end]):  # cut out: the first line has a label before it
        cuts += (turn.start + match.start(), turn.start + match.end())
    cuts.append(turn.end)
    own = [_trimmed(text, start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    kept = [piece for piece in own if piece[0] < piece[1]] or [_trimmed(text, turn.start, turn.end)]
    return [piece for piece in kept if piece[0] < piece[1]]


def _trimmed(text: str, start: int, end: int) -> Bounds:
    words_ = text[start:end]
    return start + len(words_) - len(words_.lstrip()), start + len(words_.rstrip())


def _interviewee(cast: Cast, end: int) -> Bearer | None:
    """Who answers as "A": the one person whom the words before the first question name in full, if there is one."""
    introduced = {
        bearer.number: bearer
        for name, bearer in zip(cast.names, cast.of, strict=True)
        if name.start < end and bearer is not None and bearer.person and not bearer.body and " " in bearer.name
    }
    return next(iter(introduced.values())) if len(introduced) == 1 else None


def _in_small_letters(label: str) -> str:
    """A label set in capitals as a name is written: "SEN. ADA LIND-ORTEGA" is "Sen. Ada Lind-Ortega"."""
    if not label.isupper() or len(label) < 4:
        return label
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), label)


def _inside_quotes(
    text: str,
    said: Sequence[tuple[Statement, Bearer | None]],
    passages: Sequence[Passage],
    language: str,
    resolver: Resolver,
) -> list[tuple[Statement, Bearer | None]]:
    """Quotes inside quotes that somebody else is named to have said (“Lind told me, ‘No,’” he said)."""
    outer_of = {start: bearer for statement, bearer in said for start, _ in statement.pieces}
    found: list[tuple[Statement, Bearer | None]] = []
    at = 0
    while at < len(passages):
        outer = passages[at]
        at += 1
        held: list[Passage] = []
        while at < len(passages) and passages[at].depth > outer.depth:
            if passages[at].depth == 1:
                held.append(passages[at])
            at += 1
        if outer.depth or not held:
            continue
        for unit in _units_inside(text, outer, held, language):
            for report in statements.find(unit, language):
                statement = statements.statement_of(-1, unit, report)
                speaking = outer_of.get(outer.start)
                bearer = resolver.inside(statement, unit, speaking) if statement.quoting and report.pieces else None
                if bearer is not None and bearer is not speaking:
                    statement.way = "nested"
                    found.append((statement, bearer))
    return found


def _units_inside(text: str, outer: Passage, held: Sequence[Passage], language: str) -> list[Clauses]:
    """The sentences of a passage that hold another passage."""
    found: list[Clauses] = []
    at = 0
    start = -1
    for first, last in split(text, outer.inner_start, outer.inner_end, language):
        start = first if start < 0 else start
        inside = [p for p in held[at:] if p.start < last]
        if inside and inside[-1].end > last:
            continue
        at += len(inside)
        if inside:
            found.append(read_clauses(text, start, last, outer.paragraph, inside))
        start = -1
    return found


def _headings(
    document: Document, built: Sequence[Attribution], passages: Sequence[Passage], blocks: Sequence[Bounds]
) -> list[Attribution]:
    """Headings that are nothing but words in marks, of whoever says those very words in the text below.

    Nobody is named there, so there is no mention; in an interview the heading is its best sentence.
    """
    found: list[Attribution] = []
    heads = dict(blocks[:_HEAD_BLOCKS])
    for passage in passages[:_HEAD_BLOCKS]:
        said = document.text[passage.inner_start : passage.inner_end].strip(" .,!?")
        if heads.get(passage.start) != passage.end or said.count(" ") < _HEAD_BLANKS:
            continue
        outer = document.span(passage.start, passage.end)
        at = document.text.find(said, passage.end)
        if at < 0 or any(outer.overlaps(span) for one in built for span in one.spans):
            continue
        again = document.span(at, at + len(said))
        tellers = [one for one in built if one.kind == "direct" and any(span.covers(again) for span in one.spans)]
        who = tellers[-1].speaker if tellers else None
        if who is not None:
            found.append(Attribution((outer,), "direct", None, None, who, _CONFIDENCE["turn"]))
    return found


def _is_in_marks(text: str, pieces: Sequence[Bounds]) -> bool:
    """Whether all pieces are speech in marks: each opens with one, or goes on where the one before closed none.

    « Il est tard, dit-elle. Je pars. », —No —dijo Ada—. Es tarde.
    """
    is_open = False
    for start, end in pieces:
        if not is_open and not text.startswith(_OPENERS, start):
            return False
        is_open = not text.endswith(_CLOSERS, start, end)
    return True


def _build(document: Document, statement: Statement, bearer: Bearer | None) -> Attribution:
    pieces = sorted(statement.pieces)
    text = document.text
    kind: SpeechKind = "indirect"
    if statement.way == "unsaid" or _is_in_marks(text, pieces):
        kind = "direct"
    elif any(mark in text[a:b] for a, b in pieces for mark in _MARKS):
        kind = "mixed"
    way = "quoting" if statement.way == "right" and statement.quoting else statement.way
    way = "noun mixed" if way == "noun" and kind == "mixed" else way
    way = way if way in _CONFIDENCE else f"{way} {statement.kind}"
    return Attribution(
        tuple(document.span(*piece) for piece in pieces),
        kind,
        document.span(*statement.cue) if statement.cue else None,
        document.span(*statement.mention) if statement.mention else None,
        speaker(bearer) if bearer is not None else None,
        _CONFIDENCE.get(way, 0.5),
    )
