"""How far a call is, in figures: what has come, what the program has done, what people have read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.calls.submissions import State
from s3align.desk.storage.tables import Call, Job, Submission
from s3align.desk.work.queue import JobState


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Submissions of a call. ``withdrawn`` ones are counted nowhere else but in ``all``.

    ``to_read``: those of which the program cannot say enough, so that a person must read them; None where who asks may not see
    what the program says. ``refused_unread``: those that it could not assess and nobody has decided on. ``read_by``: number of
    people who have decided, without a conflict of interest -> submissions. ``running``: that a worker has now.
    """

    all: int = 0
    withdrawn: int = 0
    late: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    running: int = 0
    failed: int = 0
    refused_unread: int = 0
    to_read: int | None = None
    read_by: Mapping[int, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """Those that the program has not come to yet."""
        return self.states.get(State.WAITING, 0)

    @property
    def done(self) -> int:
        """Those that the program has come to."""
        return self.states.get(State.ASSESSED, 0) + self.states.get(State.REFUSED, 0)

    @property
    def counted(self) -> int:
        """All but those withdrawn."""
        return self.all - self.withdrawn

    def read_by_fewer_than(self, wanted: int) -> int:
        """Submissions that lack readings."""
        return sum(number for readers, number in self.read_by.items() if readers < wanted)


def counts(session: Session, asking: Principal, call: Call) -> CallCounts:
    """The figures of a call for somebody who reads in it."""
    require(asking, Permission.READ, call.id)
    valid = (Submission.call_id == call.id) & Submission.withdrawn_at.is_(None)
    states = session.execute(select(Submission.state, func.count()).where(valid).group_by(Submission.state))
    by_state = dict(states.all())
    everything = _number(session, select(func.count()).where(Submission.call_id == call.id))
    jobs = select(Job.state, func.count(Job.subject.distinct())).join(Submission, Submission.id == Job.subject)
    of_jobs = dict(session.execute(jobs.where(valid).group_by(Job.state)).all())
    may_see = asking.may(Permission.LEAD, call.id) or not call.hides_machine
    return CallCounts(
        everything,
        everything - sum(by_state.values()),
        _late(session, call),
        by_state,
        of_jobs.get(JobState.RUNNING, 0),
        of_jobs.get(JobState.FAILED, 0),
        _number(session, _undecided(call).where(Submission.state == State.REFUSED)),
        _to_read(session, call) if may_see else None,
        _read_by(session, call),
    )


def _late(session: Session, call: Call) -> int:
    if call.deadline is None:
        return 0
    late = (
        (Submission.call_id == call.id) & Submission.withdrawn_at.is_(None) & (Submission.received_at > call.deadline)
    )
    return _number(session, select(func.count()).where(late))


def _to_read(session: Session, call: Call) -> int:
    """Submissions that must be read and that nobody has decided on."""
    return _number(session, _undecided(call).where(Submission.to_read != ""))


def _undecided(call: Call) -> Select[int]:
    """How many submissions nobody has decided on."""
    valid = (Submission.call_id == call.id) & Submission.withdrawn_at.is_(None)
    return select(func.count()).where(valid, Submission.readings == 0)


def _read_by(session: Session, call: Call) -> dict[int, int]:
    rows = session.execute(
        select(Submission.readings, func.count())
        .where(Submission.call_id == call.id, Submission.withdrawn_at.is_(None))
        .group_by(Submission.readings)
    )
    return dict(rows.all())


def _number(session: Session, question: Select[int]) -> int:
    return session.scalar(question) or 0
