"""Reads whom to ask about a strategy: the table ``contact`` of ``strategy.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from s3align.nearest import nearest
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.model import Contact
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.tables import SOURCES


def read_contact(folder: StrategyFolder, sources: Mapping[str, str]) -> Contact | None:
    """The contact; None where the strategy names none. ``sources``: id -> address, as in ``sources.csv``."""
    entry = folder.toml(STRATEGY_FILE).table("contact")
    values = entry.values
    if not values:
        return None
    return Contact(
        name=values["name"],
        address=values["address"],
        purpose=values.get("purpose", {}),
        as_of=values.get("as_of", ""),
        source=_source(folder, entry, sources),
    )


def _source(folder: StrategyFolder, entry: Entry, sources: Mapping[str, str]) -> str:
    """The address behind a source's name; what is no name must be an address itself."""
    named: str = entry.values.get("source", "")
    if named and named not in sources and not named.startswith(("https://", "http://")):
        folder.complain(
            entry.at("source"),
            f"the source '{named}' is neither a web address nor an id of {SOURCES.file}. {nearest(named, sources)}",
        )
    return sources.get(named, named)
