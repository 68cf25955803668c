"""A realistic German assessment, one that is not assessable, and the strategy they belong to. All text self-written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from s3align.record.assessment import (
    Advice,
    Assessment,
    Contribution,
    DocumentFacts,
    Evidence,
    Fit,
    Grade,
    IntegrityNote,
    MarkedTerm,
    Place,
    PrincipleResult,
    Provenance,
    Reason,
    Status,
    SubtopicResult,
    ThemeScore,
)
from s3align.render.messages import reason_message
from s3align.strategy.model import GradeLimit, Principle, Strategy, Subtopic, Theme

NAMES = {
    "cyber-ai": ("Cybersecurity/Künstliche Intelligenz", "Cybersecurity/Artificial Intelligence"),
    "green-tech": (
        "Grüne Technologien/Wasserstoff/Kreislaufwirtschaft",
        "Green Technologies/Hydrogen/Circular Economy",
    ),
    "new-industry": ("Neue Industrie", "New Industry"),
    "smart-logistics": ("Intelligente Logistik", "Smart Logistics"),
    "smart-city": ("Smart City", "Smart City"),
    "health": ("Gesundheitswirtschaft", "Health Economy"),
}
SUBTOPICS = {
    "cyber-ai": (
        ("ai", "Künstliche Intelligenz", "Artificial intelligence"),
        ("security", "IT-Sicherheit", "IT security"),
    ),
    "green-tech": (
        ("circular", "Kreislaufwirtschaft", "Circular economy"),
        ("hydrogen", "Wasserstoff", "Hydrogen"),
        ("water", "Wasser- und Umwelttechnik", "Water and environmental technology"),
    ),
    "new-industry": (
        ("materials", "Werkstoffe und Materialien", "Materials"),
        ("production", "Intelligente Produktion", "Smart production"),
    ),
    "smart-logistics": (("freight", "Güterverkehr und Häfen", "Freight and ports"),),
    "smart-city": (("data", "Urbane Daten", "Urban data"), ("quarter", "Energie im Quartier", "Energy in the quarter")),
    "health": (("care", "Pflege und Krankenhaus", "Care and hospitals"),),
}
LIMITS = ((Grade.NONE, 0.0), (Grade.WEAK, 0.2), (Grade.SUFFICIENT, 0.4), (Grade.GOOD, 0.6), (Grade.STRONG, 0.8))
GRADES = (
    ("kein Bezug", "none"),
    ("schwach", "weak"),
    ("ausreichend", "sufficient"),
    ("gut", "good"),
    ("stark", "strong"),
)
SHA256 = "9f2c1d0be37a4f58b6a3c0de4417aa52c8e90f7716d3b24ab95e0c6f1d82a7e4"


def _theme(theme_id: str) -> Theme:
    subtopics = tuple(
        Subtopic(
            key,
            {"de": german, "en": english},
            {"de": f"Welche Rolle spielt „{german}“ im Arbeitsplan?", "en": f"Where does “{english}” enter the plan?"},
        )
        for key, german, english in SUBTOPICS[theme_id]
    )
    german, english = NAMES[theme_id]
    gloss = {"de": "Was zu diesem Thema gehört, in einem Satz.", "en": "What belongs to this theme, in a sentence."}
    return Theme(theme_id, {"de": german, "en": english}, (), gloss, subtopics)


@pytest.fixture(scope="session")
def strategy() -> Strategy:
    return Strategy(
        id="ruhr",
        name={
            "de": "Strategie der intelligenten Spezialisierung der Metropole Ruhr",
            "en": "Smart Specialisation Strategy of the Ruhr Metropolis",
        },
        region={"de": "Metropole Ruhr", "en": "Ruhr Metropolis"},
        publisher="Business Metropole Ruhr GmbH",
        year=2022,
        languages=("de", "en"),
        themes=tuple(_theme(theme_id) for theme_id in NAMES),
        terms=(),
        grades=tuple(
            GradeLimit(grade, minimum, {"de": german, "en": english})
            for (grade, minimum), (german, english) in zip(LIMITS, GRADES, strict=True)
        ),
        principles=(
            Principle("innovation", {"de": "Innovation", "en": "Innovation"}, {"de": "?", "en": "?"}, "A", ()),
        ),
        municipalities=(),
        sources=(),
        content_hash="c0ffee",
    )


def _evidence(page: int, section: str | None, quote: str, terms: tuple[str, ...], value: float, **more) -> Evidence:
    marked = tuple(MarkedTerm(term, quote.index(term), quote.index(term) + len(term)) for term in terms)
    return Evidence(page, section, 120, 120 + len(quote), quote, marked, more.pop("language", "de"), value, **more)


def _score(  # noqa: PLR0917  one line per theme in the fixture reads better than six
    theme_id: str, low: float, high: float, grade: Grade, lines: tuple, addressed: tuple = (), evidence: tuple = ()
) -> ThemeScore:
    contributions = tuple(Contribution(*line) for line in lines)
    subtopics = tuple(
        SubtopicResult(key, german, key in addressed, 3 if key in addressed else 0)
        for key, german, _ in SUBTOPICS[theme_id]
    )
    score = sum(line.value for line in contributions)
    return ThemeScore(
        theme_id, NAMES[theme_id][0], score, low, high, grade, score >= 0.5, contributions, subtopics, evidence
    )


def _green() -> ThemeScore:
    lines = (
        ("base", "", 0.0412),
        ("keyword", "Kreislaufwirtschaft", 0.2134),
        ("keyword", "Rezyklate", 0.1388),
        ("keyword", "Elektrolyse", 0.0921),
        ("keyword", "chemisches Recycling", 0.0875),
        ("vocabulary", "Kunststoffabfälle", 0.0712),
        ("vocabulary", "Sortieranlage", 0.0644),
        ("vocabulary", "Lebenszyklus", 0.0431),
        ("vocabulary", "Stoffstrom", 0.0318),
        ("vocabulary", "Beirat", -0.0207),
        ("remainder", "", 0.0953),
    )
    evidence = (
        _evidence(
            3,
            "2.1 Ziele des Vorhabens",
            "Ziel ist eine regionale Kreislaufwirtschaft für gemischte Kunststoffabfälle: Rezyklate aus der "
            "Sortieranlage Bottrop sollen so rein werden, dass sie Neuware ersetzen.",
            ("Kreislaufwirtschaft", "Kunststoffabfälle", "Rezyklate", "Sortieranlage"),
            0.3121,
        ),
        _evidence(
            5,
            "3 Arbeitsplan",
            "Im zweiten Arbeitspaket koppelt die Pilotanlage chemisches Recycling mit einer Elektrolyse von 200 kW.",
            ("chemisches Recycling", "Elektrolyse"),
            0.1796,
            page_label="iii",
        ),
        _evidence(
            9,
            None,
            "The life cycle assessment compares recyclates with virgin polymers over ten years.",
            ("life cycle assessment", "recyclates"),
            0.0431,
            language="en",
        ),
    )
    return _score("green-tech", 0.79, 0.91, Grade.STRONG, lines, ("circular", "hydrogen"), evidence)


def _industry() -> ThemeScore:
    lines = (
        ("base", "", 0.0518),
        ("keyword", "Verfahrenstechnik", 0.2218),
        ("keyword", "Werkstoffe", 0.1642),
        ("vocabulary", "Pilotanlage", 0.1121),
        ("vocabulary", "Extrusion", 0.0455),
        ("remainder", "", 0.0386),
    )
    quote = "Die Verfahrenstechnik des Spritzgießens wird auf neue Werkstoffe aus dem Kreislauf umgestellt."
    evidence = (_evidence(6, "3 Arbeitsplan", quote, ("Verfahrenstechnik", "Werkstoffe"), 0.386),)
    return _score("new-industry", 0.52, 0.74, Grade.GOOD, lines, ("materials",), evidence)


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    quote = "Eine Plattform für urbane Daten ist nicht Teil des Vorhabens."
    city = (_evidence(11, "4 Verwertung", quote, ("urbane Daten",), 0.121),)
    themes = (
        _score("cyber-ai", 0.03, 0.11, Grade.NONE, (("base", "", 0.0333), ("remainder", "", 0.0291))),
        _green(),
        _industry(),
        _score("smart-logistics", 0.02, 0.16, Grade.NONE, (("base", "", 0.048), ("vocabulary", "Anlieferung", 0.0305))),
        _score(
            "smart-city",
            0.14,
            0.36,
            Grade.WEAK,
            (("base", "", 0.06), ("keyword", "urbane Daten", 0.121), ("remainder", "", 0.0555)),
            ("data",),
            city,
        ),
        _score("health", 0.0, 0.05, Grade.NONE, (("base", "", 0.0312), ("vocabulary", "Anlage", -0.012))),
    )
    green, industry = NAMES["green-tech"][0], NAMES["new-industry"][0]
    return Assessment(
        status=Status.ASSESSED,
        reason=None,
        message=None,
        document=DocumentFacts("Antrag_ReKreis <Bottrop>.pdf", SHA256, 14, 4812, {"de": 0.91, "en": 0.09}, (7, 12)),
        themes=themes,
        primary_theme="green-tech",
        secondary_theme="new-industry",
        fit=Fit(
            Grade.STRONG,
            f"Der Text handelt vor allem von „{green}“ (stark), daneben von „{industry}“ (gut).",
            "main_and_secondary",
        ),
        provenance=Provenance(
            "0.1.0", "5b1e9a70c2d4", "ruhr 2022 c0ffee", "1f0a77c3e9b25d10", "s3align check Antrag.pdf"
        ),
        places=(
            Place("Bottrop", "site", 3, ("green-tech", "smart-city")),
            Place("Schermbeck", "mention", 10, ()),
        ),
        principles=(
            PrincipleResult(
                "innovation",
                "Innovation",
                Grade.GOOD,
                (_evidence(2, "1 Kurzfassung", "Das Verfahren ist neu und wird erstmals erprobt.", ("neu",), 0.1),),
            ),
        ),
        integrity=(IntegrityNote("hidden_text", "Weißer Text auf weißem Grund: „Wasserstoff Wasserstoff“.", 13),),
        advice=(Advice("green-tech", "water", "Welche Rolle spielt Wasser?"),),
    )


@pytest.fixture(scope="session")
def refused() -> Assessment:
    message = reason_message(Reason.TOO_LITTLE_TEXT, "de", name="Skizze.pdf", words=23, minimum=40)
    return Assessment(
        status=Status.NOT_ASSESSABLE,
        reason=Reason.TOO_LITTLE_TEXT,
        message=message,
        document=DocumentFacts("Skizze.pdf", SHA256, 1, 23, {"de": 1.0}),
        themes=(),
        primary_theme=None,
        secondary_theme=None,
        fit=None,
        provenance=Provenance("0.1.0", None, "ruhr 2022 c0ffee", "1f0a77c3e9b25d10", "s3align check Skizze.pdf"),
    )


@pytest.fixture(scope="session")
def learnable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up coast with labelled texts of its own. Shared: nobody writes to it."""
    return _coast(tmp_path_factory.mktemp("learnable"))


@pytest.fixture
def coast(tmp_path: Path) -> Path:
    """A folder of the made-up coast with labelled texts that a test may change."""
    return _coast(tmp_path)


def _coast(place: Path) -> Path:
    here = Path(__file__).parent
    folder = Path(shutil.copytree(here / "strategy" / "data" / "coast", place / "coast"))
    shutil.copytree(here / "model" / "data" / "coast_texts", folder / "texts")
    with (folder / "name_traps.csv").open("a", encoding="utf-8") as traps:  # beside the one outside, one of either kind
        traps.write("institution,Institut für Dünenkunde,,a seat\nother_place,Sandhafen am Berg,,another place\n")
    return folder
