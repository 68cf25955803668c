"""What lies in the folder of an applicant's check, and nowhere else: names, files, and what the program says of them.

    checks/<check>/<position>/file.json   what it is called, its size and its SHA-256
                              source      its bytes
                              password    of an encrypted PDF, until it is read
                              tried       a password was given, and is good for nothing any more
                              record      the assessment as JSON
                              document    what was read, to be compared with another version
                              report…     reports that were asked for

A folder that comes or goes has a name that no check has, so that a check is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from s3align.desk.storage.files import FileStore
from s3align.errors import UsageError
from s3align.files import base_name, write_atomically
from s3align.reading.sandbox.protocol import pack, unpack
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json, to_json
from s3align.record.document import Document

_COMING, _GOING = ".coming-", ".going-"
_LONGEST_NAME = 200
"""Signs of a name that are kept: what a file system takes, with room for the ending of a report."""
_ABANDONED_SECONDS = 3_600
"""After which nobody is still sending a file, nor beginning a check with it."""


class FileFacts(msgspec.Struct, frozen=True):
    """What is known of a file before it is read."""

    name: str
    size: int
    sha256: str


class FileFolder:
    """The folder of one file of a check. What is asked of a folder that is gone is answered with None."""

    def __init__(self, path: Path) -> None:
        """``path``: of the folder."""
        self.path = path
        self.source = path / "source"

    def facts(self) -> FileFacts | None:
        """Name, size and SHA-256."""
        body = self._read("file.json")
        return None if body is None else msgspec.json.decode(body, type=FileFacts)

    def assessment(self) -> Assessment | None:
        """What the program says of the file; None where it has not said anything yet."""
        body = self._read("record")
        return None if body is None else from_json(body)

    def document(self) -> Document | None:
        """What was read; None where nothing could be read."""
        body = self._read("document")
        return unpack(body) if body else None

    def keep_result(self, assessment: Assessment, document: Document | None) -> None:
        """Keeps what came of the file; the record comes last and says that all is there."""
        self._write("document", pack(document) if document else b"")
        self._write("record", to_json(assessment))

    def forget_result(self) -> None:
        """Takes back what came of the file, and its reports."""
        for path in self.path.glob("*"):
            if path.name not in ("file.json", "source", "password"):
                path.unlink(missing_ok=True)

    def keep_password(self, password: str) -> None:
        """Keeps a password until the file is read, and that there was one."""
        (self.path / "tried").touch(mode=0o600)
        place = self.path / "password"
        place.touch(mode=0o600)
        place.write_text(password, encoding="utf-8")

    def take_password(self) -> str | None:
        """The password, which is wiped before it is used: it is good for one attempt."""
        body = self._read("password")
        (self.path / "password").unlink(missing_ok=True)
        return body.decode("utf-8") if body else None

    def was_password_tried(self) -> bool:
        """Whether the last attempt was one with a password."""
        return (self.path / "tried").exists()

    def report(self, key: str) -> bytes | None:
        """A report that was made before."""
        return self._read(f"report-{key}")

    def keep_report(self, key: str, body: bytes) -> None:
        """Keeps a report for whoever asks again."""
        self._write(f"report-{key}", body)

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, name: str, body: bytes) -> None:
        """Writes into a folder that may be deleted at any time: then there is nothing to keep."""
        try:
            write_atomically(self.path / name, body, force=True)
        except UsageError:
            if self.path.is_dir():
                raise


class Coming:
    """Files on their way into a check: a folder that becomes the check's, or is removed at the end of the block."""

    def __init__(self, files: FileStore) -> None:
        """``files``: where it lies."""
        self.folder = files.check_folder(f"{_COMING}{secrets.token_hex(16)}")
        self.count = 0

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, name: str) -> Incoming:
        """The next file, to be written piece by piece."""
        place = FileFolder(self.folder / str(self.count))
        place.path.mkdir(mode=0o700)
        self.count += 1
        return Incoming(place, own_name(name))

    def add(self, name: str, body: bytes) -> None:
        """A file whose bytes are at hand."""
        incoming = self.begin(name)
        incoming.write(body)
        incoming.end()

    def facts(self) -> list[FileFacts]:
        """What has come."""
        found = (FileFolder(self.folder / str(position)).facts() for position in range(self.count))
        return [facts for facts in found if facts is not None]


class Incoming:
    """A file that is being written; its facts are there when it is whole (``end``)."""

    def __init__(self, place: FileFolder, name: str) -> None:
        self._place, self.name = place, name
        self._digest = hashlib.sha256()
        self._stream: BinaryIO = place.source.open("wb")
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Adds bytes."""
        self._stream.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def end(self) -> None:
        """All of it has come."""
        self._stream.close()
        facts = FileFacts(self.name, self.size, self._digest.hexdigest())
        (self._place.path / "file.json").write_bytes(msgspec.json.encode(facts))

    def drop(self) -> None:
        """No more of it comes."""
        self._stream.close()


def own_name(name: str) -> str:
    """What a file is called: the last part of what a browser says, without signs that do something, and not too long."""
    path = Path(base_name(name) or "-")
    return path.name if len(path.name) <= _LONGEST_NAME else path.stem[: _LONGEST_NAME - 10] + path.suffix[:10]


def file_folder(files: FileStore, check: str, position: int) -> FileFolder:
    """The folder of a file of a check."""
    return FileFolder(files.check_folder(check) / str(position))


def remove(files: FileStore, check: str) -> None:
    """Removes all of a check: first it is there no more, then its files are deleted, also while a worker writes there."""
    folder = files.check_folder(check)
    going = folder.with_name(f"{_GOING}{secrets.token_hex(16)}")
    with suppress(FileNotFoundError):
        folder.rename(going)
    shutil.rmtree(going, ignore_errors=True)


def remove_abandoned(files: FileStore, known: set[str], now: float | None = None) -> None:
    """Removes folders of no check: uploads that broke off, and what was being deleted when the server ended."""
    before = (now or time.time()) - _ABANDONED_SECONDS
    for name in files.checks():
        folder = files.check_folder(name)
        if name.startswith(_GOING) or (name not in known and _last_change(folder) < before):
            shutil.rmtree(folder, ignore_errors=True)


def _last_change(folder: Path) -> float:
    """When anything in a folder was written last, in seconds; now where it is just being deleted."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    except FileNotFoundError:
        return time.time()
