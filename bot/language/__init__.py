"""Reads a text without a model: sentences, passages in quotation marks, and who said what.

``read`` is the one door; the modules behind it are pure functions on the document's text, and each step is linear in
its length:

- ``sentences`` finds paragraphs and sentences, ``tongue`` the language, ``marks`` and ``dashes`` what is quoted.
- ``tagging`` gives the words of a sentence their classes, with each quoted passage as one word.
- ``reports`` finds the reported statements of an English sentence by its cues (``cues``): ``verbal``,
  ``parenthetical``, ``passive``, ``nominal`` and ``phrase_cues`` are its passes; ``phrases``, ``extents`` and ``ends``
  tell subjects and where content begins and ends; ``unsaid`` knows what only looks like a report. ``foreign`` and
  ``foreign_speakers`` do it for German, French and Spanish.
- ``statements`` joins what crosses sentences and paragraphs.
- ``proper`` and ``cast`` tell who is named, ``offices`` what they are called, ``salience`` who was spoken of last,
  ``speakers`` who is meant; ``attribution`` puts all together.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.language import attribution, dashes, marks, sentences, tongue
from bot.types import Document, Reading

SHORT: Final = 1_000
"""Characters of a text whose reading is kept for a while."""


def read(document: Document) -> Reading:
    """Everything that can be told of a document without a model, in time linear in its length.

    Args:
        document: any document, of any length; its text is only read.

    Returns:
        The reading: sentences, quotes, attributions and speakers, each in the order of the text.
    """
    return _read_short(document) if len(document.text) <= SHORT else _read(document)


@lru_cache(maxsize=512)
def _read_short(document: Document) -> Reading:
    """Statements are read by one check after another: the last few hundred are kept."""
    return _read(document)


def _read(document: Document) -> Reading:
    language = tongue.language_of(document.text)
    blocks = sentences.paragraphs(document)
    found = sentences.sentences(document, blocks, language)
    passages = dashes.with_asides(document.text, marks.passages(document.text, blocks), blocks, language)
    attributions, speakers = attribution.attribute(document, found, passages, language, blocks)
    return Reading(
        document=document,
        language=language,
        sentences=found,
        quotes=marks.quotes(document, passages),
        attributions=attributions,
        speakers=speakers,
    )
