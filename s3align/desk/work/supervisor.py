"""Keeps a number of workers running: starts their processes, starts another one where one ends, and ends them with itself.

It also does what is due every minute whether or not anybody works: what applicants have uploaded vanishes when it is due.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from s3align.budget import KILLED_EXIT_CODE
from s3align.desk.context import Desk
from s3align.desk.work import heartbeats, housekeeping, queue
from s3align.desk.work.queue import JobError
from s3align.desk.work.worker import worker_name
from s3align.desk.work.worker_process import run_worker

SILENT_SECONDS = 90.0
"""A process whose lease keeper has not been alive for so long hangs in something that lets no other thread run."""
END_SECONDS = 8.0
"""How long processes may take to end: they finish or give back what they do. Containers give ten."""
_TICK_SECONDS = 0.5
_RESTART_SECONDS = (0.5, 30.0)
"""Before a process that died soon after its start is started again: at first, and at most; twice as long each time."""
_SOON_SECONDS = 10.0
_LOG = logging.getLogger(__name__)


@dataclass
class _Slot:
    """A place for one process; ``since``: when it was started. ``pause``: before the next start, in seconds."""

    name: str = ""
    process: SpawnProcess | None = None
    last_alive: Any = None
    since: float = 0.0
    pause: float = 0.0
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Keeps ``workers`` processes running in a thread of its own, from ``start`` to ``stop``."""

    desk: Desk
    workers: int
    _slots: list[_Slot] = field(default_factory=list)
    _dead: dict[str, JobError] = field(default_factory=dict)
    """Workers that are gone, of whom the queue could not be told yet."""
    _is_over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts the workers."""
        self._slots = [_Slot() for _ in range(self.workers)]
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the workers; what they cannot finish in time waits in the queue."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()
        running = self._running()
        for process in running:
            process.terminate()
        until = monotonic() + END_SECONDS
        for process in running:
            process.join(max(0.0, until - monotonic()))
            process.kill()
            process.join()
        for slot in self._slots:
            self._note_end(slot)
        self._tell_dead()

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that run now."""
        return [process.pid for process in self._running() if process.pid is not None]

    def _running(self) -> list[SpawnProcess]:
        return [slot.process for slot in self._slots if slot.process is not None and slot.process.is_alive()]

    def _watch(self) -> None:
        keeper = housekeeping.Housekeeper(self.desk)
        while not self._is_over.is_set():
            try:
                for slot in self._slots:
                    self._look_after(slot)
                self._tell_dead()
                keeper.do_what_is_due()
            except Exception as error:  # noqa: BLE001 -- whatever it is, a server must not go on without workers
                _LOG.error("Unexpected %s beside the workers; they are looked after again", type(error).__name__)
                self._is_over.wait(_RESTART_SECONDS[0])
            ends = [slot.process.sentinel for slot in self._slots if slot.process is not None]
            if ends:
                wait(ends, _TICK_SECONDS)
            else:
                self._is_over.wait(_TICK_SECONDS)

    def _look_after(self, slot: _Slot) -> None:
        process = slot.process
        if process is not None and not process.is_alive():
            self._note_end(slot)
        elif process is not None and slot.last_alive.value and monotonic() - slot.last_alive.value > SILENT_SECONDS:
            _LOG.error("A worker hangs; its process is ended")
            process.kill()
            process.join()
            self._note_end(slot, JobError.TIMED_OUT)
        if slot.process is None and monotonic() >= slot.not_before and not self._is_over.is_set():
            self._begin(slot)

    def _begin(self, slot: _Slot) -> None:
        context = multiprocessing.get_context("spawn")
        slot.name, slot.since = worker_name(), monotonic()
        slot.last_alive = context.Value("d", 0.0, lock=False)
        process = context.Process(
            target=run_worker,
            args=(self.desk.server, self.desk.settings, slot.name, slot.last_alive),
            name="s3align-worker",
        )
        process.start()
        slot.process = process

    def _note_end(self, slot: _Slot, error: JobError | None = None) -> None:
        """Writes down that a process is gone, and when the next one may begin."""
        if slot.process is None:
            return
        code, now = slot.process.exitcode, monotonic()
        slot.process.close()
        slot.process = None
        if error is None:
            error = JobError.TIMED_OUT if code == KILLED_EXIT_CODE else JobError.ENDED
        self._dead[slot.name] = error
        if code and not self._is_over.is_set():
            _LOG.warning("A worker has ended (%s)", code)
        is_soon = code != 0 and now - slot.since < _SOON_SECONDS
        first, most = _RESTART_SECONDS
        slot.pause = min(most, max(first, 2 * slot.pause)) if is_soon else 0.0
        slot.not_before = now + slot.pause

    def _tell_dead(self) -> None:
        """Returns what dead workers held, so that it need not wait for the ends of their leases."""
        if not self._dead:
            return
        try:
            with self.desk.database.writing() as session:
                for name, error in self._dead.items():
                    queue.worker_died(session, name, error)
                    heartbeats.gone(session, name)
        except SQLAlchemyError as error:
            _LOG.warning("The database cannot be told that a worker is gone (%s)", type(error).__name__)
        else:
            self._dead.clear()
