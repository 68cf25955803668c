"""Assessing again after a new model, strategy or version: both results are kept, and what has changed stands side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls import calls
from s3align.desk.review.blindness import machine_shown
from s3align.desk.storage.tables import Call, StoredAssessment, Submission, ThemeFigure
from s3align.desk.work import assessing
from s3align.desk.work.assessing import ADDRESSED
from s3align.desk.work.queue import Priority
from s3align.store.fingerprint import RunFingerprint

_MOVED = 0.05
"""Of a sureness (0..1): less is not told of, since no reader would judge otherwise for it."""


class Gravity(IntEnum):
    """How much a change matters, the gravest first."""

    STATUS = 0
    """One of both has no figures."""
    MAIN = 1
    """Another main theme."""
    ADDRESSED = 2
    """A theme is addressed in one and not in the other."""
    VERDICT = 3
    """Another verdict on a theme, which is addressed in both or in none."""
    SURENESS = 4
    """The same verdicts, more or less sure."""
    SAME = 5


class Figure(NamedTuple):
    """What an assessment says of a theme."""

    verdict: str
    sureness: float


@dataclass(frozen=True, slots=True)
class Version:
    """One of several assessments of a submission; ``reason``: why it has no figures, "" where it has some."""

    id: str
    created_at: datetime
    provenance: Mapping[str, Any]
    reason: str
    main: str
    themes: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A submission with its newest assessment and the one before.

    ``gravity``: how much the change matters; ``moved``: by how much a sureness differs at most, from 0 to 1.
    """

    submission_id: str
    number: int
    file_name: str
    title: str
    older: Version
    newer: Version
    gravity: Gravity = field(init=False)
    moved: float = field(init=False)

    def __post_init__(self) -> None:
        """Compares once: a list is sorted by it."""
        object.__setattr__(self, "gravity", self._gravity())
        object.__setattr__(self, "moved", self._moved())

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes whose verdict has changed, or how sure it is by more than a little."""
        both = {**self.older.themes, **self.newer.themes}
        return tuple(theme for theme in both if self._differs(theme))

    def _gravity(self) -> Gravity:
        if self.older.reason != self.newer.reason:
            return Gravity.STATUS
        if self.older.main != self.newer.main:
            return Gravity.MAIN
        pairs = [(self.older.themes.get(theme), self.newer.themes.get(theme)) for theme in self.themes]
        if any(_is_addressed(before) != _is_addressed(after) for before, after in pairs):
            return Gravity.ADDRESSED
        if any(before is None or after is None or before.verdict != after.verdict for before, after in pairs):
            return Gravity.VERDICT
        return Gravity.SURENESS if pairs else Gravity.SAME

    def _moved(self) -> float:
        common = self.older.themes.keys() & self.newer.themes.keys()
        return max(
            (abs(self.older.themes[theme].sureness - self.newer.themes[theme].sureness) for theme in common), default=0
        )

    def _differs(self, theme: str) -> bool:
        before, after = self.older.themes.get(theme), self.newer.themes.get(theme)
        if before is None or after is None or before.verdict != after.verdict:
            return True
        return abs(before.sureness - after.sureness) >= _MOVED


@dataclass(frozen=True, slots=True)
class Standing:
    """How many submissions have an assessment by what is installed now, and how many another one or none."""

    current: int
    other: int


def request(session: Session, asking: Principal, call_id: str, numbers: Collection[int] | None = None) -> int:
    """Asks for submissions to be assessed again, all of a call or those of ``numbers``; how many there are.

    What has an assessment by what is installed now keeps it. Raises NotFoundError for a number that the call does not have,
    CallClosedError, and as ``require`` for who is no lead.
    """
    require(asking, Permission.LEAD, call_id)
    call = session.get(Call, call_id)
    if call is None:
        raise not_found()
    calls.refuse_closed(call)
    wanted = select(Submission.id).where(Submission.call_id == call_id).order_by(Submission.number)
    ids = list(session.scalars(wanted if numbers is None else wanted.where(Submission.number.in_(numbers))))
    if numbers is not None and len(ids) != len(set(numbers)):
        raise not_found()
    for submission_id in ids:
        assessing.request(session, submission_id, priority=Priority.AGAIN)
    audit.append(
        session,
        asking.account_id,
        "call.reassessed",
        call_id=call_id,
        after={"count": len(ids), "is_all": numbers is None},
    )
    return len(ids)


def standing(session: Session, asking: Principal, call_id: str, now: RunFingerprint) -> Standing:
    """How many submissions are assessed by what is installed now."""
    require(asking, Permission.LEAD, call_id)
    everything = session.scalar(select(func.count(Submission.id)).where(Submission.call_id == call_id)) or 0
    found = already(session, asking, call_id, now)
    return Standing(found, everything - found)


def already(
    session: Session, asking: Principal, call_id: str, now: RunFingerprint, numbers: Collection[int] | None = None
) -> int:
    """How many of those that ``request`` asks for are assessed by what is installed now: nothing changes for them."""
    require(asking, Permission.LEAD, call_id)
    shown = StoredAssessment.id == Submission.assessment_id
    wanted = select(func.count(Submission.id)).join(StoredAssessment, shown)
    wanted = wanted.where(Submission.call_id == call_id, StoredAssessment.fingerprint == now.hash)
    return session.scalar(wanted if numbers is None else wanted.where(Submission.number.in_(numbers))) or 0


def changes(session: Session, asking: Principal, call: Call) -> list[Change]:
    """Every submission with more than one assessment that who asks may see, the gravest change first."""
    require(asking, Permission.LEAD, call.id)
    return sorted(_pairs(session, asking, call), key=lambda change: (change.gravity, -change.moved, change.number))


def versions(session: Session, submission: Submission) -> list[Version]:
    """All assessments of a submission, the newest first."""
    of_it = StoredAssessment.submission_id == submission.id
    rows = session.execute(_columns().where(of_it)).all()
    figures = _figures(session, select(StoredAssessment.id).where(of_it))
    return [_version(row, figures) for row in reversed(rows)]


def _pairs(session: Session, asking: Principal, call: Call) -> Iterator[Change]:
    several = (
        select(StoredAssessment.submission_id)
        .group_by(StoredAssessment.submission_id)
        .having(func.count(StoredAssessment.id) > 1)
    )
    where = (Submission.call_id == call.id, Submission.id.in_(several), machine_shown(asking, call))
    about = select(Submission.id, Submission.number, Submission.file_name, Submission.title).where(*where)
    submissions = {row.id: row for row in session.execute(about)}
    joined = Submission.id == StoredAssessment.submission_id
    rows = session.execute(_columns().join(Submission, joined).where(*where)).all()
    kept = {submission: list(group)[-2:] for submission, group in groupby(rows, key=lambda row: row.submission_id)}
    figures = _figures(session, select(StoredAssessment.id).join(Submission, joined).where(*where))
    for submission_id, pair in kept.items():
        of, (older, newer) = submissions[submission_id], (_version(row, figures) for row in pair)
        yield Change(of.id, of.number, of.file_name, of.title, older, newer)


def _columns() -> Any:
    """What is compared of assessments, without their records; the oldest first."""
    stored = StoredAssessment
    return select(
        stored.id, stored.submission_id, stored.created_at, stored.provenance, stored.reason, stored.main
    ).order_by(stored.submission_id, stored.created_at, stored.id)


def _figures(session: Session, ids: Select[str]) -> dict[str, dict[str, Figure]]:
    """What some assessments say of every theme; as plain columns, since a call may have a hundred thousand of them."""
    of = ThemeFigure
    rows = (
        select(of.assessment_id, of.theme, of.verdict, of.sureness).where(of.assessment_id.in_(ids)).order_by(of.theme)
    )
    found: dict[str, dict[str, Figure]] = {}
    for assessment_id, theme, verdict, sureness in session.execute(rows):
        found.setdefault(assessment_id, {})[theme] = Figure(verdict, sureness)
    return found


def _version(row: Any, figures: Mapping[str, Mapping[str, Figure]]) -> Version:
    return Version(row.id, row.created_at, row.provenance, row.reason, row.main, figures.get(row.id, {}))


def _is_addressed(figure: Figure | None) -> bool:
    return figure is not None and figure.verdict in ADDRESSED
