"""The hinge: read a file, score it, hand back one Assessment."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Thread
from time import perf_counter

from s3align import resources
from s3align.analysis import analyse, warm_up
from s3align.assess.assess import Assessor, assess, document_facts, make_assessor
from s3align.errors import (
    LanguageNotCoveredError,
    NotAssessableError,
    NoTextError,
    NotJudgedError,
    TimedOutError,
    TooLargeError,
    TooLittleTextError,
    UsageError,
)
from s3align.files import file_hash, shown_name
from s3align.model import store
from s3align.reading.sandbox import client
from s3align.reading.source import Report
from s3align.record.assessment import Assessment, DocumentFacts, Provenance, Reason, Status
from s3align.record.document import Document
from s3align.render.messages import Messages, reason_message
from s3align.settings import Settings
from s3align.strategy.load import load_strategy
from s3align.strategy.model import Strategy
from s3align.version import VERSION

DEFAULT_STRATEGY = "ruhr"
HIGHLIGHTS = ("c3b5f5", "a8e0b0", "f7c98b", "9fd3f5", "f5e58a", "f5b0c0")
"""Colours of highlights by order of themes: light enough for black print on them."""
Timer = Callable[[str, float], None]


@cache
def default_strategy() -> Strategy:
    """The strategy that travels with the package: Metropole Ruhr."""
    return load_strategy(resources.folder("corpus") / "strategies" / DEFAULT_STRATEGY)


@cache
def default_assessor() -> Assessor:
    """The default strategy with its profiles; loaded once."""
    strategy = default_strategy()
    return make_assessor(
        strategy, store.load(resources.folder("models") / strategy.id, strategy.id, strategy.content_hash)
    )


def check(  # noqa: PLR0913 -- the public face names everything that can be chosen
    source: str | Path | bytes,
    *,
    name: str | None = None,
    language: str = "de",
    settings: Settings | None = None,
    password: str | None = None,
    judge: Assessor | None = None,
    command: str = "library",
    timer: Timer | None = None,
    report: Report | None = None,
    on_document: Callable[[Document], None] | None = None,
) -> Assessment:
    """Judges one proposal.

    ``source``: a path, or the bytes of a file (``name`` then says what to call it). ``language``: "de" or "en", of the
    sentences in the record. ``timer`` is told each stage and its seconds, ``report`` how many of how many pages were
    recognised by OCR, ``on_document`` sees the document as read. The file is read in a worker process. A file that cannot
    be judged comes back with status "not_assessable" and a reason; UsageError is raised for a path that does not exist.
    """
    settings = settings or Settings()
    source = Path(source) if isinstance(source, str) else source
    name = name or ("stdin" if isinstance(source, bytes) else shown_name(Path(source.name)))
    clock = _Clock(timer)
    client.shared().start(settings)
    judge = judge or default_assessor()
    Thread(target=warm_up, args=(judge.analyser,), daemon=True).start()
    clock.stage("start")
    provenance = Provenance(VERSION, judge.profiles.model_hash, judge.strategy.id, settings.hash(), command)
    try:
        document = client.shared().read(source, settings=settings, name=name, password=password, report=report)
    except NotAssessableError as error:
        return _refused(error, _unread_facts(source, name), provenance, settings, language)
    clock.stage("reading")
    if on_document is not None:
        on_document(document)
    passages = analyse(document, judge.analyser)
    clock.stage("language")
    try:
        return assess(document, passages, judge, settings, provenance, language)
    except (NoTextError, TooLittleTextError, LanguageNotCoveredError) as error:
        return _refused(error, document_facts(document, passages), provenance, settings, language)
    finally:
        clock.stage("scoring")


def unjudged(
    error: NotJudgedError, name: str, sha256: str, settings: Settings, language: str, command: str
) -> Assessment:
    """The assessment of a file that another process could not judge."""
    judge = default_assessor()
    provenance = Provenance(VERSION, judge.profiles.model_hash, judge.strategy.id, settings.hash(), command)
    return _refused(error, DocumentFacts(name, sha256, None, None, None), provenance, settings, language)


def annotated_pdf(
    source: Path | bytes,
    assessment: Assessment,
    *,
    strategy: Strategy | None = None,
    language: str = "de",
    settings: Settings | None = None,
    password: str | None = None,
) -> bytes:
    """A copy of an assessed PDF in which the evidence is highlighted, a colour for each theme.

    The copy carries no scripts, actions or embedded files over. Raises UsageError for a file that is no PDF.
    """
    strategy = strategy or default_strategy()
    if not assessment.document.name.lower().endswith(".pdf"):
        raise UsageError(f"{assessment.document.name} is no PDF. Highlights can be written into PDF files only.")
    colours = dict(zip((theme.id for theme in strategy.themes), itertools.cycle(HIGHLIGHTS), strict=False))
    marks = [
        {
            "page": card.page,
            "quote": card.quote,
            "terms": [(term.start, term.end) for term in card.terms],
            "colour": colours[score.id],
            "note": strategy.theme(score.id).name[language],
        }
        for score in assessment.themes
        if score.addressed
        for card in score.evidence
        if card.confidence is None
    ]
    return client.shared().annotate(
        source, marks, settings=settings or Settings(), name=assessment.document.name, password=password
    )


class _Clock:
    def __init__(self, timer: Timer | None) -> None:
        self._timer = timer
        self._last = perf_counter()

    def stage(self, name: str) -> None:
        now = perf_counter()
        if self._timer:
            self._timer(name, now - self._last)
        self._last = now


def _refused(
    error: NotAssessableError, facts: DocumentFacts, provenance: Provenance, settings: Settings, language: str
) -> Assessment:
    reason = Reason(error.reason)
    details: dict[str, str | int] = {"name": facts.name}
    if isinstance(error, TooLittleTextError):
        details |= {"words": facts.words or 0, "minimum": settings.min_words}
    if isinstance(error, TooLargeError):
        details["limit"] = f"{settings.max_file_bytes // 1_000_000} MB"
        details["memory"] = f"{settings.max_memory_bytes // 1_000_000} MB"
    if isinstance(error, TimedOutError):
        details["seconds"] = f"{settings.max_seconds:g}"
    if isinstance(error, NotJudgedError):
        details["cause"] = Messages.load(language)(f"cause_{error.cause}")
    return Assessment(
        status=Status.NOT_ASSESSABLE,
        reason=reason,
        message=reason_message(reason, language, **details),
        document=facts,
        themes=(),
        primary_theme=None,
        secondary_theme=None,
        fit=None,
        provenance=provenance,
    )


def _unread_facts(source: Path | bytes, name: str) -> DocumentFacts:
    sha256 = hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else file_hash(source)
    return DocumentFacts(name, sha256, None, None, None)
