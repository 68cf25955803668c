"""The files beside the database: what was handed in, by its SHA-256, and the folders of applicants' checks.

A file is there whole or not at all: it is written beside its place, brought to the disk, and then named. Whoever keeps a
row about a file keeps the file first, so that no row ever names one that is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

_BLOCK = 1 << 20


class Readable(Protocol):
    """What bytes are read from, a block at a time."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store: its SHA-256 and its size in bytes."""

    sha256: str
    size: int


class FileStore:
    """The files in a data folder. Several processes may use one at once."""

    def __init__(self, data: Path) -> None:
        """``data``: the server's folder, made where it is missing, for the server's user alone."""
        self._files = data / "files"
        self._checks = data / "checks"
        for folder in (data, self._files, self._checks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, source: Readable) -> KeptFile:
        """Takes in a file; the same bytes lie there once."""
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._files, prefix=".coming-", delete=False) as coming:
            place = Path(coming.name)
            try:
                while block := source.read(_BLOCK):
                    coming.write(block)
                    digest.update(block)
                    size += len(block)
                coming.flush()
                os.fsync(coming.fileno())
            except BaseException:
                place.unlink(missing_ok=True)
                raise
        target = self.path(digest.hexdigest())
        target.parent.mkdir(mode=0o700, exist_ok=True)
        place.replace(target)
        _bring_to_disk(target.parent)
        return KeptFile(digest.hexdigest(), size)

    def path(self, sha256: str) -> Path:
        """Where a file lies, or would."""
        return self._files / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a file is there.

        Whoever takes one in asks so in the transaction that writes its row: a case with the same file may have been deleted
        since it was kept. Then it is kept again; from then on the row holds it.
        """
        return self.path(sha256).exists()

    def delete(self, sha256: str) -> None:
        """Removes a file that no row names any more."""
        self.path(sha256).unlink(missing_ok=True)

    def older_than(self, age: timedelta) -> Iterator[str]:
        """The SHA-256 of files that were kept so long ago."""
        for path in self._files.glob("[0-9a-f][0-9a-f]/*"):
            if _is_older(path, age):
                yield path.name

    def delete_older(self, sha256: str, age: timedelta) -> None:
        """As ``delete``, but not where somebody has kept the same bytes anew meanwhile."""
        if _is_older(self.path(sha256), age):
            self.delete(sha256)

    def sweep(self, age: timedelta) -> None:
        """Removes what a process that was killed had half written so long ago."""
        for path in self._files.glob(".coming-*"):
            if _is_older(path, age) and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif _is_older(path, age):
                path.unlink(missing_ok=True)

    def passing_folder(self) -> Path:
        """A new folder for what is made and sent at once; whoever asks for it removes it, and ``sweep`` what a kill left."""
        return Path(tempfile.mkdtemp(dir=self._files, prefix=".coming-"))

    def check_folder(self, check: str) -> Path:
        """The folder of an applicant's check, by the id of its row; not made here."""
        return self._checks / check

    def checks(self) -> list[str]:
        """The ids of all checks that have a folder."""
        return sorted(path.name for path in self._checks.iterdir() if path.is_dir())


def _is_older(path: Path, age: timedelta) -> bool:
    try:
        return path.stat().st_mtime < time.time() - age.total_seconds()
    except FileNotFoundError:
        return False


def _bring_to_disk(folder: Path) -> None:
    """What was renamed in a folder outlasts a power cut; only systems whose folders can be opened need it."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
