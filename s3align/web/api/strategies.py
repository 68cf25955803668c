"""The strategies that calls and checks may name."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Request
from pydantic import Field

from s3align.desk.access import Permission, not_found
from s3align.desk.calls.calls import strategies
from s3align.errors import S3AlignError
from s3align.strategy.model import Strategy, wording
from s3align.web.api.models import Listed, Told
from s3align.web.pages import reader_language
from s3align.web.permissions import needs
from s3align.web.state import State

router = APIRouter(tags=["strategies"], dependencies=[needs(Permission.CHECK)])


class ThemeTold(Told):
    """A theme of a strategy."""

    id: str
    name: str = Field(description="In the language of Accept-Language, where the strategy has it")


class StrategyTold(Told):
    """A strategy; calls and checks name it by ``name``."""

    name: str = Field(description="What calls and checks write", examples=["example"])
    title: str
    region: str
    year: int
    languages: list[str] = Field(description="Languages of proposals that it can judge")
    content_hash: str = Field(description="SHA-256 of its files")
    themes: list[ThemeTold]


@router.get("/strategies")
def list_strategies(request: Request, state: State) -> Listed[StrategyTold]:
    """List the strategies of this server; one that cannot be used is left out."""
    language = reader_language(request)
    found = []
    for name in strategies(state.server):
        with suppress(S3AlignError):
            found.append(_told(name, state.pipelines.strategy(name), language))
    return Listed(items=found, total=len(found))


@router.get("/strategies/{name}")
def show_strategy(request: Request, state: State, name: str) -> StrategyTold:
    """Show one strategy."""
    if name not in strategies(state.server):
        raise not_found()
    return _told(name, state.pipelines.strategy(name), reader_language(request))


def _told(name: str, strategy: Strategy, language: str) -> StrategyTold:
    return StrategyTold(
        name=name,
        title=wording(strategy.name, language),
        region=wording(strategy.region, language),
        year=strategy.year,
        languages=list(strategy.languages),
        content_hash=strategy.content_hash,
        themes=[ThemeTold(id=key, name=text) for key, text in strategy.theme_names(language).items()],
    )
