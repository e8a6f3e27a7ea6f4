"""The judge: a model that is asked, over the whole document, whether what is shown is stated and answers the question.

Figures (ours): ``stated`` is the share of shown statements that the judge finds stated, ``answered`` whether an answer
says the same as a gold answer. The questions are typed, so that a server with the Decisions API answers them there,
with probabilities, and any other by one token or an object; from one half on it is a yes. Document and statements
reach the judge as lines that hold no mark of the prompt's own.

What a judge cannot judge is unscored, and never 0: None for a sample that it failed on, ``unjudged`` for the share of
single statements. How far it may be believed is measured by ``agreement`` on statements that people have labelled;
print that beside every judged figure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ModelError
from bot.language import read
from bot.models.protocol import Message, Model
from bot.prompting.budget import fits
from bot.prompting.numbering import context_of, numbered, safe_line
from bot.prompting.templates import Template, render
from bot.types import Decision, Predicate, Question, Readings
from evals import statistics
from evals.samples import EvalSample, Figure, Figures, Output
from evals.scorers.answers import answer_text
from evals.statistics import Estimate
from evals.texts import claims, share

TEMPLATE = "judge"
"""The name of the judge's prompt."""

FIGURES = {
    "stated": Figure("shown statements that the judge finds stated in the document"),
    "answered": Figure("answers that the judge finds to say the same as a gold answer"),
    "unjudged": Figure("statements that the judge could not judge", higher_is_better=False),
}

YES_FROM = 0.5
RESERVE = 512
"""Tokens of the judge's window kept for a question and its answer."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a judge and people agree on the same statements: share of equal labels with its interval, Cohen's kappa
    (None where there is nothing to tell apart), how many were judged and how many were not."""

    judge: str
    share: Estimate
    kappa: float | None
    n: int
    unjudged: int


def identity(model: Model, template: Template) -> str:
    """Which judge this is: its model and its prompt, content and all."""
    return f"{model.name} {template.identity}"


async def score(sample: EvalSample, output: Output, model: Model, template: Template) -> Figures:
    """Judge one sample's output.

    Args:
        sample: what was asked.
        output: what is shown.
        model: the judge; by default another one than wrote the output.
        template: the prompt named ``judge``.

    Returns:
        The figures; all None where nothing was asserted or the judge failed as a whole.
    """
    result = output.result
    if result is None or output.error is not None or result.refused or not result.claims:
        return dict.fromkeys(FIGURES)
    questions: list[Question] = [stated(n, claim.text) for n, claim in enumerate(claims(output), 1)]
    golds = sample.gold.get("answers") or ()
    if golds:
        questions.append(_same_answer(answer_text(output), golds))
    decisions = await _ask(model, template, output.readings, sample.question, questions)
    verdicts = [_yes(decision) for decision in decisions[: len(result.claims)]]
    judged = [verdict for verdict in verdicts if verdict is not None]
    answered = _yes(decisions[-1]) if golds else None
    return {
        "stated": share(judged),
        "answered": None if answered is None else float(answered),
        "unjudged": share([verdict is None for verdict in verdicts]),
    }


async def agreement(samples: Sequence[EvalSample], model: Model, template: Template) -> Agreement:
    """Put the statements of samples for "checks", which people have labelled right or wrong, to the judge."""
    human: list[str] = []
    judged: list[str] = []
    groups: list[str] = []
    unjudged = 0
    for sample in samples:
        labelled = [row for row in sample.gold["statements"] if row["right"] is not None]
        readings = {document.id: read(document) for document in sample.documents}
        questions = [stated(n, row["text"]) for n, row in enumerate(labelled, 1)]
        decisions = await _ask(model, template, readings, None, questions)
        for row, decision in zip(labelled, decisions, strict=True):
            verdict = _yes(decision)
            if verdict is None:
                unjudged += 1
                continue
            human.append("right" if row["right"] else "wrong")
            judged.append("right" if verdict else "wrong")
            groups.append(sample.group)
    same = [float(a == b) for a, b in zip(human, judged, strict=True)]
    kappa = statistics.agreement(human, judged)["kappa"]
    return Agreement(identity(model, template), statistics.estimate(same, groups), kappa, len(human), unjudged)


def stated(number: int, text: str) -> Predicate:
    """The question whether a statement is stated, under a name of its own."""
    return Predicate(f"statement-{number}", f"Does the document state all of this?\nStatement: {_quoted(text)}")


def _same_answer(text: str, golds: Sequence[str]) -> Predicate:
    return Predicate(
        "answer",
        "Does the answer to the reader's question say the same as one of the answers known to be right? It may say "
        f"more around it.\nKnown to be right: {'; '.join(map(_quoted, golds))}\nAnswer: {_quoted(text)}",
    )


def _quoted(text: str) -> str:
    """Words as a JSON string of one line, so that nothing in them ends it."""
    return json.dumps(safe_line(text), ensure_ascii=False)


async def _ask(
    model: Model, template: Template, readings: Readings, question: str | None, questions: Sequence[Question]
) -> tuple[Decision | None, ...]:
    """The judge's decisions; None for all where the document does not fit its window or it cannot be asked."""
    nothing = (None,) * len(questions)
    document = numbered(context_of(readings), readings)
    if not questions or not fits(document, model.context_tokens - RESERVE - template.max_tokens, model.name):
        return nothing
    prompt = render(template, {"document": document, "question": safe_line(question) if question else None})
    try:
        return await model.decide((Message("system", prompt.system), Message("user", prompt.user)), questions)
    except ModelError:
        return nothing


def _yes(decision: Decision | None) -> bool | None:
    return None if decision is None else decision.probability("yes") >= YES_FROM
