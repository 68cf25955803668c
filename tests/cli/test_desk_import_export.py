"""Taking a batch run over into a call and the call out again, at the command line."""

from __future__ import annotations

import csv
import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from s3align.cli.main import cli
from s3align.desk.calls import call_forms, calls
from s3align.desk.context import Desk
from s3align.desk.people.accounts import COMMAND_LINE, local_principal
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.migrate import upgrade
from s3align.desk.storage.tables import AuditEntry
from s3align.settings import Settings

TEXT = "Wir bauen eine Anlage, die Wasserstoff aus Strom gewinnt, und messen ihren Wirkungsgrad. " * 12


def _called(*words: object):
    return CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Two proposals and the results of a batch run over them."""
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    (folder / "eins.txt").write_text(TEXT, encoding="utf-8")
    (folder / "zwei.txt").write_text("Ein Chor singt im Park. " * 40, encoding="utf-8")
    assert _called("batch", folder, "--out", out, "--workers", 1).exception is None
    return folder, out


@pytest.fixture
def desk(tmp_path):
    """The data folder of a server, and the id of a call there."""
    made = Desk.of(ServerSettings(data=tmp_path / "data"), Settings())
    upgrade(made.database)
    with made.database.writing() as session:
        call = calls.create(session, local_principal(made.database), call_forms.CallForm("Wärme", "ruhr"))
    made.database.close()
    return tmp_path / "data", call.id


def test_a_run_is_taken_over_and_comes_out_again(run, desk, tmp_path):
    data, call_id = desk
    taken = _called("--lang", "en", "desk", "import", run[1], "--call", call_id, "--data", data)
    assert (taken.return_value, taken.output.strip()) == (0, "Taken over: 2. There already: 0. Left: 0.")
    out = tmp_path / "export"
    written = _called("desk", "export", "--call", call_id, "--out", out, "--archives", "--data", data)
    assert written.exception is None
    reopened = Desk.of(ServerSettings(data=data), Settings())
    with reopened.database.reading() as session:
        exported = session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "call.exported")).all()
    reopened.database.close()
    assert set(exported) == {COMMAND_LINE.account_id}
    before = list(csv.DictReader((run[1] / "results.csv").read_text(encoding="utf-8").splitlines()))
    after = list(csv.DictReader((out / "results.csv").read_text(encoding="utf-8").splitlines()))
    for column in ("status", "main_theme", "sha256", "assessed_on", "words"):
        assert [row[column] for row in after] == [row[column] for row in before], column
    with zipfile.ZipFile(out / "archives.zip") as whole:
        names = whole.namelist()
        archive = whole.extract(next(name for name in names if name.endswith(".zip")), tmp_path)
    assert len(names) == 3
    assert _called("verify", archive).return_value in (0, None)
    assert _called("desk", "export", "--call", call_id, "--out", out, "--data", data).exception is not None


def test_what_is_left_is_named_and_the_exit_code_says_so(run, desk, tmp_path):
    data, call_id = desk
    moved = run[0].rename(tmp_path / "elsewhere")
    try:
        left = _called("--lang", "en", "desk", "import", run[1], "--call", call_id, "--data", data)
    finally:
        moved.rename(run[0])
    assert left.return_value == 22
    assert "eins.txt: The proposal is not there." in left.output


def test_a_call_that_is_not_there_is_said(run, desk):
    assert _called("desk", "import", run[1], "--call", "nothing", "--data", desk[0]).exception is not None
