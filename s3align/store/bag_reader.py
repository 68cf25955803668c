"""Reads a bag in a ZIP that may come from anybody: nothing of it is read before all that its directory says is checked.

Nothing is unpacked to disk. What a program could show in another way than this one (a name twice, a link, a name that leads out
of the folder) is refused, and so is what would cost memory or time beyond what our own archives need.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from s3align.store.bag import DECLARATION, INFO, MANIFEST, PAYLOAD, SOURCE_HASH, TAG_MANIFEST

MAX_ENTRIES = 500
"""Files of an archive; ours have about fifty."""
MAX_BESIDE_BYTES = 100_000_000
"""What an archive may hold beside the proposal; ours hold 3 MB, 6 with the whole model, some more of a long proposal."""
MAX_RATIO = 200
"""Bytes unpacked for one packed, of files above ``_SMALL_BYTES``; tables and pages shrink to a twentieth."""
_SMALL_BYTES = 1_000_000
_MAX_DIRECTORY_BYTES = 500_000
"""Of the list of files at the end of a ZIP; an entry of ours takes about 120."""
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_END_BYTES, _END_64_BYTES, _HEADER_BYTES = 22, 20, 30
_LONGEST_COMMENT = 65_535
_PIECE = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *]?(\S.*)")
_MAX_LIST_BYTES = 200_000
"""Of a list of checksums or ``bag-info.txt``: ``MAX_ENTRIES`` lines."""
_LONGEST_NAME = 400


class Unsafe(StrEnum):
    """Why an archive is not read."""

    SIZE = "size"
    COUNT = "count"
    NAME = "name"
    TWICE = "twice"
    LINK = "link"
    PACKING = "packing"


class UnsafeArchiveError(ValueError):
    """An archive that is not read; ``kind`` says why."""

    def __init__(self, kind: Unsafe) -> None:
        super().__init__(kind.value)
        self.kind = kind


class NoBagError(ValueError):
    """A ZIP without a bag: a workbook, or a folder that was packed."""


@dataclass(frozen=True)
class Bag:
    """A bag whose directory was checked; ``entries``: path below its folder -> entry. Open one with ``open_bag``."""

    archive: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    def read(self, path: str, limit: int = MAX_BESIDE_BYTES) -> bytes:
        """The bytes of a file. Raises UnsafeArchiveError above ``limit``, BadZipFile for a damaged one, KeyError without it."""
        if self.entries[path].file_size > limit:
            raise UnsafeArchiveError(Unsafe.SIZE)
        with _damage():
            return self.archive.read(self.entries[path])

    def sha256(self, path: str) -> str:
        """The checksum of a file, read piece by piece. Raises BadZipFile for a damaged one."""
        digest = hashlib.sha256()
        with _damage(), self.archive.open(self.entries[path]) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    @cached_property
    def checksums(self) -> dict[str, str] | None:
        """Path -> SHA-256 as the lists say; None where one is missing or no such list."""
        found: dict[str, str] = {}
        for name in (MANIFEST, TAG_MANIFEST):
            if name not in self.entries:
                return None
            for line in self._lines(name):
                match = _LINE.fullmatch(line)
                if match is None or match[2] in found or (name == MANIFEST) != match[2].startswith(PAYLOAD):
                    return None
                found[match[2]] = match[1].lower()
        return found

    @cached_property
    def source_sha256(self) -> str:
        """The checksum of the file that the bag is about, as ``bag-info.txt`` says; "" where it does not."""
        rows = self._lines(INFO) if INFO in self.entries else []
        given = next((row.partition(":")[2].strip() for row in rows if row.startswith(f"{SOURCE_HASH}:")), "")
        return given.removeprefix("sha256:")

    def _lines(self, path: str) -> list[str]:
        return self.read(path, _MAX_LIST_BYTES).decode("utf-8", "replace").splitlines()


@contextmanager
def open_bag(path: Path, max_proposal_bytes: int) -> Iterator[Bag]:
    """A bag in the ZIP ``path``.

    Raises UnsafeArchiveError for one that is not read, NoBagError for another kind of ZIP, BadZipFile for a damaged file and
    OSError.
    """
    limit = max_proposal_bytes + MAX_BESIDE_BYTES
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        if size > limit:
            raise UnsafeArchiveError(Unsafe.SIZE)
        _check_directory(stream, size)
        with _damage():
            archive = zipfile.ZipFile(stream)
        with archive:
            entries = archive.infolist()
            if not any(entry.filename.endswith(f"/{DECLARATION}") for entry in entries):
                raise NoBagError(path.name)
            _check(entries, size, limit)
            yield Bag(archive, _below_folder(entries))


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever the library raises for a ZIP that is none, as BadZipFile."""
    try:
        yield
    except (ValueError, EOFError, NotImplementedError, RuntimeError, struct.error, zlib.error) as error:
        raise zipfile.BadZipFile(str(error)) from error


def _check_directory(stream: BinaryIO, size: int) -> None:
    """Refuses a directory that is larger than any of ours before it is read as a whole."""
    start = max(0, size - _END_BYTES - _LONGEST_COMMENT - _END_64_BYTES)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise zipfile.BadZipFile("no end of a directory")
    count, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if _END_64 in tail[max(0, at - _END_64_BYTES) : at] or count > MAX_ENTRIES or directory > _MAX_DIRECTORY_BYTES:
        raise UnsafeArchiveError(Unsafe.COUNT)


def _check(entries: list[zipfile.ZipInfo], size: int, limit: int) -> None:
    """Raises UnsafeArchiveError for the first thing that no archive of ours has."""
    if len(entries) > MAX_ENTRIES:
        raise UnsafeArchiveError(Unsafe.COUNT)
    seen: set[str] = set()
    for entry in entries:
        if not _is_safe(entry):
            raise UnsafeArchiveError(Unsafe.NAME)
        plain = unicodedata.normalize("NFC", entry.filename).casefold()
        if plain in seen:
            raise UnsafeArchiveError(Unsafe.TWICE)
        seen.add(plain)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
            raise UnsafeArchiveError(Unsafe.LINK)
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnsafeArchiveError(Unsafe.PACKING)
        if entry.file_size > _SMALL_BYTES and entry.file_size > MAX_RATIO * entry.compress_size:
            raise UnsafeArchiveError(Unsafe.SIZE)
    if sum(entry.file_size for entry in entries) > limit or _overlap(entries, size):
        raise UnsafeArchiveError(Unsafe.SIZE)


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """Whether every system would write an entry of this name into the folder, and nowhere else."""
    name = entry.filename
    parts = name.removesuffix("/").split("/")
    return (
        entry.orig_filename == name  # else it has a NUL, behind which programs read on or do not
        and len(name) <= _LONGEST_NAME
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and all(part and part.rstrip(" .") == part for part in parts)
    )


def _overlap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether entries share bytes, as those of a bomb do."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER_BYTES + entry.compress_size
    return end > size


def _below_folder(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Path -> file, below the one folder that a bag is packed with. Raises UnsafeArchiveError where there are more."""
    folders = {entry.filename.partition("/")[0] for entry in entries}
    if len(folders) != 1:
        raise UnsafeArchiveError(Unsafe.NAME)
    return {entry.filename.partition("/")[2]: entry for entry in entries if not entry.is_dir()}
