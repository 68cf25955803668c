"""Labelled texts: what profiles are learnt from and measured on.

A line of JSON Lines has ``themes`` (a list), or ``labels`` (theme -> 1, 0 or null where annotators differed), or library
``headings`` and ``classes`` from which weak labels are taken by the strategy's rules. ``text`` and ``lang`` are needed
(``lang`` not in a folder named by it, nor for a strategy of one language); ``title`` is read too unless the row was found
by its title (``selection_bias``); ``id`` and ``kind`` (the type of text) may be left out. Lines are checked strictly: a
misspelt theme would otherwise make a text a counter-example of every theme.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.analysis.languages import supported_languages
from s3align.model.library import LibraryLabels
from s3align.nearest import nearest

REFERENCE = "reference"
"""The kind of texts in a folder named by their language (``texts/de/``) that name no kind: written for learning."""
WEAK_WEIGHT = 0.1
"""What a weakly labelled text counts against a coded one; 0.1 was best of 0, 0.1, 0.3 and 1 by average precision."""
CODED_WEIGHT = 1.0
ANNOTATED_WEIGHT = 3.0
"""Texts read by two annotators count three times a text that carries its source's own code."""
REFERENCE_WEIGHT = 3.0
"""So do the texts written for learning: they speak as applicants do. With 1, 2, 3 and 4, hard texts of the tests were found the
more often, and real texts as well as before."""


class RowError(ValueError):
    """A line that is no labelled text: ``code`` names the kind of mistake, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what is known of each theme: True, False, or absent where it is not known.

    ``kind`` is the text type where the source names one; ``sample_weight`` what the text counts in training. ``is_weak``: it
    is a library record, good for learning and not for measuring: labelled by its headings, or chosen for being hard.
    ``source``: file:line.
    """

    id: str
    language: str
    title: str
    text: str
    labels: Mapping[str, bool]
    kind: str
    sample_weight: float = CODED_WEIGHT
    is_weak: bool = False
    source: str = ""

    @property
    def is_none(self) -> bool:
        """True where every theme is known to be absent."""
        return bool(self.labels) and not any(self.labels.values())


def parse_row(
    line: str, path: Path, number: int, themes: Sequence[str], library: LibraryLabels, languages: Sequence[str] = ()
) -> LabelledText:
    """The text in line ``number`` of a file. Raises RowError for everything that would teach or measure wrongly.

    ``languages`` are the strategy's; a text in another one that can be analysed is a text all the same.
    """
    row = _object(line)
    title = "" if row.get("selection_bias") else str(row.get("title", ""))
    identifier = str(row.get("id", unnamed(path, number)))
    is_reference = path.parent.name in supported_languages()
    kind = str(row.get("kind") or (REFERENCE if is_reference else path.name.partition(".")[0]))
    labels = _labels(row, themes, library)
    sample_weight = _sample_weight(row, kind)
    if identifier in library.read and "labels" not in row:
        reading = library.read[identifier]
        labels, sample_weight = reading.labels(themes), reading.sample_weight
    return LabelledText(
        identifier,
        _language(row, path, languages or supported_languages()),
        title,
        _text(row),
        labels,
        kind,
        sample_weight,
        is_weak="headings" in row,
        source=f"{path}:{number}",
    )


def unnamed(path: Path, number: int) -> str:
    """The id of a text whose row gives none."""
    return f"{path.name}:{number}"


def _object(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise RowError("not-json", f"not JSON ({error}). Write one object per line.") from error
    if not isinstance(row, dict):
        raise RowError("not-json", "not a JSON object. Write one object per line, with text and themes.")
    return row


def _text(row: Mapping[str, Any]) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise RowError("empty-text", "'text' is missing or empty. Write the text or remove the line.")
    return text


def _language(row: Mapping[str, Any], path: Path, known: Sequence[str]) -> str:
    """The row's ``lang``, or the name of its folder, or the only language there is; ``lang`` and folder must agree."""
    folder = path.parent.name if path.parent.name in supported_languages() else None
    language = row.get("lang", folder or (known[0] if len(known) == 1 else None))
    if language is None:
        raise RowError("unknown-language", f"the key 'lang' is missing. Give it one of: {', '.join(known)}.")
    if language not in supported_languages():
        raise RowError("unknown-language", f"unknown language '{language}' in 'lang'. {nearest(str(language), known)}")
    if folder not in (None, language):
        raise RowError(
            "unknown-language", f"'lang' is '{language}' in a folder of '{folder}'. Move the line or correct it."
        )
    return str(language)


def _labels(row: Mapping[str, Any], themes: Sequence[str], library: LibraryLabels) -> dict[str, bool]:
    if "labels" in row:
        return _annotated(row["labels"], themes)
    if "themes" in row:
        return _coded(row["themes"], themes)
    if "headings" in row:
        return _weak(row, themes, library)
    raise RowError(
        "no-labels", "neither 'themes' nor 'labels' nor 'headings'. Write themes = [] for a text about none."
    )


def _annotated(labels: Any, themes: Sequence[str]) -> dict[str, bool]:
    if not isinstance(labels, dict):
        raise RowError("wrong-label", "'labels' must be an object of theme and 1, 0 or null.")
    for theme, value in labels.items():
        _check_theme(theme, themes)
        if value not in (1, 0, None):
            raise RowError("wrong-label", f"the label of '{theme}' is {value!r}. Write 1, 0, or null where not known.")
    return {theme: bool(labels[theme]) for theme in themes if labels.get(theme) is not None}


def _coded(found: Any, themes: Sequence[str]) -> dict[str, bool]:
    if not isinstance(found, list):
        raise RowError("wrong-label", '\'themes\' must be a list. Write e.g. ["a", "b"], or [] for a text about none.')
    for theme in found:
        _check_theme(str(theme), themes)
    return {theme: theme in found for theme in themes}


def _weak(row: Mapping[str, Any], themes: Sequence[str], library: LibraryLabels) -> dict[str, bool]:
    """Labels by the rules of ``library``; without any rule nothing is known of the text."""
    headings, classes = row["headings"], row.get("classes", [])
    if not isinstance(headings, list) or not isinstance(classes, list):
        raise RowError("wrong-label", "'headings' and 'classes' must be lists of texts.")
    fields = {"heading": " ; ".join(map(str, headings)).lower(), "class": " ; ".join(map(str, classes))}
    found = {rule.theme for rule in library.rules if rule.pattern.search(fields[rule.field])}
    return {theme: theme in found for theme in themes} if library.rules else {}


def _check_theme(theme: str, themes: Sequence[str]) -> None:
    if theme not in themes:
        raise RowError("unknown-theme", f"unknown theme '{theme}'. {nearest(theme, themes)}")


def _sample_weight(row: Mapping[str, Any], kind: str) -> float:
    if "labels" in row:
        return ANNOTATED_WEIGHT
    if "themes" in row:
        return REFERENCE_WEIGHT if kind == REFERENCE else CODED_WEIGHT
    return WEAK_WEIGHT
