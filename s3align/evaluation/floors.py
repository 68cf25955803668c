"""Pinned floors: figures that may not get worse without a written reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from s3align.errors import DataError, UsageError
from s3align.evaluation.evaluate import Evaluation
from s3align.evaluation.metrics import Figures
from s3align.evaluation.twins import TwinFigures
from s3align.files import file_hash, write_atomically

MARGIN = 0.02
"""What a floor lies below the figure measured when it was pinned: rounding and one text more or less."""
_HIGHER_IS_BETTER = frozenset({"macro_f1", "top_theme_right", "both_themes", "kept_apart"})
"""Of the others lower is better."""
PARALLEL_TEXTS = "parallel_texts"


def data_hash(files: Sequence[Path]) -> str:
    """Identifies the texts that floors were pinned on, in any order of the files."""
    digests = sorted(file_hash(file) for file in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def read_floors(path: Path) -> dict[str, Any]:
    """Data hash -> language -> floors; DataError where the file cannot be read."""
    try:
        floors: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except json.JSONDecodeError as error:
        raise DataError(f"{path} is not JSON ({error}). Restore it from the repository.") from error
    return floors


def floor_figures(found: Evaluation) -> dict[str, dict[str, float]]:
    """Language (or ``PARALLEL_TEXTS``) -> the figures that have floors; those that are not defined are left out."""
    figures = {language: _of_language(entry, found.twins.get(language)) for language, entry in found.figures.items()}
    return figures | ({PARALLEL_TEXTS: {"mean_gap": found.gap.mean}} if found.gap else {})


def below_floors(found: Evaluation, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A sentence for every figure that is worse than its floor, or has one and was not measured."""
    worse: list[str] = []
    measured = floor_figures(found)
    for group, pinned in floors.items():
        if group not in measured:
            worse.append(f"{group}: there are floors, but no text was measured")
            continue
        for name, floor in pinned.items():
            value = measured[group].get(name)
            if value is None:
                worse.append(f"{group}: {name} has a floor, but was not measured")
            elif _is_worse(name, value, floor):
                limit = f"its floor {floor}" if name in _HIGHER_IS_BETTER else f"it may be {floor} at most"
                worse.append(f"{group}: {name} is {value}, {limit}")
    return worse


def pin_floors(path: Path, files: Sequence[Path], found: Evaluation, reason: str | None) -> None:
    """Writes floors ``MARGIN`` below the figures, in place of those of the same files as they were before.

    UsageError where one would be lowered without a reason.
    """
    floors, key = read_floors(path), data_hash(files)
    names = sorted(f"{file.parent.name}/{file.name}" for file in files)
    new = {
        group: {name: _floor(name, value) for name, value in own.items()} for group, own in floor_figures(found).items()
    }
    replaced = [other for other, entry in floors.items() if other == key or entry["files"] == names]
    before = floors[replaced[-1]]["floors"] if replaced else {}
    lowered = [
        f"{group} {name}"
        for group, pinned in before.items()
        for name, value in new.get(group, {}).items()
        if name in pinned and _is_worse(name, value, pinned[name])
    ]
    if lowered and not reason:
        raise UsageError(f"This would lower the floors of {', '.join(lowered)}. Say why with --reason.")
    floors = {other: entry for other, entry in floors.items() if other not in replaced}
    floors[key] = {"files": names, "floors": new} | ({"reason": reason} if reason else {})
    write_atomically(path, (json.dumps(floors, indent=2, ensure_ascii=False) + "\n").encode("utf-8"), force=True)


def _of_language(figures: Figures, twins: TwinFigures | None) -> dict[str, float]:
    found = {
        "macro_f1": figures.macro_f1 if any(theme.support for theme in figures.themes) else None,
        "top_theme_right": figures.top_theme_right,
        "both_themes": figures.both_themes.value,
        "kept_apart": twins.apart.value if twins else None,
        "none_given_a_theme": figures.none_given_a_theme,
        "called_absent": figures.abstention.called_absent.value,
    }
    return {name: value for name, value in found.items() if value is not None}


def _is_worse(name: str, value: float, floor: float) -> bool:
    return value < floor if name in _HIGHER_IS_BETTER else value > floor


def _floor(name: str, value: float) -> float:
    floor = value - MARGIN if name in _HIGHER_IS_BETTER else value + MARGIN
    return round(min(max(floor, 0.0), 1.0), 3)
