"""Options that several commands share, as values, and the decorator that gives them to a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_type_hints

import typer

from bot.console.notices import Notices

if TYPE_CHECKING:
    from bot.config import Settings

Format = Literal["text", "markdown", "json", "html"]
QuoteFormat = Literal["text", "markdown", "json", "csv"]

OUTPUT: Final = "Output"
MODEL: Final = "Model"

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Files or http(s) addresses; - reads standard input.",
        show_default=False,
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="LANGUAGE", help="Write in this language, not in the document's."),
]


@dataclass(frozen=True, slots=True)
class NoticeOptions:
    """What is said besides the result, and how."""

    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no notices.", rich_help_panel=OUTPUT)
    ] = False
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Also say what was rejected and why.", rich_help_panel=OUTPUT),
    ] = False
    no_color: Annotated[
        bool,
        typer.Option("--no-color", help="No colour on a terminal either (as NO_COLOR=1).", rich_help_panel=OUTPUT),
    ] = False

    def notices(self) -> Notices:
        """Where notices go, as these options want them."""
        return Notices(quiet=self.quiet, no_color=self.no_color)


Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the result to this file, whole or not at all.",
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]
_FORMAT = typer.Option(
    "--format",
    "-f",
    help="Default: what the name of --output says, else text.",
    rich_help_panel=OUTPUT,
    show_default=False,
)


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """How a result is written, and where."""

    format: Annotated[Format | None, _FORMAT] = None
    output: Output = None


@dataclass(frozen=True, slots=True)
class QuoteResultOptions:
    """How a list of reported statements is written, and where."""

    format: Annotated[QuoteFormat | None, _FORMAT] = None
    output: Output = None


@dataclass(frozen=True, slots=True)
class SourceLimitOptions:
    """What may be read."""

    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", hidden=True, help="Read addresses of this machine too.")
    ] = False

    def settings(self) -> Settings:
        """The settings in force for reading sources, no model asked for.

        Raises:
            ConfigError: a value that does not fit.
        """
        from bot.config import load_settings

        return load_settings({"allow_loopback": self.allow_loopback or None})


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Which model is asked, and what it may cost."""

    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            metavar="NAME",
            help="A model of the server, local:PATH.gguf, or none.",
            rich_help_panel=MODEL,
        ),
    ] = None
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", metavar="URL", help="An OpenAI-compatible server.", rich_help_panel=MODEL),
    ] = None
    max_calls: Annotated[
        int | None,
        typer.Option("--max-calls", metavar="N", help="The most requests.", rich_help_panel=MODEL),
    ] = None
    max_tokens: Annotated[
        int | None,
        typer.Option("--max-tokens", metavar="N", help="The most tokens in all.", rich_help_panel=MODEL),
    ] = None
    max_cost: Annotated[
        float | None,
        typer.Option("--max-cost", metavar="USD", help="The most money, in dollars.", rich_help_panel=MODEL),
    ] = None
    context_tokens: Annotated[
        int | None,
        typer.Option(
            "--context-tokens", metavar="N", help="The model's window, where it does not say.", rich_help_panel=MODEL
        ),
    ] = None
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="SECONDS", help="The longest time for one request.", rich_help_panel=MODEL),
    ] = None

    def settings(self, limits: SourceLimitOptions, language: str | None = None) -> Settings:
        """The settings in force with these options above them.

        Raises:
            ConfigError: a value that does not fit.
        """
        from bot.config import load_settings

        return load_settings(
            {
                "model": self.model,
                "base_url": self.base_url,
                "max_calls": self.max_calls,
                "max_tokens": self.max_tokens,
                "max_cost_usd": self.max_cost,
                "context_tokens": self.context_tokens,
                "total_timeout": self.timeout,
                "language": language,
                "allow_loopback": limits.allow_loopback or None,
            }
        )


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every dataclass among its parameters' types.

    A parameter whose type is a dataclass of options becomes those options on the command line, and gets one value
    of the dataclass when the command runs. Other parameters stay as they are.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, type[Any]] = {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint)
    }
    parameters = [
        parameter.replace(annotation=hints[parameter.name], kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(command).parameters.values()
        if parameter.name not in groups
    ]
    for group in groups.values():
        parameters += _parameters(group)

    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{option.name: values.pop(option.name) for option in fields(group)})
        command(**values)

    run.__name__ = command.__name__
    run.__doc__ = inspect.cleandoc(command.__doc__ or "")
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def _parameters(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=hints[option.name]
        )
        for option in fields(group)
    ]
