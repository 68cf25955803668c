"""Finds the data that travels with the package: in a wheel, an editable install or a checkout.

A wheel carries the folders under ``s3align/_bundled/``; an editable install and a checkout have them beside the
package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from s3align.errors import DataError

LANGUAGE_FILE = "language.toml"
_PACKAGE = Path(__file__).resolve().parent


def folder(kind: str) -> Path:
    """The folder ``corpus``, ``models`` or ``templates``.

    Raises DataError where neither the bundle nor a checkout has it.
    """
    for candidate in (_PACKAGE / "_bundled" / kind, _PACKAGE.parent / kind):
        if candidate.is_dir():
            return candidate
    raise DataError(
        f"The data folder '{kind}' is missing from this installation. Install s3align again from its wheel or checkout."
    )


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that texts and strategies may be in: the folders of ``corpus/language``, sorted."""
    return tuple(sorted(path.parent.name for path in (folder("corpus") / "language").glob(f"*/{LANGUAGE_FILE}")))
