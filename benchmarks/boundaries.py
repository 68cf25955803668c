"""Measures what reading takes lines of real PDFs for, against marks that were set by hand.

Run ``python benchmarks/boundaries.py FOLDER [MARKS]`` (default: tests/reading/boundaries.jsonl). The marks say of every line
of some pages what it is, by its place on the page, and name the file by its SHA-256: they hold no text. Files that are not
in the folder are counted and passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pypdfium2

from s3align.errors import NotAssessableError
from s3align.reading.read import read_bytes
from s3align.record.document import Document, Passage
from s3align.record.word_boxes import WordBox
from s3align.settings import Settings

MARKS = Path(__file__).resolve().parents[1] / "tests" / "reading" / "boundaries.jsonl"
NOT_SHOWN = "not shown"
GROUPS = {
    "heading": ("heading",),
    "running head": ("furniture",),
    "contents list": ("contents",),
    "references": ("references",),
    "boilerplate": ("budget", "partners", "formalities", "prompt"),
    "left out, all kinds": ("furniture", "contents", "references", "budget", "partners", "formalities", "prompt"),
    NOT_SHOWN: (NOT_SHOWN,),
}
"""What is reported -> the kinds that belong to it; "not shown" is a line of which no word was read."""
_TOLERANCE = 1.0  # points
_MOST_EXAMPLES = 6


class MarkedLine(msgspec.Struct, array_like=True, frozen=True):
    """Edges of a line in points of the page's own coordinates, and what it is."""

    left: float
    bottom: float
    right: float
    top: float
    kind: str


class MarkedFile(msgspec.Struct, frozen=True):
    """The marks of one file; ``pages`` by their number from 1."""

    sha256: str
    pages: dict[int, list[MarkedLine]]


def main() -> None:
    """Prints precision and recall of every group, and the commonest confusions."""
    folder, marks = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else MARKS
    files = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in sorted(folder.rglob("*.pdf"))}
    marked = [msgspec.json.decode(line, type=MarkedFile) for line in marks.read_text(encoding="utf-8").splitlines()]
    known = [entry for entry in marked if entry.sha256 in files]
    pairs: Counter[tuple[str, str]] = Counter()
    for entry in known:
        pairs.update(_pairs(files[entry.sha256], entry))
    print(f"{len(known)} of {len(marked)} marked files, {pairs.total()} lines")
    print(f"{'':22}{'marked':>8}{'found':>8}{'precision':>11}{'recall':>8}")
    for name, kinds in GROUPS.items():
        print(_row(name, pairs, kinds))
    wrong = Counter({pair: count for pair, count in pairs.items() if pair[0] != pair[1]})
    for (true, found), count in wrong.most_common(_MOST_EXAMPLES):
        print(f"  {count:>4} lines of '{true}' were taken for '{found}'")


def _pairs(file: Path, marked: MarkedFile) -> Iterator[tuple[str, str]]:
    """(What a line is, what it was taken for), line by line."""
    data = file.read_bytes()
    try:
        document = read_bytes(data, name=file.name, settings=Settings(max_recognised_pages=0))
    except NotAssessableError:
        yield from ((line.kind, NOT_SHOWN) for lines in marked.pages.values() for line in lines)
        return
    with contextlib.closing(pypdfium2.PdfDocument(data)) as pdf:
        for number, lines in marked.pages.items():
            passages = [passage for passage in document.passages if passage.page == number]
            words = document.pages[number - 1].boxes
            text_page = pdf[number - 1].get_textpage()
            for line in lines:
                on_line = [word for word in words if _is_on(word, line)]
                printed = text_page.get_text_bounded(line.left, line.bottom, line.right, line.top)
                yield line.kind, _by_words(passages, on_line) or _by_text(document, passages, printed) or NOT_SHOWN


def _by_words(passages: Sequence[Passage], words: Sequence[WordBox]) -> str | None:
    """The kind of the passage that holds most of some words."""
    kinds = Counter(
        passage.kind.value for word in words for passage in passages if passage.start <= word.start < passage.end
    )
    return kinds.most_common(1)[0][0] if kinds else None


def _by_text(document: Document, passages: Sequence[Passage], printed: str) -> str | None:
    """The kind of the first passage with the letters of a line: what is not scored has no places for its words."""
    letters = _letters(printed)
    return next((entry.kind.value for entry in passages if letters and letters in _letters(document.text(entry))), None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _is_on(word: WordBox, line: MarkedLine) -> bool:
    across, up = (word.left + word.right) / 2, (word.bottom + word.top) / 2
    return (
        line.left - _TOLERANCE <= across <= line.right + _TOLERANCE
        and line.bottom - _TOLERANCE <= up <= line.top + _TOLERANCE
    )


def _row(name: str, pairs: Counter[tuple[str, str]], kinds: tuple[str, ...]) -> str:
    marked = sum(count for (true, _), count in pairs.items() if true in kinds)
    found = sum(count for (_, taken), count in pairs.items() if taken in kinds)
    both = sum(count for (true, taken), count in pairs.items() if true in kinds and taken in kinds)
    precision = f"{both / found:.3f}" if found else "-"
    recall = f"{both / marked:.3f}" if marked else "-"
    return f"{name:22}{marked:>8}{found:>8}{precision:>11}{recall:>8}"


if __name__ == "__main__":
    main()
