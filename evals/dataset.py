"""The labelled cases that the suite ships with, and how they are loaded.

A case is a folder with a source of our own writing (``source.txt``, ``.md``, ``.json`` or ``.vtt``) and
``labels.yaml``. ``cases/GUIDE.md`` says what each label means. The source becomes a document in the same way as any
other source, and every span is an offset into that document's text.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from bot.ingest import from_bytes
from bot.types import Attribution, Document, Label, Span, Speaker, SpeechKind, Turn
from evals.labels import Field, Finder, LabelError, read_labels

CASES = Path(__file__).parent / "cases"
QUESTIONS, UNANSWERABLE, FALSE_CLAIMS = 10, 4, 10
SUFFIXES = (".txt", ".md", ".json", ".vtt")

Genre = Literal[
    "news", "hearing", "press conference", "interview", "earnings call", "thread", "press release", "web page",
    "e-mail", "captions",
]  # fmt: skip
Why = Literal["not_stated", "false_premise"]
ErrorClass = Literal["number", "entity", "negation", "speaker", "quote", "time", "cause", "overreach"]


@dataclass(frozen=True, slots=True)
class GoldStance:
    """A speaker's position on a target. ``order`` ranks the rows of one speaker and target in time, from 1."""

    speaker: Speaker
    target: str
    label: Label
    evidence: tuple[Span, ...]
    order: int


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question about one document.

    Answerable: ``answer`` is short, ``accept`` holds other good wordings, ``evidence`` the words that give it.
    Not answerable: ``why`` says whether the document is silent or denies the premise, and then ``contradicted_by``
    holds the words that deny it.
    """

    question: str
    answerable: bool
    answer: str | None
    accept: tuple[str, ...]
    evidence: tuple[Span, ...]
    why: Why | None
    contradicted_by: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A true statement in other words than the document's; weight 3 is what no summary may leave out."""

    text: str
    weight: int
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FalseClaim:
    """A plausible statement with one planted error, the sentences it would cite, and the truth in a phrase."""

    text: str
    error: ErrorClass
    evidence: tuple[Span, ...]
    truth: str


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled document. Cases with the same ``group`` are about one matter, in order of ``published``."""

    id: str
    lang: str
    genre: Genre
    group: str
    published: str
    document: Document
    speakers: tuple[Speaker, ...]
    never_speak: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    not_speech: tuple[Span, ...]
    stances: tuple[GoldStance, ...]
    questions: tuple[GoldQuestion, ...]
    key_facts: tuple[KeyFact, ...]
    false_claims: tuple[FalseClaim, ...]

    def words(self, spans: tuple[Span, ...]) -> str:
        """The words of these spans, with a blank between two of them."""
        return " ".join(self.document.slice(span) for span in spans)


def load_cases(folder: Path | None = None) -> tuple[Case, ...]:
    """All cases of a folder, by id.

    Args:
        folder: a folder of case folders; None is the one that ships with the suite.

    Raises:
        LabelError: a case does not fit the schema or its source, or the folder holds no case.
    """
    root = folder or CASES
    folders = sorted(path for path in root.glob("*") if path.is_dir() and not path.name.startswith(("_", ".")))
    if not folders:
        raise LabelError(f"{root.name}: no case folder in it")
    cases = tuple(load_case(path) for path in folders)
    for one, other in combinations(cases, 2):
        if one.document.id == other.document.id:
            raise LabelError(f"{one.id} and {other.id} have the same text")
    return cases


def load_case(folder: Path) -> Case:
    """The case in one folder. Raises LabelError as ``load_cases`` does."""
    labels = read_labels(folder / "labels.yaml")
    keys = labels.mapping(
        "id lang genre group published speakers never_speak attributions not_speech stances questions key_facts "
        "false_claims",
        "turns",
    )
    if keys["id"].text() != folder.name:
        raise keys["id"].wrong(f"must be the folder's name, {folder.name}")
    published = keys["published"].text()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        raise keys["published"].wrong("must be a date such as 2031-04-09")
    document = dataclasses.replace(_document(folder), published=published)
    finder = Finder(document)
    speakers = _speakers(keys["speakers"])
    turns = _turn_attributions(keys.get("turns"), document, speakers)
    written = tuple(_attribution(item, finder, speakers) for item in keys["attributions"].items())
    attributions = tuple(sorted(turns + written, key=lambda a: (a.start, -a.end)))
    _reject_crossing(keys["attributions"], document, attributions)
    return Case(
        id=folder.name,
        lang=keys["lang"].text(),
        genre=cast(Genre, keys["genre"].text(get_args(Genre))),
        group=keys["group"].text(),
        published=published,
        document=document,
        speakers=tuple(speakers.values()),
        never_speak=keys["never_speak"].words(),
        attributions=attributions,
        not_speech=finder.spans(keys["not_speech"]),
        stances=tuple(_stance(item, finder, speakers) for item in keys["stances"].items()),
        questions=_questions(keys["questions"], finder),
        key_facts=tuple(_key_fact(item, finder) for item in keys["key_facts"].items()),
        false_claims=_false_claims(keys["false_claims"], finder),
    )


def _document(folder: Path) -> Document:
    """The case's source, made a document as any source is; it is named after the case."""
    files = [path for path in folder.glob("source.*") if path.suffix in SUFFIXES]
    if len(files) != 1:
        raise LabelError(f"{folder.name}: needs one source file ({', '.join(SUFFIXES)}) and has {len(files)}")
    return from_bytes(files[0].read_bytes(), name=folder.name + files[0].suffix)


def _speakers(field: Field) -> dict[str, Speaker]:
    found: dict[str, Speaker] = {}
    for item in field.items():
        keys = item.mapping("name role", "aliases")
        name = keys["name"].text()
        if name in found:
            raise keys["name"].wrong(f"{name} is listed twice")
        role = None if keys["role"].is_null else keys["role"].text()
        found[name] = Speaker(name, role, keys["aliases"].words() if "aliases" in keys else ())
    return found


def _speaker(field: Field, speakers: dict[str, Speaker]) -> Speaker:
    if field.text() not in speakers:
        raise field.wrong(f"{field.text()} is not listed under speakers")
    return speakers[field.text()]


def _turn_attributions(
    field: Field | None, document: Document, speakers: dict[str, Speaker]
) -> tuple[Attribution, ...]:
    """One direct attribution a turn: the label is the mention, and ``turns`` says whose name a label stands for."""
    if field is None:
        return ()
    names = field.entries()
    labels = {turn.speaker for turn in document.turns}
    if labels != set(names):
        raise field.wrong(f"the document's labels are {sorted(labels)}, those given {sorted(names)}")
    return tuple(
        Attribution(
            spans=(document.span(turn.start, turn.end),),
            kind="direct",
            cue=None,
            mention=_label(document, turn),
            speaker=None if names[turn.speaker].is_null else _speaker(names[turn.speaker], speakers),
            confidence=1.0,
        )
        for turn in document.turns
    )


def _label(document: Document, turn: Turn) -> Span | None:
    """A turn's label without its colon and mark-up; None where the text shows no label."""
    words = document.text[turn.label_start : turn.label_end].rstrip(" :：*_")
    return document.span(turn.label_start, turn.label_start + len(words)) if words else None


def _attribution(field: Field, finder: Finder, speakers: dict[str, Speaker]) -> Attribution:
    keys = field.mapping("content kind cue mention speaker")
    spans = finder.spans(keys["content"])
    if not spans:
        raise keys["content"].wrong("is empty")
    if any(one.end > other.start for one, other in pairwise(spans)):
        raise keys["content"].wrong("the pieces are not in the order of the text, or overlap")
    cue = None if keys["cue"].is_null else finder.near(keys["cue"], spans)
    mention = None if keys["mention"].is_null else finder.near(keys["mention"], spans, cue)
    if cue and mention and cue.overlaps(mention):
        raise field.wrong("cue and mention overlap")
    return Attribution(
        spans=spans,
        kind=cast(SpeechKind, keys["kind"].text(get_args(SpeechKind))),
        cue=cue,
        mention=mention,
        speaker=None if keys["speaker"].is_null else _speaker(keys["speaker"], speakers),
        confidence=1.0,
    )


def _reject_crossing(field: Field, document: Document, attributions: tuple[Attribution, ...]) -> None:
    """Statements may lie inside one another (a quote inside a quote), but never cross or coincide."""
    pieces = [(piece, a) for a in attributions for piece in a.spans]
    for (one, a), (other, b) in combinations(pieces, 2):
        if a is b or not one.overlaps(other):
            continue
        if one == other or not (one.covers(other) or other.covers(one)):
            raise field.wrong(f"two contents cross: {document.slice(one)[:60]!r} and {document.slice(other)[:60]!r}")


def _stance(field: Field, finder: Finder, speakers: dict[str, Speaker]) -> GoldStance:
    keys = field.mapping("speaker target label evidence order")
    return GoldStance(
        speaker=_speaker(keys["speaker"], speakers),
        target=keys["target"].text(),
        label=cast(Label, keys["label"].text(get_args(Label))),
        evidence=_evidence(keys["evidence"], finder),
        order=keys["order"].number(1, 9),
    )


def _questions(field: Field, finder: Finder) -> tuple[GoldQuestion, ...]:
    questions = tuple(_question(item, finder) for item in field.items(QUESTIONS))
    unanswerable = [question for question in questions if not question.answerable]
    if len(unanswerable) != UNANSWERABLE or all(question.why == "not_stated" for question in unanswerable):
        raise field.wrong(f"{UNANSWERABLE} of them must be unanswerable, at least one for a false premise")
    return questions


def _question(field: Field, finder: Finder) -> GoldQuestion:
    if field.mapping("question answerable", "answer accept evidence why contradicted_by")["answerable"].yes():
        keys = field.mapping("question answerable answer evidence", "accept")
        return GoldQuestion(
            question=keys["question"].text(),
            answerable=True,
            answer=keys["answer"].text(),
            accept=keys["accept"].words() if "accept" in keys else (),
            evidence=_evidence(keys["evidence"], finder),
            why=None,
            contradicted_by=(),
        )
    keys = field.mapping("question answerable why contradicted_by")
    why = cast(Why, keys["why"].text(get_args(Why)))
    if (why == "false_premise") == keys["contradicted_by"].is_null:
        raise keys["contradicted_by"].wrong("must hold words for a false premise and be null otherwise")
    against = () if keys["contradicted_by"].is_null else finder.spans(keys["contradicted_by"])
    return GoldQuestion(keys["question"].text(), False, None, (), (), why, against)


def _key_fact(field: Field, finder: Finder) -> KeyFact:
    keys = field.mapping("text weight evidence")
    return KeyFact(keys["text"].text(), keys["weight"].number(1, 3), _evidence(keys["evidence"], finder))


def _false_claims(field: Field, finder: Finder) -> tuple[FalseClaim, ...]:
    claims = tuple(_false_claim(item, finder) for item in field.items(FALSE_CLAIMS))
    missing = set(get_args(ErrorClass)) - {claim.error for claim in claims}
    if missing:
        raise field.wrong(f"no claim of the classes {', '.join(sorted(missing))}")
    return claims


def _false_claim(field: Field, finder: Finder) -> FalseClaim:
    keys = field.mapping("text class evidence truth")
    error = cast(ErrorClass, keys["class"].text(get_args(ErrorClass)))
    return FalseClaim(keys["text"].text(), error, _evidence(keys["evidence"], finder), keys["truth"].text())


def _evidence(field: Field, finder: Finder) -> tuple[Span, ...]:
    spans = finder.spans(field)
    if not spans:
        raise field.wrong("is empty")
    return spans
