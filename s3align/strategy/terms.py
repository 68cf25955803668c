"""Reads the term tables: of the themes, of the principles, and of topics outside all themes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from s3align.strategy.model import Strength, Term
from s3align.strategy.rows import Row, StrategyFolder
from s3align.strategy.themes import Outline

THEME_COLUMNS = ("theme", "subtopic", "language", "term", "strength", "case", "ambiguous")
PRINCIPLE_COLUMNS = ("principle", "language", "term", "strength", "case", "ambiguous")
OUT_OF_SCOPE_COLUMNS = ("topic", "language", "term")
OUT_OF_SCOPE = "out_of_scope"
"""The theme of the terms that belong to no theme of the strategy."""
_STRENGTHS = {strength.value: strength for strength in Strength}
_FLAGS = {"yes": True, "no": False}


def read_theme_terms(folder: StrategyFolder, outline: Outline) -> tuple[Term, ...]:
    """``terms.csv``: every term of a known theme and sub-topic; a false friend needs no sub-topic."""
    terms = tuple(_unique(folder, _theme_terms(folder, outline)))
    covered = {(term.theme, term.subtopic, term.language) for term in terms}
    for (theme, subtopic), source in outline.subtopic_sources.items():
        for language in outline.languages:
            if (theme, subtopic, language) not in covered:
                folder.complain(
                    source,
                    f"sub-topic '{subtopic}' of '{theme}' has no terms in '{language}'. "
                    "Add some to terms.csv or remove the sub-topic.",
                )
    return terms


def read_principle_terms(
    folder: StrategyFolder, languages: Collection[str], known: Collection[str]
) -> tuple[Term, ...]:
    """``principle_terms.csv``; the principle's id stands in ``Term.theme``."""
    return tuple(_unique(folder, _principle_terms(folder, languages, known)))


def read_out_of_scope(folder: StrategyFolder, languages: Collection[str]) -> tuple[Term, ...]:
    """``out_of_scope.csv``; the topic stands in ``Term.subtopic``, all terms are strong."""
    rows = folder.rows("out_of_scope.csv", OUT_OF_SCOPE_COLUMNS)
    terms = (_plain_term(folder, row, languages) for row in rows)
    return tuple(_unique(folder, (term for term in terms if term is not None)))


def _theme_terms(folder: StrategyFolder, outline: Outline) -> Iterator[Term]:
    themes = {theme.id for theme in outline.themes}
    for row in folder.rows("terms.csv", THEME_COLUMNS):
        theme, subtopic = row.values["theme"], row.values["subtopic"]
        if theme not in themes:
            folder.complain(row.source, f"unknown theme '{theme}'. Use one of: {_listed(themes)}.")
        elif (theme, subtopic) not in outline.subtopic_sources and (
            subtopic or row.values["strength"] != "false_friend"
        ):
            known = _listed(known for owner, known in outline.subtopic_sources if owner == theme)
            folder.complain(row.source, f"unknown sub-topic '{subtopic}' of '{theme}'. Use one of: {known}.")
        elif (term := _graded_term(folder, row, theme, subtopic, outline.languages)) is not None:
            yield term


def _principle_terms(folder: StrategyFolder, languages: Collection[str], known: Collection[str]) -> Iterator[Term]:
    for row in folder.rows("principle_terms.csv", PRINCIPLE_COLUMNS):
        if row.values["principle"] not in known:
            folder.complain(row.source, f"unknown principle '{row.values['principle']}'. Use one of: {_listed(known)}.")
        elif (term := _graded_term(folder, row, row.values["principle"], "", languages)) is not None:
            yield term


def _plain_term(folder: StrategyFolder, row: Row, languages: Collection[str]) -> Term | None:
    if not row.values["topic"]:
        folder.complain(row.source, "the topic is empty. Write the field the term belongs to, e.g. tourism.")
    if not _is_wording(folder, row, languages):
        return None
    return Term(
        row.values["term"],
        OUT_OF_SCOPE,
        row.values["topic"],
        row.values["language"],
        Strength.STRONG,
        False,
        False,
        row.source,
    )


def _graded_term(
    folder: StrategyFolder, row: Row, theme: str, subtopic: str, languages: Collection[str]
) -> Term | None:
    values = row.values
    strength = _STRENGTHS.get(values["strength"])
    case_sensitive, ambiguous = _FLAGS.get(values["case"]), _FLAGS.get(values["ambiguous"])
    if strength is None:
        folder.complain(
            row.source, f"unknown strength '{row.values['strength']}'. Use one of: {', '.join(_STRENGTHS)}."
        )
    if case_sensitive is None or ambiguous is None:
        folder.complain(row.source, "'case' and 'ambiguous' must be yes or no. Write one of them.")
    if not _is_wording(folder, row, languages) or strength is None or case_sensitive is None or ambiguous is None:
        return None
    return Term(values["term"], theme, subtopic, values["language"], strength, case_sensitive, ambiguous, row.source)


def _is_wording(folder: StrategyFolder, row: Row, languages: Collection[str]) -> bool:
    if row.values["language"] not in languages:
        folder.complain(row.source, f"unknown language '{row.values['language']}'. Use one of: {', '.join(languages)}.")
    if not row.values["term"]:
        folder.complain(row.source, "the term is empty. Write the term or remove the line.")
    return bool(row.values["term"]) and row.values["language"] in languages


def _unique(folder: StrategyFolder, terms: Iterable[Term]) -> Iterator[Term]:
    first: dict[tuple[str, str, str], str] = {}
    for term in terms:
        key = (term.theme, term.language, term.text.casefold())
        if key in first:
            folder.complain(
                term.source,
                f"'{term.text}' stands already in {first[key]} for '{term.theme}' ({term.language}). Remove one line.",
            )
        else:
            first[key] = term.source
            yield term


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
