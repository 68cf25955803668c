"""Profiles as files: JSON with hashes in a manifest, never pickle.

``manifest.json`` names schema, tool version, strategy hash and the SHA-256 of every file; ``load`` refuses what does not
fit and says how to rebuild. The strategy hash is ``Strategy.binding_hash``: themes and terms, so that a corrected place,
source or wording needs no new model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from s3align import resources
from s3align.errors import ModelError, Said, UsageError, said
from s3align.files import write_atomically
from s3align.model.profiles import (
    DocumentModel,
    Fusion,
    KeywordProfile,
    LanguageProfiles,
    Profiles,
    VocabularyProfile,
)
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.model import Strategy

SCHEMA = "s3align.model/5"
DOCUMENT_FILE = "document.json"
MANIFEST = "manifest.json"
CARD = "MODEL_CARD.md"
OWN_MODEL = "model"
"""Folder inside a strategy's folder that holds its model, for strategies that do not travel with the package."""


def save(
    profiles: Mapping[str, LanguageProfiles], document: DocumentModel, folder: Path, *, facts: Mapping[str, Any]
) -> str:
    """Writes one file per language, the document model and the manifest, and returns the model hash.

    ``facts`` (strategy, strategy_hash, data, versions) go into the manifest. Files of languages that the model no longer
    has are removed. Raises UsageError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            said(
                "models_not_writable",
                "Cannot make {folder}: {why}. Name another place with --models.",
                folder=folder,
                why=error.strerror,
            )
        ) from error
    bodies = _bodies(profiles, document)
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
        raise ModelError(_missing(folder)) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(_damaged(path, folder)) from error
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict):
        raise ModelError(_damaged(path, folder))
    return data


def model_files(folder: Path) -> list[Path]:
    """All that a model is loaded from. Raises ModelError without a manifest."""
    return [folder / MANIFEST, *(folder / name for name in sorted(read_manifest(folder)["files"]))]


def describing_files(folder: Path) -> list[Path]:
    """What describes a model to people: its manifest, how it judges a document, and its card where there is one."""
    return [file for name in (MANIFEST, DOCUMENT_FILE, CARD) if (file := folder / name).is_file()]


def manifest_hash(manifest: Mapping[str, Any]) -> str:
    """The model's identity: what the files and the strategy contain, not where or when they were made."""
    facts = {"files": manifest["files"], "strategy_hash": manifest["strategy_hash"]}
    return hashlib.sha256(_dump(facts)).hexdigest()[:16]


def in_memory(profiles: Mapping[str, LanguageProfiles], document: DocumentModel, strategy: Strategy) -> Profiles:
    """Learnt profiles as a model that is not saved; it has the hash that it will have when it is."""
    manifest = _manifest(_bodies(profiles, document), {"strategy_hash": strategy.binding_hash})
    return Profiles(strategy.id, dict(sorted(profiles.items())), document, manifest_hash(manifest))


def _damaged(path: Path, folder: Path) -> Said:
    return said(
        "model_damaged",
        "The model file {file} is damaged. Restore it from a copy, or: {learn}",
        file=path,
        learn=_learn(folder),
    )


def _learn(folder: Path) -> Said:
    """How to get a model that is to lie in ``folder``."""
    return said(
        "model_learn",
        "Learn one with `s3align train --strategy {folder}`: it takes the labelled texts in {folder}/texts, and more with "
        "--data.",
        folder=_strategy_folder(folder),
    )


def _strategy_folder(folder: Path) -> str:
    """The folder of the strategy whose model lies in ``folder``, as a message names it; "FOLDER" where it is not known."""
    is_own = folder.name == OWN_MODEL and (folder.parent / STRATEGY_FILE).is_file()
    return str(folder.parent) if is_own else "FOLDER"


def _missing(folder: Path) -> Said:
    """What is said where there is no model; with a hint for those who named one with --models, which takes the folder above."""
    models = folder.parent
    if not (models / MANIFEST).is_file():
        return said("model_missing", "There is no model at {folder}. {learn}", folder=folder, learn=_learn(folder))
    return said(
        "model_misplaced",
        "There is no model at {folder}. {models} is a model itself, but --models takes a folder that holds one, in a folder "
        "'{name}': name the folder above, or leave --models out where the model lies in the strategy's folder. {learn}",
        folder=folder,
        models=models,
        name=folder.name,
        learn=_learn(folder),
    )


def _bodies(profiles: Mapping[str, LanguageProfiles], document: DocumentModel) -> dict[str, bytes]:
    """File name -> content."""
    languages = {
        f"profiles-{language}.json": _dump({"schema": SCHEMA, **asdict(entry)})
        for language, entry in sorted(profiles.items())
    }
    return {DOCUMENT_FILE: _dump({"schema": SCHEMA, **asdict(document)}), **languages}


def _manifest(bodies: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, Any]:
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    return {"schema": SCHEMA, **facts, "files": hashes}


class _Languages(Mapping[str, LanguageProfiles]):
    """Profiles by language, decoded when first asked for: who gives work out to others needs the model's hash alone."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies = bodies

    @cached_property
    def _decoded(self) -> dict[str, LanguageProfiles]:
        found = map(_language_profiles, map(msgspec.json.decode, self._bodies))
        return {profiles.language: profiles for profiles in found}

    def __getitem__(self, language: str) -> LanguageProfiles:
        return self._decoded[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded)

    def __len__(self) -> int:
        return len(self._decoded)


def _profiles(folder: Path, manifest: Mapping[str, Any]) -> Profiles:
    bodies = {name: _body(folder / name, expected) for name, expected in sorted(manifest["files"].items())}
    document = bodies.pop(DOCUMENT_FILE, None)
    if document is None or not bodies:
        raise ModelError(
            said(
                "model_incomplete",
                "The model file {file} does not name all files of a model. Restore it from a copy, or: {learn}",
                file=folder / MANIFEST,
                learn=_learn(folder),
            )
        )
    values = {name: value for name, value in msgspec.json.decode(document).items() if name != "schema"}
    return Profiles(
        manifest["strategy"], _Languages(tuple(bodies.values())), DocumentModel(**values), manifest_hash(manifest)
    )


def _body(path: Path, expected: str) -> bytes:
    """A file of a model. Raises ModelError where its SHA-256 is not the expected one."""
    body = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(body).hexdigest() != expected:
        raise ModelError(
            said(
                "model_altered",
                "The model file {file} is missing or was altered. Restore it from a copy, or: {learn}",
                file=path,
                learn=_learn(path.parent),
            )
        )
    return body


def _language_profiles(entry: Mapping[str, Any]) -> LanguageProfiles:
    fusion = {theme: Fusion(**values) for theme, values in entry["fusion"].items()}
    return LanguageProfiles(
        entry["language"], VocabularyProfile(**entry["vocabulary"]), KeywordProfile(**entry["keywords"]), fusion
    )


def _check_manifest(manifest: Mapping[str, Any], folder: Path, strategy_id: str, binding_hash: str) -> None:
    if manifest.get("schema") != SCHEMA:
        raise ModelError(
            said(
                "model_schema",
                "The model in {folder} has the schema {then}, this version of s3align reads {now}. Make it again with "
                "`s3align train --strategy {strategy}`.",
                folder=folder,
                then=manifest.get("schema"),
                now=SCHEMA,
                strategy=_strategy_folder(folder),
            )
        )
    _check_strategy(manifest, folder, strategy_id, binding_hash)


def _check_strategy(manifest: Mapping[str, Any], folder: Path, strategy_id: str, strategy_hash: str) -> None:
    if manifest.get("strategy") != strategy_id:
        raise ModelError(
            said(
                "model_of_another",
                "The model in {folder} belongs to the strategy '{other}', not to '{strategy}'. Name the folder of its own "
                "models with --models.",
                folder=folder,
                other=manifest.get("strategy"),
                strategy=strategy_id,
            )
        )
    if manifest.get("strategy_hash") != strategy_hash:
        raise ModelError(
            said(
                "model_outdated",
                "The model in {folder} does not fit the strategy '{strategy}': its themes or terms have changed since it was "
                "learnt. Take the changes to terms.csv, out_of_scope.csv, themes and languages back, or learn anew. {learn}",
                folder=folder,
                strategy=strategy_id,
                learn=_learn(folder),
            )
        )


def _dump(value: Any, indent: int | None = None) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, indent=indent, separators=(",", ": " if indent else ":")
    )
    return (text + "\n").encode("utf-8")
