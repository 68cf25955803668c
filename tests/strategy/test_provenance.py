"""The lint keeps every fact tied to a source with a date, and doubtful sources marked; each finding has a good twin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from s3align.strategy.gaps import lint_gaps
from s3align.strategy.load import load_strategy

HEAD = "id,title,address,kind,as_of,dated\nCOAST,Coast,https://example.org/coast,official,2030-01,\n"
HEAD += "POP,Statistics,https://example.org/,official,2030-01,\n"
CALLS = """as_of = "2030-01"
[[fields]]
theme = "sea"
name.de = "Meer"
name.en = "Sea"
calls = ["Waves"]
source = "COAST"
[[calls]]
id = "Waves"
source = "COAST"
"""
STATEMENT = """[[statements]]
id = "sea"
text.de = "Meer."
text.en = "Sea."
source = "COAST"
as_of = "2030"
principles = ["together"]
"""


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(Path(__file__).parent / "data" / "coast", tmp_path / "coast"))


def codes(folder):
    return {(found.code, found.file, found.line) for found in lint_gaps(folder, load_strategy(folder))}


@pytest.mark.parametrize(
    ("address", "kind", "expected"),
    [
        ("https://someone.wordpress.com/2019/", "press", "unmarked-source"),
        ("https://coastblog.org/x", "official", "unmarked-source"),
        ("http://doczz.com.br/doc/1/coast", "institution", "unmarked-source"),
        ("https://docplayer.org/1-coast.html", "official", "unmarked-source"),
        ("https://www.yumpu.com/de/document/1", "press", "unmarked-source"),
        ("https://someone.wordpress.com/2019/", "blog", None),
        ("https://docplayer.org/1-coast.html", "mirror", None),
        ("https://coast.example.org/docplayer", "official", None),
        ("https://wordpress.com.example.org/", "press", None),
    ],
)
def test_a_private_page_or_copy_must_be_called_one(folder, address, kind, expected):
    (folder / "sources.csv").write_text(f"{HEAD}X,X,{address},{kind},2030,\n", encoding="utf-8")
    assert codes(folder) == ({(expected, "sources.csv", 4)} if expected else set())


@pytest.mark.parametrize(("kind", "is_found"), [("blog", True), ("mirror", True), ("portal", True), ("press", False)])
def test_a_doubtful_source_is_reported_as_long_as_facts_rest_on_it(folder, kind, is_found):
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    (folder / "sources.csv").write_text(text.replace("official", kind, 1), encoding="utf-8")
    assert (("doubtful-source", "sources.csv", 2) in codes(folder)) == is_found


def test_an_address_without_a_line_of_its_own_has_no_date(folder):
    file = folder / "municipality_themes.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("COAST", "https://example.org/x"), encoding="utf-8")
    assert codes(folder) == {("source-without-date", "municipality_themes.csv", 2)}


def test_a_call_without_status_and_an_unknown_principle_are_found(folder):
    (folder / "funding.toml").write_text(CALLS, encoding="utf-8")
    (folder / "description.toml").write_text(STATEMENT, encoding="utf-8")
    assert codes(folder) == set()
    (folder / "funding.toml").write_text(CALLS.replace('["Waves"]', '["Waves", "Wind"]'), encoding="utf-8")
    (folder / "description.toml").write_text(STATEMENT.replace('["together"]', '["alone"]'), encoding="utf-8")
    assert codes(folder) == {
        ("call-without-status", "funding.toml", 6),
        ("unknown-principle", "description.toml", 7),
    }
