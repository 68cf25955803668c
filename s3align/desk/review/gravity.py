"""How gravely people differ about a submission, as a rank that a database can sort by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from s3align.desk.storage.tables import PersonReading, ReadingVersion
from s3align.evaluation.disagreements import Gravity, disagreements
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, Reading

RANKS = {gravity: rank for rank, gravity in enumerate(reversed(Gravity), start=1)}
"""What stands in ``Submission.gravity``, from little to much; 0 where people do not differ."""


def as_reading(row: PersonReading) -> Reading:
    """A person's row as evaluations take it: ``file`` and ``sha256`` are the submission's id, ``reviewer`` the account's."""
    return Reading(
        file=row.submission_id,
        sha256=row.submission_id,
        reviewer=row.account_id,
        verdicts={theme: Verdict(verdict) for theme, verdict in row.verdicts.items()},
        decision=Decision(row.decision) if row.decision else None,
        is_blind=not row.saw_machine,
    )


def as_first_reading(row: PersonReading, first: ReadingVersion | None) -> Reading:
    """The same as it was decided ``first``, before anything that others said could be seen; None where it never changed."""
    if first is None:
        return as_reading(row)
    verdicts = {theme: Verdict(verdict) for theme, verdict in first.content["verdicts"].items()}
    decision = Decision(first.content["decision"])
    return replace(as_reading(row), verdicts=verdicts, decision=decision, is_blind=not first.saw_machine)


def gravity_of(rows: Iterable[PersonReading]) -> int:
    """The rank of the gravest difference between readings of one submission that count."""
    counted = [as_reading(row) for row in rows if row.decision and not row.has_conflict]
    themes = sorted({theme for reading in counted for theme in reading.verdicts})
    return max((RANKS[found.gravity] for found in disagreements(counted, themes)), default=0)
