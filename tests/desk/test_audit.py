from __future__ import annotations

import math
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone

import pytest
from desk_servers import KINDS, fresh_database
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from s3align.desk import audit
from s3align.desk.audit import Anchor, Break
from s3align.desk.storage.tables import AuditEntry

_TRIGGERS = {
    "sqlite": (
        "drop trigger audit_entry_no_update",
        "drop trigger audit_entry_no_delete",
        "drop trigger audit_entry_in_order",
    ),
    "postgresql": ("alter table audit_entry disable trigger user",),
}


def unprotect(database):
    """What an administrator of the database can do, and nobody else."""
    with database.writing() as session:
        for statement in _TRIGGERS[session.get_bind().dialect.name]:
            session.execute(text(statement))


@pytest.fixture
def log(database):
    """Ten entries."""
    with database.writing() as session:
        for number in range(10):
            audit.append(session, "someone", "reading.decided", call_id=f"call {number % 2}", after={"number": number})
    return database


def changed(database, *statements, anchor=None):
    unprotect(database)
    with database.writing() as session:
        for statement in statements:
            session.execute(statement)
    with database.reading() as session:
        return audit.verify(session, anchor)


def test_a_log_that_nobody_touched_is_whole(log):
    with log.reading() as session:
        found = audit.verify(session)
        assert (found.entries, found.broken_at, found.found) == (10, None, None)
        assert audit.verify(session, found.anchor) == found


def test_an_empty_log_is_whole(database):
    with database.reading() as session:
        found = audit.verify(session)
    assert found.anchor == Anchor(0, audit.FIRST)


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).where(AuditEntry.number == 3).values(actor="another"),
        update(AuditEntry).values(after={}),
        delete(AuditEntry).where(AuditEntry.number == 10),
        delete(AuditEntry),
        insert(AuditEntry).values(number=4, at=datetime.now(UTC), actor="", action="", digest=""),
        insert(AuditEntry).values(number=12, at=datetime.now(UTC), actor="", action="", digest=""),
        insert(AuditEntry).values(number=-1, at=datetime.now(UTC), actor="", action="", digest=""),
    ],
    ids=["update", "update all", "delete the last", "delete all", "insert again", "insert with a gap", "insert before"],
)
def test_the_database_itself_refuses_to_change_the_log(log, statement):
    with pytest.raises(DBAPIError), log.writing() as session:
        session.execute(statement)
    with log.reading() as session:
        assert audit.verify(session).entries == 10


UPSERT = (
    "insert into audit_entry select number, at, 'x', action, call_id, submission_id, before, after, versions, digest "
    "from audit_entry where number = 1 on conflict (number) do update set actor = 'x'"
)


@pytest.mark.parametrize(
    "statement",
    ["truncate audit_entry", "truncate account, audit_entry cascade", UPSERT],
    ids=["one", "many", "upsert"],
)
def test_postgresql_refuses_its_own_ways_too(tmp_path, statement):
    refused("postgresql", tmp_path, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert or replace into audit_entry select * from audit_entry",
        "replace into audit_entry select * from audit_entry",
    ],
    ids=["insert or replace", "replace"],
)
def test_sqlite_refuses_its_own_ways_too(tmp_path, statement):
    refused("sqlite", tmp_path, statement)


def refused(kind, folder, statement):
    with fresh_database(kind, folder) as database:
        with database.writing() as session:
            audit.append(session, "someone", "call.created")
        with pytest.raises(DBAPIError), database.writing() as session:
            session.execute(text(statement))
        with database.reading() as session:
            assert audit.verify(session).entries == 1


@pytest.mark.parametrize("number", [1, 5, 10])
@pytest.mark.parametrize(
    "values",
    [
        {"actor": "another"},
        {"action": "reading.changed"},
        {"after": {"number": 99}},
        {"call_id": ""},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"digest": "0" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_changed_entry_is_found(log, number, values):
    found = changed(log, update(AuditEntry).where(AuditEntry.number == number).values(**values))
    assert (found.broken_at, found.found) == (number, Break.CHANGED)


@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_missing_entry_is_found(log, number):
    found = changed(log, delete(AuditEntry).where(AuditEntry.number == number))
    assert (found.broken_at, found.found) == (number, Break.MISSING)


def test_an_entry_that_closes_the_gap_of_a_missing_one_is_found(log):
    found = changed(
        log,
        delete(AuditEntry).where(AuditEntry.number == 5),
        *(update(AuditEntry).where(AuditEntry.number == number).values(number=number - 1) for number in range(6, 11)),
    )
    assert (found.broken_at, found.found) == (5, Break.CHANGED)


def test_exchanged_entries_are_found(log):
    found = changed(
        log,
        update(AuditEntry).where(AuditEntry.number == 4).values(number=99),
        update(AuditEntry).where(AuditEntry.number == 5).values(number=4),
        update(AuditEntry).where(AuditEntry.number == 99).values(number=5),
    )
    assert (found.broken_at, found.found) == (4, Break.CHANGED)


def test_an_entry_that_was_put_in_is_found(log):
    found = changed(
        log,
        *(
            update(AuditEntry).where(AuditEntry.number == number).values(number=number + 1)
            for number in range(10, 3, -1)
        ),
        insert(AuditEntry).values(number=4, at=datetime.now(UTC), actor="x", action="x.y", digest="0" * 64),
    )
    assert (found.broken_at, found.found) == (4, Break.CHANGED)


def test_a_log_that_was_cut_off_is_found_by_its_anchor_and_by_nothing_else(log):
    with log.reading() as session:
        anchor = audit.verify(session).anchor
    assert changed(log, delete(AuditEntry).where(AuditEntry.number > 7)).broken_at is None
    with log.reading() as session:
        found = audit.verify(session, anchor)
    assert (found.broken_at, found.found) == (8, Break.CUT)


def test_a_log_that_was_made_anew_is_found_by_its_anchor(log):
    with log.reading() as session:
        anchor = audit.verify(session).anchor
    changed(log, delete(AuditEntry))
    with log.writing() as session:
        for number in range(12):
            audit.append(session, "someone", "reading.decided", after={"number": number})
    with log.reading() as session:
        assert audit.verify(session).broken_at is None
        found = audit.verify(session, anchor)
    assert (found.broken_at, found.found) == (10, Break.REPLACED)


def test_a_log_that_has_grown_fits_an_older_anchor(log):
    with log.reading() as session:
        anchor = audit.verify(session).anchor
    with log.writing() as session:
        audit.append(session, "someone", "call.closed")
    with log.reading() as session:
        assert audit.verify(session, anchor).entries == 11


def test_the_entries_of_a_call_come_in_their_order(log):
    with log.reading() as session:
        assert [row.after["number"] for row in audit.entries(session, call_id="call 1")] == [1, 3, 5, 7, 9]
        assert len(list(audit.entries(session))) == 10


def test_what_json_cannot_hold_is_refused(database):
    with pytest.raises(ValueError, match="JSON"), database.writing() as session:
        audit.append(session, "someone", "x.y", after={"value": math.nan})


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
MAPPINGS = st.dictionaries(st.text() | st.just("é\x00\ud800"), VALUES, max_size=4)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 -- zones are drawn


@pytest.fixture(scope="module", params=KINDS)
def shared(request, tmp_path_factory):
    with fresh_database(request.param, tmp_path_factory.mktemp("shared")) as database:
        yield database


@given(before=MAPPINGS, after=MAPPINGS, at=TIMES)
@settings(max_examples=60)
def test_whatever_an_entry_holds_it_verifies_when_it_comes_back(shared, before, after, at):
    with pytest.MonkeyPatch.context() as patch, shared.writing() as session:
        patch.setattr(audit, "now", lambda: at.astimezone(UTC))
        written = audit.append(session, "someone", "x.y", before=before, after=after, versions={"model": "é"})
        digest = audit.chained(written, "0")
    columns = AuditEntry.__table__.columns
    with shared.reading() as session:
        row = session.execute(select(*columns).order_by(AuditEntry.number.desc()).limit(1)).one()
        assert audit.chained(row, "0") == digest
        assert (row.before, row.after) == (before, after)
        found = audit.verify(session)
    assert (found.entries, found.broken_at) == (row.number, None)


def test_both_databases_give_the_same_digest(tmp_path):
    digests = []
    for kind in KINDS:
        with fresh_database(kind, tmp_path) as database, pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "now", lambda: datetime(2026, 3, 29, 1, 30, 0, 1, UTC))
            with database.writing() as session:
                audit.append(
                    session, "someone", "x.y", before={"ä": 0.1 + 0.2, "n": None}, after={"z": [1, {"y": "💡"}]}
                )
            with database.reading() as session:
                digests.append(audit.verify(session).digest)
    assert digests[0] == digests[1] != audit.FIRST


def test_a_long_log_is_verified_in_little_memory(tmp_path):
    entries = 6_000
    with fresh_database("sqlite", tmp_path) as database:
        with database.writing() as session:
            session.execute(insert(AuditEntry), long_log(entries))
        with database.reading() as session:
            tracemalloc.start()
            found = audit.verify(session)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert (found.entries, found.broken_at) == (entries, None)
    assert peak < 6_000_000, "all entries at once take four times as much"


def long_log(number):
    previous, rows = audit.FIRST, []
    names = [column.name for column in AuditEntry.__table__.columns]
    for count in range(1, number + 1):
        entry = AuditEntry(number=count, at=datetime.now(UTC), actor="a", action="x.y", after={"number": count})
        entry.call_id = entry.submission_id = ""
        entry.before = entry.versions = {}
        previous = entry.digest = audit.chained(entry, previous)
        rows.append({name: getattr(entry, name) for name in names})
    return rows
