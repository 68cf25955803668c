from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Job, now
from s3align.desk.work import queue
from s3align.desk.work.queue import LEASE_SECONDS, MOST_ATTEMPTS, JobError, JobKind, JobState, Priority


def enqueue(database: Database, subject: str = "one", **more) -> str:
    with database.writing() as session:
        return queue.enqueue(session, JobKind.ASSESS, subject, **more).id


def claim(database: Database, worker: str = "worker") -> Job | None:
    with database.writing() as session:
        return queue.claim(session, worker)


def claimed(database: Database, worker: str = "worker") -> Job:
    job = claim(database, worker)
    assert job is not None
    return job


def stored(database: Database, job: Job | str) -> Job:
    with database.reading() as session:
        found = session.get(Job, job if isinstance(job, str) else job.id)
        assert found is not None
        return found


def make_due(database: Database, job: Job) -> None:
    """As if the time had passed that a job waits, or is leased."""
    with database.writing() as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.id == job.id).values(not_before=past, leased_until=past))


def test_a_job_is_taken_once(database: Database):
    made = enqueue(database)
    assert claimed(database).id == made
    assert claim(database, "other") is None


def test_a_worker_that_was_never_heard_of_again_holds_its_job_for_one_lease_alone(database: Database, monkeypatch):
    made = enqueue(database)
    claimed(database, "gone")
    later = now() + timedelta(seconds=LEASE_SECONDS + 1)
    assert claim(database, "other") is None
    monkeypatch.setattr(queue, "now", lambda: later)
    assert claimed(database, "other").id == made


def test_who_waits_before_a_page_comes_first_then_who_came_first(database: Database):
    first, second = enqueue(database, "first"), enqueue(database, "second")
    check = enqueue(database, "check", priority=Priority.CHECK)
    assert [claimed(database).id for _ in range(3)] == [check, first, second]


def test_a_key_is_there_once(database: Database):
    assert enqueue(database, key="k") == enqueue(database, key="k")


def test_a_job_that_is_done_can_be_asked_for_again(database: Database):
    made = enqueue(database, key="k")
    with database.writing() as session:
        assert queue.finish(session, queue.claim(session, "worker"))
    assert stored(database, made).state == JobState.DONE
    assert claim(database) is None
    assert enqueue(database, key="k") == made
    assert claimed(database).id == made


def test_a_job_that_is_asked_for_while_it_runs_is_done_once_more(database: Database):
    made = enqueue(database, key="k", payload={"file": 1})
    job = claimed(database)
    enqueue(database, key="k", payload={"file": 1})
    assert claim(database) is None
    with database.writing() as session:
        queue.finish(session, job)
    again = claimed(database)
    assert (again.id, again.attempts, again.payload) == (made, 1, {"file": 1})
    with database.writing() as session:
        queue.finish(session, again)
    assert stored(database, made).state == JobState.DONE


def test_a_job_whose_worker_is_gone_is_taken_by_another_when_its_lease_is_over(database: Database):
    enqueue(database)
    job = claimed(database, "gone")
    assert claim(database, "other") is None
    make_due(database, job)
    again = claimed(database, "other")
    assert (again.id, again.attempts) == (job.id, 2)


def test_a_worker_that_comes_back_too_late_changes_nothing(database: Database):
    enqueue(database)
    late = claimed(database, "late")
    make_due(database, late)
    other = claimed(database, "other")
    with database.writing() as session:
        assert not queue.finish(session, late)
        assert not queue.fail(session, late, "x")
        assert not queue.heartbeat(session, late, "reading", 0, 0)
        assert not queue.give_back(session, late)
        assert queue.finish(session, other)


def test_a_heartbeat_prolongs_the_lease_and_tells_how_far_it_is(database: Database):
    enqueue(database)
    job = claimed(database)
    make_due(database, job)
    with database.writing() as session:
        assert queue.heartbeat(session, job, "recognition", 3, 20)
    found = stored(database, job)
    assert found.leased_until is not None
    assert found.leased_until > now() + timedelta(seconds=LEASE_SECONDS / 2)
    assert (found.stage, found.done, found.total) == ("recognition", 3, 20)


def test_a_job_that_fails_waits_longer_each_time_and_then_has_failed(database: Database):
    made = enqueue(database)
    waits = []
    for _ in range(MOST_ATTEMPTS):
        job = claimed(database)
        with database.writing() as session:
            queue.fail(session, job, "some_error")
        found = stored(database, made)
        waits.append((found.not_before - now()).total_seconds())
        assert claim(database) is None
        make_due(database, job)
    assert waits[0] < waits[1]
    assert (found.state, found.error) == (JobState.FAILED, "some_error")
    assert claim(database) is None


def test_a_job_that_ends_its_workers_is_given_up_and_never_circles(database: Database):
    made = enqueue(database)
    for attempt in range(1, 20):
        job = claim(database, f"worker {attempt}")
        if job is None:
            break
        assert queue.is_to_give_up(job) == (attempt > MOST_ATTEMPTS)
        make_due(database, job)
    assert attempt == MOST_ATTEMPTS + 3
    assert (stored(database, made).state, stored(database, made).error) == (JobState.FAILED, JobError.ENDED)


def test_the_jobs_of_a_dead_worker_return_at_once_and_let_others_pass(database: Database):
    enqueue(database)
    enqueue(database, "other")
    job = claimed(database, "dead")
    other = claimed(database, "alive")
    with database.writing() as session:
        assert queue.worker_died(session, "dead") == 1
    found = stored(database, job)
    assert (found.state, found.attempts) == (JobState.WAITING, 1)
    assert found.not_before > now()
    assert stored(database, other).state == JobState.RUNNING


def test_what_had_to_be_ended_for_its_time_is_given_up_at_once(database: Database):
    enqueue(database)
    job = claimed(database, "hangs")
    with database.writing() as session:
        queue.worker_died(session, "hangs", JobError.TIMED_OUT)
    make_due(database, job)
    assert queue.is_to_give_up(claimed(database))


def test_a_job_that_is_given_back_has_not_been_tried(database: Database):
    made = enqueue(database)
    for _ in range(MOST_ATTEMPTS + 2):
        job = claimed(database)
        with database.writing() as session:
            assert queue.give_back(session, job)
    assert stored(database, made).attempts == 0


def test_nothing_is_due_while_nothing_waits(database: Database):
    with database.reading() as session:
        assert not queue.is_due(session)
    enqueue(database)
    with database.reading() as session:
        assert queue.is_due(session)
        assert queue.counts(session)[JobState.WAITING] == 1
    job = claimed(database)
    with database.reading() as session:
        assert not queue.is_due(session)
    make_due(database, job)
    with database.reading() as session:
        assert queue.is_due(session)


def test_no_job_is_taken_twice_by_workers_at_once(database: Database):
    with database.writing() as session:
        for number in range(200):
            queue.enqueue(session, JobKind.ASSESS, str(number))

    def work(worker: str) -> list[str]:
        taken = []
        while (job := claim(database, worker)) is not None:
            taken.append(job.subject)
            with database.writing() as session:
                assert queue.finish(session, job)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = Counter(subject for found in pool.map(work, "abcd") for subject in found)
    assert taken == Counter({str(number): 1 for number in range(200)})


def test_two_who_ask_for_the_same_at_once_get_one_job(database: Database):
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: enqueue(database, key="same"), range(12)))
    assert len(ids) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Job)).all()) == 1


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_what_has_ended_is_not_taken(database: Database, state: JobState):
    made = enqueue(database)
    with database.writing() as session:
        session.execute(update(Job).values(state=state.value))
    assert claim(database) is None
    assert stored(database, made).state == state
