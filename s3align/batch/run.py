"""Goes through a folder: finds the files, gives out what is not judged yet, keeps every result as it comes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from s3align.batch.engines import Engine
from s3align.batch.ledger import Frame, Ledger
from s3align.batch.task import Task, lost_row
from s3align.checking import default_judge
from s3align.errors import OutputExistsError, UsageError
from s3align.files import file_hash, write_atomically
from s3align.settings import Settings
from s3align.version import VERSION

SUFFIXES = frozenset((".pdf", ".docx", ".odt", ".txt", ".md"))
LEDGER = "ledger.sqlite"
LOCK = "lock.sqlite"
REPORTS = "reports"
RESULTS = ("results.jsonl", "results.csv", "results.xlsx", "results.parquet", "index.html")
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files of this run done and refused, of how many; ``kept`` were judged before."""

    done: int
    refused: int
    total: int
    kept: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: files, distinct contents, those judged now, and whether model or settings had changed."""

    files: int
    contents: int
    judged: int
    changed: bool


def run_folder(
    folder: Path,
    out: Path,
    engine: Engine,
    *,
    settings: Settings,
    language: str,
    reports: bool = True,
    ship: bool = False,
    report: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Assesses every file below ``folder`` once; results lie in the ledger of ``out``. Goes on where a run was stopped.

    ``ship``: send the files' bytes to the workers and take the reports back, where they share no folder with this run.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder. Give the folder with the proposals.")
    foreign = [name for name in (*RESULTS, REPORTS) if (out / name).exists()]
    if foreign and not (out / LEDGER).exists():
        raise OutputExistsError(
            f"{out} holds '{foreign[0]}', which no run has written. Name another folder with --out."
        )
    try:
        (out / REPORTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot make the folder {out}: {error.strerror}. Name another with --out.") from error
    frame = current_frame(settings, language)
    with _alone(out), Ledger(out / LEDGER, frame) as ledger:
        changed = ledger.changed_frame()
        files = list(_files(folder, out, ledger))
        ledger.note_files(files)
        first = {sha256: name for name, sha256, _, _ in reversed(files)}
        waiting = [
            (name, sha256)
            for sha256, name in sorted(first.items(), key=lambda item: item[1])
            if not ledger.has(sha256) or (reports and not (out / REPORTS / report_name(name, sha256)).exists())
        ]
        tasks = (
            _task(folder, out, name, sha256, settings, language, reports=reports, ship=ship) for name, sha256 in waiting
        )
        refused = 0
        kept = len(first) - len(waiting)
        report(Progress(0, 0, len(waiting), kept))
        for done, (task, row) in enumerate(engine(tasks), start=1):
            kept_row = row or lost_row(
                task, f"Judging the file '{task.name}' ended its process each time. Try it alone."
            )
            if kept_row.html:
                write_atomically(Path(task.report), kept_row.html.encode("utf-8"), force=True)
            ledger.add(kept_row)
            refused += kept_row.is_refused
            report(Progress(done, refused, len(waiting), kept))
        return Outcome(len(files), len(first), len(waiting), changed)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keeps other runs out of the folder by a lock that ends with its process, and sweeps away half-written reports."""
    with closing(sqlite3.connect(out / LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("begin exclusive")
        except sqlite3.Error as error:
            raise UsageError(
                f"Another run is writing to {out}. Wait for it, or name another folder with --out."
            ) from error
        for half_written in chain(out.glob(".results*"), out.glob(".index*"), (out / REPORTS).glob(".*")):
            half_written.unlink()
        yield


def current_frame(settings: Settings, language: str) -> Frame:
    """What results depend on now."""
    return Frame(default_judge().profiles.model_hash, settings.hash(), VERSION, language)


def report_name(name: str, sha256: str) -> str:
    """The report's file name: readable, and its own for every content."""
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in Path(name).stem)[:_NAME_LENGTH]
    return f"{stem}-{sha256[:12]}.html"


def _files(folder: Path, out: Path, ledger: Ledger) -> Iterator[tuple[str, str, int, int]]:
    """(Name, hash, bytes, time of change) of every file that can be read, in order; results and links are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith(".") and Path(parent, entry) != out)
        for entry in sorted(names):
            path = Path(parent, entry)
            if path.suffix.lower() not in SUFFIXES or entry.startswith(".") or not path.is_file():
                continue
            name = path.relative_to(folder).as_posix()
            facts = path.stat()
            known = ledger.known_hash(name, facts.st_size, facts.st_mtime_ns)
            yield name, known or file_hash(path), facts.st_size, facts.st_mtime_ns


def _task(
    folder: Path, out: Path, name: str, sha256: str, settings: Settings, language: str, *, reports: bool, ship: bool
) -> Task:
    path = (folder / name).resolve()
    target = str((out / REPORTS / report_name(name, sha256)).resolve()) if reports else ""
    content = None
    if ship:
        with suppress(OSError):
            content = path.read_bytes()
    return Task(name, str(path), sha256, target, language, asdict(settings), content)
