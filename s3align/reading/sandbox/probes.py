"""What a confined worker gets when it tries what it must not do: asked by ``s3align doctor`` of a worker made for it.

Every attempt is harmless where it succeeds: it looks at a file that its caller made, writes nothing into the one it makes,
signals nothing, and asks a port where nobody listens.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from s3align.reading.sandbox.confinement import Layers

_CLOSED_PORT = 9  # "discard": nobody has offered it for decades
_NOBODY_THERE = (errno.ECONNREFUSED, errno.ETIMEDOUT)


class Attempt(StrEnum):
    """What a worker tries."""

    READ = "read"
    WRITE = "write"
    CONNECT = "connect"
    START = "start"
    SIGNAL = "signal"
    MEMORY = "memory"


class Outcome(StrEnum):
    """What came of it; "untried" where this system offers no way to try."""

    REFUSED = "refused"
    ALLOWED = "allowed"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Probed:
    """The layers a worker says hold it, what came of its attempts, and the text recognition that it can use."""

    layers: Layers
    outcomes: Mapping[Attempt, Outcome]
    recognition: str


def try_all(file: Path) -> dict[Attempt, Outcome]:
    """Tries everything on ``file``, which the worker could read were it not confined, and beside it."""
    is_linux = sys.platform == "linux"
    attempts: dict[Attempt, Callable[[], None] | None] = {
        Attempt.READ: lambda: _open(file, os.O_RDONLY),
        Attempt.WRITE: lambda: _write(file.with_name("made by the worker")),
        Attempt.CONNECT: _connect if is_linux else None,
        Attempt.START: _start if hasattr(os, "posix_spawn") else None,
        Attempt.SIGNAL: (lambda: os.kill(os.getppid(), 0)) if os.name == "posix" else None,
        Attempt.MEMORY: (lambda: _open(Path(f"/proc/{os.getppid()}/mem"), os.O_RDONLY)) if is_linux else None,
    }
    return {attempt: Outcome.UNTRIED if do is None else _outcome(do) for attempt, do in attempts.items()}


def _outcome(do: Callable[[], None]) -> Outcome:
    try:
        do()
    except OSError:
        return Outcome.REFUSED
    return Outcome.ALLOWED


def _open(file: Path, flags: int) -> None:
    os.close(os.open(file, flags))


def _write(file: Path) -> None:
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        os.write(number, b"x")
    finally:
        os.close(number)


def _connect() -> None:
    """Raises OSError where no connection can be tried; that nobody listens is none of the confinement's doing."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.socket(2, 1, 0)  # AF_INET, SOCK_STREAM; the package imports no network library
    if number < 0:
        raise OSError(ctypes.get_errno(), "no socket")
    address = struct.pack("=HHI8x", 2, *struct.unpack("=HI", struct.pack("!HI", _CLOSED_PORT, 0x7F000001)))
    failed, number_of_error = libc.connect(number, address, len(address)), ctypes.get_errno()
    os.close(number)
    if failed and number_of_error not in _NOBODY_THERE:
        raise OSError(number_of_error, "no connection")


def _start() -> None:
    started = os.posix_spawn(sys.executable, [sys.executable, "-I", "-S", "-c", ""], {})
    os.kill(started, signal.SIGKILL)
    os.waitpid(started, 0)
