"""Conditions that hide text: decided where they are constant, as "ooow:1==1" is; what depends on more is not known."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping

Value = float | str
LONGEST = 300
"""Characters of a condition that is worked out; real ones have some ten."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:[.,]\d{1,15})?)|\"(?P<text>[^\"]*)\"|(?P<operator>==|!=|<>|<=|>=|&&|\|\||[=<>!()+\-*/])|(?P<word>[^\W\d][\w.]*))"
)
_WORDS = {
    "eq": "==", "neq": "!=", "l": "<", "g": ">", "leq": "<=", "geq": ">=", "and": "&&", "or": "||", "xor": "xor",
    "not": "!", "=": "==", "<>": "!=",
}  # fmt: skip
_CONSTANTS: dict[str, float] = {"true": 1.0, "false": 0.0}
_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_SUMS: dict[str, Callable[[float, float], float]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class _UnknownError(Exception):
    """The condition depends on something else than constants."""


def is_met(condition: str | None, known: Mapping[str, Value] | None = None) -> bool | None:
    """Whether a condition holds; None where that is not known. ``known``: values of fields that the file declares."""
    text = (condition or "").strip()
    if not text or len(text) > LONGEST:
        return None
    text = re.sub(r"^[a-z]+:(?!:)=?", "", text, flags=re.IGNORECASE)
    try:
        return bool(_Condition(text.removeprefix("="), known or {}).value())
    except (_UnknownError, TypeError, RecursionError):
        return None


class _Condition:
    """Recursive descent: or, and, not, comparison, sum, value."""

    def __init__(self, text: str, known: Mapping[str, Value]) -> None:
        self._known = known
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None or found.end() == at:
                raise _UnknownError
            kind = str(found.lastgroup)
            word = found[kind]
            if kind in ("word", "operator") and word.lower() in _WORDS:
                kind, word = "operator", _WORDS[word.lower()]
            self._tokens.append((kind, word))
            at = found.end()
        self._tokens.reverse()

    def value(self) -> Value:
        found = self._either()
        if self._tokens:
            raise _UnknownError
        return found

    def _next_is(self, *operators: str) -> bool:
        return bool(self._tokens) and self._tokens[-1][0] == "operator" and self._tokens[-1][1] in operators

    def _either(self) -> Value:
        found = self._both()
        while self._next_is("||", "xor"):
            is_xor = self._tokens.pop()[1] == "xor"
            other = self._both()
            found = float(bool(found) != bool(other) if is_xor else bool(found) or bool(other))
        return found

    def _both(self) -> Value:
        found = self._compared()
        while self._next_is("&&"):
            self._tokens.pop()
            other = self._compared()
            found = float(bool(found) and bool(other))
        return found

    def _compared(self) -> Value:
        found = self._sum()
        while self._next_is(*_COMPARISONS):
            compare = _COMPARISONS[self._tokens.pop()[1]]
            found = float(compare(found, self._sum()))
        return found

    def _sum(self) -> Value:
        found = self._single()
        while self._next_is(*_SUMS):
            combine = _SUMS[self._tokens.pop()[1]]
            other = self._single()
            if isinstance(found, str) or isinstance(other, str):
                raise _UnknownError
            found = combine(found, other)
        return found

    def _single(self) -> Value:
        if not self._tokens:
            raise _UnknownError
        kind, word = self._tokens.pop()
        if kind == "number":
            return float(word.replace(",", "."))
        if kind == "text":
            return word
        if kind == "word":
            return self._named(word)
        if word == "!":
            return float(not self._single())
        if word == "-":
            return self._negative(self._single())
        if word == "(":
            return self._in_brackets()
        raise _UnknownError

    def _named(self, word: str) -> Value:
        found = _CONSTANTS.get(word.lower(), self._known.get(word))
        if found is None:
            raise _UnknownError
        if self._next_is("("):  # "true()", as formulas write it
            self._tokens.pop()
            if not self._next_is(")"):
                raise _UnknownError
            self._tokens.pop()
        return found

    def _negative(self, value: Value) -> float:
        if isinstance(value, str):
            raise _UnknownError
        return -value

    def _in_brackets(self) -> Value:
        found = self._either()
        if not self._next_is(")"):
            raise _UnknownError
        self._tokens.pop()
        return found
