"""``library embed``: a vector for every passage, a bounded number at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.library.protocol import PassageText, Store

BATCH: Final = 256
"""Passages whose vectors are kept in one transaction: what is lost where the process is killed."""
LOOK: Final = 5_000
"""Passages that are looked at together, where they are only counted."""


async def embed_all(store: Store, settings: Settings, notices: Notices) -> None:
    """Make the vectors that are missing; what was made before a failure is kept.

    Raises:
        ConfigError, ModelError, StoreError: as the model and the store do.
    """
    import asyncio

    from bot.library.vectors import pack
    from bot.models.embeddings import AT_A_TIME, open_embedder

    embedder = await open_embedder(settings)
    slots = asyncio.Semaphore(settings.concurrency)

    async def one(some: tuple[PassageText, ...]) -> list[tuple[int, bytes]]:
        async with slots:
            vectors = await embedder.embed([passage.text for passage in some])
        return [(passage.number, pack(vector)) for passage, vector in zip(some, vectors, strict=True)]

    try:
        count = await store.vector_count(embedder.name)
        done, last = count.vectors, 0
        while passages := await store.without_vectors(embedder.name, BATCH, last):
            parts = [passages[at : at + AT_A_TIME] for at in range(0, len(passages), AT_A_TIME)]
            try:
                async with asyncio.TaskGroup() as group:
                    works = [group.create_task(one(part)) for part in parts]
            except ExceptionGroup as failures:
                raise failures.exceptions[0] from None
            finally:
                made = [
                    work.result() for work in works if work.done() and not work.cancelled() and not work.exception()
                ]
                await store.keep_vectors(embedder.name, [pair for part in made for pair in part])
            last = passages[-1].number
            done += len(passages)
            notices.progress(f"{done:,} of {count.passages:,} passages …")
        spent = embedder.usage
        cost = "" if not spent.cost_usd else f", ${spent.cost_usd:.4f}"
        notices.say(
            f"{done - count.vectors:,} passages embedded by {shown(embedder.name)}, {done:,} in all "
            f"({spent.calls:,} calls, {spent.prompt_tokens:,} tokens{cost})."
        )
    finally:
        await embedder.aclose()


async def said_beforehand(store: Store, settings: Settings) -> str:
    """What ``embed_all`` will take at the most, in sentences; nothing is sent.

    Raises:
        ConfigError: no model for embeddings is set.
    """
    from bot.models.embeddings import AT_A_TIME, embedder_name, price_of, tokens_of

    name = embedder_name(settings)
    passages = tokens = last = 0
    while some := await store.without_vectors(name, LOOK, last):
        passages += len(some)
        tokens += sum(tokens_of(passage.text) for passage in some)
        last = some[-1].number
    calls = passages // BATCH * -(-BATCH // AT_A_TIME) + -(-(passages % BATCH) // AT_A_TIME)
    price = price_of(settings, tokens)
    told = f", ${price:.4f}" if price is not None else "; its price is not known"
    lines = [
        f"{passages:,} passages without a vector: {calls:,} calls to {shown(name)}, about {tokens:,} tokens{told}."
    ]
    if calls > settings.max_calls or tokens > settings.max_tokens or (price or 0.0) > settings.max_cost_usd:
        lines.append(
            f"That is over a cap ({settings.max_calls:,} calls, {settings.max_tokens:,} tokens, "
            f"${settings.max_cost_usd:g}): it would stop there, and go on when it is run again."
        )
    return "\n".join(lines)
