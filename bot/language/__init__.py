"""Reads a text without a model: sentences, passages in quotation marks, and who said what.

``read`` is the one door; the modules behind it are pure functions on the document's text.
"""

from __future__ import annotations

from bot.language import attribution, dashes, marks, sentences, tongue
from bot.types import Document, Reading


def read(document: Document) -> Reading:
    """Everything that can be told of a document without a model, in time linear in its length.

    Args:
        document: any document, of any length; its text is only read.

    Returns:
        The reading: sentences, quotes, attributions and speakers, each in the order of the text.
    """
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
