"""Which folder the results of a run come from: another one would make those of the first vanish, so it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from s3align.errors import Said, said
from s3align.files import shown_name
from s3align.store.results import ResultStore

_MOST_LOOKED_FOR = 50
"""Files that are looked for in the folder of the last run, which may lie on a slow drive."""


@dataclass(frozen=True, slots=True)
class OtherFolder:
    """The folder of the last run is another than that of now: of its ``known`` contents ``missing`` would be gone."""

    before: Path
    now: Path
    known: int
    missing: int


def other_folder(store: ResultStore, folder: Path) -> OtherFolder | None:
    """What would be gone if ``folder`` took the place of that of the last run; None where that needs no question.

    A folder that was moved, renamed or copied, or has another address, holds most of what was there; what is missing was
    taken out, and does not lie in the first folder any more.
    """
    before = store.folder()
    if before is None or _is_same(before, folder):
        return None
    known, there = store.compared_with_found()
    missing = known - there
    if not missing:
        return None
    if there >= missing and not _holds_any(before, store.missed(_MOST_LOOKED_FOR)):
        return None
    return OtherFolder(before, folder, known, missing)


def refusal(other: OtherFolder, out: Path) -> Said:
    """That results of another folder are left as they are, and how to go on."""
    return said(
        "other_folder",
        "{out} holds the results of another folder, {before}. {missing} of its {known} different files are not in {folder}: "
        "they would vanish from the tables, and their reports would be removed. Nothing was changed. Name another folder with "
        "--out, or add --other-folder where {folder} takes the place of the other.",
        out=shown_name(out),
        before=shown_name(other.before),
        folder=shown_name(other.now),
        known=other.known,
        missing=other.missing,
    )


def _is_same(before: Path, folder: Path) -> bool:
    """Whether both lead to one folder, whatever they are called: by a link, a drive's letter, or in other letters."""
    with suppress(OSError):
        return before == folder.resolve() or before.samefile(folder)
    return False


def _holds_any(before: Path, files: Iterable[Path]) -> bool:
    return _lies(before) and any(
        _lies(before / path) for path in files
    )  # one look where a drive is gone, which may be slow


def _lies(path: Path) -> bool:
    with suppress(OSError):
        return path.exists()
    return False
