"""What the results of a run depend on, in this process."""

from __future__ import annotations

from s3align.pipeline import Pipeline
from s3align.reading import ocr
from s3align.store.fingerprint import RunFingerprint


def current_fingerprint(pipeline: Pipeline) -> RunFingerprint:
    """What results depend on here and now."""
    recognition = ocr.ability() if pipeline.settings.max_recognised_pages else ""
    made = pipeline.provenance
    return RunFingerprint(made.model_hash, made.settings_hash, made.strategy_hash, made.tool_version, recognition)
