"""PolNeAR as it is published: a tiny folder of our own writing in its layout, people and texts invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SourceUnreadable
from evals import attribution
from evals.adapters import polnear
from evals.performance import attribution as beside
from evals.suite import Order, collect
from tests.evals.eval_published import put, rows_of, same_from_our_layout
from tests.evals.eval_runs import onrecord_eval

FERRY = (
    "Ferry late again, “as ever.”\n\n“It is late,” said Ada Lind, who runs the pier. “Very late.” The council said it "
    "was “not late” at all.\n\nAsked about tolls, Ole Birk’s aide nodded.\n"
)
MARKS = """T1\tSource 49 57;59 76\tAda Lind who runs the pier
T2\tCue 103 107\tsaid
T3\tContent 108 132\tit was “not late” at all
T4\tAttribution 103 107\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T5
T5\tSource 91 102\tThe council
T6\tCue 44 48\tsaid
T7\tContent 30 43;78 90\t“It is late,” “Very late.”
E2\tAttribution:T9 Cue:T6 Content:T7 Source:T1
T9\tAttribution 44 48\tsaid
#1\tAnnotatorNotes E2\tnot sure
T10\tDiscard 0 28\tFerry late again, “as ever.”
T11\tCue 135 146\tAsked about
T12\tContent 147 152\ttolls
E3\tAttribution-no-source:T13 Content:T12 Cue:T11
T13\tAttribution-no-source 135 146\tAsked about
A1\tSure E3
E4\tDiscuss:T10
"""
FERRY_ROW = {
    "id": "polnear-dev-pier-post_2016-01-02_ferry-late",
    "group": "pier-post_2016-01-02_ferry-late",
    "publisher": "pier-post",
    "source_text": FERRY,
    "quotes": [
        {
            "quote_spans": [[30, 43], [78, 90]],
            "kind": "direct",
            "speaker_spans": [[49, 57], [59, 76]],
            "speaker": "Ada Lind … who runs the pier",
            "cue_spans": [[44, 48]],
        },
        {
            "quote_spans": [[108, 132]],
            "kind": "mixed",
            "speaker_spans": [[91, 102]],
            "speaker": "The council",
            "cue_spans": [[103, 107]],
        },
        {
            "quote_spans": [[147, 152]],
            "kind": "indirect",
            "speaker_spans": [],
            "speaker": None,
            "cue_spans": [[135, 146]],
        },
    ],
}


def ferries(folder: Path) -> Path:
    """A checkout of PolNeAR with one article, on which two people worked."""
    name, data = FERRY_ROW["group"], folder / "PolNeAR" / "data"
    put(data / "dev" / "text" / f"{name}.txt", FERRY)
    put(data / "dev" / "attributions" / f"{name}_4b22.ann", MARKS)
    put(data / "dev" / "attributions" / f"{name}_ef2d.ann", "T1\tContent 0 5\tFerry\n")
    put(data / "dev" / "attributions" / f"{name}_or-not_1a1a.ann", "no annotation of it\n")
    put(data / "annotator-training" / "text" / "pier-post_2016-01-01_first.txt", "First.")
    put(data / "parc3-replication" / "attributions" / "wsj_1_4b22.ann", "T1\tContent 0 5\tFirst\n")
    return folder / "PolNeAR"


@pytest.mark.parametrize("part", ["", "data", "data/dev"])
def test_polnear_as_published(tmp_path: Path, part: str) -> None:
    folder = ferries(tmp_path) / part
    assert rows_of(folder, what="PolNeAR", published=polnear.published) == [FERRY_ROW]
    (one,) = same_from_our_layout("polnear", folder, FERRY_ROW)
    assert one.documents[0].publisher == "pier-post"
    assert one.gold["attributions"][0]["spans"] == [[30, 43], [78, 90]]
    assert [FERRY[start:end] for start, end in one.gold["attributions"][0]["mentions"]] == [
        "Ada Lind",
        "who runs the pier",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He said <“No.”>", "direct"),
        ('He said "<No>," twice', "direct"),
        ("He said <“No”>?", "direct"),
        ("He said <“No“> twice", "direct"),
        ("<“No,”> he said, <“none.”>", "direct"),
        ("He told me: <“She said, “No.”>", "direct"),
        ("<“No,”> he said, <none> of it", "mixed"),
        ("He said <it was “none” of it>", "mixed"),
        ("He sang <“no” and “no more.”>", "mixed"),
        ('He sang <"no" and "no more.">', "mixed"),
        ("He said <none of it.>”", "mixed"),
        ("He said <it’s 'none' of it>", "indirect"),
        ("“No,” he said, adding <he had none>.", "indirect"),
    ],
)
def test_the_kind_of_a_statement_follows_its_quotation_marks(text: str, kind: str) -> None:
    pieces, bare = [], ""
    for outside, inside in re.findall(r"([^<>]*)(?:<([^<>]*)>)?", text):
        bare += outside
        if inside:
            pieces.append((len(bare), len(bare) + len(inside)))
            bare += inside
    assert polnear.kind_of(pieces, bare) == kind


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T7\tContent 31 43;78 90\t“It is late,” “Very late.”", "_4b22.ann: T7 stands elsewhere in the text"),
        ("T7\tContent 30 943\t“It is late,”", "T7 lies outside of the text"),
        ("T7\tContent 30 x\t“It is late,”", "_4b22.ann"),
        ("T7 Content", "_4b22.ann"),
        ("T99\tContent 30 43\t“It is late,”", "'T7'"),
    ],
)
def test_an_annotation_that_does_not_fit_its_text_is_named(tmp_path: Path, line: str, said: str) -> None:
    folder = ferries(tmp_path)
    broken = re.sub(r"^T7.*$", line, MARKS, flags=re.MULTILINE)
    put(folder / "data" / "dev" / "attributions" / f"{FERRY_ROW['group']}_4b22.ann", broken)
    with pytest.raises(SourceUnreadable, match=re.escape(said)) as caught:
        polnear.samples(folder, None)
    assert "is not PolNeAR as it is published" in str(caught.value) and "\n" not in str(caught.value)


def test_a_copy_of_polnear_that_is_not_whole(tmp_path: Path) -> None:
    folder = ferries(tmp_path)
    (text,) = (folder / "data" / "dev" / "text").iterdir()
    with pytest.raises(SourceUnreadable, match="the set is a folder"):
        polnear.samples(text, None)
    with pytest.raises(SourceUnreadable, match=r"no text/\*\.txt in the folder"):
        polnear.samples(folder / "data" / "parc3-replication", None)
    with pytest.raises(SourceUnreadable, match="holds nothing of PolNeAR"):
        polnear.samples(folder / "data" / "annotator-training", None)
    (folder / "data" / "dev" / "attributions" / f"{text.stem}_4b22.ann").unlink()
    (folder / "data" / "dev" / "attributions" / f"{text.stem}_ef2d.ann").unlink()
    with pytest.raises(SourceUnreadable, match="dev/attributions holds nothing on pier-post"):
        polnear.samples(folder, None)


def test_every_command_that_reads_polnear_takes_the_folder(tmp_path: Path) -> None:
    folder = ferries(tmp_path)
    ours = put(tmp_path / "ours.jsonl", FERRY_ROW)
    assert attribution.quotes_table(folder, samples=5) == attribution.quotes_table(ours, samples=5)
    assert beside.polnear(folder) == beside.polnear(ours) != []
    assert collect(Order(tasks=("quotes",), sets=(("polnear", folder),))) == collect(
        Order(tasks=("quotes",), sets=(("polnear", ours),))
    )
    done = onrecord_eval("quotes", "--data", folder, home=tmp_path)
    assert done.returncode == 0 and "1 articles" in done.stdout
