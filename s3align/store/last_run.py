"""What the last run of a folder of results went by, for whoever comes later: another version, a year on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import holds_results


def last_fingerprint(ledger: Path) -> RunFingerprint:
    """The fingerprint of the run that wrote a ledger last. Raises UsageError where there is none."""
    row = None
    if holds_results(ledger):
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as database:
            row = database.execute("select value from run where name = 'fingerprint'").fetchone()
    if row is None:
        raise UsageError(
            said(
                "no_results_there",
                "{folder} holds no results of `s3align batch`. Name the folder that its --out named.",
                folder=shown_name(ledger.parent),
            )
        )
    return RunFingerprint(*row[0].split("\0"))
