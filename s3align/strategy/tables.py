"""Every table a strategy may consist of: its columns, what they are for, which values are allowed."""

from __future__ import annotations

from s3align.strategy.facts import PARTIAL_DATE, EvidenceLevel, SourceKind
from s3align.strategy.model import Strength, TrapKind
from s3align.strategy.shape import Column, Kind, TableShape

TERMS_FILE = "terms.csv"
OUT_OF_SCOPE_FILE = "out_of_scope.csv"
PRINCIPLE_TERMS_FILE = "principle_terms.csv"
MUNICIPALITIES_FILE = "municipalities.csv"
MUNICIPALITY_THEMES_FILE = "municipality_themes.csv"
PLACE_FORMS_FILE = "place_forms.csv"
NAME_TRAPS_FILE = "name_traps.csv"
SOURCES_FILE = "sources.csv"
WEAK_LABELS_FILE = "weak_labels.csv"

LARGEST_POPULATION = 50_000_000
"""More than the largest city of the world has; a larger figure is a slip."""
PLACE_STRENGTHS = (Strength.STRONG.value, Strength.MEDIUM.value, Strength.WEAK.value)
_YES_NO = ("yes", "no")
_DATE_HINT = "Write a date as 2026, 2026-11 or 2026-11-27."

_LANGUAGE = Column("language", "one of the strategy's languages", required=True)
_TERM = Column("term", "the wording as it stands in text, nominative singular or the usual plural", required=True)
_CASE = Column("case", "yes: matches only as written (KI, AI, H2)", required=True, choices=_YES_NO)
_AMBIGUOUS = Column("ambiguous", "yes: counts only near a sure term of the same theme", required=True, choices=_YES_NO)
_STRENGTH = Column(
    "strength",
    "strong speaks by itself, medium needs company, weak supports, false_friend is masked",
    required=True,
    choices=tuple(strength.value for strength in Strength),
)
TERMS = TableShape(
    TERMS_FILE,
    "The vocabulary of the themes; each term stands once per theme and language.",
    (
        Column("theme", "id of the theme", required=True),
        Column("subtopic", "id of the sub-topic; may be empty for a false friend"),
        _LANGUAGE,
        _TERM,
        _STRENGTH,
        _CASE,
        _AMBIGUOUS,
    ),
    required=True,
)
OUT_OF_SCOPE_TERMS = TableShape(
    OUT_OF_SCOPE_FILE,
    "Words of fields that belong to no theme.",
    (Column("topic", "the field, e.g. tourism", required=True), _LANGUAGE, _TERM),
)
PRINCIPLE_TERMS = TableShape(
    PRINCIPLE_TERMS_FILE,
    "The vocabulary of the principles.",
    (Column("principle", "id of the principle", required=True), _LANGUAGE, _TERM, _STRENGTH, _CASE, _AMBIGUOUS),
)
MUNICIPALITIES = TableShape(
    MUNICIPALITIES_FILE,
    "Municipalities and districts of the region.",
    (
        Column("name", "official name", required=True),
        Column("kind", "as the administration says, e.g. Stadt"),
        Column("district", "name of the district it belongs to, which has a line of its own"),
        Column("population", "inhabitants, in digits without separators", Kind.INTEGER, low=1, high=LARGEST_POPULATION),
        Column("population_date", "date of that figure"),
        Column("population_source", f"where that figure stands: a web address or an id of {SOURCES_FILE}"),
        Column(
            "latitude",
            "degrees north",
            Kind.NUMBER,
            low=-90.0,
            high=90.0,
            hint="Perhaps latitude and longitude are swapped.",
        ),
        Column("longitude", "degrees east", Kind.NUMBER, low=-180.0, high=180.0),
        Column("adjective", "adjective made from the name"),
        Column("name_trap", "note on what else the name may mean"),
        Column("government_district", "next higher administration"),
        Column("funding_areas", "ids of funds whose area it lies in, separated by ;"),
    ),
)
MUNICIPALITY_THEMES = TableShape(
    MUNICIPALITY_THEMES_FILE,
    "What a place is known for in which theme; a missing line means that nothing was found, never that a place is weak.",
    (
        Column("municipality", "name of municipalities.csv", required=True),
        Column("theme", "id of the theme", required=True),
        Column(
            "strength",
            "strong: known beyond the place, medium: known there, weak: a single pointer",
            required=True,
            choices=PLACE_STRENGTHS,
        ),
        Column(
            "evidence", "how well it is known", required=True, choices=tuple(level.value for level in EvidenceLevel)
        ),
        Column("anchor", "the institution or project meant, as readers see it", Kind.SOME_WORDING),
        Column("source", f"a web address or an id of {SOURCES_FILE}; may be empty for an inference"),
    ),
)
PLACE_FORMS = TableShape(
    PLACE_FORMS_FILE,
    "Other ways the name of a place is written: short, inflected, in another language.",
    (
        Column("place", "name of municipalities.csv", required=True),
        Column("form", "how the name may also stand in a text", required=True),
    ),
)
NAME_TRAPS = TableShape(
    NAME_TRAPS_FILE,
    "Wordings that look like a place of the region.",
    (
        Column("kind", "how it misleads", required=True, choices=tuple(kind.value for kind in TrapKind)),
        Column("text", "the wording", required=True),
        Column("places", "names of municipalities.csv, separated by ;"),
        Column("remedy", "what to do about it"),
    ),
)
SOURCES = TableShape(
    SOURCES_FILE,
    "Public addresses behind the statements.",
    (
        Column("id", "short name used in other files", required=True),
        Column("title", "who says it, and what the page is"),
        Column("address", "web address with https://", required=True),
        Column(
            "kind",
            "who speaks; of blogs, mirrors (copies of documents) and portals readers are warned",
            required=True,
            choices=tuple(kind.value for kind in SourceKind),
        ),
        Column("as_of", "when it was read, e.g. 2026-11", required=True, pattern=PARTIAL_DATE, hint=_DATE_HINT),
        Column("dated", "date that the page itself gives, as far as it does", pattern=PARTIAL_DATE, hint=_DATE_HINT),
    ),
)
WEAK_LABELS = TableShape(
    WEAK_LABELS_FILE,
    "Patterns over library headings or class codes that stand for a theme; used in training only.",
    (
        Column("theme", "id of the theme", required=True),
        Column("field", "what the pattern is searched in", required=True, choices=("heading", "class")),
        Column("pattern", "regular expression", required=True),
    ),
)

TABLE_SHAPES = {
    shape.file: shape
    for shape in (
        TERMS,
        OUT_OF_SCOPE_TERMS,
        PRINCIPLE_TERMS,
        MUNICIPALITIES,
        MUNICIPALITY_THEMES,
        PLACE_FORMS,
        NAME_TRAPS,
        SOURCES,
        WEAK_LABELS,
    )
}
