"""Padding is measured by what the product says of a text before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.errors import DataError, UsageError
from s3align.evaluation.padded import PaddingFigures, evaluate_padded
from s3align.evaluation.padding import RECIPES
from s3align.evaluation.show import padding_lines
from s3align.model.store import find_model
from s3align.strategy.load import find_strategy, load_strategy

GOLD = Path(__file__).parent.parent / "gold"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four texts of different themes, and one proposal without any."""
    folder = tmp_path_factory.mktemp("padded")
    lines = (GOLD / "de" / "parallel_texts.jsonl").read_text("utf-8").splitlines()[::15]
    rows = [json.loads(line) | {"lang": "de"} for line in lines]
    (folder / "texts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[:-1]), encoding="utf-8")
    (folder / "1.md").write_text(f"# {rows[-1]['title']}\n\n{rows[-1]['text']}", encoding="utf-8")
    (folder / "1.json").write_text(json.dumps({"lang": "de", "themes": rows[-1]["themes"]}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found(data: Path) -> Mapping[str, PaddingFigures]:
    folder = find_strategy("ruhr")
    strategy = load_strategy(folder)
    recipes = {name: RECIPES[name] for name in ("keyword_list", "headings", "foreign_block")}
    return evaluate_padded(strategy, find_model(strategy, folder), [data], recipes=recipes)


def test_every_text_is_padded_whole_and_split(found: Mapping[str, PaddingFigures]) -> None:
    assert list(found) == ["de"]
    figures = found["de"]
    rows = {(row.recipe, row.is_split): row for row in figures.recipes}
    assert figures.flagged.of == figures.texts
    assert rows["keyword_list", False].raised.of == rows["keyword_list", True].raised.of == figures.texts
    assert ("headings", True) not in rows
    for split in (False, True):
        parts = [row for (name, is_split), row in rows.items() if name and is_split is split]
        assert rows["", split].raised.of == sum(row.raised.of for row in parts)
        assert rows["", split].raised.count == sum(row.raised.count for row in parts)
    assert sum(rows["", split].raised.count for split in (False, True)) == len(figures.rises)


def test_a_list_of_terms_gives_no_theme(found: Mapping[str, PaddingFigures]) -> None:
    rows = {(row.recipe, row.is_split): row for row in found["de"].recipes}
    assert rows["keyword_list", False].given.count == 0


def test_the_table_has_a_row_for_each_recipe(found: Mapping[str, PaddingFigures]) -> None:
    lines = list(padding_lines(found["de"], "de", errors=1))
    assert lines[0].startswith("de, honest texts flagged: ")
    assert [line.split()[0] for line in lines[2:5]] == ["keyword_list", "headings", "foreign_block"]
    assert any(line.startswith("split: theme raised") for line in lines)


def test_the_command_pads_as_many_texts_as_are_asked_for(data: Path) -> None:
    done = CliRunner().invoke(cli, ["evaluate", str(data), "--padded", "--texts", "1", "--format", "json"])
    (line,) = done.stdout.splitlines()
    assert (json.loads(line)["language"], json.loads(line)["texts"]) == ("de", 1)
    page = CliRunner().invoke(
        cli, ["evaluate", str(data), "--padded", "--texts", "1", "--format", "html"], standalone_mode=False
    )
    assert isinstance(page.exception, UsageError)


def test_texts_about_everything_cannot_be_padded(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    themes = [theme.id for theme in load_strategy(find_strategy("ruhr")).themes]
    path.write_text(json.dumps({"lang": "de", "text": "Alles.", "themes": themes}) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(path), "--padded"], standalone_mode=False)
    assert isinstance(done.exception, DataError)
