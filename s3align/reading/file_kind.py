"""Tells what a file is that cannot be read, so that the reason is true and the advice helps."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePath

from s3align.errors import DamagedError, Detail, EncryptedError, UnsupportedFileError
from s3align.reading.encoding import decode, is_text

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
TEXT_SUFFIXES = frozenset({"", ".txt", ".text"}) | MARKDOWN_SUFFIXES
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_KNOWN_MARKS = {
    _OLE_MARK: ("an old Office document", Detail.OLD_OFFICE),
    b"\x89PNG": ("a PNG picture", Detail.PICTURE),
    b"\xff\xd8\xff": ("a JPEG picture", Detail.PICTURE),
    b"GIF8": ("a GIF picture", Detail.PICTURE),
    b"II*\x00": ("a TIFF picture", Detail.PICTURE),
    b"MM\x00*": ("a TIFF picture", Detail.PICTURE),
    b"{\\rtf": ("an RTF document", Detail.RTF),
    b"%!PS": ("a PostScript file", None),
    b"\x1f\x8b": ("a compressed file", Detail.ARCHIVE),
    b"7z\xbc\xaf": ("a compressed file", Detail.ARCHIVE),
    b"Rar!": ("a compressed file", Detail.ARCHIVE),
}
_PAGE_STARTS = ("<!doctype html", "<html", "mime-version:")
"""How web pages begin, whatever they are called; the last one with everything in one file."""
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml"})
_START = 2_000
"""Characters in which a web page says that it is one."""
_ADVICE = "PDF, Word (.docx), OpenDocument text (.odt), plain text (.txt) and Markdown (.md) can be read: save it as PDF first."
_EXPORT_AGAIN = "Export it from its source again, or give a text the ending .txt."
_OPENDOCUMENT = "application/vnd.oasis.opendocument."
_TEXT_TEMPLATE = _OPENDOCUMENT + "text-template"
_MIMETYPE = "mimetype"
_MAX_MIMETYPE = 200  # bytes


def check_text(data: bytes, name: str) -> str:
    """The text of a file that is neither PDF nor archive.

    Raises EncryptedError, UnsupportedFileError for what is no text, and DamagedError for what should be a PDF.
    """
    suffix = PurePath(name).suffix.lower()
    _check_marks(data, name)
    text = decode(data)
    if not is_text(text):
        if suffix == ".pdf":
            raise DamagedError(f"The file '{name}' does not begin like a PDF. {_EXPORT_AGAIN}")
        raise _unsupported(name, "a binary file", Detail.BINARY)
    is_page = text[:_START].lstrip("\ufeff \r\n\t").lower().startswith(_PAGE_STARTS)
    if suffix in _PAGE_SUFFIXES or (is_page and suffix not in MARKDOWN_SUFFIXES):
        kind = "a web page" if suffix in TEXT_SUFFIXES else f"a file of type '{suffix}', a web page"
        raise _unsupported(name, kind, Detail.HTML)
    if suffix == ".pdf":
        raise DamagedError(
            f"The file '{name}' does not begin like a PDF, it holds plain text. {_EXPORT_AGAIN}", Detail.PLAIN_TEXT
        )
    if suffix not in TEXT_SUFFIXES:
        raise _unsupported(name, f"a file of type '{suffix}' that holds plain text", _detail_of_text(suffix))
    return text


def archive_refused(data: bytes, name: str) -> UnsupportedFileError:
    """What to raise for an archive that holds no text document, by what it holds instead."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _unsupported(name, *_archive_kind(archive))


def is_other_opendocument(data: bytes) -> bool:
    """Whether an archive says that it is a spreadsheet, slides or the like, or a template."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        mimetype = _mimetype(archive)
    is_text = mimetype.startswith(_OPENDOCUMENT + "text") and not mimetype.startswith(_TEXT_TEMPLATE)
    return mimetype.startswith(_OPENDOCUMENT) and not is_text


def _check_marks(data: bytes, name: str) -> None:
    if data.startswith(_OLE_MARK) and _ENCRYPTED_OFFICE in data:
        raise EncryptedError(f"The Office file '{name}' is protected by a password. Save an unprotected copy.")
    for mark, (kind, detail) in _KNOWN_MARKS.items():
        if data.startswith(mark):
            raise _unsupported(name, kind, detail)


def _detail_of_text(suffix: str) -> Detail | None:
    """Advice to rename a text helps where its name is that of another kind of document, and not for program files."""
    return Detail.PLAIN_TEXT if suffix in (".doc", ".docx", ".odt", ".ott", ".rtf", ".pages") else None


def _archive_kind(archive: zipfile.ZipFile) -> tuple[str, Detail]:
    names = [entry.lower() for entry in archive.namelist()]
    mimetype = _mimetype(archive)
    if mimetype.startswith(_TEXT_TEMPLATE):
        return "a template for OpenDocument texts", Detail.TEMPLATE
    if mimetype.startswith(_OPENDOCUMENT):
        return "an OpenDocument file, but not a text document", Detail.OTHER_OFFICE
    if any(entry.endswith(".iwa") for entry in names):
        return "a document of Apple Pages, Numbers or Keynote", Detail.PAGES
    if any(entry.startswith(("xl/", "ppt/", "visio/")) for entry in names):
        return "a spreadsheet or a presentation", Detail.OTHER_OFFICE
    if any(entry.startswith("word/") for entry in names):
        return "a template for Word documents", Detail.TEMPLATE
    return "an archive of other files", Detail.ARCHIVE


def _mimetype(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open(_MIMETYPE) as stream:
            return stream.read(_MAX_MIMETYPE).decode("ascii", errors="replace").strip()
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return ""  # who reads the archive says what is wrong with it


def _unsupported(name: str, kind: str, detail: Detail | None) -> UnsupportedFileError:
    return UnsupportedFileError(f"The file '{name}' is {kind}. {_ADVICE}", detail)
