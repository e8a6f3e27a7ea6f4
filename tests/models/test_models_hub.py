"""Model files fetched from a mirror of the hub on loopback: kept, checked, and refused where they are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigError, ModelDenied, ModelError, ModelMisbehaved, ModelUnreachable
from bot.models.hub import fetch, fetched
from tests.servers.hub_server import HubServer

huggingface_hub = pytest.importorskip("huggingface_hub")

NAME = "owner/repo/small.gguf"
BODY = b"GGUF" + bytes(range(256)) * 64


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever is set up for the hub on this machine stays out of it."""
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


def test_a_file_is_fetched_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TQDM_POSITION", "-1")  # as if stderr were a terminal
    with HubServer({NAME: BODY}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        path = fetch(NAME, tmp_path)
        assert path == tmp_path / "models" / "owner" / "repo" / "small.gguf"
        assert path.read_bytes() == BODY
        assert any(line.startswith("GET /owner/repo/resolve/") for line in hub.asked)
        out, err = capfd.readouterr()
        assert out == ""
        assert "small.gguf" in err and "100%" in err, "the progress is shown on stderr"
        asked = len(hub.asked)
        assert fetch(NAME, tmp_path) == path
        assert len(hub.asked) == asked, "what is there is used with no network"
    assert fetched(tmp_path) == (path,)


def test_a_file_in_a_folder_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HubServer({"owner/repo/q4/small.gguf": BODY}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        path = fetch("owner/repo/q4/small.gguf", tmp_path)
    assert path == tmp_path / "models" / "owner" / "repo" / "q4" / "small.gguf"
    assert fetched(tmp_path) == (path,)


@pytest.mark.parametrize(
    ("hub", "kind", "words"),
    [
        (HubServer({NAME: BODY}, {NAME: "0" * 64}), ModelMisbehaved, "came damaged"),
        (HubServer({NAME: BODY}, {NAME: None}), ModelMisbehaved, "gives no checksum"),
        (HubServer({"owner/repo/other.gguf": BODY}), ModelDenied, "has no file"),
        (HubServer({}), ModelDenied, "has no repository"),
        (HubServer({NAME: BODY}, gated=[NAME]), ModelDenied, "until its terms are agreed to"),
    ],
)
def test_what_cannot_be_had_whole_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: HubServer, kind: type[ModelError], words: str
) -> None:
    with hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        with pytest.raises(kind, match=words):
            fetch(NAME, tmp_path)
    assert fetched(tmp_path) == ()
    assert not list(tmp_path.glob("models/**/small.gguf"))


def test_no_hub_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelUnreachable, match="cannot be fetched from the hub"):
        fetch(NAME, tmp_path)


@pytest.mark.parametrize(
    "reference",
    ["", "small.gguf", "repo/small.gguf", "owner/repo/small.bin", "../../x.gguf", "owner/../x.gguf",
     "/etc/a/b.gguf", "owner/repo/../../../x.gguf", "owner/repo/.x.gguf", "o w/r/x.gguf", "owner/repo/a\\b.gguf",
     "owner/repo/\x00.gguf"],
)  # fmt: skip
def test_a_reference_is_a_name_and_never_a_path(tmp_path: Path, reference: str) -> None:
    with pytest.raises(ConfigError, match="names no model file; write local:hf"):
        fetch(reference, tmp_path)
