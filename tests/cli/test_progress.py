"""The line of a run that is under way fits every terminal, in both languages, whatever there is to count."""

from __future__ import annotations

import sys

import pytest

from s3align.cli import progress
from s3align.cli.language import speak
from s3align.cli.progress import COLUMNS, ProgressLine, sentence
from s3align.jobs.run import Progress

MANY = Progress(done=99_999, refused=9_999, total=100_000, kept=99_999)
"""More than a run of a hundred thousand files has, and all at once."""


@pytest.fixture(params=["de", "en"])
def language(request):
    speak(["--lang", request.param])
    yield request.param
    speak(["--lang", "en"])


@pytest.mark.parametrize("files_per_second", [0.01, 30, 999])
def test_the_line_of_a_large_run_is_whole_in_78_columns(language, files_per_second):
    for state in (MANY, Progress(1, 1, 100_000, 99_999), Progress(0, 0, 100_000, 99_999)):
        assert len(sentence(state, state.done / files_per_second)) <= COLUMNS


def test_the_time_left_is_told_in_hours_however_many(language):
    assert "50:00:00" in sentence(Progress(1, 0, 181, 0), 1_000)  # no "2 days", which is English
    assert "0:00:09" in sentence(Progress(1, 0, 10, 0), 1)
    assert (",0/s" if language == "de" else ".0 files/s") in sentence(Progress(1, 0, 10, 0), 1)


def test_a_longer_line_is_cut_and_a_shorter_one_covers_it(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    line = ProgressLine()
    line.show("x" * 100)
    line.show("kurz")
    line.end()
    first, second = capsys.readouterr().err.split("\r")[1:]
    assert first == "x" * (COLUMNS - 1) + "…"
    assert second == "kurz".ljust(COLUMNS) + "\n"


def test_nobody_who_looks_is_told_nothing(capsys):
    line = ProgressLine()
    line.show("etwas")
    line.end()
    assert capsys.readouterr().err == ""
    assert progress.COLUMNS < 80
