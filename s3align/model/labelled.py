"""Labelled texts: what profiles are learnt from and measured on.

Reads JSON Lines: ``themes`` (a list), or ``labels`` (theme -> 1, 0 or null where annotators differed), or library
``headings`` and ``classes`` from which weak labels are taken by the strategy's rules. ``text`` and ``lang`` are needed
(``lang`` not in a folder named by it); ``title`` is read too unless the row was found by its title (``selection_bias``).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s3align.analysis.languages import supported_languages
from s3align.errors import DataError

REFERENCE = "reference"
"""The kind of self-written texts: they lie in a folder named by their language (``corpus/texts/de/``)."""
WEAK_WEIGHT = 0.1
"""What a weakly labelled text counts against a coded one; 0.1 was best of 0, 0.1, 0.3 and 1 by average precision."""
CODED_WEIGHT = 1.0
ANNOTATED_WEIGHT = 3.0
"""Texts read by two annotators count three times a text that carries its source's own code."""
READ_WEIGHT = {"yes": 1.0, "no": 0.3}
"""Library records labelled by reading their beginning (``corpus/labels``), by whether the reader was sure."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what is known of each theme: True, False, or absent where it is not known.

    ``labels`` are the source's and measure; ``training_labels`` are learnt from: the same, or what a reading put in their
    place. ``kind`` is the text type where the source names one; ``sample_weight`` what the text counts in training.
    ``is_weak``: it was labelled by library headings or chosen for being hard, good for learning and not for measuring.
    """

    id: str
    language: str
    title: str
    text: str
    labels: Mapping[str, bool]
    training_labels: Mapping[str, bool]
    kind: str
    sample_weight: float = CODED_WEIGHT
    is_weak: bool = False

    @property
    def is_none(self) -> bool:
        """True where every theme is known to be absent."""
        return bool(self.labels) and not any(self.labels.values())


@dataclass(frozen=True, slots=True)
class WeakRule:
    """A pattern over library headings ("heading") or class codes ("class") that stands for a theme."""

    theme: str
    field: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LibraryLabels:
    """What is known of library records: ``rules`` over their headings, and the themes of those that were ``read``.

    ``read``: record identifier -> (its themes, sample weight). A reading takes the place of headings, and of a source's own
    code in learning; texts of two annotators keep their labels.
    """

    rules: Sequence[WeakRule] = ()
    read: Mapping[str, tuple[frozenset[str], float]] = field(default_factory=dict)


def read_labelled(
    path: Path, themes: Sequence[str], library: LibraryLabels = LibraryLabels()
) -> Iterator[LabelledText]:
    """The rows of one file. Raises DataError with file and line."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, themes, library, f"{path.name}:{number}", path)
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist. Check the path of the labelled data.") from error


def read_many(
    paths: Iterable[Path], themes: Sequence[str], library: LibraryLabels = LibraryLabels()
) -> list[LabelledText]:
    """All rows of several files, in the order of the file names."""
    return [row for path in sorted(paths, key=lambda path: path.name) for row in read_labelled(path, themes, library)]


def _row(line: str, themes: Sequence[str], library: LibraryLabels, where: str, path: Path) -> LabelledText:
    try:
        row = json.loads(line)
        title = "" if row.get("selection_bias") else str(row.get("title", ""))
        identifier = str(row.get("id", where))
        labels = _labels(row, themes, library.rules)
        training_labels, sample_weight = labels, _sample_weight(row)
        if identifier in library.read and "labels" not in row:
            said, sample_weight = library.read[identifier]
            training_labels = {theme: theme in said for theme in themes}
        own = path.parent.name in supported_languages()
        kind = REFERENCE if own else str(row.get("kind") or path.name.partition(".")[0])
        language = path.parent.name if own else str(row["lang"])
        is_weak = "headings" in row
        return LabelledText(
            identifier, language, title, str(row["text"]), labels, training_labels, kind, sample_weight, is_weak
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{where}: not a labelled text ({error!r}). Each line needs lang, text and themes.") from error


def _labels(row: Mapping[str, Any], themes: Sequence[str], rules: Sequence[WeakRule]) -> dict[str, bool]:
    if "labels" in row:
        known = row["labels"]
        return {theme: bool(known[theme]) for theme in themes if known.get(theme) is not None}
    if "themes" in row:
        return {theme: theme in row["themes"] for theme in themes}
    fields = {"heading": " ; ".join(row["headings"]).lower(), "class": " ; ".join(row["classes"])}
    found = {rule.theme for rule in rules if rule.pattern.search(fields[rule.field])}
    return {theme: theme in found for theme in themes}


def _sample_weight(row: Mapping[str, Any]) -> float:
    if "labels" in row:
        return ANNOTATED_WEIGHT
    return CODED_WEIGHT if "themes" in row else WEAK_WEIGHT
