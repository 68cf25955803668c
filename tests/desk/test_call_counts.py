"""The figures of a call, and what is left for one person: of people who decided, not of rows that were begun."""

from __future__ import annotations

import pytest
from desk_builders import make_assessed, make_assessment, make_call, make_person, make_reading, make_refused
from desk_builders import make_submission as submitted

from s3align.desk.calls.call_counts import counts
from s3align.desk.review import reading_queue
from s3align.desk.review.reading_queue import SkipReason
from s3align.desk.storage.tables import now


def _refused(session, call):
    submission = submitted(session, call, state="refused")
    make_assessment(session, submission, make_refused(name=submission.file_name, sha256=submission.sha256))
    return submission


def test_a_refused_file_is_asked_for_until_somebody_has_decided_on_it(database):
    with database.writing() as session:
        call = make_call(session, readers_wanted=2)
        ada, ben = (make_person(session, call, name=name) for name in ("Ada", "Ben"))
        first, second, third = (_refused(session, call) for _ in range(3))
        third.withdrawn_at = now()
        assert counts(session, ada, call).refused_unread == 2
        make_reading(session, first, ada, decision="fits")
        make_reading(session, second, ada, remark="begonnen")
        make_reading(session, second, ben, decision="fits", has_conflict=True)
        found = counts(session, ada, call)
        assert (found.states["refused"], found.refused_unread) == (2, 1)
        assert (found.counted, found.withdrawn, found.read_by) == (2, 1, {0: 1, 1: 1})


def test_what_is_left_is_counted_for_the_person_who_asks_and_not_for_the_team(database):
    with database.writing() as session:
        call = make_call(session, readers_wanted=2)
        ada, ben, eva = (make_person(session, call, name=name) for name in ("Ada", "Ben", "Eva"))
        rows = [make_assessed(session, call) for _ in range(4)]
        assert reading_queue.left_for(session, ada, call) == 4
        make_reading(session, rows[0], ada, decision="fits")
        make_reading(session, rows[1], ben, decision="fits")
        make_reading(session, rows[1], eva, decision="fits")
        reading_queue.skip(session, ada, rows[2].id, SkipReason.LATER)
        rows[3].withdrawn_at = now()
        session.flush()
        assert counts(session, ada, call).read_by_fewer_than(2) == 2
        assert reading_queue.left_for(session, ada, call) == 0
        assert reading_queue.left_for(session, ben, call) == 2


@pytest.mark.parametrize(("is_closed", "left"), [(False, 1), (True, 0)])
def test_what_others_have_just_begun_is_left_too_and_nothing_of_a_closed_call(database, is_closed, left):
    with database.writing() as session:
        call = make_call(session, readers_wanted=1, is_closed=is_closed)
        ada, ben = (make_person(session, call, name=name) for name in ("Ada", "Ben"))
        row = make_assessed(session, call)
        reading_queue._hold(session, ben, row.id)
        session.flush()
        assert reading_queue.left_for(session, ada, call) == left
