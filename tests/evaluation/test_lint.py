"""``s3align evaluate --lint``: what is wrong or suspicious in labelled data, each with file, line and a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.errors import DataError
from s3align.evaluation.finding import Finding
from s3align.evaluation.lint import lint_labelled
from s3align.evaluation.near_duplicates import near_duplicates
from s3align.strategy.load import load_strategy

SEA = (
    "Die Reederei lässt im Schiffbau einen Rumpf aus Aluminium entwickeln, der leichter ist und auf der Fahrt zu den "
    "Inseln weniger Kraftstoff braucht. Das neue Schiff soll im Winter durch Eis fahren und im Sommer Gäste und Fracht "
    "zugleich befördern, ohne dass der Fahrplan sich ändert oder die Kosten steigen."
)
FOOD = (
    "Bohnen und Linsen sind eine Proteinquelle für alle, die weniger Fleisch essen wollen. Das Team mahlt sie, mischt sie "
    "mit Hafer und formt daraus eine Masse, die sich wie Hack braten lässt. Köche aus drei Küchen prüfen, ob der Geschmack "
    "stimmt, und Gäste urteilen über Farbe und Biss der Gerichte."
)
NONE = (
    "Der Chor lädt zu einem Abend mit Liedern aus vier Jahrhunderten ein und zeigt dazu Bilder von früheren Auftritten. "
    "Wer mitsingen möchte, kommt am Montag in die Aula und bringt gute Laune mit. Noten liegen aus, und für Getränke ist "
    "gesorgt, so dass niemand durstig nach Hause gehen muss."
)
ENGLISH = (
    "The choir invites everybody to an evening with songs from four centuries and shows pictures of its earlier concerts. "
    "Those who want to sing come to the hall on Monday and are in for a good time. There are notes for all of them and "
    "drinks as well, so that nobody has to go home thirsty."
)


def data(tmp_path: Path, *rows: dict[str, object], name: str = "data.jsonl") -> Path:
    path = tmp_path / name
    lines = [json.dumps({"id": f"{name}-{number}", "lang": "de", **row}) for number, row in enumerate(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


GOOD = ({"text": SEA, "themes": ["sea"]}, {"text": FOOD, "themes": ["food"]}, {"text": NONE, "themes": []})


def findings(folder: Path, *files: Path) -> list[Finding]:
    return lint_labelled(load_strategy(folder), folder, files)


def codes(folder: Path, *files: Path) -> list[tuple[int, str]]:
    return [(int(entry.source.rpartition(":")[2]), entry.code) for entry in findings(folder, *files)]


def test_good_data_have_no_findings(learnable: Path, tmp_path: Path) -> None:
    assert findings(learnable, data(tmp_path, *GOOD)) == []


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ({"text": FOOD + " Neu.", "themes": ["sae"]}, "unknown-theme", "unknown theme 'sae'. Did you mean 'sea'?"),
        ({"text": "", "themes": []}, "empty-text", "'text' is missing or empty"),
        ({"text": "Ein kurzer Satz.", "themes": []}, "short-text", "3 words; texts below 40 words"),
        ({"text": ENGLISH, "themes": []}, "wrong-language", "labelled 'de', but the text looks like 'en'"),
        (
            {"text": NONE.replace("Chor", "Kreis"), "labels": {"sea": None}},
            "unknown-labels",
            "no theme's label is known",
        ),
        ({"text": SEA, "themes": ["sea"]}, "duplicate", "the same text stands in {file}:1"),
        ({"text": SEA + " Ende.", "themes": ["sea"]}, "near-duplicate", "nearly the same text (9"),
        (
            {"text": SEA, "themes": ["food"]},
            "contradicting-labels",
            "the same text stands in {file}:1 with other labels",
        ),
        (
            {"text": "Im Schiffbau und in der Aquakultur " + FOOD, "themes": ["food"]},
            "strong-terms",
            "labelled without 'sea', but its strong terms stand in it: Aquakultur, Schiffbau",
        ),
        ({"text": ENGLISH, "lang": "en", "themes": ["sea"]}, "no-term", "labelled 'sea', but none of its terms"),
    ],
)
def test_what_is_wrong_is_found_at_its_line(
    learnable: Path, tmp_path: Path, row: dict[str, object], code: str, message: str
) -> None:
    path = data(tmp_path, *GOOD, row)
    found = [entry for entry in findings(learnable, path) if entry.source == f"{path}:4"]
    assert code in [entry.code for entry in found]
    assert any(message.format(file=path) in entry.message for entry in found)


def test_one_term_in_passing_is_not_suspicious(learnable: Path, tmp_path: Path) -> None:
    passing = {"text": "Im Schiffbau " + FOOD.replace("Bohnen", "Erbsen"), "themes": ["food"]}
    assert "strong-terms" not in [code for _, code in codes(learnable, data(tmp_path, *GOOD, passing))]


def test_duplicates_are_found_across_files_and_in_the_training_texts(learnable: Path, tmp_path: Path) -> None:
    learnt = json.loads((learnable / "texts" / "de" / "sea.jsonl").read_text(encoding="utf-8").splitlines()[2])
    first = data(tmp_path, *GOOD, name="a.jsonl")
    second = data(
        tmp_path, {"text": NONE, "themes": ["sea"]}, {"text": learnt["text"], "themes": ["sea"]}, name="b.jsonl"
    )
    found = {entry.code: entry for entry in findings(learnable, first, second)}
    assert found["contradicting-labels"].source == f"{second}:1"
    assert f"{first}:3" in found["contradicting-labels"].message
    assert found["in-training"].source == f"{second}:2"
    assert "sea.jsonl:3" in found["in-training"].message


def test_the_training_texts_themselves_are_not_in_training(learnable: Path) -> None:
    files = sorted(learnable.glob("texts/de/*.jsonl"))
    assert "in-training" not in [code for _, code in codes(learnable, *files)]


def test_themes_without_support_or_contrast_are_named_per_language(learnable: Path, tmp_path: Path) -> None:
    path = data(tmp_path, GOOD[0], {"text": ENGLISH, "lang": "en", "themes": []})
    found = {(entry.source, entry.code): entry.message for entry in findings(learnable, path)}
    assert "is about 'food'" in found[f"{path}:1", "no-support"]
    assert found[f"{path}:1", "no-contrast"] == "all known texts in 'de' are about 'sea'."
    assert found[f"{path}:2", "no-support"].startswith("none of the 1 texts in 'en' is about")


def test_languages_that_the_strategy_does_not_use_are_named(coast: Path, tmp_path: Path) -> None:
    toml = coast / "strategy.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["de", "en"]', '["de"]'), encoding="utf-8")
    for name in ("terms.csv", "out_of_scope.csv", "principle_terms.csv"):
        lines = (coast / name).read_text(encoding="utf-8").splitlines()
        (coast / name).write_text("\n".join(line for line in lines if ",en," not in line), encoding="utf-8")
    path = data(tmp_path, *GOOD, {"text": ENGLISH, "lang": "en", "themes": []})
    assert (4, "unused-language") in codes(coast, path)


def lint(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["evaluate", "--lint", *map(str, arguments)], standalone_mode=False)
    return int(result.return_value or 0), result.output


def test_the_command_ends_with_3_where_training_would_refuse_the_data(learnable: Path, tmp_path: Path) -> None:
    good, wrong = data(tmp_path, *GOOD), data(tmp_path, {"text": SEA, "themes": ["see"]}, name="wrong.jsonl")
    assert lint(good, "--strategy", learnable) == (0, "0 findings\n")
    code, output = lint(good, wrong, "--strategy", learnable)
    assert code == DataError.exit_code
    assert output == f"{wrong}:1: unknown-theme: unknown theme 'see'. Did you mean 'sea'?\n1 finding\n"


def test_findings_as_json_are_one_object_a_line(learnable: Path, tmp_path: Path) -> None:
    path = data(tmp_path, *GOOD, {"text": "Kurz.", "themes": []})
    code, output = lint(path, "--strategy", learnable, "--format", "json")
    assert code == 0
    assert [json.loads(line) for line in output.splitlines()] == [
        {
            "source": f"{path}:4",
            "code": "short-text",
            "message": "1 words; texts below 40 words are not assessed at all.",
            "is_mistake": False,
        }
    ]


def test_near_duplicates_are_told_by_the_rows_of_the_shorter_text() -> None:
    words, others = [f"w{number}" for number in range(24)], [f"x{number}" for number in range(24)]
    whole = " ".join(words)
    half, third = " ".join([*words[:14], *others[:10]]), " ".join([*words[:8], *others[8:]])  # 10 and 4 of 20 rows
    found = list(near_duplicates([whole, "other words stand here alone", half, third, whole.upper()]))
    assert found == [(0, 4, 1.0), (0, 2, 0.5)]
    assert list(near_duplicates([whole, " ".join(words[:12])])) == [(0, 1, 0.99)]
    assert list(near_duplicates(["", "", "one"])) == [(0, 1, 1.0)]
