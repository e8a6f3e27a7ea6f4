"""The key kept out of what a server says: whoever was sent it may give it back, in a completion too."""

from __future__ import annotations

from bot.config import Secret

MASK = "***"
SHORTEST = 12
"""Characters of a key that is looked for. Shorter ones, which servers on this machine are given to be content, are
words that a completion may hold by chance."""


class Mask:
    """Takes a text in pieces and gives it on with ``MASK`` in the place of a key; only what may begin one waits."""

    def __init__(self, key: Secret | None) -> None:
        value = key.reveal() if key is not None else ""
        self._key = value if len(value) >= SHORTEST else ""
        self._held = ""

    def feed(self, text: str) -> str:
        """Take a piece; give what can no longer be part of the key."""
        if not self._key:
            return text
        text = (self._held + text).replace(self._key, MASK)
        kept = next((n for n in range(min(len(self._key) - 1, len(text)), 0, -1) if self._key.startswith(text[-n:])), 0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept]

    def close(self) -> str:
        """The text has ended: give what was held back."""
        held, self._held = self._held, ""
        return held
