"""Where sentences and clauses begin: rules over tokens that know abbreviations, numbered headings, lists and dates.

A full stop ends no sentence after an abbreviation ("z. B.", "Dr."), an initial, an ordinal ("am 3. Mai", "der 5. Aufruf")
or the number of a heading or list item ("3. Ziele"), nor before a small letter. Some abbreviations may end a sentence
("usw."): they do where a function word with a capital follows ("usw. Die"). Empty lines and list items begin sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from s3align.analysis.languages import LanguageData
from s3align.analysis.lexicon import BULLETS, CLAUSE_MARKS, CLAUSE_WORD, DASHES, SENTENCE_MARKS, TokenType

_CLOSING = frozenset("\"'”“’‘«»›‹)]}") | SENTENCE_MARKS
LONGEST_SENTENCE = 500
"""Tokens after which a sentence is cut. The longest in real proposals, tables without a full stop, stay below, and what is
judged sentence by sentence stays small whatever a file holds."""
_LONGEST_HEADING = 12
"""Tokens of a line that may be a numbered heading."""
_NUMBER = re.compile(r"\d+(?:\.\d+)*|[IVX]+")
_ITEM = re.compile(r"\d{1,2}|[a-z]")
_ORDINAL = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A Doc's tokens by column: type, and whether a space follows."""

    types: Sequence[TokenType]
    spaced: Sequence[bool]
    data: LanguageData

    def text(self, index: int) -> str:
        """The token's text; empty beyond the ends."""
        return self.types[index].text if 0 <= index < len(self.types) else ""

    def is_space(self, index: int) -> bool:
        """Whether the token is white space (a line break, or a second space)."""
        return self.text(index).isspace()

    def skip_space(self, index: int) -> int:
        """The first token from ``index`` on that is no white space."""
        while self.is_space(index):
            index += 1
        return index

    def is_loose(self, index: int) -> bool:
        """Whether white space follows the token."""
        return self.spaced[index] or self.is_space(index + 1)

    def starts_anew(self, index: int) -> bool:
        """Whether a token looks like the first word of a sentence: a function word with a capital."""
        text = self.text(index)
        lower = text.lower()
        return text[:1].isupper() and (lower in self.data.closed_class or lower in self.data.function_words)


def sentence_starts(tokens: Tokens, passages: Sequence[int]) -> list[int]:
    """The tokens at which sentences begin, in order; ``passages``: tokens at which one begins in any case."""
    starts = {0, *passages}
    last, closed = 0, -1
    fixed = iter([*sorted(starts), len(tokens.types)])
    upcoming = next(fixed)
    for index, kind in enumerate(tokens.types):
        if not kind.mark:
            continue
        while upcoming <= index:
            last, upcoming = max(last, upcoming), next(fixed)
        closed = _last_closing(tokens, max(index, closed))  # never walks through the same marks again
        start = _start_after(tokens, index, last, closed)
        if start is not None and start < len(tokens.types):
            starts.add(start)
            last = max(last, start)
    return [cut for start, end in pairwise([*sorted(starts), len(tokens.types)]) for cut in _cuts(start, end)]


def _cuts(start: int, end: int) -> range:
    """Where a sentence and the pieces of a very long one begin."""
    return range(start, max(end, start + 1), LONGEST_SENTENCE)


def clause_starts(tokens: Tokens, sentences: Sequence[int]) -> list[int]:
    """The tokens at which clauses begin: sentences, after commas, colons and dashes, and at words such as "but"."""
    inside = set(sentences)
    for index, kind in enumerate(tokens.types):
        if not kind.clause:
            continue
        if kind.clause == CLAUSE_WORD:
            inside.add(index)
        elif tokens.is_loose(index) and (kind.clause in CLAUSE_MARKS or (index and tokens.is_loose(index - 1))):
            inside.add(index + 1)
    return sorted(inside)


def _last_closing(tokens: Tokens, index: int) -> int:
    """The last of the closing marks that follow a mark without a space."""
    while not tokens.is_loose(index) and tokens.text(index + 1) in _CLOSING:
        index += 1
    return index


def _start_after(tokens: Tokens, index: int, last: int, end: int) -> int | None:
    """The start of the sentence that begins after the mark at ``index``.

    ``last``: where the current one began; ``end``: the last closing mark that follows.
    """
    mark = tokens.types[index].mark
    if mark in BULLETS:
        return index
    if mark == "\n":
        return _after_break(tokens, index)
    following = tokens.skip_space(end + 1)
    if end + 1 < len(tokens.types) and not tokens.is_loose(end):
        return None
    if tokens.text(following)[:1].islower():
        return None
    return following if mark != "." or _ends_at_stop(tokens, index, following, last) else None


def _ends_at_stop(tokens: Tokens, index: int, following: int, last: int) -> bool:
    """Whether the full stop at ``index`` ends a sentence, where ``following`` is no small letter."""
    text = tokens.text(index)
    place = index - 1 if text == "." else index
    before = text.rstrip(".") or tokens.text(place)
    for form in _abbreviations(tokens, place, before):
        if form in tokens.data.closing_abbreviations:
            return tokens.starts_anew(following)
        if form in tokens.data.abbreviations:
            return False
        if form in tokens.data.numbered_abbreviations and tokens.text(following)[:1].isdigit():
            return False
    if len(before) == 1 and before.isalpha():
        return tokens.starts_anew(following)
    if tokens.skip_space(last) == place and _NUMBER.fullmatch(before):
        return False
    return not _ORDINAL.fullmatch(before) or not _is_ordinal(tokens, place, following)


def _abbreviations(tokens: Tokens, place: int, before: str) -> Iterator[str]:
    """The abbreviations that may end here, longest first: "z. B." is looked up as "z.B.", "Vgl." as "vgl." too."""
    forms = [before + "."]
    place -= 1
    while len(forms) < 4:
        text = tokens.text(place)
        if text == ".":
            place -= 1
            text = tokens.text(place) + "."
        if len(text) < 2 or not text.endswith(".") or not text[:-1].isalpha():
            break
        forms.append(text + forms[-1])
        place -= 1
    for form in reversed(forms):
        yield form
        yield form[0].lower() + form[1:]


def _is_ordinal(tokens: Tokens, place: int, following: int) -> bool:
    """Whether the number at ``place`` belongs to the word that follows its full stop: a date, or an ordinal."""
    if tokens.text(following).lower() in tokens.data.months:
        return True
    before = place - 1
    while before > 0 and tokens.is_space(before):
        before -= 1
    return tokens.text(before).lower() in tokens.data.ordinal_context and not tokens.starts_anew(following)


def _after_break(tokens: Tokens, index: int) -> int | None:
    """The start after a line break: an empty line, an item of a list, or the text below a numbered heading."""
    following = tokens.skip_space(index + 1)
    if (
        tokens.text(index).count("\n") > 1
        or _is_item(tokens, index, following)
        or _is_heading(tokens, index, following)
    ):
        return following
    return None


def _is_item(tokens: Tokens, index: int, following: int) -> bool:
    text = tokens.text(following)
    if following >= len(tokens.types) or text in BULLETS:
        return False
    if text in DASHES:
        return tokens.is_loose(following)
    if not _ITEM.fullmatch(text.rstrip(".")):
        return False
    mark = following if text.endswith(".") else following + 1
    if tokens.text(mark)[-1:] not in (".", ")") or mark + 1 >= len(tokens.types) or not tokens.is_loose(mark):
        return False
    is_date = tokens.text(mark).endswith(".") and text[:1].isdigit() and _is_ordinal(tokens, following, mark + 1)
    return not is_date and not (
        tokens.text(mark).endswith(".") and text.isalpha() and tokens.text(index - 1).endswith(".")
    )


def _is_heading(tokens: Tokens, index: int, following: int) -> bool:
    """Whether the line before a break is a numbered heading and a sentence starts below it."""
    first = index
    while first > 0 and "\n" not in tokens.text(first - 1) and index - first <= _LONGEST_HEADING:
        first -= 1
    is_short = index - first <= _LONGEST_HEADING and _NUMBER.fullmatch(tokens.text(first).rstrip(".")) is not None
    named = next((text for text in map(tokens.text, range(first + 1, index)) if text[:1].isalpha()), "")
    ends_open = tokens.text(index - 1) in CLAUSE_MARKS | DASHES
    is_date = tokens.data.months and named.lower() in tokens.data.months
    return is_short and named[:1].isupper() and not ends_open and not is_date and tokens.text(following)[:1].isupper()
