"""The open questions of a document: what a person who screens it would ask next, few and in order. Never part of a score.

Sub-topics are alternatives: nobody covers them all, and one that is missing is no fault. Asked for are those that the document
comes near to, and then principles of which nothing was found. Where no theme is addressed, the questions are those of the
nearest theme: what a text on it would say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from s3align import resources
from s3align.analysis.terms import sure_hits
from s3align.analysis.tokens import AnalysedPassage
from s3align.model.scorer import ScoredDocument
from s3align.record.assessment import Overall, PrincipleResult, Question, Rule, ThemeResult, Verdict
from s3align.record.document import Document, PassageKind
from s3align.settings import COUNTED_KINDS
from s3align.strategy.model import Strategy, Strength

MOST_QUESTIONS = 5
"""Questions of a document: what a reader takes in, and a person who screens it would ask in one talk."""
MOST_SUBTOPICS = 3
"""Of them about sub-topics, the nearest ones."""
MOST_PRINCIPLES = 3
"""Of them about principles, those first that come first in the strategy."""
MOST_OF_NEAREST = 2
"""Of the nearest theme where none is addressed: examples of what a text on it says, no list to work off."""
NEAR_FROM = 0.1
"""Probability that a passage speaks of the theme from which a sub-topic named in it is near. Read on 18 proposals: below stand
chance words (a "cell" of a production line, a "language model" among the related work), above what a screener would ask."""
BINDS_THE_STRATEGY = "A"
"""The status of principles that bind the strategy and no single project: they are not asked for."""
TITLES_FILE = "answer_titles.toml"
_AIMS, _COMMON = "aims", "common"
_WORD = re.compile(r"[^\W\d_]+")
_UNDECIDED = (Rule.UNCLEAR, Rule.MAIN, Rule.MAIN_AND_SECONDARY)


_SAY_NOTHING = (PassageKind.FURNITURE, PassageKind.REFERENCES, PassageKind.CONTENTS)
"""Kinds of passages that say nothing of the project: titles of books name subjects of others."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an answer would stand: a page from 1, and the title of its section."""

    page: int
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """The passage in which a sub-topic is named and that comes nearest to its theme, with the probability that it speaks."""

    probability: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class Clues:
    """What a document offers for questions.

    ``near``: (theme, sub-topic) -> where counted text names it; ``elsewhere``: -> first page on which a part that does not
    count does so; ``titles``: principle -> the section whose title names it; ``aims``: the section of the project's aims.
    """

    near: Mapping[tuple[str, str], Near]
    elsewhere: Mapping[tuple[str, str], int]
    titles: Mapping[str, Spot]
    aims: Spot | None = None


def find_clues(
    document: Document, passages: Sequence[AnalysedPassage], scored: ScoredDocument, strategy: Strategy
) -> Clues:
    """Reads what questions need from the terms of a document; a weak term alone ("city") is no clue."""
    titles = {**_asking_titles(document, strategy), **_titles(document, passages)}
    return Clues(_near(document, scored), _elsewhere(passages), titles, _aims(document))


def open_questions(
    themes: Sequence[ThemeResult],
    overall: Overall,
    principles: Sequence[PrincipleResult],
    clues: Clues,
    strategy: Strategy,
) -> tuple[Question, ...]:
    """The questions, the most important first: sub-topics by nearness, then principles in the strategy's order."""
    if overall.rule not in _UNDECIDED:
        nearest = [theme for theme in themes if theme.id == overall.nearest]
        return tuple(_subtopics(nearest, clues, 0.0))[:MOST_OF_NEAREST]
    asked = [theme for theme in themes if theme.is_addressed]
    asked = asked or [theme for theme in themes if theme.verdict is Verdict.UNCLEAR]
    parts = tuple(_subtopics(asked, clues, NEAR_FROM))[:MOST_SUBTOPICS]
    return (*parts, *tuple(_principles(principles, clues, strategy))[:MOST_PRINCIPLES])[:MOST_QUESTIONS]


def _subtopics(themes: Sequence[ThemeResult], clues: Clues, near_from: float) -> Iterator[Question]:
    """Sub-topics without evidence that counted text names near enough, or another part names; the nearest first."""
    keys = [(theme, part.id) for theme in themes for part in theme.subtopics if not part.is_addressed]
    found: list[tuple[float, Question]] = []
    for theme, part in keys:
        near, elsewhere = clues.near.get((theme.id, part)), clues.elsewhere.get((theme.id, part))
        if near is not None and near.probability < near_from:
            near = None
        if near is None and elsewhere is None:
            continue
        spot = near.spot if near else clues.aims
        page, section = (spot.page, spot.section) if spot else (None, None)
        question = Question(theme.id, part, elsewhere, page=page, section=section)
        found.append((near.probability if near else 0.0, question))
    yield from (question for _, question in sorted(found, key=lambda row: -row[0]))


def _principles(results: Sequence[PrincipleResult], clues: Clues, strategy: Strategy) -> Iterator[Question]:
    """Principles of which nothing was found, but for those that the places decide and no answer in words."""
    known = {principle.id: principle for principle in strategy.principles}
    open_ones = [known[row.id] for row in results if not row.evidence and row.id in known]
    for principle in open_ones:
        if principle.answered_by or principle.status == BINDS_THE_STRATEGY:
            continue
        spot = clues.titles.get(principle.id, clues.aims)
        page, section = (spot.page, spot.section) if spot else (None, None)
        yield Question(principle=principle.id, page=page, section=section)


def _near(document: Document, scored: ScoredDocument) -> dict[tuple[str, str], Near]:
    """Weak terms help to say where, once another term has named the sub-topic."""
    found: dict[tuple[str, str], Near] = {}
    named: set[tuple[str, str]] = set()
    for index, segment in enumerate(scored.segments):
        section = None if segment.section is None else document.sections[segment.section].title
        for hit in segment.hits:
            key = (hit.term.theme, hit.term.subtopic)
            probability = scored.themes[hit.term.theme].segments[index].probability
            if hit.term.strength is not Strength.WEAK:
                named.add(key)
            if key not in found or found[key].probability < probability:
                found[key] = Near(probability, Spot(segment.page, section))
    return {key: near for key, near in found.items() if key in named}


def _elsewhere(passages: Sequence[AnalysedPassage]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for entry in passages:
        if entry.passage.kind in COUNTED_KINDS or entry.passage.kind in _SAY_NOTHING:
            continue
        for hit in sure_hits(entry.text.hits):
            if hit.term.strength is not Strength.WEAK:
                found.setdefault((hit.term.theme, hit.term.subtopic), entry.passage.page)
    return found


def _titles(document: Document, passages: Sequence[AnalysedPassage]) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    for entry in passages:
        if entry.passage.kind is PassageKind.HEADING:
            spot = Spot(entry.passage.page, document.section_title(entry.passage))
            for hit in entry.text.principles:
                found.setdefault(hit.term.theme, spot)
    return found


def _asking_titles(document: Document, strategy: Strategy) -> dict[str, Spot]:
    """Principle -> the first section whose title asks for it by the rules of the strategy."""
    sections = strategy.principle_rules.sections if strategy.principle_rules else {}
    found: dict[str, Spot] = {}
    for section in document.sections:
        title = section.title.casefold()
        for principle, languages in sections.items():
            if any(part in title for parts in languages.values() for part in parts):
                found.setdefault(principle, Spot(section.page, section.title))
    return found


def _aims(document: Document) -> Spot | None:
    """The first section whose title names the aims of the project, not those of a programme."""
    known = _title_words()
    for section in document.sections:
        words = _WORD.findall(section.title.casefold())
        if not known[_AIMS].isdisjoint(words) and known[_COMMON].isdisjoint(words):
            return Spot(section.page, section.title)
    return None


@cache
def _title_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in resources.word_lists(TITLES_FILE, (_AIMS, _COMMON)).items()}
