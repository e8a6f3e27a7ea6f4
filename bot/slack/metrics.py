"""Counters for Prometheus, in a registry of the app's own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Metrics:
    """What is counted. No label holds a user, a channel or words."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.deliveries = Counter(
            "onrecord_slack_deliveries",
            "Deliveries of Slack's, by kind and whether new.",
            ["kind", "taken"],
            registry=self.registry,
        )
        self.acknowledging = Histogram(
            "onrecord_slack_ack_seconds",
            "From a delivery to its acknowledgement.",
            buckets=_SECONDS[:9],
            registry=self.registry,
        )
        self.jobs = Counter(
            "onrecord_slack_jobs", "Jobs that ended, by kind and how.", ["kind", "how"], registry=self.registry
        )
        self.waited = Histogram(
            "onrecord_slack_waited_seconds", "How long jobs waited.", buckets=_SECONDS, registry=self.registry
        )
        self.answering = Histogram(
            "onrecord_slack_answer_seconds", "From a claim to the job's end.", buckets=_SECONDS, registry=self.registry
        )
        self.showing = Histogram(
            "onrecord_slack_first_words_seconds",
            "From an answer's first proven statement to its standing in Slack.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.posted = Counter("onrecord_slack_messages", "Messages of answers.", registry=self.registry)
        self.tokens = Counter("onrecord_slack_tokens", "Tokens that models counted.", registry=self.registry)
        self.cost = Counter("onrecord_slack_cost_usd", "Dollars, where prices are known.", registry=self.registry)
        self.queue = Gauge("onrecord_slack_queue", "Jobs by state.", ["state"], registry=self.registry)
        self.store = Gauge("onrecord_slack_store_up", "Whether the store answers: 1, or 0.", registry=self.registry)

    def tell_queue(self, waiting: int, running: int) -> None:
        """Say how many jobs there are; the store has answered."""
        self.store.set(1)
        self.queue.labels("waiting").set(waiting)
        self.queue.labels("running").set(running)

    def tell_store_down(self) -> None:
        """Say that the store does not answer: how many jobs there are is not known then."""
        self.store.set(0)
        self.queue.clear()

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)
