"""What is lost for its time is tried once more, and not for ever."""

from __future__ import annotations

from pathlib import Path

from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import ResultStore, SourceFile, StoredResult


def is_assessed_after(folder: Path, *rows: StoredResult) -> bool:
    fingerprint = RunFingerprint("m", "s", "t", "v", "")
    with ResultStore(folder / "ledger.sqlite", fingerprint) as store:
        store.note_files([SourceFile("a.txt", b"a.txt", "0" * 64, ".txt", 1, "0 0")])
        (content,) = store.contents()
        for row in rows:
            store.add(content.key, row)
        return next(iter(store.contents())).is_assessed


def test_a_file_that_timed_out_twice_is_done(tmp_path: Path) -> None:
    row = StoredResult("{}", b"", is_refused=True, is_lost=True, for_its_time=True)
    assert not is_assessed_after(tmp_path, row)
    assert is_assessed_after(tmp_path, row)


def test_a_file_that_nobody_could_judge_is_tried_again_and_again(tmp_path: Path) -> None:
    row = StoredResult("{}", b"", is_refused=True, is_lost=True)
    assert not is_assessed_after(tmp_path, row, row, row)
