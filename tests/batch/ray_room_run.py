"""A batch on a Ray cluster of two processors, so many of which another job has all the while.

    python tests/batch/ray_room_run.py INPUTS OUT TAKEN

A process of its own: Ray's threads and sockets are not the test's.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import ray

from bot.batch.cluster import Cluster, run_on_ray
from bot.batch.plan import Plan
from bot.config import Settings
from bot.errors import ConfigError


@ray.remote(num_cpus=1)
class Another:
    """A job of somebody else's."""

    def there(self) -> bool:
        return True


def main() -> None:
    inputs, out, taken = sys.argv[1:]
    ray.init(
        address="local", num_cpus=2, _node_ip_address="127.0.0.1", include_dashboard=False, log_to_driver=False,
        logging_level=logging.ERROR,
    )  # fmt: skip
    others = [Another.remote() for _ in range(int(taken))]
    ray.get([other.there.remote() for other in others])
    cluster = Cluster(
        Plan("quotes"), Settings(home=Path(out)), (inputs,), out, patience=20.0 if len(others) < 2 else 2.0
    )
    try:
        counted = run_on_ray(cluster)
        print(f"total {counted.total} done {counted.done} failed {counted.failed}", flush=True)
    except ConfigError as error:
        print(f"ConfigError: {error}", flush=True)
    ray.shutdown()


if __name__ == "__main__":
    main()
