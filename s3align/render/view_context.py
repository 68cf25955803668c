"""What every part of a report's view is built from: the record, the strategy and the messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from s3align.record.assessment import Assessment, PassageText
from s3align.render.messages import Messages
from s3align.render.view_ledger import LedgerMaker
from s3align.render.wording import theme_name
from s3align.strategy.model import Strategy, Text, wording


@dataclass(frozen=True, slots=True)
class Context:
    """What every part of the view needs: the record, the strategy's wording and the messages.

    ``texts``: the passages that the record holds, by number.
    """

    assessment: Assessment
    strategy: Strategy
    messages: Messages
    ledgers: LedgerMaker
    texts: Mapping[int, PassageText] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the report, "de" or "en"."""
        return self.messages.language

    @property
    def passages(self) -> int:
        """How many passages were judged."""
        return self.assessment.document.passages_counted or 0

    def theme_name(self, theme_id: str) -> str:
        """The name of a theme in the reader's language."""
        return theme_name(theme_id, self.strategy, self.messages)

    def word(self, text: Text) -> str:
        """The wording in the reader's language, or in the strategy's first where it is missing."""
        return wording(text, self.language)
