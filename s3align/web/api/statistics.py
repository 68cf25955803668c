"""How much of a call people have checked, and how far they agree with each other and with the program."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from s3align.desk.access import Permission
from s3align.desk.calls import calls
from s3align.desk.review import statistics
from s3align.desk.review.statistics import CallStatistics, Part
from s3align.evaluation.agreement import Comparison, Limit, Who
from s3align.evaluation.disagreements import Disagreement, Gravity
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode
from s3align.web.api.models import PathId, Told
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["statistics"])


class IntervalTold(Told):
    """A 90 % interval."""

    low: float
    high: float


class EstimateTold(Told):
    """A figure with its interval; null where it is not defined for these answers, or says nothing."""

    value: float | None
    interval: IntervalTold | None


class AgreedTold(Told):
    """Agreement on one theme, or on all (null). Figures are null where there is too little; ``limits`` says why."""

    theme: str | None
    proposals: int
    cells: int
    same: int
    rarer: int
    unclear: int
    limits: list[Limit]
    share: EstimateTold | None
    kappa: EstimateTold | None
    weighted_kappa: EstimateTold | None
    ac1: EstimateTold | None
    ac2: EstimateTold | None


class ComparisonTold(Told):
    """The answers of some people beside each other, or of one beside the program's."""

    who: Who
    readers: list[str]
    blind: int
    figures: list[AgreedTold]


class CheckedTold(Told):
    """Of ``number`` submissions: ``read`` by somebody, ``enough``: by as many as the call wants."""

    part: Part
    number: int
    read: int
    enough: int


class PullTold(Told):
    """Answers that are the program's: the same, of all; of readings without and with its verdict in sight. No proof."""

    blind: tuple[int, int]
    seen: tuple[int, int]


class SaidTold(Told):
    """What one person says where people differ."""

    reviewer: str
    verdict: Verdict | None
    decision: Decision | None
    reason: ReasonCode | None
    remark: str
    is_blind: bool


class DifferenceTold(Told):
    """A difference on a theme, or on the decision (null)."""

    submission_id: str
    number: int
    theme: str | None
    gravity: Gravity
    said: list[SaidTold]


class StatisticsTold(Told):
    """The figures of a call; ``left_out``: submissions whose readings you may not see yet."""

    checked: list[CheckedTold]
    people: list[ComparisonTold] = Field(description="People with each other")
    machine: list[ComparisonTold] = Field(description="Each with the program")
    pull: PullTold
    differences: list[DifferenceTold] = Field(description="The gravest first")
    readings: int
    common: int
    left_out: int
    changed: int = Field(
        description="Readings that were changed after their first decision; the figures are of that one"
    )
    is_few: bool


@router.get("/calls/{call_id}/statistics", dependencies=[needs(Permission.READ)])
def show_statistics(state: State, asking: Asking, call_id: PathId) -> StatisticsTold:
    """Show how far people agree with each other and with the program: leads at any time, others once the call is closed."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        strategy = state.pipelines.strategy(call.strategy)
        return _told(statistics.of_call(session, asking, call, strategy))


def _told(found: CallStatistics) -> StatisticsTold:
    return StatisticsTold(
        checked=[CheckedTold.model_validate(row) for row in found.checked],
        people=[_comparison(row) for row in found.people.comparisons],
        machine=[_comparison(row) for row in found.machine.comparisons],
        pull=PullTold.model_validate(found.pull),
        differences=[_difference(row, found) for row in found.differences],
        readings=found.readings,
        common=found.common,
        left_out=found.left_out,
        changed=found.changed,
        is_few=found.is_few,
    )


def _comparison(row: Comparison) -> ComparisonTold:
    return ComparisonTold.model_validate(row)


def _difference(row: Disagreement, found: CallStatistics) -> DifferenceTold:
    return DifferenceTold(
        submission_id=found.ids[row.file],
        number=int(row.file),
        theme=row.theme,
        gravity=row.gravity,
        said=[SaidTold.model_validate(entry) for entry in row.said],
    )
