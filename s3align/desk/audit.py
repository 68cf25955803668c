"""The audit log: who did what and when, each row chained to the one before, so that none can be changed or left out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.tables import AuditEntry, now

FIRST = "0" * 64
"""What the first row is chained to."""
SYSTEM = "system"
"""Actor of what the program does by itself."""


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
    wrote go in as ``digest_of`` them.
    """
    _take_turn(session)
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=now(),
        actor=actor,
        action=action,
        call_id=call_id,
        submission_id=submission_id,
        before=dict(before or {}),
        after=dict(after or {}),
        versions=dict(versions or {}),
    )
    entry.digest = chained(entry, last.digest if last else FIRST)
    session.add(entry)
    session.flush()
    return entry


def chained(entry: AuditEntry, previous: str) -> str:
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


def digest_of(text: str) -> str:
    """What stands in the log for words: "" for none, else their SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


def _take_turn(session: Session) -> None:
    """One entry at a time: a transaction that writes has SQLite for itself, PostgreSQL needs a lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("select pg_advisory_xact_lock(7333)")
