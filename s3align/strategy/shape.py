"""How the content of a strategy file is described: keys of TOML files and columns of tables.

``definitions`` and ``tables`` describe every file in these terms; validation (``structure``, ``rows``), the published schemas
(``schema``) and the comments in a new strategy all follow that one description.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_SEPARATOR = r"[.,\s'’]"
_GROUPED = re.compile(rf"\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+")


class Kind(StrEnum):
    """What a value is.

    ``WORDING`` is a text per language of the strategy, ``SOME_WORDING`` one that may lack any of them, ``WORD_LISTS`` a
    list of texts per language; ``TABLE`` and ``TABLES`` are ``[name]`` and ``[[name]]``.
    """

    TEXT = "text"
    INTEGER = "whole number"
    NUMBER = "number"
    TEXTS = "list of texts"
    WORDING = "text per language"
    SOME_WORDING = "text per language, optional"
    WORD_LISTS = "list of texts per language"
    TABLE = "table"
    TABLES = "list of tables"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a TOML file. ``low`` and ``high`` are inclusive limits of a number, ``pattern`` holds for the whole text.

    ``hint`` says in a message what to write instead of a value that does not fit ``pattern``, ``example`` is a value that
    fits, as TOML.
    """

    name: str
    kind: Kind
    about: str
    required: bool = True
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str = ""
    hint: str = ""
    example: str = ""
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; an empty cell is allowed unless ``required``.

    A wording is a column for each language of the strategy ("anchor.de"). ``pattern`` holds for a whole cell that is not
    empty. ``hint`` is added to the message where a cell does not fit.
    """

    name: str
    about: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    hint: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class TomlShape:
    """A TOML file: its keys in the order in which they are explained."""

    file: str
    about: str
    keys: tuple[Key, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """A CSV file: its columns in their order."""

    file: str
    about: str
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, which the first line of the file must hold; wordings without their languages."""
        return tuple(column.name for column in self.columns)

    def header(self, languages: Sequence[str]) -> tuple[str, ...]:
        """The first line of the file in a strategy with these languages."""
        return tuple(
            name
            for column in self.columns
            for name in (
                (f"{column.name}.{language}" for language in languages)
                if column.kind is Kind.SOME_WORDING
                else (column.name,)
            )
        )


def number_problem(text: str, column: Column) -> str:
    """What to write instead of a number written as text that does not fit its column; "" where it fits.

    A whole number has digits only: "98.000" is 98 in one country and 98,000 in another, so it is neither here.
    """
    is_whole = column.kind is Kind.INTEGER
    if is_whole and not re.fullmatch(r"-?\d+", text, re.ASCII):
        if _GROUPED.fullmatch(text):
            return f"Write {re.sub(_SEPARATOR, '', text)}, without separators."
        return "Write a whole number in digits, e.g. 98000."
    if not is_whole and not re.fullmatch(r"-?\d+(?:\.\d+)?", text, re.ASCII):
        return "Write a number with a decimal point, e.g. 51.48."
    low, high = column.low, column.high
    if (low is not None and float(text) < low) or (high is not None and float(text) > high):
        return f"Write a number from {low:,.0f} to {high:,.0f}. {column.hint}".rstrip()
    return ""
