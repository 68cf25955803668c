"""Who has read what, of the readings in a review file: so that what a person has read no longer waits for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from s3align.store.review import Decision, Reading


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who has read a content, in the order of the file, and what they decided, each decision once."""

    reviewers: tuple[str, ...]
    decisions: tuple[Decision, ...]


def read_contents(readings: Iterable[Reading]) -> dict[str, ReadBy]:
    """Hash of a content -> who has read it; a row with nothing but a name is no reading. As large as a review file may be."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        if not reading.is_empty:
            found.setdefault(reading.sha256, []).append(reading)
    return {sha256: _read_by(entries) for sha256, entries in found.items()}


def _read_by(readings: Iterable[Reading]) -> ReadBy:
    entries = tuple(readings)
    decided = {entry.decision for entry in entries}
    names = dict.fromkeys(entry.reviewer or "?" for entry in entries)
    return ReadBy(tuple(names), tuple(decision for decision in Decision if decision in decided))
