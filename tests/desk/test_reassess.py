from __future__ import annotations

from datetime import timedelta

import pytest
from calls_made import READER, lead, open_call, person
from desk_builders import make_assessment, make_reading, make_record, make_refused, make_submission
from sqlalchemy import func, select

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls import calls, reassess
from s3align.desk.calls.reassess import Gravity
from s3align.desk.storage.tables import AuditEntry, Call, Job, Submission, now
from s3align.record.assessment import Verdict
from s3align.store.fingerprint import RunFingerprint

CORE, SIDE, NONE = Verdict.CORE, Verdict.SIDE, Verdict.NONE
PAIRS = [
    (Gravity.SAME, {"green-tech": CORE}, {"green-tech": CORE}),
    (Gravity.VERDICT, {"green-tech": CORE, "health": NONE}, {"green-tech": CORE, "health": Verdict.TOUCHED}),
    (Gravity.ADDRESSED, {"green-tech": CORE}, {"green-tech": CORE, "health": SIDE}),
    (Gravity.MAIN, {"green-tech": CORE}, {"health": CORE}),
    (Gravity.STATUS, {"green-tech": CORE}, None),
]


def _twice(session, call, before, after):
    submission = make_submission(session, call)
    for at, verdicts in ((now() - timedelta(days=9), before), (now(), after)):
        about = {"name": submission.file_name, "sha256": submission.sha256}
        record = make_refused(**about) if verdicts is None else make_record(verdicts, **about)
        make_assessment(session, submission, record, created_at=at)
    return submission


def test_the_gravest_change_comes_first_and_both_results_are_there(database):
    call = open_call(database)
    with database.writing() as session:
        kept = session.get(Call, call.id)
        made = {_twice(session, kept, before, after).id: gravity for gravity, before, after in PAIRS}
        make_assessment(session, make_submission(session, kept))
    with database.reading() as session:
        found = reassess.changes(session, lead(call), call)
    assert [change.gravity for change in found] == sorted(made.values())
    assert {change.submission_id: change.gravity for change in found} == made
    moved = found[1]
    assert (moved.older.main, moved.newer.main) == ("green-tech", "health")
    assert set(moved.themes) == {"green-tech", "health"}


def test_a_theme_more_or_less_sure_is_told_of_and_a_hair_is_not(database):
    older = reassess.Version(
        "a", now(), {}, "", "x", {"x": reassess.Figure("core", 0.80), "y": reassess.Figure("none", 0.1)}
    )
    newer = reassess.Version(
        "b", now(), {}, "", "x", {"x": reassess.Figure("core", 0.90), "y": reassess.Figure("none", 0.12)}
    )
    change = reassess.Change("s", 1, "a.txt", "", older, newer)
    assert (change.gravity, change.themes) == (Gravity.SURENESS, ("x",))
    assert change.moved == pytest.approx(0.1)


def test_all_or_chosen_ones_are_asked_for_and_the_log_says_so(database):
    call = open_call(database)
    with database.writing() as session:
        kept = session.get(Call, call.id)
        for _ in range(3):
            make_submission(session, kept)
        assert reassess.request(session, lead(call), call.id, {2}) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 1
        assert reassess.request(session, lead(call), call.id) == 3
        assert session.scalar(select(func.count()).select_from(Job)) == 3
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.reassessed")).all()
    assert [entry.after for entry in entries] == [{"count": 1, "is_all": False}, {"count": 3, "is_all": True}]


def test_a_number_that_is_not_there_is_an_error_and_asks_for_nothing(database):
    call = open_call(database)
    with database.writing() as session:
        make_submission(session, session.get(Call, call.id))
        with pytest.raises(NotFoundError):
            reassess.request(session, lead(call), call.id, {1, 7})
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_what_is_assessed_by_what_is_installed_now_is_counted(database):
    call, installed = open_call(database), RunFingerprint("m", "s", "t", "v")
    with database.writing() as session:
        kept = session.get(Call, call.id)
        make_assessment(session, make_submission(session, kept), fingerprint=installed.hash)
        make_assessment(session, make_submission(session, kept))
        make_submission(session, kept)
        assert reassess.standing(session, lead(call), call.id, installed) == reassess.Standing(1, 2)


def test_what_is_asked_for_and_will_not_change_is_counted_among_those_asked_for(database):
    call, installed = open_call(database), RunFingerprint("m", "s", "t", "v")
    with database.writing() as session:
        kept = session.get(Call, call.id)
        make_assessment(session, make_submission(session, kept), fingerprint=installed.hash)
        make_assessment(session, make_submission(session, kept))
        known = [reassess.already(session, lead(call), call.id, installed, chosen) for chosen in (None, {1}, {2})]
        assert known == [1, 1, 0]
        with pytest.raises(NotAllowedError):
            reassess.already(session, person(call, READER, Role.REVIEWER), call.id, installed)


def test_nobody_else_asks_for_it_and_a_closed_call_stays_as_it_is(database):
    call = open_call(database)
    with database.writing() as session:
        with pytest.raises(NotAllowedError):
            reassess.request(session, person(call, READER, Role.REVIEWER), call.id)
        with pytest.raises(NotAllowedError):
            reassess.changes(session, person(call, READER, Role.REVIEWER), call)
        calls.close(session, lead(call), call.id, call.version)
        with pytest.raises(calls.CallClosedError):
            reassess.request(session, lead(call), call.id)


def test_a_change_on_a_case_of_a_conflict_of_interest_is_not_shown(database):
    call = open_call(database)
    with database.writing() as session:
        submission = _twice(session, session.get(Call, call.id), *PAIRS[3][1:])
        make_reading(session, submission, lead(call), has_conflict=True)
    with database.reading() as session:
        assert reassess.changes(session, lead(call), call) == []
        assert session.get(Submission, submission.id) is not None


def test_all_versions_of_a_submission_are_there_the_newest_first(database):
    call = open_call(database)
    with database.writing() as session:
        submission = _twice(session, session.get(Call, call.id), *PAIRS[3][1:])
    with database.reading() as session:
        assert [version.main for version in reassess.versions(session, submission)] == ["health", "green-tech"]
