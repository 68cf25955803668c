"""What a person should look at in labelled data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: where ("file:line"), the kind, a sentence. ``is_mistake``: training refuses the line."""

    source: str
    code: str
    message: str
    is_mistake: bool = False

    def __str__(self) -> str:
        return f"{self.source}: {self.code}: {self.message}"
