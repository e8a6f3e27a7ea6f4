from dataclasses import replace

import pytest

from bot.grounding.ground import ground_claim, ground_stance
from bot.language import read
from bot.types import Claim, Coverage, Document, DraftClaim, DraftStance, Engine, Reading, Result, Span, Stance
from bot.verify import verify

TEXT = """Harbour chief Frida Okonjo said on Thursday that the port would still pay for the night ferries.

“They want all the cranes to go, and all the cranes are not going to go,” she said.

The council approved the plan by 14 votes to 9 on 8 November 2021.
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(Document.of(TEXT))


@pytest.fixture(scope="module")
def readings(reading: Reading) -> dict[str, Reading]:
    return {reading.document.id: reading}


@pytest.fixture(scope="module")
def stored(reading: Reading, readings: dict[str, Reading]) -> Result:
    texts = (
        ("The council approved the plan by 14 votes to 9 on 8 November 2021.", 2),
        ('Okonjo said "all the cranes are not going to go".', 1),
        ("The plan was approved by 14 votes.", 2),
    )
    claims = [ground_claim(DraftClaim(text, (reading.sentences[i].span,)), readings) for text, i in texts]
    stance = ground_stance(DraftStance("Okonjo", "the cranes", "favor", (reading.sentences[1].span,)), readings)
    assert all(isinstance(claim, Claim) for claim in claims), claims
    assert isinstance(stance, Stance)
    document = replace(reading.document, text="")
    size = len(TEXT)
    return Result(
        "summary", "2026-01-01T00:00:00Z", Engine("extractive"), (document,), Coverage(size, size, "stop"),
        claims=tuple(claims), stances=(stance,),
    )  # fmt: skip


def with_claim(stored: Result, i: int, **changes) -> Result:
    claims = list(stored.claims)
    claims[i] = replace(claims[i], **changes)
    return replace(stored, claims=tuple(claims))


def with_citation(stored: Result, i: int, **changes) -> Result:
    claim = stored.claims[i]
    return with_claim(stored, i, citations=(replace(claim.citations[0], **changes), *claim.citations[1:]))


def places(stored: Result, readings: dict[str, Reading]) -> list[str]:
    return [failure.where for failure in verify(stored, readings)]


def test_a_result_just_made_holds(stored: Result, readings: dict[str, Reading]) -> None:
    assert verify(stored, readings) == ()


def test_every_digit_of_a_claim(stored: Result, readings: dict[str, Reading]) -> None:
    text = stored.claims[0].text
    for at in (i for i, c in enumerate(text) if c.isdigit()):
        changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        assert places(with_claim(stored, 0, text=changed), readings) == ["claims[0]"], changed


def test_every_word_of_a_quote(stored: Result, readings: dict[str, Reading]) -> None:
    quote = stored.claims[0].citations[0].quote
    for word in quote.split():
        changed = quote.replace(word, "zzz", 1)
        [failure] = verify(with_citation(stored, 0, quote=changed), readings)
        assert failure.where == "claims[0].citations[0]"
        assert "The council approved" in failure.reason


@pytest.mark.parametrize("by", [-1, 1, 1000, -1000])
def test_every_offset(stored: Result, readings: dict[str, Reading], by: int) -> None:
    for i, claim in enumerate(stored.claims):
        span = claim.citations[0].span
        assert span is not None
        for start, end in ((span.start + by, span.end), (span.start, span.end + by)):
            if 0 <= start <= end:
                moved = with_citation(stored, i, span=Span(span.document_id, start, end))
                assert places(moved, readings) == [f"claims[{i}].citations[0]"]


def test_the_status(stored: Result, readings: dict[str, Reading]) -> None:
    for i, claim in enumerate(stored.claims):
        wrong = "normalized" if claim.citations[0].status == "exact" else "exact"
        assert places(with_citation(stored, i, status=wrong), readings) == [f"claims[{i}].citations[0]"]
    assert places(with_citation(stored, 0, status="ambiguous", span=None), readings) == ["claims[0].citations[0]"]


def test_the_words_of_a_claims_own_quote(stored: Result, readings: dict[str, Reading]) -> None:
    changed = with_claim(stored, 1, text='Okonjo said "all the cranes are now going to go".')
    assert "claims[1]" in places(changed, readings)[0]


def test_support_that_code_cannot_vouch_for(stored: Result, readings: dict[str, Reading]) -> None:
    assert stored.claims[2].support == "unchecked"
    assert places(with_claim(stored, 2, support="supported"), readings) == ["claims[2].support"]
    assert places(with_claim(stored, 2, support="supported", probability=0.95), readings) == []
    assert places(with_claim(stored, 2, support="unsupported"), readings) == ["claims[2].support"]


def test_a_claim_that_cites_nothing(stored: Result, readings: dict[str, Reading]) -> None:
    assert places(with_claim(stored, 0, citations=()), readings) == ["claims[0]"]


def test_the_sources(stored: Result, reading: Reading) -> None:
    other = read(Document.of(TEXT.replace("14", "15")))
    found = places(stored, {other.document.id: other})
    assert found[0] == "documents[0].id"
    assert "claims[0].citations[0]" in found
    forged = replace(reading, document=replace(reading.document, text=TEXT + " "))
    assert "documents[0].id" in places(stored, {reading.document.id: forged})


def test_the_coverage(stored: Result, readings: dict[str, Reading]) -> None:
    wrong = replace(stored, coverage=Coverage(10**6, 10**6, "stop"))
    assert places(wrong, readings) == ["coverage.characters_total", "coverage.characters_read"]


def test_a_stance(stored: Result, readings: dict[str, Reading]) -> None:
    stance = stored.stances[0]

    def failing(**changes) -> list[str]:
        return places(replace(stored, stances=(replace(stance, **changes),)), readings)

    assert stance.mention is not None
    moved = Span(stance.mention.document_id, stance.mention.start + 1, stance.mention.end + 1)
    assert failing(label="maybe") == ["stances[0].label"]
    assert failing(kind="indirect") == ["stances[0].kind"]
    assert failing(mention=moved) == ["stances[0].speaker"]
    assert failing(speaker=replace(stance.speaker, name="Lars Ekwall")) == ["stances[0].citations[0]"]
    assert failing(citations=()) == ["stances[0]"]
    changed = replace(stance.citations[0], quote=stance.citations[0].quote.replace("not", "now"))
    assert failing(citations=(changed,)) == ["stances[0].citations[0]"]
