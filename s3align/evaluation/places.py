"""How well places and their roles are found: in labelled sentences, and in whole proposals with their truth.

A line of a file of sentences is ``{"id", "lang", "context", "text", "places": {name: [role, ...]}, "arguable": {...}}``:
``context`` is where the text stands (body, heading, form_field, partners), ``arguable`` names roles that a careful reader
could defend as well; they count neither way. The truth of a proposal names ``sites``, ``partners_places`` (towns of partners,
municipal or not), ``mentions`` and ``joint_municipal``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s3align.analysis.place_settings import Setting
from s3align.assess.flags import JOINT
from s3align.assess.places import PlaceFinder
from s3align.errors import DataError
from s3align.evaluation.proposals import truth_of
from s3align.pipeline import Pipeline
from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, OUTSIDE, PARTNER, SITE
from s3align.record.document import PassageKind

NAMES, ROLES = "places", "roles"
"""Figures of places whatever their role, and of all pairs of place and role; the others are named by their role, or joint."""
ALL = "all"
"""The name of all languages together."""
ROLES_OF_REGION = (SITE, MUNICIPAL_PARTNER, PARTNER, MENTION)
Roles = Mapping[str, frozenset[str]]
"""Place -> its roles."""


@dataclass(frozen=True, slots=True)
class PlaceText:
    """A labelled text: the ``kind`` of passage it stands for, and the roles of its places."""

    id: str
    language: str
    kind: PassageKind
    text: str
    places: Roles
    arguable: Roles


@dataclass(slots=True)
class Tally:
    """What was found and is so, was found and is not, is so and was not found."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """None where nothing was found."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else None

    @property
    def recall(self) -> float | None:
        """None where there is nothing to find."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None

    def count(self, *, found: bool, true: bool) -> None:
        """Counts one statement; one that is neither found nor true is none."""
        self.hits += found and true
        self.wrong += found and not true
        self.missed += true and not found


@dataclass(slots=True)
class PlaceFigures:
    """Name of a figure -> its tally."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def read_place_texts(paths: Iterable[Path]) -> list[PlaceText]:
    """The labelled texts of some files. Raises DataError that names file and line for anything else."""
    return [_row(line, f"{path}:{number}") for path in paths for number, line in _lines(path)]


def sentence_figures(texts: Iterable[PlaceText], finder: PlaceFinder) -> dict[str, PlaceFigures]:
    """Language, and ``ALL`` -> figures on labelled texts, each judged by itself."""
    figures: dict[str, PlaceFigures] = defaultdict(PlaceFigures)
    for text in texts:
        found = roles_in(text, finder)
        for name in (text.language, ALL):
            _count(figures[name].tallies, text, found)
    return dict(figures)


def roles_in(text: PlaceText, finder: PlaceFinder) -> dict[str, frozenset[str]]:
    """Place -> the roles found in a text; a mention beside another role says nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in finder.find(text.text, Setting(text.kind)):
        if entry.role != OUTSIDE:
            found[entry.place].add(entry.role)
    return {place: frozenset(roles - {MENTION} or roles) for place, roles in found.items()}


def proposal_figures(paths: Sequence[Path], pipeline: Pipeline) -> PlaceFigures:
    """Figures on whole proposals whose truth lies beside them; only places of the strategy's region count."""
    known = {place.name for place in pipeline.strategy.municipalities}
    tallies = PlaceFigures().tallies
    for path in paths:
        truth = json.loads(truth_of(path).read_text(encoding="utf-8"))
        record = pipeline.check(path)
        roles = {place.id: place.roles for place in record.places if place.id in known}
        found = {
            SITE: {name for name, held in roles.items() if SITE in held},
            PARTNER: {name for name, held in roles.items() if SITE not in held and MENTION not in held},
            MENTION: {name for name, held in roles.items() if MENTION in held},
            NAMES: set(roles),
        }
        listed = {SITE: truth["sites"], PARTNER: truth["partners_places"], MENTION: truth["mentions"]}
        true = {role: known.intersection(names) for role, names in listed.items()}
        for name, expected in (*true.items(), (NAMES, set().union(*true.values()))):
            for place in found[name] | expected:
                tallies[name].count(found=place in found[name], true=place in expected)
        is_joint = any(flag.kind == JOINT for flag in record.flags)
        tallies[JOINT].count(found=is_joint, true=truth["joint_municipal"])
    return PlaceFigures(tallies)


def _count(tallies: dict[str, Tally], text: PlaceText, found: Roles) -> None:
    for place in found.keys() | text.places.keys():
        tallies[NAMES].count(found=place in found, true=place in text.places)
        true, said = text.places.get(place, frozenset()), found.get(place, frozenset())
        doubtful = text.arguable.get(place, frozenset())
        if said and said <= doubtful:
            true = said
        for role in true | (said - doubtful):
            for name in (role, ROLES):
                tallies[name].count(found=role in said, true=role in true)
    tallies[JOINT].count(found=_is_joint(found), true=_is_joint(text.places))


def _is_joint(places: Roles) -> bool:
    return sum(MUNICIPAL_PARTNER in roles for roles in places.values()) > 1


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}. Name a file of labelled sentences.") from error
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _row(line: str, where: str) -> PlaceText:
    try:
        row = json.loads(line)
        kind = PassageKind(row["context"])
        return PlaceText(
            row["id"], row["lang"], kind, row["text"], _roles(row["places"]), _roles(row.get("arguable", {}))
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise DataError(
            f'{where}: no labelled sentence ({error}). Write {{"id": ..., "lang": "de", "context": "body", "text": ..., '
            f'"places": {{NAME: [ROLE]}}}} with the roles {", ".join(ROLES_OF_REGION)}.'
        ) from error


def _roles(listed: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    found = {place: frozenset(roles) for place, roles in listed.items()}
    unknown = {role for roles in found.values() for role in roles} - set(ROLES_OF_REGION)
    if unknown:
        raise ValueError(f"unknown role '{min(unknown)}'")
    return found
