"""The file that a workbook is packed into, which takes nothing more once the disk has refused something."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class TargetFile(io.FileIO):
    """A file to write to, for ``zipfile``.

    Where writing fails, xlsxwriter leaves its ``ZipFile`` open, and this writes its directory when it is swept up: Python
    would print that second error beside the sentence that tells of the first. So what comes after an error is dropped.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "wb")
        self._is_lost = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Writes all of ``data``. Raises OSError, once."""
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while left and not self._is_lost:
                left = left[super().write(left) or 0 :]
        except OSError:
            self._is_lost = True
            raise
        return size
