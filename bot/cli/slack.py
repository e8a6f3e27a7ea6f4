"""``slack``: the Slack app, run over a socket or served over HTTP, its manifest, and what is missing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.door import Command, Group, run
from bot.cli.options import ModelOptions, SourceLimitOptions, with_options
from bot.console.files import write_out
from bot.console.notices import Notices
from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.slack.config import SlackSettings

app = typer.Typer(
    cls=Group,
    help="On Record in Slack.",
    no_args_is_help=True,
    epilog="\b\nExamples:\n  onrecord slack manifest\n  onrecord slack doctor\n  onrecord slack run",
    rich_markup_mode=None,
)

PORT: Final = 3000

Store = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="A PostgreSQL address, for several workers. Default: a SQLite file."),
]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", min=1, max=64, help="Answers at a time.")]
LogText = Annotated[bool, typer.Option("--log-text", help="Write people's words into the log too.")]


@app.command("run", cls=Command)
@with_options
def run_(
    limits: SourceLimitOptions,
    model: ModelOptions,
    store: Store = None,
    workers: Workers = None,
    log_text: LogText = False,
) -> None:
    """Run the app over Socket Mode: no public address is needed.

    Wants SLACK_BOT_TOKEN and SLACK_APP_TOKEN. Stops at Ctrl-C, or when it is told to end.

    \b
    Examples:
      onrecord slack run
      onrecord slack run --model none
      onrecord slack run --store postgresql://onrecord@db/onrecord --workers 8
    """
    settings = model.settings(limits)
    slack = _slack_settings(store, workers, "bot_token", "app_token")
    from bot.slack.doors import run_socket

    run(run_socket(slack, settings, with_words=log_text))


@app.command(cls=Command)
@with_options
def serve(
    limits: SourceLimitOptions,
    model: ModelOptions,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen at.")] = PORT,
    store: Store = None,
    workers: Workers = None,
    log_text: LogText = False,
) -> None:
    """Serve the app over HTTP at /slack/events, with /healthz and /metrics.

    Wants SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET; every request's signature is checked.

    \b
    Examples:
      onrecord slack serve --host 0.0.0.0 --port 3000
      onrecord slack serve --store postgresql://onrecord@db/onrecord
    """
    settings = model.settings(limits)
    slack = _slack_settings(store, workers, "bot_token", "signing_secret")
    from bot.slack.doors import serve_http

    run(serve_http(slack, settings, host=host, port=port, with_words=log_text))


@app.command(cls=Command)
def manifest(
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Where serve is reached from outside; without it: Socket Mode."),
    ] = None,
    reasons: Annotated[bool, typer.Option("--reasons", help="Say why each scope and event is needed.")] = False,
) -> None:
    """Print the app's manifest, to be pasted at https://api.slack.com/apps › Create New App › From a manifest.

    \b
    Examples:
      onrecord slack manifest > manifest.json
      onrecord slack manifest --reasons
      onrecord slack manifest --url https://bot.example.org
    """
    _see_installed()
    from bot.slack.manifest import explained, manifest_json

    write_out(explained() if reasons else manifest_json(url), None)


@app.command(cls=Command)
@with_options
def doctor(limits: SourceLimitOptions, model: ModelOptions, store: Store = None) -> None:
    """Check tokens, scopes, event subscriptions, model and store, and say what to click.

    \b
    Examples:
      onrecord slack doctor
      onrecord slack doctor --store postgresql://onrecord@db/onrecord
    """
    settings = model.settings(limits)
    _see_installed()
    from bot.slack.config import load_slack_settings

    slack = load_slack_settings(store=store)

    async def work() -> None:
        from bot.slack.doctor import examine

        findings = await examine(slack, settings)
        write_out("\n".join(str(finding) for finding in findings), None)
        if any(finding.wrong for finding in findings):
            raise ConfigError("The app cannot run as it is set up; what to do stands above.")
        write_out("\nNothing is missing.", None)

    run(work())


@app.command(cls=Command)
def feedback(store: Store = None) -> None:
    """Print what people said of answers, as JSON lines for ``onrecord eval harvest``.

    \b
    Examples:
      onrecord slack feedback > feedback.jsonl
    """
    from bot.config import load_settings

    settings, slack = load_settings({}), _slack_settings(store, None)

    async def work() -> None:
        from bot.slack.state import open_state

        state = await open_state(slack.store.reveal() if slack.store else None, settings.home)
        try:
            rows = list(await state.answers.feedback())
        finally:
            await state.aclose()
        if rows:
            write_out("\n".join(rows), None)
        else:
            Notices().say("Nobody has rated an answer yet.")

    run(work())


def _slack_settings(store: str | None, workers: int | None, *wanted: str) -> SlackSettings:
    _see_installed()
    from bot.slack.config import load_slack_settings, need

    settings = load_slack_settings(store=store, workers=workers)
    need(settings, *wanted)
    return settings


def _see_installed() -> None:
    """See that what the extra "slack" brings is there.

    Raises:
        ConfigError: it is not; says how to install it.
    """
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("slack_bolt", "structlog", "prometheus_client")):
        raise ConfigError('The Slack app is not installed: pip install "onrecord[slack]".')
