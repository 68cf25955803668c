from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from desk_builders import make_call, make_submission
from desk_proposals import proposal_pdf
from sqlalchemy import select

from s3align.desk.access import NotFoundError
from s3align.desk.calls.submissions import State
from s3align.desk.settings import ServerSettings
from s3align.desk.storage import search
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import AuditEntry, Job, StoredAssessment, Submission, ThemeFigure
from s3align.desk.work import assessing, queue
from s3align.desk.work.assessing import assess_submission
from s3align.desk.work.pipelines import Pipelines
from s3align.desk.work.queue import JobState, Stage
from s3align.errors import Cause, NotJudgedError
from s3align.record.codec import from_json
from s3align.settings import Settings

PDF = proposal_pdf()
SERVER = ServerSettings()


@pytest.fixture(scope="module")
def pipelines() -> Pipelines:
    return Pipelines(SERVER, Settings())


def handed_in(database: Database, files: FileStore, content: bytes = PDF, name: str = "antrag.pdf", **more) -> str:
    with database.writing() as session:
        call = make_call(session)
        made = make_submission(
            session, call, files=files, content=content, file_name=name, suffix=Path(name).suffix, **more
        )
        assessing.request(session, made.id)
        return made.id


def kept(database: Database, submission: str) -> tuple[Submission, list[StoredAssessment]]:
    with database.reading() as session:
        found = session.get(Submission, submission)
        assert found is not None
        rows = select(StoredAssessment).where(StoredAssessment.submission_id == submission)
        return found, list(session.scalars(rows.order_by(StoredAssessment.created_at)))


def test_a_submission_gets_its_record_figures_and_the_words_of_lists(database, files, pipelines):
    made = handed_in(database, files)
    stages: list[Stage] = []
    assess_submission(database, files, pipelines, made, lambda *told: stages.append(told[0]))
    submission, (stored,) = kept(database, made)
    record = from_json(stored.record)
    assert (submission.state, submission.assessment_id) == (State.ASSESSED, stored.id)
    assert (stored.main, stored.pages, stored.language) == (record.overall.primary, record.document.pages, "de")
    assert submission.title == record.document.title
    assert stored.signature
    assert stored.passages
    with database.reading() as session:
        figures = {row.theme: row.sureness for row in session.scalars(select(ThemeFigure))}
        assert session.scalar(select(AuditEntry.action)) == "submission.assessed"
    assert figures == {theme.id: theme.sureness for theme in record.themes}
    assert stages == [Stage.READING, Stage.LANGUAGE, Stage.ASSESSING]


def test_the_text_of_a_submission_is_found_and_with_a_record_without_text_no_more(database, files, pipelines):
    made = handed_in(database, files, proposal_pdf("Zwetschgenmus"))
    call = kept(database, made)[0].call_id

    def found() -> set[str]:
        with database.reading() as session:
            return search.find(session, call, "Zwetschgenmus")

    assert found() == set()
    assess_submission(database, files, pipelines, made)
    assert found() == {made}
    assessing.give_up(database, Pipelines(SERVER, Settings(min_words=52)), made, NotJudgedError(Cause.ENDED))
    assert found() == set()


def test_what_is_assessed_twice_has_one_record(database, files, pipelines):
    made = handed_in(database, files)
    assert assess_submission(database, files, pipelines, made) == assess_submission(database, files, pipelines, made)
    assert len(kept(database, made)[1]) == 1


def test_what_two_workers_assess_at_once_has_one_record(database, files, pipelines):
    made = handed_in(database, files)
    with ThreadPoolExecutor(2) as pool:
        ids = set(pool.map(lambda _: assess_submission(database, files, pipelines, made), range(2)))
    assert [row.id for row in kept(database, made)[1]] == list(ids)


def test_other_settings_add_a_record_and_the_earlier_one_stays(database, files, pipelines):
    made = handed_in(database, files)
    first = assess_submission(database, files, pipelines, made)
    later = assess_submission(database, files, Pipelines(SERVER, Settings(min_words=51)), made)
    submission, rows = kept(database, made)
    assert [row.id for row in rows] == [first, later]
    assert submission.assessment_id == later
    assert len({row.fingerprint for row in rows}) == 2


def test_what_people_entered_stays_and_what_a_record_said_follows_the_record(database, files, pipelines):
    made = handed_in(database, files, title="Von Hand", applicant="")
    assess_submission(database, files, pipelines, made)
    submission, (stored,) = kept(database, made)
    assert submission.title == "Von Hand"
    assert submission.applicant == (from_json(stored.record).document.applicant or "")


def test_a_machine_that_writes_refuses_nobody_who_changes_a_submission_at_that_time(database, files, pipelines):
    made = handed_in(database, files)
    with database.reading() as session:
        version = session.get(Submission, made).version
    assess_submission(database, files, pipelines, made)
    assert kept(database, made)[0].version == version


def test_a_file_that_cannot_be_read_is_refused_and_stays(database, files, pipelines):
    made = handed_in(database, files, b"%PDF-1.7 and nothing else", "kaputt.pdf")
    assess_submission(database, files, pipelines, made)
    submission, (stored,) = kept(database, made)
    assert (submission.state, stored.reason, stored.to_read) == (State.REFUSED, "damaged", "refused")
    assert files.path(submission.sha256).is_file()


def test_a_file_that_is_gone_has_a_record_that_another_time_may_replace(database, files, pipelines):
    made = handed_in(database, files)
    files.delete(kept(database, made)[0].sha256)
    with pytest.raises(NotJudgedError):
        assess_submission(database, files, pipelines, made, is_last=False)
    assert kept(database, made)[1] == []
    assess_submission(database, files, pipelines, made)
    submission, (stored,) = kept(database, made)
    assert (submission.state, stored.reason) == (State.REFUSED, "not_judged")
    files.keep(io.BytesIO(PDF))
    assess_submission(database, files, pipelines, made)
    submission, rows = kept(database, made)
    assert (submission.state, len(rows)) == (State.ASSESSED, 2)


def test_a_file_with_other_bytes_than_were_handed_in_is_not_judged(database, files, pipelines):
    made = handed_in(database, files)
    files.path(kept(database, made)[0].sha256).write_bytes(b"Etwas ganz anderes. " * 200)
    assess_submission(database, files, pipelines, made)
    (stored,) = kept(database, made)[1]
    assert from_json(stored.record).reason_values["cause"] == Cause.CHANGED


def test_what_is_given_up_has_a_record_that_says_so(database, files, pipelines):
    made = handed_in(database, files)
    assessing.give_up(database, pipelines, made, NotJudgedError(Cause.ENDED))
    submission, (stored,) = kept(database, made)
    assert submission.state == State.REFUSED
    assert from_json(stored.record).reason_values["cause"] == Cause.ENDED


def test_the_job_ends_with_its_result_or_neither_is_there(database, files, pipelines):
    made = handed_in(database, files)
    with database.writing() as session:
        job = queue.claim(session, "worker")

    def broken(session) -> None:
        queue.finish(session, job)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        assess_submission(database, files, pipelines, made, ending=broken)
    with database.reading() as session:
        assert session.get(Job, job.id).state == JobState.RUNNING
    assert kept(database, made)[1] == []
    assess_submission(database, files, pipelines, made, ending=lambda session: queue.finish(session, job))
    with database.reading() as session:
        assert session.get(Job, job.id).state == JobState.DONE
    assert len(kept(database, made)[1]) == 1


def test_a_submission_that_is_gone_is_not_found(database, files, pipelines):
    with pytest.raises(NotFoundError):
        assess_submission(database, files, pipelines, "0" * 32)


def test_a_strategy_of_the_call_is_the_one_that_assesses(database, files, pipelines):
    made = handed_in(database, files)
    assess_submission(database, files, pipelines, made)
    (stored,) = kept(database, made)[1]
    assert stored.provenance["strategy_hash"] == pipelines.of("").provenance.strategy_hash
    assert replace(SERVER).strategies == ""
