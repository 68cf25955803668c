"""Finds the data that travels with the package: in a wheel, an editable install or a checkout.

A wheel carries the folders under ``s3align/_bundled/``; an editable install and a checkout have them beside the
package.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from s3align.errors import DataError, said

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
        said(
            "data_missing",
            "The data folder '{kind}' is missing from this installation. Install s3align again from its wheel or checkout.",
            kind=kind,
        )
    )


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that texts and strategies may be in: the folders of ``corpus/language``, sorted."""
    return tuple(sorted(path.parent.name for path in (folder("corpus") / "language").glob(f"*/{LANGUAGE_FILE}")))


def word_lists(file: str, names: Sequence[str], languages: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The lists of words ``names`` in ``corpus/language/<code>/<file>``, those of several languages joined.

    ``languages``: codes, all that have the file where none are given; a language without it has no words. Raises
    DataError that names a file with other content.
    """
    languages_folder = folder("corpus") / "language"
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    codes = ["*"] if languages is None else languages
    for path in (path for code in codes for path in sorted(languages_folder.glob(f"{code}/{file}"))):
        for name, words in _lists_in(path, names).items():
            found[name].update(dict.fromkeys(words))
    return {name: tuple(words) for name, words in found.items()}


def _lists_in(path: Path, names: Sequence[str]) -> dict[str, list[str]]:
    try:
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}. Correct it, or leave the file out.") from error
    for name, words in lists.items():
        if name not in names:
            raise DataError(f"{path}: unknown list '{name}'. Use one of: {', '.join(names)}.")
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise DataError(f'{path}: \'{name}\' must be a list of texts. Write {name} = ["...", "..."].')
    return lists
