"""A result as a page: self-contained, with the cited words marked where they stand, and nothing in it escaping."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import (
    PAYLOADS,
    cite,
    claim,
    filled,
    harbour,
    later,
    paged,
    read,
    readings,
    refused,
    stances,
    summary,
)

from bot.matrix import build
from bot.render.html import to_html, web_address
from bot.render.matrix_page import matrix_html
from bot.render.safe import lines
from bot.render.segments import segments
from bot.render.sources import sources_of
from bot.types import Citation, Document, Result, Span, Turn

ALL = readings(harbour(), later())
VOID = {"meta", "link", "img", "br", "hr", "input", "base", "source", "embed"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page as a list of elements, each with the text inside it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        assert not self._open, [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute of <{tag}> stands twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def all(self, tag: str = "", cls: str = "") -> list[Element]:
        return [
            element
            for element in self.elements
            if tag in ("", element.tag) and (not cls or cls in element.attributes.get("class", "").split())
        ]

    def text(self, tag: str = "", cls: str = "") -> list[str]:
        return ["".join(element.text) for element in self.all(tag, cls)]

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(element.tag, tuple(element.attributes)) for element in self.elements]


def page_of(result: Result) -> Page:
    return Page(to_html(result, readings(*result.documents)))


def matrix_of(result: Result) -> str:
    known = readings(*result.documents)
    return matrix_html(build([result], known), known)


PAGES: list[Callable[[], str]] = [
    lambda: to_html(summary(), ALL),
    lambda: to_html(stances(), ALL),
    lambda: to_html(refused(), ALL),
    lambda: matrix_of(stances()),
]


@pytest.mark.parametrize("make", PAGES, ids=["summary", "stances", "refused", "matrix"])
def test_a_page_stands_alone(make: Callable[[], str]) -> None:
    page = Page(make())
    for element in page.elements:
        assert element.tag not in ("link", "img", "iframe", "object", "embed", "base", "form", "svg")
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "background")
            if name == "href":
                assert value.startswith("#c") or value == "https://news.example/harbour"
    assert "@import" not in "".join(page.text("style"))
    assert "url(" not in "".join(page.text("style"))


@pytest.mark.parametrize("make", PAGES, ids=["summary", "stances", "refused", "matrix"])
def test_only_our_own_style_and_script_may_run(make: Callable[[], str]) -> None:
    page = Page(make())
    (policy,) = [
        e.attributes["content"] for e in page.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (content,) = page.text(tag)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    policy_at = page.elements.index(next(e for e in page.all("meta") if "http-equiv" in e.attributes))
    assert policy_at < page.elements.index(page.all("style")[0])


@pytest.mark.parametrize("make", PAGES, ids=["summary", "stances", "refused", "matrix"])
def test_every_mark_leads_to_the_words_and_back(make: Callable[[], str]) -> None:
    page = Page(make())
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert set(ids.values()) == {1}
    marks = page.all("a", "mark")
    assert marks
    resting = {n for e in page.elements for n in e.attributes.get("data-uses", "").split()}
    for mark in marks:
        n = mark.attributes["data-n"]
        assert mark.attributes["href"] == f"#c{n}"
        assert f"c{n}" in ids
        assert any(n in e.attributes["data-c"].split() for e in page.all("mark"))
        assert n in resting


def test_the_source_is_there_word_for_word_with_the_cited_words_marked() -> None:
    result = summary()
    page = page_of(result)
    assert page.text("div", "words") == [result.documents[0].text]
    entries = sources_of(result, {}).entries
    for entry in entries:
        marked = ["".join(e.text) for e in page.all("mark") if str(entry.n) in e.attributes["data-c"].split()]
        assert "".join(marked) == entry.words


def test_statements_stand_with_their_marks_and_support() -> None:
    page = page_of(summary())
    statements = [e for e in page.all("li") if "data-uses" in e.attributes]
    assert [e.attributes["data-uses"] for e in statements] == ["1", "2 1", "3"]
    assert [e.attributes["class"] for e in statements] == ["supported", "supported", "unchecked"]
    assert page.text("span", "badge") == ["unchecked"]
    assert "1 statement was dropped" in page.text("summary")[0]
    assert "45 million" in page.text("details")[0]


def test_a_refusal_and_its_reason_come_first() -> None:
    page = page_of(refused())
    assert page.text("div", "refusal")[0].split("\n")[1:3] == [
        "The document does not say.",
        "No number of inhabitants stands in it.",
    ]
    assert "Nearest to it" in page.text("h2")


def test_stances_are_a_table_by_speaker() -> None:
    page = page_of(stances())
    assert [t.split("\n")[0] for t in page.text("span", "chip")] == [
        *("+ in favor", "− against", "− against", "+ in favor", "· neutral"),
    ]
    assert [e.attributes["rowspan"] for e in page.all("th") if "rowspan" in e.attributes] == ["2", "2", "1"]
    assert len(page.all("article", "source")) == 2


def test_a_source_whose_text_is_not_at_hand() -> None:
    stored = replace(summary(), documents=tuple(replace(d, text="") for d in summary().documents))
    page = Page(to_html(stored, {}))
    assert page.all("div", "words") == []
    assert "not at hand" in "".join(page.text("article", "source"))
    assert "“We cannot wait for another flood.”" in "".join(page.text("ol", "cited"))


def test_pages_times_and_unwritten_names_are_told_but_not_put_into_the_text() -> None:
    report = paged()
    talk = Document.of("Nobody asked us.\nIndeed.", turns=(Turn("Brandt", 0, 16, 0, 0, "00:01:12"),))
    result = replace(
        summary(), documents=(report, talk), claims=(claim("x", cite(report, "The wall leaks"), cite(talk, "asked")),)
    )
    page = page_of(result)
    assert page.text("div", "words") == [report.text, talk.text]
    told = [e.attributes["data-label"] for e in page.all("span", "label")]
    assert told == ["p. 1", "p. 2", "00:01:12 Brandt"]


# --- escaping ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", PAYLOADS)
@pytest.mark.parametrize("make", [summary, stances, refused])
def test_no_text_changes_what_the_page_is_made_of(make: Callable[[], Result], words: str) -> None:
    hostile, plain = filled(make(), words), filled(make(), "words")
    assert page_of(hostile).skeleton() == page_of(plain).skeleton()
    source = to_html(hostile, readings(*hostile.documents))
    assert lines(source) == source
    if hostile.stances:
        assert Page(matrix_of(hostile)).skeleton() == Page(matrix_of(plain)).skeleton()
        assert lines(matrix_of(hostile)) == matrix_of(hostile)


def test_hostile_words_are_shown_as_words() -> None:
    doc = Document.of("He wrote <b>“&lt;script&gt;”</b> & left.", title="<script>alert(1)</script>")
    result = replace(summary(), documents=(doc,), claims=(claim("<i>x</i>", cite(doc, "<b>“&lt;")),))
    page = page_of(result)
    assert page.text("div", "words") == [doc.text]
    assert page.text("mark") == ["<b>“&lt;"]
    assert page.text("title") == ["Summary: <script>alert(1)</script>"]


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("https://news.example/a?b=1&c=2", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("https://user:secret@news.example/", False),
        ("https://news.example/\u202egnp", False),
        ("https://[", False),
        ("//news.example", False),
        ("notes.txt", False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_are_links(uri: str | None, link: bool) -> None:
    assert web_address(Document.of("x", uri=uri)) == (uri if link else "")


# --- overlapping citations -----------------------------------------------------------------------------------


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_pieces_are_the_text_and_carry_exactly_their_citations(size: int, pairs: list[tuple[int, int]]) -> None:
    doc = Document.of("".join(chr(97 + i % 26) for i in range(size)))
    spans = [doc.span(*sorted((min(a, size), min(b, size)))) for a, b in pairs]
    cited = tuple(Citation("", "exact", span) for span in spans)
    entries = sources_of(replace(summary(), documents=(doc,), claims=(claim("x", *cited),)), {}).entries
    pieces = segments(doc, entries)
    assert "".join(piece.text for piece in pieces) == doc.text
    at = 0
    begun: list[int] = []
    for piece in pieces:
        for entry in entries:
            span = entry.citation.span
            assert span is not None
            holds = span.start <= at and at + len(piece.text) <= span.end
            assert holds == (entry.n in piece.numbers)
            assert (span.start == at) == (entry.n in piece.starts)
        begun += piece.starts
        at += len(piece.text)
    assert len(begun) == len(set(begun))


def test_two_citations_that_overlap_are_three_pieces() -> None:
    doc = Document.of("one two three four")
    entries = sources_of(
        replace(
            summary(), documents=(doc,), claims=(claim("x", cite(doc, "one two three"), cite(doc, "two three four")),)
        ),
        {},
    ).entries
    shown = [(piece.text, piece.numbers) for piece in segments(doc, entries)]
    assert shown == [("one ", (1,)), ("two three", (1, 2)), (" four", (2,))]


# --- size ----------------------------------------------------------------------------------------------------


def test_a_megabyte_is_a_page_in_under_a_second() -> None:
    text = "The harbour wall – “so they say” – would cost <4.5> million crowns & more.\n\n" * 14_000
    doc = Document.of(text[:1_000_000], title="Long")
    spans = [Span(doc.id, at, at + 300) for at in range(0, 999_000, 10_000)]
    claims = tuple(claim(f"claim {s.start}", Citation("", "exact", s)) for s in spans)
    result = replace(summary(), documents=(doc,), claims=claims)
    known = {doc.id: read(doc)}
    started = time.process_time()
    source = to_html(result, known)
    assert time.process_time() - started < 1
    assert len(re.findall("<mark ", source)) == len(spans)
