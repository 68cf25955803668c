"""Words as the full-text search compares them: small letters without accents, and German endings taken off.

The endings go as the Snowball stemmer for German takes them (https://snowballstem.org/algorithms/german/stemmer.html, the form
that PostgreSQL 15 has), so that both kinds of database find the same; a test compares the two. English plurals mostly meet
their singular on the way.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LONGEST = 60
"""Characters of a word that count: longer ones are no words, and PostgreSQL leaves out what is beyond 2,046 bytes."""
_SPELT_OUT = re.compile(r"(?<![aeiouq])([aou])e(?!s?$)")
"""An umlaut written with two letters, as in "Mobilitaet"; not the end of "value", nor two sounds as in "neuem"."""
_BETWEEN_VOWELS = re.compile(r"([aeiouy])([uy])(?=[aeiouy])")
_REGION = re.compile(r"[^aeiouy]*[aeiouy]+[^aeiouy]")
"""A word up to the first consonant after its first vowel."""
_PLAIN = re.compile(r"[a-z]+")


def folded(text: str) -> list[str]:
    """The words of a text or a query in order, as they are indexed: letters and digits alone."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.casefold())
        if unicodedata.category(char) not in {"Mn", "Cf"}
    )
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return [_SPELT_OUT.sub(r"\1", word[:_LONGEST]) for word in words]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without its German endings; one with digits or letters of another script stays as it is."""
    if not _PLAIN.fullmatch(word):
        return word
    word = _BETWEEN_VOWELS.sub(lambda found: found[1] + found[2].upper(), word)
    first = _end_of_region(word, 0)
    second = _end_of_region(word, first)
    first = max(first, 3) if len(word) >= 3 else len(word)
    return _third(_second(_first(word, first), first), first, second).lower()


def _end_of_region(word: str, start: int) -> int:
    found = _REGION.match(word, start)
    return found.end() if found else len(word)


def _first(word: str, region: int) -> str:
    ending = _ending(word, ("ern", "em", "er", "en", "es", "e", "s"))
    at = len(word) - len(ending)
    if not ending or at < region or (ending == "s" and word[at - 1] not in "bdfghklmnrt"):
        return word
    word = word[:at]
    return word[:-1] if ending in {"e", "en", "es"} and word.endswith("niss") else word


def _second(word: str, region: int) -> str:
    ending = _ending(word, ("est", "en", "er", "st"))
    at = len(word) - len(ending)
    if not ending or at < region or (ending == "st" and (at < 4 or word[at - 1] not in "bdfghklmnt")):
        return word
    return word[:at]


def _third(word: str, first: int, second: int) -> str:
    ending = _ending(word, ("isch", "lich", "heit", "keit", "end", "ung", "ig", "ik"))
    at = len(word) - len(ending)
    if not ending or at < second or (ending in {"ig", "ik", "isch"} and word[:at].endswith("e")):
        return word
    word = word[:at]
    if ending in {"end", "ung"} and word.endswith("ig") and not word.endswith("eig") and at - 2 >= second:
        return word[:-2]
    if ending in {"lich", "heit"} and word.endswith(("er", "en")) and at - 2 >= first:
        return word[:-2]
    before = _ending(word, ("lich", "ig")) if ending == "keit" else ""
    return word[: at - len(before)] if before and at - len(before) >= second else word


def _ending(word: str, endings: tuple[str, ...]) -> str:
    """The first of the endings that a word has, which must be the longest."""
    return next((ending for ending in endings if word.endswith(ending)), "")
