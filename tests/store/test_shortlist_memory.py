"""The ledger remembers the lists of the last run, in their order, until there are none."""

from __future__ import annotations

from pathlib import Path

from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import ResultStore

FINGERPRINT = RunFingerprint("m", "s", "t", "v", "")


def test_the_lists_of_the_last_run_are_remembered_until_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with ResultStore(path, FINGERPRINT) as store:
        assert store.shortlist() == {}
        store.note_shortlist({"sea": 0, "air": 8})
    with ResultStore(path, FINGERPRINT) as store:
        assert list(store.shortlist().items()) == [("sea", 0), ("air", 8)]
        store.note_shortlist({"air": 3})
        assert store.shortlist() == {"air": 3}
        store.note_shortlist({})
        assert store.shortlist() == {}
