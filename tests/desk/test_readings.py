from __future__ import annotations

from dataclasses import replace

import pytest
from desk_builders import make_account, make_assessed, make_call, make_person, make_submission
from sqlalchemy import select

from s3align.desk.access import NotAllowedError, NotFoundError, Permission, Role
from s3align.desk.people import accounts
from s3align.desk.people.accounts import COMMAND_LINE
from s3align.desk.review import drafts, evidence_marks, notes, readings
from s3align.desk.review.reading_forms import ReadingForm, ThemeReason
from s3align.desk.review.readings import CallClosedError, ChangedMeanwhileError
from s3align.desk.storage.tables import AuditEntry, Call, Submission
from s3align.errors import UsageError
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, ReasonCode

FITS = ReadingForm(decision=Decision.FITS)


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


@pytest.fixture
def call(session):
    return make_call(session)


@pytest.fixture
def submission(session, call):
    return make_assessed(session, call)


@pytest.fixture
def ada(session, call):
    return make_person(session, call, name="Ada Beispiel")


@pytest.fixture
def bea(session, call):
    return make_person(session, call, name="Bea Beispiel")


def test_a_reading_keeps_all_that_was_said(session, submission, ada):
    form = ReadingForm(
        decision=Decision.UNSURE,
        verdicts={"health": Verdict.CORE, "green-tech": Verdict.NONE},
        reasons={"health": ThemeReason(ReasonCode.WORK_SHOWN, " Seite 3 "), "smart-city": ThemeReason()},
        reason=ReasonCode.OTHER,
        remark="Gehört eher zur Gesundheit.",
    )
    kept = readings.save(session, ada, submission.id, form)
    assert kept.decision == "unsure"
    assert kept.verdicts == {"green-tech": "none", "health": "core"}
    assert kept.reasons == {"health": {"code": "work_shown", "words": "Seite 3"}}
    assert (kept.reason, kept.remark) == ("other", "Gehört eher zur Gesundheit.")
    assert kept.decided_at is not None
    assert kept.assessment_id == submission.assessment_id


def test_the_words_of_an_earlier_version_are_kept(session, submission, ada):
    first = readings.save(session, ada, submission.id, replace(FITS, remark="Zuerst so."))
    readings.save(session, ada, submission.id, ReadingForm(first.version, Decision.UNSURE, remark="Dann anders."))
    now, before = readings.history(session, ada, submission)
    assert (before.content["remark"], before.content["decision"], before.is_change) == ("Zuerst so.", "fits", False)
    assert (now.content["remark"], now.content["decision"], now.is_change) == ("Dann anders.", "unsure", True)


def test_a_change_says_that_the_readings_of_others_could_be_seen(session, submission, ada, bea):
    readings.save(session, bea, submission.id, FITS)
    first = readings.save(session, ada, submission.id, FITS)
    assert first.is_blind
    assert not first.was_changed
    changed = readings.save(session, ada, submission.id, ReadingForm(first.version, Decision.DOES_NOT_FIT))
    assert changed.was_changed
    assert changed.is_blind, "the first decision was"
    entries = readings.history(session, ada, submission)
    newest, oldest = [entry for entry in entries if entry.account_id == ada.account_id]
    assert newest.saw_others
    assert not oldest.saw_others


@pytest.mark.parametrize("kind", ["decision", "note", "mark"])
def test_the_first_is_blind_whatever_they_may_see_and_the_second_not(session, call, submission, bea, kind):
    lead, alone = make_person(session, call, Role.LEAD), make_assessed(session, call)
    if kind == "decision":
        readings.save(session, bea, submission.id, FITS)
    elif kind == "note":
        notes.add(session, bea, submission.id, "Siehe Kapitel 4")
    else:
        evidence_marks.mark(session, bea, submission.id, submission.assessment_id, "green-tech", 2, is_right=True)
    blind = [readings.save(session, lead, read.id, FITS).is_blind for read in (alone, submission)]
    assert blind == [True, False]


def test_saving_the_same_again_is_no_change(session, submission, ada):
    first = readings.save(session, ada, submission.id, FITS)
    again = readings.save(session, ada, submission.id, replace(FITS, version=first.version))
    assert not again.was_changed
    assert len(readings.history(session, ada, submission)) == 1


def test_a_form_of_an_older_version_is_refused(session, submission, ada):
    readings.save(session, ada, submission.id, FITS)
    for version in (0, 17):
        with pytest.raises(ChangedMeanwhileError):
            readings.save(session, ada, submission.id, ReadingForm(version, Decision.UNSURE))
    assert readings.own(session, ada, submission.id).decision == "fits"


def test_a_decision_changes_and_is_never_taken_back(session, submission, ada):
    first = readings.save(session, ada, submission.id, FITS)
    with pytest.raises(UsageError):
        readings.save(session, ada, submission.id, ReadingForm(first.version))


def test_without_a_decision_something_may_be_kept_that_decides_nothing(session, call, submission, ada):
    kept = readings.save(session, ada, submission.id, ReadingForm(remark="Erst halb gelesen."))
    assert kept.decided_at is None
    assert session.scalars(readings.decided_ids(ada, call.id)).all() == []


def test_with_a_conflict_of_interest_nothing_is_decided_and_nothing_seen(session, call, submission, ada, bea):
    readings.save(session, bea, submission.id, FITS)
    form = ReadingForm(
        decision=Decision.FITS, verdicts={"health": Verdict.CORE}, has_conflict=True, remark="Mein Verein."
    )
    kept = readings.save(session, ada, submission.id, form)
    assert (kept.has_conflict, kept.decision, kept.verdicts, kept.remark) == (True, "", {}, "Mein Verein.")
    assert not readings.may_see_others(session, ada, submission)
    assert not readings.may_see_machine(session, ada, submission, call)
    assert not readings.may_see_content(session, ada, submission)
    assert readings.visible(session, ada, submission) == [kept]
    assert kept in readings.visible(session, bea, submission)


def test_a_conflict_found_later_takes_the_decision_out_and_keeps_it_in_the_history(session, submission, ada):
    first = readings.save(session, ada, submission.id, FITS)
    kept = readings.save(session, ada, submission.id, ReadingForm(first.version, Decision.FITS, has_conflict=True))
    assert kept.decision == ""
    assert [entry.content["decision"] for entry in readings.history(session, ada, submission)] == ["", "fits"]
    again = readings.save(session, ada, submission.id, ReadingForm(kept.version, Decision.UNSURE))
    assert again.decided_at is not None
    assert not again.is_blind, "they had seen the others before"


def test_in_a_closed_call_readings_stay_as_they_are(session, call, submission, ada):
    call.is_closed = True
    with pytest.raises(CallClosedError):
        readings.save(session, ada, submission.id, FITS)


def test_who_leads_is_recorded_as_not_blind_also_with_a_token_that_reads_alone(session, call, submission, bea):
    readings.save(session, bea, submission.id, FITS)
    lead = make_person(session, call, Role.LEAD)
    token = replace(lead, scopes=frozenset({Permission.SIGNED_IN, Permission.SEE_CALL, Permission.READ}))
    assert not readings.may_see_others(session, token, submission)
    assert not readings.save(session, token, submission.id, FITS).is_blind


def test_who_has_led_the_call_or_could_read_the_log_before_is_recorded_as_not_blind(session, call, submission, bea):
    def becomes_reader(name, first, *, is_administrator=False):
        account = make_account(session, name, is_administrator=is_administrator)
        for role in (*first, Role.REVIEWER):
            accounts.give_role(session, COMMAND_LINE, call.id, account.id, role)
        return accounts.principal_of(session, account.id)

    led = becomes_reader("Led", (Role.LEAD, None))
    early = becomes_reader("Early", (), is_administrator=True)
    new = becomes_reader("New", ())
    readings.save(session, bea, submission.id, FITS)
    late = becomes_reader("Late", (), is_administrator=True)
    blind = {
        person.name: readings.save(session, person, submission.id, FITS).is_blind for person in (led, early, new, late)
    }
    assert blind == {"Led": False, "Early": True, "New": True, "Late": False}


@pytest.mark.parametrize(("hides", "saw"), [(True, False), (False, True)])
def test_it_is_recorded_whether_the_program_s_verdict_was_shown(session, submission, ada, hides, saw):
    session.get_one(Call, submission.call_id).hides_machine = hides
    assert readings.save(session, ada, submission.id, FITS).saw_machine is saw


def test_a_page_that_showed_more_than_may_be_shown_now_counts(session, call, submission, ada, bea):
    readings.save(session, bea, submission.id, FITS)
    call.hides_machine = True
    kept = readings.save(session, ada, submission.id, replace(FITS, saw_machine=True, saw_others=True))
    assert kept.saw_machine
    assert not kept.is_blind


def test_of_a_file_without_an_assessment_there_is_no_verdict_to_see(session, call, ada):
    waiting = make_submission(session, call)
    kept = readings.save(session, ada, waiting.id, FITS)
    assert not kept.saw_machine
    assert kept.decision == "fits"


def test_a_decision_shows_the_program_s_verdict_where_the_call_hides_it(session, call, submission, ada):
    call.hides_machine = True
    assert not readings.may_see_machine(session, ada, submission, call)
    readings.save(session, ada, submission.id, FITS)
    assert readings.may_see_machine(session, ada, submission, call)


def test_lists_ask_the_same_as_pages(session, call, ada, bea):
    call.hides_machine = True
    rows = [make_assessed(session, call) for _ in range(3)]
    readings.save(session, ada, rows[0].id, FITS)
    readings.save(session, ada, rows[1].id, ReadingForm(has_conflict=True))
    lead = make_person(session, call, Role.LEAD)
    for asking in (ada, bea, lead):
        others = set(session.scalars(select(Submission.id).where(readings.others_shown(asking, call.id))))
        machine = set(session.scalars(select(Submission.id).where(readings.machine_shown(asking, call))))
        assert others == {row.id for row in rows if readings.may_see_others(session, asking, row)}
        assert machine == {row.id for row in rows if readings.may_see_machine(session, asking, row, call)}


def test_somebody_of_another_call_learns_nothing(session, submission, ada):
    stranger = make_person(session, make_call(session, "Zweiter Aufruf"))
    with pytest.raises(NotFoundError):
        readings.save(session, stranger, submission.id, FITS)
    with pytest.raises(NotFoundError):
        readings.history(session, stranger, submission)
    with pytest.raises(NotFoundError):
        drafts.keep(session, stranger, submission.id, {"remark": "x"})


def test_an_applicant_of_the_call_does_not_read(session, call, submission):
    with pytest.raises(NotAllowedError):
        readings.visible(session, make_person(session, call, Role.APPLICANT), submission)


@pytest.mark.parametrize(
    "form",
    [
        ReadingForm(verdicts={"a b": Verdict.CORE}),
        ReadingForm(verdicts={f"t{number}": Verdict.CORE for number in range(201)}),
        ReadingForm(remark="x" * 20_001),
        ReadingForm(reasons={"health": ThemeReason(None, "x" * 20_001)}),
    ],
)
def test_what_no_form_sends_is_refused(session, submission, ada, form):
    with pytest.raises(UsageError):
        readings.save(session, ada, submission.id, form)


def test_the_log_holds_values_and_no_words(session, submission, ada):
    secret = "Ein Satz, der nur in der Lesung steht."
    form = ReadingForm(decision=Decision.BACK, remark=secret, reasons={"health": ThemeReason(None, secret)})
    readings.save(session, ada, submission.id, form)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.after["decision"] == "back"
    assert secret not in f"{entry.before}{entry.after}{entry.versions}"
    assert entry.versions["assessment"] == submission.assessment_id


def test_a_draft_comes_back_until_it_is_saved_and_counts_for_nothing(session, call, submission, ada, bea):
    drafts.keep(session, ada, submission.id, {"remark": "Halb"})
    drafts.keep(session, ada, submission.id, {"remark": "Halb getippt", "decision": "fits"})
    assert drafts.kept(session, ada, submission.id).content == {"remark": "Halb getippt", "decision": "fits"}
    assert drafts.kept(session, bea, submission.id) is None
    assert readings.visible(session, ada, submission) == []
    assert session.scalars(readings.decided_ids(ada, call.id)).all() == []
    readings.save(session, ada, submission.id, FITS)
    assert drafts.kept(session, ada, submission.id) is None


def test_a_refused_save_keeps_the_draft(session, submission, ada):
    readings.save(session, ada, submission.id, FITS)
    drafts.keep(session, ada, submission.id, {"remark": "Neu"})
    readings.save(session, ada, submission.id, FITS)  # as a second click sends it
    with pytest.raises(ChangedMeanwhileError):
        readings.save(session, ada, submission.id, replace(FITS, remark="Anders"))
    assert drafts.kept(session, ada, submission.id).content == {"remark": "Neu"}
