"""What the results of a run depend on, in this process."""

from __future__ import annotations

from s3align.pipeline import default_assessor
from s3align.reading import ocr
from s3align.settings import Settings
from s3align.store.fingerprint import RunFingerprint
from s3align.version import VERSION


def current_fingerprint(settings: Settings, language: str) -> RunFingerprint:
    """What results depend on here and now."""
    recognition = ocr.ability() if settings.max_recognised_pages else ""
    return RunFingerprint(default_assessor().profiles.model_hash, settings.hash(), VERSION, language, recognition)
