"""What a run does: which samples under which task names, with which prompts, and by which code."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Final, get_args

import bot
import evals
from bot.config import Settings
from bot.errors import TemplateError, UsageError, shown
from bot.prompting.templates import Library, load
from evals.dataset import load_cases
from evals.samples import EvalSample, Task, samples_of_cases
from evals.statistics import SEED

TASKS: Final[tuple[Task, ...]] = get_args(Task)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        tasks: names of tasks; empty for all that there are samples of.
        cases: a folder of cases; None is the one that ships with the suite.
        sets: public sets on this disk, as (adapter, path); where there are any, and no folder of cases is named, the
            cases are left out.
        limit: the most samples of a task, spread evenly over what there is; None for all.
        prompts: templates to be used in place of those in force, as (name, path).
    """

    tasks: tuple[str, ...] = ()
    cases: Path | None = None
    sets: tuple[tuple[str, Path], ...] = ()
    limit: int | None = None
    prompts: tuple[tuple[str, Path], ...] = ()


def pairs(values: Sequence[str], option: str) -> tuple[tuple[str, Path], ...]:
    """Values such as ``squad2=dev-v2.0.json`` as pairs. UsageError where one is not so."""
    found = []
    for value in values:
        name, equals, path = value.partition("=")
        if not (equals and name and path):
            raise UsageError(f"--{option} wants NAME=PATH, not {shown(value)!r}.")
        found.append((name, Path(path)))
    return tuple(found)


def adapter_names() -> tuple[str, ...]:
    """The public sets that there are adapters for."""
    folder = Path(evals.__file__).parent / "adapters"
    return tuple(sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")))


def see_that_there_are(tasks: Sequence[str]) -> None:
    """UsageError where one of these is no task."""
    unknown = [task for task in tasks if task not in TASKS]
    if unknown:
        raise UsageError(f"There is no task {shown(unknown[0])}; there are {', '.join(TASKS)}.")


def collect(order: Order) -> dict[str, list[EvalSample]]:
    """The samples by the name of their Inspect task: ``answer`` for the cases, ``answer-squad2`` for a set.

    Raises:
        UsageError: an unknown task or set, or nothing to do.
        SourceError: a set cannot be read.
    """
    see_that_there_are(order.tasks)
    wanted: tuple[str, ...] = order.tasks or TASKS
    found: dict[str, list[EvalSample]] = {}
    if order.cases is not None or not order.sets:
        cases = load_cases(order.cases)
        for task in TASKS:
            if task in wanted:
                found[task] = _spread(samples_of_cases(cases, task), order.limit)
    for name, path in order.sets:
        if name not in adapter_names():
            raise UsageError(f"There is no set {shown(name)}; there are {', '.join(adapter_names())}.")
        for sample in import_module(f"evals.adapters.{name}").samples(path, order.limit):
            if sample.task in wanted:
                found.setdefault(f"{sample.task}-{name}", []).append(sample)
    found = {name: samples for name, samples in found.items() if samples}
    if not found:
        raise UsageError("There is nothing to do: the sets given have no sample of the tasks named.")
    return found


def _spread(samples: list[EvalSample], limit: int | None) -> list[EvalSample]:
    """At most so many, the same from each document in turn and drawn within it, in their first order.

    A fixed stride would do harm: questions stand in one order in every case, the answerable ones first.
    """
    if limit is None or limit >= len(samples):
        return samples
    by_document: dict[str, list[int]] = {}
    for at, sample in enumerate(samples):
        by_document.setdefault(sample.documents[0].id, []).append(at)
    turns = [
        (turn, nth, at)
        for nth, (document, places) in enumerate(by_document.items())
        for turn, at in enumerate(random.Random(f"{SEED} {document}").sample(places, len(places)))
    ]
    return [samples[at] for at in sorted(at for _, _, at in sorted(turns)[:limit])]


# --- prompts --------------------------------------------------------------------------------------------------


def prompt_texts(settings: Settings, prompts: Sequence[tuple[str, Path]]) -> dict[str, str]:
    """The templates that differ from the built-in ones, by name: those of the user's folder, and above them those
    named for this run.

    Raises:
        UsageError: no model is set, so no prompt would be used, or there is no prompt of that name.
        TemplateError: a template does not hold together.
    """
    if prompts and settings.model is None:
        raise UsageError("--prompt changes nothing without a model; name one with --model.")
    known = tuple(Library(settings.prompts_dir))
    texts = {}
    if settings.prompts_dir is not None:
        texts = {path.stem: path.read_text("utf-8") for path in sorted(settings.prompts_dir.glob("*.md"))}
    for name, path in prompts:
        if name not in known:
            raise UsageError(f"There is no prompt {shown(name)}; there are {', '.join(known)}.")
        if not path.is_file():
            raise TemplateError(f"There is no file {shown(path)}; name the file of a prompt.")
        if load(path).name != name:
            raise TemplateError(f"The prompt {shown(path)} calls itself {load(path).name!r} and was given as {name!r}.")
        texts[name] = path.read_text("utf-8")
    return texts


def with_prompts(settings: Settings, texts: Mapping[str, str], folder: Path) -> Settings:
    """The settings with these templates in force, which are written to a folder to stay with the run."""
    if not texts:
        return replace(settings, prompts_dir=None)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return replace(settings, prompts_dir=folder)


def identities(settings: Settings, texts: Mapping[str, str]) -> dict[str, str]:
    """Each template in force and its identity, with these put in place; none without a model."""
    if settings.model is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        library = Library(with_prompts(settings, texts, Path(folder)).prompts_dir)
        return {name: library.get(name).identity for name in library}


# --- what makes two runs the same -----------------------------------------------------------------------------


def samples_digest(suites: Mapping[str, Sequence[EvalSample]]) -> str:
    """12 hex digits of all samples: what is asked, of which text, with which labels."""
    rows = [
        [name, s.id, s.group, s.question, s.words, s.targets, s.form, [d.id for d in s.documents], dict(s.gold)]
        for name, samples in suites.items()
        for s in samples
    ]
    return _digest(json.dumps(rows, ensure_ascii=False, default=str).encode("utf-8", "replace"))


def code_digest() -> str:
    """12 hex digits of the program's own files: two runs of one digest differ only in what they were asked."""
    parts = []
    for package in (bot, evals):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            parts.append(f"{path.relative_to(root.parent)}\n".encode() + path.read_bytes())
    return _digest(b"\0".join(parts))


def commit() -> str | None:
    """The commit of the checkout that the program runs from, with "+" where files differ from it; None outside of
    one."""
    root = Path(evals.__file__).parent.parent

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
        except OSError:
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    head = git("rev-parse", "--short=12", "HEAD")
    if head is None:
        return None
    return head + ("+" if git("status", "--porcelain", "--", "bot", "evals", "prompts") else "")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
