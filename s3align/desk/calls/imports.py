"""Takes over the results of a batch run: proposals from where they lie, and records as assessments of their day."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls import calls
from s3align.desk.calls.archives import ArchiveLimits, ArchiveRefusedError, Member, Unpacked, opened
from s3align.desk.calls.intake import UNPACKED, take_in
from s3align.desk.calls.ledgers import Ledger, LedgerEntry, no_ledger, read_ledger
from s3align.desk.calls.uploads import NotTakenError
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Call, Submission
from s3align.desk.work import assessing
from s3align.errors import DataError
from s3align.files import file_hash
from s3align.jobs.proposals import SUFFIXES
from s3align.jobs.run import LEDGER

_BLOCK = 1 << 20


class Imported(StrEnum):
    """What became of a file of a run."""

    TAKEN = "taken"
    """Its record is an assessment of the submission."""
    KNOWN = "known"
    """The submission has that assessment already."""
    NO_RECORD = "no_record"
    """The run had not come to it; it is assessed here."""
    NO_PROPOSAL = "no_proposal"
    """The proposal was not there: upload it, then take the results over again."""
    DAMAGED = "damaged"
    """Its record cannot be read; it is assessed here."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file of a run, by its name there; ``number``: of its submission, None where there is none."""

    name: str
    outcome: Imported
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import goes: a call, and who asks for it."""

    database: Database
    files: FileStore
    server: ServerSettings
    asking: Principal
    call_id: str


def import_zip(place: Place, stream: BinaryIO) -> list[ImportLine]:
    """Takes over a folder of results that was packed, with the proposals that lie in it.

    Raises UsageError where there are no results in it, ArchiveRefusedError for a zip that is refused, CallClosedError, and as
    ``require`` for who is no lead.
    """
    _require(place)
    limits = ArchiveLimits(place.server.most_zip_files, UNPACKED * place.server.most_upload_bytes)
    with opened(stream, limits) as (archive, members), TemporaryDirectory() as folder:
        given = [member for member in members if member.why is None]
        ledger = read_ledger(_unpacked_ledger(archive, given, Path(folder)))
        assessed = {(entry.sha256, entry.suffix) for entry in ledger.entries if entry.record}
        for member in given:
            if Path(member.name).suffix.lower() in SUFFIXES:
                with suppress(ArchiveRefusedError, NotTakenError), Unpacked(archive, member) as content:
                    take_in(*_of(place), member.name, content, assessed=assessed)
        return list(_keep_all(place, ledger))


def import_folder(place: Place, results: Path) -> list[ImportLine]:
    """Takes over a folder of results on this computer, with the proposals from the folder that was assessed, where they are.

    Raises UsageError as ``import_zip``.
    """
    _require(place)
    if not (results / LEDGER).is_file():
        raise no_ledger()
    with TemporaryDirectory() as folder:
        for part in results.glob(f"{LEDGER}*"):  # what was written last may stand in a file beside it
            shutil.copyfile(part, Path(folder) / part.name)
        ledger = read_ledger(Path(folder) / LEDGER)
    assessed = {(entry.sha256, entry.suffix) for entry in ledger.entries if entry.record}
    for entry in ledger.entries:
        with suppress(OSError, NotTakenError):
            path = _proposal(ledger, entry)
            if path is not None and file_hash(path) == entry.sha256:
                with path.open("rb") as content:
                    take_in(*_of(place), entry.name, content, assessed=assessed)
    return list(_keep_all(place, ledger))


def _proposal(ledger: Ledger, entry: LedgerEntry) -> Path | None:
    """Where a proposal lies in the folder that was assessed; None for a path that leads out of it."""
    folder = Path(ledger.folder).resolve()
    path = (folder / entry.path).resolve()
    return path if ledger.folder and path.is_relative_to(folder) else None


def _of(place: Place) -> tuple[Database, FileStore, ServerSettings, Principal, str]:
    return place.database, place.files, place.server, place.asking, place.call_id


def _require(place: Place) -> None:
    require(place.asking, Permission.LEAD, place.call_id)
    with place.database.reading() as session:
        call = session.get(Call, place.call_id)
    if call is None:
        raise not_found()
    calls.refuse_closed(call)


def _unpacked_ledger(archive: zipfile.ZipFile, members: list[Member], folder: Path) -> Path:
    """The ledger of a zip as a file, with what was written last and stands beside it. Raises UsageError without one."""
    found = [member for member in members if member.name.replace("\\", "/").rpartition("/")[2] == LEDGER]
    if len(found) != 1:
        raise no_ledger()
    for beside in ("", "-wal"):
        for member in members:
            if member.name == found[0].name + beside:
                with Unpacked(archive, member) as content, (folder / f"{LEDGER}{beside}").open("wb") as target:
                    while block := content.read(_BLOCK):
                        target.write(block)
    return folder / LEDGER


def _keep_all(place: Place, ledger: Ledger) -> Iterator[ImportLine]:
    """Each file in a transaction of its own: what is kept stays where a later one fails."""
    for entry in ledger.entries:
        with place.database.writing() as session:
            yield _keep(session, place, ledger, entry)


def _keep(session: Session, place: Place, ledger: Ledger, entry: LedgerEntry) -> ImportLine:
    submission = session.scalar(
        select(Submission)
        .where(
            Submission.call_id == place.call_id,
            Submission.sha256 == entry.sha256,
            Submission.suffix == entry.suffix,
        )
        .with_for_update()
    )
    if submission is None:
        return ImportLine(entry.name, Imported.NO_PROPOSAL)
    if not entry.record:
        assessing.request(session, submission.id)
        return ImportLine(entry.name, Imported.NO_RECORD, submission.number)
    try:
        assessment = entry.assessment()
    except DataError:
        assessing.request(session, submission.id)
        return ImportLine(entry.name, Imported.DAMAGED, submission.number)
    outcome = assessing.Outcome(assessment, entry.record, "", entry.signature, entry.passages)
    stored, is_new = assessing.keep_imported(session, submission, ledger.fingerprint, outcome, entry.made_at)
    if not is_new:
        return ImportLine(entry.name, Imported.KNOWN, submission.number)
    audit.append(
        session,
        place.asking.account_id,
        "submission.imported",
        call_id=place.call_id,
        submission_id=submission.id,
        after={"assessment": stored.id, "made_at": entry.made_at.isoformat(), "reason": stored.reason},
        versions={name: str(value) for name, value in stored.provenance.items()},
    )
    return ImportLine(entry.name, Imported.TAKEN, submission.number)
