"""The fuzzer's targets: they hold for the samples and for anything at all, and a target that breaks is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest import from_bytes
from evals.attacks import fuzz
from evals.attacks.targets import TARGETS, with_body

QUICK = sorted(set(TARGETS) - {"pdf", "docx"})


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_target_holds_for_its_own_seeds_and_for_pieces_of_them(name: str, tmp_path: Path) -> None:
    fuzz.seed(name, tmp_path)
    seeds = [path.read_bytes() for path in tmp_path.iterdir()]
    assert seeds
    for raw in seeds:
        for cut in (len(raw), len(raw) // 2, len(raw) // 3):
            TARGETS[name](raw[:cut])
            TARGETS[name](raw[cut // 2 :] + raw[:cut])


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(QUICK), st.binary(max_size=200) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))
)
def test_a_target_holds_for_anything(name: str, raw: bytes) -> None:
    TARGETS[name](raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'zed.\xe2\x00x"y zzed.\xe2\x00x"y z',  # inside a word: no whole words, so not found
        b"t\x00\xe2ed.\xe2\x80\x8dt\x00\xe2ed.\xe2\x80\x8d",  # behind a joiner: the same word goes on
        "a…\0\x04\ufffd\u200da…\0".encode(),
        "“a”\0x “a” y".encode(),
        b"t\x00\xf5T`t\x00\xf5T`TT",  # behind an apostrophe, by whatever sign: the same word goes on
        b"\0\0",
        b" \0 ",
    ],
)
def test_what_the_fuzzer_has_found_holds(raw: bytes) -> None:
    TARGETS["locate"](raw)


def test_the_command_lists_its_targets(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--list"]) == 0
    assert capsys.readouterr().out.split() == sorted(TARGETS)
    with pytest.raises(SystemExit):
        fuzz.main(["no-such"])


def test_a_few_seconds_of_it_find_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    assert fuzz.main(["completions", "--seconds", "2", "--corpus", str(tmp_path)]) == 0
    assert len(list(tmp_path.iterdir())) > 3, "what covers new code is kept"


def test_what_was_slow_because_others_were_busy_is_no_finding(tmp_path: Path) -> None:
    unit = tmp_path / "slow-unit-1"
    unit.write_bytes(b"the wall\0The wall holds.")
    (tmp_path / "crash-1").write_bytes(b"x")
    fuzz.forget_unless_slow("locate", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["crash-1"]
    unit.write_bytes(b"the wall\0The wall holds.")
    fuzz.forget_unless_slow("locate", tmp_path, slow=0.0)
    assert unit.exists()


def test_the_body_of_a_docx_is_read() -> None:
    assert "The wall" in from_bytes(with_body(fuzz.BODY.encode()), name="a.docx").text
