"""Anything -> Document. A first, text-only version; the rest of the room follows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import SourceMissing, shown
from bot.types import Document


@dataclass(frozen=True, slots=True)
class Limits:
    max_bytes: int = 20_000_000
    timeout: float = 30.0
    allow_loopback: bool = False


def from_bytes(raw: bytes, *, name: str, content_type: str | None = None, uri: str | None = None) -> Document:
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    first, _, rest = text.partition("\n")
    title = first.strip() if rest.startswith("\n") and len(first) < 120 and first[-1:].isalnum() else None
    return Document.of(text, title=title, uri=uri or name)


async def ingest(source: str, limits: Limits) -> Document:
    path = Path(source)
    if not path.is_file():
        raise SourceMissing(f"There is no file {shown(source)}; check the path.")
    return from_bytes(path.read_bytes(), name=source, uri=source)
