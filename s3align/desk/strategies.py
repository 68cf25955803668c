"""The strategies that somebody may choose: those of the server's own folder, and those that travel with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from s3align.desk.settings import ServerSettings
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.load import default_name, load_strategy, shipped_strategies
from s3align.strategy.model import Strategy, wording


def folders(server: ServerSettings) -> dict[str, Path]:
    """Name -> folder, the default one first; one of the server's own hides one that travels along under the same name."""
    found = shipped_strategies()
    if server.strategies:
        own = sorted(Path(server.strategies).glob(f"*/{STRATEGY_FILE}"))
        found |= {file.parent.name: file.parent for file in own}
    first = default_name()
    return dict(sorted(found.items(), key=lambda entry: (entry[0] != first, entry[0])))


def named(server: ServerSettings, language: str) -> list[tuple[str, str]]:
    """The strategies as a reader chooses among them: name of the folder, and what it is called."""
    return [(name, wording(_loaded(folder).name, language)) for name, folder in folders(server).items()]


def known(server: ServerSettings, name: str) -> str:
    """A name that somebody sent, where there is such a strategy; else "", the default one."""
    return name if name in folders(server) else ""


@lru_cache(maxsize=32)
def _loaded(folder: Path) -> Strategy:
    return load_strategy(folder)
