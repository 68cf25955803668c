"""A folder is judged once, whatever happens on the way, and ends in the same bytes."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from builders import lines, pdf
from click.testing import CliRunner
from hostile import FILES
from pyarrow import parquet

from s3align.cli.batch import SOME_REFUSED_EXIT_CODE, batch_command
from s3align.errors import OutputExistsError, UsageError
from s3align.files import file_hash
from s3align.jobs import run as batch_run
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.run import LEDGER, Options, open_run, run_folder
from s3align.jobs.task import Assignment, Task, run_task
from s3align.pipeline import Pipeline
from s3align.reading.sandbox import client
from s3align.render.formats import sure_points
from s3align.render.html import render_html
from s3align.settings import Settings
from s3align.store import results as store_results
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import SCRATCH, Result, ResultStore, SourceFile, StoredResult

THEMES = ("cyber-ai", "green-tech", "new-industry", "smart-logistics", "smart-city", "health")
RESULTS = ("results.jsonl", "results.csv", "results.codebook.csv", "results.xlsx", "index.html")
SETTINGS = Settings()
TEXT = """# Pakete mit dem Lastenrad in Herne

Ein Mikrodepot am Güterbahnhof in Herne nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus. Die Tourenplanung
bündelt Sendungen mehrerer Paketdienste, und der Umschlag wird in Echtzeit verfolgt. Speditionen melden Lieferungen digital
an. Die Disposition teilt Fahrzeuge und Fahrerinnen ein, das Lager arbeitet in zwei Schichten und meldet Bestände stündlich.
"""
REVISED = TEXT + "\nDer Betrieb beginnt im zweiten Jahr des Vorhabens mit sechs Rädern.\n"
OTHER = """# Therapie nach dem Schlaganfall

Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall. Ärztinnen und Pflegekräfte begleiten die
klinische Studie auf drei Stationen, ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher als bisher.
Am Ende steht ein Pfad der Versorgung, den auch kleinere Häuser ohne eigene Neurologie mit ihren Mitteln gehen können.
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "Anträge"
    (folder / "spät").mkdir(parents=True)
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    (folder / "b.md").write_text(OTHER, encoding="utf-8")
    (folder / "spät" / "a noch einmal.md").write_text(TEXT, encoding="utf-8")
    (folder / "spät" / "a neu.md").write_text(REVISED, encoding="utf-8")
    (folder / "=1+1.md").write_text("Zu kurz.", encoding="utf-8")
    (folder / "gut.pdf").write_bytes(pdf(lines(textwrap.wrap(OTHER, 90))))
    (folder / "bild.png").write_bytes(b"kein Antrag")
    return folder


def run(folder, out, *options):
    return CliRunner().invoke(
        batch_command, [str(folder), "--out", str(out), "--workers", "2", *options], standalone_mode=False
    )


def table(out):
    with (out / "results.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def state(out):
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in [*(out / name for name in RESULTS), *(out / "reports").iterdir()]
    }


@pytest.mark.processes
def test_every_file_gets_a_row_and_every_content_one_report(folder, tmp_path):
    out = tmp_path / "out"
    done = run(folder, out)
    assert done.return_value == SOME_REFUSED_EXIT_CODE, done.output
    rows = table(out)
    assert set(rows) == {"a.md", "b.md", "spät/a noch einmal.md", "spät/a neu.md", "'=1+1.md", "gut.pdf"}
    assert rows["spät/a noch einmal.md"]["duplicate_of"] == "a.md"
    assert rows["spät/a noch einmal.md"]["rank_from"] == ""
    assert rows["a.md"]["similar_to"].startswith("spät/a neu.md (0.")
    assert rows["a.md"]["main_theme"] == "smart-logistics"
    assert rows["b.md"]["main_theme"] == "health"
    assert rows["gut.pdf"]["similar_to"].startswith("b.md (")
    assert rows["'=1+1.md"]["reason"] == "too_little_text"
    assert len(list((out / "reports").iterdir())) == 5
    assert all((out / row["report"]).is_file() for row in rows.values())
    records = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["file"] for row in records] == sorted(row["file"] for row in records)


@pytest.mark.processes
def test_a_second_run_judges_nothing_and_writes_the_same(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    before = state(out)
    assert "0 checked now" in run(folder, out).output
    assert state(out) == before


def test_new_and_changed_files_alone_are_judged(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    (folder / "b.md").write_text(OTHER + "\nEin Satz kommt hinzu.\n", encoding="utf-8")
    (folder / "c.md").write_text(TEXT.replace("Herne", "Hagen"), encoding="utf-8")
    assert "2 checked now" in run(folder, out).output


def test_a_file_that_was_replaced_under_its_old_date_is_assessed_anew(folder, tmp_path):
    run(folder, tmp_path / "out")
    facts = (folder / "b.md").stat()
    (folder / "b.md").write_text(OTHER.replace("drei", "vier"), encoding="utf-8")
    os.utime(folder / "b.md", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert (folder / "b.md").stat().st_size == facts.st_size
    assert "1 checked now" in run(folder, tmp_path / "out").output


def test_a_date_far_in_the_future_and_a_file_of_any_size_end_no_run(folder, tmp_path):
    os.utime(folder / "b.md", (2**34, 2**34))  # the year 2514
    with (folder / "riesig.pdf").open("wb") as stream:
        stream.truncate(3_000_000_000)  # takes no room on the disk
    settings = tmp_path / "settings.toml"
    settings.write_text("max_file_bytes = 1_000_000\n", encoding="utf-8")
    run(folder, tmp_path / "out", "--settings", str(settings))
    rows = table(tmp_path / "out")
    assert rows["riesig.pdf"]["reason"] == "too_large"
    assert rows["b.md"]["status"] == "assessed"


def test_a_lock_that_cannot_be_written_is_no_other_run(folder, tmp_path):
    (tmp_path / "out" / "lock.sqlite").mkdir(parents=True)
    with pytest.raises(UsageError, match="Cannot lock"):
        raise run(folder, tmp_path / "out").exception


def test_the_same_bytes_under_another_suffix_are_another_content(folder, tmp_path):
    for name in ("0.doc", "x/a.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")
    run(folder, tmp_path / "out")
    rows = table(tmp_path / "out")
    assert rows["0.doc"]["reason"] == "unsupported"
    assert rows["a.md"]["status"] == rows["x/a.txt"]["status"] == "assessed"
    assert rows["a.md"]["duplicate_of"] == rows["x/a.txt"]["duplicate_of"] == ""
    assert "x/a.txt (1.00)" in rows["a.md"]["similar_to"]


@pytest.mark.parametrize("languages", [("de", "de", "de"), ("de", "en", "de")])
def test_renamed_files_end_like_a_run_that_never_knew_them(folder, tmp_path, languages):
    out = tmp_path / "out"
    for moved, language in zip(("b.md", "c.md", "b.md"), languages, strict=True):
        next(folder.glob("[bc].md")).rename(folder / moved)
        run(folder, out, "--lang", language)
        fresh = tmp_path / f"fresh {moved} {language}"
        run(folder, fresh, "--lang", language)
        assert state(out) == state(fresh)


def test_a_copy_that_comes_first_and_goes_again_leaves_nothing_behind(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    before = state(out)
    (folder / "0.md").write_text(TEXT, encoding="utf-8")
    run(folder, out, "--lang", "en")
    assert table(out)["a.md"]["duplicate_of"] == "0.md"
    (folder / "0.md").unlink()
    run(folder, out)
    assert state(out) == before


def test_reports_of_a_user_stay(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    (out / "reports" / f"mein-{'0' * 32}.html").write_text("meins", encoding="utf-8")
    run(folder, out, "--lang", "en")
    assert (out / "reports" / f"mein-{'0' * 32}.html").read_text(encoding="utf-8") == "meins"


def test_changed_settings_judge_anew_and_say_so(folder, tmp_path):
    out, settings = tmp_path / "out", tmp_path / "settings.toml"
    run(folder, out)
    settings.write_text("min_words = 1\n", encoding="utf-8")
    done = run(folder, out, "--settings", str(settings))
    assert "What depends on them was assessed again" in done.output
    assert "5 checked now" in done.output


def test_reports_of_other_settings_or_languages_are_written_anew(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    before = state(out)
    run(folder, out, "--lang", "en")
    assert all('lang="en"' in path.read_text(encoding="utf-8") for path in (out / "reports").iterdir())
    records = (out / "results.jsonl").read_bytes()
    run(folder, out)
    assert state(out) == before
    assert (out / "results.jsonl").read_bytes() == records


def test_another_language_writes_reports_and_assesses_nothing(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(folder, out)
    monkeypatch.setattr(
        "s3align.jobs.engines.embedded", lambda _: lambda tasks: ((task, run_task(task)) for task in tasks)
    )
    monkeypatch.setattr(
        "s3align.pipeline.Pipeline.check_document", lambda *_, **__: pytest.fail("a file was read again")
    )
    assert run(folder, out, "--lang", "en").exception is None
    assert all('lang="en"' in path.read_text(encoding="utf-8") for path in (out / "reports").iterdir())


def test_a_report_that_was_lost_is_made_again(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    before = state(out)
    for path in list((out / "reports").iterdir())[:2]:
        path.unlink()
    run(folder, out)
    assert state(out) == before


@pytest.mark.processes
@pytest.mark.parametrize("name", ["page_label_cycle.pdf", "100000_annotations.pdf"])
def test_a_file_that_harms_costs_itself_alone(folder, tmp_path, name):
    (folder / name).write_bytes(FILES[name]())
    out = tmp_path / "out"
    run(folder, out)
    rows = table(out)
    assert rows[name]["status"] == "not_assessable"
    assert rows["a.md"]["status"] == "assessed"


def started(folder, out):
    command = [sys.executable, "-m", "s3align", "batch", str(folder), "--out", str(out), "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def descendants(pid):
    try:
        direct = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [found for child in map(int, direct) for found in (child, *descendants(child))]


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.mark.processes
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("victim", ["parent", "worker"])
def test_a_killed_run_goes_on_and_ends_the_same(folder, tmp_path, victim):
    for number in range(12):
        (folder / f"{number}.md").write_text(TEXT.replace("Herne", f"Herne {number}"), encoding="utf-8")
    run(folder, tmp_path / "undisturbed")
    out = tmp_path / "out"
    process = started(folder, out)
    wait_until(lambda: (out / "reports").exists() and len(list((out / "reports").glob("[!.]*"))) >= 2)
    family = descendants(process.pid)
    if victim == "parent":
        process.kill()
        process.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
        assert run(folder, out).return_value == SOME_REFUSED_EXIT_CODE
    else:
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        assert process.wait(timeout=120) == SOME_REFUSED_EXIT_CODE
    assert state(out) == state(tmp_path / "undisturbed")


@pytest.mark.processes
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_reading_processes_ended_from_outside_speak_against_no_file(folder, tmp_path, how):
    process = started(folder, tmp_path / "out")
    while process.poll() is None:
        for pid in descendants(process.pid):
            with suppress(OSError):
                if b"reading.sandbox.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, how)
        time.sleep(0.002)
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "undisturbed")
    assert state(tmp_path / "out") == state(tmp_path / "undisturbed")


def test_a_reader_that_cannot_start_speaks_against_no_file(folder, tmp_path, monkeypatch):
    client.shared().close()  # a worker that runs already would serve
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", "")
        patch.setattr("s3align.reading.sandbox.process._START", "import sys; sys.exit(1)")
        row = run_task(Task("key", "a.md", str(folder / "a.md"), file_hash(folder / "a.md"), "", assignment()))
    client.shared().close()
    assert row.is_lost
    assert json.loads(row.record)["reason"] == "not_judged"


def fingerprint(settings=SETTINGS):
    return current_fingerprint(Pipeline(settings=settings))


def assignment(settings=SETTINGS, **changes):
    return Assignment(replace(fingerprint(settings), **changes), settings, "de")


def test_a_worker_of_another_version_is_not_believed(folder):
    task = Task("key", "a.md", str(folder / "a.md"), "", "", assignment(version="0.0.1"))
    with pytest.raises(UsageError, match=r"this run has version 0\.0\.1"):
        run_task(task)


def test_another_text_recognition_judges_anew(folder, tmp_path, monkeypatch):
    run(folder, tmp_path / "out", "--no-reports")
    for ability in ("tesseract 9 deu", ""):
        monkeypatch.setattr("s3align.reading.ocr.ability", lambda ability=ability: ability)
        key = fingerprint().key("a.md", "hash")
        assert key != replace(fingerprint(), recognition="tesseract 8 deu").key("a.md", "hash")
    assert fingerprint(replace(Settings(), max_recognised_pages=0)).recognition == ""


def test_ctrl_c_while_keys_are_computed_is_no_fault_of_the_ledger(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with ResultStore(tmp_path / LEDGER, RunFingerprint("model", "settings", "strategy", "1")) as store:
        noted(store)
        store.note_files([SourceFile("b", b"b", "hash", ".md", 1, "1 1")])
        monkeypatch.setattr(RunFingerprint, "key", interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(store.contents())


def test_reports_that_are_missing_are_named(folder, tmp_path, monkeypatch):
    for path in folder.glob("[!ab]*"):
        path.unlink() if path.is_file() else shutil.rmtree(path)
    assert run(folder, tmp_path / "out").return_value == 0
    shutil.rmtree(tmp_path / "out" / "reports")
    monkeypatch.setattr(batch_run, "run_task", None)
    monkeypatch.setattr("s3align.jobs.engines.embedded", lambda _: lambda tasks: ((task, None) for task in tasks))
    done = run(folder, tmp_path / "out")
    assert "Without a report: 2. Run the same command again" in done.output
    assert done.return_value == SOME_REFUSED_EXIT_CODE


def test_a_table_that_cannot_be_written_any_more_does_not_stay(folder, tmp_path, monkeypatch):
    run(folder, tmp_path / "out")
    assert (tmp_path / "out" / "results.parquet").exists()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    run(folder, tmp_path / "out")
    assert not (tmp_path / "out" / "results.parquet").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_folders_of_any_name_hold_results(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("file:x?mode=memory", os.fsdecode(b"Ergebn\xe4sse"), "a%20b#c"):
        run(folder, name)
        assert (tmp_path / name / "index.html").exists()
        assert (tmp_path / name / LEDGER).exists()
    with pytest.raises(UsageError, match="cannot be used"):
        raise run(folder, tmp_path / ("x" * 300)).exception
    with pytest.raises(UsageError, match="cannot be used"):
        raise run(tmp_path / ("x" * 300), tmp_path / "out").exception


def test_proposals_beside_the_results_are_judged(folder, tmp_path):
    out = folder / "ergebnisse"
    for name in ("mein.md", "reports/anderer.md"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(OTHER + name, encoding="utf-8")
    with pytest.raises(OutputExistsError, match="holds 'reports'"):
        raise run(folder, out).exception
    shutil.move(out / "reports", folder / "beiseite")
    run(folder, out)
    shutil.move(folder / "beiseite" / "anderer.md", out / "reports")
    done = run(folder, out)
    assert {"ergebnisse/mein.md", "ergebnisse/reports/anderer.md"} <= set(table(out))
    assert "Passed over: 1 .png." in done.output


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_says_how_to_go_on(folder, tmp_path, how):
    for number in range(40):
        (folder / f"{number}.md").write_text(TEXT.replace("Herne", f"Herne {number}"), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "s3align", "batch", str(folder), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: (out / "reports").exists() and len(list((out / "reports").glob("[!.]*"))) >= 1)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip().endswith("Stopped. What was assessed is kept; run the same command again to go on.")
    assert run(folder, out).return_value == SOME_REFUSED_EXIT_CODE
    assert len(table(out)) == 46


def test_two_runs_do_not_write_to_one_folder(folder, tmp_path):
    out = tmp_path / "out"
    process = started(folder, out)
    try:
        wait_until((out / LEDGER).exists)
        with pytest.raises(UsageError, match="Another run"):
            raise run(folder, out).exception
    finally:
        process.kill()
        process.wait()


def test_files_that_no_run_has_written_are_left_alone(folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.csv").write_text("meine Tabelle", encoding="utf-8")
    with pytest.raises(OutputExistsError, match=r"holds 'results\.csv', but no ledger"):
        raise run(folder, out).exception
    assert [path.name for path in out.iterdir()] == ["results.csv"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="stops a process at a call")
@pytest.mark.parametrize("step", ["_alone", "ResultStore", "_make_folder"])
def test_a_run_killed_while_it_makes_its_folders_goes_on(folder, tmp_path, step):
    out, options = tmp_path / "out", Options(assignment())
    for moment in range(2):
        child = os.fork()
        if child == 0:
            try:
                kill_at(step, moment)
                with open_run(folder, out, options.assignment.fingerprint):
                    os._exit(0)
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        with open_run(folder, out, options.assignment.fingerprint) as store:
            assert store.counts() == (0, 0)
        shutil.rmtree(out)


def kill_at(step, moment):
    """Ends this process like SIGKILL at the first or second call of a function of the run."""
    whole, calls = getattr(batch_run, step), itertools.count()

    def dies(*arguments, **named):
        return os._exit(9) if next(calls) == moment else whole(*arguments, **named)

    setattr(batch_run, step, dies)


def test_hidden_files_of_a_user_are_left_where_they_are(folder, tmp_path):
    out = tmp_path / "out"
    kept = [out / ".scratch" / "diss.txt", out / ".results-2024.xlsx", out / ".indexed.txt", out / ".index.d" / "a"]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("meins", encoding="utf-8")
    for _ in range(2):
        run(folder, out)
        assert all(path.read_text(encoding="utf-8") == "meins" for path in kept)


def test_half_written_results_of_a_killed_run_are_swept(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    left = [out / ".results.csv.ab12cd_3", out / "reports" / ".a-1.html.ab12cd_3"]
    for path in left:
        path.write_text("halb", encoding="utf-8")
    run(folder, out)
    assert not any(path.exists() for path in left)


def test_a_folder_that_is_none_is_named(tmp_path):
    with pytest.raises(UsageError, match="is not a folder"):
        raise run(tmp_path / "nichts", tmp_path / "out").exception


def test_old_word_files_are_refused_in_place_and_other_kinds_named(folder, tmp_path):
    (folder / "alt.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    done = run(folder, tmp_path / "out")
    row = table(tmp_path / "out")["alt.doc"]
    assert row["reason"] == "unsupported"
    assert "PDF" in row["message"]
    assert "Passed over: 1 .png." in done.output


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    (tmp_path / "geheim.md").write_text(OTHER + "\nGeheim.\n", encoding="utf-8")
    (folder / "nach draußen.md").symlink_to(tmp_path / "geheim.md")
    (folder / "nach drinnen.md").symlink_to(folder / "b.md")
    done = run(folder, tmp_path / "out")
    assert "nach draußen.md" not in table(tmp_path / "out")
    assert table(tmp_path / "out")["nach drinnen.md"]["duplicate_of"] == "b.md"
    assert "1 link out of the folder" in done.output


def deep(folder, depth, name):
    """A file whose path is longer than the system takes in one piece."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(depth):
            Path("t" * 250).mkdir()
            os.chdir("t" * 250)
        Path(name).write_text(OTHER, encoding="utf-8")
    finally:
        os.chdir(before)


def test_whatever_is_passed_over_is_counted(folder, tmp_path):
    (folder / "kaputt.md").symlink_to(folder / "nichts.md")
    (folder / "verweis").symlink_to(folder / "spät", target_is_directory=True)
    for name in (".versteckt.md", "~$a.docx", ".git/c.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(OTHER, encoding="utf-8")
    for number in range(12):
        (folder / f"bild.k{number:02}").write_bytes(b"x")
    deep(folder, 20, "zu tief.md")
    done = run(folder, folder / "out", "--no-reports")
    assert len(table(folder / "out")) == 6
    assert (
        "Passed over: 1 folder that cannot be opened, 2 hidden files, 1 hidden folder, 1 link to folders, "
        "1 link to nothing, 1 .k00" in done.output
    )
    assert "3 files of further kinds" in done.output
    again = run(folder, folder, "--no-reports")
    assert again.output.count("cannot be opened, 2 hidden files") == 1


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid(), reason="lays down the rights of the superuser")
def test_what_cannot_be_opened_is_counted():
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        (folder / "zu").mkdir(parents=True)
        Path(place).chmod(0o777)
        for name in ("a.md", "zu/b.md", "c.md"):
            (folder / name).write_text(TEXT, encoding="utf-8")
        (folder / "zu").chmod(0)
        (folder / "c.md").chmod(0)
        options = Options(assignment(), reports=False)
        fingerprint = options.assignment.fingerprint
        os.seteuid(65534)
        try:
            with open_run(folder, out, fingerprint) as store:
                done = run_folder(folder, out, lambda tasks: ((task, None) for task in tasks), store, options)
        finally:
            os.seteuid(0)
    assert done.left_out == {"folders that cannot be opened": 1, "files that cannot be opened": 1}
    assert done.files == 1


def test_the_longest_name_has_a_report(folder, tmp_path):
    (folder / f"{'𝐀' * 60}.md").write_text(OTHER + "\nLang.\n", encoding="utf-8")
    run(folder, tmp_path / "out")
    assert (tmp_path / "out" / table(tmp_path / "out")[f"{'𝐀' * 60}.md"]["report"]).is_file()


def test_a_folder_without_proposals_is_named(tmp_path):
    (tmp_path / "leer").mkdir()
    with pytest.raises(UsageError, match="There is no proposal below"):
        raise run(tmp_path / "leer", tmp_path / "out").exception


def test_the_workbook_holds_texts_links_and_bars(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    book = openpyxl.load_workbook(io.BytesIO((out / "results.xlsx").read_bytes()))
    sheet, refused, theme = book["Anträge"], book["Nicht beurteilt"], book["Zahlen je Thema"]
    assert len(theme.conditional_formatting) == 1
    rows = named(sheet)
    assert [row["Datei"].value for row in rows][-2:] == [
        "spät/a noch einmal.md",
        "=1+1.md",
    ]  # copies, then refused files
    best = {row["Datei"].value: row for row in rows}["b.md"]
    assert best["Führendes Thema"].value == "Gesundheitswirtschaft"
    assert best["Gesundheitswirtschaft"].value == "Kernthema"
    assert best["Smart City"].value == "kein Bezug"
    figures = table(out)["b.md"]
    health, city = (
        next(row for row in named(theme) if (row["Datei"].value, row["Thema"].value) == ("b.md", name))
        for name in ("Gesundheitswirtschaft", "Smart City")
    )
    assert health["Sicherheit"].value == sure_points(float(figures["health_score"]))
    assert health["Anteil"].value == pytest.approx(100 * float(figures["health_extent"]))
    assert city["Anteil"].value is None
    assert health["Sicherheit"].number_format == "0"
    languages = {row["Datei"].value: row["Sprachen"].value for row in named(book["Dateien"])}
    assert languages["b.md"] == "Deutsch 100 %"
    assert refused["B2"].value == "=1+1.md"
    assert refused["B2"].data_type == "s"
    assert refused["C2"].value == "zu wenig Text"
    for page, reports in ((sheet, 6), (refused, 1)):
        links = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.hyperlink]
        assert len(links) == reports
        assert all((out / link.hyperlink.target.replace("\\", "/")).exists() for link in links)


def named(sheet):
    """The rows of a sheet as head -> cell."""
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_the_workbook_speaks_the_language_of_the_run(folder, tmp_path):
    run(folder, tmp_path / "out", "--lang", "en")
    book = openpyxl.load_workbook(tmp_path / "out" / "results.xlsx")
    assert book.sheetnames[:3] == ["Proposals", "Not assessed", "Figures by theme"]
    assert "Health Economy" in {cell.value for cell in book["Proposals"][1]}


def test_the_columns_of_a_parquet_file_have_their_types_whatever_they_hold(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    found = parquet.read_table(out / "results.parquet")
    kinds = {field.name: str(field.type) for field in found.schema}
    assert kinds["health_score"] == "double"
    assert kinds["words"] == kinds["rank_from"] == "int64"
    assert kinds["duplicate_of"] == "string"
    assert found.num_rows == 6


def test_excel_gets_semicolons_and_a_byte_order_mark(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out, "--excel-csv", "--no-reports")
    body = (out / "results.csv").read_bytes()
    assert body.startswith(b'\xef\xbb\xbf"file";"status"')
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert all("." not in row["health_score"] for row in rows)
    assert any("," in row["health_score"] for row in rows)
    assert {row["rank_from"] for row in rows} <= {"", *"1234"}
    assert not list((out / "reports").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("option", ["--lang=de", "--excel-csv"])
def test_no_name_starts_a_cell_a_line_or_a_formula(folder, tmp_path, option):
    names = ["a;b,c.md", "d\r=1+1.md", "e\n=2+2.md", " =3+3.md", "\uff1d4+4.md", "\t=5+5.md", 'f"g.md', "h\u202egpj.md"]
    for name in names:
        (folder / name).write_text(OTHER + name, encoding="utf-8")
    run(folder, tmp_path / "out", option, "--no-reports")
    body = (tmp_path / "out" / "results.csv").read_bytes().decode("utf-8-sig")
    end, delimiter = ("\r\n", ";") if option == "--excel-csv" else ("\n", ",")
    assert "\r" not in body.replace("\r\n", "")
    assert len(body.removesuffix(end).split(end)) == 1 + 6 + len(names)
    found = {row["file"] for row in csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter)}
    shown = {
        "a;b,c.md",
        "d\\r=1+1.md",
        "e\\n=2+2.md",
        "' =3+3.md",
        "'\uff1d4+4.md",
        "\\t=5+5.md",
        'f"g.md',
        "h\\u202egpj.md",
    }
    assert shown <= found


def test_the_overview_shows_ranking_failures_duplicates_and_places(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out, "--lang", "en", "--shortlist", "1")
    html = (out / "index.html").read_text(encoding="utf-8")
    for text in ("a.md", "too little text", "spät/a noch einmal.md", "Herne"):
        assert text in html
    assert "://" not in html


def test_a_cut_overview_says_so_and_keeps_the_best(folder, tmp_path, monkeypatch):
    run(folder, tmp_path / "whole")
    assert "Diese Seite zeigt" not in (tmp_path / "whole" / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr("s3align.render.overview.MOST_ROWS", 1)
    monkeypatch.setattr("s3align.render.overview.MOST_LISTED", 1)
    run(folder, tmp_path / "cut")
    html = (tmp_path / "cut" / "index.html").read_text(encoding="utf-8")
    assert "Diese Seite zeigt 1 von 6 Dateien." in html
    assert "1 davon muss ein Mensch noch lesen." in html
    assert html.count("Gezeigt werden die ersten 1 Zeilen") == 1  # of the similar files
    assert html.count('class="row') == 1
    best = max(
        table(tmp_path / "cut").values(), key=lambda row: max(float(row[f"{theme}_score"] or 0) for theme in THEMES)
    )
    assert best["file"] in html[html.index('class="row') :]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_name_from_an_old_archive_is_assessed_like_any_other(folder, tmp_path):
    Path(os.fsdecode(os.fsencode(folder) + b"/Antr\xe4ge.md")).write_text(OTHER + "\nNeu.\n", encoding="utf-8")
    (folder / "Antr\\xe4ge.md").write_text(OTHER + "\nSo heißt sie wirklich.\n", encoding="utf-8")
    run(folder, tmp_path / "out")
    assert table(tmp_path / "out")["Antr\\\\xe4ge.md"]["status"] == "assessed"
    row = table(tmp_path / "out")["Antr\\xe4ge.md"]
    assert row["status"] == "assessed"
    assert (tmp_path / "out" / row["report"]).is_file()


def test_a_file_that_changes_meanwhile_is_named_and_tried_again(folder, tmp_path, monkeypatch):
    def hash_of_before(path):
        return "0" * 64 if path.name == "b.md" else file_hash(path)

    with monkeypatch.context() as patch:
        patch.setattr("s3align.jobs.proposals.file_hash", hash_of_before)
        done = run(folder, tmp_path / "out")
    assert "Not assessed this time: 1. Run the same command again" in done.output
    assert table(tmp_path / "out")["b.md"]["reason"] == "not_judged"
    (folder / "b.md").touch()
    done = run(folder, tmp_path / "out")
    assert "Not judged" not in done.output
    assert table(tmp_path / "out")["b.md"]["status"] == "assessed"


def test_a_file_too_large_to_be_sent_is_refused_and_not_lost(folder, tmp_path):
    sent, nowhere = [], tmp_path / "nowhere"

    def far_away(tasks):
        """Workers that do not see the folder."""
        for task in tasks:
            sent.append(task.name)
            yield task, run_task(replace(task, path=str(nowhere)))

    (folder / "gross.md").write_text(OTHER * 6, encoding="utf-8")
    options = Options(assignment(replace(Settings(), max_file_bytes=len(OTHER.encode()) * 4)), reports=True, ship=True)
    with open_run(folder, tmp_path / "out", options.assignment.fingerprint) as store:
        run_folder(folder, tmp_path / "out", far_away, store, options)
        records = {result.name: json.loads(result.record) for result in store.results()}
    assert "gross.md" not in sent
    assert records["gross.md"]["reason"] == "too_large"
    assert records["b.md"]["status"] == "assessed"


def test_a_ledger_keeps_what_another_model_judged(tmp_path):
    path = tmp_path / LEDGER
    with ResultStore(path, RunFingerprint("model", "settings", "strategy", "1")) as store:
        key = noted(store)
        store.add(key, StoredResult("{}", b""))
    with ResultStore(path, RunFingerprint("other", "settings", "strategy", "1")) as store:
        assert [content.is_assessed for content in store.contents()] == [False]
    with ResultStore(path, RunFingerprint("model", "settings", "strategy", "1")) as store:
        assert list(store.results()) == [Result("a", "a", "hash", key, "{}", b"")]
        assert [content.is_assessed for content in store.contents()] == [True]


def noted(store):
    """The key of a file that the ledger has been told of."""
    store.note_files([SourceFile("a", b"a", "hash", ".md", 1, "1 1")])
    return next(store.contents()).key


def test_what_nobody_could_judge_is_in_the_results_and_tried_again(tmp_path):
    with ResultStore(tmp_path / LEDGER, RunFingerprint("model", "settings", "strategy", "1")) as store:
        key = noted(store)
        for is_lost in (True, False):
            store.add(key, StoredResult("{}", b"", is_lost=is_lost))
            assert len(list(store.results())) == 1
            assert [content.is_assessed for content in store.contents()] == [not is_lost]


def test_a_file_lost_this_time_keeps_its_verdict(tmp_path):
    with ResultStore(tmp_path / LEDGER, RunFingerprint("model", "settings", "strategy", "1")) as store:
        key = noted(store)
        store.add(key, StoredResult('{"score": 1}', b""))
        store.add(key, StoredResult("{}", b"", is_lost=True))
        assert [result.record for result in store.results()] == ['{"score": 1}']
        assert next(store.contents()).is_assessed


def foreign(path, *, application=0, form=0):
    """A database that somebody else has made."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table buchung (betrag integer)")
        database.execute(f"pragma application_id = {application}")
        database.execute(f"pragma user_version = {form}")


@pytest.mark.parametrize("marks", [{}, {"form": 1}, {"application": store_results._APPLICATION, "form": 7}])
def test_a_ledger_of_somebody_else_is_named_and_everything_left_alone(folder, tmp_path, marks):
    out = tmp_path / "out"
    for name in ("results.csv", ".results.csv.abcdefgh", f"{SCRATCH}/meins.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("meins", encoding="utf-8")
    foreign(out / LEDGER, **marks)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="is not a ledger of this version of s3align"):
        raise run(folder, out).exception
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_an_empty_ledger_makes_no_results_ours(folder, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LEDGER).touch()
    (tmp_path / "out" / "results.csv").write_text("meine Tabelle", encoding="utf-8")
    with pytest.raises(OutputExistsError, match="no ledger of a run"):
        raise run(folder, tmp_path / "out").exception


@pytest.mark.parametrize("record", ["{", "{}", "[]"])
def test_a_damaged_entry_is_named(folder, tmp_path, record):
    run(folder, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / LEDGER)) as database, database:
        database.execute("update result set record = ?", (record,))
    with pytest.raises(UsageError, match=r"result of '=1\+1\.md' is damaged"):
        raise run(folder, tmp_path / "out").exception


def test_a_damaged_ledger_is_named(tmp_path):
    path = tmp_path / LEDGER
    with ResultStore(path, RunFingerprint("model", "settings", "strategy", "1")) as store:
        key = noted(store)
        store.add(key, StoredResult("{}" * 100_000, b""))
    body = path.read_bytes()
    path.write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))
    with ResultStore(path, RunFingerprint("model", "settings", "strategy", "1")) as store:
        for read in (store.counts, lambda: list(store.contents()), lambda: list(store.results())):
            with pytest.raises(UsageError, match="cannot be used"):
                read()


def test_a_ledger_that_is_no_database_is_named(tmp_path):
    (tmp_path / LEDGER).write_text("kein Datenbankinhalt, sondern ein langer Satz")
    with pytest.raises(UsageError, match="cannot be used as the run's ledger"):
        ResultStore(tmp_path / LEDGER, RunFingerprint("model", "settings", "strategy", "1"))


def test_a_file_on_which_the_program_fails_is_named_logged_and_not_tried_for_ever(
    folder, tmp_path, monkeypatch, caplog
):
    out, tried = tmp_path / "out", []

    def broken(document, *_):
        tried.append(document.name)
        raise ValueError(document.pages[0].text)

    monkeypatch.setattr(
        "s3align.jobs.engines.embedded", lambda _: lambda tasks: ((task, run_task(task)) for task in tasks)
    )
    with monkeypatch.context() as patch:
        patch.setattr("s3align.assess.assess.assess", broken)
        first = run(folder, out)
        assert "Not assessed this time" not in first.output
        before = len(tried)
        assert "0 checked now" in run(folder, out).output
        assert len(tried) == before > 0
    rows = table(out)
    assert (rows["a.md"]["reason"], rows["a.md"]["status"]) == ("failed", "not_assessable")
    assert "ValueError" in rows["a.md"]["message"]
    assert "Unexpected ValueError in the stage 'assessing'" in caplog.text
    assert TEXT.splitlines()[0] not in caplog.text


def test_a_report_that_cannot_be_written_down_costs_its_file_alone(folder, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(
        "s3align.jobs.engines.embedded", lambda _: lambda tasks: ((task, run_task(task)) for task in tasks)
    )
    real = render_html

    def broken(assessment, *rest, **named):
        if assessment.document.name == "a.md" and assessment.is_assessed:
            raise KeyError("a name")
        return real(assessment, *rest, **named)

    monkeypatch.setattr("s3align.render.html.render_html", broken)
    run(folder, tmp_path / "out")
    rows = table(tmp_path / "out")
    assert rows["a.md"]["reason"] == "failed"
    assert "rendering" in rows["a.md"]["message"]
    assert rows["b.md"]["status"] == "assessed"
    assert "Unexpected KeyError" in caplog.text
