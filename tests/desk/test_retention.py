from __future__ import annotations

from datetime import timedelta
from pathlib import Path

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
from desk_servers import administer, fresh_database
from sqlalchemy import select, text

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.people.accounts import COMMAND_LINE
from s3align.desk.review import readings
from s3align.desk.storage import retention, search
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.retention import DeletionReason
from s3align.desk.storage.stemming import folded, stem
from s3align.desk.storage.tables import (
    AuditEntry,
    Call,
    EvidenceMark,
    Job,
    Note,
    PersonReading,
    ReadingDraft,
    ReadingVersion,
    SearchText,
    Settlement,
    StoredAssessment,
    Submission,
    Table,
    ThemeFigure,
    now,
)

WORD = "Quastenflosserzucht"
"""A word that stands in everything about the case that is deleted."""


@pytest.fixture
def case(database, files):
    return made_case(database, files)


def made_case(database, files):
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
        session.add(ReadingVersion(reading_id=reading.id, number=1, content={"remark": WORD}))
        session.add(ReadingDraft(submission_id=submission.id, account_id=lead.account_id, content={"remark": WORD}))
        session.add(Settlement(submission_id=submission.id, account_id=lead.account_id, remark=WORD))
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
        for table in (PersonReading, EvidenceMark, Note, Job, ReadingVersion, ReadingDraft, Settlement):
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


def test_who_has_a_conflict_of_interest_deletes_nothing(database, files, case):
    _, submission, _, _, lead = case
    with database.writing() as session:
        readings.own(session, lead, submission.id).has_conflict = True
        with pytest.raises(NotAllowedError, match="conflict of interest"):
            retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
        retention.delete_case(session, files, COMMAND_LINE, submission.id, DeletionReason.ASKED)


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


def test_no_word_of_a_deleted_case_stays_in_the_files_of_sqlite(tmp_path):
    with fresh_database("sqlite", tmp_path) as database:
        files = FileStore(tmp_path)
        _, submission, _, _, lead = made_case(database, files)
        assert words_in(tmp_path) > 0
        with database.writing() as session:
            retention.delete_case(session, files, lead, submission.id, DeletionReason.DUE)
        assert words_in(tmp_path) == 0, "with the database open"
    assert words_in(tmp_path) == 0, "and when it is closed"


def test_a_reader_of_an_earlier_state_hinders_scrubbing_and_then_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr("s3align.desk.storage.database._PATIENCE", 1)  # seconds, of 30: they are waited for twice
    with fresh_database("sqlite", tmp_path) as database:
        files = FileStore(tmp_path)
        _, submission, _, _, lead = made_case(database, files)
        with database.reading() as session:
            session.scalars(select(Submission)).all()
            with database.writing() as other:
                retention.delete_case(other, files, lead, submission.id, DeletionReason.DUE)
            assert not retention.scrub(database)
        assert retention.scrub(database)
        assert words_in(tmp_path) == 0


def test_no_word_of_a_deleted_case_stays_in_the_tables_of_postgresql_once_scrubbed(tmp_path):
    with fresh_database("postgresql", tmp_path) as database:
        files = FileStore(tmp_path)
        _, submission, _, _, lead = made_case(database, files)
        with database.reading() as session:
            folder = Path(session.scalar(text("select current_setting('data_directory')"))) / "base"
            number = session.scalar(text("select oid from pg_database where datname = current_database()"))
        administer("checkpoint")
        assert words_in(folder / str(number)) > 0
        with database.writing() as session:
            retention.delete_case(session, files, lead, submission.id, DeletionReason.DUE)
        retention.scrub(database)
        administer("checkpoint")
        assert words_in(folder / str(number)) == 0


def words_in(folder: Path) -> int:
    """How often WORD stands in the bytes of files, in whatever case and form: the search has it folded and without ending."""
    needles = [stem(folded(WORD)[0])[:12].encode(), WORD[1:12].encode(), WORD[1:12].encode("utf-16-le")]
    found = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()]
    return sum(content.count(needle.lower()) for content in found for needle in needles)


def test_every_table_that_refers_to_a_case_goes_with_it():
    about = set(retention.about_cases())
    for table in Table.metadata.sorted_tables:
        if table.name != "submission" and any(key.column.table.name in about for key in table.foreign_keys):
            assert table.name in about, "a row that names a deleted case would hinder the deletion"
    assert {"assessment", "reading", "note", "search_text", "evidence_mark"} <= about
    assert "call" not in about


def test_many_cases_go_in_one_transaction_with_all_their_files(database, files):
    with database.writing() as session:
        call = make_call(session)
        lead = make_person(session, call, Role.LEAD)
        made = [make_assessed(session, call, files=files) for _ in range(3)]
    for part in (made[:2], made[2:]):
        with database.writing() as session:
            for submission in part:
                retention.delete_case(session, files, lead, submission.id, DeletionReason.DUE)
            assert all(files.has(submission.sha256) for submission in part), "nothing goes before it is kept"
        assert not any(files.has(submission.sha256) for submission in part)


def test_a_savepoint_deletes_no_file_before_all_is_kept_and_none_where_it_is_undone(database, files, case):
    _, submission, _, other, lead = case
    with database.writing() as session:
        sha256 = session.get(Submission, other).sha256
        with session.begin_nested():
            retention.delete_case(session, files, lead, other, DeletionReason.ASKED)
        assert files.has(sha256)
        with session.begin_nested() as undone:
            retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
            undone.rollback()
    assert files.has(submission.sha256)
    assert not files.has(sha256)


def test_a_case_is_gone_also_where_its_file_cannot_be_removed_yet(database, files, caplog):
    with database.writing() as session:
        call = make_call(session)
        lead = make_person(session, call, Role.LEAD)
        submission = make_submission(session, call, files=files)
    place = files.path(submission.sha256)
    place.unlink()
    place.mkdir()  # what no unlink removes
    with database.writing() as session:
        retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
    with database.reading() as session:
        assert session.get(Submission, submission.id) is None
    assert "could not be removed" in caplog.text
    assert submission.sha256 not in caplog.text
