"""Documents, readings and results of our own making for the tests of rendering; all people in it are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

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


# --- results of any content, for hypothesis ------------------------------------------------------------------

PAYLOADS = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "[x](javascript:alert(1)) ![y](http://evil.example/y.png)",
    "# h\n- l\n\n> q\n\n```\ncode",
    "\x1b]0;title\x07\x1b[2J\x9b31m",
    "\u202egnp.exe\u2066\u200b",
    "<!-- --> --> ]]> &lt;b&gt; &#60;",
    "=cmd|' /C calc'!A0",
    "@everyone <@U1> https://evil.example",
    "\ud800 \x00 \ufffe",
)
"""What a hostile document, model or web page may put into any text."""


def filled(result: Result, words: str) -> Result:
    """The same result with some words put into every text of it, those of its documents included."""
    documents = tuple(
        Document.of(
            d.text + "\n" + words,
            title=f"{d.title} {words}",
            uri=f"{d.uri} {words}",
            published=words,
            publisher=words,
            pages=d.pages,
        )
        for d in result.documents
    )
    new_ids = {old.id: new.id for old, new in zip(result.documents, documents, strict=True)}
    ends = {d.id: Span(d.id, len(d.text) - len(words), len(d.text)) for d in documents}

    def moved(span: Span | None) -> Span | None:
        return None if span is None else Span(new_ids[span.document_id], span.start, span.end)

    def cited(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        here = tuple(replace(c, span=moved(c.span)) for c in citations)
        last = here[-1].span
        assert last is not None
        return (*here, Citation(words, "exact", ends[last.document_id]), Citation(words, "ambiguous", None))

    return replace(
        result,
        created=words,
        engine=Engine("llm", words, words),
        documents=documents,
        coverage=Coverage(1, 2, words),
        question=words,
        claims=tuple(
            replace(c, text=words, reasons=(words,), support="unchecked", citations=cited(c.citations))
            for c in result.claims
        ),
        stances=tuple(
            replace(
                s,
                speaker=Speaker(f"Q {words}{s.speaker.name}", words, (words,)),
                mention=None,
                target=words + s.target,
                citations=cited(s.citations),
            )
            for s in result.stances
        ),
        refusal_reason=words if result.refused else None,
        rejected=(Rejected(words, words),),
    )


def texts(**options: Any) -> st.SearchStrategy[str]:
    """Text of every kind, but no surrogates: two of them side by side are one character to JSON."""
    return st.text(st.characters(exclude_categories=("Cs",)), max_size=12, **options)


NUMBERS = st.integers(0, 10**12)
PROBABILITIES = st.none() | st.floats(0, 1)


@st.composite
def results(draw: st.DrawFn) -> Result:
    """A result of any content that is as JSON leaves it: documents without text, speakers without aliases."""
    ids = draw(st.lists(texts(min_size=1), max_size=3, unique=True))
    documents = tuple(
        Document(name, "", title=draw(st.none() | texts()), uri=draw(st.none() | texts())) for name in ids
    )

    def citation() -> Citation:
        if not ids or draw(st.booleans()):
            return Citation(draw(texts()), draw(st.sampled_from(["ambiguous", "not_found"])), None)
        start = draw(st.integers(0, 1000))
        span = Span(draw(st.sampled_from(ids)), start, start + draw(st.integers(0, 100)))
        return Citation(draw(texts()), draw(st.sampled_from(["exact", "normalized"])), span)

    def citations() -> tuple[Citation, ...]:
        return tuple(citation() for _ in range(draw(st.integers(0, 3))))

    def one_claim() -> Claim:
        support = draw(st.sampled_from(["supported", "unsupported", "unchecked"]))
        return Claim(
            draw(texts()), citations(), support, tuple(draw(st.lists(texts(), max_size=2))), draw(PROBABILITIES)
        )

    def one_stance() -> Stance:
        cited = citations()
        home = next((c.span.document_id for c in cited if c.span is not None), ids[0] if ids else None)
        mention = None if home is None or draw(st.booleans()) else Span(home, 3, 9)
        label: Label = draw(st.sampled_from(["favor", "against", "neutral"]))
        kind: SpeechKind = draw(st.sampled_from(["direct", "indirect", "mixed"]))
        speaker = Speaker(draw(texts()), draw(st.none() | texts()))
        return Stance(speaker, mention, draw(texts()), label, kind, cited, draw(PROBABILITIES))

    return Result(
        task=draw(st.sampled_from(["summary", "stances", "answer"])),
        created=draw(texts()),
        engine=Engine(
            draw(st.sampled_from(["llm", "extractive"])), draw(st.none() | texts()), draw(st.none() | texts())
        ),
        documents=documents,
        coverage=Coverage(draw(NUMBERS), draw(NUMBERS), draw(texts())),
        question=draw(st.none() | texts()),
        claims=tuple(one_claim() for _ in range(draw(st.integers(0, 2)))),
        stances=tuple(one_stance() for _ in range(draw(st.integers(0, 2)))),
        refused=draw(st.booleans()),
        refusal_reason=draw(st.none() | texts()),
        rejected=tuple(Rejected(draw(texts()), draw(texts())) for _ in range(draw(st.integers(0, 2)))),
        usage=Usage(1, draw(NUMBERS), 2, 3, draw(st.none() | st.floats(0, 100)), draw(st.floats(0, 1e6))),
    )
