"""Figures for Prometheus: requests by route and status, and the work of the desk. No content, no id, no name."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from s3align.desk.storage.database import Database
from s3align.desk.work.job_figures import JobFigures, job_figures
from s3align.web.route_rules import Rule, rule_of, rules

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_NOWHERE = "(none)"
"""Route of a request to an address that there is not: what stood in it is a stranger's text."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """The figures of one application."""

    def __init__(self, database: Database, known: list[Rule]) -> None:
        """``known``: the routes of the application, whose templates are all that is told of addresses."""
        self._registry, self._known = CollectorRegistry(), known
        self._requests = Counter(
            "s3align_http_requests", "Requests", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "s3align_http_seconds",
            "Seconds from request to the end of the answer",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._registry.register(_Desk(database))

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """A request that was answered."""
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        found = rule_of(self._known, scope, scope["path"])
        route = found[0].path if found else _NOWHERE
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All figures, in Prometheus' text format."""
        return generate_latest(self._registry)


class Counted:
    """Counts every request and how long it took."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status = time.monotonic(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            self._metrics.count(scope, status, time.monotonic() - begin)


def count_requests(app: FastAPI, database: Database) -> None:
    """Has an application count its requests, after all routers are in it; ``app.state.metrics`` are its figures."""
    app.state.metrics = Metrics(database, list(rules(app)))
    app.add_middleware(Counted, metrics=app.state.metrics)


class _Desk(Collector):
    """The work of the desk, asked for when it is read: workers are processes of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[Metric]:
        """Nothing: the names are known when the figures are."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of now; where the database does not answer, only that."""
        try:
            with self._database.reading() as session:
                figures = job_figures(session)
        except SQLAlchemyError:
            yield GaugeMetricFamily("s3align_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("s3align_database_up", "Whether the database answers", 1)
        yield GaugeMetricFamily("s3align_workers", "Workers that are there", figures.workers)
        yield GaugeMetricFamily("s3align_checks_kept", "Checks of applicants that are still kept", figures.checks)
        submissions = GaugeMetricFamily("s3align_submissions", "Submissions", labels=("state",))
        for state, count in sorted(figures.submissions.items()):
            submissions.add_metric([state], count)
        yield submissions
        yield from _jobs(figures)


def _jobs(figures: JobFigures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("s3align_jobs", "Jobs", labels=("kind", "state"))
    oldest = GaugeMetricFamily(
        "s3align_job_oldest_waiting_seconds", "How long the oldest waiting job waits", labels=("kind",)
    )
    took = GaugeMetricFamily(
        "s3align_job_seconds",
        "From request to end, of the jobs that ended in the last hour",
        labels=("kind", "quantile"),
    )
    for kind, entry in figures.kinds.items():
        for state, count in sorted(entry.states.items()):
            jobs.add_metric([kind, state], count)
        oldest.add_metric([kind], entry.oldest_waiting)
        for quantile, seconds in (("0.5", entry.median), ("0.95", entry.slow)):
            if seconds is not None:
                took.add_metric([kind, quantile], seconds)
    yield from (jobs, oldest, took)
