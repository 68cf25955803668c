"""Goes through a folder: finds the files, gives out what is not assessed yet, keeps every result as it comes."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path

from s3align.errors import Cause, OutputExistsError, Said, TooLargeError, UsageError, said
from s3align.files import shown_name, write_atomically
from s3align.jobs import origin
from s3align.jobs.engines import Engine
from s3align.jobs.origin import OtherFolder
from s3align.jobs.proposals import SUFFIXES, find_files, listed
from s3align.jobs.task import Assignment, Task, lost_result, run_task
from s3align.reading.source import file_bytes
from s3align.settings import Settings
from s3align.store.deletions import DELETIONS, deleted
from s3align.store.fingerprint import RunFingerprint
from s3align.store.history import MOST_NAMED, Changes, Retention
from s3align.store.results import REPORTS, SCRATCH, Content, ResultStore, StoredResult, holds_results
from s3align.store.review import is_review_file

KEEP_GONE_DAYS = 90
"""A call with its questions and objections is over by then, and no longer than needed is kept of applicants."""
LEDGER = "ledger.sqlite"
LOCK = "lock.sqlite"
RESULTS = ("results.jsonl", "results.csv", "results.codebook.csv", "results.xlsx", "results.parquet", "index.html")
_BESIDE = (*RESULTS, DELETIONS)
_DATABASES = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", LOCK, f"{LOCK}-journal")
_GIVE_PROPOSALS = said("give_proposals", "Give the folder with the proposals.")
_NAME_ANOTHER = said("name_another", "Name another folder with --out.")
_RANDOM = "[a-z0-9_]" * 8
"""What ``tempfile`` puts behind a name."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a folder is assessed, and whether reports are written.

    ``ship``: send the files' bytes to the workers and take the reports back, where they share no folder with the run.
    ``keep_gone_days``: how long results are kept that no file of the folder has any more.
    """

    assignment: Assignment
    reports: bool = True
    ship: bool = False
    keep_gone_days: int = KEEP_GONE_DAYS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files of this run done and refused, of how many; ``kept`` were assessed before."""

    done: int
    refused: int
    total: int
    kept: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: files, distinct contents and those assessed now, some because the fingerprint has ``changed``.

    ``rendered``: reports written anew from records that were there. ``kept``: contents for which nothing was to be done.
    ``unwritten``: reports that could not be put in their place. ``left_out``: what was passed over and why, or its suffix ->
    how many. ``changes``: what has become of the files since the last run. ``returned``: file that is assessed now although
    it was deleted from these results -> the day of that; the first ``MOST_NAMED``.
    """

    files: int
    contents: int
    assessed: int
    rendered: int
    kept: int
    unwritten: int
    changed: bool
    left_out: Mapping[str, int]
    changes: Changes
    returned: Mapping[str, date]


@contextmanager
def open_run(folder: Path, out: Path, fingerprint: RunFingerprint) -> Iterator[ResultStore]:
    """The ledger of ``out``, kept from other runs; results that no run has written are left alone.

    Raises UsageError where the folders cannot be used, OutputExistsError where ``out`` holds something else.
    """
    with _usable(folder, _GIVE_PROPOSALS):
        if not folder.is_dir():
            raise UsageError(
                said("no_folder", "{folder} is not a folder. {advice}", folder=folder, advice=_GIVE_PROPOSALS)
            )
    with _usable(out, _NAME_ANOTHER):
        is_run = holds_results(out / LEDGER)
        foreign = [name for name in (*RESULTS, REPORTS) if (out / name).exists()]
        if (out / SCRATCH).is_file() or any((out / SCRATCH).glob("*")):
            foreign.append(SCRATCH)
        if foreign and not is_run:
            raise OutputExistsError(
                said(
                    "foreign_results",
                    "{folder} holds '{file}', but no ledger of a run. Name another folder with --out; what lies here stays.",
                    folder=out,
                    file=foreign[0],
                )
            )
        _make_folder(out)
    with alone(out, is_run=is_run), ResultStore(out / LEDGER, fingerprint) as store:
        with _usable(out, _NAME_ANOTHER):
            _make_folder(out / REPORTS)  # after the ledger, which says from its first moment that the folder is a run's
        yield store


def _make_folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)


@contextmanager
def _usable(path: Path, advice: Said) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            said(
                "folder_unusable",
                "The folder {folder} cannot be used: {why}. {advice}",
                folder=shown_name(path),
                why=error.strerror,
                advice=advice,
            )
        ) from error


def run_folder(
    folder: Path,
    out: Path,
    engine: Engine,
    store: ResultStore,
    options: Options,
    report: Callable[[Progress], None] = lambda _: None,
    *,
    agree: Callable[[OtherFolder], bool] = lambda _: False,
) -> Outcome:
    """Assesses every file below ``folder`` once; results lie in the ledger. Goes on where a run was stopped.

    ``agree`` says whether ``folder`` may take the place of another, whose results would vanish from the tables. Raises
    UsageError where it may not, or where there is no file to assess; the ledger is then as it was.
    """
    left_out: Counter[str] = Counter()
    if not store.note_found(find_files(folder, store, left_out, own_files(out))):
        raise UsageError(_no_proposal(folder, left_out))
    other = origin.other_folder(store, folder)
    if other and not agree(other):
        raise UsageError(origin.refusal(other, out))
    store.take_found()
    store.note_folder(folder.resolve())
    files, contents = store.counts()
    changed = store.changed_fingerprint()
    rendering = store.fingerprint.rendering(options.assignment.language)

    def is_done(content: Content) -> bool:
        if not content.is_assessed or not options.reports:
            return content.is_assessed
        return store.is_rendered(content, rendering) and (out / REPORTS / content.report).exists()

    total = store.note_waiting(content for content in store.contents() if not is_done(content))
    returned = _returned(store, out)
    here: list[Task] = []
    tasks = (_task(folder, out, content, options) for content in store.waiting())
    sent = _shipped(tasks, options.assignment.settings, here) if options.ship else tasks
    refused, from_records, rendered, unwritten, kept = 0, 0, 0, 0, contents - total
    report(Progress(0, 0, total, kept))
    outcomes = chain(engine(sent), ((task, run_task(task)) for task in here))
    for done, (task, found) in enumerate(outcomes, start=1):
        result = found or lost_result(task, Cause.ENDED)
        is_kept = _is_kept(store, task, result, rendering)
        unwritten += not is_kept
        refused += result.is_refused
        from_records += bool(task.record)
        rendered += bool(task.record and is_kept)
        report(Progress(done, refused, total, kept))
    changes = store.note_run(Retention(options.assignment.assessed_on, options.keep_gone_days))
    assessed = total - from_records
    is_changed = changed and assessed > 0
    return Outcome(files, contents, assessed, rendered, kept, unwritten, is_changed, left_out, changes, returned)


def _returned(store: ResultStore, out: Path) -> dict[str, date]:
    """What waits to be assessed although somebody had deleted it from these results."""
    days = deleted(out)
    found = (
        (content.name, days[content.sha256])
        for content in store.waiting()
        if content.sha256 in days and not content.record
    )
    return dict(islice(found, MOST_NAMED)) if days else {}


def _no_proposal(folder: Path, left_out: Mapping[str, int]) -> Said:
    values = {"folder": folder, "kinds": ", ".join(sorted(SUFFIXES)), "advice": _GIVE_PROPOSALS}
    if not left_out:
        return said("no_proposal", "There is no proposal below {folder} ({kinds}). {advice}", **values)
    return said(
        "no_proposal_but",
        "There is no proposal below {folder} ({kinds}). Passed over: {passed_over}. {advice}",
        **values,
        passed_over=listed(left_out),
    )


def _is_kept(store: ResultStore, task: Task, result: StoredResult, rendering: str) -> bool:
    """Keeps the record and the report of a task; of one that only wrote a report, what the report was written with.

    False where the report cannot be put in its place: it costs itself alone, and the next run tries again.
    """
    is_written = not result.html or _is_written(Path(task.report), result.html)
    if not task.record or result.record != task.record:
        store.add(task.key, result)
    if task.report and not result.is_lost and is_written:
        store.note_rendered(Path(task.report).name, rendering)
    return is_written


def _is_written(report: Path, html: str) -> bool:
    try:
        write_atomically(report, html.encode("utf-8"), force=True)
    except UsageError:
        return False
    return True


@contextmanager
def alone(out: Path, *, is_run: bool) -> Iterator[None]:
    """Keeps other runs out of the folder by a lock that ends with its process, and sweeps away what a run left half written."""
    with _locked(out):
        if is_run:
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
        lock = sqlite3.connect((out / LOCK).absolute(), timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise UsageError(_no_lock(out, error)) from error
    with closing(lock):
        try:
            lock.execute("begin exclusive")
        except sqlite3.Error as error:
            raise UsageError(_no_lock(out, error)) from error
        yield


def _no_lock(out: Path, error: sqlite3.Error) -> Said:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return said(
            "other_run",
            "Another run is writing to {folder}. Wait for it, or name another folder with --out.",
            folder=out,
        )
    return said(
        "no_lock",
        "Cannot lock {file} ({why}). Make room or allow writing, or name another folder with --out.",
        file=out / LOCK,
        why=error,
    )


def _sweep(out: Path) -> None:
    """Removes what a run has left half written, by the names that it gives."""
    results = (path for name in RESULTS for path in out.glob(f".{name}.{_RANDOM}"))
    for half_written in chain(results, (out / REPORTS).glob(f".*.html.{_RANDOM}")):
        if half_written.is_file():
            half_written.unlink()
    shutil.rmtree(out / SCRATCH, ignore_errors=True)


def own_files(out: Path) -> Callable[[Path], bool]:
    """Tells what commands have written into a folder of results from what a user has put beside it."""
    results = out.resolve()
    names = {results / name for name in (*RESULTS, SCRATCH, *_DATABASES)}

    def is_own(path: Path) -> bool:
        if path.parent == results:
            opened = path.name.removeprefix("~$").removeprefix(".~lock.").removesuffix("#")
            return path in names or opened in _BESIDE or is_review_file(path)
        return path.parent == results / REPORTS and path.suffix == ".html"

    return is_own


def _task(folder: Path, out: Path, content: Content, options: Options) -> Task:
    path = str((folder / content.path).resolve())
    report = str((out / REPORTS / content.report).resolve()) if options.reports else ""
    return Task(
        content.key,
        content.name,
        path,
        content.sha256,
        report,
        options.assignment,
        None,
        content.record,
        content.assessed_on,
    )


def _shipped(tasks: Iterable[Task], settings: Settings, here: list[Task]) -> Iterator[Task]:
    """The tasks with their files; those above the limit or gone by now go into ``here``, to be refused without a worker."""
    for task in tasks:
        if task.record:  # the worker needs no file for a report, but cannot write it where the run lies
            yield replace(task, content=b"")
            continue
        try:
            yield replace(task, content=file_bytes(Path(task.path), task.name, settings))
        except (TooLargeError, UsageError):
            here.append(task)
