"""Words around a place's name that say what it stands for: ``corpus/language/<code>/place_cues.toml``, one per language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from s3align import resources
from s3align.errors import DataError

FILE = "place_cues.toml"


@dataclass(frozen=True, slots=True)
class PlaceCues:
    """Wordings by what they do; the German file explains them. A language without a file has none."""

    place_before: tuple[str, ...] = ()
    place_after: tuple[str, ...] = ()
    site_before: tuple[str, ...] = ()
    partner_before: tuple[str, ...] = ()
    partner_after: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    join_links: tuple[str, ...] = ()
    adjective_nouns: tuple[str, ...] = ()


_LISTS = tuple(field.name for field in fields(PlaceCues))


@cache
def place_cues(languages: tuple[str, ...]) -> PlaceCues:
    """The cues of several languages together: a name in a heading of two words is in no language for sure.

    Raises DataError for a file that is no list of wordings.
    """
    found = [_read(resources.folder("corpus") / "language" / language / FILE) for language in languages]
    return PlaceCues(**{name: _joined(getattr(cues, name) for cues in found) for name in _LISTS})


def _joined(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wording for wordings in lists for wording in wordings))


def _read(path: Path) -> PlaceCues:
    if not path.is_file():
        return PlaceCues()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path.name} of the language '{path.parent.name}' cannot be read: {error}. Mend it."
        ) from error
    for key, wordings in values.items():
        if key not in _LISTS:
            raise DataError(f"{path}: unknown list '{key}'. Use one of: {', '.join(_LISTS)}.")
        if not isinstance(wordings, list) or not all(isinstance(entry, str) and entry.strip() for entry in wordings):
            raise DataError(f'{path}: \'{key}\' must be a list of texts. Write {key} = ["...", "..."].')
    return PlaceCues(**{key: tuple(wordings) for key, wordings in values.items()})
