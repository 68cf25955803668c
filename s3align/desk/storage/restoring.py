"""Puts a backup of the desk into an empty place: every hash is compared before anything is written.

Sessions of browsers and applicants' checks do not come back: who had signed out or been sent away since is not signed in again.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import msgspec
from sqlalchemy import delete, inspect

from s3align.desk import audit
from s3align.desk.audit import Verified
from s3align.desk.storage.backup import MANIFEST, SCHEMA, BackedUpFile, Manifest, digested
from s3align.desk.storage.database import Database
from s3align.desk.storage.dump import POSTGRESQL, SQLITE, file_name, is_whole, load
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.migrate import knows, upgrade
from s3align.desk.storage.tables import Check, Job, SignedIn
from s3align.desk.work.queue import JobKind
from s3align.errors import DataError, OutputExistsError, UsageError, said


def restore(source: Path, database: Database, files: FileStore) -> tuple[Manifest, Verified]:
    """Puts a backup into an empty database and the files beside it; its manifest, and what its audit log is like now.

    Files come first, so that no row ever names one that is missing. After an interruption the same call goes on. Raises
    UsageError for what is no backup or one of the other kind of database, DataError for a damaged one or one of a later
    version, and OutputExistsError where a database is there already.
    """
    manifest = read_manifest(source)
    name = file_name(database)
    if name not in {entry.path for entry in manifest.files}:
        raise UsageError(
            said(
                "backup_of_other_kind",
                "The backup is of the other kind of database: it holds no {name}. Leave out --database for one of SQLite, or "
                "name an address of PostgreSQL for the other.",
                name=name,
            )
        )
    _refuse_full(database)
    _compare(source, manifest)
    for entry in manifest.files:
        if entry.path != name:
            with (source / entry.path).open("rb") as content:
                files.keep(content)
    load(database, source / name)
    upgrade(database)
    return manifest, _begin_anew(database, manifest)


def read_manifest(source: Path) -> Manifest:
    """What a backup says it is. Raises UsageError for what is none, DataError for one of a later version."""
    try:
        manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise _no_backup(source) from error
    if manifest.schema != SCHEMA or not knows(manifest.form):
        raise DataError(
            said(
                "backup_newer",
                "The backup {source} was made by s3align {version}, which is later than this one. Install that version.",
                source=source,
                version=manifest.tool_version,
            )
        )
    return manifest


def _compare(source: Path, manifest: Manifest) -> None:
    """Raises DataError where a file of the backup is missing or another than the manifest says."""
    wrong = [entry.path for entry in manifest.files if not _is_right(source, entry)]
    if not wrong and (source / SQLITE).exists() and not is_whole(source / SQLITE):
        wrong = [SQLITE]
    if wrong:
        raise DataError(
            said(
                "backup_damaged",
                "The backup {source} is damaged, and nothing was restored. Missing or changed: {files}. Take another one.",
                source=source,
                files=tuple(wrong),
            )
        )


def _is_right(source: Path, entry: BackedUpFile) -> bool:
    """Whether a file is as the manifest says, and is none that lies elsewhere."""
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or not (path.parts[0] == "files" or entry.path in {SQLITE, POSTGRESQL}):
        return False
    try:
        found = digested(source / path)
    except OSError:
        return False
    return (found.size, found.sha256) == (entry.size, entry.sha256)


def _refuse_full(database: Database) -> None:
    """Raises OutputExistsError where the place of the database is taken; nothing is made by looking."""
    if database.is_sqlite:
        is_taken = Path(database.url.database or "").exists()
    else:
        with database.reading() as session:
            is_taken = bool(inspect(session.connection()).get_table_names())
    if is_taken:
        raise OutputExistsError(
            said(
                "restore_over",
                "There is a database already, and nothing is overwritten. Name an empty folder with --data, or an empty "
                "database with --database.",
            )
        )


def _begin_anew(database: Database, manifest: Manifest) -> Verified:
    with database.writing() as session:
        found = audit.verify(session, manifest.anchor)
        session.execute(delete(SignedIn))
        session.execute(delete(Check))
        session.execute(delete(Job).where(Job.kind == JobKind.CHECK.value))
        audit.append(
            session, audit.SYSTEM, "desk.restored", after={"entries": manifest.entries, "digest": manifest.digest}
        )
    return found


def _no_backup(source: Path) -> UsageError:
    return UsageError(
        said(
            "no_backup",
            "{source} is no backup of the desk: it has no {manifest} that can be read. Name the folder that s3align desk "
            "backup has written.",
            source=source,
            manifest=MANIFEST,
        )
    )
