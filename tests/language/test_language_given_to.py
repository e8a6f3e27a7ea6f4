"""Who is given which words where it is easy to go wrong: relatives, reports, strangers, ships, other languages."""

from __future__ import annotations

import pytest

from bot.language import read
from bot.types import Document, Reading, Turn

GERMAN = "Die Brücke ist seit Montag gesperrt, und niemand weiß, wie lange das noch dauern wird.\n\n"
FRENCH = "Le pont est fermé depuis lundi, et personne ne sait pour combien de temps il le restera.\n\n"
SPANISH = "El puente está cerrado desde el lunes, y nadie sabe por cuánto tiempo lo estará.\n\n"


def speakers(text: str) -> list[tuple[str | None, str]]:
    """Each statement's speaker and its first words, in order."""
    return _rows(read(Document.of(text)))


def _rows(reading: Reading) -> list[tuple[str | None, str]]:
    return [
        (a.speaker.name if a.speaker else None, reading.document.slice(a.spans[0]).strip('“”„«»"‘’‚ \u00a0,.'))
        for a in reading.attributions
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Tom Lund came late.\n\n“It is a lid,” he said by telephone.", ("Tom Lund", "It is a lid")),
        (
            "Ada Pell was not in town. In a letter read out by the clerk she thanked Lund for “finding his way.”",
            ("Ada Pell", "Lund for “finding his way"),
        ),
        (
            "“Minister, the mayor of Port Lisle, Jon Abara, said that it was late.”\n\nMinister, the mayor of Port "
            "Lisle, Jon Abara, said yesterday that it was late.",
            ("Jon Abara", "that it was late"),
        ),
        (
            "The Audit Court met. The report of the Audit Court on that summer says rationing saved “little.”",
            ("Audit Court", "rationing saved “little"),
        ),
        (
            "A study by the Lowell Institute found that it worked. It notes that the trial was small.",
            ("Lowell Institute", "that the trial was small"),
        ),
        (
            "The works department wants more. According to its report, the steel is old.",
            ("works department", "the steel is old"),
        ),
        (
            "Max Orme wrote that it was late. His son Felix Orme took the other side. “No,” the younger Orme said.",
            ("Felix Orme", "No"),
        ),
        (
            "Its director, Simone Akande, receives us. She calls it “a wonder.”",
            ("Simone Akande", "it “a wonder"),
        ),
        (
            "The poet Ansel Roe is dead. “He told me once, ‘They will do it in May,’” said Mirjam Roe.",
            ("Ansel Roe", "They will do it in May"),
        ),
        (
            "The chairwoman, Leni Sark, accused the president. “Somebody chose the clock,” she told delegates.",
            ("Leni Sark", "Somebody chose the clock"),
        ),
    ],
)
def test_words_are_given_to_the_one_who_said_them(text: str, row: tuple[str, str]) -> None:
    assert row in speakers(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("“It leaks,” Ada “Ace” Lind said on Tuesday.", [("Ada “Ace” Lind", "It leaks")]),
        ("'It leaks,' said Ada 'Ace' Lind.", [("Ada 'Ace' Lind", "'It leaks,'")]),
        ("Ada Lind, who is known as “Ace”, denied the claim.", [("Ada Lind", "the claim")]),
        ("“It leaks,” said Ada Lind, nicknamed “Ace”.", [("Ada Lind", "It leaks")]),
        ("The Dockers' Union said it would strike.", [("Dockers' Union", "it would strike")]),
        ("The Women’s Institute of Vessby said it would strike.", [("Women’s Institute of Vessby", "it would strike")]),
    ],
)
def test_marks_in_a_name_are_no_speech_and_a_possessive_in_one_is_part_of_it(
    text: str, rows: list[tuple[str, str]]
) -> None:
    assert speakers(text) == rows


def test_whom_a_pronoun_inside_a_quote_means_is_not_looked_for_beyond_the_paragraph() -> None:
    text = "“No,” said Per Roe, the mayor.\n\n“He told me, ‘I signed it,’” Lena Lind recalled of Kettil Hale."
    assert speakers(text) == [("Per Roe", "No"), ("Lena Lind", "He told me, ‘I signed it")]


def test_a_ship_is_nobody_who_could_be_she() -> None:
    text = (
        "The museum’s director, Cosima Hale, was there. The bell of the ferry Alma Rosina came up in 1919. Ninety "
        "drowned when the Alma Rosina sank. “We will miss it,” she said."
    )
    assert ("Cosima Hale", "We will miss it") in speakers(text)


def test_a_pronoun_behind_somebody_without_a_name_is_nobody_elses() -> None:
    text = "Ada Hale left the board. His former wife took it calmly. “He never returns things,” she said."
    assert (None, "He never returns things") in speakers(text)


def test_mr_and_ms_of_one_name_are_two_people() -> None:
    text = "MR. LIND: Who pays?\nMS. LIND: I am Ada Lind. The parents pay."
    starts = [(text.index("MR"), text.index("Who"), "MR. LIND"), (text.index("MS"), text.index("I am"), "MS. LIND")]
    turns = [
        Turn(label, start, text.find("\n", start) if "\n" in text[start:] else len(text), at, at + len(label) + 1)
        for at, start, label in starts
    ]
    document = Document.of(text, kind="transcript", turns=turns)
    assert [name for name, _ in _rows(read(document))] == ["Mr. Lind", "Ada Lind"]


def test_a_heading_in_marks_is_of_whoever_says_it_below() -> None:
    text = "“A puppet never lies about strings”\n\n“Fix the roof. A puppet never lies about strings,” said Ada Lind."
    assert ("Ada Lind", "A puppet never lies about strings") in speakers(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor has not commented on the vote.",
        "Lund declined to comment on the plan.",
        "Lund declined to say whether it was late.",
        "Ada Holt directed “The Night Ferry” for the stage.",
        "She wrote “The Lid of Water” in May.",
        "The council’s plan to leave the town was dropped.",
    ],
)
def test_what_is_no_statement_is_not_listed(text: str) -> None:
    assert speakers(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The bank has promised $5.2 million towards the cost.", "$5.2 million towards the cost"),
        ("The mayor’s warning that repairs “must begin” drew applause.", "that repairs “must begin"),
        (
            "His warning that the pier would sink and would drown us came true.",
            "that the pier would sink and would drown us",
        ),
        ("A baker who asked not to be named said the boat was late.", "not to be named"),
        (
            "PORT ANSEL, May 2 — Eight months after she called it a folly, Ada Pell said that it was late.",
            "it a folly",
        ),
        ("PORT ANSEL, May 2 — The boat will end in March, Ada Pell said.", "The boat will end in March"),
    ],
)
def test_content_begins_and_ends_where_it_should(text: str, content: str) -> None:
    assert content in [words for _, words in speakers(text)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("„Sie ist müde“, sagte Jost Feld am Mittwoch im Landtag.", ("Jost Feld", "Sie ist müde")),
        (
            "„Es reicht“, sagte der Bürgermeister von Hallau, Jost Feld, am Montag.",
            ("Jost Feld", "Es reicht"),
        ),
        ("Kandidatin Lena Brock (Freie Liste) widersprach: „Das ist Panik.“", ("Lena Brock", "Das ist Panik")),
        (
            "Umweltministerin Ada Thor wies das zurück. „Die Mauer ist sicher“, so die Ministerin weiter.",
            ("Ada Thor", "Die Mauer ist sicher"),
        ),
        (
            "Deren Leiterin Mechthild Quandt lehnt das ab. „Der Hahn bleibt leer“, sagte sie dieser Zeitung.",
            ("Mechthild Quandt", "Der Hahn bleibt leer"),
        ),
        ("Der Lehrer Oskar Feld war da. „Gut reden“, brummt er.", ("Oskar Feld", "Gut reden")),
        (
            "Ada Brock ist dagegen. In einem Brief schrieb Brock, die Zahl sei falsch.",
            ("Ada Brock", "die Zahl sei falsch"),
        ),
        (
            "Jost Feld rechnet. Feld zufolge kostet der Bau neun Millionen.",
            ("Jost Feld", "kostet der Bau neun Millionen"),
        ),
        ("Ihre Sprecherin Wilma Oertel hatte vor „Panik“ gewarnt.", ("Wilma Oertel", "vor „Panik")),
        ("Die Händlerin Irmtraut Pohl kam. „Lieber so“, sagte sie.", ("Irmtraut Pohl", "Lieber so")),
    ],
)
def test_german_words_are_given_to_the_right_one(text: str, row: tuple[str, str]) -> None:
    assert row in speakers(GERMAN + text)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "Baptiste Roumieu a parlé. M. Roumieu s’est finalement dit « rassuré, faute de mieux ».",
            ("Baptiste Roumieu", "rassuré, faute de mieux"),
        ),
        (
            "Le conseiller Honoré Vidal, frère de la maire, est là. Son frère a voté contre. « Non, a-t-il lancé, ce "
            "serait céder. »",
            ("Honoré Vidal", "Non"),
        ),
        ("Son mari, Yvon Salvan, en rit : « On dormira. »", ("Yvon Salvan", "On dormira")),
        (
            "Son président, Bastien Loiseau, espère une réouverture. « Bien », dit M. Loiseau.",
            ("Bastien Loiseau", "Bien"),
        ),
    ],
)
def test_french_words_are_given_to_the_right_one(text: str, row: tuple[str, str]) -> None:
    assert row in speakers(FRENCH + text)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "Anselmo Ibarra, dueño del puesto 12, sostiene que es tarde. «Yo vendo con calculadora», explicó.",
            ("Anselmo Ibarra", "Yo vendo con calculadora"),
        ),
        (
            "El concejal de Hacienda, Tobías Urrea, defendía hace un mes el traslado «sin peros».",
            ("Tobías Urrea", "hace un mes el traslado «sin peros"),
        ),
        ("El portavoz vecinal, Eusebio Marín, lo dudó: «Eso dijeron ya».", ("Eusebio Marín", "Eso dijeron ya")),
        ("El alcalde, Fermín Lastra, calló. Según Lastra, la obra es cara.", ("Fermín Lastra", "la obra es cara")),
    ],
)
def test_spanish_words_are_given_to_the_right_one(text: str, row: tuple[str, str]) -> None:
    assert row in speakers(SPANISH + text)


def test_a_name_in_german_marks_is_no_speech() -> None:
    text = "Die Initiative „Trockene Keller“ kündigte für Samstag eine Kundgebung an."
    assert "Trockene Keller" not in [words for _, words in speakers(GERMAN + text)]


def test_every_quotation_mark_may_open() -> None:
    assert speakers("“Yes‟ he said‟ and „no‟, ‟") is not None
    assert read(Document.of('‟so" and ‟so” and ‟')).quotes
