"""Sides that words take on what they name: who takes them, on what, and what takes none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.stands import stands

FOR, AGAINST, NEITHER = 1.0, -1.0, 0.0


@pytest.mark.parametrize(
    ("text", "sign", "name"),
    [
        ("I support the harbour levy.", FOR, "harbour levy"),
        ("We do not support this bill.", AGAINST, "bill"),
        ("I can no longer support a fixed crossing.", AGAINST, "fixed crossing"),
        ("We oppose the merger, all of it.", AGAINST, "merger"),
        ("I am for the wall.", FOR, "wall"),
        ("I'm totally against the war in Tarnholm.", AGAINST, "war in Tarnholm"),
        ("I came here in favor of this bill.", FOR, "bill"),
        ("We are opposed to raising the toll.", AGAINST, "raising the toll"),
        ("I was in favour of the buyback in March.", FOR, "buyback"),
        ("I would vote for a fixed bridge over the harbour mouth.", FOR, "fixed bridge"),
        ("We will fight for every vote and every delegate.", FOR, "vote"),
        ("We object to the ban on fishing.", AGAINST, "ban on fishing"),
        ("I want to defend the swing bridge.", FOR, "swing bridge"),
        ("I urge the council to repair the old bridge.", FOR, "the council should repair the old bridge"),
        ("We call for Lund to no longer receive the letters.", AGAINST, "Lund should receive the letters"),
        ("We ask the members not to pass the bill.", AGAINST, "the members should pass the bill"),
        ("We call on the members to reject the deal.", AGAINST, "deal"),
        ("I demand that the toll be scrapped by May.", FOR, "the toll should be scrapped by May"),
        ("We called for an inquiry into the flood.", FOR, "inquiry into the flood"),
        ("The council should keep the school.", FOR, "the council should keep the school"),
        ("The voters shouldn't lose their right to vote.", AGAINST, "the voters should lose their right to vote"),
        ("We must not sell the harbour.", AGAINST, "selling the harbour"),
        ("We will not ration water to households.", AGAINST, "rationing water to households"),
        ("Let's keep the school open.", FOR, "keeping the school open"),
        ("The toll is a disgrace.", AGAINST, "toll"),
        ("The levy is not fair, and the toll is essential.", FOR, "toll"),
        ("The merger would be a mistake.", AGAINST, "merger"),
        ("Rationing is the right thing to do.", FOR, "rationing"),
        ("This is a sham lawsuit brought by nobody.", AGAINST, "lawsuit"),
        ("I call the merger a disaster.", AGAINST, "merger"),
        ("My office has no opinion on rationing.", NEITHER, "rationing"),
        ("I am undecided about the merger.", NEITHER, "merger"),
    ],
)
def test_a_side_and_what_it_is_taken_on(text: str, sign: float, name: str) -> None:
    assert (sign, name) in [(stand.sign, stand.named.name) for stand in stands(text)]


@pytest.mark.parametrize(
    ("text", "lead", "sign", "name"),
    [
        ("opposed the toll", "opposed ", AGAINST, "toll"),
        ("said he opposed the toll", "said ", AGAINST, "toll"),
        ("said that she was against the toll", "said ", AGAINST, "toll"),
        ("said critics of the toll were wrong", "said ", AGAINST, "critics of the toll"),
        ("has vowed to fight against the toll", "has vowed ", AGAINST, "toll"),
        ("urged the council to keep the ferry", "urged the council to ", FOR, "the council should keep the ferry"),
        ("called the merger “a mistake”", "called ", AGAINST, "merger"),
        ("told us the council should keep the ferry", "told us ", FOR, "the council should keep the ferry"),
    ],
)
def test_the_verb_that_reports_words_is_the_speakers(text: str, lead: str, sign: float, name: str) -> None:
    assert (sign, name) in [(stand.sign, stand.named.name) for stand in stands(text, len(lead))]


@pytest.mark.parametrize(
    "text",
    [
        "Do I support the toll?",
        "If the levy goes, I support the toll.",
        "I support the release, on the condition that the quay is done.",
        "I may support the toll.",
        "I do not oppose the toll.",
        "She opposed the toll.",
        "The people who oppose the toll have moved away.",
        "Lund opposed the toll.",
        "We were criticized for the toll.",
        "It is a disgrace.",
        "I am against it.",
        "I oppose his plan.",
        "We should do this.",
        "I have to say the toll was new.",
        "The toll should help.",
        "I loved the suit that I wore to the debate.",
        "The lake is dangerous.",
        "That was a clear violation of five resolutions.",
        "He wrote that the toll is a disgrace.",
        "What she said about the toll is wrong.",
        "The chance that the council has to speak to the voters is small.",
        "I am for a moment at a loss.",
        "The council has no opinion on rationing.",
        "You would think I oppose the bridge.",
        "She says we oppose the toll.",
        "According to Lund we should close the school.",
        "The idea that we should close the school is absurd.",
        "I never said I oppose the toll.",
        "I don't believe we should close the school.",
        "I would vote for a pothole before I would stand for office.",
        "I would have voted for the levy.",
        "I would support the bridge were it not for the levy.",
        "I supported the toll then, and I regret it.",
        "We will not accept an offer that makes people poorer.",
        "We cannot support a deal that leaves tenants worse off.",
        "Guns should be treated as such.",
        "Twenty years ago I argued against the register.",
        "Two members had opposing views on the toll.",
    ],
)
def test_what_takes_no_side(text: str) -> None:
    assert stands(text) == ()


def test_an_endless_sentence_costs_little() -> None:
    assert stands("I support the toll and " * 50_000) == ()


PIECES = (
    "a",
    "b",
    "I",
    " ",
    "’",
    "'",
    ".",
    ",",
    ";",
    ":",
    "?",
    "“",
    "”",
    "-",
    "\n",
    "support ",
    "the toll ",
    "should ",
    "to ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_of_any_text_what_is_named_stands_in_it(text: str) -> None:
    for stand in stands(text, len(text) // 2):
        assert 0 <= stand.named.start < stand.named.end <= len(text)
        assert stand.named.name
