from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from calls_made import APPLICANT, OTHER, READER, applicant, hand_in, lead, open_call, person, zipped
from sqlalchemy import func, select

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls import calls, intake, uploads
from s3align.desk.calls.call_forms import LotForm
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import AuditEntry, Call, Job, Submission, now
from s3align.errors import UsageError

SERVER = ServerSettings(data=Path("unused"))


def _submissions(database, call):
    with database.reading() as session:
        found = select(Submission).where(Submission.call_id == call.id).order_by(Submission.number)
        return list(session.scalars(found))


def test_a_file_is_there_with_its_row_its_job_and_its_entry(database, files):
    call = open_call(database)
    taken = hand_in(database, files, call, body=b"Inhalt")
    [submission] = _submissions(database, call)
    assert (taken.submission_id, taken.number, taken.is_new) == (submission.id, 1, True)
    assert files.path(submission.sha256).read_bytes() == b"Inhalt"
    with database.reading() as session:
        assert session.scalar(select(func.count(Job.id)).where(Job.subject == submission.id)) == 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.submission_id == submission.id)).one()
    assert entry.after["number"] == 1
    assert "antrag" not in str(entry.after)


def test_the_same_bytes_are_the_same_submission_and_another_suffix_is_another(database, files):
    call = open_call(database)
    first = hand_in(database, files, call, "a.txt")
    assert hand_in(database, files, call, "b.txt") == intake.TakenIn(first.submission_id, 1, is_new=False)
    assert hand_in(database, files, call, "a.md").is_new


def test_numbers_have_no_gaps_and_no_doubles_however_many_come_at_once(database, files):
    call = open_call(database)

    def one(number):
        return hand_in(database, files, call, f"{number}.txt", b"Inhalt %d" % (number // 2))

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(32)))
    assert [submission.number for submission in _submissions(database, call)] == list(range(1, 17))
    assert sum(entry.is_new for entry in taken) == 16
    with database.reading() as session:
        assert session.get(Call, call.id).version == call.version


def test_what_comes_after_the_deadline_is_taken_and_late(database, files):
    call = open_call(database, deadline=now() - timedelta(minutes=1))
    assert hand_in(database, files, call).is_late
    assert not hand_in(database, files, open_call(database, deadline=now() + timedelta(hours=1))).is_late


def test_a_closed_call_takes_nothing(database, files):
    call = open_call(database)
    with database.writing() as session:
        calls.close(session, lead(call), call.id, call.version)
    with pytest.raises(calls.CallClosedError):
        hand_in(database, files, call)
    assert not _submissions(database, call)


def test_who_only_reads_or_has_no_role_hands_nothing_in(database, files):
    call = open_call(database)
    with pytest.raises(NotAllowedError):
        hand_in(database, files, call, asking=person(call, READER, Role.REVIEWER))
    with pytest.raises(NotFoundError):
        hand_in(database, files, call, asking=person(None, OTHER, None))


def test_other_kinds_of_files_are_refused_before_they_are_kept(database, files, tmp_path):
    call = open_call(database)
    with pytest.raises(uploads.NotTakenError):
        hand_in(database, files, call, "programm.exe")
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_leaves_nothing_behind(database, files, tmp_path):
    call = open_call(database)
    small = ServerSettings(data=Path("unused"), most_upload_bytes=1_000)
    with pytest.raises(uploads.TooLargeUploadError):
        intake.take_in(database, files, small, lead(call), call.id, "a.txt", io.BytesIO(b"x" * 1_001))
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert intake.take_in(database, files, small, lead(call), call.id, "a.txt", io.BytesIO(b"x" * 1_000)).is_new


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\ada\\Antrag.txt", "Antrag.txt"),
        ("../../etc/Antrag.txt", "Antrag.txt"),
        ("A\u0308pfel.txt", "Äpfel.txt"),
        ("gut\u202etxt.exe.txt", "guttxt.exe.txt"),
        ("a\0b\n.txt", "ab\\n.txt"),
        ("<b>=1+1.txt", "<b>=1+1.txt"),
    ],
)
def test_a_name_is_cleaned_for_people_and_is_no_path(name, shown):
    assert uploads.display_name(name) == shown


def test_a_very_long_name_keeps_its_ending():
    shown = uploads.display_name("a" * 5_000 + ".pdf")
    assert len(shown) == uploads.LONGEST_NAME
    assert shown.endswith("….pdf")


def test_a_lot_and_an_earlier_version_are_of_this_call(database, files):
    call, other = open_call(database, lots=[LotForm("Eins")]), open_call(database, lots=[LotForm("Zwei")])
    with database.reading() as session:
        [own], [foreign] = calls.lots(session, call.id), calls.lots(session, other.id)
    first = hand_in(database, files, call, lot_id=own.id)
    second = hand_in(database, files, call, body=b"Neu", earlier_id=first.submission_id)
    assert [entry.earlier_id for entry in _submissions(database, call)] == [None, first.submission_id]
    with pytest.raises(UsageError):
        hand_in(database, files, call, body=b"Drei", lot_id=foreign.id)
    with pytest.raises(UsageError):
        hand_in(database, files, other, body=b"Drei", earlier_id=second.submission_id)


def test_applicants_see_what_they_have_handed_in_and_nothing_else(database, files):
    call = open_call(database)
    mine = hand_in(database, files, call, body=b"Meins", asking=applicant(call))
    hand_in(database, files, call, body=b"Fremd", asking=applicant(call, OTHER))
    with database.reading() as session:
        assert [entry.id for entry in intake.handed_in(session, applicant(call), call.id)] == [mine.submission_id]


def test_an_applicant_learns_no_number_of_a_file_that_somebody_else_handed_in(database, files):
    call = open_call(database)
    hand_in(database, files, call, asking=applicant(call, OTHER))
    with pytest.raises(uploads.NotTakenError):
        hand_in(database, files, call, asking=applicant(call))
    assert not hand_in(database, files, call, asking=lead(call)).is_new


def test_an_applicant_names_no_earlier_version_of_somebody_else(database, files):
    call = open_call(database)
    other = hand_in(database, files, call, asking=applicant(call, OTHER))
    with pytest.raises(UsageError):
        hand_in(database, files, call, body=b"Neu", asking=applicant(call), earlier_id=other.submission_id)


def test_what_is_withdrawn_stays_and_counts_again_when_it_is_handed_in_again(database, files):
    call = open_call(database)
    mine = hand_in(database, files, call, asking=applicant(call))
    with database.writing() as session:
        intake.withdraw(session, applicant(call), mine.submission_id, call.id)
    assert _submissions(database, call)[0].withdrawn_at is not None
    assert not hand_in(database, files, call, asking=applicant(call)).is_new
    assert _submissions(database, call)[0].withdrawn_at is None


def test_nobody_withdraws_what_somebody_else_handed_in_but_the_lead(database, files):
    call = open_call(database)
    mine = hand_in(database, files, call, asking=applicant(call, APPLICANT))
    with database.writing() as session, pytest.raises(NotFoundError):
        intake.withdraw(session, applicant(call, OTHER), mine.submission_id, call.id)
    with database.writing() as session:
        intake.withdraw(session, lead(call), mine.submission_id, call.id)


def test_of_a_mixed_zip_the_good_files_are_taken_and_the_others_have_a_reason(database, files):
    call = open_call(database)
    made = zipped({"x/a.txt": b"eins", "x/b.txt": b"eins", "../c.txt": b"drei", "d.exe": b"vier"})
    outcomes = {entry.name: entry for entry in intake.take_in_zip(database, files, SERVER, lead(call), call.id, made)}
    assert outcomes["a.txt"].taken.is_new
    assert not outcomes["b.txt"].taken.is_new
    assert [outcomes[name].why.key for name in ("c.txt", "d.exe")] == ["zip_member_name", "upload_kind"]
    assert len(_submissions(database, call)) == 1
