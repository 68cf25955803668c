"""Names of files as they are shown: on one line, in the order of reading, and never two alike."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.files import shown_name

NAMES = st.binary(min_size=1, max_size=20).filter(lambda name: not set(name) & {0, ord("/"), ord(".")})


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@given(NAMES, NAMES)
def test_no_two_names_are_shown_alike(one, other):
    assert (shown_name(Path(os.fsdecode(one))) == shown_name(Path(os.fsdecode(other)))) == (one == other)


@given(st.text(min_size=1).filter(lambda name: not set(name) & {"/", "\0", "."}))
def test_a_name_is_one_line_that_can_be_printed(name):
    shown = shown_name(Path(name))
    assert len(shown.splitlines()) == 1
    assert not any(sign in shown for sign in "\x07\x1b\x85\u200f\u202e\u2066")
    shown.encode("utf-8")


def test_letters_and_signs_of_all_scripts_stay_as_they_are():
    assert shown_name(Path("Anträge/Łódź – 日本 👩\u200d🔬.pdf")) == "Anträge/Łódź – 日本 👩\u200d🔬.pdf"
