"""The lint of a strategy's terms: what repeats, contradicts or never helps. Mistakes are for ``load`` to refuse.

Terms are looked up with the product's own matcher, which lies in a layer above; whoever calls hands it over (``Finder``).
The rules follow what keepers of controlled vocabularies check; each finding says what to do, and none changes a score.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from s3align.strategy.findings import Finding, finding
from s3align.strategy.model import OUT_OF_SCOPE, Strategy, Strength, Term

MIN_TEXTS = 5
"""In fewer labelled texts a term's company is chance."""
SMOOTHING = 1.0
"""Added to the texts with and without a term (Laplace), so that small counts say little."""
MIN_PART = 4
"""Shorter words are no parts that a compound is split at."""
_ORGANISATION = re.compile(
    r"\b(?:Fraunhofer|Max[- ]Planck|Helmholtz|Leibniz)\b"
    r"|\b(?:[Ii]nstitute?|[Hh]ochschule|[Uu]niversität|[Uu]niversity) (?:für|for|of|zu)\b|\bUniversität(?:sklinikum)? [A-ZÄÖÜ]"
    r"|\b(?:GmbH|gGmbH|mbH|KGaA|AG|KG|SE|e\.? ?V\.?|Ltd|Inc|plc|LLC|Corp|B\.V\.|S\.A\.)(?!\w)"
    r"|\b(?:Institut|Exzellenzcluster|Kompetenzzentrum)\b|-Institut\b"
    r"|\w\.[A-Za-z]{2,}\b",
)
"""What shows that a term is the name of a firm, an institute or a network."""
_RANK = {Strength.WEAK: 1, Strength.MEDIUM: 2, Strength.STRONG: 3}


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term found in a text; ``is_part``: as part of a compound, ``is_whole``: it covers the text from end to end."""

    term: Term
    is_part: bool
    is_whole: bool


Find = Callable[[str, str], Sequence[FoundTerm]]
"""From a text and its language to the theme terms found in it."""
Finder = Callable[[Strategy], Find]
"""Makes such a function for a strategy."""


class LintText(Protocol):
    """A text to look for terms in; ``labels`` say of some themes whether it is about them."""

    @property
    def language(self) -> str:
        """Its language."""

    @property
    def text(self) -> str:
        """The text itself."""

    @property
    def labels(self) -> Mapping[str, bool]:
        """Theme -> whether the text is about it; a theme that is not known is absent."""


def lint_terms(strategy: Strategy, finder: Finder) -> tuple[Finding, ...]:
    """What the terms say of one another: doubles, contradictions, terms that a part of theirs makes needless; names."""
    return (*_meetings(strategy, finder), *_swallowed(strategy, finder), *_organisations(strategy.terms))


def lint_texts(strategy: Strategy, finder: Finder, texts: Iterable[LintText]) -> tuple[Finding, ...]:
    """What texts say of the terms: which never occur, and which occur mostly in texts of other themes."""
    find = finder(strategy)
    languages: set[str] = set()
    found: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    sizes: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for text in texts:
        languages.add(text.language)
        for theme, is_about in text.labels.items():
            sizes[text.language, theme][is_about] += 1
        for term in {hit.term.source: hit.term for hit in find(text.text, text.language)}.values():
            found[term.source] += 1
            if term.theme in text.labels:
                (inside if text.labels[term.theme] else outside)[term.source] += 1
    terms = [term for term in _real(strategy.terms) if term.language in languages]
    silent = (_never_found(term) for term in terms if not found[term.source])
    elsewhere = (
        _found_elsewhere(term, inside[term.source], outside[term.source], sizes[term.language, term.theme])
        for term in terms
        if found[term.source] >= MIN_TEXTS
    )
    return (*silent, *(row for row in elsewhere if row))


def _real(terms: Iterable[Term]) -> Iterator[Term]:
    return (term for term in terms if term.strength is not Strength.FALSE_FRIEND)


def _never_found(term: Term) -> Finding:
    return finding(
        term.source,
        "never-found",
        f"'{term.text}' of '{term.theme}' stands in none of the texts.",
        "Check its spelling, or keep it for texts of another kind.",
    )


def _found_elsewhere(term: Term, inside: int, outside: int, sizes: Mapping[bool, int]) -> Finding | None:
    """A finding where texts that are not about the theme hold the term more often than texts that are."""
    within = (inside + SMOOTHING) / (sizes[True] + 2 * SMOOTHING)
    beyond = (outside + SMOOTHING) / (sizes[False] + 2 * SMOOTHING)
    if inside + outside < MIN_TEXTS or within >= beyond:
        return None
    return finding(
        term.source,
        "found-elsewhere",
        f"'{term.text}' stands in {inside} of {sizes[True]} texts about '{term.theme}' and in {outside} of "
        f"{sizes[False]} others.",
        "Make it ambiguous or weaker, or remove it.",
    )


def _meetings(strategy: Strategy, finder: Finder) -> Iterator[Finding]:
    """Terms whose own text is, after folding of case, hyphens and endings, another term."""
    plain = {term.source: term for term in (*strategy.terms, *strategy.out_of_scope)}
    find = finder(replace(strategy, terms=tuple(map(_findable, plain.values())), out_of_scope=()))
    for term in plain.values():
        for hit in find(term.text, term.language):
            other = plain[hit.term.source]
            if hit.is_whole and not hit.is_part and other is not term:
                met = _meeting(term, other)
                if met:
                    yield met


def _organisations(terms: Iterable[Term]) -> Iterator[Finding]:
    """Terms that name an organisation: it stands in a list of partners as well as in a project of its field."""
    for term in _real(terms):
        if _ORGANISATION.search(term.text):
            yield finding(
                term.source,
                "organisation-name",
                f"'{term.text}' of '{term.theme}' is the name of an organisation, which says who and not what.",
                "Remove it, or write what the organisation does.",
            )


def _findable(term: Term) -> Term:
    """A term as one that is always found: not masked, in need of no company."""
    return replace(term, strength=Strength.STRONG, ambiguous=False)


def _meeting(term: Term, other: Term) -> Finding | None:
    if term.theme == other.theme:
        return _double(term, other)
    strengths = (term.strength, other.strength)
    if Strength.FALSE_FRIEND in strengths or term.theme == OUT_OF_SCOPE or term.strength is not Strength.STRONG:
        return None
    names = f"'{term.text}' of '{term.theme}' is strong"
    if other.theme == OUT_OF_SCOPE:
        sentence = f"{names}, but '{other.text}' ({other.source}) stands for no theme at all."
        return finding(term.source, "strong-and-out-of-scope", sentence, "Remove one, or make the term weaker.")
    if other.strength is Strength.STRONG and _place(other) < _place(term):
        sentence = f"{names} in '{other.theme}' too ({other.source})."
        return finding(term.source, "strong-twice", sentence, "A term that speaks by itself has one theme: weaken one.")
    return None


def _double(term: Term, other: Term) -> Finding | None:
    """A finding about two terms of one theme that are the same word to the matcher."""
    if term.theme == OUT_OF_SCOPE or (term.strength is other.strength is Strength.FALSE_FRIEND):
        return None
    if Strength.FALSE_FRIEND in (term.strength, other.strength):
        sentence = f"'{term.text}' and '{other.text}' ({other.source}) are the same word, but one is a false friend."
        return finding(term.source, "false-friend-is-term", sentence, "Remove one of the two.")
    sentence = f"'{term.text}' of '{term.theme}' matches the same words as '{other.text}' ({other.source})."
    return finding(term.source, "near-duplicate", sentence, "Remove one line.")


def _place(term: Term) -> tuple[str, int]:
    file, _, line = term.source.rpartition(":")
    return file, int(line)


def _swallowed(strategy: Strategy, finder: Finder) -> Iterator[Finding]:
    """Compounds that a sub-topic need not list, because one of its other terms is a part of theirs and counts as much.

    They are looked up among the shorter terms alone, since the matcher splits no word that is a term itself.
    """
    words = [term for term in _real(strategy.terms) if term.text.isalpha() and not term.case_sensitive]
    parts = {(term.subtopic, term.theme, term.language, term.text.casefold()): term for term in words}
    compounds = [term for term in words if any(_part_key(term, end) in parts for end in _ends(term))]
    shorter = set(words) - set(compounds)
    find = finder(replace(strategy, terms=tuple(term for term in words if term in shorter), out_of_scope=()))
    for term in compounds:
        for hit in find(term.text, term.language):
            part = hit.term
            is_same_place = (part.theme, part.subtopic) == (term.theme, term.subtopic)
            if hit.is_part and is_same_place and not part.ambiguous and _RANK[part.strength] >= _RANK[term.strength]:
                yield finding(
                    term.source,
                    "swallowed",
                    f"'{term.text}' of '{term.theme}' is found already by its part '{part.text}' ({part.source}), "
                    f"which is {part.strength.value}.",
                    "Remove it, or give it more strength.",
                )
                break


def _ends(term: Term) -> Iterator[str]:
    """What a shorter term would have to be to stand at the beginning or the end of this one."""
    text = term.text.casefold()
    for length in range(MIN_PART, len(text) - 1):
        yield text[:length]
        yield text[-length:]


def _part_key(term: Term, end: str) -> tuple[str, str, str, str]:
    return (term.subtopic, term.theme, term.language, end)
