"""Slack's ways of writing: what comes in reads as people see it, and what goes out is never markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import safe
from bot.slack import blocks, wording

HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<!channel>",
                "<!here|here>",
                "<@U123>",
                "<https://evil.example|click>",
                "[click](https://evil.example)",
                "![x](http://evil.example/x.png)",
                "@channel",
                "@Everyone",
                "@here",
                "https://evil.example/a?b=c",
                "evil.com",
                "mailto:a@b.example",
                "*bold*",
                "`code",
                "~x~",
                "> quote",
                "# heading",
                "1. one",
                "- item",
                "&lt;!channel&gt;",
                "\n",
                "\\",
                "|",
            ]
        ),
        st.text(max_size=12),
    ),
    max_size=8,
).map(" ".join)

LIVE_MARK = re.compile(r"(?<!\\)(?:\\\\)*[*_~\[\]#|]")


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
def test_no_foreign_statement_rings_links_or_marks(text: str) -> None:
    line = wording.markdown(text)
    assert "\n" not in line
    assert "<" not in line and ">" not in line
    assert re.search(r"&(?!amp;|lt;|gt;)", line) is None
    assert re.search(r"@(channel|here|everyone)\b", line, re.IGNORECASE) is None
    outside = re.sub(r"`[^`]*`", "", line)
    assert "://" not in outside
    assert LIVE_MARK.search(outside) is None


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    sent = wording.escaped(text)
    assert "<" not in sent and ">" not in sent
    assert re.search(r"@(channel|here|everyone)\b", sent, re.IGNORECASE) is None
    assert html.unescape(sent).replace(wording.WORD_JOINER, "") == safe.lines(text)


@pytest.mark.parametrize("acts", ["\x1b[2J", "\x9b31m", "\x00", "\u202e", "\u2066", "\u200f", "\udc80", "\u2028"])
def test_nothing_that_acts_or_hides_is_posted(acts: str) -> None:
    text = f"The wall {acts}holds"
    element = blocks.text_element(text)["text"]
    for sent in (wording.markdown(text), wording.escaped(text), blocks.plain_text(text)["text"], element):
        assert not set(acts) & {c for c in sent if not c.isprintable() and c != "\n"}
        assert "The wall" in sent and "holds" in sent


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_what_slack_escapes_is_read_back(text: str) -> None:
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert wording.plain(sent) == text


def test_slack_marks_are_read_as_people_see_them() -> None:
    sent = "<@U1> in <#C1|harbour>: <https://a.example/x?y=1&amp;z=2|the plan> &amp; <!here> <@U2|Bo>"
    assert wording.plain(sent, {"U1": "Ana"}.__getitem__) == "@Ana in #harbour: the plan & @here @Bo"
    assert wording.links(sent) == ("https://a.example/x?y=1&z=2",)
    assert wording.mentions(sent) == ("U1", "U2")
    assert wording.without_mention("<@U1> and <@U1|ana> sum up", "U1") == "and sum up"
    assert wording.without_links("look at <https://a.example> now <@U1>") == "look at now <@U1>"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.example/<!channel>",
        "https://a.example/a b",
        "https:///nowhere",
        "ftp://a.example",
        "https://a.example/" + "x" * 4000,
        "https://[::1",
        "https://a.example/\u202e",
    ],
)
def test_only_addresses_fit_for_readers_are_links(url: str) -> None:
    assert wording.link(url) is None
    assert wording.markdown_link("1", url) == "\\[1\\]"


def test_a_source_is_linked_and_its_parentheses_do_not_end_the_link() -> None:
    assert wording.markdown_link("2", "https://a.example/b_(c)?d=1&e=2") == (
        "[\\[2\\]](https://a.example/b_%28c%29?d=1&e=2)"
    )


@pytest.mark.parametrize(
    "address",
    [
        "éattacker.com",
        "attacker.commailto:pay@attacker.example",
        "pay@attacker.com",
        "@attacker.com",
        "a.b+c@x.attacker.com/y",
    ],
)
def test_no_address_is_left_to_become_a_link(address: str) -> None:
    assert wording.markdown(f"Write to {address}, she said.") == f"Write to `{address}`, she said."


@pytest.mark.parametrize("before", ["...", "-", "- ", ".", "(", "“", "a…", "x" * 90, "@."])
def test_nothing_before_an_address_lets_it_become_a_link(before: str) -> None:
    line = wording.markdown(f"Write to {before}éattacker.com now")
    assert re.search(r"`[^`]*éattacker\.com`", line)


def test_names_that_look_like_addresses_stay_names() -> None:
    assert wording.markdown("ana.brask said 3.5 e.g. U.S. trade") == "ana.brask said 3.5 e.g. U.S. trade"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=400), max_size=12), st.integers(50, 300))
def test_parts_are_within_the_limit_and_lose_no_letter(lines: list[str], limit: int) -> None:
    parts = blocks.in_parts(lines, limit)
    assert all(len(part) <= limit for part in parts)
    letters = "".join("".join(lines).split())
    assert "".join("".join(parts).split()) == letters


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "www.evil.example", "mailto:a@evil.example", "evil.example"]
)
def test_in_mrkdwn_an_address_of_somebody_else_is_no_link(address: str) -> None:
    written = wording.mrkdwn(f"Free money at {address}, <!channel> & `more`")
    assert f"`{address}`" in written and "<" not in written and "&amp;" in written
    assert written.count("`") == 2
