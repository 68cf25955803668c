"""What is wrong or to be settled in a review file before the program is measured with it or learns from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from s3align.evaluation.agreement import latest
from s3align.evaluation.disagreements import Gravity, disagreements
from s3align.evaluation.finding import Finding
from s3align.evaluation.review_files import ReviewFile, agreed, locate, open_review
from s3align.nearest import nearest
from s3align.strategy.model import Strategy

_ROW = re.compile(r"\d+")


def lint_review(path: Path, strategy: Strategy, folder: Path | None = None) -> Iterator[Finding]:
    """All findings in a review file; the line of each is its row in the sheet, 1 for the file as a whole.

    ``folder``: where its proposals lie now, by default the one that was assessed.

    Raises UsageError or DataError where the file cannot be read at all.
    """
    file = open_review(path)
    themes = [theme.id for theme in strategy.themes]
    for cell in file.wrong:
        row = _ROW.search(cell.cell)
        yield _finding(path, int(row.group()) if row else 1, "wrong-cell", str(cell.said), is_mistake=True)
    for theme in file.themes:
        if theme not in themes:
            message = f"unknown theme '{theme}' (made for the strategy '{file.strategy}'). {nearest(theme, themes)}"
            yield _finding(path, 1, "unknown-theme", message, is_mistake=True)
    yield from _readings(file)
    yield from _files(file, themes, folder or Path(file.folder))
    settled = {(entry.sha256, entry.theme) for entry in file.settled}
    for found in disagreements(file.readings, themes):
        if found.theme and found.gravity is not Gravity.DEGREE and (found.sha256, found.theme) not in settled:
            said = "; ".join(f"{entry.reviewer}: {entry.verdict}" for entry in found.said)
            yield _finding(
                path, _row(file, found.sha256), "disputed", f"'{found.theme}' of {found.file} is not used: {said}."
            )


def _readings(file: ReviewFile) -> Iterator[Finding]:
    """Readings that count for nothing."""
    last = latest([row for row in file.readings if row.verdicts])
    for row, reading in zip(file.rows, file.readings, strict=True):
        if not reading.verdicts:
            yield _finding(file.path, row, "no-verdict", f"{reading.file} has an entry, but no verdict on a theme.")
        elif last[reading.sha256, reading.reviewer] is not reading:
            message = f"{reading.reviewer} has a later entry for {reading.file}; this one does not count."
            yield _finding(file.path, row, "read-twice", message)
        elif reading.reviewer == file.path.name:
            yield _finding(file.path, row, "no-name", f"nobody says who has read {reading.file}.")


def _files(file: ReviewFile, themes: list[str], folder: Path) -> Iterator[Finding]:
    """Proposals that are not there as they were read."""
    if folder == Path() or not folder.is_dir():
        message = f"the folder of its proposals is not here ({folder}). Name it with --folder."
        yield _finding(file.path, 1, "no-folder", message)
        return
    found = locate(agreed(file.readings, themes), [folder])
    rows = {reading.file: row for row, reading in zip(file.rows, file.readings, strict=True)}
    for name in found.missing:
        yield _finding(
            file.path, rows[name], "missing-file", f"{name} is not in {folder}; it measures and teaches nothing."
        )
    for name in found.changed:
        yield _finding(file.path, rows[name], "changed-file", f"{name} was changed since it was read; read it again.")


def _row(file: ReviewFile, sha256: str) -> int:
    return next(row for row, reading in zip(file.rows, file.readings, strict=True) if reading.sha256 == sha256)


def _finding(path: Path, row: int, code: str, message: str, *, is_mistake: bool = False) -> Finding:
    return Finding(f"{path}:{row}", code, message, is_mistake)
