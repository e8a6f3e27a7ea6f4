import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grounding.score import BIAS, WEIGHTS
from bot.grounding.support import check
from bot.types import Reading, Span


def test_each_sentence_carries_itself(article: Reading) -> None:
    readings = {article.document.id: article}
    verdicts = [check(article.document.slice(s.span), [s.span], readings) for s in article.sentences]
    assert all(verdict.support != "unsupported" for verdict in verdicts), [v.reasons for v in verdicts]
    assert sum(verdict.support == "supported" for verdict in verdicts) >= 0.7 * len(verdicts)


def test_supported_needs_the_words_almost_verbatim(judge) -> None:
    said = "Harbour chief Frida Okonjo said that the port would still pay for the night ferries."
    assert judge(said, "Harbour chief").support == "supported"
    free = judge("Okonjo promised money for ferries that run at night.", "Harbour chief")
    assert free.support == "unchecked"
    assert free.score < judge(said, "Harbour chief").score


def test_a_word_that_the_cited_sentences_lack_is_not_carried_by_them(judge) -> None:
    said = "Harbour chief Frida Okonjo said that the port would still pay for the night {}."
    assert judge(said.format("ferries"), "Harbour chief").support == "supported"
    for other in ("oslend", "vanek", "festivals", "May"):  # a name in small letters, or anything else
        assert judge(said.format(other), "Harbour chief").support != "supported"


def test_a_statement_without_evidence_is_unsupported(article: Reading) -> None:
    readings = {article.document.id: article}
    assert check("Northam keeps its dockers.", [], readings).support == "unsupported"
    assert check("Northam keeps its dockers.", [Span("sha256:other", 0, 4)], readings).support == "unsupported"


def test_the_score_is_a_probability_and_its_weights_are_not_negative(judge) -> None:
    assert all(weight >= 0 for weight in WEIGHTS.values())
    assert BIAS < 0
    assert 0 < judge("Ekwall spoke.", "It was a fair price").score < 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_statement_can_be_checked(text: str) -> None:
    from bot.language import read
    from bot.types import Document

    document = Document.of("Frida Okonjo said “all 30 cranes will go” in May. She did not say why.")
    reading = read(document)
    verdict = check(text, [s.span for s in reading.sentences], {document.id: reading})
    assert verdict.support in ("supported", "unchecked", "unsupported")
    assert (verdict.support == "unsupported") == any(finding.veto for finding in verdict.findings)


def test_a_hostile_statement_takes_no_time(article: Reading) -> None:
    readings, spans = {article.document.id: article}, [s.span for s in article.sentences]
    for text in ("not " * 3000, "“" * 5000, "1,000 " * 3000, "Aa Bb " * 3000, "a" * 50_000):
        begun = time.process_time()  # this process's own time: a busy machine fails nothing
        check(text, spans, readings)
        assert time.process_time() - begun < 4


def test_a_page_without_a_full_stop_is_read_around_the_citation() -> None:
    from bot.language import read
    from bot.types import Document

    text = (
        "the crane moved and " * 50_000
        + "Frida Okonjo sold the old boat to the town and "
        + "the crane moved and " * 50_000
    )
    document = Document.of(text)
    reading = read(document)
    at = text.index("Frida")
    cited = [document.span(at, at + 45)]
    begun = time.perf_counter()
    assert check("Frida Okonjo sold the old boat.", cited, {document.id: reading}).support != "unsupported"
    assert check("Frida Okonjo sold 30 boats.", cited, {document.id: reading}).support == "unsupported"
    assert time.perf_counter() - begun < 5


GERMAN = "Bürgermeister Lars Ekwall sagte am Montag, die Stadt habe 2.500 Schuppen für 3,5 Millionen Euro verkauft."


def test_german_statements() -> None:
    from bot.language import read
    from bot.types import Document

    document = Document.of(GERMAN)
    reading = read(document)
    readings, cited = {document.id: reading}, [reading.sentences[0].span]

    def support(statement: str) -> str:
        return check(statement, cited, readings).support

    assert support("Die Stadt hat 2500 Schuppen für 3,5 Mio. Euro verkauft, sagte Ekwall.") != "unsupported"
    assert support("Die Stadt hat 2,5 Schuppen verkauft, sagte Ekwall.") == "unsupported"
    assert support("Die Stadt habe 2.500 Schuppen am Dienstag verkauft, sagte Ekwall.") == "unsupported"
    assert support("Bürgermeister Anna Brandt sagte, die Stadt habe 2.500 Schuppen verkauft.") == "unsupported"
    assert support("Die Stadt habe keine 2.500 Schuppen für 3,5 Millionen Euro verkauft.") != "supported"
