"""What the doctor says of a server, on both kinds of database where they differ."""

from __future__ import annotations

import json
from datetime import timedelta

from click.testing import CliRunner
from desk_servers import prepare

from s3align.cli.doctor import doctor_command
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.files import FileStore
from s3align.desk.work import heartbeats
from s3align.desk.work.diagnosis import diagnose_server
from s3align.desk.work.queue import JobKind, enqueue
from s3align.diagnosis import Section, State
from s3align.render.diagnosis import render_diagnosis


def _states(findings):
    return {finding.key: finding.state for finding in findings}


def _server(folder):
    server = ServerSettings(data=folder)
    prepare(server)
    return server, Database(database_url("", folder))


def test_a_server_that_works_is_fine(tmp_path):
    server, database = _server(tmp_path)
    with database.writing() as session:
        heartbeats.beat(session, "one")
    database.close()
    assert set(_states(diagnose_server(server)).values()) == {State.FINE}


def test_without_workers_everything_waits(tmp_path):
    server, database = _server(tmp_path)
    with database.writing() as session:
        enqueue(session, JobKind.ASSESS, "0" * 32)
        job = enqueue(session, JobKind.ASSESS, "1" * 32)
        session.flush()
        job.state, job.finished_at = "failed", job.created_at + timedelta(seconds=1)
    database.close()
    found = diagnose_server(server)
    assert _states(found)["server_workers_none"] is State.HINT
    assert found[-1].values == {"waiting": 1, "failed": 1}


def test_a_database_that_does_not_answer_is_an_error(tmp_path):
    FileStore(tmp_path)
    server = ServerSettings(data=tmp_path, database="postgresql://nobody@127.0.0.1:1/none")
    found = diagnose_server(server)
    assert [finding.exit_code for finding in found if finding.state is State.FAILED] == [2]


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    folder = tmp_path / "none"
    assert _states(diagnose_server(ServerSettings(data=folder))) == {"server_folder_missing": State.HINT}
    assert not folder.exists()


def test_all_of_it_has_words_in_both_languages(tmp_path):
    server, database = _server(tmp_path)
    database.close()
    lost = ServerSettings(data=tmp_path, database="postgresql://nobody@127.0.0.1:1/none")
    found = [*diagnose_server(server), *diagnose_server(lost), *diagnose_server(ServerSettings(data=tmp_path / "none"))]
    facts = {"version": "1", "python": "3", "system": "x"}
    german, english = (render_diagnosis(facts, found, language) for language in ("de", "en"))
    assert "Datenbank" in german
    assert "database" in english


def test_the_command_shows_the_server_where_it_is_asked_for(tmp_path):
    server, database = _server(tmp_path / "data")
    database.close()
    file = tmp_path / "s3align.toml"
    file.write_text(f'data = "{server.data}"\n', encoding="utf-8")
    done = CliRunner().invoke(doctor_command, ["--json", "--server", str(file)], standalone_mode=False)
    sections = {finding["section"] for finding in json.loads(done.output)["findings"]}
    assert Section.SERVER.value in sections
