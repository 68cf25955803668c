"""Word files broken by chance, and Word files made to take for ever: each is read or refused, and soon.

``python benchmarks/fuzz_word.py 20`` goes on for twenty minutes.
"""

from __future__ import annotations

import os
import random
import time

import pytest
from word_files import PROSE, box, cell, control, p, part, relationships, row, table, word_file

from benchmarks.fuzz_word import broken
from s3align.errors import NotAssessableError
from s3align.reading.read import read_bytes
from s3align.record.document import Document, NoticeKind
from s3align.settings import Settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))
SECONDS = 30.0  # ten times what it takes on an idle machine; in the square it would be minutes


@pytest.mark.parametrize("start", range(4))
def test_a_word_file_broken_by_chance_is_read_or_refused(start):
    for seed in range(start, EXAMPLES, 4):
        try:
            data = broken(random.Random(seed))  # noqa: S311 -- the same files on every run
            document = read_bytes(data, name="a.docx", settings=Settings())
        except NotAssessableError:
            continue
        assert isinstance(document, Document), seed


PARAGRAPHS = "<w:p><w:r><w:t>Ein Wort</w:t></w:r></w:p>"
BINDING = "<w:dataBinding w:xpath='/a[1]/b[20000]'/><w:text/>"
DIAGRAM = "<w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm='d'/></a:graphicData></a:graphic></wp:inline></w:drawing>"
BREAK, BEGIN = "<w:br w:type='page'/>", "<w:fldChar w:fldCharType='begin'/>"
MADE_TO_HARM = {
    "paragraphs": (PARAGRAPHS * 60_000, {}),
    "breaks": (f"<w:p><w:r>{BREAK * 100_000}<w:t>Ende</w:t></w:r></w:p>", {}),
    "fields": (f"<w:p><w:r>{BEGIN * 100_000}<w:t>Ende</w:t></w:r></w:p>", {}),
    "runs": (f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 100_000}</w:p>", {}),
    "cells": (table(row(*[cell(p("a"), "<w:gridSpan w:val='999'/>")] * 15_000)), {}),
    "rows": (table(*[row(cell(p("a")))] * 15_000), {}),
    "controls": (
        control(p("a"), BINDING) * 10_000,
        {
            "related": {"x": ("customXml", "x.xml")},
            "parts": {"word/x.xml": b"<a>" + b"<b/>" * 20_000 + b"</a>", "word/_rels/x.xml.rels": relationships({})},
        },
    ),
    "diagrams": (
        f"<w:p><w:r>{DIAGRAM * 20_000}</w:r></w:p>",
        {"related": {"d": ("diagramData", "d.xml")}, "parts": {"word/d.xml": part("a", "<b/>" * 50_000)}},
    ),
    "boxes": (box(p("a"), "<wp:wrapNone/>") * 5_000 + p("weiss", "<w:color w:val='FFFFFF'/>") * 5_000, {}),
    "nested tables": ("<w:tbl><w:tr><w:tc>" * 80 + p("a") + "</w:tc></w:tr></w:tbl>" * 80, {}),
    "nested paragraphs": ("<w:p>" * 240 + "<w:r><w:t>a</w:t></w:r>" + "</w:p>" * 240, {}),
    "nested boxes": (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>" * 40
        + p("a")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>" * 40,
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE_TO_HARM)
def test_a_word_file_made_to_harm_is_read_soon(name):
    body, more = MADE_TO_HARM[name]
    data = word_file(p(PROSE) + body, **more)
    start = time.perf_counter()
    document = read_bytes(data, name="a.docx", settings=Settings())
    assert time.perf_counter() - start < SECONDS
    assert PROSE in document.pages[0].text


def test_of_very_many_paragraphs_the_first_are_read_and_that_is_said():
    document = read_bytes(word_file(PARAGRAPHS * 101_000), name="a.docx", settings=Settings())
    assert len(document.passages) == 100_000
    assert [entry.kind for entry in document.notices] == [NoticeKind.SHORTENED]
