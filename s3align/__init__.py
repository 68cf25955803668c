"""s3align: how well a project proposal fits a region's Smart Specialisation Strategy, with evidence.

>>> from s3align import Pipeline, render_html
>>> pipeline = Pipeline()  # doctest: +SKIP
>>> assessment = pipeline.check("proposal.pdf")  # doctest: +SKIP
>>> page = render_html(assessment, pipeline.strategy, "en")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from s3align.version import VERSION as __version__

if TYPE_CHECKING:
    from s3align.errors import NotAssessableError, S3AlignError
    from s3align.evaluation.evaluate import Evaluation, cross_validate, evaluate
    from s3align.evaluation.training import train_model
    from s3align.model.store import find_model
    from s3align.model.train import Training, train, train_on
    from s3align.pipeline import Checked, Pipeline, check, read
    from s3align.record.assessment import Assessment, Reason, Status, Verdict
    from s3align.record.codec import from_json, to_json
    from s3align.record.document import Document
    from s3align.record.schema import json_schema
    from s3align.render.annotated import render_annotated
    from s3align.render.html import render_html
    from s3align.render.pdf import render_pdf
    from s3align.render.text import render_text
    from s3align.settings import Settings
    from s3align.strategy.load import find_strategy, load_strategy
    from s3align.strategy.model import Strategy, wording
    from s3align.strategy.scaffold import Plan, write_strategy

_MODULES = {
    "s3align.errors": ("NotAssessableError", "S3AlignError"),
    "s3align.evaluation.evaluate": ("Evaluation", "cross_validate", "evaluate"),
    "s3align.evaluation.training": ("train_model",),
    "s3align.model.store": ("find_model",),
    "s3align.model.train": ("Training", "train", "train_on"),
    "s3align.pipeline": ("Checked", "Pipeline", "check", "read"),
    "s3align.record.assessment": ("Assessment", "Reason", "Status", "Verdict"),
    "s3align.record.codec": ("from_json", "to_json"),
    "s3align.record.document": ("Document",),
    "s3align.record.schema": ("json_schema",),
    "s3align.render.annotated": ("render_annotated",),
    "s3align.render.html": ("render_html",),
    "s3align.render.pdf": ("render_pdf",),
    "s3align.render.text": ("render_text",),
    "s3align.settings": ("Settings",),
    "s3align.strategy.load": ("find_strategy", "load_strategy"),
    "s3align.strategy.model": ("Strategy", "wording"),
    "s3align.strategy.scaffold": ("Plan", "write_strategy"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Assessment",
    "Checked",
    "Document",
    "Evaluation",
    "NotAssessableError",
    "Pipeline",
    "Plan",
    "Reason",
    "S3AlignError",
    "Settings",
    "Status",
    "Strategy",
    "Training",
    "Verdict",
    "__version__",
    "check",
    "cross_validate",
    "evaluate",
    "find_model",
    "find_strategy",
    "from_json",
    "json_schema",
    "load_strategy",
    "read",
    "render_annotated",
    "render_html",
    "render_pdf",
    "render_text",
    "to_json",
    "train",
    "train_model",
    "train_on",
    "wording",
    "write_strategy",
]


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that ``s3align --help`` imports nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module 's3align' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """All public names, also those not loaded yet."""
    return sorted({*globals(), *__all__})
