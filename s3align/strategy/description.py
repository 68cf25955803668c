"""Reads what the strategy says and how its themes lie in the region (``description.toml``)."""

from __future__ import annotations

from collections.abc import Collection

from s3align.nearest import nearest
from s3align.strategy.definitions import DESCRIPTION_FILE
from s3align.strategy.facts import Area, Description, EvidenceLevel, Statement
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.sources import named_source


def read_description(
    folder: StrategyFolder, themes: Collection[str], places: Collection[str], sources: Collection[str]
) -> Description | None:
    """``description.toml``; None where there is none, or where it says nothing."""
    top = folder.toml(DESCRIPTION_FILE)
    _check_ids(folder, top)
    statements = tuple(_statement(folder, entry, sources) for entry in top.entries("statements"))
    areas = tuple(_area(folder, entry, themes, places, sources) for entry in top.entries("areas"))
    if not statements and not areas:
        return None
    return Description(top.values.get("note", {}), top.values.get("spread", {}), statements, areas)


def _check_ids(folder: StrategyFolder, top: Entry) -> None:
    seen: set[str] = set()
    for entry in top.entries("statements"):
        name = entry.values["id"]
        if name in seen:
            folder.complain(entry.at("id"), f"statement '{name}' occurs twice. Give every statement an id of its own.")
        seen.add(name)


def _statement(folder: StrategyFolder, entry: Entry, sources: Collection[str]) -> Statement:
    values = entry.values
    source = named_source(folder, entry, sources)
    return Statement(values["id"], values["text"], source, values["as_of"], tuple(values.get("principles", ())))


def _area(
    folder: StrategyFolder, entry: Entry, themes: Collection[str], places: Collection[str], sources: Collection[str]
) -> Area:
    values = entry.values
    if values["theme"] and values["theme"] not in themes:
        folder.complain(entry.at("theme"), f"unknown theme '{values['theme']}'. {nearest(values['theme'], themes)}")
    for place in values["places"]:
        if place not in places:
            folder.complain(entry.at("places"), f"unknown place '{place}'. {nearest(place, places)}")
    status = EvidenceLevel(values["status"])
    source = named_source(folder, entry, sources)
    if not source and status is not EvidenceLevel.INFERENCE:
        folder.complain(entry.source, "'source' is missing. Name one, or call the status an inference.")
    return Area(values["theme"], values["name"], tuple(values["places"]), status, source, values["as_of"])
