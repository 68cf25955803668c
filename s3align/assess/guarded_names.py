"""Names of companies, addresses and hashtags: their words say nothing of what a project does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from s3align.analysis.guard_words import GuardWords, guard_words
from s3align.assess.guarded_sentences import Stretch

LONGEST_NAME = 7
"""Words of a company's name before what kind of company it is."""
_ADDRESS_STARTS = frozenset({"www", "http", "https"})


def names_in(stretch: Stretch) -> list[tuple[int, int]]:
    """Company names, addresses and hashtags: ranges of words."""
    words = guard_words(stretch.language)
    tokens = stretch.text.tokens
    lower = stretch.text.surfaces
    if not tokens or (
        _name_marks(stretch.language).isdisjoint(lower)
        and "#" not in stretch.page[max(0, tokens[0].start - 1) : tokens[-1].end]
    ):
        return []
    found = []
    end = 0
    for index, token in enumerate(tokens):
        is_tag = token.start > 0 and stretch.page[token.start - 1] == "#"
        if is_tag or lower[index] in _ADDRESS_STARTS:
            if index >= end:  # else it stands in an address that is known, and ends with it
                end = _address_end(stretch, index)
                found.append((index, end))
        elif _is_form(lower, index, words) and not token.text.islower():
            found.append((_name_start(stretch, index, words), index + 1))
    return found


@lru_cache
def _name_marks(language: str) -> frozenset[str]:
    """The words of which one stands in every name and address."""
    forms = guard_words(language).company_forms
    return forms.union(_ADDRESS_STARTS, (form.rpartition(".")[2] for form in forms))


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


def _address_end(stretch: Stretch, index: int) -> int:
    tokens = stretch.text.tokens
    end = index + 1
    while end < len(tokens) and not any(map(str.isspace, stretch.page[tokens[end - 1].end : tokens[end].start])):
        end += 1
    return end
