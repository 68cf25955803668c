"""What is known of texts from elsewhere: rules over library headings, and the themes of texts that a person has read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from s3align.errors import DataError
from s3align.nearest import nearest

READ_WEIGHT = {"yes": 1.0, "no": 0.5}
"""What a text labelled by reading its beginning counts in training, by whether the reader was sure."""
RULE_COLUMNS = ("theme", "field", "pattern")
READING_COLUMNS = ("id", "themes", "touched", "sure")
REJECTED_COLUMNS = ("theme", "language", "word")
FIELDS = ("heading", "class")
"""What a rule looks at: subject headings, or codes of a classification."""


@dataclass(frozen=True, slots=True)
class WeakRule:
    """A pattern over library headings ("heading") or class codes ("class") that stands for a theme."""

    theme: str
    field: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person says of a text: the themes it is about, those that could be defended, and what it counts in training."""

    themes: frozenset[str]
    touched: frozenset[str]
    sample_weight: float

    def labels(self, themes: Sequence[str]) -> dict[str, bool]:
        """Theme -> whether the text is about it; a theme that is touched is not known."""
        return {theme: theme in self.themes for theme in themes if theme in self.themes or theme not in self.touched}


@dataclass(frozen=True, slots=True)
class LibraryLabels:
    """What is known of texts from elsewhere: ``rules`` over library headings, and texts that were ``read``, by their ids.

    A reading takes the place of headings and of a source's own code; texts of two annotators keep their labels.
    """

    rules: Sequence[WeakRule] = ()
    read: Mapping[str, Reading] = field(default_factory=dict)


NOTHING_KNOWN = LibraryLabels()


def read_weak_rules(path: Path, themes: Sequence[str]) -> tuple[WeakRule, ...]:
    """Rules (theme, field, pattern) that take weak labels from library headings; none where the file is absent.

    Raises DataError with file and line for an unknown theme or field and for a pattern that is not a regular expression.
    """
    return tuple(_rule(row, where, themes) for where, row in _rows(path, RULE_COLUMNS))


def read_readings(path: Path, themes: Sequence[str]) -> dict[str, Reading]:
    """Identifier -> reading from a table of id, themes, touched, sure; none where the file is absent.

    Raises DataError with file and line for an unknown theme, an id that occurs twice and another word than yes or no.
    """
    found: dict[str, Reading] = {}
    for where, row in _rows(path, READING_COLUMNS):
        about, touched = (_names(row[column], where, themes) for column in ("themes", "touched"))
        if not row["id"] or row["id"] in found:
            raise DataError(f"{where}: the id '{row['id']}' is empty or occurs twice. Keep one line per record.")
        if row["sure"] not in READ_WEIGHT:
            raise DataError(f"{where}: 'sure' is '{row['sure']}'. Write yes or no.")
        found[row["id"]] = Reading(about, touched, READ_WEIGHT[row["sure"]])
    return found


def read_rejected(path: Path, themes: Sequence[str]) -> dict[tuple[str, str], frozenset[str]]:
    """(Theme, language) -> learnt words that a person found to be no evidence for the theme; none where the file is absent.

    Raises DataError with file and line for an unknown theme.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for where, row in _rows(path, REJECTED_COLUMNS):
        _check_theme(row["theme"], where, themes)
        found.setdefault((row["theme"], row["language"]), set()).add(row["word"])
    return {key: frozenset(words) for key, words in found.items()}


def _names(cell: str, where: str, themes: Sequence[str]) -> frozenset[str]:
    names = [name.strip() for name in cell.split(";") if name.strip()]
    for name in names:
        _check_theme(name, where, themes)
    return frozenset(names)


def _rule(row: Mapping[str, str], where: str, themes: Sequence[str]) -> WeakRule:
    _check_theme(row["theme"], where, themes)
    if row["field"] not in FIELDS:
        raise DataError(f"{where}: unknown field '{row['field']}'. Use one of: {', '.join(FIELDS)}.")
    if not row["pattern"]:
        raise DataError(f"{where}: the pattern is empty and would match every record. Write one or remove the line.")
    try:
        return WeakRule(row["theme"], row["field"], re.compile(row["pattern"]))
    except re.error as error:
        raise DataError(
            f"{where}: '{row['pattern']}' is not a regular expression ({error}). Correct this line."
        ) from error


def _check_theme(name: str, where: str, themes: Sequence[str]) -> None:
    if name not in themes:
        raise DataError(f"{where}: unknown theme '{name}'. {nearest(name, themes)}")


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """File:line and values of every row of a table with exactly these columns."""
    if not path.is_file():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            if [name.strip() for name in next(reader, [])] != list(columns):
                raise DataError(f"{path}:1: the columns must be {','.join(columns)}. Correct the first line.")
            for cells in reader:
                where = f"{path}:{reader.line_num}"
                if cells and len(cells) != len(columns):
                    raise DataError(
                        f"{where}: {len(cells)} values for {len(columns)} columns. Put values with a comma in double quotes."
                    )
                if cells:
                    yield where, dict(zip(columns, map(str.strip, cells), strict=True))
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason}). Save the file as UTF-8.") from error
