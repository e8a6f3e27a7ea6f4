"""Errors planted by machine in statements that are known to be right, one class a function.

Each function either makes a claim that is false by the document, or none at all: where it cannot be sure (a number
with a bound, a negation behind "whether", two names joined by "and") it leaves the statement alone.
"""

from __future__ import annotations

from evals.planting import figures, names, quotes, senses
from evals.planting.base import Plant, Planted

PLANTS: dict[str, Plant] = {
    "number from outside": figures.number_outside,
    "number swapped": figures.number_swapped,
    "numbers exchanged": figures.numbers_exchanged,
    "name from outside": names.name_outside,
    "name swapped": names.name_swapped,
    "roles swapped": names.roles_swapped,
    "negation put in": senses.negation_in,
    "negation taken out": senses.negation_out,
    "speaker swapped, direct": names.speaker_direct,
    "speaker swapped, mixed": names.speaker_mixed,
    "speaker swapped, indirect": names.speaker_indirect,
    "antonym": senses.antonym,
    "word of a quote": quotes.quote_word,
    "date moved": figures.date_moved,
    "quotes spliced": quotes.quotes_spliced,
    "cause claimed": senses.cause_claimed,
    "citation elsewhere": quotes.citation_elsewhere,
}
"""The classes of planted errors, in the order of the table."""

__all__ = ["PLANTS", "Plant", "Planted"]
