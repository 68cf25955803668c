"""A realistic German assessment, one that is not assessable, and the strategy they belong to. All text self-written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from s3align.cli.language import speak
from s3align.record.assessment import (
    Assessment,
    Contribution,
    DocumentFacts,
    Evidence,
    Grade,
    IntegrityNote,
    MarkedTerm,
    Overall,
    Place,
    PrincipleResult,
    Provenance,
    QualityOfPages,
    Question,
    Reason,
    Rule,
    Span,
    Status,
    SubtopicResult,
    ThemeResult,
    Verdict,
)
from s3align.record.document import PageQuality
from s3align.strategy.model import (
    EvidenceLevel,
    GradeName,
    Municipality,
    Principle,
    Strategy,
    Strength,
    Subtopic,
    Theme,
    ThemeStrength,
)

settings.register_profile("no_clock", deadline=None)  # a busy machine is no failure
settings.load_profile("no_clock")

for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "S3ALIGN_LANG"):
    os.environ.pop(variable, None)  # what a machine speaks must not decide what tests see


@pytest.fixture(autouse=True)
def _language_of_nobody():
    """A command that speaks German in one test leaves no German to the next, which may call a command without its group."""
    speak([])


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
MUNICIPALITIES = (
    Municipality(
        "Bottrop",
        "Stadt",
        None,
        118_000,
        None,
        None,
        None,
        None,
        "",
        (),
        (
            ThemeStrength("green-tech", Strength.STRONG, EvidenceLevel.OTHER, {}, ""),
            ThemeStrength("smart-city", Strength.STRONG, EvidenceLevel.OTHER, {}, ""),
        ),
    ),
    Municipality("Schermbeck", "Gemeinde", None, 13_000, None, None, None, None, "", (), ()),
)
GRADES = (
    ("kein Bezug", "none"),
    ("schwach", "weak"),
    ("ausreichend", "sufficient"),
    ("gut", "good"),
    ("stark", "strong"),
)
PROVENANCE = Provenance("0.2.0", "5b1e9a70c2d4", "ruhr", "c0ffee", "1f0a77c3e9b25d10")
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
            GradeName(grade, {"de": german, "en": english})
            for grade, (german, english) in zip(Grade, GRADES, strict=True)
        ),
        principles=(
            Principle("innovation", {"de": "Innovation", "en": "Innovation"}, {"de": "?", "en": "?"}, "A", ()),
        ),
        municipalities=MUNICIPALITIES,
        sources=(),
        content_hash="c0ffee",
    )


def _evidence(page: int, section: str | None, quote: str, terms: tuple[str, ...], value: float, **more) -> Evidence:
    marked = tuple(MarkedTerm(term, Span(quote.index(term), quote.index(term) + len(term))) for term in terms)
    span = Span(120, 120 + len(quote))
    language = more.pop("language", "de")
    return Evidence(
        passage=7 * page,
        page=page,
        section=section,
        span=span,
        quote=quote,
        terms=marked,
        language=language,
        value=value,
        **more,
    )


def _score(  # noqa: PLR0913, PLR0917  one line per theme in the fixture reads better than six
    theme_id: str,
    low: float,
    high: float,
    verdict: Verdict,
    lines: tuple,
    addressed: tuple = (),
    evidence: tuple = (),
    extent: float = 0.012,
    passages: int | None = None,
) -> ThemeResult:
    """``lines``: kind, label, value and, of a passage, its number."""
    contributions = tuple(
        Contribution(kind, label.lower(), label, value, *passage) for kind, label, value, *passage in lines
    )
    subtopics = tuple(SubtopicResult(key, (3, 5, 8) if key in addressed else ()) for key, _, _ in SUBTOPICS[theme_id])
    return ThemeResult(
        id=theme_id,
        extent=extent,
        sureness=round(sum(line.value for line in contributions), 6),
        low=low,
        high=high,
        verdict=verdict,
        passages=len(evidence) if passages is None else passages,
        pages=tuple(sorted({card.page for card in evidence})),
        contributions=contributions,
        subtopics=subtopics,
        evidence=evidence,
    )


def _green() -> ThemeResult:
    lines = (
        ("base", "", 0.0412),
        ("keyword", "Kreislaufwirtschaft", 0.1634, 21),
        ("keyword", "Rezyklate", 0.0788, 21),
        ("vocabulary", "Kunststoffabfälle", 0.0412, 21),
        ("vocabulary", "Sortieranlage", 0.0244, 21),
        ("remainder", "", 0.0043, 21),
        ("keyword", "Elektrolyse", 0.0721, 35),
        ("keyword", "chemisches Recycling", 0.0675, 35),
        ("vocabulary", "Stoffstrom", 0.0318, 35),
        ("vocabulary", "Beirat", -0.0207, 35),
        ("remainder", "", 0.0289, 35),
        ("vocabulary", "Lebenszyklus", 0.0331, 63),
        ("remainder", "", 0.01, 63),
        ("remainder", "", 0.2821),
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
    return _score("green-tech", 0.79, 0.91, Verdict.CORE, lines, ("circular", "hydrogen"), evidence, 0.46, 41)


def _industry() -> ThemeResult:
    lines = (
        ("base", "", 0.0518),
        ("keyword", "Verfahrenstechnik", 0.2218, 42),
        ("keyword", "Werkstoffe", 0.1642, 42),
        ("remainder", "", 0.0, 42),
        ("remainder", "", 0.1962),
    )
    quote = "Die Verfahrenstechnik des Spritzgießens wird auf neue Werkstoffe aus dem Kreislauf umgestellt."
    evidence = (_evidence(6, "3 Arbeitsplan", quote, ("Verfahrenstechnik", "Werkstoffe"), 0.386),)
    return _score("new-industry", 0.52, 0.74, Verdict.SIDE, lines, ("materials",), evidence, 0.21, 18)


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    quote = "Eine Plattform für urbane Daten ist nicht Teil des Vorhabens."
    city = (_evidence(11, "4 Verwertung", quote, ("urbane Daten",), 0.121),)
    themes = (
        _score("cyber-ai", 0.03, 0.11, Verdict.NONE, (("base", "", 0.0333), ("remainder", "", 0.0291))),
        _green(),
        _industry(),
        _score(
            "smart-logistics",
            0.02,
            0.16,
            Verdict.NONE,
            (("base", "", 0.048), ("vocabulary", "Anlieferung", 0.0305, 14)),
        ),
        _score(
            "smart-city",
            0.14,
            0.36,
            Verdict.TOUCHED,
            (("base", "", 0.06), ("keyword", "urbane Daten", 0.121, 77), ("remainder", "", 0.0555)),
            ("data",),
            city,
        ),
        _score("health", 0.0, 0.05, Verdict.NONE, (("base", "", 0.0312), ("vocabulary", "Anlage", -0.012, 5))),
    )
    return Assessment(
        status=Status.ASSESSED,
        document=DocumentFacts(
            name="Antrag_ReKreis <Bottrop>.pdf",
            sha256=SHA256,
            title="ReKreis",
            pages=14,
            words=4812,
            languages={"de": 0.91, "en": 0.09},
            page_quality=(
                QualityOfPages(PageQuality.TEXT, (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14)),
                QualityOfPages(PageQuality.SCAN, (7, 12)),
            ),
            passages_counted=96,
            passages_left_out={"budget": 9, "keyword_list": 1},
        ),
        themes=themes,
        overall=Overall(Rule.MAIN_AND_SECONDARY, "green-tech", ("new-industry",)),
        provenance=PROVENANCE,
        places=(Place("Bottrop", "site", 3), Place("Schermbeck", "mention", 10)),
        principles=(
            PrincipleResult(
                "innovation",
                Grade.GOOD,
                (_evidence(2, "1 Kurzfassung", "Das Verfahren ist neu und wird erstmals erprobt.", ("neu",), 0.1),),
            ),
        ),
        integrity=(IntegrityNote("hidden_white", 13, "Wasserstoff Wasserstoff", 12),),
        questions=(Question("green-tech", "water"),),
    )


@pytest.fixture(scope="session")
def refused() -> Assessment:
    return Assessment(
        status=Status.NOT_ASSESSABLE,
        reason=Reason.TOO_LITTLE_TEXT,
        reason_values={"words": 23, "minimum": 40},
        document=DocumentFacts(name="Skizze.pdf", sha256=SHA256, pages=1, words=23, languages={"de": 1.0}),
        provenance=PROVENANCE,
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
    return folder
