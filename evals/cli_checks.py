"""The commands of ``onrecord eval`` that measure the checks, and what is read without a model, on labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli.options import ModelOptions, NoticeOptions, SourceLimitOptions, with_options
from bot.console.files import check_writable, write_out
from bot.errors import ConfigError, shown
from evals.cli_options import RUNS, Cases, Data, LogDir, Out


@with_options
def sensitivity(
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    cases: Cases = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="The most statements of a class.")
    ] = None,
) -> None:
    """Check the checks: plant errors in right statements and count those that are caught. Code alone without a model.

    \b
    Examples:
      onrecord eval sensitivity --model none
      onrecord eval sensitivity --model qwen-1.5b --base-url http://127.0.0.1:8080/v1 --limit 40
    """
    from evals.dataset import load_cases
    from evals.deciding import sensitivity_with
    from evals.sensitivity import sensitivity as measured
    from evals.sensitivity import table_text

    settings = model.settings(limits)
    found = load_cases(cases)
    if settings.model is None:
        notice.notices().say("Without a model: the checks in code are measured alone.")
        typer.echo(table_text(measured(found, limit=limit)))
        return
    typer.echo(table_text(sensitivity_with(settings, found, limit)))


@with_options
def calibrate(
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    cases: Cases = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="PATH", help="RAGTruth on this disk, in place of cases; repeat it."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="The most statements asked about.")] = 300,
    output: Out = None,
) -> None:
    """Fit the thresholds of the model's way of deciding on labelled statements, and keep them with their curve.

    \b
    Examples:
      onrecord eval calibrate --model qwen-1.5b --base-url http://127.0.0.1:8080/v1
      onrecord eval calibrate --model gpt-6-luna --data RAGTruth/dataset -o bot/grounding/thresholds.json
    """
    check_writable(output)
    from evals import calibrate as fitting
    from evals.dataset import load_cases

    settings = model.settings(limits)
    if settings.model is None:
        raise ConfigError(
            "Without a model there is nothing to weigh; name the one whose word is to be weighed with --model."
        )
    rows = [row for path in data for row in fitting.of_file(path)] if data else fitting.of_cases(load_cases(cases))
    chosen = fitting.thinned(rows, limit)
    notice.notices().progress(f"Asking {settings.model} about {len(chosen)} statements …")
    answered = fitting.calibrate(settings, chosen)
    named = ", ".join(path.stem for path in data) if data else "cases"
    entry = fitting.fitted(answered, settings.model, f"{named}, {len(answered)} statements")
    typer.echo(fitting.table(answered, entry))
    if output is not None:
        write_out(fitting.renewed(output, answered[0].way, entry), output)
        typer.echo(f"Written to {shown(output)}.")


@with_options
def support(
    sets: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="RAGTruth on this disk, as it is published or in our layout."),
    ],
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit the weights anew too: on documents left out, and by the other files.")
    ] = False,
) -> None:
    """How well code alone tells supported sentences from invented ones: ROC-AUC and recall, by set. No model.

    \b
    Examples:
      onrecord eval support ragtruth_summary.jsonl ragtruth_qa.jsonl
      onrecord eval support ragtruth_summary.jsonl ragtruth_qa.jsonl --refit
    """
    from evals.fit_support import table

    typer.echo(table(sets, refit=refit))


@with_options
def quotes(data: Data) -> None:
    """Reported statements against PolNeAR: F1 by kind, with the right speaker."""
    from evals.attribution import quotes_table

    typer.echo(quotes_table(data))


@with_options
def stances(
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    data: Data,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="The most questions to a model.")
    ] = None,
    log_dir: LogDir = RUNS,
) -> None:
    """Stances against SEESAW: label and evidence of the pairs that are found, by the lexicon and with a model's word.

    With a model, its answers are kept in the folder of runs: the same command goes on where it was broken off.

    \b
    Examples:
      onrecord eval stances --data seesaw.jsonl --model none
      onrecord eval stances --data seesaw.jsonl --model qwen-1.5b --base-url http://127.0.0.1:8080/v1 --limit 60
    """
    from evals.seesaw import load, score, table
    from evals.seesaw_model import measure

    settings = model.settings(limits)
    rows = load(data)
    if settings.model is None:
        typer.echo(table(score(rows)))
        return
    notices = notice.notices()
    typer.echo(measure(settings, rows, limit, log_dir, on_progress=notices.progress))


COMMANDS: Final = (sensitivity, calibrate, support, quotes, stances)
