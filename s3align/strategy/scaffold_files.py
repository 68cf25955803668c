"""The TOML files and the README of a new strategy, with comments taken from the definitions of the files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from s3align import resources
from s3align.record.assessment import Grade
from s3align.strategy.definitions import (
    DEFAULT_EXTENT_KM,
    DEFAULT_SPREAD_SHARE,
    DESCRIPTION,
    FUNDING,
    PLACES,
    PRINCIPLES,
    RULES,
    SHAPES,
    STRATEGY,
    WORDS,
)
from s3align.strategy.shape import Key, Kind, TomlShape
from s3align.strategy.tables import TABLE_SHAPES

_FIRST_YEAR = 2021
"""The year of a new strategy until somebody writes the right one: the first of the present funding period."""
_WEIGHTS = {"strong": 1.0, "medium": 0.5, "weak": 0.25}
_GRADE_SUMS = {"weak": 0.5, "sufficient": 1.5, "good": 3.0, "strong": 5.0}
Words = Mapping[str, Any]


def strategy_toml(
    strategy_id: str, name: str | None, region: str | None, words: Mapping[str, Words], translate: Sequence[str]
) -> str:
    """``strategy.toml``; names in the languages to ``translate`` carry a comment that says so."""
    keys = {key.name: key for key in STRATEGY.keys}
    first = next(iter(words.values()))
    regions = {language: region or entry["region"] for language, entry in words.items()}
    names = {
        language: name or entry["name"].replace("{region}", regions[language]) for language, entry in words.items()
    }
    lines = [
        *_heading(STRATEGY),
        *_said(keys["id"], f"id = {_text(strategy_id)}"),
        *_said(keys["publisher"], f"publisher = {_text(first['publisher'])}"),
        *_said(keys["year"], f"year = {_FIRST_YEAR}"),
        *_said(keys["languages"], f"languages = {_text(list(words))}"),
        *_said(keys["name"], *_wording("name", names, translate)),
        *_said(keys["region"], *_wording("region", regions, translate)),
        *_said(keys["spread_share"], f"# spread_share = {DEFAULT_SPREAD_SHARE}"),
        *_said(keys["extent_km"], f"# extent_km = {DEFAULT_EXTENT_KM:.0f}"),
        *_said(keys["genre_words"], "# genre_words = []"),
        *_said(keys["example"], f'# example.{next(iter(words))} = "example.md"'),
        *_said(keys["contact"], '# contact = {name = "...", address = "..."}'),
        *_grades(words, translate),
        *_themes(keys["themes"], words, translate),
    ]
    return "\n".join(lines) + "\n"


def principles_toml(words: Mapping[str, Words]) -> str:
    """``principles.toml``."""
    lines = [*_heading(PRINCIPLES), *_comments(PRINCIPLES.keys[0].keys)]
    for entries in zip(*(entry["principles"] for entry in words.values()), strict=True):
        first = entries[0]
        lines += ["[[principles]]", f"id = {_text(first['id'])}", f"status = {_text(first['status'])}"]
        lines += [*_wordings("name", words, entries), *_wordings("question", words, entries), ""]
    return "\n".join(lines)


def rules_toml(words: Mapping[str, Words]) -> str:
    """``principle_rules.toml``."""
    keys = {key.name: key for key in RULES.keys}
    lists = [
        f"{name}.{language} = {_text(entry['words'][name])}"
        for name in ("negations", "measures")
        for language, entry in words.items()
    ]
    lines = [
        *_heading(RULES),
        *_said(keys["weights"], "[weights]", *(f"{name} = {value}" for name, value in _WEIGHTS.items())),
        *_said(keys["grades"], "[grades]", *(f"{name} = {value}" for name, value in _GRADE_SUMS.items())),
        *_said(keys["words"], "[words]", *lists),
    ]
    return "\n".join(lines)


def funding_toml() -> str:
    """``funding.toml``: nothing but the date, and what else could stand there as comments."""
    keys = {key.name: key for key in FUNDING.keys}
    lines = [*_heading(FUNDING), *_said(keys["as_of"], f'as_of = "{_FIRST_YEAR}-01"')]
    for name in ("fields", "calls", "funds", "size_rule"):
        header = f"# [{name}]" if name == "size_rule" else f"# [[{name}]]"
        lines += [f"# {keys[name].about}:", header, *(f"#   {key.name}: {key.about}" for key in keys[name].keys), ""]
    return "\n".join(lines)


def description_toml() -> str:
    """``description.toml``: nothing yet, and an example of what could stand there as comments."""
    keys = {key.name: key for key in DESCRIPTION.keys}
    lines = list(_heading(DESCRIPTION))
    for name in ("note", "spread"):
        lines += _said(keys[name], f'# {name}.en = "..."')
    for name in ("statements", "areas"):
        inner = keys[name].keys
        lines += [f"# {keys[name].about}:", f"# [[{name}]]", *(f"#   {key.name}: {key.about}" for key in inner), ""]
    return "\n".join(lines)


def places_toml() -> str:
    """``places.toml``: nothing yet, and what could stand there as comments."""
    return "\n".join([*_heading(PLACES), *(f"#   {key.name}: {key.about}" for key in PLACES.keys), ""])


def words_toml() -> str:
    """``principle_words.toml``: nothing yet, and what could stand there as comments."""
    keys = (key for table in WORDS.keys for key in table.keys)
    return "\n".join([*_heading(WORDS), "# [[classes]]", *(f"#   {key.name}: {key.about}" for key in keys), ""])


def readme(name: str, folder: Path, languages: Sequence[str], translate: Sequence[str]) -> str:
    """The README of the folder: what to do, and every file with its columns or keys."""
    skeleton = (resources.folder("corpus") / "scaffold" / "README.md").read_text(encoding="utf-8")
    note = f"5. Wordings, terms and texts in {', '.join(translate)} are English placeholders: translate them.\n"
    return skeleton.format(
        name=name,
        folder=folder.name,
        language=languages[0],
        translate=note if translate else "",
        files="\n".join(_explained()),
    )


def _explained() -> Iterator[str]:
    for shape in SHAPES.values():
        yield f"### `{shape.file}`\n\n{shape.about}\n"
        parts = TABLE_SHAPES[shape.file].columns if shape.file in TABLE_SHAPES else ()
        for column in parts:
            name = f"{column.name}.<language>" if column.kind is Kind.SOME_WORDING else column.name
            needed = "needed" if column.required else "may be empty"
            choices = f"; one of {', '.join(column.choices)}" if column.choices else ""
            yield f"- `{name}`: {column.about}{choices} ({needed})"
        if parts:
            yield ""


def _grades(words: Mapping[str, Words], translate: Sequence[str]) -> Iterator[str]:
    for grade in Grade:
        names = {language: entry["grades"][grade] for language, entry in words.items()}
        yield from (
            "[[grades]]",
            f"grade = {_text(grade)}",
            *_wording("name", names, translate),
            "",
        )


def _themes(key: Key, words: Mapping[str, Words], translate: Sequence[str]) -> Iterator[str]:
    parts = next(inner for inner in key.keys if inner.name == "subtopics")
    yield "# The themes. Each has these keys:"
    yield from _comments(key.keys)
    yield "# and each of its sub-topics:"
    yield from _comments(parts.keys)
    for entries in zip(*(entry["themes"] for entry in words.values()), strict=True):
        yield from ("[[themes]]", f"id = {_text(entries[0]['id'])}", *_wordings("name", words, entries, translate))
        yield from (*_wordings("gloss", words, entries, translate), "")
        for subtopics in zip(*(entry["subtopics"] for entry in entries), strict=True):
            yield from ("[[themes.subtopics]]", f"id = {_text(subtopics[0]['id'])}")
            yield from _wordings("name", words, subtopics, translate)
            yield from (*_wordings("question", words, subtopics, translate), "")


def _heading(shape: TomlShape) -> Iterator[str]:
    yield f"# {shape.about}"
    yield f"# `s3align strategy schema {shape.file}` prints the JSON Schema of this file."
    yield ""


def _comments(keys: Sequence[Key]) -> Iterator[str]:
    for key in keys:
        yield f"#   {key.name}: {key.about}{'' if key.required else ' (may be left out)'}"
    yield ""


def _said(key: Key, *lines: str) -> Iterator[str]:
    """Lines below a comment that says what they are for."""
    yield from (f"# {key.about[0].upper()}{key.about[1:]}.", *lines, "")


def _wordings(
    key: str, words: Mapping[str, Words], entries: Sequence[Words], translate: Sequence[str] = ()
) -> Iterator[str]:
    return _wording(key, {language: entry[key] for language, entry in zip(words, entries, strict=True)}, translate)


def _wording(key: str, texts: Mapping[str, str], translate: Sequence[str]) -> Iterator[str]:
    for language, text in texts.items():
        yield f"{key}.{language} = {_text(text)}{'  # translate' if language in translate else ''}"


def _text(value: str | list[str]) -> str:
    """A text or list of texts as TOML, whose basic strings know the escapes of JSON."""
    return json.dumps(value, ensure_ascii=False)
