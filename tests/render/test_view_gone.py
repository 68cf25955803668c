"""The overview says which proposals are no longer in the folder, and since when."""

from __future__ import annotations

import pytest

from s3align.render.messages import Messages
from s3align.render.view_gone import gone_sentence
from s3align.store.history import GoneFile
from s3align.store.table import Totals

FILES = (GoneFile("b.pdf", "2026-03-05"), GoneFile("alt/c.docx", ""))


@pytest.mark.parametrize(
    ("language", "day", "rest"), [("de", "b.pdf seit", "und 5 weitere"), ("en", "b.pdf since", "and 5 more")]
)
def test_files_that_are_gone_are_counted_and_named_with_their_day(language, day, rest):
    messages = Messages.load(language)
    some = gone_sentence(Totals(gone=2, gone_files=FILES), messages)
    assert day in some
    assert "2026" in some
    assert "alt/c.docx)" in some  # nobody knows since when
    assert "--keep-gone" in some
    assert rest not in some
    assert rest in gone_sentence(Totals(gone=7, gone_files=FILES), messages)


def test_where_nothing_is_gone_nothing_is_said():
    assert gone_sentence(Totals(), Messages.load("de")) == ""
