"""Loads a strategy from a folder of data files; another region is another folder, never other code.

``rows`` reads files, ``themes``, ``terms`` and ``places`` know their tables, this module puts them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from s3align import resources
from s3align.errors import DataError
from s3align.strategy.context import read_principle_rules, read_state
from s3align.strategy.model import Principle, Source, Strategy, Term
from s3align.strategy.places import read_municipalities, read_name_traps
from s3align.strategy.rows import Entry, StrategyFolder, string, text
from s3align.strategy.terms import read_out_of_scope, read_principle_terms, read_theme_terms
from s3align.strategy.themes import read_outline

SOURCE_COLUMNS = ("id", "title", "address")
STATUSES = ("A", "B", "C", "D")
"""How official a principle is; ``principles.toml`` explains the letters."""


def find_strategy(name_or_folder: str | Path | None) -> Path:
    """The folder of a strategy by its name or path; None: the one that is shipped. Raises DataError."""
    shipped = resources.folder("corpus") / "strategies"
    name = Path(name_or_folder or "ruhr")
    for folder in (shipped / name, name):
        if (folder / "strategy.toml").is_file():
            return folder
    known = ", ".join(sorted(path.name for path in shipped.iterdir()))
    raise DataError(f"There is no strategy '{name}'. Use one of {known}, or a folder with a strategy.toml.")


def load_strategy(folder: Path) -> Strategy:
    """The strategy in ``folder`` (strategy.toml, principles.toml and the tables described in its README.md).

    Raises DataError that lists up to 20 mistakes, each with file, line and what to do.
    """
    files = StrategyFolder(folder)
    outline = read_outline(files)
    themes = {theme.id for theme in outline.themes}
    sources = _sources(files)
    municipalities = read_municipalities(files, themes, {source.id for source in sources})
    strategy = Strategy(
        id=outline.id,
        name=outline.name,
        region=outline.region,
        publisher=outline.publisher,
        year=outline.year,
        languages=outline.languages,
        themes=outline.themes,
        terms=read_theme_terms(files, outline),
        grades=outline.grades,
        principles=_principles(files, outline.languages),
        municipalities=municipalities,
        sources=sources,
        content_hash=files.content_hash(),
        genre_words=outline.genre_words,
        out_of_scope=read_out_of_scope(files, outline.languages),
        name_traps=read_name_traps(files, {place.name for place in municipalities}),
        principle_rules=read_principle_rules(files),
        state=read_state(files, {source.id: source.address for source in sources}),
    )
    files.raise_if_wrong()
    return strategy


def _sources(folder: StrategyFolder) -> tuple[Source, ...]:
    found: dict[str, Source] = {}
    for row in folder.rows("sources.csv", SOURCE_COLUMNS):
        if not row.values["id"] or row.values["id"] in found:
            folder.complain(
                row.source, f"the id '{row.values['id']}' is empty or stands twice. Give every source its own."
            )
        if not row.values["address"].startswith(("https://", "http://")):
            folder.complain(row.source, f"'{row.values['address']}' is no public web address. Write one with https://.")
        found[row.values["id"]] = Source(row.values["id"], row.values["title"], row.values["address"])
    return tuple(found.values())


def _principles(folder: StrategyFolder, languages: Collection[str]) -> tuple[Principle, ...]:
    entries = {string(folder, entry, "id"): entry for entry in folder.toml("principles.toml").entries("principles")}
    terms: dict[str, list[Term]] = defaultdict(list)
    for term in read_principle_terms(folder, languages, entries.keys()):
        terms[term.theme].append(term)
    return tuple(_principle(folder, key, entry, tuple(terms[key])) for key, entry in entries.items())


def _principle(folder: StrategyFolder, key: str, entry: Entry, terms: tuple[Term, ...]) -> Principle:
    status = string(folder, entry, "status")
    if status and status not in STATUSES:
        folder.complain(entry.source, f"unknown status '{status}'. Use one of: {', '.join(STATUSES)}.")
    if not terms:
        folder.complain(entry.source, f"principle '{key}' has no terms. Add some to principle_terms.csv.")
    return Principle(key, text(folder, entry, "name"), text(folder, entry, "question"), status, terms)
