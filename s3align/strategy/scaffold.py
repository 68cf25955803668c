"""Writes a new strategy: a complete folder with comments that can be validated, trained and used as it is."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from s3align import resources
from s3align.errors import OutputExistsError, UsageError
from s3align.files import write_atomically
from s3align.nearest import nearest
from s3align.strategy.definitions import (
    FUNDING_FILE,
    PLACES_FILE,
    PRINCIPLES_FILE,
    RULES_FILE,
    STRATEGY_FILE,
    WORDS_FILE,
)
from s3align.strategy.scaffold_files import (
    funding_toml,
    places_toml,
    principles_toml,
    readme,
    rules_toml,
    strategy_toml,
    words_toml,
)
from s3align.strategy.tables import OUT_OF_SCOPE_TERMS, PRINCIPLE_TERMS, TABLE_SHAPES, TERMS, WEAK_LABELS_FILE

FALLBACK = "en"
"""Wordings and texts of languages that have no scaffold of their own are this one's, marked as to be translated."""
_ID = r"[A-Za-z0-9][A-Za-z0-9_-]*"
Words = Mapping[str, Any]
"""What ``corpus/scaffold`` holds for a language."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the new strategy is to be: without a name, a region or themes it gets examples."""

    id: str
    languages: tuple[str, ...]
    name: str | None = None
    region: str | None = None
    themes: tuple[str, ...] = ()


def write_strategy(folder: Path, plan: Plan, supported: Collection[str]) -> tuple[Path, ...]:
    """Writes the files of a new strategy and returns them.

    Raises OutputExistsError where the folder holds anything, UsageError for an id, a language or a theme that cannot be.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputExistsError(f"{folder} exists already and is not empty. Name a new folder; nothing was written.")
    if not re.fullmatch(_ID, plan.id):
        raise UsageError(f"'{plan.id}' is not a valid id. Give one of letters, digits, - and _ with --id.")
    _check_languages(plan.languages, supported)
    _check_themes(plan.themes)
    written = []
    for name, body in _files(folder, _with_themes(plan)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, body.encode("utf-8"))
        written.append(folder / name)
    return tuple(written)


@cache
def scaffold(language: str) -> Words:
    """What is written in a language, or in English where it has no scaffold of its own."""
    name = language if _has_scaffold(language) else FALLBACK
    return tomllib.loads((resources.folder("corpus") / "scaffold" / f"{name}.toml").read_text(encoding="utf-8"))


def _check_languages(languages: Sequence[str], supported: Collection[str]) -> None:
    for language in languages:
        if language not in supported:
            parts = [part.strip() for part in language.split(",")]
            hint = " ".join(f"--language {part}" for part in parts if part)
            remedy = f"Give each by itself: {hint}." if len(parts) > 1 else nearest(language, supported)
            raise UsageError(f"Texts in '{language}' cannot be analysed. {remedy}")


def _check_themes(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        plain = " ".join(name.split()).casefold()
        if not plain:
            raise UsageError("A theme has an empty name. Give its name with --theme; nothing was written.")
        if plain in seen:
            raise UsageError(f"The theme '{name}' is named twice. Give every theme once; nothing was written.")
        seen.add(plain)


def _files(folder: Path, plan: tuple[Plan, Mapping[str, Words]]) -> Iterator[tuple[str, str]]:
    """Name and content of every file."""
    wanted, words = plan
    translate = [language for language in words if not _has_scaffold(language)]
    yield STRATEGY_FILE, strategy_toml(wanted.id, wanted.name, wanted.region, words, translate)
    yield TERMS.file, _table(TERMS.names, _term_rows(words))
    yield OUT_OF_SCOPE_TERMS.file, _table(OUT_OF_SCOPE_TERMS.names, _out_of_scope_rows(words))
    yield PRINCIPLES_FILE, principles_toml(words)
    yield PRINCIPLE_TERMS.file, _table(PRINCIPLE_TERMS.names, _principle_rows(words))
    yield RULES_FILE, rules_toml(words)
    yield WORDS_FILE, words_toml()
    yield FUNDING_FILE, funding_toml()
    yield PLACES_FILE, places_toml()
    for shape in TABLE_SHAPES.values():
        if shape.file not in (TERMS.file, OUT_OF_SCOPE_TERMS.file, PRINCIPLE_TERMS.file, WEAK_LABELS_FILE):
            yield shape.file, _table(shape.names, ())
    for language, entry in words.items():
        yield f"texts/{language}/texts.jsonl", _texts(language, entry)
    yield "README.md", readme(wanted.name or wanted.id, folder, list(words), translate)


def _with_themes(plan: Plan) -> tuple[Plan, Mapping[str, Words]]:
    """The plan and what to write in each language, with the plan's own themes where it names some."""
    words = {language: scaffold(language) for language in dict.fromkeys(plan.languages)}
    return plan, {
        language: _own_themes(entry, plan.themes) if plan.themes else entry for language, entry in words.items()
    }


def _has_scaffold(language: str) -> bool:
    return (resources.folder("corpus") / "scaffold" / f"{language}.toml").is_file()


def _own_themes(words: Words, names: Sequence[str]) -> Words:
    """The scaffold with placeholders for other themes; the texts about the worked themes become texts about none."""
    placeholder, texts = words["placeholder"], words["texts"]
    themes = [
        _placeholder_theme(placeholder, name, theme_id) for name, theme_id in zip(names, _ids(names), strict=True)
    ]
    own = {theme["id"]: [text.replace("{theme}", theme["name"]) for text in placeholder["texts"]] for theme in themes}
    none = [text for group in texts.values() for text in group]
    return {**words, "themes": themes, "texts": {**own, "none": none}}


def _placeholder_theme(placeholder: Words, name: str, theme_id: str) -> dict[str, Any]:
    part = {
        "id": "first",
        "name": placeholder["subtopic"].replace("{theme}", name),
        "question": placeholder["question"],
        "strong": [name],
        "medium": [],
        "weak": [],
    }
    return {"id": theme_id, "name": name, "gloss": placeholder["gloss"].replace("{theme}", name), "subtopics": [part]}


def _ids(names: Sequence[str]) -> list[str]:
    """An id for each theme, made from its name; no two alike."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or f"theme-{number}"
        found.append(f"{slug}-{number}" if slug in found else slug)
    return found


def _table(columns: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def _term_rows(words: Mapping[str, Words]) -> Iterator[Sequence[str]]:
    for language, entry in words.items():
        for theme in entry["themes"]:
            for part in theme["subtopics"]:
                for term, strength in _graded(part):
                    yield theme["id"], part["id"], language, term, strength, "no", "no"


def _principle_rows(words: Mapping[str, Words]) -> Iterator[Sequence[str]]:
    for language, entry in words.items():
        for principle in entry["principles"]:
            for term, strength in _graded(principle):
                yield principle["id"], language, term, strength, "no", "no"


def _graded(entry: Words) -> Iterator[tuple[str, str]]:
    return ((term, strength) for strength in ("strong", "medium", "weak") for term in entry.get(strength, ()))


def _out_of_scope_rows(words: Mapping[str, Words]) -> Iterator[Sequence[str]]:
    for language, entry in words.items():
        for group in entry["out_of_scope"]:
            for term in group["terms"]:
                yield group["topic"], language, term


def _texts(language: str, words: Words) -> str:
    """The labelled texts of a language, one a line."""
    rows = [
        {"id": f"{language}-{theme}-{number}", "text": text, "themes": [] if theme == "none" else [theme]}
        for theme, texts in words["texts"].items()
        for number, text in enumerate(texts, start=1)
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
