"""Does what a sample asks for with the product as it is: a session, its documents, one task."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from bot.errors import BudgetSpent, ConfigError, ModelUnreachable, OnRecordError, shown
from bot.language import read
from bot.render import quotes_json, to_json
from bot.session import Session
from bot.tasks.run import Run
from bot.types import Claim, Readings, Stance
from evals.samples import EvalSample, Output

FATAL = (ModelUnreachable, BudgetSpent, ConfigError)
"""What would befall every further sample alike: the run stops, and goes on from there when it is started again."""

WITHOUT_DRAFTER = frozenset({"quotes", "checks"})
"""Tasks for which a text is read and nobody drafts."""


async def solve(sample: EvalSample, session: Session) -> Output:
    """Do one sample.

    Args:
        sample: what is to be done.
        session: a session of its own; the caller closes it.

    Raises:
        ModelUnreachable, BudgetSpent, ConfigError: no further sample could be done either. Every other failure is
            the sample's own and stands in ``Output.error``.
    """
    run: Run | None = None
    started, first, error = time.monotonic(), None, None
    try:
        if sample.task in WITHOUT_DRAFTER:
            readings = {document.id: read(document) for document in sample.documents}
            rows = _attributions(readings) if sample.task == "quotes" else ()
            return Output(result=None, readings=readings, attributions=rows)
        for document in sample.documents:
            session.add_document(document)
        run = _begin(sample, session)
        async for item in run:
            if first is None and isinstance(item, Claim | Stance):
                first = round(time.monotonic() - started, 3)
    except FATAL:
        raise
    except OnRecordError as failure:
        error = str(failure)
    except Exception as failure:  # a fault of the product is a finding of the suite, and no end of it
        error = f"{type(failure).__name__}: {shown(failure)}"
    return Output(run.result if run else None, dict(session.readings), error=error, first_seconds=first)


def _begin(sample: EvalSample, session: Session) -> Run:
    if sample.task == "summary":
        return session.summarize(words=sample.words) if sample.words else session.summarize()
    if sample.task == "stances":
        return session.stances(targets=sample.targets)
    return session.ask(sample.question or "", form=sample.form)


def _attributions(readings: Readings) -> tuple[dict[str, Any], ...]:
    documents = json.loads(quotes_json(list(readings.values())))["documents"]
    return tuple({**row, "document": at} for at, document in enumerate(documents) for row in document["attributions"])


def stored(output: Output) -> dict[str, Any]:
    """An output as plain JSON types, without the documents' text."""
    return {
        "result": json.loads(to_json(output.result)) if output.result is not None else None,
        "attributions": [dict(row) for row in output.attributions],
        "error": output.error,
        "first_seconds": output.first_seconds,
    }


def said(output: Mapping[str, Any] | Output) -> str:
    """What a reader would be shown of an output, one statement a line: for logs, and to compare two runs by word."""
    kept = stored(output) if isinstance(output, Output) else output
    lines = []
    if kept["result"]:
        result = kept["result"]
        if result["refused"]:
            lines.append(f"(refused) {result['refusal_reason'] or ''}".rstrip())
        lines += [
            claim["text"] + ("" if claim["support"] == "supported" else f" ({claim['support']})")
            for claim in result["claims"]
        ]
        lines += [f"{s['speaker']['name']}: {s['label']}: {s['target']}" for s in result["stances"]]
    for row in kept["attributions"]:
        speaker = row.get("speaker")
        name = speaker.get("name") if isinstance(speaker, dict) else speaker
        lines.append(f"{name or '(nobody named)'}: {row.get('text') or row.get('words') or ''}")
    if kept["error"]:
        lines.append(f"(failed) {kept['error']}")
    return "\n".join(lines)
