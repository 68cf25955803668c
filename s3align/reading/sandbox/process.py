"""One worker process and the conversation with it: a request and a file's bytes in, reports and an answer out."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from s3align.errors import (
    Cause,
    DamagedError,
    Detail,
    NotAssessableError,
    NotJudgedError,
    S3AlignError,
    Said,
    TimedOutError,
    TooLargeError,
    UsageError,
)
from s3align.reading.sandbox.worker import broken_message, memory_message
from s3align.reading.source import Report
from s3align.settings import Settings

MAX_REPLY_BYTES = 128_000_000
"""More than a document of the largest allowed length; a worker that announces more is ended."""
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

_Reply = dict[str, Any] | bytes | ValueError | None


class KilledError(Exception):
    """Somebody killed the worker, such as a system short of memory: no fault of the file."""


class Worker:
    """A confined process that opens files, one after the other; ``served`` counts them."""

    def __init__(self, max_memory_bytes: int) -> None:
        self.max_memory_bytes = max_memory_bytes
        self.served = 0
        self._parent = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-I", "-c", _START, str(max_memory_bytes), os.pathsep.join(filter(None, sys.path))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=Path(sys.executable).anchor,
            start_new_session=True,
        )

    def is_running(self) -> bool:
        """Whether the process can take another file; that of a forked process's parent cannot."""
        return self._parent == os.getpid() and self.process.poll() is None

    def ask(self, request: Mapping[str, Any], data: bytes, settings: Settings, report: Report | None = None) -> bytes:
        """The bytes of the answer.

        Raises the errors of reading, KilledError where somebody ended the process, TimedOutError where it says nothing for
        ``settings.max_seconds``. The process is ended where it did not answer as the protocol demands.
        """
        name = str(request["name"])
        self.served += 1
        replies: queue.SimpleQueue[_Reply] = queue.SimpleQueue()
        line = json.dumps(request).encode() + b"\n"
        threading.Thread(target=_converse, args=(self.process, line, data, replies), daemon=True).start()
        try:
            return self._answer(replies, name, settings, report)
        except queue.Empty as error:
            self.stop()
            raise TimedOutError(
                f"Reading the file '{name}' took longer than {settings.max_seconds:g} seconds. Export it again without large "
                "drawings, or raise the setting max_seconds."
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.stop()
            raise DamagedError(broken_message(name, "no valid answer")) from error
        except KeyboardInterrupt:
            self.stop()
            raise

    def _answer(
        self, replies: queue.SimpleQueue[_Reply], name: str, settings: Settings, report: Report | None
    ) -> bytes:
        done = 0
        while True:
            reply = replies.get(timeout=settings.max_seconds)
            if isinstance(reply, bytes):
                return reply
            if isinstance(reply, ValueError):
                raise reply
            if reply is None:
                raise self._death(name)
            if "error" in reply:
                raise _passed_on(reply)
            done = _next_report(reply, done, settings.max_recognised_pages)
            if report is not None:
                report(done, int(reply["total"]))

    def _death(self, name: str) -> Exception:
        self.stop()
        code = self.process.returncode
        if code in _FROM_OUTSIDE:
            return KilledError()
        if code > 0:  # its own end, as where it cannot be started: no fault of the file
            return NotJudgedError(Cause.FAILED)
        if code == _OUT_OF_MEMORY:
            return TooLargeError(memory_message(name))
        return DamagedError(broken_message(name, f"ended with {code}"))

    def stop(self) -> None:
        """Ends the process at once, unless it belongs to a process that this one was forked from."""
        if self._parent != os.getpid():
            return
        process = self.process
        with contextlib.suppress(OSError):
            if process.stdin:
                process.stdin.close()
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _passed_on(reply: Mapping[str, Any]) -> S3AlignError:
    """The error that a worker reports. Raises KeyError or ValueError where there is no such error or detail."""
    message = str(reply["message"])
    if "key" in reply:
        values = {str(name): str(value) for name, value in reply["values"].items()}
        message = Said(message, str(reply["key"]), values)
    error = _ERRORS[reply["error"]](message)
    if isinstance(error, NotAssessableError) and reply.get("detail"):
        error.detail = Detail(reply["detail"])
    return error


def _next_report(reply: Mapping[str, Any], done: int, most: int) -> int:
    """How many pages are done now; reports that do not count up would keep a caller waiting for ever."""
    now, total = int(reply["done"]), int(reply["total"])
    if not done < now <= total <= most:
        raise ValueError("reports that do not count up")
    return now


def _converse(
    process: subprocess.Popen[bytes], request: bytes, data: bytes, replies: queue.SimpleQueue[_Reply]
) -> None:
    """Sends a request and passes on every reply: None where the worker has ended, an error where it sends nonsense."""
    try:
        _send(process.stdin, request, data)
        while True:
            reply = _receive(process.stdout)
            replies.put(reply)
            if reply is None or isinstance(reply, bytes) or "error" in reply:
                return
    except OSError:
        replies.put(None)
    except ValueError as error:
        replies.put(error)


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
    size = reply["size"]
    if type(size) is not int or not 0 <= size <= MAX_REPLY_BYTES:
        raise ValueError("an impossible size")
    body = pipe.read(size)
    return body if len(body) == size else None
