import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grounding.fold import fold_text
from bot.grounding.locate import locate
from bot.grounding.nearest import nearest
from bot.types import Document, Span

TEXT = (
    "He said: “We’ve closed quays we didn’t need — we’ve made it harder.” The plan would not improve\n"
    "things. The plan would not improve roads. The ﬁne town. Can't stop. They will keep 2,500 workers."
)
DOCUMENT = Document.of(TEXT)


def found(quote: str, document: Document = DOCUMENT, **options) -> str | None:
    citation = locate(quote, document, **options)
    if citation.span is None:
        assert citation.quote == quote.strip()
        return None
    assert citation.quote == document.slice(citation.span)
    return citation.quote


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("2,500 workers", "exact"),
        ("“We’ve closed quays we didn’t need", "exact"),
        ("We've closed quays we didn't need - we've made it harder", "normalized"),
        ("would not improve things", "normalized"),
        ("fine town", "normalized"),
        ("we’ve closed quays", "normalized"),
        ("would not improve roads,”", "exact"),
        ("They [the owners] keep", "normalized"),
        ("We’ve closed quays […] made it harder", "not_found"),
        ("The plan would not improve", "ambiguous"),
        ("would improve", "not_found"),
        ("plan WOULD not", "not_found"),
        ("", "not_found"),
        ("“”", "not_found"),
        ("…", "not_found"),
    ],
)
def test_status(quote: str, status: str) -> None:
    assert locate(quote, DOCUMENT).status == status


@pytest.mark.parametrize("quote", ["500 workers", "2,5", "Can", "not improv", "e ﬁne", "orkers", "2"])
def test_no_quote_begins_or_ends_inside_a_word_or_number(quote: str) -> None:
    assert found(quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It used non-lethal force.", "lethal force"),
        ("a 10² grid", "a 102 grid"),
        ("a 10² grid", "a 10"),
        ("They cannot leave.", "They can"),
        ("e\u0301tat", "e"),
        ("It rose 3.5 points", "5 points"),
        ("It isn’t safe", "It isn"),
        ("x\u200dy zone", "x"),
    ],
)
def test_what_would_turn_the_sense_is_not_found(text: str, quote: str) -> None:
    assert found(quote, Document.of(text)) is None


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        (
            "The plan will help the town and the port.",
            "The plan … the port",
            "The plan will help the town and the port",
        ),
        ("The plan will help the town.", "[T]he plan will help", "The plan will help"),
        ("So the plan will help the town.", "[T]he plan will help", "the plan will help"),
        (
            "We want it done, and we want it soon.",
            "We want it ... we want it soon",
            "We want it done, and we want it soon",
        ),
        ("He thanked her for the boat.", "thanked [Okonjo] for the boat", "thanked her for the boat"),
    ],
)
def test_editing_keeps_every_piece_in_order(text: str, quote: str, words: str) -> None:
    assert found(quote, Document.of(text)) == words


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The plan would not improve roads.", "The plan would … improve roads"),
        ("The plan would not improve roads.", "The plan would [greatly] improve roads"),
        ("First the port. Then the plan.", "the plan … the port"),
        ("The plan helps. " + "Word here. " * 100 + "It ends the strike.", "The plan helps … ends the strike"),
        ("The plan helps.", "… … …"),
    ],
)
def test_editing_hides_no_negation_and_no_distance(text: str, quote: str) -> None:
    assert found(quote, Document.of(text)) is None


def test_of_several_places_the_cited_one_is_meant() -> None:
    second = TEXT.index("The plan would not improve roads")
    citation = locate("The plan would not improve", DOCUMENT, [Span(DOCUMENT.id, second, second + 34)])
    assert citation.span is not None
    assert (citation.status, citation.span.start) == ("exact", second)


def test_of_several_places_the_next_in_order_is_meant() -> None:
    first, second = TEXT.index("The plan would"), TEXT.index("The plan would not improve roads")
    for after, start in ((0, first), (first + 1, second)):
        citation = locate("The plan would not improve", DOCUMENT, after=after)
        assert citation.span is not None
        assert citation.span.start == start


def test_spans_of_other_documents_do_not_count() -> None:
    assert locate("2,500 workers", DOCUMENT, [Span("sha256:other", 0, 5)]).status == "exact"


def test_cited_sentences_are_tried_before_the_rest_in_every_way() -> None:
    text = "It was fair. He said it was  fair. “It was fair”, she said."
    document = Document.of(text)
    at = text.index("it was  fair")
    citation = locate("it was fair", document, [Span(document.id, at, at + 12)])
    assert citation.span is not None
    assert citation.span.start == at


# --- Unicode of every kind

LETTERS = st.characters(codec=None, exclude_categories=("Cs",))
PIECES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="“”‘’'\"«»„–—- \u00a0\u2009\t\n…", max_size=12),
    st.text(alphabet="aé\u0301e\u0301\u0308ﬁﬂ½²①Ⅷ\u00ad\u200b\u200d\ufeff", max_size=12),
    st.text(alphabet="אבגשלום\u05b0\u202e\u202c مرحبا\u064b", max_size=12),
    st.text(alphabet="👩\u200d👩\u200d👧🏽🇩🇪한국\u1112\u1161\u11ab日本語ไทยकि", max_size=12),
    st.text(alphabet="\ud800\udc00\udfffx ", max_size=6),
)
PLANTED = "the quay was sold"


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=6).map("".join))
def test_a_planted_passage_is_found_exactly_in_any_text(before: str, after: str) -> None:
    document = Document.of(f"{before} {PLANTED} {after}")
    citation = locate(PLANTED, document, after=0)
    assert citation.status == "exact"
    assert citation.quote == PLANTED


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join))
def test_the_fold_maps_back_onto_the_original(text: str) -> None:
    folded = fold_text(text)
    last = 0
    for place in range(len(folded.text)):
        start, end = folded.original_start(place), folded.original_end(place + 1)
        if start is not None:
            assert last <= start < len(text)
            last = start
        if start is not None and end is not None:
            assert start < end <= len(text)
    assert folded.original_start(0) is not None or not folded.text


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join), st.data())
def test_whatever_is_found_is_the_same_under_the_fold(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    document = Document.of(text)
    citation = locate(quote, document, after=0)
    if citation.span is not None and "…" not in quote and "..." not in quote and "[" not in quote:
        mine, theirs = fold_text(citation.quote).text, fold_text(quote).text.strip(" '-,.;:")
        assert mine.strip(" '-,.;:").casefold() == theirs.casefold()


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_normal_forms_find_each_other(form: str) -> None:
    document = Document.of(unicodedata.normalize(form, "Bürgermeister Ångström kam früh ins Café."))
    assert locate(unicodedata.normalize("NFC", "Ångström kam früh ins Café"), document).span is not None


@pytest.mark.parametrize(
    "text", [" " * 60_000, "“" * 60_000, "-" * 60_000 + "x", "[" * 60_000, "a" * 60_000, "… " * 20_000]
)
def test_hostile_rows_take_linear_time(text: str) -> None:
    document = Document.of(text)
    begun = time.perf_counter()
    locate("the quay … was [not] sold", document)
    locate(text[:15_000], document)
    assert time.perf_counter() - begun < 3


def test_many_quotes_in_a_large_document_are_found_by_its_index() -> None:
    words = [f"word{n} turns{n % 97} past" for n in range(60_000)]
    document = Document.of(" ".join(words))
    locate("nothing here", document)
    begun = time.perf_counter()
    for n in range(0, 60_000, 60):
        assert locate(f"{words[n]} word{n + 1} turns{(n + 1) % 97}", document).status == "exact"
    assert time.perf_counter() - begun < 3


def test_nearest_words_a_rejection_and_nothing_else() -> None:
    assert nearest("The plan would improve roads", DOCUMENT) == "The plan would not improve roads"
    assert nearest("Quite another thing altogether", DOCUMENT) is None
