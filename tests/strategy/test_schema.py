"""The published schemas and validation follow one definition: what one refuses, the other refuses too."""

from __future__ import annotations

import csv
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest

from s3align.errors import UsageError
from s3align.strategy.definitions import SHAPES, TOML_SHAPES
from s3align.strategy.load import mistakes, shipped_strategies
from s3align.strategy.schema import file_schema
from s3align.strategy.tables import TABLE_SHAPES

DATA = Path(__file__).parent / "data"
FOLDERS = [*shipped_strategies().values(), *sorted(path.parent for path in DATA.glob("*/strategy.toml"))]


def errors(file, values):
    validator = jsonschema.Draft202012Validator(file_schema(file))
    return [error.message for error in validator.iter_errors(values)]


@pytest.mark.parametrize("file", TOML_SHAPES)
def test_the_schema_of_a_toml_file_is_valid_and_accepts_all_strategies_here(file):
    jsonschema.Draft202012Validator.check_schema(file_schema(file))
    found = [folder / file for folder in FOLDERS if (folder / file).is_file()]
    assert found
    for path in found:
        assert errors(file, tomllib.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", TABLE_SHAPES)
def test_the_schema_of_a_table_names_the_columns_of_all_strategies_here(file):
    schema = file_schema(file)
    found = [folder / file for folder in FOLDERS if (folder / file).is_file()]
    assert found
    for path in found:
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        languages = tomllib.loads((path.parent / "strategy.toml").read_text(encoding="utf-8"))["languages"]
        names = [field["name"] for field in schema["fields"]]
        assert header == [
            one for name in names for one in dict.fromkeys(name.replace("<language>", key) for key in languages)
        ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("publisher =", "publischer ="),
        ("year = 2030", 'year = "2030"'),
        ("year = 2030", "year = 20300"),
        ('id = "coast"', 'id = "a b"'),
        ("year = 2030", "year = 2030\nspread_share = 1.9"),
        ('grade = "weak"', 'grade = "poor"'),
        ('labels = ["Blaue Wirtschaft"]', "labels = [1]"),
        ('name.en = "Ships"', 'name.english = "Ships"'),
        ('id = "food"', 'id = "food"\ncolour = "red"'),
        ("year = 2030", "year = 2030\nspread_share = 0"),
        ("year = 2030", 'year = 2030\ncontact = "Desk"'),
    ],
)
def test_schema_and_validation_refuse_the_same(tmp_path, old, new):
    folder = Path(shutil.copytree(DATA / "coast", tmp_path / "coast"))
    text = (folder / "strategy.toml").read_text(encoding="utf-8")
    assert old in text
    assert not errors("strategy.toml", tomllib.loads(text))
    assert not mistakes(folder)
    (folder / "strategy.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert errors("strategy.toml", tomllib.loads(text.replace(old, new, 1)))
    assert mistakes(folder)


def test_limits_and_choices_of_columns_are_in_the_schema():
    fields = {field["name"]: field for field in file_schema("municipalities.csv")["fields"]}
    assert fields["latitude"]["constraints"] == {"minimum": -90.0, "maximum": 90.0}
    assert fields["population"]["type"] == "integer"
    assert fields["name"]["constraints"] == {"required": True}
    strengths = {field["name"]: field for field in file_schema("terms.csv")["fields"]}["strength"]
    assert strengths["constraints"]["enum"] == ["strong", "medium", "weak", "false_friend"]


def test_the_tables_of_places_have_the_columns_that_regions_write():
    assert TABLE_SHAPES["municipalities.csv"].names == (
        *("name", "kind", "district", "population", "population_date", "population_source", "latitude", "longitude"),
        *("adjective", "name_trap", "government_district", "funding_areas"),
    )
    assert TABLE_SHAPES["municipality_themes.csv"].header(["de", "en"]) == (
        *("municipality", "theme", "strength", "evidence", "anchor.de", "anchor.en", "source"),
    )
    assert TABLE_SHAPES["sources.csv"].names == ("id", "title", "address", "kind", "as_of", "dated")
    assert TABLE_SHAPES["name_traps.csv"].names == ("kind", "text", "places", "remedy")


def test_every_file_is_explained_and_an_unknown_one_is_refused():
    assert all(shape.about.endswith(".") for shape in SHAPES.values())
    with pytest.raises(UsageError, match=r"Did you mean 'terms.csv'"):
        file_schema("term.csv")
