from __future__ import annotations

import pytest
from desk_builders import make_account, make_call, make_lot, make_submission, principal
from sqlalchemy import func, select

from s3align.desk import audit
from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls import bulk
from s3align.desk.calls.bulk import BulkAction, BulkRefusedError
from s3align.desk.storage.tables import AuditEntry, Job, Submission


@pytest.fixture
def made(database):
    with database.writing() as session:
        call = make_call(session)
        lead = principal(make_account(session), {call.id: Role.LEAD})
        rows = [make_submission(session, call) for _ in range(3)]
        return call, lead, make_lot(session, call), {row.id: row.version for row in rows}


def test_what_is_done_with_several_is_logged_for_each_and_can_be_undone(database, made):
    call, lead, lot, chosen = made
    with database.writing() as session:
        done = bulk.apply(session, lead, call.id, BulkAction.LOT, chosen, lot.id)
    with database.writing() as session:
        assert done.changed == 3
        assert set(session.scalars(select(Submission.lot_id))) == {lot.id}
        assert session.scalar(select(func.count()).where(AuditEntry.action == "submission.lot_changed")) == 3
        assert bulk.undo(session, lead, call.id, done.batch) == 3
        assert set(session.scalars(select(Submission.lot_id))) == {None}
        assert audit.verify(session).broken_at is None


def test_undoing_leaves_what_others_have_changed_since(database, made):
    call, lead, lot, chosen = made
    with database.writing() as session:
        done = bulk.apply(session, lead, call.id, BulkAction.LOT, chosen, lot.id)
        other = make_lot(session, call, "Los 2")
        session.get_one(Submission, next(iter(chosen))).lot_id = other.id
        session.flush()
        assert bulk.undo(session, lead, call.id, done.batch) == 2


def test_withdrawing_and_bringing_back_undo_each_other(database, made):
    call, lead, _, chosen = made
    with database.writing() as session:
        done = bulk.apply(session, lead, call.id, BulkAction.WITHDRAW, chosen)
        assert session.scalar(select(func.count()).where(Submission.withdrawn_at.is_not(None))) == 3
        assert bulk.undo(session, lead, call.id, done.batch) == 3
        assert session.scalar(select(func.count()).where(Submission.withdrawn_at.is_not(None))) == 0


def test_assessing_again_puts_each_into_the_queue_once(database, made):
    call, lead, _, chosen = made
    with database.writing() as session:
        bulk.apply(session, lead, call.id, BulkAction.ASSESS, chosen)
        bulk.apply(session, lead, call.id, BulkAction.ASSESS, chosen)
        assert session.scalar(select(func.count()).select_from(Job)) == 3


def test_nothing_is_done_where_one_has_changed_or_nothing_was_chosen(database, made):
    call, lead, _, chosen = made
    with database.writing() as session:
        session.get_one(Submission, next(iter(chosen))).title = "anders"
    for wrong in (chosen, {}, {"0" * 32: 1}, dict.fromkeys(map(str, range(bulk.MOST + 1)), 1)):
        with pytest.raises(BulkRefusedError), database.writing() as session:
            bulk.apply(session, lead, call.id, BulkAction.WITHDRAW, wrong)
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Submission.withdrawn_at.is_not(None))) == 0


def test_only_leads_do_it_and_only_with_lots_of_the_call(database, made):
    call, lead, _, chosen = made
    with database.writing() as session:
        reader = principal(make_account(session), {call.id: Role.REVIEWER})
        elsewhere = make_lot(session, make_call(session))
        with pytest.raises(NotAllowedError):
            bulk.apply(session, reader, call.id, BulkAction.WITHDRAW, chosen)
        with pytest.raises(NotAllowedError):
            bulk.undo(session, reader, call.id, "x")
        with pytest.raises(NotFoundError):
            bulk.apply(session, lead, call.id, BulkAction.LOT, chosen, elsewhere.id)
