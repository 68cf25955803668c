"""What a review file remembers for the program, in a hidden sheet: which columns and rows are what, and what was shown when.

Every line of the sheet begins with its kind. Lines that are not understood are passed over: the rest still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from s3align.render.review_workbook_columns import ReviewForm

SHEET = "s3align"
SCHEMA = "s3align.review/1"


@dataclass(frozen=True, slots=True)
class KnownProposal:
    """A proposal as the file shows it: ``row`` is its id in the file, ``key`` that of its record.

    ``verdicts``: theme -> what the program says; ``added``: ISO day on which it came later than the file; ``gone_since``: ISO
    day on which it was found to be gone.
    """

    row: str
    name: str
    sha256: str
    key: str
    verdicts: Mapping[str, str] = field(default_factory=dict)
    added: str = ""
    gone_since: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a person had before them.

    ``entry``: hash of what they wrote; ``sha256``: of the file they read, "" where nobody knows which; ``key``: of its record.
    ``since``: ISO day on which it was found that something has changed; "" where nothing has.
    """

    row: str
    entry: str
    sha256: str
    key: str
    verdicts: Mapping[str, str]
    is_blind: bool = False
    since: str = ""

    @property
    def is_version_known(self) -> bool:
        """Whether it is known which version of the file was read; an entry of which it is not counts nowhere."""
        return bool(self.sha256)


def unknown_version(base: Baseline) -> Baseline:
    """The same entry, of which nobody knows what was read."""
    return replace(base, sha256="", key="", verdicts={}, since="")


@dataclass(slots=True)
class Memory:
    """All of it.

    ``heads``: column -> its head as it was written; ``readings``: (row, entry) -> baseline; ``own``: heads of the office.
    ``taken``: (row, person in plain letters) -> hashes of what was taken from files of theirs, the last one last.
    ``generated``: columns whose texts were noted when they were written, none by earlier builds; ``written``: what a row is
    about -> a line of hashes for each of its rows, see ``Written``.
    """

    form: ReviewForm
    heads: dict[str, str] = field(default_factory=dict)
    proposals: dict[str, KnownProposal] = field(default_factory=dict)
    readings: dict[tuple[str, str], Baseline] = field(default_factory=dict)
    taken: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    written: dict[str, list[str]] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    def known(self, row: str, name: str) -> KnownProposal | None:
        """The proposal with this id, else the only one with this name."""
        if row in self.proposals:
            return self.proposals[row]
        if not self._by_name:
            for known in self.proposals.values():
                self._by_name.setdefault(known.name, []).append(known.row)
        rows = self._by_name.get(name, ())
        return self.proposals[rows[0]] if len(rows) == 1 else None

    def add(self, known: KnownProposal) -> None:
        """Adds a proposal."""
        self.proposals[known.row] = known
        self._by_name.clear()

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The cells of the hidden sheet."""
        form = self.form
        yield ("schema", SCHEMA)
        yield ("language", form.language)
        yield ("strategy", form.strategy, form.strategy_hash)
        yield ("run", form.run)
        yield ("reviewer", form.reviewer)
        yield ("blind", _flag(is_set=form.is_blind))
        for language, names in form.themes.items():
            for theme, name in names.items():
                yield ("theme", language, theme, name)
        for column, head in self.heads.items():
            yield ("column", column, head)
        for head in self.own:
            yield ("own", head)
        for known in self.proposals.values():
            verdicts = _encoded({} if form.is_blind else known.verdicts)  # nothing to be peeped at
            yield ("proposal", known.row, known.name, known.sha256, known.key, verdicts, known.added, known.gone_since)
        for read in self.readings.values():
            verdicts = _encoded(read.verdicts)
            yield (
                "reading",
                read.row,
                read.entry,
                read.sha256,
                read.key,
                verdicts,
                _flag(is_set=read.is_blind),
                read.since,
            )
        for (row, person), taken in self.taken.items():
            yield ("taken", row, person, *taken)
        yield ("generated", *self.generated)
        for key, hashes in self.written.items():
            for line in hashes:
                yield ("written", key, line)


def remembered(lines: Iterable[Sequence[object]]) -> Memory | None:
    """What the lines of a hidden sheet say; None where they are not of this form."""
    facts: dict[str, tuple[str, ...]] = {}
    themes: dict[str, dict[str, str]] = {}
    memory = Memory(ReviewForm("", "", "", {}, ""))
    for line in lines:
        kind, *values = ("" if value is None else str(value) for value in line)
        with suppress(ValueError, TypeError, AttributeError):
            _take(memory, themes, facts, kind, values)
    if facts.get("schema", ("",))[0] != SCHEMA:
        return None
    strategy, strategy_hash, *_ = (*facts.get("strategy", ()), "", "")
    language, run, reviewer, blind = (
        (*facts.get(kind, ()), "")[0] for kind in ("language", "run", "reviewer", "blind")
    )
    memory.form = ReviewForm(language, strategy, strategy_hash, themes, run, reviewer, blind == "1")
    return memory


def _take(
    memory: Memory, themes: dict[str, dict[str, str]], facts: dict[str, tuple[str, ...]], kind: str, values: list[str]
) -> None:
    if kind == "theme":
        language, theme, name, *_ = values
        themes.setdefault(language, {})[theme] = name
    elif kind == "column":
        column, head, *_ = values
        memory.heads[column] = head
    elif kind == "own":
        memory.own = (*memory.own, values[0])
    elif kind == "generated":
        memory.generated = tuple(value for value in values if value)
    elif kind == "written":
        memory.written.setdefault(values[0], []).append(values[1])
    elif kind == "proposal":
        row, name, sha256, key, verdicts, added, gone, *_ = [*values, "", ""]
        memory.proposals[row] = KnownProposal(row, name, sha256, key, _decoded(verdicts), added, gone)
    elif kind == "reading":
        row, entry, sha256, key, verdicts, blind, since, *_ = [*values, "", ""]
        memory.readings[row, entry] = Baseline(row, entry, sha256, key, _decoded(verdicts), blind == "1", since)
    elif kind == "taken":
        row, person, *hashes = values
        memory.taken[row, person] = tuple(filter(None, hashes))
    else:
        facts.setdefault(kind, tuple(values))


def _encoded(verdicts: Mapping[str, str]) -> str:
    return json.dumps(dict(verdicts), ensure_ascii=False)


def _decoded(text: str) -> dict[str, str]:
    return {str(theme): str(verdict) for theme, verdict in json.loads(text or "{}").items()}


def _flag(*, is_set: bool) -> str:
    return "1" if is_set else ""
