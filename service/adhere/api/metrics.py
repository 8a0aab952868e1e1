"""What the service does, in numbers, for Prometheus.

Each app has a registry of its own. Where several server processes answer on one port, `adhere serve` names a folder in which all of
them count, and whichever is asked adds up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from adhere.api.tallies import Tally

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
#: Where it is set, all server processes count in this folder.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
#: Gives gauges that are read when they are asked for: name, what it says, and a value for each set of labels.
Reading = tuple[str, str, Iterable[tuple[Mapping[str, str], float]]]


class Metrics:
    """The numbers of one app."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "adhere_requests",
            "Requests by route, method and status; status 0: the caller left before an answer.",
            ["route", "method", "status"],
            registry=registry,
        )
        self._latency = Histogram(
            "adhere_request_seconds",
            "From the first byte of a request to the last of its answer, by route.",
            ["route"],
            buckets=_LATENCY,
            registry=registry,
        )
        self._checks = Counter(
            "adhere_checks",
            "Posts checked, by the worst verdict of their jurisdictions.",
            ["verdict"],
            registry=registry,
        )
        self._failed = Counter("adhere_checks_failed", "Posts that could not be checked.", registry=registry)
        self._verdicts = Counter(
            "adhere_verdicts", "Verdicts, by jurisdiction.", ["jurisdiction", "verdict"], registry=registry
        )
        self._findings = Counter(
            "adhere_findings", "Findings, by reason and severity.", ["reason", "severity"], registry=registry
        )
        self._suspected = Counter(
            "adhere_suspected", "Posts that the classifier suspects to be advertising.", registry=registry
        )
        self._batches = Histogram("adhere_batch_posts", "Posts in a batch.", buckets=_SIZES, registry=registry)
        self._reloads = Counter(
            "adhere_reloads", "Times that the rules were loaded again, by outcome.", ["outcome"], registry=registry
        )
        self._waiting = Gauge(
            "adhere_worker_tasks",
            "Tasks given to the worker processes and not yet done; beyond adhere_workers they wait.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._attempts = Counter("adhere_webhook_attempts", "Attempts to send to a webhook.", registry=registry)
        self._deliveries = Counter(
            "adhere_webhook_deliveries",
            "Deliveries to webhooks that have ended, by outcome: delivered, or failed, which is given up.",
            ["outcome"],
            registry=registry,
        )
        self._unrecorded = Gauge(
            "adhere_evidence_waiting",
            "Posts that were checked and whose evidence is not written yet.",
            multiprocess_mode="livesum",
            registry=registry,
        )

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def count(self, tally: Tally) -> None:
        """Count what checks found."""
        for verdict, posts in tally.posts.items():
            self._checks.labels(verdict).inc(posts)
        for labels, count in tally.verdicts.items():
            self._verdicts.labels(*labels).inc(count)
        for labels, count in tally.findings.items():
            self._findings.labels(*labels).inc(count)
        if tally.suspected:
            self._suspected.inc(tally.suspected)
        if tally.failed:
            self._failed.inc(tally.failed)

    def batch(self, posts: int) -> None:
        """Note the size of a batch."""
        self._batches.observe(posts)

    def reload(self, outcome: str) -> None:
        """Count a reload of the rules: `loaded`, `unchanged` or `failed`."""
        self._reloads.labels(outcome).inc()

    def attempt(self) -> None:
        """Count an attempt to send to a webhook."""
        self._attempts.inc()

    def delivery(self, outcome: str) -> None:
        """Count a delivery that has ended: `delivered` or `failed`."""
        self._deliveries.labels(outcome).inc()

    def unrecorded(self, posts: int) -> None:
        """Note how many checked posts wait for their evidence to be written."""
        self._unrecorded.set(posts)

    @contextmanager
    def task(self) -> Iterator[None]:
        """For as long as a task is with the worker processes."""
        self._waiting.inc()
        try:
            yield
        finally:
            self._waiting.dec()

    def exposition(self, readings: Iterable[Reading]) -> bytes:
        """All numbers in Prometheus' text format, those that are read only now among them."""
        shared = os.environ.get(SHARED)
        registry = CollectorRegistry()
        if shared:
            MultiProcessCollector(registry, shared)  # type: ignore[no-untyped-call]
        else:
            registry.register(self._registry)
            # in a group of processes it would tell of whichever is asked
            ProcessCollector(registry=registry)
        registry.register(_Readings(list(readings)))
        return generate_latest(registry)


class _Readings(Collector):
    """Gauges whose values are at hand."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self.readings = readings

    def collect(self) -> Iterator[Metric]:
        for name, help_, values in self.readings:
            values = list(values)
            names = list(values[0][0]) if values else []
            family = GaugeMetricFamily(name, help_, labels=names)
            for labels, value in values:
                family.add_metric([labels[each] for each in names], value)
            yield family
