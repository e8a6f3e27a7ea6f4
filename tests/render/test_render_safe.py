"""Text from outside never acts on what shows it, and is otherwise shown as it is."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.render.safe import cell, json_text, line, lines, markdown

# Letters, marks and every character that this module treats, far more often than chance would give.
NASTY = st.sampled_from(
    [
        *"\x00\x07\x08\x1b\x7f\x85\x9b\u00ad\u061c\u200b\u200c\u200d\u200e\u202a\u202e\u2028\u2029\u2066\u2069\ufeff",
        *("\ufe0f", "\U000e0041", "\ud800", "\udfff", "\uffff", "\U0001fffe", "\u0301", "\r", "\n", "\t", " "),
        *"@`*_[](){}<>&#+-=|~^$!\\.:/0123456789ab",
        *("http://", "www.", "é", "語", "👩", "م"),
    ]
)
TEXT = st.lists(NASTY | st.characters(), max_size=40).map("".join)
KEPT = set("\u200c\u200d") | {chr(n) for n in range(0xFE00, 0xFE10)}


@given(TEXT)
def test_nothing_that_acts_or_hides_is_left(text: str) -> None:
    for character in lines(text):
        category = unicodedata.category(character)
        assert character in "\n\t" or category not in ("Cc", "Cs", "Zl", "Zp")
        assert category != "Cf" or character in KEPT or unicodedata.bidirectional(character) in ("AN", "AL", "ON", "L")
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "PDF",
            "LRO",
            "RLO",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )


@given(TEXT)
def test_showing_twice_is_showing_once(text: str) -> None:
    assert lines(lines(text)) == lines(text)
    assert line(line(text)) == line(text)


@given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Ps", "Pe", "Sm")), max_size=60))
def test_letters_figures_and_marks_are_kept(text: str) -> None:
    plain = "".join(c for c in text if c not in "\u115f\u1160\u3164\uffa0")
    assert lines(plain) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mred\x1b[0m", "a\ufffd[31mred\ufffd[0m"),
        ("user\u202egnp.exe", "user\ufffdgnp.exe"),
        ("zero\u200bwidth\ufeff, soft\u00adhyphen", "zerowidth, softhyphen"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is part of the Persian spelling
        ("pass\u200dword", "password"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3", "👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3"),
        ("a\ufe0fb\ufe01\ufe02", "ab"),
        ("e" + "\u0301" * 40 + "x", "e" + "\u0301" * 8 + "x"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
    ],
)
def test_examples(text: str, expected: str) -> None:
    assert lines(text) == expected


# --- Markdown ------------------------------------------------------------------------------------------------

FRAMES = ["{}", "- {}", "1. {}", "> {}", "### {}", "**a** {} *b*", "| a |\n|---|\n| {} |"]


def rendered(source: str) -> list[tuple[str, str]]:
    """What Markdown makes of a source: (type, content) of its tokens, the inline ones flat."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    out: list[tuple[str, str]] = []
    for token in parser.parse(source):
        for part in token.children if token.children else [token]:
            if part.type in ("text", "text_special") and out and out[-1][0] == "text":
                out[-1] = ("text", out[-1][1] + part.content)
            else:
                out.append(("text" if part.type == "text_special" else part.type, part.content))
    return out


def words_of(source: str) -> str:
    return "".join(content for kind, content in rendered(source) if kind in ("text", "code_inline"))


@given(TEXT, st.sampled_from(FRAMES))
def test_no_text_makes_markup(text: str, frame: str) -> None:
    shown = line(text)
    source = frame.format(markdown(text))
    kinds = [kind for kind, _ in rendered(source) if kind not in ("text", "code_inline")]
    plain = [kind for kind, _ in rendered(frame.format("plain" if shown else "")) if kind != "text"]
    assert kinds == plain
    assert words_of(source).split() == words_of(frame.format("\ue000")).replace("\ue000", shown).split()


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x]: https://evil.example",
        "<img src=x onerror=alert(1)>",
        "# heading",
        "- item",
        "12. item",
        "```sh",
        "~~~",
        "| a | b |",
        "&#60;script&#62;",
        "***bold***",
        ":::note",
        "===",
    ],
)
def test_markup_is_words(text: str) -> None:
    for frame in FRAMES:
        expected = [k for k, _ in rendered(frame.format("plain"))]
        assert [k for k, _ in rendered(frame.format(markdown(text)))] == expected
    assert words_of(markdown(text)) == text


@pytest.mark.parametrize(
    "text", ["https://evil.example/a_b", "www.evil.example", "evil.example", "mailto:a@evil.example"]
)
def test_bare_addresses_do_not_link(text: str) -> None:
    escaped = markdown(text)
    assert "://" not in escaped.replace("\\://", "")
    assert "www." not in escaped
    assert ".example" not in escaped.replace("\\.example", "")
    assert "@" not in escaped.replace("`@`", "")
    assert words_of(escaped) == text


def test_figures_and_times_stay_readable() -> None:
    assert markdown("2.5 million at 12:30, U.S. troops") == "2.5 million at 12:30, U\\.S. troops"


# --- spreadsheets and JSON -----------------------------------------------------------------------------------


@given(TEXT)
def test_no_cell_is_a_formula(text: str) -> None:
    shown = cell(text)
    assert shown[:1] not in tuple("=+-@|%＝＋－＠") or shown == ""
    assert "\n" not in shown
    assert shown.removeprefix("'") in (line(text), line(text).removeprefix("'"))


@given(st.dictionaries(TEXT, TEXT | st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)))
def test_json_is_harmless_and_the_same_value(value: dict[str, object]) -> None:
    text = json_text(value)
    text.encode("utf-8")
    assert json.loads(text) == json.loads(json.dumps(value))
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in text)
    assert not any(c in text for c in "\u061c\u200b\u200e\u202a\u202e\u2066\ufeff\U000e0041")


def test_json_keeps_letters_and_escapes_what_acts() -> None:
    assert json_text({"é": "語\x9b\u202e\U000e0041"}) == '{\n  "é": "語\\u009b\\u202e\\udb40\\udc41"\n}\n'


def test_json_has_no_number_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text({"probability": float("nan")})
