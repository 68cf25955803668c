from __future__ import annotations

from datetime import timedelta

import pytest
from desk_builders import (
    make_assessed,
    make_assessment,
    make_call,
    make_person,
    make_reading,
    make_record,
    make_submission,
)
from sqlalchemy import select

from s3align.desk import retention, search
from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.retention import DeletionReason
from s3align.desk.tables import (
    AuditEntry,
    Call,
    EvidenceMark,
    Job,
    Note,
    PersonReading,
    SearchText,
    StoredAssessment,
    Submission,
    ThemeFigure,
    now,
)

WORD = "Quastenflosserzucht"
"""A word that stands in everything about the case that is deleted."""


@pytest.fixture
def case(database, files):
    """A call with two cases, of which one holds WORD wherever words can stand."""
    with database.writing() as session:
        call = make_call(session)
        lead = make_person(session, call, Role.LEAD)
        other = make_assessed(session, call, files=files)
        search.index(session, other.id, "Ein anderer Antrag")
        submission = make_submission(
            session,
            call,
            files=files,
            content=f"Antrag: {WORD}".encode(),
            file_name=f"{WORD}.txt",
            title=WORD,
            applicant=WORD,
        )
        assessment = make_assessment(session, submission, make_record(title=WORD, quote=f"Die {WORD} im See."))
        reading = make_reading(
            session,
            submission,
            lead,
            decision="fits",
            remark=WORD,
            reasons={"green-tech": WORD},
            assessment_id=assessment.id,
        )
        session.add(Note(submission_id=submission.id, account_id=lead.account_id, text=WORD))
        session.add(
            EvidenceMark(
                reading_id=reading.id, assessment_id=assessment.id, theme="health", passage=1, page=1, is_right=True
            )
        )
        session.add(Job(kind="assess", subject=submission.id, key=submission.id))
        later = make_submission(session, call, files=files, earlier_id=submission.id, content=b"later")
        search.index(session, submission.id, f"{WORD} und noch einmal {WORD}")
    return call.id, submission, later.id, other.id, lead


def test_a_deleted_case_is_gone_with_all_about_it_and_others_stay(database, files, case):
    call_id, submission, later, other, lead = case
    with database.writing() as session:
        retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
    with database.reading() as session:
        for table in (StoredAssessment, SearchText):
            assert set(session.scalars(select(table.submission_id))) == {other}
        for table in (PersonReading, EvidenceMark, Note, Job):
            assert session.scalars(select(table)).all() == []
        assert len(session.scalars(select(ThemeFigure.assessment_id).distinct()).all()) == 1
        assert session.get(Submission, later).earlier_id is None
        assert search.find(session, call_id, WORD) == set()
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.submission_id, entry.actor) == ("submission.deleted", submission.id, lead.account_id)
    assert entry.after == {"reason": "asked"}
    assert not files.path(submission.sha256).exists()
    with database.reading() as session:
        assert files.path(session.get(Submission, other).sha256).exists()


def test_a_file_stays_while_another_case_has_it(database, files, case):
    _, submission, _, _, lead = case
    with database.writing() as session:
        make_submission(session, make_call(session, "Another"), files=files, content=f"Antrag: {WORD}".encode())
    with database.writing() as session:
        retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
    assert files.path(submission.sha256).exists()


def test_a_deletion_that_is_undone_loses_nothing(database, files, case):
    _, submission, _, _, lead = case
    with database.writing() as session:
        retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
        session.rollback()
    assert files.path(submission.sha256).exists()
    with database.reading() as session:
        assert session.get(Submission, submission.id) is not None


def test_who_does_not_lead_deletes_nothing(database, files, case):
    call_id, submission, _, _, lead = case
    with database.writing() as session:
        reviewer = make_person(session, session.get(Call, call_id))
        stranger = make_person(session, make_call(session), Role.LEAD)
        with pytest.raises(NotAllowedError):
            retention.delete_case(session, files, reviewer, submission.id, DeletionReason.ASKED)
        with pytest.raises(NotFoundError):
            retention.delete_case(session, files, stranger, submission.id, DeletionReason.ASKED)
        with pytest.raises(NotFoundError):
            retention.delete_case(session, files, lead, "0" * 32, DeletionReason.ASKED)


def test_a_closed_call_is_due_after_its_time_and_an_open_one_never(database):
    with database.writing() as session:
        closed, is_open, empty = (make_call(session, title) for title in ("Closed", "Open", "Empty"))
        make_submission(session, closed)
        make_submission(session, is_open)
        closed.is_closed = empty.is_closed = True
    with database.reading() as session:
        assert retention.due(session, 30, now() + timedelta(days=29)) == []
        found = retention.due(session, 30, now() + timedelta(days=31))
    assert [(call.title, call.submissions) for call in found] == [("Closed", 1)]


def test_a_call_that_is_opened_again_is_not_due(database):
    with database.writing() as session:
        call = make_call(session)
        make_submission(session, call)
        call.is_closed = True
    with database.writing() as session:
        session.get(Call, call.id).is_closed = False
    with database.reading() as session:
        assert retention.due(session, 0, now() + timedelta(days=9)) == []
