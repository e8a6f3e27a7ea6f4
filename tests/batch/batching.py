"""What tests of batches share: articles, a model's answers to them, and runs of the command."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.console.onrecord_runs import COMMAND, environment
from tests.servers.openai_server import Request, Text, Tokens

_SENTENCE = re.compile(r"\[S(\d+)\] ([^\n]+)")


def articles(folder: Path, count: int) -> Path:
    """A folder of so many articles, each with words of its own."""
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(
            f"The pier of district {n} was closed on Monday, the council said.\n\n"
            f"“We waited {n + 2} years for the mending of pier {n},” said Mara Quist, who keeps it.\n\n"
            f"The mending of pier {n} will cost {n + 3} million crowns. Ole Brask of ward {n} said it was too much.\n",
            "utf-8",
        )
    return folder


def said_of(prompt: str) -> str:
    """A summary of a prompt's document: one statement in its words, one in others."""
    found = _SENTENCE.findall(prompt)[-4:]
    (one, first), (two, second) = found[0], found[1]
    years = re.search(r"waited (\d+) years", second)
    return f"- {first} [S{one}]\n- Mara Quist has waited a long time, {years[1] if years else 9} years. [S{two}]"


def completion(body: Mapping[str, Any]) -> dict[str, Any]:
    """A whole completion for a request's body, as OpenAI's server writes it."""
    prompt = body["messages"][-1]["content"]
    choice: dict[str, Any] = {"index": 0, "finish_reason": "stop", "logprobs": None}
    if body.get("logprobs"):
        tops = [{"token": "Yes", "logprob": -0.02, "bytes": None}, {"token": "No", "logprob": -4.0, "bytes": None}]
        choice["message"] = {"role": "assistant", "content": "Yes", "refusal": None}
        choice["logprobs"] = {"content": [{**tops[0], "top_logprobs": tops}], "refusal": None}
    else:
        choice["message"] = {"role": "assistant", "content": said_of(prompt), "refusal": None}
    usage = {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}
    head = {"id": "c1", "object": "chat.completion", "created": 1, "model": body["model"]}
    return {**head, "choices": [choice], "usage": usage}


def reply(request: Request) -> Text | Tokens:
    """The same answers from ``OpenAIServer``."""
    if request.body.get("logprobs"):
        return Tokens([("Yes", -0.02), ("No", -4.0)])
    return Text(said_of(request.prompt))


def batch(
    home: Path, *words: str, url: str | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``onrecord batch`` to its end."""
    process = begun(home, *words, url=url, settings=settings)
    out, error = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, error)


def begun(
    home: Path, *words: str, url: str | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Begin ``onrecord batch``, in a process group of its own."""
    model = {"OPENAI_BASE_URL": url, "ONRECORD_MODEL": "test-model"} if url else {}
    one = () if "--processes" in words else ("--processes", "1")  # each takes a second to begin
    return subprocess.Popen(
        [*COMMAND, "batch", *words, *one],
        cwd=home,
        env={**environment(home), **model, **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def results(out: Path) -> list[dict[str, Any]]:
    """The results of a batch, in the order of their sources, without what differs from run to run."""
    found = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    for result in found:
        del result["created"], result["usage"]
    return sorted(found, key=lambda result: str(result["documents"][0]["uri"]))


def failures(out: Path) -> dict[str, str]:
    """What is set aside: the source's name, and the reason."""
    path = out / "failed.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {Path(row["source"]).name: row["reason"] for row in map(json.loads, lines)}


def twice(bodies: list[dict[str, Any]]) -> int:
    """How many requests were made that had been made before."""
    counted = Counter(json.dumps(body, sort_keys=True) for body in bodies)
    return sum(n - 1 for n in counted.values())
