"""German, French and Spanish: the small tables, dash dialogue, and nobody rather than the wrong one."""

from __future__ import annotations

import pytest

from bot.language import read
from bot.language.tongue import language_of
from bot.types import Document

GERMAN = "Die Brücke ist seit Montag gesperrt, und niemand weiß, wie lange das noch dauern wird. "
FRENCH = "Le pont est fermé depuis lundi, et personne ne sait pour combien de temps il le restera. "
SPANISH = "El puente está cerrado desde el lunes, y nadie sabe por cuánto tiempo lo estará. "


def rows(text: str) -> list[tuple[str | None, list[str]]]:
    reading = read(Document.of(text))
    return [
        (reading.document.slice(a.mention) if a.mention else None, [reading.document.slice(s) for s in a.spans])
        for a in reading.attributions
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (SPANISH, "es"),
        ("The bridge has been closed since Monday, and nobody knows for how long it will be.", "en"),
        ("Port Ansel", "und"),
        ("", "und"),
        ("12345 67890", "und"),
    ],
)
def test_the_language_is_told_by_its_function_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("„Es ist spät“, sagte Ada Lind.", ("Ada Lind", ["„Es ist spät“"])),
        ("Ada Lind sagte: „Es ist spät.“", ("Ada Lind", ["„Es ist spät.“"])),
        ("Ada Lind sagte, dass es spät sei.", ("Ada Lind", ["dass es spät sei"])),
        ("Es sei spät, erklärte die Ministerin.", ("die Ministerin", ["Es sei spät"])),
        ("„Es ist spät“, so die Ministerin.", ("die Ministerin", ["„Es ist spät“"])),
        ("Laut Ada Lind ist die Brücke alt.", ("Ada Lind", ["ist die Brücke alt"])),
        ("Ada Lind fordert den Neubau.", ("Ada Lind", ["den Neubau"])),
    ],
)
def test_german(text: str, row: tuple[str, list[str]]) -> None:
    assert row in rows(GERMAN + text)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("« Il est tard », a déclaré Ada Lind.", ("Ada Lind", ["« Il est tard »"])),
        ("Ada Lind a déclaré que le pont est vieux.", ("Ada Lind", ["que le pont est vieux"])),
        ("« Il est tard », a-t-elle ajouté.", ("elle", ["« Il est tard »"])),
        ("Selon Ada Lind, le pont est vieux.", ("Ada Lind", ["le pont est vieux"])),
        ("« Il est tard, dit-elle. Je pars. »", ("elle", ["« Il est tard", "Je pars. »"])),
    ],
)
def test_french(text: str, row: tuple[str, list[str]]) -> None:
    assert row in rows(FRENCH + text)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("«Es tarde», dijo Ada Lind.", ("Ada Lind", ["«Es tarde»"])),
        ("Ada Lind dijo que el puente es viejo.", ("Ada Lind", ["que el puente es viejo"])),
        ("La alcaldesa, Ada Lind, aseguró que es tarde.", ("La alcaldesa", ["que es tarde"])),
        ("Según Ada Lind, el puente es viejo.", ("Ada Lind", ["el puente es viejo"])),
        ("«Es tarde», reconoció.", (None, ["«Es tarde»"])),
    ],
)
def test_spanish(text: str, row: tuple[str | None, list[str]]) -> None:
    assert row in rows(SPANISH + text)


def test_a_pronoun_before_the_name_is_resolved() -> None:
    reading = read(Document.of(FRENCH + "\n\nAda Lind a déclaré que le pont est vieux.\n\n« Je pars », a-t-elle dit."))
    assert [a.speaker.name if a.speaker else None for a in reading.attributions] == ["Ada Lind", "Ada Lind"]


def test_spanish_dash_dialogue() -> None:
    text = SPANISH + "\n\n—Ven ahora —dijo Ana Lind—. Es muy tarde.\n\n—No quiero —dijo Per Ortega."
    found = rows(text)
    assert ("Ana Lind", ["—Ven ahora", "Es muy tarde."]) in found
    assert ("Per Ortega", ["—No quiero"]) in found


def test_french_dash_dialogue() -> None:
    text = FRENCH + "\n\n— Je viens, dit Ana Lind.\n\n— Toi aussi ? demanda Per Ortega."
    found = rows(text)
    assert ("Ana Lind", ["— Je viens"]) in found
    assert ("Per Ortega", ["— Toi aussi ?"]) in found


def test_german_nouns_are_nobody() -> None:
    reading = read(Document.of(GERMAN + "Der Widerstand der Werke wuchs. „Es ist spät“, sagte sie."))
    assert [a.speaker for a in reading.attributions] == [None]


def test_marks_count_in_every_language() -> None:
    reading = read(Document.of("Hän sanoi: ”Silta on vanha ja väsynyt tänään.” Sitten hän lähti kotiin."))
    assert [reading.document.slice(q.outer) for q in reading.quotes] == ["”Silta on vanha ja väsynyt tänään.”"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            FRENCH + "« Les piles, a ajouté Ada Lind, sont trop vieilles. »",
            ("direct", "Ada Lind", None, ["« Les piles", "sont trop vieilles. »"]),
        ),
        (
            SPANISH + "«Los pilares —añadió Ada Lind— son muy viejos».",
            ("direct", "Ada Lind", None, ["«Los pilares", "son muy viejos»"]),
        ),
        (
            FRENCH + "L'ingénieur Luc Vidal est inquiet. Luc Vidal reste. M. Vidal a dit que le pont est vieux.",
            ("indirect", "Luc Vidal", "ingénieur", ["que le pont est vieux"]),
        ),
        (
            FRENCH + "L'ingénieur Luc Vidal est inquiet. Selon lui, le pont est vieux.",
            ("indirect", "Luc Vidal", "ingénieur", ["le pont est vieux"]),
        ),
    ],
)
def test_kind_name_and_role(text: str, expected: tuple[str, str, str | None, list[str]]) -> None:
    reading = read(Document.of(text))
    found = [
        (a.kind, a.speaker.name, a.speaker.role, [reading.document.slice(s) for s in a.spans])
        for a in reading.attributions
        if a.speaker is not None
    ]
    assert expected in found


def test_a_paragraph_that_opens_with_a_dash_is_another_voice() -> None:
    text = SPANISH + (
        '"Nunca debieron cerrarlo", señaló Ada Lind.\n\n—¿Vendrás? —preguntó Paula.\n\n'
        "—No —respondió Clara—. Estoy cansada del viaje."
    )
    assert rows(text) == [
        ("Ada Lind", ['"Nunca debieron cerrarlo"']),
        ("Paula", ["—¿Vendrás?"]),
        ("Clara", ["—No", "Estoy cansada del viaje."]),
    ]
