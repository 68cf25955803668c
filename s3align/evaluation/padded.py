"""What padding does to the product's verdicts: honest texts before and after, by language and recipe (see ``padding``)."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from s3align.assess.guards import TOLD
from s3align.errors import DataError
from s3align.evaluation.bootstrap import Share, share
from s3align.evaluation.guard_figures import ORDER
from s3align.evaluation.padding import RECIPES, HonestText, PaddedPair, Recipe, padded_pairs
from s3align.evaluation.proposals import data_files, is_proposal, read_proposals
from s3align.model import store
from s3align.model.labelled import LabelledText
from s3align.model.labelled_files import read_many
from s3align.pipeline import Pipeline
from s3align.reading.file_kind import TEXT_SUFFIXES
from s3align.record.assessment import Assessment, Verdict
from s3align.strategy.model import Strategy

UNSEEN = 1
"""The half of the paddings' wording that no guard was fitted on."""
TABLE = ".csv"


@dataclass(frozen=True, slots=True)
class Rise:
    """A theme that a padding has raised, with its verdicts and sureness before and after."""

    text: str
    recipe: str
    is_split: bool
    theme: str
    before: Verdict
    after: Verdict
    gained: float


@dataclass(frozen=True, slots=True)
class RecipeFigures:
    """Of the pairs made by a recipe (all of them where ``recipe`` is ""), whole or split.

    ``raised``: those in which the padded theme has a higher verdict than in the honest text. ``given``: those in which it is
    addressed and was not before. ``lowered``: those in which a theme that the honest text addresses is no longer addressed.
    """

    recipe: str
    is_split: bool
    raised: Share
    given: Share
    lowered: Share


@dataclass(frozen=True, slots=True)
class PaddingFigures:
    """One language: honest texts, those ``flagged`` though nobody padded them (reason -> texts), and what padding does."""

    texts: int
    flagged: Share
    reasons: Mapping[str, int]
    recipes: tuple[RecipeFigures, ...]
    rises: tuple[Rise, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A pair: its honest text's number, how it was made, and what became of it."""

    text: int
    pair: PaddedPair
    is_given: bool
    is_lowered: bool
    rise: Rise | None


def evaluate_padded(
    strategy: Strategy,
    model: Path,
    data: Sequence[Path],
    *,
    texts: int | None = None,
    recipes: Mapping[str, Recipe] = RECIPES,
) -> dict[str, PaddingFigures]:
    """Pads the labelled texts and proposals in ``data`` with themes they are not about, and judges both.

    ``texts``: at most as many in each language, drawn by chance and the same each time. Raises the errors of ``evaluate``.
    """
    pipeline = Pipeline(strategy, store.load(model, strategy.id, strategy.binding_hash))
    known = list(honest_texts(data_files(data), pipeline))
    if not known:
        raise DataError(
            "No text in DATA can be padded: each speaks of every theme, or of none that is known. Name others."
        )
    foreign: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in known:
        for theme in text.themes:
            foreign[theme, text.language].append(text.text)
    found = {}
    for language in pipeline.model.languages:
        own = [text for text in known if text.language == language]
        if own:
            drawn = own if texts is None else random.Random(0).sample(own, min(texts, len(own)))  # noqa: S311 -- no secret
            found[language] = _figures(drawn, pipeline, foreign, recipes)
    return found


def honest_texts(files: Sequence[Path], pipeline: Pipeline) -> Iterator[HonestText]:
    """The texts of labelled files and proposals; ``name``: their id, with an ending that says how they are read."""
    themes = [theme.id for theme in pipeline.strategy.themes]
    rows = read_many(
        [path for path in files if not is_proposal(path) and path.suffix != TABLE],
        themes,
        languages=pipeline.strategy.languages,
    )
    texts = [_of_row(row, themes) for row in rows if not row.is_weak and row.language in pipeline.model.languages]
    for proposal in read_proposals([path for path in files if is_proposal(path)], themes):
        document = pipeline.read(proposal.path)
        is_text = proposal.path.suffix.lower() in TEXT_SUFFIXES
        text = (
            proposal.path.read_text(encoding="utf-8-sig")
            if is_text
            else "\n\n".join(page.text for page in document.pages)
        )
        name = proposal.path.name if is_text else f"{proposal.path.name}.txt"
        language = proposal.language or next(iter(pipeline.model.languages))
        texts.append(HonestText(text, language, _not_to_pad(proposal.expected, themes), name))
    return (text for text in texts if len(text.themes) < len(themes))


def _of_row(row: LabelledText, themes: Sequence[str]) -> HonestText:
    return HonestText(f"{row.title}\n\n{row.text}", row.language, _not_to_pad(row.labels, themes), f"{row.id}.txt")


def _not_to_pad(expected: Mapping[str, bool], themes: Sequence[str]) -> frozenset[str]:
    """The themes that a text is about or may be about."""
    return frozenset(theme for theme in themes if expected.get(theme, True))


def _figures(
    texts: Sequence[HonestText],
    pipeline: Pipeline,
    foreign: Mapping[tuple[str, str], Sequence[str]],
    recipes: Mapping[str, Recipe],
) -> PaddingFigures:
    numbers = {text.name: number for number, text in enumerate(texts)}
    honest = [_check(text.text, text.name, pipeline) for text in texts]
    tried = []
    for pair in padded_pairs(texts, pipeline.strategy, UNSEEN, recipes, foreign):
        number = numbers[pair.honest.name]
        after = _check(pair.padded.text, pair.honest.name, pipeline)
        if honest[number].is_assessed and after.is_assessed:
            tried.append(_compared(number, pair, honest[number], after))
    reasons = [{note.kind for note in assessment.integrity} & TOLD for assessment in honest]
    rises = sorted(
        (pair.rise for pair in tried if pair.rise is not None), key=lambda rise: (-rise.gained, rise.text, rise.recipe)
    )
    return PaddingFigures(
        texts=len(texts),
        flagged=share([int(bool(own)) for own in reasons], [1] * len(texts)),
        reasons=dict(sorted(Counter(reason for own in reasons for reason in own).items())),
        recipes=tuple(_by_recipe(tried, len(texts))),
        rises=tuple(rises),
    )


def _check(text: str, name: str, pipeline: Pipeline) -> Assessment:
    return pipeline.check(text.encode(), name=name)


def _compared(number: int, pair: PaddedPair, honest: Assessment, padded: Assessment) -> _Tried:
    before, after = honest.theme(pair.theme), padded.theme(pair.theme)
    is_raised = ORDER.index(after.verdict) > ORDER.index(before.verdict)
    rise = Rise(
        text=pair.honest.name.removesuffix(".txt"),
        recipe=pair.recipe,
        is_split=pair.split,
        theme=pair.theme,
        before=before.verdict,
        after=after.verdict,
        gained=after.sureness - before.sureness,
    )
    return _Tried(
        text=number,
        pair=pair,
        is_given=after.is_addressed and not before.is_addressed,
        is_lowered=any(theme.is_addressed and not padded.theme(theme.id).is_addressed for theme in honest.themes),
        rise=rise if is_raised else None,
    )


def _by_recipe(tried: Sequence[_Tried], texts: int) -> Iterator[RecipeFigures]:
    """Recipe by recipe, then all together; whole, then split."""
    groups: dict[tuple[str, bool], list[_Tried]] = defaultdict(list)
    for pair in tried:
        groups[pair.pair.recipe, pair.pair.split].append(pair)
    for split in (False, True):
        groups["", split] = [pair for pair in tried if pair.pair.split == split]
    for (recipe, split), pairs in groups.items():
        yield RecipeFigures(
            recipe,
            split,
            _share(((pair.text, pair.rise is not None) for pair in pairs), texts),
            _share(((pair.text, pair.is_given) for pair in pairs), texts),
            _share(((pair.text, pair.is_lowered) for pair in pairs), texts),
        )


def _share(pairs: Iterable[tuple[int, bool]], texts: int) -> Share:
    """The share of pairs that are true, with the texts drawn anew for the interval: pairs of one text go together."""
    hits, of = [0] * texts, [0] * texts
    for text, is_hit in pairs:
        hits[text] += is_hit
        of[text] += 1
    return share(hits, of)
