"""What a strategy says of itself, and the dates of its calls and funds, are read and checked."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.strategy.facts import Area, EvidenceLevel, SourceKind, Statement, Timing
from s3align.strategy.load import load_strategy
from s3align.strategy.summary import overview

DESCRIPTION = """note.de = "Nach der Seite."
note.en = "After the page."

[[statements]]
id = "sea"
text.de = "Die Küste lebt vom Meer."
text.en = "The coast lives on the sea."
source = "COAST"
as_of = "2030-01"
principles = ["together"]

[[areas]]
theme = "sea"
name.de = "Westen"
name.en = "West"
places = ["Sandhafen"]
status = "inference"
as_of = "2030"
"""
FUNDING = """as_of = "2030-01"

[[calls]]
id = "Waves"
last_deadline = "2030-03-31"
status_note.de = "Das war die letzte Runde."
status_note.en = "It was the last round."
source = "COAST"

[[funds]]
id = "Blue Fund"
name.de = "Blauer Fonds"
name.en = "Blue Fund"
spend_by = "2031-12-31"
as_of = "2030-02"
source = "https://example.org/fund"
"""


@pytest.fixture
def folder(tmp_path):
    copy = Path(shutil.copytree(Path(__file__).parent / "data" / "coast", tmp_path / "coast"))
    (copy / "description.toml").write_text(DESCRIPTION, encoding="utf-8")
    (copy / "funding.toml").write_text(FUNDING, encoding="utf-8")
    return copy


def test_statements_and_areas_are_read(folder):
    description = load_strategy(folder).description
    assert description.note == {"de": "Nach der Seite.", "en": "After the page."}
    assert description.statements == (
        Statement(
            "sea",
            {"de": "Die Küste lebt vom Meer.", "en": "The coast lives on the sea."},
            "COAST",
            "2030-01",
            ("together",),
        ),
    )
    assert description.areas == (
        Area("sea", {"de": "Westen", "en": "West"}, ("Sandhafen",), EvidenceLevel.INFERENCE, "", "2030"),
    )


def test_dates_of_calls_and_funds_are_read(folder):
    funding = load_strategy(folder).funding
    last = {"de": "Das war die letzte Runde.", "en": "It was the last round."}
    assert funding.call("Waves").timing == Timing(last_deadline=date(2030, 3, 31), note=last)
    assert funding.call("Wind") is None
    assert funding.funds[0].timing == Timing(spend_by=date(2031, 12, 31), as_of="2030-02")


def test_a_source_has_a_kind_and_a_date(folder):
    source = load_strategy(folder).source("COAST")
    assert (source.kind, source.as_of, source.dated) == (SourceKind.OFFICIAL, "2030-01", "")
    assert load_strategy(folder).source("https://example.org/").id == "POP"
    assert load_strategy(folder).source("https://example.org/elsewhere") is None


def test_a_strategy_without_a_description_or_with_an_empty_one_has_none(folder):
    (folder / "description.toml").write_text("", encoding="utf-8")
    assert load_strategy(folder).description is None
    (folder / "description.toml").unlink()
    assert load_strategy(folder).description is None


def test_show_says_what_the_strategy_says_in_the_language_asked_for(folder):
    shown = "\n".join(overview(load_strategy(folder), "en"))
    assert "- The coast lives on the sea. (COAST, 2030-01)" in shown
    assert "After the page." in shown
    assert "@ West (inference, 2030)" in shown
    (folder / "description.toml").unlink()
    assert "coast lives" not in "\n".join(overview(load_strategy(folder), "en"))


def test_an_anchor_may_have_a_language_or_none(folder):
    (strength,) = next(place for place in load_strategy(folder).municipalities if place.themes).themes
    assert strength.anchor == {"de": "Werft", "en": "Shipyard"}
    plain = "municipality,theme,strength,evidence,anchor,source\nSandhafen,sea,strong,strategy,Werft,COAST\n"
    (folder / "municipality_themes.csv").write_text(plain, encoding="utf-8")
    (strength,) = next(place for place in load_strategy(folder).municipalities if place.themes).themes
    assert strength.anchor == {"de": "Werft"}


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("description.toml", 'theme = "sea"', 'theme = "see"', "description.toml:13: unknown theme 'see'. Did you"),
        ("description.toml", '["Sandhafen"]', '["Sandhaven"]', "description.toml:16: unknown place 'Sandhaven'"),
        ("description.toml", '"inference"', '"rumour"', "description.toml:17: unknown status 'rumour'"),
        ("description.toml", '"inference"', '"other"', "description.toml:12: 'source' is missing. Name one"),
        ("description.toml", '"COAST"', '"CAOST"', "description.toml:8: the source 'CAOST' is neither"),
        ("description.toml", '"2030-01"', '"January"', "description.toml:9: 'as_of' is 'January'. Write a date"),
        ("description.toml", 'text.en = "The coast lives on the sea."', "", "'text.en' is missing"),
        ("description.toml", "[[areas]]", '[[statements]]\nid = "sea"\n[[areas]]', "statement 'sea' occurs twice"),
        ("funding.toml", "2030-03-31", "2030-02-31", "funding.toml:5: 'last_deadline' is '2030-02-31', which no"),
        ("funding.toml", "2031-12-31", "end of 2031", "funding.toml:14: 'spend_by' is 'end of 2031'. Write a date"),
        ("sources.csv", "official", "gossip", "sources.csv:2: unknown kind 'gossip'"),
        ("sources.csv", "2030-01", "", "sources.csv:2: 'as_of' is ''. Write a date"),
        ("sources.csv", "2030-01", "2030-13", "sources.csv:2: 'as_of' is '2030-13'. Write a date"),
        (
            "municipalities.csv",
            ",https://example.org/,",
            ",hearsay,",
            "municipalities.csv:3: 'hearsay' is neither a web address",
        ),
    ],
)
def test_a_mistake_is_named_by_file_and_line(folder, file, old, new, expected):
    load_strategy(folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_strategy(folder)
    assert expected in str(caught.value)
