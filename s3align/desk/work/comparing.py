"""Compares all submissions of a call with each other: which are nearly the same, and which passages they have in common.

A worker does it for the whole call when nothing else waits, in a database on disk as a batch run does, so that a page shows
rows that are there already, of however many submissions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from s3align.desk.access import not_found
from s3align.desk.calls import call_forms, calls
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Call, Job, Resemblance, StoredAssessment, Submission, now
from s3align.desk.work import queue
from s3align.desk.work.queue import JobKind, JobState, Priority
from s3align.store.row import SharedPassage
from s3align.store.shared_passages import SharedPassages
from s3align.store.similar import SimilarFiles
from s3align.store.table import MOST_SIMILAR

DELAY = timedelta(seconds=5)
"""After the first of several submissions, so that they are compared once and not one by one."""
_AT_ONCE = 200
"""Texts that are held in memory."""
_LINES = "create table line (number integer primary key, name text)"
_SIMILAR = (
    "select name, share from similar join line on number = other where file = ? order by share desc, name limit ?"
)


def request(session: Session, call_id: str, delay: timedelta = DELAY) -> None:
    """Asks for the submissions of a call to be compared, in the caller's transaction; once, however often it is asked for."""
    key = f"compare:{call_id}"
    waits = session.scalar(select(Job.id).where(Job.key == key, Job.state == JobState.WAITING.value))
    if waits is None:
        job = queue.enqueue(session, JobKind.COMPARE, call_id, key=key, priority=Priority.BEHIND)
        job.not_before = now() + delay


def compare(database: Database, call_id: str, ending: Callable[[Session], object] | None = None) -> int:
    """Compares a call's submissions and keeps what was found in place of what was known; how many rows.

    ``ending`` is called in the transaction that keeps it. Raises NotFoundError where the call is gone.
    """
    with TemporaryDirectory(prefix="s3align-compare-") as folder, database.reading() as session:
        call = session.get(Call, call_id)
        if call is None:
            raise not_found()
        found = list(_compared(session, call, Path(folder)))
    with database.writing() as session:
        own = select(Submission.id).where(Submission.call_id == call_id)
        there = set(session.scalars(own))
        session.execute(
            delete(Resemblance).where(Resemblance.submission_id.in_(own)),
            execution_options={"synchronize_session": False},
        )
        rows = [row for row in found if {row["submission_id"], row["other_id"]} <= there]
        if rows:
            session.execute(insert(Resemblance), rows)
        if ending is not None:
            ending(session)
    return len(rows)


def _compared(session: Session, call: Call, folder: Path) -> Iterator[dict[str, Any]]:
    """A row for each submission and another one that it resembles."""
    with closing(sqlite3.connect(folder / "lines.sqlite", isolation_level=None)) as lines:
        lines.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_LINES};")
        similar, shared = SimilarFiles(lines), SharedPassages(lines)
        lines.execute("begin")
        for number, own, signature, passages in _texts(session, call):
            lines.execute("insert into line values (?, ?)", (number, own))
            if signature and calls.wants(call, call_forms.SIMILAR):
                similar.add(number, signature)
            if passages and calls.wants(call, call_forms.SHARED):
                shared.add(number, passages)
        similar.compare()
        shared.compare()
        lines.execute("commit")
        for number, own in lines.execute("select number, name from line order by number").fetchall():
            yield from _rows(own, lines.execute(_SIMILAR, (number, MOST_SIMILAR)).fetchall(), shared.of(number)[0])


def _texts(session: Session, call: Call) -> Iterator[tuple[int, str, bytes, bytes | None]]:
    """Number, id and what is compared of each submission, in order of numbers."""
    found = session.execute(
        select(Submission.number, Submission.id, StoredAssessment.signature, StoredAssessment.passages)
        .join(StoredAssessment, StoredAssessment.id == Submission.assessment_id)
        .where(Submission.call_id == call.id)
        .order_by(Submission.number)
        .execution_options(yield_per=_AT_ONCE)
    )
    return ((number, name, signature, passages) for number, name, signature, passages in found)


def _rows(own: str, similar: Sequence[tuple[str, float]], shared: Sequence[SharedPassage]) -> Iterator[dict[str, Any]]:
    passages: dict[str, list[SharedPassage]] = {}
    for passage in shared:
        passages.setdefault(passage.other, []).append(passage)
    shares = dict(similar)
    for other in {**shares, **passages}:
        found = passages.get(other, [])
        yield {
            "submission_id": own,
            "other_id": other,
            "similarity": shares.get(other, 0.0),
            "words": max((passage.words for passage in found), default=0),
            "passages": [_kept(passage) for passage in found],
        }


def _kept(passage: SharedPassage) -> dict[str, Any]:
    return {name: value for name, value in asdict(passage).items() if name != "other"}
