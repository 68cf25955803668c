"""Soft hyphens for long words in narrow columns, by syllables: not every browser knows where words of a language may break."""

from __future__ import annotations

import re
from itertools import pairwise

SOFT = "\u00ad"
"""Shown only where a line breaks at it."""
_LONG = 8
"""Letters of a word from which it is divided; shorter ones find room."""
_LEAST = 3
"""Letters before and after a hyphen."""
_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")
_BETWEEN = re.compile(r"(?<=[aeiouyäöüàâéèêëíóôú])([^aeiouyäöüàâéèêëíóôú]+)(?=[aeiouyäöüàâéèêëíóôú])", re.IGNORECASE)
_BEGINNINGS = ("schw", "sch", "str", "ch", "ph", "th", "tr", "dr", "pr", "br", "gr", "fr", "st", "sp", "qu")
"""Consonants that begin a syllable together."""
_END = "dt"
"""Consonants that end a syllable together: Stadt-entwicklung."""


def hyphenated(text: str) -> str:
    """The text with soft hyphens in its long words, between two syllables.

    Of the consonants between two vowels the last one begins a syllable, as it does in German, Dutch, English and Romance
    languages for most words; or several that belong together.
    """
    return _WORD.sub(lambda found: _divided(found.group()), text)


def _divided(word: str) -> str:
    at = [found.end() - _beginning(found.group().lower()) for found in _BETWEEN.finditer(word)]
    places = [0, *(place for place in at if _LEAST <= place <= len(word) - _LEAST), len(word)]
    return SOFT.join(word[start:end] for start, end in pairwise(places))


def _beginning(consonants: str) -> int:
    """How many of the consonants between two vowels begin the second syllable."""
    if consonants in {"st", "sp", "str", "spr"}:
        return len(consonants) - 1
    if consonants.startswith(_END):
        return len(consonants) - len(_END)
    return next((len(start) for start in _BEGINNINGS if consonants.endswith(start)), 1)
