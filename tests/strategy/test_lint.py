"""Each kind of finding has a strategy that shows it and one, hardly different, that does not."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from s3align.model.term_finder import term_finder
from s3align.strategy.gaps import lint_gaps
from s3align.strategy.lint import lint_terms, lint_texts
from s3align.strategy.load import load_strategy, shipped_strategies

COAST = Path(__file__).parent / "data" / "coast"


@dataclass(frozen=True)
class Text:
    text: str
    labels: dict[str, bool]
    language: str = "de"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(COAST, tmp_path / "coast"))


def add(folder, file, *lines):
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def term_codes(folder):
    return [(found.code, found.file, found.line) for found in lint_terms(load_strategy(folder), term_finder)]


TERM_CASES = [
    ("near-duplicate", "sea,ships,de,Schiff-Bau,strong,no,no", "sea,ships,de,Schiffsbau am Kai,strong,no,no"),
    ("near-duplicate", "food,protein,en,protein sources,strong,no,no", "food,protein,en,protein market,strong,no,no"),
    ("strong-twice", "food,protein,de,Schiffbau,strong,no,no", "food,protein,de,Schiffbau,medium,no,no"),
    ("strong-and-out-of-scope", "sea,ships,de,Strandkorb,strong,no,no", "sea,ships,de,Strandkorb,weak,no,no"),
    ("false-friend-is-term", "sea,,de,Schiff-Bau,false_friend,no,no", "food,,de,Schiff-Bau,false_friend,no,no"),
    ("organisation-name", "sea,ships,de,Fraunhofer XYZ,strong,no,no", "sea,ships,de,Werftkran am Kai,strong,no,no"),
    ("organisation-name", "sea,ships,de,Seebau AG,strong,no,no", "sea,ships,de,Tagung am Kai,strong,no,no"),
    (
        "organisation-name",
        "sea,ships,de,Institut für Meere,strong,no,no",
        "sea,ships,de,Institution im Meer,weak,no,no",
    ),
    ("organisation-name", "sea,ships,de,Hafen.NRW,medium,no,no", "sea,,de,Fraunhofer Linien,false_friend,no,no"),
    ("swallowed", "sea,ships,de,Werftgelände,medium,no,no", "sea,ships,de,Werftgelände,strong,no,no"),
    ("swallowed", "sea,ships,de,Werftgelände,weak,no,no", "sea,fish,de,Werftgelände,weak,no,no"),
]


@pytest.mark.parametrize(("code", "bad", "good"), TERM_CASES)
def test_a_doubtful_term_is_found_and_its_harmless_twin_is_not(folder, code, bad, good):
    assert term_codes(folder) == []
    before = (folder / "terms.csv").read_text(encoding="utf-8")
    add(folder, "terms.csv", bad)
    assert code in [found for found, _, _ in term_codes(folder)]
    (folder / "terms.csv").write_text(before, encoding="utf-8")
    add(folder, "terms.csv", good)
    assert code not in [found for found, _, _ in term_codes(folder)]


def test_a_finding_names_file_line_both_terms_and_what_to_do(folder):
    add(folder, "terms.csv", "food,protein,de,Schiffbau,strong,no,no")
    (found,) = lint_terms(load_strategy(folder), term_finder)
    assert str(found) == (
        "terms.csv:11: strong-twice: 'Schiffbau' of 'food' is strong in 'sea' too (terms.csv:2). "
        "A term that speaks by itself has one theme: weaken one."
    )


def found_in(texts):
    strategy = load_strategy(COAST)
    return {(found.code, found.line) for found in lint_texts(strategy, term_finder, texts)}


def test_terms_that_never_occur_are_found_in_the_languages_of_the_texts():
    found = found_in([Text("Der Schiffbau und die Werft.", {"sea": True})])
    assert ("never-found", 2) not in found
    assert ("never-found", 3) not in found
    assert {("never-found", 6), ("never-found", 9)} <= found
    assert not {line for _, line in found} & {5, 7, 8, 10}, "English terms and false friends are not looked for"


def test_terms_that_occur_mostly_in_texts_of_other_themes_are_found():
    away = [Text("Die Werft am Fluss.", {"sea": False, "food": True})] * 5
    at_home = [Text("Die Werft am Fluss.", {"sea": True, "food": False})] * 5
    other = [Text("Ein Satz ohne Begriffe.", {"sea": number % 2 == 0}) for number in range(20)]
    assert ("found-elsewhere", 3) in found_in([*away, *other])
    assert ("found-elsewhere", 3) not in found_in([*at_home, *other])
    assert ("found-elsewhere", 3) not in found_in([*away[:4], *other]), "four texts are chance"
    unknown = [Text("Die Werft am Fluss.", {"food": True})] * 9
    assert ("found-elsewhere", 3) not in found_in([*unknown, *other])


def gap_codes(folder):
    return [(found.code, found.file, found.line) for found in lint_gaps(folder, load_strategy(folder))]


def test_gaps_are_found_and_filled_ones_are_not(folder):
    assert gap_codes(folder) == []
    text = (folder / "terms.csv").read_text(encoding="utf-8")
    (folder / "terms.csv").write_text(text.replace("sea,fish,en,aquaculture,strong,no,no\n", ""), encoding="utf-8")
    (folder / "out_of_scope.csv").unlink()
    text = (folder / "principle_terms.csv").read_text(encoding="utf-8")
    (folder / "principle_terms.csv").write_text(text.replace("together,en,joint project,strong,no,no\n", ""), "utf-8")
    add(folder, "municipalities.csv", "Moorhafen,Stadt,,900,,,,,,,,", "Leerhafen,Stadt,,,,,,,,,,")
    add(folder, "municipality_themes.csv", "Moorhafen,sea,weak,inference,,,", "Leerhafen,sea,weak,inference,,,COAST")
    assert gap_codes(folder) == [
        ("subtopic-without-terms", "strategy.toml", 51),
        ("nothing-out-of-scope", "out_of_scope.csv", 1),
        ("principle-without-terms", "principles.toml", 1),
        ("place-without-source", "municipalities.csv", 4),
        ("place-without-date", "municipalities.csv", 4),
        ("strength-without-source", "municipality_themes.csv", 3),
    ]


def test_no_shipped_strategy_contradicts_itself():
    for folder in shipped_strategies().values():
        codes = {found.code for found in lint_terms(load_strategy(folder), term_finder)}
        assert not codes & {"strong-twice", "strong-and-out-of-scope", "false-friend-is-term", "organisation-name"}
