"""Reads what surrounds a strategy: rules for principles, and the state's fields and funds. Both files may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from s3align.record.assessment import Grade
from s3align.strategy.model import FundArea, FundingContext, PrincipleRules, SizeRule, StateField, Strength
from s3align.strategy.rows import INTERFACE_LANGUAGES, Entry, StrategyFolder, string, strings, text

RULES_FILE = "principle_rules.toml"
STATE_FILE = "state.toml"
_GROUPS = ("science", "business", "government", "society")


def read_principle_rules(folder: StrategyFolder) -> PrincipleRules | None:
    """``principle_rules.toml``; None where there is none. Problems are noted in ``folder``."""
    if not (folder.path / RULES_FILE).is_file():
        return None
    file = folder.toml(RULES_FILE)
    words, helix = _table(file.values, "words"), _table(file.values, "helix")
    weights, grades = _table(file.values, "weights"), _table(file.values, "grades")
    top = file.top()
    return PrincipleRules(
        weights={strength: _number(folder, top, weights, strength.value) for strength in _WEIGHED},
        grades=tuple((grade, _number(folder, top, grades, grade.value)) for grade in _GRADED),
        negations=_by_language(folder, top, words, "negations"),
        measures=_by_language(folder, top, words, "measures"),
        slogans=frozenset(word.lower() for word in words.get("slogans", ())),
        helix_principle=str(helix.get("principle", "")),
        helix={group: _by_language(folder, top, helix, group) for group in _GROUPS if group in helix},
    )


_WEIGHED = (Strength.STRONG, Strength.MEDIUM, Strength.WEAK)
_GRADED = (Grade.WEAK, Grade.SUFFICIENT, Grade.GOOD, Grade.STRONG)


def _number(folder: StrategyFolder, top: Entry, table: Mapping[str, Any], name: str) -> float:
    value = table.get(name)
    if isinstance(value, int | float):
        return float(value)
    folder.complain(top.source, f"'{name}' must be a number. Write e.g. {name} = 1.0.")
    return 0.0


def _table(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name, {})
    return found if isinstance(found, dict) else {}


def _by_language(folder: StrategyFolder, top: Entry, table: Mapping[str, Any], name: str) -> dict[str, frozenset[str]]:
    """Words under ``name`` for every language, in lower case."""
    found = table.get(name, {})
    entry = Entry(top.file, top.line, found if isinstance(found, dict) else {})
    return {
        language: frozenset(word.lower() for word in strings(folder, entry, language))
        for language in INTERFACE_LANGUAGES
    }


def read_state(folder: StrategyFolder, sources: Mapping[str, str]) -> FundingContext | None:
    """``state.toml``; None where there is none. A source is an address or an id of ``sources.csv``."""
    if not (folder.path / STATE_FILE).is_file():
        return None
    file = folder.toml(STATE_FILE)

    def source(entry: Entry) -> str:
        named = string(folder, entry, "source")
        return sources.get(named, named)

    rule = _table(file.values, "size_rule")
    size = Entry(STATE_FILE, 1, rule)
    return FundingContext(
        as_of=string(folder, file.top(), "as_of"),
        fields=tuple(
            StateField(
                string(folder, entry, "theme"),
                text(folder, entry, "name"),
                strings(folder, entry, "calls"),
                source(entry),
            )
            for entry in file.entries("fields")
        ),
        funds=tuple(
            FundArea(string(folder, entry, "id"), text(folder, entry, "name"), source(entry))
            for entry in file.entries("funds")
        ),
        size_rule=SizeRule(int(rule["districts"]), int(rule["inhabitants"]), text(folder, size, "name"), source(size))
        if rule
        else None,
    )
