"""Connections of visitors: they have a number that is never exceeded, and one whose headers do not come in time is closed.

So silent ones cannot take up what the system lets a process have open, which files and the database need as well.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 20
"""From the first byte, or the connection, to the end of the headers; they are one packet or two."""
_MOST_OPEN = 10_000
"""Far more than an office has; each takes some 50 KB."""
_MOST_FILES = 65_536
_FEW_FILES = 512
"""What Windows lets a process have open at once."""


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to waiting for headers (of bodies: ``web.bodies``)."""

    most_open = _MOST_OPEN
    waiting: dict[PatientProtocol, None]
    """Those whose headers are not there yet, the oldest first; of one server."""
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: the time begins. Where there are too many, the one that has said nothing longest goes."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.most_open:
            next(iter(self.waiting)).drop()

    def data_received(self, data: bytes) -> None:
        """Bytes come in; the time ends with the headers, and begins again with the first byte of the next request."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEADER_SECONDS, self.transport.close)
        self.waiting[self] = None

    def _stop_waiting(self) -> None:
        self.waiting.pop(self, None)
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def drop(self) -> None:
        """Ends the connection at once."""
        self._stop_waiting()
        self.connections.discard(self)  # the system takes it away a moment later, when more may have come
        self.transport.abort()


def protocol_for(most_open: int) -> type[PatientProtocol]:
    """The protocol of one server, with at most ``most_open`` connections at once."""
    return type(PatientProtocol.__name__, (PatientProtocol,), {"most_open": most_open, "waiting": {}})


def most_connections() -> int:
    """Lets this process have as many files open as the system allows, and says how many of them may be visitors: a half."""
    files = _FEW_FILES
    with suppress(ImportError):  # Windows
        import resource  # noqa: PLC0415 -- POSIX alone

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        files = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
        if now != resource.RLIM_INFINITY and now < files:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
            except (ValueError, OSError):  # macOS has another limit behind this one
                files = now
    return min(files // 2, _MOST_OPEN)
