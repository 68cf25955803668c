from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta

import msgspec
import pytest
from desk_builders import make_account, make_assessed, make_call, make_person, make_submission
from desk_servers import KINDS, fresh_database
from sqlalchemy import select

from s3align.desk import audit
from s3align.desk.access import Role
from s3align.desk.audit import Anchor, Break
from s3align.desk.storage import retention, search
from s3align.desk.storage.backup import MANIFEST, back_up
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.migrate import is_current
from s3align.desk.storage.restoring import restore
from s3align.desk.storage.retention import DeletionReason
from s3align.desk.storage.tables import Account, AuditEntry, Call, Check, SignedIn, Submission, now
from s3align.errors import DataError, OutputExistsError, UsageError


@pytest.fixture
def place(database, tmp_path):
    """An empty place of the same kind to restore to."""
    (tmp_path / "new").mkdir()
    with fresh_database("sqlite" if database.is_sqlite else "postgresql", tmp_path / "new", empty=True) as made:
        yield made, FileStore(tmp_path / "new")


@pytest.fixture
def filled(database, files):
    """A desk with a call of three submissions, one of them searched."""
    with database.writing() as session:
        call = make_call(session)
        made = [make_assessed(session, call, files=files) for _ in range(3)]
        search.index(session, made[0].id, "Photovoltaik auf Dächern")
        audit.append(session, "someone", "call.created", call_id=call.id)
        account = make_account(session)
        session.add(SignedIn(id="0" * 64, account_id=account.id, expires_at=now() + timedelta(hours=1)))
        session.add(Check(id="1" * 64, language="de", expires_at=now()))
    return call.id


def test_what_is_backed_up_comes_back(database, files, filled, place, tmp_path):
    other, other_files = place
    made = back_up(database, files, tmp_path / "backup")
    assert (made.damaged, made.is_log_whole, made.manifest.entries) == ((), True, 1)
    manifest, log = restore(tmp_path / "backup", other, other_files)
    assert manifest == made.manifest
    assert log.broken_at is None
    assert is_current(other)
    with database.reading() as before, other.reading() as after:
        for table in (Call, Submission, Account):
            fields = table.__table__.columns
            assert before.execute(select(*fields)).all() == after.execute(select(*fields)).all()
        for submission in after.scalars(select(Submission)):
            assert hashlib.sha256(other_files.path(submission.sha256).read_bytes()).hexdigest() == submission.sha256
        assert len(search.find(after, filled, "Dach")) == 1
        assert after.scalars(select(AuditEntry.action)).all() == ["call.created", "desk.restored"]
        assert audit.verify(after, made.manifest.anchor).broken_at is None


def test_the_log_grows_only_after_a_restore_too(database, files, filled, place, tmp_path):
    back_up(database, files, tmp_path / "backup")
    restore(tmp_path / "backup", *place)
    with pytest.raises(Exception, match="only grows"), place[0].writing() as session:
        session.query(AuditEntry).delete()


def test_nobody_is_signed_in_by_a_restore(database, files, filled, place, tmp_path):
    back_up(database, files, tmp_path / "backup")
    restore(tmp_path / "backup", *place)
    with place[0].reading() as session:
        assert session.scalars(select(SignedIn)).all() == session.scalars(select(Check)).all() == []


def test_a_backup_is_of_one_moment_while_people_hand_in_and_delete(database, files, filled, place, tmp_path):
    is_over = threading.Event()
    with database.writing() as session:
        lead = make_person(session, session.get(Call, filled), Role.LEAD)

    def work() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            with database.writing() as session:
                call = session.get(Call, filled)
                made = make_submission(session, call, files=files, content=f"{number}".encode() * 1_000)
                audit.append(session, "someone", "submission.taken", submission_id=made.id)
            if number % 3 == 0:
                with database.writing() as session:
                    retention.delete_case(session, files, lead, made.id, DeletionReason.MISTAKE)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = [back_up(database, files, tmp_path / f"backup-{number}") for number in range(3)][-1]
    finally:
        is_over.set()
        worker.join()
    assert (made.damaged, made.is_log_whole) == ((), True)
    other, other_files = place
    _, log = restore(tmp_path / "backup-2", other, other_files)
    assert log.broken_at is None
    with other.reading() as session:
        named = session.scalars(select(Submission.sha256)).all()
        taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.taken")).all()
        deleted = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.deleted")).all()
    assert len(named) == 3 + len(taken) - len(deleted)
    assert all(other_files.has(sha256) for sha256 in named)
    with database.reading() as session:
        assert audit.verify(session, made.manifest.anchor).broken_at is None


def test_nothing_is_overwritten(database, files, filled, place, tmp_path):
    back_up(database, files, tmp_path / "backup")
    with pytest.raises(OutputExistsError):
        back_up(database, files, tmp_path / "backup")
    with pytest.raises(OutputExistsError):
        restore(tmp_path / "backup", database, files)
    restore(tmp_path / "backup", *place)
    with pytest.raises(OutputExistsError):
        restore(tmp_path / "backup", *place)


@pytest.mark.parametrize("what", ["changed", "missing", "database", "elsewhere"])
def test_a_damaged_backup_is_told_and_nothing_of_it_is_restored(what, database, files, filled, place, tmp_path):
    backup = tmp_path / "backup"
    back_up(database, files, backup)
    victim = next(path for path in backup.glob("files/*/*"))
    if what == "changed":
        victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    elif what == "missing":
        victim.unlink()
    elif what == "database":
        (file,) = backup.glob("desk.*")
        file.write_bytes(file.read_bytes()[:-100])
    else:
        manifest = json.loads((backup / MANIFEST).read_text())
        manifest["files"][1]["path"] = "../secret"
        (tmp_path / "secret").write_bytes(victim.read_bytes())
        (backup / MANIFEST).write_text(json.dumps(manifest))
    other, other_files = place
    with pytest.raises(DataError, match="damaged"):
        restore(backup, other, other_files)
    assert list(other_files.path("00").parent.parent.rglob("*/*")) == []


def test_a_folder_that_is_no_backup_and_one_of_a_later_version_are_told_apart(database, files, filled, place, tmp_path):
    backup = tmp_path / "backup"
    with pytest.raises(UsageError, match="no backup"):
        restore(tmp_path, *place)
    back_up(database, files, backup)
    manifest = json.loads((backup / MANIFEST).read_text())
    (backup / MANIFEST).write_text(json.dumps(manifest | {"form": "0999"}))
    with pytest.raises(DataError, match="later"):
        restore(backup, *place)
    (backup / MANIFEST).write_text("[]")
    with pytest.raises(UsageError, match="no backup"):
        restore(backup, *place)


def test_a_backup_of_the_other_kind_of_database_is_refused(database, files, filled, tmp_path):
    back_up(database, files, tmp_path / "backup")
    (tmp_path / "new").mkdir()
    kind = KINDS[1] if database.is_sqlite else KINDS[0]
    with (
        fresh_database(kind, tmp_path / "new", empty=True) as other,
        pytest.raises(UsageError, match="other kind"),
    ):
        restore(tmp_path / "backup", other, FileStore(tmp_path / "new"))


def test_a_file_that_is_missing_ends_the_backup_and_a_damaged_one_is_named(database, files, filled, tmp_path):
    with database.reading() as session:
        first, second, _ = session.scalars(select(Submission.sha256)).all()
    files.path(first).write_bytes(b"bad sector")
    assert back_up(database, files, tmp_path / "one").damaged == (first,)
    files.delete(second)
    with pytest.raises(DataError, match=second):
        back_up(database, files, tmp_path / "two")
    assert [path.name for path in tmp_path.glob("*two*")] == []


def test_a_log_that_was_cut_off_after_the_backup_is_found_with_its_manifest(database, files, filled, tmp_path):
    made = back_up(database, files, tmp_path / "backup")
    manifest = msgspec.json.decode((tmp_path / "backup" / MANIFEST).read_bytes())
    kind = "sqlite" if database.is_sqlite else "postgresql"
    with fresh_database(kind, tmp_path / "files") as empty, empty.reading() as session:
        found = audit.verify(session, Anchor(manifest["entries"], manifest["digest"]))
    assert made.manifest.entries == 1
    assert (found.found, found.broken_at) == (Break.CUT, 1)
