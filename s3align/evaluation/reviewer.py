"""A reviewer's file: a CSV table of whole documents and the themes a person found in them.

Columns: ``file`` (a path beside the table) or ``text``; ``themes`` (identifiers parted by semicolons, or ``none``);
``lang``, a language of the model. Other columns are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from s3align.errors import DataError
from s3align.evaluation.metrics import NO_THEME
from s3align.evaluation.verdict import Verdict, verdict_of
from s3align.nearest import nearest
from s3align.pipeline import Pipeline

DOCUMENT = "document"
"""The kind of a whole file."""


def review(path: Path, pipeline: Pipeline) -> Iterator[tuple[str, Verdict]]:
    """Language and verdict of every row. Raises DataError with file and line."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    for line, row in _rows(path):
        try:
            source, name = _source(path, row, line)
            expected = _expected(row["themes"], themes)
            language = _language(row["lang"], list(pipeline.model.languages))
        except OSError as error:
            raise DataError(
                f"{path.name}:{line}: the file '{row['file']}' cannot be opened ({error.strerror}). Name it relative to the "
                "table."
            ) from error
        except ValueError as error:
            raise DataError(f"{path.name}:{line}: {error}") from error
        yield language, verdict_of(pipeline.check(source, name=name), name, DOCUMENT, expected, themes)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and values of every row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="")
            columns = set(reader.fieldnames or ())
            if not {"lang", "themes"} <= columns or not columns & {"file", "text"}:
                raise DataError(
                    f"{path.name}:1: the columns must be file or text, lang and themes. Correct the first line."
                )
            for row in reader:
                yield reader.line_num, row
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist. Check the path of the reviewer's file.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason}). Save the file as UTF-8.") from error


def _source(path: Path, row: dict[str, str], line: int) -> tuple[bytes, str]:
    if row.get("file"):
        return (path.parent / row["file"]).read_bytes(), row["file"]
    if not row.get("text", "").strip():
        raise ValueError("neither file nor text. Write one of them or remove the line.")
    return row["text"].encode(), f"{path.name}-{line}.txt"


def _language(value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError(f"unknown language '{value}'. {nearest(value, known)}")
    return value


def _expected(value: str, themes: Sequence[str]) -> dict[str, bool]:
    named = {part.strip() for part in value.split(";") if part.strip()} - {NO_THEME}
    for theme in sorted(named - set(themes)):
        raise ValueError(f"unknown theme '{theme}'. {nearest(theme, [*themes, NO_THEME])}")
    if not value.strip():
        raise ValueError(f"no themes. Write their ids parted by semicolons, or {NO_THEME}.")
    return {theme: theme in named for theme in themes}
