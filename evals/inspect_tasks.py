"""Our samples, our product and our scorers as Inspect's dataset, solver and scorers.

The solver is the product unchanged (``evals.solving``). Inspect's agent bridge cannot carry its client: the bridge
(``inspect_ai.agent.agent_bridge``, 0.3.285) takes the place of the OpenAI SDK's requests to ``/chat/completions`` and
``/responses``, raises an error for every request that streams, and knows no ``/decisions``. The product streams every
completion, because that is how it bounds how long an answer may take and how far it may run, and asks typed questions
through ``/decisions`` where a server has it. So the client asks its server directly, and a ``RecordedModel`` around it
writes each call into Inspect's transcript as a model event, with prompt, completion, tokens, cost and time; what the
sample cost in all stands in its result. ``inspect view`` shows both. Inspect's own caps, caches and retries of model
calls do not apply; the product's do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any, Final

from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.event import ModelEvent
from inspect_ai.log import transcript
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    ModelOutput,
    ModelUsage,
)
from inspect_ai.scorer import Metric as InspectMetric
from inspect_ai.scorer import SampleScore, Target, metric, scorer
from inspect_ai.scorer import Score as InspectScore
from inspect_ai.scorer import Scorer as InspectScorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from bot.errors import shown
from bot.types import Document
from evals.recording import Called
from evals.samples import EvalSample, Figures, Output
from evals.scoring import scorers
from evals.solving import said, stored

STORED: Final = "onrecord"
"""The key of a sample's store under which its output stands."""

Solve = Callable[[EvalSample], Awaitable[Output]]
Judge = Callable[[EvalSample, Output], Awaitable[Figures]]
Score = Callable[[EvalSample, Output], Figures | Awaitable[Figures]]


def inspect_task(name: str, samples: Sequence[EvalSample], solve: Solve, judge: Judge | None = None) -> Task:
    """One Inspect task.

    Args:
        name: the task's name; distinct within a run.
        samples: what is to be done; ids are distinct.
        solve: does one of them.
        judge: a scorer that asks a model, or None.
    """
    known = {sample.id: sample for sample in samples}
    outputs: dict[str, Output] = {}
    scores = [_scorer(one.name, one.score, known, outputs) for one in scorers()]
    if judge is not None:
        scores.append(_scorer("judge", judge, known, outputs))
    return Task(
        name=name,
        dataset=MemoryDataset([_sample(sample) for sample in samples], name=name),
        solver=_solver(known, outputs, solve),
        scorer=scores,
    )


def record(called: Called) -> None:
    """Write a call into the transcript of the sample under way."""
    usage = called.usage
    output = ModelOutput.from_content(model="", content=called.completion, error=called.error)
    output.usage = ModelUsage(
        input_tokens=usage.prompt_tokens - usage.cached_tokens,
        input_tokens_cache_read=usage.cached_tokens,
        output_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
        total_cost=usage.cost_usd,
    )
    output.metadata = {"kind": called.kind, "finish_reason": called.finish_reason}
    now = datetime.now(UTC)
    started = datetime.fromtimestamp(called.started, UTC)
    output.time = (now - started).total_seconds()
    event = ModelEvent(
        model=called.model,
        input=[_message(message.role, message.content) for message in called.messages],
        tools=[],
        tool_choice="none",
        config=GenerateConfig(max_tokens=called.max_tokens),
        output=output,
        error=called.error,
        timestamp=started,
        completed=now,
    )
    transcript()._event(event)  # Inspect has no public way to report a call that it did not make itself


def _message(role: str, content: str) -> ChatMessage:
    kinds = {"system": ChatMessageSystem, "user": ChatMessageUser, "assistant": ChatMessageAssistant}
    return kinds[role](content=content)


def _sample(sample: EvalSample) -> Sample:
    asked = sample.question or {
        "summary": f"Summarize in about {sample.words} words.",
        "stances": "Where does each speaker stand? " + "; ".join(sample.targets),
        "quotes": "Who said what?",
        "checks": "Which of the statements hold?",
    }.get(sample.task, sample.task)
    return Sample(id=sample.id, input=asked, target=list(_target(sample)), metadata=_metadata(sample))


def _target(sample: EvalSample) -> Sequence[str]:
    return [str(answer) for answer in sample.gold.get("answers", ())]


def _metadata(sample: EvalSample) -> dict[str, Any]:
    return {
        "group": sample.group,
        "task": sample.task,
        "question": sample.question,
        "words": sample.words,
        "targets": list(sample.targets),
        "form": sample.form,
        "gold": dict(sample.gold),
        "documents": [_document(document) for document in sample.documents],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "uri": document.uri,
        "published": document.published,
        "text": document.text,
    }


def _solver(known: Mapping[str, EvalSample], outputs: dict[str, Output], solve: Solve) -> Solver:
    @solver(name="onrecord")
    def make() -> Solver:
        async def run(state: TaskState, generate: Generate) -> TaskState:
            output = outputs[str(state.sample_id)] = await solve(known[str(state.sample_id)])
            state.store.set(STORED, stored(output))
            state.output = ModelOutput.from_content(model="onrecord", content=said(output))
            return state

        return run

    return make()


@metric(name="mean")
def _means() -> InspectMetric:
    """The mean of each figure over the samples that it was scored for."""

    def means(scores: list[SampleScore]) -> dict[str, float]:
        values: dict[str, list[float]] = {}
        for sample_score in scores:
            for name, value in (sample_score.score.value or {}).items():  # type: ignore[union-attr]
                if value is not None:
                    values.setdefault(name, []).append(float(value))
        return {name: sum(found) / len(found) for name, found in values.items()}

    return means  # type: ignore[return-value]  # a mapping is a Value, which mypy does not see through the alias


def _scorer(name: str, score: Score, known: Mapping[str, EvalSample], outputs: Mapping[str, Output]) -> InspectScorer:
    @scorer(metrics=[_means()], name=name)
    def make() -> InspectScorer:
        async def run(state: TaskState, target: Target) -> InspectScore:
            identity = str(state.sample_id)
            try:
                found = score(known[identity], outputs[identity])
                return InspectScore(value=dict(await found if isawaitable(found) else found))
            except Exception as error:  # an answer that was paid for is not lost to a fault of a scorer
                why = f"the scorer failed: {type(error).__name__}: {shown(error)}"
                return InspectScore(value={}, explanation=why)

        return run

    return make()
