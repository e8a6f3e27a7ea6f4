"""A library of documents as text and JSON: what was added, what is there, and what a search found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.render.flow import Piece, flow
from bot.render.safe import json_text, line

if TYPE_CHECKING:
    from bot.library.adding import Added
    from bot.library.protocol import StatementHit, Stats, Version
    from bot.library.retrieval import Found
    from bot.library.sources import SetAside
    from bot.types import Document, Span

ADDED: Final = "onrecord/added/1"
VERSIONS: Final = "onrecord/versions/1"
DOCUMENT: Final = "onrecord/document/1"
SEARCH: Final = "onrecord/search/1"
COPIES: Final = "onrecord/copies/1"
STATS: Final = "onrecord/library-stats/1"

SHORT: Final = 12
"""Hex digits of an id that are shown; as good as unique among millions."""


def added_line(added: Added) -> str:
    """One line for a document that was added."""
    return f"{added.outcome:9}  {short(added.document_id)}  {line(added.address)}"


def added_summary(added: Sequence[Added], aside: Sequence[SetAside]) -> str:
    """How many of each kind, in one line."""
    counts = Counter(each.outcome for each in added)
    named = [f"{counts[outcome]} {outcome}" for outcome in ("new", "changed", "copy", "unchanged") if counts[outcome]]
    return ", ".join([*named, *([f"{len(aside)} set aside"] if aside else [])] or ["Nothing to add"]) + "."


def added_json(added: Sequence[Added], aside: Sequence[SetAside]) -> str:
    """{"schema", "documents": [{"id", "address", "title", "outcome"}], "set_aside": [{"source", "reason"}]}."""
    documents = [{"id": a.document_id, "address": a.address, "title": a.title, "outcome": a.outcome} for a in added]
    return json_text({"schema": ADDED, "documents": documents, "set_aside": [asdict(each) for each in aside]})


def versions_text(versions: Sequence[Version], width: int, color: bool) -> str:
    """Versions for a terminal: title, then id, day, collection and address."""
    if not versions:
        return "No document fits.\n"
    return "\n".join(_version(version, width, color) for version in versions) + "\n"


def versions_json(versions: Sequence[Version]) -> str:
    """{"schema", "versions": [...]}."""
    return json_text({"schema": VERSIONS, "versions": [asdict(version) for version in versions]})


def document_text(document: Document, versions: Sequence[Version], width: int, color: bool) -> str:
    """A stored document: its versions, then its text."""
    from bot.render.safe import lines

    return versions_text(versions, width, color) + "\n" + lines(document.text).rstrip("\n") + "\n"


def document_json(document: Document, versions: Sequence[Version]) -> str:
    """{"schema", "id", "text", "versions": [...]}; the text is the document's own, to the character."""
    kept = [asdict(version) for version in versions]
    return json_text({"schema": DOCUMENT, "id": document.id, "text": document.text, "versions": kept})


def passages_text(found: Sequence[Found], width: int, color: bool) -> str:
    """Passages that were found, best first: where, below that the words, and where else the story stands."""
    if not found:
        return "No passage fits.\n"
    shown, listed = [], set[str]()
    for one in found:
        hit = one.hit
        text = _headed(hit.version, [(f" · {hit.span.start}–{hit.span.end}", "dim")], hit.text, width, color)
        if one.copies and hit.version.document_id not in listed:
            listed.add(hit.version.document_id)
            text += "\n" + _elsewhere(one.copies, width, color)
        shown.append(text)
    return "\n\n".join(shown) + "\n"


def passages_json(question: str, found: Sequence[Found]) -> str:
    """{"schema", "question", "passages": [{"version", "start", "end", "window", "text", "score", "copies"}]}."""
    passages = [
        {
            **_found(one.hit.version, one.hit.score),
            **_bounds(one.hit.span),
            "window": _bounds(one.hit.window),
            "text": one.hit.text,
            "copies": [{"id": other.document_id, "address": other.address} for other in one.copies],
        }
        for one in found
    ]
    return json_text({"schema": SEARCH, "question": question, "passages": passages})


def copies_text(stories: Sequence[Sequence[Version]], width: int, color: bool) -> str:
    """Stories that stand in several places: what they are called, and the addresses."""
    if not stories:
        return "No story stands in several places.\n"
    shown = []
    for versions in stories:
        first = versions[0]
        head = flow(
            [(line(first.title or first.address), "strong"), (f" · {_facts(first)}", "dim")], width, color=color
        )
        shown.append("\n".join([head, f"  {line(first.address)}", _elsewhere(versions[1:], width, color)]))
    return "\n\n".join(shown) + "\n"


def copies_json(stories: Sequence[Sequence[Version]]) -> str:
    """{"schema", "stories": [[version, ...], ...]}; the first version of each stands for the others."""
    return json_text({"schema": COPIES, "stories": [[asdict(version) for version in story] for story in stories]})


def statements_text(hits: Sequence[StatementHit], width: int, color: bool) -> str:
    """Reported statements that were found, best first: who and where, and below that the words."""
    if not hits:
        return "No reported statement fits.\n"
    out = []
    for hit in hits:
        who = hit.attribution.speaker
        name = who.name if who is not None else hit.mention or "(no speaker named)"
        head: list[Piece] = [(name, "strong"), (f", {who.role}" if who is not None and who.role else "", "dim")]
        head.append((f" · {hit.attribution.kind} · {_where(hit.version)}", "dim"))
        words = flow([(hit.text, "")], width, first="  ", rest="  ", color=color)
        out.append(flow(head, width, rest="    ", color=color) + "\n" + words)
    return "\n\n".join(out) + "\n"


def statements_json(question: str, hits: Sequence[StatementHit]) -> str:
    """{"schema", "question", "statements": [{"version", "speaker", "mention", "kind", "spans", "text", ...}]}."""
    found = []
    for hit in hits:
        said = hit.attribution
        found.append(
            {
                **_found(hit.version, hit.score),
                "speaker": None if said.speaker is None else asdict(said.speaker),
                "mention": hit.mention,
                "kind": said.kind,
                "spans": [[span.start, span.end] for span in said.spans],
                "text": hit.text,
                "window": _bounds(hit.window),
                "context": hit.context,
                "confidence": said.confidence,
            }
        )
    return json_text({"schema": SEARCH, "question": question, "statements": found})


def stats_text(stats: Stats) -> str:
    """The numbers, one a line."""
    rows = [
        ("documents", f"{stats.documents:,}"),
        ("current versions", f"{stats.current:,}"),
        ("kept for citations", f"{stats.superseded:,}"),
        ("statements put off", f"{stats.put_off:,}"),
        ("characters", f"{stats.characters:,}"),
        ("passages", f"{stats.passages:,}"),
        ("statements", f"{stats.statements:,}"),
        ("speakers", f"{stats.speakers:,}"),
        ("size on disk", f"{stats.size / 1e6:,.1f} MB"),
        *((f"collection {line(name)}", f"{count:,}") for name, count in stats.collections),
    ]
    wide = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{wide}}  {value}" for name, value in rows) + "\n"


def stats_json(stats: Stats) -> str:
    """{"schema", ...} with the fields of ``Stats``."""
    return json_text({"schema": STATS, **asdict(stats), "collections": dict(stats.collections)})


def short(document_id: str) -> str:
    """An id as people are shown it, which every command takes."""
    return document_id.removeprefix("sha256:")[:SHORT]


def _version(version: Version, width: int, color: bool) -> str:
    facts = [short(version.document_id), version.published, version.collection, f"{version.characters:,} characters"]
    facts += [None if version.current else "not current", None if version.read else "statements put off"]
    told = " · ".join(fact for fact in facts if fact)
    head = flow([(line(version.title or version.address), "strong")], width, color=color)
    rest = flow([(told, "dim")], width, first="  ", rest="  ", color=color)
    return f"{head}\n{rest}\n  {line(version.address)}"


def _headed(version: Version, more: Sequence[Piece], text: str, width: int, color: bool) -> str:
    head: list[Piece] = [(line(version.title or version.address), "strong"), (f" · {_facts(version)}", "dim"), *more]
    words = "\n".join(
        flow([(paragraph, "")], width, first="  ", rest="  ", color=color)
        for paragraph in text.split("\n")
        if paragraph.strip()
    )
    return flow(head, width, rest="    ", color=color) + "\n" + words


def _elsewhere(versions: Sequence[Version], width: int, color: bool) -> str:
    """How many more places a story stands in, and which."""
    count = len(versions)
    head = flow([(f"{count:,} {'copy' if count == 1 else 'copies'}:", "dim")], width, first="  ", color=color)
    listed = [flow([(line(v.address), "dim")], width, first="    ", rest="      ", color=color) for v in versions]
    return "\n".join([head, *listed])


def _facts(version: Version) -> str:
    day = (version.published or "")[:10]
    return " · ".join(line(fact) for fact in (day, version.publisher or "", short(version.document_id)) if fact)


def _where(version: Version) -> str:
    return f"{line(version.title or version.address)} · {_facts(version)}"


def _found(version: Version, score: float) -> dict[str, Any]:
    return {"version": asdict(version), "score": score}


def _bounds(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
