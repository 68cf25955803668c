from __future__ import annotations

import pytest
from desk_builders import make_assessed, make_call, make_person
from sqlalchemy import select

from s3align.desk.access import NotAllowedError, Role
from s3align.desk.review import notes, readings, settling
from s3align.desk.review.reading_forms import ReadingForm
from s3align.desk.storage.tables import AuditEntry, Settlement
from s3align.errors import UsageError
from s3align.record.assessment import Verdict
from s3align.store.review import Decision


@pytest.fixture
def desk(database):
    """A submission that two people differ on, in health and in the decision, and the lead."""
    with database.writing() as session:
        call = make_call(session)
        submission = make_assessed(session, call)
        ada, bea = (make_person(session, call, name=name) for name in ("Ada A", "Bea B"))
        readings.save(
            session, ada, submission.id, ReadingForm(decision=Decision.FITS, verdicts={"health": Verdict.CORE})
        )
        readings.save(
            session, bea, submission.id, ReadingForm(decision=Decision.BACK, verdicts={"health": Verdict.NONE})
        )
        yield session, submission, ada, make_person(session, call, Role.LEAD, "Lea L")


def test_the_lead_writes_down_what_people_agreed_on_and_no_reading_changes(desk):
    session, submission, ada, lead = desk
    settling.settle(session, lead, submission.id, "health", Verdict.SIDE, " Kapitel 4 ")
    settling.settle(session, lead, submission.id, "", Decision.FITS)
    found = settling.settled(session, ada, submission)
    assert (found["health"].verdict, found["health"].remark, found[""].decision) == ("side", "Kapitel 4", "fits")
    assert readings.own(session, ada, submission.id).verdicts == {"health": "core"}


def test_the_last_word_holds_and_those_before_are_kept(desk):
    session, submission, _, lead = desk
    for outcome in (Verdict.SIDE, Verdict.CORE, None):
        settling.settle(session, lead, submission.id, "health", outcome)
    assert settling.settled(session, lead, submission) == {}
    assert {row.verdict for row in session.scalars(select(Settlement))} == {"side", "core", ""}


def test_a_reader_settles_nothing(desk):
    session, submission, ada, _ = desk
    with pytest.raises(NotAllowedError):
        settling.settle(session, ada, submission.id, "health", Verdict.SIDE)


@pytest.mark.parametrize(
    ("theme", "outcome"), [("green-tech", Verdict.CORE), ("health", Decision.FITS), ("", Verdict.CORE)]
)
def test_what_nobody_differs_on_is_not_settled(desk, theme, outcome):
    session, submission, _, lead = desk
    with pytest.raises(UsageError):
        settling.settle(session, lead, submission.id, theme, outcome)


def test_a_lead_with_a_conflict_of_interest_settles_nothing(desk):
    session, submission, _, lead = desk
    readings.save(session, lead, submission.id, ReadingForm(has_conflict=True))
    with pytest.raises(UsageError):
        settling.settle(session, lead, submission.id, "health", Verdict.SIDE)


def test_the_log_holds_no_words_of_notes_and_outcomes(desk):
    session, submission, ada, lead = desk
    secret = "Nur hier zu lesen."
    notes.add(session, ada, submission.id, secret)
    settling.settle(session, lead, submission.id, "health", Verdict.SIDE, secret)
    entries = session.scalars(select(AuditEntry)).all()
    assert {"note.added", "difference.settled"} <= {entry.action for entry in entries}
    assert not any(secret in f"{entry.before}{entry.after}" for entry in entries)


def test_an_empty_note_is_none(desk):
    session, submission, ada, _ = desk
    with pytest.raises(UsageError):
        notes.add(session, ada, submission.id, "  \n ")
