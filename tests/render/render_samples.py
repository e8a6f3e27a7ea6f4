"""Documents, readings and results of our own making for the tests of rendering; all people in it are invented."""

from __future__ import annotations

from collections.abc import Sequence

from bot.types import (
    Attribution,
    Citation,
    Claim,
    Coverage,
    Document,
    Engine,
    Label,
    Page,
    Reading,
    Rejected,
    Result,
    Sentence,
    Span,
    Speaker,
    SpeechKind,
    Stance,
    Status,
    Support,
    Usage,
)

HARBOUR = """Port Senn to raise its harbour wall

The council of Port Senn will raise the harbour wall by two metres, Mayor Ines Halloran said on Tuesday.

“The wall will be raised before the winter of 2031,” Halloran told reporters on the quay. “We cannot wait for \
another flood.”

Tobias Brandt, who speaks for the fishing crews, said the plan would cost 4.5 million crowns and keep boats out of \
the basin for a year. “Nobody asked us,” he said.

The council's engineer, Ruta Kalnins, said the old wall was safe for now but would not stand a storm like that of 2019.
"""

LATER = """Mayor changes course on harbour wall

“I no longer think that raising the wall is right,” Ines Halloran said on Monday. She wants a tidal gate instead.

Brandt welcomed the change. “A gate lets us work,” he said.
"""

MAYOR = Speaker("Ines Halloran", "mayor of Port Senn", ("Halloran", "Mayor Halloran"))
CREWS = Speaker("Tobias Brandt", "speaker of the fishing crews", ("Brandt",))
ENGINEER = Speaker("Ruta Kalnins", "the council's engineer")

TARGET = "the harbour wall should be raised"


def harbour() -> Document:
    return Document.of(
        HARBOUR,
        title="Port Senn to raise its harbour wall",
        uri="https://news.example/harbour",
        published="2030-03-05",
        publisher="Senn Courier",
    )


def later() -> Document:
    return Document.of(LATER, title="Mayor changes course on harbour wall", published="2030-09-16", kind="html")


def at(document: Document, words: str) -> Span:
    """The one place of some words; the test is wrong where there is none or more than one."""
    assert document.text.count(words) == 1, words
    start = document.text.index(words)
    return document.span(start, start + len(words))


def cite(document: Document, words: str, status: Status = "exact", quote: str | None = None) -> Citation:
    return Citation(words if quote is None else quote, status, at(document, words))


def claim(text: str, *citations: Citation, support: Support = "supported", probability: float | None = None) -> Claim:
    return Claim(text, citations, support, (), probability)


def stance(
    document: Document, speaker: Speaker, label: Label, words: str, *, target: str = TARGET, mention: str | None = None
) -> Stance:
    kind: SpeechKind = "direct" if words.startswith("“") else "indirect"
    where = at(document, mention) if mention else None
    return Stance(speaker, where, target, label, kind, (cite(document, words),), 0.9)


def read(document: Document, attributions: Sequence[Attribution] = ()) -> Reading:
    """A reading whose sentences are the lines of the text."""
    sentences = []
    offset = 0
    for number, text in enumerate(document.text.splitlines(keepends=True)):
        if text.strip():
            span = document.span(offset, offset + len(text.rstrip("\n")))
            sentences.append(Sentence(len(sentences), span, number))
        offset += len(text)
    return Reading(document, "en", tuple(sentences), (), tuple(attributions), (MAYOR, CREWS, ENGINEER))


def readings(*documents: Document) -> dict[str, Reading]:
    return {document.id: read(document) for document in documents}


def summary() -> Result:
    doc = harbour()
    first = cite(doc, "The council of Port Senn will raise the harbour wall by two metres")
    quote = cite(doc, "“We cannot wait for another flood.”")
    cost = cite(doc, "the plan would cost 4.5 million crowns")
    return Result(
        task="summary",
        created="2030-03-06T08:00:00Z",
        engine=Engine("llm", "qwen-test", "summary@0123456789ab"),
        documents=(doc,),
        coverage=Coverage(len(doc.text), len(doc.text), "stop"),
        claims=(
            claim("Port Senn will raise its harbour wall by two metres.", first, probability=0.97),
            claim("Halloran said the town could not wait for another flood.", quote, first),
            claim("Brandt put the cost at 4.5 million crowns.", cost, support="unchecked"),
        ),
        rejected=(Rejected("The wall will cost 45 million crowns.", "the cited words do not carry “45 million”"),),
        usage=Usage(1, 1234, 1100, 56, 0.0012, 3.21),
    )


def stances() -> Result:
    doc, new = harbour(), later()
    return Result(
        task="stances",
        created="2030-09-17T08:00:00Z",
        engine=Engine("extractive"),
        documents=(doc, new),
        coverage=Coverage(len(doc.text) + len(new.text), len(doc.text) + len(new.text), "stop"),
        stances=(
            stance(doc, MAYOR, "favor", "“We cannot wait for another flood.”", mention="Mayor Ines Halloran"),
            stance(doc, CREWS, "against", "“Nobody asked us,”", mention="Tobias Brandt"),
            stance(doc, ENGINEER, "neutral", "the old wall was safe for now"),
            stance(new, MAYOR, "against", "“I no longer think that raising the wall is right,”"),
            stance(new, CREWS, "favor", "“A gate lets us work,”", target="a tidal gate should be built"),
        ),
        usage=Usage(seconds=0.02),
    )


def refused() -> Result:
    doc = harbour()
    near = cite(doc, "The council of Port Senn will raise the harbour wall by two metres")
    return Result(
        task="answer",
        created="2030-03-06T08:00:00Z",
        engine=Engine("extractive"),
        documents=(doc,),
        coverage=Coverage(len(doc.text), len(doc.text), "stop"),
        question="How many people live in Port Senn?",
        claims=(claim("Port Senn will raise its harbour wall.", near),),
        refused=True,
        refusal_reason="No number of inhabitants stands in it.",
    )


def paged() -> Document:
    """A document of two printed pages."""
    text = "Report on the wall\n\nThe wall is old.\n" + "The wall leaks at the north end.\n"
    return Document.of(text, title="Report", kind="pdf", pages=(Page(1, 0, 37), Page(2, 37, len(text))))
