"""Reads whom to ask about a strategy: the table ``contact`` of ``strategy.toml``."""

from __future__ import annotations

from collections.abc import Collection

from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.model import Contact
from s3align.strategy.rows import StrategyFolder
from s3align.strategy.sources import named_source


def read_contact(folder: StrategyFolder, sources: Collection[str]) -> Contact | None:
    """The contact; None where the strategy names none. ``sources``: the ids of ``sources.csv``."""
    entry = folder.toml(STRATEGY_FILE).table("contact")
    values = entry.values
    if not values:
        return None
    return Contact(
        name=values["name"],
        address=values["address"],
        purpose=values.get("purpose", {}),
        as_of=values.get("as_of", ""),
        source=named_source(folder, entry, sources),
    )
