"""Numbers of things in messages: "1 mistake", "2 mistakes"."""

from __future__ import annotations

import re

_PLURAL_ENDING = re.compile(r"s\b")


def counted(number: int, things: str) -> str:
    """A number and what is counted; ``things`` is the plural, whose first word that ends in s loses it for one."""
    return f"{number} {things if number != 1 else _PLURAL_ENDING.sub('', things, count=1)}"
