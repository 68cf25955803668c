"""``--shortlist`` is understood for a theme and for all, and what is not understood is said before anything is assessed."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from s3align.cli.batch import batch_command
from s3align.cli.language import in_words
from s3align.cli.shortlist import wanted_places
from s3align.errors import UsageError

THEMES = ("sea", "food-chain", "air")


def test_a_number_alone_is_for_every_theme_and_one_with_a_theme_for_that_theme():
    assert wanted_places([], THEMES) == {}
    assert wanted_places(["8"], THEMES) == {"sea": 8, "food-chain": 8, "air": 8}
    assert wanted_places(["air=2", "sea=0"], THEMES) == {"sea": 0, "air": 2}
    assert wanted_places(["air=2", "8"], THEMES) == {"sea": 8, "food-chain": 8, "air": 2}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["foodchain=3"], "There is no theme 'foodchain'. Did you mean 'food-chain'?"),
        (["=3"], "There is no theme ''"),
        (["sea=3", "sea=4"], "asked for twice"),
        (["3", "4"], "asked for twice"),
        (["sea"], "names no whole number of places"),
        (["sea="], "names no whole number of places"),
        (["sea=-1"], "names no whole number of places"),
        (["1.5"], "names no whole number of places"),
        (["sea=²"], "names no whole number of places"),
        (["sea=99999999999999999999"], "names no whole number of places"),
    ],
)
def test_what_is_no_list_is_said_with_what_is(asked, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        wanted_places(asked, THEMES)


def test_an_unknown_theme_ends_the_call_before_anything_is_written(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ein Antrag.", encoding="utf-8")
    call = [str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--shortlist", "smartcity=3"]
    done = CliRunner().invoke(batch_command, call, standalone_mode=False)
    assert in_words(done.exception) == "There is no theme 'smartcity'. Did you mean 'smart-city'?"
    assert not (tmp_path / "out").exists()
