"""Writes a bag after BagIt (RFC 8493) as a ZIP: files with checksums that any program can check.

https://www.rfc-editor.org/rfc/rfc8493. The library ``bagit`` makes bags of folders on disk, with the day and size of the
moment, and packs none; the tests validate ours with it. Same files, same bytes: order and times are fixed.
"""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from s3align.errors import UsageError, said
from s3align.files import shown_name

DECLARATION, INFO, MANIFEST, TAG_MANIFEST = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data/"
SOURCE_HASH = "External-Identifier"
"""The field of ``bag-info.txt`` that names the file a bag is about, by ``sha256:`` and its checksum."""
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can name."""
_PIECE = 1 << 20
"""Bytes that are read and written at a time."""
_LONGEST_STEM = 60
"""Characters: a path on Windows ends at 260, and an archive is unpacked into folders of somebody's."""
_UNSAFE = frozenset('<>:"/\\|?*%')
"""What no name on Windows may hold, and what BagIt would have to write in another way (%)."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of a bag: its path there ("data/…" for what is kept, else about it), and its bytes or where they lie.

    ``sha256``: of a file on disk; it is read piece by piece, and must still be that one. ``packed``: whether it is worth
    compressing.
    """

    path: str
    body: bytes | Path
    sha256: str = ""
    packed: bool = True


def write_bag(target: Path, name: str, files: Sequence[BagFile], info: Mapping[str, str]) -> None:
    """Writes a bag with one folder ``name`` into the file ``target``; ``info`` goes into ``bag-info.txt``.

    Raises UsageError where a file on disk cannot be read or is not the one it was.
    """
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        size = 0
        for file in sorted(files, key=lambda file: file.path):
            hashes[file.path], written = _write(archive, name, file)
            size += written if file.path.startswith(PAYLOAD) else 0
        payload = sum(path.startswith(PAYLOAD) for path in hashes)
        tags = {
            DECLARATION: DECLARED,
            INFO: info_file(info, size, payload),
            MANIFEST: _manifest({path: sha256 for path, sha256 in hashes.items() if path.startswith(PAYLOAD)}),
        }
        for path, body in tags.items():
            hashes[path], _ = _write(archive, name, BagFile(path, body))
        about = _manifest({path: sha256 for path, sha256 in hashes.items() if not path.startswith(PAYLOAD)})
        _write(archive, name, BagFile(TAG_MANIFEST, about))


def info_file(info: Mapping[str, str], size: int, count: int) -> bytes:
    """``bag-info.txt``: its fields, and how many bytes and files lie below ``data/``."""
    lines = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in info.items())
    return f"{lines}Payload-Oxum: {size}.{count}\n".encode()


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items())).encode()


def _write(archive: zipfile.ZipFile, folder: str, file: BagFile) -> tuple[str, int]:
    """The SHA-256 of what was written, and its size."""
    entry = zipfile.ZipInfo(f"{folder}/{file.path}", _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED if file.packed else zipfile.ZIP_STORED
    entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16  # as on Unix, wherever it is written
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w") as stream:
        for piece in _pieces(file.body):
            digest.update(piece)
            stream.write(piece)
            size += len(piece)
    if file.sha256 and digest.hexdigest() != file.sha256:
        raise UsageError(
            said(
                "archive_changing",
                "{file} has changed while it was read. Run the same command again.",
                file=shown_name(file.body) if isinstance(file.body, Path) else file.path,
            )
        )
    return digest.hexdigest(), size


def _pieces(body: bytes | Path) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield body
        return
    try:
        with body.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except OSError as error:
        raise UsageError(
            said(
                "cannot_open",
                "The file {file} cannot be opened ({why}). Check the path and its rights.",
                file=shown_name(body),
                why=error.strerror,
            )
        ) from error


def safe_name(name: str) -> str:
    """A file name that every system can write, Windows included: its last part, readable, with the same ending."""
    path = Path(unicodedata.normalize("NFC", name))
    suffix = _safe(path.suffix)
    stem = _safe(path.name.removesuffix(path.suffix)).strip(" .") or "_"
    whole = (stem + suffix).rstrip(" .")
    return f"_{whole}" if _DEVICES.match(whole) else whole


def _safe(text: str) -> str:
    """Spaces of all kinds become plain ones; what a name may not hold, and what nobody sees, a low line."""
    signs = (" " if sign.isspace() else sign if sign.isprintable() and sign not in _UNSAFE else "_" for sign in text)
    return "".join(signs)[:_LONGEST_STEM]
