"""Hints on the state's strategy and on funds that know areas of their own: shown beside the fit, never part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s3align.assess.places import PARTNER, SITE
from s3align.record.assessment import Flag, Place, ThemeResult
from s3align.strategy.model import FundingContext, Municipality, Strategy


def flags(themes: Sequence[ThemeResult], places: Sequence[Place], strategy: Strategy) -> tuple[Flag, ...]:
    """For addressed themes the state's field and calls; for sites the funds; for joint projects the size rule."""
    funding = strategy.state
    return () if funding is None else tuple(_flags(themes, places, strategy, funding))


def _flags(
    themes: Sequence[ThemeResult], places: Sequence[Place], strategy: Strategy, funding: FundingContext
) -> Iterator[Flag]:
    addressed = {theme.id for theme in themes if theme.is_addressed}
    for field in funding.fields:
        if field.theme in addressed:
            yield Flag("field", field.theme)
    known = {place.name: place for place in strategy.municipalities}
    sites = [place.id for place in places if place.role == SITE and place.id in known]
    for fund in funding.funds:
        inside = tuple(name for name in sites if fund.id in known[name].funding_areas)
        if inside:
            yield Flag("fund", fund.id, inside)
    joint = [place.id for place in places if place.role in (SITE, PARTNER) and place.id in known]
    if len(joint) > 1:
        yield Flag("joint", "joint_municipal", tuple(joint))
    rule = funding.size_rule
    if rule and joint:
        districts = {known[name].district or name for name in joint}
        people = _inhabitants(joint, known)
        if len(districts) >= rule.districts or people >= rule.inhabitants:
            yield Flag("size_rule", "size_rule", tuple(sorted(districts)))


def _inhabitants(names: Sequence[str], known: dict[str, Municipality]) -> int:
    """Inhabitants of the places; a town whose district is named too is not counted twice."""
    return sum(known[name].population or 0 for name in names if known[name].district not in names)
