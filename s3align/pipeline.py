"""The one object that holds strategy, model, settings and readers: a file in, an assessment out.

Several threads may use one pipeline at once: files are read by a pool of confined processes, and what follows is pure.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from s3align import budget, resources
from s3align.assess.provenance import provenance
from s3align.budget import Budget
from s3align.errors import (
    FailedError,
    LanguageNotCoveredError,
    NotAssessableError,
    NotJudgedError,
    PortfolioError,
    TimedOutError,
    TooLargeError,
    TooLittleTextError,
)
from s3align.files import file_hash, shown_name
from s3align.machine import available_cores
from s3align.model import store
from s3align.reading.sandbox.client import shared
from s3align.reading.source import Report
from s3align.record.assessment import Assessment, DocumentFacts, IntegrityNote, Reason, ReasonValue, Status
from s3align.record.document import Document
from s3align.record.word_boxes import Box
from s3align.settings import Settings
from s3align.stages import Clock, Timer, unexpected
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy

if TYPE_CHECKING:
    from s3align.assess.assess import Assessor
    from s3align.model.profiles import Profiles

Source = str | Path | bytes
"""A path, or the bytes of a file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An assessment, and the document it was made from; None where the file could not be read."""

    assessment: Assessment
    document: Document | None = None


class Pipeline:
    """Reads and assesses proposals against one strategy with one model.

    ``strategy``: a loaded one, the name of one that travels with the package, or a folder; the default one where it is left
    out. ``model``: a loaded one or a folder of models; where it is left out, the strategy's own. Raises DataError or
    ModelError where they cannot be used.
    """

    def __init__(
        self,
        strategy: Strategy | str | Path | None = None,
        model: Profiles | str | Path | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._readers = shared()
        self.strategy, self.model = load_both(strategy, model)
        self.provenance = provenance(self.strategy, self.model, self.settings)
        self._assessor: Assessor | None = None
        self._lock = Lock()

    def read(
        self, source: Source, *, name: str | None = None, password: str | None = None, progress: Report | None = None
    ) -> Document:
        """The document that a file holds; ``name`` (default: the file's) is what messages and record call it.

        ``progress`` is told how many of how many pages were recognised. Raises NotAssessableError in its kinds, and
        UsageError for a path that cannot be opened.
        """
        told = _Told(progress)
        document = self._read(source, name or source_name(source), password, told)
        told.raise_if_failed()
        return document

    def assess(self, document: Document) -> Assessment:
        """The assessment of a document that was read; one that cannot be assessed has a reason instead of figures."""
        return self._assess(document, Clock(None))

    def check(self, source: Source, *, name: str | None = None, password: str | None = None) -> Assessment:
        """Reads and assesses one file.

        A file that cannot be read or assessed comes back with a reason and no figures; UsageError is raised for a path that
        cannot be opened.
        """
        return self.check_document(source, name=name, password=password).assessment

    def check_document(
        self,
        source: Source,
        *,
        name: str | None = None,
        password: str | None = None,
        progress: Report | None = None,
        timer: Timer | None = None,
    ) -> Checked:
        """As ``check``, with the document; ``progress`` as in ``read``, ``timer`` is told each stage and its seconds."""
        clock = Clock(timer)
        name = name or source_name(source)
        try:
            document = self._read_while_loading(source, name, password, progress, clock)
        except NotAssessableError as error:
            return Checked(self.refused(error, DocumentFacts(name=name, sha256=source_hash(source))))
        return Checked(self._assess(document, clock), document)

    def pipe(self, sources: Iterable[Source], *, readers: int | None = None) -> Iterator[Assessment]:
        """The assessments of many files in their order; up to ``readers`` (default: cores) are worked on at once.

        Raises what ``check`` raises, when the file's turn comes.
        """
        count = readers or available_cores()
        waiting: deque[Future[Assessment]] = deque()
        with ThreadPoolExecutor(count) as pool:
            try:
                for source in sources:
                    waiting.append(pool.submit(self.check, source))
                    if len(waiting) > count:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def annotate(
        self,
        source: Source,
        marks: Sequence[Mapping[str, Any]],
        *,
        name: str,
        legend: Mapping[str, Any] | None = None,
        password: str | None = None,
    ) -> bytes:
        """A copy of a PDF with highlights and a legend; ``render.annotated`` makes both of an assessment."""
        return self._readers.annotate(
            _path_or_bytes(source), marks, settings=self.settings, legend=legend, name=name, password=password
        )

    def page_image(
        self, source: Source, page: int, boxes: Sequence[Box], *, scale: float = 1.5, password: str | None = None
    ) -> bytes:
        """A page of a PDF (from 1) as PNG with boxes marked; ``scale``: pixels per point."""
        return self._readers.page_image(
            _path_or_bytes(source),
            page,
            boxes,
            scale=scale,
            settings=self.settings,
            name=source_name(source),
            password=password,
        )

    def attachment(self, source: Source, wanted: str, *, name: str | None = None, password: str | None = None) -> bytes:
        """The bytes of a file attached to a PDF. Raises UsageError where there is none of that name."""
        return self._readers.attachment(
            _path_or_bytes(source), wanted, settings=self.settings, name=name or source_name(source), password=password
        )

    def refused(
        self, error: NotAssessableError, facts: DocumentFacts, integrity: tuple[IntegrityNote, ...] = ()
    ) -> Assessment:
        """The assessment of a file that could not be read or assessed; ``integrity``: what was found in it all the same."""
        return Assessment(
            status=Status.NOT_ASSESSABLE,
            reason=Reason(error.reason),
            reason_values=self._reason_values(error),
            document=facts,
            integrity=integrity,
            provenance=self.provenance,
        )

    def assessor(self) -> Assessor:
        """Strategy and model ready to assess; loaded when first wanted, since the language layer takes a second."""
        with self._lock:
            if self._assessor is None:
                from s3align.assess.assess import make_assessor  # noqa: PLC0415 -- loads the language layer

                self._assessor = make_assessor(self.strategy, self.model)
            return self._assessor

    def budget(self, stage: str) -> Budget:
        """What a stage of one file after reading may use, from now on."""
        return Budget.begin(stage, self.settings.max_assessing_seconds, self.settings.max_memory_bytes)

    def _forget_assessor(self) -> None:
        with self._lock:
            self._assessor = None

    def _read(self, source: Source, name: str, password: str | None, told: _Told) -> Document:
        return self._readers.read(
            _path_or_bytes(source), settings=self.settings, name=name, password=password, report=told
        )

    def _read_while_loading(
        self, source: Source, name: str, password: str | None, progress: Report | None, clock: Clock
    ) -> Document:
        told = _Told(progress)

        def read() -> Document:
            with unexpected("reading"):
                return self._read(source, name, password, told)

        if self._assessor is not None:
            document = read()
        else:
            with ThreadPoolExecutor(1) as pool:
                reading = pool.submit(read)
                self.assessor().analyser.warm_up()
                clock.stage("start")
                document = reading.result()
        clock.stage("reading")
        told.raise_if_failed()
        return document

    def _assess(self, document: Document, clock: Clock) -> Assessment:
        from s3align.analysis import analyse  # noqa: PLC0415 -- loads the language layer
        from s3align.assess.assess import assess, document_facts, file_notes  # noqa: PLC0415

        assessor = self.assessor()
        facts = DocumentFacts(name=document.name, sha256=document.sha256, pages=len(document.pages))
        try:
            with budget.spending(self.budget("language")), unexpected("language"):
                passages = analyse(document, assessor.analyser)
            facts = document_facts(document, passages)
            clock.stage("language")
            with budget.spending(self.budget("assessing")), unexpected("assessing"):
                return assess(document, passages, assessor, self.settings)
        except (TimedOutError, TooLargeError) as error:
            self._forget_assessor()  # it may be half way in something, and hold all that memory
            return self.refused(error, facts)
        except NotAssessableError as error:
            return self.refused(error, facts, tuple(file_notes(document)))
        finally:
            clock.stage("assessing")

    def _reason_values(self, error: NotAssessableError) -> dict[str, ReasonValue]:
        limits = self.settings
        known: dict[type[NotAssessableError], dict[str, ReasonValue]] = {
            LanguageNotCoveredError: {"languages": " ".join(sorted(self.model.languages))},
            TooLargeError: {"limit_bytes": limits.max_file_bytes, "memory_bytes": limits.max_memory_bytes},
        }
        if isinstance(error, TimedOutError):
            seconds = limits.max_seconds if error.stage == "reading" else limits.max_assessing_seconds
            return {"seconds": seconds, "stage": error.stage}
        if isinstance(error, TooLittleTextError):
            return {"words": error.words, "minimum": limits.min_words}
        if isinstance(error, PortfolioError):
            return {"inside": error.inside}
        if isinstance(error, NotJudgedError):
            return {"cause": error.cause.value}
        if isinstance(error, FailedError):
            return {"stage": error.stage, "kind": error.kind}
        return known.get(type(error), {"detail": error.detail.value} if error.detail else {})


def start_reader(settings: Settings | None = None) -> None:
    """Starts a reading process ahead of the first file, while the caller loads what it needs."""
    shared().start(settings or Settings())


def read(source: Source, *, name: str | None = None, password: str | None = None) -> Document:
    """The document that a file holds, read by the default pipeline; see ``Pipeline.read``."""
    return default_pipeline().read(source, name=name, password=password)


def check(source: Source, *, name: str | None = None, password: str | None = None) -> Assessment:
    """The assessment of a file by the default pipeline; see ``Pipeline.check``."""
    return default_pipeline().check(source, name=name, password=password)


@cache
def default_pipeline() -> Pipeline:
    """The pipeline of this process with the default strategy, model and settings; made once."""
    return Pipeline()


def load_both(strategy: Strategy | str | Path | None, model: Profiles | str | Path | None) -> tuple[Strategy, Profiles]:
    """A strategy and its model, each loaded where it is not yet; see ``Pipeline``."""
    folder = None
    if not isinstance(strategy, Strategy):
        folder = find_strategy(strategy)
        strategy = load_strategy(folder, supported=resources.languages())
    if model is None or isinstance(model, str | Path):
        found = store.find_model(strategy, folder, Path(model) if model else None)
        model = store.load(found, strategy.id, strategy.binding_hash)
    return strategy, model


def source_name(source: Source) -> str:
    """What a source is called where nobody says: the name of its file."""
    return "stdin" if isinstance(source, bytes) else shown_name(Path(Path(source).name))


def source_hash(source: Source) -> str:
    """The SHA-256 of a source's bytes. Raises OSError."""
    return hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else file_hash(Path(source))


def _path_or_bytes(source: Source) -> Path | bytes:
    return Path(source) if isinstance(source, str) else source


class _Told:
    """Passes progress on to the caller; what the caller's function raises is no fault of the file, and raised afterwards."""

    def __init__(self, progress: Report | None) -> None:
        self._progress = progress
        self._error: Exception | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._progress is None or self._error is not None:
            return
        try:
            self._progress(done, total)
        except Exception as error:  # noqa: BLE001 -- whatever a caller's function raises
            self._error = error

    def raise_if_failed(self) -> None:
        if self._error is not None:
            raise self._error
