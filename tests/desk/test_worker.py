"""One worker in this process, on both kinds of database, and what keeps its lease."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from desk_builders import make_call, make_submission
from desk_proposals import proposal_pdf
from sqlalchemy import select, update

from s3align.desk.calls.submissions import State
from s3align.desk.checks import checks
from s3align.desk.checks.check_folder import Coming
from s3align.desk.checks.check_status import FileState, FileStatus
from s3align.desk.context import Desk
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Job, StoredAssessment, Submission, now
from s3align.desk.work import assessing, heartbeats, queue
from s3align.desk.work.lease_keeper import LeaseKeeper
from s3align.desk.work.pipelines import Pipelines
from s3align.desk.work.queue import MOST_ATTEMPTS, JobError, JobKind, JobState, Stage
from s3align.desk.work.worker import Worker, most_seconds
from s3align.record.codec import from_json
from s3align.settings import Settings

PIPELINES = Pipelines(ServerSettings(), Settings())


@pytest.fixture
def worker(database: Database, files: FileStore) -> Worker:
    """A worker whose lease keeper does not beat by itself."""
    desk = Desk(ServerSettings(), Settings(), database, files, PIPELINES)
    return Worker(desk, LeaseKeeper(database, "worker", 60), "worker", threading.Event())


def handed_in(worker: Worker, content: bytes = b"", **call) -> str:
    with worker.desk.database.writing() as session:
        content = content or proposal_pdf()
        made = make_submission(
            session, make_call(session, **call), files=worker.desk.files, content=content, file_name="antrag.pdf"
        )
        assessing.request(session, made.id)
        return made.id


def work(worker: Worker) -> None:
    """Does all that is due, as if no time had to pass between two attempts."""
    for _ in range(20):
        with worker.desk.database.writing() as session:
            session.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
            job = queue.claim(session, worker.name)
        if job is None:
            return
        worker.do(job)
    pytest.fail("a job circles")


def job_of(worker: Worker, subject: str) -> Job:
    with worker.desk.database.reading() as session:
        return session.scalars(select(Job).where(Job.subject == subject)).one()


def shown(worker: Worker, submission: str) -> tuple[str, StoredAssessment | None]:
    with worker.desk.database.reading() as session:
        found = session.get(Submission, submission)
        return found.state, session.get(StoredAssessment, found.assessment_id or "")


def test_a_submission_is_assessed_and_its_job_is_done(worker: Worker):
    made = handed_in(worker)
    work(worker)
    assert job_of(worker, made).state == JobState.DONE
    assert shown(worker, made)[0] == State.ASSESSED


def begun(worker: Worker, content: bytes) -> str:
    """An applicant's check of one file; its id."""
    desk = worker.desk
    with Coming(desk.files) as coming, desk.database.writing() as session:
        coming.add("antrag.pdf", content)
        return checks.check_id(checks.begin(session, desk.files, desk.server, coming, "de"))


def checked(worker: Worker, check: str) -> FileStatus:
    with worker.desk.database.reading() as session:
        return checks.status(session, worker.desk.files, check).files[0]


def test_a_check_of_an_applicant_comes_before_what_was_handed_in(worker: Worker):
    handed_in(worker)
    check = begun(worker, proposal_pdf())
    worker.most_jobs = 1
    worker.run()
    assert checked(worker, check).state is FileState.DONE
    assert job_of(worker, check).state == JobState.DONE


def test_a_check_that_has_ended_its_workers_is_given_up_with_a_record(worker: Worker):
    check = begun(worker, proposal_pdf())
    with worker.desk.database.writing() as session:
        session.execute(update(Job).values(attempts=MOST_ATTEMPTS))
    work(worker)
    given_up = checked(worker, check)
    assert given_up.state is FileState.REFUSED
    assert given_up.assessment.reason_values["cause"] == "ended"


def test_what_had_to_be_ended_for_its_time_has_a_record_that_says_so(worker: Worker):
    made = handed_in(worker)
    with worker.desk.database.writing() as session:
        assert queue.claim(session, "hangs")
    with worker.desk.database.writing() as session:
        queue.worker_died(session, "hangs", JobError.TIMED_OUT)
    work(worker)
    state, stored = shown(worker, made)
    assert (state, stored.reason, job_of(worker, made).attempts) == (State.REFUSED, "timed_out", 2)


def test_a_job_about_what_was_deleted_is_done(worker: Worker):
    with worker.desk.database.writing() as session:
        queue.enqueue(session, JobKind.ASSESS, "0" * 32)
        queue.enqueue(session, JobKind.CHECK, "1" * 64, payload={"file": 0})
    work(worker)
    assert job_of(worker, "0" * 32).state == JobState.DONE
    assert job_of(worker, "1" * 64).state == JobState.DONE


def test_a_strategy_that_is_not_there_fails_its_job_at_once_and_the_worker_goes_on(worker: Worker):
    bad, good = handed_in(worker, strategy="nowhere"), handed_in(worker)
    work(worker)
    failed = job_of(worker, bad)
    assert (failed.state, failed.attempts) == (JobState.FAILED, 1)
    assert failed.error
    assert shown(worker, bad) == (State.WAITING, None)
    assert shown(worker, good)[0] == State.ASSESSED


def test_a_file_that_cannot_be_reached_is_tried_again_and_then_has_a_record_that_says_so(worker: Worker):
    made = handed_in(worker)
    with worker.desk.database.reading() as session:
        worker.desk.files.delete(session.get(Submission, made).sha256)
    work(worker)
    state, stored = shown(worker, made)
    assert (state, stored.reason, job_of(worker, made).attempts) == (State.REFUSED, "not_judged", MOST_ATTEMPTS)
    worker.desk.files.keep(BytesIO(proposal_pdf()))
    with worker.desk.database.writing() as session:
        assessing.request(session, made)
    work(worker)
    assert shown(worker, made)[0] == State.ASSESSED


def test_a_job_that_has_ended_its_workers_is_given_up_with_a_record(worker: Worker):
    made = handed_in(worker)
    for number in range(MOST_ATTEMPTS):
        with worker.desk.database.writing() as session:
            session.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
            assert queue.claim(session, f"dies {number}")
        with worker.desk.database.writing() as session:
            queue.worker_died(session, f"dies {number}")
    work(worker)
    state, stored = shown(worker, made)
    assert (state, stored.reason) == (State.REFUSED, "not_judged")
    assert from_json(stored.record).reason_values["cause"] == "ended"
    assert (job_of(worker, made).state, job_of(worker, made).error) == (JobState.FAILED, "not_judged")


def test_an_error_that_nobody_foresaw_costs_its_job_alone(worker: Worker, caplog):
    with worker.desk.database.writing() as session:
        queue.enqueue(session, JobKind.CHECK, "2" * 64, payload={"no position": "Geheimnis"})
    good = handed_in(worker)
    work(worker)
    failed = job_of(worker, "2" * 64)
    assert (failed.state, failed.error, failed.attempts) == (JobState.FAILED, "KeyError", MOST_ATTEMPTS)
    assert shown(worker, good)[0] == State.ASSESSED
    assert "Unexpected KeyError" in caplog.text
    assert "Geheimnis" not in caplog.text


def test_a_worker_that_has_to_end_gives_its_job_back_untried(worker: Worker):
    made = handed_in(worker)
    with worker.desk.database.writing() as session:
        job = queue.claim(session, worker.name)
    with worker.keeper.holding(job):
        worker.give_back()
    worker.give_back()
    assert (job_of(worker, made).state, job_of(worker, made).attempts) == (JobState.WAITING, 0)


def test_a_worker_ends_after_its_number_of_jobs_and_when_it_is_told_to(worker: Worker):
    first, second = handed_in(worker), handed_in(worker, proposal_pdf("Zweites"))
    worker.most_jobs = 1
    worker.run()
    assert job_of(worker, first).state == JobState.DONE
    worker.stopping.set()
    worker.run()
    assert job_of(worker, second).state == JobState.WAITING


@contextmanager
def beating(keeper: LeaseKeeper) -> Iterator[None]:
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def wait_until(holds, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_heart_tells_that_its_worker_is_there_and_how_far_its_job_is(worker: Worker):
    made = handed_in(worker)
    with worker.desk.database.writing() as session:
        job = queue.claim(session, worker.name)
    with beating(worker.keeper), worker.keeper.holding(job) as progress:
        progress(Stage.RECOGNITION, 3, 20)
        wait_until(lambda: job_of(worker, made).done == 3)
        with worker.desk.database.reading() as session:
            assert heartbeats.alive(session) == 1
        found = job_of(worker, made)
    assert (found.stage, found.total) == (Stage.RECOGNITION, 20)
    with worker.desk.database.reading() as session:
        assert heartbeats.alive(session) == 0


def test_a_job_that_takes_longer_than_any_may_ends_its_process_and_no_other_does(worker: Worker):
    handed_in(worker)
    ended: list[int] = []
    with worker.desk.database.writing() as session:
        job = queue.claim(session, worker.name)
    keeper = LeaseKeeper(worker.desk.database, "worker", 0.1, end=ended.append)
    with beating(keeper), keeper.holding(job):
        wait_until(lambda: ended)
    assert set(ended) == {1}
    patient = LeaseKeeper(worker.desk.database, "worker", most_seconds(Settings()), end=ended.append)
    ended.clear()
    with beating(patient), patient.holding(job):
        time.sleep(1.5)
    assert not ended


def test_a_database_that_is_away_for_a_moment_ends_no_heart(tmp_path: Path, caplog):
    keeper = LeaseKeeper(Database(f"sqlite:///{tmp_path / 'nowhere' / 'desk'}"), "worker", 60)
    with beating(keeper):
        wait_until(lambda: "cannot be told" in caplog.text)
