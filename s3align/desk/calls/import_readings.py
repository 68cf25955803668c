"""Takes over what people have entered into a review file: each reading under the name of its person, none over another."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls import calls
from s3align.desk.people.accounts import LOCAL
from s3align.desk.review.reading_forms import content_of, says_something
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import (
    Account,
    Call,
    Membership,
    PersonReading,
    ReadingVersion,
    StoredAssessment,
    Submission,
    now,
)
from s3align.errors import DataError, Said, UsageError, said
from s3align.record.codec import from_json
from s3align.render.review_workbook_columns import plain_head
from s3align.render.review_workbook_read import read_review
from s3align.store.fingerprint import RunFingerprint
from s3align.store.review import REVIEW_FILE, Reading

_MARK = "import-"
"""Begins the login of people who are known from review files alone; nobody signs in with it."""


class Taken(StrEnum):
    """What became of a reading."""

    TAKEN = "taken"
    KNOWN = "known"
    """The same is there already."""
    CONFLICT = "conflict"
    """This person has said something else here; that stays."""
    NO_PROPOSAL = "no_proposal"
    """The call has no submission with these bytes."""
    NO_NAME = "no_name"
    """Nobody knows whose it is."""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading of a review file; ``number``: of the submission, None where there is none."""

    file: str
    person: str
    outcome: Taken
    number: int | None = None


@dataclass(slots=True)
class ReadingsTaken:
    """What became of a review file; ``wrong``: cells that nobody understands. ``new_people``: names without an account."""

    lines: list[ReadingLine] = field(default_factory=list)
    wrong: list[Said] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)


def import_upload(database: Database, asking: Principal, call_id: str, stream: BinaryIO) -> ReadingsTaken:
    """As ``import_readings``, of a review file that somebody uploads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / REVIEW_FILE
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target)
        return import_readings(database, asking, call_id, path)


def import_readings(database: Database, asking: Principal, call_id: str, path: Path) -> ReadingsTaken:
    """Takes over the readings of a review file: all of them, or none. It is read before anything is written.

    People are found by their names, among those of the call first; who has no account gets one that nobody can sign in with.
    Raises UsageError for what is no review file, CallClosedError, and as ``require`` for who is no lead.
    """
    require(asking, Permission.LEAD, call_id)
    with database.reading() as session:
        _refuse_closed(session, call_id)
    done = ReadingsTaken()
    readings = _read(path, done)
    with database.writing() as session:
        _refuse_closed(session, call_id)
        _keep_all(session, asking, call_id, readings, done)
    return done


def _refuse_closed(session: Session, call_id: str) -> None:
    """Raises NotFoundError where there is no such call, CallClosedError for one that is closed."""
    call = session.get(Call, call_id)
    if call is None:
        raise not_found()
    calls.refuse_closed(call)


def _keep_all(
    session: Session, asking: Principal, call_id: str, readings: Sequence[Reading], done: ReadingsTaken
) -> None:
    found = select(Submission).where(Submission.call_id == call_id).order_by(Submission.number)
    submissions = {submission.sha256: submission for submission in session.scalars(found)}
    people = _People(session, call_id)
    for reading in readings:
        submission = submissions.get(reading.sha256)
        number = submission.number if submission else None
        if submission is None or not reading.reviewer:
            outcome = Taken.NO_PROPOSAL if submission is None else Taken.NO_NAME
        else:
            outcome = _keep(session, asking, submission, people.account(reading.reviewer), reading)
        done.lines.append(ReadingLine(reading.file, reading.reviewer, outcome, number))
    done.new_people = people.new


def _read(path: Path, done: ReadingsTaken) -> Sequence[Reading]:
    """The readings of a file. What is wrong with one is said without its path, which is the server's."""
    try:
        return read_review(path, done.wrong.append)
    except (UsageError, DataError) as error:
        raise UsageError(
            said(
                "import_no_review",
                "This is no review file that can be read. Open it in Excel, save it anew as .xlsx, then try again.",
            )
        ) from error


class _People:
    """Who is meant by the names of a review file."""

    def __init__(self, session: Session, call_id: str) -> None:
        self._session = session
        self._known: dict[str, str] = {}
        self.new: list[str] = []
        members = select(Membership.account_id).where(Membership.call_id == call_id)
        ids = set(session.scalars(members))
        accounts = list(
            session.scalars(select(Account).where(Account.id != LOCAL).order_by(Account.created_at, Account.id))
        )
        for account in sorted(accounts, key=lambda entry: entry.id not in ids):
            if not account.login.startswith(_MARK):
                self._known.setdefault(plain_head(account.name), account.id)

    def account(self, name: str) -> str:
        """The id of the account for a name."""
        plain = plain_head(name)
        if plain not in self._known:
            self._known[plain] = self._without_sign_in(plain, name)
        return self._known[plain]

    def _without_sign_in(self, plain: str, name: str) -> str:
        login = _MARK + hashlib.sha256(plain.encode()).hexdigest()[:32]
        account = self._session.scalar(select(Account).where(Account.login == login))
        if account is None:
            account = Account(login=login, name=name[:200], is_active=False)
            self._session.add(account)
            self._session.flush()
            self.new.append(name)
        return account.id


def _keep(session: Session, asking: Principal, submission: Submission, account_id: str, reading: Reading) -> Taken:
    mine = (PersonReading.submission_id == submission.id, PersonReading.account_id == account_id)
    row = session.scalar(select(PersonReading).where(*mine)) or PersonReading(
        submission_id=submission.id, account_id=account_id, version=1
    )
    wanted = _content(reading)
    if row.id and says_something(row):
        return Taken.KNOWN if content_of(row) == wanted else Taken.CONFLICT
    row.decision, row.verdicts, row.reasons = wanted["decision"], wanted["verdicts"], wanted["reasons"]
    row.reason, row.remark, row.has_conflict = wanted["reason"], wanted["remark"], False
    row.assessment_id = _read_on(session, submission, reading)
    row.is_blind, row.saw_machine, row.was_changed = False, not reading.is_blind, False
    day = datetime.combine(reading.dated, time(12), UTC) if reading.dated else now()
    row.decided_at, row.changed_at = (day if reading.decision else None), day
    session.add(row)
    session.flush()
    _note(session, asking, submission, row)
    return Taken.TAKEN


def _content(reading: Reading) -> dict[str, Any]:
    """What a reading says, as ``reading_forms.content_of`` has it."""
    return {
        "decision": reading.decision.value if reading.decision else "",
        "verdicts": {theme: reading.verdicts[theme].value for theme in sorted(reading.verdicts)},
        "reasons": {},
        "reason": reading.reason.value if reading.reason else "",
        "remark": reading.remark.strip(),
        "has_conflict": False,
    }


def _note(session: Session, asking: Principal, submission: Submission, row: PersonReading) -> None:
    content = content_of(row)
    session.add(
        ReadingVersion(
            reading_id=row.id,
            number=1,
            assessment_id=row.assessment_id,
            content=content,
            saw_others=True,
            saw_machine=row.saw_machine,
        )
    )
    audit.append(
        session,
        asking.account_id,
        "reading.imported",
        call_id=submission.call_id,
        submission_id=submission.id,
        after={**content, "remark": audit.digest_of(row.remark), "person": row.account_id},
        versions={"assessment": row.assessment_id} if row.assessment_id else {},
    )


def _read_on(session: Session, submission: Submission, reading: Reading) -> str | None:
    """The assessment that the person had before them, by the key of its record; None where it is not here."""
    if not reading.key:
        return None
    found = session.scalars(select(StoredAssessment).where(StoredAssessment.submission_id == submission.id))
    return next((stored.id for stored in found if reading.key in _keys(stored)), None)


def _keys(stored: StoredAssessment) -> Iterator[str]:
    """The keys that a run would have given to a record."""
    record = from_json(stored.record)
    made, recognition = record.provenance, str(stored.provenance.get("recognition", ""))
    fingerprint = RunFingerprint(
        made.model_hash, made.settings_hash, made.strategy_hash, made.tool_version, recognition
    )
    yield fingerprint.key(record.document.name, record.document.sha256 or "")
