"""What happens to one file, in whatever process or on whatever machine: assess, write the report, hand back the result."""

from __future__ import annotations

import gc
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from s3align import budget
from s3align.errors import (
    Cause,
    FailedError,
    NotAssessableError,
    NotJudgedError,
    Said,
    TimedOutError,
    TooLargeError,
    UsageError,
    said,
)
from s3align.files import write_atomically
from s3align.jobs.compared_pages import compared_pages, own_rows
from s3align.jobs.fingerprint import current_fingerprint
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment, DocumentFacts, Reason
from s3align.record.codec import from_json, to_json
from s3align.record.document import Document
from s3align.settings import Settings
from s3align.stages import unexpected
from s3align.store.compared_text import packed
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import StoredResult
from s3align.store.similar import minhash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Words in a row that are compared to find near-duplicates."""
FEWEST_SHINGLES = 20
TRIED_AGAIN = (Reason.NOT_JUDGED, Reason.TIMED_OUT)
"""What may come from the machine and its load instead of the file."""
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Odd numbers, one for each word of a row, whose hash is the upper half of Σ multiplier·word (Dietzfelbinger 1996)."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What all tasks of a run share: strategy and models as the command names them, settings, and the reports' language.

    ``assessed_on``: the day of the run, for its reports.

    ``fingerprint``: what the run expects of its workers.
    """

    fingerprint: RunFingerprint
    settings: Settings
    language: str
    strategy: str | None = None
    models: str | None = None
    assessed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A file to assess: its path as named in the results, where it lies, and where its report goes (empty: nowhere).

    ``key``: under which the run keeps its result. ``content``: its bytes, for a worker that does not share a folder with the
    run; the report then comes back in the result. ``record``: its record as JSON where only the report is to be written, and
    ``assessed_on`` the day on which it was made, where that is known.
    """

    key: str
    name: str
    path: str
    sha256: str
    report: str
    assignment: Assignment
    content: bytes | None = None
    record: str = ""
    assessed_on: date | None = None


def run_task(task: Task) -> StoredResult:
    """Assesses a file and writes its report, whole or not at all. Errors of a file become part of its record.

    Raises UsageError where this process has another version, model, strategy or text recognition than the run.
    """
    pipeline = _ready_pipeline(task.assignment)
    if task.record:
        assessment = from_json(task.record)
        return _reported(task, assessment, None, pipeline)
    try:
        source = Path(task.path) if task.content is None else task.content
        checked = pipeline.check_document(source, name=task.name)
    except UsageError:  # the file cannot be opened
        return lost_result(task, Cause.UNREACHABLE, pipeline)
    if checked.assessment.document.sha256 != task.sha256:
        return lost_result(task, Cause.CHANGED, pipeline)
    return _reported(task, checked.assessment, checked.document, pipeline)


def _reported(task: Task, assessment: Assessment, document: Document | None, pipeline: Pipeline) -> StoredResult:
    """The result with its report, and with what is compared of its ``document``; where rendering fails, its record says so."""
    from s3align.render.html import render_html  # noqa: PLC0415 -- in the process that works

    day = task.assessed_on if task.record else task.assignment.assessed_on
    html = ""
    if task.report:
        try:
            with budget.spending(pipeline.budget("rendering")), unexpected("rendering"):
                html = render_html(assessment, pipeline.strategy, task.assignment.language, assessed_on=day)
        except (FailedError, NotJudgedError, TimedOutError, TooLargeError) as error:
            assessment = pipeline.refused(error, assessment.document)
            html = render_html(assessment, pipeline.strategy, task.assignment.language, assessed_on=day)
    if html and task.content is None:
        with suppress(UsageError):  # a worker that does not see the folder of reports hands its report over
            write_atomically(Path(task.report), html.encode("utf-8"), force=True)
            html = ""
    reason = assessment.reason
    record = to_json(assessment).decode()
    return StoredResult(
        record,
        signature_of(text_of(document)) if document else b"",
        html,
        reason is not None,
        is_lost=reason in TRIED_AGAIN,
        for_its_time=reason is Reason.TIMED_OUT,
        assessed_on=day,
        passages=packed(compared_pages(document), _own_rows(task.assignment)) if document else None,
    )


def _ready_pipeline(assignment: Assignment) -> Pipeline:
    """The pipeline of this process for a run. Raises UsageError where it is not what the run expects."""
    pipeline = _pipeline(assignment.strategy, assignment.models, assignment.settings)
    own = current_fingerprint(pipeline)
    if own != assignment.fingerprint:
        raise UsageError(
            said(
                "other_worker",
                "A worker has {worker}, this run has {run}. Install the same everywhere, then run the same command again.",
                worker=_described(own),
                run=_described(assignment.fingerprint),
            )
        )
    return pipeline


def _described(found: RunFingerprint) -> Said:
    return said(
        "fingerprint",
        "version {version}, model {model}, strategy {strategy}, text recognition '{recognition}'",
        version=found.version,
        model=found.model[:12],
        strategy=found.strategy[:12],
        recognition=found.recognition or "-",
    )


@lru_cache(maxsize=2)
def _pipeline(strategy: str | None, models: str | None, settings: Settings) -> Pipeline:
    """Loads what all tasks share and takes it out of the garbage collector's rounds: a sixth of the time of a task."""
    pipeline = Pipeline(strategy, models, settings)
    pipeline.assessor()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    return pipeline


@lru_cache(maxsize=2)
def _own_rows(assignment: Assignment) -> NDArray[np.uint32]:
    """What the strategy of a run says itself, which two proposals have in common because they quote it."""
    return own_rows(_pipeline(assignment.strategy, assignment.models, assignment.settings).strategy)


def lost_result(task: Task, cause: Cause, pipeline: Pipeline | None = None) -> StoredResult:
    """The result for a file that no process could assess."""
    return _refused(task, NotJudgedError(cause), pipeline)


def timed_out_result(task: Task) -> StoredResult:
    """The result for a file whose process had to be ended because nothing else could stop it."""
    seconds = task.assignment.settings.max_assessing_seconds
    return _refused(task, TimedOutError(f"Assessing '{task.name}' took longer than {seconds:g} seconds.", "assessing"))


def _refused(task: Task, error: NotAssessableError, pipeline: Pipeline | None = None) -> StoredResult:
    shared = task.assignment
    pipeline = pipeline or _pipeline(shared.strategy, shared.models, shared.settings)
    assessment = pipeline.refused(error, DocumentFacts(name=task.name, sha256=task.sha256))
    is_timed_out = isinstance(error, TimedOutError)
    return StoredResult(to_json(assessment).decode(), b"", is_refused=True, is_lost=True, for_its_time=is_timed_out)


def text_of(document: Document) -> str:
    """All that stands on the pages of a document."""
    return " ".join(page.text for page in document.pages)


def signature_of(text: str) -> bytes:
    """The MinHash of the rows of five words in a text; empty where there are too few."""
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    from s3align.analysis import surfaces  # noqa: PLC0415 -- loads the language layer

    words = np.array([zlib.crc32(word.encode()) for word in surfaces(text)], dtype=np.uint64)
    if len(words) < SHINGLE:
        return b""
    rows = np.lib.stride_tricks.sliding_window_view(words, SHINGLE) * np.array(_MULTIPLIERS, dtype=np.uint64)
    shingles = np.unique(rows.sum(axis=1) >> np.uint64(32)).astype(np.uint32)
    return minhash(shingles) if len(shingles) >= FEWEST_SHINGLES else b""
