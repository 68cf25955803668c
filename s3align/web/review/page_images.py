"""Pictures of pages, kept in memory up to a size: drawing one takes the reader a tenth of a second and more.

Nothing of them is written to the disk. Of a case that is deleted nobody gets one any more: its submission is asked for first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_BYTES = 64_000_000
"""Some hundred pages: those that a team of readers has before it."""


class PageImages:
    """A bounded store of pictures, the least recently wanted going first. Several threads may use it at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._held = most_bytes, 0
        self._pictures: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...], draw: Callable[[], bytes]) -> bytes:
        """The picture of a ``key``, drawn where it is not there; what ``draw`` raises is passed on."""
        with self._lock:
            known = self._pictures.get(key)
            if known is not None:
                self._pictures.move_to_end(key)
                return known
        picture = draw()
        with self._lock:
            if key not in self._pictures and len(picture) <= self._most:
                self._pictures[key] = picture
                self._held += len(picture)
            while self._held > self._most:
                _, gone = self._pictures.popitem(last=False)
                self._held -= len(gone)
        return picture

    @property
    def held_bytes(self) -> int:
        """Bytes held now."""
        return self._held
