"""Results of a real batch run, taken over into a call."""

from __future__ import annotations

import io
import shutil
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from calls_made import READER, hand_in, lead, open_call, person, zipped
from sqlalchemy import func, select

from s3align.desk.access import NotAllowedError, NotFoundError, Role
from s3align.desk.calls.archives import ArchiveRefusedError
from s3align.desk.calls.imports import Imported, Place, import_folder, import_zip
from s3align.desk.settings import ServerSettings
from s3align.desk.storage import search
from s3align.desk.storage.tables import AuditEntry, Job, StoredAssessment, Submission
from s3align.desk.work.indexing import index_submission
from s3align.desk.work.pipelines import Pipelines
from s3align.errors import NotJudgedError, UsageError
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.run import LEDGER
from s3align.pipeline import Pipeline
from s3align.record.codec import to_json
from s3align.settings import Settings
from s3align.store.results import ResultStore, SourceFile, StoredResult

WORD = "Wirkungsgrad"
SIGNATURE = bytes(range(256)) * 2

TEXTS = {
    "eins.txt": "Wir bauen eine Anlage, die Wasserstoff aus Strom gewinnt, und messen ihren Wirkungsgrad. " * 12,
    "zwei.md": "Ein Chor singt im Park. " * 40,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A folder of two proposals and the ledger of a run over them."""
    folder, out = tmp_path_factory.mktemp("antraege"), tmp_path_factory.mktemp("ergebnisse")
    pipeline = Pipeline("ruhr")
    with ResultStore(out / LEDGER, current_fingerprint(pipeline)) as store:
        store.changed_fingerprint()
        store.note_folder(folder)
        sources = []
        for name, text in TEXTS.items():
            (folder / name).write_text(text, encoding="utf-8")
            record = pipeline.check_document(folder / name).assessment
            sources.append(SourceFile(name, name.encode(), record.document.sha256, Path(name).suffix, 1, "1"))
            key = store.fingerprint.key(name, record.document.sha256)
            store.add(key, StoredResult(to_json(record).decode(), SIGNATURE, assessed_on=date(2026, 3, 1)))
        store.note_files(sources)
    return folder, out


def _place(database, files, call, asking=None):
    return Place(database, files, ServerSettings(data=Path("unused")), asking or lead(call), call.id)


def _packed(run, *, proposals=True, change=None):
    folder, out = run
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in out.iterdir():
            archive.writestr(f"ergebnisse/{path.name}", change(path) if change else path.read_bytes())
        for path in folder.iterdir() if proposals else ():
            archive.write(path, f"antraege/{path.name}")
    return made


def _count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def _jobs(database):
    with database.reading() as session:
        return Counter(session.scalars(select(Job.kind)))


def test_the_words_of_an_imported_proposal_are_found_once_a_worker_has_read_it(database, files, run):
    call = open_call(database)
    import_zip(_place(database, files, call), _packed(run))
    with database.reading() as session:
        assert not search.find(session, call.id, WORD)
        (own,) = [row.id for row in session.scalars(select(Submission)) if WORD in TEXTS[row.file_name]]
    pipelines = Pipelines(ServerSettings(), Settings())
    index_submission(database, files, pipelines, own)
    with database.reading() as session:
        assert search.find(session, call.id, WORD) == {own}
    assert _count(database, StoredAssessment) == 2
    with pytest.raises(NotFoundError):
        index_submission(database, files, pipelines, "f" * 32)


def test_a_file_that_is_gone_is_said_to_be(database, files, run):
    call = open_call(database)
    import_zip(_place(database, files, call), _packed(run))
    with database.reading() as session:
        submission = session.scalars(select(Submission)).first()
    files.path(submission.sha256).unlink()
    with pytest.raises(NotJudgedError):
        index_submission(database, files, Pipelines(ServerSettings(), Settings()), submission.id)


def test_records_become_assessments_of_their_day_and_are_not_made_again(database, files, run):
    call = open_call(database)
    lines = import_zip(_place(database, files, call), _packed(run))
    assert {line.name: line.outcome for line in lines} == dict.fromkeys(TEXTS, Imported.TAKEN)
    assert _jobs(database) == Counter(index=2, compare=1)
    with database.reading() as session:
        stored = session.scalars(select(StoredAssessment)).all()
        assert {entry.created_at.date() for entry in stored} == {date(2026, 3, 1)}
        assert {entry.fingerprint for entry in stored} == {current_fingerprint(Pipeline("ruhr")).hash}
        shown = set(session.scalars(select(Submission.assessment_id)))
        assert shown == {entry.id for entry in stored}
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "submission.imported")).all()
    assert len(actions) == 2


def test_taken_over_twice_nothing_is_doubled(database, files, run):
    call = open_call(database)
    import_zip(_place(database, files, call), _packed(run))
    lines = import_zip(_place(database, files, call), _packed(run))
    assert {line.outcome for line in lines} == {Imported.KNOWN}
    assert (_count(database, Submission), _count(database, StoredAssessment)) == (2, 2)


def test_without_the_proposals_it_says_which_are_missing_and_goes_on_when_they_are_there(database, files, run):
    call = open_call(database)
    lines = import_zip(_place(database, files, call), _packed(run, proposals=False))
    assert {line.outcome for line in lines} == {Imported.NO_PROPOSAL}
    hand_in(database, files, call, "umbenannt.txt", TEXTS["eins.txt"].encode())
    lines = import_zip(_place(database, files, call), _packed(run, proposals=False))
    assert [line.outcome for line in lines] == [Imported.TAKEN, Imported.NO_PROPOSAL]


def test_on_the_server_proposals_come_from_the_folder_that_was_assessed(database, files, run):
    call = open_call(database)
    lines = import_folder(_place(database, files, call), run[1])
    assert {line.outcome for line in lines} == {Imported.TAKEN}


def test_a_file_that_has_changed_since_is_not_taken_for_the_one_assessed(database, files, run, tmp_path):
    folder, out = run
    moved = shutil.copytree(out, tmp_path / "moved")
    changed = shutil.copytree(folder, tmp_path / "changed")
    (changed / "eins.txt").write_text("anderes", encoding="utf-8")
    with closing(sqlite3.connect(moved / LEDGER)) as ledger, ledger:
        ledger.execute("update run set value = ? where name = 'folder'", (str(changed).encode(),))
    call = open_call(database)
    lines = import_folder(_place(database, files, call), moved)
    assert [line.outcome for line in lines] == [Imported.NO_PROPOSAL, Imported.TAKEN]


def test_a_path_that_leads_out_of_the_folder_is_not_followed(database, files, run, tmp_path):
    folder, out = run
    moved = shutil.copytree(out, tmp_path / "moved")
    with closing(sqlite3.connect(moved / LEDGER)) as ledger, ledger:
        ledger.execute("update run set value = ? where name = 'folder'", (str(tmp_path).encode(),))
        ledger.execute("update source set path = ? where name = 'eins.txt'", (str(folder / "eins.txt").encode(),))
    call = open_call(database)
    assert {line.outcome for line in import_folder(_place(database, files, call), moved)} == {Imported.NO_PROPOSAL}


def test_a_record_of_another_file_is_damaged_and_the_file_is_assessed_here(database, files, run):
    def swapped(path):
        copy = Path(str(path) + ".copy")
        if path.name != LEDGER:
            return path.read_bytes()
        shutil.copyfile(path, copy)
        with closing(sqlite3.connect(copy)) as ledger, ledger:
            ledger.execute("update result set record = (select record from result order by record limit 1)")
        body = copy.read_bytes()
        copy.unlink()
        return body

    call = open_call(database)
    lines = import_zip(_place(database, files, call), _packed(run, change=swapped))
    assert {line.outcome for line in lines} == {Imported.TAKEN, Imported.DAMAGED}
    assert _jobs(database) == Counter(index=1, compare=1, assess=1)


@pytest.mark.parametrize("body", [b"", b"no database", b"SQLite format 3\0" + b"x" * 500])
def test_what_is_no_ledger_is_refused(database, files, body):
    call = open_call(database)
    with pytest.raises(UsageError):
        import_zip(_place(database, files, call), zipped({LEDGER: body}))
    with pytest.raises(UsageError):
        import_zip(_place(database, files, call), zipped({"a.txt": b"x"}))
    with pytest.raises(ArchiveRefusedError):
        import_zip(_place(database, files, call), io.BytesIO(b"no zip"))


def test_a_ledger_in_which_a_table_is_a_view_that_never_ends_is_refused(database, files, run, monkeypatch):
    monkeypatch.setattr("s3align.desk.calls.ledgers._MOST_STEPS", 100)

    def endless(path):
        copy = Path(str(path) + ".copy")
        shutil.copyfile(path, copy)
        with closing(sqlite3.connect(copy)) as ledger, ledger:
            ledger.execute("drop table run")
            ledger.execute(
                "create view run as with recursive n(name) as (select 1 union all select name + 1 from n) "
                "select name, 1 as value from n"
            )
        body = copy.read_bytes()
        copy.unlink()
        return body

    call = open_call(database)
    with pytest.raises(UsageError):
        import_zip(_place(database, files, call), _packed(run, change=endless))


def test_only_the_lead_takes_results_over(database, files, run):
    call = open_call(database)
    with pytest.raises(NotAllowedError):
        import_zip(_place(database, files, call, person(call, READER, Role.REVIEWER)), _packed(run))
