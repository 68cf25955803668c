"""Deletes one case from a folder of results, completely.

What is found of it is told first; then it goes in such an order that a command which was stopped half way can be called again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from s3align.errors import UsageError, said
from s3align.files import file_hash, shown_name, write_atomically
from s3align.jobs.archive import INDEX
from s3align.jobs.forget_elsewhere import LeftFile, left_files
from s3align.jobs.run import RESULTS, own_files
from s3align.render.review_workbook_forget import review_traces
from s3align.render.review_workbook_mentions import Mention
from s3align.store.bag_reader import NoBagError, UnsafeArchiveError, open_bag
from s3align.store.forgetting import ForgettableLedger, ForgottenCase
from s3align.store.results import REPORTS
from s3align.store.trace_words import TraceSearch

_HALF_WRITTEN = tuple(f".{name}.{'[a-z0-9_]' * 8}" for name in ("*.zip", "review*.xlsx"))
"""Archives and review files of a command that was killed, by the names that ``files.replacing`` gives."""


@dataclass(frozen=True, slots=True)
class ReviewRows:
    """What goes from a review file: rows that people had filled (``readings``); ``mentions``: words of theirs that stay."""

    path: Path
    readings: int
    mentions: tuple[Mention, ...]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that goes with a case.

    ``proposals``: its files in the folder of the run that are still the same bytes. ``similar``: files that stay, with nearly
    the same text: perhaps the same project. ``left``: files of people's own, to be seen to.
    """

    case: ForgottenCase
    reports: tuple[Path, ...]
    reviews: tuple[ReviewRows, ...]
    archives: tuple[Path, ...]
    proposals: tuple[Path, ...]
    similar: tuple[str, ...]
    left: tuple[LeftFile, ...]


def plan(results: Path, folder: Path | None, ledger: ForgettableLedger, name: str, max_file_bytes: int) -> Plan:
    """What there is of a case. Raises UsageError for an unknown name, and where a review file cannot be rewritten."""
    case = ledger.find(name)
    search = TraceSearch(case.words)
    reviews = tuple(
        ReviewRows(found.path, found.readings, found.mentions, found.is_changed)
        for found in review_traces(results, case.names, case.hashes, ledger.others(case), search)
    )
    reports = sorted(path for path in (results / REPORTS).glob("*.html") if case.is_report(path.name))
    bags = {path: _source(path, max_file_bytes) for path in sorted(results.rglob("*.zip"))}
    archives = [path for path, sha256 in bags.items() if sha256 in case.hashes]
    files, similar = tuple(_same_files(case, folder)), tuple(ledger.similar(case))
    own = {path.resolve() for path, sha256 in bags.items() if sha256}
    left = left_files(results, search, case.hashes, _passed_over(results, folder, own))
    return Plan(case, tuple(reports), reviews, tuple(archives), files, similar, tuple(left))


def carry_out(
    planned: Plan, results: Path, ledger: ForgettableLedger, note: Callable[[], None], *, with_proposal: bool
) -> None:
    """Deletes it: what people wrote first, since that can fail; the ledger last, which the case is found by.

    ``note`` is called before that, so that no deletion is without its note wherever the command is stopped.
    The tables are gone afterwards, and are to be written anew. Raises UsageError where something cannot be deleted.
    """
    case = planned.case
    for found in review_traces(results, case.names, case.hashes, ledger.others(case), TraceSearch(case.words)):
        found.write()
    with _told():
        for path in (*(planned.proposals if with_proposal else ()), *planned.reports):
            path.unlink(missing_ok=True)
        for path in planned.archives:
            _leave_index(path)
            path.unlink(missing_ok=True)
        for path in chain.from_iterable(map(results.rglob, _HALF_WRITTEN)):
            path.unlink(missing_ok=True)
        for name in RESULTS:
            (results / name).unlink(missing_ok=True)
    note()
    ledger.delete(case)


def is_unfinished(results: Path) -> bool:
    """Whether a deletion was stopped after the tables had gone and before they were written anew."""
    return not any((results / name).exists() for name in RESULTS)


def _passed_over(results: Path, folder: Path | None, archives: Collection[Path]) -> Callable[[Path], bool]:
    """Tells files of people's own from those of the program and, where they lie below the results, from proposals."""
    is_own, below = own_files(results), folder.resolve() if folder else results.resolve()
    has_proposals = below != results.resolve() and below.is_relative_to(results.resolve())
    indexes = {path.with_name(INDEX) for path in archives}

    def is_passed_over(path: Path) -> bool:
        if (
            is_own(path)
            or path in archives
            or path in indexes
            or any(fnmatch(path.name, name) for name in _HALF_WRITTEN)
        ):
            return True
        return has_proposals and path.is_relative_to(below)

    return is_passed_over


def _same_files(case: ForgottenCase, folder: Path | None) -> Iterator[Path]:
    for _, below in case.paths if folder else ():
        path = folder / below if folder else below
        with suppress(OSError):
            if file_hash(path) == case.sha256:
                yield path


def _source(path: Path, max_file_bytes: int) -> str:
    """The SHA-256 of the proposal that an archive is about; "" for a ZIP that is none."""
    try:
        with open_bag(path, max_file_bytes) as bag:
            return bag.source_sha256
    except (OSError, zipfile.BadZipFile, UnsafeArchiveError, NoBagError):
        return ""


def _leave_index(archive: Path) -> None:
    """Takes an archive out of the index beside it."""
    index = archive.with_name(INDEX)
    if not index.is_file():
        return
    lines = index.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if archive.name.encode() not in line]
    if kept != lines:
        write_atomically(index, kept, force=True)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the system as a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            said(
                "forget_cannot_delete",
                "{file} cannot be deleted ({why}). Close it in other programs, check your rights, and call again.",
                file=shown_name(Path(error.filename or "?")),
                why=error.strerror,
            )
        ) from error
