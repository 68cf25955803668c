"""What proposals have in common is said with both places, in both languages, and not as a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s3align.record.assessment import Assessment
from s3align.render.messages import Messages
from s3align.render.shared_passages import building_block, shared_passage, shared_passages
from s3align.store.building_blocks import BuildingBlock
from s3align.store.results import Result
from s3align.store.row import SharedPassage, row_of

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


@pytest.mark.parametrize(("total", "last"), [(1, None), (2, "One more passage"), (4, "3 more passages")])
def test_passages_that_are_not_listed_are_counted(row, total, last):
    _, *more = shared_passages(replace(row, shared=[PAIR], shared_total=total), Messages.load("en"))
    assert [sentence.startswith(last) for sentence in more] == ([] if last is None else [True])


def test_nothing_found_is_said_only_of_what_was_compared(row):
    assert list(shared_passages(row, Messages.load("en"))) == ["No passage in common with another proposal was found."]
    assert not list(shared_passages(replace(row, is_compared=False), Messages.load("en")))


def test_a_building_block_says_in_how_many_proposals():
    block = BuildingBlock(12, 240, "Bitte beschreiben Sie …", (("a.pdf", 2), ("b.pdf", 1)))
    sentence, places = building_block(block, 17, Messages.load("de"))
    assert sentence.startswith("In 12 von 17 Anträgen, 240\u00a0Wörter: „Bitte")
    assert places == ("a.pdf, Seite 2", "b.pdf, Seite 1")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_caveat_says_that_it_is_no_fault(language):
    said = Messages.load(language)("shared_caveat")
    assert ("no fault" if language == "en" else "kein Fehler") in said
