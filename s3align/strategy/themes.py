"""Reads what a strategy says of itself: identity, grades, themes and sub-topics (``strategy.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from s3align.record.assessment import Grade
from s3align.strategy.colours import black_contrast, is_close
from s3align.strategy.definitions import DEFAULT_EXTENT_KM, DEFAULT_SPREAD_SHARE, STRATEGY_FILE
from s3align.strategy.model import OUT_OF_SCOPE, GradeName, Subtopic, Text, Theme
from s3align.strategy.rows import Entry, StrategyFolder

MIN_CONTRAST = 4.5
"""Contrast of black print on a theme's colour: what WCAG 2.2 (1.4.3) asks of text."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of ``strategy.toml``; the sources say where each theme and each (theme, sub-topic) stands."""

    id: str
    name: Text
    region: Text
    publisher: str
    year: int
    languages: tuple[str, ...]
    grades: tuple[GradeName, ...]
    themes: tuple[Theme, ...]
    theme_sources: dict[str, str]
    subtopic_sources: dict[tuple[str, str], str]
    spread_share: float
    extent_km: float
    genre_words: tuple[str, ...]
    examples: dict[str, Path]


def read_outline(folder: StrategyFolder) -> Outline:
    """Identity, grades and themes; problems are noted in ``folder``. Raises DataError where no language is named."""
    top = folder.toml(STRATEGY_FILE)
    values = top.values
    themes = top.entries("themes")
    _check_themes(folder, top, themes)
    if not folder.languages:
        folder.raise_if_wrong()  # or every line of every table would have an unknown language
    return Outline(
        id=values["id"],
        name=values["name"],
        region=values["region"],
        publisher=values["publisher"],
        year=values["year"],
        languages=folder.languages,
        grades=_grades(folder, top),
        themes=tuple(_theme(entry) for entry in themes),
        theme_sources={entry.values["id"]: entry.source for entry in themes if entry.values["id"]},
        subtopic_sources={
            (entry.values["id"], part.values["id"]): part.source
            for entry in themes
            for part in entry.entries("subtopics")
        },
        spread_share=values.get("spread_share", DEFAULT_SPREAD_SHARE),
        extent_km=values.get("extent_km", DEFAULT_EXTENT_KM),
        genre_words=tuple(word.lower() for word in values.get("genre_words", ())),
        examples=_examples(folder, top),
    )


def _grades(folder: StrategyFolder, top: Entry) -> tuple[GradeName, ...]:
    entries = top.entries("grades")
    names = tuple(GradeName(Grade(entry.values["grade"]), entry.values["name"]) for entry in entries)
    if [entry.grade for entry in names] != list(Grade):
        order = ", ".join(Grade)
        folder.complain(top.at("grades", 0), f"the grades must be {order}. Give each one [[grades]] in this order.")
    return names


def _theme(entry: Entry) -> Theme:
    values = entry.values
    parts = tuple(
        Subtopic(part.values["id"], part.values["name"], part.values["question"]) for part in entry.entries("subtopics")
    )
    colour = values.get("colour", "").lstrip("#").lower()
    return Theme(values["id"], values["name"], tuple(values.get("labels", ())), values["gloss"], parts, colour)


def _check_themes(folder: StrategyFolder, top: Entry, themes: tuple[Entry, ...]) -> None:
    if not themes:
        folder.complain(top.source, "there are no themes. Add a [[themes]] for each theme of the strategy.")
    seen: set[str] = set()
    for entry in themes:
        theme_id = entry.values["id"]
        if theme_id and theme_id in seen:
            folder.complain(entry.at("id"), f"theme '{theme_id}' occurs twice. Give every theme an id of its own.")
        if theme_id == OUT_OF_SCOPE:
            folder.complain(
                entry.at("id"), f"'{OUT_OF_SCOPE}' stands for texts of no theme. Give the theme another id."
            )
        seen.add(theme_id)
        _check_subtopics(folder, entry)
    _check_colours(folder, themes)


def _check_subtopics(folder: StrategyFolder, theme: Entry) -> None:
    theme_id = theme.values["id"]
    if not theme.values["subtopics"]:
        folder.complain(theme.source, f"theme '{theme_id}' has no sub-topics. Add [[themes.subtopics]] below it.")
    seen: set[str] = set()
    for part in theme.entries("subtopics"):
        if part.values["id"] and part.values["id"] in seen:
            folder.complain(part.at("id"), f"sub-topic '{part.values['id']}' occurs twice in '{theme_id}'. Rename one.")
        seen.add(part.values["id"])


def _check_colours(folder: StrategyFolder, themes: tuple[Entry, ...]) -> None:
    used: dict[str, str] = {}
    for entry in themes:
        colour = entry.values.get("colour", "").lstrip("#").lower()
        if not colour:
            continue
        if black_contrast(colour) < MIN_CONTRAST:
            folder.complain(entry.at("colour"), f"#{colour} is too dark for black print. Take a lighter colour.")
        for theme_id, other in used.items():
            if is_close(colour, other):
                folder.complain(
                    entry.at("colour"),
                    f"#{colour} can hardly be told from #{other} of '{theme_id}'. Take another colour.",
                )
        used[entry.values["id"]] = colour


def _examples(folder: StrategyFolder, top: Entry) -> dict[str, Path]:
    found = {}
    for language, name in top.values.get("example", {}).items():
        found[language] = (folder.path / name).resolve()
        if not found[language].is_file():
            folder.complain(top.at("example", language), f"there is no file {name}. Name one relative to the folder.")
    return found
