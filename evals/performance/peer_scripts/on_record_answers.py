"""On Record itself, asked as the other peers are; runs in this product's own environment."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from peer_lines import serve  # type: ignore[import-not-found]

from bot.config import load_settings
from bot.ingest import from_bytes
from bot.models import KnownServers
from bot.session import Session
from bot.types import Claim


def main() -> None:
    """Answer line by line; what is found out about the server is found out once."""
    known = KnownServers()

    async def answer(asked: dict[str, Any]) -> dict[str, Any]:
        given = {"model": asked["model"], "base_url": asked["base_url"], "max_calls": 1_000_000}
        settings = load_settings(
            given | {"max_tokens": 1_000_000_000}, {"ONRECORD_HOME": asked["home"]}, Path(asked["home"])
        )
        began, first = time.monotonic(), None
        session = await Session.open(settings, known)
        try:
            session.add_document(from_bytes(asked["text"].encode(), name="document.txt"))
            run = session.ask(asked["question"])
            async for item in run:
                if first is None and isinstance(item, Claim):
                    first = time.monotonic() - began
            result = run.result
        finally:
            await session.aclose()
        statements = [
            {"text": claim.text, "cited": [c.quote if c.located else None for c in claim.citations]}
            for claim in result.claims
        ]
        text = "" if result.refused else " ".join(claim.text for claim in result.claims)
        return {
            "text": text,
            "refused": result.refused,
            "statements": [] if result.refused else statements,
            "first": None if result.refused else first,
            "seconds": time.monotonic() - began,
        }

    with asyncio.Runner() as runner:
        serve(lambda asked: runner.run(answer(asked)))


if __name__ == "__main__":
    main()
