"""Quotation marks: which pair, which are apostrophes, what happens over paragraph ends."""

from __future__ import annotations

import pytest

from bot.language.marks import passages
from bot.language.sentences import paragraphs
from bot.types import Document


def found(text: str) -> list[str]:
    blocks = paragraphs(Document.of(text))
    return [text[p.start : p.end] for p in passages(text, blocks) if p.depth == 0]


def nested(text: str) -> list[tuple[int, str]]:
    blocks = paragraphs(Document.of(text))
    return [(p.depth, text[p.start : p.end]) for p in passages(text, blocks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “no” twice.", ["“no”"]),
        ('She said "no" twice.', ['"no"']),
        ("Sie sagte „nein“ zweimal.", ["„nein“"]),
        ("Sie sagte »nein« zweimal.", ["»nein«"]),
        ("Elle a dit « non » deux fois.", ["« non »"]),
        ("Hon sade ”nej” och gick.", ["”nej”"]),
        ("She said ‘no’ twice.", ["‘no’"]),
        ("She said 'no' twice.", ["'no'"]),
        ("Er sagte ‚nein‘ dazu.", ["‚nein‘"]),
        ("Don't say the workers' rights or '90s.", []),
        ("Don’t say the workers’ rights or ’90s rock ’n’ roll.", []),
        ("‘The workers’ rights are gone,’ she said.", ["‘The workers’ rights are gone,’"]),
        ("'I don't know,' she said.", ["'I don't know,'"]),
        ('It is 5" long and 6\'2" wide.', []),
        ('“Mixed fonts," she said. "And back,” he said.', ['“Mixed fonts,"', '"And back,”']),
        ('See <a href="x" title=\'y\'>here</a> and "there".', ['"there"']),
        ("A stray ” closes nothing.", []),
        ('An " alone opens nothing.', []),
    ],
)
def test_marks_pair_by_their_type(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_quote_inside_a_quote_is_deeper() -> None:
    assert nested("“She said, ‘No,’ and left.”") == [(0, "“She said, ‘No,’ and left.”"), (1, "‘No,’")]
    assert nested("„Er sagte: ‚Nein‘, und ging.“")[1] == (1, "‚Nein‘")


def test_a_mark_set_twice_counts_once() -> None:
    assert found('"“We go,” Lind said, and left."') == ["“We go,”"]


def test_a_reopened_quote_runs_to_its_paragraph_end() -> None:
    text = "“We go now.\n\n“We stay there,” she said."
    assert found(text) == ["“We go now.", "“We stay there,”"]
    blocks = paragraphs(Document.of(text))
    first, second = passages(text, blocks)
    assert not first.closed and second.goes_on


def test_a_quote_over_paragraphs_that_does_not_reopen_is_closed_by_its_mark() -> None:
    assert found("“We go now.\n\nWe stay there,” she said.") == ["“We go now.", "We stay there,”"]


def test_a_straight_mark_that_nothing_closes_is_a_slip() -> None:
    assert found('He said "no.\n\nThe road is closed.') == []


def test_a_missing_closing_mark_does_not_turn_the_rest_around() -> None:
    assert found("“We go, she said. “We stay,” he said.") == ["“We stay,”"]


def test_marks_between_blanks_close_what_is_open() -> None:
    assert found('" Come in , " she said . " Sit . "') == ['" Come in , "', '" Sit . "']
