"""A batch as a Ray Data job: the same worker on every node of a cluster.

Inputs and the output may be anything that pyarrow has a file system for: paths that all nodes see, ``s3://``, ``gs://``.
Parquet and JSON lines are read as rows with a column ``text`` (and ``source``, ``title``, ``published`` where they have
them), other files as documents. A row of the output is a document: ``source``, ``key`` (of its content), ``status``
("done" or "failed"), ``reason``, and ``result``, the JSON that a single machine writes as a line.

Ray does the work of a node that is lost again on the others. What that node had asked of a model and not yet finished
is then asked again: a batch on one machine keeps every answer, a batch on a cluster every finished block.
"""

from __future__ import annotations

import asyncio
import math
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.batch.plan import NO_KEYS, Done, Failed, Job, Keys, Outcome, Plan, Same, with_share
from bot.config import Settings
from bot.errors import BudgetSpent, ConfigError, SourceMissing, UsageError, shown
from bot.library.sources import SetAside, expand
from bot.models.answers import Kept
from bot.types import Document

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

ROWS: Final = 32
"""Documents in one piece of work: what a lost node costs at the most, for each of its workers."""

MOST_ROWS: Final = 1_000
"""Pieces of work that a job is cut into at the most, where the inputs are files."""

BESIDE: Final = 0.25
"""Of a processor, what reading and writing are given beside a worker, so that one processor has room for all three."""

PATIENCE: Final = 60.0
"""Seconds that a job waits for a processor of a busy cluster before it says so and ends."""

Reads = Literal["parquet", "jsonl", "files"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a job on a cluster is given.

    Attributes:
        plan, settings: what is done, and with what; the caps and the requests at a time are shared by all workers.
        sources: paths or URIs.
        out: a folder's path or URI; one that ends in .parquet gets Parquet files, another JSON lines.
        workers: how many at the most; None: one for each processor of the cluster that no other job has.
        patience: seconds to wait for a processor, where other jobs have them all.
    """

    plan: Plan
    settings: Settings
    sources: tuple[str, ...]
    out: str
    workers: int | None = None
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Counted:
    """What a job came to: documents in the output, those of earlier jobs among them."""

    total: int
    done: int
    failed: int


def run_on_ray(cluster: Cluster) -> Counted:
    """Do a job on the cluster that ``RAY_ADDRESS`` names, or on this machine where it is not set.

    Documents whose content is done in the output already are left out, so a job that was ended can be run again.

    Raises:
        ConfigError: Ray is not installed, or the cluster has no room.
        UsageError, SourceError: the inputs cannot be used.
        BudgetSpent: the caps were met; what is done is in the output.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it is not Ray's business who uses it for what
    try:
        import ray
    except ImportError:
        raise ConfigError("--engine ray needs Ray; install it with: pip install 'onrecord[ray]'.") from None
    reads, sources = _inputs(cluster.sources)
    began = _connect(ray)
    try:
        rows = _read(reads, sources)
        free = _free(ray, cluster.patience)
        workers = min(cluster.workers or free, free)
        _keep_within(free)
        bare, keys = Keys.taken_from(with_share(cluster.settings, 0, workers))
        results = rows.map_batches(
            Doer,
            fn_constructor_args=(cluster.plan, bare, snapshot(cluster.out), keys),
            batch_size=ROWS,
            batch_format="pyarrow",
            concurrency=(1, workers),
            num_cpus=1 - BESIDE,
        )
        if cluster.out.endswith(".parquet"):
            results.write_parquet(cluster.out, ray_remote_args={"num_cpus": BESIDE})
        else:
            results.write_json(cluster.out, ray_remote_args={"num_cpus": BESIDE})
        return _counted(cluster.out)
    finally:
        if began:
            ray.shutdown()


class Doer:
    """A worker on some node. Ray makes one for each process and calls it with rows."""

    def __init__(self, plan: Plan, settings: Settings, done: str | None, keys: Keys = NO_KEYS) -> None:
        """``settings`` hold no secret, ``keys`` all of them; ``done``: the file that names the contents that are not to
        be done again; None: there is none."""
        from bot.batch.worker import Worker

        self._runner = asyncio.Runner()
        self._worker = self._runner.run(Worker.open(plan, keys.put_back(settings), _Unkept(_read_snapshot(done))))

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Do the documents of some rows; gives a row for each that is done, or failed."""
        import pyarrow as pa

        outcomes = self._runner.run(self._all([_job(row) for row in rows.to_pylist()]))
        return pa.Table.from_pylist([row for outcome in outcomes for row in _rows(outcome)], schema=_schema())

    def close(self) -> None:
        """Let go of the model; a process that ends need not."""
        self._runner.run(self._worker.aclose())
        self._runner.close()

    async def _all(self, jobs: Sequence[Job]) -> list[Outcome]:
        return await asyncio.gather(*(self._worker.do(job) for job in jobs))


@dataclass(slots=True)
class _Unkept:
    """Notes that hold which contents are done, and nothing else: nodes come and go."""

    done: frozenset[str]

    def claim(self, key: str) -> bool:
        return key not in self.done

    def let_go(self, key: str) -> None:
        pass

    def find(self, key: str) -> Kept | None:
        return None

    def keep(self, key: str, kept: Kept) -> None:
        pass

    def want(self, key: str, body: Mapping[str, Any]) -> None:
        pass


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in ("source", "key", "status", "reason", "result")])


def _rows(outcome: Outcome) -> Iterator[dict[str, str | None]]:
    """The output's rows for an outcome; none for what was done before.

    Raises:
        BudgetSpent: a cap was met.
    """
    match outcome:
        case Done():
            yield _row(outcome.source, outcome.key, "done", None, outcome.line.rstrip("\n"))
        case Failed():
            yield _row(outcome.source, None, "failed", outcome.reason, None)
        case Same():
            pass
        case _:
            reason = getattr(outcome, "reason", None) or "it is a feed, and not a document"
            yield _row(outcome.source, None, "left", reason, None)


def _row(source: str, key: str | None, status: str, reason: str | None, result: str | None) -> dict[str, str | None]:
    return {"source": source, "key": key, "status": status, "reason": reason, "result": result}


def _job(row: Mapping[str, Any]) -> Job:
    """A row of the input as a job."""
    if "bytes" in row and "path" in row:
        return Job(str(row["path"]), raw=row["bytes"])
    text, title, published = (row.get(name) for name in ("text", "title", "published"))
    document = Document.of(
        text if isinstance(text, str) else "",
        uri=str(row["source"]) if row.get("source") is not None else None,
        title=title if isinstance(title, str) else None,
        published=published if isinstance(published, str) else None,
    )
    return Job(document.uri or document.id, document=document)


def _connect(ray: Any) -> bool:
    """See that there is a cluster to work on, quietly; True where it is up to us to let go of it."""
    import logging

    from ray.data import DataContext

    began = not ray.is_initialized()
    if began:
        # "local", since without an address Ray would join whatever cluster was begun last on this machine.
        own = {"address": "local", "_node_ip_address": "127.0.0.1", "include_dashboard": False}
        own = {} if os.environ.get("RAY_ADDRESS") else own
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **own)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = DataContext.get_current()
    context.enable_progress_bars = False
    return began


def _free(ray: Any, patience: float) -> int:
    """How many processors no other job has; at least one, which is waited for.

    It has to be a whole one of one node: two halves on two nodes would have the job wait for ever.

    Raises:
        ConfigError: there was none in so many seconds.
    """
    from ray.util import placement_group, remove_placement_group

    group = placement_group([{"CPU": 1}])
    try:
        if not group.wait(patience):
            total = int(ray.cluster_resources().get("CPU", 0))
            raise ConfigError(
                f"The Ray cluster has no free processor: other jobs have taken what there was of {total} for "
                f"{patience:.0f} seconds. Wait until one of them is over, or add a node; nothing was done yet."
            )
        return 1 + int(ray.available_resources().get("CPU", 0))
    finally:
        remove_placement_group(group)


def _keep_within(processors: int) -> None:
    """Have Ray Data plan with so many processors, and not with all of the cluster: it would hand out work for those
    that others have, and wait for them."""
    from ray.data import DataContext, ExecutionResources

    DataContext.get_current().execution_options.resource_limits = ExecutionResources.for_limits(cpu=processors)


def _inputs(sources: Sequence[str]) -> tuple[Reads, list[str]]:
    """How the inputs are read, and which they are.

    Raises:
        UsageError: they are of several kinds, or pages of the web.
        SourceMissing: one of them is not there.
    """
    kinds: set[Reads] = {_kind(source) for source in sources}
    if len(kinds) != 1:
        raise UsageError("Give either Parquet, or JSON lines, or documents to --engine ray, not a mixture.")
    if any(source.startswith(("http://", "https://")) for source in sources):
        raise UsageError("--engine ray reads files and object storage, not pages of the web; add those to a library.")
    (kind,) = kinds
    found: list[str] = []
    for source in sources:
        if "://" in source or kind != "files":
            found.append(source)
            continue
        for each in expand([source]):
            if isinstance(each, SetAside):
                raise SourceMissing(each.reason)
            found.append(each)
    return kind, found


def _kind(source: str) -> Reads:
    if source.endswith(".parquet"):
        return "parquet"
    return "jsonl" if source.endswith((".jsonl", ".ndjson")) else "files"


def _read(reads: Reads, sources: list[str]) -> Dataset:
    import ray.data

    try:
        if reads == "parquet":
            return ray.data.read_parquet(sources, num_cpus=BESIDE)
        if reads == "jsonl":
            return ray.data.read_json(sources, file_extensions=None, num_cpus=BESIDE)
        pieces = max(1, min(MOST_ROWS, math.ceil(len(sources) / ROWS)))
        return ray.data.read_binary_files(sources, include_paths=True, override_num_blocks=pieces, num_cpus=BESIDE)
    except FileNotFoundError as error:
        raise SourceMissing(f"An input is not there ({shown(error)}); check the paths.") from None


def _system(place: str) -> tuple[Any, str]:
    """The file system of a path or URI, and the path on it."""
    from pyarrow import fs

    if "://" not in place:
        return fs.LocalFileSystem(), os.path.abspath(place)  # noqa: PTH100
    system, path = fs.FileSystem.from_uri(place)
    return system, str(path)


def _written(out: str, columns: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    """The rows that are in the output, of whatever job; none where there is no output yet."""
    import pyarrow.dataset
    from pyarrow import fs

    system, path = _system(out)
    selector = fs.FileSelector(path, allow_not_found=True, recursive=True)
    infos = [info for info in system.get_file_info(selector) if info.type == fs.FileType.File and info.size]
    files = [info.path for info in infos if not info.base_name.startswith("_")]
    if not files:
        return
    form = "parquet" if out.endswith(".parquet") else "json"
    written = pyarrow.dataset.dataset(files, format=form, filesystem=system, schema=_schema())
    for batch in written.to_batches(columns=list(columns)):
        yield from batch.to_pylist()


def snapshot(out: str) -> str | None:
    """Write down which contents are done, in a file beside the output; gives its place, or None where none is.

    A worker that is begun anew in the middle of a job is to leave out what the others left out, no more: so it is not
    read off the output then, and not held in the memory of a node that may be lost.
    """
    keys = sorted({row["key"] for row in _written(out, ("key", "status")) if row["status"] == "done" and row["key"]})
    if not keys:
        return None
    place = f"{out.rstrip('/')}/_done-{uuid.uuid4().hex}"
    system, path = _system(place)
    with system.open_output_stream(path) as file:
        file.write("\n".join(keys).encode())
    return place


def _read_snapshot(place: str | None) -> frozenset[str]:
    if place is None:
        return frozenset()
    system, path = _system(place)
    with system.open_input_stream(path) as file:
        return frozenset(file.read().decode().split())


def _counted(out: str) -> Counted:
    """Count the output.

    Raises:
        BudgetSpent: some documents were left because a cap was met.
    """
    done: set[str] = set()
    others: dict[str, tuple[str, str]] = {}
    for row in _written(out, ("source", "status", "reason")):
        if row["status"] == "done":
            done.add(row["source"])
        else:
            others[row["source"]] = row["status"], row["reason"]
    left = [reason for source, (status, reason) in others.items() if source not in done and status == "left"]
    if left:
        raise BudgetSpent(f"{len(left)} documents are left: {left[0]} Run the same command again to go on.")
    failed = sum(source not in done for source in others)
    return Counted(len(done) + failed, len(done), failed)
