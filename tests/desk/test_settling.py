from __future__ import annotations

import pytest
from desk_builders import make_assessed, make_call, make_person
from sqlalchemy import select

from s3align.desk import audit
from s3align.desk.access import NotAllowedError, Role
from s3align.desk.lists.listing import list_submissions
from s3align.desk.lists.listing_query import ANY, WITHOUT, ListQuery
from s3align.desk.lists.listing_query import SETTLED as LIST_SETTLED
from s3align.desk.review import notes, outcomes, readings, settling, statistics
from s3align.desk.review.gravity import SETTLED
from s3align.desk.review.reading_forms import ReadingForm
from s3align.desk.storage.tables import AuditEntry, Call, Settlement, Submission
from s3align.errors import UsageError
from s3align.record.assessment import Verdict
from s3align.store.review import Decision
from s3align.strategy.load import find_strategy, load_strategy


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


def test_the_same_sent_again_is_one_entry(desk):
    session, submission, _, lead = desk
    rows = [settling.settle(session, lead, submission.id, "health", Verdict.SIDE, "Kapitel 4") for _ in range(3)]
    assert len({row.id for row in rows}) == 1
    settling.settle(session, lead, submission.id, "health", Verdict.SIDE, "Kapitel 5")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "difference.settled")).all()
    assert len(entries) == 2


def test_an_outcome_is_open_again_once_the_readings_are_of_one_mind(desk):
    session, submission, ada, lead = desk
    settling.settle(session, lead, submission.id, "health", Verdict.NONE)
    settling.settle(session, lead, submission.id, "", Decision.BACK)
    own = readings.own(session, ada, submission.id)
    readings.save(session, ada, submission.id, ReadingForm(own.version, Decision.UNSURE, {"health": Verdict.NONE}))
    assert list(settling.settled(session, lead, submission)) == [""], "they still differ on the decision alone"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "difference.opened")).one()
    assert (entry.actor, entry.before["verdict"], entry.after["verdict"]) == (audit.SYSTEM, "none", "")


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


def _gravity(session, submission):
    return session.scalars(select(Submission.gravity).where(Submission.id == submission.id)).one()


def test_a_submission_is_settled_once_an_outcome_is_there_on_everything_people_differ_about(desk):
    session, submission, _, lead = desk
    call = session.get(Call, submission.call_id)
    assert outcomes.differing(session, lead, call) == (1, 0)
    settling.settle(session, lead, submission.id, "health", Verdict.SIDE)
    assert _gravity(session, submission) > SETTLED
    settling.settle(session, lead, submission.id, "", Decision.FITS)
    assert _gravity(session, submission) == SETTLED
    assert outcomes.differing(session, lead, call) == (1, 1)
    settling.settle(session, lead, submission.id, "", None)
    assert _gravity(session, submission) > SETTLED
    assert outcomes.differing(session, lead, call) == (1, 0)


def test_a_new_difference_after_the_outcome_is_open(desk):
    session, submission, _, lead = desk
    settling.settle(session, lead, submission.id, "health", Verdict.SIDE)
    settling.settle(session, lead, submission.id, "", Decision.FITS)
    for name, verdict in (("Cem C", Verdict.NONE), ("Dov D", Verdict.CORE)):
        person = make_person(session, session.get(Call, submission.call_id), name=name)
        form = ReadingForm(decision=Decision.FITS, verdicts={"green-tech": verdict})
        readings.save(session, person, submission.id, form)
    assert _gravity(session, submission) > SETTLED


@pytest.mark.parametrize("is_settled", [True, False])
def test_the_filter_tells_settled_from_open_differences(desk, is_settled):
    session, submission, _, lead = desk
    if is_settled:
        settling.settle(session, lead, submission.id, "health", Verdict.SIDE)
        settling.settle(session, lead, submission.id, "", Decision.FITS)
    call = session.get(Call, submission.call_id)
    found = {
        wanted: list_submissions(session, lead, call, ListQuery(gravity=wanted))
        for wanted in (ANY, LIST_SETTLED, WITHOUT)
    }
    assert {wanted: page.total for wanted, page in found.items()} == {
        ANY: not is_settled, LIST_SETTLED: is_settled, WITHOUT: 0,
    }  # fmt: skip
    assert found[WITHOUT].counts.choices["gravity"].get(LIST_SETTLED, 0) == is_settled


def test_the_figures_say_what_was_agreed_on_and_name_open_differences_first(desk):
    session, submission, _, lead = desk
    settling.settle(session, lead, submission.id, "", Decision.FITS)
    call = session.get(Call, submission.call_id)
    found = statistics.of_call(session, lead, call, load_strategy(find_strategy("ruhr")))
    assert found.settled == {(str(submission.number), ""): "fits"}
    assert [row.theme for row in found.differences] == ["health", None]


def test_who_may_not_see_others_counts_no_differences(desk):
    session, submission, _, _ = desk
    call = session.get(Call, submission.call_id)
    assert outcomes.differing(session, make_person(session, call, name="Cem C"), call) == (0, 0)
