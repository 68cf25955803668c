"""The stages of an assessment: how long they take, and what becomes of an error that nobody foresaw."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from s3align.errors import Cause, FailedError, NotJudgedError, S3AlignError

Timer = Callable[[str, float], None]
"""Told each stage and its seconds."""
_LOG = logging.getLogger(__name__)


class Clock:
    """Tells a timer, where there is one, the seconds that each stage took."""

    def __init__(self, timer: Timer | None) -> None:
        self._timer = timer
        self._last = perf_counter()

    def stage(self, name: str) -> None:
        """Says that a stage has ended."""
        now = perf_counter()
        if self._timer:
            self._timer(name, now - self._last)
        self._last = now


@contextmanager
def unexpected(stage: str) -> Iterator[None]:
    """Turns an exception that nobody foresaw into a FailedError (NotJudgedError where the machine is to blame).

    Where it arose is logged, without its message, which may quote the proposal.
    """
    try:
        yield
    except S3AlignError:
        raise
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        _LOG.error("Unexpected %s in the stage '%s'\n%s", type(error).__name__, stage, frames)
        if isinstance(error, OSError | MemoryError):  # the machine's doing, perhaps another time it works
            raise NotJudgedError(Cause.FAILED) from error
        raise FailedError(stage, type(error).__name__) from error
