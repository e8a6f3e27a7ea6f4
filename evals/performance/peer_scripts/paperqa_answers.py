"""paper-qa's evidence and answer (``Docs.aquery``) over one document, with its sparse vectors and its own prompts.

Its agent, its look-ups of titles on the web and its reading of pictures are off: the document is at hand, and nothing
but the model server is reached. Its key for a passage, such as (pqac-1234abcd), is a citation of that passage.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from paperqa import Docs, Settings  # type: ignore[import-not-found]
from peer_lines import cited_statements, first_sentence_is_whole, serve  # type: ignore[import-not-found]

_KEY = re.compile(r"(pqac-[0-9a-f]{8})")
_NOTE = re.compile(r"\s*\([^()]*pqac-[0-9a-f]{8}[^()]*\)|\s*pqac-[0-9a-f]{8}")


def settings(asked: dict[str, Any]) -> Settings:
    """Its defaults, but for the server, the vectors, and what would reach elsewhere."""
    name = f"openai/{asked['model']}"
    config = {
        "model_list": [
            {
                "model_name": name,
                "litellm_params": {
                    "model": name,
                    "api_base": asked["base_url"],
                    "api_key": "none",
                    "temperature": 0.0,
                    "max_tokens": 512,  # as for all who are asked: a small model may never end
                    "timeout": 1800,
                },
            }
        ]
    }
    return Settings(
        llm=name,
        llm_config=config,
        summary_llm=name,
        summary_llm_config=config,
        embedding="sparse",
        parsing={"use_doc_details": False, "multimodal": False},
    )


async def answered(asked: dict[str, Any]) -> dict[str, Any]:
    """One question about one document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.txt")
        path.write_text(asked["text"], "utf-8")  # noqa: ASYNC240 (nothing else goes on)
        chosen = settings(asked)
        began = time.monotonic()
        written, first = "", None

        def piece(text: str) -> None:
            nonlocal written, first
            written += text
            if first is None and first_sentence_is_whole(written):
                first = time.monotonic() - began

        docs = Docs()
        await docs.aadd(path, citation="The document", docname="document", settings=chosen)
        session = await docs.aget_evidence(asked["question"], settings=chosen)
        session = await docs.aquery(session, settings=chosen, callbacks=[piece])
        seconds = time.monotonic() - began
    passages = {context.id: context.text.text for context in session.contexts}
    text = session.raw_answer or session.answer
    statements = cited_statements(text, _KEY, _NOTE, passages)
    plain = _NOTE.sub("", text)
    return {"text": plain, "statements": statements, "first": first or seconds, "seconds": seconds}


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        serve(lambda asked: runner.run(answered(asked)))
