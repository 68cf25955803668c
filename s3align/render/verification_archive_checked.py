"""An archive that is checked: its record, what it says of itself, and what there is here to make its files anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment
from s3align.render.archive_form import READINGS, SETTLED, Given, about_of, facts_of
from s3align.store.bag import PAYLOAD
from s3align.store.bag_reader import Bag
from s3align.store.review import PeopleWrote, Reading, Settled
from s3align.version import VERSION


class Standing(StrEnum):
    """How a file of an archive stands to the record; the values of those that are open end keys of messages."""

    SAME = "same"
    DIFFERS = "differs"
    FOREIGN = "foreign"
    """No archive has such a file."""
    NOT_ANEW = "not_anew"
    """It cannot be made anew here."""
    UNBOUND = "unbound"
    """No hash in the record covers it, and what is installed is another."""
    WORDS = "words"
    """What people wrote, which stands nowhere else in the archive."""

    @classmethod
    def of(cls, *, is_same: bool) -> Standing:
        """Of a file that can be compared."""
        return cls.SAME if is_same else cls.DIFFERS


class _Proposal(msgspec.Struct, frozen=True):
    name: str
    names: list[str]
    sha256: str
    absence: Literal["", "unwanted", "gone", "changed", "too_large", "folder_unknown"]


class Facts(msgspec.Struct, frozen=True):
    """What of ``archive.json`` nothing else in an archive says."""

    proposal: _Proposal
    assessed_on: date | None
    archived_on: date
    archived_with: str
    unclear_from: float | None


@dataclass(frozen=True)
class Checked:
    """An archive, its record, and what there is here to make its files anew; ``paths``: those that can be read."""

    bag: Bag
    paths: Sequence[str]
    record: Assessment
    pipeline: Pipeline
    installed: Mapping[str, Path]
    facts: Facts

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Path -> what it is, as ``about_of``."""
        return about_of(self.bag.entries)

    @cached_property
    def missing(self) -> list[str]:
        """What is not in the archive, by what is there."""
        kinds = {kind.partition("_")[0] if kind.startswith("report") else kind for kind in self.kinds.values()}
        wanted = ["strategy", "model", "settings", "report"]
        wanted += [] if self.facts.proposal.absence == "unwanted" else ["proposal"]
        return [part for part in wanted if part not in kinds]

    @cached_property
    def at_hand(self) -> frozenset[str]:
        """What is here as it was when the archive was made."""
        then, now = self.record.provenance, self.pipeline.provenance
        same = {
            "version": self.facts.archived_with == VERSION,
            "strategy": (then.strategy_id, then.strategy_hash) == (now.strategy_id, now.strategy_hash),
            "model": then.model_hash == now.model_hash,
            "settings": then.settings_hash == now.settings_hash,
        }
        return frozenset(part for part, is_same in same.items() if is_same)

    @cached_property
    def readings(self) -> list[Reading]:
        """People's readings. Raises ValueError where they are damaged."""
        return msgspec.json.decode(self._list(READINGS), type=list[Reading])

    @cached_property
    def settled(self) -> list[Settled]:
        """What people have agreed on, which older archives do not have. Raises as ``readings``."""
        return msgspec.json.decode(self._list(SETTLED), type=list[Settled])

    @property
    def people(self) -> PeopleWrote:
        """All that people wrote. Raises as ``readings``."""
        return PeopleWrote(self.readings, self.settled)

    def _list(self, path: str) -> bytes:
        """A list in the archive as JSON; an empty one where it is not there."""
        return self.bag.read(PAYLOAD + path) if PAYLOAD + path in self.bag.entries else b"[]"

    @property
    def given(self) -> Given:
        """What the archive alone says."""
        said, proposal = self.facts, self.facts.proposal
        sha256 = self.record.document.sha256 or proposal.sha256
        days = (said.assessed_on, said.archived_on)
        return Given(proposal.name, proposal.names, sha256, proposal.absence, *days, said.archived_with)

    def facts_anew(self) -> dict[str, Any]:
        """What ``archive.json`` has to say."""
        path = next((path for path, kind in self.kinds.items() if kind == "proposal"), "")
        border = self.pipeline.model.document.unclear_from if "model" in self.at_hand else self.facts.unclear_from
        border = None if "model" in self.missing else border
        return facts_of(self.given, self.record, path, self.missing, len(self.readings), border)

    def can_make(self, *parts: str) -> bool:
        """Whether all that a file is made of is here; what the archive does not have either, it was made without."""
        return {"version", *parts} - self.at_hand <= set(self.missing)
