"""What is looked for: a question's words, a speaker's names, days. Pure, and the same for every store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.errors import UsageError, shown
from bot.language.names import key_words, same_name
from bot.language.words import STOPWORDS, bare, fold, tokens

MOST_WORDS: Final = 64
"""Words of a question that are looked for; a longer one is a document and not a question."""

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,500})[\"“”„«»]")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_STOPPED: Final = STOPWORDS["en"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What to look for. Each term is one or several words that stand next to one another.

    Attributes:
        must: phrases that were put in quotation marks; all of them must stand in a hit.
        any: words of which the more, and the rarer, the better.
    """

    must: tuple[str, ...]
    any: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.must or self.any)


def terms(question: str) -> Terms:
    """The terms of a question; any text is one. Function words count only where there is nothing else."""
    must = [phrase for match in _QUOTED.finditer(question) if (phrase := _phrase(match[1]))]
    rest = _QUOTED.sub(" ", question)
    written = [token.word for token in tokens(rest) if not _IDEOGRAPHS.fullmatch(token.word) and bare(token.word)]
    words = [bare(word) for word in written]
    shouted = question.isupper()
    telling = [bare(word) for word in written if bare(word) not in _STOPPED or _is_acronym(word, shouted)]
    wanted = [*(telling or ([] if must else words)), *_pairs(rest)]
    return Terms(tuple(dict.fromkeys(must))[:MOST_WORDS], tuple(dict.fromkeys(wanted))[:MOST_WORDS])


def could_be(wanted: str, names: Sequence[str]) -> bool:
    """Whether a speaker known by ``names`` may be the one asked for: one bearer, or whole words of a name."""
    words = key_words(wanted)
    return any(same_name(wanted, name) or _stands_in(words, key_words(name)) for name in names)


def name_keys(names: Sequence[str]) -> tuple[str, ...]:
    """The words under which a speaker is looked up: no case, accents or titles; acronyms as themselves."""
    keys = {word for name in names for word in key_words(name)}
    for name in names:
        initials = "".join(token.word[0] for token in tokens(name) if token.word[0].isupper())
        if len(initials) >= 2:
            keys.add(initials.lower())
    return tuple(sorted(keys))


def day(written: str | None, option: str) -> str | None:
    """A day as asked for, checked.

    Raises:
        UsageError: it is not YYYY-MM-DD; the message names ``option``.
    """
    if written is None:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise UsageError(f"{option} must be a day such as 2031-04-30, not {shown(written, 40)}.") from None


def _is_acronym(word: str, shouted: bool) -> bool:
    """Whether a word that is spelled as a function word is a name: US, WHO, IT; not where all is in capitals."""
    return len(word) > 1 and word.isupper() and not shouted


def _phrase(text: str) -> str:
    """The words of a phrase as written; "" where there is none."""
    return " ".join(fold(token.word) for token in tokens(text))


def _pairs(text: str) -> list[str]:
    """Runs of ideographs, which no space parts into words, as their overlapping pairs."""
    found = []
    for run in _IDEOGRAPHS.findall(text):
        found += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
    return found


def _stands_in(wanted: tuple[str, ...], name: tuple[str, ...]) -> bool:
    size = len(wanted)
    return size > 0 and any(name[i : i + size] == wanted for i in range(len(name) - size + 1))
