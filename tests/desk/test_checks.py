"""An applicant's check: it is kept in its folder alone, it is there for who has the secret, and it vanishes."""

from __future__ import annotations

import io
import os
import time
from datetime import date, timedelta
from threading import Thread

import pytest
from desk_proposals import proposal_pdf
from pypdf import PdfWriter
from sqlalchemy import select, text

from s3align.desk.checks import check_reports, checks
from s3align.desk.checks.check_folder import Coming, file_folder, own_name
from s3align.desk.checks.check_status import CheckStatus, FileState
from s3align.desk.checks.checks import CheckGoneError, ChecksFullError, NothingToCheckError, TooManyFilesError
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Check, Job, now
from s3align.desk.work import queue
from s3align.errors import Cause, NotJudgedError
from s3align.pipeline import Pipeline, default_pipeline
from s3align.record.assessment import Reason

SERVER = ServerSettings()
PDF = proposal_pdf()
NAME = "antrag-geheim.pdf"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return default_pipeline()


def begun(
    database: Database, files: FileStore, *contents: bytes, server: ServerSettings = SERVER, once: str = ""
) -> str:
    with Coming(files) as coming, database.writing() as session:
        for content in contents or (PDF,):
            coming.add(NAME, content)
        return checks.begin(session, files, server, coming, "de", once=once)


def status(database: Database, files: FileStore, secret: str) -> CheckStatus:
    with database.reading() as session:
        return checks.status(session, files, checks.check_id(secret))


def work(database: Database, files: FileStore, pipeline: Pipeline) -> int:
    """Does all that waits; how many jobs."""
    done = 0
    while True:
        with database.writing() as session:
            job = queue.claim(session, "test")
        if job is None:
            return done
        checks.run(files, job.subject, job.payload["file"], pipeline)
        with database.writing() as session:
            queue.finish(session, job)
        done += 1


def test_a_check_waits_then_has_the_record_of_its_file(database, files, pipeline):
    secret = begun(database, files)
    (file,) = status(database, files, secret).files
    assert (file.state, file.name, file.size) == (FileState.WAITING, NAME, len(PDF))
    assert work(database, files, pipeline) == 1
    (file,) = status(database, files, secret).files
    assert file.state is FileState.DONE
    assert file.assessment == pipeline.check(PDF, name=NAME)


def test_the_database_holds_neither_name_nor_secret_nor_content(database, files, pipeline):
    secret = begun(database, files)
    work(database, files, pipeline)
    with database.reading() as session:
        rows = [
            str(session.execute(text(f'select * from "{table}"')).all())  # noqa: S608 -- names of our tables
            for table in Check.metadata.tables
        ]
    assert any(checks.check_id(secret) in row for row in rows)
    assert not any(NAME in row or secret in row for row in rows)


def test_who_does_not_have_the_secret_finds_nothing(database, files):
    begun(database, files)
    with pytest.raises(CheckGoneError):
        status(database, files, "x" * 43)


def test_a_secret_has_at_least_128_bits_and_is_never_the_same(database, files):
    found = {begun(database, files) for _ in range(5)}
    assert len(found) == 5
    assert all(len(secret) >= 43 for secret in found)


def test_the_same_form_sent_twice_is_one_check(database, files):
    assert begun(database, files, once="form") == begun(database, files, once="form")
    assert len(files.checks()) == 1


def test_another_file_in_the_same_form_is_another_check(database, files):
    assert begun(database, files, once="form") != begun(database, files, b"Other text", once="form")


def test_a_form_sent_by_two_at_once_is_one_check(database, files):
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(begun(database, files, once="form"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    with database.reading() as session:
        assert len(session.scalars(select(Job)).all()) == 1


def test_a_file_that_cannot_be_assessed_says_why(database, files, pipeline):
    secret = begun(database, files, b"%PDF-1.4 broken")
    work(database, files, pipeline)
    (file,) = status(database, files, secret).files
    assert file.state is FileState.REFUSED
    assert file.assessment is not None
    assert file.assessment.reason is Reason.DAMAGED


def test_each_file_has_its_own_state(database, files, pipeline):
    secret = begun(database, files, PDF, b"too short")
    work(database, files, pipeline)
    assert [file.state for file in status(database, files, secret).files] == [FileState.DONE, FileState.REFUSED]


def test_progress_comes_from_the_job(database, files):
    secret = begun(database, files)
    with database.writing() as session:
        job = queue.claim(session, "test")
        assert job is not None
        queue.heartbeat(session, job, queue.Stage.RECOGNITION, 3, 12)
    (file,) = status(database, files, secret).files
    assert (file.state, file.stage, file.done, file.total) == (FileState.RUNNING, "recognition", 3, 12)


def test_who_came_later_knows_how_many_are_ahead(database, files):
    begun(database, files, PDF, b"Second file")
    secret = begun(database, files, b"Third file")
    assert [file.ahead for file in status(database, files, secret).files] == [2]


def test_a_check_is_over_after_its_time_even_where_nobody_cleans(database, files):
    secret = begun(database, files)
    with database.writing() as session:
        session.get(Check, checks.check_id(secret)).expires_at = now() - timedelta(seconds=1)
    with pytest.raises(CheckGoneError):
        status(database, files, secret)


def test_the_same_form_after_the_time_of_its_check_begins_it_anew(database, files):
    secret = begun(database, files, once="a form")
    with database.writing() as session:
        session.get(Check, checks.check_id(secret)).expires_at = now() - timedelta(seconds=1)
    assert begun(database, files, once="a form") == secret
    (file,) = status(database, files, secret).files
    assert file.state is FileState.WAITING


def test_an_expired_check_leaves_nothing(database, files):
    secret, other = begun(database, files), begun(database, files, b"Another")
    with database.writing() as session:
        session.get(Check, checks.check_id(secret)).expires_at = now() - timedelta(seconds=1)
    with database.writing() as session:
        assert checks.expire(session, files) == 1
    assert files.checks() == [checks.check_id(other)]
    with database.reading() as session:
        assert [job.subject for job in session.scalars(select(Job))] == [checks.check_id(other)]


def test_a_check_is_deleted_at_once_and_again_without_harm(database, files, pipeline):
    secret = begun(database, files)
    work(database, files, pipeline)
    for _ in range(2):
        with database.writing() as session:
            checks.delete(session, files, checks.check_id(secret))
    assert files.checks() == []
    with database.reading() as session:
        assert session.scalars(select(Job)).all() == session.scalars(select(Check)).all() == []


def test_a_worker_whose_check_is_deleted_meanwhile_leaves_nothing(database, files, pipeline):
    check = checks.check_id(begun(database, files))

    def progress(stage: queue.Stage, done: int, total: int) -> None:
        if stage is queue.Stage.ASSESSING:
            with database.writing() as session:
                checks.delete(session, files, check)

    checks.run(files, check, 0, pipeline, progress)
    assert files.checks() == []


def test_a_check_that_is_deleted_before_its_turn_is_passed_over(database, files, pipeline):
    check = checks.check_id(begun(database, files))
    with database.writing() as session:
        checks.delete(session, files, check)
    checks.run(files, check, 0, pipeline)
    assert files.checks() == []


def test_an_upload_that_breaks_off_leaves_nothing(files):
    with Coming(files) as coming:
        coming.add(NAME, PDF)
        assert len(files.checks()) == 1
    assert files.checks() == []


def test_folders_of_no_check_are_removed_when_nobody_can_be_sending_any_more(database, files):
    left = Coming(files)
    with left:
        left.add(NAME, PDF)
        with database.writing() as session:
            checks.expire(session, files)
        assert len(files.checks()) == 1
        for path in (left.folder, *left.folder.rglob("*")):
            os.utime(path, (time.time() - 4_000,) * 2)
        with database.writing() as session:
            checks.expire(session, files)
        assert files.checks() == []


def test_nothing_too_many_and_too_many_at_once_are_refused(database, files):
    with pytest.raises(NothingToCheckError), Coming(files) as coming, database.writing() as session:
        checks.begin(session, files, SERVER, coming, "de")
    with pytest.raises(TooManyFilesError):
        begun(database, files, b"one", b"two", server=ServerSettings(most_check_files=1))
    server = ServerSettings(most_waiting_checks=1)
    begun(database, files, server=server)
    with pytest.raises(ChecksFullError):
        begun(database, files, b"another", server=server)
    assert len(files.checks()) == 1


def test_a_password_is_wiped_before_it_is_used_and_good_for_one_attempt(database, files, pipeline):
    check = checks.check_id(begun(database, files, b"%PDF-1.4 broken"))
    checks.run(files, check, 0, pipeline)
    with database.writing() as session:
        checks.try_again(session, files, check, 0, "Lösung 1")
    folder = file_folder(files, check, 0)
    assert folder.assessment() is None
    assert folder.take_password() == "Lösung 1"
    assert folder.take_password() is None
    assert not any("Lösung 1".encode() in path.read_bytes() for path in folder.path.iterdir())


def test_a_password_that_does_not_fit_is_told_of_and_none_is_not(database, files, pipeline):
    closed = PdfWriter()
    closed.add_blank_page(200, 200)
    closed.encrypt("Richtig 1")
    body = io.BytesIO()
    closed.write(body)
    secret = begun(database, files, body.getvalue(), b"Ein Text ohne Schutz.")
    check = checks.check_id(secret)
    assert work(database, files, pipeline) == 2
    first = status(database, files, secret).files[0]
    assert (first.is_encrypted, first.wrong_password) == (True, False)
    with database.writing() as session:
        checks.try_again(session, files, check, 0, "Falsch 1")
    work(database, files, pipeline)
    assert [file.wrong_password for file in status(database, files, secret).files] == [True, False]
    with database.writing() as session:
        checks.try_again(session, files, check, 0)
    work(database, files, pipeline)
    assert not status(database, files, secret).files[0].wrong_password


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (("01.pdf", "02.docx"), ["01", "02"]),
        (("01.pdf", "01.docx", "02.pdf"), ["01.pdf", "01.docx", "02"]),
        (("01.pdf", "01.pdf"), ["01 (1)", "01 (2)"]),
    ],
)
def test_downloads_of_two_files_never_have_the_same_name(database, files, names, stems):
    with Coming(files) as coming, database.writing() as session:
        for number, name in enumerate(names):
            coming.add(name, f"Text {number}".encode())
        check = checks.check_id(checks.begin(session, files, SERVER, coming, "de"))
    with database.reading() as session:
        assert [checks.stem_of(session, files, check, at) for at in range(len(names))] == stems
        with pytest.raises(CheckGoneError):
            checks.stem_of(session, files, check, len(names))


def test_what_is_assessed_is_not_assessed_again(database, files, pipeline):
    check = checks.check_id(begun(database, files))
    assert work(database, files, pipeline) == 1
    with database.writing() as session:
        checks.try_again(session, files, check, 0)
    assert work(database, files, pipeline) == 0


def test_a_file_that_is_given_up_says_so(database, files, pipeline):
    check = checks.check_id(secret := begun(database, files))
    checks.give_up(files, check, 0, pipeline, NotJudgedError(Cause.ENDED))
    (file,) = status(database, files, secret).files
    assert (file.state, file.assessment.reason) == (FileState.REFUSED, Reason.NOT_JUDGED)


def test_a_job_that_failed_for_good_leaves_a_file_that_can_be_tried_again(database, files):
    secret = begun(database, files)
    with database.writing() as session:
        job = queue.claim(session, "test")
        assert job is not None
        queue.fail(session, job, "ended", is_final=True)
    (file,) = status(database, files, secret).files
    assert file.state is FileState.LOST
    with database.writing() as session:
        checks.try_again(session, files, checks.check_id(secret), 0)
    assert status(database, files, secret).files[0].state is FileState.WAITING


def test_an_earlier_version_joins_the_check_once(database, files, pipeline):
    secret = begun(database, files)
    check = checks.check_id(secret)
    for _ in range(2):
        with Coming(files) as coming, database.writing() as session:
            coming.add("before.txt", b"Earlier")
            assert checks.add(session, files, SERVER, check, coming) == 1
    assert [file.name for file in status(database, files, secret).files] == [NAME, "before.txt"]
    assert files.checks() == [check]


def test_reports_are_those_of_the_command_line_and_two_versions_are_compared(database, files, pipeline):
    from s3align.render import render  # noqa: PLC0415 -- heavy

    check, day = checks.check_id(begun(database, files, PDF, proposal_pdf("Wasserstoff"))), date(2026, 3, 1)
    work(database, files, pipeline)
    folder, other = (file_folder(files, check, position) for position in (0, 1))
    for form in check_reports.FORMS:
        wanted = render(pipeline.check(PDF, name=NAME), pipeline.strategy, "en", form, assessed_on=day)
        assert check_reports.report(folder, pipeline, "en", form, day) == wanted
    marked = check_reports.annotated(folder, pipeline, "de", day)
    assert marked is not None
    assert marked.startswith(b"%PDF")
    compared = check_reports.comparison(folder, other, pipeline, "de", day)
    assert compared is not None
    assert "Das Vorhaben Wasserstoff beginnt im Herbst" in compared.decode()


def test_a_name_is_one_that_does_nothing():
    assert own_name("C:\\Users\\me\\Antrag.pdf") == "Antrag.pdf"
    assert own_name("../../etc/passwd") == "passwd"
    assert own_name("") == "-"
    assert own_name("a\x1b[31m\u202efdp.exe") == "a\\x1b[31mfdp.exe"
    assert len(own_name("ä" * 400 + ".pdf")) <= 200
    assert own_name("ä" * 400 + ".pdf").endswith(".pdf")
