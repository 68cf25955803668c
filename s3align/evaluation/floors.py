"""Pinned floors: figures that may not get worse without a written reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from s3align.errors import DataError, UsageError
from s3align.evaluation.metrics import Figures
from s3align.files import file_hash, write_atomically

MARGIN = 0.02
"""What a floor lies below the figure measured when it was pinned: rounding and one text more or less."""
_HIGHER_IS_BETTER = ("macro_f1", "top_theme_right")
_LOWER_IS_BETTER = ("none_given_a_theme",)


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


def below_floors(figures: Mapping[str, Figures], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A sentence for every figure (language -> figures) that is worse than its floor."""
    worse: list[str] = []
    for language, pinned in floors.items():
        measured = figures.get(language)
        if measured is None:
            worse.append(f"{language}: there are floors, but no text was measured")
            continue
        worse.extend(
            f"{language}: {name} is {getattr(measured, name)}, its floor {pinned[name]}"
            for name in _HIGHER_IS_BETTER
            if name in pinned and (getattr(measured, name) or 0.0) < pinned[name]
        )
        worse.extend(
            f"{language}: {name} is {getattr(measured, name)}, it may be {pinned[name]} at most"
            for name in _LOWER_IS_BETTER
            if name in pinned and (getattr(measured, name) or 0.0) > pinned[name]
        )
    return worse


def pin_floors(path: Path, files: Sequence[Path], figures: Mapping[str, Figures], reason: str | None) -> None:
    """Writes floors ``MARGIN`` below the figures. UsageError where one would be lowered without a reason."""
    floors, key = read_floors(path), data_hash(files)
    new = {language: _floors(entry) for language, entry in figures.items()}
    before = floors.get(key, {}).get("floors", {})
    lowered = [
        f"{language} {name}"
        for language, pinned in before.items()
        for name, value in new.get(language, {}).items()
        if (value < pinned[name] if name in _HIGHER_IS_BETTER else value > pinned[name])
    ]
    if lowered and not reason:
        raise UsageError(f"This would lower the floors of {', '.join(lowered)}. Say why with --reason.")
    floors[key] = {"files": sorted(f"{file.parent.name}/{file.name}" for file in files), "floors": new}
    if reason:
        floors[key]["reason"] = reason
    write_atomically(path, (json.dumps(floors, indent=2, ensure_ascii=False) + "\n").encode("utf-8"), force=True)


def _floors(figures: Figures) -> dict[str, float]:
    better = {name: round((getattr(figures, name) or 0.0) - MARGIN, 3) for name in _HIGHER_IS_BETTER}
    worse = {name: round((getattr(figures, name) or 0.0) + MARGIN, 3) for name in _LOWER_IS_BETTER}
    return {**better, **worse}
