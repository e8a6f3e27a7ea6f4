"""A result as Markdown: the same content, and nothing of it becomes markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from render_samples import PAYLOADS, filled, harbour, later, readings, refused, stances, summary

from bot.render.markdown import to_markdown
from bot.types import Result

ALL = readings(harbour(), later())


def kinds(source: str) -> list[str]:
    """The kinds of tokens that Markdown makes of a source; runs of words and code are one kind."""
    out: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        for part in token.children if token.children else [token]:
            kind = "words" if part.type in ("text", "text_special", "code_inline") else part.type
            if kind != "words" or out[-1:] != ["words"]:
                out.append(kind)
    return out


def test_a_summary_whole() -> None:
    assert to_markdown(summary(), ALL, verbose=True) == (
        """\
## Summary: Port Senn to raise its harbour wall

- Port Senn will raise its harbour wall by two metres. [1]
- Halloran said the town could not wait for another flood. [2] [1]
- Brandt put the cost at 4.5 million crowns. [3] *(unchecked)*

### Sources

1. “The council of Port Senn will raise the harbour wall by two metres” — line 3
2. “We cannot wait for another flood.” — line 5
3. “the plan would cost 4.5 million crowns” — line 7

- *unchecked: nothing speaks against it, and nothing could vouch that the cited words carry it*

1 statement was dropped because it could not be proven.

- The wall will cost 45 million crowns. — the cited words do not carry “45 million”

*qwen-test · summary`@`0123456789ab · 1 call · 1,234 tokens in (1,100 cached), 56 out · \\$0.0012 · 3.21 s*
"""
    )


def test_stances_and_refusals_say_the_same_as_the_text() -> None:
    told = to_markdown(stances(), ALL)
    assert (
        "### Tobias Brandt, speaker of the fishing crews\n\n- **−** the harbour wall should be raised *(against)*"
        in told
    )
    assert "  - [2] “Nobody asked us,” — line 7 · Port Senn to raise its harbour wall" in told
    assert "**The document does not say.**\n\nNo number of inhabitants stands in it." in to_markdown(refused(), ALL)


@pytest.mark.parametrize("words", PAYLOADS)
@pytest.mark.parametrize("make", [summary, stances, refused])
def test_no_text_changes_what_the_page_is_made_of(make: object, words: str) -> None:
    def built(put_in: str) -> list[str]:
        result: Result = filled(make(), put_in)  # type: ignore[operator]
        return kinds(to_markdown(result, readings(*result.documents), verbose=True))

    assert built(words) == built("words")
