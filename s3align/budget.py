"""What one file may use after it was read: seconds and memory. It never changes a result, it only refuses a file.

The work asks for leave between bounded pieces (``check``), which holds in every thread and on every system. A program of
ours, which owns its process, also lets the system interrupt it (``own_process``), wherever it may be.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from types import FrameType

from s3align.errors import TimedOutError, TooLargeError

KILLED_EXIT_CODE = 1
"""Of a process that ended itself because it could not be interrupted."""
_GRACE_SECONDS = 2.0
"""Between the end of the time at which the work is to stop by itself, and its interruption from outside."""
_LAST_SECONDS = 30.0
"""After an interruption that had no effect, as inside a compiled library, until the process ends."""
_STATISTICS = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Budget:
    """The seconds that are left to a ``stage``, and the resident bytes up to which the process may grow; None: any."""

    stage: str
    seconds: float
    deadline: float
    most_bytes: int | None

    @classmethod
    def begin(cls, stage: str, seconds: float, memory_bytes: int) -> Budget:
        """A budget from now on; ``memory_bytes``: what the process may use beyond what it does now, where that is known."""
        used = resident_bytes()
        return cls(stage, seconds, monotonic() + seconds, None if used is None else used + memory_bytes)

    def check(self) -> None:
        """Raises TimedOutError or TooLargeError where the budget is used up."""
        if monotonic() > self.deadline:
            raise self.timed_out()
        used = None if self.most_bytes is None else resident_bytes()
        if used is not None and self.most_bytes is not None and used > self.most_bytes:
            raise TooLargeError(
                f"The stage '{self.stage}' needs more memory than allowed. Send the project description alone, or raise the "
                "setting max_memory_bytes."
            )

    def timed_out(self) -> TimedOutError:
        """The error for a stage that took too long."""
        return TimedOutError(
            f"The stage '{self.stage}' took longer than {self.seconds:g} seconds. Send the project description alone, or "
            "raise the setting max_assessing_seconds.",
            self.stage,
        )


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)
_owned = threading.Event()


def check() -> None:
    """Asks the budget of what runs in this thread, if any, whether it may go on. Raises what ``Budget.check`` raises."""
    budget = _current.get()
    if budget is not None:
        budget.check()


def own_process() -> None:
    """Lets budgets interrupt this process by its alarm clock, and end it where that has no effect: for our programs alone."""
    _owned.set()


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """The work inside has this budget."""
    token = _current.set(budget)
    try:
        with ExitStack() as stack:
            if _owned.is_set() and threading.current_thread() is threading.main_thread():
                stack.enter_context(_interrupted(budget))
            yield
            budget.check()
    finally:
        _current.reset(token)


def resident_bytes() -> int | None:
    """The memory that this process uses now; None on systems that do not tell."""
    try:
        return int(_STATISTICS.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


@contextmanager
def _interrupted(budget: Budget) -> Iterator[None]:
    """Interrupts the main thread after the time of a budget; ends the process where it does not stop."""

    def stop(_: int, __: FrameType | None) -> None:
        raise budget.timed_out()

    seconds = budget.seconds + _GRACE_SECONDS
    faulthandler.dump_traceback_later(seconds + _LAST_SECONDS, exit=True, file=_nowhere())
    clock = hasattr(signal, "setitimer")
    before = signal.signal(signal.SIGALRM, stop) if clock else None
    if clock:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if clock:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> int:
    """Where the interpreter writes its own account of the end, which no user can read; open as long as the process lives."""
    return os.open(os.devnull, os.O_WRONLY)
