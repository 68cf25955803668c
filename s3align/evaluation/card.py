"""The model card: what the model is, what it was learnt from, how good it is: only what was measured for this model.

What people have found out by hand about a strategy's model stands in ``model_card_notes.md`` in the strategy's folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from s3align.evaluation.evaluate import cross_validated
from s3align.evaluation.metrics import Figures, measure
from s3align.evaluation.show import table
from s3align.evaluation.verdict import Verdict
from s3align.model.labelled import ANNOTATED_WEIGHT, CODED_WEIGHT, REFERENCE, WEAK_WEIGHT
from s3align.model.learn import FOLDS
from s3align.model.library import READ_WEIGHT
from s3align.model.profiles import ADDRESSED_FROM, SHORT_SEGMENTS
from s3align.model.segments import SEGMENT_WORDS
from s3align.model.train import Training
from s3align.plural import counted
from s3align.strategy.model import wording

NOTES = "model_card_notes.md"
ALL_KINDS = "all kinds"
SMALLEST_GROUP = 30
"""Figures of fewer texts of a kind would be mostly chance, and those of a theme with fewer texts are named as uncertain."""
_HEAD = """# Model card: {name}

Written by `s3align train`; do not edit. The model is JSON that a person can read. For each language it has two profiles, each
learnt by itself: the **vocabulary** (inverse document frequencies, and one weight per content word and theme: L2-regularised
logistic regression on TF-IDF of lemmas and compound parts) and the **curated terms** (how reliable each is, and what the terms
of a theme weigh). A document is judged in passages of whole sentences, about {words} words each. Of each passage both profiles
have an opinion on every theme; three figures per theme and language (the **fusion**) put the two together. One **document
model** for all themes and languages makes of the passages what is said of the document; a text of fewer than {short} passages
is judged as a whole too, the more the shorter it is.

## What a score means
**Sureness**: the share of texts with this sureness that were labelled as being about the theme, among texts like those below;
how far that holds is the calibration error. From {addressed:g} on a theme is called addressed; from {unclear:g} to there it is
"unclear: please read"; below it is called absent, or touched where a passage speaks of it. **Extent**: the share of the text's
words that speak of the theme, each passage counted by its probability; it tells a core theme from a side theme. Both are
statements on wording, not on quality, feasibility or funding.

## Learnt from
{sources}

{texts}. Texts labelled theme by theme (`labels`) and those written for learning count {annotated:g} in learning, other labelled
texts {coded:g}, library records {weak:g} where their headings label them, {read:g} where a person has read their beginning and
{unsure:g} where that person was unsure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one language of a model: of all texts, and of the kinds with ``SMALLEST_GROUP`` texts or more."""

    language: str
    kinds: Mapping[str, int]
    figures: Mapping[str, Figures]

    @property
    def overall(self) -> Figures:
        """The figures of all kinds of texts together."""
        return self.figures[ALL_KINDS]

    @property
    def is_reference_only(self) -> bool:
        """Whether the figures rest on reference texts, written for learning, alone."""
        return set(self.kinds) == {REFERENCE}


def measured(training: Training) -> tuple[Measured, ...]:
    """Cross-validated figures per language: everything that sets a score was fitted on other texts."""
    themes = [theme.id for theme in training.strategy.themes]
    verdicts = cross_validated(training.learnt, themes)
    return tuple(_measured(language, verdicts[language], themes) for language in training.learnt)


def model_card(training: Training, figures: Sequence[Measured], strategy_folder: Path) -> str:
    """The card as Markdown, ``model_card_notes.md`` of the strategy included where there is one."""
    notes = strategy_folder / NOTES
    parts = [
        _head(training),
        *(f"- {line}" for line in _from_terms(training)),
        "\n## How good it is",
        *(_basis(entry) for entry in figures),
        *(_table(entry, kind) for entry in figures for kind in entry.figures),
        *_limits(figures),
        *([f"## What people have measured\n{notes.read_text(encoding='utf-8').strip()}\n"] if notes.is_file() else []),
    ]
    return "\n".join(parts)


def _measured(language: str, verdicts: Sequence[Verdict], themes: Sequence[str]) -> Measured:
    kinds = Counter(verdict.kind for verdict in verdicts)
    groups = {ALL_KINDS: verdicts}
    if len(kinds) > 1:
        groups |= {kind: [row for row in verdicts if row.kind == kind] for kind in sorted(kinds)}
    figures = {
        name: measure(rows, themes) for name, rows in groups.items() if rows is verdicts or len(rows) >= SMALLEST_GROUP
    }
    return Measured(language, dict(sorted(kinds.items())), figures)


def _head(training: Training) -> str:
    facts = training.provenance
    return _HEAD.format(
        name=wording(training.strategy.name, "en"),
        words=SEGMENT_WORDS,
        short=SHORT_SEGMENTS,
        addressed=ADDRESSED_FROM,
        unclear=training.document.unclear_from,
        sources="\n".join(_sources(facts["learnt_from"])) or "- texts handed over by a program",
        texts="Texts: " + ", ".join(f"{count} {name}" for name, count in facts["texts"].items()),
        annotated=ANNOTATED_WEIGHT,
        coded=CODED_WEIGHT,
        weak=WEAK_WEIGHT,
        read=READ_WEIGHT["yes"],
        unsure=READ_WEIGHT["no"],
    )


def _sources(learnt_from: Mapping[str, str]) -> Iterator[str]:
    """A line for each folder of files, with one digest for all of them; ``manifest.json`` has that of each."""
    folders: dict[str, list[str]] = {}
    for name in learnt_from:
        folders.setdefault(name.rpartition("/")[0], []).append(name)
    for folder, names in sorted(folders.items()):
        digest = sha256("".join(sorted(learnt_from[name] for name in names)).encode()).hexdigest()
        files = ", ".join(sorted(name.rpartition("/")[2].removesuffix(".jsonl") for name in names))
        where = f"`{folder}/`" if folder else "Elsewhere"
        yield f"- {where}: {counted(len(names), 'files')} ({files}; SHA-256 {digest[:16]}…)"


def _from_terms(training: Training) -> Iterator[str]:
    for language, learnt in training.learnt.items():
        for theme in learnt.from_terms:
            yield (
                f"{language}: `{theme}` has no texts both about it and not about it; it is recognised by its curated terms "
                "alone, and was not measured."
            )


def _basis(entry: Measured) -> str:
    count = sum(entry.kinds.values())
    how = (
        f"{FOLDS}-fold cross-validated: word and term weights, fusion, document model and the border of what is unclear were "
        "fitted on other texts than those measured on."
    )
    if entry.is_reference_only:
        return (
            f"**{entry.language}**: there were no real labelled texts. The figures rest on the {count} reference texts of the "
            f"strategy alone, which were written for learning and are easier than real proposals.\n{how}\n"
        )
    kinds = ", ".join(f"{number} {kind}" for kind, number in entry.kinds.items())
    easier = " Those called reference were written for learning and are easier." if REFERENCE in entry.kinds else ""
    return f"**{entry.language}**: measured on {count} labelled texts ({kinds}).{easier}\n{how}\n"


def _table(entry: Measured, kind: str) -> str:
    """The table of all kinds has everything; those of single kinds leave out what rests on few texts."""
    return f"```text\n{table(entry.figures[kind], f'{entry.language}, {kind}', is_brief=kind != ALL_KINDS)}\n```\n"


def _limits(figures: Sequence[Measured]) -> Iterator[str]:
    """What the figures themselves say of their own uncertainty."""
    yield "## Limits"
    for entry in figures:
        few = [f"{theme.theme} ({theme.support})" for theme in entry.overall.themes if theme.support < SMALLEST_GROUP]
        if few:
            yield (
                f"- {entry.language}: fewer than {SMALLEST_GROUP} texts about {', '.join(few)} were measured; the figures of "
                "these themes are uncertain."
            )
    yield "- Nothing is known of texts of other kinds and lengths than those measured.\n"
