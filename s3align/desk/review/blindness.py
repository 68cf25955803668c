"""Who may see what of a submission before their own decision: asked by every page, list, count, history and export.

A person is blind to the readings of others until they have decided themselves; a call may hide what the program says in the
same way. Whoever leads a call sees all of it, and is recorded as not blind. Whoever has a conflict of interest sees neither the
proposal nor what the program says of it.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from s3align.desk.access import Permission, Principal, Role
from s3align.desk.storage.tables import AuditEntry, Call, PersonReading, Resemblance, Submission

_T = TypeVar("_T")
_OF_READINGS = ("reading.", "note.", "evidence.", "difference.")
"""Beginnings of actions in the audit log that tell what somebody thinks of a submission."""
_OF_THE_MACHINE = ("submission.assessed", "submission.imported")
"""Actions in the audit log that tell what the program says of a submission."""


def may_see_others(session: Session, asking: Principal, submission: Submission) -> bool:
    """Whether the readings, notes and counts of other people may be shown: the own decision is made, or they lead the call."""
    if asking.may(Permission.LEAD, submission.call_id):
        return True
    return asking.may(Permission.READ, submission.call_id) and _has_decided(session, asking, submission.id)


def may_see_machine(session: Session, asking: Principal, submission: Submission, call: Call) -> bool:
    """Whether what the program says may be shown: the call hides it from nobody, or as ``may_see_others``."""
    if has_conflict(session, asking, submission.id) or not asking.may(Permission.READ, submission.call_id):
        return False
    return not call.hides_machine or may_see_others(session, asking, submission)


def may_see_content(session: Session, asking: Principal, submission: Submission) -> bool:
    """Whether the proposal itself may be shown: to all who read in the call and have no conflict of interest."""
    return asking.may(Permission.READ, submission.call_id) and not has_conflict(session, asking, submission.id)


def has_conflict(session: Session, asking: Principal, submission_id: str) -> bool:
    """Whether who asks has said that they have a conflict of interest."""
    return session.scalar(_own(asking, PersonReading.has_conflict).where(_of(submission_id))) or False


def decided_ids(asking: Principal, call_id: str) -> Select[str]:
    """The submissions of a call that who asks has decided themselves, whatever their role: a query for another one."""
    return (
        _own(asking, PersonReading.submission_id)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .where(Submission.call_id == call_id, PersonReading.decision != "", ~PersonReading.has_conflict)
    )


def others_shown(asking: Principal, call_id: str) -> ColumnElement[bool]:
    """The condition on ``Submission`` that ``may_see_others`` holds, for lists of a call."""
    if asking.may(Permission.LEAD, call_id):
        return true()
    return Submission.id.in_(decided_ids(asking, call_id)) if asking.may(Permission.READ, call_id) else false()


def machine_shown(asking: Principal, call: Call) -> ColumnElement[bool]:
    """The condition on ``Submission`` that ``may_see_machine`` holds, for lists of a call."""
    if not asking.may(Permission.READ, call.id):
        return false()
    with_conflict = _own(asking, PersonReading.submission_id).where(PersonReading.has_conflict)
    return and_(Submission.id.not_in(with_conflict), others_shown(asking, call.id) if call.hides_machine else true())


def may_see_other(asking: Principal) -> ColumnElement[bool]:
    """The condition on ``Resemblance`` that who asks has no conflict of interest in the other submission."""
    with_conflict = _own(asking, PersonReading.submission_id).where(PersonReading.has_conflict)
    return Resemblance.other_id.not_in(with_conflict)


def own_readings(asking: Principal) -> Subquery:
    """The readings of who asks, for lists of thousands: to be joined from the left to ``Submission``, which has at most one."""
    own = select(PersonReading.submission_id, PersonReading.decision, PersonReading.has_conflict)
    return own.where(PersonReading.account_id == asking.account_id).subquery("own")


def others_shown_beside(asking: Principal, call_id: str, own: Subquery) -> ColumnElement[bool]:
    """As ``others_shown``, of rows that are joined to ``own_readings``; never NULL."""
    if asking.may(Permission.LEAD, call_id):
        return true()
    has_decided = and_(own.c.submission_id.is_not(None), own.c.decision != "", own.c.has_conflict.is_(False))
    return has_decided if asking.may(Permission.READ, call_id) else false()


def machine_shown_beside(asking: Principal, call: Call, own: Subquery) -> ColumnElement[bool]:
    """As ``machine_shown``, of rows that are joined to ``own_readings``; never NULL."""
    if not asking.may(Permission.READ, call.id):
        return false()
    others = others_shown_beside(asking, call.id, own) if call.hides_machine else true()
    return and_(own.c.has_conflict.is_not(True), others)


def entries_shown(asking: Principal) -> ColumnElement[bool]:
    """The condition on ``AuditEntry`` that who asks may see it: an administrator who reads in a call is as blind as others.

    One who reads in it only later has seen it: ``could_see_others`` knows.
    """
    reads_in = AuditEntry.call_id.in_([call_id for call_id, role in asking.roles.items() if role is Role.REVIEWER])
    decided = _own(asking, PersonReading.submission_id).where(PersonReading.decision != "", ~PersonReading.has_conflict)
    is_blind = and_(reads_in, AuditEntry.submission_id.not_in(decided))
    of_others = or_(*(AuditEntry.action.startswith(kind, autoescape=True) for kind in _OF_READINGS))
    hiding = select(Call.id).where(Call.hides_machine)
    with_conflict = _own(asking, PersonReading.submission_id).where(PersonReading.has_conflict)
    machine_hidden = or_(and_(is_blind, AuditEntry.call_id.in_(hiding)), AuditEntry.submission_id.in_(with_conflict))
    return not_(
        or_(
            and_(of_others, AuditEntry.actor != asking.account_id, is_blind),
            and_(AuditEntry.action.in_(_OF_THE_MACHINE), machine_hidden),
        )
    )


def could_see_others(session: Session, asking: Principal, submission: Submission) -> bool:
    """Whether who asks could see what others say before a decision of their own, now or earlier: recorded of decisions.

    So can who leads the call or has led it, be it with another token, and administrators, in the audit log, as long as they do
    not read in the call.
    """
    call_id = submission.call_id
    if asking.is_local or asking.roles.get(call_id) is Role.LEAD:
        return True
    changes = session.execute(
        select(AuditEntry.number, AuditEntry.after)
        .where(AuditEntry.action == "account.role_changed", AuditEntry.call_id == call_id)
        .order_by(AuditEntry.number)
    )
    own = [(number, after["role"]) for number, after in changes if after["account"] == asking.account_id]
    if any(role == Role.LEAD for _, role in own):
        return True
    if not asking.is_administrator or not own:
        return False
    last_change, _ = own[-1]
    of_others = select(AuditEntry.number).where(
        AuditEntry.submission_id == submission.id,
        AuditEntry.number < last_change,
        AuditEntry.actor != asking.account_id,
        or_(*(AuditEntry.action.startswith(kind, autoescape=True) for kind in _OF_READINGS)),
    )
    return session.scalar(of_others.limit(1)) is not None


def _has_decided(session: Session, asking: Principal, submission_id: str) -> bool:
    decided = _own(asking, PersonReading.id).where(
        _of(submission_id), PersonReading.decision != "", ~PersonReading.has_conflict
    )
    return session.scalar(decided) is not None


def _own(asking: Principal, column: InstrumentedAttribute[_T]) -> Select[_T]:
    return select(column).where(PersonReading.account_id == asking.account_id)


def _of(submission_id: str) -> ColumnElement[bool]:
    return PersonReading.submission_id == submission_id
