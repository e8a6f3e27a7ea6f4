"""``onrecord eval``: measure the product, compare two runs, hold a baseline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import Command, Group
from bot.cli.options import ModelOptions, NoticeOptions, SourceLimitOptions, with_options
from bot.console.files import check_writable, write_out
from bot.errors import ConfigError, shown
from evals import cli_checks
from evals.cli_options import RUNS, Cases, LogDir, Out

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from evals.run import Begun, Means, Progress
    from evals.suite import Order

app = typer.Typer(
    cls=Group,
    help="Measure the product on labelled texts: run, compare, bless, gate, report.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Run = Annotated[str, typer.Argument(metavar="RUN", help="A run: its folder, the beginning of its id, or latest.")]
Tasks = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TASK]...", help="summary, stances, answer, quotes, injection, checks; else all."),
]
Baselines = Annotated[
    Path | None,
    typer.Option("--baselines", metavar="FOLDER", help="Where baselines and floors are; else in evals/baselines."),
]


@dataclass(frozen=True, slots=True)
class SuiteOptions:
    """What is run, and where its log goes."""

    cases: Cases = None
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data", metavar="SET=PATH", help="A public set on this disk, as it is published; may be repeated."
        ),
    ] = None
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="The most samples of a task.")] = None
    prompt: Annotated[
        list[str] | None,
        typer.Option("--prompt", metavar="NAME=PATH", help="A prompt in place of the one in force; may be repeated."),
    ] = None
    parallel: Annotated[
        int | None, typer.Option("--parallel", metavar="N", min=1, help="Samples under way at once.")
    ] = None
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew where a run that was broken off could go on.")] = (
        False
    )
    log_dir: LogDir = RUNS
    judge: Annotated[
        str | None, typer.Option("--judge", metavar="NAME", help="Another model, to judge the answers.")
    ] = None
    judge_base_url: Annotated[
        str | None, typer.Option("--judge-base-url", metavar="URL", help="The judge's server, where it is another.")
    ] = None

    def judge_settings(self, tested: Settings) -> Settings | None:
        """The judge's settings: those in force, with its own name and server; None where no judge is named."""
        if self.judge is None:
            return None
        from bot.config import load_settings

        return load_settings({"model": self.judge, "base_url": self.judge_base_url or tested.base_url})

    def order(self, tasks: list[str] | None) -> Order:
        """What these options ask for. UsageError where they do not fit together."""
        from evals.suite import Order, pairs

        return Order(
            tasks=tuple(dict.fromkeys(tasks or ())),
            cases=self.cases,
            sets=pairs(self.data or (), "data"),
            limit=self.limit,
            prompts=pairs(self.prompt or (), "prompt"),
        )

    def means(self, settings: Settings, notices: Notices) -> Means:
        """How the run is carried out: several samples at once only where a server is not on this machine."""
        from evals.run import Means

        alone = settings.model is None or settings.target == "local" or settings.on_loopback
        return Means(
            log_dir=self.log_dir,
            parallel=self.parallel or (1 if alone else settings.concurrency),
            fresh=self.fresh,
            on_begin=lambda begun: _say_begun(begun, notices),
            on_progress=lambda progress: notices.progress(_bar(progress)),
        )


def _needs_inspect() -> None:
    """ConfigError where the extra is not installed."""
    from importlib.util import find_spec

    if find_spec("inspect_ai") is None:
        raise ConfigError("This needs Inspect: pip install 'onrecord[evals]'.")


def _bar(progress: Progress) -> str:
    width = 24
    full = width * progress.done // max(1, progress.of)
    cost = f"  {progress.cost_usd:.3f} dollars" if progress.cost_usd is not None else ""
    bar = "=" * full + "." * (width - full)
    return f"{progress.suite} [{bar}] {progress.done}/{progress.of}  {progress.seconds:.0f} s{cost}"


def _say_begun(begun: Begun, notices: Notices) -> None:
    before = sum(begun.finished.values())
    whole = sum(begun.about.tasks.values())
    if before or begun.finished:
        notices.say(f"Going on with {begun.about.id}: {before} of {whole} samples were finished before.")
    else:
        notices.say(f"Run {begun.about.id}: {whole} samples.")


def _run(tasks: list[str] | None, suite: SuiteOptions, settings: Settings, notices: Notices) -> Path:
    """Run what the options ask for; gives the run's folder."""
    from evals.run import run_suite

    if settings.model is None:
        notices.say("Without a model: the built-in extractive drafter is measured.")
    options = {"base_url": settings.target} if settings.model else {}
    means, judge = suite.means(settings, notices), suite.judge_settings(settings)
    if judge is None:
        return run_suite(suite.order(tasks), settings, means, options)
    from evals.inspect_tasks import record
    from evals.judging import JudgeOf, keep_agreement

    options |= {"judge": f"{judge.model} at {judge.target}"}
    means = replace(means, judge=JudgeOf(judge, settings.model, record))
    folder = run_suite(suite.order(tasks), settings, means, options)
    notices.progress("asking the judge about statements that people have labelled")
    keep_agreement(judge, folder)
    return folder


@app.command(cls=Command)
@with_options
def run(
    suite: SuiteOptions,
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    tasks: Tasks = None,
) -> None:
    """Run tasks on labelled texts and print what was measured. Goes on with a run that was broken off.

    \b
    Examples:
      onrecord eval run --model none
      onrecord eval run answer --model qwen-1.5b --base-url http://127.0.0.1:8080/v1
      onrecord eval run answer --data squad2=dev-v2.0.json --limit 40
      onrecord eval run --model gpt-6-luna --prompt summary=my-summary.md
    """
    _needs_inspect()
    from evals.runs import load_run
    from evals.tables import run_table

    notices = notice.notices()
    folder = _run(tasks, suite, model.settings(limits), notices)
    notices.clear()
    typer.echo(run_table(load_run(folder)))
    notices.say(f"Logged in {shown(folder)}; 'inspect view --log-dir {shown(folder)}/logs' shows every sample.")


@app.command(cls=Command)
@with_options
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="The earlier run: its folder, id, or latest~1.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The later run: its folder, id, or latest.")],
    flips: Annotated[int, typer.Option("--flips", metavar="N", min=0, help="The most flipped samples shown.")] = 20,
    output: Out = None,
    log_dir: LogDir = RUNS,
) -> None:
    """Compare two runs sample by sample: what changed, by how much, and whether it may be claimed.

    \b
    Examples:
      onrecord eval compare latest~1 latest
    """
    _needs_inspect()
    check_writable(output)
    from evals.compare import compare as compared
    from evals.compare import comparison_text
    from evals.runs import load_run, resolve

    one, other = (load_run(resolve(name, log_dir)) for name in (first, second))
    write_out(comparison_text(compared(one, other), most_flips=flips), output)


@app.command(cls=Command)
@with_options
def bless(
    name: Run,
    baselines: Baselines = None,
    log_dir: LogDir = RUNS,
) -> None:
    """Make a run the baseline that later runs of its model are held to.

    \b
    Examples:
      onrecord eval bless latest
    """
    _needs_inspect()
    from evals.baselines import FOLDER
    from evals.baselines import bless as blessed
    from evals.runs import load_run, resolve

    path = blessed(load_run(resolve(name, log_dir)), baselines or FOLDER)
    typer.echo(f"Blessed: {shown(path)}. Commit it.")


@app.command(cls=Command)
@with_options
def gate(
    suite: SuiteOptions,
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    tasks: Tasks = None,
    done: Annotated[
        str | None, typer.Option("--run", metavar="RUN", help="Judge this run, and run nothing.", show_default=False)
    ] = None,
    baselines: Baselines = None,
) -> None:
    """Run, and exit with 1 where a figure is below its floor or significantly worse than the baseline.

    All tasks that have floors or are in the baseline count, and a run that has not all of them exits with 1 too; where
    tasks are named, they alone count. A run that was limited is not a whole run, and never passes.

    \b
    Examples:
      onrecord eval gate --model none
      onrecord eval gate --run latest
      onrecord eval gate answer quotes --run latest
    """
    _needs_inspect()
    from evals.baselines import FOLDER, judge, name_of, read_baseline, read_floors, verdict_text
    from evals.runs import load_run, resolve
    from evals.suite import see_that_there_are

    see_that_there_are(tasks or ())
    notices = notice.notices()
    folder = resolve(done, suite.log_dir) if done else _run(tasks, suite, model.settings(limits), notices)
    measured = load_run(folder)
    where = baselines or FOLDER
    baseline = read_baseline(name_of(measured.about.model), where)
    found = judge(measured, baseline, read_floors(measured.about.model, where), tasks or ())
    notices.clear()
    typer.echo(verdict_text(measured, baseline, found))
    if not found.open:
        raise typer.Exit(1)


@app.command(cls=Command)
@with_options
def report(
    name: Run,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page's file.")] = Path(
        "report.html"
    ),
    log_dir: LogDir = RUNS,
) -> None:
    """Write a run as one self-contained HTML page: scores, charts, every sample beside its source.

    \b
    Examples:
      onrecord eval report latest -o report.html
    """
    _needs_inspect()
    check_writable(output)
    from evals.report import report_html
    from evals.runs import load_run, resolve

    write_out(report_html(load_run(resolve(name, log_dir))), output)
    typer.echo(f"Written to {shown(output)}.")


@app.command(cls=Command)
@with_options
def harvest(
    saved: Annotated[
        list[Path], typer.Argument(metavar="RESULT...", help="Saved results (.json) and feedback (.jsonl).")
    ],
    source: Annotated[
        list[Path] | None, typer.Option("--source", metavar="FILE", help="A document that they are about; repeat it.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the drafts go.")] = Path(
        "harvest"
    ),
) -> None:
    """Turn saved results and users' feedback into draft cases to be labelled.

    \b
    Examples:
      onrecord ask "Who opposed it?" article.txt --format json > answer.json
      onrecord eval harvest answer.json --source article.txt
    """
    from evals.harvest import harvest as harvested
    from evals.harvest import read_saved

    found = harvested([one for path in saved for one in read_saved(path)], source or [], output)
    for folder in found.written:
        typer.echo(f"Draft to be labelled: {shown(folder)}")
    for sentence in found.skipped:
        typer.echo(f"Skipped {sentence}")


@app.command("list", cls=Command)
@with_options
def list_(log_dir: LogDir = RUNS) -> None:
    """List tasks, public sets and the runs there are."""
    from evals.runs import all_runs
    from evals.suite import TASKS, adapter_names

    typer.echo(f"tasks: {', '.join(TASKS)}")
    typer.echo(f"sets (--data SET=PATH): {', '.join(adapter_names()) or 'none'}")
    found = all_runs(log_dir)
    typer.echo(f"runs in {shown(log_dir)}:" if found else f"no runs in {shown(log_dir)}")
    for _, about in found:
        tasks = ", ".join(f"{name} {count}" for name, count in about.tasks.items())
        state = "" if about.finished else "  (broken off, or under way)"
        typer.echo(f"  {about.id}  {about.model or 'extractive'}  commit {about.commit or '-'}  {tasks}{state}")


for _command in cli_checks.COMMANDS:
    app.command(cls=Command)(_command)
