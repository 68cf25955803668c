"""What lies in a zip that somebody uploads: nothing is unpacked before all that its directory says is checked.

A zip that would cost memory, time or room beyond what proposals need is refused as a whole. Of any other, each file is given
or comes with the reason why not. No name in it is ever used as a path.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Self

from s3align.errors import S3AlignError, Said, said

MAX_RATIO = 200
"""Bytes unpacked for one packed, of files above ``_SMALL_BYTES``: texts shrink to a twentieth, PDF hardly."""
_SMALL_BYTES = 1_000_000
_ENTRIES_PER_FILE = 3
"""Entries for one file: its folder, and what a Mac puts beside it."""
_DIRECTORY_BYTES = 1_000
"""Of the directory for one entry: 46, and a name as long as file systems have it, three bytes a sign."""
_END, _END_64, _RECORD_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_BYTES, _END_64_BYTES, _RECORD_64_BYTES, _HEADER_BYTES = 22, 20, 56, 30
_LONGEST_COMMENT = 65_535
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_BESIDE = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What systems add to a folder without asking."""


class ArchiveRefusedError(S3AlignError):
    """A zip is not taken at all."""

    http_status = 422
    problem_kind = "not-taken"


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a zip may hold: ``files``, and ``size_bytes`` of all of them unpacked."""

    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip, by its name there; ``why``: the reason why it is not given, None for one that is."""

    name: str
    why: Said | None
    entry: zipfile.ZipInfo


@contextmanager
def opened(stream: BinaryIO, limits: ArchiveLimits) -> Iterator[tuple[zipfile.ZipFile, list[Member]]]:
    """A zip with what is in it, checked. Raises ArchiveRefusedError for one that is not taken."""
    size = stream.seek(0, 2)
    _check_directory(stream, size, limits)
    try:
        archive = zipfile.ZipFile(stream)
    except (ValueError, EOFError, NotImplementedError, struct.error, zipfile.BadZipFile) as error:
        raise _damaged() from error
    with archive:
        entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
        _check(entries, archive.infolist(), size, limits)
        names = Counter(_plain(entry.filename) for entry in entries)
        yield archive, [Member(entry.filename, _why_not(entry, names), entry) for entry in entries]


class Unpacked:
    """The bytes of a file in a zip, as a stream; use it in a ``with`` statement."""

    def __init__(self, archive: zipfile.ZipFile, member: Member) -> None:
        """Raises ArchiveRefusedError, as reading does, where the file is damaged."""
        with _damage():
            self._stream = archive.open(member.entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        with _damage():
            return self._stream.read(size)


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever the library raises for a damaged file, as ArchiveRefusedError."""
    try:
        yield
    except (
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        raise ArchiveRefusedError(
            said("zip_member_damaged", "The file is damaged inside the zip. Pack it again, or upload it alone.")
        ) from error


def is_zip(name: str) -> bool:
    """Whether an upload is one by its name."""
    return name.lower().endswith(".zip")


def _check_directory(stream: BinaryIO, size: int, limits: ArchiveLimits) -> None:
    """Refuses a directory that is larger than such a zip needs before it is read as a whole."""
    start = max(0, size - _END_BYTES - _LONGEST_COMMENT - _END_64_BYTES)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise _damaged()
    count, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if tail[max(0, at - _END_64_BYTES) : at].startswith(_END_64):
        count, directory = _end_64(stream, tail[at - _END_64_BYTES : at], size)
    stream.seek(0)
    entries = _ENTRIES_PER_FILE * limits.files
    if count > entries or directory > entries * _DIRECTORY_BYTES:
        raise _too_many(limits)


def _end_64(stream: BinaryIO, locator: bytes, size: int) -> tuple[int, int]:
    """Entries and size of the directory as a large zip has them."""
    place = int(struct.unpack("<Q", locator[8:16])[0])
    if place + _RECORD_64_BYTES > size:
        raise _damaged()
    stream.seek(place)
    record = stream.read(_RECORD_64_BYTES)
    if not record.startswith(_RECORD_64):
        raise _damaged()
    count, directory = struct.unpack("<QQ", record[32:48])
    return count, directory


def _check(entries: list[zipfile.ZipInfo], everything: list[zipfile.ZipInfo], size: int, limits: ArchiveLimits) -> None:
    """Raises ArchiveRefusedError for what no honest zip has."""
    if len(entries) > limits.files or len(everything) > _ENTRIES_PER_FILE * limits.files:
        raise _too_many(limits)
    if sum(entry.file_size for entry in everything) > limits.size_bytes:
        raise ArchiveRefusedError(
            said(
                "zip_too_large",
                "The files in the zip are larger than {most} MB together. Upload them in several parts.",
                most=limits.size_bytes // 1_000_000,
            )
        )
    if _overlap(everything, size) or any(_is_bomb(entry) for entry in everything):
        raise ArchiveRefusedError(
            said(
                "zip_bomb",
                "The zip is packed so that it grows beyond all measure, as one that is made to harm. Nothing of it was taken. "
                "Pack the files again, or upload them without a zip.",
            )
        )


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL_BYTES and entry.file_size > MAX_RATIO * entry.compress_size


def _overlap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether entries share bytes, as those of a bomb do."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER_BYTES + entry.compress_size
    return end > size


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    """Folders, and files that systems add without asking or hide."""
    parts = entry.filename.replace("\\", "/").split("/")
    hidden = parts[-1].startswith((".", "~$")) and parts[-1] not in (".", "..")
    return entry.is_dir() or parts[-1] == "" or hidden or any(part in _BESIDE for part in parts)


def _why_not(entry: zipfile.ZipInfo, names: Counter[str]) -> Said | None:
    """Why a file is not given; None for one that is."""
    if not _is_safe(entry):
        return said("zip_member_name", "Its name in the zip leads out of the folder. Rename it, or upload it alone.")
    if names[_plain(entry.filename)] > 1:
        return said("zip_member_twice", "Two files in the zip have this name. Rename one, or upload both alone.")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return said("zip_member_link", "It is a link and no file. Pack the file itself.")
    if entry.filename.lower().endswith(_ARCHIVES):
        return said("zip_member_archive", "It is an archive within the zip. Unpack it, then upload its files.")
    return _unreadable(entry)


def _unreadable(entry: zipfile.ZipInfo) -> Said | None:
    if entry.flag_bits & 1:
        return said("zip_member_encrypted", "It is protected by a password. Pack it without one.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return said("zip_member_packing", "It is packed in a way that is not read. Pack it as an ordinary zip.")
    return None


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """Whether a name stays within the folder on every system; behind a NUL programs read on or do not."""
    name = entry.filename.replace("\\", "/")
    is_absolute = name.startswith("/") or name[1:2] == ":"
    return entry.orig_filename == entry.filename and not is_absolute and ".." not in name.split("/")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()


def _damaged() -> ArchiveRefusedError:
    return ArchiveRefusedError(
        said("zip_damaged", "The zip is damaged, or no zip. Pack the files again, or upload them without a zip.")
    )


def _too_many(limits: ArchiveLimits) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        said("zip_too_many", "The zip holds more than {most} files. Upload them in several parts.", most=limits.files)
    )
