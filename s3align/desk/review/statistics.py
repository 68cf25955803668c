"""How much of a call people have checked, how far they agree with each other and with the program, and where they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.lists.listing_lines import is_counted, lines
from s3align.desk.review.blindness import machine_shown, others_shown
from s3align.desk.review.gravity import as_first_reading, as_reading
from s3align.desk.storage.tables import (
    Account,
    Call,
    PersonReading,
    ReadingVersion,
    StoredAssessment,
    Submission,
    ThemeFigure,
)
from s3align.evaluation.agreement import LEAST_CELLS, LEAST_PROPOSALS, Agreement, Who, agreement
from s3align.evaluation.disagreements import Disagreement, disagreements
from s3align.record.assessment import Verdict
from s3align.store.review import Reading
from s3align.store.row import ToRead
from s3align.strategy.model import Strategy

MOST_PAIRED = 6
"""People up to whom each two are compared as well; of more there are dozens of pairs, and all together say more."""


EVERYBODY = "*"
"""Instead of a person's name, where the answers of all are taken together."""


class Part(StrEnum):
    """What of a call is checked: all, or what the program says of it."""

    ALL = "all"
    NONE = "none"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    BESIDE = "beside"
    CORE = "core"
    """The program finds a core theme."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Of ``number`` submissions that count: ``read`` by somebody, ``enough``: by as many as the call wants."""

    part: Part
    number: int
    read: int
    enough: int


@dataclass(frozen=True, slots=True)
class Pull:
    """Answers on themes that are the program's, of readings with (``seen``) and without its verdict in sight.

    Each a pair: the same, of all. What it shows is no proof: who read blind may have read other proposals.
    """

    blind: tuple[int, int]
    seen: tuple[int, int]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of both to compare."""
        return min(self.blind[1], self.seen[1]) >= LEAST_CELLS


@dataclass(frozen=True, slots=True)
class CallStatistics:
    """The figures of a call, as far as somebody may see them.

    ``people``: with each other; ``machine``: each with the program. ``differences``: the gravest first, ``file`` is the number
    of the submission, whose id is in ``ids``. ``readings``: that count; ``common``: submissions read by two or more.
    ``left_out``: submissions whose readings this person may not see yet. ``changed``: readings that were changed after their
    first decision; ``people``, ``machine`` and ``pull`` are of that one, since who changes it knows what others say.
    """

    checked: tuple[Checked, ...]
    people: Agreement
    machine: Agreement
    pull: Pull
    differences: Sequence[Disagreement]
    ids: Mapping[str, str]
    readings: int
    common: int
    left_out: int
    changed: int

    @property
    def is_few(self) -> bool:
        """Whether there is too little for figures."""
        return self.common < LEAST_PROPOSALS


def may_see(asking: Principal, call: Call) -> bool:
    """Whether somebody may see how people agree: leads at any time, others once the call is closed."""
    return asking.may(Permission.LEAD, call.id) or (call.is_closed and asking.may(Permission.READ, call.id))


def of_call(session: Session, asking: Principal, call: Call, strategy: Strategy) -> CallStatistics:
    """The figures of a call. Raises NotAllowedError where ``may_see`` says no."""
    require(asking, Permission.READ if may_see(asking, call) else Permission.LEAD, call.id)
    rows = session.execute(
        select(PersonReading, Submission.number, Account.name, Account.login)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .join(Account, Account.id == PersonReading.account_id)
        .where(Submission.call_id == call.id, is_counted(), others_shown(asking, call.id))
        .order_by(PersonReading.decided_at, PersonReading.id)
    ).all()
    names = _names({row.PersonReading.account_id: (row.name, row.login) for row in rows})
    readings = [_named(as_reading(row.PersonReading), names, row.number) for row in rows]
    first = _first(session, call)
    judged = [
        _named(as_first_reading(row.PersonReading, first.get(row.PersonReading.id)), names, row.number) for row in rows
    ]
    themes = [theme.id for theme in strategy.themes]
    said = _machine(session, asking, call)
    told = [
        (reading, said[seen])
        for reading, row in zip(judged, rows, strict=True)
        if (seen := first.get(row.PersonReading.id, row.PersonReading).assessment_id) in said
    ]
    read_by = Counter(reading.sha256 for reading in readings)
    is_small = len(names) <= MOST_PAIRED
    return CallStatistics(
        checked=checked(session, asking, call),
        people=agreement(judged, themes, wanted=(Who.PAIR, Who.ALL) if is_small else (Who.ALL,)),
        machine=_with_machine(told, themes, is_small=is_small),
        pull=_pull(told),
        differences=disagreements(readings, themes),
        ids={str(row.number): row.PersonReading.submission_id for row in rows},
        readings=len(readings),
        common=sum(number > 1 for number in read_by.values()),
        left_out=_left_out(session, asking, call),
        changed=sum(row.PersonReading.id in first for row in rows),
    )


def checked(session: Session, asking: Principal, call: Call) -> tuple[Checked, ...]:
    """How much people have checked: of all and of what the program says, as far as this person may see that."""
    line = lines(asking, call)
    has_core = (
        select(literal(1))
        .where(ThemeFigure.assessment_id == line.c.assessment, ThemeFigure.verdict == Verdict.CORE.value)
        .exists()
    )
    kinds = (
        select(
            line.c.why_read,
            case((has_core, 1), else_=0).label("core"),
            case((line.c.readings >= call.readers_wanted, 2), (line.c.readings > 0, 1), else_=0).label("read"),
        )
        .where(~line.c.withdrawn)
        .subquery()
    )
    found: dict[Part, Counter[int]] = defaultdict(Counter)
    rows: Sequence[Any] = session.execute(select(*kinds.c, func.count()).group_by(*kinds.c)).all()
    for why, core, read, number in rows:
        parts = [Part.ALL, *([Part(why)] if why in list(ToRead) else []), *([Part.CORE] if core else [])]
        for part in parts:
            found[part][read] += number
    return tuple(
        Checked(part, found[part].total(), found[part][1] + found[part][2], found[part][2])
        for part in Part
        if part is Part.ALL or part in found
    )


def _first(session: Session, call: Call) -> dict[str, ReadingVersion]:
    """Reading that was changed after it was decided -> its first version with a decision."""
    changed = select(ReadingVersion.reading_id).where(ReadingVersion.is_change)
    versions = session.scalars(
        select(ReadingVersion)
        .join(PersonReading, PersonReading.id == ReadingVersion.reading_id)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .where(Submission.call_id == call.id, ReadingVersion.reading_id.in_(changed))
        .order_by(ReadingVersion.reading_id, ReadingVersion.number)
    )
    first: dict[str, ReadingVersion] = {}
    for version in versions:
        if version.content["decision"] and not version.content["has_conflict"]:
            first.setdefault(version.reading_id, version)
    return first


def _machine(session: Session, asking: Principal, call: Call) -> dict[str, dict[str, Verdict]]:
    """Assessment that somebody had before them -> theme -> the program's verdict, where this person may see it."""
    shown = (
        select(StoredAssessment.id)
        .join(Submission, Submission.id == StoredAssessment.submission_id)
        .where(Submission.call_id == call.id, machine_shown(asking, call))
        .where(Submission.id.in_(select(PersonReading.submission_id)))
    )
    found: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for assessment, theme, verdict in session.execute(
        select(ThemeFigure.assessment_id, ThemeFigure.theme, ThemeFigure.verdict).where(
            ThemeFigure.assessment_id.in_(shown)
        )
    ):
        found[assessment][theme] = Verdict(verdict)
    return found


def _names(people: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Account -> a name that no other has."""
    taken = Counter(name for name, _ in people.values())
    return {own: name if taken[name] == 1 else f"{name} ({login})" for own, (name, login) in people.items()}


def _named(reading: Reading, names: Mapping[str, str], number: int) -> Reading:
    return replace(reading, file=str(number), reviewer=names[reading.reviewer])


def _with_machine(
    told: Sequence[tuple[Reading, Mapping[str, Verdict]]], themes: Sequence[str], *, is_small: bool
) -> Agreement:
    """Each person with what the program said to them; of many people, all as EVERYBODY.

    Of EVERYBODY the first reading of a submission counts, blind or not: two of the same one are no independent answers.
    """
    own, said = [], {}
    for reading, verdicts in told:
        who = reading.reviewer if is_small else EVERYBODY
        key = f"{reading.sha256} {who} {'' if is_small else reading.is_blind}"
        if key not in said:
            own.append(replace(reading, sha256=key, reviewer=who))
            said[key] = verdicts
    return agreement(own, themes, said, wanted=(Who.MACHINE_BLIND, Who.MACHINE_SEEN))


def _pull(told: Iterable[tuple[Reading, Mapping[str, Verdict]]]) -> Pull:
    counts: Counter[tuple[bool, bool]] = Counter(
        (reading.is_blind, verdict is said.get(theme))
        for reading, said in told
        for theme, verdict in reading.verdicts.items()
    )
    blind, seen = (
        (counts[is_blind, True], counts[is_blind, True] + counts[is_blind, False]) for is_blind in (True, False)
    )
    return Pull(blind, seen)


def _left_out(session: Session, asking: Principal, call: Call) -> int:
    unseen = select(func.count()).where(Submission.call_id == call.id, ~others_shown(asking, call.id))
    return session.scalar(unseen) or 0
