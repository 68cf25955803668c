"""What a strategy's data are known by, and what binds a model to them: themes and terms alone, not facts and wordings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s3align.strategy.model import Term, Theme


def binding_hash(
    languages: Collection[str],
    themes: Iterable[Theme],
    terms: Iterable[Term],
    out_of_scope: Iterable[Term],
    genre_words: Collection[str] = (),
) -> str:
    """The SHA-256 of what a model is learnt with: languages, ids of themes and sub-topics, and every property of a term.

    Words that the strategy counts as genre enter where there are some. The order of rows, comments, names, questions,
    places, sources and principles do not enter.
    """
    content: dict[str, list[str] | list[list[str]] | list[list[str | bool]]] = {
        "languages": sorted(languages),
        "themes": sorted([theme.id, *sorted(part.id for part in theme.subtopics)] for theme in themes),
        "terms": sorted(map(_term, terms)),
        "out_of_scope": sorted(map(_term, out_of_scope)),
    }
    if genre_words:
        content["genre_words"] = sorted(set(genre_words))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def content_hash(files: Iterable[tuple[str, bytes]]) -> str:
    """The SHA-256 of a strategy's data files, names with bytes in the order of the names; line endings do not matter."""
    digest = hashlib.sha256()
    for name, body in files:
        digest.update(name.encode() + b"\0" + body.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _term(term: Term) -> list[str | bool]:
    return [
        term.theme,
        term.subtopic,
        term.language,
        term.text,
        term.strength.value,
        term.case_sensitive,
        term.ambiguous,
    ]
