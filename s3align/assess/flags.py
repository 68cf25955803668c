"""Hints on the funding around a strategy: shown beside the fit, never part of it. Each is absent where the data is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from s3align.record.assessment import MUNICIPAL_PARTNER, Flag, Place, ThemeResult
from s3align.strategy.model import FundingContext, Municipality, Strategy

FIELD, FUND, JOINT, SIZE_RULE = "field", "fund", "joint", "size_rule"


def flags(themes: Sequence[ThemeResult], places: Sequence[Place], strategy: Strategy) -> tuple[Flag, ...]:
    """Fields of addressed themes; funds and the size rule for places in the roles that they name; joint projects.

    Funding is hinted at only where a theme is addressed. A project is joint where two or more towns or districts take part
    themselves.
    A strategy without funding context has joint projects alone, one without places has fields alone.
    """
    funding, known = strategy.funding, {place.name: place for place in strategy.municipalities}
    inside = [place for place in places if place.id in known]
    joint = _in_roles(inside, (MUNICIPAL_PARTNER,))
    found: list[Flag] = []
    funding = funding if any(theme.is_addressed for theme in themes) else None
    if funding:
        found += [*_fields(themes, funding), *_funds(inside, known, funding)]
    if len(joint) > 1:
        found.append(Flag(JOINT, JOINT, tuple(joint)))
    if funding:
        found += _size_rule(inside, known, funding)
    return tuple(found)


def _in_roles(places: Sequence[Place], roles: Collection[str]) -> list[str]:
    """The places named in one of some roles."""
    return [place.id for place in places if not set(roles).isdisjoint(place.roles)]


def _fields(themes: Sequence[ThemeResult], funding: FundingContext) -> Iterator[Flag]:
    addressed = {theme.id for theme in themes if theme.is_addressed}
    for field in funding.fields:
        if field.theme in addressed:
            yield Flag(FIELD, field.theme)


def _funds(places: Sequence[Place], known: Mapping[str, Municipality], funding: FundingContext) -> Iterator[Flag]:
    for fund in funding.funds:
        inside = tuple(name for name in _in_roles(places, fund.roles) if fund.id in known[name].funding_areas)
        if inside:
            yield Flag(FUND, fund.id, inside)


def _size_rule(places: Sequence[Place], known: Mapping[str, Municipality], funding: FundingContext) -> Iterator[Flag]:
    rule = funding.size_rule
    joint = _in_roles(places, rule.roles) if rule else []
    if not rule or not joint:
        return
    districts = {known[name].district or name for name in joint}
    if len(districts) >= rule.districts or _inhabitants(joint, known) >= rule.inhabitants:
        yield Flag(SIZE_RULE, SIZE_RULE, tuple(sorted(districts)))


def _inhabitants(names: Sequence[str], known: Mapping[str, Municipality]) -> int:
    """Inhabitants of the places; a town whose district is named too is not counted twice."""
    return sum(known[name].population or 0 for name in names if known[name].district not in names)
