"""What errors of the database mean, made by real databases of both kinds."""

from __future__ import annotations

import pytest
from desk_builders import make_account, make_call
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from s3align.desk.storage.database import Database
from s3align.desk.storage.database_errors import Trouble, trouble


def _meaning(database, act):
    with pytest.raises(DBAPIError) as raised, database.writing() as session:
        act(session)
    return trouble(raised.value)


def test_the_same_thing_twice(database):
    with database.writing() as session:
        make_account(session, login="ada")
    assert _meaning(database, lambda session: make_account(session, login="ada")) is Trouble.TWICE


def test_a_question_that_is_wrong_is_a_fault(database):
    assert _meaning(database, lambda session: session.execute(text("select * from nowhere"))) is Trouble.FAULT


def test_a_value_that_postgresql_cannot_keep_is_refused_by_both(database):
    assert _meaning(database, lambda session: make_call(session, "a\0b")) is Trouble.VALUE
    with database.writing() as session:
        make_call(session, "a\x01b")


def test_a_database_that_is_away_passes():
    away = Database("postgresql+pg8000://nobody@127.0.0.1:1/none")
    assert _meaning(away, lambda session: session.execute(text("select 1"))) is Trouble.PASSING
