"""Whether the strategy's data, the model and the settings in an archive are those of the hashes in its record."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zipfile
from contextlib import suppress

from s3align.errors import S3AlignError
from s3align.model.store import CARD, MANIFEST, OWN_MODEL, manifest_hash
from s3align.render.archive_form import settings_file
from s3align.render.verification_archive_checked import Checked, Standing
from s3align.settings import Settings
from s3align.store.bag import PAYLOAD
from s3align.strategy.hashes import content_hash

_STRATEGY, _MODEL, _WHOLE = f"{PAYLOAD}strategy/", f"{PAYLOAD}model/", f"{PAYLOAD}strategy/{OWN_MODEL}/"
_MOST_SETTINGS = 1_000_000
"""Bytes of a file that has some hundred."""


def of_strategy(path: str, checked: Checked) -> Standing:
    """The data by the hash in the record; what lies beside them by what is installed."""
    data = sorted(
        name
        for name in checked.paths
        if name.startswith(_STRATEGY) and "/" not in (rest := name.removeprefix(_STRATEGY)) and _is_data(rest)
    )
    if path not in data:
        return _as_installed(path, checked, "strategy")
    if not checked.can_make():
        return Standing.NOT_ANEW
    bodies = ((name.removeprefix(_STRATEGY), checked.bag.read(name)) for name in data)
    return Standing.SAME if content_hash(bodies) == checked.record.provenance.strategy_hash else Standing.DIFFERS


def _is_data(name: str) -> bool:
    return name.endswith((".csv", ".toml"))


def of_model(path: str, checked: Checked) -> Standing:
    """The model's files by its manifest, and this by the hash in the record."""
    manifest = _MODEL + MANIFEST
    try:
        listed = json.loads(checked.bag.read(manifest))
        is_right = manifest_hash(listed) == checked.record.provenance.model_hash
        name = path.rpartition("/")[2]
        if name in listed["files"]:
            return Standing.SAME if is_right and checked.bag.sha256(path) == listed["files"][name] else Standing.DIFFERS
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
        return Standing.DIFFERS
    if name == MANIFEST and not is_right:
        return Standing.DIFFERS
    if path.startswith(_WHOLE):
        return (
            Standing.SAME
            if name == MANIFEST and checked.bag.read(path) == checked.bag.read(manifest)
            else Standing.FOREIGN
        )
    return _as_installed(path, checked, "model") if name in (MANIFEST, CARD) else Standing.FOREIGN


def _as_installed(path: str, checked: Checked, part: str) -> Standing:
    """The same where it is the file that is used here; else nothing says what it was."""
    file = checked.installed.get(path.removeprefix(PAYLOAD))
    with suppress(OSError):
        if (
            part in checked.at_hand
            and file
            and hashlib.sha256(file.read_bytes()).hexdigest() == checked.bag.sha256(path)
        ):
            return Standing.SAME
    return Standing.UNBOUND


def of_settings(path: str, checked: Checked) -> Standing:
    """The settings by the hash in the record."""
    if not checked.can_make():
        return Standing.NOT_ANEW
    body = checked.bag.read(path, _MOST_SETTINGS)
    try:
        settings = Settings().updated(tomllib.loads(body.decode()), source=path)
    except (S3AlignError, ValueError):
        return Standing.DIFFERS
    is_right = settings.hash() == checked.record.provenance.settings_hash
    return Standing.of(is_same=is_right and settings_file(settings) == body)
