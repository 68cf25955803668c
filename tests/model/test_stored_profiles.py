"""A stored model is checked when it is loaded, and its profiles are decoded when first asked for."""

from __future__ import annotations

from s3align.model import store
from s3align.strategy.load import default_name, find_strategy, load_strategy


def shipped():
    strategy = load_strategy(find_strategy(default_name()))
    folder = store.find_model(strategy, find_strategy(default_name()))
    return folder, store.load(folder, strategy.id, strategy.binding_hash)


def test_the_hash_of_a_model_is_known_without_its_profiles(monkeypatch):
    monkeypatch.setattr(store, "_language_profiles", lambda _: 1 / 0)
    folder, profiles = shipped()
    assert profiles.model_hash == store.manifest_hash(store.read_manifest(folder))


def test_the_profiles_are_those_of_the_files():
    folder, profiles = shipped()
    assert sorted(profiles.languages) == [
        file.stem.partition("-")[2] for file in sorted(folder.glob("profiles-*.json"))
    ]
    assert len(profiles.languages) == len({id(entry) for entry in profiles.languages.values()})
    assert all(profiles.languages[language].language == language for language in profiles.languages)
