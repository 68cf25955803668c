"""Profiles as files: JSON with hashes in a manifest, never pickle.

``models/<strategy>/manifest.json`` names schema, tool version, strategy hash and the SHA-256 of every file; ``load``
refuses what does not fit and says how to rebuild.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from s3align import resources
from s3align.errors import ModelError
from s3align.files import write_atomically
from s3align.model.profiles import Calibration, LanguageProfiles, Profiles
from s3align.strategy.model import Strategy

SCHEMA = "s3align.model/3"
_REBUILD = "Rebuild it with `s3align train`."


def save(profiles: Mapping[str, LanguageProfiles], folder: Path, *, facts: Mapping[str, Any]) -> None:
    """Writes one file per language and the manifest; ``facts`` (strategy hash, data, versions) go into the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for language, entry in sorted(profiles.items()):
        body = _dump({"schema": SCHEMA, **asdict(entry)})
        write_atomically(folder / f"profiles-{language}.json", body, force=True)
        hashes[f"profiles-{language}.json"] = hashlib.sha256(body).hexdigest()
    manifest = {"schema": SCHEMA, **facts, "files": hashes}
    write_atomically(folder / "manifest.json", _dump(manifest, indent=2), force=True)


def find_model(strategy: Strategy, folder: Path | None, models: Path | None) -> Path:
    """The folder of a strategy's model."""
    del folder
    return (models or resources.folder("models")) / strategy.id


def load(folder: Path, strategy_id: str, strategy_hash: str) -> Profiles:
    """The profiles of a strategy. Raises ModelError where they are missing, altered or made for other data."""
    manifest = _read_json(folder / "manifest.json")
    _check_manifest(manifest, folder, strategy_id, strategy_hash)
    languages = {}
    for name, expected in sorted(manifest["files"].items()):
        body = (folder / name).read_bytes() if (folder / name).is_file() else b""
        if hashlib.sha256(body).hexdigest() != expected:
            raise ModelError(f"The model file {folder / name} is missing or was altered. {_REBUILD}")
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
    return Profiles(strategy_id, languages, manifest_hash(manifest))


def manifest_hash(manifest: Mapping[str, Any]) -> str:
    """The model's identity: what the files and the strategy contain, not where or when they were made."""
    facts = {"files": manifest["files"], "strategy_hash": manifest["strategy_hash"]}
    return hashlib.sha256(_dump(facts)).hexdigest()[:16]


def _check_manifest(manifest: Mapping[str, Any], folder: Path, strategy_id: str, strategy_hash: str) -> None:
    if manifest.get("schema") != SCHEMA:
        raise ModelError(f"The model in {folder} was made by another version of s3align. {_REBUILD}")
    if (manifest.get("strategy"), manifest.get("strategy_hash")) != (strategy_id, strategy_hash):
        raise ModelError(f"The model in {folder} does not fit the strategy '{strategy_id}' as it is now. {_REBUILD}")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"There is no model at {path.parent}. {_REBUILD}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"The model file {path} is damaged. {_REBUILD}") from error
    return data


def _dump(value: Any, indent: int | None = None) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, indent=indent, separators=(",", ": " if indent else ":")
    )
    return (text + "\n").encode("utf-8")
