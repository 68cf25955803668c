"""The audit log: who did what and when, each row chained to the one before, so that none can be changed or left out unseen.

Triggers in both kinds of database refuse a change. Somebody who takes them away, as an administrator of the database can, is
found by ``verify``; that the newest rows are cut off only by an ``Anchor`` that was written down elsewhere before, which
`s3align desk verify` prints and every backup holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, select, true
from sqlalchemy.orm import Session

from s3align.desk.storage.database import take_turn
from s3align.desk.storage.tables import AuditEntry, now

FIRST = "0" * 64
"""What the first row is chained to."""
SYSTEM = "system"
"""Actor of what the program does by itself."""
_AT_ONCE = 1_000
"""Rows that are read at once: a log of years takes no more memory than they do."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """How the log ends: its number of ``entries`` and the digest of the last, FIRST of an empty one."""

    entries: int
    digest: str


class Break(StrEnum):
    """What is wrong with the log at an entry."""

    CHANGED = "changed"
    """It does not follow from what it says and the one before: changed, exchanged or put in."""
    MISSING = "missing"
    """It is not there, later ones are."""
    CUT = "cut"
    """It is not there, and was when the anchor was taken."""
    REPLACED = "replaced"
    """The log is whole in itself, but not the one that the anchor was taken of."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What ``verify`` found: the number of ``entries`` that are right, from the first on.

    ``broken_at``: the number of the first that is wrong, None for none. ``digest``: of the last one, where all are right.
    """

    entries: int
    broken_at: int | None
    found: Break | None
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.found is None

    @property
    def anchor(self) -> Anchor:
        """What to write down elsewhere; of a log that is whole."""
        return Anchor(self.entries, self.digest)


def append(
    session: Session,
    actor: str,
    action: str,
    *,
    call_id: str = "",
    submission_id: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
) -> AuditEntry:
    """Adds an entry in the caller's transaction, which must be one that writes.

    ``actor``: id of an account, or SYSTEM. ``action``: two words with a dot, such as "reading.decided". Words that people
    wrote go in as ``digest_of`` them. Raises ValueError for what JSON cannot hold.
    """
    take_turn(session.connection())
    last = session.execute(
        select(AuditEntry.number, AuditEntry.digest).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=now(),
        actor=actor,
        action=action,
        call_id=call_id,
        submission_id=submission_id,
        before=_as_kept(before),
        after=_as_kept(after),
        versions=_as_kept(versions),
    )
    entry.digest = chained(entry, last.digest if last else FIRST)
    session.add(entry)
    session.flush()
    return entry


def chained(entry: AuditEntry | Row[Any], previous: str) -> str:
    """The SHA-256 of an entry with the digest of the one before: what ``digest`` must be."""
    values = [
        entry.number,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.call_id,
        entry.submission_id,
        entry.before,
        entry.after,
        entry.versions,
        previous,
    ]
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def entries(session: Session, *, call_id: str | None = None) -> Iterator[Row[Any]]:
    """The rows of the log in order, of one call or of all, with the fields of AuditEntry; few are in memory at once."""
    wanted = true() if call_id is None else AuditEntry.call_id == call_id
    last = 0
    while rows := _next(session, last, wanted):
        yield from rows
        last = rows[-1].number


def verify(session: Session, anchor: Anchor | None = None) -> Verified:
    """Whether the log is whole; ``anchor``: how it ended some time ago.

    Finds an entry that was changed, is missing, was exchanged with another or put in; with an anchor also a log that was cut
    off or made anew.
    """
    count, previous, replaced = 0, FIRST, anchor is not None and anchor.entries == 0 and anchor.digest != FIRST
    for row in entries(session):
        if row.number != count + 1:
            return Verified(count, count + 1, Break.MISSING, "")
        if row.digest != chained(row, previous):
            return Verified(count, row.number, Break.CHANGED, "")
        count, previous = row.number, row.digest
        replaced = replaced or (anchor is not None and anchor.entries == count and anchor.digest != previous)
    if anchor is not None and count < anchor.entries:
        return Verified(count, count + 1, Break.CUT, "")
    if anchor is not None and replaced:
        return Verified(count, anchor.entries, Break.REPLACED, "")
    return Verified(count, None, None, previous)


def digest_of(text: str) -> str:
    """What stands in the log for words: "" for none, else their SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


def _next(session: Session, last: int, wanted: ColumnElement[bool]) -> list[Row[Any]]:
    columns = AuditEntry.__table__.columns
    after = select(*columns).where(AuditEntry.number > last, wanted).order_by(AuditEntry.number).limit(_AT_ONCE)
    return list(session.execute(after))


def _as_kept(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values as they come back from the database, so that their digest is that of later."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(values or {}), allow_nan=False))
    return kept
