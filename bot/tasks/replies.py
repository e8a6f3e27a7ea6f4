"""The three ways in which a model's draft of an answer is read, proven and handed on."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.drafting import llm
from bot.drafting.answer_extractive import bearers, in_own_words
from bot.drafting.completions import Statement, is_refusal
from bot.drafting.forms import beyond, repeats
from bot.drafting.llm import Ended, Writer
from bot.grounding.facts import facts
from bot.grounding.ground import ground_claim
from bot.grounding.locate import locate
from bot.grounding.numbers import carries
from bot.language.lexicon import AUXILIARIES, NEGATIONS
from bot.language.words import fold, tokens
from bot.prompting.templates import Prompt
from bot.tasks.confirm import confirm_statement
from bot.tasks.gate import Judged, right_odds, settles
from bot.tasks.run import Finished, Step
from bot.types import Claim, Context, DraftClaim, Readings, Rejected, Span

CUT_OFF = "The completion was cut off in the middle of this statement."
NO_WORDS = "This says that something is not said; no words of a source can carry that."
NOT_THE_ANSWER = "These words stand in the text, but it is not certain that they answer the question."
NOT_THERE = "A phrase of the text was asked for, and a figure of this stands in no sentence that is cited."
NO_PHRASE = "A phrase was asked for, and the draft only names a sentence."
LEAST_OWN = 3
"""Words that a drafted phrase must share with a cited sentence, one behind the other."""

_CARRIED = AUXILIARIES | NEGATIONS
"""Words that say how what follows them is meant, and go with it."""

MORE_THAN_ASKED = "A phrase was asked for, and this comes after it."

NO_ANSWERS = frozenset((NO_WORDS, NOT_THE_ANSWER, MORE_THAN_ASKED))
"""What is rejected for being no answer, and not for being unproven."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is written from: the prompt, the words nearest to the question, and what the prompt shows."""

    prompt: Prompt
    nearest: str
    context: Context
    readings: Readings
    question: str


async def prose(writer: Writer, material: Material) -> AsyncGenerator[Step, None]:
    """The model's own statements, each handed on once its words are located and its checks passed."""
    async with aclosing(_drafted(writer, material)) as drafts:
        async for draft in drafts:
            if not isinstance(draft, DraftClaim):
                yield draft
                continue
            grounded = ground_claim(draft, material.readings)
            if isinstance(grounded, Claim):
                yield await confirm_statement(grounded, writer.model, material.readings)
            else:
                yield grounded


async def sentences(writer: Writer, material: Material) -> AsyncGenerator[Step, None]:
    """The sentences that the model's statements cite, in the documents' own words and each once.

    A statement that cites none is proven as prose is.
    """
    shown: set[Span] = set()
    async with aclosing(_drafted(writer, material)) as drafts:
        async for draft in drafts:
            if not isinstance(draft, DraftClaim):
                yield draft
            elif not draft.evidence:
                grounded = ground_claim(draft, material.readings)
                if isinstance(grounded, Claim):
                    grounded = await confirm_statement(grounded, writer.model, material.readings)
                yield grounded
            else:
                fresh = [span for span in draft.evidence if span not in shown]
                shown.update(fresh)
                for own in in_own_words(material.readings, fresh):
                    yield ground_claim(own, material.readings)


async def phrase(writer: Writer, material: Material, answered: Judged) -> AsyncGenerator[Step, None]:
    """The few words that answer, where they stand in the documents and answer the question as likely as not.

    Words that stand in a text may still be no answer: a model whose probabilities are calibrated is asked that too, and
    both its answers are added up. A model that decides nothing has the sentence itself shown instead.

    Args:
        writer: who writes.
        material: what it is written from.
        answered: whether the documents answer the question at all.
    """
    given = False
    async with aclosing(_drafted(writer, material)) as drafts:
        async for draft in drafts:
            if not isinstance(draft, DraftClaim):
                yield draft
            elif given:
                yield Rejected(draft.text, MORE_THAN_ASKED)
            elif _whole_sentence(draft, material.readings):
                yield Rejected(draft.text, NO_PHRASE)
            else:
                steps = await _proven_phrase(writer, material, draft, answered)
                given = any(isinstance(step, Claim) for step in steps)
                for step in steps:
                    yield step


def _whole_sentence(draft: DraftClaim, readings: Readings) -> bool:
    """Whether a draft is nothing but a sentence that it cites, as where a model writes a number and no words."""
    return any(draft.text == " ".join(readings[s.document_id].document.slice(s).split()) for s in draft.evidence)


async def _proven_phrase(writer: Writer, material: Material, draft: DraftClaim, answered: Judged) -> Sequence[Step]:
    text = _in_own_figures(beyond(material.question, draft.text), draft.evidence, material.readings)
    placed = DraftClaim(text, _place(DraftClaim(text, draft.evidence), material))
    grounded = ground_claim(placed, material.readings)
    if isinstance(grounded, Rejected) or grounded.support != "supported":
        own = beyond(material.question, _own_words(text, placed.evidence, material.readings))
        again = grounded
        if own and not repeats(material.question, own):
            again = ground_claim(DraftClaim(own, placed.evidence), material.readings)
        grounded = grounded if isinstance(again, Rejected) else again
    if isinstance(grounded, Rejected):
        return [grounded]
    if grounded.support != "supported" and not _has_figures(grounded.text, placed.evidence, material.readings):
        return [Rejected(grounded.text, NOT_THERE)]
    if answered.way is None:
        return [ground_claim(own, material.readings) for own in in_own_words(material.readings, placed.evidence)]
    if not answered.calibrated:
        return [replace(grounded, probability=answered.probability)]
    right = await right_odds(writer.model, material.nearest, material.question, grounded.text)
    if right is not None and not settles(answered, right):
        return [Rejected(grounded.text, NOT_THE_ANSWER)]
    return [grounded if right is None else replace(grounded, probability=right.probability)]


def _in_own_figures(text: str, evidence: Sequence[Span], readings: Readings) -> str:
    """A phrase with its figures as the cited sentences write them: "four" where the draft has "4" for it."""
    for span in evidence:
        reading = readings[span.document_id]
        theirs = facts(reading.document.slice(span), reading.language).figures.numbers
        for figure in facts(text, reading.language).figures.numbers:
            own = next((other.text for other in theirs if carries(figure, other)), figure.text)
            if own != figure.text and figure.text.isdigit() and own.isalpha() and text.count(figure.text) == 1:
                text = text.replace(figure.text, own)
    return text


def _has_figures(text: str, evidence: Sequence[Span], readings: Readings) -> bool:
    """Whether cited sentences bear out each figure that a phrase has in digits: "11" by "eleven", "1" not by "first".

    "One of the yards" counts nothing.
    """
    cited = [(readings[span.document_id], span) for span in evidence]
    sources = [facts(reading.document.slice(span), reading.language) for reading, span in cited]
    theirs = [figure for source in sources for figure in source.figures.numbers]
    said = facts(text, cited[0][0].language if cited else "en").figures.numbers
    mine = [figure for figure in said if any(sign.isdigit() for sign in figure.text)]
    return all(any(carries(figure, other) for other in theirs) for figure in mine)


def _own_words(text: str, evidence: Sequence[Span], readings: Readings) -> str:
    """The longest run of a phrase's words that a cited sentence has as well, as the sentence has it.

    With the "may be" or "not" that stands before it: of "letters are sent by the first boat" it is "may be sent by the
    first boat". Empty where it is less than half of the phrase, or so short that it may be chance.
    """
    said = tokens(text)
    best = ""
    most = max(LEAST_OWN, (len(said) + 1) // 2)
    for span in evidence:
        sentence = readings[span.document_id].document.slice(span)
        theirs = tokens(sentence)
        match = SequenceMatcher(None, [fold(t.word) for t in said], [fold(t.word) for t in theirs], autojunk=False)
        run = match.find_longest_match()
        if run.size >= most:
            first = run.b
            while first and fold(theirs[first - 1].word) in _CARRIED:
                first -= 1
            best, most = sentence[theirs[first].start : theirs[run.b + run.size - 1].end], run.size + 1
    return best


def _place(draft: DraftClaim, material: Material) -> tuple[Span, ...]:
    """The sentences that a phrase cites, or where it stands in none of them, the one with it that bears on the
    question best."""
    readings = material.readings
    for span in draft.evidence:
        if _holds(span, draft.text, readings):
            return draft.evidence
    held = (span for span in bearers(readings, material.question) if _holds(span, draft.text, readings))
    best = next(held, None)
    return draft.evidence if best is None else (best,)


def _holds(span: Span, words: str, readings: Readings) -> bool:
    place = locate(words, readings[span.document_id].document, (span,)).span
    return place is not None and span.covers(place)


async def _drafted(writer: Writer, material: Material) -> AsyncGenerator[DraftClaim | Step, None]:
    """One completion as draft claims; what says that something is not said is no answer."""
    async with aclosing(llm.statements(writer, material.prompt)) as items:
        async for item in items:
            if isinstance(item, Ended):
                if item.left_over:
                    yield Rejected(item.left_over, CUT_OFF)
                yield Finished(item.finish_reason)
                return
            draft = llm.claim_of(item, material.context, material.readings)
            if item.is_refusal and not _reported(item, draft, material.readings):
                yield Rejected(item.text, NO_WORDS)
            else:
                yield draft


def _reported(item: Statement, draft: DraftClaim, readings: Readings) -> bool:
    """Whether the cited words themselves say that something is not said: "The driver was not named." """
    return any(is_refusal(readings[span.document_id].document.slice(span)) for span in draft.evidence)
