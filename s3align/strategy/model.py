"""A smart specialisation strategy as typed objects: themes, sub-topics, terms, principles, places, sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from s3align.record.assessment import MUNICIPAL_PARTNER, SITE, Grade
from s3align.strategy.facts import NO_DATES, Call, Description, EvidenceLevel, Source, Timing
from s3align.strategy.hashes import binding_hash
from s3align.strategy.principle_profile import PrincipleProfile

Text = Mapping[str, str]
"""A wording per language, the strategy's first language first: ``{"de": "Meerestechnik", "en": "Marine technology"}``.
It may lack a language that a reader asks for; ``wording`` then gives another."""
OUT_OF_SCOPE = "out_of_scope"
"""The theme of the terms that belong to no theme of the strategy."""

BUILT_IN_CLASSES = (
    "@own",
    "@doing",
    "@figure",
    "@two_figures",
    "@negation",
    "@denial",
    "@general",
    "@others",
    "@past",
    "@future",
)
"""What a sentence shows besides the words of a strategy: who speaks, what is done, numbers, whose and when it is."""


def wording(text: Text, language: str) -> str:
    """The wording in a language, or in the strategy's first where there is none; "" of a text without any."""
    return text.get(language) or next(iter(text.values()), "")


class Strength(StrEnum):
    """What one occurrence of a term says about its theme."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    FALSE_FRIEND = "false_friend"


class TrapKind(StrEnum):
    """How a wording misleads whoever looks for the region's places."""

    COMMON_WORD = "common_word"
    PERSON_NAME = "person_name"
    ADJECTIVE = "adjective"
    INSTITUTION = "institution"
    OTHER_PLACE = "other_place"
    PHRASE = "phrase"
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
    """One of the strategy's themes; ``labels`` are accepted variants of its name, ``gloss`` a sentence on it.

    ``colour`` is "rrggbb", or "" where ``theme_colours`` chooses one.
    """

    id: str
    name: Text
    labels: tuple[str, ...]
    gloss: Text
    subtopics: tuple[Subtopic, ...]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ThemeStrength:
    """What a place is known for in a theme: ``anchor`` names the institution or project, and ``evidence`` how well it is known.

    ``source``: an id of the strategy's sources or a web address; "" for an inference without one.
    """

    theme: str
    strength: Strength
    evidence: EvidenceLevel
    anchor: Text
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality or district of the region; ``kind`` as the administration says ("Stadt", "Kreis" …).

    ``forms``: other ways its name is written (short, inflected, in another language).
    """

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
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameTrap:
    """A wording that looks like a place of the region; ``places`` are those it may be taken for, or stands for.

    "common_word": a name that is also a word of the language; "person_name": one that persons bear too; "adjective": one made
    of a name that is also a word;
    "institution": a seat, no project site; "other_place": another place of that name; "phrase": a set wording that
    names no place; "outside": a near place that does not belong to the region; "region": a name for several places.
    """

    kind: TrapKind
    text: str
    places: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What shows around a name that a place of the region is meant, even where the name is also a word.

    ``after``: wordings after it (an addition, the state); ``postal_code``: a regular expression for a whole word before
    it. Words of a language that do so are data of the language, not of the region.
    """

    after: tuple[str, ...] = ()
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class PrincipleGroup:
    """Principles of one origin: ``note`` says what they are, ``source`` is the address of where they stand."""

    id: str
    name: Text
    note: Text
    source: str


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle proposals are read by besides the theme; ``status`` A to D as explained in the data file.

    ``answered_by``: the kind of a flag of the record that answers the question too; "" where only words do. ``group``: the id
    of the group it belongs to, "" in a strategy without groups; ``source``: the address of where it stands, "" for the group's.
    """

    id: str
    name: Text
    question: Text
    status: str
    terms: tuple[Term, ...]
    answered_by: str = ""
    group: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a sentence has to hold to speak for ``target``, a principle or a group of the helix, and what it weighs then.

    ``classes`` of words, all of which must stand in it; ``negated``: those that count where they are negated, too ("bisher
    nicht"). ``unless``: classes of which none may stand in it.
    """

    target: str
    weight: float
    classes: tuple[str, ...]
    negated: bool = False
    unless: tuple[str, ...] = ()


DENIAL = "deny "
"""Begins the name of a class of words that deny a principle as such."""


@dataclass(frozen=True, slots=True)
class PrincipleRules:
    """How evidence for principles is weighed; ``principle_rules.toml`` explains it.

    ``weights`` by strength of a term; ``grades``: the sum from which each grade is reached, rising; ``negations`` and
    ``measures`` by language; ``slogans`` in lower case; ``groups``: those of the helix, whose number decides the
    principle ``helix_principle``. ``words``: the terms of the classes of words, whose class
    stands in ``Term.theme``; ``patterns`` of them; ``sections``: principle -> language -> parts of titles of sections that
    ask for it;
    ``profile``: what was learnt from labelled passages, None where patterns alone decide;
    ``passage_from``: the weight from which a passage speaks for a principle.
    """

    weights: dict[Strength, float]
    grades: tuple[tuple[Grade, float], ...]
    negations: dict[str, frozenset[str]]
    measures: dict[str, frozenset[str]]
    slogans: frozenset[str]
    helix_principle: str
    groups: tuple[str, ...] = ()
    words: tuple[Term, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sections: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    profile: PrincipleProfile | None = None
    passage_from: float = 1.0

    @property
    def least(self) -> float:
        """The weight from which a passage counts at all."""
        return min(self.passage_from, self.grades[0][1])


@dataclass(frozen=True, slots=True)
class FundingField:
    """The field of a wider strategy that a theme belongs to, and the families of calls with matching content.

    ``source``, here and below: an id of the strategy's sources or a web address.
    """

    theme: str
    name: Text
    calls: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class FundArea:
    """A fund that knows an area of its own; the municipalities name it in ``funding_areas``.

    ``roles``: a place inside the area calls for a hint in one of these roles alone, those that the fund's rule names.
    """

    id: str
    name: Text
    source: str
    timing: Timing = NO_DATES
    roles: tuple[str, ...] = (SITE,)


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A programme for joint projects: so many districts and independent cities, or so many inhabitants.

    ``roles``: places count in one of these roles alone.
    """

    districts: int
    inhabitants: int
    name: Text
    source: str
    timing: Timing = NO_DATES
    roles: tuple[str, ...] = (MUNICIPAL_PARTNER,)


@dataclass(frozen=True, slots=True)
class FundingContext:
    """How a strategy relates to a wider one: fields, funds, a rule for joint projects; ``as_of`` is the date of knowledge.

    ``fields_title`` is what the fields are called there; empty where the strategy does not say.
    """

    as_of: str
    fields: tuple[FundingField, ...]
    funds: tuple[FundArea, ...]
    size_rule: SizeRule | None
    fields_title: Text = field(default_factory=dict)
    calls: tuple[Call, ...] = ()

    def call(self, call_id: str) -> Call | None:
        """What is known of a family of calls; None where nothing is."""
        return next((call for call in self.calls if call.id == call_id), None)


@dataclass(frozen=True, slots=True)
class GradeName:
    """The word shown for a grade of a principle."""

    grade: Grade
    name: Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions on the strategy, and on which; ``address`` is one of the web or of mail.

    ``as_of``: the date of knowledge; ``source``: the address where this is said. Each is empty where it is not known.
    """

    name: str
    address: str
    purpose: Text = field(default_factory=dict)
    as_of: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """Everything the tool knows about one region's strategy; loaded by ``load_strategy``.

    ``spread_share`` is the share (0..1) of themes touched, but not addressed, from which a text is called spread;
    ``genre_words`` tell a proposal from other texts and no theme from another; ``examples`` are files of example proposals
    by language.
    """

    id: str
    name: Text
    region: Text
    publisher: str
    year: int
    languages: tuple[str, ...]
    themes: tuple[Theme, ...]
    terms: tuple[Term, ...]
    grades: tuple[GradeName, ...]
    principles: tuple[Principle, ...]
    municipalities: tuple[Municipality, ...]
    sources: tuple[Source, ...]
    content_hash: str
    out_of_scope: tuple[Term, ...] = ()
    name_traps: tuple[NameTrap, ...] = ()
    principle_groups: tuple[PrincipleGroup, ...] = ()
    principle_rules: PrincipleRules | None = None
    funding: FundingContext | None = None
    spread_share: float = 0.6
    genre_words: tuple[str, ...] = ()
    examples: Mapping[str, Path] = field(default_factory=dict)
    contact: Contact | None = None
    place_context: PlaceContext = PlaceContext()
    description: Description | None = None

    @property
    def binding_hash(self) -> str:
        """What a model is bound to, see ``hashes``; ``content_hash`` changes with every change of a data file."""
        return binding_hash(self.languages, self.themes, self.terms, self.out_of_scope, self.genre_words)

    @property
    def spread_count(self) -> int:
        """From this number of themes touched, but not addressed, on, a text is called spread; at least two."""
        return max(2, math.ceil(self.spread_share * len(self.themes) - 1e-9))

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id; KeyError names an unknown one."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def source(self, name: str) -> Source | None:
        """The source with this id or at this address; None for an address of which nothing else is known, and for ""."""
        return next((source for source in self.sources if name in (source.id, source.address)), None)

    def theme_names(self, language: str) -> dict[str, str]:
        """Theme id -> its name in a language, or in the strategy's first, in the strategy's order."""
        return {theme.id: wording(theme.name, language) for theme in self.themes}
