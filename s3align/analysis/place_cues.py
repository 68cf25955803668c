"""Words around a place's name that say what it stands for: ``corpus/language/<code>/place_cues.toml``, one per language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from s3align import resources

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


@cache
def place_cues(languages: tuple[str, ...]) -> PlaceCues:
    """The cues of several languages together: a name in a heading of two words is in no language for sure.

    Raises DataError for a file with other content.
    """
    return PlaceCues(**resources.word_lists(FILE, [field.name for field in fields(PlaceCues)], languages))
