"""Whatever is entered survives whatever happens to the run: additions, changed files, new names, removals, sorted rows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_books import DAY, Hand, proposal, run, shown, update

from s3align.store.run_proposals import RunProposal

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(str.strip)
STEP = st.one_of(
    st.tuples(st.just("enter"), st.integers(0, 9), TEXT),
    st.tuples(st.sampled_from(("add", "rename", "change", "remove", "sort", "rerun")), st.integers(0, 9), st.just("")),
)


@dataclass
class World:
    """A run and its review file; ``entered``: row of a proposal (by the number of its first name) -> what was entered."""

    path: Path
    proposals: dict[int, RunProposal] = field(default_factory=dict)
    entered: dict[int, str] = field(default_factory=dict)
    day: int = 0
    made: int = 0

    def name(self) -> str:
        self.made += 1
        return f"{self.made:02}.pdf"

    def step(self, kind: str, at: int, text: str) -> None:
        present = sorted(self.proposals)
        chosen = present[at % len(present)] if present else None
        if kind == "add" or chosen is None:
            self.proposals[len(self.entered) + self.made] = proposal(self.name())
        elif kind == "rename":
            self.proposals[chosen] = replace(self.proposals[chosen], names=(self.name(),))
        elif kind == "change":
            now = self.proposals[chosen]
            self.proposals[chosen] = proposal(now.name, f"{now.name} version {self.day}")
        elif kind == "remove" and len(present) > 1:
            del self.proposals[chosen]
        elif kind == "enter":
            with Hand(self.path) as hand:
                cell = hand.cell(self.proposals[chosen].name, "remark")
                cell.value = text
                cell.data_type = "s"
            self.entered[chosen] = text
        elif kind == "sort":
            with Hand(self.path) as hand:
                hand.swap(2, hand.sheet.max_row)

    def update(self) -> None:
        self.day += 1
        update(self.path, run(*self.proposals.values()), DAY + timedelta(days=self.day))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=8))
def test_every_entry_survives_beside_its_proposal(steps):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "review.xlsx")
        for number in range(3):
            world.proposals[number - 10] = proposal(world.name())
        world.update()
        for kind, at, text in steps:
            world.step(kind, at, text)
            world.update()
        rows = shown(world.path)
        remarks = sorted(str(row["remark"]) for own in rows.values() for row in own if "remark" in row)
        assert remarks == sorted(world.entered.values())
        for chosen, text in world.entered.items():
            if chosen in world.proposals:
                assert [row["remark"] for row in rows[world.proposals[chosen].name]] == [text]
        assert not update(world.path, run(*world.proposals.values()), DAY + timedelta(days=900)).is_written
