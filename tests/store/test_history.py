"""A run's memory says what has become of the files since the last one, and forgets what is gone for the stated time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from s3align.store.fingerprint import RunFingerprint
from s3align.store.history import MOST_NAMED, Changes, Named, Retention
from s3align.store.results import ResultStore, SourceFile, StoredResult

FINGERPRINT = RunFingerprint("m", "s", "t", "v", "")
DAY = date(2026, 3, 4)
KEPT_DAYS = 90
FIRST = {"a": "1", "b": "2", "c": "3"}


def run(path, files, day=DAY, days=KEPT_DAYS, fingerprint=FINGERPRINT):
    """A run over files, given as name -> content: what it says has changed, and which contents it had to assess."""
    with ResultStore(path, fingerprint) as store:
        store.note_files(SourceFile(name, name.encode(), sha256, ".md", 1, "0") for name, sha256 in files.items())
        waiting = [content for content in store.contents() if not content.is_assessed]
        for content in waiting:
            store.add(content.key, StoredResult(f'{{"secret": "{content.name}"}}', b"", assessed_on=day))
        return store.note_run(Retention(day, days)), [content.name for content in waiting]


def gone(path):
    with ResultStore(path, FINGERPRINT) as store:
        count, files = store.gone(MOST_NAMED)
        return count, [(file.name, file.since) for file in files]


def stored(path):
    with closing(sqlite3.connect(path)) as ledger:
        return ledger.execute("select count(*) from result").fetchone()[0]


def changes(path, files, **named):
    return run(path, files, **named)[0]


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.sqlite"
    assert changes(path, FIRST).is_first
    return path


def test_a_run_without_changes_says_none(ledger):
    assert changes(ledger, FIRST) == Changes(is_first=False)
    assert gone(ledger) == (0, [])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**FIRST, "d": "4"}, {"new": ["d"]}),
        ({"a": "1", "b": "9", "c": "3"}, {"changed": ["b"]}),
        ({"a": "1", "c": "3"}, {"gone": ["b"]}),
        ({"a": "1", "x/b": "2", "c": "3"}, {"renamed": ["b → x/b"]}),
        ({"a": "1", "c": "3", "d": "4"}, {"new": ["d"], "gone": ["b"]}),
        ({**FIRST, "d": "1"}, {"new": ["d"]}),  # a copy takes nobody's name
        ({"a": "2", "b": "1", "c": "3"}, {"changed": ["a", "b"]}),
        ({"a": "1", "c": "2"}, {"changed": ["c"], "gone": ["b"]}),
        ({"x": "1", "y": "1", "b": "2", "c": "3"}, {"renamed": ["a → x"], "new": ["y"]}),
    ],
)
def test_what_has_become_of_the_files_is_said_once_and_by_name(ledger, files, expected):
    found = changes(ledger, files)
    assert {
        kind: list(named.names)
        for kind in ("new", "changed", "renamed", "gone")
        if (named := getattr(found, kind)).count
    } == expected
    assert changes(ledger, files) == Changes(is_first=False)


def test_many_files_are_counted_and_some_named(ledger):
    many = {f"n{number:03}": f"s{number}" for number in range(MOST_NAMED + 30)}
    found = changes(ledger, {**FIRST, **many}).new
    assert (found.count, len(found.names)) == (MOST_NAMED + 30, MOST_NAMED)


def test_a_gone_file_is_remembered_with_its_day_until_its_time_is_over(ledger):
    for day in range(1, KEPT_DAYS + 1):
        found = changes(ledger, {"a": "1"}, day=DAY + timedelta(days=day))
        assert gone(ledger) == (2, [("b", "2026-03-05"), ("c", "2026-03-05")])
        assert found.forgotten == 0
        assert found.gone.count == (2 if day == 1 else 0)
    assert changes(ledger, {"a": "1"}, day=DAY + timedelta(days=KEPT_DAYS + 1)).forgotten == 2
    assert gone(ledger) == (0, [])
    assert stored(ledger) == 1


def test_a_file_that_comes_back_in_time_is_not_assessed_again(ledger):
    run(ledger, {"a": "1"}, day=DAY + timedelta(days=1))
    found, assessed = run(ledger, FIRST, day=DAY + timedelta(days=KEPT_DAYS))
    assert assessed == []
    assert found.new == Named(2, ("b", "c"))
    assert gone(ledger) == (0, [])
    later = DAY + timedelta(days=2 * KEPT_DAYS)  # its time begins anew when it goes again
    assert changes(ledger, {"a": "1"}, day=later).forgotten == 0
    assert stored(ledger) == 3


def test_a_file_that_comes_back_too_late_is_assessed_again(ledger):
    run(ledger, {"a": "1"}, day=DAY)
    run(ledger, {"a": "1"}, day=DAY + timedelta(days=KEPT_DAYS))
    assert run(ledger, FIRST)[1] == ["b", "c"]


def test_without_days_to_keep_nothing_of_a_gone_file_is_left_in_the_ledger(ledger):
    secret = b'"secret": "b"'
    assert secret in ledger.read_bytes()
    found = changes(ledger, {"a": "1", "c": "3"}, days=0)
    assert (found.gone, found.forgotten) == (Named(1, ("b",)), 1)
    assert gone(ledger) == (0, [])
    assert not [path for path in ledger.parent.iterdir() if secret in path.read_bytes()]


def test_results_of_another_model_are_kept_as_long(ledger):
    other = RunFingerprint("other", "s", "t", "v", "")
    assert changes(ledger, FIRST, fingerprint=other, day=DAY) == Changes(is_first=False)
    assert run(ledger, FIRST, day=DAY + timedelta(days=KEPT_DAYS - 1))[1] == []
    last = DAY + timedelta(days=2 * KEPT_DAYS)
    assert changes(ledger, FIRST, day=last).forgotten == 3
    assert stored(ledger) == 3


def test_a_run_that_knows_no_day_forgets_nothing_and_a_later_one_starts_the_time(ledger):
    assert changes(ledger, {"a": "1"}, day=None, days=0).forgotten == 0
    assert gone(ledger) == (2, [("b", ""), ("c", "")])
    assert changes(ledger, {"a": "1"}, day=DAY).forgotten == 0
    assert gone(ledger) == (2, [("b", "2026-03-04"), ("c", "2026-03-04")])
    assert changes(ledger, {"a": "1"}, day=DAY + timedelta(days=KEPT_DAYS)).forgotten == 2


def test_a_copy_that_goes_is_named_once_and_its_proposal_is_not_gone(tmp_path):
    path = tmp_path / "ledger.sqlite"
    run(path, {"a": "1", "copy": "1"})
    assert changes(path, {"a": "1"}).gone == Named(1, ("copy",))
    assert gone(path) == (0, [])


@pytest.mark.parametrize("form", [2, 3])
def test_a_ledger_of_an_earlier_form_compares_with_its_list_of_files(ledger, form):
    with closing(sqlite3.connect(ledger)) as old:
        old.execute("drop table known")
        columns = ("passages", "gone_since", "assessed_on") if form == 2 else ("passages", "gone_since")
        for column in columns:
            old.execute(f"alter table result drop column {column}")
        old.execute(f"pragma user_version = {form}")
        old.commit()
    found, assessed = run(ledger, {"a": "1", "b": "2", "d": "4"})
    assert (found.is_first, found.new.names, found.gone.names) == (False, ("d",), ("c",))
    assert assessed == ["d"]


def test_a_ledger_whose_conversion_was_cut_off_is_converted_to_the_end(ledger):
    with closing(sqlite3.connect(ledger)) as old:
        old.execute("drop table known")
        old.execute("alter table result drop column gone_since")
        old.execute("pragma user_version = 3")  # the column ``passages`` is there already
        old.commit()
    assert run(ledger, FIRST)[1] == []


def test_old_reports_go_while_rows_are_still_read(ledger, tmp_path):
    """A table that a full disk has cut off leaves the rows it was made of half read."""
    with ResultStore(ledger, FINGERPRINT) as store:
        for content in store.contents():
            (tmp_path / content.report).write_text("Bericht", encoding="utf-8")
            store.note_rendered(content.report, "")
        run_of = [content.report for content in store.contents()]
        store.note_files([SourceFile("a", b"a", "1", ".md", 1, "0")])
        half_read = store.results()
        assert next(half_read).name == "a"
        store.remove_outdated_reports(tmp_path)
        assert [(tmp_path / report).exists() for report in run_of] == [True, False, False]
        store.remove_outdated_reports(tmp_path)
