"""The ledger of a record, and the weights that it names, as tables that a person can add up in any spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from s3align.model.features import owner_of
from s3align.model.keywords import STRENGTH_WEIGHT
from s3align.model.profiles import LanguageProfiles, Profiles
from s3align.record.assessment import Assessment, Contribution
from s3align.store.safe_cell import safe_cell
from s3align.strategy.model import Strategy, Term

LEDGER_COLUMNS = ("theme", "passage", "page", "kind", "key", "label", "value")
WEIGHT_COLUMNS = (
    *("theme", "language", "kind", "key", "base", "factor", "weight"),
    *("idf", "owner", "strength", "reliability"),
)
Cell = str | int | float
_OPENED = ("keyword", "vocabulary")


def ledger_csv(record: Assessment, language: str) -> bytes:
    """Every line of every theme's ledger; the values of a theme sum to its sureness, 0..1. Passages count from 1.

    ``language`` decides how numbers are written, as ``table`` does.
    """
    return table(LEDGER_COLUMNS, _ledger(record), language)


def _ledger(record: Assessment) -> Iterator[tuple[Cell, ...]]:
    pages = {passage.number: passage.page for passage in record.passages}
    for theme in record.themes:
        known = pages | {card.passage: card.page for card in theme.evidence if card.passage is not None}
        for line in theme.contributions:
            passage: tuple[Cell, Cell] = ("", "")
            if line.passage is not None:
                passage = (line.passage + 1, known.get(line.passage, ""))
            yield theme.id, *passage, line.kind, line.key, line.label, line.value


def weights_csv(record: Assessment, strategy: Strategy, profiles: Profiles, language: str) -> bytes:
    """What the model gives the words and terms that the ledger names; ``features`` has the formula.

    ``base`` and ``factor`` are those of the theme and kind in a language. A word has its ``idf`` and its ``weight`` in the
    theme; a term the ``strength`` and ``reliability`` that it has for its ``owner``, and what the owner's terms ``weight`` in
    the theme. Fields that a kind does not have are empty.
    """
    return table(WEIGHT_COLUMNS, _weights(record, strategy, profiles), language)


def _weights(record: Assessment, strategy: Strategy, profiles: Profiles) -> Iterator[tuple[Cell, ...]]:
    spoken = {passage.number: passage.language for passage in record.passages}
    terms: dict[str, list[Term]] = {}
    for term in (*strategy.terms, *strategy.out_of_scope):
        terms.setdefault(term.text, []).append(term)
    for theme in record.themes:
        wanted: dict[tuple[str, str, str], None] = {}
        for line in theme.contributions:
            if line.kind in _OPENED:
                wanted.update(dict.fromkeys(_in_languages(line, spoken, profiles)))
        for language, kind, key in sorted(wanted):
            own = profiles.languages[language]
            if kind == "vocabulary":
                yield from _word(theme.id, key, own)
            else:
                yield from _terms(theme.id, key, own, terms.get(key, []))


def _in_languages(line: Contribution, spoken: dict[int, str], profiles: Profiles) -> Iterator[tuple[str, str, str]]:
    """A line with the language of its passage; where that is not known, with every language of the model."""
    language = spoken.get(line.passage) if line.passage is not None else None
    for name in [language] if language in profiles.languages and language else profiles.languages:
        yield name, line.kind, line.key


def _word(theme: str, word: str, own: LanguageProfiles) -> Iterator[tuple[Cell, ...]]:
    weight = own.vocabulary.weights[theme].get(word)
    if weight is not None:
        fusion = own.fusion[theme]
        idf = own.vocabulary.idf.get(word, own.vocabulary.unknown_idf)
        yield theme, own.language, "vocabulary", word, fusion.base, fusion.vocabulary, weight, idf, "", "", ""


def _terms(theme: str, key: str, own: LanguageProfiles, terms: Sequence[Term]) -> Iterator[tuple[Cell, ...]]:
    fusion, keywords = own.fusion[theme], own.keywords
    for term in terms:
        owner = owner_of(term)
        weight = keywords.weights[theme].get(owner)
        if term.language == own.language and weight is not None and term.strength in STRENGTH_WEIGHT:
            reliability = keywords.reliability.get(owner, {}).get(key, 1.0)
            strength = STRENGTH_WEIGHT[term.strength]
            row = (fusion.base, fusion.keyword, weight, "", owner, strength, reliability)
            yield theme, own.language, "keyword", key, *row


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """A table as the Excel of a language reads it, with a byte order mark: German with semicolons and decimal commas.

    No text in it is taken for a formula.
    """
    return b"".join(table_lines(columns, rows, language))


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> Iterator[bytes]:
    """The same a line at a time."""
    is_german = language == "de"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";" if is_german else ",", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    for row in chain([columns], rows):
        writer.writerow(_cell(cell, is_german=is_german) for cell in row)
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()


def _cell(cell: Cell, *, is_german: bool) -> str:
    if isinstance(cell, float):
        text = f"{cell:.6f}"
        return text.replace(".", ",") if is_german else text
    return safe_cell(cell) if isinstance(cell, str) else str(cell)
