"""Learns the models of a strategy from its own texts and, where given, further labelled texts.

A strategy's folder may hold labelled texts (``texts/<language>/*.jsonl``), labels of library records that a person has read
(``texts/readings.csv``), learnt words that a person found to be no evidence (``texts/no_evidence.csv``) and rules over
library headings (``weak_labels.csv``). Labelled texts from elsewhere may not be shipped, what is learnt from them may: for
strategies that travel with the package, weights and calibration are kept in ``corpus/statistics/<strategy>/`` with their
provenance, and ``build_models`` makes ``models/`` from there, so that a clean checkout rebuilds the shipped models byte for
byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.analysis.passages import Analyser
from s3align.errors import DataError, ModelError
from s3align.files import file_hash
from s3align.model import store
from s3align.model.fit import OutOfFold, fit_document
from s3align.model.labelled import REFERENCE, LabelledText
from s3align.model.labelled_files import read_many
from s3align.model.learn import MIN_TEXTS, Learnt, Rejected, learn
from s3align.model.library import LibraryLabels, read_readings, read_rejected, read_weak_rules
from s3align.model.profiles import DocumentModel, LanguageProfiles, Profiles
from s3align.strategy.model import Strategy
from s3align.strategy.tables import WEAK_LABELS_FILE
from s3align.version import VERSION

TEXTS = "texts"
READINGS = "readings.csv"
REJECTED = "no_evidence.csv"


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """Texts of proposals that people have read; ``files`` say what they are about, ``proposals`` are the SHA-256 of theirs."""

    texts: tuple[LabelledText, ...]
    files: tuple[Path, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """What was learnt, per language, and from what; ``support``: language -> theme -> how many texts were about it."""

    strategy: Strategy
    learnt: Mapping[str, Learnt]
    document: DocumentModel
    provenance: Mapping[str, Any]
    support: Mapping[str, Mapping[str, int]]

    @property
    def profiles(self) -> dict[str, LanguageProfiles]:
        """The profiles alone."""
        return {language: entry.profiles for language, entry in self.learnt.items()}

    def model(self) -> Profiles:
        """The model as it can be used at once; saved, it has the same hash."""
        return store.in_memory(self.profiles, self.document, self.strategy)

    def save(self, folder: Path) -> str:
        """Writes the model to a folder and returns its hash. Raises UsageError where that cannot be done."""
        return store.save(self.profiles, self.document, folder, facts=self.provenance)


def train(
    strategy: Strategy,
    strategy_folder: Path,
    data: Sequence[Path] = (),
    *,
    corpus: Path | None = None,
    read: ReadTexts | None = None,
) -> Training:
    """Learns the profiles of a strategy from the texts in its folder and ``data`` (JSON Lines, see ``labelled``).

    ``corpus``: a folder whose ``texts/`` are used where the strategy has none of its own. ``read``: texts of proposals
    that people have read. Texts in other languages than the
    strategy's are left out. Raises DataError where there are no texts, too few of them, or mistakes in them; nothing is
    written.
    """
    own = own_texts(strategy_folder, corpus)
    themes = [theme.id for theme in strategy.themes]
    library = library_labels(strategy, strategy_folder, corpus)
    texts = [*read_many([*own, *data], themes, library, languages=strategy.languages), *(read.texts if read else ())]
    rows = [row for row in texts if row.language in strategy.languages]
    if not rows:
        languages = " or ".join(strategy.languages)
        raise DataError(
            f"There is no labelled text in {languages} to learn from. Put JSON Lines into "
            f"{strategy_folder / TEXTS}/<language>/, or name files with --data."
        )
    folder = _texts_folder(strategy_folder, corpus)
    rejected = read_rejected(folder / REJECTED, themes) if folder else {}
    return _training(strategy, rows, [*own, *data], rejected, read)


def train_on(strategy: Strategy, texts: Sequence[LabelledText]) -> Training:
    """Learns the profiles of a strategy from texts that a program holds. Raises DataError where they are too few."""
    return _training(strategy, texts, [], {})


def own_texts(strategy_folder: Path, corpus: Path | None = None) -> list[Path]:
    """The files of texts that belong to a strategy: in its folder, or else in ``corpus``; sorted."""
    folder = _texts_folder(strategy_folder, corpus)
    return sorted(folder.glob("*/*.jsonl")) if folder else []


def library_labels(strategy: Strategy, strategy_folder: Path, corpus: Path | None = None) -> LibraryLabels:
    """What the strategy says of library records; empty where it says nothing. Raises DataError with file and line."""
    themes = [theme.id for theme in strategy.themes]
    folder = _texts_folder(strategy_folder, corpus)
    read = read_readings(folder / READINGS, themes) if folder else {}
    return LibraryLabels(read_weak_rules(strategy_folder / WEAK_LABELS_FILE, themes), read)


def build_models(strategy: Strategy, statistics: Path, target: Path) -> str:
    """Makes a model from kept statistics and returns its hash.

    What was learnt holds for the themes and terms they were learnt with: ModelError where those have changed since.
    """
    profiles = store.load(statistics, strategy.id, strategy.binding_hash)
    kept = {name: value for name, value in store.read_manifest(statistics).items() if name not in ("files", "schema")}
    facts = {**kept, "strategy_hash": strategy.binding_hash}
    built = store.save(profiles.languages, profiles.document, target, facts=facts)
    if built != profiles.model_hash:
        raise ModelError(f"The model written to {target} differs from its statistics. Run `s3align train` again.")
    return built


def _texts_folder(strategy_folder: Path, corpus: Path | None) -> Path | None:
    candidates = [strategy_folder / TEXTS, *([corpus / TEXTS] if corpus else [])]
    return next((folder for folder in candidates if folder.is_dir()), None)


def _training(
    strategy: Strategy,
    texts: Sequence[LabelledText],
    files: Sequence[Path],
    rejected: Rejected,
    read: ReadTexts | None = None,
) -> Training:
    learnt = _learnt(strategy, texts, rejected)
    provenance = _provenance(strategy, texts, [*files, *(read.files if read else ())])
    return Training(
        strategy,
        learnt,
        learn_document(learnt, [theme.id for theme in strategy.themes]),
        {**provenance, "read_proposals": sorted(read.proposals)} if read else provenance,
        _support(strategy, texts),
    )


def learn_document(learnt: Mapping[str, Learnt], themes: Sequence[str]) -> DocumentModel:
    """The document model from the texts of all languages that measure (see ``measuring``)."""
    return fit_document([(row, entry.profiles.fusion) for entry in learnt.values() for row in measuring(entry)], themes)


def measuring(entry: Learnt) -> list[OutOfFold]:
    """The texts that calibrate and measure: real ones that are no library records, or all where those are too few.

    Self-written reference texts teach the profiles; they are easier than real proposals.
    """
    rows = [row for row in entry.out_of_fold if not row.text.is_weak]
    real = [row for row in rows if row.text.kind != REFERENCE]
    return real if len(real) >= MIN_TEXTS else rows


def _support(strategy: Strategy, texts: Sequence[LabelledText]) -> dict[str, dict[str, int]]:
    about = Counter((text.language, theme) for text in texts for theme, is_about in text.labels.items() if is_about)
    return {
        language: {theme.id: about[language, theme.id] for theme in strategy.themes} for language in strategy.languages
    }


def _learnt(strategy: Strategy, texts: Sequence[LabelledText], rejected: Rejected) -> dict[str, Learnt]:
    themes = [theme.id for theme in strategy.themes]
    analyser = Analyser(strategy)
    return {language: learn(texts, themes, language, analyser, rejected) for language in strategy.languages}


def _provenance(strategy: Strategy, rows: Sequence[LabelledText], files: Sequence[Path]) -> dict[str, Any]:
    return {
        "strategy": strategy.id,
        "strategy_hash": strategy.binding_hash,
        "tool_version": VERSION,
        "learnt_from": {
            path.name if path.suffix == ".gz" else f"{path.parent.name}/{path.name}": file_hash(path) for path in files
        },
        "texts": {
            f"{language} {'weak' if is_weak else 'labelled'}": count
            for (language, is_weak), count in sorted(Counter((row.language, row.is_weak) for row in rows).items())
        },
    }
