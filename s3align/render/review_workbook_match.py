"""Which row of a review file is which proposal of the run now, and what has changed since somebody read it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from s3align.render.review_workbook_memory import Baseline, KnownProposal
from s3align.store.run_proposals import RunProposal

_ID_SIGNS = 16
"""Of a row's id: enough to tell 10,000 proposals apart, short enough to look at."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row's proposal as it is known from now on; ``proposal`` of the run, None of one that is gone."""

    known: KnownProposal
    proposal: RunProposal | None
    is_added: bool = False


def matched(known: Iterable[KnownProposal], proposals: Sequence[RunProposal], day: str, *, is_new: bool) -> list[Match]:
    """Every known proposal with what the run holds of it now, then those that are new to the file.

    The same bytes are the same proposal, whatever it is called; else the same name is, with a changed file. ``day`` is put
    down for what is found to be gone or, unless the file ``is_new`` itself, added.
    """
    known = list(known)
    found = _same(known, proposals)
    matches = [_followed(entry, found.get(entry.row), day) for entry in known]
    taken = {id(proposal) for proposal in found.values()}
    rows = {entry.row for entry in known}
    for proposal in proposals:
        if id(proposal) not in taken:
            added = KnownProposal(
                new_id(proposal, rows), proposal.name, proposal.sha256, proposal.key, proposal.verdicts
            )
            rows.add(added.row)
            matches.append(Match(replace(added, added="" if is_new else day), proposal, is_added=True))
    return matches


def _same(known: Sequence[KnownProposal], proposals: Sequence[RunProposal]) -> dict[str, RunProposal]:
    """Row -> proposal: the same name and bytes first, then the same bytes, then the same name."""
    by_name = {name: proposal for proposal in proposals for name in proposal.names}
    by_hash: dict[str, list[RunProposal]] = {}
    for proposal in proposals:
        by_hash.setdefault(proposal.sha256, []).append(proposal)
    found: dict[str, RunProposal] = {}
    for entry in known:
        same = by_name.get(entry.name)
        if same is not None and same.sha256 == entry.sha256:
            found[entry.row] = same
    taken = {id(proposal) for proposal in found.values()}
    for entry in (entry for entry in known if entry.row not in found):
        free = [proposal for proposal in by_hash.get(entry.sha256, ()) if id(proposal) not in taken]
        if free:
            found[entry.row] = free[0]
            taken.add(id(free[0]))
    for entry in (entry for entry in known if entry.row not in found and entry.name in by_name):
        found[entry.row] = by_name[entry.name]
    return found


def _followed(known: KnownProposal, proposal: RunProposal | None, day: str) -> Match:
    if proposal is None:
        return Match(replace(known, gone_since=known.gone_since or day), None)
    name = known.name if known.name in proposal.names else proposal.name
    if proposal.is_waiting:  # what the program says of it stays until it says something else
        return Match(replace(known, name=name, sha256=proposal.sha256, gone_since=""), proposal)
    now = replace(known, name=name, sha256=proposal.sha256, key=proposal.key, verdicts=proposal.verdicts, gone_since="")
    return Match(now, proposal)


def new_id(proposal: RunProposal, taken: AbstractSet[str]) -> str:
    """The same in every review file of the run, so that rows can be copied from one to another."""
    made = hashlib.sha256(f"{proposal.name}\0{proposal.sha256}".encode()).hexdigest()[:_ID_SIGNS]
    while made in taken:
        made = hashlib.sha256(made.encode()).hexdigest()[:_ID_SIGNS]
    return made


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since somebody read: the file, and theme -> what the program said then and says now ("" where nothing).

    ``since``: ISO day on which it was found.
    """

    is_file: bool
    verdicts: Mapping[str, tuple[str, str]]
    since: str

    def __bool__(self) -> bool:
        return self.is_file or bool(self.verdicts)


def changed(base: Baseline, now: KnownProposal, day: str) -> Change:
    """What differs from what the person had before them; verdicts only where they saw them."""
    verdicts = {} if base.is_blind else dict(_differing(base.verdicts, now.verdicts))
    is_file = base.sha256 != now.sha256
    return Change(is_file, verdicts, (base.since or day) if is_file or verdicts else "")


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for theme in dict.fromkeys((*then, *now)):
        before, after = str(then.get(theme, "")), str(now.get(theme, ""))
        if before != after:
            yield theme, (before, after)
