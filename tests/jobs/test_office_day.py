"""What happens to a run in an office: a table open in Excel, a full disk, a drive that goes away, mixed folders."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.batch import SOME_REFUSED_EXIT_CODE, batch_command
from s3align.errors import UsageError
from s3align.jobs.task import run_task

NOBODY = 65534
TABLES = ("results.jsonl", "results.csv", "results.xlsx", "results.parquet", "index.html")
TEXT = "Ein Mikrodepot in Halle {} nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus. "


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "Anträge"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(TEXT.format(number) * 8, encoding="utf-8")
    return folder


def run(folder, out, *options):
    command = [str(folder), "--out", str(out), "--workers", "1", *options]
    return CliRunner().invoke(batch_command, command, standalone_mode=False)


def state(out):
    """The bytes of tables and reports."""
    files = [*(out / name for name in TABLES), *(out / "reports").iterdir()]
    return {file.relative_to(out): file.read_bytes() for file in files}


def files_of(out):
    with (out / "results.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"] for row in csv.DictReader(stream)}


def test_a_table_that_cannot_be_written_costs_itself_alone(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    (out / "results.xlsx").unlink()
    (out / "results.xlsx").mkdir()  # whatever stands in the way
    (folder / "neu.txt").write_text(TEXT.format("neu") * 8, encoding="utf-8")
    done = run(folder, out)
    assert done.return_value == SOME_REFUSED_EXIT_CODE
    assert f"{out}/results.xlsx is a folder" in done.output
    assert "The same command writes the missing files and checks nothing again." in done.output
    assert (
        "Written: results.jsonl, results.csv, results.codebook.csv, results.parquet, index.html, reports/."
        in done.output
    )
    assert "neu.txt" in files_of(out)
    (out / "results.xlsx").rmdir()
    again = run(folder, out)
    assert (again.return_value, "0 checked now" in again.output) == (0, True)
    run(folder, tmp_path / "fresh")
    assert state(out) == state(tmp_path / "fresh")


@pytest.fixture
def shared():
    """Two files and their results in English, in a place that another account may use, as the folders of tests may not."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o777)
        (place / "in").mkdir()
        for number in range(2):
            (place / "in" / f"{number}.txt").write_text(TEXT.format(number) * 8, encoding="utf-8")
        for language in ("de", "en"):  # in both languages, so that all is imported before the account changes
            assert run(place / "in", place / "out", "--lang", language).return_value == 0
        for path in [place / "out", *(place / "out").rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        yield place


def run_as_nobody(place):
    """A run in German of an account without rights of its own; it finds everything assessed."""
    os.seteuid(NOBODY)
    try:
        return run(place / "in", place / "out", "--lang", "de")
    finally:
        os.seteuid(0)


def hold(path):
    """Closes a file to the account as Excel does on Windows: a new one can be made, but not put in its place."""
    for held in (path, path.parent):
        os.chown(held, 0, 0)
    path.parent.chmod(0o1777)  # everybody may make files, and replace his own alone


needs_two_accounts = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="takes another account's place"
)


@needs_two_accounts
def test_a_table_that_another_program_holds_is_named_and_the_rest_is_written(shared):
    out = shared / "out"
    hold(out / "results.xlsx")
    (shared / "in" / "0.txt").unlink()
    before = state(out)
    done = run_as_nobody(shared)
    assert done.return_value == SOME_REFUSED_EXIT_CODE, done.exception
    assert f"{out}/results.xlsx cannot be replaced: it is open in another program, or protected." in done.output
    assert "What was checked is kept." in done.output
    assert files_of(out) == {"1.txt"}
    assert (out / "results.xlsx").read_bytes() == before[Path("results.xlsx")]
    assert not list(out.glob(".results.xlsx*"))
    os.chown(out / "results.xlsx", NOBODY, NOBODY)
    again = run_as_nobody(shared)
    assert (again.return_value, "0 checked now, 1 taken from the ledger" in again.output) == (0, True)
    assert state(out)[Path("results.xlsx")] != before[Path("results.xlsx")]


@needs_two_accounts
def test_a_report_that_another_program_holds_costs_itself_alone(shared):
    out = shared / "out"
    held = min((out / "reports").iterdir())
    hold(held)
    done = run_as_nobody(shared)
    assert done.return_value == SOME_REFUSED_EXIT_CODE, done.exception
    assert "Without a report: 1." in done.output
    os.chown(held, NOBODY, NOBODY)
    again = run_as_nobody(shared)
    assert (again.return_value, "1 report written anew, 1 taken from the ledger" in again.output) == (0, True)
    assert all('lang="de"' in path.read_text(encoding="utf-8") for path in (out / "reports").iterdir())


@needs_two_accounts
def test_a_report_that_is_held_while_its_file_goes_is_removed_later(shared):
    out = shared / "out"
    held = min((out / "reports").iterdir())
    hold(held)
    (shared / "in" / "0.txt").unlink()
    run_as_nobody(shared)
    assert held.exists()
    os.chown(held, NOBODY, NOBODY)
    run_as_nobody(shared)
    assert not held.exists()


@needs_two_accounts
def test_results_that_may_only_be_read_are_named_and_stay(shared):
    out = shared / "out"
    before = state(out)
    for path in [out, *out.rglob("*")]:
        os.chown(path, 0, 0)
    done = run_as_nobody(shared)
    assert isinstance(done.exception, UsageError)
    assert "Allow reading and writing there" in str(done.exception)
    assert state(out) == before


def limited(most_bytes):
    """Has a process of its own write no file that is longer, as on a disk that is full."""
    import resource  # noqa: PLC0415 -- of POSIX alone

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


@pytest.mark.skipif(sys.platform == "win32", reason="limits a process")
@pytest.mark.parametrize("most_bytes", [100, 10_000, 60_000])
def test_a_disk_that_is_full_ends_with_a_sentence_and_the_same_command_goes_on(folder, tmp_path, most_bytes):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "s3align", "batch", str(folder), "--out", str(out), "--workers", "1"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, preexec_fn=limited(most_bytes), timeout=120
    )
    assert done.returncode in {UsageError.exit_code, SOME_REFUSED_EXIT_CODE}, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(".")
    assert run(folder, out).return_value == 0
    run(folder, tmp_path / "fresh")
    assert state(out) == state(tmp_path / "fresh")


def away(path):
    """An engine before whose first task a folder goes away, as with a drive that is taken off."""

    def engine(tasks):
        for number, task in enumerate(tasks):
            if not number:
                path.rename(path.with_name("weg"))
            yield task, run_task(task)

    return lambda _: engine


def test_proposals_that_go_away_in_between_lose_nothing(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(folder, out)
    before = state(out)
    (folder / "neu.txt").write_text(TEXT.format("neu") * 8, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("s3align.jobs.engines.embedded", away(folder))
        done = run(folder, out)
    assert done.return_value == SOME_REFUSED_EXIT_CODE
    assert "Not assessed this time: 1." in done.output
    folder.with_name("weg").rename(folder)
    assert "1 checked now, 3 taken from the ledger" in run(folder, out).output
    (folder / "neu.txt").unlink()
    run(folder, out, "--keep-gone", "0")
    assert state(out) == before


def test_results_that_go_away_in_between_are_named(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("s3align.jobs.engines.embedded", away(out))
        done = run(folder, out)
    assert isinstance(done.exception, UsageError)
    assert str(out) in str(done.exception)
    shutil.rmtree(out, ignore_errors=True)
    out.with_name("weg").rename(out)
    assert run(folder, out).return_value == 0


OWN = (
    "review.xlsx", "review-anna.xlsx", "review.2026-11-27.xlsx", "deletions.csv", "~$results.xlsx", "~$review.xlsx",
    ".~lock.results.csv#",
)  # fmt: skip


@pytest.mark.parametrize("place", ["", "ergebnisse"])
def test_results_among_the_proposals_are_no_proposals(folder, place):
    out = folder / place
    run(folder, out)
    for name in OWN:
        (out / name).write_bytes(b"x")
    done = run(folder, out)
    assert "0 checked now, 3 taken from the ledger" in done.output
    assert "Passed over" not in done.output
    assert files_of(out) == {"0.txt", "1.txt", "2.txt"}
    (folder / "meine Liste.xlsx").write_bytes(b"x")
    (folder / "abgabe.zip").write_bytes(b"x")
    assert "Passed over: 1 .xlsx, 1 .zip." in run(folder, out).output
