"""Measures headings found by their looks against the outlines that files bring along.

Run ``python benchmarks/structure.py FOLDER``. Of every PDF with an outline of ten entries and more, half of which stand on
their pages in these words, the outline is taken away before layout. Precision is a lower bound: outlines leave out lower
levels. Counts per file and over all.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from s3align.errors import NotAssessableError
from s3align.reading.layout.blocks import lay_out
from s3align.reading.layout.headings import OutlineHeadings
from s3align.reading.layout.section_titles import without_numbering
from s3align.reading.pdf.reader import read_pdf
from s3align.record.document import PassageKind
from s3align.settings import Settings

FEWEST = 10


def main() -> None:
    """One line per file and one for all."""
    total = [0, 0, 0]
    files = 0
    for file in sorted(Path(sys.argv[1]).rglob("*.pdf")):
        counts = _counts(file)
        if counts:
            files += 1
            total = [one + other for one, other in zip(total, counts, strict=True)]
            print(_row(file.stem[-46:], *counts))
    print(_row(f"all {files} files", *total))


def _counts(file: Path) -> tuple[int, int, int] | None:
    """Headings of the outline, headings found, and those that are both; None where there is no good outline."""
    try:
        source = read_pdf(file.read_bytes(), name=file.name, settings=Settings(max_recognised_pages=0))
    except NotAssessableError:
        return None
    pages = dict(enumerate((raw_page.lines for raw_page in source.raw_pages), start=1))
    outline = OutlineHeadings(source.outline, pages)
    true = {
        (page, _key(" ".join(line.text for line in pages[page][start : start + count])))
        for page, places in outline.on_page.items()
        for start, (count, _) in places.items()
    }
    if len(source.outline) < FEWEST or len(true) < len(source.outline) / 2:
        return None
    last = max(entry.page for entry in source.outline)
    blocks = lay_out(replace(source, outline=()))
    found = {
        (page, _key(block.text))
        for page, entries in enumerate(blocks, start=1)
        for block in entries
        if block.kind is PassageKind.HEADING and page <= last
    }
    return len(true), len(found), len(true & found)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", without_numbering(text)).casefold()


def _row(name: str, true: int, found: int, both: int) -> str:
    return f"{name:<48} recall {both / max(true, 1):.3f}  precision {both / max(found, 1):.3f}  ({true} true, {found} found)"


if __name__ == "__main__":
    main()
