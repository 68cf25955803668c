"""Measures reading: what the worker costs, how fast pages are read, and how true the text is.

python benchmarks/reading.py overhead                       worker against this process, on a small PDF
python benchmarks/reading.py speed FOLDER                    pages a second against raw PDFium text
python benchmarks/reading.py threads FOLDER                  files a second through a pool of one, two, … workers
python benchmarks/reading.py quality FOLDER TRUTH            word F1 and order against the true text (NAME.txt for NAME.pdf)
python benchmarks/reading.py recognition                     word error rate on drawn German pages, clean and noisy
"""

from __future__ import annotations

import contextlib
import difflib
import io
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from s3align.errors import NotAssessableError
from s3align.machine import available_cores
from s3align.reading.read import read_bytes
from s3align.reading.sandbox.client import Client, ClientPool
from s3align.settings import Settings
from s3align.strategy.load import find_strategy

WITHOUT_RECOGNITION = Settings(max_recognised_pages=0)
ROUNDS = 5
FILES = 100


def overhead() -> None:
    """Milliseconds a file in this process and in the worker."""
    data = _printed(_sentences()[:12])
    here = _seconds(lambda: read_bytes(data, name="a.pdf", settings=WITHOUT_RECOGNITION))
    with Client() as reader:
        reader.read(data, name="a.pdf", settings=WITHOUT_RECOGNITION)
        there = _seconds(lambda: reader.read(data, name="a.pdf", settings=WITHOUT_RECOGNITION))
    print(
        f"in process {here * 1000:.2f} ms, in the worker {there * 1000:.2f} ms, overhead {(there - here) * 1000:.2f} ms a file"
    )


def speed(pdfs: Path) -> None:
    """Pages a second of PDFium's text alone and of everything that reading does."""
    files = [(path.name, path.read_bytes()) for path in sorted(pdfs.rglob("*.pdf"))]
    raw = ours = 0.0
    pages = 0
    for name, data in files:
        try:
            start = time.perf_counter()
            document = read_bytes(data, name=name, settings=WITHOUT_RECOGNITION)
        except NotAssessableError:
            continue
        ours += time.perf_counter() - start
        pages += len(document.pages)
        start = time.perf_counter()
        _pdfium(data, len(document.pages))
        raw += time.perf_counter() - start
    print(
        f"{pages} pages: PDFium text {pages / raw:.0f} pages/s, reading {pages / ours:.0f} pages/s, ratio {ours / raw:.2f}"
    )


def threads(pdfs: Path) -> None:
    """Files a second with as many threads as workers, up to the number of cores."""
    files = sorted(pdfs.rglob("*.pdf"))
    for size in range(1, available_cores() + 1):
        with ClientPool(size) as pool, ThreadPoolExecutor(size) as callers:
            list(callers.map(partial(_read_one, pool), files[:size]))  # the workers are warm then
            start = time.perf_counter()
            list(callers.map(partial(_read_one, pool), files))
            print(f"{size} threads: {len(files) / (time.perf_counter() - start):.1f} files/s")


def _read_one(pool: ClientPool, file: Path) -> None:
    with contextlib.suppress(NotAssessableError):
        pool.read(file, settings=WITHOUT_RECOGNITION)


def quality(pdfs: Path, expected: Path) -> None:
    """Word F1, and share of true words in their order, for ours and three other ways to get the text."""
    print(f"{'file':<50} {'way':<10} {'F1':>6} {'order':>6}")
    for file in sorted(expected.glob("*.txt")):
        data = (pdfs / f"{file.stem}.pdf").read_bytes()
        true = _words(file.read_text(encoding="utf-8", errors="replace"))
        for name, text in _ways(data):
            words = _words(text)
            print(f"{file.stem[:50]:<50} {name:<10} {_f1(true, words):6.3f} {_order(true, words):6.3f}")


def recognition() -> None:
    """Word error rate and seconds a page of text recognition on five drawn German pages."""
    sentences = _sentences()
    for noise in (0.0, 0.5, 0.8):
        errors = words = seconds = 0.0
        for number in range(5):
            texts = sentences[number * 30 : number * 30 + 30]
            data = _scanned(_printed(texts), noise)
            start = time.perf_counter()
            found = read_bytes(data, name="scan.pdf", settings=Settings()).pages[0].text
            seconds += time.perf_counter() - start
            true = _words(" ".join(texts))
            words += len(true)
            errors += _distance(true, _words(found))
        print(f"noise {noise}: word error rate {errors / words:.3f}, {seconds / 5:.2f} s a page")


def _seconds(action: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(FILES):
            action()
        best = min(best, (time.perf_counter() - start) / FILES)
    return best


def _sentences() -> list[str]:
    """Lines of the German reference texts, as long as a printed line."""
    rows = (find_strategy() / "texts" / "de" / "smart-city.jsonl").read_text(encoding="utf-8")
    words = re.sub(r"[^\w\s.,-]", "", rows).split()
    return [" ".join(words[start : start + 10]) for start in range(0, 3000, 10)]


def _printed(texts: Sequence[str]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    for number, text in enumerate(texts):
        canvas.drawString(60, 780 - 20 * number, text)
    canvas.save()
    return buffer.getvalue()


def _scanned(data: bytes, noise: float) -> bytes:
    with closing(pypdfium2.PdfDocument(data)) as document:
        page: Image.Image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    if noise:
        page = page.rotate(noise, fillcolor=255).filter(ImageFilter.GaussianBlur(noise))
        dice = random.Random(1)  # noqa: S311 -- speckle
        for _ in range(int(20_000 * noise)):
            page.putpixel((dice.randrange(page.width), dice.randrange(page.height)), dice.randrange(256))
    picture, buffer = io.BytesIO(), io.BytesIO()
    page.save(picture, "JPEG", quality=50)
    picture.seek(0)
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    return buffer.getvalue()


def _pdfium(data: bytes, pages: int) -> str:
    with closing(pypdfium2.PdfDocument(data)) as document:
        return "\n".join(_page_text(document, index) for index in range(pages))


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        return document[index].get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""


def _ways(data: bytes) -> Iterator[tuple[str, str]]:
    document = read_bytes(data, name="a.pdf", settings=Settings(max_recognised_pages=0, max_pages=1000))
    yield "s3align", "\n".join(page.text for page in document.pages)
    yield "PDFium", _pdfium(data, len(document.pages))
    yield "pypdf", "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if shutil.which("pdftotext"):
        yield (
            "pdftotext",
            subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode(),
        )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _f1(true: Sequence[str], found: Sequence[str]) -> float:
    common = sum((Counter(true) & Counter(found)).values())
    return 2 * common / (len(true) + len(found))


def _order(true: Sequence[str], found: Sequence[str]) -> float:
    """Like F1, but only words in matching runs count."""
    matcher = difflib.SequenceMatcher(None, true, found, autojunk=False)
    return 2 * sum(block.size for block in matcher.get_matching_blocks()) / (len(true) + len(found))


def _distance(true: Sequence[str], found: Sequence[str]) -> int:
    """Words inserted, left out or wrong (Levenshtein)."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(true, start=1):
        last, row[0] = row[0], number
        for index, other in enumerate(found, start=1):
            last, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, last + (word != other))
    return row[-1]


if __name__ == "__main__":
    ways = {"overhead": overhead, "speed": speed, "threads": threads, "quality": quality, "recognition": recognition}
    ways[sys.argv[1]](*map(Path, sys.argv[2:]))
