"""The parts of an OpenDocument file: content, styles and title, from a package or a flat file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s3align.errors import DamagedError, TooLargeError
from s3align.reading.office.odf_xml import child, parsed

MAX_XML_BYTES = 64_000_000
"""Bytes of an XML part; a report of 500 pages has 5 million, and each element takes a hundred bytes of memory."""
CONTENT, STYLES, META = "content.xml", "styles.xml", "meta.xml"
_FLAT_ROOT = (b"<office:document", b"urn:oasis:names:tc:opendocument:xmlns:office")
_BEGINNING = 20_000  # bytes in which the root element of a flat file stands


@dataclass(frozen=True, slots=True)
class Parts:
    """Root elements of content and styles, and the title; a flat file has one root for both."""

    content: Any
    styles: Any | None
    title: str | None


def is_flat(data: bytes) -> bool:
    """Whether bytes begin like a flat OpenDocument file (.fodt)."""
    beginning = data[:_BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n")
    return beginning.startswith(b"<") and all(mark in beginning for mark in _FLAT_ROOT)


def damaged(name: str) -> DamagedError:
    """The error for a file that cannot be made sense of."""
    return DamagedError(f"The file '{name}' is damaged. Open it in LibreOffice or Word and save it again.")


def package_parts(data: bytes, name: str) -> Parts:
    """The parts of a package. Raises DamagedError and TooLargeError."""
    from lxml.etree import LxmlError  # noqa: PLC0415 -- heavy, and needed for this kind of file only

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {_plain(entry.filename): entry for entry in archive.infolist()}
            content = parsed(_part(archive, entries, CONTENT, name))
            styles = parsed(_part(archive, entries, STYLES, name)) if STYLES in entries else None
            return Parts(content, styles, _title_of(archive, entries, name))
    except (LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise damaged(name) from error


def flat_parts(data: bytes, name: str) -> Parts:
    """The parts of a flat file. Raises DamagedError and TooLargeError."""
    from lxml.etree import LxmlError  # noqa: PLC0415 -- heavy, and needed for this kind of file only

    _check_size(len(data), name)
    try:
        root = parsed(data)
    except (LxmlError, ValueError) as error:
        raise damaged(name) from error
    return Parts(root, root, _title(root))


def _plain(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").removeprefix("/")


def _part(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], part: str, name: str) -> bytes:
    entry = entries[part]
    _check_size(entry.file_size, name)
    return archive.read(entry)


def _check_size(size_bytes: int, name: str) -> None:
    if size_bytes > MAX_XML_BYTES:
        raise TooLargeError(
            f"The file '{name}' holds more text than can be read. Send the proposal without its annexes."
        )


def _title_of(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], name: str) -> str | None:
    """The title; a file whose properties cannot be read has none."""
    from lxml.etree import LxmlError  # noqa: PLC0415 -- heavy, and needed for this kind of file only

    if META not in entries:
        return None
    try:
        return _title(parsed(_part(archive, entries, META, name)))
    except LxmlError:
        return None


def _title(root: Any) -> str | None:
    meta = child(root, "office:meta")
    title = None if meta is None else child(meta, "dc:title")
    return None if title is None else str(title.text or "")
