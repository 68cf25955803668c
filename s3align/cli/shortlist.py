"""``--shortlist``: how many places the list of each theme has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from s3align.errors import UsageError, said
from s3align.nearest import nearest

if TYPE_CHECKING:
    from s3align.store.results import ResultStore
    from s3align.store.theme_places import Shortlist

_MOST_DIGITS = 9
"""More places than any folder has files, and no more than a database counts."""


def wanted_places(asked: Sequence[str], themes: Sequence[str]) -> dict[str, int]:
    """Theme -> places, in the order of ``themes``, of "THEME=N" and of "N", which is for every theme not named.

    Raises UsageError for an unknown theme, for what is no number of places, and where something is asked twice.
    """
    found: dict[str, int] = {}
    for value in asked:
        theme, _, number = value.rpartition("=")
        if "=" in value and theme not in themes:
            raise UsageError(
                said("shortlist_theme", "There is no theme '{theme}'. {hint}", theme=theme, hint=nearest(theme, themes))
            )
        if theme in found:
            raise UsageError(
                said(
                    "shortlist_twice",
                    "--shortlist {value}: this list is asked for twice. Leave one of them out.",
                    value=value,
                )
            )
        found[theme] = _places(number, value)
    every = found.pop("", None)
    chosen = {theme: found.get(theme, every) for theme in themes}
    return {theme: places for theme, places in chosen.items() if places is not None}


def kept_places(store: ResultStore, wanted: Mapping[str, int] | None) -> Mapping[str, int]:
    """The lists of a run, theme -> places, which the next one has as well: those wanted, or without a wish those of the last.

    Lists that all have no places are none.
    """
    if wanted is None:
        return store.shortlist()
    lists = wanted if any(wanted.values()) else {}
    store.note_shortlist(lists)
    return lists


def lists_text(lists: Sequence[Shortlist]) -> str:
    """Lists as they are asked for: "THEME=N"."""
    return ", ".join(f"{entry.theme}={entry.places}" for entry in lists)


def _places(number: str, value: str) -> int:
    if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
        return int(number)
    raise UsageError(
        said(
            "shortlist_number",
            "--shortlist {value} names no whole number of places. Write --shortlist THEME=8, or --shortlist 8 for every theme.",
            value=value,
        )
    )
