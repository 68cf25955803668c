"""A process for one worker: started by a supervisor, and gone with it, however that ends."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from types import FrameType

from s3align import budget
from s3align.desk.context import Desk
from s3align.desk.settings import ServerSettings
from s3align.desk.work.lease_keeper import LastAlive, LeaseKeeper
from s3align.desk.work.worker import Worker, most_seconds
from s3align.settings import Settings

FINISH_SECONDS = 5.0
"""How long the job under way may go on after the worker was told to end: most are done by then. Containers give ten."""
BROKEN_EXIT_CODE = 70
"""Of a process in which something failed that is no job's fault (EX_SOFTWARE), so that it cannot be taken for one killed."""
_GIVE_BACK_SECONDS = 2.0
"""How long giving a job back may take before the process ends all the same: the lease then does it."""
_LOG = logging.getLogger(__name__)


def run_worker(server: ServerSettings, settings: Settings, name: str, last_alive: LastAlive | None = None) -> None:
    """What the process does, from its begin to its end."""
    try:
        _run(server, settings, name, last_alive)
    except Exception as error:
        _LOG.error("A worker ends for an unexpected %s", type(error).__name__)
        raise SystemExit(BROKEN_EXIT_CODE) from error


def _run(server: ServerSettings, settings: Settings, name: str, last_alive: LastAlive | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's affair
    budget.own_process()
    desk, stopping = Desk.of(server, settings), threading.Event()
    keeper = LeaseKeeper(desk.database, name, most_seconds(settings), last_alive=last_alive)
    worker = Worker(desk, keeper, name, stopping)
    signal.signal(signal.SIGTERM, _ender(worker))
    threading.Thread(target=_end_with_parent, args=(worker,), name="parent", daemon=True).start()
    gc.set_threshold(50_000, 20, 100)
    keeper.start()
    worker.run()
    keeper.stop()
    desk.database.close()


def _ender(worker: Worker) -> Callable[[int, FrameType | None], None]:
    def end(_: int, __: FrameType | None) -> None:
        worker.stopping.set()
        late = threading.Timer(FINISH_SECONDS, _end_now, (worker,))
        late.daemon = True
        late.start()

    return end


def _end_with_parent(worker: Worker) -> None:
    """A supervisor that was killed leaves no process behind, and what was under way waits for the next one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        _end_now(worker)


def _end_now(worker: Worker) -> None:
    """Gives the job under way back, and ends in the middle of it."""
    giving = threading.Thread(target=worker.give_back, daemon=True)
    giving.start()
    giving.join(_GIVE_BACK_SECONDS)
    os._exit(0)
