"""A backup of the desk while it works: its database as of one moment, the files that it names, and a manifest of all hashes.

    <target>/manifest.json   what this is, how the audit log ends, size and SHA-256 of every file
    <target>/desk.sqlite3    or desk.pgdump, by the kind of database
    <target>/files/ab/ab…    what was handed in

Not in it: applicants' checks, which vanish anyway, and what the administrator keeps beside: settings, strategies, models.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import msgspec
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from s3align.desk import audit
from s3align.desk.audit import Anchor
from s3align.desk.storage.database import Database
from s3align.desk.storage.dump import dumped, file_name
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Submission, now
from s3align.errors import DataError, OutputExistsError, said
from s3align.version import VERSION

MANIFEST = "manifest.json"
SCHEMA = "s3align.backup/1"
_BLOCK = 1 << 20
_TRIES = 5
"""A case that is deleted meanwhile takes its file along: then the backup begins anew."""


class BackedUpFile(msgspec.Struct, frozen=True):
    """A file of a backup: its path in it with ``/``, its size in bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is: ``form`` of its database, how its audit log ends, and all ``files``."""

    schema: str
    tool_version: str
    made_at: str
    form: str
    entries: int
    digest: str
    files: tuple[BackedUpFile, ...]

    @property
    def anchor(self) -> Anchor:
        """How the audit log ends."""
        return Anchor(self.entries, self.digest)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What came of a backup. ``damaged``: SHA-256 of files whose bytes are others by now; they are in it as they are.

    ``is_log_whole``: of the audit log in it.
    """

    manifest: Manifest
    damaged: tuple[str, ...]
    is_log_whole: bool


def back_up(database: Database, files: FileStore, target: Path) -> BackedUp:
    """Writes a backup to a folder that is not there yet; it is there whole or not at all.

    Raises OutputExistsError for a folder that is there, UsageError or DataError where PostgreSQL's programs are missing or
    fail, and DataError where a file is missing that the database names.
    """
    if target.exists():
        raise OutputExistsError(
            said("backup_exists", "{target} is there already. Name a folder that is not.", target=target)
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        coming = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
        try:
            made, missing = _written(database, files, coming)
            if not missing:
                coming.rename(target)
                return made
        finally:
            shutil.rmtree(coming, ignore_errors=True)
    raise DataError(
        said(
            "backup_file_missing",
            "There is no backup: files are missing that the database names ({hashes}). Put them back from an earlier backup "
            "to files/, each below the first two signs of its name, or delete their cases.",
            hashes=tuple(missing),
        )
    )


def digested(path: Path, target: Path | None = None) -> BackedUpFile:
    """Size and SHA-256 of a file, which is copied to ``target`` on the way; the path is left empty."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, target.open("xb") if target else nullcontext() as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            if copy is not None:
                copy.write(block)
        if copy is not None:
            copy.flush()
            os.fsync(copy.fileno())
    return BackedUpFile("", size, digest.hexdigest())


def _written(database: Database, files: FileStore, folder: Path) -> tuple[BackedUp, list[str]]:
    """Writes a backup into a folder; what it is, and the SHA-256 of files that were missing."""
    name = file_name(database)
    with dumped(database, folder / name) as session:
        verified = audit.verify(session)
        form = MigrationContext.configure(session.connection()).get_current_revision()
        wanted = sorted(set(session.scalars(select(Submission.sha256))))
    written = [msgspec.structs.replace(digested(folder / name), path=name)]
    damaged, missing = [], []
    for sha256 in wanted:
        path = f"files/{sha256[:2]}/{sha256}"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            copied = digested(files.path(sha256), folder / path)
        except FileNotFoundError:
            missing.append(sha256)
            continue
        if copied.sha256 != sha256:
            damaged.append(sha256)
        written.append(msgspec.structs.replace(copied, path=path))
    made_at = now().isoformat(timespec="seconds")
    manifest = Manifest(SCHEMA, VERSION, made_at, form or "", verified.entries, verified.digest, tuple(written))
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return BackedUp(manifest, tuple(damaged), verified.is_whole), missing
