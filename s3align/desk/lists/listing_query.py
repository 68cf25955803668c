"""What somebody asks of the list of a call's submissions: order, filters, page; and the same as an address keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

PAGE_SIZES = (50, 100, 200)
"""Rows of a page: more than 200 no one reads at once, and a browser draws 200 without a pause."""
WITHOUT = "-"
"""In a filter: those that have none."""
ANY = "any"
"""In a filter: those that have one, whichever it is."""
SETTLED = "settled"
"""In the filter of what people differ about: those where an outcome was agreed on everything."""
_MOST_SIGNS = 200
"""Of a value in an address; longer ones are cut, no choice is that long."""


class Sort(StrEnum):
    """What orders the rows; those without the value come last in both directions."""

    NUMBER = "number"
    RECEIVED = "received"
    MAIN = "main"
    """By main theme, and within it by extent."""
    THEME = "theme"
    """By how sure the program is of the chosen theme."""
    STATE = "state"
    READINGS = "readings"
    DISAGREEMENT = "disagreement"


class State(StrEnum):
    """How far the program is with a submission. HIDDEN: this reader may not see what it says."""

    WAITING = "waiting"
    ASSESSED = "assessed"
    REFUSED = "refused"
    HIDDEN = "hidden"


class Mine(StrEnum):
    """What the person who asks has done with a submission."""

    DECIDED = "decided"
    BEGUN = "begun"
    CONFLICT = "conflict"
    UNREAD = "unread"


class Alike(StrEnum):
    """How a submission resembles another one of its call."""

    SIMILAR = "similar"
    """Nearly the same text."""
    SHARED = "shared"
    """Passages in common."""


class FoundKind(StrEnum):
    """What of a record the list is filtered by, beside its themes."""

    PRINCIPLE = "principle"
    PLACE = "place"


class Readers(StrEnum):
    """How many have decided on a submission."""

    NOBODY = "nobody"
    FEWER = "fewer"
    """Fewer than the call wants, and at least one."""
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked for. A filter that is "" lets everything through: nothing is left out unless somebody asks for that.

    ``text``: words of the proposal, its title, applicant or number. ``theme``: the chosen one, for ``Sort.THEME``.
    ``lot``: id, or WITHOUT. ``main`` and ``addressed``: theme, ``main`` also WITHOUT. ``to_read``: of ``store.row.ToRead`` or
    ANY, as long as nobody has decided. ``late`` and ``withdrawn``: "yes" or "no". ``decision``: of ``store.review.Decision``
    or WITHOUT. ``gravity``: of ``evaluation.disagreements.Gravity``, ANY (but settled), SETTLED or WITHOUT. ``page``: from
    1. ``size``: of PAGE_SIZES.
    """

    text: str = ""
    sort: Sort = Sort.NUMBER
    descending: bool = False
    theme: str = ""
    lot: str = ""
    main: str = ""
    addressed: str = ""
    to_read: str = ""
    state: str = ""
    late: str = ""
    withdrawn: str = ""
    mine: str = ""
    readers: str = ""
    decision: str = ""
    gravity: str = ""
    alike: str = ""
    principle: str = ""
    place: str = ""
    page: int = 1
    size: int = PAGE_SIZES[0]

    @property
    def filters(self) -> Iterator[tuple[str, str]]:
        """The filters that are set, by name."""
        return ((name, value) for name in FILTERS if (value := getattr(self, name)))

    def without(self, name: str) -> ListQuery:
        """The same without a filter, from the first page."""
        others: dict[str, Any] = {name: ""}
        return replace(self, page=1, **others)

    def address(self) -> dict[str, str]:
        """What of it stands in an address: all that is not as it is at first."""
        return {name: _written(value) for name, first in _FIRST.items() if (value := getattr(self, name)) != first}

    def link(self, more: Mapping[str, str]) -> str:
        """What follows a path in an address, with ``more``; "" where there is nothing to say."""
        values = self.address() | {name: value for name, value in more.items() if value}
        return f"?{urlencode(values)}" if values else ""

    @staticmethod
    def of_address(given: Mapping[str, str]) -> ListQuery:
        """What an address asks for; what cannot be understood is left out."""
        values = {
            name: given[name].replace("\0", "").strip()[:_MOST_SIGNS]  # no database can look for the sign 0
            for name in ("text", "theme", *FILTERS)
            if name in given
        }
        sort = given.get("sort", "")
        size = _number(given.get("size", ""))
        return ListQuery(
            **values,
            sort=Sort(sort) if sort in list(Sort) else Sort.NUMBER,
            descending=given.get("descending") == "1",
            page=max(1, _number(given.get("page", ""))),
            size=size if size in PAGE_SIZES else PAGE_SIZES[0],
        )


FILTERS = (
    *("lot", "main", "addressed", "to_read", "state", "late", "withdrawn"),
    *("mine", "readers", "decision", "gravity"),
    *("alike", "principle", "place"),
)
"""Names of the fields of a query that are filters, beside ``text``."""
_FIRST = {field.name: field.default for field in fields(ListQuery)}


def _written(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
