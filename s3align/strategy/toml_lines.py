"""Finds the line of every key of a TOML file, which the parser of the standard library does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("themes", 2, "name", "de")`` is ``name.de`` of the third ``[[themes]]``."""

_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'|#[^\n]*", re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*\]")
_KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=")
_DOT = re.compile(r"\s*\.\s*")


def key_lines(content: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every table header and every key that stands at the start of a line.

    What stands inside an inline table or has a quoted name is not listed; ``line_of`` then gives what it stands in.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, line in _outermost_lines(_QUOTED.sub(_blank, content)):
        header = _HEADER.match(line)
        if header:
            table = _opened(tuple(_DOT.split(header[2])), counts, is_array=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            parts = _DOT.split(key[1])
            for length in range(1, len(parts) + 1):
                lines.setdefault((*table, *parts[:length]), number)
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of a value, or of the nearest thing around it that has one; 1 for the file as a whole."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _blank(match: re.Match[str]) -> str:
    """Texts and comments without their content, which may look like keys and brackets; line ends stay."""
    return '""' + "\n" * match[0].count("\n")


def _outermost_lines(content: str) -> Iterator[tuple[int, str]]:
    """The lines that begin outside every list and inline table, with their numbers."""
    depth = 0
    for number, line in enumerate(content.splitlines(), start=1):
        if depth == 0:
            yield number, line
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")


def _opened(names: tuple[str, ...], counts: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    """The path of the table that a header opens; a table inside ``[[themes]]`` belongs to the last theme so far."""
    path: KeyPath = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, names[-1])
    if not is_array:
        return path
    counts[path] = counts.get(path, 0) + 1
    return (*path, counts[path] - 1)
