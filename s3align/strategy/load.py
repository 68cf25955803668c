"""Finds and loads a strategy: a folder of data files; another region is another folder, never other code.

``definitions`` and ``tables`` describe the files, ``rows`` reads them, ``themes``, ``terms``, ``principles``, ``places``,
``sources``, ``funding`` and ``description`` know their content, this module puts them together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from s3align import resources
from s3align.errors import DataError, Said, UsageError, said
from s3align.nearest import nearest, similar
from s3align.settings import STRATEGY_VARIABLE
from s3align.strategy.contact import read_contact
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.description import read_description
from s3align.strategy.funding import read_funding
from s3align.strategy.model import Strategy
from s3align.strategy.places import read_municipalities, read_name_traps, read_place_context
from s3align.strategy.principle_profile import PROFILE_FILE
from s3align.strategy.principles import read_groups, read_principle_rules, read_principles
from s3align.strategy.rows import Problem, StrategyFolder
from s3align.strategy.sources import read_sources
from s3align.strategy.tables import WEAK_LABELS
from s3align.strategy.terms import read_out_of_scope, read_theme_terms
from s3align.strategy.themes import Outline, read_outline

_DEFAULT_FILE = "default.txt"
_BARE_NAME = re.compile(r"[A-Za-z0-9][\w-]*")


def load_strategy(folder: Path, *, supported: Collection[str] | None = None) -> Strategy:
    """The strategy in ``folder``; ``definitions`` lists its files, of which most may be left out.

    ``supported``: languages that can be analysed; a strategy with another one is refused, None checks nothing. Raises
    DataError that lists up to 20 mistakes, each with file, line and what to do.
    """
    files = StrategyFolder(folder, supported)
    strategy = _load(files)
    files.raise_if_wrong()
    return strategy


def mistakes(folder: Path, *, supported: Collection[str] | None = None) -> tuple[Problem, ...]:
    """All mistakes of a strategy's files, in the order in which they were found. Raises DataError without a folder."""
    files = StrategyFolder(folder, supported)
    try:
        _load(files)
    except DataError:
        if not files.problems:
            raise
    return files.problems


def data_files(folder: Path, strategy: Strategy) -> dict[str, Path]:
    """What a strategy was loaded from, by its name below the folder.

    These are the files of its ``content_hash``, a learnt profile of principles, and the examples that lie there too.
    """
    beside = [folder / PROFILE_FILE, *strategy.examples.values()]
    files = [*StrategyFolder(folder).data_files(), *(file for file in beside if file.is_file())]
    return {file.relative_to(folder).as_posix(): file for file in files if file.is_relative_to(folder)}


def find_strategy(name_or_folder: str | Path | None = None) -> Path:
    """The folder of a strategy: a name of those that travel with the package, or a folder (always, where it is a Path).

    None takes the one named by the environment variable S3ALIGN_STRATEGY, or else the default of
    ``corpus/strategies/default.txt``. Raises UsageError that suggests the nearest name or folder.
    """
    shipped = shipped_strategies()
    wanted = name_or_folder or os.environ.get(STRATEGY_VARIABLE) or default_name()
    if isinstance(wanted, str) and wanted in shipped:
        return shipped[wanted]
    folder = Path(wanted)
    if (folder / STRATEGY_FILE).is_file():
        return folder
    if folder.is_dir():
        raise UsageError(
            said(
                "strategy_no_file",
                "The folder {folder} has no {file}. Name the folder of a strategy, or make one with `s3align strategy new`.",
                folder=folder,
                file=STRATEGY_FILE,
            )
        )
    raise UsageError(_unknown(wanted, shipped))


def shipped_strategies() -> dict[str, Path]:
    """The strategies that travel with the package: name of the folder -> folder."""
    folders = sorted((resources.folder("corpus") / "strategies").glob(f"*/{STRATEGY_FILE}"))
    return {file.parent.name: file.parent for file in folders}


def default_name() -> str:
    """The strategy that is used where none is named."""
    return (resources.folder("corpus") / "strategies" / _DEFAULT_FILE).read_text(encoding="utf-8").strip()


def _unknown(wanted: str | Path, shipped: Collection[str]) -> Said:
    """The message about a strategy that is not there; strategies in folders beside it may be meant too."""
    folder = Path(wanted)
    beside = {file.parent.name for file in folder.parent.glob(f"*/{STRATEGY_FILE}")}
    if isinstance(wanted, str) and _BARE_NAME.fullmatch(wanted):
        hint = nearest(wanted, {*shipped, *beside})
        return said(
            "strategy_unknown",
            "There is no strategy '{name}': none of that name travels with s3align, and it is no folder. {hint}",
            name=wanted,
            hint=hint,
        )
    meant = similar(folder.name, beside)
    hint = (
        said("did_you_mean", "Did you mean '{name}'?", name=folder.with_name(meant))
        if meant
        else said("check_path", "Check the path.")
    )
    return said("strategy_no_folder", "There is no strategy '{name}': it is no folder. {hint}", name=wanted, hint=hint)


def _load(files: StrategyFolder) -> Strategy:
    outline = read_outline(files)
    themes = outline.theme_sources.keys()
    sources = read_sources(files)
    source_ids = {source.id for source in sources}
    municipalities = read_municipalities(files, themes, source_ids, outline.extent_km)
    places = {place.name for place in municipalities}
    groups = read_groups(files, source_ids)
    principles = read_principles(files, [group.id for group in groups], source_ids)
    _check_weak_labels(files, outline)
    return Strategy(
        id=outline.id,
        name=outline.name,
        region=outline.region,
        publisher=outline.publisher,
        year=outline.year,
        languages=outline.languages,
        themes=outline.themes,
        terms=read_theme_terms(files, outline),
        grades=outline.grades,
        principles=principles,
        municipalities=municipalities,
        sources=sources,
        content_hash=files.content_hash(),
        out_of_scope=read_out_of_scope(files),
        name_traps=read_name_traps(files, places),
        place_context=read_place_context(files),
        principle_groups=groups,
        principle_rules=read_principle_rules(files, {principle.id for principle in principles}),
        funding=read_funding(files, themes, source_ids),
        spread_share=outline.spread_share,
        genre_words=outline.genre_words,
        examples=outline.examples,
        description=read_description(files, themes, places, source_ids),
        contact=read_contact(files, source_ids),
    )


def _check_weak_labels(folder: StrategyFolder, outline: Outline) -> None:
    for row in folder.rows(WEAK_LABELS.file, WEAK_LABELS.names):
        theme = row.values["theme"]
        if theme and theme not in outline.theme_sources:
            folder.complain(row.source, f"unknown theme '{theme}'. {nearest(theme, outline.theme_sources)}")
        try:
            re.compile(row.values["pattern"])
        except re.error as error:
            folder.complain(row.source, f"the pattern is not a regular expression ({error}). Correct it.")
