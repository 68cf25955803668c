"""Passages that a proposal has in common with others of its folder: common building blocks, copied texts, recycled ones.

They are no fault: partners of one consortium describe it in the same words, and so do an applicant's own proposals. What few
files share is named for each pair with both places; what more than ``MOST_PAIRED`` share is a building block, named once.
Files that are nearly the same as a whole (``similar``) are one text here: they are named as such, not passage by passage.

All lies in a database on disk. Held in memory are four bytes for each file, and what ``repeated_rows`` sorts at once.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from s3align.store.building_blocks import SCHEMA as _BLOCKS
from s3align.store.building_blocks import BuildingBlock, find_blocks, listed_blocks
from s3align.store.common_runs import CommonRun, common_runs
from s3align.store.compared_text import ROW, WINDOW, ComparedText, is_passage, kept_rows, rows_alone, unpacked
from s3align.store.repeated_rows import RepeatedRow, repeated_rows
from s3align.store.row import SharedPassage

MOST_PAIRED = 5
"""Different texts up to which a passage is named for each pair of them: ten pairs. What more have is named once."""
MOST_SHARED = 20
"""Passages that a row names, the longest first."""
MOST_OF_A_PAIR = 3
"""Of them with the same other file; how many there are is told."""
QUOTE = 240
"""Characters of a passage that are quoted."""
_TEXTS = 4
"""Unpacked texts that are held at once; one that many files have passages of is read again and again."""
_SCHEMA = f"""
create table kept (file integer primary key, rows integer, words integer, hashes blob);
create table compared (file integer primary key, packed blob);
create table common (hash integer primary key, file integer, place integer, files integer);
create table seed (one integer, other integer, hash integer, primary key (one, other, hash)) without rowid;
create table shared (
    file integer, version integer, start integer, finish integer,
    other integer, page integer, other_page integer, words integer, share real, quote text
);
create index shared_by_file on shared (file, version, start);
{_BLOCKS}
"""


class SharedPassages:
    """The passages in common of a run's files; ``database`` has the tables ``line`` (number, name) and ``similar``."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._clusters = array("I")
        self._text = lru_cache(_TEXTS)(self._unpacked)
        database.executescript(_SCHEMA)

    def add(self, file: int, packed: bytes) -> None:
        """Adds a file's text as ``compared_text.packed`` made it; files come in order of their numbers."""
        rows = kept_rows(packed)
        values = (file, len(rows.hashes), rows.words, rows_alone(packed))
        self._database.execute("insert into kept values (?, ?, ?, ?)", values)
        self._database.execute("insert into compared values (?, ?)", (file, packed))

    def compare(self) -> None:
        """Finds what the files have in common, once similar files are known."""
        self._cluster()
        for row in repeated_rows(self._database):
            self._sort_out(row)
        find_blocks(self._database, self._text, MOST_PAIRED, QUOTE)
        for one, seeds in groupby(
            self._database.execute("select one, other, hash from seed order by one, other"), key=itemgetter(0)
        ):
            text = self._text(one)
            words = self._own_words(text)
            for other, rows in groupby(seeds, key=itemgetter(1)):
                self._keep_runs(one, text, words, other, [row for _, _, row in rows])

    def of(self, file: int) -> tuple[Sequence[SharedPassage], int]:
        """The longest passages that a file has in common with others, and how many there are in all."""
        rows = self._database.execute(_OF_FILE, {"file": file, "of_a_pair": MOST_OF_A_PAIR, "most": MOST_SHARED})
        (total,) = self._database.execute(_NUMBER_OF_FILE, {"file": file}).fetchone()
        return [SharedPassage(*row) for row in rows], int(total)

    def blocks(self, limit: int) -> Iterator[BuildingBlock]:
        """The building blocks that most proposals share, each with the first places where it stands."""
        return listed_blocks(self._database, limit)

    def files(self) -> int:
        """How many files have a passage in common with another."""
        return int(
            self._database.execute(
                "select count(*) from (select file from shared union select file from member)"
            ).fetchone()[0]
        )

    def _cluster(self) -> None:
        """Gives files that are nearly the same as an earlier one its number, so that they count as one text."""
        (last,) = self._database.execute("select coalesce(max(file), 0) from kept").fetchone()
        self._clusters = array("I", range(last + 1))
        pairs = self._database.execute(
            "select file, min(other) from similar where other < file and file <= ? group by file order by file", (last,)
        )
        for file, earlier in pairs:
            self._clusters[file] = self._clusters[earlier]

    def _sort_out(self, row: RepeatedRow) -> None:
        """Keeps a row that many texts have for the building blocks, and the pairs of files of one that few have."""
        first: dict[int, int] = {}
        for file in row.files.tolist():
            first.setdefault(self._clusters[file], file)
            if len(first) > MOST_PAIRED:
                values = (row.hash, int(row.files[0]), int(row.places[0]), len(row.files))
                self._database.execute("insert or ignore into common values (?, ?, ?, ?)", values)
                return
        if len(first) > 1:
            self._database.executemany(
                "insert or ignore into seed values (?, ?, ?)",
                (
                    (min(file, other), max(file, other), row.hash)
                    for file in row.files.tolist()
                    for cluster, other in first.items()
                    if cluster != self._clusters[file]
                ),
            )

    def _own_words(self, text: ComparedText) -> Sequence[str | None]:
        """The words of a text, None in place of those of building blocks: no run of a pair reaches into one."""
        words: list[str | None] = list(text.words)
        common = self._database.execute(
            "select hash from json_each(?) join common on hash = value", (json.dumps(list(text.kept_rows)),)
        )
        for (row,) in common:
            place = text.kept_rows[row]
            start, end = max(0, place - WINDOW), min(len(words), place + ROW + WINDOW)
            words[start:end] = [None] * (end - start)
        return words

    def _keep_runs(
        self, one: int, text: ComparedText, words: Sequence[str | None], other: int, rows: Sequence[int]
    ) -> None:
        """Keeps what two files have in common, for both, around the ``rows`` that they share."""
        there = self._text(other)
        seeds = [(text.kept_rows[row], there.kept_rows[row]) for row in rows]
        for run in common_runs(words, there.words, seeds):
            if is_passage(text.words[run.start : run.end], run.equal):
                self._keep(one, text, other, there, run)

    def _keep(self, one: int, text: ComparedText, other: int, there: ComparedText, run: CommonRun) -> None:
        """Keeps a passage for both files; of several versions of the same other file, the first that has it."""
        ways = (
            (one, text, run.start, run.end, other, there, run.other_start),
            (other, there, run.other_start, run.other_end, one, text, run.start),
        )
        for file, own, start, end, of, theirs, their_start in ways:
            values = (file, self._clusters[of], start, end)
            if self._database.execute(_IS_KNOWN, values).fetchone():
                continue
            self._database.execute(
                "insert into shared values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *values,
                    of,
                    own.page(start),
                    theirs.page(their_start),
                    run.equal,
                    round(run.equal / len(own.words), 4),
                    own.quote(start, end, QUOTE),
                ),
            )

    def _unpacked(self, file: int) -> ComparedText:
        return unpacked(self._database.execute("select packed from compared where file = ?", (file,)).fetchone()[0])


_IS_KNOWN = "select 1 from shared where file = ?1 and version = ?2 and start < ?4 and finish > ?3 limit 1"
_OF_FILE = """
select name, page, other_page, words, quote, share, files from (
    select other, page, other_page, words, quote, share, 2 as files,
        row_number() over (partition by other order by words desc, page, other_page) as turn
    from shared where file = :file
    union all
    select others.file, member.page, others.page, block.words, block.quote,
        round(min(1.0, 1.0 * block.words / kept.words), 4), block.files, 1
    from member join block using (block) join kept on kept.file = member.file
    join member as others on others.block = member.block
        and others.file = (select min(file) from member as any where any.block = member.block and any.file <> :file)
    where member.file = :file
) join line on number = other where turn <= :of_a_pair order by words desc, files, name, page limit :most
"""
_NUMBER_OF_FILE = """
select (select count(*) from shared where file = :file) + (select count(*) from member where file = :file)
"""
