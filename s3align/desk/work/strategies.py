"""The strategies that a visitor may choose among, by the names that readers know."""

from __future__ import annotations

from functools import lru_cache

from s3align.desk.calls import calls
from s3align.desk.settings import ServerSettings
from s3align.desk.work.pipelines import strategy_source
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, wording


def named(server: ServerSettings, language: str) -> list[tuple[str, str]]:
    """What a check may be about, the default first: the name that is kept, and what the strategy is called."""
    return [(name, wording(_loaded(strategy_source(server, name)).name, language)) for name in calls.strategies(server)]


def known(server: ServerSettings, name: str) -> str:
    """A name that somebody sent, where there is such a strategy; else "", the default one."""
    return name if name in calls.strategies(server) else ""


@lru_cache(maxsize=32)
def _loaded(source: str | None) -> Strategy:
    return load_strategy(find_strategy(source))
