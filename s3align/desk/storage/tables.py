"""The tables of the desk's database, one schema for SQLite and PostgreSQL.

Ids are random, so that nobody guesses a neighbour's. Times are UTC. What several people may change at once has a ``version``,
which refuses a change to what somebody else has changed meanwhile (``StaleDataError``). Files lie beside the database
(``desk.storage.files``); the tables hold their SHA-256.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates
from sqlalchemy.types import TypeDecorator

_ID_BYTES = 16
"""128 random bits: as many as a UUID of version 4 has, and six more."""
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that a migration can name them on both databases."""


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC with its zone; SQLite itself keeps no zones. Raises ValueError for a time without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without its zone cannot be kept.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A random id that is good in an address: 32 hexadecimal digits."""
    return secrets.token_hex(_ID_BYTES)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def joined(values: Iterable[str]) -> str:
    """Several values as one text, each once and between commas; "" for none."""
    found = sorted(set(values))
    return f",{','.join(found)}," if found else ""


def parts(text: str) -> tuple[str, ...]:
    """The values of a text that ``joined`` made."""
    return tuple(filter(None, text.split(",")))


def has_value(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """Whether a text that ``joined`` made has a value; unlike LIKE, the same on both databases."""
    return func.replace(column, joined([value]), "") != column


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON, bytes: LargeBinary}  # noqa: RUF012


class Account(Table):
    """A person who signs in. ``password``: its argon2id hash, "" where only an identity provider knows them.

    ``login``: in small letters. ``issuer`` and ``subject``: who they are at the provider. ``is_administrator``: of the whole
    installation. ``is_active``: one that is not cannot sign in; it is never deleted, since the audit log names it.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index(
            "uq_account_subject",
            "issuer",
            "subject",
            unique=True,
            sqlite_where=text("subject <> ''"),
            postgresql_where=text("subject <> ''"),
        ),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(Text, default="")
    issuer: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SignedIn(Table):
    """A session of a browser; ``id``: the SHA-256 of what its cookie holds, so that the table opens no session."""

    __tablename__ = "signed_in"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(80), default="")


class ApiToken(Table):
    """A token for programs; ``id``: the SHA-256 of the token. ``scopes``: permissions that it has at most.

    ``call_id``: the one call that it is good for, None for all calls of its owner.
    """

    __tablename__ = "api_token"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[str]]
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class FailedSignIn(Table):
    """Wrong passwords for a login or from an address; ``key``: the SHA-256 of which one.

    Without failures: a login that has signed in from an address lately.
    """

    __tablename__ = "failed_sign_in"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
    locked_until: Mapped[datetime | None]


class Call(Table):
    """A call for proposals. ``strategy``: a name that travels with the package, or of the folder of strategies of the server.

    ``checks``: switches by name. ``readers_wanted``: readings a submission should have. ``hides_machine``: nobody who reads
    sees the program's verdict before their own decision, so that its pull can be measured. ``closed_at`` follows ``is_closed``.
    """

    __tablename__ = "call"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    strategy: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    deadline: Mapped[datetime | None]
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    readers_wanted: Mapped[int] = mapped_column(default=2)
    hides_machine: Mapped[bool] = mapped_column(default=False)
    is_closed: Mapped[bool] = mapped_column(default=False)
    next_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @validates("is_closed")
    def _remember_when(self, _: str, is_closed: bool) -> bool:
        """Sets ``closed_at``, from which the time runs for which its submissions are kept."""
        if not is_closed:
            self.closed_at = None
        elif not self.is_closed:
            self.closed_at = now()
        return is_closed


class Lot(Table):
    """A lot of a call: a theme with a number of places; ``theme`` "" for one without."""

    __tablename__ = "lot"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(100), default="")
    places: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class Membership(Table):
    """What an account may do in a call: ``role`` of ``desk.access.Role``."""

    __tablename__ = "membership"
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))


class Submission(Table):
    """A file handed in. ``number``: in its call, from 1, never used twice. ``assessment_id``: the one that is shown.

    ``state``: of ``desk.calls.submissions.State``. ``applicant`` and ``title``: as people entered them, else as the record
    reads them. ``earlier_id``: the version before.

    What lists of thousands sort, filter and count by is kept here as well. ``gravity``: of what people differ about
    (``desk.review.gravity``), 0 for nothing; ``readings``: that count, ``decisions``: which there are among them, once each
    (``desk.review.differences``). ``main``, ``to_read`` and ``addressed`` (themes) are those of the assessment that is shown.
    Several values in one text: each between commas.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("call_id", "number"), UniqueConstraint("call_id", "sha256", "suffix"))
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    lot_id: Mapped[str | None] = mapped_column(ForeignKey("lot.id"))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    suffix: Mapped[str] = mapped_column(String(16))
    size: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    applicant: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    assessment_id: Mapped[str | None] = mapped_column(String(32))
    earlier_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id", ondelete="SET NULL"))
    received_at: Mapped[datetime] = mapped_column(default=now)
    received_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    gravity: Mapped[int] = mapped_column(default=0)
    readings: Mapped[int] = mapped_column(default=0)
    decisions: Mapped[str] = mapped_column(String(60), default="")
    main: Mapped[str] = mapped_column(String(100), default="")
    to_read: Mapped[str] = mapped_column(String(20), default="")
    addressed: Mapped[str] = mapped_column(Text, default="")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class StoredAssessment(Table):
    """What the program said of a submission, never changed: a later model adds another row.

    ``record``: JSON of ``s3align.record``. ``fingerprint``: what it depends on (``RunFingerprint.hash``); one row each.
    ``signature`` and ``passages``: as of ``store.results.StoredResult``. ``main`` to ``languages``: of the record, for lists.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("submission_id", "fingerprint"),
        # Lists read these alone: records lie before them in a row, and SQLite would have to leaf through all of them.
        Index("ix_assessment_listed", "submission_id", "id", "main", "to_read", "reason", "pages", "language"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict)
    record: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(default=b"")
    passages: Mapped[bytes | None]
    reason: Mapped[str] = mapped_column(String(40), default="")
    main: Mapped[str] = mapped_column(String(100), default="")
    to_read: Mapped[str] = mapped_column(String(20), default="")
    pages: Mapped[int | None]
    words: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class ThemeFigure(Table):
    """What an assessment says of a theme, for lists: shares from 0 to 1 and the verdict.

    ``low`` and ``high``: the range of the sureness; ``extent_low`` and ``extent_high``: that of the extent, None where the
    record knows none.
    """

    __tablename__ = "theme_figure"
    __table_args__ = (Index("ix_theme_figure_theme_sureness", "theme", "sureness"), {"sqlite_with_rowid": False})
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(100), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    sureness: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    extent: Mapped[float]
    extent_low: Mapped[float | None]
    extent_high: Mapped[float | None]


class PersonReading(Table):
    """One person's row on a submission, as of ``store.review.Reading``; it may change until the call is closed.

    ``assessment_id``: of what they had before them. ``is_blind``: they decided without the readings of others;
    ``saw_machine``: the program's verdict was shown to them before. ``has_conflict``: of interest; such a reading decides
    nothing. ``decided_at``: of the first decision. ``reasons``: theme -> ``code`` and ``words``. ``was_changed``: after the
    first decision, when the readings of others could be seen; ``reading_version`` has what was there before.
    """

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("submission_id", "account_id"),
        Index("ix_reading_listed", "submission_id", "account_id", "decision", "decided_at", "has_conflict"),
        Index("ix_reading_own", "account_id", "submission_id", "decision", "has_conflict"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id", ondelete="SET NULL"))
    decision: Mapped[str] = mapped_column(String(20), default="")
    verdicts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(String(40), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    has_conflict: Mapped[bool] = mapped_column(default=False)
    is_blind: Mapped[bool] = mapped_column(default=True)
    saw_machine: Mapped[bool] = mapped_column(default=True)
    decided_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    was_changed: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class EvidenceMark(Table):
    """Whether a passage that the program shows as evidence for a theme is right, says the person of a reading."""

    __tablename__ = "evidence_mark"
    __table_args__ = (UniqueConstraint("reading_id", "assessment_id", "theme", "passage"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    reading_id: Mapped[str] = mapped_column(ForeignKey("reading.id", ondelete="CASCADE"), index=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    theme: Mapped[str] = mapped_column(String(100))
    passage: Mapped[int]
    page: Mapped[int]
    is_right: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Note(Table):
    """A note on a submission, for the others once they have decided themselves."""

    __tablename__ = "note"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class AuditEntry(Table):
    """What somebody did; grows only (triggers refuse changes), each row chained to the one before by ``digest``.

    Ids outlive what they stand for, so there are no foreign keys. ``before`` and ``after`` hold values and ids; of words that
    people wrote or a proposal holds, only their SHA-256: deleting a case must not need a change here.
    """

    __tablename__ = "audit_entry"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32), index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    call_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    submission_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))


class Job(Table):
    """Work for a worker process. ``kind``: a ``JobKind``; ``subject``: id of what it is about; ``key``: once each.

    ``state``: "waiting", "running", "done" or "failed". A worker holds it until ``leased_until`` and prolongs that while it
    works; another takes it when the time is over. ``stage``, ``done`` and ``total``: how far it is. ``error``: id of an error
    and no content.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_waiting", "state", "priority", "created_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    key: Mapped[str | None] = mapped_column(String(128), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    priority: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(String(80), default="")
    stage: Mapped[str] = mapped_column(String(40), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Check(Table):
    """An applicant's check: ``id`` is the SHA-256 of the secret in its address. No name and no content: they lie in its folder.

    ``expires_at``: when folder and row vanish.
    """

    __tablename__ = "check"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    strategy: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2))
    files: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Table):
    """A link with which somebody sets the password of their account once; ``id``: the SHA-256 of the secret in it."""

    __tablename__ = "invitation"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ReadingVersion(Table):
    """What a reading said when it was saved, with all its words; goes with the case, never changed.

    ``number``: of its reading, from 1. ``content``: decision, verdicts, reasons, reason, remark and has_conflict, as of the
    reading. ``is_change``: a decision had been made before; ``saw_others`` and ``saw_machine``: what the person could see then.
    """

    __tablename__ = "reading_version"
    reading_id: Mapped[str] = mapped_column(ForeignKey("reading.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id", ondelete="SET NULL"))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_change: Mapped[bool] = mapped_column(default=False)
    saw_others: Mapped[bool] = mapped_column(default=False)
    saw_machine: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ReadingDraft(Table):
    """What a person has typed and not saved yet: kept for them alone, counted by nobody. ``content``: as the form sent it."""

    __tablename__ = "reading_draft"
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Settlement(Table):
    """What people agreed on after they differed, as of ``store.review.Settled``; the last row on a theme holds.

    ``theme`` "": of the decision. ``verdict`` and ``decision`` both "": what was agreed is open again. ``account_id``: of the
    lead who wrote it down.
    """

    __tablename__ = "settlement"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    theme: Mapped[str] = mapped_column(String(100), default="")
    verdict: Mapped[str] = mapped_column(String(20), default="")
    decision: Mapped[str] = mapped_column(String(20), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Worker(Table):
    """A worker process that is there, or was lately: it says so again and again, also while it has nothing to do.

    ``name``: as of ``Job.worker``, with no name of a person in it.
    """

    __tablename__ = "worker"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class QueueEntry(Table):
    """A submission in one person's queue: held for them until ``held_until``, or skipped at ``skipped_at`` for a ``reason``.

    ``reason``: of ``desk.review.reading_queue.SkipReason``.
    """

    __tablename__ = "queue_entry"
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    held_until: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(20), default="")


class SearchText(Table):
    """The words of a submission for the full-text search, in parts; ``words``: as ``desk.storage.search`` folds them.

    The index over them is made by the migration, in the way of each kind of database.
    """

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("submission_id", "part"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    part: Mapped[int]
    words: Mapped[str] = mapped_column(Text)


class Resemblance(Table):
    """That a submission is nearly the same as another of its call, or has passages in common with it; from either side a row.

    ``similarity``: share of the five-word rows, 0.0 where they are not nearly the same. ``passages``: the longest, each with
    the fields of ``store.row.SharedPassage`` but ``other``; ``words``: of the longest, 0 for none.
    """

    __tablename__ = "resemblance"
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, index=True)
    similarity: Mapped[float] = mapped_column(default=0.0)
    words: Mapped[int] = mapped_column(default=0)
    passages: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class FoundEntry(Table):
    """A principle that an assessment finds, or a place that it finds named, for the filters of the list.

    ``kind``: a ``desk.lists.listing_query.FoundKind``; ``name``: id in the strategy.
    """

    __tablename__ = "found_entry"
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
