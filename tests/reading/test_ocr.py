"""Scanned pages are recognised where Tesseract is installed, and named where it is not."""

from __future__ import annotations

import io
import os
import random
import shutil
import stat

import pypdfium2
import pytest
from builders import SENTENCES, lines, pdf
from PIL import ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from s3align.errors import NoTextError
from s3align.reading import ocr
from s3align.reading.read import read_bytes
from s3align.reading.sandbox.client import Client
from s3align.record.document import Document, PageQuality
from s3align.settings import Settings

needs_tesseract = pytest.mark.skipif(ocr.program() is None, reason="Tesseract is not installed")
GERMAN = [
    "Größere Kläranlagen prüfen künftig Verfahren für Spurenstoffe.",
    "Die Bürgerinnen und Bürger begleiten das Vorhaben von Anfang an.",
]
ENGLISH = [
    "The partners will test the treatment of patients after a stroke.",
    "They share what they have learnt with the hospitals of the region.",
]


def scan(texts: list[str], noise: float = 0.0):
    """Draws a page as a picture of printed lines, tilted and speckled by ``noise``."""

    def draw(canvas) -> None:
        printed = pypdfium2.PdfDocument(pdf(lines(texts, font=("Helvetica", 11), leading=22)))
        page = printed[0].render(scale=150 / 72, grayscale=True).to_pil()
        if noise:
            page = page.rotate(noise, fillcolor=255).filter(ImageFilter.GaussianBlur(noise))
            dice = random.Random(1)  # noqa: S311 -- speckle
            for _ in range(int(3000 * noise)):
                page.putpixel((dice.randrange(page.width), dice.randrange(page.height)), dice.randrange(256))
        buffer = io.BytesIO()
        page.save(buffer, "PNG")
        buffer.seek(0)
        canvas.drawImage(ImageReader(buffer), 0, 0, *A4)

    return draw


def read(data: bytes, **settings: int) -> Document:
    return read_bytes(data, name="scan.pdf", settings=Settings(**settings))


@needs_tesseract
@pytest.mark.parametrize("noise", [0.0, 0.6])
@pytest.mark.parametrize("texts", [GERMAN, ENGLISH])
def test_a_scanned_page_is_recognised_with_its_confidence(texts, noise):
    page = read(pdf(scan(texts, noise))).pages[0]
    words = " ".join(texts).split()
    assert sum(word in page.text.split() for word in words) >= 0.9 * len(words)
    assert page.quality is PageQuality.RECOGNISED
    assert 0.5 < page.confidence <= 1


@needs_tesseract
def test_only_pages_without_text_are_recognised_and_progress_is_told():
    told = []
    data = pdf(lines(SENTENCES), scan(GERMAN), scan(ENGLISH))
    with Client() as reader:
        document = reader.read(data, name="a.pdf", settings=Settings(), report=lambda *done: told.append(done))
    assert [page.quality for page in document.pages] == [PageQuality.TEXT, *[PageQuality.RECOGNISED] * 2]
    assert told == [(1, 2), (2, 2)]


@needs_tesseract
def test_at_most_so_many_pages_are_recognised_as_allowed():
    document = read(pdf(*[scan(GERMAN)] * 3), max_recognised_pages=2)
    assert [page.quality for page in document.pages] == [*[PageQuality.RECOGNISED] * 2, PageQuality.SCAN]


def test_without_tesseract_the_other_pages_count_and_the_scan_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    document = read(pdf(lines(SENTENCES), scan(GERMAN)))
    assert [page.quality for page in document.pages] == [PageQuality.TEXT, PageQuality.SCAN]
    with pytest.raises(NoTextError, match=r"1 scanned.*tesseract-ocr-deu"):
        read(pdf(scan(GERMAN)))


def test_a_tesseract_that_fails_leaves_the_page_a_scan(monkeypatch, tmp_path):
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ "$1" = --list-langs ] && echo deu && exit 0\nexit 3\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert read(pdf(lines(SENTENCES), scan(GERMAN))).pages[1].quality is PageQuality.SCAN
