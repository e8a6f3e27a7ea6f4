"""Model files fetched from the Hugging Face hub, or a mirror of it (``HF_ENDPOINT``), checked and kept."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any, Final

from bot.errors import ConfigError, ModelDenied, ModelMisbehaved, ModelUnreachable, shown

_PART: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""A name on the hub. None begins with a dot, so none leads out of the folder that it is put in."""

_TIMEOUT: Final = 30.0
"""Seconds to wait for the hub to say what a file is."""


def fetch(reference: str, home: Path) -> Path:
    """The file of a reference, fetched if it is not there yet, with a progress bar where stderr is a terminal.

    A file that was fetched before is used as it is, with no network. A new one is taken only if its checksum is
    the one that the hub gives for it.

    Args:
        reference: OWNER/REPO/FILE.gguf, where FILE may stand in folders.
        home: the folder for this program's files; models are kept in ``models`` under it.

    Raises:
        ConfigError: the reference is not of that form, or huggingface_hub is not installed.
        ModelError: the hub cannot be reached, has no such file or keeps it back, or the file came damaged.
    """
    owner, repository, file = _parts(reference)
    folder = _folder(home) / owner / repository
    path = folder / file
    if path.is_file():
        return path
    try:
        import httpx2
        import huggingface_hub
    except ImportError:
        raise ConfigError(
            "Fetching a model needs huggingface_hub, which is not installed: pip install 'onrecord[local]'."
        ) from None
    endpoint = os.environ.get("HF_ENDPOINT") or None
    try:
        url = huggingface_hub.hf_hub_url(f"{owner}/{repository}", file, endpoint=endpoint)
        described = huggingface_hub.get_hf_file_metadata(url, timeout=_TIMEOUT, endpoint=endpoint)
        checksum = _checksum(described.etag, reference)
        arriving = folder / ".arriving"
        got = huggingface_hub.hf_hub_download(
            f"{owner}/{repository}",
            file,
            revision=described.commit_hash,
            local_dir=arriving,
            endpoint=endpoint,
        )
    except (OSError, ValueError, httpx2.HTTPError) as error:
        raise _explained(error, reference) from None
    _keep(Path(got), path, checksum, reference)
    return path


def fetched(home: Path) -> tuple[Path, ...]:
    """The model files that were fetched so far, sorted."""
    found = _folder(home).glob("*/*/**/*.gguf")
    return tuple(sorted(path for path in found if ".arriving" not in path.parts))


def _folder(home: Path) -> Path:
    return home / "models"


def _parts(reference: str) -> tuple[str, str, str]:
    parts = PurePosixPath(reference).parts
    if len(parts) < 3 or not all(_PART.fullmatch(part) for part in parts) or not reference.endswith(".gguf"):
        raise ConfigError(f"{shown(reference)} names no model file; write local:hf:OWNER/REPO/FILE.gguf.")
    return parts[0], parts[1], "/".join(parts[2:])


def _checksum(etag: str | None, reference: str) -> str:
    """The SHA-256 that the hub gives for a large file, which is its tag."""
    if etag is None or not re.fullmatch(r"[0-9a-f]{64}", etag):
        raise ModelMisbehaved(
            f"The hub gives no checksum for {shown(reference)}, so it cannot be proven whole; fetch it yourself and "
            "use --model local:PATH.gguf."
        )
    return etag


def _keep(got: Path, path: Path, checksum: str, reference: str) -> None:
    """Put a fetched file in its place if it is whole, else remove it."""
    with got.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != checksum:
        got.unlink()
        raise ModelMisbehaved(f"{shown(reference)} came damaged: its checksum is not the one the hub gives; try again.")
    path.parent.mkdir(parents=True, exist_ok=True)
    got.replace(path)


def _explained(error: Exception, reference: str) -> Exception:
    from huggingface_hub import errors

    kind: Any = type(error)
    if issubclass(kind, errors.GatedRepoError):
        return ModelDenied(
            f"{shown(reference)} is kept back until its terms are agreed to on the hub; set HF_TOKEN after that."
        )
    if issubclass(kind, errors.EntryNotFoundError) and not issubclass(kind, errors.LocalEntryNotFoundError):
        return ModelDenied(f"The hub has no file {shown(reference)}; check the name on the repository's page.")
    if issubclass(kind, errors.RepositoryNotFoundError):
        return ModelDenied(
            f"The hub has no repository for {shown(reference)}, or it is private; check the name, or set HF_TOKEN."
        )
    return ModelUnreachable(
        f"{shown(reference)} cannot be fetched from the hub ({shown(kind.__name__)}); check the network and the room "
        "on the disk, and try again."
    )
