"""Questions, briefings and stances over a library: what is found is read, and proven again from the store."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.briefing import brief
from bot.config import Settings
from bot.library.copies import sign
from bot.library.gathering import Gathered, gather_passages, gather_statements, together
from bot.models.scripted import Call, Reply, ScriptedModel
from bot.prompting.budget import count
from bot.session import Session
from bot.tasks.briefing import borne_out
from bot.tasks.estimate import Estimate
from bot.tasks.run import Run
from bot.types import Reading, Result
from bot.verify import verify
from tests.console.onrecord_runs import onrecord
from tests.library.stores import Kind, opened
from tests.library.stories import JUNE, MARCH, OWN, SCHOOL, WIRE, news, story
from tests.servers.openai_server import OpenAIServer, Text

TOPIC = "the quay bridge"


def gathered(kind: Kind, folder: Path, gather: Callable[..., object], *words: object, **options: object) -> Gathered:
    """What a gatherer finds in the news, whose copies are known."""

    async def work() -> Gathered:
        async with opened(kind, folder) as store:
            await store.add(news())
            await sign(store)
            found = await gather(store, *words, **options)  # type: ignore[misc]
            assert isinstance(found, Gathered)
            return found

    return asyncio.run(work())


def session_of(found: Gathered, *replies: Reply, window: int = 128_000) -> tuple[Session, ScriptedModel]:
    model = ScriptedModel(list(replies), context_tokens=window)
    session = Session(Settings(model="scripted"), model if replies else None)
    for reading in found.readings.values():
        session.add_reading(reading)
    return session, model


def done(run: Run) -> Result:
    return asyncio.run(run.finish())


def yes(share: float) -> Callable[[Call], Reply]:
    return lambda call: [share for _ in call.questions]


def number_of(call: Call, words: str) -> int:
    """The number under which a prompt shows the sentence that begins so."""
    found = re.search(r"\[S(\d+)\] " + re.escape(words), call.messages[-1].content)
    assert found is not None, call.messages[-1].content
    return int(found[1])


# --- answers -------------------------------------------------------------------------------------------------------


def test_an_answer_is_written_from_the_passages_and_cites_several_documents(kind: Kind, tmp_path: Path) -> None:
    question = "What does the quay bridge cost?"
    found = gathered(kind, tmp_path, gather_passages, question, limit=4, context=0)

    def answer(call: Call) -> Reply:
        prompt = call.messages[-1].content
        assert "roof of the school" not in prompt and OWN not in prompt
        first, later = number_of(call, WIRE[0][:40]), number_of(call, MARCH[1][:40])
        return f"{WIRE[0]} [S{first}]\n{MARCH[1]} [S{later}]\n"

    session, model = session_of(found, yes(0.9), answer)
    result = done(session.ask(question, within=found.within))
    assert not model.replies
    cited = {c.span.document_id for claim in result.claims for c in claim.citations if c.span}
    assert len(result.claims) == 2 == len(cited)
    assert verify(result, session.readings) == ()


def test_as_many_passages_are_read_as_fit(kind: Kind, tmp_path: Path) -> None:
    found = gathered(kind, tmp_path, gather_passages, "quay bridge", limit=6, context=0)
    seen: list[str] = []

    def look(call: Call) -> Reply:
        seen.append("\n".join(m.content for m in call.input) if not isinstance(call.input, str) else call.input)
        return [0.0 for _ in call.questions]

    for window in (128_000, 1_150):
        session, _ = session_of(found, look, window=window)
        done(session.ask("quay bridge", within=found.within))
    first = found.readings[found.within[0].document_id]
    (sentence, *_) = first.sentences_in(found.within[0])
    assert len(seen[1]) < len(seen[0])
    assert all(" ".join(first.document.slice(sentence.span).split()) in prompt for prompt in seen), "the best is kept"


# --- briefings -----------------------------------------------------------------------------------------------------


def briefed(kind: Kind, folder: Path) -> Gathered:
    async def work() -> Gathered:
        async with opened(kind, folder) as store:
            await store.add(news())
            await sign(store)
            passages = await gather_passages(store, TOPIC, limit=20)
            return together(passages, await gather_statements(store, (TOPIC,), first=tuple(passages.readings)))

    return asyncio.run(work())


def test_a_briefing_counts_an_agency_story_once(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)
    session, _ = session_of(found)
    result = done(session.brief(TOPIC, words=200, within=found.within, said=found.statements, stories=found.stories))
    made = brief(result, session.readings, found.stories)
    assert made.agreed, "that the council voted stands in two reports of its own"
    for claim in made.agreed:
        told = {found.stories.get(c.span.document_id, c.span.document_id) for c in claim.citations if c.span}
        assert len(told) > 1
        assert "voted" in claim.text
    assert all("3,200,000" not in claim.text or "Monday" in claim.text for claim in made.reported)
    assert verify(result, session.readings) == ()
    assert result.task == "summary" and result.question == TOPIC


def test_what_only_copies_say_is_agreed_where_they_are_not_known_as_copies(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)
    readings = {**found.readings}
    session, _ = session_of(found)
    result = done(session.brief(TOPIC, said=found.statements, stories=found.stories))
    only = [claim for claim in brief(result, readings, found.stories).reported if "2033" in claim.text]
    assert len(only) == 1 and len(only[0].citations) == 1


def test_a_statement_is_borne_out_by_what_carries_it_alone(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)
    session, _ = session_of(found)
    result = done(session.brief(TOPIC, said=found.statements, stories=found.stories))
    dear = next(claim for claim in result.claims if "4,100,000" in claim.text)
    assert borne_out(dear, session.readings, found.stories) == (dear,), "nobody else has that figure"


def test_a_briefing_by_a_model_has_its_statements_and_stances(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)

    def summary(call: Call) -> Reply:
        return f"{MARCH[2]} [S{number_of(call, MARCH[2][:30])}]\n"

    def labelled(call: Call) -> Reply:
        prompt = call.messages[-1].content
        rows = re.findall(r"\[A(\d+)\][^\n]*", prompt)
        stances = [{"statement": int(n), "issue": TOPIC, "position": "against"} for n in rows[:1]]
        return {"stances": stances}

    session, _ = session_of(found, summary, labelled, yes(0.9))
    result = done(session.brief(TOPIC, within=found.within, said=found.statements, stories=found.stories))
    (claim,) = [claim for claim in result.claims if claim.text == MARCH[2]]
    assert len({c.span.document_id for c in claim.citations if c.span}) == 2, "June bears it out"
    assert result.engine.drafter == "llm" and verify(result, session.readings) == ()


def test_of_a_topic_that_nobody_speaks_of_nothing_is_shown(kind: Kind, tmp_path: Path) -> None:
    found = gathered(kind, tmp_path, gather_passages, "zebra quotas")
    assert not found.readings and found.documents == 6
    session, _ = session_of(found)
    result = done(session.silence("summary", "zebra quotas", "No document has a word of it."))
    assert result.refused and not result.claims and result.documents == ()


# --- what it will take ---------------------------------------------------------------------------------------------


class Counting:
    """A scripted model's calls as tokens."""

    def __init__(self, model: ScriptedModel) -> None:
        self.calls = len(model.calls)
        self.prompt = sum(count(self._text(call), "scripted").tokens for call in model.calls)

    @staticmethod
    def _text(call: Call) -> str:
        if call.messages:
            return "".join(message.content for message in call.messages)
        said = call.input if isinstance(call.input, str) else "".join(message.content for message in call.input)
        return said + "".join(question.question for question in call.questions)


def within(estimate: Estimate | None, model: ScriptedModel) -> bool:
    assert estimate is not None
    spent = Counting(model)
    return spent.calls <= estimate.calls and spent.prompt <= estimate.prompt_tokens


def test_an_estimate_is_never_less_than_what_is_asked(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)

    def unsure(call: Call) -> Reply:
        """As many statements that need a decision as a test can make, in other words than the text's."""
        number = number_of(call, MARCH[1][:30])
        manners = "firmly warmly openly plainly gladly freely".split()
        return "".join(f"Jonas Brask {manner} backs the quay bridge. [S{number}]\n" for manner in manners)

    question = "Who backs the quay bridge?"
    session, model = session_of(found, yes(0.9), unsure, *[yes(0.9)] * 30)
    estimate = session.estimate_answer(question, within=found.within)
    assert model.calls == [], "nothing is sent before"
    done(session.ask(question, within=found.within))
    assert len(model.calls) > 2 and within(estimate, model)

    def labelled(call: Call) -> Reply:
        rows = re.findall(r"\[A(\d+)\]", call.messages[-1].content)
        return {"stances": [{"statement": int(n), "issue": TOPIC, "position": "against"} for n in dict.fromkeys(rows)]}

    session, model = session_of(found, labelled, *[yes(0.9)] * 60)
    estimate = session.estimate_stances(targets=(TOPIC,), said=found.statements)
    done(session.stances(targets=(TOPIC,), said=found.statements))
    assert within(estimate, model)

    session, model = session_of(found, unsure, *[yes(0.9)] * 30)
    estimate = session.estimate_briefing(TOPIC, within=found.within, said={})
    done(session.brief(TOPIC, within=found.within, said={}, stories=found.stories))
    assert within(estimate, model)


def test_with_no_model_nothing_is_estimated(kind: Kind, tmp_path: Path) -> None:
    found = briefed(kind, tmp_path)
    session, _ = session_of(found)
    assert session.estimate_answer("Who?", within=found.within) is None
    assert session.estimate_stances() is None and session.estimate_briefing(TOPIC) is None


# --- as a user types it --------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose library has the news."""
    (tmp_path / "news").mkdir()
    for name, paragraphs, day in (
        ("wire1", WIRE, "2031-01-13"),
        ("wire2", (*WIRE, OWN), "2031-01-14"),
        ("march", MARCH, "2031-03-20"),
        ("june", JUNE, "2031-06-02"),
        ("school", SCHOOL, "2031-02-02"),
    ):
        text = f"---\ntitle: {name} report\ndate: {day}\n---\n\n" + story(f"# {name} report", paragraphs)
        (tmp_path / "news" / f"{name}.md").write_text(text, encoding="utf-8")
    assert onrecord("add", "news", home=tmp_path).returncode == 0
    return tmp_path


def test_ask_the_library_and_prove_it_from_the_store(home: Path) -> None:
    asked = onrecord("ask", "When is the bridge to open?", "--library", home=home)
    assert asked.returncode == 0, asked.stderr
    assert "2033" in asked.stdout and "[1]" in asked.stdout
    assert re.search(r"Read \d documents? of 5", asked.stdout)
    assert "stands in 1 more place" in " ".join(asked.stdout.split())
    saved = onrecord("ask", "When is the bridge to open?", "--library", "-o", "r.json", home=home)
    assert saved.returncode == 0 and "of 5" in saved.stderr
    for file in (home / "news").iterdir():
        file.unlink()
    assert "hold" in onrecord("verify", "r.json", home=home).stdout


def test_filters_choose_what_is_read(home: Path) -> None:
    question = ("ask", "What did the council vote on?", "--library", "-f", "json")
    for more, allowed in (
        (("--since", "2031-05-01"), {"june"}),
        (("--until", "2031-01-31"), {"wire1", "wire2"}),
        (("--source", "march.md"), {"march"}),
        (("--speaker", "Brask"), {"march"}),
    ):
        told = json.loads(onrecord(*question, *more, home=home).stdout)
        named = {Path(document["uri"]).stem for document in told["documents"]}
        assert named and named <= allowed, more
    nothing = onrecord("ask", "What did the council vote on?", "--library", "--collection", "none", home=home)
    assert nothing.returncode == 0 and "The library does not say." in nothing.stdout
    assert "none of 0 documents fits" in nothing.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_briefing_in_every_format(home: Path, form: str) -> None:
    made = onrecord("summarize", "--library", "--about", TOPIC, "-f", form, home=home)
    assert made.returncode == 0, made.stderr
    for part in ("Agreed", "Disputed", "Changed", "Jonas Brask", "2031-03-20", "documents of 5"):
        assert part in made.stdout, part
    assert ("<svg" in made.stdout) == (form == "html")


def test_a_briefing_is_a_result_that_can_be_proven(home: Path) -> None:
    onrecord("summarize", "--library", "--about", TOPIC, "-o", "b.json", home=home)
    told = json.loads((home / "b.json").read_text())
    assert told["schema"] == "onrecord/result/1" and told["claims"] and told["stances"]
    proven = onrecord("verify", "b.json", home=home)
    assert proven.returncode == 0, proven.stdout


def test_stances_of_the_library_over_time(home: Path) -> None:
    text = onrecord("stances", "--library", "--target", TOPIC, home=home).stdout
    assert "Against one another" in text and "Changes" in text
    assert text.count("2031-01-13") and "2031-01-14" not in text, "the copy of the story is not counted"
    onrecord("stances", "--library", "--target", TOPIC, "-o", "t.svg", home=home)
    svg = (home / "t.svg").read_text()
    assert svg.startswith("<svg") and svg.count("<g>") >= 4
    onrecord("stances", "--library", "--target", TOPIC, "-o", "t.html", home=home)
    assert (home / "t.html").read_text().count("<svg") == 2
    one = onrecord("stances", "--library", "--target", TOPIC, "--speaker", "Elgin", home=home).stdout
    assert "Tomas Elgin" in one and "Quist" not in one.replace("Quist turns", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "Who?", "a.txt", "--library"), "not both"),
        (("ask", "Who?"), "--library"),
        (("ask", "Who?", "a.txt", "--since", "2031-01-01"), "--since goes with --library"),
        (("ask", "Who?", "a.txt", "--dry-run"), "--dry-run goes with --library"),
        (("ask", "Who?", "a.txt", "--speaker", "Quist"), "--speaker goes with --library"),
        (("ask", "Who?", "--library", "--since", "May"), "--since must be a day"),
        (("summarize", "--library"), "--about"),
        (("summarize", "--library", "--about", " "), "--about"),
        (("summarize", "a.txt", "--about", "toll"), "--focus"),
    ],
)
def test_words_that_do_not_go_together_say_so(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    tried = onrecord(*words, home=tmp_path)
    assert tried.returncode == 2 and said in tried.stderr
    assert len(tried.stderr.strip().split("\n")) == 1


def model_words(server: OpenAIServer) -> tuple[str, ...]:
    return ("--model", "test-model", "--base-url", server.base_url)


@pytest.mark.parametrize(
    "task", [("ask", "Who opposes it?"), ("summarize", "--about", TOPIC), ("stances", "--target", TOPIC)]
)
def test_a_dry_run_says_what_it_takes_and_sends_nothing(home: Path, task: tuple[str, ...]) -> None:
    with OpenAIServer(embed=lambda text: [1.0]) as server:
        tried = onrecord(*task, "--library", "--dry-run", *model_words(server), home=home,
                         ONRECORD_EMBEDDING_MODEL="e")  # fmt: skip
        assert tried.returncode == 0, tried.stderr
        assert re.search(r"At most \d+ calls to test-model and [\d,]+ tokens", tried.stdout)
        assert "1,000 calls" in tried.stdout
        assert server.requests == [], "not a word of the documents or the question has left"
        low = onrecord(*task, "--library", "--dry-run", "--max-calls", "1", *model_words(server), home=home)
        assert "may meet a cap" in low.stdout


def test_caps_hold_and_what_is_proven_by_then_is_shown(home: Path) -> None:
    def answer(request: object) -> Text:
        prompt = request.prompt  # type: ignore[attr-defined]
        opening = re.search(r"\[S(\d+)\] The bridge is to", prompt)
        assert opening is not None
        return Text(f"The bridge is to open in 2033. [S{opening[1]}]\nJonas Brask firmly backs the quay bridge.\n")

    with OpenAIServer([answer]) as server:
        tried = onrecord(
            *("summarize", "--library", "--about", TOPIC, "--max-calls", "1", *model_words(server)),
            home=home,
        )
        assert tried.returncode == 5 and "cap" in tried.stderr
        assert "2033" in tried.stdout
        assert len(server.requests) == 1


def test_vectors_join_search_and_ask(home: Path) -> None:
    def meaning(text: str) -> list[float]:
        return [float("school" in text.lower() or "lessons" in text.lower()), 0.2]

    with OpenAIServer(embed=meaning) as server:
        embedding = {"ONRECORD_EMBEDDING_MODEL": "topics", "ONRECORD_EMBEDDING_BASE_URL": server.base_url}
        before = onrecord("library", "search", "lessons", home=home, **embedding)
        assert before.stdout == "No passage fits.\n" and "library embed" in before.stderr
        dry = onrecord("library", "embed", "--dry-run", home=home, **embedding)
        assert re.search(r"^\d+ passages without a vector: 1 calls? to topics", dry.stdout) and not server.requests
        made = onrecord("library", "embed", home=home, **embedding)
        assert made.returncode == 0 and "in all" in made.stderr, made.stderr
        again = onrecord("library", "embed", home=home, **embedding)
        assert again.stderr.startswith("0 passages embedded")
        found = onrecord("library", "search", "lessons", "--limit", "1", home=home, **embedding)
        assert "school" in found.stdout
        asked = onrecord("ask", "Are there lessons?", "--library", "-f", "json", "--most", "1", home=home, **embedding)
        assert [Path(d["uri"]).stem for d in json.loads(asked.stdout)["documents"]] == ["school"]
    unset = onrecord("library", "embed", home=home)
    assert unset.returncode == 2 and "ONRECORD_EMBEDDING_MODEL" in unset.stderr


def test_copies_are_listed_and_search_names_them(home: Path) -> None:
    listed = json.loads(onrecord("library", "copies", "-f", "json", home=home).stdout)
    assert [[Path(v["address"]).stem for v in one] for one in listed["stories"]] == [["wire1", "wire2"]]
    found = onrecord("library", "search", "slow the ferries", "--limit", "1", home=home).stdout
    assert "1 copy:" in found and ("wire1.md" in found) != ("wire2.md" not in found)
    assert "1 copy:" in onrecord("library", "copies", home=home).stdout


def test_what_is_put_off_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story("Votes", WIRE))
    onrecord("add", "a.txt", "--put-off", home=tmp_path)
    tried = onrecord("stances", "--library", "--target", TOPIC, home=tmp_path)
    assert "put off" in tried.stderr and "library read" in tried.stderr


def test_readings_with_statements_alone_are_not_what_is_shown(kind: Kind, tmp_path: Path) -> None:
    found = gathered(kind, tmp_path, gather_statements, (TOPIC,))
    for document_id, reading in found.readings.items():
        said: Reading = found.statements[document_id]
        assert set(said.attributions) <= set(reading.attributions)
        assert said.sentences == reading.sentences
