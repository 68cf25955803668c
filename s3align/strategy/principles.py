"""Reads the principles, their terms, and how evidence for them is weighed. All three files may be absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from s3align.nearest import nearest
from s3align.record.assessment import Grade
from s3align.strategy.definitions import PRINCIPLES_FILE, RULES_FILE
from s3align.strategy.model import Principle, PrincipleRules, Strength, Term
from s3align.strategy.rows import StrategyFolder
from s3align.strategy.terms import read_principle_terms


def read_principles(folder: StrategyFolder) -> tuple[Principle, ...]:
    """``principles.toml`` with the terms from ``principle_terms.csv``; none where the files are absent."""
    entries = folder.toml(PRINCIPLES_FILE).entries("principles")
    terms: dict[str, list[Term]] = defaultdict(list)
    for term in read_principle_terms(folder, {entry.values["id"] for entry in entries}):
        terms[term.theme].append(term)
    found: dict[str, Principle] = {}
    for entry in entries:
        values = entry.values
        key = values["id"]
        if key in found:
            folder.complain(entry.at("id"), f"principle '{key}' occurs twice. Give every principle an id of its own.")
        found[key] = Principle(
            key, values["name"], values["question"], values["status"], tuple(terms[key]), values.get("answered_by", "")
        )
    return tuple(found.values())


def read_principle_rules(folder: StrategyFolder, principles: Collection[str]) -> PrincipleRules | None:
    """``principle_rules.toml``; None where there is none."""
    if not folder.has(RULES_FILE):
        return None
    top = folder.toml(RULES_FILE)
    weights, grades, words, helix = (top.table(name).values for name in ("weights", "grades", "words", "helix"))
    named = str(helix.get("principle", ""))
    if named and named not in principles:
        folder.complain(top.at("helix", "principle"), f"unknown principle '{named}'. {nearest(named, principles)}")
    return PrincipleRules(
        weights={Strength(name): float(weight) for name, weight in weights.items()},
        grades=tuple((Grade(name), float(limit)) for name, limit in grades.items()),
        negations=_by_language(folder, words.get("negations", {})),
        measures=_by_language(folder, words.get("measures", {})),
        slogans=frozenset(word.lower() for word in words.get("slogans", ())),
        helix_principle=named,
        helix={group: _by_language(folder, found) for group, found in helix.items() if group != "principle"},
    )


def _by_language(folder: StrategyFolder, found: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """Words for every language of the strategy, in lower case."""
    return {language: frozenset(word.lower() for word in found.get(language, ())) for language in folder.languages}
