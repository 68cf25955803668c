"""What a strategy consists of, in numbers: for `s3align strategy show` and `list`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median

from s3align.plural import counted
from s3align.strategy.model import Strategy, Strength, wording


def counts(strategy: Strategy) -> dict[str, int]:
    """How many of everything, by name."""
    return {
        "themes": len(strategy.themes),
        "sub-topics": sum(len(theme.subtopics) for theme in strategy.themes),
        "terms": len(strategy.terms),
        "terms out of scope": len(strategy.out_of_scope),
        "principles": len(strategy.principles),
        "places": len(strategy.municipalities),
        "sources": len(strategy.sources),
    }


def summary(strategy: Strategy) -> str:
    """One line of all counts."""
    return ", ".join(counted(number, name) for name, number in counts(strategy).items())


def overview(strategy: Strategy, language: str) -> Iterator[str]:
    """The lines of `s3align strategy show`.

    Identity, themes with sub-topics, terms and parts of the region, what the strategy says, the rest in numbers.
    """
    yield f"{strategy.id}: {wording(strategy.name, language)}"
    yield f"{wording(strategy.region, language)}; {strategy.publisher}, {strategy.year}; {', '.join(strategy.languages)}"
    terms = Counter(
        (term.theme, term.subtopic, term.language)
        for term in strategy.terms
        if term.strength is not Strength.FALSE_FRIEND
    )
    for theme in strategy.themes:
        yield ""
        yield f"{theme.id}: {wording(theme.name, language)}"
        for part in theme.subtopics:
            numbers = ", ".join(f"{name} {terms[theme.id, part.id, name]}" for name in strategy.languages)
            yield f"  {part.id:<28} terms: {numbers:<18} {wording(part.name, language)}"
        yield from _areas(strategy, theme.id, language)
    yield from _statements(strategy, language)
    yield ""
    for principle in strategy.principles:
        yield f"principle {principle.id:<24} terms: {len(principle.terms):<4} {wording(principle.name, language)}"
    yield summary(strategy)
    yield from _middle(strategy)
    yield f"content hash {strategy.content_hash}"
    yield f"binding hash {strategy.binding_hash} (a model is valid as long as this stays)"


def _statements(strategy: Strategy, language: str) -> Iterator[str]:
    """What the strategy says, each with its source and the date of knowledge, and what that rests on."""
    if strategy.description is None or not strategy.description.statements:
        return
    yield ""
    for statement in strategy.description.statements:
        yield f"- {wording(statement.text, language)} ({statement.source}, {statement.as_of})"
    if strategy.description.note:
        yield f"  {wording(strategy.description.note, language)}"


def _areas(strategy: Strategy, theme: str, language: str) -> Iterator[str]:
    """The parts of the region that carry a theme."""
    for area in strategy.description.areas if strategy.description else ():
        if area.theme == theme:
            yield f"  @ {wording(area.name, language)} ({area.status}, {area.as_of})"


def _middle(strategy: Strategy) -> Iterator[str]:
    """Where the places lie: swapped coordinates of all of them show nowhere else."""
    located = [place for place in strategy.municipalities if place.latitude is not None and place.longitude is not None]
    if located:
        north = median(place.latitude or 0.0 for place in located)
        east = median(place.longitude or 0.0 for place in located)
        yield f"middle of the places: {abs(north):.1f} {'S' if north < 0 else 'N'}, {abs(east):.1f} {'W' if east < 0 else 'E'}"
