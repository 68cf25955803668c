"""The lint of what is missing: sub-topics and principles without terms, places and facts without source or date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from s3align.strategy.definitions import PRINCIPLES_FILE
from s3align.strategy.findings import Finding, finding
from s3align.strategy.model import Strategy, Strength
from s3align.strategy.provenance import lint_sources
from s3align.strategy.rows import StrategyFolder
from s3align.strategy.tables import (
    MUNICIPALITIES,
    MUNICIPALITY_THEMES,
    OUT_OF_SCOPE_FILE,
    PRINCIPLE_TERMS_FILE,
    TERMS_FILE,
)
from s3align.strategy.themes import read_outline


def lint_gaps(folder: Path, strategy: Strategy) -> tuple[Finding, ...]:
    """What the strategy, loaded from this folder, lacks."""
    files = StrategyFolder(folder)
    return (
        *_silent_subtopics(files, strategy),
        *_silent_principles(files, strategy),
        *_unproven_places(files),
        *lint_sources(files, strategy),
    )


def _silent_subtopics(files: StrategyFolder, strategy: Strategy) -> Iterator[Finding]:
    covered = {
        (term.theme, term.subtopic, term.language)
        for term in strategy.terms
        if term.strength is not Strength.FALSE_FRIEND
    }
    for (theme, subtopic), source in read_outline(files).subtopic_sources.items():
        for language in strategy.languages:
            if (theme, subtopic, language) not in covered:
                sentence = f"no term in '{language}' speaks of '{subtopic}' of '{theme}', so nobody can address it."
                yield finding(source, "subtopic-without-terms", sentence, f"Add some to {TERMS_FILE}.")
    if not strategy.out_of_scope:
        sentence = (
            "no words of fields outside all themes are known, so that such texts are told by nothing of their own."
        )
        yield finding(f"{OUT_OF_SCOPE_FILE}:1", "nothing-out-of-scope", sentence, f"Add some to {OUT_OF_SCOPE_FILE}.")


def _silent_principles(files: StrategyFolder, strategy: Strategy) -> Iterator[Finding]:
    terms = {principle.id: {term.language for term in principle.terms} for principle in strategy.principles}
    for entry in files.toml(PRINCIPLES_FILE).entries("principles"):
        for language in strategy.languages:
            if language not in terms[entry.values["id"]]:
                sentence = f"no term in '{language}' speaks of the principle '{entry.values['id']}'."
                yield finding(entry.source, "principle-without-terms", sentence, f"Add some to {PRINCIPLE_TERMS_FILE}.")


def _unproven_places(files: StrategyFolder) -> Iterator[Finding]:
    for row in files.rows(MUNICIPALITIES.file, MUNICIPALITIES.names):
        values = row.values
        for column in ("population_source", "population_date") if values["population"] else ():
            if not values[column]:
                what = column.removeprefix("population_")
                sentence = f"the population of '{values['name']}' has no {what}."
                yield finding(row.source, f"place-without-{what}", sentence, f"Fill in {column}.")
    for row in files.rows(MUNICIPALITY_THEMES.file, MUNICIPALITY_THEMES.names):
        values = row.values
        if not values["source"]:
            sentence = f"what '{values['municipality']}' is known for in '{values['theme']}' has no source."
            yield finding(row.source, "strength-without-source", sentence, "Name one, or remove the line.")
