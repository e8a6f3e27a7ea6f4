"""The shipped cases are what they claim to be; the loader says what does not fit; the second pass sees faults."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bot.types import Document
from evals.consistency import figures, group_inconsistencies, inconsistencies, reversals
from evals.dataset import CASES, Case, ErrorClass, load_case, load_cases
from evals.labels import Field, Finder, LabelError

WEIR = Path(__file__).parent / "weir"
LABELS = (WEIR / "labels.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def shipped() -> tuple[Case, ...]:
    return load_cases()


def write_case(root: Path, labels: str = LABELS) -> Path:
    """The small case of this test with other labels."""
    folder = root / "weir"
    folder.mkdir()
    shutil.copy(WEIR / "source.txt", folder)
    (folder / "labels.yaml").write_text(labels, "utf-8")
    return folder


# --- the cases that ship --------------------------------------------------------------------------------------


def test_cases_cover_the_genres_languages_and_amounts_promised(shipped: tuple[Case, ...]) -> None:
    genres = Counter(case.genre for case in shipped)
    assert len(shipped) >= 22
    assert genres["news"] >= 8
    assert {"hearing", "press conference", "earnings call", "thread", "captions", "press release"} <= genres.keys()
    assert genres["interview"] >= 2
    assert {"de", "fr", "es"} <= {case.lang for case in shipped}
    kinds = Counter(attribution.kind for case in shipped for attribution in case.attributions)
    assert min(kinds.values()) >= 60
    for case in shipped:
        assert 250 <= len(case.document.text.split()) <= 700, case.id


def test_two_groups_of_documents_hold_reversals(shipped: tuple[Case, ...]) -> None:
    paired = {case.group for case in shipped if case.group != case.id}
    assert len(paired) >= 2
    assert group_inconsistencies(shipped) == ()
    for group in paired:
        first, *_, last = sorted((case for case in shipped if case.group == group), key=lambda case: case.published)
        label = {(s.speaker.name, s.target): s.label for s in sorted(first.stances, key=lambda s: s.order)}
        later = {(s.speaker.name, s.target): s.label for s in sorted(last.stances, key=lambda s: s.order)}
        assert any(later.get(key, label[key]) != label[key] for key in label), group
    assert len({(group, name) for group, name, _ in reversals(shipped) if group in paired}) >= 2


def test_second_pass_finds_nothing_in_the_shipped_cases(shipped: tuple[Case, ...]) -> None:
    assert [finding for case in shipped for finding in inconsistencies(case)] == []


def test_every_offset_gives_the_verbatim_words_of_the_label_file(shipped: tuple[Case, ...]) -> None:
    """Read again with nothing of ours but the spans: plain YAML on one side, slices of the text on the other."""
    for case in shipped:
        raw = yaml.load((CASES / case.id / "labels.yaml").read_text("utf-8"), yaml.BaseLoader)
        turns = {(turn.start, turn.end) for turn in case.document.turns}
        got = Counter(
            case.document.text[piece.start : piece.end]
            for attribution in case.attributions
            for piece in attribution.spans
            if (piece.start, piece.end) not in turns
        )
        for item in raw["attributions"]:
            content = item["content"] if isinstance(item["content"], list) else [item["content"]]
            for words in content:
                words = words["words"] if isinstance(words, dict) else words
                head, _, tail = words.partition(" ~ ")
                found = next(text for text in got if text.startswith(head) and text.endswith(tail) and got[text])
                assert tail or found == words
                got[found] -= 1
        assert not any(got.values()), case.id


def test_spans_belong_to_their_document_and_hold_words(shipped: tuple[Case, ...]) -> None:
    for case in shipped:
        for attribution in case.attributions:
            for span in (*attribution.spans, attribution.cue, attribution.mention):
                assert span is None or case.document.slice(span).strip()
            around = [span for span in (attribution.cue, attribution.mention) if span]
            assert not any(span.overlaps(piece) for span in around for piece in attribution.spans)


def test_a_turn_is_one_direct_attribution_of_its_speaker(shipped: tuple[Case, ...]) -> None:
    (hearing,) = (case for case in shipped if case.genre == "hearing")
    by_start = {a.start: a for a in hearing.attributions if a.kind == "direct" and a.cue is None}
    assert len(hearing.document.turns) > 10
    for turn in hearing.document.turns:
        assert by_start[turn.start].end == turn.end
        assert by_start[turn.start].speaker is not None


def test_documents_and_questions_are_unique(shipped: tuple[Case, ...]) -> None:
    assert len({case.document.id for case in shipped}) == len(shipped)
    questions = [question.question for case in shipped for question in case.questions]
    assert [question for question, n in Counter(questions).items() if n > 1] == []


def test_the_guide_names_every_key_and_every_class() -> None:
    guide = (CASES / "GUIDE.md").read_text("utf-8")
    raw = yaml.load(LABELS, yaml.BaseLoader)
    words = {"turns", *raw, *(key for key in raw["attributions"][0]), *get_args(ErrorClass), "not_stated"}
    described = guide.casefold().replace("_", " ")
    assert [word for word in words if word.replace("_", " ") not in described] == []


# --- the loader -----------------------------------------------------------------------------------------------


def test_a_small_case_loads_and_is_consistent(tmp_path: Path) -> None:
    case = load_case(write_case(tmp_path))
    assert inconsistencies(case) == ()
    nested = next(a for a in case.attributions if case.document.slice(a.spans[0]) == "“Buy boots,”")
    assert nested.speaker is not None and nested.speaker.name == "Ada Quill"
    assert nested.cue is not None and case.document.slice(nested.cue) == "told"
    assert case.document.published == "2031-05-05"
    assert case.questions[6].contradicted_by and not case.questions[7].contradicted_by


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id: weir", "id: dam", "id: must be the folder's name"),
        ("lang: en\n", "", r"missing keys \['lang'\]"),
        ("lang: en\n", "lang: en\nlang: en\n", "'lang' is given twice"),
        ("lang: en\n", "lang: en\nmood: good\n", r"unknown keys \['mood'\]"),
        ("genre: news", "genre: gossip", "genre: 'gossip' is not one of news"),
        ("2031-05-05", "May 5", "published: must be a date"),
        ("kind: mixed", "kind: maybe", r"attributions\[3\].kind: 'maybe'"),
        ("speaker: Odo Brandt", "speaker: Odo Brand", "Odo Brand is not listed under speakers"),
        ("cue: fears", "cue: hopes", r"attributions\[4\].cue: not in the source: 'hopes'"),
        ("mention: He\n", "mention: fields\n", r"attributions\[4\].mention: lies inside the content"),
        ("that his 12 fields will flood.", "that his 13 fields", r"attributions\[4\].content\[1\]: not in the source"),
        ("content: “Buy boots,”", "content: will", r"content\[1\]: 2 places in the source, say nth"),
        ("content: “Buy boots,”", "content: {words: '“Buy boots,”', nth: 2}", r"nth 2, but 1 place"),
        ("content: “Buy boots,”", "content: “Buy boots,” Brandt", "two contents cross"),
        (
            "content: “Buy boots,”\n  kind: direct\n  cue: told\n  mention: The mayor",
            "content: The mayor told him, “Buy boots,”\n  kind: direct\n  cue: null\n  mention: null",
            "two contents cross",
        ),
        (
            '["“We need the water,”", “All 40 wells are dry.”]',
            '[“All 40 wells are dry.”, "“We need the water,”"]',
            "not in the order of the text",
        ),
        (
            "- question: Who is the clerk?\n  answerable: false\n  why: not_stated\n  contradicted_by: null\n",
            "",
            "must hold 10 items and holds 9",
        ),
        ("why: false_premise", "why: not_stated", "must hold words for a false premise and be null otherwise"),
        ("answerable: true\n  answer: forty", "answerable: perhaps\n  answer: forty", "'perhaps' is not one of true"),
        ("weight: 3", "weight: 4", r"key_facts\[1\].weight: must be from 1 to 3"),
        ("class: cause", "class: number", "no claim of the classes cause"),
        ("evidence: “All 40 wells are dry.”", "evidence: []", r"questions\[1\].evidence: is empty"),
        ("evidence: The weir at Loven ~ Monday.", "evidence: The weir at Loven ~ boots", "same paragraph"),
        ("order: 1\n- speaker: Odo", "order: first\n- speaker: Odo", r"stances\[1\].order: must be a whole number"),
    ],
)
def test_what_does_not_fit_stops_the_load_and_names_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert LABELS.count(old) >= 1
    with pytest.raises(LabelError, match=complaint) as caught:
        load_case(write_case(tmp_path, labels=LABELS.replace(old, new, 1)))
    assert "weir/labels.yaml" in str(caught.value)


def test_a_folder_without_one_source_is_named(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "source.md").write_text("Again.", "utf-8")
    with pytest.raises(LabelError, match="weir: needs one source file"):
        load_case(folder)


def test_missing_labels_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no case folder"):
        load_cases(tmp_path)
    (tmp_path / "weir").mkdir()
    with pytest.raises(LabelError, match=r"weir/labels\.yaml"):
        load_cases(tmp_path)


def test_the_same_text_twice_is_an_error(tmp_path: Path) -> None:
    write_case(tmp_path)
    (tmp_path / "weir").rename(tmp_path / "dam")
    (tmp_path / "dam" / "labels.yaml").write_text(LABELS.replace("id: weir", "id: dam"), "utf-8")
    write_case(tmp_path)
    with pytest.raises(LabelError, match="dam and weir have the same text"):
        load_cases(tmp_path)


def test_words_are_found_at_word_borders_and_near_their_anchor() -> None:
    document = Document.of("The heron, he said, was there. “No,” he said. He said it twice.\nThen he left.")
    finder = Finder(document)

    def field(value: object) -> Field:
        return Field(value, Path("case/labels.yaml"), "field")

    quote = finder.span(field("“No,”"))
    cue = finder.near(field("said"), (quote,))
    mention = finder.near(field("he"), (quote,), cue)
    assert mention.start == document.text.index("he said. He")
    assert cue.start == mention.end + 1
    assert finder.span(field({"words": "he", "nth": "3"})).start == document.text.index("he left")
    assert document.slice(finder.span(field("“No,” ~ twice."))) == "“No,” he said. He said it twice."
    with pytest.raises(LabelError, match="same paragraph"):
        finder.span(field("“No,” ~ left."))


# --- the second pass ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("not_speech: [“boot tax”]", "not_speech: []", "neither speech nor listed under not_speech: '“boot tax”'"),
        ("kind: direct\n  cue: said", "kind: mixed\n  cue: said", "mixed by label, direct by marks"),
        ("kind: indirect\n  cue: fears", "kind: direct\n  cue: fears", "direct by label, indirect by marks"),
        ("never_speak: [Nils Orr]", "never_speak: [Odo Brandt]", "Odo Brandt is listed as never speaking"),
        ("never_speak: [Nils Orr]", "never_speak: [Nils Ott]", "'Nils Ott' is not in the text"),
        ("aliases: [Farmer Odo Brandt, Brandt]", "aliases: [Farmer Odo Brandt, Odi]", "the name 'Odi' is not"),
        ("mention: Brandt\n  speaker: Odo Brandt", "mention: Brandt\n  speaker: Ada Quill", "'brandt' is labelled Ada"),
        ("evidence: “We need the water,” she said.\n  order", "evidence: will flood.\n  order", "words not theirs"),
        ("order: 1\n- speaker: Odo", "order: 2\n- speaker: Odo", r"are ranked \[2\]"),
        ('accept: ["40"]', "accept: [many]", "no wording of the answer stands in the evidence"),
        ("evidence: “All 40 wells are dry.”", "evidence: All 40 wells", "not whole sentences: 'All 40 wells'"),
        ("says 40 wells have", "says 41 wells have", "41 is not in the evidence"),
        ("text: Odo Brandt fears a flood.", "text: Farmer Odo Brant fears a flood.", "name Brant of a key fact"),
        ("text: Odo Brandt fears a flood.", "text: We need the water.", "a key fact is a copy"),
        ("text: All 12 wells are dry.", "text: Some wells are dry.", "class number without a figure"),
        ("text: All of the fields were flooded.", "text: All 40 wells are dry.", "a false claim is a copy"),
        ("text: The weir will not stay open.", "text: The 7 weirs will not stay.", "class negation with figures"),
        ("text: The weir will not stay open.", "text: The weir at Vern will not stay.", "names that the text lacks"),
        ("text: “We have the water,” Ada Quill said.", "text: Ada Quill said no.", "class quote, and words in marks"),
        ("text: The weir will stay open until June 8.", "text: The weir will close.", "class time without a time"),
        ("text: Ada Quill fears that 12", "text: Somebody fears that 12", "class speaker without a speaker"),
    ],
)
def test_second_pass_sees_a_planted_fault(tmp_path: Path, old: str, new: str, finding: str) -> None:
    assert old in LABELS
    labels = LABELS.replace(old, new, 1)
    findings = inconsistencies(load_case(write_case(tmp_path, labels=labels)))
    assert any(re.search(finding, found) for found in findings), findings


def test_groups_need_a_common_target_and_an_order(tmp_path: Path) -> None:
    first = load_case(write_case(tmp_path))
    (tmp_path / "weir").rename(tmp_path / "old")
    other = LABELS.replace("The weir should stay open", "The weir should close")
    second = load_case(write_case(tmp_path, labels=other))
    assert group_inconsistencies((first, second)) == (
        "weir: its documents share no target",
        "weir: two documents of one date have no order",
    )
    assert reversals((first, second)) == ()


def test_figures_are_compared_as_digits() -> None:
    assert figures("9,400 of eleven, thirty-one or 2.5") == {"9400", "11", "31", "2.5"}
    assert figures("one in 1.200,5") == {"1200.5"}
    assert figures("84.000 Menschen, 3,2 Millionen") == {"84000", "3.2"}
