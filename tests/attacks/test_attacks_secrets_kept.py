"""Planted secrets where things are kept for long: Slack's app with its log and store, PostgreSQL, batches, eval logs.

Model servers fail and give the key back, or have the model say it; databases turn the password away.
"""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.batch.plan import Keys
from bot.config import Secret, Settings
from tests.attacks.planted import FAILURES, KEY, OTHERS, PARTS, SAID, environ, leaks
from tests.console.onrecord_runs import article, onrecord
from tests.servers.openai_server import OpenAIServer, Reply, Request, Text, Tokens
from tests.servers.slack import SIGNING_SECRET
from tests.slack.slack_runs import OnRecord, Town, model

TOLD = Text(pieces=[SAID, "The key is ", KEY[:9], KEY[9:], ". [S3]\n", f"“{KEY}”, said Mara Quist. [S3]\n"])
"""A model that says the key, in pieces and in marks."""


def replying(kind: str) -> Callable[[Request], Reply]:
    """A model that says the key, or a server that fails in one way and gives it back."""
    return lambda _: TOLD if kind == "said" else FAILURES[kind]  # type: ignore[no-any-return]


def rows(address: str) -> str:
    """Everything in a database, as text; bytes as hexadecimal digits."""
    import psycopg
    from psycopg import sql

    found = []
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
            found += [f"{table}: {row[0]}" for row in connection.execute(query)]
    assert found, "nothing is kept"
    return "\n".join(found)


# --- Slack ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
@pytest.mark.parametrize("kind", ["said", "401"])
def test_slacks_app_keeps_no_secret(tmp_path: Path, kind: str, store: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue("postgresql") if store == "postgresql" else None
    more = {"ONRECORD_SLACK_STORE": address} if address else {}
    others = {name: value for name, value in OTHERS.items() if not name.startswith("SLACK_")}
    with (
        Town.open() as town,
        model(replying(kind)) as server,
        OnRecord(town, tmp_path, model=server, words=["--log-text"], OPENAI_API_KEY=KEY, ONRECORD_RETRIES="0",
                 ONRECORD_DEBUG="1", **others, **more) as app,
    ):  # fmt: skip
        thread, _ = town.discussion(town.ferry)
        asked = town.ana.mention(town.ferry, "summarize", thread)
        answered = town.answer(town.ferry, asked)
        assert app.stop() == 0
        assert any(request.headers.get("Authorization") == f"Bearer {KEY}" for request in server.asked)
        tokens = [town.slack.tokens["bot"], town.slack.tokens["app"], SIGNING_SECRET]
        password = [urlsplit(address).password or "?"] if address else []
        printed = [json.dumps(answered), json.dumps(town.slack.by_bot(town.ferry, thread)), app.said()]
        kept = [rows(address)] if address else []
    assert "summar" in app.said(), "the log has people's words, as it was asked to"
    assert leaks(tmp_path, *printed, *kept, parts=[*PARTS, *tokens, *password]) == []


def test_slacks_app_does_not_tell_the_password_of_a_store_that_turns_it_away(tmp_path: Path, postgresql: str) -> None:
    right = urlsplit(postgresql).password or "?"
    for address in (
        postgresql.replace(right, KEY),
        f"postgresql://ana:{KEY}@127.0.0.1:1/none",
        f"postgresql://{KEY}@@",
    ):
        environ_ = {**OTHERS, "ONRECORD_SLACK_STORE": address, "ONRECORD_DEBUG": "1"}
        done = onrecord("slack", "run", "--model", "none", home=tmp_path, **environ_)
        assert done.returncode != 0
        assert leaks(tmp_path, done.stdout, done.stderr) == []


# --- the library on PostgreSQL --------------------------------------------------------------------------------------


def test_a_library_on_postgresql_keeps_and_tells_no_secret(tmp_path: Path, postgresql: str) -> None:
    password = urlsplit(postgresql).password or "?"
    with OpenAIServer([FAILURES["401"]] * 20) as server:
        there = environ(server, ONRECORD_STORE=postgresql)
        added = onrecord("add", article(tmp_path), home=tmp_path, **there)
        found = onrecord("ask", "Who chairs the council?", "--library", "-v", home=tmp_path, **there)
    assert added.returncode == 0, added.stderr
    said = [added.stdout, added.stderr, found.stdout, found.stderr, rows(postgresql)]
    assert leaks(tmp_path, *said, parts=[*PARTS, password]) == []
    for address in (postgresql.replace(password, KEY), f"postgresql://ana:{KEY}@127.0.0.1:1/none"):
        turned = onrecord("add", article(tmp_path), home=tmp_path, ONRECORD_STORE=address, ONRECORD_DEBUG="1")
        assert turned.returncode != 0
        assert leaks(tmp_path, turned.stdout, turned.stderr) == []


# --- batches and measurements ---------------------------------------------------------------------------------------


def batch_of(home: Path) -> Sequence[str | Path]:
    folder = home / "articles"
    folder.mkdir()
    paths = [article(folder, name=f"{number}.txt") for number in range(3)]
    return ["batch", "summarize", *paths, "--out", "out"]


def eval_of(home: Path) -> Sequence[str | Path]:
    return ["eval", "run", "answer", "--limit", "2", "--log-dir", "logs"]


@pytest.mark.parametrize("kind", ["said", "401", "no JSON"])
@pytest.mark.parametrize("made", [batch_of, eval_of])
def test_what_is_left_of_many_runs_holds_no_secret(
    tmp_path: Path, made: Callable[[Path], Sequence[str | Path]], kind: str
) -> None:
    def reply(request: Request) -> Any:
        one = request.body.get("max_tokens") == 1 or "logprobs" in request.body
        return Tokens([("yes", -0.01), ("no", -5.0)]) if one and kind == "said" else replying(kind)(request)

    with OpenAIServer([reply] * 200) as server:
        done = onrecord(*made(tmp_path), home=tmp_path, **environ(server))
        sent = [request.headers.get("Authorization") for request in server.asked]
    assert f"Bearer {KEY}" in sent, done.stderr
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix in (".eval", ".jsonl", ".json")]
    assert left, done.stderr
    assert leaks(tmp_path, done.stdout, done.stderr) == []


def test_secrets_reach_another_process_and_no_print_of_what_goes_there() -> None:
    settings = Settings(api_key=Secret(KEY), store=Secret(f"postgresql://ana:{KEY}@db/onrecord"))
    bare, keys = Keys.taken_from(settings)
    sent = pickle.loads(pickle.dumps((replace(bare, origins={}), keys)))
    assert KEY not in repr(sent) + str(sent) + repr(bare)
    assert sent[1].put_back(bare) == settings != bare


def test_the_search_looks_into_archives(tmp_path: Path) -> None:
    import zipfile_zstd as zipfile

    with zipfile.ZipFile(tmp_path / "a.eval", "w", zipfile.ZIP_ZSTANDARD) as archive:
        archive.writestr("samples/1.json", f'{{"said": "{KEY}"}}')
    (tmp_path / "b.gz").write_bytes(gzip.compress(KEY.encode()))
    assert {found.rpartition("/")[2] for found in leaks(tmp_path)} == {"a.eval", "b.gz"}
    assert leaks(tmp_path, "\\x" + KEY.encode().hex(), parts=[KEY.encode().hex()])
