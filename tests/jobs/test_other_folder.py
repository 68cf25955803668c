"""Results of one folder are not taken for those of another: who runs over another folder is asked, and otherwise nobody is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.batch import batch_command
from s3align.cli.language import in_words, speak
from s3align.errors import UsageError
from s3align.jobs.run import LEDGER

if sys.platform != "win32":
    import pty

TEXTS = {
    f"{number}.txt": f"Ein Mikrodepot in Halle {number} nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile. "
    * 6
    for number in range(4)
}


def make(folder, texts):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """A folder of four files and its results; made once, copied for each test."""
    place = tmp_path_factory.mktemp("first")
    make(place / "A", TEXTS)
    return place


@pytest.fixture
def place(first_run, tmp_path):
    shutil.copytree(first_run, tmp_path / "p")
    run(tmp_path / "p" / "A", tmp_path / "p" / "out")
    return tmp_path / "p"


def run(folder, out, *options):
    """A run in this process, whose report files are not wanted here."""
    command = [str(folder), "--out", str(out), "--workers", "1", *options]
    return CliRunner().invoke(batch_command, command, standalone_mode=False)


def names(out):
    with closing(sqlite3.connect(out / LEDGER)) as ledger:
        return {name for (name,) in ledger.execute("select name from source")}


def state(out):
    return {
        path.relative_to(out): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.suffix in {".html", ".csv", ".jsonl", ".xlsx"}
    }


def other(place):
    return make(place / "B", {"x.txt": TEXTS["0.txt"].replace("Pakete", "Briefe")})


def test_another_folder_is_refused_and_nothing_is_changed(place):
    before = state(place / "out")
    refused = run(other(place), place / "out").exception
    assert isinstance(refused, UsageError)
    assert refused.exit_code == 2
    for words in (str(place / "A"), "4 of its 4 different files", "--out", "--other-folder", "Nothing was changed"):
        assert words in str(refused)
    assert state(place / "out") == before
    again = run(place / "A", place / "out")
    assert "0 checked now, 4 taken from the ledger" in again.output


def test_who_says_so_puts_another_folder_in_its_place(place):
    done = run(other(place), place / "out", "--other-folder")
    assert names(place / "out") == {"x.txt"}
    assert "1 new (x.txt), 4 gone (0.txt, 1.txt, 2.txt, 3.txt)" in done.output
    assert len(list((place / "out" / "reports").iterdir())) == 1
    assert "Nicht mehr im Ordner: 4 (0.txt seit" in (place / "out" / "index.html").read_text(encoding="utf-8")
    assert isinstance(run(place / "A", place / "out").exception, UsageError)
    back = run(place / "A", place / "out", "--other-folder")
    assert "0 checked now, 4 reports written anew" in back.output


def moved(place):
    return (place / "A").rename(place / "2026 Aufruf 1")


def copied(place):
    return shutil.copytree(place / "A", place / "neues Laufwerk" / "A")


def moved_and_two_withdrawn(place):
    (place / "A" / "0.txt").unlink()
    (place / "A" / "1.txt").unlink()
    return moved(place)


def another_name(place):
    (place / "Verweis").symlink_to(place / "A", target_is_directory=True)
    for file in list((place / "A").iterdir())[1:]:
        file.unlink()
    return place / "Verweis"


def relative(place):
    os.chdir(place)
    make(
        place / "A",
        {"0.txt": TEXTS["0.txt"] + "Neu.", "1.txt": TEXTS["1.txt"] + "Neu.", "2.txt": TEXTS["2.txt"] + "Neu."},
    )
    return Path("A/../A")


def with_further_files(place):
    return make(shutil.copytree(place / "A", place / "B"), {"x.txt": TEXTS["0.txt"] + "Dazu."})


@pytest.mark.parametrize(
    "made",
    [moved, copied, moved_and_two_withdrawn, another_name, relative, with_further_files],
    ids=lambda made: made.__name__,
)
def test_the_same_folder_under_another_name_needs_no_question(place, made, monkeypatch):
    monkeypatch.chdir(place)
    done = run(made(place), place / "out")
    assert done.exception is None, done.exception


def moved_and_most_withdrawn(place):
    for name in ("0.txt", "1.txt", "2.txt"):
        (place / "A" / name).unlink()
    return moved(place)


def a_second_lot(place):
    """Half of the files are in both lots, and the first lot lies where it lay."""
    return make(place / "B", {name: TEXTS[name] for name in ("0.txt", "1.txt", "2.txt")})


@pytest.mark.parametrize("made", [moved_and_most_withdrawn, a_second_lot], ids=lambda made: made.__name__)
def test_a_folder_that_shares_some_files_alone_is_another(place, made):
    assert isinstance(run(made(place), place / "out").exception, UsageError)


def test_a_ledger_that_knows_no_folder_needs_no_question(place):
    with closing(sqlite3.connect(place / "out" / LEDGER)) as ledger, ledger:
        ledger.execute("delete from run where name = 'folder'")
    assert run(other(place), place / "out").exception is None


def test_an_empty_folder_changes_nothing(place):
    before = state(place / "out")
    (place / "leer").mkdir()
    assert isinstance(run(place / "leer", place / "out", "--other-folder").exception, UsageError)
    assert names(place / "out") == set(TEXTS)
    assert state(place / "out") == before


def test_the_refusal_is_said_in_german(place):
    error = run(other(place), place / "out").exception
    speak(["--lang", "de"])
    try:
        assert "4 seiner 4 verschiedenen Dateien" in in_words(error)
        assert "--other-folder" in in_words(error)
    finally:
        speak(["--lang", "en"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal to play")
@pytest.mark.parametrize(
    ("language", "answer", "is_agreed"),
    [("en", "y", True), ("de", "ja", True), ("en", "", False), ("de", "n", False), ("en", "maybe", False)],
)
def test_at_a_terminal_it_asks_and_only_yes_is_yes(place, language, answer, is_agreed):
    command = [
        sys.executable,
        "-m",
        "s3align",
        "--lang",
        language,
        "batch",
        str(other(place)),
        "--out",
        str(place / "out"),
    ]
    seen, code = at_terminal([*command, "--workers", "1"], answer)
    assert str(place / "A") in seen.replace("\r\n", "")
    assert ("Go on with" if language == "en" else "weitermachen?") in seen
    assert code == (0 if is_agreed else 2)
    assert names(place / "out") == ({"x.txt"} if is_agreed else set(TEXTS))


def at_terminal(command, answer):
    """What a person sees who gives one answer, and the exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)  # noqa: S606 -- our own program
    os.write(terminal, f"{answer}\n".encode())  # kept until it is asked for
    seen = b""
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(terminal)
    return seen.decode("utf-8", "replace"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
