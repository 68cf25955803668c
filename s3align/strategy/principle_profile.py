"""The learnt profile of the principles: what a feature of a passage adds to the log-odds that it speaks for each.

``principle_profile.json`` of a strategy; ``tools/train_principles.py`` makes it from labelled passages. A strategy without one
goes by its patterns alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import msgspec

from s3align.errors import DataError

PROFILE_FILE = "principle_profile.json"


class PrincipleProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``base`` and, by feature, what it adds (log-odds) for each of the ``targets``, in their order."""

    targets: tuple[str, ...]
    base: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]

    def shares(self, features: Mapping[str, float], target: str) -> dict[str, float]:
        """What every feature adds for a target: with the base they sum to its log-odds."""
        number = self.targets.index(target)
        return {
            name: value * weights[number]
            for name, value in features.items()
            if (weights := self.weights.get(name)) is not None
        }

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """How likely a passage with these features speaks for each target (0..1)."""
        sums = list(self.base)
        for name, value in features.items():
            weights = self.weights.get(name)
            if weights is not None:
                for number, weight in enumerate(weights):
                    sums[number] += value * weight
        return {target: 1.0 / (1.0 + math.exp(-total)) for target, total in zip(self.targets, sums, strict=True)}


def read_profile(folder: Path) -> PrincipleProfile | None:
    """The profile beside a strategy's files; None where there is none. Raises DataError for a file that is none."""
    file = folder / PROFILE_FILE
    if not file.is_file():
        return None
    try:
        profile = msgspec.json.decode(file.read_bytes(), type=PrincipleProfile)
    except (OSError, msgspec.DecodeError) as error:
        raise DataError(f"{file} is no profile of principles ({error}). Make it again, or remove it.") from error
    if any(len(row) != len(profile.targets) for row in (profile.base, *profile.weights.values())):
        raise DataError(f"{file} has rows of another length than its targets. Make it again, or remove it.")
    return profile
