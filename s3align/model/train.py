"""Builds the models of a strategy from ``corpus/`` and, where given, further labelled texts.

Labelled texts from elsewhere may not be shipped, what is learnt from them may: ``learn_statistics`` writes weights and
calibration to ``corpus/statistics/<strategy>/`` with their provenance, and ``build_models`` makes ``models/`` from there,
so that a clean checkout rebuilds the shipped models byte for byte. A strategy without statistics is learnt from its
reference texts alone.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.analysis.passages import Analyser
from s3align.errors import DataError, ModelError
from s3align.files import file_hash
from s3align.model import store
from s3align.model.labelled import READ_WEIGHT, LabelledText, LibraryLabels, WeakRule, read_many
from s3align.model.learn import Learnt, learn
from s3align.model.profiles import LanguageProfiles
from s3align.strategy.model import Strategy
from s3align.version import VERSION

WEAK_RULES = "weak_labels.csv"


@dataclass(frozen=True, slots=True)
class Training:
    """What was learnt, per language, and from what."""

    learnt: Mapping[str, Learnt]
    provenance: Mapping[str, Any]

    @property
    def profiles(self) -> dict[str, LanguageProfiles]:
        """The profiles alone."""
        return {language: entry.profiles for language, entry in self.learnt.items()}


def train(strategy: Strategy, strategy_folder: Path, texts_folder: Path, data: Sequence[Path]) -> Training:
    """Learns the profiles of a strategy from its reference texts and ``data`` (JSON Lines, see ``labelled``)."""
    themes = [theme.id for theme in strategy.themes]
    own = sorted(texts_folder.glob("*/*.jsonl"))
    read = texts_folder.parent / "labels" / f"{strategy.id}.csv"
    library = LibraryLabels(read_weak_rules(strategy_folder / WEAK_RULES), read_library_labels(read))
    rows = read_many([*own, *data], themes, library)
    if not rows:
        raise DataError(f"No labelled text in {texts_folder}. Put JSON Lines there, or name files with --data.")
    analyser = Analyser(strategy)
    learnt = {language: learn(rows, themes, language, analyser) for language in strategy.languages}
    return Training(learnt, _provenance(strategy, rows, [*own, *data]))


def learn_statistics(training: Training, folder: Path) -> None:
    """Keeps what was learnt as figures in ``corpus/statistics/<strategy>/``."""
    store.save(training.profiles, folder, facts=training.provenance)


def build_models(strategy: Strategy, statistics: Path, target: Path) -> str:
    """Makes ``models/<strategy>/`` from the statistics; returns the model hash.

    Weights and calibration hold for the terms they were learnt with: ModelError where the strategy has changed since.
    """
    profiles = store.load(statistics, strategy.id, strategy.content_hash)
    manifest = json.loads((statistics / "manifest.json").read_text(encoding="utf-8"))
    facts = {name: value for name, value in manifest.items() if name not in ("files", "schema")}
    store.save(profiles.languages, target, facts=facts)
    built = store.load(target, strategy.id, strategy.content_hash)
    if built.model_hash != profiles.model_hash:
        raise ModelError(f"The model written to {target} differs from its statistics. Run `s3align train` again.")
    return built.model_hash


def read_weak_rules(path: Path) -> tuple[WeakRule, ...]:
    """Rules (theme, field, pattern) that take weak labels from library headings; none where the file is absent."""
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        try:
            return tuple(
                WeakRule(row["theme"], row["field"], re.compile(row["pattern"])) for row in csv.DictReader(stream)
            )
        except (KeyError, re.error) as error:
            raise DataError(f"{path.name}: {error}. Columns are theme, field (heading or class), pattern.") from error


def read_library_labels(path: Path) -> dict[str, tuple[frozenset[str], float]]:
    """Record identifier -> (themes, sample_weight) from a table of id, themes, sure; none where the file is absent."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        try:
            return {
                row["id"]: (frozenset(filter(None, row["themes"].split(";"))), READ_WEIGHT[row["sure"]])
                for row in csv.DictReader(stream)
            }
        except KeyError as error:
            raise DataError(f"{path.name}: {error}. Columns are id, themes, sure (yes or no).") from error


def _provenance(strategy: Strategy, rows: Sequence[LabelledText], files: Sequence[Path]) -> dict[str, Any]:
    return {
        "strategy": strategy.id,
        "strategy_hash": strategy.content_hash,
        "tool_version": VERSION,
        "learnt_from": {
            path.name if path.suffix == ".gz" else f"{path.parent.name}/{path.name}": file_hash(path) for path in files
        },
        "texts": {
            f"{language} {'weak' if is_weak else 'labelled'}": count
            for (language, is_weak), count in sorted(Counter((row.language, row.is_weak) for row in rows).items())
        },
    }
