"""The pipelines of the strategies in use: calls keep a strategy's name, and the server may have a folder of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from s3align.desk.settings import ServerSettings
from s3align.pipeline import Pipeline
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.strategy.model import Strategy


class Pipelines:
    """The pipelines of the strategies in use, each loaded when it is first wanted."""

    def __init__(self, server: ServerSettings, settings: Settings) -> None:
        self._server, self._settings = server, settings
        self.of = lru_cache(maxsize=8)(self._load)

    def strategy(self, name: str) -> Strategy:
        """A strategy by the name that calls keep; "" for the default one. Raises DataError where it cannot be used."""
        return self.of(name).strategy

    def _load(self, name: str) -> Pipeline:
        return Pipeline(strategy_source(self._server, name), self._server.models or None, self._settings)


def strategy_source(server: ServerSettings, name: str) -> str | None:
    """What ``Pipeline`` takes for a strategy's name: the server's own folder, one that travels along, or the default."""
    if server.strategies and name:
        own = Path(server.strategies) / Path(name).name
        if own.is_dir():
            return str(own)
    return name or None
