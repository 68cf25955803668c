"""Puts a review file in the place of the one before, which is kept beside it under its date: nothing is ever lost."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from s3align.errors import UsageError, said
from s3align.files import replacing, shown_name, write_atomically

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- a fixed date: the same input gives the same bytes


def refuse_open(path: Path) -> None:
    """Raises UsageError where Excel or LibreOffice has the file open: what is typed there would be lost, or lose this."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise UsageError(
                said(
                    "review_open_elsewhere",
                    "{file} is open in Excel or LibreOffice ({lock} lies beside it). Save and close it there, then call again. "
                    "Where nobody has it open, delete {lock}.",
                    file=shown_name(path),
                    lock=shown_name(Path(lock.name)),
                )
            )


def save(book: Any, path: Path, before: bytes | None, day: str) -> Path | None:
    """Writes a workbook; ``before``: what stood there when it was read, None for nothing. The copy of it that was kept.

    Raises UsageError where somebody has saved the file meanwhile, or where it cannot be written.
    """
    _sweep(path)
    book.properties.creator, book.properties.created, book.properties.modified = "s3align", _CREATED, _CREATED
    if before is None:
        with replacing(path) as temporary:
            _write(book, temporary)
        return None
    with replacing(path, force=True) as temporary:
        _write(book, temporary)
        refuse_open(path)
        if path.read_bytes() != before:
            raise UsageError(
                said(
                    "review_saved_meanwhile",
                    "{file} was saved by somebody while this command worked on it. Nothing was written. Call again.",
                    file=shown_name(path),
                )
            )
        copy = next(name for name in _copies(path, day) if not name.exists())
        write_atomically(copy, before)  # before the new file takes its place
    return copy


def _sweep(path: Path) -> None:
    """Removes what a command that was killed has left half written beside the file, by the names that ``replacing`` gives."""
    for half_written in path.parent.glob(f".{glob.escape(path.name)}.{'[a-z0-9_]' * 8}"):
        half_written.unlink(missing_ok=True)


class _Archive(ZipFile):
    """Parts bear a fixed date, so that the same content gives the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        part = ZipInfo(str(zinfo_or_arcname), _CREATED.timetuple()[:6])
        part.compress_type = ZIP_DEFLATED
        super().writestr(part, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def _write(book: Any, temporary: Path) -> None:
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 -- wanted for workbooks alone

    with temporary.open("wb") as stream, _Archive(stream, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


def _copies(path: Path, day: str) -> Iterator[Path]:
    """The names for a copy: "review.2026-11-27.xlsx", "review.2026-11-27-2.xlsx" and so on."""
    yield path.with_name(f"{path.stem}.{day}{path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem}.{day}-{number}{path.suffix}")
