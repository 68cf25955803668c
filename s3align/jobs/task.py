"""What happens to one file, in whatever process or on whatever machine: judge, write the report, hand back a row."""

from __future__ import annotations

import gc
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from s3align.errors import Cause, NotJudgedError, UsageError
from s3align.jobs.fingerprint import current_fingerprint
from s3align.record.assessment import Reason
from s3align.record.document import Document
from s3align.settings import Settings
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import StoredResult
from s3align.store.similar import PERMUTATIONS

SHINGLE = 5
"""Words in a row that are compared to find near-duplicates."""
SCHEME = "affine32"
"""How the permutations are made; signatures of another scheme cannot be compared."""
FEWEST_SHINGLES = 20
COMMAND = "s3align batch"
_TRIED_AGAIN = (Reason.NOT_JUDGED, Reason.TIMED_OUT)
"""What may come from the machine and its load instead of the file."""
_WORD = re.compile(r"\w+")
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Odd numbers, one for each word of a row, whose hash is the upper half of Σ multiplier·word (Dietzfelbinger 1996)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to assess: its path as named in the results, where it lies, and where its report goes (empty: nowhere).

    ``key``: under which the run keeps its result. ``fingerprint``: what the run expects of its workers. ``content``: its
    bytes, for a worker that does not share a folder with the run; the report then comes back in the result.
    """

    key: str
    name: str
    path: str
    sha256: str
    report: str
    fingerprint: RunFingerprint
    settings: dict[str, Any]
    content: bytes | None = None


def run_task(task: Task) -> StoredResult:
    """Assesses a file and writes its report, whole or not at all. Errors of a file become part of its record.

    Raises UsageError where this process has another version, model or text recognition than the run.
    """
    from s3align.files import write_atomically  # noqa: PLC0415
    from s3align.pipeline import check, default_strategy  # noqa: PLC0415 -- in the process that works
    from s3align.record.codec import to_json  # noqa: PLC0415
    from s3align.render.html import render_html  # noqa: PLC0415

    _warm_up()
    settings, language = Settings(**task.settings), task.fingerprint.language
    if (own := current_fingerprint(settings, language)) != task.fingerprint:
        raise UsageError(
            f"A worker has {_described(own)}, this run has {_described(task.fingerprint)}. Install the same everywhere, "
            "then run the same command again."
        )
    signature = bytearray()

    def sign(document: Document) -> None:
        signature.extend(_signature(" ".join(page.text for page in document.pages)))

    try:
        assessment = check(
            Path(task.path) if task.content is None else task.content,
            name=task.name,
            language=language,
            settings=settings,
            command=COMMAND,
            on_document=sign,
        )
        html = render_html(assessment, default_strategy(), language) if task.report else ""
    except UsageError:  # the file cannot be opened
        return lost_row(task, Cause.UNREACHABLE)
    except Exception:  # noqa: BLE001 -- whatever a file provokes must not end the run
        return lost_row(task, Cause.FAILED)
    if assessment.document.sha256 != task.sha256:
        return lost_row(task, Cause.CHANGED)
    if html and task.content is None:
        with suppress(UsageError):  # a worker that does not see the folder of reports hands its report over
            write_atomically(Path(task.report), html.encode("utf-8"), force=True)
            html = ""
    reason = assessment.reason
    return StoredResult(to_json(assessment), bytes(signature), html, reason is not None, is_lost=reason in _TRIED_AGAIN)


def _described(found: RunFingerprint) -> str:
    return f"version {found.version}, model {found.model[:12]}, text recognition '{found.recognition or 'none'}'"


@cache
def _warm_up() -> None:
    """Loads what all tasks share and takes it out of the garbage collector's rounds: a sixth of the time of a task."""
    from s3align.pipeline import default_assessor  # noqa: PLC0415 -- in the process that works

    default_assessor()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def lost_row(task: Task, cause: Cause) -> StoredResult:
    """The row of a file that no process could judge."""
    from s3align.pipeline import unjudged  # noqa: PLC0415 -- wanted in this case alone
    from s3align.record.codec import to_json  # noqa: PLC0415

    settings = Settings(**task.settings)
    assessment = unjudged(NotJudgedError(cause), task.name, task.sha256, settings, task.fingerprint.language, COMMAND)
    return StoredResult(to_json(assessment), b"", is_refused=True, is_lost=True)


def _signature(text: str) -> bytes:
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works
    from datasketch import MinHash  # noqa: PLC0415

    words = np.array([zlib.crc32(word.encode()) for word in _WORD.findall(text.lower())], dtype=np.uint64)
    if len(words) < SHINGLE:
        return b""
    rows = np.lib.stride_tricks.sliding_window_view(words, SHINGLE) * np.array(_MULTIPLIERS, dtype=np.uint64)
    shingles = np.unique(rows.sum(axis=1) >> np.uint64(32))
    if len(shingles) < FEWEST_SHINGLES:
        return b""
    hashed = MinHash(num_perm=PERMUTATIONS, scheme=SCHEME, hashfunc=int)
    hashed.update_batch(shingles.tolist())
    signature: bytes = hashed.hashvalues.astype("<u4").tobytes()
    return signature
