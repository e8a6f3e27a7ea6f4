"""Style: the length asked for, repetitions, how hard it is to read.

The reading level is the Flesch-Kincaid grade (Kincaid et al. 1975), for English only, with syllables counted as groups
of vowels. A statement *repeats* where four fifths of its content words, and of an earlier one's, are the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.samples import EvalSample, Figure, Figures, Output
from evals.texts import claims, share, stems

FIGURES = {
    "words": Figure("words shown", unit="words"),
    "length_off": Figure("words shown more or less than asked for, as a share of those", False, "ratio"),
    "repeated": Figure("statements that say what an earlier one said", higher_is_better=False),
    "reading_level": Figure("Flesch-Kincaid grade, English only", False, "grade"),
}

SAME = 0.8


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None where nothing is shown, and where no length was asked for."""
    shown = claims(output)
    if output.error is not None or not shown:
        return dict.fromkeys(FIGURES)
    words = sum(len(claim.text.split()) for claim in shown)
    english = all(reading.language == "en" for reading in output.readings.values())
    return {
        "words": float(words),
        "length_off": abs(words - sample.words) / sample.words if sample.words else None,
        "repeated": share(_repeats([claim.text for claim in shown])),
        "reading_level": grade([claim.text for claim in shown]) if english else None,
    }


def _repeats(texts: Sequence[str]) -> list[bool]:
    flags = []
    for at, text in enumerate(texts):
        ours = stems(text)
        flags.append(any(_alike(ours, stems(earlier)) for earlier in texts[:at]))
    return flags


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return bool(both) and both >= SAME * len(one) and both >= SAME * len(other)


def grade(sentences: Sequence[str]) -> float:
    """0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = [word for text in sentences for word in re.findall(r"[a-zà-ÿ]+", text.lower())]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one."""
    groups = len(re.findall(r"[aeiouyà-ÿ]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
