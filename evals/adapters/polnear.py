"""PolNeAR: every reported statement in US political news, with cue and mention of the source.

Where: github.com/networkdynamics/PolNeAR. Licence: none stated, and the articles are copyrighted news: a copy stays
where it is. 1,008 articles. Published with the corpus are measures of its annotation, not of systems on this task;
``onrecord eval quotes`` prints the table that compares systems by the matching used here.

As published: give the checkout, its ``data``, or one half of it (``data/dev``). Each half holds ``text/NAME.txt`` and
``attributions/NAME_ANNOTATOR.ann`` in brat's stand-off form (``evals.adapters._brat``): events of the types
``Attribution`` and ``Attribution-no-source``, of a Cue, a Content and mostly a Source. A few articles have six
annotators; nothing says whose word is best, and the first by name is taken. Left out are the marks Discard and Discuss,
the articles that annotators were trained on (``annotator-training``), and those of another corpus, whose texts are not
there (``parc3-replication``). What is direct, mixed or indirect is not annotated: ``kind_of`` sets it by quotation
marks.

Our layout, a row: ``quotes`` [{quote_spans, kind, speaker_spans, cue_spans}], spans being pairs of offsets. Speakers
are mentions, resolved to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from glob import escape
from pathlib import Path

from bot.types import Document
from evals.adapters._brat import Event, events
from evals.adapters._rows import Row, files_of, samples_of_rows, spans
from evals.samples import EvalSample

KINDS = ("direct", "indirect", "mixed")
OPENING, CLOSING = '"“', '"”“'
"""Quotation marks. Some articles close with the mark that opens."""

WHAT = "PolNeAR"


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The articles of a file or folder; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what=WHAT, published=published)


def published(path: Path) -> Iterator[Row]:
    """The articles of the folder as it is published, as rows of our layout; see ``rows_of``."""
    if not path.is_dir():
        raise ValueError("the set is a folder: give the checkout, its data, or one half of it")
    for file in files_of(path, "text/*.txt"):
        half, name = file.parent.parent, file.stem
        if half.name == "annotator-training":
            continue
        all_of_it = half.glob(f"attributions/{escape(name)}_*.ann")
        annotations = sorted(one for one in all_of_it if one.stem.rpartition("_")[0] == name)
        if not annotations:
            raise ValueError(f"{half.name}/attributions holds nothing on {name}")
        text = file.read_text("utf-8")
        try:
            found = [
                _quote(event, text) for event in events(annotations[0].read_text("utf-8"), text) if _is_ours(event)
            ]
        except (ValueError, LookupError) as error:
            raise ValueError(f"{half.name}/attributions/{annotations[0].name}: {error}") from error
        yield {
            "id": f"polnear-{half.name}-{name}",
            "group": name,
            "publisher": name.split("_")[0],
            "source_text": text,
            "quotes": sorted(found, key=lambda quote: quote["quote_spans"]),
        }


def _is_ours(event: Event) -> bool:
    return event.type.startswith("Attribution") and "Content" in event.parts


def _quote(event: Event, text: str) -> Row:
    source = event.parts.get("Source", ())
    return {
        "quote_spans": [list(piece) for piece in event.parts["Content"]],
        "kind": kind_of(event.parts["Content"], text),
        "speaker_spans": [list(piece) for piece in source],
        "speaker": " … ".join(text[start:end] for start, end in source) or None,
        "cue_spans": [list(piece) for piece in event.parts.get("Cue", ())],
    }


def kind_of(pieces: Sequence[tuple[int, int]], text: str) -> str:
    """``direct`` where every piece is a quotation from end to end, ``indirect`` where no quotation mark stands in or at
    one, else ``mixed``. Single marks do not count: most of them are apostrophes."""
    if all(_is_quotation(start, end, text) for start, end in pieces):
        return "direct"
    marks = {*OPENING, *CLOSING}
    return "mixed" if any(marks & {*text[max(0, start - 1) : end + 1]} for start, end in pieces) else "indirect"


def _is_quotation(start: int, end: int, text: str) -> bool:
    """Whether a piece opens and closes with a mark, inside or right outside of it, and closes nowhere before."""
    words = text[start:end].strip()
    opening = words[:1] if words[:1] in OPENING else text[max(0, start - 1) : start]
    if not opening or opening not in OPENING:
        return False
    inner = words.removeprefix(opening).rstrip(".,;:?!")
    after = text[end:].lstrip(".,;:?!")[:1]
    if inner[-1:] and inner[-1:] in CLOSING:
        inner = inner[:-1]
    elif not after or after not in CLOSING:
        return False
    return ("”" if opening == "“" else opening) not in inner


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], publisher=row.get("publisher"))
    gold = {
        "attributions": [_attribution(quote, document) for quote in row["quotes"]],
        "not_speech": [],
        "mentions_only": True,
    }
    return [EvalSample(row["id"], row["group"], "quotes", (document,), gold)]


def _attribution(quote: Row, document: Document) -> Row:
    if quote["kind"] not in KINDS:
        raise ValueError("an unknown kind")
    mentions = spans(quote.get("speaker_spans") or [], document)
    cues = spans(quote.get("cue_spans") or [], document)
    return {
        "spans": spans(quote["quote_spans"], document),
        "kind": quote["kind"],
        "cue": cues[0] if cues else None,
        "mention": mentions[0] if mentions else None,
        "mentions": mentions,
        "speaker": None,
        "names": [],
    }
