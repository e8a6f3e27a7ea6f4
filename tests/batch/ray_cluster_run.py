"""A batch on a Ray cluster of two nodes on this machine, the second of which is killed when a file appears.

    python tests/batch/ray_cluster_run.py INPUTS OUT BASE_URL KILL_FILE

A process of its own: Ray's threads and sockets are not the test's.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster as Nodes

from bot.batch.cluster import Cluster, run_on_ray
from bot.batch.plan import Plan
from bot.config import Settings


def main() -> None:
    inputs, out, base_url, kill = sys.argv[1:]
    nodes = Nodes(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = nodes.add_node(num_cpus=2)
    ray.init(address=nodes.address, log_to_driver=False, logging_level=logging.ERROR)
    assert sum(node["Alive"] for node in ray.nodes()) == 2

    def killer() -> None:
        while not Path(kill).exists():
            time.sleep(0.05)
        nodes.remove_node(second, allow_graceful=False)

    threading.Thread(target=killer, daemon=True).start()
    settings = Settings(
        model="test-model", base_url=base_url, context_tokens=8000, max_calls=10_000, concurrency=6, home=Path(out)
    )
    counted = run_on_ray(Cluster(Plan("summarize"), settings, tuple(inputs.split(",")), out, workers=3))
    alive = nodes_alive_in_the_end()
    print(f"total {counted.total} done {counted.done} failed {counted.failed} alive {alive}", flush=True)
    ray.shutdown()
    nodes.shutdown()


def nodes_alive_in_the_end() -> int:
    """How many nodes the cluster holds to be alive: one, once it has noticed, which takes it a moment."""
    patience = time.monotonic() + 60
    while (alive := sum(node["Alive"] for node in ray.nodes())) != 1 and time.monotonic() < patience:
        time.sleep(0.1)
    return alive


if __name__ == "__main__":
    main()
