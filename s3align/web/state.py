"""What a running application holds: settings, database, files and pipelines; handed to routes, never global."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from s3align.desk.database import Database
from s3align.desk.files import FileStore
from s3align.desk.settings import ServerSettings
from s3align.pipeline import Pipeline
from s3align.settings import Settings

if TYPE_CHECKING:
    from s3align.strategy.model import Strategy


@dataclass(frozen=True)
class ServerState:
    """All that routes share."""

    server: ServerSettings
    settings: Settings
    database: Database
    files: FileStore
    pipelines: Pipelines = field(init=False)

    def __post_init__(self) -> None:
        """Makes what is made of the settings."""
        object.__setattr__(self, "pipelines", Pipelines(self.server, self.settings))


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


def server_state(request: Request) -> ServerState:
    """The state of the application that answers a request."""
    return cast("ServerState", request.app.state.server)


State = Annotated[ServerState, Depends(server_state)]
