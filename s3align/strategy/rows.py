"""Reads the files of a strategy folder and remembers for every entry its file and line, for messages."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from s3align.errors import DataError

MAX_PROBLEMS = 20
"""Problems listed in one message; more than a screenful helps nobody."""
INTERFACE_LANGUAGES = ("de", "en")
"""Every name and question is shown in both, whatever languages the proposals are read in."""
_HEADER = re.compile(r"^\[\[?([\w.-]+)\]", re.MULTILINE)
_TOML_LINE = re.compile(r"at line (\d+)")


class Row(NamedTuple):
    """One line of a table: stripped values by column. A named tuple, since thousands are made at every start."""

    file: str
    line: int
    values: Mapping[str, str]

    @property
    def source(self) -> str:
        """Where it stands, as "file:line" for messages."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file ("[[themes]]") with the line of its header."""

    file: str
    line: int
    values: Mapping[str, Any]

    @property
    def source(self) -> str:
        """Where it stands, as "file:line" for messages."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed TOML file and the lines of its table headers, by table name."""

    file: str
    values: Mapping[str, Any]
    header_lines: Mapping[str, Sequence[int]]

    def top(self) -> Entry:
        """What stands before the first table."""
        return Entry(self.file, 1, self.values)

    def entry(self, table: str, number: int, values: Mapping[str, Any]) -> Entry:
        """The ``number``-th table of this name in the file, counted from 0."""
        lines = self.header_lines.get(table, ())
        return Entry(self.file, lines[number] if number < len(lines) else 1, values)

    def entries(self, table: str) -> tuple[Entry, ...]:
        """All ``[[table]]`` of the top level; anything else under that name counts as none."""
        found = self.values.get(table, ())
        if not isinstance(found, list):
            return ()
        return tuple(self.entry(table, number, values) for number, values in enumerate(found))


class StrategyFolder:
    """The files of one strategy. Problems are collected, so that a curator mends them all in one go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._problems: list[str] = []
        if not path.is_dir():
            raise DataError(f"There is no strategy folder {path}. Check the path; it must hold a strategy.toml.")

    def complain(self, source: str, message: str) -> None:
        """Notes a problem; ``source`` is "file:line", ``message`` says what is wrong and what to do."""
        self._problems.append(f"{source}: {message}")

    def raise_if_wrong(self) -> None:
        """Raises one DataError that lists what was noted, if anything was."""
        if not self._problems:
            return
        more = len(self._problems) - MAX_PROBLEMS
        lines = self._problems[:MAX_PROBLEMS] + ([f"... and {more} more."] if more > 0 else [])
        raise DataError("\n".join([f"The strategy data in {self.path} has mistakes; mend these lines:", *lines]))

    def rows(self, file: str, columns: Sequence[str]) -> Iterator[Row]:
        """The lines of a CSV file whose first line names exactly ``columns``; empty lines are skipped."""
        reader = csv.reader(io.StringIO(self._read(file), newline=""))
        header = [name.strip() for name in next(reader, [])]
        if header != list(columns):
            wanted = ",".join(columns)
            self.complain(f"{file}:1", f"the columns are '{','.join(header)}'. Write '{wanted}', separated by commas.")
            return
        for cells in reader:
            if len(cells) == len(columns):
                yield Row(file, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=True)))
            elif cells:
                self.complain(
                    f"{file}:{reader.line_num}",
                    f"{len(cells)} values for {len(columns)} columns. Put values with a comma between double quotes.",
                )

    def toml(self, file: str) -> TomlFile:
        """A TOML file; one that cannot be parsed ends the load at once."""
        content = self._read(file)
        try:
            return TomlFile(file, tomllib.loads(content), _header_lines(content))
        except tomllib.TOMLDecodeError as error:
            line = _TOML_LINE.search(str(error))
            where = f"{file}:{line.group(1) if line else max(1, len(content.splitlines()))}"
            raise DataError(f"{where}: not valid TOML: {error}. Mend this line in {self.path}.") from error

    def content_hash(self) -> str:
        """sha256 of all data files in the order of their names; line endings do not matter."""
        digest = hashlib.sha256()
        for path in sorted((*self.path.glob("*.csv"), *self.path.glob("*.toml")), key=lambda path: path.name):
            digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return digest.hexdigest()

    def _read(self, file: str) -> str:
        try:
            # Spreadsheets put a byte order mark before the first column; "utf-8-sig" drops it.
            return (self.path / file).read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            raise DataError(
                f"{file}:1: this file is missing in {self.path}. Add it; README.md of the 'ruhr' strategy explains it."
            ) from error
        except UnicodeDecodeError as error:
            raise DataError(f"{file}:1: not UTF-8 ({error.reason}). Save {self.path / file} as UTF-8.") from error


def _header_lines(content: str) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    for match in _HEADER.finditer(content):
        lines.setdefault(match.group(1), []).append(content.count("\n", 0, match.start()) + 1)
    return lines


def string(folder: StrategyFolder, entry: Entry, key: str) -> str:
    """The non-empty text under ``key``; otherwise a problem and ""."""
    value = entry.values.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    folder.complain(entry.source, f"'{key}' is missing or empty. Write {key} = \"...\".")
    return ""


def text(folder: StrategyFolder, entry: Entry, key: str) -> dict[str, str]:
    """The wording under ``key`` in every interface language; a missing one is a problem."""
    value = entry.values.get(key)
    wording = value if isinstance(value, dict) else {}
    for language in INTERFACE_LANGUAGES:
        if not str(wording.get(language, "")).strip():
            folder.complain(entry.source, f"'{key}.{language}' is missing. Write {key}.{language} = \"...\".")
    return {language: str(wording.get(language, "")).strip() for language in INTERFACE_LANGUAGES}


def strings(folder: StrategyFolder, entry: Entry, key: str) -> tuple[str, ...]:
    """The list of texts under ``key``; may be left out."""
    value = entry.values.get(key, [])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    folder.complain(entry.source, f'\'{key}\' must be a list of texts. Write {key} = ["...", "..."].')
    return ()
