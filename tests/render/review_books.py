"""Runs, review files and the hands of people, for the tests of review files. Built by code; all names are made up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Self

import openpyxl

from s3align.record.assessment import Verdict
from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_columns import ReviewForm
from s3align.render.review_workbook_merge import Merge
from s3align.render.review_workbook_outcome import Outcome
from s3align.store.run_proposals import RunProposal, RunProposals

DAY = date(2026, 11, 27)
LATER = date(2026, 12, 3)
THEMES = {"de": {"water": "Wasser", "care": "Pflege"}, "en": {"water": "Water", "care": "Care"}}
HEADS = {
    "reviewer": "Gelesen von",
    "water": "Ihr Urteil: Wasser",
    "care": "Ihr Urteil: Pflege",
    "reason": "Grund",
    "remark": "Begründung in Worten",
    "decision": "Entscheidung",
    "dated": "Datum",
    "file": "Datei",
    "status": "Stand",
    "title": "Titel",
}


def form(language: str = "de", *, reviewer: str = "", blind: bool = False) -> ReviewForm:
    return ReviewForm(language, "made-up", "0" * 16, THEMES, "in", reviewer, blind)


def proposal(name: str, body: str = "", water: Verdict = Verdict.CORE, care: Verdict = Verdict.NONE) -> RunProposal:
    """``body`` stands for the bytes of the file; the name does where there is none."""
    sha256 = hashlib.sha256((body or name).encode()).hexdigest()
    return RunProposal(
        (name,), sha256, f"key-{name}-{sha256[:8]}", f"Titel {name}", "Ein Verein", {"water": water, "care": care}
    )


def run(*proposals: RunProposal) -> RunProposals:
    return RunProposals("in", "0" * 16, tuple(sorted(proposals, key=lambda entry: entry.name)))


def update(
    path: Path,
    run_: RunProposals,
    day: date = DAY,
    *,
    form_: ReviewForm | None = None,
    keeps_language: bool = True,
    merged: tuple[Path, ...] = (),
    later: bool = False,
) -> Outcome:
    """As the command does it."""
    book = open_review(path, form_ or form(), day, keeps_language=keeps_language)
    if merged:
        book = book.afresh()
    return finish(book, run_, merged, later=later)


def finish(book: ReviewBook, run_: RunProposals, merged: tuple[Path, ...] = (), *, later: bool = False) -> Outcome:
    book.follow(run_)
    merge = Merge(book, later_wins=later)
    for file in merged:
        merge.take_in(file)
    book.add_rows(tuple(merge.pending.values()))
    book.show()
    book.read()
    return book.write("Eine Strategie")


class Hand:
    """Somebody who has a review file open, and saves it at the end of the block."""

    def __init__(self, path: Path, sheet: str = "Prüfung") -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path, rich_text=True)
        self.sheet = self.book[sheet]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.save(self.path)

    def column(self, head: str) -> int:
        """By its head, or by a short name for it."""
        wanted = HEADS.get(head, head)
        return next(cell.column for cell in self.sheet[1] if cell.value == wanted)

    def rows(self, file: str) -> list[int]:
        at = self.column("file")
        return [row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, at).value == file]

    def cell(self, file: str, head: str, nth: int = 0):
        return self.sheet.cell(self.rows(file)[nth], self.column(head))

    def enter(self, file: str, nth: int = 0, **values: object) -> None:
        for head, value in values.items():
            self.cell(file, head, nth).value = value

    def swap(self, one: int, other: int) -> None:
        """Two rows change places, as sorting does it: values and looks, not the heights."""
        for column in range(1, self.sheet.max_column + 1):
            here, there = self.sheet.cell(one, column), self.sheet.cell(other, column)
            here.value, there.value = there.value, here.value


def shown(path: Path) -> dict[str, list[dict[str, object]]]:
    """File -> its rows: head -> value, by short names where there are any, without empty cells."""
    sheet = openpyxl.load_workbook(path)["Prüfung"]
    short = {text: name for name, text in HEADS.items()}
    heads = [short.get(str(cell.value), cell.value) for cell in sheet[1]]
    found: dict[str, list[dict[str, object]]] = {}
    for values in sheet.iter_rows(min_row=2, values_only=True):
        row = {head: value for head, value in zip(heads, values, strict=True) if value is not None and head}
        if row:
            found.setdefault(str(row.get("file")), []).append(row)
    return found


def status(path: Path, file: str, nth: int = 0) -> str:
    return str(shown(path)[file][nth].get("status", ""))


def entries(row: Mapping[str, object]) -> dict[str, object]:
    """What people have entered into a row."""
    return {
        name: row[name]
        for name in ("reviewer", "water", "care", "reason", "remark", "decision", "dated")
        if name in row
    }
