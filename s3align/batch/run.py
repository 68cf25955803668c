"""Goes through a folder: finds the files, gives out what is not judged yet, keeps every result as it comes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from s3align.batch.engines import Engine
from s3align.batch.ledger import Content, Frame, Ledger, SourceFile
from s3align.batch.task import Task, lost_row
from s3align.checking import default_judge
from s3align.errors import OutputExistsError, TooLargeError, UsageError
from s3align.files import file_hash, shown_name, write_atomically
from s3align.reading.source import file_bytes
from s3align.settings import Settings
from s3align.version import VERSION

SUFFIXES = frozenset((".pdf", ".docx", ".odt", ".txt", ".md", ".doc", ".docm", ".rtf"))
"""Files that are proposals by their kind; what cannot be read is refused with advice instead of being overlooked."""
LEDGER = "ledger.sqlite"
LOCK = "lock.sqlite"
REPORTS = "reports"
SCRATCH = ".s3align-scratch"
"""Folder for what a run needs while it writes its results."""
RESULTS = ("results.jsonl", "results.csv", "results.xlsx", "results.parquet", "index.html")
_RANDOM = "[a-z0-9_]" * 8
"""What ``tempfile`` puts behind a name."""
_HASH_SIGNS = 32
"""Of a report's name: half of the hash, so that nobody can make two contents share a report."""
_NAME_BYTES = 120
"""Of a report's name: file systems end at 255, and letters outside the Latin script take up to four."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a folder is judged: ``language`` of reports and sentences, and whether reports are written.

    ``ship``: send the files' bytes to the workers and take the reports back, where they share no folder with the run.
    """

    settings: Settings
    language: str
    reports: bool = True
    ship: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files of this run done and refused, of how many; ``kept`` were judged before."""

    done: int
    refused: int
    total: int
    kept: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: files, distinct contents, those judged now, and whether model or settings had changed.

    ``left_out``: suffix of other kinds -> number of files.
    """

    files: int
    contents: int
    judged: int
    changed: bool
    left_out: Mapping[str, int]


@contextmanager
def open_run(folder: Path, out: Path, frame: Frame) -> Iterator[Ledger]:
    """The ledger of ``out``, kept from other runs; results that no run has written are left alone.

    Raises UsageError where the folders cannot be used, OutputExistsError where ``out`` holds something else.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder. Give the folder with the proposals.")
    foreign = [name for name in (*RESULTS, REPORTS) if (out / name).exists()]
    foreign.extend(SCRATCH for _ in (out / SCRATCH).glob("*"))
    if foreign and not (out / LEDGER).exists():
        raise OutputExistsError(
            f"{out} holds '{foreign[0]}', which no run has written. Name another folder with --out."
        )
    _make_folder(out)
    with _alone(out), Ledger(out / LEDGER, frame) as ledger:
        _make_folder(out / REPORTS)  # after the ledger, which says from its first moment that the folder is a run's
        yield ledger


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot make the folder {path}: {error.strerror}. Name another with --out.") from error


def run_folder(
    folder: Path,
    out: Path,
    engine: Engine,
    ledger: Ledger,
    options: Options,
    report: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Assesses every file below ``folder`` once; results lie in the ledger. Goes on where a run was stopped.

    Raises UsageError where there is no file to assess.
    """
    left_out: Counter[str] = Counter()
    ledger.note_files(_files(folder, out, ledger, left_out))
    files, contents = ledger.counts()
    if not files:
        kinds = ", ".join(sorted(SUFFIXES))
        raise UsageError(f"There is no proposal below {folder} ({kinds}). Give the folder with the proposals.")
    changed = ledger.changed_frame()
    total = ledger.note_waiting(
        content
        for content in ledger.contents()
        if not content.is_judged or (options.reports and not _has_report(out, content))
    )
    tasks = (_task(folder, out, content, options) for content in ledger.waiting())
    refused, kept = 0, contents - total
    report(Progress(0, 0, total, kept))
    for done, (task, row) in enumerate(engine(tasks), start=1):
        kept_row = row or lost_row(task, f"Judging the file '{task.name}' ended its process each time. Try it alone.")
        if kept_row.html:
            write_atomically(Path(task.report), kept_row.html.encode("utf-8"), force=True)
        ledger.add(kept_row, has_report=bool(task.report) and not kept_row.is_lost)
        refused += kept_row.is_refused
        report(Progress(done, refused, total, kept))
    return Outcome(files, contents, total, changed, left_out)


def _has_report(out: Path, content: Content) -> bool:
    return content.has_report and (out / REPORTS / report_name(content.name, content.sha256)).exists()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keeps other runs out of the folder by a lock that ends with its process, and sweeps away what is half written."""
    with _locked(out):
        _sweep(out)
        (out / SCRATCH).mkdir(exist_ok=True)
        try:
            yield
            _sweep(out)  # a worker that was killed leaves its half-written report
        finally:
            shutil.rmtree(out / SCRATCH, ignore_errors=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    try:
        lock = sqlite3.connect(out / LOCK, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise UsageError(_no_lock(out, error)) from error
    with closing(lock):
        try:
            lock.execute("begin exclusive")
        except sqlite3.Error as error:
            raise UsageError(_no_lock(out, error)) from error
        yield


def _no_lock(out: Path, error: sqlite3.Error) -> str:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return f"Another run is writing to {out}. Wait for it, or name another folder with --out."
    return f"Cannot write to {out} ({error}). Make room or allow writing, or name another folder with --out."


def _sweep(out: Path) -> None:
    """Removes what a run has left half written, by the names that it gives; nothing where there was no run."""
    if not (out / LEDGER).exists():
        return
    results = (path for name in RESULTS for path in out.glob(f".{name}.{_RANDOM}"))
    for half_written in chain(results, (out / REPORTS).glob(f".*.html.{_RANDOM}")):
        if half_written.is_file():
            half_written.unlink()
    shutil.rmtree(out / SCRATCH, ignore_errors=True)


def current_frame(options: Options) -> Frame:
    """What results depend on now."""
    return Frame(default_judge().profiles.model_hash, options.settings.hash(), VERSION, options.language)


def report_name(name: str, sha256: str) -> str:
    """The report's file name: readable, and its own for every content."""
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in Path(name).stem)
    short = stem.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{short}-{sha256[:_HASH_SIGNS]}.html"


def _files(folder: Path, out: Path, ledger: Ledger, left_out: Counter[str]) -> Iterator[SourceFile]:
    """Every proposal; results and hidden files are passed over, other kinds and links out of the folder counted.

    A link in an archive from a stranger could lead to any file of this machine.
    """
    inside = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith(".") and Path(parent, entry) != out)
        for entry in sorted(names):
            path = Path(parent, entry)
            if entry.startswith(".") or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                left_out["links out of the folder"] += 1
                continue
            if path.suffix.lower() not in SUFFIXES:
                left_out[path.suffix.lower() if path.suffix[1:].isalnum() else "other"] += 1
                continue
            below = path.relative_to(folder)
            try:
                facts = path.stat()
                # The first time can be set back, the second cannot.
                changed = f"{facts.st_mtime_ns} {facts.st_ctime_ns}"
                sha256 = ledger.known_hash(shown_name(below), facts.st_size, changed) or file_hash(path)
            except OSError:
                left_out["cannot be opened"] += 1
                continue
            yield SourceFile(shown_name(below), os.fsencode(below), sha256, facts.st_size, changed)


def _task(folder: Path, out: Path, content: Content, options: Options) -> Task:
    path = (folder / content.path).resolve()
    name = report_name(content.name, content.sha256)
    target = str((out / REPORTS / name).resolve()) if options.reports else ""
    shipped = None
    if options.ship:
        with suppress(OSError, TooLargeError, UsageError):
            shipped = file_bytes(path, content.name, options.settings)
    return Task(content.name, str(path), content.sha256, target, options.language, asdict(options.settings), shipped)
