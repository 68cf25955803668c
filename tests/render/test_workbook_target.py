"""A full disk is told once, by the one sentence that says what to do."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from s3align.render.workbook_target import TargetFile

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_full_disk_raises_once_and_nothing_is_printed_beside(tmp_path, monkeypatch):
    unseen = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: unseen.append(found.exc_value))
    with TargetFile(FULL) as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": str(tmp_path)})
        book.add_worksheet().write_string(0, 0, "x")
        with pytest.raises(FileCreateError) as raised:
            book.close()
        assert raised.value.args[0].strerror
        del book, raised
        gc.collect()
    assert unseen == []


def test_all_is_written_where_there_is_room(tmp_path):
    with TargetFile(tmp_path / "x.bin") as file:
        assert file.write(b"x" * 100_000) == 100_000
        assert file.write(memoryview(b"yz")) == 2
    assert (tmp_path / "x.bin").read_bytes() == b"x" * 100_000 + b"yz"
