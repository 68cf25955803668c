"""How often each term of a strategy is right: found in texts that are about its theme, or in others.

Whoever curates terms reads the worst of them with the words around their wrong hits, and weakens or narrows them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import sure_hits
from s3align.analysis.tokens import AnalysedText
from s3align.errors import DataError
from s3align.model.labelled import LabelledText
from s3align.nearest import nearest
from s3align.strategy.model import Strategy, Term

EXAMPLES = 3
"""Wrong hits that are kept with their words."""
_AROUND = 3
"""Words kept to either side of a hit."""
_BATCH = 200
"""Texts analysed at once; fewer pay spaCy's cost per Doc, more cost memory."""
READING_COLUMNS = ("id", "main", "touched")


@dataclass(slots=True)
class TermHits:
    """In how many texts a term stands: ``right`` about its theme, ``wrong`` not, ``open`` where that is not known."""

    term: Term
    right: int = 0
    wrong: int = 0
    open: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        """Texts of which it is known whether they are about the theme."""
        return self.right + self.wrong

    @property
    def wrong_share(self) -> float | None:
        """The share of judged texts that are not about the theme; None where none is judged."""
        return self.wrong / self.judged if self.judged else None


def term_hits(strategy: Strategy, texts: Iterable[LabelledText]) -> list[TermHits]:
    """The terms that stand in the texts, most wrong hits first; ambiguous ones only where a sure term stands beside them."""
    found: dict[str, TermHits] = {}
    for text, analysed in _analysed(strategy, texts):
        hits = {hit.term.source: hit for hit in reversed(sure_hits(analysed.hits))}
        for source, hit in hits.items():
            entry = found.setdefault(source, TermHits(hit.term))
            is_about = text.labels.get(hit.term.theme)
            if is_about is None:
                entry.open += 1
            elif is_about:
                entry.right += 1
            else:
                entry.wrong += 1
                if len(entry.examples) < EXAMPLES:
                    entry.examples.append(_words(analysed, hit.first, hit.last))
    return sorted(found.values(), key=lambda entry: (-entry.wrong, entry.right, entry.term.source))


def read_marks(path: Path, themes: Sequence[str]) -> dict[str, dict[str, bool]]:
    """Text id -> theme -> whether the text is about it, from a table of a reader's marks, parted by tabs or commas.

    Its column ``main`` names the themes a text is about, ``touched`` those a reader could defend, which stay unknown; both
    part themes by ``;``. Raises DataError with file and line where a theme is unknown or a column is missing.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read ({error}). Name a table with the columns {_NAMES}.") from error
    rows = csv.DictReader(lines, delimiter="\t" if "\t" in "".join(lines[:1]) else ",")
    if not set(READING_COLUMNS) <= set(rows.fieldnames or ()):
        raise DataError(f"{path}:1: one of the columns {_NAMES} is missing. Add it.")
    marks: dict[str, dict[str, bool]] = {}
    for number, row in enumerate(rows, start=2):
        main, touched = (_themes(row[column], themes, f"{path}:{number}") for column in ("main", "touched"))
        marks[row["id"]] = {theme: theme in main for theme in themes if theme in main or theme not in touched}
    return marks


_NAMES = ", ".join(READING_COLUMNS)


def with_marks(texts: Iterable[LabelledText], marks: Mapping[str, Mapping[str, bool]]) -> list[LabelledText]:
    """The texts with a reader's marks in place of their source's labels where there are any; texts without either left out."""
    marked = (replace(text, labels=marks[text.id]) if text.id in marks else text for text in texts)
    return [text for text in marked if text.labels]


def _themes(cell: str | None, themes: Sequence[str], where: str) -> set[str]:
    found = {name.strip() for name in (cell or "").split(";") if name.strip()}
    for name in sorted(found - set(themes)):
        raise DataError(f"{where}: unknown theme '{name}'. {nearest(name, themes)}")
    return found


def _analysed(strategy: Strategy, texts: Iterable[LabelledText]) -> Iterator[tuple[LabelledText, AnalysedText]]:
    analyser = Analyser(strategy)
    by_language: dict[str, list[LabelledText]] = defaultdict(list)
    for text in texts:
        by_language[text.language].append(text)
    for language in strategy.languages:
        rest = iter(by_language[language])
        while batch := list(islice(rest, _BATCH)):
            pieces = [Piece(f"{text.title}\n\n{text.text}", passage=number) for number, text in enumerate(batch)]
            yield from zip(batch, analyser.texts(language, pieces), strict=True)


def _words(text: AnalysedText, first: int, last: int) -> str:
    return " ".join(token.text for token in text.tokens[max(0, first - _AROUND) : last + 1 + _AROUND])
