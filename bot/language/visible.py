"""What of a text a reader sees: characters without a shape of their own left out.

They hide a word from whoever compares words and not from a reader: a name with a zero-width space behind each letter
looks like the name. Which characters have no shape is Unicode's own property Default_Ignorable_Code_Point (UAX 44).
"""

from __future__ import annotations

import re

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Joiners, and selectors of a form, are spelling between letters beyond Latin, and in emoji.
_SPELLING = "(?<=[^\\x00-\u02ff])[\u200c\u200d\ufe00-\ufe0f]"
_HIDDEN = re.compile(f"(?!{_SPELLING})[{_IGNORABLE}]")


def visible(text: str) -> str:
    """A text without the characters that nobody sees; not for documents, whose offsets are theirs."""
    return text if text.isascii() else _HIDDEN.sub("", text)
