"""Reads files of labelled texts (JSON Lines, plain or gzipped) and lists what is wrong in them, with file and line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.errors import DataError
from s3align.model.labelled import LabelledText, RowError, parse_row, unnamed
from s3align.model.library import NOTHING_KNOWN, LibraryLabels

MAX_PROBLEMS = 20
"""Mistakes listed in one message; more than a screenful helps nobody."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in labelled data: ``source`` is "file:line", ``code`` the kind of mistake, ``message`` what to do."""

    source: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Scan:
    """The texts of some files, and the lines that are none."""

    texts: tuple[LabelledText, ...]
    problems: tuple[Problem, ...]


def scan(
    paths: Iterable[Path],
    themes: Sequence[str],
    library: LibraryLabels = NOTHING_KNOWN,
    *,
    languages: Sequence[str] = (),
) -> Scan:
    """All rows of several files, in the order of the file names; ``languages`` and ``themes`` are the strategy's.

    Raises DataError where a file is missing or cannot be read at all.
    """
    texts: list[LabelledText] = []
    problems: list[Problem] = []
    first: dict[str, LabelledText] = {}
    for path in sorted(paths, key=lambda path: path.name):
        for number, line in _lines(path):
            try:
                text = parse_row(line, path, number, themes, library, languages)
                _check_id(text, first.setdefault(text.id, text), path)
                texts.append(text)
            except RowError as error:
                problems.append(Problem(f"{path}:{number}", error.code, str(error)))
    return Scan(tuple(texts), tuple(problems))


def read_many(
    paths: Iterable[Path],
    themes: Sequence[str],
    library: LibraryLabels = NOTHING_KNOWN,
    *,
    languages: Sequence[str] = (),
) -> list[LabelledText]:
    """The texts that ``scan`` finds. Raises DataError that lists up to 20 mistakes where some lines are none."""
    found = scan(paths, themes, library, languages=languages)
    if found.problems:
        more = len(found.problems) - MAX_PROBLEMS
        lines = [*map(str, found.problems[:MAX_PROBLEMS]), *([f"... and {more} more."] if more > 0 else [])]
        raise DataError("\n".join(["The labelled data have mistakes; correct these lines:", *lines]))
    return list(found.texts)


def pairs(paths: Iterable[Path]) -> dict[str, str]:
    """Text -> the name of its pair, where a row names one ("pair"): a text and its translation have the same.

    The files are such as ``read_many`` has read.
    """
    named = ((path, number, json.loads(line)) for path in paths for number, line in _lines(path) if '"pair"' in line)
    return {str(row.get("id", unnamed(path, number))): str(row["pair"]) for path, number, row in named if "pair" in row}


def _check_id(text: LabelledText, first: LabelledText, path: Path) -> None:
    """An id may stand twice only where one of the two is a weakly labelled library record in another file."""
    if first is text:
        return
    is_same_file = first.source.rpartition(":")[0] == str(path)
    if is_same_file or text.is_weak == first.is_weak:
        raise RowError(
            "duplicate-id", f"the id '{text.id}' is already used in {first.source}. Give every text its own."
        )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file, gzipped or not, that are not empty, counted from 1."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist. Check the path of the labelled data.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason}). Save the file as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}). Name JSON Lines, plain or gzipped.") from error
