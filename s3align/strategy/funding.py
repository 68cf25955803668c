"""Reads how a strategy relates to a wider one: fields, funds, a rule for joint projects (``funding.toml``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from s3align.nearest import nearest
from s3align.strategy.definitions import FUNDING_FILE
from s3align.strategy.model import FundArea, FundingContext, FundingField, SizeRule
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.tables import SOURCES_FILE


def read_funding(folder: StrategyFolder, themes: Collection[str], sources: Mapping[str, str]) -> FundingContext | None:
    """``funding.toml``; None where there is none. ``sources``: id -> address, as in ``sources.csv``."""
    if not folder.has(FUNDING_FILE):
        return None
    top = folder.toml(FUNDING_FILE)

    def source(entry: Entry) -> str:
        return source_address(folder, entry, sources)

    for entry in top.entries("fields"):
        theme = entry.values["theme"]
        if theme and theme not in themes:
            folder.complain(entry.at("theme"), f"unknown theme '{theme}'. {nearest(theme, themes)}")
    return FundingContext(
        as_of=top.values.get("as_of", ""),
        fields=tuple(_field(entry, source) for entry in top.entries("fields")),
        funds=tuple(
            FundArea(entry.values["id"], entry.values["name"], source(entry)) for entry in top.entries("funds")
        ),
        size_rule=_size_rule(top.table("size_rule"), source),
        fields_title=top.values.get("fields_title", {}),
    )


def _field(entry: Entry, source: Callable[[Entry], str]) -> FundingField:
    values = entry.values
    return FundingField(values["theme"], values["name"], tuple(values.get("calls", ())), source(entry))


def _size_rule(entry: Entry, source: Callable[[Entry], str]) -> SizeRule | None:
    values = entry.values
    return SizeRule(values["districts"], values["inhabitants"], values["name"], source(entry)) if values else None


def source_address(folder: StrategyFolder, entry: Entry, sources: Mapping[str, str]) -> str:
    """The address behind a source's name; what is no name must be an address itself."""
    named: str = entry.values.get("source", "")
    if named and named not in sources and not named.startswith(("https://", "http://")):
        folder.complain(
            entry.at("source"),
            f"the source '{named}' is neither a web address nor an id of {SOURCES_FILE}. {nearest(named, sources)}",
        )
    return sources.get(named, named)
