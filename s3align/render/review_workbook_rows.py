"""Writes the generated cells of a row of the review file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from s3align.render.messages import Messages
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_columns import (
    APPLICANT,
    FILE,
    MACHINE,
    REPORT,
    ROW,
    STATUS,
    TITLE,
    TO_READ,
    ReviewForm,
)
from s3align.render.review_workbook_match import Match
from s3align.render.review_workbook_status import RowWords
from s3align.render.review_workbook_table import Line, ReviewTable
from s3align.render.review_workbook_written import Written


class RowWriter:
    """Writes rows of one file, which lies in ``folder``; ``day``: in the words of its language."""

    def __init__(self, table: ReviewTable, form: ReviewForm, messages: Messages, writer: Writer, folder: Path) -> None:
        self._table, self._form, self._messages, self._writer = table, form, messages, writer
        self._words = RowWords(form, messages)
        self._folder = folder
        self._links: dict[Path, str] = {}

    def show(self, line: Line, match: Match, status: str, written: Written, day: str) -> None:
        """Writes what is known of the proposal of a row; what somebody has typed over it is kept as a note."""
        texts = self._texts(match, status)
        put = self._writer.put
        put(self._table.sheet, line.number, self._table.columns[ROW], match.known.row)
        for column, text in texts.items():
            at = self._table.columns[column]
            there = self._table.sheet._cells.get((line.number, at))  # noqa: SLF001 -- asking for a cell makes it
            written.keep(there, match.known.row, column, text, self._messages, day)
            cell = put(self._table.sheet, line.number, at, text)
            if column == REPORT and cell is not None:
                self._writer.link(cell, self._link(match))
        written.note(match.known.row, texts)

    def _texts(self, match: Match, status: str) -> dict[str, str]:
        """Column -> what stands in it; of a proposal that is gone, what was last known stays."""
        known, proposal = match.known, match.proposal
        texts = {FILE: known.name, STATUS: status}
        if proposal is None:
            return texts
        texts |= {TITLE: proposal.title or Path(known.name).stem, APPLICANT: proposal.applicant}
        if self._form.is_blind:
            return texts
        texts[TO_READ] = self._words.to_read(proposal)
        for theme in self._form.theme_ids:  # of one that waits, what the program said last
            texts[f"{MACHINE}{theme}"] = self._words.verdict(str(known.verdicts.get(theme, "")))
        texts[REPORT] = self._messages("review_head_report") if proposal.report else ""
        return texts

    def _link(self, match: Match) -> str:
        report: Any = match.proposal.report if match.proposal else None
        if report is None:
            return ""
        if report.parent not in self._links:  # asking the disk for every file takes longer than all the rest
            self._links[report.parent] = link(report.parent, self._folder)
        return f"{self._links[report.parent]}/{quote(report.name)}"


def link(place: Path, folder: Path) -> str:
    """Where a link leads that stands in a file in ``folder``: below it by a path, else by an address."""
    place, folder = place.resolve(), folder.resolve()
    return quote(place.relative_to(folder).as_posix()) if place.is_relative_to(folder) else place.as_uri()
