"""Reads the files of a strategy folder and remembers for every entry its file and line, for messages."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from s3align.errors import DataError, said
from s3align.nearest import nearest
from s3align.strategy.definitions import SHAPES, STRATEGY_FILE, TOML_SHAPES
from s3align.strategy.hashes import content_hash
from s3align.strategy.shape import Column, Kind, number_problem
from s3align.strategy.structure import Checker
from s3align.strategy.tables import TABLE_SHAPES
from s3align.strategy.toml_lines import KeyPath, key_lines, line_of

MAX_PROBLEMS = 20
"""Problems listed in one message; more than a screenful helps nobody."""
_TOML_LINE = re.compile(r"at line (\d+)")


class Problem(NamedTuple):
    """A mistake in a strategy file: where it stands, what is wrong and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """As it is shown: file, line, message."""
        return f"{self.file}:{self.line}: {self.message}"


class Row(NamedTuple):
    """One line of a table: stripped values by column. A named tuple, since thousands are made at every start."""

    file: str
    line: int
    values: Mapping[str, str]

    @property
    def source(self) -> str:
        """Where it stands, as "file:line" for messages."""
        return f"{self.file}:{self.line}"

    def wording(self, column: str, languages: Sequence[str]) -> dict[str, str]:
        """The cells of a column that has one for each language, in these languages; empty ones are left out.

        A column without a language is in the first.
        """
        first = next(iter(languages), "")
        found = {language: self.values.get(f"{column}.{language}", "") for language in languages}
        found[first] = found.get(first) or self.values.get(column, "")
        return {language: text for language, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file ("[[themes]]"): its values, checked against the definition of the file."""

    file: str
    path: KeyPath
    values: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    @property
    def source(self) -> str:
        """Where it begins, as "file:line" for messages."""
        return self.at()

    def at(self, *path: str | int) -> str:
        """Where something inside it stands, as "file:line"; ``path`` leads there from this table."""
        return f"{self.file}:{line_of(self.lines, (*self.path, *path))}"

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The tables ``[[name]]`` inside this one."""
        return tuple(
            Entry(self.file, (*self.path, name, number), values, self.lines)
            for number, values in enumerate(self.values.get(name, ()))
        )

    def table(self, name: str) -> Entry:
        """The table ``[name]`` inside this one; an empty one where it is absent."""
        return Entry(self.file, (*self.path, name), self.values.get(name, {}), self.lines)


class StrategyFolder:
    """The files of one strategy. Problems are collected, so that a curator corrects them all in one go.

    ``languages`` are those of the strategy, known once ``strategy.toml`` has been read; ``supported`` are those that can be
    analysed, None checks nothing.
    """

    def __init__(self, path: Path, supported: Collection[str] | None = None) -> None:
        self.path = path
        self._supported = supported
        self.languages: tuple[str, ...] = ()
        self._problems: dict[Problem, None] = {}
        if not path.is_dir():
            raise DataError(f"There is no strategy folder {path}. Check the path; it must hold a {STRATEGY_FILE}.")
        self._note_unknown_files()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was noted so far, each once."""
        return tuple(self._problems)

    def complain(self, source: str, message: str) -> None:
        """Notes a problem; ``source`` is "file:line", ``message`` says what is wrong and what to do."""
        file, _, line = source.rpartition(":")
        self._problems[Problem(file, int(line), message)] = None

    def raise_if_wrong(self) -> None:
        """Raises one DataError that lists what was noted, if anything was."""
        if not self._problems:
            return
        more = len(self._problems) - MAX_PROBLEMS
        lines = [str(problem) for problem in self.problems[:MAX_PROBLEMS]]
        lines += [f"... and {more} more. `s3align strategy validate` lists all."] if more > 0 else []
        raise DataError(
            said(
                "strategy_mistakes",
                "The strategy data in {folder} has mistakes; correct these lines:\n{lines}",
                folder=self.path,
                lines="\n".join(lines),
            )
        )

    def has(self, file: str) -> bool:
        """Whether the folder has this file."""
        return (self.path / file).is_file()

    def rows(self, file: str, columns: Sequence[str]) -> Iterator[Row]:
        """The lines of a CSV file whose first line names exactly ``columns``; none where an optional file is absent.

        A wording may have a column for each language, be it one of the strategy's or not.
        A cell that does not fit the definition of its column is noted and replaced by one that does, so that nobody
        reports it twice. Empty lines are skipped.
        """
        reader = csv.reader(io.StringIO(self._read(file) or "", newline=""))
        header = [name.strip() for name in next(reader, [])]
        if _bare(header, file) != list(columns):
            if self.has(file) and f"{file}:1" not in {f"{problem.file}:{problem.line}" for problem in self._problems}:
                wanted = ",".join(TABLE_SHAPES[file].header(self.languages))
                self.complain(
                    f"{file}:1", f"the columns are '{','.join(header)}'. Write '{wanted}', separated by commas."
                )
            return
        rules = _rules(file)
        for cells in reader:
            if len(cells) == len(header):
                row = Row(file, reader.line_num, dict(zip(header, map(str.strip, cells), strict=True)))
                yield self._checked(row, rules)
            elif cells:
                self.complain(f"{file}:{reader.line_num}", _wrong_count(len(cells), len(header)))

    def toml(self, file: str) -> Entry:
        """The content of a TOML file as far as it fits its definition; empty where an optional file is absent.

        A ``strategy.toml`` that cannot be read or that names wrong languages ends the load at once, since nothing else
        could be checked against it.
        """
        content = self._read(file)
        values = None if content is None else self._parsed(file, content)
        if content is None or values is None:
            if file == STRATEGY_FILE:
                self.raise_if_wrong()
            return Entry(file, (), {}, {})
        lines = key_lines(content)
        if file == STRATEGY_FILE:
            self.languages = _languages(values.get("languages"))
            self._check_languages(values.get("languages"), f"{file}:{line_of(lines, ('languages',))}")
        checker = Checker(lines, self.languages, lambda line, message: self.complain(f"{file}:{line}", message))
        return Entry(file, (), checker.table(values, TOML_SHAPES[file].keys), lines)

    def content_hash(self) -> str:
        """That of all data files, see ``content_hash``."""
        return content_hash((path.name, path.read_bytes()) for path in self.data_files())

    def _check_languages(self, written: Any, source: str) -> None:
        wrong = ['\'languages\' names no language. Write e.g. languages = ["de", "en"].'] if written == [] else []
        wrong += [f"the language '{name}' occurs twice. Remove one." for name in _repeated(self.languages)]
        if self._supported is not None:
            unknown = [name for name in dict.fromkeys(self.languages) if name not in self._supported]
            wrong += [f"texts in '{name}' cannot be analysed. {nearest(name, self._supported)}" for name in unknown]
        for message in wrong:
            self.complain(source, message)
        if wrong:
            self.raise_if_wrong()

    def _parsed(self, file: str, content: str) -> dict[str, Any] | None:
        """The values of a TOML file; None, and a note, where it is none."""
        try:
            return tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            line = _TOML_LINE.search(str(error))
            where = f"{file}:{line.group(1) if line else max(1, len(content.splitlines()))}"
            self.complain(where, f"not valid TOML: {error}. Correct this line.")
            return None

    def data_files(self) -> list[Path]:
        """The files that ``content_hash`` is of, in order of names."""
        return sorted((*self.path.glob("*.csv"), *self.path.glob("*.toml")), key=lambda path: path.name)

    def _note_unknown_files(self) -> None:
        """A misspelt name would otherwise be taken for a file that was left out."""
        for path in self.data_files():
            if path.name not in SHAPES:
                self.complain(f"{path.name}:1", f"no strategy has a file '{path.name}'. {nearest(path.name, SHAPES)}")

    def _checked(self, row: Row, rules: Mapping[str, Callable[[str], tuple[str, str] | None]]) -> Row:
        wrong = {name: found for name, rule in rules.items() if (found := rule(row.values.get(name, "")))}
        for message, _ in wrong.values():
            self.complain(row.source, message)
        return (
            row._replace(values={**row.values, **{name: cell for name, (_, cell) in wrong.items()}}) if wrong else row
        )

    def _read(self, file: str) -> str | None:
        """The text of a file; None where it is absent or unreadable, which is noted unless it may be left out."""
        try:
            # Spreadsheets put a byte order mark before the first column; "utf-8-sig" drops it.
            return (self.path / file).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            if SHAPES[file].required:
                self.complain(
                    f"{file}:1", f"this file is missing. Add it; `s3align strategy schema {file}` explains it."
                )
        except UnicodeDecodeError as error:
            self.complain(f"{file}:1", f"not UTF-8 ({error.reason}). Save the file as UTF-8.")
        return None


def _bare(header: Sequence[str], file: str) -> list[str]:
    """The names of columns without their language, those of a wording once."""
    wordings = {column.name for column in TABLE_SHAPES[file].columns if column.kind is Kind.SOME_WORDING}
    names = [name.rpartition(".")[0] if name.rpartition(".")[0] in wordings else name for name in header]
    return list(dict.fromkeys(names)) if wordings else names


def _wrong_count(values: int, columns: int) -> str:
    """The message about a row that has another number of values than its file has columns."""
    if values < columns:
        return f"{values} values for {columns} columns. A comma is missing; an empty value needs its comma too."
    return f"{values} values for {columns} columns. Put values with a comma between double quotes."


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _languages(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) and all(isinstance(name, str) for name in value) else ()


def _rules(file: str) -> dict[str, Callable[[str], tuple[str, str] | None]]:
    """Per column that has a rule, a function from a cell to a message and a cell to go on with, or None."""
    return {column.name: rule for column in TABLE_SHAPES[file].columns if (rule := _rule(column))}


def _rule(column: Column) -> Callable[[str], tuple[str, str] | None] | None:
    if column.choices:
        return lambda cell: None if cell in column.choices else _unknown(column, cell)
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        return lambda cell: _wrong_number(column, cell)
    if column.pattern:
        return lambda cell: _misfit(column, cell)
    if column.required:
        return lambda cell: None if cell else (f"the {column.name} is empty. Write {column.about}.", "")
    return None


def _unknown(column: Column, cell: str) -> tuple[str, str]:
    return f"unknown {column.name} '{cell}'. {nearest(cell, column.choices)}", column.choices[0]


def _misfit(column: Column, cell: str) -> tuple[str, str] | None:
    if not cell and not column.required:
        return None
    return None if re.fullmatch(column.pattern, cell) else (f"'{column.name}' is '{cell}'. {column.hint}", "")


def _wrong_number(column: Column, cell: str) -> tuple[str, str] | None:
    problem = number_problem(cell, column) if cell else ""
    return (f"'{column.name}' is '{cell}'. {problem}", "") if problem else None
