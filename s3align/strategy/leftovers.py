"""What is left in a strategy of the placeholders that ``s3align strategy new`` wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from s3align.plural import counted
from s3align.strategy.definitions import STRATEGY_FILE
from s3align.strategy.findings import Finding, finding
from s3align.strategy.scaffold import scaffold

_NAME = "{theme}"
_TO_TRANSLATE = r"# translate\s*$"
"""How ``scaffold_files`` marks wordings in a language that has no scaffold."""


def leftovers(folder: Path, languages: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """File -> its lines that are placeholders still; files without any are absent."""
    words = [scaffold(language) for language in languages]
    wordings = [
        text
        for entry in words
        for text in (entry["publisher"], *(entry["placeholder"][key] for key in ("gloss", "subtopic", "question")))
    ]
    patterns = {STRATEGY_FILE: _any_of(wordings, _TO_TRANSLATE)}
    texts = _any_of([text for entry in words for text in entry["placeholder"]["texts"]])
    for path in sorted(folder.glob("texts/*/*.jsonl")):
        patterns[path.relative_to(folder).as_posix()] = texts
    found = {file: _lines(folder / file, pattern) for file, pattern in patterns.items()}
    return {file: lines for file, lines in found.items() if lines}


def lint_leftovers(folder: Path, languages: Sequence[str]) -> Iterator[Finding]:
    """One finding for each file that has placeholders, at the first of them."""
    for file, lines in leftovers(folder, languages).items():
        verb = "is" if len(lines) == 1 else "are"
        sentence = f"{counted(len(lines), 'lines')} {verb} still as `s3align strategy new` wrote them."
        yield finding(f"{file}:{lines[0]}", "placeholder", sentence, "Replace or translate what stands there.")


def _lines(path: Path, pattern: re.Pattern[str]) -> tuple[int, ...]:
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return tuple(number for number, line in enumerate(lines, start=1) if pattern.search(line))


def _any_of(templates: Sequence[str], *patterns: str) -> re.Pattern[str]:
    """Finds any of some texts, whatever theme they name, as they stand between quotes in TOML or JSON."""
    quoted = (json.dumps(text, ensure_ascii=False) for text in dict.fromkeys(templates))
    return re.compile("|".join([*(".+".join(map(re.escape, text.split(_NAME))) for text in quoted), *patterns]))
