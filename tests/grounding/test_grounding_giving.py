"""Quotations given to somebody by a dash, a colon, a bracket, or in words of another language than their own."""

from __future__ import annotations

import pytest

from bot.grounding.giving import given
from bot.grounding.support import check
from bot.language import read
from bot.types import Document, Readings, Turn

ENGLISH = (
    "The council of Vessby met on Monday in the Net Loft. Signe Moss, the harbour master, was angry.\n\n"
    "“I asked for a bridge and was given a plank,” said Tom Lund, who runs the ferry.\n\n"
    "Moss, who answers to the auditor general, said: “Nobody has counted the passengers since the spring.”\n"
)
GERMAN = (
    "Der Rat von Vessby tagte am Montag. Signe Moos leitet den Hafen und war verärgert.\n\n"
    "„Ich wollte eine Brücke und bekam ein Brett“, sagte Tom Lund, dem die Fähre gehört.\n\n"
    "Moos sagte: „Niemand hat seit dem Frühjahr die Fahrgäste gezählt.“\n"
)
FRENCH = (
    "Le conseil de Vessy s’est réuni lundi. Solange Mousse, qui dirige le port, était furieuse.\n\n"
    "« Je voulais un pont et j’ai reçu une planche », a déclaré Tom Lunde, le patron du bac.\n\n"
    "« Personne n’a compté les passagers depuis le printemps », a ajouté Solange Mousse.\n"
)
THREAD = "helm: Nobody counted the boxes on the pier\nkai.r: I counted them twice, ask the crane\n"
TURNS = (
    Turn("helm", 6, THREAD.index("\n"), 0, 5),
    Turn("kai.r", THREAD.index("I c"), len(THREAD) - 1, THREAD.index("kai"), THREAD.index(" I c")),
)

BRIDGE = "I asked for a bridge and was given a plank"
BRUECKE = "Ich wollte eine Brücke und bekam ein Brett"
MARKS = "“”"
PONT = "Je voulais un pont et j’ai reçu une planche"


def vetoes(text: str, source: str, quoted: str) -> list[str]:
    document = Document.of(source, turns=TURNS if source == THREAD else ())
    start = document.text.index(quoted)
    readings: Readings = {document.id: read(document)}
    findings = check(text, [document.span(start, start + len(quoted))], readings).findings
    return [finding.check for finding in findings if finding.veto]


FORMS = (
    "“{quote}” — {name}",
    "“{quote}” – {name}.",
    "“{quote}”\n-- {name}",
    "“{quote}” — {name}, Vessby",
    "“{quote}” ({name})",
    "{name}: “{quote}”",
    "{name} – “{quote}”",
    "According to {name}, “{quote}”.",
    "As {name} put it: “{quote}”",
    "“{quote},” {name} said.",
    "„{quote}“, sagte {name}.",
    "Selon {name}, « {quote} ».",
    "«{quote}», dijo {name}.",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("source", "quote", "false", "true"),
    [(ENGLISH, BRIDGE, "Signe Moss", "Tom Lund"), (GERMAN, BRUECKE, "Signe Moos", "Tom Lund"),
     (FRENCH, PONT, "Solange Mousse", "Tom Lunde")],
    ids=["en", "de", "fr"],
)  # fmt: skip
def test_a_quotation_is_given_to_its_speaker_alone(form: str, source: str, quote: str, false: str, true: str) -> None:
    assert "speaker" in vetoes(form.format(quote=quote, name=false), source, quote)
    assert "speaker" not in vetoes(form.format(quote=quote, name=true), source, quote)


def test_a_label_of_a_thread_needs_no_capital() -> None:
    words = "I counted them twice, ask the crane"
    assert "speaker" in vetoes(f"“{words}” — helm", THREAD, words)
    assert "speaker" not in vetoes(f"“{words}” — kai.r", THREAD, words)


@pytest.mark.parametrize("name", ["the auditor general", "The Net Loft"])
def test_behind_a_dash_stands_who_speaks_though_the_text_lets_them_say_nothing(name: str) -> None:
    document, draft = Document.of(ENGLISH), Document.of(f"“{BRIDGE}” — {name}")
    [found] = given(read(draft), [read(document)])
    assert found.mention is not None and draft.slice(found.mention) == name


@pytest.mark.parametrize(
    "text",
    [
        f"“{BRIDGE}” was the answer to Signe Moss.",
        f"The answer to Signe Moss: “{BRIDGE}”",
        f"“{BRIDGE}”, a word to Signe Moss.",
        f"“{BRIDGE}” — a word to Signe Moss.",
        f"“{BRIDGE}” — Monday",
        f"“{BRIDGE}” — Quillon",
        f"“{BRIDGE}”.",
        f"Signe Moss was angry. “{BRIDGE}.”",
        f"It is a pity — “{BRIDGE}”",
    ],
)
def test_a_name_among_other_words_is_given_nothing(text: str) -> None:
    assert list(given(read(Document.of(text)), [read(Document.of(ENGLISH))])) == []


def test_of_two_quotations_each_has_its_own_name() -> None:
    other = "Nobody has counted the passengers since the spring"
    for text in (
        f"“{BRIDGE}” — Tom Lund\n“{other}” — Signe Moss",
        f"Tom Lund: “{BRIDGE}”\nSigne Moss: “{other}”",
    ):
        draft = Document.of(text)
        reading = read(draft)
        found = [*reading.attributions, *given(reading, [read(Document.of(ENGLISH))])]
        said = {draft.slice(a.spans[0]).strip(MARKS): draft.slice(a.mention).rstrip(":") for a in found if a.mention}
        assert said == {BRIDGE: "Tom Lund", other: "Signe Moss"}, text


def test_words_about_a_quotation_may_be_of_another_language() -> None:
    draft = Document.of(f"According to Signe Moos, “{BRUECKE}”.")
    [found] = given(read(draft), [read(Document.of(GERMAN))])
    assert found.mention is not None and draft.slice(found.mention) == "Signe Moos"
    assert [draft.slice(span).strip(MARKS) for span in found.spans] == [BRUECKE]
