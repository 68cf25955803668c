"""Complete proposals with what a person says of them: ``12.pdf`` and beside it ``12.json``.

The JSON names the proposal's ``themes`` (a list), ``touched`` (themes that a reader could defend: not known) and ``none``
(true where it is about no theme); all others are known to be absent. ``lang`` may be left out, further keys are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.errors import DataError
from s3align.evaluation.verdict import Verdict, verdict_of
from s3align.nearest import nearest
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment

PROPOSAL = "proposal"
"""The kind of a complete proposal."""
FORMATS = (".pdf", ".docx", ".odt", ".md", ".txt")
"""Of a proposal that lies in a folder in several formats one is measured: the first of these."""
TRUTH = ".json"
LABELLED = (".jsonl", ".gz", ".csv", ".xlsx")
"""Endings of files with many texts; every other file is a proposal."""
OTHER_LABELS = frozenset(("places.jsonl", "principles.jsonl"))
"""Files in a folder whose texts are labelled with something else than themes; they are measured by themselves."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file, and what it is about (themes not known are absent); ``language`` None where nobody says it."""

    path: Path
    expected: Mapping[str, bool]
    language: str | None


def data_files(data: Iterable[Path]) -> list[Path]:
    """The files of some files and folders. Raises DataError for a folder without any data.

    Of a folder these are, with its subfolders, the JSON Lines and one file for each proposal whose truth lies beside it.
    """
    return [file for path in data for file in (_in_folder(path) if path.is_dir() else [path])]


def files_of(data: Iterable[Path]) -> list[Path]:
    """The files that decide what is measured: those of ``data_files``, and the truths of proposals."""
    found = data_files(data)
    return [*found, *(truth_of(path) for path in found if is_proposal(path))]


def is_proposal(path: Path) -> bool:
    """Whether a file is a proposal, not a file of labelled texts, a reviewer's table or a review file."""
    return path.suffix.lower() not in LABELLED


def read_proposals(paths: Sequence[Path], themes: Sequence[str]) -> list[Proposal]:
    """The proposals with their truth. Raises DataError where it is missing or has mistakes."""
    return [_proposal(path, themes) for path in paths]


def evaluate_proposals(proposals: Iterable[Proposal], pipeline: Pipeline) -> Iterator[tuple[str, Verdict]]:
    """Language and the product's verdict on every proposal."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    for proposal in proposals:
        assessment = pipeline.check(proposal.path)
        verdict = verdict_of(assessment, proposal.path.name, PROPOSAL, proposal.expected, themes)
        yield proposal.language or main_language(assessment, pipeline), verdict


def truth_of(path: Path) -> Path:
    """Where the truth on a proposal stands."""
    return path.with_suffix(TRUTH)


def _in_folder(folder: Path) -> list[Path]:
    texts = sorted(path for path in folder.rglob("*.jsonl") if path.name not in OTHER_LABELS)
    proposals = []
    for truth in sorted(folder.rglob(f"*{TRUTH}")):
        found = [file for ending in FORMATS if (file := truth.with_suffix(ending)).is_file()]
        proposals += found[:1]
    if not texts and not proposals:
        raise DataError(
            f"{folder} holds neither JSON Lines nor proposals with their truth beside them (12.pdf and 12.json). "
            "Name a folder or files with labelled texts."
        )
    return [*texts, *proposals]


def _proposal(path: Path, themes: Sequence[str]) -> Proposal:
    truth = truth_of(path)
    row = _object(truth, path)
    try:
        named, touched = _themes(row, "themes", themes), _themes(row, "touched", themes)
        _check_none(row, named)
    except ValueError as error:
        raise DataError(f"{truth}: {error}") from error
    expected = {theme: theme in named for theme in themes if theme in named or theme not in touched}
    language = row.get("lang")
    return Proposal(path, expected, language if isinstance(language, str) else None)


def _object(truth: Path, path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        raise DataError(f"{path} does not exist. Check the path of the proposal.")
    try:
        row = json.loads(truth.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise DataError(
            f'{path.name} has no truth: write what it is about to {truth}, e.g. {{"themes": [], "none": true}}.'
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(f"{truth} is not JSON ({error}). Write one object with themes, touched and none.") from error
    if not isinstance(row, dict):
        raise DataError(f"{truth} is not a JSON object. Write one with themes, touched and none.")
    return row


def _themes(row: Mapping[str, Any], key: str, known: Sequence[str]) -> list[str]:
    named = row.get(key) or []
    if not isinstance(named, list):
        raise ValueError(f'"{key}" must be a list of themes. Write [] where there are none.')  # noqa: TRY004 -- of the file
    for theme in named:
        if theme not in known:
            raise ValueError(f"unknown theme '{theme}' in \"{key}\". {nearest(str(theme), known)}")
    return [str(theme) for theme in named]


def _check_none(row: Mapping[str, Any], named: Sequence[str]) -> None:
    if "themes" not in row and not row.get("none"):
        raise ValueError('neither "themes" nor "none". Write "themes": [] for a proposal about no theme.')
    none = row.get("none", not named)
    if not isinstance(none, bool) or none == bool(named):
        raise ValueError('"none" must be true exactly where "themes" is empty. Correct one of them.')


def main_language(assessment: Assessment, pipeline: Pipeline) -> str:
    """The language of most words of a proposal, of those that the model knows."""
    known = list(pipeline.model.languages)
    shares = assessment.document.languages or {}
    return max(known, key=lambda language: (shares.get(language, 0.0), -known.index(language)))
