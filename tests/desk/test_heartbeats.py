"""Workers that say that they are there, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

from s3align.desk.storage.tables import Worker, now
from s3align.desk.work import heartbeats


def test_a_worker_that_says_so_is_there_once(database):
    for _ in range(2):
        with database.writing() as session:
            heartbeats.beat(session, "one")
    with database.reading() as session:
        assert heartbeats.alive(session) == 1


def test_a_worker_that_has_been_silent_is_not_there(database):
    with database.writing() as session:
        session.add(Worker(name="old", seen_at=now() - timedelta(seconds=heartbeats.ALIVE_SECONDS + 1)))
    with database.reading() as session:
        assert heartbeats.alive(session) == 0


def test_a_worker_that_ends_says_so(database):
    with database.writing() as session:
        heartbeats.beat(session, "one")
        heartbeats.beat(session, "two")
    with database.writing() as session:
        heartbeats.gone(session, "one")
    with database.reading() as session:
        assert heartbeats.alive(session) == 1


def test_a_worker_that_is_long_gone_is_forgotten_when_a_new_one_comes(database):
    with database.writing() as session:
        session.add(Worker(name="old", seen_at=now() - timedelta(days=2)))
    with database.writing() as session:
        heartbeats.beat(session, "new")
    with database.reading() as session:
        assert session.get(Worker, "old") is None
