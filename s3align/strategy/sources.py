"""Reads the sources of a strategy (``sources.csv``) and checks what refers to them."""

from __future__ import annotations

from collections.abc import Collection

from s3align.nearest import nearest
from s3align.strategy.facts import Source, SourceKind
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.tables import SOURCES, SOURCES_FILE

_SCHEMES = ("https://", "http://")


def read_sources(folder: StrategyFolder) -> tuple[Source, ...]:
    """``sources.csv``; none where there is none."""
    found: dict[str, Source] = {}
    for row in folder.rows(SOURCES.file, SOURCES.names):
        values = row.values
        if values["id"] in found:
            folder.complain(row.source, f"the id '{values['id']}' occurs twice. Give every source its own.")
        if values["address"] and not values["address"].startswith(_SCHEMES):
            folder.complain(row.source, f"'{values['address']}' is no public web address. Write one with https://.")
        kind = SourceKind(values["kind"])
        found[values["id"]] = Source(
            values["id"], values["title"], values["address"], kind, values["as_of"], values["dated"]
        )
    return tuple(found.values())


def is_source(name: str, sources: Collection[str]) -> bool:
    """Whether a text is the id of one of these sources, or a web address itself."""
    return name in sources or name.startswith(_SCHEMES)


def named_source(folder: StrategyFolder, entry: Entry, sources: Collection[str]) -> str:
    """The source that a table of a TOML file names, as written; noted where it is neither an id nor an address."""
    named: str = entry.values.get("source", "")
    if named and not is_source(named, sources):
        folder.complain(
            entry.at("source"),
            f"the source '{named}' is neither a web address nor an id of {SOURCES_FILE}. {nearest(named, sources)}",
        )
    return named
