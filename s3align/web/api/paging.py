"""Lists by pages: which one is asked for, and the header ``Link`` (RFC 8288) that leads to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

MOST = 200
"""Rows of a page."""
_FURTHEST = 100_000
"""Pages: further than any call has."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Asked:
    """The page asked for, from 1, and its size."""

    page: int
    size: int

    @property
    def start(self) -> int:
        """Rows before it."""
        return (self.page - 1) * self.size

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Its rows, where all are at hand."""
        return rows[self.start : self.start + self.size]


def _asked(
    page: Annotated[int, Query(ge=1, le=_FURTHEST, description="Which page, from 1")] = 1,
    size: Annotated[int, Query(ge=1, le=MOST, description="Rows of a page")] = 50,
) -> Asked:
    return Asked(page, size)


Paging = Annotated[Asked, Depends(_asked)]


def link_pages(request: Request, response: Response, asked: Asked, total: int) -> None:
    """Names the first, last, next and previous page in the header ``Link``; addresses are relative to the server."""
    last = max(1, -(-total // asked.size))
    pages = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    there = {name: page for name, page in pages.items() if 1 <= page <= last}
    response.headers["link"] = ", ".join(f'<{_address(request, page)}>; rel="{name}"' for name, page in there.items())


def _address(request: Request, page: int) -> str:
    url = request.url.include_query_params(page=page)
    return f"{url.path}?{url.query}"
