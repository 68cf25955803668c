"""Files below a folder of results that no command has written: which of them still name a case, and which nobody can tell of.

A file is searched as text in the encodings that an office has, and a package (ZIP, and so DOCX, XLSX, ODT) in its parts. All
of it is bounded: what is too large, or packed in another way, is named for a person to look into.
"""

from __future__ import annotations

import hashlib
import html
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

from s3align.files import file_hash, shown_name
from s3align.store.trace_words import TraceSearch

_MOST_BYTES = 64_000_000
"""Of a file, and of all parts of a package: above, searching would take minutes and gigabytes."""
_MOST_PARTS = 5_000
_CLOSED = frozenset({".pdf", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".zst"})
"""Suffixes of files that hold their text packed in a way that is not undone here."""
_LEAST_NULS = 0.2
"""Share of NUL bytes from which a file holds text in units of two bytes (UTF-16), as older Office files do."""
_ENDS = re.compile(r"</(?:\w+:)?(?:p|si|t[dhr]|li|h\d|div|title)>|<(?:\w+:)?(?:br|tab)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")


class Left(StrEnum):
    """Why a file is named."""

    MENTION = "mention"
    COPY = "copy"
    """It is the proposal itself, in one of its versions."""
    UNREAD = "unread"
    """It could not be looked into."""


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file that stays and is for people to look at; ``path``: below the folder of results."""

    path: str
    why: Left


def left_files(
    results: Path, search: TraceSearch, hashes: Collection[str], is_passed_over: Callable[[Path], bool]
) -> Iterator[LeftFile]:
    """The files below ``results`` that name a case, are a copy of it, or cannot be searched; in the order of their names."""
    for path in sorted(results.resolve().rglob("*")):
        if path.is_file() and not is_passed_over(path):
            below = path.relative_to(results.resolve())
            if (why := _why(path, below, search, hashes)) is not None:
                yield LeftFile(shown_name(below), why)


def _why(path: Path, below: Path, search: TraceSearch, hashes: Collection[str]) -> Left | None:
    try:
        if file_hash(path) in hashes:
            return Left.COPY
        if search.is_in(shown_name(below)):
            return Left.MENTION
        if path.stat().st_size > _MOST_BYTES:
            return Left.UNREAD
        return _of_package(path, search, hashes) if zipfile.is_zipfile(path) else _of_file(path, search)
    except OSError:
        return Left.UNREAD


def _of_file(path: Path, search: TraceSearch) -> Left | None:
    if _names(path.read_bytes(), search):
        return Left.MENTION
    return Left.UNREAD if path.suffix.lower() in _CLOSED else None


def _of_package(path: Path, search: TraceSearch, hashes: Collection[str]) -> Left | None:
    is_closed = False
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                return Left.UNREAD
            for entry in entries:
                body = package.read(entry)  # at most as much as its directory says
                if hashlib.sha256(body).hexdigest() in hashes:
                    return Left.COPY
                if search.is_in(entry.filename) or _names(body, search):
                    return Left.MENTION
                is_closed |= body[:4] == b"PK\x03\x04" or Path(entry.filename).suffix.lower() in _CLOSED
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError):
        return Left.UNREAD
    return Left.UNREAD if is_closed else None


def _names(body: bytes, search: TraceSearch) -> bool:
    return any(search.is_in(form) for text in _texts(body) for form in _forms(text))


def _texts(body: bytes) -> Iterator[str]:
    """A file in the encodings that it may have."""
    try:
        yield body.decode("utf-8")
    except UnicodeDecodeError:
        yield body.decode("utf-8", "replace")
        yield body.decode("cp1252", "replace")
    if (
        body.count(0) > _LEAST_NULS * len(body)
        or body[:4] == b"\xd0\xcf\x11\xe0"
        or body[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        for start in (0, 1):
            for encoding in ("utf-16-le", "utf-16-be"):
                yield body[start:].decode(encoding, "replace")


def _forms(text: str) -> Iterator[str]:
    """A text as it is, and as a program shows it: marks taken out, which may stand within words; escapes resolved."""
    yield text
    if "<" in text:
        text = html.unescape(_TAGS.sub("", _ENDS.sub(" ", text)))
        yield text
    if "\\u" in text:
        text = _ESCAPES.sub(lambda found: chr(int(found[1], 16)), text)
        yield text
    if "%" in text:
        with suppress(ValueError):
            yield unquote(text)
