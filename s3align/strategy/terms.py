"""Reads the term tables: of the themes, of the principles, and of topics outside all themes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from s3align.nearest import nearest
from s3align.strategy.model import OUT_OF_SCOPE, Strength, Term
from s3align.strategy.rows import Row, StrategyFolder
from s3align.strategy.tables import OUT_OF_SCOPE_TERMS, PRINCIPLE_TERMS, TERMS
from s3align.strategy.themes import Outline


def read_theme_terms(folder: StrategyFolder, outline: Outline) -> tuple[Term, ...]:
    """``terms.csv``: every term of a known theme and sub-topic; a false friend needs no sub-topic."""
    terms = tuple(_unique(folder, _theme_terms(folder, outline)))
    covered = {(term.theme, term.language) for term in terms if term.strength is not Strength.FALSE_FRIEND}
    if not terms and any(problem.file == TERMS.file for problem in folder.problems):
        return terms
    for theme, source in outline.theme_sources.items():
        for language in outline.languages:
            if (theme, language) not in covered:
                folder.complain(
                    source,
                    f"theme '{theme}' has no terms in '{language}'. Add some to {TERMS.file} or remove the theme.",
                )
    return terms


def read_principle_terms(folder: StrategyFolder, known: Collection[str]) -> tuple[Term, ...]:
    """``principle_terms.csv``; the principle's id stands in ``Term.theme``."""
    return tuple(_unique(folder, _principle_terms(folder, known)))


def read_out_of_scope(folder: StrategyFolder) -> tuple[Term, ...]:
    """``out_of_scope.csv``; the topic stands in ``Term.subtopic``, all terms are strong."""
    rows = folder.rows(OUT_OF_SCOPE_TERMS.file, OUT_OF_SCOPE_TERMS.names)
    return tuple(_unique(folder, (_plain_term(row) for row in rows if _is_wording(folder, row))))


def _theme_terms(folder: StrategyFolder, outline: Outline) -> Iterator[Term]:
    for row in folder.rows(TERMS.file, TERMS.names):
        theme, subtopic = row.values["theme"], row.values["subtopic"]
        if theme not in outline.theme_sources:
            folder.complain(row.source, f"unknown theme '{theme}'. {nearest(theme, outline.theme_sources)}")
        elif (theme, subtopic) not in outline.subtopic_sources and (
            subtopic or row.values["strength"] != Strength.FALSE_FRIEND
        ):
            known = [known for owner, known in outline.subtopic_sources if owner == theme]
            folder.complain(row.source, f"unknown sub-topic '{subtopic}' of '{theme}'. {nearest(subtopic, known)}")
        elif _is_wording(folder, row):
            yield _graded_term(row, theme, subtopic)


def _principle_terms(folder: StrategyFolder, known: Collection[str]) -> Iterator[Term]:
    for row in folder.rows(PRINCIPLE_TERMS.file, PRINCIPLE_TERMS.names):
        principle = row.values["principle"]
        if principle not in known:
            folder.complain(row.source, f"unknown principle '{principle}'. {nearest(principle, known)}")
        elif _is_wording(folder, row):
            yield _graded_term(row, principle, "")


def _plain_term(row: Row) -> Term:
    values = row.values
    return Term(
        values["term"], OUT_OF_SCOPE, values["topic"], values["language"], Strength.STRONG, False, False, row.source
    )


def _graded_term(row: Row, theme: str, subtopic: str) -> Term:
    values = row.values
    strength, case, ambiguous = Strength(values["strength"]), values["case"] == "yes", values["ambiguous"] == "yes"
    return Term(values["term"], theme, subtopic, values["language"], strength, case, ambiguous, row.source)


def _is_wording(folder: StrategyFolder, row: Row) -> bool:
    language = row.values["language"]
    if language and language not in folder.languages:
        folder.complain(row.source, f"unknown language '{language}'. Use one of: {', '.join(folder.languages)}.")
    return bool(row.values["term"]) and language in folder.languages


def _unique(folder: StrategyFolder, terms: Iterable[Term]) -> Iterator[Term]:
    first: dict[tuple[str, str, str], str] = {}
    for term in terms:
        key = (term.theme, term.language, term.text.casefold())
        if key in first:
            folder.complain(
                term.source,
                f"'{term.text}' is already listed in {first[key]} for '{term.theme}' ({term.language}). Remove one line.",
            )
        else:
            first[key] = term.source
            yield term
