"""What the cells of a workbook say in the reader's language, where a row holds ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from s3align.assess.flags import FIELD, FUND, JOINT, SIZE_RULE
from s3align.record.assessment import Flag, Question
from s3align.render.formats import page_ranges
from s3align.render.messages import Messages
from s3align.store.row import ResultRow
from s3align.strategy.model import Strategy, Text, wording


class Words:
    """A strategy's names and the catalogue's words; an id that they do not know any more stays as it is."""

    def __init__(self, strategy: Strategy, messages: Messages) -> None:
        self.strategy, self.messages, self.language = strategy, messages, messages.language
        self.themes = strategy.theme_names(messages.language)
        self.principles = {entry.id: entry for entry in strategy.principles}
        self._parts = {(theme.id, part.id): part for theme in strategy.themes for part in theme.subtopics}
        self._funding = strategy.funding

    def __call__(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return self.messages(key, **values)

    def word(self, text: Text) -> str:
        """A wording of the strategy."""
        return wording(text, self.language)

    def of(self, start: str, value: str) -> str:
        """The word for a value from a list ("verdict", "side"), or the value where there is none."""
        key = f"{start}_{value}"
        return self.messages(key) if self.messages.has(key) else value

    def theme(self, theme: str) -> str:
        """The name of a theme; "" of none."""
        return self.themes.get(theme, theme)

    def named(self, themes: Iterable[str]) -> str:
        """The names of some themes."""
        return ", ".join(map(self.theme, themes))

    def languages(self, row: ResultRow) -> str:
        """The languages of a document with their shares in per cent."""
        shares = (f"{self.messages.language_name(code)} {share * 100:.0f} %" for code, share in row.languages.items())
        return ", ".join(shares)

    def left_out(self, kind: str) -> str:
        """What kind of text does not count."""
        return self.of("left_out", kind) if self.messages.has(f"left_out_{kind}") else self.of("integrity", kind)

    def question(self, entry: Question) -> tuple[str, str]:
        """What a question is about, and its wording."""
        if entry.theme is None:
            principle = self.principles.get(entry.principle or "")
            if principle is None:
                return entry.principle or "", ""
            return self.word(principle.name), self.word(principle.question)
        part = self._parts.get((entry.theme, entry.subtopic or ""))
        name = self.word(part.name) if part else entry.subtopic
        return f"{self.theme(entry.theme)} – {name}", self.word(part.question) if part else ""

    def hint(self, hint: Flag) -> tuple[str, str]:
        """The kind of a hint, and what it is about."""
        return self.of("value_hint", hint.kind), self._about(hint)

    def _about(self, hint: Flag) -> str:
        funding = self._funding
        if hint.kind == FIELD:
            field = next((entry for entry in funding.fields if entry.theme == hint.about), None) if funding else None
            return f"{self.theme(hint.about)}: {self.word(field.name)}" if field else self.theme(hint.about)
        if hint.kind == FUND:
            fund = next((entry for entry in funding.funds if entry.id == hint.about), None) if funding else None
            return f"{hint.about}: {self.word(fund.name)}" if fund else hint.about
        if hint.kind == SIZE_RULE and funding and funding.size_rule:
            return self.word(funding.size_rule.name)
        return "" if hint.kind == JOINT else hint.about


def day(iso: str) -> date | str:
    """An ISO date as one; a month alone ("2026-03") stays text."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return iso


def pages(numbers: Iterable[int]) -> str:
    """Pages as they are read: "2, 5–8"."""
    return page_ranges(numbers)
