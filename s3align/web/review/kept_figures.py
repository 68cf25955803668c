"""Figures of calls that were calculated already: intervals of thousands of readings take seconds."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from s3align.desk.review.statistics import CallStatistics

_MOST = 16


class FiguresKey(NamedTuple):
    """Figures of a call at one of its versions, as an account sees them: not all see the same."""

    call_id: str
    version: int
    account_id: str


class KeptFigures:
    """The figures that were asked for last; requests come in many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[FiguresKey, CallStatistics] = OrderedDict()
        self._lock = Lock()

    def get(self, key: FiguresKey) -> CallStatistics | None:
        """The figures, where they are kept."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: FiguresKey, figures: CallStatistics) -> None:
        """Keeps figures in place of the oldest ones where there are many."""
        with self._lock:
            self._kept[key] = figures
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
