"""Two people of one family name: whose the bare name is, no statement is vouched for by guessing."""

from __future__ import annotations

import pytest

SOURCE = (
    "The trial of the agent Otto Lind began on Monday. Lind denies three counts of fraud. "
    "His brother, Erik Lind, was cleared of all counts in April. Ada Voss opened the trial."
)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Lind was cleared of all counts in April.", "was cleared"),
        ("Erik Lind denies three counts of fraud.", "denies"),
    ],
)
def test_a_name_that_two_bear_is_not_vouched_for(against, statement: str, cited: str) -> None:
    verdict = against(statement, SOURCE, [cited])
    assert verdict.support == "unchecked"
    assert any("“Otto Lind” and “Erik Lind”" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("His brother, Erik Lind, was cleared of all counts in April.", "was cleared"),
        ("Lind denies three counts of fraud.", "denies"),
        ("Voss opened the trial.", "opened"),
    ],
)
def test_the_source_s_own_form_is(against, statement: str, cited: str) -> None:
    assert against(statement, SOURCE, [cited]).support == "supported"


def test_whom_the_text_lets_speak_by_the_bare_name_is_known(against) -> None:
    source = "Otto Lind opened the mill. “It is old,” Lind said. Erik Lind, his brother, was away."
    reasons = against("Otto Lind said: “It is old.”", source, ["It is old"]).reasons
    assert not any("either" in reason for reason in reasons)


@pytest.mark.parametrize(
    "source",
    [
        "Mayor Ada Lind opened the mill. Ada B. Lind had it built. A. Lind paid for it.",
        "The Lind Mill burned. The Old Mill was closed. Ada Lind opened the mill.",
        "Prosecutor Ada Lind opened the mill. The prosecutor left. Ada Lind came back.",
    ],
)
def test_one_bearer_in_several_forms_is_no_namesake(against, source: str) -> None:
    assert against("Lind opened the mill.", source, ["opened"]).support == "supported"
