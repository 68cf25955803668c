"""s3align: how well a project proposal fits a region's Smart Specialisation Strategy, with evidence.

>>> from s3align import check
>>> assessment = check("proposal.pdf")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from s3align.version import VERSION as __version__

if TYPE_CHECKING:
    from s3align.errors import NotAssessableError, S3AlignError
    from s3align.pipeline import check
    from s3align.record.assessment import Assessment
    from s3align.record.codec import from_record, to_json, to_record
    from s3align.record.schema import json_schema
    from s3align.render.html import render_html
    from s3align.settings import Settings

_HOMES = {
    "Assessment": "s3align.record.assessment",
    "NotAssessableError": "s3align.errors",
    "S3AlignError": "s3align.errors",
    "Settings": "s3align.settings",
    "check": "s3align.pipeline",
    "from_record": "s3align.record.codec",
    "json_schema": "s3align.record.schema",
    "render_html": "s3align.render.html",
    "to_json": "s3align.record.codec",
    "to_record": "s3align.record.codec",
}

__all__ = [
    "Assessment",
    "NotAssessableError",
    "S3AlignError",
    "Settings",
    "__version__",
    "check",
    "from_record",
    "json_schema",
    "render_html",
    "to_json",
    "to_record",
]


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that ``s3align --help`` imports nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module 's3align' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
