"""How a document answers the strategy's principles, by the rules of ``principle_rules.toml``. Never part of a score.

A passage speaks for a principle by its features (``principle_features``): by what the learnt profile makes of them, or, where a
strategy has none, by its best pattern. What a passage denies does not count; where nothing else is found it is told as denied.
One principle is decided by which of the four groups of the helix take part.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from s3align.analysis.languages import general_words
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.ledger import Mark, Place, card
from s3align.assess.principle_features import FeatureReader, Features
from s3align.record.assessment import Evidence, Finding, Grade, PrincipleResult
from s3align.record.document import Document, PassageKind
from s3align.settings import COUNTED_KINDS
from s3align.strategy.model import Principle, PrincipleRules, Strategy

MAX_EVIDENCE = 4
"""Passages shown for a principle; one for each of the four groups of the helix."""
MOST_MARKS, FEWEST_MARKS = 5, 2
"""Words marked in a passage that speaks for a principle; below the fewest also words that belong to no class."""
SHORT_ANSWER = 30
"""Words of an answer that denies what its section asks for without naming it ("Not planned."); a longer one denies details."""
_READ = (COUNTED_KINDS | {PassageKind.PARTNERS}) - {PassageKind.HEADING}


class Spoken(NamedTuple):
    """What a passage says for a principle or a group of the helix: its weight, and where its words stand."""

    passage: int
    weight: float
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class Findings:
    """What the passages of a document say, target -> passages: affirmed, denied, and disclaimed as such."""

    affirmed: dict[str, list[Spoken]] = field(default_factory=lambda: defaultdict(list))
    denied: dict[str, list[Spoken]] = field(default_factory=lambda: defaultdict(list))
    disclaimed: dict[str, list[Spoken]] = field(default_factory=lambda: defaultdict(list))


def assess_principles(
    document: Document, passages: Sequence[AnalysedPassage], strategy: Strategy
) -> tuple[PrincipleResult, ...]:
    """A finding and passages for every principle; nothing where the strategy has no rules."""
    rules = strategy.principle_rules
    if rules is None:
        return ()
    found = read_principles(document, passages, strategy, rules)
    languages = [entry.language for entry in passages]
    return tuple(_result(principle, found, rules, document, languages) for principle in strategy.principles)


def read_principles(
    document: Document, passages: Sequence[AnalysedPassage], strategy: Strategy, rules: PrincipleRules
) -> Findings:
    """What every passage says for every principle and every group of the helix."""
    found, readers = Findings(), dict[str, FeatureReader]()
    for index, entry in enumerate(passages):
        if entry.passage.kind not in _READ or not entry.tokens:
            continue
        if entry.language not in readers:
            readers[entry.language] = FeatureReader(strategy, rules, entry.language)
        section = entry.passage.section
        title = "" if section is None else document.sections[section].title
        text = document.pages[entry.passage.page - 1].text
        _judge(index, entry, [*readers[entry.language].read(entry, text, title)], rules, found)
    return found


def _judge(
    index: int,
    entry: AnalysedPassage,
    parts: Sequence[tuple[Features, Features | None]],
    rules: PrincipleRules,
    found: Findings,
) -> None:
    """Adds what a passage says: for every target the strongest of its parts."""
    best: dict[str, tuple[float, Features]] = {}
    denied: dict[str, tuple[float, Features]] = {}
    for plain, affirmed in parts:
        weights = _weights(plain, rules)
        for target, weight in weights.items():
            least = rules.least if target in plain.patterns else rules.passage_from
            if weight >= max(least, best.get(target, (0.0,))[0]) and (target in rules.groups or plain.speak_of(target)):
                best[target] = (weight, plain)
        for target, weight in _weights(affirmed, rules).items() if affirmed else ():
            is_more = weight >= rules.passage_from > weights.get(target, 0.0)
            if affirmed and is_more and _is_denied(plain, affirmed, target):
                denied[target] = (weight, affirmed)
    for plain, _ in parts:
        for target, place in plain.denials.items():
            mark = Mark(entry.tokens[place[0]].start, entry.tokens[place[1]].end, 1.0)
            found.disclaimed[target].append(Spoken(index, 1.0, (mark,)))
    for target, (weight, features) in best.items():
        found.affirmed[target].append(Spoken(index, weight, _marks(entry, features, target, rules)))
    for target, (weight, features) in denied.items():
        found.denied[target].append(Spoken(index, weight, _marks(entry, features, target, rules)))


def _weights(features: Features, rules: PrincipleRules) -> dict[str, float]:
    """Target -> what a passage weighs for it."""
    if rules.profile is None:
        return {target: weight for target, (weight, _) in features.patterns.items()}
    return rules.profile.probabilities(features.values)


def _is_denied(plain: Features, affirmed: Features, target: str) -> bool:
    """Whether what was denied is what would speak for the target, in words of denial or where the section asks for it."""
    if f"ask:{target}" not in plain.values and "c:@denial" not in plain.values:
        return False  # a detail that is not so, as every text has many
    more = affirmed.patterns.get(target, (0.0,))[0] > plain.patterns.get(target, (0.0,))[0]
    is_asked = f"ask:{target}" in plain.values and target not in plain.patterns
    return more or (is_asked and plain.words <= SHORT_ANSWER)


def _marks(entry: AnalysedPassage, features: Features, target: str, rules: PrincipleRules) -> tuple[Mark, ...]:
    """The words of its best pattern, and those of classes that add most by the profile; else the words that do."""
    places = dict.fromkeys(features.patterns.get(target, (0.0, []))[1])
    if rules.profile:
        shares = rules.profile.shares(features.values, target)
        general = general_words(entry.language)
        told = (name for name in shares if shares[name] > 0 and name.removeprefix("w:") not in general)
        ranked = sorted(told, key=lambda name: -shares[name])
        for kind in ("c:", "w:"):
            for name in ranked:
                if len(places) >= (MOST_MARKS if kind == "c:" else FEWEST_MARKS):
                    break
                if name.startswith(kind) and name[:3] != "c:@" and name in features.places:
                    places.setdefault(features.places[name])
    marks = [Mark(entry.tokens[first].start, entry.tokens[last].end, 1.0) for first, last in places]
    return tuple(marks) or (Mark(entry.tokens[0].start, entry.tokens[0].end, 1.0),)


def _result(
    principle: Principle, found: Findings, rules: PrincipleRules, document: Document, languages: Sequence[str]
) -> PrincipleResult:
    source = (document, languages)
    if principle.id == rules.helix_principle:
        groups = [
            max(rows, key=lambda row: row.weight) for group in rules.groups if (rows := found.affirmed.get(group, ()))
        ]
        return _graded(principle, _HELIX_GRADES[min(len(groups), 4)], groups, source)
    spoken = found.affirmed.get(principle.id, [])
    total = math.fsum(row.weight for row in spoken if row.weight >= rules.passage_from)
    total = total or max((row.weight for row in spoken), default=0.0)
    grade = next((grade for grade, least in reversed(rules.grades) if total >= least), Grade.NONE)
    if (disclaimed := found.disclaimed.get(principle.id)) and grade is not Grade.STRONG:
        return PrincipleResult(principle.id, Grade.NONE, tuple(_cards(disclaimed[:1], *source)), Finding.DENIED)
    denied = found.denied.get(principle.id)
    if grade in (Grade.NONE, Grade.WEAK) and denied:
        shown = sorted(denied, key=lambda row: (-row.weight, row.passage))[:1]
        return PrincipleResult(principle.id, Grade.NONE, tuple(_cards(shown, *source)), Finding.DENIED)
    is_found = grade not in (Grade.NONE, Grade.WEAK)
    return _graded(
        principle, grade, [row for row in spoken if row.weight >= rules.passage_from or not is_found], source
    )


_HELIX_GRADES = (Grade.NONE, Grade.WEAK, Grade.WEAK, Grade.WEAK, Grade.STRONG)
"""By the number of groups that take part: all four make it, fewer are a hint."""


def _graded(
    principle: Principle, grade: Grade, spoken: Sequence[Spoken], source: tuple[Document, Sequence[str]]
) -> PrincipleResult:
    finding = {Grade.NONE: Finding.NONE, Grade.WEAK: Finding.HINTED}.get(grade, Finding.FOUND)
    shown = sorted(spoken, key=lambda row: (-row.weight, row.passage))
    cards = tuple(_cards(shown[:MAX_EVIDENCE], *source)) if grade is not Grade.NONE else ()
    return PrincipleResult(principle.id, grade, cards, finding)


def _cards(found: Sequence[Spoken], document: Document, languages: Sequence[str]) -> Iterator[Evidence]:
    merged: dict[int, list[Mark]] = defaultdict(list)
    for row in found:
        merged[row.passage].extend(row.marks)
    for index, marks in merged.items():
        passage = document.passages[index]
        place = Place(passage.page, passage.start, passage.end, passage.section)
        yield card(document, place, languages[index], marks, value=math.fsum(mark.value for mark in marks))
