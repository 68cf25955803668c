"""A file is found by the name that stands in a table, with what the table puts before it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from s3align.errors import UsageError
from s3align.store.cases import known_name


@pytest.fixture
def ledger():
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table source (name text)")
        database.execute("create table result (record text)")
        names = ("+1+1.txt", " =2.txt", "b.md", "'-both.md", "-both.md")
        database.executemany("insert into source values (?)", [(name,) for name in names])
        yield database


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("'+1+1.txt", "+1+1.txt"),
        ("+1+1.txt", "+1+1.txt"),
        ("' =2.txt", " =2.txt"),
        ("'-both.md", "'-both.md"),
        ("-both.md", "-both.md"),
    ],
)
def test_a_name_is_known_with_the_apostrophe_of_the_table(ledger, asked, found):
    assert known_name(ledger, asked) == found


@pytest.mark.parametrize("asked", ["'b.md", "'", "", "'+other.txt", "''+1+1.txt"])
def test_an_apostrophe_that_no_table_writes_makes_no_name_known(ledger, asked):
    with pytest.raises(UsageError):
        known_name(ledger, asked)
