"""Proposals that people have read, as texts to learn from: the passages that count, with the labels that people agree on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from s3align.analysis.passages import Analyser, analyse
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.assess import check_readable
from s3align.assess.passage_filter import OwnSentences, filter_passages, own_sentences
from s3align.errors import NotAssessableError
from s3align.evaluation.near_duplicates import KnownTexts
from s3align.evaluation.proposals import PROPOSAL
from s3align.evaluation.review_files import ReadProposal, ReadProposals
from s3align.model.labelled import ANNOTATED_WEIGHT, CODED_WEIGHT, LabelledText
from s3align.model.labelled_files import read_many
from s3align.model.train import ReadTexts, library_labels, own_texts
from s3align.reading.sandbox.client import shared
from s3align.record.document import Document, PassageKind
from s3align.settings import Settings
from s3align.strategy.model import Strategy

MOST_KNOWN = 0.8
"""Share of a proposal's word rows that stand in texts learnt from already, from which on it is the same text and would
count twice; sentences that all proposals of a call have in common are less."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class LearntProposals:
    """The texts to learn from, and the names of proposals that give none, by why.

    ``unreadable``: not assessable, or too short, or in no language of the strategy; ``doubled``: in the texts already;
    ``unsettled``: people agree on no theme of it. ``read``: where they come from.
    """

    texts: ReadTexts
    unreadable: tuple[str, ...]
    doubled: tuple[str, ...]
    unsettled: tuple[str, ...]
    read: ReadProposals


def learnable(
    read: ReadProposals,
    strategy: Strategy,
    strategy_folder: Path,
    files: Sequence[Path],
    corpus: Path | None = None,
    *,
    data: Sequence[Path] = (),
) -> LearntProposals:
    """The texts of the proposals in ``read``, which come from review ``files``.

    A text that stands already in those of the strategy or of ``data`` (JSON Lines), or in a proposal before it, is left out.
    """
    themes = [theme.id for theme in strategy.themes]
    own = [*own_texts(strategy_folder, corpus), *data]
    library = library_labels(strategy, strategy_folder, corpus)
    known = KnownTexts(row.text for row in read_many(own, themes, library, languages=strategy.languages))
    reader = _Reader(strategy)
    texts: list[LabelledText] = []
    proposals: list[str] = []
    left_out: dict[str, list[str]] = {"unreadable": [], "doubled": [], "unsettled": []}
    for row in read.found:
        text = reader.text_of(row) if row.expected else None
        if text is None:
            left_out["unreadable" if row.expected else "unsettled"].append(row.file)
        elif known.share(text.text) >= MOST_KNOWN:
            left_out["doubled"].append(row.file)
        else:
            known.add(text.text)
            texts.append(text)
            proposals.append(row.sha256)
    made = ReadTexts(tuple(texts), tuple(files), tuple(proposals))
    unreadable, doubled, unsettled = (tuple(names) for names in left_out.values())
    return LearntProposals(made, unreadable, doubled, unsettled, read)


class _Reader:
    """Reads files as a check does, in the confined process, and takes out what a check does not count."""

    def __init__(self, strategy: Strategy) -> None:
        self._analyser = Analyser(strategy)
        self._own: OwnSentences = own_sentences(strategy, self._analyser)
        self._settings = Settings()
        self._languages = strategy.languages

    def text_of(self, row: ReadProposal) -> LabelledText | None:
        """The text of a proposal in its main language; None where it has none that could be assessed."""
        if row.path is None:
            return None
        try:
            document = shared().read(row.path, settings=self._settings, name=row.path.name)
            check_readable(document, self._settings)
        except NotAssessableError:
            return None
        passages = analyse(document, self._analyser)
        counted = filter_passages(document, passages, self._own).passages
        words = Counter[str]()
        for entry in counted:
            words[entry.language] += entry.words
        language = max(self._languages, key=lambda code: words[code])
        if words[language] < self._settings.min_words:
            return None
        whole = {id(entry.passage): entry for entry in passages}
        paragraphs = [
            _paragraph(document, whole[id(entry.passage)], entry) for entry in counted if entry.language == language
        ]
        return LabelledText(
            id=f"proposal {row.sha256[:16]}",
            language=language,
            title="",
            text="\n\n".join(filter(None, paragraphs)),
            labels=row.expected,
            kind=PROPOSAL,
            sample_weight=ANNOTATED_WEIGHT if row.readers > 1 else CODED_WEIGHT,
            source=row.file,
        )


def _paragraph(document: Document, whole: AnalysedPassage, counted: AnalysedPassage) -> str:
    """A passage as a line of text, a heading with its sign; without the words that a guard has taken out of it."""
    passage = whole.passage
    page = document.pages[passage.page - 1].text
    kept = {token.start for token in counted.tokens}
    parts, at = [], passage.start
    for start, end in _gone(whole, kept):
        parts.append(page[at:start])
        at = end
    parts.append(page[at : passage.end])
    text = _SPACE.sub(" ", " ".join(parts)).strip()
    return f"# {text}" if text and passage.kind is PassageKind.HEADING else text


def _gone(whole: AnalysedPassage, kept: set[int]) -> Iterator[tuple[int, int]]:
    return ((token.start, token.end) for token in whole.tokens if token.start not in kept)
