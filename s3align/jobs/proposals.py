"""Finds the proposals of a folder, and counts what is passed over: no file is dropped in silence."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from s3align.errors import Said, said
from s3align.files import file_hash, shown_name
from s3align.plural import counted
from s3align.store.results import ResultStore, SourceFile

SUFFIXES = frozenset((".pdf", ".docx", ".dotx", ".odt", ".ott", ".fodt", ".txt", ".md", ".doc", ".docm", ".rtf"))
"""Files that are proposals by their kind; what cannot be read is refused with advice instead of being overlooked."""
_MOST_KINDS = 10
"""Kinds of other files that are named."""


def find_files(
    folder: Path, store: ResultStore, left_out: Counter[str], is_own: Callable[[Path], bool]
) -> Iterator[SourceFile]:
    """Every proposal below a folder; whatever else lies there is counted in ``left_out``, apart from the run's own files.

    Links out of the folder and links to folders are not followed: in an archive from a stranger they could lead anywhere.
    """
    inside = folder.resolve()

    def unreadable(_: OSError) -> None:
        left_out["folders that cannot be opened"] += 1

    for parent, folders, names in os.walk(inside, onerror=unreadable):
        here = Path(parent)
        seen = [path for entry in sorted(folders) if not is_own(path := here / entry)]
        folders[:] = [path.name for path in seen if not _is_hidden(path)]
        left_out.update("hidden folders" for path in seen if _is_hidden(path))
        # os.path takes paths of any length.
        links = [path for path in seen if os.path.islink(path) and not _is_hidden(path)]  # noqa: PTH114
        left_out.update("links to folders" for _ in links)
        for path in (path for entry in sorted(names) if not is_own(path := here / entry)):
            try:
                if reason := _passed_over(path, inside):
                    left_out[reason] += 1
                else:
                    yield _source_file(path, path.relative_to(inside), store)
            except OSError:
                left_out["files that cannot be opened"] += 1


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))  # the second is Word's, beside a file that is open


def _passed_over(path: Path, inside: Path) -> str:
    """Why a file is no proposal, or its kind; empty for one that is to be assessed."""
    if _is_hidden(path):
        return "hidden files"
    if path.is_symlink() and not path.exists():
        return "links to nothing"
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return "links out of the folder"
    if path.suffix.lower() in SUFFIXES and path.is_file():
        return ""
    return path.suffix.lower() if path.suffix[1:].isalnum() else "files of other kinds"


def _source_file(path: Path, below: Path, store: ResultStore) -> SourceFile:
    facts, name = path.stat(), shown_name(below)
    # The first time can be set back; the second, outside Windows, cannot.
    changed = f"{facts.st_mtime_ns} {facts.st_ctime_ns}"
    sha256 = store.known_hash(name, facts.st_size, changed) or file_hash(path)
    return SourceFile(name, os.fsencode(below), sha256, path.suffix.lower(), facts.st_size, changed)


def listed(left_out: Mapping[str, int]) -> tuple[str, ...]:
    """What was passed over: first what may hold proposals, then the commonest kinds of other files."""
    reasons = sorted(reason for reason in left_out if not reason.startswith("."))
    kinds = sorted(left_out.keys() - set(reasons), key=lambda kind: (-left_out[kind], kind))
    parts: list[str] = [_counted(left_out[reason], reason) for reason in reasons]
    parts += [f"{left_out[kind]} {kind}" for kind in kinds[:_MOST_KINDS]]
    if len(kinds) > _MOST_KINDS:
        parts.append(_counted(sum(left_out[kind] for kind in kinds[_MOST_KINDS:]), "files of further kinds"))
    return tuple(parts)


def _counted(number: int, things: str) -> Said:
    text = counted(number, things).replace(str(number), "{count}", 1)
    return said(f"left_out_{things.replace(' ', '_')}", text, count=number)
