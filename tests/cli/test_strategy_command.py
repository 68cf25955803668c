"""``s3align strategy``: what it prints, what it writes, and with which code it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from s3align.cli.main import main
from s3align.settings import Settings

DATA = Path(__file__).parent.parent / "strategy" / "data"


@pytest.fixture
def run(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["strategy", *arguments])
        output = capsys.readouterr()
        return ended.value.code, output.out, output.err

    return call


@pytest.fixture
def broken(tmp_path):
    folder = Path(shutil.copytree(DATA / "coast", tmp_path / "broken"))
    text = (folder / "strategy.toml").read_text(encoding="utf-8")
    (folder / "strategy.toml").write_text(text.replace("publisher", "publischer"), encoding="utf-8")
    with (folder / "terms.csv").open("a", encoding="utf-8") as stream:
        stream.writelines(f"nothing,x,de,Wort{number},strong,no,no\n" for number in range(30))
    return folder


def test_a_new_strategy_validates_at_once_and_is_never_overwritten(run, tmp_path):
    folder = str(tmp_path / "north")
    code, out, _ = run("new", folder, "--language", "de", "--language", "en", "--theme", "Sea", "--theme", "Food")
    assert code == 0
    assert "2 themes" in out
    code, out, _ = run("validate", folder)
    assert (code, len(out.splitlines())) == (0, 2)
    assert "2 themes, 2 sub-topics" in out
    left = "strategy.toml (13 lines), texts/de/texts.jsonl (10 lines), texts/en/texts.jsonl (10 lines)"
    assert out.splitlines()[-1] == f"Placeholders of `strategy new` are left in {left}."
    code, _, err = run("new", folder)
    assert code == 2
    assert "is not empty" in err


def test_validate_lists_every_mistake_and_ends_with_its_own_code(run, broken):
    code, out, _ = run("validate", str(broken))
    assert code == 3
    assert "strategy.toml:3: unknown key 'publischer'. Did you mean 'publisher'?" in out
    assert out.count("unknown theme 'nothing'") == 30
    assert out.splitlines()[-1].endswith("32 mistakes.")
    code, out, _ = run("validate", str(broken), "--format", "json")
    record = json.loads(out)
    assert (code, len(record["mistakes"]), record["counts"]) == (3, 32, None)
    assert record["mistakes"][0]["line"] == 3


def test_one_thing_is_counted_in_the_singular(run, tmp_path):
    folder = tmp_path / "north"
    code, out, _ = run("new", str(folder), "--theme", "Sea")
    assert code == 0
    assert "1 theme, 1 sub-topic, 1 term, 10 terms out of scope" in out
    text = (folder / "strategy.toml").read_text(encoding="utf-8")
    (folder / "strategy.toml").write_text(text.replace("year = 2021", "year = 1"), encoding="utf-8")
    assert run("validate", str(folder))[1].splitlines()[-1].endswith(": 1 mistake.")


def test_validate_of_the_shipped_strategy_finds_no_mistake(run):
    code, out, _ = run("validate", "--format", "json")
    assert code == 0
    assert json.loads(out)["mistakes"] == []
    assert json.loads(out)["counts"]["themes"] > 1


def test_an_unknown_name_is_refused_with_the_nearest(run):
    code, _, err = run("validate", "rhur")
    assert code == 2
    assert "Did you mean" in err


def test_the_environment_names_a_strategy_and_is_no_setting(run, monkeypatch):
    monkeypatch.setenv("S3ALIGN_STRATEGY", str(DATA / "auental"))
    monkeypatch.setenv("S3ALIGN_MODELS", "somewhere")
    assert Settings.load() == Settings()
    assert run("validate")[1].startswith(str(DATA / "auental"))
    code, out, _ = run("list")
    assert code == 0
    assert "auental: Strategie der intelligenten Spezialisierung" in out
    assert "5 themes; de; no model" in out


def test_list_says_which_strategies_have_a_model(run, monkeypatch):
    monkeypatch.delenv("S3ALIGN_STRATEGY", raising=False)
    monkeypatch.delenv("S3ALIGN_MODELS", raising=False)
    assert "; model; " in run("list")[1]
    assert "; model; " not in run("list", "--models", str(DATA))[1]


def test_show_counts_terms_by_sub_topic_in_a_language_that_the_strategy_may_lack(run):
    code, out, _ = run("show", str(DATA / "auental"), "--lang", "en")
    assert code == 0
    assert "optik: Optik und Photonik" in out
    assert "terms: de 8" in out
    assert "binding hash" in out


def test_show_says_where_the_middle_of_the_places_lies(run):
    assert "middle of the places: 54.1 N, 8.2 E" in run("show", str(DATA / "coast"))[1]
    assert "middle of the places" not in run("show", str(DATA / "auental"))[1]


def test_lint_reports_findings_and_fails_only_when_asked_to(run, tmp_path):
    folder = str(DATA / "auental")
    code, out, _ = run("lint", folder, "--data", f"{folder}/texts/de/texts.jsonl")
    assert code == 0
    assert "terms.csv:73: swallowed: 'Textilveredlung'" in out
    assert "never-found: 'Tourismus'" in out
    code, out, _ = run("lint", folder, "--strict", "--format", "json")
    assert code == 23
    assert [row["code"] for row in json.loads(out)["findings"]] == ["swallowed"]
    clean = Path(shutil.copytree(DATA / "coast", tmp_path / "coast"))
    assert run("lint", str(clean), "--strict")[0] == 0


def test_lint_names_the_placeholders_that_are_left_in_each_file(run, tmp_path):
    folder = tmp_path / "north"
    run("new", str(folder), "--language", "fr", "--theme", "Mer")
    found = json.loads(run("lint", str(folder), "--format", "json")[1])["findings"]
    left = {row["file"]: row["sentence"].split()[0] for row in found if row["code"] == "placeholder"}
    assert left["texts/fr/texts.jsonl"] == "5"
    toml = (folder / "strategy.toml").read_text(encoding="utf-8")
    assert int(left["strategy.toml"]) == toml.count("# translate") + 1, "and the publisher"
    (folder / "strategy.toml").write_text(
        toml.replace("  # translate", "").replace("Publisher of the strategy", "Agence"), encoding="utf-8"
    )
    again = json.loads(run("lint", str(folder), "--format", "json")[1])["findings"]
    assert {row["file"]: row["sentence"].split()[0] for row in again if row["code"] == "placeholder"} == {
        "strategy.toml": "3",
        "texts/fr/texts.jsonl": "5",
    }


def test_schema_prints_a_schema_or_lists_the_files(run):
    assert json.loads(run("schema", "strategy.toml")[1])["title"] == "strategy.toml"
    assert json.loads(run("schema", "terms.csv")[1])["fields"][0]["name"] == "theme"
    listed = run("schema")[1]
    assert "strategy.toml" in listed
    assert "optional" in listed
    assert run("schema", "nonsense")[0] == 2


def test_a_strategy_without_an_example_says_so(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["example", str(tmp_path / "a.pdf"), "--strategy", str(DATA / "coast")])
    assert ended.value.code == 2
    assert "has no example proposal" in capsys.readouterr().err
