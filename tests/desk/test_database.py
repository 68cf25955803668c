from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from desk_builders import make_call, make_person, make_reading, make_submission
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk import audit
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.database_errors import Trouble, trouble
from s3align.desk.storage.tables import Call, Job, Lot, Note, PersonReading, Submission
from s3align.errors import UsageError

_THREADS, _EACH = 6, 8


@pytest.fixture
def job(database):
    with database.writing() as session:
        made = Job(kind="assess", subject="x")
        session.add(made)
    return made.id


def test_no_update_is_lost_where_many_write_at_once(database, job):
    def count_up(_: int) -> None:
        with database.writing() as session:
            found = session.get(Job, job)
            found.done += 1

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(count_up, range(_THREADS * _EACH)))
    with database.reading() as session:
        assert session.get(Job, job).done == _THREADS * _EACH


def test_numbers_of_a_call_are_given_once_where_many_hand_in_at_once(database):
    with database.writing() as session:
        call = make_call(session)

    def hand_in(number: int) -> None:
        with database.writing() as session:
            make_submission(session, session.get(Call, call.id), content=str(number).encode())

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(hand_in, range(24)))
    with database.reading() as session:
        assert sorted(session.scalars(select(Submission.number))) == list(range(1, 25))


def test_the_log_stays_a_chain_where_many_append_at_once_in_whatever_order(database):
    with database.writing() as session:
        calls = [make_call(session, f"Call {number}").id for number in range(2)]

    def act(number: int) -> None:
        with database.writing() as session:
            for call_id in calls if number % 2 else reversed(calls):  # two that wait for each other's row would hang
                session.execute(update(Call).where(Call.id == call_id).values(readers_wanted=number))
                audit.append(session, "someone", "call.changed", call_id=call_id)

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(act, range(_THREADS * _EACH)))
    with database.reading() as session:
        found = audit.verify(session)
    assert (found.entries, found.broken_at) == (2 * _THREADS * _EACH, None)


def test_who_changes_what_somebody_else_has_changed_meanwhile_is_refused(database):
    with database.writing() as session:
        call = make_call(session)
        reading = make_reading(session, make_submission(session, call), make_person(session, call))
    with database.reading() as session:
        mine = session.get(PersonReading, reading.id)
    with database.writing() as session:
        session.get(PersonReading, reading.id).remark = "first"
    mine.remark = "second"
    with pytest.raises(StaleDataError), database.writing() as session:
        session.add(mine)
    with database.reading() as session:
        assert session.get(PersonReading, reading.id).remark == "first"


def test_a_reader_sees_one_state_while_others_write(database, job):
    with database.reading() as session:
        before = session.scalar(select(Job.done).where(Job.id == job))
        with database.writing() as other:
            other.get(Job, job).done = 5
        assert session.scalar(select(Job.done).where(Job.id == job)) == before
    with database.reading() as session:
        assert session.get(Job, job).done == 5


def test_readers_do_not_wait_for_a_writer(database, job):
    with database.writing() as session:
        session.get(Job, job).done = 5
        session.flush()
        seen = []
        reader = threading.Thread(target=lambda: seen.append(_done(database, job)))
        reader.start()
        reader.join(10)
        assert seen == [0]


def _done(database: Database, job: str) -> int:
    with database.reading() as session:
        return session.get(Job, job).done


def test_what_an_exception_leaves_is_undone(database, job):
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.get(Job, job).done = 1 // (session.get(Job, job).done)
    assert _done(database, job) == 0


def test_a_row_of_what_is_not_there_is_refused(database):
    with pytest.raises(DBAPIError), database.writing() as session:
        session.add(Note(submission_id="nothing", account_id="nobody", text=""))


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://a:b@host/name", "postgresql+pg8000"),
        ("postgresql+psycopg://a:b@host/name", "postgresql+pg8000"),
        ("sqlite:////tmp/x", "sqlite"),
    ],
)
def test_an_address_gets_the_driver_that_is_installed(given, driver, tmp_path):
    assert database_url(given, tmp_path).drivername == driver


@pytest.mark.parametrize("given", ["mysql://host/name", "nonsense", "postgres"])
def test_the_address_of_another_database_is_refused(given, tmp_path):
    with pytest.raises(UsageError):
        database_url(given, tmp_path)


def test_a_new_file_that_somebody_else_works_with_is_waited_for(tmp_path):
    url = database_url(None, tmp_path)
    other = sqlite3.connect(url.database, isolation_level=None, check_same_thread=False)
    other.execute("create table one (a)")
    other.execute("begin immediate")  # a lock that SQLite itself waits for nobody with
    database = Database(url)
    with ThreadPoolExecutor(1) as thread:
        opened = thread.submit(lambda: database.engine.connect().close())
        time.sleep(0.1)
        assert not opened.done()
        other.execute("commit")
        other.close()
        opened.result(20)
    database.close()
    with sqlite3.connect(url.database) as kept:
        assert kept.execute("pragma journal_mode").fetchone() == ("wal",)
    kept.close()


@pytest.mark.parametrize("many", [1, 3])
def test_a_text_with_the_sign_0_is_refused_alone_and_among_many(database, many):
    with database.writing() as session:
        call = make_call(session)
    with pytest.raises(DBAPIError) as caught, database.writing() as session:
        session.add_all(Lot(call_id=call.id, title="Wärme\0", position=number) for number in range(many))
    assert trouble(caught.value) is Trouble.VALUE
    with database.writing() as session:
        session.add_all(Lot(call_id=call.id, title="Wärme", position=number) for number in range(many))
