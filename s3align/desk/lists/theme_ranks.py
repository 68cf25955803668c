"""Places of a call's submissions within a theme, and the shortlist of each lot: what to read first, and nothing of quality.

Places follow the extent, as of a batch run (``store.ranking``), each with those that its range leaves open. What was withdrawn,
or is hidden from who asks, has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.lists.listing_lines import is_counted
from s3align.desk.review.blindness import machine_shown
from s3align.desk.storage.tables import Call, Lot, PersonReading, StoredAssessment, Submission, ThemeFigure, parts
from s3align.desk.work.assessing import ADDRESSED
from s3align.record.assessment import Verdict
from s3align.store.ranking import Ranked, Standing, ranked
from s3align.store.row import ToRead
from s3align.store.theme_places import READ, Shortlist

UNCLEAR = Verdict.UNCLEAR.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission and the theme of a lot. ``standing``: a ``Standing``, UNCLEAR, or READ of one that somebody has read.

    ``ranked``: its places, None where it is not clear that it addresses the theme. Shares from 0 to 1; ``extent_low`` and
    ``extent_high`` None in older records. ``readings``: how many have decided; ``decisions``: how, each ``Decision`` once.
    """

    id: str
    number: int
    title: str
    applicant: str
    standing: str
    ranked: Ranked | None
    verdict: Verdict
    sureness: float
    extent: float
    extent_low: float | None
    extent_high: float | None
    readings: int
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LotShortlist:
    """The shortlist of a lot: the counts of its cut, and the submissions, the largest extent first.

    ``to_read``: why a person must read others before anything is set aside -> how many nobody has read.
    """

    lot: Lot
    cut: Shortlist
    entries: Sequence[Entry]
    to_read: Mapping[ToRead, int]

    def of(self, *standings: str) -> list[Entry]:
        """The entries with one of these standings."""
        return [entry for entry in self.entries if entry.standing in standings]

    @property
    def listed(self) -> list[Entry]:
        """The entries within the places or at the cut: what the list is for."""
        return self.of(Standing.INSIDE.value, Standing.MARGIN.value)

    @property
    def can_be_closed(self) -> bool:
        """Whether nothing must be read before: no standing is open, and nothing is refused or without a theme unread."""
        return not self.cut.unclear and not self.to_read


def places_within(session: Session, asking: Principal, call: Call, theme: str) -> dict[str, Ranked]:
    """Submission -> its places among all of a call that address a theme. Raises as ``require``: leads alone may."""
    require(asking, Permission.LEAD, call.id)
    rows = session.execute(
        select(Submission.id, ThemeFigure.extent, ThemeFigure.extent_low, ThemeFigure.extent_high)
        .join(ThemeFigure, ThemeFigure.assessment_id == Submission.assessment_id)
        .where(_counts(asking, call), ThemeFigure.theme == theme, ThemeFigure.verdict.in_(ADDRESSED))
    ).all()
    return dict(zip((row.id for row in rows), _ranks(rows), strict=True))


def shortlists(session: Session, asking: Principal, call: Call, lots: Sequence[Lot]) -> list[LotShortlist]:
    """The shortlist of each lot that has a theme and a number of places. Raises as ``require``: leads alone may.

    In a lot stand the submissions that were handed in for it, and those for no lot.
    """
    require(asking, Permission.LEAD, call.id)
    return [_shortlist(session, asking, call, lot, lot.places) for lot in lots if lot.theme and lot.places]


def _shortlist(session: Session, asking: Principal, call: Call, lot: Lot, places: int) -> LotShortlist:
    in_lot = and_(_counts(asking, call), or_(Submission.lot_id == lot.id, Submission.lot_id.is_(None)))
    readings = _readings().where(PersonReading.submission_id == Submission.id).scalar_subquery()
    found = session.execute(
        select(
            Submission.id,
            Submission.number,
            Submission.title,
            Submission.file_name,
            Submission.applicant,
            ThemeFigure.verdict,
            ThemeFigure.sureness,
            ThemeFigure.extent,
            ThemeFigure.extent_low,
            ThemeFigure.extent_high,
            readings.label("readings"),
            Submission.decisions,
        )
        .join(ThemeFigure, ThemeFigure.assessment_id == Submission.assessment_id)
        .where(in_lot, ThemeFigure.theme == lot.theme, ThemeFigure.verdict.in_((*ADDRESSED, UNCLEAR)))
        .order_by(ThemeFigure.extent.desc(), ThemeFigure.sureness.desc(), Submission.number)
    ).all()
    addressed = [row for row in found if row.verdict != UNCLEAR]
    ranks = dict(zip((row.id for row in addressed), _ranks(addressed), strict=True))
    entries = [_entry(row, ranks.get(row.id), places) for row in found]
    number = {standing: sum(entry.standing == standing for entry in entries) for standing in (*Standing, UNCLEAR, READ)}
    cut = Shortlist(
        lot.theme,
        places,
        number[Standing.INSIDE],
        number[Standing.MARGIN],
        number[Standing.OUTSIDE],
        number[UNCLEAR],
        number[READ],
    )
    return LotShortlist(lot, cut, entries, _to_read(session, in_lot))


def _entry(row: Any, places: Ranked | None, cut: int) -> Entry:
    standing = (READ if row.readings else UNCLEAR) if places is None else places.standing(cut).value
    return Entry(
        row.id,
        row.number,
        row.title or row.file_name,
        row.applicant,
        standing,
        places,
        Verdict(row.verdict),
        row.sureness,
        row.extent,
        row.extent_low,
        row.extent_high,
        row.readings,
        parts(row.decisions),
    )


def _to_read(session: Session, in_lot: Any) -> dict[ToRead, int]:
    """Why a person must read others before anything is set aside, and how many of them nobody has read."""
    reasons = (ToRead.NONE.value, ToRead.REFUSED.value)
    rows = session.execute(
        select(StoredAssessment.to_read, func.count())
        .join(Submission, Submission.assessment_id == StoredAssessment.id)
        .where(in_lot, StoredAssessment.to_read.in_(reasons))
        .where(~select(PersonReading.id).where(PersonReading.submission_id == Submission.id, is_counted()).exists())
        .group_by(StoredAssessment.to_read)
    )
    return {ToRead(reason): number for reason, number in rows}


def _readings() -> Any:
    return select(func.count(PersonReading.id)).where(is_counted())


def _counts(asking: Principal, call: Call) -> Any:
    return and_(Submission.call_id == call.id, Submission.withdrawn_at.is_(None), machine_shown(asking, call))


def _ranks(rows: Sequence[Any]) -> Iterator[Ranked]:
    """Of an older record, which knows no range of the extent, anything may be true."""
    return ranked(
        (row.extent, 0.0, 1.0)
        if row.extent_low is None or row.extent_high is None
        else (row.extent, row.extent_low, row.extent_high)
        for row in rows
    )
