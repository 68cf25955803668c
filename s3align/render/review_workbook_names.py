"""Names that may be those of one person: "A. Berg", "Berg, Ada" and "Ada Breg" beside "Ada Berg"."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_SLIP = 0.85
"""How alike two names are that differ by a slip of the finger (``difflib``): "ada breg" and "ada berg" 0.88, while "anna berg"
has 0.82."""
_LEAST_IN_COMMON = 2
"""Letters of a part that two names share whole: initials alone say nothing."""
_SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_WORD = re.compile(r"[^\W\d_]+|\d+")


def similar_names(name: str, others: Iterable[str]) -> Iterator[str]:
    """Those of ``others`` that may be the same person; whoever has another number in the name is somebody else."""
    own = _parts(name)
    return (other for other in others if _is_similar(own, _parts(other)))


def _parts(name: str) -> list[str]:
    text = unicodedata.normalize("NFC", name).casefold()
    text = "".join(_SPELT_OUT.get(letter, letter) for letter in text)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return _WORD.findall(plain)


def _is_similar(one: Sequence[str], other: Sequence[str]) -> bool:
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    fewer, more = sorted((one, other), key=len)
    return _is_within(fewer, more) or difflib.SequenceMatcher(None, " ".join(one), " ".join(other)).ratio() >= _SLIP


def _numbers(parts: Sequence[str]) -> list[str]:
    return [part for part in parts if part.isdecimal()]


def _is_within(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Whether every part of a name stands in the other one, whole or by its first letter, and one of them whole."""
    left, whole = list(more), False
    for part in sorted(fewer, key=len, reverse=True):
        found = (
            part
            if part in left
            else next((each for each in left if 1 in (len(part), len(each)) and part[0] == each[0]), "")
        )
        if not found:
            return False
        left.remove(found)
        whole |= found == part and len(part) >= _LEAST_IN_COMMON
    return whole
