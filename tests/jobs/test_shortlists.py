"""A run tells what the list of each theme holds, in the language spoken, after what it has done."""

from __future__ import annotations

from contextvars import copy_context

import pytest

from s3align.cli.main import main


@pytest.mark.parametrize(
    ("language", "words"), [("en", "It says nothing about quality"), ("de", "Sie sagt nichts über Güte")]
)
def test_a_run_tells_a_line_for_each_list_and_what_they_are_for(tmp_path, capsys, language, words):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Zu kurz.", encoding="utf-8")
    call = ["--lang", language, "batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--no-reports"]
    with pytest.raises(SystemExit):  # in a context of its own, since it sets the language that is spoken
        copy_context().run(main, [*call, "--shortlist", "smart-city=3", "--shortlist", "health=0"])
    told = capsys.readouterr().out.splitlines()
    after = next(number for number, line in enumerate(told) if words in line)
    assert any("index.html" in line for line in told[:after])
    assert len(told[after:]) == 4
