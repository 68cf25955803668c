"""A reviewer's file: a CSV table of whole documents and the themes a person found in them.

Columns: ``file`` (a path beside the table) or ``text``; ``themes`` (identifiers parted by semicolons, or ``none``);
``lang`` (de or en). Other columns are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from s3align.errors import DataError
from s3align.evaluation.evaluate import verdict_of
from s3align.evaluation.metrics import NO_THEME, Verdict
from s3align.pipeline import Pipeline

DOCUMENT = "document"
"""The kind of a whole file."""


def review(path: Path, pipeline: Pipeline) -> Iterator[tuple[str, Verdict]]:
    """Language and verdict of every row. Raises DataError with file and line."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    for line, row in enumerate(_rows(path), start=2):
        try:
            source, name = _source(path, row)
            expected = _truth(row["themes"], themes)
            language = row["lang"]
        except (KeyError, ValueError, OSError) as error:
            raise DataError(
                f"{path.name}:{line}: {error}. Columns are file or text, lang, themes ({', '.join(themes)} or none)."
            ) from error
        yield language, verdict_of(pipeline.check(source, name=name), name, DOCUMENT, expected, themes)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist. Check the path of the reviewer's file.") from error


def _source(path: Path, row: dict[str, str]) -> tuple[bytes, str]:
    if row.get("file"):
        return (path.parent / row["file"]).read_bytes(), row["file"]
    return row["text"].encode(), f"{row['text'][:40]}.txt"


def _truth(value: str, themes: Sequence[str]) -> dict[str, bool]:
    predicted = {part.strip() for part in value.split(";") if part.strip()} - {NO_THEME}
    if not predicted <= set(themes):
        raise ValueError(f"unknown theme {', '.join(sorted(predicted - set(themes)))}")
    return {theme: theme in predicted for theme in themes}
