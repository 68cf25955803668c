"""Reads files in worker processes, so that no file can crash, hang or fill the one that asks.

A ``Client`` keeps one warm worker and starts a fresh one after a crash, a timeout or ``FILES_PER_WORKER`` files; it reads
one file at a time. A ``ClientPool`` lends its clients to as many threads as ask.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from s3align.errors import Cause, DamagedError, NotJudgedError
from s3align.reading.sandbox import protocol
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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        name: str | None = None,
        password: str | None = None,
    ) -> bytes:
        """A copy of a PDF with its marks highlighted; ``marks`` have the fields of ``annotate.Mark``."""
        request, data = _request(source, settings, name, password)
        return self._ask({**request, "marks": marks}, data, settings)

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


@cache
def shared() -> Client:
    """The reader of this process; its worker ends with it."""
    reader = Client()
    atexit.register(reader.close)
    return reader


def _request(
    source: Path | bytes, settings: Settings, name: str | None, password: str | None
) -> tuple[dict[str, Any], bytes]:
    name = name or ("-" if isinstance(source, bytes) else source.name)
    name = name.encode("utf-8", "replace").decode()  # bytes that are no UTF-8, as in names from old archives
    data = source if isinstance(source, bytes) else file_bytes(source, name, settings)
    return {"name": name, "size": len(data), "password": password, "settings": asdict(settings)}, data
