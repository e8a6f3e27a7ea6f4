"""Transcripts: speaker turns found by the labels at the beginnings of lines ("SEN. VOSS:", "Q:", "**Ines Halloran:**").

So are the messages of a chat that was saved as text ("[2026-03-03 09:01] mara: …").

A label is a name or an office, so it is short, capitalised as names are, and somebody who speaks in a transcript
mostly speaks again. A notice ("Note:", "Price:") has the form but is nobody; those words are listed. Where most
labels stand in capitals, that is how this transcript writes labels, and other lines with a colon are speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.types import Turn

MIN_LABELS = 3
"""Fewer label lines than this are an accident of layout, not a transcript."""

MAX_LABELS = 50_000
"""A parliament's day has a few thousand turns. A text with more label lines than this is no transcript of people."""

MAX_LABEL_WORDS = 6
MAX_LABEL = 60
"""Characters. "The Honourable Marguerite de la Tour-Achterberg (Coast Party):" has 61 with its party left out."""

MAX_LINE_START = 200
"""How many characters of a line are looked at: a time, a label, asides."""

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_LABEL = re.compile(
    rf"""
    [ \t]*(?:(?:[-–—•*]|>{{1,3}})[ \t]+)?                   # a dash, a bullet, or the >> of broadcast captions
    (?:[\[(]?(?P<before>{_TIME})[\])]?[ \t]+(?:[-–—][ \t]+)?)?
    (?P<label>
        (?P<bold>\*\*|__)?
        (?P<name>[^\W\d_][^:\n*\[\]]{{0,{MAX_LABEL}}}?)
        (?:[ \t]*\[[^\]\n]{{0,40}}\])?
        (?:[ \t]*[\[(](?P<after>{_TIME})[\])])?
        (?:(?P<shut>\*\*|__)[ \t]?[:：]|[:：](?:\*\*|__)?|[ \t]?[:：])
    )
    (?=\s|$)
    """,
    re.VERBOSE,
)
# "[2026-03-03 09:01] mara:", "03/03/2026, 09:01 - Mara Quist:", "2026-03-03 09:01:22 <mara>": a chat as text. With date
# and time before it a label need not look like a name; those who chat call themselves as they like.
_MESSAGE = re.compile(
    rf"""
    [ \t]*\[?(?P<stamp>(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}})
    (?:,[ \t]?|[ \tT])[ \t]?{_TIME}(?:[ \t\u202f]?[AaPp]\.?[Mm]\.?)?)\]?[ \t]*(?:[-–—][ \t]+)?
    (?P<label><(?P<nick>[^<>\s]{{1,40}})>|(?P<name>[^\s:<>\[\]][^:\n<>\[\]]{{0,{MAX_LABEL}}}?)[ \t]?:)
    (?=\s|$)
    """,
    re.VERBOSE,
)
_ASIDE = re.compile(r"[ \t]*[(,][^()]*\)?$")

# Small words inside names and offices: "Minister of the Interior", "Tour de la Croix", "Qais al-Nasri".
_PARTICLES = frozenset(
    "of the for and to in on de da do dos das del della der den des di du la le les el al bin ibn van von zu zum y e "
    "und et für".split()
)

# Nouns that stand in small letters in labels without a name: "Audience member:", "Male voice:".
_VOICES = frozenset(
    "audience chair chairman chairwoman female host interpreter interviewer male man member moderator operator person "
    "reporter speaker translator unknown unidentified voice witness woman".split()
)

# Words that open a phrase and no name: "In Port Ansel:", "My answer:".
_OPENERS = frozenset(
    "after all and as at because before but by for from here his her how if in its more my on or other our so some "
    "that their then there these this those to when where while why with your".split()
)

# Words that begin notices, form fields and headings with a colon, and are nobody's name.
_NOTICES = frozenset(
    """
    abstract address advertisement agenda aim annex appendix attachment attachments author background bcc breaking
    full key main quick
    caption cast category caution cc chapter comment comments conclusion cons contact context copyright correction
    credit credits date dates deadline definition description details disclaimer disclosure distance duration edited
    editor's editors editor’s
    email e-mail ends error example examples exclusive exhibit fact facts fax figure file filed
    finally first further goal headline hint idea image important ingredients intro introduction issue item keywords
    last lastly link links list location methods minutes mobile motion next no note notes notice number numbers
    objective option options outline overview p.s page part participants phone photo photos picture plot point points
    price problem pros ps purpose quote rating reason reference references related remember reminder requirements
    result results review score second section sidebar size solution source sources spoiler status step steps subject
    subtitle summary table tags tel telephone theme third time timeline tip tips title today topic total transcript
    trigger type update updated updates url venue verdict version video vote votes warning watch website week what who
    which year yes yesterday absent attendees present regrets
    achtung anmerkung autor betreff bild datum foto hinweis quelle thema titel uhrzeit zeit ort
    auteur objet remarque sujet titre lieu heure résumé
    asunto fecha fuente lugar nota hora resumen tema título
    """.split()
)

# Notices that are surnames as well: in capitals they are taken for the speaker, since losing a label would put the
# words of one speaker into another's mouth.
_ALSO_NAMES = frozenset({"key", "page", "point", "price", "second"})


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it stands in a line: the speaker it names, where it begins and ends (after the colon), its time."""

    speaker: str
    start: int
    end: int
    time: str | None


def is_label_line(line: str) -> bool:
    """Whether a line begins as a speaker's turn does."""
    return label_at(line) is not None


def label_at(line: str) -> Label | None:
    """The label that a line begins with, if any; offsets are within the line."""
    message = _MESSAGE.match(line, 0, MAX_LINE_START)
    if message is not None:
        sender = (message["nick"] or message["name"]).strip().removeprefix("@")
        able = 0 < len(sender.split()) <= MAX_LABEL_WORDS and any(character.isalpha() for character in sender)
        return Label(sender, message.start("label"), message.end("label"), message["stamp"]) if able else None
    match = _LABEL.match(line, 0, MAX_LINE_START)
    if match is None:
        return None
    name = match["name"].strip()
    speaker = _ASIDE.sub("", name) if name.count("(") == name.count(")") else name
    if not _is_name(speaker):
        return None
    return Label(speaker, match.start("label"), match.end("label"), match["before"] or match["after"])


def accepted(labels: Sequence[str]) -> frozenset[str]:
    """Which of the labels found, in order, are speakers; empty where they do not make a transcript.

    At least ``MIN_LABELS`` of them, and either somebody speaks twice or all stand in capitals.
    """
    capitals = [label for label in labels if label.isupper()]
    chosen = capitals if 2 * len(capitals) > len(labels) else list(labels)
    if len(chosen) < MIN_LABELS:
        return frozenset()
    repeated = max(Counter(chosen).values()) > 1
    return frozenset(chosen) if repeated or chosen is capitals else frozenset()


def find_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript; none for a text that is not one. Linear in the text.

    What was said goes on to the last character before the next label that is not white space.
    """
    if text.count(":") + text.count("：") < MIN_LABELS:
        return ()
    labels = list(islice(_labels(text), MAX_LABELS + 1))
    if len(labels) > MAX_LABELS:
        return ()
    speakers = accepted([label.speaker for label in labels])
    labels = [label for label in labels if label.speaker in speakers]
    limits = [_line_start(text, label.start) for label in labels[1:]] + [len(text)]
    turns = []
    for label, limit in zip(labels, limits, strict=False):
        said = text[label.end : limit]
        start = label.end + len(said) - len(said.lstrip())
        end = label.end + len(said.rstrip())
        if start < end:
            turns.append(Turn(label.speaker, start, end, label.start, label.end, label.time))
    return tuple(turns)


def _labels(text: str) -> Iterator[Label]:
    """Every line's label, with offsets within the text."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at : min(end, at + MAX_LINE_START)]
        found = label_at(line) if ":" in line or "：" in line else None
        if found is not None:
            yield Label(found.speaker, at + found.start, at + found.end, found.time)
        at = end + 1


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _is_name(name: str) -> bool:
    """Whether a label's words could name somebody: capitalised, with particles allowed inside, and no notice."""
    words = name.split()
    bare = [word.strip(".,'’#").lower() for word in words]
    if not 0 < len(words) <= MAX_LABEL_WORDS or (len(words) > 1 and bare[-1] in _PARTICLES):
        return False
    if bare[0] in _OPENERS and not name.isupper():
        return False
    if all(word in _NOTICES or word.isdigit() for word in bare) and not (name.isupper() and bare[0] in _ALSO_NAMES):
        return False
    opens = _capitalised(words[0]) or (len(words) > 1 and bare[0] in _PARTICLES and _capitalised(words[1]))
    return opens and all(
        _capitalised(word) or low in _PARTICLES or low in _VOICES or low.isdigit() or word in {"&", "/", "–", "-"}
        for word, low in zip(words[1:], bare[1:], strict=True)
    )


def _capitalised(word: str) -> bool:
    """Whether a word, or a part of it ("al-Nasri", "O'Dea", "d'Arc"), begins with a letter that is not small."""
    letters = [part[:1] for part in re.split(r"[-'’.(/]", word) if part]
    return any(letter.isalpha() and not letter.islower() for letter in letters)
