"""A folder of results after its run: opened as the last run left it, and kept from runs meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s3align.jobs.run import LEDGER, alone
from s3align.store.last_run import last_fingerprint
from s3align.store.results import ResultStore


@contextmanager
def open_results(out: Path) -> Iterator[ResultStore]:
    """The ledger of a folder of results. Raises UsageError where it holds none, or a run is writing to it."""
    fingerprint = last_fingerprint(out / LEDGER)
    with alone(out, is_run=True), ResultStore(out / LEDGER, fingerprint) as store:
        yield store
