"""Other forms of a place's name and what shows around it that a place is meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.strategy.load import load_strategy
from s3align.strategy.model import PlaceContext


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(Path(__file__).parent / "data" / "coast", tmp_path / "coast"))


def test_forms_belong_to_their_place(folder):
    (folder / "place_forms.csv").write_text("place,form\nSandhafen,Sandh.\nSandhafen,Sand Port\n", encoding="utf-8")
    forms = {place.name: place.forms for place in load_strategy(folder).municipalities}
    assert forms == {"Dünenkreis": (), "Sandhafen": ("Sandh.", "Sand Port")}


def test_the_context_of_places_is_read(folder):
    (folder / "places.toml").write_text("after = [\"am Meer\"]\npostal_code = '[A-Z]\\d{3}'\n", encoding="utf-8")
    assert load_strategy(folder).place_context == PlaceContext(("am Meer",), r"[A-Z]\d{3}")


def test_a_strategy_without_these_files_loads(folder):
    coast = load_strategy(folder)
    assert coast.place_context == PlaceContext()
    assert not any(place.forms for place in coast.municipalities)


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        (
            "place_forms.csv",
            "place,form\nSandhaven,Sandh.\n",
            "place_forms.csv:2: unknown place 'Sandhaven'. Did you mean",
        ),
        ("place_forms.csv", "place,form\nSandhafen,\n", "place_forms.csv:2: the form is empty"),
        ("place_forms.csv", "place,form\nSandhafen,Dünenkreis\n", "'Dünenkreis' is already listed, for 'Dünenkreis'"),
        ("place_forms.csv", "place,form\nSandhafen,S.\nDünenkreis,S.\n", "place_forms.csv:3: 'S.' is already listed"),
        ("place_forms.csv", "place,name\n", "place_forms.csv:1: the columns are"),
        ("places.toml", "postal_code = '['\n", "places.toml:1: 'postal_code' is not a regular expression"),
        ("places.toml", "\npostal_code = 5\n", "places.toml:2: 'postal_code' must be a text"),
        ("places.toml", "after = 'am Meer'\n", "places.toml:1: 'after' must be a list"),
        ("places.toml", "befor = ['Stadt']\n", "places.toml:1: unknown key 'befor'. "),
    ],
)
def test_a_mistake_is_named_by_file_and_line(folder, file, content, expected):
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_strategy(folder)
    assert expected in str(caught.value)
