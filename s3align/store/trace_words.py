"""The words by which a file is known among people: its name, that without its ending, its title; however they are spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

_LEAST_LETTERS = 4
"""Of a word that tells a file: shorter ones stand everywhere."""
_LEAST_DIGITS = 6
"""Of one without four letters: a number of a case, but no year."""
_MOST_BETWEEN = 8
"""Signs between the parts of a name or title: where a program breaks lines, or writes low lines for spaces."""


def plain(text: str) -> str:
    """A text without what differs by machine or hand: composed letters (macOS names files by decomposed ones), case."""
    return unicodedata.normalize("NFC", text).casefold()


def trace_words(names: Iterable[str], titles: Iterable[str], elsewhere: Collection[str]) -> tuple[str, ...]:
    """What to look for: names, and short names and titles unless other files bear them too (``elsewhere``, made plain)."""
    names = list(names)
    short = [word for name in names for word in short_names(name)]
    telling = (word for word in (*short, *titles) if _tells(word) and plain(word) not in elsewhere)
    return tuple(dict.fromkeys([*names, *telling]))


def short_names(name: str) -> tuple[str, str]:
    """A name without its folders, and without its ending too."""
    path = PurePosixPath(name)
    return path.name, path.stem


def _tells(word: str) -> bool:
    letters, digits = sum(map(str.isalpha, word)), sum(map(str.isdigit, word))
    return letters >= _LEAST_LETTERS or digits >= _LEAST_DIGITS


class TraceSearch:
    """Finds the words in texts, as whole words, whatever stands between their parts."""

    def __init__(self, words: Iterable[str]) -> None:
        between = rf"[\W_]{{1,{_MOST_BETWEEN}}}"
        forms = [between.join(map(re.escape, parts)) for word in words if (parts := list(_parts(word)))]
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(forms)})(?![^\W_])") if forms else None

    def is_in(self, text: str) -> bool:
        """Whether a text holds one of them."""
        return self._pattern is not None and self._pattern.search(plain(text)) is not None


def _parts(word: str) -> Iterator[str]:
    return (part for part in re.split(r"[\W_]+", plain(word)) if part)
