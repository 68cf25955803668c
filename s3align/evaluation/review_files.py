"""Review files (review.xlsx) as labelled data: what the people who have read a proposal agree on, and where it lies now.

A theme is known of a proposal where all who answered it say "core" or "side" (it is about the theme), or all say "none". It is
open where they say "touched" (a reader could defend it, see ``proposals``), some "none" among it, or all say "unclear". Else
they differ in more than degree: it is disputed and used for nothing, since one is wrong and nobody has settled who. Where they
have settled it (the outcome of their talk on the sheet of differences), that verdict stands for what each of them says.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from s3align.errors import DataError, UsageError, said
from s3align.evaluation.agreement import latest
from s3align.files import file_hash, shown_name
from s3align.record.assessment import Verdict
from s3align.render.review_settled import by_file, settled_of
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_read import WrongCell, reading_of, table_of
from s3align.store.review import Reading, Settled

REVIEW = ".xlsx"
"""Ending of a review file."""
_ADDRESSED = {Verdict.CORE, Verdict.SIDE}
_FAR = {Verdict.TOUCHED, Verdict.NONE}
_MOST_TOLD = 20
"""Cells that an error names."""


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """What a review file holds. ``folder``: the one that was assessed, as the file names it; ``themes``: those it asks for.

    ``rows``: of each reading; ``wrong``: cells that cannot be understood; ``settled``: what people have agreed on since.
    """

    path: Path
    strategy: str
    themes: tuple[str, ...]
    folder: str
    readings: tuple[Reading, ...]
    rows: tuple[int, ...] = ()
    wrong: tuple[WrongCell, ...] = ()
    settled: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProposal:
    """A proposal that people have read: theme -> whether they agree that it is about it.

    ``disputed``: themes on which they differ; ``open``: themes that they agree not to settle. ``readers``: how many; ``seen``:
    somebody saw what the program says. ``path``: where it lies; None where it was not found. ``settled``: themes on which the
    outcome of a talk counts.
    """

    file: str
    sha256: str
    expected: Mapping[str, bool]
    disputed: tuple[str, ...]
    open: tuple[str, ...]
    readers: int
    is_seen: bool
    path: Path | None = None
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProposals:
    """The proposals of some review files that are there as they were read, and the names of those that are not.

    ``missing``: not in the folder; ``changed``: another file of that name is. ``readings``: all of them.
    """

    found: tuple[ReadProposal, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    readings: tuple[Reading, ...]

    @property
    def disputed(self) -> int:
        """Themes of proposals on which people differ."""
        return sum(len(proposal.disputed) for proposal in self.found)

    @property
    def open(self) -> int:
        """Themes of proposals that people agree not to settle."""
        return sum(len(proposal.open) for proposal in self.found)

    @property
    def settled(self) -> int:
        """Themes of proposals on which people differed and have settled it."""
        return sum(len(proposal.settled) for proposal in self.found)


def is_review(path: Path) -> bool:
    """Whether a file is a review file, by its ending."""
    return path.suffix.lower() == REVIEW


def open_review(path: Path) -> ReviewFile:
    """A review file with all that is wrong in it; who gives no name is called by the file's.

    Raises UsageError or DataError where it cannot be read at all.
    """
    book = open_workbook(path).book
    memory, table = table_of(path, book)
    wrong: list[WrongCell] = []
    found = [
        (line.number, reading if reading.reviewer else replace(reading, reviewer=path.name))
        for line in table.lines()
        if (reading := reading_of(line, table, memory, wrong))
    ]
    rows, readings = tuple(row for row, _ in found), tuple(reading for _, reading in found)
    form, settled = memory.form, settled_of(book, memory, wrong)
    return ReviewFile(path, form.strategy, form.theme_ids, form.run, readings, rows, tuple(wrong), settled)


def read_proposals_of(paths: Sequence[Path], themes: Sequence[str], folder: Path | None = None) -> ReadProposals:
    """The proposals of some review files; ``folder``: where they lie now, by default the folder that was assessed.

    Raises DataError where a cell cannot be understood or a theme is none of ``themes``, UsageError where no folder is known, or
    it is not there.
    """
    files = [_checked(open_review(path), themes) for path in paths]
    readings = tuple(reading for file in files for reading in file.readings)
    folders = {folder} if folder else {Path(file.folder) for file in files if file.folder}
    if not folders:
        raise UsageError(
            said(
                "read_no_folder",
                "{file} does not say which folder was assessed. Name the folder with the proposals with --folder.",
                file=shown_name(paths[0]),
            )
        )
    settled = [entry for file in files for entry in file.settled]
    return locate(agreed(readings, themes, settled), sorted(folders), readings)


def agreed(readings: Sequence[Reading], themes: Sequence[str], settled: Sequence[Settled] = ()) -> list[ReadProposal]:
    """What people agree on, proposal by proposal, in order of their names; of a person's readings the last counts.

    ``settled`` takes the place of what they say of a theme; where two files settle it differently, it is disputed again.
    """
    by_proposal: dict[str, list[Reading]] = defaultdict(list)
    for (sha, _), reading in sorted(latest([row for row in readings if row.verdicts]).items()):
        by_proposal[sha].append(reading)
    outcomes = by_file([entry for entry in settled if entry.theme])
    found = (_agreed(own, themes, outcomes.get(sha, ())) for sha, own in by_proposal.items())
    return sorted(found, key=lambda row: (row.file, row.sha256))


def locate(read: Sequence[ReadProposal], folders: Sequence[Path], readings: Sequence[Reading] = ()) -> ReadProposals:
    """Finds the files by their bytes, under their name or any other.

    Raises UsageError for a folder that is not there.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                said(
                    "read_folder_gone",
                    "The folder {folder}, whose proposals were read, is not there. Name the folder where they lie now with "
                    "--folder.",
                    folder=folder,
                )
            )
    places = {row.sha256: path for row in read if (path := _under_its_name(row, folders))}
    places |= dict(_elsewhere([row for row in read if row.sha256 not in places], folders))
    found = tuple(replace(row, path=places[row.sha256]) for row in read if row.sha256 in places)
    later = {row.file for row in found}  # of a file that somebody has read again since it was changed
    absent = [row.file for row in read if row.sha256 not in places and row.file not in later]
    changed = tuple(name for name in absent if any((folder / name).is_file() for folder in folders))
    return ReadProposals(found, tuple(name for name in absent if name not in changed), changed, tuple(readings))


def _checked(file: ReviewFile, themes: Sequence[str]) -> ReviewFile:
    """The file, where everything in it can be used."""
    if file.wrong:
        cells = tuple(cell.said for cell in file.wrong[:_MOST_TOLD])
        raise DataError(
            said(
                "review_wrong_cells",
                "{file} holds cells that cannot be understood: {cells}",
                file=shown_name(file.path),
                cells=cells,
            )
        )
    unknown = tuple(theme for theme in file.themes if theme not in themes)
    if unknown:
        raise DataError(
            said(
                "read_other_strategy",
                "{file} was made for the strategy '{strategy}' and asks for themes that this one does not have: {themes}. "
                "Name the strategy with --strategy.",
                file=shown_name(file.path),
                strategy=file.strategy,
                themes=unknown,
            )
        )
    return file


def _agreed(readings: Sequence[Reading], themes: Sequence[str], settled: Sequence[Settled]) -> ReadProposal:
    said_of = {theme: {row.verdicts[theme] for row in readings if theme in row.verdicts} for theme in themes}
    outcomes = {
        theme: {entry.verdict for entry in settled if entry.theme == theme and entry.verdict} for theme in themes
    }
    said_of |= {theme: found for theme, found in outcomes.items() if found}
    answered = {theme: found for theme, found in said_of.items() if found}
    expected = {
        theme: found <= _ADDRESSED
        for theme, found in answered.items()
        if found <= _ADDRESSED or found == {Verdict.NONE}
    }
    is_open = [theme for theme, found in answered.items() if found <= _FAR or found == {Verdict.UNCLEAR}]
    first = readings[0]
    return ReadProposal(
        first.file,
        first.sha256,
        expected,
        disputed=tuple(theme for theme in answered if theme not in expected and theme not in is_open),
        open=tuple(theme for theme in is_open if theme not in expected),
        readers=len(readings),
        is_seen=not all(row.is_blind for row in readings),
        settled=tuple(theme for theme, found in outcomes.items() if found),
    )


def _under_its_name(row: ReadProposal, folders: Sequence[Path]) -> Path | None:
    paths = (folder / row.file for folder in folders)
    return next((path for path in paths if path.is_file() and _hash(path) == row.sha256), None)


def _elsewhere(wanted: Sequence[ReadProposal], folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """SHA-256 and path of files with wanted bytes, wherever they lie below the folders; other kinds are not read."""
    missing = {row.sha256 for row in wanted}
    suffixes = {Path(row.file).suffix.lower() for row in wanted}
    for path in _below(folders if missing else ()):
        if path.suffix.lower() in suffixes and (sha256 := _hash(path)) in missing:
            missing.remove(sha256)
            yield sha256, path
        if not missing:
            return


def _below(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for parent, names, files in os.walk(folder):
            names.sort()
            yield from (Path(parent) / name for name in sorted(files))


def _hash(path: Path) -> str:
    """The SHA-256 of a file; of one that cannot be opened none, so that it counts as changed."""
    try:
        return file_hash(path)
    except OSError:
        return ""
