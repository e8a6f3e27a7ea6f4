"""Where a source came from and how much of it may be read: what every reader of this room is handed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.errors import shown


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost.

    Args:
        max_bytes: the most bytes read from a file, standard input or a server (after decompression).
        timeout: the most seconds that fetching an address may take in all, redirects included.
        allow_loopback: fetch from this machine's own loopback addresses too (for tests).
    """

    max_bytes: int = 20_000_000
    timeout: float = 30.0
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a source besides its bytes. All of it comes from outside and is only ever a hint.

    Args:
        name: the source as messages name it: a path, an address, "standard input".
        uri: the source as the user gave it; kept in the document.
        media_type: the server's content type, in lower case and without parameters.
        charset: the character set that the server named.
    """

    name: str
    uri: str | None = None
    media_type: str | None = None
    charset: str | None = None

    @classmethod
    def of(cls, name: str, uri: str | None, content_type: str | None) -> Origin:
        """Make an origin; ``content_type`` is the header as sent ("text/html; charset=utf-8")."""
        media, *parameters = (content_type or "").split(";")
        charset = None
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "charset":
                charset = value.strip().strip("\"'") or None
        return cls(name, name if uri is None else uri, media.strip().lower() or None, charset)

    @property
    def extension(self) -> str:
        """The ending of the file's name in lower case, with its dot; "" where there is none."""
        path = self.name
        if "://" in path:
            try:
                path = urlsplit(path).path
            except ValueError:
                return ""
        return PurePosixPath(path.replace("\\", "/")).suffix.lower()

    def __str__(self) -> str:
        return shown(self.name)
