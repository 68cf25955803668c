"""``s3align evaluate`` and ``s3align profile suggest`` on files as reviewers have them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s3align.cli.main import cli
from s3align.errors import DataError

GOLD = Path(__file__).parent.parent / "gold"


def rows(language: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLD / language / "parallel_texts.jsonl").read_text("utf-8").splitlines()]


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


def test_a_text_and_its_translation_are_compared() -> None:
    done = CliRunner().invoke(cli, ["evaluate", *(str(GOLD / lang / "parallel_texts.jsonl") for lang in ("de", "en"))])
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
    assert str(row["title"]) in text
    assert "What can be promised" in text
    assert "<td>keyword</td>" in text
    again = CliRunner().invoke(cli, ["evaluate", str(wrong), "--format", "html", "--out", str(page)])
    assert again.exit_code


def test_worst_errors_are_printed_with_their_ledgers_and_without_sentences(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    row = rows("de")[0] | {"themes": ["health"], "lang": "de"}
    wrong.write_text(json.dumps(row) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(wrong), "--errors", "2"])
    _, _, errors = done.stdout.partition("worst errors\n")
    assert f"{row['id']}: cyber-ai: not about it, sureness" in errors
    assert str(row["title"]) in errors
    assert "base" in errors
    assert "(keyword, passage 1)" in errors
    assert len(errors.splitlines()) == 4
    none = CliRunner().invoke(cli, ["evaluate", str(wrong), "--errors", "0"])
    assert "worst errors" not in none.stdout


def test_unclear_risk_and_promises_are_part_of_every_measuring() -> None:
    done = CliRunner().invoke(cli, ["evaluate", str(GOLD / "de" / "gold.jsonl")])
    assert "takes in" in done.stdout
    assert "addressed themes called absent" in done.stdout
    assert "texts complete" in done.stdout
    assert "conformal risk control; 5 % takes 19 texts, none missed, 2 % takes 49 texts" in done.stdout


def test_bad_twins_are_measured_with_their_texts(tmp_path: Path) -> None:
    good, none = rows("de")[0], rows("de")[-1]
    data = tmp_path / "data.jsonl"
    twin = none | {"id": "x", "twin_of": good["id"], "themes": []}
    data.write_text("".join(json.dumps(row | {"lang": "de"}) + "\n" for row in (good, twin)), encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(data)])
    assert "de, texts and their bad twins: kept apart 1 of 1" in done.stdout
    lines = CliRunner().invoke(cli, ["evaluate", str(data), "--format", "json"]).stdout.splitlines()
    assert json.loads(lines[-1])["bad_twins"] == "de"


def evaluated(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)], standalone_mode=False)


def test_floors_are_pinned_kept_and_missed(tmp_path: Path) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    lines = [json.dumps(row | {"lang": "de"}) for row in rows("de")[::12]]
    data.write_text("\n".join(lines), encoding="utf-8")
    assert "has no floors for these files" in str(evaluated(data, "--floors", floors).exception)
    assert evaluated(data, "--floors", floors, "--pin").exception is None
    assert evaluated(data, "--floors", floors).exception is None
    pinned = json.loads(floors.read_text(encoding="utf-8"))
    for entry in pinned.values():
        entry["floors"]["de"]["macro_f1"] = 1.01
    floors.write_text(json.dumps(pinned), encoding="utf-8")
    below = evaluated(data, "--floors", floors)
    assert "de: macro_f1 is" in str(below.exception)
    assert "Say why with --reason" in str(evaluated(data, "--floors", floors, "--pin").exception)
    assert evaluated(data, "--floors", floors, "--pin", "--reason", "a test").exception is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("text,themes\nEin Text,none\n", "review.csv:1: the columns must be file or text, lang and themes"),
        ("text,lang,themes\nEin Text,dee,none\n", "review.csv:2: unknown language 'dee'. Did you mean 'de'?"),
        ("text,lang,themes\nEin Text,de,helth\n", "review.csv:2: unknown theme 'helth'. Did you mean 'health'?"),
        ("text,lang,themes\nEin Text,de,\n", "review.csv:2: no themes"),
        ("text,lang,themes\n,de,none\n", "review.csv:2: neither file nor text"),
        ("file,lang,themes\nabsent.txt,de,none\n", "review.csv:2: "),
    ],
)
def test_mistakes_in_a_reviewers_table_are_named_with_their_line(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "review.csv"
    path.write_text(body, encoding="utf-8")
    error = evaluated(path).exception
    assert isinstance(error, DataError)
    assert message in str(error)


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
