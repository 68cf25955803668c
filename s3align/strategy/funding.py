"""Reads how a strategy relates to a wider one: fields, funds, a rule for joint projects (``funding.toml``)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from s3align.nearest import nearest
from s3align.strategy.definitions import FUNDING_FILE
from s3align.strategy.facts import Call, Timing
from s3align.strategy.model import FundArea, FundingContext, FundingField, SizeRule
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.sources import named_source


def read_funding(folder: StrategyFolder, themes: Collection[str], sources: Collection[str]) -> FundingContext | None:
    """``funding.toml``; None where there is none. ``sources``: the ids of ``sources.csv``."""
    if not folder.has(FUNDING_FILE):
        return None
    top = folder.toml(FUNDING_FILE)

    def source(entry: Entry) -> str:
        return named_source(folder, entry, sources)

    for entry in top.entries("fields"):
        theme = entry.values["theme"]
        if theme and theme not in themes:
            folder.complain(entry.at("theme"), f"unknown theme '{theme}'. {nearest(theme, themes)}")
    return FundingContext(
        as_of=top.values.get("as_of", ""),
        fields=tuple(_field(entry, source) for entry in top.entries("fields")),
        funds=tuple(_fund(folder, entry, source) for entry in top.entries("funds")),
        size_rule=_size_rule(folder, top.table("size_rule"), source),
        fields_title=top.values.get("fields_title", {}),
        calls=tuple(Call(entry.values["id"], source(entry), _timing(folder, entry)) for entry in top.entries("calls")),
    )


def _field(entry: Entry, source: Callable[[Entry], str]) -> FundingField:
    values = entry.values
    return FundingField(values["theme"], values["name"], tuple(values.get("calls", ())), source(entry))


def _fund(folder: StrategyFolder, entry: Entry, source: Callable[[Entry], str]) -> FundArea:
    fund = FundArea(entry.values["id"], entry.values["name"], source(entry), _timing(folder, entry))
    return replace(fund, roles=tuple(entry.values.get("roles") or fund.roles))


def _size_rule(folder: StrategyFolder, entry: Entry, source: Callable[[Entry], str]) -> SizeRule | None:
    values = entry.values
    if not values:
        return None
    rule = SizeRule(values["districts"], values["inhabitants"], values["name"], source(entry), _timing(folder, entry))
    return replace(rule, roles=tuple(values.get("roles") or rule.roles))


def _timing(folder: StrategyFolder, entry: Entry) -> Timing:
    values = entry.values
    return Timing(
        last_deadline=_day(folder, entry, "last_deadline"),
        spend_by=_day(folder, entry, "spend_by"),
        as_of=values.get("as_of", ""),
        note=values.get("status_note", {}),
    )


def _day(folder: StrategyFolder, entry: Entry, key: str) -> date | None:
    """A date that a calendar has; None where there is none."""
    written: str = entry.values.get(key, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        folder.complain(entry.at(key), f"'{key}' is '{written}', which no calendar has. Correct the date.")
        return None
