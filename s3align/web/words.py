"""The words of the web's pages: catalogues ``templates/locale/web/<area>_<language>.toml``, beside those of the reports."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache

from s3align.errors import DataError
from s3align.render.messages import LANGUAGES, Messages
from s3align.resources import folder


@lru_cache(maxsize=len(LANGUAGES))
def web_messages(language: str) -> Messages:
    """All texts of a language, "de" or "en": those of the pages and those of the reports.

    Raises UsageError for another language, DataError for a catalogue that cannot be read or a key that is there twice.
    """
    texts = dict(Messages.load(language).texts)
    for file in sorted((folder("templates") / "locale" / "web").glob(f"*_{language}.toml")):
        try:
            own = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError(f"The catalogue {file} cannot be read: {error}. Install s3align again.") from error
        twice = own.keys() & texts.keys()
        if twice:
            raise DataError(f"{file}: '{min(twice)}' is in another catalogue as well. Give it another key.")
        texts |= own
    return Messages(language, texts)


def preferred_language(wanted: Sequence[str | None], accepted: str) -> str:
    """The first of ``wanted`` that there is, else the best of an Accept-Language header (RFC 9110, 12.5.4), else German."""
    for language in wanted:
        if language in LANGUAGES:
            return language
    best, language = 0.0, LANGUAGES[0]
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        code = tag.strip().lower()[:2]
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if code in LANGUAGES and quality > best:
            best, language = quality, code
    return language
