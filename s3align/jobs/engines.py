"""Where tasks are worked off: processes of this machine, or a Dask cluster at an address. The tasks are the same.

Files that harm are kept apart inside every task by the reading worker; an engine only has to survive its own workers. A task
whose worker died is given out again; when that happens a second time, here it is worked off alone, and a task that kills its
worker then too is handed back as lost. A Dask scheduler gives such a task out four times.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import chain, islice
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING, Any

from s3align import budget
from s3align.budget import KILLED_EXIT_CODE
from s3align.errors import UsageError, said
from s3align.jobs.task import Task, run_task, timed_out_result
from s3align.store.results import StoredResult

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 4
"""Tasks given out per worker ahead of time: workers never wait, and memory stays flat for any number of files."""
TASKS_PER_WORKER = 2_000
"""Tasks after which the processes are replaced: whatever leaks stays small."""
CONNECTIONS = 5
"""Attempts to reach a cluster that was there, without a single result in between, before a run gives up."""
CONNECT_SECONDS = 30
WORKER_SECONDS = 120
"""How long a cluster may take to have its first worker."""
_END_SECONDS = 5
"""How long the end of a process may take until its exit code is known."""
_SCHEMES = ("tcp", "tls", "ws", "wss")
Outcome = tuple[Task, StoredResult | None]
"""A task and its row; None where its worker died each time."""
Engine = Callable[[Iterable[Task]], Iterator[Outcome]]


def embedded(workers: int) -> Engine:
    """Processes of this machine."""

    def run(tasks: Iterable[Task]) -> Iterator[Outcome]:
        queue, lost_once, suspects = iter(tasks), set[str](), list[Task]()
        while (lost := (yield from _pool(queue, workers, AHEAD * workers))) is not None:
            suspects.extend(task for task in lost if task.name in lost_once)
            again = [task for task in lost if task.name not in lost_once]
            lost_once.update(task.name for task in again)
            queue = chain(again, queue)
        alone, ends = iter(suspects), list[int | None]()
        while (lost := (yield from _pool(alone, 1, 1, ends))) is not None:
            for task in lost:
                yield task, timed_out_result(task) if KILLED_EXIT_CODE in ends else None
            ends.clear()

    return run


def _pool(
    queue: Iterator[Task], workers: int, ahead: int, ends: list[int | None] | None = None
) -> Generator[Outcome, None, Sequence[Task] | None]:
    """Works tasks off in fresh processes; returns None at the end of the queue. ``ends`` gets their exit codes.

    Otherwise it returns what another pool has to do again: the tasks under way when a process died, or nothing where the
    processes have done their share.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as pool:
        running: dict[Future[StoredResult], Task] = {}
        processes: dict[int, Any] = {}
        share = TASKS_PER_WORKER * workers
        try:
            while True:
                for task in islice(queue, min(ahead - len(running), share)):
                    share -= 1
                    try:
                        running[pool.submit(run_task, task)] = task
                    except BrokenProcessPool:
                        return [task, *running.values()]
                if not running:
                    return () if share == 0 else None
                processes |= pool._processes or {}  # noqa: SLF001 -- there is no public way to their exit codes
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    row = future.result()
                    yield running.pop(future), row
        except BrokenProcessPool:
            (ends if ends is not None else []).extend(_exit_codes(processes.values()))
            return list(running.values())
        except BaseException:
            for process in list((pool._processes or {}).values()):  # noqa: SLF001 -- there is no public way to end them at once
                process.kill()
            raise


def _exit_codes(processes: Iterable[Any]) -> Iterator[int | None]:
    for process in processes:
        process.join(_END_SECONDS)
        yield process.exitcode


def _end_with_parent() -> None:
    """Ctrl-C is the parent's affair; and a parent that was killed leaves no process behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    budget.own_process()
    parent = multiprocessing.parent_process()

    def watch() -> None:
        wait_for([parent.sentinel] if parent else [])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def dask(address: str) -> Engine:
    """A Dask cluster at an address such as tcp://scheduler:8786; its workers need s3align and, unless shipped, the files.

    A scheduler that went away is looked for again; what was under way there is given out anew. Raises UsageError for an
    address that is none.
    """
    try:
        from distributed import Client  # noqa: PLC0415 -- an optional extra
        from distributed.comm.addressing import parse_address, parse_host_port  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            said("no_dask", "The engine dask needs the package distributed: install s3align[cluster].")
        ) from error
    try:
        scheme, place = parse_address(address, strict=True)
        parse_host_port(place)
    except (ValueError, TypeError):
        scheme = ""
    if scheme not in _SCHEMES:
        raise UsageError(
            said(
                "no_address",
                "'{address}' is not the address of a scheduler. Give it as in dask:tcp://scheduler:8786 (or tls, ws, wss).",
                address=address,
            )
        )

    def run(tasks: Iterable[Task]) -> Iterator[Outcome]:
        queue, under_way, fruitless, limit = iter(tasks), dict[Any, Task](), 0, 1  # one attempt at first
        while fruitless < limit:
            fruitless += 1
            with suppress(OSError, TimeoutError, CancelledError), Client(address, timeout=CONNECT_SECONDS) as client:
                client.wait_for_workers(1, timeout=WORKER_SECONDS)
                limit = CONNECTIONS
                for outcome in _worked_off(client, queue, under_way):
                    fruitless = 0
                    yield outcome
                return
            queue = chain(list(under_way.values()), queue)
            under_way.clear()
        raise UsageError(
            said(
                "cluster_away",
                "The cluster at {address} cannot be reached, or has no workers. What was assessed is kept: start it, then run "
                "the same command again.",
                address=address,
            )
        )

    return run


def _worked_off(client: Client, queue: Iterator[Task], under_way: dict[Any, Task]) -> Iterator[Outcome]:
    """Works tasks off by one connection; ``under_way`` holds those given out, also when it breaks."""
    from distributed import KilledWorker, as_completed  # noqa: PLC0415 -- an optional extra

    coming = as_completed()
    while True:
        free = AHEAD * max(1, sum(client.nthreads().values())) - len(under_way)
        for task in islice(queue, max(0, free)):
            under_way[future := client.submit(run_task, task, pure=False)] = task
            coming.add(future)
        if not under_way:
            return
        future = next(coming)
        row = None if isinstance(future.exception(), KilledWorker) else future.result()
        yield under_way.pop(future), row


def choose(engine: str, workers: int) -> Engine:
    """The engine of a name: "embedded", or "dask:ADDRESS". Raises UsageError for another."""
    kind, _, address = engine.partition(":")
    if kind == "embedded":
        return embedded(workers)
    if kind == "dask" and address:
        return dask(address)
    raise UsageError(
        said(
            "engine_unknown",
            "Unknown engine '{name}'. Use embedded, or dask:ADDRESS such as dask:tcp://scheduler:8786.",
            name=engine,
        )
    )
