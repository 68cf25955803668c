"""A supervisor in this process with workers in their own, on SQLite: what it does with such as hang, die or have to end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk_builders import make_call, make_submission
from desk_proposals import proposal_pdf
from sqlalchemy import select

from s3align.desk.context import Desk
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.migrate import upgrade
from s3align.desk.storage.tables import Check, Job, StoredAssessment, Submission, now
from s3align.desk.work import assessing, heartbeats, queue, supervisor
from s3align.desk.work.queue import JobKind, JobState
from s3align.desk.work.supervisor import Supervisor
from s3align.record.codec import from_json
from s3align.settings import Settings

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="stops and kills processes by signals"),
    pytest.mark.xdist_group("servers"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.of(ServerSettings(data=tmp_path), Settings())
    upgrade(made.database)
    yield made
    made.database.close()


@pytest.fixture
def running(desk: Desk) -> Iterator[Supervisor]:
    """With one worker that is there."""
    made = Supervisor(desk, 1)
    made.start()
    try:
        wait_until(lambda: alive(desk) == 1)
        yield made
    finally:
        made.stop()


def wait_until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def alive(desk: Desk) -> int:
    with desk.database.reading() as session:
        return heartbeats.alive(session)


def handed_in(desk: Desk, times: int = 1) -> str:
    with desk.database.writing() as session:
        content = proposal_pdf(times=times)
        made = make_submission(session, make_call(session), files=desk.files, content=content, file_name="a.pdf")
        assessing.request(session, made.id)
        return made.id


def job(desk: Desk) -> Job:
    """The one that assesses; others may follow from it."""
    with desk.database.reading() as session:
        return session.scalars(select(Job).where(Job.kind == JobKind.ASSESS)).one()


def test_a_job_that_kills_each_of_its_workers_ends_with_a_record_and_the_worker_lives(desk, running, monkeypatch):
    monkeypatch.setattr(queue, "_BACKOFF_SECONDS", 0.05)
    monkeypatch.setattr(supervisor, "_RESTART_SECONDS", (0.05, 0.1))
    made, killed, until = handed_in(desk, 12), 0, time.monotonic() + 120
    while job(desk).state != JobState.FAILED:
        assert time.monotonic() < until
        found = job(desk)
        if found.state == JobState.RUNNING and found.attempts == killed + 1 and killed < queue.MOST_ATTEMPTS:
            os.kill(running.processes[0], signal.SIGKILL)
            killed += 1
        time.sleep(0.02)
    with desk.database.reading() as session:
        shown = session.get(StoredAssessment, session.get(Submission, made).assessment_id)
    assert killed == queue.MOST_ATTEMPTS
    assert from_json(shown.record).reason_values["cause"] == "ended"
    with desk.database.writing() as session:
        assessing.request(session, made)
    wait_until(lambda: job(desk).state == JobState.DONE)


def test_a_worker_that_hangs_is_ended_and_replaced(desk, running, monkeypatch):
    monkeypatch.setattr(supervisor, "SILENT_SECONDS", 3.0)
    first = running.processes[0]
    os.kill(first, signal.SIGSTOP)
    wait_until(lambda: running.processes and running.processes[0] != first)
    handed_in(desk)
    wait_until(lambda: job(desk).state == JobState.DONE)


def test_a_worker_that_has_to_end_finishes_what_it_does_or_gives_it_back(desk, running):
    handed_in(desk, 6)
    wait_until(lambda: job(desk).state == JobState.RUNNING)
    begin = time.monotonic()
    running.stop()
    assert time.monotonic() - begin < supervisor.END_SECONDS + 2
    found = job(desk)
    assert (found.state, found.attempts) in ((JobState.DONE, 1), (JobState.WAITING, 0))
    assert running.processes == []


def test_a_worker_that_cannot_even_start_is_not_started_all_the_time(desk, monkeypatch):
    broken = replace(desk, server=desk.server.updated({"database": "postgresql://x@127.0.0.1:1/x"}))
    monkeypatch.setattr(supervisor, "run_worker", _fails)
    monkeypatch.setattr(supervisor, "_RESTART_SECONDS", (30.0, 30.0))
    made = Supervisor(broken, 1)
    made.start()
    try:
        wait_until(lambda: made._slots and made._slots[0].name and made._slots[0].process is None)
        first = made._slots[0].name
        time.sleep(1.5)
        assert made._slots[0].name == first
    finally:
        made.stop()


def _fails(*_: object) -> None:
    raise SystemExit(70)


def test_checks_whose_time_is_over_vanish_without_any_worker(desk):
    with desk.database.writing() as session:
        session.add(Check(id="1" * 64, language="de", files=1, expires_at=now() - timedelta(seconds=1)))
        session.add(Check(id="2" * 64, language="de", files=1, expires_at=now() + timedelta(minutes=5)))
    for check in ("1" * 64, "2" * 64):
        desk.files.check_folder(check).mkdir()
    made = Supervisor(desk, 0)
    made.start()
    try:
        wait_until(lambda: not desk.files.check_folder("1" * 64).exists())
    finally:
        made.stop()
    assert desk.files.check_folder("2" * 64).exists()
    with desk.database.reading() as session:
        assert list(session.scalars(select(Check.id))) == ["2" * 64]
