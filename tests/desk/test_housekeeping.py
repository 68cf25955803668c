"""What a process that was killed leaves behind, and what must never be taken for it."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from pathlib import Path

from desk_builders import make_call, make_person, make_submission
from sqlalchemy import select

from s3align.desk.context import Desk
from s3align.desk.people import sessions
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import SignedIn, now
from s3align.desk.work.housekeeping import SWEEP_AGE, Housekeeper
from s3align.desk.work.pipelines import Pipelines
from s3align.settings import Settings


def keep_house(database, files) -> None:
    server, settings = ServerSettings(), Settings()
    Housekeeper(Desk(server, settings, database, files, Pipelines(server, settings))).do_what_is_due()


def make_old(path: Path) -> None:
    then = time.time() - SWEEP_AGE.total_seconds() - 60
    os.utime(path, (then, then))


def test_a_file_that_no_row_names_is_swept_when_it_is_old_and_no_other(database, files):
    lost, fresh = files.keep(io.BytesIO(b"lost")), files.keep(io.BytesIO(b"fresh"))
    with database.writing() as session:
        named = make_submission(session, make_call(session), files=files).sha256
    for sha256 in (lost.sha256, named):
        make_old(files.path(sha256))
    keep_house(database, files)
    assert not files.has(lost.sha256)
    assert files.has(fresh.sha256)
    assert files.has(named)


def test_what_was_half_written_is_swept_when_it_is_old_and_not_while_it_comes(database, files, tmp_path):
    old, coming = tmp_path / "files" / ".coming-old", tmp_path / "files" / ".coming-new"
    for path in (old, coming):
        path.write_bytes(b"half")
    make_old(old)
    keep_house(database, files)
    assert not old.exists()
    assert coming.exists()


def test_a_folder_of_an_export_that_was_never_sent_is_swept_when_it_is_old(database, files):
    old, fresh = files.passing_folder(), files.passing_folder()
    for folder in (old, fresh):
        (folder / "results.csv").write_bytes(b"half")
    make_old(old)
    keep_house(database, files)
    assert not old.exists()
    assert fresh.exists()


def test_the_same_bytes_kept_anew_are_not_swept(database, files):
    kept = files.keep(io.BytesIO(b"again"))
    make_old(files.path(kept.sha256))
    files.keep(io.BytesIO(b"again"))
    keep_house(database, files)
    assert files.has(kept.sha256)


def test_the_rows_of_sessions_go_with_their_time_and_not_before(database, files):
    with database.writing() as session:
        person = make_person(session, make_call(session))
        over, lasting = (sessions.begin(session, ServerSettings(), person.account_id) for _ in range(2))
        session.get_one(SignedIn, sessions.hash_of(over)).expires_at = now() - timedelta(seconds=1)
    keep_house(database, files)
    with database.reading() as session:
        assert session.scalars(select(SignedIn.id)).all() == [sessions.hash_of(lasting)]
