"""What is wrong or suspicious in labelled data: mistakes that training refuses, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from s3align.analysis.detect import detect_language
from s3align.evaluation.finding import Finding
from s3align.evaluation.lint_review import lint_review
from s3align.evaluation.near_duplicates import near_duplicates
from s3align.evaluation.review_files import is_review
from s3align.model.labelled import LabelledText
from s3align.model.labelled_files import Problem, scan
from s3align.model.term_finder import term_finder
from s3align.model.train import library_labels, own_texts
from s3align.settings import Settings
from s3align.strategy.lint import Find
from s3align.strategy.model import Strategy, Strength

SURE_TERMS = 2
"""Different strong terms of a theme from which a text labelled without it is suspicious; one may stand in passing."""


def lint_labelled(
    strategy: Strategy,
    strategy_folder: Path,
    data: Sequence[Path],
    *,
    corpus: Path | None = None,
    folder: Path | None = None,
) -> list[Finding]:
    """All findings in ``data``, by file and line; ``folder``: where the proposals of review files lie.

    Raises DataError where a file is missing or cannot be read at all.
    """
    themes = [theme.id for theme in strategy.themes]
    library = library_labels(strategy, strategy_folder, corpus)
    reviews = [path for path in data if is_review(path)]
    found = scan([path for path in data if path not in reviews], themes, library, languages=strategy.languages)
    paths = {path.resolve() for path in data}
    own = [path for path in own_texts(strategy_folder, corpus) if path.resolve() not in paths]
    learnt = scan(own, themes, library, languages=strategy.languages)
    findings = [
        *map(_mistake, found.problems),
        *_lengths_and_languages(found.texts, strategy),
        *_alike(found.texts, learnt.texts),
        *_support(found.texts, themes),
        *_suspicious(found.texts, strategy),
        *(finding for path in reviews for finding in lint_review(path, strategy, folder)),
    ]
    return sorted(findings, key=_place)


def _mistake(problem: Problem) -> Finding:
    return Finding(problem.source, problem.code, problem.message, is_mistake=True)


def _place(finding: Finding) -> tuple[str, int, str, str]:
    file, _, line = finding.source.rpartition(":")
    return file, int(line), finding.code, finding.message


def _lengths_and_languages(texts: Sequence[LabelledText], strategy: Strategy) -> Iterator[Finding]:
    least = Settings().min_words
    for text in texts:
        words = len(text.text.split())
        if words < least:
            yield Finding(
                text.source, "short-text", f"{words} words; texts below {least} words are not assessed at all."
            )
        spoken = detect_language(text.text)
        if spoken not in (None, text.language):
            yield Finding(
                text.source, "wrong-language", f"labelled '{text.language}', but the text looks like '{spoken}'."
            )
        if text.language not in strategy.languages:
            known = ", ".join(strategy.languages)
            yield Finding(
                text.source, "unused-language", f"'{text.language}' is no language of the strategy ({known})."
            )
        if not text.labels:
            yield Finding(
                text.source, "unknown-labels", "no theme's label is known, so it neither teaches nor measures."
            )


def _alike(texts: Sequence[LabelledText], learnt: Sequence[LabelledText]) -> Iterator[Finding]:
    """Texts that stand twice in the data, or in the texts that the strategy is learnt from."""
    everything = [*texts, *learnt]
    for first, second, share in near_duplicates([f"{text.title}\n{text.text}" for text in everything]):
        one, other = everything[first], everything[second]
        same = "the same text" if share == 1.0 else f"nearly the same text ({share:.0%} of its word rows)"
        if first >= len(texts):
            continue
        if second >= len(texts):
            yield Finding(
                one.source, "in-training", f"{same} stands in {other.source}, which the strategy is learnt from."
            )
        elif dict(one.labels) != dict(other.labels):
            yield Finding(other.source, "contradicting-labels", f"{same} stands in {one.source} with other labels.")
        else:
            yield Finding(
                other.source, "duplicate" if share == 1.0 else "near-duplicate", f"{same} stands in {one.source}."
            )


def _support(texts: Sequence[LabelledText], themes: Sequence[str]) -> Iterator[Finding]:
    """Themes that no text is about, or that all are about, named at the first text of the language."""
    for language in sorted({text.language for text in texts}):
        own = [text for text in texts if text.language == language]
        for theme in themes:
            known = {text.labels.get(theme) for text in own} - {None}
            if True not in known:
                yield Finding(
                    own[0].source, "no-support", f"none of the {len(own)} texts in '{language}' is about '{theme}'."
                )
            elif False not in known:
                yield Finding(own[0].source, "no-contrast", f"all known texts in '{language}' are about '{theme}'.")


def _suspicious(texts: Sequence[LabelledText], strategy: Strategy) -> Iterator[Finding]:
    """Labels that the strategy's terms speak against."""
    find = term_finder(strategy)
    for text in texts:
        if text.language in strategy.languages and not text.is_weak:
            yield from _against(text, _terms(text, find))


def _terms(text: LabelledText, find: Find) -> Mapping[str, dict[str, bool]]:
    """Theme -> its terms in a text -> whether the term is strong."""
    terms: dict[str, dict[str, bool]] = {}
    for hit in find(f"{text.title}\n{text.text}", text.language):
        strong = hit.term.strength is Strength.STRONG and not hit.term.ambiguous
        terms.setdefault(hit.term.theme, {})[hit.term.text] = strong
    return terms


def _against(text: LabelledText, terms: Mapping[str, Mapping[str, bool]]) -> Iterator[Finding]:
    for theme, is_about in text.labels.items():
        strong = sorted(term for term, is_strong in terms.get(theme, {}).items() if is_strong)
        if is_about and not terms.get(theme):
            yield Finding(text.source, "no-term", f"labelled '{theme}', but none of its terms stands in the text.")
        elif not is_about and len(strong) >= SURE_TERMS:
            named = ", ".join(strong[:3])
            yield Finding(
                text.source, "strong-terms", f"labelled without '{theme}', but its strong terms stand in it: {named}."
            )
