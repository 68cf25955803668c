"""How often something may happen: a bucket of tokens for each visitor, filled again as time goes by.

Kept in the memory of the one process that serves: a restart forgets them, and nothing is written for a request. (The
library ``limits`` was looked at: it keeps counts in memory or on servers of their own, not in our database, so it would
replace only these few lines.)
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

_MOST_KEYS = 50_000
"""Visitors remembered; then those not seen for longest are forgotten. About 10 MB."""


class Rate:
    """At most ``burst`` at once, and ``per_second`` in the long run, for each key."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst, self._per_second = burst, per_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, cost: float = 1.0) -> float:
        """Takes from the bucket of a key; the seconds to wait where too little is in it, and then nothing is taken."""
        with self._lock:
            at = time.monotonic()
            left, before = self._left.pop(key, (self._burst, at))
            left = min(self._burst, left + (at - before) * self._per_second)
            wait = max(0.0, (cost - left) / self._per_second)
            self._left[key] = (left if wait else left - cost, at)
            if len(self._left) > _MOST_KEYS:
                self._left.popitem(last=False)
            return wait
