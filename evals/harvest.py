"""Saved results and users' feedback as draft cases, to be labelled by people.

What comes in: results as ``--format json`` prints them, and feedback as JSON lines, each ``{"result": {...}, "rating":
"up" or "down", "comment": "..."}``; and the sources that they are about, for a result holds no text of its document.
A line with ``"replaces": true`` takes the place of those with the same mark and result before it: one user's last word.
What comes out: a folder a document with ``source.txt`` and ``labels.draft.yaml``, in the layout of ``cases/GUIDE.md``.
Everything in a draft is the product's own guess or a user's word, and every field has to be looked at; the file is not
called ``labels.yaml`` so that no draft is taken for a label. Users' texts are theirs: nothing here leaves the disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import SourceMissing, SourceUnreadable, UsageError, shown
from bot.ingest import from_bytes
from bot.language import read
from bot.render import from_json
from bot.types import Attribution, Claim, Document, Reading, Result

DRAFT: Final = "labels.draft.yaml"
LOOK: Final = "?"
"""Stands where only a person can tell."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A result as it was shown, with what its user said of it: rating "up", "down" or None, and a comment."""

    result: Result
    rating: str | None = None
    comment: str | None = None


@dataclass
class Harvest:
    """What came of it: the folders written, and one sentence for each result that gave no draft."""

    written: list[Path] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_saved(path: Path) -> list[Saved]:
    """The results in a file: one as JSON, or feedback as JSON lines.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it holds neither.
    """
    try:
        text = path.read_text("utf-8")
    except OSError:
        raise SourceMissing(f"{shown(path)} cannot be read; give a saved result or a file of feedback.") from None
    if path.suffix != ".jsonl":
        return [Saved(from_json(text))]
    found: dict[str | int, Saved] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            one = _feedback(row)
            key = json.dumps(row["result"], sort_keys=True) if row.get("replaces") is True else number
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SourceUnreadable(
                f'Line {number} of {shown(path)} is no feedback: it needs a result, and a rating "up" or "down".'
            ) from None
        before = found.pop(key, None)
        if before is not None and before.rating == one.rating and one.comment is None:
            one = before  # a reason is not lost to a second click
        found[key] = one
    return list(found.values())


def _feedback(row: Mapping[str, Any]) -> Saved:
    """A line of feedback. ValueError, KeyError, TypeError or AttributeError where it is none."""
    rating, comment = row.get("rating"), row.get("comment")
    if rating not in ("up", "down", None):
        raise ValueError("another rating")
    return Saved(from_json(json.dumps(row["result"])), rating, str(comment) if comment else None)


def harvest(saved: Sequence[Saved], sources: Sequence[Path], folder: Path) -> Harvest:
    """Write a draft case for every document that the results are about.

    Args:
        saved: results, with or without feedback.
        sources: files of the documents; which belongs to which is told by their text.
        folder: where the drafts go; a draft that is there already is left alone.

    Raises:
        UsageError: there are no results.
        SourceError: a source cannot be read.
    """
    if not saved:
        raise UsageError("There is nothing to harvest: give saved results or feedback.")
    documents = {}
    for path in sources:
        try:
            document = from_bytes(path.read_bytes(), name=path.name)
        except OSError:
            raise SourceMissing(f"{shown(path)} cannot be read.") from None
        documents[document.id] = document
    outcome = Harvest()
    about: dict[str, list[Saved]] = {}
    for one in saved:
        for document in one.result.documents[:1]:
            about.setdefault(document.id, []).append(one)
    for identity, results in about.items():
        found = documents.get(identity)
        if found is None:
            told = results[0].result.documents[0]
            name = shown(told.title or told.uri or identity[:19], 80)
            outcome.skipped.append(f"{name}: its text is not among the sources given.")
            continue
        _write(found, results, folder, outcome)
    return outcome


def _write(document: Document, results: Sequence[Saved], folder: Path, outcome: Harvest) -> None:
    name = _slug(document)
    home = folder / name
    if (home / DRAFT).exists():
        outcome.skipped.append(f"{name}: there is a draft already.")
        return
    home.mkdir(parents=True, exist_ok=True)
    (home / "source.txt").write_text(document.text, "utf-8", newline="")
    body = yaml.safe_dump(draft(name, read(document), results), allow_unicode=True, sort_keys=False, width=120)
    (home / DRAFT).write_text(_head(document, results) + body, "utf-8")
    outcome.written.append(home)


def _slug(document: Document) -> str:
    words = re.findall(r"[a-z0-9]+", (document.title or "document").lower())[:5]
    return "-".join([*words, document.id.removeprefix("sha256:")[:6]])


def _head(document: Document, results: Sequence[Saved]) -> str:
    """What the labeller is told first, as comments."""
    lines = [
        "A draft: guesses of the product and words of users. Look at every field, replace each ?, and rename the file",
        "to labels.yaml; cases/GUIDE.md says what each label means.",
    ]
    same = from_bytes(document.text.encode("utf-8", "replace"), name="source.txt")
    if same.id != document.id or same.turns != document.turns:
        lines.append(
            f"The source was a {document.kind}: as plain text it reads otherwise. Put the original in its place."
        )
    for one in results:
        what = one.result.question or one.result.task
        said = f"rated {one.rating}" if one.rating else "saved"
        lines.append(f"{said}: {shown(what, 150)}" + (f" (user: {shown(one.comment, 300)})" if one.comment else ""))
    return "".join(f"# {line}\n" for line in lines)


def draft(name: str, reading: Reading, results: Sequence[Saved]) -> dict[str, Any]:
    """The labels as far as code can guess them, in the layout of ``labels.yaml``."""
    document = reading.document
    return {
        "id": name,
        "lang": reading.language,
        "genre": LOOK,
        "group": name,
        "published": document.published or LOOK,
        "speakers": [{"name": s.name, "role": s.role, "aliases": list(s.aliases)} for s in reading.speakers],
        "never_speak": [],
        "attributions": [_attribution(a, document) for a in reading.attributions],
        "not_speech": [],
        "stances": _unique(row for one in results for row in _stances(one.result)),
        "questions": _questions([one for one in results if one.result.task == "answer"]),
        "key_facts": _unique(
            {"text": claim.text, "weight": LOOK, "evidence": _evidence(claim)}
            for one in results
            if one.result.task == "summary" and one.rating != "down"
            for claim in one.result.claims
            if claim.support == "supported"
        ),
        "false_claims": _unique(row for one in results for row in _doubtful(one)),
    }


def _attribution(found: Attribution, document: Document) -> dict[str, Any]:
    def words(span: Any) -> str | None:
        return document.slice(span) if span is not None else None

    return {
        "content": [document.slice(span) for span in found.spans],
        "kind": found.kind,
        "cue": words(found.cue),
        "mention": words(found.mention),
        "speaker": found.speaker.name if found.speaker else None,
    }


def _stances(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "speaker": stance.speaker.name,
            "target": stance.target,
            "label": stance.label,
            "evidence": [citation.quote for citation in stance.citations if citation.located],
            "order": 1,
        }
        for stance in result.stances
    ]


def _questions(answers: Sequence[Saved]) -> list[dict[str, Any]]:
    """Each question once; what any user thought wrong is doubted."""
    rows: dict[str | None, dict[str, Any]] = {}
    for one in sorted(answers, key=lambda one: one.rating == "down"):
        rows[one.result.question] = _question(one)
    return list(rows.values())


def _question(one: Saved) -> dict[str, Any]:
    """The question; its answer is only kept where nobody thought it wrong."""
    result = one.result
    doubted = one.rating == "down"
    row: dict[str, Any] = {"question": result.question, "answerable": LOOK if doubted else not result.refused}
    if result.refused and not doubted:
        return row | {"why": LOOK, "contradicted_by": LOOK}
    return row | {
        "answer": LOOK if doubted or result.refused else " ".join(claim.text for claim in result.claims),
        "accept": [],
        "evidence": LOOK if doubted else [quote for claim in result.claims for quote in _evidence(claim)],
    }


def _doubtful(one: Saved) -> list[dict[str, Any]]:
    """What may be false: what the checks threw out, and what was shown and rated down."""
    rows: list[dict[str, Any]] = [
        {"text": rejected.text, "class": LOOK, "evidence": LOOK, "truth": LOOK} for rejected in one.result.rejected
    ]
    if one.rating == "down":
        rows += [
            {"text": claim.text, "class": LOOK, "evidence": _evidence(claim), "truth": LOOK}
            for claim in one.result.claims
        ]
    return rows


def _evidence(claim: Claim) -> list[str]:
    return [citation.quote for citation in claim.citations if citation.located]


def _unique(rows: Any) -> list[Mapping[str, Any]]:
    """Each row once, in order of first appearance."""
    return list({json.dumps(row, ensure_ascii=False): row for row in rows}.values())
