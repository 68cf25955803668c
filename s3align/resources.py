"""Finds the data that travels with the package: in a wheel, an editable install or a checkout.

A wheel carries the folders under ``s3align/_bundled/``; an editable install and a checkout have them beside the
package.
"""

from __future__ import annotations

from pathlib import Path

from s3align.errors import DataError

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
