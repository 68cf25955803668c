"""A strategy is data: another region loads without other code, and mistakes are named by file and line."""

import shutil
from pathlib import Path

import pytest

from s3align.errors import DataError, UsageError
from s3align.record.assessment import Grade
from s3align.strategy.definitions import SHAPES
from s3align.strategy.load import find_strategy, load_strategy, mistakes, shipped_strategies
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
    assert [entry.grade for entry in coast.grades] == list(Grade)
    assert {term.text for term in coast.terms if term.strength is Strength.FALSE_FRIEND} == {"Raumschiff"}
    assert [term.theme for term in coast.out_of_scope] == ["out_of_scope", "out_of_scope"]
    assert coast.principles[0].terms[0].text == "Verbundprojekt"
    port = coast.municipalities[1]
    assert (port.population, port.funding_areas) == (12345, ("Blue Fund", "Green Fund"))
    assert port.themes[0].source == "COAST"


def test_a_contact_says_who_answers_what_and_where_that_is_said(folder):
    assert load_strategy(folder).contact is None
    contact = (
        'contact = {name = "Desk", address = "a@b.example", purpose.de = "Fragen", as_of = "2030-01", source = "COAST"}'
    )
    change(folder, "strategy.toml", "year = 2030", f"year = 2030\n{contact}")
    coast = load_strategy(folder)
    found, source = coast.contact, coast.sources[0]
    assert (found.name, found.address, found.purpose, found.as_of) == (
        "Desk",
        "a@b.example",
        {"de": "Fragen"},
        "2030-01",
    )
    assert found.source == source.id == "COAST"


def test_a_term_remembers_its_line():
    assert load_strategy(COAST).terms[0].source == "terms.csv:2"


MISTAKES = [
    ("terms.csv", "sea,ships,de,Werft", "ocean,ships,de,Werft", "terms.csv:3: unknown theme 'ocean'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,boats,de,Werft", "terms.csv:3: unknown sub-topic 'boats'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,de,SCHIFFBAU", "terms.csv:3: 'SCHIFFBAU' is already listed"),
    ("terms.csv", "Werft,medium", "Werft,huge", "terms.csv:3: unknown strength 'huge'"),
    ("terms.csv", "Werft,medium,no", "Werft,medium,maybe", "terms.csv:3: unknown case 'maybe'. Use one of: no, yes."),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,fr,Werft", "terms.csv:3: unknown language 'fr'"),
    ("terms.csv", "sea,ships,de,Werft", "sea,ships,de,", "terms.csv:3: the term is empty"),
    (
        "terms.csv",
        "Werft,medium,no,no",
        "Werft, kleine,medium,no,no",
        "terms.csv:3: 8 values for 7 columns. Put values with a comma between",
    ),
    ("terms.csv", "Werft,medium,no,no", "Werft,medium,no", "terms.csv:3: 6 values for 7 columns. A comma is missing"),
    ("terms.csv", "theme,", "Thema;", "terms.csv:1: the columns are"),
    ("strategy.toml", "year = 2030", 'year = "2027"', "must be a whole number, not '2027'. Write year = 2027."),
    ("strategy.toml", "year = 2030", 'year = "soon"', "must be a whole number, not 'soon'. Write year = 2022."),
    ("strategy.toml", "year = 2030", "", "'year' is missing. Write year = 2022."),
    (
        "strategy.toml",
        "year = 2030",
        'year = 2030\nspread_share = "0.9"',
        "not '0.9'. Write spread_share = 0.9.",
    ),
    ("strategy.toml", 'name.en = "Marine technology"\n', "", "strategy.toml:38: 'name.en' is missing"),
    (
        "strategy.toml",
        'question.de = "Welches Schiff wird gebaut?"\n',
        "",
        "strategy.toml:48: 'question.de' is missing",
    ),
    ("strategy.toml", 'grade = "weak"', 'grade = "poor"', "strategy.toml:17: unknown grade 'poor'"),
    ("strategy.toml", 'grade = "weak"', 'grade = "good"', "strategy.toml:11: the grades must be none, weak"),
    ("strategy.toml", "year = 2030", 'year = "soon"', "strategy.toml:4: 'year' must be a whole number, not 'soon'"),
    ("strategy.toml", 'id = "food"', 'id = "sea"', "theme 'sea' occurs twice"),
    ("strategy.toml", "year = 2030", "year 2030", "strategy.toml:4: not valid TOML"),
    ("out_of_scope.csv", "tourism,de", ",de", "out_of_scope.csv:2: the topic is empty"),
    ("principles.toml", 'status = "D"', 'status = "Z"', "principles.toml:3: unknown status 'Z'"),
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
    # What was accepted in silence once: unknown keys and files, wrong types, numbers that mean something else.
    (
        "strategy.toml",
        "publisher =",
        "publischer =",
        "strategy.toml:3: unknown key 'publischer'. Did you mean 'publisher'?",
    ),
    (
        "strategy.toml",
        'labels = ["Blaue',
        'label = ["Blaue',
        "strategy.toml:40: unknown key 'label'. Did you mean 'labels'?",
    ),
    (
        "strategy.toml",
        "year = 2030",
        "year = 2030\nspread_shore = 0.5",
        "strategy.toml:5: unknown key 'spread_shore'. Did you mean 'spread_share'?",
    ),
    ("strategy.toml", 'name.en = "Ships"', 'name.english = "Ships"', "strategy.toml:47: unknown key 'name.english'"),
    (
        "strategy.toml",
        'publisher = "Coast Agency"',
        "publisher = 7",
        "strategy.toml:3: 'publisher' must be a text, not 7",
    ),
    ("strategy.toml", 'name.de = "Schiffe"', "name.de = 3", "strategy.toml:46: 'name.de' is 3"),
    (
        "strategy.toml",
        'labels = ["Blaue Wirtschaft"]',
        'labels = "Blaue Wirtschaft"',
        "strategy.toml:40: 'labels' must be",
    ),
    (
        "strategy.toml",
        "year = 2030",
        "year = 2030\nspread_share = 9",
        "strategy.toml:5: 'spread_share' is 9. Write a number from 0.01 to 1.",
    ),
    (
        "strategy.toml",
        "year = 2030",
        "year = 2030\nspread_share = true",
        "strategy.toml:5: 'spread_share' must be a number, not True",
    ),
    ("strategy.toml", 'id = "coast"', 'id = "../coast"', "strategy.toml:2: 'id' is '../coast'. Use letters"),
    (
        "strategy.toml",
        'id = "food"',
        'id = "out_of_scope"',
        "strategy.toml:59: 'out_of_scope' stands for texts of no theme",
    ),
    ("strategy.toml", '["de", "en"]', '["de", "de"]', "strategy.toml:5: the language 'de' occurs twice"),
    ("strategy.toml", '["de", "en"]', '"de"', "strategy.toml:5: 'languages' must be a list of texts"),
    (
        "strategy.toml",
        "year = 2030",
        'year = 2030\nexample.de = "lost.md"',
        "strategy.toml:5: there is no file lost.md",
    ),
    ("strategy.toml", "year = 2030", 'year = 2030\ncontact.name = "Desk"', "strategy.toml:5: 'address' is missing"),
    (
        "strategy.toml",
        "year = 2030",
        'year = 2030\ncontact = {name = "Desk", address = "a@b.example", source = "COST"}',
        "strategy.toml:5: the source 'COST' is neither a web address nor an id of sources.csv. Did you mean 'COAST'?",
    ),
    ("strategy.toml", "year = 2030", "year = 2030\nspread_share = 4", "strategy.toml:5: 'spread_share' is 4"),
    ("strategy.toml", 'id = "food"', 'id = "food"\ncolour = "red"', "strategy.toml:60: 'colour' is 'red'. Write six"),
    (
        "strategy.toml",
        'id = "food"',
        'id = "food"\ncolour = "#303030"',
        "strategy.toml:60: #303030 is too dark for black",
    ),
    (
        "municipalities.csv",
        ",12345,",
        ",98.000,",
        "municipalities.csv:3: 'population' is '98.000'. Write 98000, without",
    ),
    ("municipalities.csv", ",12345,", ",12.5,", "municipalities.csv:3: 'population' is '12.5'. Write a whole number"),
    ("municipalities.csv", ",12345,", ",0,", "municipalities.csv:3: 'population' is '0'. Write a number from 1 to"),
    (
        "municipalities.csv",
        "54.1,8.2",
        "154.1,8.2",
        "municipalities.csv:3: 'latitude' is '154.1'. Write a number from -90",
    ),
    ("municipalities.csv", "54.1,8.2", "54.1,208.2", "municipalities.csv:3: 'longitude' is '208.2'"),
    (
        "municipalities.csv",
        "54.1,8.2",
        '"54,1",8.2',
        "municipalities.csv:3: 'latitude' is '54,1'. Write a number with",
    ),
    ("municipalities.csv", "54.1,8.2", "nan,8.2", "municipalities.csv:3: 'latitude' is 'nan'"),
    ("municipalities.csv", "54.1,8.2", "54.1,", "municipalities.csv:3: only one of latitude and longitude"),
    ("municipality_themes.csv", "Sandhafen,sea", "Sandhafen,see", "municipality_themes.csv:2: unknown theme 'see'"),
]
FURTHER_FILES = {
    "funding.toml": """as_of = "2030-01"

[[fields]]
theme = "sea"
name.de = "Meer"
name.en = "Sea"
source = "COAST"

[[funds]]
id = "Blue Fund"
name.de = "Blauer Fonds"
name.en = "Blue Fund"
source = "https://example.org/fund"

[size_rule]
districts = 3
inhabitants = 1000000
name.de = "Verbund"
name.en = "Joint projects"
source = "COAST"
""",
    "principle_rules.toml": """[weights]
strong = 1.0
medium = 0.5
weak = 0.25

[grades]
weak = 0.5
sufficient = 1.5
good = 3
strong = 5.0

[words]
negations.de = ["kein", "nicht"]
slogans = ["Leuchtturm"]

[helix]
principle = "together"
science.de = ["Hochschule"]

[[sections]]
principle = "together"
titles.de = ["gemeinsam"]

[[patterns]]
target = "together"
weight = 1.0
classes = ["doer", "@figure"]
""",
    "principle_words.toml": """[[classes]]
id = "doer"
words.de = ["Hafen"]
words.en = ["port"]
""",
    "weak_labels.csv": "theme,field,pattern\nsea,heading,schiff|ship\n",
}
FURTHER_MISTAKES = [
    ("funding.toml", 'theme = "sea"', 'theme = "see"', "funding.toml:4: unknown theme 'see'. Did you mean 'sea'?"),
    (
        "funding.toml",
        'source = "COAST"',
        'source = "CAOST"',
        "funding.toml:7: the source 'CAOST' is neither a web address",
    ),
    ("funding.toml", "districts = 3\n", "", "funding.toml:15: 'districts' is missing. Write districts = 1."),
    ("funding.toml", "= 1000000", '= "one million"', "funding.toml:17: 'inhabitants' must be a whole number"),
    (
        "funding.toml",
        "[size_rule]",
        "[size_rules]",
        "funding.toml:15: unknown key 'size_rules'. Did you mean 'size_rule'?",
    ),
    ("funding.toml", 'as_of = "2030-01"', "as_of = 2030-01-01", "funding.toml:1: 'as_of' must be a text"),
    ("funding.toml", "[[funds]]", "[[funds]", "funding.toml:9: not valid TOML"),
    (
        "funding.toml",
        'id = "Blue Fund"',
        'id = "Blue Fund"\nroles = ["sites"]',
        "funding.toml:11: unknown word 'sites' in 'roles'. Did you mean 'site'?",
    ),
    ("principle_rules.toml", "medium = 0.5\n", "", "principle_rules.toml:1: 'medium' is missing"),
    ("principle_rules.toml", "good = 3", 'good = "3"', "principle_rules.toml:9: 'good' must be a number"),
    (
        "principle_rules.toml",
        "negations.de",
        "negation.de",
        "principle_rules.toml:13: unknown key 'negation'. Did you mean",
    ),
    ("principle_rules.toml", '["kein", "nicht"]', '"kein"', "principle_rules.toml:13: 'negations.de' is 'kein'"),
    ("principle_rules.toml", '"together"', '"togehter"', "principle_rules.toml:17: unknown principle 'togehter'"),
    ("principle_rules.toml", '["doer", "@figure"]', '["doers"]', "principle_rules.toml:27: unknown class 'doers'"),
    ("principle_rules.toml", '["doer", "@figure"]', "[]", "principle_rules.toml:27: the pattern has no classes"),
    ("principle_rules.toml", 'target = "together"', 'target = "alone"', "principle_rules.toml:25: unknown principle"),
    (
        "principle_rules.toml",
        '[[sections]]\nprinciple = "together"',
        '[[sections]]\nprinciple = "alone"',
        ":21: unknown",
    ),
    ("principle_words.toml", 'id = "doer"', 'name = "doer"', "principle_words.toml:2: unknown key 'name'"),
    ("weak_labels.csv", "sea,heading", "see,heading", "weak_labels.csv:2: unknown theme 'see'"),
    ("weak_labels.csv", "sea,heading", "sea,title", "weak_labels.csv:2: unknown field 'title'"),
    ("weak_labels.csv", "schiff|ship", "schiff(", "weak_labels.csv:2: the pattern is not a regular expression"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_mistake_is_named_by_file_and_line(folder, file, old, new, expected):
    change(folder, file, old, new)
    assert expected in message(folder)


@pytest.mark.parametrize(("file", "old", "new", "expected"), FURTHER_MISTAKES)
def test_a_mistake_in_a_file_that_may_be_absent_is_named(folder, file, old, new, expected):
    for name, content in FURTHER_FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    load_strategy(folder)
    change(folder, file, old, new)
    assert expected in message(folder)


GROUPS = """
[[groups]]
id = "own"
name.de = "Eigene"
name.en = "Own"
note.de = "Sie sind von hier."
note.en = "They are from here."
source = "COAST"
"""


def test_principles_stand_in_groups_that_have_a_source(folder):
    file = folder / "principles.toml"
    grouped = file.read_text("utf-8").replace('id = "together"', 'id = "together"\ngroup = "own"')
    file.write_text(grouped + GROUPS, encoding="utf-8")
    strategy = load_strategy(folder)
    assert [group.id for group in strategy.principle_groups] == ["own"]
    assert strategy.principle_groups[0].source == strategy.sources[0].id
    assert strategy.principles[0].group == "own"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "together"', 'id = "together"\ngroup = "owm"', "unknown group 'owm'. Did you mean 'own'?"),
        ('id = "together"', 'id = "together"', "principle 'together' names no group"),
        ('id = "together"', 'id = "together"\ngroup = "own"\nsource = "CAOST"', "the source 'CAOST' is neither"),
    ],
)
def test_a_group_that_is_missing_or_unknown_is_named(folder, old, new, expected):
    file = folder / "principles.toml"
    file.write_text(file.read_text("utf-8").replace(old, new) + GROUPS, encoding="utf-8")
    assert expected in message(folder)


@pytest.mark.parametrize("file", sorted(set(SHAPES) - {"strategy.toml", "terms.csv"}))
def test_every_other_file_may_be_absent_with_what_refers_to_it(folder, file):
    needed_by = {
        "sources.csv": ["municipality_themes.csv"],
        "municipalities.csv": ["municipality_themes.csv", "name_traps.csv"],
        "principles.toml": ["principle_terms.csv"],
    }
    for name in (file, *needed_by.get(file, ())):
        (folder / name).unlink(missing_ok=True)
    assert load_strategy(folder).themes == load_strategy(COAST).themes


def test_a_file_with_a_misspelt_name_is_not_taken_for_absent(folder):
    (folder / "municipalities.csv").rename(folder / "municipalites.csv")
    assert (
        "municipalites.csv:1: no strategy has a file 'municipalites.csv'. Did you mean 'municipalities.csv'?"
        in message(folder)
    )


def test_a_language_that_cannot_be_analysed_is_refused(folder):
    assert load_strategy(folder, supported=["de", "en", "nl"]).languages == ("de", "en")
    with pytest.raises(DataError, match=r"strategy.toml:5: texts in 'en' cannot be analysed. Use one of: de, fr."):
        load_strategy(folder, supported=["de", "fr"])


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ('["xx"]', "strategy.toml:5: texts in 'xx' cannot be analysed. Use one of: de, en."),
        ('["DE", "en"]', "strategy.toml:5: texts in 'DE' cannot be analysed. Did you mean 'de'?"),
        ("[]", "strategy.toml:5: 'languages' names no language."),
    ],
)
def test_wrong_languages_are_reported_alone(folder, languages, expected):
    change(folder, "strategy.toml", '["de", "en"]', languages)
    (problem,) = mistakes(folder, supported=["de", "en"])
    assert expected in str(problem)


def test_missing_languages_are_reported_once_and_with_no_follow_up(folder):
    change(folder, "strategy.toml", 'languages = ["de", "en"]\n', "")
    (problem,) = mistakes(folder)
    assert str(problem) == 'strategy.toml:1: \'languages\' is missing. Write languages = ["de", "en"].'


def test_a_theme_without_an_id_is_in_no_other_message(folder):
    change(folder, "strategy.toml", 'id = "sea"', 'idd = "sea"')
    assert "unknown key 'idd'. Did you mean 'id'?" in message(folder)
    assert "''" not in message(folder)
    assert "Use one of: ," not in message(folder)


def places(folder, *coordinates):
    rows = [f"Ort {number},Stadt,,,,,{pair},,,," for number, pair in enumerate(coordinates)]
    header = (folder / "municipalities.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "municipalities.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (folder / "municipality_themes.csv").unlink()


def test_swapped_coordinates_are_noticed(folder):
    places(folder, "54.1,8.2", "54.3,8.4", "8.3,54.2")
    assert "municipalities.csv:4: latitude and longitude of 'Ort 2' seem to be swapped. Write latitude 54.2" in message(
        folder
    )


def test_of_two_places_far_apart_neither_is_accused_alone(folder):
    places(folder, "8.2,54.1", "54.3,8.4")
    expected = "either 'Ort 0' (municipalities.csv:2) or 'Ort 1' (municipalities.csv:3) seem to be swapped."
    assert f"municipalities.csv:3: latitude and longitude of {expected}" in message(folder)
    assert message(folder).count("municipalities.csv:2") == 1
    (folder / "municipality_themes.csv").touch()
    places(folder, "54.1,8.2", "54.3,28.4")
    assert "or 'Ort 1' (municipalities.csv:3) are wrong: they lie 1,310 km apart" in message(folder)


def test_of_three_places_only_the_one_that_is_far_is_accused(folder):
    places(folder, "54.1,8.2", "8.4,54.3", "54.2,8.3")
    assert "'Ort 1' seem to be swapped" in message(folder)
    assert "'Ort 0'" not in message(folder)
    assert "'Ort 2'" not in message(folder)


def test_three_places_that_all_lie_apart_are_named_together(folder):
    places(folder, "54.1,8.2", "8.4,54.3", "-33.0,-70.0")
    assert "either 'Ort 0' (municipalities.csv:2) or 'Ort 1' (municipalities.csv:3) or 'Ort 2'" in message(folder)


def test_a_place_far_from_all_others_is_noticed_unless_the_region_is_that_wide(folder):
    places(folder, "54.1,8.2", "54.3,8.4", "54.2,28.3")
    assert "municipalities.csv:4: 'Ort 2' lies 1,297 km" in message(folder)
    change(folder, "strategy.toml", "year = 2030", "year = 2030\nextent_km = 2000")
    assert len(load_strategy(folder).municipalities) == 3


def test_places_near_one_another_pass(folder):
    places(folder, "54.1,8.2", "54.3,8.4", "-0.0,0.0")
    assert "'Ort 2' lies" in message(folder)
    places_again = (folder / "municipalities.csv").read_text(encoding="utf-8").replace("-0.0,0.0", "51.9,7.9")
    (folder / "municipalities.csv").write_text(places_again, encoding="utf-8")
    assert len(load_strategy(folder).municipalities) == 3


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
    assert listed[-1] == "... and 5 more. `s3align strategy validate` lists all."


@pytest.mark.parametrize("content", ["", "# nothing yet\n"])
def test_an_empty_strategy_file_has_every_needed_key_named(folder, content):
    (folder / "strategy.toml").write_text(content, encoding="utf-8")
    assert "strategy.toml:1: 'id' is missing" in message(folder)
    assert "strategy.toml:1: 'themes' is missing" in message(folder)


def test_a_table_of_terms_without_a_line_leaves_every_theme_without_terms(folder):
    header = (folder / "terms.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "terms.csv").write_text(header + "\n", encoding="utf-8")
    for theme in ("sea", "food"):
        for language in ("de", "en"):
            assert f"theme '{theme}' has no terms in '{language}'" in message(folder)


def test_terms_that_cannot_be_read_are_not_reported_missing_too(folder):
    change(folder, "terms.csv", "theme,", "Thema;")
    assert "has no terms" not in message(folder)


def test_a_missing_file_is_named(folder):
    (folder / "terms.csv").unlink()
    assert "terms.csv:1: this file is missing" in message(folder)


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


def test_a_strategy_is_found_by_name_by_folder_and_by_the_environment(folder, monkeypatch):
    monkeypatch.delenv("S3ALIGN_STRATEGY", raising=False)
    name, shipped = next(iter(shipped_strategies().items()))
    assert find_strategy(name) == shipped
    assert find_strategy(None) in shipped_strategies().values()
    assert find_strategy(folder) == folder
    monkeypatch.chdir(folder.parent)
    own = Path(shutil.copytree(folder, name))
    assert find_strategy(own) == own
    assert find_strategy(name) == shipped
    monkeypatch.setenv("S3ALIGN_STRATEGY", str(folder))
    assert find_strategy(None) == folder
    assert find_strategy(name) == shipped


def test_a_strategy_that_is_not_there_is_named_with_the_nearest_one(tmp_path):
    name = next(iter(shipped_strategies()))
    with pytest.raises(UsageError, match=f"Did you mean '{name}'"):
        find_strategy(name + "x")
    with pytest.raises(UsageError, match=r"it is no folder\. Check the path"):
        find_strategy(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"has no strategy.toml"):
        find_strategy(tmp_path)


def test_a_misspelt_folder_is_named_with_the_near_one_beside_it(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    with pytest.raises(UsageError, match=r"travels with s3align, and it is no folder\. Did you mean 'coast'"):
        find_strategy("cost")
    with pytest.raises(UsageError, match=rf"it is no folder\. Did you mean '{folder}'"):
        find_strategy(str(folder.parent / "cost"))
    (folder.parent / "casts").mkdir()
    with pytest.raises(UsageError, match="Did you mean 'coast'"):
        find_strategy("casst")
