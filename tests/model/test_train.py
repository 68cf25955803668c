"""A strategy's model from texts to files: the same bytes each time, bound to themes and terms, found where it was put."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from s3align import resources
from s3align.errors import DataError, ModelError, UsageError
from s3align.model import store
from s3align.model.fit import OutOfFold, fit_document
from s3align.model.labelled_files import read_many
from s3align.model.scorer import ThemeScorer
from s3align.model.train import Training, build_models, measuring, train, train_on
from s3align.strategy.load import load_strategy

SHIPPED = resources.folder("corpus") / "strategies" / "ruhr"


@pytest.fixture(scope="module")
def training(learnable: Path) -> Training:
    return train(load_strategy(learnable), learnable)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_the_same_texts_give_the_same_bytes(training: Training, learnable: Path, tmp_path: Path) -> None:
    again = train(load_strategy(learnable), learnable)
    assert training.save(tmp_path / "one") == again.save(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_saved_model_loads_as_it_was(training: Training, tmp_path: Path) -> None:
    strategy = training.strategy
    saved = training.save(tmp_path)
    loaded = store.load(tmp_path, strategy.id, strategy.binding_hash)
    assert loaded == training.model()
    assert loaded.model_hash == saved


def test_the_manifest_says_what_was_learnt_from(training: Training, tmp_path: Path) -> None:
    training.save(tmp_path)
    manifest = store.read_manifest(tmp_path)
    assert manifest["strategy"] == "coast"
    assert manifest["strategy_hash"] == training.strategy.binding_hash
    assert manifest["texts"] == {"de labelled": 24, "en labelled": 24}
    assert sorted(manifest["learnt_from"]) == [
        f"{lang}/{name}.jsonl" for lang in ("de", "en") for name in ("food", "none", "sea")
    ]


def test_further_data_are_learnt_from_and_named(coast: Path, training: Training, tmp_path: Path) -> None:
    data = tmp_path / "more.jsonl"
    data.write_text(json.dumps({"lang": "de", "text": "Die Werft baut Boote.", "themes": ["sea"]}), encoding="utf-8")
    more = train(load_strategy(coast), coast, [data])
    assert more.provenance["texts"] == {"de labelled": 25, "en labelled": 24}
    assert more.profiles["de"] != training.profiles["de"]
    assert more.profiles["en"] == training.profiles["en"]


def test_weak_labels_and_readings_of_the_strategy_are_used(coast: Path, tmp_path: Path) -> None:
    record = {"id": "book", "lang": "de", "text": "Ein Handbuch der Werft.", "headings": ["Schiffe"], "classes": []}
    data = tmp_path / "library.jsonl"
    data.write_text(json.dumps(record), encoding="utf-8")
    (coast / "weak_labels.csv").write_text("theme,field,pattern\nsea,heading,schiff\n", encoding="utf-8")
    strategy = load_strategy(coast)
    by_rule = train(strategy, coast, [data])
    assert by_rule.provenance["texts"] == {"de labelled": 24, "de weak": 1, "en labelled": 24}
    (coast / "texts" / "readings.csv").write_text("id,themes,touched,sure\nbook,food,,yes\n", encoding="utf-8")
    by_reading = train(strategy, coast, [data])
    assert by_rule.profiles["de"].vocabulary.weights != by_reading.profiles["de"].vocabulary.weights


def test_words_that_a_person_rejected_are_read_beside_the_texts(coast: Path, training: Training) -> None:
    (coast / "texts" / "no_evidence.csv").write_text("theme,language,word\nsea,de,hafen\n", encoding="utf-8")
    found = train(load_strategy(coast), coast).profiles
    weights = found["de"].vocabulary.weights
    before = training.profiles["de"].vocabulary.weights
    assert "hafen" in before["sea"].keys() - weights["sea"].keys()
    assert weights["food"] == before["food"]
    assert found["en"] == training.profiles["en"]


def test_a_strategy_without_texts_is_told_where_to_put_them(coast: Path) -> None:
    shutil.rmtree(coast / "texts")
    with pytest.raises(DataError, match=r"no labelled text in de or en to learn from.*coast/texts/<language>/.*--data"):
        train(load_strategy(coast), coast)


def test_texts_of_a_corpus_serve_a_strategy_without_its_own(coast: Path, training: Training, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.move(coast / "texts", corpus / "texts")
    assert train(load_strategy(coast), coast, corpus=corpus).profiles == training.profiles


def test_a_language_without_texts_is_named(coast: Path) -> None:
    shutil.rmtree(coast / "texts" / "en")
    with pytest.raises(DataError, match=r"0 labelled texts in 'en'.*take 'en' out of the languages"):
        train(load_strategy(coast), coast)


def test_a_strategy_in_one_language_is_learnt_in_it_alone(coast: Path) -> None:
    change(coast, "strategy.toml", 'languages = ["de", "en"]', 'languages = ["de"]')
    for file in ("terms.csv", "out_of_scope.csv", "principle_terms.csv"):
        lines = (coast / file).read_text(encoding="utf-8").splitlines()
        (coast / file).write_text("\n".join(line for line in lines if ",en," not in line), encoding="utf-8")
    training = train(load_strategy(coast), coast)
    assert list(training.profiles) == ["de"]
    assert training.provenance["texts"] == {"de labelled": 24}


def test_programs_may_hold_the_texts(training: Training, learnable: Path) -> None:
    texts = read_many(learnable.glob("texts/*/*.jsonl"), ["sea", "food"])
    assert train_on(training.strategy, texts).profiles == training.profiles
    assert ThemeScorer.fit(training.strategy, texts).profiles == training.model()


FACTS = [
    ("municipalities.csv", "12345", "23456"),
    ("municipality_themes.csv", "Sandhafen,sea,strong", "Sandhafen,sea,medium"),
    ("sources.csv", "Strategy of the Sample Coast", "Strategy of the Coast"),
    ("strategy.toml", "Welches Schiff wird gebaut?", "Welche Schiffe werden gebaut?"),
    ("strategy.toml", "# Made up for the tests", "# Invented for the tests"),
    ("strategy.toml", 'name.en = "Marine technology"', 'name.en = "Maritime technology"'),
    ("principles.toml", "Mit wem?", "Mit welchen Partnern?"),
]
BINDING = [
    ("terms.csv", "sea,ships,de,Werft,medium", "sea,ships,de,Reederei,medium"),
    ("terms.csv", "sea,ships,de,Werft,medium", "sea,ships,de,Werft,strong"),
    ("terms.csv", "sea,ships,de,Werft,medium,no,no", "sea,ships,de,Werft,medium,yes,no"),
    ("terms.csv", "sea,ships,de,LNG,medium,yes,yes", "sea,ships,de,LNG,medium,yes,no"),
    ("terms.csv", "sea,ships,de,LNG", "sea,fish,de,LNG"),
    ("out_of_scope.csv", "tourism,de,Strandkorb", "tourism,de,Kurtaxe"),
]


@pytest.mark.parametrize(("file", "old", "new"), FACTS)
def test_facts_and_wordings_may_change_without_a_new_model(
    training: Training, coast: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    training.save(tmp_path / "model")
    before = training.strategy.content_hash
    change(coast, file, old, new)
    strategy = load_strategy(coast)
    assert strategy.content_hash != before
    assert store.load(tmp_path / "model", strategy.id, strategy.binding_hash).model_hash


@pytest.mark.parametrize(("file", "old", "new"), BINDING)
def test_a_changed_term_needs_a_new_model_and_the_message_says_how(
    training: Training, coast: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    training.save(tmp_path / "model")
    change(coast, file, old, new)
    strategy = load_strategy(coast)
    with pytest.raises(
        ModelError, match=r"themes or terms have changed.*Take the changes .* back, or learn anew"
    ) as caught:
        store.load(tmp_path / "model", strategy.id, strategy.binding_hash)
    assert "s3align train --strategy FOLDER" in str(caught.value)


def test_the_order_of_rows_needs_no_new_model(training: Training, coast: Path) -> None:
    header, *rows = (coast / "terms.csv").read_text(encoding="utf-8").splitlines()
    (coast / "terms.csv").write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    strategy = load_strategy(coast)
    assert strategy.terms != training.strategy.terms
    assert strategy.binding_hash == training.strategy.binding_hash


@pytest.mark.parametrize("part", ["languages", "themes", "terms", "out_of_scope"])
def test_fewer_themes_terms_or_languages_need_a_new_model(training: Training, part: str) -> None:
    fewer = replace(training.strategy, **{part: getattr(training.strategy, part)[:1]})
    assert fewer.binding_hash != training.strategy.binding_hash


def test_a_model_of_another_strategy_is_refused(training: Training, tmp_path: Path) -> None:
    training.save(tmp_path)
    with pytest.raises(ModelError, match="belongs to the strategy 'coast', not to 'hills'"):
        store.load(tmp_path, "hills", training.strategy.binding_hash)


@pytest.mark.parametrize(
    ("file", "body", "message"),
    [
        ("profiles-de.json", b"{}", "profiles-de.json is missing or was altered"),
        ("profiles-de.json", None, "profiles-de.json is missing or was altered"),
        ("document.json", b"{}", "document.json is missing or was altered"),
        ("document.json", None, "document.json is missing or was altered"),
        ("manifest.json", b"{", "manifest.json is damaged"),
        ("manifest.json", b"[]", "manifest.json is damaged"),
        ("manifest.json", b'{"schema": "s3align.model/2", "files": {}}', "has the schema s3align.model/2"),
        ("manifest.json", None, "There is no model at"),
    ],
)
def test_altered_and_missing_files_are_refused(
    training: Training, tmp_path: Path, file: str, body: bytes | None, message: str
) -> None:
    training.save(tmp_path)
    if body is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(body)
    with pytest.raises(ModelError, match=message):
        store.load(tmp_path, training.strategy.id, training.strategy.binding_hash)
    assert store.fits(tmp_path, training.strategy) is (file != "manifest.json")


@pytest.mark.parametrize("kept", ["document.json", "profiles-de.json"])
def test_a_manifest_that_does_not_name_all_files_is_refused(training: Training, tmp_path: Path, kept: str) -> None:
    training.save(tmp_path)
    manifest = store.read_manifest(tmp_path)
    files = {kept: manifest["files"][kept]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"files": files}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json does not name all files of a model\. Restore it"):
        store.load(tmp_path, training.strategy.id, training.strategy.binding_hash)


def test_languages_that_a_model_no_longer_has_are_removed(training: Training, tmp_path: Path) -> None:
    training.save(tmp_path)
    store.save({"de": training.profiles["de"]}, training.document, tmp_path, facts=training.provenance)
    assert [file.name for file in sorted(tmp_path.glob("profiles-*"))] == ["profiles-de.json"]


def test_models_are_made_from_statistics_byte_for_byte(training: Training, tmp_path: Path) -> None:
    training.save(tmp_path / "statistics")
    model_hash = build_models(training.strategy, tmp_path / "statistics", tmp_path / "model")
    assert model_hash == training.model().model_hash
    assert contents(tmp_path / "model") == contents(tmp_path / "statistics")


@pytest.mark.parametrize("schema", ["s3align.model/3", "s3align.model/4"])
def test_models_and_statistics_of_a_schema_before_are_refused_with_what_to_do(
    training: Training, tmp_path: Path, schema: str
) -> None:
    training.save(tmp_path / "old")
    manifest = store.read_manifest(tmp_path / "old") | {"schema": schema}
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    advice = (
        rf"has the schema {schema}, .* reads s3align\.model/5\. Make it again with `s3align train --strategy FOLDER`"
    )
    with pytest.raises(ModelError, match=advice):
        store.load(tmp_path / "old", training.strategy.id, training.strategy.binding_hash)
    with pytest.raises(ModelError, match=advice):
        build_models(training.strategy, tmp_path / "old", tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_statistics_of_other_themes_or_terms_are_refused(training: Training, coast: Path, tmp_path: Path) -> None:
    training.save(tmp_path / "statistics")
    change(coast, "out_of_scope.csv", "tourism,de,Strandkorb", "tourism,de,Kurtaxe")
    with pytest.raises(ModelError, match="does not fit the strategy 'coast'"):
        build_models(load_strategy(coast), tmp_path / "statistics", tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_model_is_a_file_for_each_language_the_document_model_and_a_manifest_of_both(
    training: Training, tmp_path: Path
) -> None:
    training.save(tmp_path)
    names = ["document.json", "manifest.json", "profiles-de.json", "profiles-en.json"]
    assert sorted(contents(tmp_path)) == names
    manifest = store.read_manifest(tmp_path)
    assert manifest["schema"] == "s3align.model/5"
    assert sorted(manifest["files"]) == [name for name in names if name != "manifest.json"]
    document = json.loads((tmp_path / "document.json").read_bytes())
    assert document == {"schema": "s3align.model/5", **asdict(training.document)}


def test_the_hash_of_a_model_knows_the_document_model(training: Training, tmp_path: Path) -> None:
    before = training.save(tmp_path)
    moved = replace(training.document, base=training.document.base + 1)
    assert store.save(training.profiles, moved, tmp_path, facts=training.provenance) != before


def test_the_document_model_rests_on_texts_that_measure(training: Training) -> None:
    rows = [(row, entry.profiles.fusion) for entry in training.learnt.values() for row in measuring(entry)]
    assert training.document == fit_document(rows, ["sea", "food"])
    assert len(rows) == 48


def test_real_texts_measure_where_there_are_enough_and_library_records_never(training: Training) -> None:
    german = training.learnt["de"]

    def of_kinds(real: int, weak: int) -> list[OutOfFold]:
        kinds = ["project"] * real + ["reference"] * (24 - real)
        rows = [
            replace(row, text=replace(row.text, kind=kind, is_weak=number < weak))
            for number, (row, kind) in enumerate(zip(german.out_of_fold, kinds, strict=True))
        ]
        return measuring(replace(german, out_of_fold=tuple(rows)))

    assert len(of_kinds(0, 0)) == len(of_kinds(19, 0)) == 24
    assert [row.text.kind for row in of_kinds(20, 0)] == ["project"] * 20
    assert len(of_kinds(20, 1)) == 23
    assert not any(row.text.is_weak for row in of_kinds(24, 3))


def test_a_model_lies_in_its_strategy_s_folder_or_where_one_says(
    training: Training, coast: Path, tmp_path: Path
) -> None:
    strategy = training.strategy
    assert store.find_model(strategy, coast) == store.model_folder(strategy, coast) == coast / "model"
    assert store.find_model(strategy, coast, tmp_path) == tmp_path / "coast"
    assert store.find_model(load_strategy(SHIPPED), SHIPPED) == resources.folder("models") / "ruhr"
    assert store.model_folder(load_strategy(SHIPPED), SHIPPED) == resources.folder("models") / "ruhr"


def test_a_copy_of_a_shipped_strategy_uses_the_shipped_model_while_it_fits(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "copy", ignore=shutil.ignore_patterns("texts")))
    shipped = resources.folder("models") / "ruhr"
    assert store.find_model(load_strategy(folder), folder) == shipped
    assert store.model_folder(load_strategy(folder), folder) == folder / "model"
    change(folder, "terms.csv", ",strong,", ",medium,")
    assert store.find_model(load_strategy(folder), folder) == folder / "model"
    change(folder, "terms.csv", ",medium,", ",strong,")
    shutil.copytree(shipped, folder / "model")
    assert store.find_model(load_strategy(folder), folder) == folder / "model"


def test_a_folder_that_cannot_be_made_is_named(training: Training, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="--models"):
        training.save(tmp_path / "file" / "model")
