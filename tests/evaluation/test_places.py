"""Figures of places and their roles: what is counted, and floors on the labelled sentences of the repository.

``tests/places_floor.json``: language -> figure -> precision and recall, a little below what was measured. A floor is lowered
with a line in the changelog.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from s3align.assess.places import PlaceFinder
from s3align.errors import DataError
from s3align.evaluation.places import (
    ALL,
    NAMES,
    ROLES,
    PlaceFigures,
    PlaceText,
    proposal_figures,
    read_place_texts,
    sentence_figures,
)
from s3align.pipeline import default_pipeline
from s3align.record.document import PassageKind

TESTS = Path(__file__).parent.parent
FILES = [TESTS / "gold" / language / "places.jsonl" for language in ("de", "en")]
FLOORS = json.loads((TESTS / "places_floor.json").read_text(encoding="utf-8"))


@cache
def finder() -> PlaceFinder:
    return PlaceFinder(default_pipeline().strategy)


@cache
def figures() -> dict[str, PlaceFigures]:
    return sentence_figures(read_place_texts(FILES), finder())


@pytest.mark.parametrize(("language", "name"), [(language, name) for language in FLOORS for name in FLOORS[language]])
def test_the_figures_of_places_reach_their_floors(language, name):
    tally, (precision, recall) = figures()[language].tallies[name], FLOORS[language][name]
    assert tally.precision >= precision, tally
    assert tally.recall >= recall, tally


def test_at_least_three_hundred_sentences_are_labelled_each_once():
    texts = read_place_texts(FILES)
    assert len({text.id for text in texts}) == len(texts) >= 300
    assert set(figures()) == {"de", "en", ALL}


def labelled(text: str, places: dict[str, set[str]], **arguable: set[str]) -> PlaceText:
    frozen = {place: frozenset(roles) for place, roles in places.items()}
    doubtful = {place: frozenset(roles) for place, roles in arguable.items()}
    return PlaceText("x-1", "de", PassageKind.BODY, text, frozen, doubtful)


def counts(text: PlaceText, name: str) -> tuple[int, int, int]:
    tally = sentence_figures([text], finder())["de"].tallies[name]
    return tally.hits, tally.wrong, tally.missed


def test_a_place_in_the_wrong_role_is_right_as_a_place_and_wrong_as_a_role():
    text = labelled("Die Versuchsanlage entsteht in Bochum.", {"Bochum": {"partner"}})
    assert counts(text, NAMES) == (1, 0, 0)
    assert counts(text, ROLES) == (0, 1, 1)


def test_a_role_that_could_be_defended_counts_neither_way():
    text = labelled("Die Versuchsanlage entsteht in Bochum.", {"Bochum": {"partner"}}, Bochum={"site"})
    assert counts(text, ROLES) == (1, 0, 0)


def test_a_place_that_is_not_found_is_missed():
    assert counts(labelled("Hier steht nichts.", {"Bochum": {"site"}}), ROLES) == (0, 0, 1)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "a"}', '{"id": "a", "lang": "de", "context": "sky", "text": "", "places": {}}',
             '{"id": "a", "lang": "de", "context": "body", "text": "", "places": {"Herne": ["seat"]}}'],
)  # fmt: skip
def test_a_line_that_is_no_labelled_sentence_is_named_with_file_and_line(tmp_path, line):
    file = tmp_path / "places.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"places\.jsonl:2: no labelled sentence"):
        read_place_texts([file])


def test_a_proposal_is_measured_by_its_truth(tmp_path):
    body = "Das Krankenhaus erprobt die Therapie nach einem Schlaganfall in einer klinischen Studie mit Patienten. " * 4
    (tmp_path / "1.md").write_text(
        f"# Antrag\n\nDurchführungsort: Herne\n\nPartner: Stadt Marl; Stadt Bottrop\n\n{body}", encoding="utf-8"
    )
    truth = {
        "sites": ["Herne"],
        "partners_places": ["Marl", "Bottrop", "Kassel"],
        "mentions": ["Unna"],
        "joint_municipal": True,
    }
    (tmp_path / "1.json").write_text(json.dumps(truth), encoding="utf-8")
    tallies = proposal_figures([tmp_path / "1.md"], default_pipeline()).tallies
    found = {name: (tally.hits, tally.wrong, tally.missed) for name, tally in tallies.items()}
    assert found == {
        "site": (1, 0, 0), "partner": (2, 0, 0), "mention": (0, 0, 1), "places": (3, 0, 1), "joint": (1, 0, 0)
    }  # fmt: skip
