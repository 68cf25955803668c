"""Names of companies and institutions, addresses and hashtags: their words say nothing of what a project does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from s3align.analysis.guard_words import GuardWords, guard_words
from s3align.assess.guarded_sentences import Stretch

LONGEST_NAME = 7
"""Words of a company's name before what kind of company it is."""
LONGEST_FIELD = 6
"""Words of the field that an institution's name names: "Institut für maschinelles Lernen und Künstliche Intelligenz"."""
FEWEST_INSTITUTIONS = 2
"""Institutions named after their field in a passage from which it lists supporters; the one that takes part tells the field."""
_ADDRESS_STARTS = frozenset({"www", "http", "https"})


def names_in(stretch: Stretch) -> list[tuple[int, int]]:
    """Names of companies and institutions, addresses and hashtags: ranges of words."""
    words = guard_words(stretch.language)
    tokens = stretch.text.tokens
    lower = stretch.text.surfaces
    if not tokens or (
        _name_marks(stretch.language).isdisjoint(lower)
        and "#" not in stretch.page[max(0, tokens[0].start - 1) : tokens[-1].end]
    ):
        return []
    found, institutions = [], []
    end = 0
    for index, token in enumerate(tokens):
        is_tag = token.start > 0 and stretch.page[token.start - 1] == "#"
        if is_tag or lower[index] in _ADDRESS_STARTS:
            if index >= end:  # else it stands in an address that is known, and ends with it
                end = _address_end(stretch, index)
                found.append((index, end))
        elif _is_form(lower, index, words) and not token.text.islower():
            found.append((_name_start(stretch, index, words), index + 1))
        elif lower[index] in words.institutions and token.text[0].isupper() and index >= end:
            end = _field_end(stretch, index, words)
            if end > index + 1:
                institutions.append((index, end))
    return sorted(found + institutions) if len(institutions) >= FEWEST_INSTITUTIONS else found


@lru_cache
def _name_marks(language: str) -> frozenset[str]:
    """The words of which one stands in every name and address."""
    words = guard_words(language)
    forms = words.company_forms
    return forms.union(words.institutions, _ADDRESS_STARTS, (form.rpartition(".")[2] for form in forms))


def _is_form(lower: Sequence[str], index: int, words: GuardWords) -> bool:
    """Whether a word ends a company's name; "e. V." is two words."""
    forms = words.company_forms
    return lower[index] in forms or (index > 0 and f"{lower[index - 1]}.{lower[index]}" in forms)


def _name_start(stretch: Stretch, index: int, words: GuardWords) -> int:
    tokens = stretch.text.tokens
    start = first = index
    while first > 0 and index - first < LONGEST_NAME:
        between = stretch.page[tokens[first - 1].end : tokens[first].start]
        if between.strip(" -&./+()") or "\n\n" in between:
            break
        first -= 1
        text = tokens[first].text
        if text[0].isupper() or text[0].isdigit():
            start = first
        elif text not in words.name_links and text != "e":
            break
    return start


def _field_end(stretch: Stretch, index: int, words: GuardWords) -> int:
    """Where the name of an institution ends: behind "für" and nouns with their adjectives; itself where none follow."""
    tokens, lower = stretch.text.tokens, stretch.text.surfaces
    if index + 2 >= len(tokens) or lower[index + 1] not in words.field_links:
        return index + 1
    end, place = index + 1, index + 2
    while place < min(len(tokens), index + 2 + LONGEST_FIELD) and not _is_parted(stretch, place):
        if lower[place] in words.institutions:
            break
        if tokens[place].text[0].isupper():
            end = place + 1
        elif lower[place] not in words.name_links and not _describes_noun(stretch, place, words):
            break
        place += 1
    return end


def _is_parted(stretch: Stretch, place: int) -> bool:
    """Whether a mark other than a hyphen stands before a word."""
    tokens = stretch.text.tokens
    return bool(stretch.page[tokens[place - 1].end : tokens[place].start].strip(" -\n"))


def _describes_noun(stretch: Stretch, place: int, words: GuardWords) -> bool:
    """Whether a word in lower case is an adjective by its ending, with a noun behind it."""
    tokens = stretch.text.tokens
    is_adjective = stretch.text.surfaces[place].endswith(tuple(words.adjective_endings))
    return is_adjective and place + 1 < len(tokens) and tokens[place + 1].text[0].isupper()


def _address_end(stretch: Stretch, index: int) -> int:
    tokens = stretch.text.tokens
    end = index + 1
    while end < len(tokens) and not any(map(str.isspace, stretch.page[tokens[end - 1].end : tokens[end].start])):
        end += 1
    return end
