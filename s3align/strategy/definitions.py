"""Every TOML file a strategy may consist of: its keys, what they are for, which values are allowed; tables: ``tables``."""

from __future__ import annotations

from s3align.record.assessment import MUNICIPAL_PARTNER, PARTNER, SITE, Grade
from s3align.strategy.facts import PARTIAL_DATE, EvidenceLevel
from s3align.strategy.shape import Key, Kind, TableShape, TomlShape
from s3align.strategy.tables import PLACE_STRENGTHS, SOURCES_FILE, TABLE_SHAPES

STRATEGY_FILE = "strategy.toml"
PRINCIPLES_FILE = "principles.toml"
RULES_FILE = "principle_rules.toml"
WORDS_FILE = "principle_words.toml"
FUNDING_FILE = "funding.toml"
PLACES_FILE = "places.toml"
DESCRIPTION_FILE = "description.toml"

STATUSES = ("A", "B", "C", "D")
"""How official a principle is; the strategy's ``principles.toml`` explains the letters."""
DEFAULT_PASSAGE_FROM = 0.25
"""What the weakest term of a principle weighs beside a measure."""
DEFAULT_SPREAD_SHARE = 0.6
DEFAULT_EXTENT_KM = 500.0
"""Most regions are smaller across; a place further off is usually one with swapped or mistyped coordinates."""
COLOUR = r"#?[0-9a-fA-F]{6}"

_GRADES = tuple(grade.value for grade in Grade)


def _id(about: str) -> Key:
    hint = "Use letters, digits, - and _, beginning with a letter or digit."
    return Key("id", Kind.TEXT, about, pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*", hint=hint)


def _source(about: str, *, required: bool = True) -> Key:
    return Key("source", Kind.TEXT, f"{about}: a web address or an id of {SOURCES_FILE}", required=required)


_DATE_HINT = "Write a date as 2026-11-27; where only month or year are known, as_of may be 2026-11 or 2026."


def _date(name: str, about: str, *, required: bool = False, pattern: str = r"\d{4}-\d{2}-\d{2}") -> Key:
    return Key(name, Kind.TEXT, about, required=required, pattern=pattern, hint=_DATE_HINT, example='"2026-11-27"')


_TIMING = (
    _date("last_deadline", "last deadline for applications that is known"),
    _date("spend_by", "day by which money must be spent"),
    _date("as_of", "date of knowledge, where it is not that of the file", pattern=PARTIAL_DATE),
    Key("status_note", Kind.WORDING, "a sentence on where it stands, e.g. that it is the last round", required=False),
)


def _roles(about: str, default: str) -> Key:
    return Key(
        "roles",
        Kind.TEXTS,
        f"roles of the places that {about} ({default} where nothing is said)",
        required=False,
        choices=(SITE, MUNICIPAL_PARTNER, PARTNER),
    )


_SUBTOPIC = (
    _id("short name of the sub-topic, used in terms.csv"),
    Key("name", Kind.WORDING, "its name"),
    Key("question", Kind.WORDING, "what an applicant is asked who leaves the sub-topic out"),
)
_THEME = (
    _id("short name of the theme, used in all tables and in labelled texts"),
    Key("name", Kind.WORDING, "its name, as the strategy writes it"),
    Key("labels", Kind.TEXTS, "accepted variants of its name", required=False),
    Key("gloss", Kind.WORDING, "a sentence on what belongs to it"),
    Key(
        "colour",
        Kind.TEXT,
        "colour of its highlights, light enough for black print, as #rrggbb; chosen where none is given",
        required=False,
        pattern=COLOUR,
        hint='Write six hexadecimal digits, e.g. colour = "#a8e0b0".',
    ),
    Key("subtopics", Kind.TABLES, "its parts, in their order", keys=_SUBTOPIC),
)
_GRADE = (
    Key("grade", Kind.TEXT, "which of the five", choices=_GRADES),
    Key("name", Kind.WORDING, "the word shown for it"),
)
_CONTACT = (
    Key("name", Kind.TEXT, "office or person that answers questions on the strategy"),
    Key("address", Kind.TEXT, "their web or mail address"),
    Key(
        "purpose", Kind.SOME_WORDING, "for what, as it follows the word for: questions on the strategy", required=False
    ),
    Key("as_of", Kind.TEXT, "date of knowledge", required=False),
    Key("source", Kind.TEXT, "an id of sources.csv or a web address where this is said", required=False),
)

STRATEGY = TomlShape(
    STRATEGY_FILE,
    "Identity of the strategy, its grades, themes and sub-topics; the order of the themes is kept everywhere.",
    (
        _id("short name of the strategy, which its model bears too; the model lies in model/ inside this folder"),
        Key("publisher", Kind.TEXT, "who published it"),
        Key("year", Kind.INTEGER, "year of publication", low=1990, high=2200, example="2022"),
        Key("languages", Kind.TEXTS, "languages in which proposals are read, e.g. de and en", example='["de", "en"]'),
        Key("name", Kind.WORDING, "name of the strategy"),
        Key("region", Kind.WORDING, "name of the region"),
        Key(
            "spread_share",
            Kind.NUMBER,
            f"share of themes touched but not addressed from which a text is called spread (default {DEFAULT_SPREAD_SHARE})",
            required=False,
            low=0.01,
            high=1.0,
        ),
        Key(
            "extent_km",
            Kind.NUMBER,
            f"how far a place may lie from the middle of the region (default {DEFAULT_EXTENT_KM:.0f})",
            required=False,
            low=1,
            high=20_000,
        ),
        Key(
            "genre_words",
            Kind.TEXTS,
            "words of proposals that tell no theme from another, beside the common ones",
            required=False,
        ),
        Key(
            "example",
            Kind.SOME_WORDING,
            "Markdown file of an example proposal per language, relative to the folder",
            required=False,
        ),
        Key("contact", Kind.TABLE, "who answers questions on the strategy", required=False, keys=_CONTACT),
        Key("grades", Kind.TABLES, "the words for the five grades of a principle, from none to strong", keys=_GRADE),
        Key("themes", Kind.TABLES, "the themes of the strategy", keys=_THEME),
    ),
    required=True,
)
PRINCIPLES = TomlShape(
    PRINCIPLES_FILE,
    "What proposals are read by besides the theme; never part of a theme's score.",
    (
        Key(
            "principles",
            Kind.TABLES,
            "the principles in their order",
            keys=(
                _id("short name of the principle, used in principle_terms.csv"),
                Key("status", Kind.TEXT, "how official it is", choices=STATUSES),
                Key("name", Kind.WORDING, "its name"),
                Key("question", Kind.WORDING, "what an applicant is asked who says nothing of it"),
                Key(
                    "answered_by",
                    Kind.TEXT,
                    "a hint that answers the question too, such as joint for several municipalities that take part",
                    required=False,
                    choices=("joint", "fund", "size_rule"),
                ),
                Key("group", Kind.TEXT, "id of the group it belongs to, where there are groups", required=False),
                _source("where it stands, if not where its group does", required=False),
            ),
        ),
        Key(
            "groups",
            Kind.TABLES,
            "principles by origin, each group under a heading of its own",
            required=False,
            keys=(
                _id("short name of the group"),
                Key("name", Kind.WORDING, "its heading"),
                Key("note", Kind.WORDING, "a sentence on what its principles are, and whom they bind"),
                _source("where they stand"),
            ),
        ),
    ),
)
HELIX_GROUPS = ("science", "business", "government", "society")
RULES = TomlShape(
    RULES_FILE,
    "How evidence for a principle is weighed.",
    (
        Key(
            "passage_from",
            Kind.NUMBER,
            "weight from which a passage speaks for a principle, by pattern or by probability "
            f"(default {DEFAULT_PASSAGE_FROM})",
            required=False,
            low=0.0,
            high=10.0,
        ),
        Key(
            "weights",
            Kind.TABLE,
            "what a passage counts by the strength of its strongest term",
            keys=tuple(Key(name, Kind.NUMBER, f"of a {name} term", low=0.0, high=10.0) for name in PLACE_STRENGTHS),
        ),
        Key(
            "grades",
            Kind.TABLE,
            "sum over passages from which a grade is reached; below the first there is none",
            keys=tuple(Key(name, Kind.NUMBER, f"for {name}", low=0.0) for name in _GRADES[1:]),
        ),
        Key(
            "words",
            Kind.TABLE,
            "words that decide whether a term counts",
            required=False,
            keys=(
                Key("negations", Kind.WORD_LISTS, "a term behind one does not count", required=False),
                Key("measures", Kind.WORD_LISTS, "verbs that say what is done", required=False),
                Key("slogans", Kind.TEXTS, "terms that count only beside a measure or a number", required=False),
            ),
        ),
        Key(
            "helix",
            Kind.TABLE,
            "the principle that is decided by how many of four groups take part",
            required=False,
            keys=(
                Key("principle", Kind.TEXT, "id of that principle"),
                *(Key(name, Kind.WORD_LISTS, f"words for {name}", required=False) for name in HELIX_GROUPS),
            ),
        ),
        Key(
            "sections",
            Kind.TABLES,
            "titles of sections that ask for a principle: what stands there needs less evidence",
            required=False,
            keys=(
                Key("principle", Kind.TEXT, "id of the principle"),
                Key("titles", Kind.WORD_LISTS, "parts of titles, lower case"),
            ),
        ),
        Key(
            "denials",
            Kind.TABLES,
            "what a text that makes no claim to a principle says that it does not do",
            required=False,
            keys=(
                Key("principle", Kind.TEXT, "id of the principle"),
                Key("words", Kind.WORD_LISTS, "words that deny the principle as such where their clause denies them"),
            ),
        ),
        Key(
            "patterns",
            Kind.TABLES,
            f"classes of words ({WORDS_FILE}) that speak for a principle where they stand in one sentence",
            required=False,
            keys=(
                Key("target", Kind.TEXT, "id of the principle, or a group of the helix"),
                Key("weight", Kind.NUMBER, "what the sentence weighs", low=0.0, high=10.0),
                Key("classes", Kind.TEXTS, "all of these must stand in the sentence"),
                Key("unless", Kind.TEXTS, "none of these may", required=False),
                Key(
                    "negation",
                    Kind.TEXT,
                    "ignored: the words count where they are negated, too",
                    required=False,
                    choices=("ignored",),
                ),
            ),
        ),
    ),
)
WORDS = TomlShape(
    WORDS_FILE,
    "Classes of words that the patterns of principle_rules.toml put together.",
    (
        Key(
            "classes",
            Kind.TABLES,
            "the classes",
            required=False,
            keys=(_id("short name of the class"), Key("words", Kind.WORD_LISTS, "its words and wordings")),
        ),
    ),
)
FUNDING = TomlShape(
    FUNDING_FILE,
    "How the themes relate to a wider strategy and its calls, and which funds know areas of their own: hints beside the fit.",
    (
        Key("as_of", Kind.TEXT, "date of knowledge"),
        Key(
            "fields_title",
            Kind.SOME_WORDING,
            "what the fields are called, e.g. the state's innovation field",
            required=False,
        ),
        Key(
            "fields",
            Kind.TABLES,
            "the wider strategy's field for a theme",
            required=False,
            keys=(
                Key("theme", Kind.TEXT, "id of the theme"),
                Key("name", Kind.WORDING, "name of the field"),
                Key("calls", Kind.TEXTS, "families of calls with matching content", required=False),
                _source("where this stands"),
            ),
        ),
        Key(
            "calls",
            Kind.TABLES,
            "what is known of a family of calls that fields name",
            required=False,
            keys=(Key("id", Kind.TEXT, "its name, as in calls of the fields"), *_TIMING, _source("where this stands")),
        ),
        Key(
            "funds",
            Kind.TABLES,
            "funds with an area; municipalities.csv names them in funding_areas",
            required=False,
            keys=(
                Key("id", Kind.TEXT, "short name, as in funding_areas"),
                Key("name", Kind.WORDING, "what is shown"),
                *_TIMING,
                _roles("the fund's rule names", SITE),
                _source("where this stands"),
            ),
        ),
        Key(
            "size_rule",
            Kind.TABLE,
            "a programme for joint projects: so many districts, or so many inhabitants",
            required=False,
            keys=(
                Key("districts", Kind.INTEGER, "districts and independent cities needed", low=1, high=1000),
                Key("inhabitants", Kind.INTEGER, "inhabitants needed", low=1, high=1_000_000_000),
                Key("name", Kind.WORDING, "what is shown"),
                *_TIMING,
                _roles("count for the rule", MUNICIPAL_PARTNER),
                _source("where this stands"),
            ),
        ),
    ),
)
PLACES = TomlShape(
    PLACES_FILE,
    "What shows around a name that a place of the region is meant, even where the name is also a word.",
    (
        Key("after", Kind.TEXTS, "wordings that stand after a name, e.g. the state in brackets", required=False),
        Key("postal_code", Kind.TEXT, "regular expression for a postal code before a name", required=False),
    ),
)
DESCRIPTION = TomlShape(
    DESCRIPTION_FILE,
    "What the strategy says, in own words, and which parts of the region carry which theme: shown to readers, no score.",
    (
        Key("note", Kind.WORDING, "what the statements rest on, e.g. that they quote nothing", required=False),
        Key("spread", Kind.WORDING, "how the themes are spread over the region", required=False),
        Key(
            "statements",
            Kind.TABLES,
            "the core statements of the strategy",
            required=False,
            keys=(
                _id("short name of the statement"),
                Key("text", Kind.WORDING, "a sentence or two, in own words"),
                _source("where this stands"),
                _date("as_of", "date of knowledge", required=True, pattern=PARTIAL_DATE),
                Key("principles", Kind.TEXTS, "ids of the principles that it belongs to", required=False),
            ),
        ),
        Key(
            "areas",
            Kind.TABLES,
            "parts of the region that carry a theme",
            required=False,
            keys=(
                Key("theme", Kind.TEXT, "id of the theme"),
                Key("name", Kind.WORDING, "what this part is called"),
                Key("places", Kind.TEXTS, "its places, as in municipalities.csv"),
                Key("status", Kind.TEXT, "how well it is known", choices=tuple(level.value for level in EvidenceLevel)),
                _source("where this stands; may be left out for an inference", required=False),
                _date("as_of", "date of knowledge", required=True, pattern=PARTIAL_DATE),
            ),
        ),
    ),
)

TOML_SHAPES = {shape.file: shape for shape in (STRATEGY, PRINCIPLES, RULES, WORDS, FUNDING, PLACES, DESCRIPTION)}
SHAPES: dict[str, TomlShape | TableShape] = {**TOML_SHAPES, **TABLE_SHAPES}
