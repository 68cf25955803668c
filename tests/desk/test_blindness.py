"""Tries to learn what others think before the own decision, through every function of the modules about readings."""

from __future__ import annotations

import inspect
import itertools
import re
from pathlib import Path

import pytest
from desk_builders import make_assessed, make_call, make_person
from sqlalchemy import select

from s3align.desk import audit
from s3align.desk.access import NotFoundError, Role
from s3align.desk.review import blindness, drafts, evidence_marks, notes, outcomes, readings, settling
from s3align.desk.review.blindness import entries_shown
from s3align.desk.review.reading_forms import ReadingForm, ThemeReason
from s3align.desk.storage.tables import AuditEntry
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode


@pytest.fixture
def desk(database):
    """A call with a submission, a reader who has not decided, two others and the lead."""
    with database.writing() as session:
        call = make_call(session)
        submission = make_assessed(session, call)
        people = [make_person(session, call, name=name) for name in ("Ada A", "Bea B", "Cem C")]
        yield session, call, submission, people, make_person(session, call, Role.LEAD, "Lea L")


def all_that_is_seen(session, asking, call, submission):
    """What every function hands to who asks; ids and times that the rows have by chance are left out."""
    seen = [_values(row) for row in readings.visible(session, asking, submission)]
    seen += [
        (entry.account_id, entry.content, entry.saw_others) for entry in readings.history(session, asking, submission)
    ]
    seen += [_values(row) for row in notes.visible(session, asking, submission)]
    seen += [(account, _values(row)) for account, row in evidence_marks.visible(session, asking, submission)]
    seen += [_values(row) for row in settling.all_settled(session, asking, submission)]
    seen += [settling.settled(session, asking, submission)]
    seen += [draft.content if (draft := drafts.kept(session, asking, submission.id)) else None]
    seen += [
        set(session.scalars(readings.decided_ids(asking, call.id))),
        readings.may_see_others(session, asking, submission),
    ]
    entries = session.scalars(select(AuditEntry).where(entries_shown(asking)).order_by(AuditEntry.number))
    return [*seen, [(entry.actor, entry.action, entry.after) for entry in entries]]


def _values(row):
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def act(session, submission, people, lead, choice):
    """The two others do something that leaves a trace everywhere; ``choice`` decides what they think."""
    _, bea, cem = people
    decision, verdict, right = choice
    for person, own in ((bea, decision), (cem, Decision.FITS)):
        known = readings.own(session, person, submission.id)
        readings.save(
            session,
            person,
            submission.id,
            ReadingForm(
                known.version if known else 0,
                own,
                {"health": verdict if person is bea else Verdict.CORE},
                {"health": ThemeReason(ReasonCode.OTHER, f"{verdict}")},
                remark=f"{decision} {verdict}",
            ),
        )
    notes.add(session, bea, submission.id, f"{choice}")
    evidence_marks.mark(session, cem, submission.id, submission.assessment_id, "green-tech", 2, is_right=right)
    drafts.keep(session, bea, submission.id, {"remark": f"{choice}"})
    differ = outcomes.themes_differing(readings.visible(session, lead, submission))
    if "health" in differ:
        settling.settle(session, lead, submission.id, "health", verdict, f"{choice}")


CHOICES = list(itertools.product(Decision, (Verdict.NONE, Verdict.SIDE), (True, False)))


def test_what_an_undecided_reader_gets_does_not_depend_on_others(desk):
    session, call, submission, people, lead = desk
    ada = people[0]
    readings.save(session, ada, submission.id, ReadingForm(remark="Noch nicht entschieden."))
    notes.add(session, ada, submission.id, "Meine Notiz.")
    before = all_that_is_seen(session, ada, call, submission)
    for choice in CHOICES:
        act(session, submission, people, lead, choice)
        assert all_that_is_seen(session, ada, call, submission) == before


def test_after_the_own_decision_all_of_it_is_seen(desk):
    session, _, submission, people, lead = desk
    ada, bea, cem = people
    act(session, submission, people, lead, CHOICES[-1])
    readings.save(session, ada, submission.id, ReadingForm(decision=Decision.FITS))
    assert {row.account_id for row in readings.visible(session, ada, submission)} == {p.account_id for p in people}
    assert {entry.account_id for entry in readings.history(session, ada, submission)} == {p.account_id for p in people}
    assert [note.account_id for note in notes.visible(session, ada, submission)] == [bea.account_id]
    assert [account for account, _ in evidence_marks.visible(session, ada, submission)] == [cem.account_id]
    assert settling.settled(session, ada, submission).keys() == {"health"}
    actors = {entry.actor for entry in session.scalars(select(AuditEntry).where(entries_shown(ada)))}
    assert {bea.account_id, cem.account_id, lead.account_id} <= actors


def test_who_has_a_conflict_stays_blind(desk):
    session, call, submission, people, lead = desk
    ada = people[0]
    readings.save(session, ada, submission.id, ReadingForm(has_conflict=True))
    before = all_that_is_seen(session, ada, call, submission)
    act(session, submission, people, lead, CHOICES[0])
    assert all_that_is_seen(session, ada, call, submission) == before


@pytest.mark.parametrize("hides", [True, False])
def test_the_log_tells_what_the_program_says_no_sooner_than_the_pages_do(desk, hides):
    session, call, submission, (ada, bea, _), lead = desk
    call.hides_machine = hides
    given = {"call_id": call.id, "submission_id": submission.id}
    audit.append(session, audit.SYSTEM, "submission.assessed", after={"status": "assessed"}, **given)

    def is_seen(asking):
        rows = select(AuditEntry).where(entries_shown(asking), AuditEntry.action == "submission.assessed")
        return session.scalar(rows) is not None

    assert (is_seen(ada), is_seen(lead)) == (not hides, True)
    readings.save(session, ada, submission.id, ReadingForm(decision=Decision.FITS))
    readings.save(session, bea, submission.id, ReadingForm(has_conflict=True))
    assert (is_seen(ada), is_seen(bea)) == (True, False)


def test_each_question_about_who_may_see_what_is_asked_somewhere():
    used = "\n".join(path.read_text("utf-8") for path in Path(blindness.__file__).parents[2].rglob("*.py"))
    questions = [name for name, _ in inspect.getmembers(blindness, inspect.isfunction) if not name.startswith("_")]
    own = [name for name in questions if getattr(blindness, name).__module__ == blindness.__name__]
    assert own
    assert [name for name in own if not re.search(rf"(?<!def ){name}\(", used)] == []


def test_the_draft_of_one_person_is_nobody_else_s_not_even_of_the_lead(desk):
    session, _, submission, (ada, bea, _), lead = desk
    drafts.keep(session, bea, submission.id, {"remark": "Halb"})
    assert drafts.kept(session, lead, submission.id) is None
    assert drafts.kept(session, ada, submission.id) is None


def test_where_the_program_is_hidden_its_evidence_cannot_be_marked_before_the_decision(desk):
    session, call, submission, (ada, *_), _ = desk
    call.hides_machine = True
    given = (session, ada, submission.id, submission.assessment_id, "green-tech", 2)
    with pytest.raises(NotFoundError):
        evidence_marks.mark(*given, is_right=True)
    readings.save(session, ada, submission.id, ReadingForm(decision=Decision.FITS))
    assert evidence_marks.mark(*given, is_right=True).page == 1


def test_a_mark_can_be_turned_and_taken_away(desk):
    session, _, submission, (ada, *_), _ = desk
    given = (session, ada, submission.id, submission.assessment_id, "green-tech", 2)
    assert evidence_marks.mark(*given, is_right=True).is_right
    assert not evidence_marks.mark(*given, is_right=False).is_right
    assert evidence_marks.mark(*given, is_right=None) is None
    assert evidence_marks.visible(session, ada, submission) == []
    log = [entry.after["is_right"] for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.number))]
    assert log == [True, False, None]


@pytest.mark.parametrize(("theme", "passage"), [("green-tech", 3), ("health", 2), ("unknown", 2)])
def test_what_is_no_evidence_cannot_be_marked(desk, theme, passage):
    session, _, submission, (ada, *_), _ = desk
    with pytest.raises(NotFoundError):
        evidence_marks.mark(session, ada, submission.id, submission.assessment_id, theme, passage, is_right=True)
