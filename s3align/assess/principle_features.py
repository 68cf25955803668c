"""What a passage shows of the principles, as named features: classes of words, patterns, the section's title, words.

The names are the contract with the learnt profile: "c:" a class that is affirmed, "d:" one that is denied, "p:" the best
pattern of a target, "ask:" a target that the section's title asks for, "t:" a word of that title, "w:" a lemma or a part of a
compound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from s3align.analysis.languages import language_data
from s3align.analysis.statement_words import statement_words
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.statements import ClassNames, Statement, statements
from s3align.strategy.model import DENIAL, Pattern, PrincipleRules, Strategy, Strength

GENERAL_SHARE = 0.5
"""What is left of a sentence on the world at large, or on others, in which nobody of the project acts."""
ASKED, PATTERN, WORD = 2.0, 2.0, 0.4
"""How much a feature of a kind counts against one class of words: the higher, the less the penalty holds its weight back."""
PART_WORDS = 60
"""Words of the parts that a long passage is read in: about as many as the passages have that the profile is learnt from."""
LONG_WORDS = 100
"""Words from which a passage is long."""
LEAST_ASKED = 8
"""Words of an answer to a section's title that holds no pattern: the cell of a table has fewer, and says nothing by itself."""
LEAST_DENIAL_WORDS, SHORT_DENIAL_WORDS, MOST_DENIAL_WORDS = 4, 9, 30
"""Words of a sentence that denies a principle as such. Fewer are a table's head; where it is not short, the project must speak,
or the words must be more than one."""
MOST_FIGURES = 4
"""Figures beyond which a passage is no more concrete."""
_TITLE_WORD = re.compile(r"[^\W\d]{3,}")
Where = tuple[int, int]
Spoken = dict[str, tuple[float, list[Where]]]
"""Target -> the weight of its best pattern, and the words of it."""


@dataclass(slots=True)
class Features:
    """The features of a passage, and the words that each stands on; those of the section's title stand on none.

    ``denials``: the principles that the passage makes no claim to, and the words that say so.
    """

    values: dict[str, float] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    patterns: Spoken = field(default_factory=dict)
    denials: dict[str, Where] = field(default_factory=dict)
    words: int = 0

    def speak_of(self, target: str) -> bool:
        """Whether there is more than words that often go with a target: a pattern, or a section that asks for it."""
        return target in self.patterns or (f"ask:{target}" in self.values and self.words >= LEAST_ASKED)


class FeatureReader:
    """Reads passages of one language by the rules of a strategy."""

    def __init__(self, strategy: Strategy, rules: PrincipleRules, language: str) -> None:
        self._language, self._rules = language, rules
        self._names = _class_names(strategy, rules, language)
        self._patterns = _by_class(_all_patterns(strategy, rules))
        self._titles: dict[str, dict[str, float]] = {}
        data = language_data(language)
        self._common = (data.function_words | data.closed_class) - statement_words(language).negations

    def read(self, entry: AnalysedPassage, text: str, title: str) -> Iterator[tuple[Features, Features | None]]:
        """The features of a passage, a long one part by part; and those that it would have if it denied nothing.

        ``text``: that of its page, ``title``: that of its section, "" for none. None where it denies nothing.
        """
        for part in _parts(list(statements(entry, text, self._names))):
            plain = self._features(entry, part, title, affirm=False)
            denies = any(statement.denied for statement in part)
            yield plain, self._features(entry, part, title, affirm=True) if denies else None

    def _features(self, entry: AnalysedPassage, found: Sequence[Statement], title: str, *, affirm: bool) -> Features:
        """``affirm``: what is denied counts as if it were not."""
        features = Features(dict(self._title_features(title)))
        figures = 0
        for statement in found:
            if statement.is_question:
                features.values["question"] = 1.0
                continue
            classes = {**statement.affirmed, **statement.denied} if affirm else statement.affirmed
            features.words += statement.end - statement.first
            features.denials.update(_denials(statement))
            figures += len(classes.get("@figure", ()))
            _note_classes(features, classes, statement, affirm=affirm)
            self._note_patterns(features, statement, classes)
            self._note_words(features, entry, statement, affirm=affirm)
        features.values["fig"] = min(figures, MOST_FIGURES) / MOST_FIGURES
        return features

    def _note_patterns(self, features: Features, statement: Statement, classes: Mapping[str, list[Where]]) -> None:
        share = _share(statement)
        for target, (full, places) in self._spoken(statement, classes).items():
            weight = full * share
            if weight > features.patterns.get(target, (0.0,))[0]:
                features.patterns[target] = (weight, places)
                features.values[f"p:{target}"] = PATTERN * weight

    def _note_words(self, features: Features, entry: AnalysedPassage, statement: Statement, *, affirm: bool) -> None:
        left_out = self._common | (statement_words(self._language).negations if affirm else frozenset())
        for index, token in enumerate(entry.tokens[statement.first : statement.end], start=statement.first):
            if token.text.lower() not in left_out:
                for word in (token.lemma, *token.parts):
                    name = f"w:{word}"
                    features.values[name] = WORD
                    features.places.setdefault(name, (index, index))

    def _spoken(self, statement: Statement, classes: Mapping[str, list[Where]]) -> Spoken:
        found: Spoken = {}
        every = {**statement.denied, **statement.affirmed}
        for name in every:
            for pattern in self._patterns.get(name, ()):
                there = every if pattern.negated else classes
                if pattern.weight <= found.get(pattern.target, (0.0,))[0]:
                    continue
                if all(part in there for part in pattern.classes) and every.keys().isdisjoint(pattern.unless):
                    places = [there[part][0] for part in pattern.classes if part[0] != "@"]
                    found[pattern.target] = (pattern.weight, places)
        return found

    def _title_features(self, title: str) -> dict[str, float]:
        if title not in self._titles:
            lower = title.lower()
            asked = {
                f"ask:{principle}": ASKED
                for principle, titles in self._rules.sections.items()
                if any(part in lower for part in titles.get(self._language, ()))
            }
            self._titles[title] = {**asked, **{f"t:{word}": WORD for word in _TITLE_WORD.findall(lower)}}
        return self._titles[title]


def _parts(found: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    """The sentences of a passage, of a long one those of its parts."""
    if not found or found[-1].end <= LONG_WORDS:
        yield found
        return
    part: list[Statement] = []
    for statement in found:
        part.append(statement)
        if statement.end - part[0].first >= PART_WORDS:
            yield part
            part = []
    if part:
        yield part


def _note_classes(
    features: Features, classes: Mapping[str, list[Where]], statement: Statement, *, affirm: bool
) -> None:
    for name, places in classes.items():
        if not (affirm and name == "@negation") and not name.startswith(DENIAL):
            features.values[f"c:{name}"] = 1.0
            features.places.setdefault(f"c:{name}", places[0])
    if not affirm:
        features.values.update({f"d:{name}": 1.0 for name in statement.denied if not name.startswith(DENIAL)})


def _denials(statement: Statement) -> Iterator[tuple[str, Where]]:
    """The principles that a sentence makes no claim to, with the words that say so; long sentences deny details."""
    words = statement.end - statement.first
    if not LEAST_DENIAL_WORDS <= words <= MOST_DENIAL_WORDS or "@others" in statement.affirmed:
        return
    is_outright = words <= SHORT_DENIAL_WORDS or "@own" in statement.affirmed
    for name, places in statement.denied.items():
        (first, last), *_ = places
        if name.startswith(DENIAL) and (is_outright or last > first):
            yield name.removeprefix(DENIAL), (first, last)


def _share(statement: Statement) -> float:
    is_general = "@general" in statement.affirmed and "@own" not in statement.affirmed
    return GENERAL_SHARE if is_general or "@others" in statement.affirmed else 1.0


def _class_names(strategy: Strategy, rules: PrincipleRules, language: str) -> ClassNames:
    """The classes of the terms: those of a principle by whether one says enough by itself."""
    own = {
        term.source: f"{principle.id} {'sure' if _is_sure(term.text, term.strength, rules) else term.strength.value}"
        for principle in strategy.principles
        for term in principle.terms
    }
    parted: dict[str, dict[str, None]] = defaultdict(dict)
    for term in rules.words:
        if term.language == language and " " not in term.text and term.text.islower():
            parted[term.text][term.theme] = None
    doing, negations = (words.get(language, frozenset()) for words in (rules.measures, rules.negations))
    return ClassNames(own, doing, negations, {key: tuple(value) for key, value in parted.items()})


def _is_sure(text: str, strength: Strength, rules: PrincipleRules) -> bool:
    return strength is Strength.STRONG and text.lower() not in rules.slogans


def _all_patterns(strategy: Strategy, rules: PrincipleRules) -> Iterator[Pattern]:
    """The patterns of the rules, and those that the terms of a principle make."""
    yield from rules.patterns
    for principle in strategy.principles:
        for strength, weight in rules.weights.items():
            for shown in ("@doing", "@figure"):
                yield Pattern(principle.id, weight, (f"{principle.id} {strength.value}", shown))
        yield Pattern(principle.id, rules.weights.get(Strength.STRONG, 0.0), (f"{principle.id} sure",))


def _by_class(patterns: Iterator[Pattern]) -> dict[str, list[Pattern]]:
    """The patterns by their first class, the weightiest first."""
    found: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        found[pattern.classes[0]].append(pattern)
    return {name: sorted(rows, key=lambda row: -row.weight) for name, rows in found.items()}
