"""Keeps a worker's lease: a thread says that the worker is there, prolongs its lease and writes down how far the job is.

It is a thread of its own, so that a worker in the middle of a long file is not taken for dead, and so that the work never
waits for the database to be told of it. It also notices what the work itself cannot: that a job takes longer than any may.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from s3align.budget import KILLED_EXIT_CODE
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Job
from s3align.desk.work import heartbeats, queue
from s3align.desk.work.heartbeats import BEAT_SECONDS
from s3align.desk.work.queue import Progress, Stage

TICK_SECONDS = 1.0
"""How often the thread looks whether there is anything to do; the supervisor sees that it lives."""
_TOLD_SECONDS = 0.5
"""At most so often is progress written down: faster than anybody reads, and a page is recognised in 1.5 seconds."""
_LOG = logging.getLogger(__name__)


class LastAlive(Protocol):
    """A number that another process sees, as of ``multiprocessing.Value``: when the thread was last alive."""

    value: float


@dataclass(slots=True)
class _Work:
    """The job under way: what was told of it, and whether that is written down."""

    job: Job
    since: float
    stage: str = ""
    done: int = 0
    total: int = 0
    is_told: bool = True


class LeaseKeeper:
    """Says for one worker that it is there (``heartbeats``), and prolongs the lease of its job.

    ``most_seconds``: how long any job may take; ``end``: ends the process where one takes longer. ``last_alive``: told when the
    thread last ran, for a supervisor.
    """

    def __init__(
        self,
        database: Database,
        worker: str,
        most_seconds: float,
        *,
        last_alive: LastAlive | None = None,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._database, self._worker, self._most_seconds = database, worker, most_seconds
        self._last_alive, self._end = last_alive, end
        self._lock = threading.Lock()
        self._news, self._is_over = threading.Event(), threading.Event()
        self._work: _Work | None = None
        self._beat_at = -BEAT_SECONDS * 1.0
        self._thread = threading.Thread(target=self._beat, name="lease-keeper", daemon=True)

    def start(self) -> None:
        """Begins to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stops, and says that the worker is gone."""
        self._is_over.set()
        self._news.set()
        self._thread.join()
        self._safely(self._gone)

    @contextmanager
    def holding(self, job: Job) -> Iterator[Progress]:
        """Keeps the lease of a job; gives what is to be told how far it is."""
        with self._lock:
            self._work = _Work(job, monotonic())
        try:
            yield self._told
        finally:
            with self._lock:
                self._work = None

    @property
    def job(self) -> Job | None:
        """The job under way."""
        work = self._work
        return work.job if work else None

    def _told(self, stage: Stage, done: int, total: int) -> None:
        with self._lock:
            if self._work is not None:
                self._work.stage, self._work.done, self._work.total = stage.value, done, total
                self._work.is_told = False
        self._news.set()

    def _beat(self) -> None:
        while not self._is_over.is_set():
            if self._last_alive is not None:
                self._last_alive.value = monotonic()
            self._end_what_takes_too_long()
            if self._is_time():
                self._safely(self._write)
                self._beat_at = monotonic()
            self._news.wait(TICK_SECONDS)
            self._news.clear()
            self._is_over.wait(_TOLD_SECONDS)

    def _is_time(self) -> bool:
        work = self._work
        return monotonic() - self._beat_at >= BEAT_SECONDS or (work is not None and not work.is_told)

    def _end_what_takes_too_long(self) -> None:
        work = self._work
        if work is not None and monotonic() - work.since > self._most_seconds:
            _LOG.error("A job took longer than %g seconds; its process ends", self._most_seconds)
            self._end(KILLED_EXIT_CODE)

    def _write(self) -> None:
        with self._lock:
            work = self._work
            if work is not None:
                work.is_told = True
        with self._database.writing() as session:
            heartbeats.beat(session, self._worker)
            if work is not None:
                queue.heartbeat(session, work.job, work.stage, work.done, work.total)

    def _gone(self) -> None:
        with self._database.writing() as session:
            heartbeats.gone(session, self._worker)

    def _safely(self, write: Callable[[], None]) -> None:
        """A database that is away for a moment ends no worker: the lease outlasts several beats."""
        try:
            write()
        except SQLAlchemyError as error:
            _LOG.warning("The database cannot be told that a worker is there (%s)", type(error).__name__)
