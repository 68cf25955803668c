"""Submissions that resemble each other: what a worker finds in a call, who sees it, and what a lead says of it."""

from __future__ import annotations

import pytest
from desk_builders import make_assessed, make_call, make_person, make_reading, make_submission
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk import audit
from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.review.resembling import resembling, set_earlier
from s3align.desk.storage.tables import Job, Resemblance, StoredAssessment, Submission
from s3align.desk.work import comparing
from s3align.desk.work.queue import JobKind
from s3align.errors import UsageError
from s3align.jobs.task import signature_of
from s3align.store.compared_text import packed

COPIED = (
    "Die Partner bauen am Kanal eine Halle in der sieben Maschinen aus alten Rohren neue Träger walzen und prüfen dabei "
    "jede Schicht mit Ultraschall bevor ein Lehrling sie zum ersten Mal anfassen darf"
)


def words(name, count=300):
    return " ".join(f"{name}{number}" for number in range(count))


OLD = [words("alt"), COPIED]
NEW = [words("alt", 290), COPIED]
OTHER = [words("ganz"), f"{words('anders', 40)} {COPIED}"]
ALONE = [words("allein")]


def handed_in(session, call, pages, **values):
    submission = make_assessed(session, call, **values)
    stored = session.get(StoredAssessment, submission.assessment_id)
    stored.signature, stored.passages = signature_of(" ".join(pages)), packed(pages)
    session.flush()
    return submission


@pytest.fixture
def call(database):
    with database.writing() as session:
        made = make_call(session)
        handed_in(session, made, OLD, applicant="Rohrwerk  GmbH")
        handed_in(session, made, NEW, applicant="rohrwerk GmbH")
        handed_in(session, made, OTHER, applicant="Andere AG")
        handed_in(session, made, ALONE)
        make_submission(session, made)
    return made


def compared(database, call):
    comparing.compare(database, call.id)
    with database.writing() as session:
        people = {role: make_person(session, call, role) for role in (Role.LEAD, Role.REVIEWER, Role.APPLICANT)}
        found = session.scalars(
            select(Submission).where(Submission.call_id == call.id).order_by(Submission.number)
        ).all()
    return people, found


def numbers(session, asking, submission):
    return {row.submission.number: row for row in resembling(session, asking, submission)}


def test_a_copy_is_similar_and_another_text_shares_a_passage_with_both_places(database, call):
    people, (old, new, other, alone, waiting) = compared(database, call)
    with database.reading() as session:
        found = numbers(session, people[Role.REVIEWER], new)
        assert found.keys() == {1, 3}
        assert found[1].similarity > 0.8
        assert found[3].similarity == 0
        (passage,) = found[3].passages
        assert (passage.page, passage.other_page) == (2, 2)
        assert passage.quote.startswith("Die Partner bauen am Kanal")
        assert passage.words >= 25
        assert numbers(session, people[Role.REVIEWER], other).keys() & {1, 2}
        assert not numbers(session, people[Role.REVIEWER], alone)
        assert not numbers(session, people[Role.REVIEWER], waiting)
        assert old.number in found


@pytest.mark.parametrize(("checks", "kept"), [({"similar": False}, 3), ({"shared": False}, 1)])
def test_what_a_call_does_not_want_is_not_looked_for(database, call, checks, kept):
    with database.writing() as session:
        session.merge(call).checks = checks
    people, (_, new, *_) = compared(database, call)
    with database.reading() as session:
        found = numbers(session, people[Role.REVIEWER], new)
        assert kept in found
        assert all(bool(row.similarity) is (kept == 1) for row in found.values())
        assert all(bool(row.passages) is (kept == 3) for row in found.values())


def test_comparing_again_forgets_what_is_no_longer_so(database, call):
    assert comparing.compare(database, call.id) == comparing.compare(database, call.id) > 0
    with database.writing() as session:
        session.merge(call).checks = {"similar": False, "shared": False}
    assert comparing.compare(database, call.id) == 0
    with database.reading() as session:
        assert not session.scalars(select(Resemblance)).all()


def test_a_deleted_case_leaves_nothing_behind(database, call):
    _, (old, *_) = compared(database, call)
    with database.writing() as session:
        session.delete(session.get(Submission, old.id))
    with database.reading() as session:
        rows = session.scalars(select(Resemblance)).all()
        assert not [row for row in rows if old.id in (row.submission_id, row.other_id)]


def test_a_conflict_of_interest_hides_both_sides(database, call):
    people, (old, new, *_) = compared(database, call)
    reader = people[Role.REVIEWER]
    with database.writing() as session:
        make_reading(session, old, reader, has_conflict=True)
    with database.reading() as session:
        assert 1 not in numbers(session, reader, new)
        assert not numbers(session, reader, old)
        assert 1 in numbers(session, people[Role.LEAD], new)


def test_who_does_not_read_in_the_call_sees_nothing(database, call):
    people, (_, new, *_) = compared(database, call)
    with database.reading() as session, pytest.raises(NotAllowedError):
        resembling(session, people[Role.APPLICANT], new)


def test_an_earlier_version_is_suggested_for_the_same_applicant_alone(database, call):
    people, (old, new, other, *_) = compared(database, call)
    with database.writing() as session:
        assert numbers(session, people[Role.LEAD], new)[1].is_likely_earlier
        assert not numbers(session, people[Role.LEAD], new)[3].is_likely_earlier
        assert not numbers(session, people[Role.LEAD], old)[2].is_likely_earlier
        assert not [row for row in numbers(session, people[Role.LEAD], other).values() if row.is_likely_earlier]
        session.get(Submission, new.id).applicant = "Jemand anders"
    with database.reading() as session:
        assert not numbers(session, people[Role.LEAD], session.get(Submission, new.id))[1].is_likely_earlier


def test_a_lead_accepts_an_earlier_version_and_takes_it_back(database, call):
    people, (old, new, *_) = compared(database, call)
    with database.writing() as session:
        set_earlier(session, people[Role.LEAD], new.id, old.id, new.version)
    with database.writing() as session:
        changed = session.get(Submission, new.id)
        assert changed.earlier_id == old.id
        assert not numbers(session, people[Role.LEAD], changed)[1].is_likely_earlier
        with pytest.raises(StaleDataError):
            set_earlier(session, people[Role.LEAD], new.id, None, new.version)
        set_earlier(session, people[Role.LEAD], new.id, None, changed.version)
        told = [entry for entry in audit.entries(session, call_id=call.id) if entry.action == "submission.earlier_set"]
        assert [(entry.before, entry.after) for entry in told] == [
            ({"earlier": None}, {"earlier": old.id}),
            ({"earlier": old.id}, {"earlier": None}),
        ]


def test_versions_stay_a_line_within_a_call(database, call):
    people, (old, new, *_) = compared(database, call)
    lead = people[Role.LEAD]
    with database.writing() as session:
        elsewhere = make_submission(session, make_call(session))
        set_earlier(session, lead, new.id, old.id)
        for earlier in (elsewhere.id, old.id, new.id, "f" * 32):
            with pytest.raises(UsageError):
                set_earlier(session, lead, old.id, earlier)
        with pytest.raises(NotAllowedError):
            set_earlier(session, people[Role.REVIEWER], new.id, old.id)
        with pytest.raises(NotFoundError):
            set_earlier(session, lead, "f" * 32, old.id)


def test_many_results_ask_for_one_comparison(database, call):
    with database.writing() as session:
        for _ in range(3):
            comparing.request(session, call.id)
        (job,) = session.scalars(select(Job)).all()
        assert (job.kind, job.subject) == (JobKind.COMPARE, call.id)
        assert job.not_before > job.created_at


def test_a_call_that_is_gone_is_not_compared(database):
    with pytest.raises(NotFoundError):
        comparing.compare(database, "f" * 32)
