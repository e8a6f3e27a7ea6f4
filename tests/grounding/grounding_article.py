"""An invented article and the way to its sentences."""

from __future__ import annotations

from bot.types import Reading, Span

ARTICLE = """Northam will keep its 2,500 harbour workers until the spring, the port's top manager said.

Harbour chief Frida Okonjo said in an interview on Thursday that the port would still pay for the night ferries.

“They want all the cranes to go, and all the cranes are not going to go,” she said.

Mayor Lars Ekwall said the town had sold 30 sheds to Brightwater in May. He denied that the sale was secret.

“It was a fair price,” Ekwall said. “Nobody lost a job.”

The council approved the plan by 14 votes to 9 on 8 November 2021. About 40 percent of the berths stand empty.

The union may strike in December because of the night shifts, its lawyer Omar al-Sayeg warned.
"""


def sentence_with(reading: Reading, words: str) -> Span:
    """The sentence of a reading that holds some words."""
    at = reading.document.text.index(words)
    sentence = reading.sentence_at(at)
    assert sentence is not None
    return sentence.span
