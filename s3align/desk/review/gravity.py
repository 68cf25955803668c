"""How gravely people differ about a submission, as a rank that a database can sort by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from s3align.desk.review.first_decisions import Changed, is_as_decided
from s3align.desk.storage.tables import PersonReading
from s3align.evaluation.disagreements import Gravity, disagreements
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, Reading

SETTLED = 1
"""What stands in ``Submission.gravity`` where people differ and everything they differ about is settled."""
RANKS = {gravity: rank for rank, gravity in enumerate(reversed(Gravity), start=SETTLED + 1)}
"""What stands there of the gravest difference that is open, from little to much; 0 where people do not differ."""


def as_reading(row: PersonReading, found: Changed | None = None) -> Reading:
    """A person's row as evaluations take it: ``file`` and ``sha256`` are the submission's id, ``reviewer`` the account's.

    ``found``: of ``first_decisions.changed``; an answer that was changed since is not blind any more.
    """
    return Reading(
        file=row.submission_id,
        sha256=row.submission_id,
        reviewer=row.account_id,
        verdicts={theme: Verdict(verdict) for theme, verdict in row.verdicts.items()},
        decision=Decision(row.decision) if row.decision else None,
        is_blind=not row.saw_machine and is_as_decided(row, found),
    )


def as_first_reading(row: PersonReading, found: Changed | None) -> Reading:
    """The same as it was decided first, before anything that others said could be seen; None where it never changed."""
    if found is None:
        return as_reading(row)
    first = found.first
    verdicts = {theme: Verdict(verdict) for theme, verdict in first.content["verdicts"].items()}
    decision = Decision(first.content["decision"])
    return replace(as_reading(row), verdicts=verdicts, decision=decision, is_blind=not first.saw_machine)


def gravity_of(rows: Iterable[PersonReading], settled: Collection[str] = ()) -> int:
    """The rank of the gravest open difference between readings of one submission that count.

    ``settled``: themes on which an outcome was agreed, "" for the decision. SETTLED where nothing else is left.
    """
    counted = [as_reading(row) for row in rows if row.decision and not row.has_conflict]
    themes = sorted({theme for reading in counted for theme in reading.verdicts})
    found = disagreements(counted, themes)
    return max((SETTLED if (row.theme or "") in settled else RANKS[row.gravity] for row in found), default=0)
