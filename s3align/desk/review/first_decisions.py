"""What readings said when they were first decided: who changes one later knows what others and the program say."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from s3align.desk.storage.tables import PersonReading, ReadingVersion, Submission


@dataclass(frozen=True, slots=True)
class Changed:
    """A reading that was changed after it was decided: its ``first`` version with a decision.

    ``saw_machine``: whether the program's verdict was in sight at any change since.
    """

    first: ReadingVersion
    saw_machine: bool

    def is_kept(self, row: PersonReading) -> bool:
        """Whether decision and verdicts are still the first ones, whatever else was changed."""
        content = self.first.content
        return (content["decision"], content["verdicts"]) == (row.decision, row.verdicts)


def changed(session: Session, *where: ColumnElement[bool]) -> dict[str, Changed]:
    """Reading -> how it was decided first, of those that were changed afterwards; ``where``: of ``Submission``."""
    later = select(ReadingVersion.reading_id).where(ReadingVersion.is_change)
    versions = session.scalars(
        select(ReadingVersion)
        .join(PersonReading, PersonReading.id == ReadingVersion.reading_id)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .where(*where, ReadingVersion.reading_id.in_(later))
        .order_by(ReadingVersion.reading_id, ReadingVersion.number)
    )
    found: dict[str, Changed] = {}
    for version in versions:
        known = found.get(version.reading_id)
        if known is not None:
            found[version.reading_id] = Changed(known.first, known.saw_machine or version.saw_machine)
        elif version.content["decision"] and not version.content["has_conflict"]:
            found[version.reading_id] = Changed(version, saw_machine=version.saw_machine)
    return found


def is_as_decided(row: PersonReading, found: Changed | None) -> bool:
    """Whether a reading says what it said when it was first decided; ``found``: of ``changed``."""
    return found is None or found.is_kept(row)
