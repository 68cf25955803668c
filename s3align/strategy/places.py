"""Reads the region's municipalities, their strengths, and the traps in their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from s3align.nearest import nearest
from s3align.strategy.checks import check_coordinates
from s3align.strategy.definitions import PLACES_FILE
from s3align.strategy.facts import EvidenceLevel
from s3align.strategy.model import (
    Municipality,
    NameTrap,
    PlaceContext,
    Strength,
    ThemeStrength,
    TrapKind,
)
from s3align.strategy.rows import Row, StrategyFolder
from s3align.strategy.sources import is_source
from s3align.strategy.tables import MUNICIPALITIES, MUNICIPALITY_THEMES, NAME_TRAPS, PLACE_FORMS, SOURCES_FILE

Word = TypeVar("Word", bound=StrEnum)
_LIST_SEPARATOR = ";"
_PLACE_STRENGTHS = (Strength.STRONG, Strength.MEDIUM, Strength.WEAK)


def read_municipalities(
    folder: StrategyFolder, themes: Collection[str], sources: Collection[str], extent_km: float
) -> tuple[Municipality, ...]:
    """``municipalities.csv`` with strengths from ``municipality_themes.csv`` and, if it is there, ``place_forms.csv``."""
    rows: dict[str, Row] = {}
    for row in folder.rows(MUNICIPALITIES.file, MUNICIPALITIES.names):
        if not row.values["name"] or row.values["name"] in rows:
            folder.complain(
                row.source, f"the name '{row.values['name']}' is empty or occurs twice. Give a place one line."
            )
        rows[row.values["name"]] = row
        source = row.values["population_source"]
        if source and not is_source(source, sources):
            folder.complain(row.source, f"'{source}' is neither a web address nor an id of {SOURCES_FILE}. Name one.")
    check_coordinates(folder, rows.values(), extent_km)
    strengths = _strengths(folder, rows.keys(), themes, sources)
    forms = _forms(folder, rows.keys())
    return tuple(
        replace(_municipality(folder, row, rows.keys(), tuple(strengths[name])), forms=tuple(forms[name]))
        for name, row in rows.items()
    )


def read_name_traps(folder: StrategyFolder, places: Collection[str]) -> tuple[NameTrap, ...]:
    """``name_traps.csv``: wordings that look like a place of the region, or stand for several."""
    return tuple(_name_traps(folder, places))


def read_place_context(folder: StrategyFolder) -> PlaceContext:
    """``places.toml``; a file that is not there says nothing."""
    top = folder.toml(PLACES_FILE)
    pattern = top.values.get("postal_code")
    try:
        re.compile(pattern or "")
    except re.error as error:
        folder.complain(
            top.at("postal_code"), f"'postal_code' is not a regular expression ({error}). Write e.g. '\\d{{5}}'."
        )
        pattern = None
    return PlaceContext(tuple(top.values.get("after", ())), pattern or None)


def _forms(folder: StrategyFolder, places: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    owners = dict(zip(places, places, strict=True))
    for row in folder.rows(PLACE_FORMS.file, PLACE_FORMS.names):
        place, form = row.values["place"], row.values["form"]
        if place and place not in places:
            folder.complain(row.source, f"unknown place '{place}'. {nearest(place, places)}")
        if form in owners:
            folder.complain(row.source, f"'{form}' is already listed, for '{owners[form]}'. Remove one line.")
        elif form:
            owners[form] = place
            found[place].append(form)
    return found


def _name_traps(folder: StrategyFolder, places: Collection[str]) -> Iterator[NameTrap]:
    for row in folder.rows(NAME_TRAPS.file, NAME_TRAPS.names):
        named = _listed(row.values["places"])
        for place in named:
            if place not in places:
                folder.complain(row.source, f"unknown place '{place}'. Use a name from municipalities.csv.")
        if not row.values["text"]:
            folder.complain(row.source, "the text is empty. Write the wording that misleads.")
        kind = _word(folder, row, "kind", tuple(TrapKind))
        if kind is not None:
            yield NameTrap(kind, row.values["text"], named, row.values["remedy"])


def _strengths(
    folder: StrategyFolder, places: Collection[str], themes: Collection[str], sources: Collection[str]
) -> dict[str, list[ThemeStrength]]:
    found: dict[str, list[ThemeStrength]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for row in folder.rows(MUNICIPALITY_THEMES.file, MUNICIPALITY_THEMES.names):
        place, theme = row.values["municipality"], row.values["theme"]
        if place not in places:
            folder.complain(row.source, f"unknown place '{place}'. Use a name from municipalities.csv.")
        if theme not in themes:
            folder.complain(row.source, f"unknown theme '{theme}'. Use one of: {', '.join(sorted(themes))}.")
        if (place, theme) in seen:
            folder.complain(row.source, f"'{place}' has '{theme}' twice. Remove one line.")
        seen.add((place, theme))
        strength = _theme_strength(folder, row, sources)
        if strength is not None:
            found[place].append(strength)
    return found


def _theme_strength(folder: StrategyFolder, row: Row, sources: Collection[str]) -> ThemeStrength | None:
    strength = _word(folder, row, "strength", _PLACE_STRENGTHS)
    evidence = _word(folder, row, "evidence", tuple(EvidenceLevel))
    if strength is None or evidence is None:
        return None
    source = row.values["source"]
    if not is_source(source, sources) and (source or evidence is not EvidenceLevel.INFERENCE):
        folder.complain(row.source, "the source is neither a web address nor an id of sources.csv. Name one.")
    anchor = row.wording("anchor", folder.languages)
    return ThemeStrength(row.values["theme"], strength, evidence, anchor, source)


def _municipality(
    folder: StrategyFolder, row: Row, places: Collection[str], themes: tuple[ThemeStrength, ...]
) -> Municipality:
    if row.values["district"] and row.values["district"] not in places:
        folder.complain(
            row.source, f"unknown district '{row.values['district']}'. Give it a line of its own in this file."
        )
    population = _number(folder, row, "population")
    return Municipality(
        name=row.values["name"],
        kind=row.values["kind"],
        district=row.values["district"] or None,
        population=None if population is None else int(population),
        latitude=_number(folder, row, "latitude"),
        longitude=_number(folder, row, "longitude"),
        adjective=row.values["adjective"] or None,
        name_trap=row.values["name_trap"] or None,
        government_district=row.values["government_district"],
        funding_areas=_listed(row.values["funding_areas"]),
        themes=themes,
        population_date=row.values["population_date"] or None,
    )


def _number(folder: StrategyFolder, row: Row, column: str) -> float | None:
    if not row.values[column]:
        return None
    try:
        return float(row.values[column])
    except ValueError:
        folder.complain(
            row.source, f"'{column}' is '{row.values[column]}'. Write a number like 51.48, or leave it empty."
        )
        return None


def _word(folder: StrategyFolder, row: Row, column: str, words: Collection[Word]) -> Word | None:
    for word in words:
        if word == row.values[column]:
            return word
    folder.complain(row.source, f"unknown {column} '{row.values[column]}'. Use one of: {', '.join(words)}.")
    return None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(_LIST_SEPARATOR) if part.strip())
