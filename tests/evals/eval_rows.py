"""Rows and runs made by hand, for what reads runs and does not care how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.runs import About, EvalRun, Row

TEXT = "The quay opened in May. “It leaks,” said Ada Birk. It cost 3 million crowns."


def result(*statements: str, refused: bool = False, **usage: Any) -> dict[str, Any]:
    """A result as stored: each statement is supported and cites the whole of its own words, or the first sentence."""
    claims = []
    for n, text in enumerate(statements, 1):
        start = max(0, TEXT.find(text))
        end = start + len(text) if text in TEXT else TEXT.index(".") + 1
        citation = {
            "n": n,
            "document_id": "d1",
            "start": start,
            "end": end,
            "quote": TEXT[start:end],
            "status": "exact",
        }
        claims.append({"text": text, "support": "supported", "reasons": [], "citations": [citation]})
    spent = {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": None, "seconds": 0.1, **usage}
    return {"claims": claims, "stances": [], "rejected": [], "refused": refused, "refusal_reason": None, "usage": spent}


def row(name: str, figures: Mapping[str, float | None], said: str = "It cost 3 million crowns.", **more: Any) -> Row:
    """A row of the task "answer" whose group is what stands before the slash of its name."""
    asked = {
        "task": "answer",
        "question": f"What of {name}?",
        "words": None,
        "targets": [],
        "gold": {"answerable": True, "answers": ["3 million"]},
        "documents": [{"id": "d1", "title": "Quay", "uri": None, "text": more.pop("text", TEXT)}],
    }
    output = {"result": result(said, **more.pop("usage", {})), "attributions": [], "error": more.pop("error", None)}
    return Row(name, "answer", name.partition("/")[0], dict(figures), asked, output, tuple(more.pop("faults", ())), 0.1)


def run_of(rows: list[Row], **about: Any) -> EvalRun:
    """A finished run of these rows."""
    told = {
        "id": "a-run",
        "created": "2031-04-09T08:00:00Z",
        "finished": "2031-04-09T08:01:00Z",
        "model": None,
        "tasks": {"answer": len(rows)},
        "prompts": {},
        "limit": None,
        "samples": "s",
        "code": "c",
        "commit": "abc",
        "options": {},
    }
    return EvalRun(Path("a-run"), About(**{**told, **about}), tuple(rows))
