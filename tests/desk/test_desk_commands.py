"""The administrator's commands, as they are called, on both kinds of database."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from desk_builders import make_assessed, make_call
from desk_servers import fresh_database
from sqlalchemy import delete, select, text

from s3align.cli.main import cli
from s3align.desk import audit
from s3align.desk.storage.tables import AuditEntry, Submission
from s3align.errors import S3AlignError


@pytest.fixture
def call(database, files):
    """A closed call with two submissions, and three entries in the log, one of them about the call."""
    with database.writing() as session:
        call = make_call(session, title="=Erster Aufruf", is_closed=True)
        for _ in range(2):
            make_assessed(session, call, files=files)
        audit.append(session, "someone", "call.created", call_id=call.id, after={"a": 1.5})
        audit.append(session, "=cmd()", "other.thing")
        audit.append(session, "someone", "other.thing", after={"words": audit.digest_of("Geheim")})
    return call.id


@pytest.fixture
def run(database, tmp_path):
    def called(*arguments, code=0, language="en", place=None):
        where = ("--data", str(place or tmp_path))
        if not database.is_sqlite and place is None:
            where += ("--database", database.url.render_as_string(hide_password=False))
        done = CliRunner().invoke(
            cli, ["--lang", language, "desk", *arguments, *where], prog_name="s3align", standalone_mode=False
        )
        if isinstance(done.exception, S3AlignError):
            assert done.exception.exit_code == code, done.exception
            return str(done.exception)
        assert done.exception is None, done.exception
        assert (done.return_value or 0) == code, done.output
        return done.output

    return called


def test_verify_says_that_the_log_is_whole_and_what_to_write_down(run, call):
    told = run("verify")
    assert "is whole" in told
    _, number, digest = told.strip().splitlines()[-1].split()
    run("verify", "--expect", number, digest)
    assert json.loads(run("verify", "--format", "json")) == {
        "entries": 3, "broken_at": None, "found": None, "digest": digest,
    }  # fmt: skip
    assert "vollständig" in run("verify", language="de")


def test_verify_names_the_entry_that_is_wrong(run, call, database):
    unprotected = (
        "drop trigger audit_entry_no_delete" if database.is_sqlite else "alter table audit_entry disable trigger user"
    )
    anchor = run("verify").strip().splitlines()[-1].split()[1:]
    with database.writing() as session:
        session.execute(text(unprotected))
        session.execute(delete(AuditEntry).where(AuditEntry.number == 3))
    run("verify")
    assert "entry 3 and all later ones" in run("verify", "--expect", *anchor, code=21)
    with database.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.number == 1))
    assert "entry 1 is missing" in run("verify", code=21)
    assert json.loads(run("verify", "--format", "json", code=21))["broken_at"] == 1


def test_the_log_is_written_as_a_table_without_formulas_and_as_json(run, call, tmp_path):
    rows = list(csv.DictReader(io.StringIO(run("audit"))))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[1]["actor"] == "'=cmd()"
    lines = [json.loads(line) for line in run("audit", "--format", "jsonl", "--call", call).splitlines()]
    assert [(line["action"], line["after"]) for line in lines] == [("call.created", {"a": 1.5})]
    run("audit", "--out", str(tmp_path / "log.csv"))
    assert (tmp_path / "log.csv").read_text(encoding="utf-8").count("\n") == 4
    run("audit", "--out", str(tmp_path / "log.csv"), code=2)


def test_what_is_due_is_listed_and_goes_when_it_is_told(run, call, database, files):
    assert run("due", "--days", "1") != run("due", "--days", "0")
    ids = run("due", "--days", "0").splitlines()[1:]
    assert len(ids) == 2
    assert "Deleted: 2" in run("delete", *ids, "--reason", "due", "--yes")
    with database.reading() as session:
        assert session.scalars(select(Submission)).all() == []
        assert audit.verify(session).is_whole
    assert run("due", "--days", "0").startswith("No call")
    run("scrub")


def test_delete_asks_first_and_takes_all_or_nothing(run, call, database):
    ids = run("due", "--days", "0").splitlines()[1:]
    assert "no submission with this id" in run("delete", *ids, "nothing", "--reason", "due", "--yes", code=2)
    with database.reading() as session:
        assert len(session.scalars(select(Submission)).all()) == 2


def test_a_backup_is_written_and_restored(run, call, tmp_path, database):
    assert "2 files" in run("backup", str(tmp_path / "backup"))
    assert "there already" in run("backup", str(tmp_path / "backup"), code=2)
    assert "database already" in run("restore", str(tmp_path / "backup"), code=2)
    assert "no backup" in run("restore", str(tmp_path / "nowhere"), code=2)


def test_a_restored_desk_verifies(tmp_path):
    (tmp_path / "old").mkdir()
    with fresh_database("sqlite", tmp_path / "old") as database, database.writing() as session:
        audit.append(session, "someone", "call.created")
        make_call(session)
    runner = CliRunner()
    for arguments in (
        ("backup", str(tmp_path / "backup"), "--data", str(tmp_path / "old")),
        ("restore", str(tmp_path / "backup"), "--data", str(tmp_path / "new")),
        ("verify", "--data", str(tmp_path / "new")),
    ):
        done = runner.invoke(cli, ["desk", *arguments], standalone_mode=False)
        assert (done.exception, done.return_value or 0) == (None, 0), done.output
    assert "is whole" in done.output


def test_migrate_says_the_form(run, call):
    assert "0001" in run("migrate")
    assert "0001" in run("migrate", "--to", "0001")
    assert "no form 'base'" in run("migrate", "--to", "base", code=2)


def test_a_folder_without_a_desk_is_told_and_stays_as_it_is(run, tmp_path):
    for command in (("verify",), ("backup", str(tmp_path / "b")), ("due",), ("migrate",)):
        assert "no desk" in run(*command, place=tmp_path / "nowhere", code=2)
    assert not (tmp_path / "nowhere").exists()


def test_a_question_that_is_not_answered_with_yes_deletes_nothing(run, database, call, tmp_path):
    ids = run("due", "--days", "0").splitlines()[1:]
    where = [] if database.is_sqlite else ["--database", database.url.render_as_string(hide_password=False)]
    for answer, left in (("no", 2), ("yes", 1)):
        arguments = ["desk", "delete", ids[0], "--reason", "asked", "--data", str(tmp_path), *where]
        done = CliRunner().invoke(cli, arguments, input=f"{answer}\n")
        assert "Number 1 in" in done.output
        with database.reading() as session:
            assert len(session.scalars(select(Submission)).all()) == left
