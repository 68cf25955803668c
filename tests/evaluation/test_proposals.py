"""Proposals are measured as files, with what they are about beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.errors import DataError, UsageError
from s3align.evaluation.proposals import data_files, files_of, read_proposals

THEMES = ["cyber-ai", "health", "smart-city"]
GOLD = Path(__file__).parent.parent / "gold"


def proposal(folder: Path, name: str, truth: Any, text: str = "Text") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".json").write_text(truth if isinstance(truth, str) else json.dumps(truth), encoding="utf-8")
    return path


def test_themes_that_a_reader_could_defend_are_not_known(tmp_path: Path) -> None:
    path = proposal(tmp_path, "1.md", {"themes": ["health"], "touched": ["cyber-ai"], "none": False, "lang": "de"})
    (found,) = read_proposals([path], THEMES)
    assert (found.expected, found.language) == ({"health": True, "smart-city": False}, "de")


@pytest.mark.parametrize(
    ("truth", "message"),
    [
        ({"themes": ["helth"]}, "Did you mean 'health'?"),
        ({"themes": "health"}, '"themes" must be a list'),
        ({"themes": ["health"], "none": True}, '"none" must be true exactly where'),
        ({"themes": [], "none": False}, '"none" must be true exactly where'),
        ({}, 'neither "themes" nor "none"'),
        ([], "is not a JSON object"),
        ("{", "is not JSON"),
    ],
)
def test_mistakes_in_a_truth_are_named_with_its_file(tmp_path: Path, truth: Any, message: str) -> None:
    path = proposal(tmp_path, "1.md", truth)
    with pytest.raises(DataError, match=r"1\.json") as caught:
        read_proposals([path], THEMES)
    assert message in str(caught.value)


def test_a_proposal_without_truth_or_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("Text", encoding="utf-8")
    with pytest.raises(DataError, match=r"1\.md has no truth"):
        read_proposals([tmp_path / "1.md"], THEMES)
    with pytest.raises(DataError, match="does not exist"):
        read_proposals([tmp_path / "2.md"], THEMES)


def test_of_a_folder_one_file_is_measured_for_each_truth(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    first = proposal(tmp_path, "1.md", {"themes": []})
    (tmp_path / "1.pdf").write_bytes(b"")
    second = proposal(tmp_path / "deep", "2.odt", {"themes": []})
    (tmp_path / "README.md").write_text("no proposal", encoding="utf-8")
    texts = tmp_path / "texts.jsonl"
    texts.write_text("", encoding="utf-8")
    found = [texts, first.with_suffix(".pdf"), second]
    assert data_files([tmp_path]) == found
    assert files_of([tmp_path]) == [*found, first.with_suffix(".json"), second.with_suffix(".json")]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError, match="holds neither"):
        data_files([empty])


def test_the_command_measures_a_folder(tmp_path: Path) -> None:
    line = (GOLD / "de" / "parallel_texts.jsonl").read_text("utf-8").splitlines()[0]
    row = json.loads(line)
    proposal(tmp_path, "1.md", {"themes": row["themes"], "none": False}, f"# {row['title']}\n\n{row['text']}")
    done = CliRunner().invoke(cli, ["evaluate", str(tmp_path), "--format", "json", "--kind", "proposal"])
    figures = json.loads(done.stdout)
    assert (figures["language"], figures["texts"], figures["top_theme_right"]) == ("de", 1, 1.0)
    assert figures["passages"]["judged"] >= 1
    crossed = CliRunner().invoke(cli, ["evaluate", str(tmp_path), "--cross-validate"], standalone_mode=False)
    assert isinstance(crossed.exception, UsageError)
