"""Profiles as files: JSON with hashes in a manifest, never pickle.

``manifest.json`` names schema, tool version, strategy hash and the SHA-256 of every file; ``load`` refuses what does not
fit and says how to rebuild. The strategy hash is ``Strategy.binding_hash``: themes and terms, so that a corrected place,
source or wording needs no new model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from s3align import resources
from s3align.errors import ModelError, UsageError
from s3align.files import write_atomically
from s3align.model.profiles import Calibration, LanguageProfiles, Profiles
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.model import Strategy

SCHEMA = "s3align.model/4"
SCHEMA_OF_CONTENT = "s3align.model/3"
"""The schema before: the same files, but bound to all data files of a strategy (``Strategy.content_hash``)."""
_FILE_SCHEMA = "s3align.model/3"
"""What stands in the files of profiles, whose content is the same in both schemas of the manifest."""
MANIFEST = "manifest.json"
CARD = "MODEL_CARD.md"
OWN_MODEL = "model"
"""Folder inside a strategy's folder that holds its model, for strategies that do not travel with the package."""


def save(profiles: Mapping[str, LanguageProfiles], folder: Path, *, facts: Mapping[str, Any]) -> str:
    """Writes one file per language and the manifest, and returns the model hash.

    ``facts`` (strategy, strategy_hash, data, versions) go into the manifest. Files of languages that the model no longer
    has are removed. Raises UsageError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot make {folder}: {error.strerror}. Name another place with --models.") from error
    bodies = _bodies(profiles)
    for name, body in bodies.items():
        write_atomically(folder / name, body, force=True)
    manifest = _manifest(bodies, facts)
    write_atomically(folder / MANIFEST, _dump(manifest, indent=2), force=True)
    for file in folder.glob("profiles-*.json"):
        if file.name not in bodies:
            file.unlink()
    return manifest_hash(manifest)


def load(folder: Path, strategy_id: str, binding_hash: str) -> Profiles:
    """The profiles of a strategy. Raises ModelError where they are missing, altered or made for other themes or terms."""
    manifest = read_manifest(folder)
    _check_manifest(manifest, folder, strategy_id, binding_hash)
    return _profiles(folder, manifest)


def load_statistics(folder: Path, strategy: Strategy) -> Profiles:
    """Profiles as ``load`` gives them, also of schema 3 where the strategy's data are exactly those it was made with.

    What is saved from them has schema 4: the way from an older version that needs no training data.
    """
    manifest = read_manifest(folder)
    if manifest.get("schema") == SCHEMA_OF_CONTENT:
        _check_strategy(manifest, folder, strategy.id, strategy.content_hash)
        return _profiles(folder, {**manifest, "strategy_hash": strategy.binding_hash})
    return load(folder, strategy.id, strategy.binding_hash)


def fits(folder: Path, strategy: Strategy) -> bool:
    """Whether ``folder`` holds a model of this strategy as it is now."""
    try:
        manifest = read_manifest(folder)
        _check_manifest(manifest, folder, strategy.id, strategy.binding_hash)
    except ModelError:
        return False
    return True


def find_model(strategy: Strategy, strategy_folder: Path | None, models: Path | None = None) -> Path:
    """The folder a strategy's model is loaded from: ``model_folder``, or the package's own.

    The package's serves a strategy outside it that has no model yet, as long as it fits: a copy of a shipped strategy with
    other places, say.
    """
    folder = model_folder(strategy, strategy_folder, models)
    shipped = resources.folder("models") / strategy.id
    return shipped if models is None and not (folder / MANIFEST).is_file() and fits(shipped, strategy) else folder


def model_folder(strategy: Strategy, strategy_folder: Path | None, models: Path | None = None) -> Path:
    """The folder a strategy's model is saved to: ``<models>/<id>`` where ``models`` is given.

    Otherwise ``models/<id>`` of the package for a strategy that travels with it, and ``model/`` inside the strategy's
    folder for any other. Without a folder, as for a strategy made in memory, it is taken for one of the package's.
    """
    if models is not None:
        return models / strategy.id
    if strategy_folder is None or is_shipped(strategy_folder):
        return resources.folder("models") / strategy.id
    return strategy_folder / OWN_MODEL


def is_shipped(strategy_folder: Path) -> bool:
    """Whether a strategy's folder travels with the package."""
    return strategy_folder.resolve().parent == (resources.folder("corpus") / "strategies").resolve()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model. Raises ModelError where it is missing or no JSON object."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"There is no model at {folder}. {_misplaced(folder)}{_learn(folder)}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"The model file {path} is damaged. Restore it from a copy, or: {_learn(folder)}") from error
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict):
        raise ModelError(f"The model file {path} is damaged. Restore it from a copy, or: {_learn(folder)}")
    return data


def manifest_hash(manifest: Mapping[str, Any]) -> str:
    """The model's identity: what the files and the strategy contain, not where or when they were made."""
    facts = {"files": manifest["files"], "strategy_hash": manifest["strategy_hash"]}
    return hashlib.sha256(_dump(facts)).hexdigest()[:16]


def in_memory(profiles: Mapping[str, LanguageProfiles], strategy: Strategy) -> Profiles:
    """Learnt profiles as a model that is not saved; it has the hash that it will have when it is."""
    manifest = _manifest(_bodies(profiles), {"strategy_hash": strategy.binding_hash})
    return Profiles(strategy.id, dict(sorted(profiles.items())), manifest_hash(manifest))


def _learn(folder: Path) -> str:
    """How to get a model that is to lie in ``folder``."""
    own = _strategy_folder(folder)
    return f"Learn one with `s3align train --strategy {own}`: it takes the labelled texts in {own}/texts, and more with --data."


def _strategy_folder(folder: Path) -> str:
    """The folder of the strategy whose model lies in ``folder``, as a message names it; "FOLDER" where it is not known."""
    is_own = folder.name == OWN_MODEL and (folder.parent / STRATEGY_FILE).is_file()
    return str(folder.parent) if is_own else "FOLDER"


def _misplaced(folder: Path) -> str:
    """A hint for those who named a model with --models, which takes the folder above it."""
    models = folder.parent
    if not (models / MANIFEST).is_file():
        return ""
    return (
        f"{models} is a model itself, but --models takes a folder that holds one, in a folder '{folder.name}': name the "
        "folder above, or leave --models out where the model lies in the strategy's folder. "
    )


def _bodies(profiles: Mapping[str, LanguageProfiles]) -> dict[str, bytes]:
    """File name -> content."""
    return {
        f"profiles-{language}.json": _dump({"schema": _FILE_SCHEMA, **asdict(entry)})
        for language, entry in sorted(profiles.items())
    }


def _manifest(bodies: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, Any]:
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    return {"schema": SCHEMA, **facts, "files": hashes}


def _profiles(folder: Path, manifest: Mapping[str, Any]) -> Profiles:
    languages = {}
    for name, expected in sorted(manifest["files"].items()):
        body = (folder / name).read_bytes() if (folder / name).is_file() else b""
        if hashlib.sha256(body).hexdigest() != expected:
            raise ModelError(
                f"The model file {folder / name} is missing or was altered. Restore it from a copy, or: {_learn(folder)}"
            )
        entry = json.loads(body)
        languages[entry["language"]] = LanguageProfiles(
            entry["language"],
            entry["idf"],
            entry["unknown_idf"],
            entry["weights"],
            entry["term_weights"],
            {theme: Calibration(**values) for theme, values in entry["calibration"].items()},
            entry["threshold"],
        )
    return Profiles(manifest["strategy"], languages, manifest_hash(manifest))


def _check_manifest(manifest: Mapping[str, Any], folder: Path, strategy_id: str, binding_hash: str) -> None:
    if manifest.get("schema") != SCHEMA:
        raise ModelError(
            f"The model in {folder} has the schema {manifest.get('schema')}, this version of s3align reads {SCHEMA}. "
            f"Make it again with `s3align train --strategy {_strategy_folder(folder)}`."
        )
    _check_strategy(manifest, folder, strategy_id, binding_hash)


def _check_strategy(manifest: Mapping[str, Any], folder: Path, strategy_id: str, strategy_hash: str) -> None:
    if manifest.get("strategy") != strategy_id:
        raise ModelError(
            f"The model in {folder} belongs to the strategy '{manifest.get('strategy')}', not to '{strategy_id}'. "
            "Name the folder of its own models with --models."
        )
    if manifest.get("strategy_hash") != strategy_hash:
        raise ModelError(
            f"The model in {folder} does not fit the strategy '{strategy_id}': its themes or terms have changed since it was "
            f"learnt. Take the changes to terms.csv, out_of_scope.csv, themes and languages back, or learn anew. "
            f"{_learn(folder)}"
        )


def _dump(value: Any, indent: int | None = None) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, indent=indent, separators=(",", ": " if indent else ":")
    )
    return (text + "\n").encode("utf-8")
