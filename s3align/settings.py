"""All limits and weights that a user may change: one frozen object, each field with unit, range and reason."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from s3align.errors import SettingsError, said
from s3align.nearest import nearest
from s3align.record.document import PassageKind

ENVIRONMENT_PREFIX = "S3ALIGN_"
_ENVIRONMENT = "environment"
STRATEGY_VARIABLE = f"{ENVIRONMENT_PREFIX}STRATEGY"
MODELS_VARIABLE = f"{ENVIRONMENT_PREFIX}MODELS"
LANGUAGE_VARIABLE = f"{ENVIRONMENT_PREFIX}LANG"
SERVER_PREFIX = f"{ENVIRONMENT_PREFIX}SERVER_"
"""Of the server's settings, which are read elsewhere (``desk.settings``)."""
_NO_SETTINGS = (STRATEGY_VARIABLE, MODELS_VARIABLE, LANGUAGE_VARIABLE)
_OF_OTHERS = (SERVER_PREFIX, f"{ENVIRONMENT_PREFIX}TEST_")
"""How variables begin that are read elsewhere: by the server, and by tests."""
"""Environment variables that name a strategy, the folder of models and the language of the command line."""


def _setting(default: Any, unit: str, low: float, high: float, reason: str) -> Any:
    return field(default=default, metadata={"unit": unit, "low": low, "high": high, "reason": reason})


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults < file < environment < flags; see ``load``. Unknown keys are errors."""

    max_file_bytes: int = _setting(
        50_000_000, "bytes", 1_000, 2_000_000_000, "applications are below 20 MB; larger files are pictures"
    )
    max_pages: int = _setting(500, "pages", 1, 10_000, "the longest proposals have about 150 pages with annexes")
    max_characters_per_page: int = _setting(
        200_000, "characters", 1_000, 10_000_000, "a dense page has about 6,000; more is made to harm"
    )
    max_characters: int = _setting(
        5_000_000, "characters", 1_000, 100_000_000, "ten times the longest proposal seen; bounds memory"
    )
    max_passages: int = _setting(
        100_000, "paragraphs and cells", 1, 10_000_000, "the longest real files have 4,000; each takes 0.1 ms to judge"
    )
    max_words: int = _setting(
        1_000_000, "words", 100, 100_000_000, "more than five million characters of ordinary text hold; bounds memory"
    )
    max_seconds: float = _setting(
        30.0,
        "seconds of reading",
        1.0,
        3_600.0,
        "the slowest real file of 1,113 takes 2; text recognition adds its own",
    )
    max_assessing_seconds: float = _setting(
        60.0,
        "seconds of assessing, and of writing a report",
        1.0,
        3_600.0,
        "five million characters take 10; usual is 0.1",
    )
    max_memory_bytes: int = _setting(
        1_000_000_000,
        "bytes",
        200_000_000,
        64_000_000_000,
        "address space of the reader, and what assessing a file may add; real files stay below 100 MB",
    )
    max_recognised_pages: int = _setting(
        60, "pages", 0, 10_000, "text recognition takes 1.5 s of CPU a page; 0 switches it off"
    )
    max_recognition_seconds: float = _setting(60.0, "seconds per page", 1.0, 3_600.0, "forty times the usual page")
    min_readable_share: float = _setting(
        0.5, "share of pages", 0.0, 1.0, "a score from less than half of a proposal would be one of its cover letter"
    )
    min_words: int = _setting(
        40, "words", 1, 10_000, "below, reference texts were assessed hardly better than by chance"
    )
    min_covered_share: float = _setting(
        0.5, "share of words", 0.0, 1.0, "at least half of a text must be in a language with profiles"
    )
    max_evidence: int = _setting(5, "passages per theme", 1, 50, "a reader checks three to five; keeps reports small")
    max_contributions: int = _setting(
        6, "ledger lines per passage", 1, 200, "what a reader takes in; the rest is the passage's remainder line"
    )

    def __post_init__(self) -> None:
        """Raises SettingsError for a value of a wrong type or outside its range."""
        for entry in fields(self):
            value = _checked(entry.name, getattr(self, entry.name), type(entry.default), entry.metadata, "Settings")
            object.__setattr__(self, entry.name, value)

    @classmethod
    def load(cls, file: str | Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
        """Settings from a TOML file, then ``S3ALIGN_…`` environment variables, then ``flags``.

        Raises SettingsError for an unknown key, a wrong type or a value outside its range.
        """
        settings = cls()
        if file is not None:
            settings = settings.updated(_read_toml(Path(file)), source=str(file))
        environment = {
            name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
            for name, value in sorted(os.environ.items())
            if name.startswith(ENVIRONMENT_PREFIX) and name not in _NO_SETTINGS and not name.startswith(_OF_OTHERS)
        }
        settings = settings.updated(environment, source=_ENVIRONMENT)
        return settings.updated(flags or {}, source="command line")

    def updated(self, values: Mapping[str, Any], *, source: str) -> Settings:
        """A copy with some values changed; ``source`` names in errors where they came from."""
        known = {entry.name: entry for entry in fields(self)}
        changes = {}
        for name, value in values.items():
            if name not in known:
                others = _NO_SETTINGS if source == _ENVIRONMENT else ()
                names = [*known, *(other.removeprefix(ENVIRONMENT_PREFIX).lower() for other in others)]
                raise SettingsError(
                    said(
                        "setting_unknown",
                        "Unknown setting '{name}' ({source}). {hint}",
                        name=name,
                        source=source,
                        hint=nearest(name, names),
                    )
                )
            changes[name] = _checked(name, value, type(getattr(self, name)), known[name].metadata, source)
        return replace(self, **changes)

    def hash(self) -> str:
        """A short fingerprint: equal settings have equal hashes."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


COUNTED_KINDS = frozenset({PassageKind.BODY, PassageKind.HEADING, PassageKind.TABLE, PassageKind.FORM_FIELD})
"""Passages that are scored. Headers, contents, references, budget, partners and declarations carry theme words that say
nothing about the project ("Ministerium für Wirtschaft, Industrie, Klimaschutz und Energie")."""

_MOST_SETTINGS_BYTES = 1_000_000
"""Of a settings file, which has some hundred."""


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        if file.exists() and not file.is_file():
            raise SettingsError(
                said(
                    "settings_no_file",
                    "The settings file {file} is no file. Check the path given with --settings.",
                    file=file,
                )
            )
        with file.open("rb") as stream:
            return tomllib.loads(stream.read(_MOST_SETTINGS_BYTES).decode("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            said(
                "settings_missing",
                "The settings file {file} does not exist. Check the path given with --settings.",
                file=file,
            )
        ) from error
    except OSError as error:
        raise SettingsError(
            said(
                "settings_closed",
                "The settings file {file} cannot be opened ({why}). Check the path.",
                file=file,
                why=error.strerror,
            )
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            said(
                "settings_broken",
                "The settings file {file} is not valid TOML: {why}. Correct the line named.",
                file=file,
                why=error,
            )
        ) from error


def _checked(name: str, value: Any, kind: type, metadata: Mapping[str, Any], source: str) -> Any:
    given = {"name": name, "source": source, "value": repr(value)}
    problem = SettingsError(
        said("setting_no_integer", "Setting '{name}' ({source}) must be a whole number, not {value}.", **given)
        if kind is int
        else said("setting_no_number", "Setting '{name}' ({source}) must be a number, not {value}.", **given)
    )
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise problem from error
    if isinstance(value, bool) or (isinstance(value, float) and number != value):
        raise problem
    if not metadata["low"] <= number <= metadata["high"]:
        raise SettingsError(
            said(
                "setting_out_of_range",
                "Setting '{name}' ({source}) is {value}; it must lie between {low} and {high} {unit}.",
                **{**given, "value": number, **{key: metadata[key] for key in ("low", "high", "unit")}},
            )
        )
    return number
