"""Typed questions by each of the three ways, and which way is found out for which server."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BudgetSpent, ModelDenied, ModelMisbehaved, ModelUnreachable
from bot.models import Message
from bot.models.openai_client import OpenAIModel
from bot.models.questions import from_tokens
from bot.types import Choice, Decision, Predicate, Question, Score
from tests.models.asking import with_model
from tests.servers.openai_server import HTML, Decided, OpenAIServer, Request, Status, Text, Tokens

INPUT = "Ada Brook chairs the ferry board. She backs the new pier."
CHAIR = Predicate("chair", "Does Ada Brook chair the board?")
STANCE = Choice("stance", "Where does she stand on the pier?", ("favor", "against", "neutral"))
CLARITY = Score("clarity", "How clear is it?", ((1, "not at all"), (2, "somewhat"), (3, "wholly")))
ALL: tuple[Question, ...] = (CHAIR, STANCE, CLARITY)

YES = Tokens([("Yes", math.log(0.8)), ("No", math.log(0.2))])


def decided(server: OpenAIServer, questions: tuple[Question, ...] = ALL, **changes: Any) -> tuple[Decision | None, ...]:
    result: tuple[Decision | None, ...] = with_model(server, lambda m: m.decide(INPUT, questions), **changes)
    return result


def near(decision: Decision | None, **expected: float) -> None:
    assert decision is not None
    assert dict(decision.probabilities) == pytest.approx(expected)


def test_no_question_is_no_request() -> None:
    server = OpenAIServer([])
    assert decided(server, ()) == ()
    assert server.asked == []


# --- the Decisions API ---------------------------------------------------------------------------------------


def test_the_decisions_api_answers_all_types_in_one_request() -> None:
    answers = [
        {"type": "predicate", "name": "chair", "probability": 0.97},
        {
            "type": "choice",
            "name": "stance",
            "choice": "favor",
            "confidence": 0.9,
            "probabilities": [
                {"value": "against", "probability": 0.1},
                {"value": "favor", "probability": 0.8},
                {"value": "neutral", "probability": 0.1},
            ],
        },
        {
            "type": "score",
            "name": "clarity",
            "score": 2.7,
            "confidence": 0.7,
            "probabilities": [
                {"label": "1", "value": 0, "probability": 0.0},
                {"label": "2", "value": 1, "probability": 0.3},
                {"label": "3", "value": 2, "probability": 0.7},
            ],
        },
    ]
    server = OpenAIServer([Decided(answers)], decisions=True)
    chair, stance, clarity = decided(server)
    near(chair, yes=0.97, no=0.03)
    near(stance, favor=0.8, against=0.1, neutral=0.1)
    near(clarity, **{"1": 0.0, "2": 0.3, "3": 0.7})
    assert stance is not None and stance.answer == "favor" and stance.way == "decisions" and stance.name == "stance"
    body = server.requests[0].body
    assert (body["model"], body["input"]) == ("test-model", INPUT)
    assert body["questions"] == [
        {"name": "chair", "instructions": CHAIR.question, "type": "predicate"},
        {
            "name": "stance",
            "instructions": STANCE.question,
            "type": "choice",
            "choices": [{"value": "favor"}, {"value": "against"}, {"value": "neutral"}],
        },
        {
            "name": "clarity",
            "instructions": CLARITY.question,
            "type": "score",
            "levels": [
                {"label": "1", "description": "not at all"},
                {"label": "2", "description": "somewhat"},
                {"label": "3", "description": "wholly"},
            ],
        },
    ]


def test_a_refused_question_is_unjudged_and_the_others_are_answered() -> None:
    answers = [{"type": "refusal", "name": "chair"}, {"type": "predicate", "name": "b", "probability": 1}]
    first, second = decided(OpenAIServer([Decided(answers)], decisions=True), (CHAIR, Predicate("b", "B?")))
    assert first is None
    near(second, yes=1.0, no=0.0)


def test_more_than_400_questions_are_several_requests_in_order() -> None:
    def answer(request: Request) -> Decided:
        names = [question["name"] for question in request.body["questions"]]
        return Decided([{"type": "predicate", "name": n, "probability": int(n) / 1000} for n in names])

    questions = tuple(Predicate(str(n), f"Is it {n}?") for n in range(1000))
    server = OpenAIServer([answer] * 3, decisions=True)
    found = decided(server, questions)
    assert sorted(len(r.body["questions"]) for r in server.requests) == [200, 400, 400]
    assert [round(d.probability("yes") * 1000) for d in found if d] == list(range(1000))


def test_usage_of_decisions_is_counted() -> None:
    async def ask(model: OpenAIModel) -> None:
        await model.decide(INPUT, [CHAIR])
        assert (model.usage.calls, model.usage.prompt_tokens) == (1, len(INPUT) // 4)

    with_model(OpenAIServer([Decided([{"type": "predicate", "probability": 0.5}])], decisions=True), ask)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [{"type": "predicate", "probability": 1.5}],
        [{"type": "predicate", "probability": "high"}],
        [{"type": "score", "probabilities": []}],
        [{"type": "mystery"}],
    ],
)
def test_odd_answers_of_a_known_decisions_api_are_an_error(answers: list[dict[str, Any]]) -> None:
    async def twice(model: OpenAIModel) -> None:
        await model.decide(INPUT, [CHAIR])
        with pytest.raises(ModelMisbehaved, match="Decisions API answered with something else"):
            await model.decide(INPUT, [CHAIR])

    good = Decided([{"type": "predicate", "probability": 0.5}])
    with_model(OpenAIServer([good, Decided(answers)], decisions=True), twice)


def test_an_input_may_be_the_beginning_of_another_prompt() -> None:
    prompt = (Message("system", "Be brief."), Message("user", INPUT + "\ud800"))
    chair = Decided([{"type": "predicate", "probability": 0.5}])
    api = OpenAIServer([chair], decisions=True)
    with_model(api, lambda model: model.decide(prompt, [CHAIR]))
    assert api.requests[0].body["input"] == [
        {"type": "message", "role": "system", "content": "Be brief."},
        {"type": "message", "role": "user", "content": INPUT + "?"},
    ]
    for server in (OpenAIServer([YES]), OpenAIServer([{"q1": "yes"}], refuses=["logprobs"])):
        with_model(server, lambda model: model.decide(prompt, [CHAIR]))
        messages = server.requests[-1].body["messages"]
        assert messages[0] == {"role": "system", "content": "Be brief."}
        assert messages[1]["content"].startswith(INPUT + "?\n\n"), "what was sent before is left as it was"
        assert CHAIR.question in messages[1]["content"]
        assert len(messages) == 2


# --- logprobs ------------------------------------------------------------------------------------------------


def test_a_server_without_decisions_is_asked_for_one_token_with_logprobs() -> None:
    letters = Tokens([("A", math.log(0.5)), (" b", math.log(0.3)), ("C", math.log(0.1)), ("The", math.log(0.1))])
    server = OpenAIServer([YES, letters, letters])
    chair, stance, clarity = decided(server, concurrency=1)
    near(chair, yes=0.8, no=0.2)
    near(stance, favor=5 / 9, against=3 / 9, neutral=1 / 9)
    near(clarity, **{"1": 5 / 9, "2": 3 / 9, "3": 1 / 9})
    assert chair is not None and chair.way == "logprobs"
    for request, question in zip(server.requests, ALL, strict=True):
        body = request.body
        assert (body["max_tokens"], body["logprobs"], body["top_logprobs"], body["temperature"]) == (1, True, 20, 0.0)
        assert "stream_options" not in body
        before, _, after = request.prompt.partition(INPUT)
        assert before == server.requests[0].prompt.partition(INPUT)[0], "all questions begin alike, for the cache"
        assert question.question in after
    assert "B. against" in server.requests[1].prompt
    assert "C. 3: wholly" in server.requests[2].prompt


def test_the_way_is_found_out_once() -> None:
    server = OpenAIServer([YES, YES])

    async def twice(model: OpenAIModel) -> None:
        await model.decide(INPUT, [CHAIR])
        await model.decide(INPUT, [CHAIR])
        assert model.abilities.decide == "logprobs"

    with_model(server, twice)
    assert [request.path for request in server.asked].count("/v1/decisions") == 1


def test_the_order_is_kept_and_the_concurrency_bounded() -> None:
    under_way, most = 0, 0

    def answer(request: Request) -> Tokens:
        n = int(request.prompt.partition("Is it ")[2].partition("?")[0])
        return Tokens([("Yes", math.log((n + 1) / 100)), ("No", math.log(1 - (n + 1) / 100))])

    class Counting(OpenAIServer):
        async def _say(self, reply: Any, request: Request, http: Any) -> Any:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.02)
            under_way -= 1
            return await super()._say(reply, request, http)

    questions = tuple(Predicate(str(n), f"Is it {n}?") for n in range(20))
    found = decided(Counting([answer] * 20), questions, concurrency=3)
    assert [round(d.probability("yes") * 100) for d in found if d] == [n + 1 for n in range(20)]
    assert most == 3


def test_a_first_token_that_is_no_answer_is_unjudged() -> None:
    server = OpenAIServer([YES, Tokens([("Well", -0.01), ("Yes", -5.0)])])
    first, second = decided(server, (CHAIR, Predicate("b", "B?")))
    near(first, yes=0.8, no=0.2)
    assert second is None


def test_a_server_that_turns_down_twenty_alternatives_is_asked_for_five() -> None:
    server = OpenAIServer([Status(400, "top_logprobs must be at most 5", param="top_logprobs"), YES])
    near(decided(server, (CHAIR,))[0], yes=0.8, no=0.2)
    assert server.requests[1].body["top_logprobs"] == 5


@given(
    st.floats(0.001, 1.0),
    st.lists(st.sampled_from([" yes", "Yes", "YES", "▁Yes", '"yes"', "Yes."]), min_size=1, unique=True),
)
def test_all_writings_of_an_answer_count_for_it(share: float, writings: list[str]) -> None:
    each = math.log(share / len(writings) * 0.9)
    found = from_tokens(CHAIR, [*((w, each) for w in writings), ("no", math.log(0.1))])
    assert found is not None
    assert found.probability("yes") == pytest.approx(share * 0.9 / (share * 0.9 + 0.1))
    assert sum(p for _, p in found.probabilities) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.text(max_size=6), st.floats(allow_nan=True, allow_infinity=True)), max_size=20))
def test_any_tokens_give_probabilities_or_nothing(tokens: list[tuple[str, float]]) -> None:
    for question in ALL:
        found = from_tokens(question, tokens)
        if found is not None:
            assert sum(p for _, p in found.probabilities) == pytest.approx(1.0)
            assert all(0.0 <= p <= 1.0 for _, p in found.probabilities)


# --- json ----------------------------------------------------------------------------------------------------


def test_a_server_without_logprobs_answers_in_an_object() -> None:
    server = OpenAIServer(
        [{"q1": "yes", "q2": "against", "q3": "cannot tell"}, {"q1": "no"}], refuses=["logprobs", "top_logprobs"]
    )

    async def twice(model: OpenAIModel) -> None:
        chair, stance, clarity = await model.decide(INPUT, ALL)
        near(chair, yes=0.9, no=0.1)
        near(stance, favor=0.05, against=0.9, neutral=0.05)
        assert clarity is None
        assert chair is not None and chair.way == "json"
        near((await model.decide(INPUT, [CHAIR]))[0], yes=0.1, no=0.9)

    with_model(server, twice)
    schema = server.requests[-2].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["q2"]["enum"] == ["favor", "against", "neutral", "cannot tell"]
    assert server.requests[-2].prompt.index(INPUT) < server.requests[-2].prompt.index(STANCE.question)


@pytest.mark.parametrize("reply", ["Yes", Tokens([("<think>", -0.001)])])
def test_a_server_that_ignores_logprobs_or_thinks_aloud_answers_in_an_object(reply: Any) -> None:
    near(decided(OpenAIServer([reply, {"q1": "yes"}]), (CHAIR,))[0], yes=0.9, no=0.1)


def test_an_object_that_never_comes_leaves_its_questions_unjudged() -> None:
    server = OpenAIServer(["I cannot say."] * 4, refuses=["logprobs", "top_logprobs"])
    assert decided(server) == (None, None, None)


def test_many_questions_are_several_objects() -> None:
    def answer(request: Request) -> dict[str, str]:
        names = request.body["response_format"]["json_schema"]["schema"]["required"]
        return dict.fromkeys(names, "yes")

    questions = tuple(Predicate(str(n), f"Is it {n}?") for n in range(60))
    found = decided(OpenAIServer([answer] * 3, refuses=["logprobs", "top_logprobs"]), questions)
    assert [d.answer for d in found if d] == ["yes"] * 60


def test_a_choice_of_more_than_26_is_answered_in_an_object_among_letters() -> None:
    many = Choice("many", "Which?", tuple(f"option {n}" for n in range(30)))
    first, second = decided(OpenAIServer([YES, {"q1": "option 7"}]), (CHAIR, many))
    assert first is not None and second is not None
    assert (first.way, second.way, second.answer) == ("logprobs", "json", "option 7")


# --- failures ------------------------------------------------------------------------------------------------


def test_a_page_of_html_where_decisions_should_be_is_not_the_decisions_api() -> None:
    near(decided(OpenAIServer([HTML, YES], decisions=True), (CHAIR,))[0], yes=0.8, no=0.2)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 501])
def test_a_decisions_api_that_is_not_for_this_model_or_key_is_passed_over(status: int) -> None:
    near(decided(OpenAIServer([Status(status), YES], decisions=True), (CHAIR,))[0], yes=0.8, no=0.2)


def test_a_page_of_html_where_completions_should_be_is_an_error() -> None:
    with pytest.raises(ModelMisbehaved, match="does not speak the OpenAI protocol"):
        decided(OpenAIServer([HTML]), (CHAIR,))


def test_failures_are_failures_and_not_another_way() -> None:
    with pytest.raises(ModelUnreachable):
        decided(OpenAIServer([Status(500)], decisions=True), (CHAIR,), retries=0)
    with pytest.raises(ModelDenied, match="key"):
        decided(OpenAIServer([], key="another"), (CHAIR,))
    with pytest.raises(ModelDenied, match="longer than the window"):
        decided(OpenAIServer([Status(400, "x", code="context_length_exceeded")], decisions=True), (CHAIR,))


def test_one_failure_among_many_ends_the_others_as_itself() -> None:
    server = OpenAIServer([YES, Status(403, "no more"), *[Text("x", then="hang")] * 5])
    questions = tuple(Predicate(str(n), f"Is it {n}?") for n in range(4))
    with pytest.raises(ModelDenied, match="no more"):
        decided(server, questions, concurrency=1)


def test_the_caps_hold_for_questions_too() -> None:
    questions = tuple(Predicate(str(n), f"Is it {n}?") for n in range(4))
    with pytest.raises(BudgetSpent, match="calls"):
        decided(OpenAIServer([YES] * 4), questions, max_calls=3)
