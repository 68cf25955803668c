"""Readings of a review file as people fill it, taken over into a call."""

from __future__ import annotations

import hashlib
import sys
from datetime import date
from pathlib import Path

import pytest
from calls_made import READER, hand_in, lead, open_call, person
from sqlalchemy import select

from s3align.desk.access import NotAllowedError, Role
from s3align.desk.calls.import_readings import Taken, import_readings
from s3align.desk.storage.tables import Account, AuditEntry, PersonReading, ReadingVersion
from s3align.errors import UsageError

sys.path.append(str(Path(__file__).parents[1] / "render"))
from review_books import Hand, proposal, run, update

FILE = "antrag.txt"


@pytest.fixture
def review(tmp_path):
    """A review file of one proposal, with a reading of "reader" and one of somebody without an account."""
    path = tmp_path / "review.xlsx"
    update(path, run(proposal(FILE)))
    with Hand(path) as hand:
        hand.enter(FILE, reviewer=READER, water="Kernthema", decision="passt", remark="=1+1", dated=date(2026, 3, 1))
    with Hand(path) as hand:
        for cell in hand.sheet[2]:
            hand.sheet.cell(3, cell.column).value = cell.value
    with Hand(path) as hand:
        hand.enter(FILE, 1, reviewer="Bea Ohne-Konto", decision="unsicher")
    return path


def _call(database, files):
    call = open_call(database)
    assert hashlib.sha256(FILE.encode()).hexdigest() == proposal(FILE).sha256
    hand_in(database, files, call, FILE, FILE.encode())
    return call


def _take(database, call, path):
    return import_readings(database, lead(call), call.id, path)


def _rows(database):
    with database.reading() as session:
        found = (
            select(PersonReading, Account).join(Account, Account.id == PersonReading.account_id).order_by(Account.name)
        )
        return {account.name: (reading, account) for reading, account in session.execute(found)}


def test_readings_stand_under_their_people_and_nobody_signs_in_with_a_name_alone(database, files, review):
    call = _call(database, files)
    done = _take(database, call, review)
    assert [line.outcome for line in done.lines] == [Taken.TAKEN, Taken.TAKEN]
    assert done.new_people == ["Bea Ohne-Konto"]
    rows = _rows(database)
    known, account = rows[READER]
    assert account.id == READER
    assert (known.decision, known.verdicts, known.remark) == ("fits", {"water": "core"}, "=1+1")
    assert known.decided_at.date() == date(2026, 3, 1)
    assert not rows["Bea Ohne-Konto"][1].is_active
    assert not rows["Bea Ohne-Konto"][1].password
    with database.reading() as session:
        assert len(session.scalars(select(ReadingVersion)).all()) == 2
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "reading.imported")).all()
    assert len(entries) == 2
    assert "=1+1" not in str([entry.after for entry in entries])


def test_taken_over_twice_nothing_is_doubled(database, files, review):
    call = _call(database, files)
    _take(database, call, review)
    assert {line.outcome for line in _take(database, call, review).lines} == {Taken.KNOWN}
    assert len(_rows(database)) == 2


def test_what_somebody_has_said_here_stays_and_the_conflict_is_listed(database, files, review):
    call = _call(database, files)
    _take(database, call, review)
    with Hand(review) as hand:
        hand.enter(FILE, decision="passt nicht")
    done = _take(database, call, review)
    assert [(line.person, line.outcome) for line in done.lines if line.outcome is not Taken.KNOWN] == [
        (READER, Taken.CONFLICT)
    ]
    assert _rows(database)[READER][0].decision == "fits"


def test_a_reading_of_other_bytes_is_listed_and_left(database, files, review):
    call = open_call(database)
    hand_in(database, files, call, FILE, b"andere Bytes")
    assert {line.outcome for line in _take(database, call, review).lines} == {Taken.NO_PROPOSAL}
    assert not _rows(database)


def test_cells_that_nobody_understands_are_named(database, files, review):
    call = _call(database, files)
    with Hand(review) as hand:
        hand.enter(FILE, decision="vielleicht")
    assert [sentence.key for sentence in _take(database, call, review).wrong] == ["review_wrong_word"]


def test_what_is_no_review_file_changes_nothing(database, files, tmp_path):
    call = _call(database, files)
    path = tmp_path / "review.xlsx"
    path.write_bytes(b"PK no workbook")
    with pytest.raises(UsageError):
        _take(database, call, path)


def test_only_the_lead_takes_readings_over(database, files, review):
    call = _call(database, files)
    with pytest.raises(NotAllowedError):
        import_readings(database, person(call, READER, Role.REVIEWER), call.id, review)
