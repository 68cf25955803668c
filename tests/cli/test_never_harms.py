"""No call harms a file that it reads, hangs on what is no file, or ends in a traceback: tried with the real program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TEXT = (
    "Wir entwickeln in diesem Vorhaben ein Verfahren, mit dem die Stadt ihre Anlagen steuert und Wasserstoff erzeugt. "
    * 8
)


def run(*arguments: str | Path, cwd: Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "s3align", *map(os.fspath, arguments)]
    found = subprocess.run(command, cwd=cwd, capture_output=True, timeout=60, check=False, **options)  # type: ignore[call-overload]
    assert b"Traceback" not in found.stderr, found.stderr.decode()
    return found


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    file = tmp_path / "antrag.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.mark.parametrize("option", ["--out", "--annotate"])
@pytest.mark.parametrize("link", ["same", "symbolic", "hard"])
def test_a_proposal_is_never_overwritten_even_by_force(proposal: Path, option: str, link: str) -> None:
    target = proposal
    if link != "same":
        target = proposal.with_name("other.html")
        target.symlink_to(proposal) if link == "symbolic" else target.hardlink_to(proposal)
    found = run("check", proposal, option, target, "--force", cwd=proposal.parent)
    assert found.returncode == 2
    assert proposal.read_text(encoding="utf-8") == TEXT


def test_the_report_of_one_file_never_lands_on_another_input(proposal: Path) -> None:
    other = proposal.with_name("antrag.s3align.html")
    other.write_text(TEXT, encoding="utf-8")
    found = run("check", proposal, other, "--force", cwd=proposal.parent)
    assert found.returncode == 2
    assert other.read_text(encoding="utf-8") == TEXT


def test_settings_are_never_overwritten(proposal: Path) -> None:
    settings = proposal.with_name("settings.toml")
    settings.write_text("max_pages = 200\n")
    assert (
        run("check", proposal, "--settings", settings, "--out", settings, "--force", cwd=proposal.parent).returncode
        == 2
    )
    assert settings.read_text() == "max_pages = 200\n"


def test_a_missing_file_gets_a_record_and_the_others_follow(proposal: Path) -> None:
    found = run("check", "missing.txt", proposal, "--format", "jsonl", cwd=proposal.parent)
    records = [json.loads(line) for line in found.stdout.splitlines()]
    assert [record["document"]["name"] for record in records] == ["missing.txt", "antrag.txt"]
    assert [record["status"] for record in records] == ["not_assessable", "assessed"]
    assert found.returncode == 2
    assert b"does not exist" in found.stderr


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.txt"
    os.mkfifo(fifo)
    started = time.monotonic()
    found = run("check", fifo, "/dev/zero", "/proc/self/maps", tmp_path, "--format", "text", cwd=tmp_path)
    assert found.returncode == 2
    assert found.stderr.count(b"s3align:") == 4
    assert time.monotonic() - started < 30


def test_standard_input_without_end_is_too_large(tmp_path: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        found = run("check", "-", "--format", "text", cwd=tmp_path, stdin=endless)
    assert found.returncode == 16


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
def test_a_full_standard_output_is_an_error(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "s3align", "schema"]
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert found.returncode == 2
    assert b"Traceback" not in found.stderr
    assert b"No space left" in found.stderr


def test_a_closed_standard_output_is_no_success(tmp_path: Path) -> None:
    found = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m s3align schema | true"],
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert found.returncode != 0
    assert b"Traceback" not in found.stderr


@pytest.mark.parametrize("name", ["ä" * 123 + ".txt", "a\nb\x1b[31m.txt", "\udcff.txt", "-x.txt", "a\u202eb.txt"])
def test_any_file_name_works_and_is_shown_safely(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = run("check", "--", name, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert len(list(tmp_path.iterdir())) == 2
    assert b"\x1b" not in found.stdout
    assert "\u202e".encode() not in found.stdout


def test_long_names_that_differ_at_their_end_get_reports_of_their_own(tmp_path: Path) -> None:
    names = ["x" * 245 + end + ".txt" for end in "ab"]
    for name in names:
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert run("check", *names, cwd=tmp_path).returncode == 0
    assert len(list(tmp_path.glob("*.html"))) == 2


def test_a_home_that_cannot_be_used_is_no_hindrance(tmp_path: Path, proposal: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    environment = {**os.environ, "HOME": str(file), "XDG_CACHE_HOME": str(file)}
    found = run("check", proposal, "--format", "text", cwd=tmp_path, env=environment)
    assert found.returncode == 0
    assert found.stderr == b""


@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.2])
def test_an_interruption_ends_quietly_without_leftovers(proposal: Path, seconds: float) -> None:
    command = [sys.executable, "-m", "s3align", "check", str(proposal)]
    with subprocess.Popen(command, cwd=proposal.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    if seconds > 0.3:
        assert b"Traceback" not in error
        assert process.returncode in (0, 130)
    left = {path.name for path in proposal.parent.iterdir()}
    assert left <= {"antrag.txt", "antrag.s3align.html"}
