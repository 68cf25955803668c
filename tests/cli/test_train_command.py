"""``s3align train``, ``evaluate`` and ``profile`` on a strategy that does not travel with the package."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s3align import resources
from s3align.cli.main import cli
from s3align.errors import DataError, ModelError, S3AlignError, UsageError


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def done(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


def printed(*arguments: str | Path) -> str:
    """What went to standard output: ``evaluate`` warns of texts that the model has learnt from."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.stdout


def refused(kind: type[S3AlignError], *arguments: str | Path) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.output
    return str(result.exception)


@pytest.fixture(scope="module")
def trained(learnable: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "coast"
    shutil.copytree(learnable, folder)
    done("train", "--strategy", folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_data_of_ones_own_never_replace_what_travels_with_the_package(
    learnable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(
        resources.folder("corpus"), package / "corpus", ignore=shutil.ignore_patterns("strategies", "statistics")
    )
    shutil.copytree(learnable, package / "corpus" / "strategies" / "coast")
    shutil.copytree(resources.folder("templates"), package / "templates")
    monkeypatch.setattr(resources, "folder", package.joinpath)
    done("train", "--strategy", "coast")
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    data = tmp_path / "own.jsonl"
    data.write_text(json.dumps({"lang": "en", "text": "Boats and nets. " * 20, "themes": ["sea"]}), encoding="utf-8")
    assert "--models FOLDER" in refused(UsageError, "train", "--strategy", "coast", "--data", data)
    done("train", "--strategy", "coast", "--data", data, "--models", tmp_path / "models")
    assert (tmp_path / "models" / "coast" / "manifest.json").is_file()
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


def test_the_model_of_a_folder_lies_in_it(trained: Path) -> None:
    assert sorted(files(trained / "model")) == [
        "MODEL_CARD.md",
        "document.json",
        "manifest.json",
        "profiles-de.json",
        "profiles-en.json",
    ]
    card = (trained / "model" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "# Model card: Strategy of the Sample Coast" in card


def test_train_says_what_the_figures_rest_on_and_where_the_model_is(coast: Path) -> None:
    output = done("train", "--strategy", coast)
    assert "cross-validated on 24 reference texts alone" in output
    assert f"→ {coast / 'model'}" in output


def test_training_twice_gives_the_same_files(trained: Path, tmp_path: Path) -> None:
    done("train", "--strategy", trained, "--models", tmp_path)
    assert files(tmp_path / "coast") == files(trained / "model")


def test_a_theme_without_texts_is_announced(coast: Path) -> None:
    (coast / "texts" / "de" / "food.jsonl").write_text(
        (coast / "texts" / "de" / "food.jsonl").read_text(encoding="utf-8").replace('["food"]', "[]"), encoding="utf-8"
    )
    output = done("train", "--strategy", coast)
    assert "de: food: no texts to learn from, recognised by their terms alone and not measured" in output
    assert "food" in done("profile", "food", "--strategy", coast)
    assert "recognised by its curated terms" in (coast / "model" / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["train", "profile sea", "evaluate data.jsonl", "strategy show", "strategy lint"])
def test_a_language_that_cannot_be_analysed_is_the_only_mistake(coast: Path, command: str) -> None:
    toml = coast / "strategy.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["de", "en"]', '["xx"]'), encoding="utf-8")
    named = [coast] if command.startswith("strategy") else ["--strategy", coast]
    head, *lines = refused(DataError, *command.split(), *named).splitlines()
    assert "has mistakes" in head
    assert [line.split(". ")[0] for line in lines] == ["strategy.toml:5: texts in 'xx' cannot be analysed"]


def test_themes_with_few_texts_are_named_in_one_line(coast: Path) -> None:
    file = coast / "texts" / "de" / "sea.jsonl"
    more = [
        {"id": f"more-{number}", "text": f"Die Werft baut Boot {number}.", "themes": ["sea"]} for number in range(2)
    ]
    file.write_text("\n".join([file.read_text(encoding="utf-8").rstrip(), *map(json.dumps, more)]), encoding="utf-8")
    warned = [line for line in done("train", "--strategy", coast).splitlines() if line.startswith("Fewer than 10")]
    assert warned == [
        "Fewer than 10 texts about a theme teach little. Add texts about de: food (8); en: sea (8); en: food (8)."
    ]


def test_statistics_of_a_corpus_rebuild_the_model_without_its_texts(coast: Path, trained: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.move(coast / "texts", corpus / "texts")
    arguments = ("train", "--strategy", coast, "--corpus", corpus, "--models")
    done(*arguments, tmp_path / "one")
    assert files(tmp_path / "one" / "coast") == files(corpus / "statistics" / "coast") == files(trained / "model")
    shutil.rmtree(corpus / "texts")
    done(*arguments, tmp_path / "two")
    assert files(tmp_path / "two" / "coast") == files(tmp_path / "one" / "coast")


def test_statistics_do_not_outlive_a_change_of_terms(coast: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    done("train", "--strategy", coast, "--corpus", corpus)
    terms = coast / "terms.csv"
    terms.write_text(terms.read_text(encoding="utf-8").replace("Werft,medium", "Werft,strong"), encoding="utf-8")
    message = refused(ModelError, "train", "--strategy", coast, "--corpus", corpus)
    assert "its themes or terms have changed" in message
    assert "s3align train --strategy FOLDER" in message
    done("train", "--strategy", coast)


def test_a_model_that_does_not_fit_is_answered_with_the_strategy_s_own_folder(coast: Path) -> None:
    message = refused(ModelError, "profile", "sea", "--strategy", coast)
    assert f"Learn one with `s3align train --strategy {coast}`: it takes the labelled texts in {coast}/texts" in message
    done("train", "--strategy", coast)
    terms = coast / "terms.csv"
    terms.write_text(terms.read_text(encoding="utf-8").replace("Werft,medium", "Werft,strong"), encoding="utf-8")
    message = refused(ModelError, "profile", "sea", "--strategy", coast)
    assert f"or learn anew. Learn one with `s3align train --strategy {coast}`" in message


def test_a_copy_of_a_shipped_strategy_keeps_its_model_through_other_places(tmp_path: Path) -> None:
    shipped = resources.folder("corpus") / "strategies" / "ruhr"
    folder = Path(shutil.copytree(shipped, tmp_path / "copy"))
    table = folder / "municipality_themes.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",strong,", ",medium,", 1), encoding="utf-8")
    done("train", "--strategy", folder)
    model = files(resources.folder("models") / "ruhr")
    assert files(folder / "model") == {name: data for name, data in model.items() if not name.startswith("terms-")}


def test_profiles_of_another_strategy_are_shown_in_its_first_language(trained: Path) -> None:
    output = done("profile", "sea", "--strategy", trained)
    assert "Meerestechnik (sea)" in output
    assert "strong: Schiffbau" in output
    assert "medium: Werft, LNG*" in output
    assert "Marine technology" in done("profile", "sea", "--lang", "en", "--strategy", trained)
    message = refused(UsageError, "profile", "sea", "--lang", "fr", "--strategy", trained)
    assert "has no language 'fr'. Use one of: de, en." in message


def test_a_strategy_in_german_alone_is_trained_shown_and_measured(coast: Path) -> None:
    toml = coast / "strategy.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["de", "en"]', '["de"]'), encoding="utf-8")
    for name in ("terms.csv", "out_of_scope.csv", "principle_terms.csv"):
        lines = (coast / name).read_text(encoding="utf-8").splitlines()
        (coast / name).write_text("\n".join(line for line in lines if ",en," not in line), encoding="utf-8")
    shutil.rmtree(coast / "texts" / "en")
    done("train", "--strategy", coast)
    assert "Meerestechnik (sea)" in done("profile", "show", "sea", "--strategy", coast)
    suggestions = done("profile", "suggest", coast / "texts" / "de" / "sea.jsonl", "--strategy", coast)
    assert "Ernährung (food)" in suggestions
    figures = json.loads(
        printed("evaluate", coast / "texts" / "de" / "sea.jsonl", "--strategy", coast, "--format", "json")
    )
    elsewhere = Path(shutil.copy(coast / "texts" / "de" / "sea.jsonl", coast.parent / "elsewhere.jsonl"))
    assert '"lang"' not in elsewhere.read_text(encoding="utf-8")
    assert json.loads(printed("evaluate", elsewhere, "--strategy", coast, "--format", "json"))["texts"] == 8
    assert "Ernährung (food)" in done("profile", "suggest", elsewhere, "--strategy", coast)
    assert "unknown-language" not in done("evaluate", elsewhere, "--lint", "--strategy", coast)
    assert "never-found" in done("strategy", "lint", coast, "--data", elsewhere)
    assert (figures["language"], figures["texts"], figures["top_theme_right"]) == ("de", 8, 1.0)


def test_another_strategy_is_measured_by_its_own_model(trained: Path, tmp_path: Path) -> None:
    data = trained / "texts" / "en" / "food.jsonl"
    arguments = ("evaluate", data, "--strategy", trained, "--format", "json")
    figures = json.loads(printed(*arguments))
    assert [theme["theme"] for theme in figures["themes"]] == ["sea", "food"]
    assert figures["top_theme_right"] == 1.0
    shutil.copytree(trained / "model", tmp_path / "models" / "coast")
    assert json.loads(printed(*arguments, "--models", tmp_path / "models")) == figures
    assert "There is no model at" in refused(ModelError, *arguments, "--models", tmp_path)
    message = refused(ModelError, *arguments, "--models", tmp_path / "models" / "coast")
    assert f"{tmp_path / 'models' / 'coast'} is a model itself, but --models takes a folder that holds one" in message


def test_cross_validation_learns_anew(trained: Path, tmp_path: Path) -> None:
    data = tmp_path / "more.jsonl"
    data.write_text(json.dumps({"lang": "de", "text": "Die Werft baut Boote.", "themes": ["sea"]}), encoding="utf-8")
    found = [
        json.loads(line)
        for line in done("evaluate", data, "--cross-validate", "--strategy", trained, "--format", "json").splitlines()
    ]
    assert [(entry["language"], entry["texts"]) for entry in found] == [("de", 25), ("en", 24)]


def test_texts_in_no_language_of_the_strategy_cannot_be_measured(trained: Path, tmp_path: Path) -> None:
    data = tmp_path / "library.jsonl"
    row = {"lang": "de", "text": "x", "headings": [], "classes": []}
    data.write_text(json.dumps(row), encoding="utf-8")
    assert "None of the labelled texts can be measured" in refused(DataError, "evaluate", data, "--strategy", trained)


def test_an_unknown_kind_names_those_there_are(trained: Path) -> None:
    data = trained / "texts" / "en" / "food.jsonl"
    message = refused(UsageError, "evaluate", data, "--kind", "call", "--strategy", trained)
    assert "No text is of the kind call. The kinds here are: reference." in message


def test_an_unknown_strategy_is_named_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Did you mean 'ruhr'?" in refused(UsageError, "train", "--strategy", "rurh")
    monkeypatch.setenv("S3ALIGN_STRATEGY", "rhur")
    assert "There is no strategy 'rhur'" in refused(UsageError, "profile", "health")


def test_mistakes_in_data_end_in_a_sentence_and_leave_the_model_as_it_was(trained: Path, tmp_path: Path) -> None:
    before = files(trained / "model")
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"lang": "de", "text": "x", "themes": ["see"]}), encoding="utf-8")
    message = refused(DataError, "train", "--strategy", trained, "--data", data)
    assert f"{data}:1: unknown-theme: unknown theme 'see'. Did you mean 'sea'?" in message
    assert files(trained / "model") == before
