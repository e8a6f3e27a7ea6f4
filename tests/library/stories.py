"""A small library of invented news: one agency story printed three times, what came after it, and something else."""

from __future__ import annotations

from bot.library.protocol import Entry
from tests.library.stores import entry

WIRE = (
    "The harbour council of Vessby voted on Monday to build the quay bridge, at a cost of 3,200,000 crowns.",
    "Mara Quist, who chairs the council, said she supports the quay bridge without reserve and welcomes it.",
    "Tomas Elgin, the harbour master, said he opposes the quay bridge because it would slow the ferries by an hour.",
    "The bridge is to open in 2033. Work begins in the autumn, after the ferry season has come to its end, and the "
    "yard at the north quay will be closed for as long as the piles are driven.",
)
OWN = "The Courier has learned that the pilots of the outer harbour were never asked about the span."
"""What one paper adds to the agency's story."""

MARCH = (
    "Mara Quist, who chairs the harbour council, said on Thursday that she now opposes the quay bridge.",
    "Jonas Brask, the treasurer, said he supports the quay bridge all the same, though it would cost 4,100,000 crowns.",
    "The council voted in January to build the quay bridge, at a cost of 3,200,000 crowns.",
)
JUNE = (
    "Tomas Elgin, the harbour master, said he still opposes the quay bridge, which is a mistake.",
    "The harbour council of Vessby voted in January to build the quay bridge, at a cost of 3,200,000 crowns, and work "
    "begins in the autumn.",
)
SCHOOL = (
    "Mara Quist said the roof of the school would be mended before the winter.",
    "Pelle Ödegård, who teaches there, said the children cannot learn in the rain.",
)


def story(title: str, paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join((title, *paragraphs)) + "\n"


def news() -> list[Entry]:
    """The library, in the order added."""
    return [
        entry(story("Council votes for the quay bridge", WIRE), "/wire1.txt", published="2031-01-13", publisher="Wire"),
        entry(story("Quay bridge gets its money", (*WIRE, OWN)), "/wire2.txt", published="2031-01-14"),
        entry(story("Vessby to build", (WIRE[0].replace("Monday", "Tuesday"), *WIRE[1:])), "/wire3.txt"),
        entry(story("Quist turns against it", MARCH), "/march.txt", published="2031-03-20", publisher="Courier"),
        entry(story("Ferry crews speak", JUNE), "/june.txt", published="2031-06-02"),
        entry(story("School roof to be mended", SCHOOL), "/school.txt", published="2031-02-02"),
    ]
