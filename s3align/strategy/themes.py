"""Reads what a strategy says of itself: identity, grades, themes and sub-topics (``strategy.toml``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise

from s3align.record.assessment import Grade
from s3align.strategy.model import GradeLimit, Subtopic, Text, Theme
from s3align.strategy.rows import Entry, StrategyFolder, TomlFile, string, strings, text

FILE = "strategy.toml"


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of ``strategy.toml``; ``subtopic_sources`` says where each (theme, sub-topic) stands."""

    id: str
    name: Text
    region: Text
    publisher: str
    year: int
    languages: tuple[str, ...]
    grades: tuple[GradeLimit, ...]
    themes: tuple[Theme, ...]
    subtopic_sources: dict[tuple[str, str], str]
    genre_words: tuple[str, ...] = ()


def read_outline(folder: StrategyFolder) -> Outline:
    """Identity, grades and themes; problems are noted in ``folder``."""
    file = folder.toml(FILE)
    top = file.top()
    themes, sources = _themes(folder, file)
    return Outline(
        id=string(folder, top, "id"),
        name=text(folder, top, "name"),
        region=text(folder, top, "region"),
        publisher=string(folder, top, "publisher"),
        year=_year(folder, top),
        languages=_languages(folder, top),
        grades=_grades(folder, file),
        themes=themes,
        subtopic_sources=sources,
        genre_words=strings(folder, top, "genre_words"),
    )


def _year(folder: StrategyFolder, top: Entry) -> int:
    year = top.values.get("year")
    if isinstance(year, int):
        return year
    folder.complain(top.source, "'year' must be a whole number. Write the year of publication, e.g. year = 2022.")
    return 0


def _languages(folder: StrategyFolder, top: Entry) -> tuple[str, ...]:
    languages = strings(folder, top, "languages")
    if not languages:
        folder.complain(top.source, '\'languages\' names no language. Write e.g. languages = ["de", "en"].')
    return languages


def _grades(folder: StrategyFolder, file: TomlFile) -> tuple[GradeLimit, ...]:
    entries = file.entries("grades")
    limits = tuple(limit for entry in entries if (limit := _grade(folder, entry)))
    if [limit.grade for limit in limits] != list(Grade):
        order = ", ".join(Grade)
        folder.complain(file.top().source, f"the grades must be {order}. Give each one [[grades]] in this order.")
    if limits and limits[0].minimum != 0.0:
        folder.complain(entries[0].source, "the lowest grade must start at 0. Write minimum = 0.0.")
    for (lower, upper), entry in zip(pairwise(limits), entries[1:], strict=False):
        if not lower.minimum < upper.minimum <= 1.0:
            folder.complain(
                entry.source,
                f"grade '{upper.grade}' starts at {upper.minimum}, '{lower.grade}' at {lower.minimum}. "
                "Let the limits rise from grade to grade, up to 1 at most.",
            )
    return limits


def _grade(folder: StrategyFolder, entry: Entry) -> GradeLimit | None:
    word, minimum = string(folder, entry, "grade"), entry.values.get("minimum")
    if word not in set(Grade):
        folder.complain(entry.source, f"unknown grade '{word}'. Use one of: {', '.join(Grade)}.")
    elif not isinstance(minimum, int | float):
        folder.complain(entry.source, f"grade '{word}' has no 'minimum'. Write a number from 0 to 1.")
    else:
        return GradeLimit(Grade(word), float(minimum), text(folder, entry, "name"))
    return None


def _themes(folder: StrategyFolder, file: TomlFile) -> tuple[tuple[Theme, ...], dict[tuple[str, str], str]]:
    numbers = count()
    sources: dict[tuple[str, str], str] = {}
    themes: dict[str, Theme] = {}
    for entry in file.entries("themes"):
        theme_id = string(folder, entry, "id")
        subtopics = tuple(_subtopics(folder, file, entry, theme_id, numbers, sources))
        if theme_id in themes:
            folder.complain(entry.source, f"theme '{theme_id}' stands twice. Give every theme an id of its own.")
        if not subtopics:
            folder.complain(entry.source, f"theme '{theme_id}' has no sub-topics. Add [[themes.subtopics]] below it.")
        labels, gloss = strings(folder, entry, "labels"), text(folder, entry, "gloss")
        themes[theme_id] = Theme(theme_id, text(folder, entry, "name"), labels, gloss, subtopics)
    if not themes:
        folder.complain(file.top().source, "there are no themes. Add a [[themes]] for each theme of the strategy.")
    return tuple(themes.values()), sources


def _subtopics(
    folder: StrategyFolder,
    file: TomlFile,
    theme: Entry,
    theme_id: str,
    numbers: Iterator[int],
    sources: dict[tuple[str, str], str],
) -> Iterator[Subtopic]:
    found = theme.values.get("subtopics", ())
    for values in found if isinstance(found, list) else ():
        entry = file.entry("themes.subtopics", next(numbers), values)
        subtopic = Subtopic(string(folder, entry, "id"), text(folder, entry, "name"), text(folder, entry, "question"))
        if (theme_id, subtopic.id) in sources:
            folder.complain(entry.source, f"sub-topic '{subtopic.id}' stands twice in '{theme_id}'. Rename one.")
        sources[theme_id, subtopic.id] = entry.source
        yield subtopic
