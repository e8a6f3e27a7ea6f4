"""How well reported statements are found and given to the right speaker, against a labelled set on the user's disk.

The set is PolNeAR as it is published, or a file of JSON lines (``evals.adapters.polnear`` says more of both): each row
has ``id``, ``source_text`` and ``quotes``; a quote has ``quote_spans`` and ``speaker_spans`` (lists of half-open code
point offsets), ``speaker`` (its words, or null) and ``kind``. No row of it is part of this project.

The measure: gold and predicted statements of an article are matched one to one, best overlap first, overlap being the
Dice coefficient of their words as places in the text. A match is *joint* where the overlap is at least 0.5 and the
speaker is right: the predicted mention shares a word that carries meaning with the gold mention, or neither names any.
It is *strict* where also the head words of both mentions are one ("Lind" is not "Lind's aide"). Precision, recall and
F1 are counted for each kind; an unmatched prediction counts under its own kind.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language import read
from bot.types import Attribution, Document, Reading
from evals.adapters import polnear
from evals.adapters._rows import samples_of_rows

KINDS = ("direct", "mixed", "indirect")
OVERLAP = 0.5
"""A match with less of its words in common is none."""

SAMPLES = 1000
"""Bootstrap samples of articles for the intervals."""

Bounds = tuple[int, int]

_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[@#]?[^\W_][\w.’'&-]*")
_NAME_ENDS = re.compile(r"[,;(\[–—|]|\s--?\s|\b(?:who|whose|which|whom)\b")
_SILENT = frozenset(
    "the a an of and or in on at for from to by with as s that who which was were is be been has had his her their its "
    "my our".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv md phd esq".split())
_LEADS = frozenset("in on at from during with for to about by after before via".split())
_PRONOUNS = frozenset(
    "i me my we us our you your he him his himself she her hers it its they them their who whom whose which that this "
    "these those one someone some many others other another both all several few most each everyone anyone".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A reported statement as measured: pieces, kind, the mention's spans and its words."""

    pieces: tuple[Bounds, ...]
    kind: str
    mention: tuple[Bounds, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of one kind and what follows from them; ``interval`` bounds 95 % of the bootstrap samples' F1."""

    gold: int
    predicted: int
    joint: int
    strict: int
    found: int
    interval: tuple[float, float] | None = None

    def f1(self, right: int) -> float | None:
        """F1 of that many right ones; None where there is neither gold nor prediction."""
        total = self.gold + self.predicted
        return 2 * right / total if total else None


def rows_of(reading: Reading) -> list[dict[str, Any]]:
    """A reading's attributions as prediction rows: spans, text, kind, and the places of speaker and cue.

    ``text`` joins the pieces with " … "; ``speaker`` is the mention as it stands in the text, or None.
    """
    return [_row(reading.document, attribution) for attribution in reading.attributions]


def _row(document: Document, attribution: Attribution) -> dict[str, Any]:
    row: dict[str, Any] = {
        "spans": [[span.start, span.end] for span in attribution.spans],
        "text": " … ".join(document.slice(span) for span in attribution.spans),
        "kind": attribution.kind,
        "speaker": None,
    }
    if attribution.mention is not None:
        row["speaker"] = document.slice(attribution.mention)
        row["speaker_start"], row["speaker_end"] = attribution.mention.start, attribution.mention.end
    if attribution.cue is not None:
        row["cue_start"], row["cue_end"] = attribution.cue.start, attribution.cue.end
    return row


def quotes_table(path: str | Path, *, samples: int = SAMPLES) -> str:
    """The table that ``onrecord eval quotes --data PATH`` prints.

    Args:
        path: PolNeAR, a file or folder as described at the head of this module.
        samples: bootstrap samples for the intervals; 0 leaves them out.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it is not the set.
    """
    counts = []
    verbatim = predictions = 0
    for text, gold in articles(Path(path)):
        reading = read(Document.of(text))
        predicted = [_predicted(attribution) for attribution in reading.attributions]
        counts.append(score(text, gold, predicted, reading.document))
        for prediction in rows_of(reading):
            predictions += 1
            joined = " … ".join(text[start:end] for start, end in prediction["spans"])
            verbatim += prediction["text"] == joined
    return _table(figures(counts, samples=samples), len(counts), verbatim / predictions if predictions else None)


def articles(path: Path) -> list[tuple[str, list[Statement]]]:
    """The texts of PolNeAR with their labelled statements.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it is not the set.
    """
    return samples_of_rows(
        path, None, lambda row: [(row["source_text"], _gold(row))], what=polnear.WHAT, published=polnear.published
    )


def _gold(row: Mapping[str, Any]) -> list[Statement]:
    text = row["source_text"]
    found = []
    for quote in row["quotes"]:
        pieces = tuple((int(start), int(end)) for start, end in quote["quote_spans"])
        if not isinstance(text, str) or not all(0 <= start < end <= len(text) for start, end in pieces):
            raise ValueError("a span outside of the text")
        mention = tuple((int(start), int(end)) for start, end in quote.get("speaker_spans") or ())
        found.append(Statement(pieces, quote["kind"], mention, quote.get("speaker") or None))
    return found


def _predicted(attribution: Attribution) -> Statement:
    mention = attribution.mention
    return Statement(
        tuple((span.start, span.end) for span in attribution.spans),
        attribution.kind,
        ((mention.start, mention.end),) if mention is not None else (),
        None,
    )


def score(
    text: str, gold: Sequence[Statement], predicted: Sequence[Statement], document: Document | None = None
) -> Mapping[str, Figure]:
    """The counts of one article by kind, and under "all".

    Args:
        text: the article.
        gold: its labelled statements.
        predicted: what was found.
        document: unused but for its text; kept so that a reading can be passed whole.
    """
    gold_words = [_places(text, statement.pieces) for statement in gold]
    found_words = [_places(text, statement.pieces) for statement in predicted]
    right = [[_same_speaker(text, g, p) for p in predicted] for g in gold]
    candidates = []
    for i, first in enumerate(gold_words):
        for j, second in enumerate(found_words):
            common = len(first & second)
            if common:
                dice = 2 * common / (len(first) + len(second))
                candidates.append((-round(dice, 9), not right[i][j], i, j, dice))
    matched: dict[int, tuple[int, float]] = {}
    taken: dict[int, int] = {}
    for _, _, i, j, dice in sorted(candidates):
        if i not in matched and j not in taken:
            matched[i], taken[j] = (j, dice), i
    return _counts(text, gold, predicted, matched, taken, right)


def _counts(
    text: str,
    gold: Sequence[Statement],
    predicted: Sequence[Statement],
    matched: Mapping[int, tuple[int, float]],
    taken: Mapping[int, int],
    right: Sequence[Sequence[bool]],
) -> Mapping[str, Figure]:
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "all")}

    def add(kind: str, *what: str) -> None:
        for row in {kind, "all"}:
            tally.setdefault(row, Counter()).update(what)

    for i, statement in enumerate(gold):
        add(statement.kind, "gold")
        j, dice = matched.get(i, (-1, 0.0))
        if dice >= OVERLAP:
            add(statement.kind, "found")
            if right[i][j]:
                add(statement.kind, "joint")
                if statement.name is None or _head(statement.name) == _head(_words(text, predicted[j].mention)):
                    add(statement.kind, "strict")
    for j, statement in enumerate(predicted):
        add(gold[taken[j]].kind if j in taken else statement.kind, "predicted")
    return {kind: Figure(c["gold"], c["predicted"], c["joint"], c["strict"], c["found"]) for kind, c in tally.items()}


def figures(counts: Sequence[Mapping[str, Figure]], *, samples: int = SAMPLES, seed: int = 7) -> dict[str, Figure]:
    """The sums over articles by kind, with percentile bootstrap intervals of the joint F1 over articles."""
    rng = random.Random(seed)
    drawn: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "all")}
    for _ in range(samples if counts else 0):
        chosen = rng.choices(counts, k=len(counts))
        for kind, values in drawn.items():
            total = _sum(article[kind] for article in chosen)
            value = total.f1(total.joint)
            if value is not None:
                values.append(value)
    found = {}
    for kind, values in drawn.items():
        total = _sum(article[kind] for article in counts)
        values.sort()
        ends = (
            (values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))])
            if values
            else None
        )
        found[kind] = Figure(total.gold, total.predicted, total.joint, total.strict, total.found, ends)
    return found


def _sum(parts: Iterable[Figure]) -> Figure:
    total = Counter[str]()
    for part in parts:
        total.update(gold=part.gold, predicted=part.predicted, joint=part.joint, strict=part.strict, found=part.found)
    return Figure(total["gold"], total["predicted"], total["joint"], total["strict"], total["found"])


def _table(by_kind: Mapping[str, Figure], articles: int, verbatim: float | None) -> str:
    lines = [
        f"{'kind':9}{'gold':>6}{'found':>7}{'P':>7}{'R':>7}{'joint F1':>10}  {'95 % interval':<16}{'strict F1':>9}"
    ]
    for kind in (*KINDS, "all"):
        f = by_kind[kind]
        ends = f"[{100 * f.interval[0]:.1f}, {100 * f.interval[1]:.1f}]" if f.interval else "-"
        lines.append(
            f"{kind:9}{f.gold:>6}{f.predicted:>7}{_percent(f.joint, f.predicted)}{_percent(f.joint, f.gold)}"
            f"{_percent(2 * f.joint, f.gold + f.predicted):>10}  {ends:<16}"
            f"{_percent(2 * f.strict, f.gold + f.predicted):>9}"
        )
    share = "-" if verbatim is None else f"{100 * verbatim:.1f} %"
    lines.append(f"{articles} articles; words of a prediction that are the source's own: {share}")
    return "\n".join(lines)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:>7.1f}" if whole else f"{'-':>7}"


def _places(text: str, pieces: Sequence[Bounds]) -> frozenset[int]:
    """The words of some pieces as the offsets they begin at."""
    found = {start + word.start() for start, end in pieces for word in _WORD.finditer(text[start:end])}
    return frozenset(found) or frozenset(-1 - start for start, _ in pieces)


def _telling(text: str, spans: Sequence[Bounds]) -> frozenset[int]:
    """The offsets of a mention's words that carry meaning, or of all if none does."""
    words = {
        start + word.start(): word.group().lower() for start, end in spans for word in _WORD.finditer(text[start:end])
    }
    return frozenset(at for at, word in words.items() if word not in _SILENT) or frozenset(words)


def _same_speaker(text: str, gold: Statement, predicted: Statement) -> bool:
    if gold.name is None and not gold.mention:
        return not predicted.mention
    return bool(_telling(text, gold.mention) & _telling(text, predicted.mention))


def _words(text: str, spans: Sequence[Bounds]) -> str:
    return " ".join(text[start:end] for start, end in spans)


def _head(mention: str) -> str:
    """The head word of a mention: of "Sen. Ada Lind of Ohio, who" it is "lind", of "the mayor of Ansel" "mayor"."""
    name = re.sub(r"[’']s\b", "", mention).strip(" \"“”‘’',.:;-–—")
    words = _NAME_WORD.findall(_NAME_ENDS.split(name)[0]) or _NAME_WORD.findall(name)
    words = [word.rstrip(".'’-") for word in words if word.rstrip(".'’-")]
    while len(words) > 1 and words[-1].lower() in _PRONOUNS:
        words.pop()
    for at in range(1, len(words)):
        if words[at].lower() in _LEADS and words[at - 1][0].isupper():
            words = words[:at]
            break
    of = [at for at in range(1, len(words)) if words[at].lower() == "of"]
    if of and not words[-1][0].isupper():
        words = words[: of[0]]  # "the mayor of the town"
    elif of and len(words) > 2 and all(w[0].isupper() or w.lower() in _SILENT for w in words[of[-1] + 1 :]):
        words = words[: of[-1]]  # "Ada Lind of Ansel", "the mayor of Ansel"
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    return words[-1].lower().lstrip("@#") if words else ""
