"""The files beside the database: what was handed in, by its SHA-256, and the folders of applicants' checks.

A file is there whole or not at all: it is written beside its place, brought to the disk, and then named. Whoever keeps a
row about a file keeps the file first, so that no row ever names one that is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
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
        return KeptFile(digest.hexdigest(), size)

    def path(self, sha256: str) -> Path:
        """Where a file lies, or would."""
        return self._files / sha256[:2] / sha256

    def delete(self, sha256: str) -> None:
        """Removes a file that no row names any more."""
        self.path(sha256).unlink(missing_ok=True)

    def check_folder(self, check: str) -> Path:
        """The folder of an applicant's check, by the id of its row; not made here."""
        return self._checks / check

    def delete_check(self, check: str) -> None:
        """Removes all of a check."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.check_folder(check))

    def checks(self) -> list[str]:
        """The ids of all checks that have a folder."""
        return sorted(path.name for path in self._checks.iterdir() if path.is_dir())
