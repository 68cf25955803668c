"""Bytes broken by chance: what fuzz tests of every kind of file do to them."""

from __future__ import annotations

from collections.abc import Iterable


def changed(data: bytes, changes: Iterable[tuple[str, float, int, bytes]]) -> bytes:
    """Data after changes of (kind, place as a share of the length, number of bytes, token)."""
    for kind, place, number, token in changes:
        at = int(place * len(data))
        if kind == "flip":
            data = data[:at] + bytes([number]) + data[at + 1 :]
        elif kind == "drop":
            data = data[:at] + data[at + number :]
        elif kind == "insert":
            data = data[:at] + token + data[at:]
        elif kind == "repeat":
            data = data[:at] + data[at : at + number] * 3 + data[at:]
        elif kind == "cut" and number < 32:
            data = data[:at]
        elif kind == "value":  # the next one between quotation marks
            start = data.find(b'"', at) + 1
            end = data.find(b'"', start)
            data = data[:start] + token + data[end:] if 0 < start <= end else data
    return data
