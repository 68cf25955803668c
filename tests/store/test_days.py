"""A run's memory knows on which day each file was assessed, and one of an earlier version goes on without it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date

from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import ResultStore, SourceFile, StoredResult

FINGERPRINT = RunFingerprint("m", "s", "t", "v", "")
SOURCE = SourceFile("a.txt", b"a.txt", "0" * 64, ".txt", 1, "0 0")


def add(path, row):
    with ResultStore(path, FINGERPRINT) as store:
        store.note_files([SOURCE])
        (content,) = store.contents()
        store.add(content.key, row)


def days(path):
    with ResultStore(path, FINGERPRINT) as store:
        store.note_files([SOURCE])
        return [result.assessed_on for result in store.results()]


def test_the_day_stays_with_the_result(tmp_path):
    add(tmp_path / "l.sqlite", StoredResult("{}", b"", assessed_on=date(2026, 3, 4)))
    assert days(tmp_path / "l.sqlite") == [date(2026, 3, 4)]


def test_a_report_written_again_later_is_handed_the_day_of_its_record(tmp_path):
    path = tmp_path / "l.sqlite"
    add(path, StoredResult("{}", b"", assessed_on=date(2026, 3, 4)))
    with ResultStore(path, FINGERPRINT) as store:
        store.note_files([SOURCE])
        store.note_waiting(store.contents())
        assert [content.assessed_on for content in store.waiting()] == [date(2026, 3, 4)]


def test_a_memory_without_days_is_gone_on_with(tmp_path):
    path = tmp_path / "l.sqlite"
    add(path, StoredResult('{"a": 1}', b"", assessed_on=date(2026, 3, 4)))
    with closing(sqlite3.connect(path)) as old:
        for column in ("assessed_on", "passages", "gone_since"):
            old.execute(f"alter table result drop column {column}")
        old.execute("pragma user_version = 2")
        old.commit()
    assert days(path) == [None]
    add(path, StoredResult('{"a": 1}', b"", assessed_on=date(2026, 3, 5)))
    assert days(path) == [date(2026, 3, 5)]


def test_a_memory_knows_which_folder_was_assessed_whatever_bytes_its_name_has(tmp_path):
    folder = tmp_path / os.fsdecode(b"antr\xe4ge")
    with ResultStore(tmp_path / "l.sqlite", FINGERPRINT) as store:
        assert store.folder() is None
        store.note_folder(folder)
    with ResultStore(tmp_path / "l.sqlite", FINGERPRINT) as store:
        assert store.folder() == folder
