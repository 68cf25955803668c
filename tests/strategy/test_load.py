"""A strategy is data: another region loads without other code, and mistakes are named by file and line."""

import shutil
from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.record.assessment import Grade
from s3align.strategy.load import load_strategy
from s3align.strategy.model import Strength

COAST = Path(__file__).parent / "data" / "coast"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(COAST, tmp_path / "coast"))


def change(folder, file, old, new):
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def message(folder):
    with pytest.raises(DataError) as caught:
        load_strategy(folder)
    return str(caught.value)


def test_another_region_loads_without_other_code():
    coast = load_strategy(COAST)
    assert [theme.id for theme in coast.themes] == ["sea", "food"]
    assert coast.theme("sea").labels == ("Blaue Wirtschaft",)
    assert coast.grade(0.6) is Grade.GOOD
    assert {term.text for term in coast.terms if term.strength is Strength.FALSE_FRIEND} == {"Raumschiff"}
    assert [term.theme for term in coast.out_of_scope] == ["out_of_scope", "out_of_scope"]
    assert coast.principles[0].terms[0].text == "Verbundprojekt"
    port = coast.municipalities[1]
    assert (port.population, port.funding_areas) == (12345, ("Blue Fund", "Green Fund"))
    assert port.themes[0].source == "COAST"


def test_a_term_remembers_its_line():
    assert load_strategy(COAST).terms[0].source == "terms.csv:2"


MISTAKES = [
    ("terms.csv", "sea,ships,de,Werft", "ocean,ships,de,Werft", "terms.csv:3: unknown theme 'ocean'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,boats,de,Werft", "terms.csv:3: unknown sub-topic 'boats'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,de,SCHIFFBAU", "terms.csv:3: 'SCHIFFBAU' stands already"),
    ("terms.csv", "Werft,medium", "Werft,huge", "terms.csv:3: unknown strength 'huge'"),
    ("terms.csv", "Werft,medium,no", "Werft,medium,maybe", "terms.csv:3: 'case' and 'ambiguous'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,fr,Werft", "terms.csv:3: unknown language 'fr'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,de,", "terms.csv:3: the term is empty"),
    ("terms.csv", "Werft,medium,no,no", "Werft, kleine,medium,no,no", "terms.csv:3: 8 values for 7 columns"),
    ("terms.csv", "theme,", "Thema;", "terms.csv:1: the columns are"),
    ("terms.csv", "sea,fish,en,aquaculture,strong,no,no\n", "", "strategy.toml:56: sub-topic 'fish' of 'sea'"),
    ("strategy.toml", 'name.en = "Marine technology"\n', "", "strategy.toml:41: 'name.en' is missing"),
    ("strategy.toml", 'question.de = "Welches Schiff wird gebaut?"\n', "", "strategy.toml:49: 'question.de'"),
    ("strategy.toml", "minimum = 0.3", "minimum = 0.05", "strategy.toml:23: grade 'sufficient' starts at"),
    ("strategy.toml", 'grade = "weak"', 'grade = "poor"', "strategy.toml:17: unknown grade 'poor'"),
    ("strategy.toml", 'grade = "weak"', 'grade = "good"', "strategy.toml:1: the grades must be none, weak"),
    ("strategy.toml", "year = 2030", 'year = "soon"', "strategy.toml:1: 'year' must be a whole number"),
    ("strategy.toml", 'id = "food"', 'id = "sea"', "theme 'sea' stands twice"),
    ("strategy.toml", "year = 2030", "year 2030", "strategy.toml:4: not valid TOML"),
    ("out_of_scope.csv", "tourism,de", ",de", "out_of_scope.csv:2: the topic is empty"),
    ("principles.toml", 'status = "D"', 'status = "Z"', "principles.toml:1: unknown status 'Z'"),
    ("principle_terms.csv", "together,de", "alone,de", "principle_terms.csv:2: unknown principle 'alone'"),
    ("municipalities.csv", "12345", "many", "municipalities.csv:3: 'population' is 'many'"),
    ("municipalities.csv", "Stadt,Dünenkreis", "Stadt,Moorkreis", "municipalities.csv:3: unknown district 'Moorkreis'"),
    (
        "municipality_themes.csv",
        "Sandhafen,sea",
        "Sandhaven,sea",
        "municipality_themes.csv:2: unknown place 'Sandhaven'",
    ),
    ("municipality_themes.csv", "COAST", "hearsay", "municipality_themes.csv:2: the source is neither"),
    ("municipality_themes.csv", "strong,", "false_friend,", "municipality_themes.csv:2: unknown strength"),
    ("name_traps.csv", "outside", "inside", "name_traps.csv:2: unknown kind 'inside'"),
    ("sources.csv", "https://example.org/coast", "shelf 3", "sources.csv:2: 'shelf 3' is no public web address"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_mistake_is_named_by_file_and_line(folder, file, old, new, expected):
    change(folder, file, old, new)
    assert expected in message(folder)


def test_all_mistakes_are_named_at_once(folder):
    change(folder, "terms.csv", "Schiffbau,strong", "Schiffbau,huge")
    change(folder, "sources.csv", "https://example.org/coast", "shelf 3")
    named = {line.split(": ")[0] for line in message(folder).splitlines()}
    assert {"terms.csv:2", "sources.csv:2"} <= named


def test_a_long_list_of_mistakes_is_cut(folder):
    lines = "".join(f"nothing,x,de,Wort{number},strong,no,no\n" for number in range(25))
    with (folder / "terms.csv").open("a", encoding="utf-8") as file:
        file.write(lines)
    listed = message(folder).splitlines()
    assert len(listed) == 22
    assert listed[-1] == "... and 5 more."


def test_a_missing_file_is_named(folder):
    (folder / "sources.csv").unlink()
    assert "sources.csv:1: this file is missing" in message(folder)


def test_a_missing_folder_is_named(tmp_path):
    assert "There is no strategy folder" in message(tmp_path / "nowhere")


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "terms.csv").write_bytes("Brücke".encode("cp1252"))
    assert "terms.csv:1: not UTF-8" in message(folder)


def test_files_saved_by_a_spreadsheet_load(folder):
    path = folder / "terms.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_strategy(folder).terms == load_strategy(COAST).terms


def test_the_hash_changes_with_the_content_but_not_with_line_endings(folder):
    before = load_strategy(folder).content_hash
    path = folder / "terms.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_strategy(folder).content_hash == before
    change(folder, "terms.csv", "Werft", "Reederei")
    assert load_strategy(folder).content_hash != before
