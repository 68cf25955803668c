"""How Tesseract is started: directly, or in a confined worker through the one process that may (``sandbox.recognition``)."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

QUESTIONS = ("--version", "--list-langs")
_MODEL = re.compile(r"[a-z]{3}(?:_[a-z]+)?")
_PICTURE = re.compile(rb"P5 (\d{1,6}) (\d{1,6}) 255\n")


@dataclass(frozen=True, slots=True)
class Request:
    """A question, one of ``QUESTIONS``, or a grey picture (PGM) for one of Tesseract's models at so many dots per inch."""

    question: str = ""
    model: str = ""
    resolution: int = 0
    picture: bytes = b""

    def arguments(self) -> list[str]:
        """What follows the program's name.

        Raises ValueError for anything but a question or picture as above: what Tesseract does not know as a picture it takes
        for a list of files and addresses to read.
        """
        if self.question:
            if self.question not in QUESTIONS:
                raise ValueError("no question for Tesseract")
            return [self.question]
        header = _PICTURE.match(self.picture)
        if header is None or len(self.picture) != header.end() + int(header[1]) * int(header[2]):
            raise ValueError("no picture for Tesseract")
        if not _MODEL.fullmatch(self.model) or type(self.resolution) is not int:
            raise ValueError("no model of Tesseract")
        return ["stdin", "stdout", "-l", self.model, "--dpi", str(self.resolution), "tsv"]


Start = Callable[[str, Request, float], bytes | None]
"""Takes the path of the program, a request and seconds; gives what was printed, None where it failed or took longer."""


def start(path: str, request: Request, seconds: float, *, before: Callable[[], None] | None = None) -> bytes | None:
    """Starts Tesseract as a child of this process; ``before`` runs in the child first."""
    try:
        done = subprocess.run(  # noqa: S603
            [path, *request.arguments()],
            input=request.picture,
            capture_output=True,
            check=not request.question,
            timeout=seconds,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its own threads cost more than they bring
            preexec_fn=before,  # only a process with one thread gives it
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout


class _Starter:
    """The way in which this process starts Tesseract."""

    start: Start = staticmethod(start)


def ask(path: str, request: Request, seconds: float) -> bytes | None:
    """What Tesseract prints for a request; None where it failed or took longer than ``seconds``."""
    return _Starter.start(path, request, seconds)


def start_by(way: Start) -> None:
    """Lets this process start Tesseract another way from now on."""
    _Starter.start = staticmethod(way)
