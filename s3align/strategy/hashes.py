"""What binds a model to a strategy: its themes and terms. Facts, sources and wordings may change without a new model."""

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
