"""A smart specialisation strategy as typed objects: themes, sub-topics, terms, principles, places, sources."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from s3align.record.assessment import Grade

Text = dict[str, str]
"""A wording per interface language, e.g. ``{"de": "Gesundheitswirtschaft", "en": "Health Economy"}``."""


class Strength(StrEnum):
    """What one occurrence of a term says about its theme."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    FALSE_FRIEND = "false_friend"


class EvidenceLevel(StrEnum):
    """Where a statement about a place comes from."""

    STRATEGY = "strategy"
    OTHER = "other"
    INFERENCE = "inference"


class TrapKind(StrEnum):
    """How a wording misleads whoever looks for the region's places."""

    COMMON_WORD = "common_word"
    ADJECTIVE = "adjective"
    INSTITUTION = "institution"
    OTHER_PLACE = "other_place"
    OUTSIDE = "outside"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Term:
    """One wording of a theme in one language.

    ``case_sensitive``: matches only exactly as written (KI, AI, H2, IT).
    ``ambiguous``: counts only near a sure (strong, unambiguous) term of the same theme.
    A false friend is masked before its theme's terms are matched ("Wasserstoffperoxid").
    ``source`` is "file:line" for messages.
    """

    text: str
    theme: str
    subtopic: str
    language: str
    strength: Strength
    case_sensitive: bool
    ambiguous: bool
    source: str


@dataclass(frozen=True, slots=True)
class Subtopic:
    """A part of a theme; ``question`` is what an applicant who leaves it out is asked."""

    id: str
    name: Text
    question: Text


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the strategy's themes; ``labels`` are accepted variants of its name, ``gloss`` a sentence on it."""

    id: str
    name: Text
    labels: tuple[str, ...]
    gloss: Text
    subtopics: tuple[Subtopic, ...]


@dataclass(frozen=True, slots=True)
class ThemeStrength:
    """That a place is strong in a theme, and how well that is known."""

    theme: str
    strength: Strength
    evidence: EvidenceLevel
    anchor: str
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality or district of the region; ``kind`` as the administration says ("Stadt", "Kreis" …)."""

    name: str
    kind: str
    district: str | None
    population: int | None
    latitude: float | None
    longitude: float | None
    adjective: str | None
    name_trap: str | None
    government_district: str
    funding_areas: tuple[str, ...]
    themes: tuple[ThemeStrength, ...]
    population_date: str | None = None


@dataclass(frozen=True, slots=True)
class NameTrap:
    """A wording that looks like a place of the region; ``places`` are those it may be taken for, or stands for.

    "common_word": Essen, the meal; "adjective": Hammer, the tool; "institution": a seat, no project site;
    "other_place": another place of that name; "outside": a near place that does not belong to the region;
    "region": a name for several places.
    """

    kind: TrapKind
    text: str
    places: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle proposals are read by besides the theme; ``status`` A to D as explained in the data file."""

    id: str
    name: Text
    question: Text
    status: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class PrincipleRules:
    """How evidence for principles is weighed; ``principle_rules.toml`` explains it.

    ``weights`` by strength of a term; ``grades``: the sum from which each grade is reached, rising; ``negations`` and
    ``measures`` by language; ``slogans`` in lower case; ``helix``: group -> language -> words, for the principle
    ``helix_principle`` that is decided by the number of groups.
    """

    weights: dict[Strength, float]
    grades: tuple[tuple[Grade, float], ...]
    negations: dict[str, frozenset[str]]
    measures: dict[str, frozenset[str]]
    slogans: frozenset[str]
    helix_principle: str
    helix: dict[str, dict[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class StateField:
    """The state's innovation field that a theme belongs to, and the family of calls with matching content."""

    theme: str
    name: Text
    calls: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class FundArea:
    """A fund that knows an area of its own; the municipalities name it in ``funding_areas``."""

    id: str
    name: Text
    source: str


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A programme for joint projects: so many districts and independent cities, or so many inhabitants."""

    districts: int
    inhabitants: int
    name: Text
    source: str


@dataclass(frozen=True, slots=True)
class FundingContext:
    """How a strategy relates to its state's: fields, funds, a rule for joint projects; ``as_of`` is the date of knowledge."""

    as_of: str
    fields: tuple[StateField, ...]
    funds: tuple[FundArea, ...]
    size_rule: SizeRule | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement of the strategy data comes from."""

    id: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class GradeLimit:
    """From this score on (0..1) the grade's word is used."""

    grade: Grade
    minimum: float
    name: Text


@dataclass(frozen=True, slots=True)
class Strategy:
    """Everything the tool knows about one region's strategy; loaded by ``load_strategy``."""

    id: str
    name: Text
    region: Text
    publisher: str
    year: int
    languages: tuple[str, ...]
    themes: tuple[Theme, ...]
    terms: tuple[Term, ...]
    grades: tuple[GradeLimit, ...]
    principles: tuple[Principle, ...]
    municipalities: tuple[Municipality, ...]
    sources: tuple[Source, ...]
    content_hash: str
    out_of_scope: tuple[Term, ...] = ()
    name_traps: tuple[NameTrap, ...] = ()
    principle_rules: PrincipleRules | None = None
    state: FundingContext | None = None
    genre_words: tuple[str, ...] = ()

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id; KeyError names an unknown one."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def theme_names(self, language: str) -> dict[str, str]:
        """Theme id -> its name, in the strategy's order."""
        return {theme.id: theme.name[language] for theme in self.themes}

    def grade(self, score: float) -> Grade:
        """The word for a score (0..1): the highest grade whose minimum is reached."""
        reached = [limit.grade for limit in self.grades if score >= limit.minimum]
        return reached[-1] if reached else Grade.NONE
