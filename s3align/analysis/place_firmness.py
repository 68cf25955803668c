"""How firmly a text gives a place its role; what all its passages say is weighed by it (``assess.places``)."""

from __future__ import annotations

from enum import IntEnum


class Firmness(IntEnum):
    """No word of work near a name, a sentence in passing, said outright, in a list or field; a higher one weighs more."""

    WEAK = 0
    PASSING = 1
    STATED = 2
    LISTED = 3
