"""Checks the content of a TOML file against its description, and hands on only what fits.

Whatever is wrong is noted with the line of the key and replaced by an empty value of the right kind, so that the readers
of the files rely on every type and no mistake is reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from s3align.nearest import nearest
from s3align.strategy.shape import Key, Kind
from s3align.strategy.toml_lines import KeyPath, line_of

LANGUAGE = "[a-z]{2,3}"
"""How a language is named: by its code of ISO 639."""
_EXAMPLES = {
    Kind.TEXT: '{key} = "..."',
    Kind.INTEGER: "{key} = 1",
    Kind.NUMBER: "{key} = 1.0",
    Kind.TEXTS: '{key} = ["...", "..."]',
    Kind.WORDING: '{key}.{language} = "..."',
    Kind.SOME_WORDING: '{key}.{language} = "..."',
    Kind.WORD_LISTS: '{key}.{language} = ["...", "..."]',
    Kind.TABLE: "a line [{key}] and its values below it",
    Kind.TABLES: "a line [[{key}]] and its values below it",
}


@dataclass(frozen=True, slots=True)
class Checker:
    """One file being checked: ``complain`` takes the line and the message, ``languages`` are those of the strategy."""

    lines: Mapping[KeyPath, int]
    languages: Sequence[str]
    complain: Callable[[int, str], None]

    def table(self, values: Mapping[str, Any], keys: Sequence[Key], path: KeyPath = ()) -> dict[str, Any]:
        """The values of one table that fit ``keys``; required ones that are missing are filled with an empty value."""
        known = {key.name: key for key in keys}
        for name in values:
            if name not in known:
                self._note((*path, name), f"unknown key '{name}'. {nearest(name, known)}")
        cleaned = {}
        for key in keys:
            if key.name in values:
                cleaned[key.name] = self._value(values[key.name], key, (*path, key.name))
            elif key.required:
                cleaned[key.name] = self._missing(key, path)
        return cleaned

    def _missing(self, key: Key, path: KeyPath) -> Any:
        if key.kind is Kind.WORDING:
            return self._wording({}, key, path)
        self._note(path, f"'{key.name}' is missing. Write {self._example(key)}.")
        return _empty(key)

    def _value(self, value: Any, key: Key, path: KeyPath) -> Any:
        if not _fits(value, key.kind):
            self._note(
                path, f"'{key.name}' must be a {key.kind}, not {value!r:.60}. Write {self._instead(value, key)}."
            )
            return _empty(key)
        handlers: dict[Kind, Callable[[Any, Key, KeyPath], Any]] = {
            Kind.TEXT: self._text,
            Kind.INTEGER: self._number,
            Kind.NUMBER: self._number,
            Kind.TEXTS: self._texts,
            Kind.WORDING: self._wording,
            Kind.SOME_WORDING: self._wording,
            Kind.WORD_LISTS: self._word_lists,
            Kind.TABLE: lambda entry, *_: self.table(entry, key.keys, path),
            Kind.TABLES: self._tables,
        }
        return handlers[key.kind](value, key, path)

    def _tables(self, entries: Sequence[Mapping[str, Any]], key: Key, path: KeyPath) -> list[dict[str, Any]]:
        return [self.table(entry, key.keys, (*path, number)) for number, entry in enumerate(entries)]

    def _text(self, value: str, key: Key, path: KeyPath) -> str:
        text = value.strip()
        if not text and key.required:
            self._note(path, f"'{key.name}' is empty. Write {self._example(key)}.")
        elif text and key.choices and text not in key.choices:
            self._note(path, f"unknown {key.name} '{text}'. {nearest(text, key.choices)}")
        elif text and key.pattern and not re.fullmatch(key.pattern, text):
            self._note(path, f"'{key.name}' is '{text}'. {key.hint}")
        else:
            return text
        return key.choices[0] if key.choices else ""

    def _texts(self, texts: Sequence[str], key: Key, path: KeyPath) -> list[str]:
        found = [text.strip() for text in texts]
        for text in found:
            if key.choices and text not in key.choices:
                self._note(path, f"unknown word '{text}' in '{key.name}'. {nearest(text, key.choices)}")
        return [text for text in found if not key.choices or text in key.choices]

    def _number(self, number: float, key: Key, path: KeyPath) -> float:
        low, high = key.low, key.high
        if (low is not None and number < low) or (high is not None and number > high):
            limits = f"from {low:g} to {high:g}" if high is not None else f"of at least {low:g}"
            self._note(path, f"'{key.name}' is {number}. Write a number {limits}.")
        return number

    def _wording(self, value: Mapping[str, Any], key: Key, path: KeyPath) -> dict[str, str]:
        found = self._by_language(value, key, path, str)
        if key.kind is Kind.WORDING:
            for language in self.languages:
                if not found.get(language, "").strip() and (language not in value or language in found):
                    name = f"{key.name}.{language}"
                    self._note((*path, language), f"'{name}' is missing. Write {name} = \"...\".")
        ordered = [
            *(name for name in self.languages if name in found),
            *(name for name in found if name not in self.languages),
        ]
        return {name: found[name].strip() for name in ordered}

    def _word_lists(self, value: Mapping[str, Any], key: Key, path: KeyPath) -> dict[str, list[str]]:
        found = self._by_language(value, key, path, list)
        for language, words in found.items():
            if not _is_list_of(words, str):
                self._note(
                    (*path, language), f"'{key.name}.{language}' must be a {Kind.TEXTS}. Write {self._example(key)}."
                )
        return {language: words for language, words in found.items() if _is_list_of(words, str)}

    def _by_language(self, value: Mapping[str, Any], key: Key, path: KeyPath, kind: type) -> dict[str, Any]:
        found = {}
        for language, entry in value.items():
            name = f"{key.name}.{language}"
            if not re.fullmatch(LANGUAGE, language):
                self._note((*path, language), f"unknown key '{name}'. Write {self._example(key)}.")
            elif not isinstance(entry, kind):
                self._note((*path, language), f"'{name}' is {entry!r:.60}. Write {self._example(key)}.")
            else:
                found[language] = entry
        return found

    def _instead(self, value: Any, key: Key) -> str:
        """What to write for a value of the wrong kind: the same without quotes where that is a number, or an example."""
        number = value.strip() if isinstance(value, str) else ""
        if (key.kind is Kind.INTEGER and re.fullmatch(r"[1-9]\d*", number, re.ASCII)) or (
            key.kind is Kind.NUMBER and re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?", number, re.ASCII)
        ):
            return f"{key.name} = {number}"
        return self._example(key)

    def _example(self, key: Key) -> str:
        if key.example:
            return f"{key.name} = {key.example}"
        return _EXAMPLES[key.kind].format(key=key.name, language=next(iter(self.languages), "en"))

    def _note(self, path: KeyPath, message: str) -> None:
        self.complain(line_of(self.lines, path), message)


def _empty(key: Key) -> Any:
    if key.choices:
        return key.choices[0]
    if key.kind is Kind.TABLE:
        return {inner.name: _empty(inner) for inner in key.keys if inner.required}
    values: dict[Kind, Any] = {Kind.TEXT: "", Kind.INTEGER: 0, Kind.NUMBER: 0.0, Kind.TEXTS: [], Kind.TABLES: []}
    return values.get(key.kind, {})


def _fits(value: Any, kind: Kind) -> bool:
    """Whether a value is of a kind, as far as its outermost type tells."""
    if kind in (Kind.TEXTS, Kind.TABLES):
        return _is_list_of(value, str if kind is Kind.TEXTS else dict)
    if kind in (Kind.INTEGER, Kind.NUMBER):
        return not isinstance(value, bool) and isinstance(value, int if kind is Kind.INTEGER else int | float)
    return isinstance(value, str if kind is Kind.TEXT else dict)


def _is_list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)
