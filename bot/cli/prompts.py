"""``prompts``: the templates in force, and what exactly would be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from bot.cli.door import Command, Group, run
from bot.cli.options import Language, ModelOptions, NoticeOptions, SourceLimitOptions, Sources, with_options
from bot.console.files import write_out
from bot.console.reading import check_sources, read_sources
from bot.errors import TemplateError, UsageError, shown

if TYPE_CHECKING:
    from bot.cli.recorder import Recorder
    from bot.prompting.templates import Library
    from bot.session import Session
    from bot.tasks.run import Run

WINDOW: Final = 128_000
"""Tokens of the window that is reckoned with where none is set."""

TaskPrompt = Literal["summary", "stances", "answer", "answer_phrase"]

app = typer.Typer(
    cls=Group,
    help="The prompt templates in force, and what exactly would be sent.",
    no_args_is_help=True,
    epilog="\b\nExamples:\n  onrecord prompts list\n  onrecord prompts show answer\n  onrecord prompts check",
    rich_markup_mode=None,
)


@app.command("list", cls=Command)
def list_() -> None:
    """Name the templates in force, with where each stands and its identity.

    \b
    Examples:
      onrecord prompts list
      ONRECORD_PROMPTS_DIR=my-prompts onrecord prompts list
    """
    library = _library()
    rows = [library.get(name) for name in library]
    for template in rows:
        write_out(f"{template.identity}  {template.description}\n  {template.path}", None)


@app.command(cls=Command)
def show(name: Annotated[str, typer.Argument(metavar="NAME", help="As prompts list names it.")]) -> None:
    """Print a template as it stands in its file.

    \b
    Examples:
      onrecord prompts show answer
      onrecord prompts show answer > my-prompts/answer.md
    """
    write_out(_library().get(name).path.read_text("utf-8"), None)


@app.command(cls=Command)
def check() -> None:
    """Load every template and say which do not hold together; exits 4 if any does not.

    \b
    Example:
      onrecord prompts check
    """
    library = _library()
    faults = []
    for name in library:
        try:
            library.get(name)
        except TemplateError as error:
            faults.append(str(error))
    if faults:
        raise TemplateError("\n".join(faults))
    write_out(f"{len(list(library))} prompts hold together.", None)


@app.command(cls=Command)
@with_options
def render(
    name: Annotated[TaskPrompt, typer.Argument(metavar="NAME", help="summary, stances, answer or answer_phrase.")],
    sources: Sources,
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    question: Annotated[str | None, typer.Option("--question", help="For answer: what is asked.")] = None,
    length: Annotated[int, typer.Option("--length", metavar="WORDS", min=10, help="For summary.")] = 120,
    focus: Annotated[str | None, typer.Option("--focus", metavar="TOPIC", help="For summary.")] = None,
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="STATEMENT", help="For stances; may be repeated.")
    ] = None,
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="For stances.")] = None,
    language: Language = None,
) -> None:
    """Print the exact messages that a task would send, and their token count. Sends nothing.

    \b
    Examples:
      onrecord prompts render summary article.txt
      onrecord prompts render answer article.txt --question "Who opposed it?"
    """
    check_sources(sources)
    if name.startswith("answer") and not (question or "").strip():
        raise UsageError("The answer prompt needs --question, in quotation marks.")
    settings = model.settings(limits, language)

    def start(session: Session) -> Run:
        if name == "summary":
            return session.summarize(words=length, focus=focus)
        if name == "stances":
            return session.stances(targets=tuple(target or ()), speaker=speaker)
        return session.ask(question or "", form="phrase" if name == "answer_phrase" else None)

    async def work() -> None:
        from bot.cli.recorder import Recorder
        from bot.config import DEFAULT_MODEL
        from bot.session import Session

        documents = await read_sources(sources, settings, notice.notices())
        recorder = Recorder(settings.model or DEFAULT_MODEL, settings.context_tokens or WINDOW)
        session = Session(settings, recorder)
        for document in documents:
            session.add_document(document)
        await start(session).finish()
        write_out(_messages(recorder), None)

    run(work())


def _messages(recorder: Recorder) -> str:
    """Every prompt: its messages, each under its role, and their tokens."""
    from bot.prompting.budget import count
    from bot.render import safe

    if not recorder.prompts:
        return "Nothing would be sent: there is nothing in the sources to ask about."
    out = []
    for number, prompt in enumerate(recorder.prompts, 1):
        counts = [count(message.content, recorder.name) for message in prompt]
        tokens = sum(c.tokens for c in counts)
        which = f"prompt {number} of {len(recorder.prompts)}: " if len(recorder.prompts) > 1 else ""
        exactly = "" if all(c.exact for c in counts) else "at most "
        out += [f"--- {message.role}\n{safe.lines(message.content)}" for message in prompt]
        out.append(f"--- {which}{exactly}{tokens:,} tokens for {shown(recorder.name)}")
    return "\n".join(out)


def _library() -> Library:
    from bot.config import load_settings
    from bot.prompting.templates import Library

    return Library(load_settings().prompts_dir)
