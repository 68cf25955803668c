"""Reads files in worker processes, so that no file can crash the caller, hang it or fill its memory.

A ``Client`` keeps one warm worker and starts a fresh one after a crash, a timeout or ``FILES_PER_WORKER`` files; it reads
one file at a time. A ``ClientPool`` lends its clients to as many threads as ask.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import queue
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Self

import msgspec

from s3align.errors import Cause, DamagedError, NotJudgedError
from s3align.machine import available_cores
from s3align.reading.sandbox import protocol
from s3align.reading.sandbox.probes import Probed
from s3align.reading.sandbox.process import KilledError, Worker
from s3align.reading.sandbox.worker import broken_message
from s3align.reading.source import Report, file_bytes
from s3align.record.document import Document
from s3align.settings import Settings

FILES_PER_WORKER = 100
"""Files after which a worker is replaced: whatever its libraries leak stays small."""


class Client:
    """Reads proposals in a process of its own; close it, or use it in a ``with`` statement."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, settings: Settings) -> None:
        """Starts the worker ahead of the first file, while the caller does something else."""
        with self._lock:
            self._ready(settings)

    def read(
        self,
        source: Path | bytes,
        *,
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
        report: Report | None = None,
    ) -> Document:
        """A proposal from a path or from bytes, as ``read.read_document`` reads it, with the same errors.

        Where the worker crashes or runs out of memory the file counts as damaged or too large, after
        ``settings.max_seconds`` without a report as timed out. An answer that is no valid document, or one of another file,
        ends the worker and counts as damaged.
        """
        request, data = _request(source, settings, name, password)
        reply = self._ask(request, data, settings, report)
        try:
            document = protocol.unpack(reply)
            if (document.name, document.sha256) != (request["name"], hashlib.sha256(data).hexdigest()):
                raise ValueError("an answer about another file")  # noqa: TRY301 -- treated like any other wrong answer
        except ValueError as error:
            self.close()
            raise DamagedError(broken_message(request["name"], "no valid answer")) from error
        return document

    def annotate(
        self,
        source: Path | bytes,
        marks: Sequence[Mapping[str, Any]],
        *,
        settings: Settings,
        legend: Mapping[str, Any] | None = None,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """A copy of a PDF with its marks highlighted; ``marks`` have the fields of ``annotate.Mark``, ``legend`` of its."""
        request, data = _request(source, settings, name, password)
        return self._ask({**request, "marks": marks, "legend": legend}, data, settings)

    def attachment(
        self,
        source: Path | bytes,
        wanted: str,
        *,
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """The bytes of a file attached to a PDF. Raises UsageError where there is none of that name."""
        request, data = _request(source, settings, name, password)
        return self._ask({**request, "attachment": wanted}, data, settings)

    def page_image(
        self,
        source: Path | bytes,
        page: int,
        boxes: Sequence[Sequence[float]] = (),
        *,
        scale: float = 1.5,
        colour: str = "f5e58a",
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """A page (from 1) as a PNG, ``scale`` pixels per point, with ``boxes`` marked; see ``page_image.draw_page``."""
        request, data = _request(source, settings, name, password)
        drawing = {"page": page, "boxes": boxes, "scale": scale, "colour": colour}
        return self._ask({**request, "drawing": drawing}, data, settings)

    def probe(self, file: Path, *, settings: Settings) -> Probed:
        """What holds a worker, measured by attempts on ``file`` and beside it; raises what reading raises."""
        request, data = _request(b"", settings, file.name, None)
        return msgspec.json.decode(self._ask({**request, "probe": str(file)}, data, settings), type=Probed)

    def close(self) -> None:
        """Ends the worker, after the file that it is reading; the client can be used again."""
        with self._lock:
            self._stop()

    def _ready(self, settings: Settings) -> Worker:
        worker = self._worker
        is_fit = worker and worker.max_memory_bytes == settings.max_memory_bytes and worker.served < FILES_PER_WORKER
        if worker is not None and is_fit and worker.is_running():
            return worker
        self._stop()
        self._worker = Worker(settings.max_memory_bytes)
        return self._worker

    def _ask(self, request: Mapping[str, Any], data: bytes, settings: Settings, report: Report | None = None) -> bytes:
        with self._lock:
            try:
                return self._ready(settings).ask(request, data, settings, report)
            except KilledError:
                with contextlib.suppress(KilledError):
                    return self._ready(settings).ask(request, data, settings, report)
        raise NotJudgedError(Cause.ENDED)

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()


class ClientPool:
    """Lends ``size`` clients to any number of threads; a caller waits for its turn where all are busy.

    Workers start when they are needed first. A file that hangs or breaks its worker holds up nobody but its own caller.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError("a pool needs at least one client")
        self._size = size
        self.forget()

    def forget(self) -> None:
        """Begins anew without ending the workers: for a forked child, whose parent they belong to."""
        self._clients = [Client() for _ in range(self._size)]
        self._idle = list(self._clients)
        self._waiting: deque[queue.SimpleQueue[Client]] = deque()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, settings: Settings) -> None:
        """Starts one worker ahead of the first file; does nothing where all are busy."""
        with self._lock:
            client = self._idle.pop() if self._idle else None
        if client is not None:
            try:
                client.start(settings)
            finally:
                self._give_back(client)

    def read(
        self,
        source: Path | bytes,
        *,
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
        report: Report | None = None,
    ) -> Document:
        """As ``Client.read``."""
        with self._borrowed() as client:
            return client.read(source, settings=settings, name=name, password=password, report=report)

    def annotate(
        self,
        source: Path | bytes,
        marks: Sequence[Mapping[str, Any]],
        *,
        settings: Settings,
        legend: Mapping[str, Any] | None = None,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """As ``Client.annotate``."""
        with self._borrowed() as client:
            return client.annotate(source, marks, settings=settings, legend=legend, name=name, password=password)

    def attachment(
        self,
        source: Path | bytes,
        wanted: str,
        *,
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """As ``Client.attachment``."""
        with self._borrowed() as client:
            return client.attachment(source, wanted, settings=settings, name=name, password=password)

    def page_image(
        self,
        source: Path | bytes,
        page: int,
        boxes: Sequence[Sequence[float]] = (),
        *,
        scale: float = 1.5,
        colour: str = "f5e58a",
        settings: Settings,
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """As ``Client.page_image``."""
        with self._borrowed() as client:
            return client.page_image(
                source, page, boxes, scale=scale, colour=colour, settings=settings, name=name, password=password
            )

    def close(self) -> None:
        """Ends all workers, each after the file that it is reading; the pool can be used again."""
        for client in self._clients:
            client.close()

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[Client]:
        client = self._borrow()
        try:
            yield client
        finally:
            self._give_back(client)

    def _borrow(self) -> Client:
        turn: queue.SimpleQueue[Client] = queue.SimpleQueue()
        with self._lock:
            if self._idle:
                return self._idle.pop()  # the one used last: its worker is warm
            self._waiting.append(turn)
        try:
            return turn.get()
        except BaseException:  # Ctrl-C: nobody may hand a client to a caller that has gone
            self._leave(turn)
            raise

    def _leave(self, turn: queue.SimpleQueue[Client]) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._waiting.remove(turn)
        with contextlib.suppress(queue.Empty):
            self._give_back(turn.get_nowait())

    def _give_back(self, client: Client) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(client)
            else:
                self._idle.append(client)


def shared() -> ClientPool:
    """The pool of this process, a client for each core that it may use; its workers end with it."""
    with _making:  # the first callers may be several threads
        return _shared()


@cache
def _shared() -> ClientPool:
    pool = ClientPool(available_cores())
    atexit.register(pool.close)
    if hasattr(os, "register_at_fork"):  # a child must not wait for clients that its parent's threads have borrowed
        os.register_at_fork(after_in_child=pool.forget)
    return pool


_making = threading.Lock()


def _request(
    source: Path | bytes, settings: Settings, name: str | None, password: str | None
) -> tuple[dict[str, Any], bytes]:
    name = name or ("-" if isinstance(source, bytes) else source.name)
    name = name.encode("utf-8", "replace").decode()  # bytes that are no UTF-8, as in names from old archives
    data = source if isinstance(source, bytes) else file_bytes(source, name, settings)
    return {"name": name, "size": len(data), "password": password, "settings": asdict(settings)}, data
