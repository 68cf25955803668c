"""Reads files in a worker process, so that no file can crash, hang or fill the one that asks.

A ``Reader`` keeps one warm worker and starts a fresh one after a crash, a timeout or ``FILES_PER_WORKER`` files. It reads
one file at a time; for several at once use several readers.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from s3align.errors import (
    Cause,
    DamagedError,
    NotAssessableError,
    NotJudgedError,
    S3AlignError,
    TimedOutError,
    TooLargeError,
    UsageError,
)
from s3align.reading.sandbox import protocol
from s3align.reading.sandbox.worker import broken_message, memory_message
from s3align.reading.source import Report, file_bytes
from s3align.record.document import Document
from s3align.settings import Settings

FILES_PER_WORKER = 100
"""Files after which a worker is replaced: whatever its libraries leak stays small."""
MAX_REPLY_BYTES = 128_000_000
"""A document of the largest allowed length in JSON; a worker that sends more is not believed."""
_MAX_LINE_BYTES = 100_000
_START = (
    "import os, sys; sys.path[:] = sys.argv.pop().split(os.pathsep); "
    "from s3align.reading.sandbox.worker import main; main()"
)
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")
_PASSED_ON: list[type[S3AlignError]] = [UsageError, *NotAssessableError.__subclasses__()]
_ERRORS = {error.__name__: error for error in _PASSED_ON}

_OUT_OF_MEMORY = -signal.SIGABRT  # PDFium aborts where memory ends
_FROM_OUTSIDE = frozenset(-getattr(signal, name, 9) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"))


class Client:
    """Reads proposals in a process of its own; close it, or use it in a ``with`` statement."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[bytes] | None = None
        self._memory = 0
        self._served = 0
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
        ``settings.max_seconds`` without a report as timed out.
        """
        request, data = _request(source, settings, name, password)
        reply = self._ask(request, data, settings, report)
        try:
            return protocol.unpack(reply)
        except ValueError as error:
            self.close()
            raise DamagedError(broken_message(request["name"], "no valid answer")) from error

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
        """Ends the worker; the reader can be used again."""
        with self._lock:
            self._stop()

    def _ready(self, settings: Settings) -> subprocess.Popen[bytes]:
        is_fit = self._memory == settings.max_memory_bytes and self._served < FILES_PER_WORKER
        if self._worker is not None and is_fit and self._worker.poll() is None:
            return self._worker
        self._stop()
        self._memory, self._served = settings.max_memory_bytes, 0
        self._worker = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-I", "-c", _START, str(self._memory), os.pathsep.join(filter(None, sys.path))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=Path(sys.executable).anchor,
            start_new_session=True,
        )
        return self._worker

    def _ask(self, request: Mapping[str, Any], data: bytes, settings: Settings, report: Report | None = None) -> bytes:
        name = str(request["name"])
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            try:
                return self._exchange(self._ready(settings), line, data, name, settings, report)
            except _KilledError:
                with contextlib.suppress(_KilledError):
                    return self._exchange(self._ready(settings), line, data, name, settings, report)
        raise NotJudgedError(Cause.ENDED)

    def _exchange(
        self,
        worker: subprocess.Popen[bytes],
        request: bytes,
        data: bytes,
        name: str,
        settings: Settings,
        report: Report | None,
    ) -> bytes:
        self._served += 1
        replies: queue.SimpleQueue[dict[str, Any] | bytes | None] = queue.SimpleQueue()
        threading.Thread(target=_converse, args=(worker, request, data, replies), daemon=True).start()
        try:
            while True:
                reply = replies.get(timeout=settings.max_seconds)
                if isinstance(reply, bytes):
                    return reply
                if reply is None:
                    raise self._death(worker, name)
                if "error" in reply:
                    raise _ERRORS[reply["error"]](str(reply["message"]))
                if report is not None:
                    report(int(reply["done"]), int(reply["total"]))
        except queue.Empty as error:
            self._stop()
            raise TimedOutError(
                f"Reading the file '{name}' took longer than {settings.max_seconds:g} seconds. Export it anew without large "
                "drawings, or raise the setting max_seconds."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            self._stop()
            raise DamagedError(broken_message(name, "no valid answer")) from error
        except KeyboardInterrupt:
            self._stop()
            raise

    def _death(self, worker: subprocess.Popen[bytes], name: str) -> Exception:
        self._stop()
        if worker.returncode in _FROM_OUTSIDE:
            return _KilledError()
        if worker.returncode > 0:  # its own end, as where it cannot be started: no fault of the file
            return NotJudgedError(Cause.FAILED)
        if worker.returncode == _OUT_OF_MEMORY:
            return TooLargeError(memory_message(name))
        return DamagedError(broken_message(name, f"ended with {worker.returncode}"))

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with contextlib.suppress(OSError):
            if worker.stdin:
                worker.stdin.close()
        with contextlib.suppress(OSError):
            os.killpg(worker.pid, signal.SIGKILL) if hasattr(os, "killpg") else worker.kill()
        worker.wait()
        if worker.stdout:
            worker.stdout.close()


class _KilledError(Exception):
    """Somebody killed the worker, such as a system short of memory: no fault of the file."""


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
    data = source if isinstance(source, bytes) else file_bytes(source, name, settings)
    return {"name": name, "size": len(data), "password": password, "settings": asdict(settings)}, data


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _converse(
    worker: subprocess.Popen[bytes],
    request: bytes,
    data: bytes,
    replies: queue.SimpleQueue[dict[str, Any] | bytes | None],
) -> None:
    """Sends a request and passes on every reply; None where the worker has ended or sends nonsense."""
    try:
        _send(worker.stdin, request, data)
        while True:
            reply = _receive(worker.stdout)
            replies.put(reply)
            if reply is None or isinstance(reply, bytes) or "error" in reply:
                return
    except (OSError, ValueError):
        replies.put(None)


def _send(pipe: BinaryIO | Any, request: bytes, data: bytes) -> None:
    pipe.write(request)
    pipe.write(data)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> dict[str, Any] | bytes | None:
    line = pipe.readline(_MAX_LINE_BYTES)
    if not line:
        return None
    reply = json.loads(line)
    if not isinstance(reply, dict):
        raise ValueError("no report")  # noqa: TRY004 -- nonsense like any other
    if "size" not in reply:
        return reply
    size = min(int(reply["size"]), MAX_REPLY_BYTES)
    body = pipe.read(size)
    return body if len(body) == size else None
