"""Commands that messages suggest can be copied, whatever a folder is called."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from s3align.files import quoted


@pytest.mark.parametrize("name", ["Ergebnis Ü", "a&b", "(1)", "a,b", "it's", "@x", "a;b"])
def test_a_name_that_a_shell_would_read_is_quoted_and_read_as_it_is(name):
    assert quoted(Path(name)) == f'"{name}"'
    assert shlex.split(quoted(Path(name))) == [name]


def test_a_plain_name_stays_plain():
    assert quoted(Path("Ergebnisse/review-Bärbel_2.xlsx")) == "Ergebnisse/review-Bärbel_2.xlsx"
    assert quoted("C:\\Lauf\\review.xlsx") == "C:\\Lauf\\review.xlsx"
