"""Reads word-processor files: DOCX and ODT.

Tracked changes count as accepted, comments do not count, text boxes and tables do. A page ends where the word processor
noted its last page breaks. Text that is marked as hidden, white or tiny is left out and noted.
"""

from __future__ import annotations

import io
import zipfile

from s3align.errors import DamagedError, EncryptedError, TooLargeError
from s3align.reading.file_kind import archive_refused, is_other_opendocument
from s3align.reading.office.odf_package import is_flat
from s3align.reading.office.office_text import OfficeText
from s3align.reading.office.opc import OpcPackage
from s3align.reading.office.opendocument import read_flat_odt, read_odt
from s3align.reading.office.word import is_word, read_docx
from s3align.settings import Settings

MAX_ENTRIES = 10_000
"""Files in the archive; a long report with many pictures has a few hundred."""
MAX_EXPANSION = 4
"""How many times ``max_file_bytes`` the archive may hold when unpacked; text shrinks to an eighth, pictures hardly."""
_ODT_PART, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_MAX_MANIFEST = 1_000_000  # bytes


def read_office(data: bytes, name: str, settings: Settings) -> OfficeText:
    """The text of a DOCX or ODT file.

    Raises UnsupportedFileError for templates and other archives, EncryptedError, TooLargeError and DamagedError.
    """
    if is_flat(data):
        return read_flat_odt(data, name)
    names = _checked_names(data, name, settings)
    package = OpcPackage(data)
    if is_word(package):
        return read_docx(package, name, settings)
    if _ODT_PART in names and not is_other_opendocument(data):
        return read_odt(data, name)
    raise archive_refused(data, name)


def _checked_names(data: bytes, name: str, settings: Settings) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries) or b"encryption-data" in _manifest(archive):
                raise EncryptedError(f"The file '{name}' is protected by a password. Save an unprotected copy.")
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DamagedError(f"The file '{name}' is damaged. Open it in its program and save it again.") from error
    limit = MAX_EXPANSION * settings.max_file_bytes
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise TooLargeError(
            f"The file '{name}' is larger than allowed when unpacked. Save it with fewer and smaller pictures."
        )
    return frozenset(entry.filename.replace("\\", "/").removeprefix("./") for entry in entries)


def _manifest(archive: zipfile.ZipFile) -> bytes:
    if _MANIFEST not in archive.namelist():
        return b""
    with archive.open(_MANIFEST) as stream:
        return stream.read(_MAX_MANIFEST)
