"""``s3align evaluate`` and ``s3align profile suggest`` on files as reviewers have them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli

GOLD = Path(__file__).parent.parent / "gold"


def rows(language: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLD / language / "twins.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A reviewer's table: one row with a file beside it, one with its text, one without a theme."""
    first, second, last = rows("de")[0], rows("de")[12], rows("de")[-1]
    (tmp_path / "antrag.txt").write_text(f"{first['title']}\n\n{first['text']}", encoding="utf-8")
    lines = [
        "file,text,lang,themes",
        "antrag.txt,,de,cyber-ai",
        f'"","{second["text"]}",de,new-industry',
        f'"","{last["text"]}",de,none',
    ]
    path = tmp_path / "review.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_reviewers_table_is_measured(table: Path) -> None:
    done = CliRunner().invoke(cli, ["evaluate", str(table), "--format", "json"])
    figures = json.loads(done.stdout)
    assert (figures["language"], figures["texts"], figures["top_theme_right"]) == ("de", 3, 1.0)


def test_a_wrong_theme_in_the_table_is_named_with_its_line(table: Path) -> None:
    table.write_text("text,lang,themes\nEin Text,de,wasserstoff\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(table)])
    assert done.exit_code
    assert "review.csv:2" in str(done.exception or done.output)


def test_twins_are_compared() -> None:
    done = CliRunner().invoke(cli, ["evaluate", *(str(GOLD / lang / "twins.jsonl") for lang in ("de", "en"))])
    assert "60 texts and their translations" in done.stdout


def test_the_page_shows_worst_errors_with_their_ledgers(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    row = rows("de")[0] | {"themes": ["health"], "lang": "de"}
    wrong.write_text(json.dumps(row) + "\n", encoding="utf-8")
    page = tmp_path / "page.html"
    done = CliRunner().invoke(cli, ["evaluate", str(wrong), "--format", "html", "--out", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text("utf-8")
    HTMLParser().feed(text)
    assert "cyber-ai is not the subject, but scored" in text
    assert "<td>keyword</td>" in text
    again = CliRunner().invoke(cli, ["evaluate", str(wrong), "--format", "html", "--out", str(page)])
    assert again.exit_code


def test_suggestions_leave_out_what_profiles_cover(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    texts = [("Der Quatrolith kühlt Wasserstoff im Tank.", ["green-tech"])] * 6 + [("Ein Fest im Park.", [])] * 6
    data.write_text(
        "".join(
            json.dumps({"id": str(number), "lang": "de", "text": text, "themes": themes}) + "\n"
            for number, (text, themes) in enumerate(texts)
        ),
        encoding="utf-8",
    )
    done = CliRunner().invoke(cli, ["profile", "suggest", str(data), "--theme", "green-tech"])
    assert "quatrolith" in done.stdout
    assert "wasserstoff" not in done.stdout
