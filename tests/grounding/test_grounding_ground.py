import pytest
from grounding_article import sentence_with

from bot.grounding.ground import CORRECTED, ground_claim, ground_stance
from bot.grounding.seek import seek
from bot.language import read
from bot.types import Claim, Document, DraftClaim, DraftStance, Reading, Rejected, Span, Stance, Turn


@pytest.fixture
def readings(article: Reading) -> dict[str, Reading]:
    return {article.document.id: article}


def claim(text: str, article: Reading, *cited: str) -> Claim | Rejected:
    spans = tuple(sentence_with(article, words) for words in cited)
    return ground_claim(DraftClaim(text, spans), {article.document.id: article})


def test_a_claim_cites_its_sentence(article: Reading) -> None:
    made = claim(
        "Northam will keep its 2,500 harbour workers until the spring, the port's top manager said.",
        article,
        "Northam will",
    )
    assert isinstance(made, Claim)
    assert made.support == "supported"
    [citation] = made.citations
    assert citation.span == sentence_with(article, "Northam will")
    assert (citation.status, citation.quote) == ("exact", article.document.slice(citation.span))


def test_a_quoting_claim_cites_the_quoted_words(article: Reading) -> None:
    made = claim('Ekwall called it "a fair price".', article, "It was a fair price")
    assert isinstance(made, Claim)
    assert [c.quote for c in made.citations] == ["a fair price"]


def test_a_folded_quote_is_cited_in_the_words_of_the_source(article: Reading) -> None:
    made = claim("“all  the cranes are not going to go”, Okonjo said.", article, "They want all the cranes")
    assert isinstance(made, Claim)
    assert [(c.quote, c.status) for c in made.citations] == [("all the cranes are not going to go", "normalized")]


def test_a_contradicted_claim_is_rejected_with_the_reason(article: Reading) -> None:
    made = claim("The council approved the plan by 15 votes to 9.", article, "The council approved")
    assert isinstance(made, Rejected)
    assert "15" in made.reason


def test_a_claim_that_cites_nothing_gets_evidence_and_says_so(article: Reading) -> None:
    made = claim("The council approved the plan by 14 votes to 9 on 8 November 2021.", article)
    assert isinstance(made, Claim)
    assert made.reasons[0] == CORRECTED
    assert made.citations[0].span == sentence_with(article, "The council approved")


def test_a_wrong_citation_is_corrected_and_says_so(article: Reading) -> None:
    made = claim("The council approved the plan by 14 votes to 9 on 8 November 2021.", article, "It was a fair price")
    assert isinstance(made, Claim)
    assert made.reasons[0] == CORRECTED
    assert made.citations[0].span == sentence_with(article, "The council approved")


def test_a_quote_from_another_sentence_brings_its_sentence(article: Reading) -> None:
    made = claim("Ekwall said the town had sold 30 sheds at “a fair price”.", article, "Mayor Lars Ekwall said")
    assert isinstance(made, Claim), made
    assert any("a fair price" in c.quote for c in made.citations)


def test_what_no_sentence_carries_is_rejected(article: Reading) -> None:
    assert isinstance(claim("Pirates burned the customs house last winter.", article), Rejected)
    assert isinstance(claim("…", article), Rejected)


def test_a_swapped_number_is_not_saved_by_another_sentence(article: Reading) -> None:
    assert isinstance(
        claim("Mayor Lars Ekwall said the town had sold 14 sheds to Brightwater in May.", article, "Mayor Lars"),
        Rejected,
    )


def test_spans_that_do_not_exist_are_left_out(article: Reading, readings: dict[str, Reading]) -> None:
    good = sentence_with(article, "The council approved")
    spans = (Span("sha256:none", 0, 3), Span(article.document.id, 10**6, 10**6 + 5), good)
    made = ground_claim(DraftClaim("The council approved the plan by 14 votes to 9.", spans), readings)
    assert isinstance(made, Claim)
    assert [c.span for c in made.citations] == [good]


def test_citations_stand_in_the_order_of_the_sources() -> None:
    first = read(Document.of("The harbour of Northam was sold to Brightwater in May."))
    second = read(Document.of("The union of Northam will strike in December."))
    readings = {r.document.id: r for r in (first, second)}
    spans = (second.sentences[0].span, first.sentences[0].span)
    made = ground_claim(
        DraftClaim("The harbour of Northam was sold in May, and its union will strike in December.", spans), readings
    )
    assert isinstance(made, Claim), made
    assert [c.span for c in made.citations] == [spans[1], spans[0]]


def test_seek_finds_the_sentence_and_what_it_lacks(article: Reading, readings: dict[str, Reading]) -> None:
    found = seek("The council approved the plan and about 40 percent of the berths stand empty.", readings)
    assert sentence_with(article, "The council approved") in found
    assert sentence_with(article, "About 40 percent") in found
    assert seek("Pirates burned the customs house.", readings) == ()


# --- stances


def stance(speaker: str, article: Reading, *cited: str, label: str = "against", target: str = "the cranes"):
    spans = tuple(sentence_with(article, words) for words in cited)
    return ground_stance(DraftStance(speaker, target, label, spans), {article.document.id: article})  # type: ignore[arg-type]


def test_a_stance_is_in_its_speakers_own_words(article: Reading) -> None:
    made = stance("Okonjo", article, "They want all the cranes")
    assert isinstance(made, Stance)
    assert (made.speaker.name, made.kind) == ("Frida Okonjo", "direct")
    assert made.citations[0].quote.startswith("They want all the cranes to go")
    assert made.mention is not None
    assert article.document.slice(made.mention) == "she"


def test_a_stance_of_indirect_speech(article: Reading) -> None:
    made = stance("the mayor", article, "Mayor Lars Ekwall said", label="favor", target="the sale")
    assert isinstance(made, Stance)
    assert (made.speaker.name, made.kind) == ("Lars Ekwall", "indirect")


def test_the_speaker_is_corrected_where_the_text_is_certain(article: Reading) -> None:
    made = stance("Omar al-Sayeg", article, "It was a fair price", label="favor", target="the sale")
    assert isinstance(made, Stance)
    assert made.speaker.name == "Lars Ekwall"


@pytest.mark.parametrize("cited", ["About 40 percent", "The council approved"])
def test_words_of_nobody_make_no_stance(article: Reading, cited: str) -> None:
    made = stance("Ekwall", article, cited)
    assert isinstance(made, Rejected)
    assert "nobody" in made.reason


def test_a_stance_without_evidence_target_or_label_is_rejected(article: Reading) -> None:
    assert isinstance(stance("Ekwall", article), Rejected)
    assert isinstance(stance("Ekwall", article, "It was a fair", target=" "), Rejected)
    assert isinstance(stance("Ekwall", article, "It was a fair", label="maybe"), Rejected)


def test_a_turn_is_its_speakers() -> None:
    text = "OKONJO: The night ferries must stay.\nEKWALL: We have sold the sheds."
    turns = [Turn("OKONJO", 8, 36, 0, 7), Turn("EKWALL", 45, 67, 37, 44)]
    reading = read(Document.of(text, kind="transcript", turns=turns))
    span = reading.document.span(8, 36)
    made = ground_stance(DraftStance("Okonjo", "the night ferries", "favor", (span,)), {reading.document.id: reading})
    assert isinstance(made, Stance)
    assert (made.speaker.name.casefold(), made.kind) == ("okonjo", "direct")
    assert made.citations[0].quote == "The night ferries must stay."
