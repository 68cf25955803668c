"""Measures what finding passages that proposals share costs.

python benchmarks/shared_passages.py run FILES...     made texts: seconds, largest memory, what is found of what was copied
python benchmarks/shared_passages.py keep FOLDER      real files: bytes and CPU for what is kept, against record and task
python benchmarks/shared_passages.py pairs FOLDER     real files: every passage named, the longest first, to be read

A made text has 2,000 words of its own, a form of 300 words that all have, and 60 words that the file before it has, three of
them changed. Nothing is kept.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from s3align.errors import NotAssessableError
from s3align.jobs.compared_pages import compared_pages, own_rows
from s3align.jobs.task import signature_of, text_of
from s3align.pipeline import default_pipeline
from s3align.record.codec import to_json
from s3align.record.document import Document
from s3align.render.html import render_html
from s3align.store.compared_text import packed
from s3align.store.shared_passages import SharedPassages
from s3align.store.similar import SimilarFiles

WORDS, FORM_WORDS, COPIED_WORDS, CHANGED = 2_000, 300, 60, (11, 29, 46)
PAGE_WORDS = 300
VOCABULARY = 20_000


def main() -> None:
    """Runs the measurement that the command names."""
    name, *rest = sys.argv[1:] or ["help"]
    if name == "run":
        for files in rest:  # each in a process of its own, so that memory is its own
            subprocess.run([sys.executable, __file__, "one", files], check=True)
    elif name == "one":
        _one(int(rest[0]))
    elif name == "keep":
        _keep(Path(rest[0]))
    elif name == "pairs":
        _pairs(Path(rest[0]))
    else:
        print(__doc__)


def _one(files: int) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(_database(Path(folder))) as database:
        similar, shared = SimilarFiles(database), SharedPassages(database)
        size, pages, making = 0, 0, 0.0
        for number, text in enumerate(_texts(files), start=1):
            start = time.process_time()
            kept = packed(text)
            making += time.process_time() - start
            size, pages = size + len(kept), pages + len(text)
            database.execute("insert into line values (?, ?)", (number, f"{number:06}"))
            shared.add(number, kept)
        before, start = _memory(), time.process_time()
        similar.compare()
        shared.compare()
        comparing = time.process_time() - start
        start, found, blocks = time.process_time(), 0, 0
        for number in range(1, files + 1):
            own, _ = shared.of(number)
            found += any(int(entry.other) == number - 1 and entry.files == 2 for entry in own)
            blocks += any(entry.files == files for entry in own)
        reading = time.process_time() - start
        (pairs,) = database.execute("select count(*) from shared").fetchone()
        disk = sum(file.stat().st_size for file in Path(folder).iterdir())
    print(
        f"{files} files, {pages} pages: kept {size / pages:.0f} bytes and {1e3 * making / pages:.2f} ms of CPU a page; "
        f"compared in {comparing:.1f} s of CPU, {1e6 * comparing / files:.0f} µs a file; rows read in {reading:.1f} s; "
        f"memory {before:.0f} MB, then at most {_memory():.0f} MB; {disk / 1e6:.0f} MB on disk. "
        f"Copies found: {found} of {files - 1}, form found in {blocks} of {files}, other passages: {pairs // 2 - found}",
        flush=True,
    )


def _database(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "lines.sqlite", isolation_level=None)
    database.executescript("pragma journal_mode = off; pragma synchronous = off; create table line (number, name);")
    database.execute("create unique index line_by_number on line (number)")
    return database


def _texts(files: int) -> Iterator[list[str]]:
    choose = random.Random(7)  # noqa: S311 -- the same texts in every run
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(choose.choices(letters, k=choose.randrange(3, 14))) for _ in range(VOCABULARY)]
    chances = [1 / (rank + 10) for rank in range(VOCABULARY)]
    form = choose.choices(vocabulary, chances, k=FORM_WORDS)
    before: list[str] = []
    for _ in range(files):
        words = choose.choices(vocabulary, chances, k=WORDS)
        copied = [word if place not in CHANGED else "anders" for place, word in enumerate(before)]
        whole = [*form, *words, *copied]
        before = words[500 : 500 + COPIED_WORDS]
        yield [" ".join(whole[start : start + PAGE_WORDS]) for start in range(0, len(whole), PAGE_WORDS)]


def _memory() -> float:
    import resource  # noqa: PLC0415 -- not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _keep(folder: Path) -> None:
    pipeline = default_pipeline()
    own = own_rows(pipeline.strategy)
    pages, records, kept, task, keeping = 0, 0, 0, 0.0, 0.0
    for document in _documents(folder):
        start = time.process_time()
        assessment = pipeline.assess(document)
        render_html(assessment, pipeline.strategy, "de")
        signature_of(text_of(document))
        between = time.process_time()
        blob = packed(compared_pages(document), own)
        task, keeping = task + between - start, keeping + time.process_time() - between
        pages += len(document.pages)
        records, kept = records + len(to_json(assessment)), kept + len(blob)
    print(
        f"{pages} pages: {kept / pages:.0f} bytes a page, {kept / records:.1%} of the records; "
        f"{1e3 * keeping / pages:.2f} ms of CPU a page, {keeping / task:.1%} of assessing and rendering without reading"
    )


def _pairs(folder: Path) -> None:
    own = own_rows(default_pipeline().strategy)
    with tempfile.TemporaryDirectory() as made, closing(_database(Path(made))) as database:
        similar, shared = SimilarFiles(database), SharedPassages(database)
        for number, document in enumerate(_documents(folder), start=1):
            database.execute("insert into line values (?, ?)", (number, document.name))
            if signature := signature_of(text_of(document)):
                similar.add(number, signature)
            shared.add(number, packed(compared_pages(document), own))
        similar.compare()
        shared.compare()
        rows = database.execute(
            "select words, a.name, page, b.name, other_page, quote from shared join line as a on a.number = file "
            "join line as b on b.number = other where file < other order by words desc"
        ).fetchall()
        for words, one, page, other, other_page, quote in rows:
            print(f"{words} words: {one} p. {page} = {other} p. {other_page}\n    {quote}")
        for block in shared.blocks(50):
            print(f"in {block.files} files, {block.words} words: {block.places[0]}\n    {block.quote}")
        (files,) = database.execute("select count(*) from line").fetchone()
        (pairs,) = database.execute(
            "select count(*) from (select distinct file, other from shared where file < other)"
        ).fetchone()
        print(f"{files} files: {len(rows)} passages of {pairs} pairs, in {shared.files()} files")


def _documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.iterdir()):
        if path.suffix in (".pdf", ".docx", ".odt"):
            try:
                yield default_pipeline().read(path)
            except NotAssessableError:
                continue


if __name__ == "__main__":
    main()
