"""Writes the archives of a folder of results, one after another: memory stays the same for ten proposals and ten thousand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from s3align.errors import Said, UsageError, said
from s3align.files import file_hash, replacing, shown_name, write_atomically
from s3align.render.archive import Enclosed, Sources, make_archive
from s3align.render.archive_tables import table_lines
from s3align.render.review_settled import by_file, read_settled
from s3align.render.review_workbook_read import read_review
from s3align.store.bag import write_bag
from s3align.store.cases import Case
from s3align.store.results import REPORTS
from s3align.store.review import PeopleWrote, Reading, Settled, is_review_file

INDEX = "index.csv"
INDEX_COLUMNS = ("file", "archive", "archive_sha256", "proposal_sha256", "names", "assessed_on", "missing")
_COPY = re.compile(r"\.\d{4}-\d{2}-\d{2}(?:-\d+)?\.xlsx$")
Wrote = Callable[[Case], PeopleWrote]


@dataclass(frozen=True, slots=True)
class Written:
    """An archive that was written: of which case, where, its SHA-256, and what is missing in it."""

    case: Case
    path: Path
    sha256: str
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Order:
    """How archives are made: of results in ``results`` and proposals in ``folder`` (None: not known), to ``out``.

    ``with_proposal``: enclose the proposals. ``people``: what they wrote of a case. ``force``: replace what is there.
    """

    results: Path
    folder: Path | None
    out: Path
    sources: Sources
    people: Wrote
    with_proposal: bool = True
    force: bool = False


def write_archives(cases: Iterable[Case], order: Order) -> Iterator[Written]:
    """Writes an archive for each case into the folder ``out``, or to ``out`` itself where that ends in .zip.

    Raises OutputExistsError where one is there, UsageError where it cannot be written, DataError for a damaged record.
    """
    is_file = is_archive_name(order.out)
    if not is_file:
        make_folder(order.out)
    for case in cases:
        archive = make_archive(case, _enclosed(case, order), order.sources)
        target = order.out if is_file else order.out / f"{archive.name}.zip"
        with replacing(target, force=order.force) as temporary:
            write_bag(temporary, archive.name, archive.files, archive.info)
            sha256 = file_hash(temporary)
        yield Written(case, target, sha256, archive.missing)


def people_said(results: Path, tell: Callable[[Said], None]) -> Wrote:
    """What the review files of a folder say of a case: review.xlsx and those of single persons, without copies kept of them.

    An outcome of a talk belongs to the bytes that people had read, so it is found by SHA-256 alone. ``tell`` is given a
    sentence for each cell that cannot be understood. Raises UsageError and DataError as ``read_review``.
    """
    found: dict[str, list[Reading]] = {}
    outcomes: dict[Settled, None] = {}
    for path in sorted(results.glob("review*.xlsx")):
        if is_review_file(path) and not _COPY.search(path.name):
            for reading in read_review(path, tell):
                for about in dict.fromkeys((reading.sha256, reading.file)):
                    known = found.setdefault(about, [])
                    known += [] if reading in known else [reading]
            outcomes |= dict.fromkeys(read_settled(path, tell))
    settled = by_file(tuple(outcomes))

    def people(case: Case) -> PeopleWrote:
        own = [reading for about in (case.sha256, case.name, *case.names) for reading in found.get(about, ())]
        readings = [reading for place, reading in enumerate(own) if reading not in own[:place]]
        return PeopleWrote(readings, settled.get(case.sha256, ()))

    return people


def write_index(written: Iterable[Written], order: Order) -> None:
    """``index.csv``: the archives with their checksums. Written while they are; whole, or not at all."""
    rows = (
        (
            entry.case.name,
            entry.path.name,
            entry.sha256,
            entry.case.sha256,
            "; ".join(entry.case.names),
            entry.case.assessed_on.isoformat() if entry.case.assessed_on else "",
            " ".join(entry.missing),
        )
        for entry in written
    )
    make_folder(order.out)
    lines = table_lines(INDEX_COLUMNS, rows, order.sources.languages[0])
    write_atomically(order.out / INDEX, lines, force=order.force)


def is_archive_name(path: Path) -> bool:
    """Whether a path names an archive, and not a folder for some."""
    return path.suffix.lower() == ".zip" and not path.is_dir()


def make_folder(path: Path) -> None:
    """Makes a folder for what is written, where it is missing. Raises UsageError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            said(
                "cannot_write_to",
                "Cannot write to {folder}: {why}. Name another place with --out.",
                folder=shown_name(path),
                why=error.strerror,
            )
        ) from error


def _enclosed(case: Case, order: Order) -> Enclosed:
    proposal, absence = _proposal(case, order) if order.with_proposal else (None, "unwanted")
    written = None
    with suppress(OSError):
        written = (order.results / REPORTS / case.report).read_bytes()
    return Enclosed(proposal, absence, written, order.people(case))


def _proposal(case: Case, order: Order) -> tuple[Path | None, str]:
    """Where the proposal lies, or why it is not enclosed (``Enclosed.absence``)."""
    if order.folder is None:
        return None, "folder_unknown"
    if case.path is None:
        return None, "gone"
    path = order.folder / case.path
    try:
        if path.stat().st_size > order.sources.settings.max_file_bytes:
            return None, "too_large"
        return (path, "") if file_hash(path) == case.sha256 else (None, "changed")
    except OSError:
        return None, "gone"
