"""The Jinja templates of the package, with the settings that keep strangers' text harmless."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from s3align.resources import folder


def environment(kind: str) -> Environment:
    """The templates in a folder below ``templates``: everything is escaped, and a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(folder("templates") / kind, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
