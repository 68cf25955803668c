"""Plain text of an archive: titles, paragraphs and labelled lines of a width that every window shows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

_WIDTH = 78


def title(text: str, line: str = "-") -> str:
    """A title with a line below it."""
    return f"{text}\n{line * len(text)}"


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """A paragraph; ``first``: what its first line begins with, where that differs. Words and names stay whole."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def lines(rows: Mapping[str, str]) -> str:
    """Labels and what they say, a line each."""
    return "\n".join(wrapped(f"{label}: {value}", "  ", "") for label, value in rows.items())


def one_line(text: str) -> str:
    """A text of somebody's as one line in which nothing turns the direction of writing or controls a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
