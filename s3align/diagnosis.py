"""Whether this installation works and what protects it: the facts behind ``s3align doctor``. Asks no network."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from s3align.errors import FailedError, NotAssessableError, S3AlignError
from s3align.reading import ocr
from s3align.reading.sandbox.client import Client
from s3align.reading.sandbox.probes import Outcome, Probed
from s3align.settings import Settings
from s3align.stages import unexpected
from s3align.version import VERSION

LEAST_FREE_BYTES = 500_000_000
"""Space for the results of a few thousand proposals; with less a batch may end half-way."""
LOW_ABI = 6
"""The version of Landlock from which on signals are held back as well as files and TCP."""
EXTRAS = {"parquet": "pyarrow", "cluster": "distributed", "web": "fastapi"}
"""Optional parts and the package that each needs."""
_SAMPLE = "# s3align\n\nDieser Satz wird gelesen.\n"
_SAMPLE_WORDS = "Dieser Satz wird gelesen."


class Section(StrEnum):
    """What findings are grouped by, in the order in which they are shown."""

    NEEDED = "needed"
    RECOGNITION = "recognition"
    CONFINEMENT = "confinement"
    ATTEMPTS = "attempts"
    SURROUNDINGS = "surroundings"
    SERVER = "server"


class State(StrEnum):
    """Whether something works, works less well than it could, is not there and need not be, or fails."""

    FINE = "fine"
    HINT = "hint"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``values`` are the facts, ``key`` names its sentence where a reader's language is known.

    ``exit_code`` is 0 unless it failed.
    """

    section: Section
    key: str
    state: State
    values: dict[str, str | int] = field(default_factory=dict)
    exit_code: int = 0


def system_facts() -> dict[str, str]:
    """The versions that any report of an error should name."""
    return {
        "version": VERSION,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "program": sys.executable,
    }


def diagnose(
    strategy: str | None = None, models: Path | None = None, settings: Settings | None = None
) -> list[Finding]:
    """Everything that was found, in the order of ``Section``."""
    settings = settings or Settings()
    read, probed = _reading(settings)
    found = [*_strategy_and_model(strategy, models), read, *_recognition(probed)]
    return [*found, *_confinement(probed), *_surroundings()]


def _strategy_and_model(name: str | None, models: Path | None) -> Iterator[Finding]:
    from s3align import resources  # noqa: PLC0415
    from s3align.model import store  # noqa: PLC0415
    from s3align.strategy.load import find_strategy, load_strategy  # noqa: PLC0415

    try:
        folder = find_strategy(name)
        strategy = load_strategy(folder, supported=resources.languages())
    except S3AlignError as error:
        yield _failed("strategy", error)
        return
    values: dict[str, str | int] = {"name": strategy.id, "folder": str(folder), "hash": strategy.content_hash[:16]}
    yield Finding(Section.NEEDED, "strategy", State.FINE, values)
    place = store.find_model(strategy, folder, models)
    try:
        model = store.load(place, strategy.id, strategy.binding_hash)
    except S3AlignError as error:
        yield _failed("model", error)
        return
    values = {"folder": str(place), "hash": model.model_hash, "languages": " ".join(sorted(model.languages))}
    yield Finding(Section.NEEDED, "model", State.FINE, values)


def _failed(key: str, error: S3AlignError) -> Finding:
    message = error.args[0] if error.args else ""
    return Finding(Section.NEEDED, key, State.FAILED, {"error": message}, error.exit_code)


def _reading(settings: Settings) -> tuple[Finding, Probed | None]:
    """Whether a PDF is read in a worker as it should be, and what the worker got where it tried what it must not do."""
    from s3align.example import build_example  # noqa: PLC0415

    try:
        with unexpected("reading"), Client() as client, tempfile.TemporaryDirectory() as folder:
            document = client.read(build_example(_SAMPLE), name="sample.pdf", settings=settings)
            if not any(_SAMPLE_WORDS in page.text for page in document.pages):
                raise FailedError("reading", "other text")
            file = Path(folder) / "file of the parent"
            file.write_text("nothing", encoding="utf-8")
            return Finding(Section.NEEDED, "reading", State.FINE), client.probe(file, settings=settings)
    except NotAssessableError as error:
        return _failed("reading", error), None


def _recognition(probed: Probed | None) -> Iterator[Finding]:
    here, there = ocr.ability(), probed.recognition if probed else ""
    path = shutil.which("tesseract")
    models = set(here.split()) & set(ocr.MODELS.values())
    values: dict[str, str | int] = {"path": path or "", "ability": here, "models": " ".join(sorted(models))}
    if path is None or not here:
        yield Finding(Section.RECOGNITION, "tesseract_missing", State.HINT, values)
    elif probed is not None and there != here:
        yield Finding(Section.RECOGNITION, "tesseract_confined", State.HINT, values)
    else:
        missing = set(ocr.MODELS.values()) - models
        key = "tesseract_models" if missing else "tesseract"
        state = State.HINT if missing else State.FINE
        yield Finding(Section.RECOGNITION, key, state, {**values, "missing": " ".join(sorted(missing))})


def _confinement(probed: Probed | None) -> Iterator[Finding]:
    if probed is None:
        return
    for name, value in asdict(probed.layers).items():
        state = State.FINE if value else State.HINT
        if name == "landlock":
            key = "landlock" if value >= LOW_ABI else "landlock_old" if value else "landlock_missing"
            yield Finding(Section.CONFINEMENT, key, State.FINE if value >= LOW_ABI else State.HINT, {"abi": int(value)})
        else:
            yield Finding(Section.CONFINEMENT, name if value else f"{name}_missing", state)
    for attempt, outcome in probed.outcomes.items():
        state = {Outcome.REFUSED: State.FINE, Outcome.ALLOWED: State.HINT}.get(outcome, State.ABSENT)
        yield Finding(Section.ATTEMPTS, attempt.value, state, {"outcome": outcome.value})


def _surroundings() -> Iterator[Finding]:
    yield _cache()
    free = shutil.disk_usage(Path.cwd()).free
    state = State.FINE if free >= LEAST_FREE_BYTES else State.HINT
    yield Finding(Section.SURROUNDINGS, "space", state, {"bytes": free, "folder": str(Path.cwd())})
    for extra, module in EXTRAS.items():
        is_there = importlib.util.find_spec(module) is not None
        state = State.FINE if is_there else State.ABSENT
        yield Finding(Section.SURROUNDINGS, "extra" if is_there else "extra_missing", state, {"extra": extra})


def _cache() -> Finding:
    """The folder in which lists of lemmas lie that were made on this machine."""
    from platformdirs import user_cache_path  # noqa: PLC0415 -- comes with simplemma, which names its folder so

    folder = user_cache_path("simplemma")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    there = next(place for place in (folder, *folder.parents) if place.exists())
    is_writable = os.access(there, os.W_OK | os.X_OK)
    values: dict[str, str | int] = {"folder": str(folder), "bytes": size}
    state = State.FINE if is_writable else State.HINT
    return Finding(Section.SURROUNDINGS, "cache" if is_writable else "cache_read_only", state, values)
