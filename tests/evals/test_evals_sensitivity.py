"""The measure of the checks: planted errors are errors, right statements are right, and the counting is right."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.types import Claim, Decision, Readings
from evals.dataset import Case, load_case, load_cases
from evals.planting import PLANTS, Planted
from evals.sensitivity import BARS, Row, sensitivity, swap_test, table_text
from evals.statements import Right, Source, lower_first, right_statements, sources

WEIR = Path(__file__).parent / "weir"


@pytest.fixture(scope="module")
def weir() -> Case:
    return load_case(WEIR)


@pytest.fixture(scope="module")
def source(weir: Case) -> Source:
    return sources([weir])[0]


def planted(name: str, right: Right, pool: tuple[Right, ...] = (), seed: int = 1) -> Planted | None:
    return PLANTS[name](right, pool or (right,), random.Random(seed))


def right(source: Source, text: str, at: str = "The weir at Loven") -> Right:
    """A statement that cites the sentence of the text that holds some words."""
    sentence = source.reading.sentence_at(source.document.text.index(at))
    assert sentence is not None
    return Right(text, (sentence.span,), source, "key fact")


# --- right statements -----------------------------------------------------------------------------------------


def test_right_statements_are_facts_sentences_and_reported_words(source: Source) -> None:
    texts = {(one.origin, one.text) for one in right_statements(source)}
    assert ("key fact", "Nils Orr was absent.") in texts
    assert ("verbatim", "“All 40 wells are dry.”") in texts
    assert ("reported", "Ada Quill said “All 40 wells are dry”.") in texts
    assert ("reported", "Ada Quill said that the weir at Loven will stay open until June 3.") in texts
    assert ("reported", "Odo Brandt fears that his 12 fields will flood.") in texts
    assert len(texts) == len(right_statements(source))


def test_verbatim_statements_and_quotations_are_the_documents_words() -> None:
    for one in (one for source in sources(load_cases()) for one in right_statements(source)):
        text = " ".join(one.source.document.text.split())
        if one.origin == "verbatim":
            assert one.text in text
        elif one.origin == "reported" and one.speech is not None and one.speech.kind == "direct":
            quoted = re.search(r"[“„«] ?(.+?) ?[“”»]\.\Z", one.text)
            assert quoted is not None and " ".join(quoted[1].split()) in text, one.text


def test_a_sentence_goes_on_in_lower_case_but_not_a_name(weir: Case) -> None:
    assert lower_first("The weir is open.", weir) == "the weir is open."
    assert lower_first("Nils Orr was absent.", weir) == "Nils Orr was absent."
    assert lower_first("Mr. Orr was absent.", weir) == "Mr. Orr was absent."
    assert lower_first("I was absent.", weir) == "I was absent."


# --- planted errors -------------------------------------------------------------------------------------------


def every_planted() -> Iterator[tuple[str, Planted]]:
    for source in sources(load_cases()[::3]):
        pool = right_statements(source)
        for one in pool:
            for name in PLANTS:
                found = planted(name, one, pool, seed=3)
                if found is not None:
                    yield name, found


def test_every_planted_error_changes_the_claim_or_what_it_cites_and_is_no_sentence_of_the_document() -> None:
    seen: dict[str, int] = {}
    for name, found in every_planted():
        seen[name] = seen.get(name, 0) + 1
        if name == "citation elsewhere":
            assert found.text == found.right.text
            assert not any(a.overlaps(b) for a in found.evidence for b in found.right.evidence)
        else:
            assert found.text != found.right.text
            assert found.text.rstrip(".") not in found.right.source.document.text
    assert set(seen) == set(PLANTS) and min(seen.values()) >= 2
    assert set(BARS) <= set(PLANTS)


def test_numbers_with_a_bound_and_in_dates_or_marks_are_left_alone(source: Source) -> None:
    for text in (
        "More than 40 wells are dry.",
        "It closes on June 3.",
        "It closes at 10:30 in 2031.",
        "She said “all 40 wells are dry”.",
    ):
        assert planted("number from outside", right(source, text)) is None, text
        assert planted("number swapped", right(source, text)) is None, text
    found = planted("number from outside", right(source, "All 40 wells are dry."))
    assert found is not None and re.fullmatch(r"All [1-35-9]0 wells are dry\.", found.text)
    swapped = planted("number swapped", right(source, "All 40 wells are dry."))
    assert swapped is not None and swapped.text == "All 12 wells are dry."
    both = planted("numbers exchanged", right(source, "The 40 wells lie near 12 fields."))
    assert both is not None and both.text == "The 12 wells lie near 40 fields."


def test_dates_move_to_others_of_their_kind_and_language(source: Source, weir: Case) -> None:
    for seed in range(20):
        found = planted("date moved", right(source, "It closes in May."), seed=seed)
        assert found is not None and not re.search(r"May|April|June|Mai|janvier", found.text)
    assert planted("date moved", right(source, "She said “it closes in May”.")) is None
    turned = planted("date moved", right(source, "It closed last week."))
    assert turned is not None and turned.text == "It closed next week."
    german = replace(source, case=replace(weir, lang="de"))
    found = planted("date moved", replace(right(source, "Es schließt im Mai."), source=german))
    assert found is not None and found.text.split()[-1].rstrip(".") in (
        "Januar Februar März Juli August September Oktober November Dezember".split()
    )


def test_negations_are_put_in_only_where_they_turn_the_sense(source: Source) -> None:
    found = planted("negation put in", right(source, "The weir will stay open."))
    assert found is not None and found.text == "The weir will not stay open."
    for text in (
        "She asked whether the weir will stay open.",
        "The weir may stay open.",
        "The weir is only closed in winter.",
        "It is not open.",
        "“It is open,” she said.",
        "The weir has a gate.",
    ):
        assert planted("negation put in", right(source, text)) is None, text


def test_negations_are_taken_out_unless_something_hangs_on_them(source: Source) -> None:
    for text, without in (
        ("The weir will not close.", "The weir will close."),
        ("The weir can’t close.", "The weir can close."),
        ("It is no longer open.", "It is still open."),
        ("It failed to close.", "It managed to close."),
    ):
        found = planted("negation taken out", right(source, text))
        assert found is not None and found.text == without
    for text in (
        "It did not close until May.",
        "It is not red but blue.",
        "It was not only long.",
        "If it is not shut, go.",
    ):
        assert planted("negation taken out", right(source, text)) is None, text


def test_opposites_stay_out_of_set_phrases(source: Source) -> None:
    found = planted("antonym", right(source, "The weir stayed open."))
    assert found is not None and found.text == "The weir stayed closed."
    for text in ("It closed last year.", "At first it held.", "He is 62 years old.", "Prices rose and fell."):
        assert planted("antonym", right(source, text)) is None, text


def test_names_become_strangers_or_others_of_the_document(source: Source) -> None:
    outside = planted("name from outside", right(source, "Nils Orr was absent.", "Nils Orr"))
    assert outside is not None and outside.text.endswith("was absent.") and "Orr" not in outside.text
    assert not any(word in source.document.text for word in outside.text.split()[:2])
    swapped = planted("name swapped", right(source, "Nils Orr was absent.", "Nils Orr"))
    assert swapped is not None and swapped.text in (
        "Ada Quill was absent.",
        "Farmer Odo Brandt was absent.",
        "Odo Brandt was absent.",
    )
    roles = planted("roles swapped", right(source, "Ada Quill warned Odo Brandt of a flood."))
    assert roles is not None and roles.text == "Odo Brandt warned Ada Quill of a flood."
    for text in ("Ada Quill and Odo Brandt came.", "Ada Quill met Odo Brandt."):
        assert planted("roles swapped", right(source, text)) is None, text


def test_speakers_are_swapped_with_other_real_speakers_only(source: Source) -> None:
    pool = right_statements(source)
    quoted = next(one for one in pool if one.text == "Ada Quill said “All 40 wells are dry”.")
    found = planted("speaker swapped, direct", quoted)
    assert found is not None and found.text == "Odo Brandt said “All 40 wells are dry”."
    assert planted("speaker swapped, indirect", quoted) is None
    # The mayor's words inside of Brandt's: both have said them, so that nobody is left to give them to.
    both = next(one for one in pool if one.text.startswith("The mayor told him"))
    assert all(planted(name, both) is None for name in PLANTS if name.startswith("speaker"))


def test_a_word_of_a_quote_changes_inside_the_marks_only(source: Source) -> None:
    for seed in range(10):
        found = planted("word of a quote", right(source, "She said “we need the water”."), seed=seed)
        assert found is not None and found.text.startswith("She said “") and found.text.endswith("”.")
    assert planted("word of a quote", right(source, "She said we need the water.")) is None


# --- the measure ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows(weir: Case) -> dict[str, Row]:
    table = sensitivity([weir])
    return {row.name: row for row in (*table.planted, *table.swaps)} | {
        f"right {row.name}": row for row in table.untouched
    } | {f"false {row.name}": row for row in table.false_claims}  # fmt: skip


def test_every_class_and_kind_has_a_row(rows: dict[str, Row]) -> None:
    assert set(PLANTS) <= set(rows)
    assert {f"right {name}" for name in ("key fact", "verbatim", "reported", "all")} <= set(rows)
    assert rows["false all"].caught.n == 10 and rows["false number"].caught.n == 2
    assert rows["right all"].caught.n == sum(rows[f"right {o}"].caught.n for o in ("key fact", "verbatim", "reported"))


def test_plain_errors_are_caught_and_plain_truths_are_not(rows: dict[str, Row]) -> None:
    assert rows["number from outside"].caught.value == 1.0
    assert rows["speaker swapped, direct"].caught.value == 1.0
    assert rows["right verbatim"].caught.value == 0.0
    assert rows["false quote"].caught.value == 1.0


def test_caught_and_shown_add_up_and_what_is_missed_can_be_looked_at(rows: dict[str, Row]) -> None:
    for row in rows.values():
        if row.caught.value is None:
            continue
        caught = sum(trial.outcome in ("rejected", "corrected") for trial in row.trials)
        assert row.caught.value == pytest.approx(caught / len(row.trials))
        assert row.not_supported.value is not None and row.not_supported.value >= row.caught.value
        assert len(row.missed) == len(row.trials) - caught
        assert all(trial.reasons for trial in row.rejected)


def test_the_same_seed_gives_the_same_trials_and_another_one_others() -> None:
    cases = load_cases()[:1]
    first, again, other = (sensitivity(cases, limit=8, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert [row.trials for row in first.planted] != [row.trials for row in other.planted]


def test_a_decider_is_asked_about_what_is_unchecked_and_can_only_take_away(weir: Case) -> None:
    asked: list[Claim] = []

    async def never(claim: Claim, readings: Readings) -> Decision | None:
        asked.append(claim)
        assert weir.document.id in readings
        return Decision("claim-1", (("yes", 0.0), ("no", 1.0)), "decisions")

    alone, denied = sensitivity([weir]), sensitivity([weir], never)
    assert asked and all(claim.support == "unchecked" for claim in asked)
    for code, model in zip(alone.planted, denied.planted, strict=True):
        assert all(trial.outcome != "unchecked" for trial in model.trials)
        supported = [trial.text for trial in code.trials if trial.outcome == "supported"]
        assert [trial.text for trial in model.trials if trial.outcome == "supported"] == supported


def test_a_limit_thins_every_class(weir: Case) -> None:
    table = sensitivity([weir], limit=2)
    assert all(row.caught.n <= 2 for row in (*table.planted, *table.untouched[:-1], *table.false_claims[:-1]))


def test_the_swap_test_counts_only_what_is_rejected_for_its_speaker(weir: Case) -> None:
    rows = {row.name: row for row in swap_test([weir])}
    swapped = rows["direct, swapped"]
    assert [trial.text for trial in swapped.trials] == ["Odo Brandt said “All 40 wells are dry”."]
    assert rows["direct, swapped, for any reason"].caught.value == 1.0
    for_speaker = any("speaker: " in reason for reason in swapped.trials[0].reasons)
    assert swapped.caught.value == float(for_speaker)
    assert rows["direct, true"].caught.value == 0.0


def test_the_table_shows_shares_intervals_and_bars() -> None:
    text = table_text(sensitivity(load_cases()[:3], limit=5))
    assert re.search(r"number from outside +5 +[\d.]+ +\[[\d.]+, [\d.]+\].* ≥ 98 ", text)
    assert re.search(r"  all +\d+ +[\d.]+ .*≤ 5 ", text)
    assert max(map(len, text.splitlines())) <= 120
