"""Places of the region on sentences with traps: names, roles, and what a document gets from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from s3align import check
from s3align.assess.places import PlaceFinder
from s3align.pipeline import default_pipeline

FINDER = PlaceFinder(default_pipeline().strategy)
ROLES = {"s": "site", "t": "municipal_partner", "p": "partner", "m": "mention", "o": "outside"}


def sentences() -> list[tuple[str, dict[str, str]]]:
    rows = []
    for line in (Path(__file__).parent / "places.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, _, listed = line.partition("|")
        places = [entry.strip().rpartition(" ") for entry in listed.split(",") if entry.strip()]
        rows.append((text.strip(), {name: ROLES[role] for name, _, role in places}))
    return rows


def found_in(text: str) -> dict[str, str]:
    rank = list(ROLES.values())
    best: dict[str, str] = {}
    for entry in FINDER.find(text):
        best[entry.place] = min(entry.role, best.get(entry.place, entry.role), key=rank.index)
    return best


def test_precision_and_recall_on_sentences_with_traps():
    hits = wrong = missed = right_role = 0
    for text, true in sentences():
        found = found_in(text)
        hits += len(found.keys() & true.keys())
        wrong += len(found.keys() - true.keys())
        missed += len(true.keys() - found.keys())
        right_role += sum(found.get(name) == role for name, role in true.items())
    figures = f"precision {hits / (hits + wrong):.3f} recall {hits / (hits + missed):.3f} roles {right_role / hits:.3f}"
    assert len(sentences()) >= 150
    assert hits / (hits + wrong) >= 0.97, figures
    assert hits / (hits + missed) >= 0.93, figures
    assert right_role / hits >= 0.9, figures


@pytest.mark.parametrize("text", ["Die Anlage entsteht in\nBochum.", "Die Stadt\nEssen hilft."])
def test_a_name_after_a_line_break_is_found(text):
    assert found_in(text)


def test_a_place_never_changes_a_score_whatever_it_is_strong_in():
    body = (
        "Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall in einer klinischen Studie. " * 3
    )
    without = check(body.encode(), name="a.txt")
    with_place = check(f"{body}\n\nProjektstandort: Essen".encode(), name="a.txt")
    assert with_place.theme("health").sureness == pytest.approx(without.theme("health").sureness, abs=0.02)
    place = with_place.places[0]
    assert (place.id, place.role, place.page) == ("Essen", "site", 1)
