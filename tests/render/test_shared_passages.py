"""What proposals have in common is said with both places, in both languages, and not as a fault."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace

import pytest

from s3align.record.assessment import Assessment
from s3align.render.messages import Messages
from s3align.render.shared_passages import building_block, shared_passage, shared_passages, shared_view
from s3align.store.building_blocks import BuildingBlock
from s3align.store.compared_text import packed
from s3align.store.results import Result
from s3align.store.row import SharedPassage, row_of
from s3align.store.table import ResultTable

PAIR = SharedPassage("b.pdf", 3, 7, 58, "Das Konsortium verbindet …", 0.03)
MANY = replace(PAIR, files=12)


@pytest.fixture
def row(assessment: Assessment):
    stored = Result("a.pdf", "a.pdf", "0" * 64, "key", "", b"", passages=b"kept")
    return row_of(stored, assessment, "")


def test_a_passage_is_named_with_both_places():
    assert shared_passage(PAIR, Messages.load("en")) == (
        "58\u00a0words on page 3, also in b.pdf on page 7: “Das Konsortium verbindet …”"
    )
    assert shared_passage(MANY, Messages.load("de")) == (
        "58\u00a0Wörter auf Seite 3, in 12 Anträgen, etwa in b.pdf auf Seite 7: „Das Konsortium verbindet …“"
    )


def test_a_file_without_pages_of_its_own_names_none():
    here, there = replace(PAIR, page=None), replace(PAIR, other_page=None)
    assert shared_passage(here, Messages.load("en")).startswith("58\u00a0words, also in b.pdf on page 7: “")
    assert shared_passage(there, Messages.load("de")).startswith("58\u00a0Wörter auf Seite 3, auch in b.pdf: „")


@pytest.mark.parametrize(("total", "last"), [(1, None), (2, "One more passage"), (4, "3 more passages")])
def test_passages_that_are_not_listed_are_counted(row, total, last):
    _, *more = shared_passages(replace(row, shared=[PAIR], shared_total=total), Messages.load("en"))
    assert [sentence.startswith(last) for sentence in more] == ([] if last is None else [True])


def test_nothing_found_is_said_only_of_what_was_compared(row):
    assert list(shared_passages(row, Messages.load("en"))) == ["No passage in common with another proposal was found."]
    assert not list(shared_passages(replace(row, is_compared=False), Messages.load("en")))


def test_a_building_block_says_in_how_many_proposals():
    block = BuildingBlock(12, 240, "Bitte beschreiben Sie …", (("a.pdf", 2), ("b.docx", None)))
    view = building_block(block, 17, Messages.load("de"))
    assert view.sentence.startswith("In 12 von 17 Anträgen, 240\u00a0Wörter: „Bitte")
    assert view.places == ["a.pdf auf Seite 2", "b.docx"]


def table(assessment, files, uncompared=0):
    """A table of files with one form in all of them, the last of which an earlier version has assessed."""
    found = ResultTable(sqlite3.connect(":memory:", isolation_level=None))
    choose = random.Random(3)  # noqa: S311 -- the same text in every run
    form = " ".join("".join(choose.choices("abdeghiklmnorstu", k=7)) for _ in range(60))
    found.fill(
        (
            row_of(Result(f"{number}.pdf", f"{number}.pdf", "0" * 64, "", "", b"", passages=kept), assessment, ""),
            b"",
            kept,
        )
        for number in range(files)
        for kept in [None if number >= files - uncompared else packed([form])]
    )
    return found


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_overview_names_building_blocks_and_what_was_not_compared(assessment, language):
    messages = Messages.load(language)
    view = shared_view(table(assessment, 9, uncompared=2), messages, 10)
    assert len(view.blocks) == 1
    assert "7" in view.blocks[0].sentence
    assert "9" in view.blocks[0].sentence
    assert view.files == messages("shared_files_many", count=7)
    assert view.uncompared == messages("shared_uncompared_many", count=2)
    assert shared_view(table(assessment, 9), messages, 10).uncompared == ""


def test_an_overview_says_nothing_where_there_is_nothing_in_common(assessment):
    assert shared_view(table(assessment, 1), Messages.load("de"), 10) is None


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_caveat_says_that_it_is_no_fault(language):
    said = Messages.load(language)("shared_caveat")
    assert ("no fault" if language == "en" else "kein Fehler") in said
