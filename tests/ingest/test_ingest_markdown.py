"""Markdown as its reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OnRecordError, SourceUnreadable
from bot.ingest import from_bytes
from bot.ingest.markdown import MAX_CHARACTERS
from bot.types import Document


def markdown(text: str) -> Document:
    return from_bytes(text.encode(), name="notes.md")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("A *b* **c** ~~d~~ `e*` [f](http://x.example) g.", "A b c d e* f g."),
        ("one\ntwo  \nthree\\\nfour", "one two\nthree\nfour"),
        ("R&amp;D &lt; 3 \\*not\\* <b>bold</b><br>next", "R&D < 3 *not* bold\nnext"),
        ("Title\n=====\n\ntext", "Title\n\ntext"),
        ("- a\n- b\n\n  more\n- c", "- a\n\n- b\n\n  more\n\n- c"),
        ("- a\n  - b\n  - c\n- d", "- a\n  - b\n  - c\n- d"),
        ("7. a\n8. b", "7. a\n8. b"),
        ("1. a\n   1. b\n2. c", "1. a\n  1. b\n2. c"),
        ("> one\n> two\n\n> three", "one two\n\nthree"),
        ("```py\nx = 1\n\ny = 2\n```\n\nend", "x = 1\n\ny = 2\n\nend"),
        ("| a | *b* |\n|---|---|\n| c | d |\n\nend", "a\tb\nc\td\n\nend"),
        ("![a picture](x.png) words", " words"),
        ("<div><p>One</p><script>no()</script><p>two &amp; three</p></div>\n\nend", "One\ntwo & three\n\nend"),
        ("a\n\n<!-- unseen -->\n\n---\n\nb", "a\n\nb"),
        ("[a]: http://x.example\n\nsee [a]", "see a"),
        ("Snow ☃ and e\u0301", "Snow ☃ and e\u0301"),
    ],
)
def test_marks_are_not_text(source: str, seen: str) -> None:
    assert markdown(source).text == seen


def test_front_matter_gives_the_facts() -> None:
    document = markdown(
        "---\nTitle: The wall\npublished: 2026-11-05 10:00:00\nsource: Coast Wire\ntags: [a]\n---\n\n# Other\n\nText.\n"
    )
    assert (document.title, document.published, document.publisher) == ("The wall", "2026-11-05", "Coast Wire")
    assert document.text == "Other\n\nText."


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nNot front matter.\n\n---\n\nText.",
        "---\n[not, a, mapping]\n---\n\nText.",
        "---\na: [\n---\n\nText.",
        "---\n" + "[" * 1200 + "\n---\n\nText.",
        "---\ntitle: x\n\nnever closed. Text.",
        "---\ntitle: [a]\ndate: soon\n---\n\nText.",
    ],
)
def test_what_is_no_front_matter_gives_none(text: str) -> None:
    document = markdown(text)
    assert (document.title, document.published) == (None, None)
    assert "Text." in document.text


def test_the_title_is_a_heading_of_the_first_level() -> None:
    assert markdown("Badge.\n\n# The *wall*\n\n# Another").title == "The wall"
    assert markdown("## The wall\n\ntext").title == "The wall"
    assert markdown("text\n\n## The wall").title is None


def test_aliases_do_not_multiply() -> None:
    bomb = "---\na: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    assert markdown(bomb + "title: The wall\n---\n\nText.").title == "The wall"


@pytest.mark.parametrize("text", ["> " * 30 + "a", "".join("  " * n + f"- {n}\n" for n in range(15))])
def test_nested_beyond_the_parser_is_refused_and_not_cut(text: str) -> None:
    with pytest.raises(SourceUnreadable, match="nested too deeply"):
        markdown(text)


def test_nine_levels_of_lists_are_read() -> None:
    assert "8" in markdown("".join("  " * n + f"- {n}\n" for n in range(9))).text


def test_too_long_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="over 1,000,000 characters"):
        markdown("a " * (MAX_CHARACTERS // 2 + 1))


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("#*_`[]()<>!|-\n\t 1.a&;\\~:=é"), max_size=300))
def test_any_markdown_is_read_or_refused(text: str) -> None:
    try:
        document = markdown(text)
    except OnRecordError as error:
        assert str(error).isprintable()
    else:
        assert document.text.strip()
