"""A workbook from other hands is checked before it is parsed, and one whose content would be lost is not written."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.drawing.image import Image
from PIL import Image as Picture
from review_books import LATER, Hand, proposal, run, shown, update

from s3align.errors import DataError, UsageError
from s3align.render import review_workbook_open
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_read import read_review

RUN = run(proposal("a.pdf"), proposal("b.pdf"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "review.xlsx"
    update(path, RUN)
    return path


def rewrite(path, change, extra=()):
    """``change``: name and body of a part -> its body; ``extra``: more parts."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, body in [*parts.items(), *extra]:
            archive.writestr(name, change(name, body))


def in_sheets(old, new):
    return lambda name, body: re.sub(old, new, body, count=1) if name.startswith("xl/worksheets/sheet") else body


@pytest.mark.parametrize(
    "change",
    [
        in_sheets(rb"^", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        in_sheets(rb"^", b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/hostname">'),
        lambda name, body: body.decode().encode("utf-16") if name.endswith("sheet1.xml") else body,
        in_sheets(rb"^", b'<?xml version="1.0" encoding="cp037"?>'),
    ],
)
def test_entities_and_strange_encodings_are_refused(path, change):
    rewrite(path, change)
    with pytest.raises(DataError, match="no workbook as Excel writes it"):
        read_review(path)


@pytest.mark.parametrize(
    "change",
    [
        in_sheets(rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        in_sheets(rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="&#65;1:XFD1048576"/></mergeCells>'),
        in_sheets(rb"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    ],
)
def test_ranges_that_would_make_billions_of_cells_are_refused(path, change):
    rewrite(path, change)
    started = time.process_time()
    with pytest.raises(DataError, match="too large"):
        read_review(path)
    assert time.process_time() - started < 5


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path):
    rewrite(
        path, lambda _, body: body, [("xl/theme/bomb.xml", b"<a/>" + b" " * (review_workbook_open.MOST_UNPACKED + 1))]
    )
    assert path.stat().st_size < 5_000_000
    with pytest.raises(DataError, match="too large"):
        read_review(path)


def test_too_many_cells_are_refused(path, monkeypatch):
    monkeypatch.setattr(review_workbook_open, "MOST_CELLS", 100)
    with pytest.raises(DataError, match="too large"):
        read_review(path)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"no workbook at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_refused_with_advice(path, body):
    path.write_bytes(body)
    with pytest.raises(DataError, match="save it anew"):
        read_review(path)


def test_a_password_is_named(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(DataError, match="password"):
        read_review(path)


@pytest.mark.parametrize("name", ["review.xlsm", "review.xls", "review.ods", "review.csv"])
def test_other_kinds_of_files_are_refused(path, name):
    other = path.rename(path.with_name(name))
    with pytest.raises(UsageError, match=r"no Excel workbook \(\.xlsx\)"):
        read_review(other)


def test_every_broken_part_ends_in_a_sentence(path):
    whole = path.read_bytes()
    with ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
    for broken in names:
        path.write_bytes(whole)
        rewrite(path, lambda name, body, broken=broken: body[: len(body) // 2] if name == broken else body)
        with suppress(DataError, UsageError):  # nothing else may come out
            read_review(path)


def with_chart(hand):
    hand.book.create_sheet("Bild").add_chart(BarChart(), "A1")


def with_picture(hand):
    body = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(body, "PNG")
    hand.book.create_sheet("Bild").add_image(Image(body), "A1")


@pytest.mark.parametrize("add", [with_chart, with_picture])
def test_charts_and_pictures_are_refused_before_anything_is_written(path, add):
    with Hand(path) as hand:
        add(hand)
        hand.enter("a.pdf", decision="passt")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="pictures, shapes or embedded files"):
        update(path, run(*RUN.proposals, proposal("c.pdf")), LATER)
    assert path.read_bytes() == before
    assert [reading.file for reading in read_review(path)] == ["a.pdf"]


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/pivotTables/pivotTable1.xml", "pivots"),
        ("xl/strange.xml", "xl/strange.xml"),
    ],
)
def test_parts_that_would_be_lost_are_named(path, part, kind):
    rewrite(path, lambda _, body: body, [(part, b"<a/>")])
    assert open_workbook(path).lost == (kind,)


def test_threads_of_comments_are_reduced_and_that_is_said(path):
    rewrite(path, lambda _, body: body, [("xl/threadedComments/threadedComment1.xml", b"<a/>")])
    outcome = update(path, run(*RUN.proposals, proposal("c.pdf")), LATER)
    assert outcome.reduced == ("threads",)


def test_an_ordinary_workbook_loses_nothing(path):
    opened = open_workbook(path)
    assert (opened.lost, opened.reduced) == ((), ())


def test_a_file_that_was_saved_meanwhile_is_not_written_over(path, monkeypatch):
    from s3align.render import review_workbook_save  # noqa: PLC0415

    with Hand(path) as hand:
        hand.enter("a.pdf", decision="passt")
    write = review_workbook_save._write

    def slow(book, temporary):
        write(book, temporary)
        with Hand(path) as hand:
            hand.enter("b.pdf", decision="passt nicht")

    monkeypatch.setattr(review_workbook_save, "_write", slow)
    with pytest.raises(UsageError, match="saved by somebody"):
        update(path, run(*RUN.proposals, proposal("c.pdf")), LATER)
    assert shown(path)["b.pdf"][0]["decision"] == "passt nicht"
    assert sorted(file.name for file in path.parent.iterdir()) == ["review.xlsx"]


KILLED = """
import os, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from review_books import LATER, proposal, run, update
from s3align.render import review_workbook_save
from s3align import files
step = int(os.environ["STEP"])
calls = 0
def counted(function):
    def inner(*arguments, **named):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), 9)
        return function(*arguments, **named)
    return inner
os.fsync = counted(os.fsync)
os.replace = counted(os.replace)
Path.replace = counted(Path.replace)
Path.chmod = counted(Path.chmod)
review_workbook_save._write = counted(review_workbook_save._write)
review_workbook_save.write_atomically = counted(review_workbook_save.write_atomically)
update(Path(sys.argv[1]), run(proposal("a.pdf"), proposal("b.pdf"), proposal("c.pdf")), LATER)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_killed_at_any_moment_the_entries_are_there(path):
    with Hand(path) as hand:
        hand.enter("a.pdf", decision="passt", remark="bleibt")
    before = path.read_bytes()
    ends = set()
    for step in range(1, 12):
        path.write_bytes(before)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), *sys.path],
            env={**os.environ, "STEP": str(step)},
            check=False,
            capture_output=True,
        )
        ends.add(done.returncode)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
        assert shown(path)["a.pdf"][0]["remark"] == "bleibt"
        copies = list(path.parent.glob("review.2026*.xlsx"))
        assert path.read_bytes() == before or before in [copy.read_bytes() for copy in copies]
    assert ends == {0, -signal.SIGKILL}
    update(path, run(proposal("a.pdf")), LATER)
    assert not list(path.parent.glob(".review.xlsx.*"))


def test_a_book_written_twice_from_the_same_run_has_the_same_bytes(path, tmp_path):
    other = tmp_path / "second" / "review.xlsx"
    other.parent.mkdir()
    update(other, RUN)
    assert other.read_bytes() == path.read_bytes()
    assert openpyxl.load_workbook(other).properties.creator == "s3align"
