"""Documents written for the drafter's tests: invented people, own words."""

from __future__ import annotations

from bot.language import read
from bot.types import Document, Readings, Turn

DAM = """\
BRENNHOLM (Fjordwire) — The council of Brennholm will spend 12 million crowns on a new dam above the town, Mayor \
Ingrid Vasse said on Tuesday.

By Our Staff

The old dam, built in 1931, has been leaking for three years because its clay core has dried out, according to a \
report by the engineering firm Tolk & Haal.

“We cannot wait for another winter,” Vasse told the council. “We will start in May.”

Councillor Per Odegaard said that the money should go to the school instead. He said that the report did not mention \
a single crack.

Read more: What the flood of 1967 did to Brennholm

Work is to begin on May 4 and to last 14 months. About 340 workers will live in a camp near the quarry.

Will the town be safe until then? The engineers have lowered the water by six meters.

Vasse did not resign, as some had demanded; she was re-elected in 2031 with 58 percent of the vote.

The dam was named after Halvard Brenn, who drew the first plans in 1922.
"""

HARBOR = """\
The harbor of Skarne handled 2,140 ships last year, the port authority said on Monday.

Its director, Tove Lindahl, called the year “the best since the war.”

Lindahl said the new crane had paid for itself. The crane, which cost 9 million crowns, was built in Kell.

The fishermen of Skarne disagree. “The noise drives the herring away,” said Olav Brekke, who has fished there for \
thirty years.
"""

HEARING = (
    ("SEN. MARTA KOHL", "I call the hearing to order. We have one question before us today, and it is the ferry."),
    ("DAVID ORREN", "Thank you. The ferry has carried 41,000 passengers this year, and it has lost money every month."),
    ("SEN. MARTA KOHL", "Then why should the state keep paying for it?"),
    ("DAVID ORREN", "Because there is no bridge. The island of Tarn would lose its only way to the hospital."),
    ("LENA FISK", "My company would run the ferry for half of the subsidy. We have “two ships” ready to sail in June."),
)


def plain(*texts: str, title: str | None = None, published: str | None = None) -> Readings:
    """Readings of plain texts, in the order given."""
    documents = [Document.of(text, title=title, published=published) for text in texts]
    return {document.id: read(document) for document in documents}


def hearing() -> Readings:
    """The hearing as a transcript with labels."""
    text = ""
    turns = []
    for speaker, words in HEARING:
        label = f"{speaker}: "
        start = len(text) + len(label)
        turns.append(Turn(speaker.title(), start, start + len(words), len(text), len(text) + len(speaker) + 1))
        text += label + words + "\n\n"
    document = Document.of(text, kind="transcript", turns=turns)
    return {document.id: read(document)}
