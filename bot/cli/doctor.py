"""``doctor`` and ``models``: what is in force, what the server can do, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.cli.options import ModelOptions, NoticeOptions, SourceLimitOptions, with_options
from bot.console.files import write_out
from bot.errors import ConfigError, ModelUnreachable, StoreError, shown

if TYPE_CHECKING:
    from bot.config import Row, Settings


PROBED_LAST = "typed questions"
"""What the probe finds out last: a model that got so far can do all that is asked of one."""


@with_options
def doctor(
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server; show the settings only.")] = False,
) -> None:
    """Show every setting in force and where it comes from, what the model can do, and what is missing.

    Asks the model three or four very small questions. Never shows a key. Exits 0 where onrecord can be used.

    \b
    Examples:
      onrecord doctor
      onrecord doctor --base-url http://localhost:11434/v1 --model qwen3
      onrecord doctor --offline
    """
    settings = model.settings(limits)

    async def work() -> None:
        from bot.config import describe

        write_out(_table(describe(settings)), None)
        found = await _probed(settings, notice) if not offline else ()
        if found:
            write_out("\n" + _table(found), None)
        missing = list(_missing(settings, found))
        write_out("\n" + "\n".join(missing or ["Nothing is missing."]), None)
        if found and settings.model is not None and found[-1].setting != PROBED_LAST:
            raise ModelUnreachable(f"{shown(settings.model)} cannot be used as it is set; what is wrong stands above.")

    run(work())


@with_options
def models(limits: SourceLimitOptions, model: ModelOptions) -> None:
    """List the models that the server has; with --model local:, those fetched to this machine.

    \b
    Examples:
      onrecord models
      onrecord models --base-url http://localhost:11434/v1
    """
    settings = model.settings(limits)
    if settings.model is None and settings.base_url is None:
        raise ConfigError("No server is set: set OPENAI_API_KEY, or OPENAI_BASE_URL, or --base-url URL.")

    async def work() -> None:
        from bot.models import list_models
        from bot.render import safe

        names = await list_models(settings)
        write_out("\n".join(map(safe.line, names)) or "The server lists no model.", None)

    run(work())


async def _probed(settings: Settings, notice: NoticeOptions) -> Sequence[Row]:
    from bot.models import probe

    notices = notice.notices()
    notices.progress(f"Asking {settings.target} …")
    try:
        return await probe(settings)
    finally:
        notices.clear()


def _table(rows: Sequence[Row]) -> str:
    """Setting, value and origin in columns."""
    from bot.render import safe

    wide = max(len(row.setting) for row in rows)
    return "\n".join(f"{row.setting:{wide}}  {safe.line(row.value)}  ({row.origin})" for row in rows)


def _missing(settings: Settings, found: Sequence[Row]) -> Iterator[str]:
    """What does not work or could work better, each with what to do."""
    from importlib.util import find_spec

    if settings.model is None:
        yield (
            "No model: the built-in extractive drafter writes. For a model, one of:\n"
            "  export OPENAI_API_KEY=...\n"
            "  export OPENAI_BASE_URL=http://localhost:11434/v1\n"
            '  pip install "onrecord[local]" and then onrecord ... --model local:PATH.gguf'
        )
    if settings.needs_key and not settings.api_key:
        yield "No key for OpenAI:\n  export OPENAI_API_KEY=..."
    if settings.target == "local" and find_spec("xllamacpp") is None:
        yield 'llama.cpp is not installed:\n  pip install "onrecord[local]"'
    yield from _broken(settings)


def _broken(settings: Settings) -> Iterator[str]:
    """Prompts that do not hold together, and a store that cannot be used."""
    from bot.conversations import ConversationStore
    from bot.errors import TemplateError
    from bot.prompting.templates import Library

    try:
        library = Library(settings.prompts_dir)
        for name in library:
            library.get(name)
    except TemplateError as error:
        yield str(error)
    try:
        ConversationStore.open(settings.home).close()
    except StoreError as error:
        yield f"Chats are not kept. {error}"
