"""Finding places and a whole check with strategies of few places or none: another region need not have any."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from s3align import Pipeline, render_html
from s3align.assess.places import PlaceFinder
from s3align.model.profiles import (
    DocumentModel,
    Fusion,
    KeywordProfile,
    LanguageProfiles,
    Profiles,
    VocabularyProfile,
)
from s3align.record.assessment import Status
from s3align.render.messages import Messages
from s3align.strategy.load import load_strategy

COAST = Path(__file__).parent.parent / "strategy" / "data" / "coast"
TEXT = (
    "Projektstandort: Sandhafen. Die Werft in Sandhafen erneuert den Schiffbau und bildet dafür Lehrlinge aus. "
    "Die Stadt Moorburg und ein Betrieb aus Fernhafen helfen mit. Die Sandhafener Werft trägt die Kosten der Anlage. "
) * 3
THREE_TOWNS = """
Dünenkreis,Kreis,,,,,,,,,Küste,
Sandhafen,Stadt,Dünenkreis,12345,2030-01-01,https://example.org/,54.1,8.2,Sandhafener,,Küste,Blue Fund
Moorburg,Stadt,Dünenkreis,2345,2030-01-01,https://example.org/,54.3,8.2,,,Küste,
Essich,Stadt,,99,2030-01-01,https://example.org/,,,,,Küste,
"""


def emptied(folder: Path, *files: str) -> None:
    for file in files:
        header = (folder / file).read_text(encoding="utf-8").splitlines()[0]
        (folder / file).write_text(header + "\n", encoding="utf-8")


def without_places(folder: Path) -> None:
    emptied(folder, "municipalities.csv", "municipality_themes.csv", "name_traps.csv")


def without_traps(folder: Path) -> None:
    emptied(folder, "name_traps.csv")


def without_coordinates(folder: Path) -> None:
    path = folder / "municipalities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("54.1,8.2", ","), encoding="utf-8")


def with_three_towns(folder: Path) -> None:
    header = (folder / "municipalities.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "municipalities.csv").write_text(header + THREE_TOWNS, encoding="utf-8")


def unchanged(folder: Path) -> None:
    """One town with coordinates, in one district without."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COAST, tmp_path / "coast"))


def pipeline_of(folder: Path) -> Pipeline:
    """The strategy with a model made by hand: two words, no text learnt from."""
    strategy = load_strategy(folder)
    themes = [theme.id for theme in strategy.themes]
    german = LanguageProfiles(
        language="de",
        vocabulary=VocabularyProfile(
            {"werft": 2.0, "schiffbau": 2.0}, 3.0, {theme: {"werft": 0.7} if theme == "sea" else {} for theme in themes}
        ),
        keywords=KeywordProfile({}, {theme: {theme: 1.0} for theme in themes}),
        fusion=dict.fromkeys(themes, Fusion(-2.0, 4.0, 3.0)),
    )
    document = DocumentModel(base=0.0, whole=1.0, short=0.0, extent=1.0, length=0.0, unclear_from=0.3)
    return Pipeline(strategy, Profiles(strategy.id, {"de": german}, document, "made by hand"))


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    return [(entry.place, entry.role) for entry in PlaceFinder(load_strategy(folder)).find(text)]


def test_a_strategy_without_places_finds_none(folder):
    without_places(folder)
    assert not found(folder, TEXT)


def test_a_strategy_without_name_traps_finds_its_places(folder):
    without_traps(folder)
    places = found(folder, "Die Anlage entsteht in Sandhafen. Partner kommen aus Fernhafen.")
    assert places == [("Sandhafen", "site")]


def test_no_place_has_an_empty_name(folder):
    for reduced in (without_traps, without_places):
        reduced(folder)
        assert "" not in {place for place, _ in found(folder, TEXT)}


def test_a_text_without_places_is_told_so_where_the_strategy_has_some(folder):
    pipeline = pipeline_of(folder)
    assessment = pipeline.check(TEXT.replace("Sandhafen", "dort").replace("Fernhafen", "fern").encode(), name="a.txt")
    assert Messages.load("en")("places_none") in render_html(assessment, pipeline.strategy, "en")


@pytest.mark.parametrize(
    ("reduced", "named"),
    [
        (unchanged, {"Sandhafen": "site", "Fernhafen": "outside"}),
        (without_places, {}),
        (without_traps, {"Sandhafen": "site"}),
        (without_coordinates, {"Sandhafen": "site", "Fernhafen": "outside"}),
        (with_three_towns, {"Sandhafen": "site", "Moorburg": "municipal_partner", "Fernhafen": "outside"}),
    ],
)
def test_a_whole_check_works_with_any_number_of_places(folder, reduced, named):
    reduced(folder)
    pipeline = pipeline_of(folder)
    assessment = pipeline.check(TEXT.encode(), name="werft.txt")
    assert assessment.status is Status.ASSESSED
    assert {place.id: place.role for place in assessment.places} == named
    for language in ("de", "en"):
        html = render_html(assessment, pipeline.strategy, language)
        assert all(name in html for name in named)
        assert ('class="map"' in html) == (reduced is with_three_towns)
        assert ('id="places-title"' in html) == (reduced is not without_places)
