"""Tesseract's exception: the only processes of a worker that may start a program, this one, and see nothing but pictures.

A worker opens untrusted files and so may start nothing. Before it confines itself it forks a few processes that have not
seen a file. Each takes one picture at a time through a pipe, checks that it is a plain grey raster, and hands it to
Tesseract, which can read its own libraries and models and nothing else, write nothing and start nothing.
"""

from __future__ import annotations

import json
import os
import queue
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from s3align.machine import available_cores
from s3align.reading import tesseract
from s3align.reading.sandbox import confinement, system_calls
from s3align.reading.sandbox.needed_files import needs_of_recognition
from s3align.reading.tesseract import Request

MOST_PROCESSES = 8
"""Pages recognised at once by one worker; an idle process costs about a megabyte, and a batch has a worker for each core."""
MAX_PICTURE_BYTES = 64_000_000
"""More than a page of the largest size that is drawn (``ocr.MAX_PIXELS``)."""
MAX_PRINTED_BYTES = 32_000_000
"""More than Tesseract prints of any page."""


@dataclass(frozen=True, slots=True)
class _Process:
    """The pipes to a process that starts Tesseract."""

    requests: BinaryIO
    answers: BinaryIO

    def ask(self, request: Request, seconds: float) -> bytes | None:
        facts = {"question": request.question, "model": request.model, "resolution": request.resolution}
        line = json.dumps({**facts, "size": len(request.picture), "seconds": seconds}).encode()
        try:
            self.requests.write(line + b"\n" + request.picture)
            self.requests.flush()
            size = int(self.answers.readline(20) or -1)
            printed = self.answers.read(size) if 0 <= size <= MAX_PRINTED_BYTES else b""
        except (OSError, ValueError):  # it has ended, as where memory does
            return None
        return printed if len(printed) == size else None


class Recognition:
    """Forks its processes at once: make it while this process has one thread and has opened nothing untrusted."""

    def __init__(self, path: str, address_space: int) -> None:
        self._path = path
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        for _ in range(min(available_cores(), MOST_PROCESSES)):
            self._idle.put(_fork(lambda requests, answers: _serve(path, address_space, requests, answers)))

    def ask(self, path: str, request: Request, seconds: float) -> bytes | None:
        """As ``tesseract.ask``, for the program that was there at the beginning; waits for its turn."""
        if path != self._path:
            return None
        process = self._idle.get()
        try:
            return process.ask(request, seconds)
        finally:
            self._idle.put(process)


def _fork(serve: Callable[[BinaryIO, BinaryIO], None]) -> _Process:
    """A process that serves what comes through a pipe; it holds no other descriptor of this one."""
    (their_requests, requests), (answers, their_answers) = os.pipe(), os.pipe()
    if os.fork():
        os.close(their_requests)
        os.close(their_answers)
        return _Process(os.fdopen(requests, "wb"), os.fdopen(answers, "rb"))
    try:
        os.dup2(their_requests, 0)
        os.dup2(their_answers, 1)
        os.closerange(3, confinement.OPEN_FILES)
        serve(os.fdopen(0, "rb"), os.fdopen(1, "wb"))
    finally:
        os._exit(0)


def _serve(path: str, address_space: int, requests: BinaryIO, answers: BinaryIO) -> None:
    confinement.end_with_parent()
    confinement.confine(address_space, needs_of_recognition(path))
    while line := requests.readline():
        request = json.loads(line)
        printed = _printed(path, request, requests.read(min(request["size"], MAX_PICTURE_BYTES)))
        answers.write(b"-1\n" if printed is None else b"%d\n" % len(printed) + printed)
        answers.flush()


def _printed(path: str, request: dict[str, Any], picture: bytes) -> bytes | None:
    wanted = Request(str(request["question"]), str(request["model"]), request["resolution"], picture)
    return tesseract.start(path, wanted, float(request["seconds"]), before=_give_up_children)


def _give_up_children() -> None:
    """Runs in Tesseract's process before Tesseract does."""
    confinement.end_with_parent()
    system_calls.restrict(starts_program=True)
