"""Places of the region on sentences with traps: names, roles, and what a document gets from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from s3align import check
from s3align.assess.places import PlaceFinder
from s3align.pipeline import default_pipeline
from s3align.record.assessment import Place

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


BODY = (
    "Das Krankenhaus in {place} erprobt die Therapie nach einem Schlaganfall in einer klinischen Studie. Die Stadt {place} "
    "hilft dabei, und {adjective} Pflegekräfte schulen die Angehörigen. In {place} wird dazu ein Raum eingerichtet. "
)
TOWNS = [
    town
    for town in default_pipeline().strategy.municipalities
    if town.adjective and town.name.isalpha() and town.adjective.isalpha()
]
"""Places with a name of one word: another number of words moves the borders of passages."""


@cache
def themes(name: str, adjective: str):
    text = "\n\n".join(
        f"{number}. {BODY}".format(place=name, adjective=adjective) for number in ("Erstens", "Zweitens")
    )
    return check(text.encode(), name="a.txt").themes


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_another_place_changes_no_figure(town):
    def figures(name: str, adjective: str):
        return [(theme.id, theme.sureness, theme.low, theme.high, theme.extent) for theme in themes(name, adjective)]

    assert figures(town.name, town.adjective) == figures("Bochum", "Bochumer")


def test_no_form_of_a_place_is_a_word_that_the_model_weighs():
    assessor = default_pipeline().assessor()
    words = assessor.analyser.place_words
    assert {"bochum", "bochumer", "emscher", "münster", "hünxe"} <= words
    for profiles in assessor.profiles.languages.values():
        assert {word for word in words if profiles.vocabulary.idf.get(word) != 0.0} == set()
        assert not words & profiles.vocabulary.by_word.keys()


def test_a_site_is_named_with_its_page_and_the_words_that_show_it():
    record = check(
        f"{BODY * 3}\n\nProjektstandort: Essen".format(place="Herne", adjective="Herner").encode(), name="a.txt"
    )
    place = next(place for place in record.places if place.id == "Essen")
    assert (place.role, place.roles, place.page) == ("site", ("site",), 1)
    assert place.shown[0].quote == "Projektstandort: Essen"


def test_a_town_can_take_part_and_be_a_site():
    text = (
        "Antragstellerin: Stadt Marl\n\nDurchführungsort: Marl\n\n# Arbeitsplan\n\n"
        + BODY.format(place="Marl", adjective="Marler") * 3
    )
    place = check(text.encode(), name="a.txt").places[0]
    assert place.roles[:2] == ("site", "municipal_partner")
    assert place.roles[2:] == ("partner",), (
        "the hospital there takes part too, and one applicant is no list of partners"
    )


PROSE = (
    "Das Institut für Wasser in Bochum wertet die Messungen aus und prüft die Filter. Die Kolb Sensorik GmbH in Herne "
    "programmiert die Sensoren für die Anlage. Die Hochschule Nordtal in Selm ist Partnerin und misst den Druck. "
)


def roles_by_place(text: str) -> dict[str, tuple[str, ...]]:
    return {place.id: place.roles for place in check(text.encode(), name="a.txt").places}


def test_an_applicant_s_field_alone_is_no_list_of_partners():
    roles = roles_by_place(f"Antragstellerin: Stadt Marl\n\n# Arbeitsplan\n\n{PROSE * 3}")
    assert roles == {
        "Marl": ("municipal_partner",),
        "Bochum": ("partner",),
        "Herne": ("partner",),
        "Selm": ("partner",),
    }


def test_beside_a_list_of_partners_only_who_is_called_a_partner_counts():
    listed = "# Partner\n\n- Stadt Marl: Räume\n- Lupe GmbH, Kamen: Bau\n"
    roles = roles_by_place(f"{listed}\n# Arbeitsplan\n\n{PROSE * 3}")
    assert roles["Selm"] == roles["Kamen"] == ("partner",)
    assert roles["Bochum"] == roles["Herne"] == ("mention",)


def test_a_site_without_any_work_counts_only_where_none_has_it():
    weak, firm = "Das Fest steigt im Stadtpark von Witten. ", "Die Anlage wird in Herne gebaut und getestet. "
    assert roles_by_place(f"# Plan\n\n{(weak + firm) * 8}") == {"Herne": ("site",), "Witten": ("mention",)}
    assert roles_by_place(f"# Plan\n\n{weak * 16}") == {"Witten": ("site",)}


def test_an_older_record_has_one_role():
    assert Place("Essen", "partner", 1).roles == ("partner",)
