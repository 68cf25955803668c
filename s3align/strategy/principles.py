"""Reads the principles, their terms, and how evidence for them is weighed. All files may be absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from s3align.nearest import nearest
from s3align.record.assessment import Grade
from s3align.strategy.definitions import DEFAULT_PASSAGE_FROM, HELIX_GROUPS, PRINCIPLES_FILE, RULES_FILE, WORDS_FILE
from s3align.strategy.model import (
    BUILT_IN_CLASSES,
    DENIAL,
    Pattern,
    Principle,
    PrincipleGroup,
    PrincipleRules,
    Strength,
    Term,
)
from s3align.strategy.principle_profile import read_profile
from s3align.strategy.rows import Entry, StrategyFolder
from s3align.strategy.sources import named_source
from s3align.strategy.terms import read_principle_terms


def read_groups(folder: StrategyFolder, sources: Collection[str]) -> tuple[PrincipleGroup, ...]:
    """The groups of ``principles.toml``; ``sources``: the ids of ``sources.csv``."""
    found: dict[str, PrincipleGroup] = {}
    for entry in folder.toml(PRINCIPLES_FILE).entries("groups"):
        key, values = entry.values["id"], entry.values
        if key in found:
            folder.complain(entry.at("id"), f"group '{key}' occurs twice. Give every group an id of its own.")
        found[key] = PrincipleGroup(key, values["name"], values["note"], named_source(folder, entry, sources))
    return tuple(found.values())


def read_principles(
    folder: StrategyFolder, groups: Collection[str] = (), sources: Collection[str] = ()
) -> tuple[Principle, ...]:
    """``principles.toml`` with the terms from ``principle_terms.csv``; none where the files are absent.

    ``groups``: the ids that a principle may name; where there are some, each names one.
    """
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
            key,
            values["name"],
            values["question"],
            values["status"],
            tuple(terms[key]),
            values.get("answered_by", ""),
            _group(folder, entry, groups),
            named_source(folder, entry, sources),
        )
    return tuple(found.values())


def _group(folder: StrategyFolder, entry: Entry, groups: Collection[str]) -> str:
    """The group that a principle names."""
    named: str = entry.values.get("group", "")
    if named and named not in groups:
        folder.complain(entry.at("group"), f"unknown group '{named}'. {nearest(named, groups)}")
    if groups and not named:
        names = ", ".join(groups)
        folder.complain(
            entry.at("id"), f"principle '{entry.values['id']}' names no group. Write group = one of {names}."
        )
    return named


def read_principle_rules(folder: StrategyFolder, principles: Collection[str]) -> PrincipleRules | None:
    """``principle_rules.toml`` with the classes of words of ``principle_words.toml``; None where there are no rules."""
    if not folder.has(RULES_FILE):
        return None
    top = folder.toml(RULES_FILE)
    weights, grades, words, helix = (top.table(name).values for name in ("weights", "grades", "words", "helix"))
    named = str(helix.get("principle", ""))
    if named and named not in principles:
        folder.complain(top.at("helix", "principle"), f"unknown principle '{named}'. {nearest(named, principles)}")
    groups = {name: _by_language(folder, helix[name]) for name in HELIX_GROUPS if name in helix}
    terms = (*_class_words(folder), *_group_words(groups, top))
    patterns = tuple(_patterns(folder, top, principles, {term.theme for term in terms}))
    terms = (*terms, *_denial_words(folder, top, principles))
    return PrincipleRules(
        weights={Strength(name): float(weight) for name, weight in weights.items()},
        grades=tuple((Grade(name), float(limit)) for name, limit in grades.items()),
        negations=_by_language(folder, words.get("negations", {})),
        measures=_by_language(folder, words.get("measures", {})),
        slogans=frozenset(word.lower() for word in words.get("slogans", ())),
        helix_principle=named,
        groups=tuple(name for name in HELIX_GROUPS if name in groups or any(row.target == name for row in patterns)),
        words=terms,
        patterns=(*patterns, *(Pattern(name, 1.0, (f"helix {name}", "@doing")) for name in groups)),
        sections=dict(_sections(folder, top, principles)),
        profile=read_profile(folder.path),
        passage_from=float(top.values.get("passage_from", DEFAULT_PASSAGE_FROM)),
    )


def _class_words(folder: StrategyFolder) -> Iterator[Term]:
    """The words of every class as terms, whose ``theme`` is the class."""
    seen: set[str] = set()
    for entry in folder.toml(WORDS_FILE).entries("classes"):
        key = entry.values["id"]
        if key in seen:
            folder.complain(entry.at("id"), f"class '{key}' occurs twice. Put its words together.")
        seen.add(key)
        for language, words in entry.values["words"].items():
            for word in dict.fromkeys(words) if language in folder.languages else ():
                yield Term(word, key, "", language, Strength.STRONG, False, False, entry.source)


def _group_words(groups: Mapping[str, Mapping[str, frozenset[str]]], top: Entry) -> Iterator[Term]:
    """The words of the groups of the helix, each group a class of its own."""
    for group, by_language in groups.items():
        for language, words in by_language.items():
            for word in sorted(words):
                source = top.at("helix", group)
                yield Term(word, f"helix {group}", "", language, Strength.STRONG, False, False, source)


def _denial_words(folder: StrategyFolder, top: Entry, principles: Collection[str]) -> Iterator[Term]:
    """The words by which a text says that it makes no claim to a principle, each principle's a class of their own."""
    for entry in top.entries("denials"):
        named = entry.values["principle"]
        if named not in principles:
            folder.complain(entry.at("principle"), f"unknown principle '{named}'. {nearest(named, principles)}")
        for language, words in entry.values["words"].items():
            for word in dict.fromkeys(words) if language in folder.languages else ():
                yield Term(word, f"{DENIAL}{named}", "", language, Strength.STRONG, False, False, entry.at("words"))


def _patterns(
    folder: StrategyFolder, top: Entry, principles: Collection[str], classes: Collection[str]
) -> Iterator[Pattern]:
    targets, known = {*principles, *HELIX_GROUPS}, {*classes, *BUILT_IN_CLASSES}
    for entry in top.entries("patterns"):
        values = entry.values
        if values["target"] not in targets:
            wrong = values["target"]
            folder.complain(entry.at("target"), f"unknown principle '{wrong}'. {nearest(wrong, targets)}")
        for name in (*values["classes"], *values.get("unless", ())):
            if name not in known:
                folder.complain(entry.at("classes"), f"unknown class '{name}'. {nearest(name, known)}")
        if not values["classes"]:
            folder.complain(entry.at("classes"), "the pattern has no classes. Name at least one.")
            continue
        yield Pattern(
            values["target"],
            float(values["weight"]),
            tuple(values["classes"]),
            values.get("negation") == "ignored",
            tuple(values.get("unless", ())),
        )


def _sections(
    folder: StrategyFolder, top: Entry, principles: Collection[str]
) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    for entry in top.entries("sections"):
        named = entry.values["principle"]
        if named not in principles:
            folder.complain(entry.at("principle"), f"unknown principle '{named}'. {nearest(named, principles)}")
        yield named, {language: tuple(parts) for language, parts in entry.values["titles"].items()}


def _by_language(folder: StrategyFolder, found: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """Words for every language of the strategy, in lower case."""
    return {language: frozenset(word.lower() for word in found.get(language, ())) for language in folder.languages}
