"""A principle that one version answers otherwise is told with both findings and the passage that shows it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.assess.compare_principles import principle_changes
from s3align.record.assessment import Finding

RISING = [Finding.DENIED, Finding.NONE, Finding.HINTED, Finding.FOUND]


def with_finding(record, finding, quote="Das Verfahren ist neu."):
    (result,) = record.principles
    evidence = () if finding is Finding.NONE else (replace(result.evidence[0], quote=quote),)
    return replace(record, principles=(replace(result, finding=finding, evidence=evidence),))


@pytest.mark.parametrize("old", RISING)
@pytest.mark.parametrize("new", RISING)
def test_every_other_finding_is_a_change_and_the_same_one_is_none(assessment, old, new):
    before, after = with_finding(assessment, old, "alt"), with_finding(assessment, new, "neu")
    gained, lost = principle_changes(before, after)
    assert [(row.old, row.new) for row in gained] == ([(old, new)] if RISING.index(new) > RISING.index(old) else [])
    assert [(row.old, row.new) for row in lost] == ([(old, new)] if RISING.index(new) < RISING.index(old) else [])
    for row in (*gained, *lost):
        assert (row.quote, row.is_new) == (("alt", False) if new is Finding.NONE else ("neu", True))


def test_of_a_record_older_than_findings_its_passages_decide(assessment):
    assert principle_changes(assessment, with_finding(assessment, Finding.FOUND)) == ((), ())
    (hinted,) = principle_changes(assessment, with_finding(assessment, Finding.HINTED))[1]
    assert (hinted.old, hinted.new) == (Finding.FOUND, Finding.HINTED)


def test_a_principle_that_one_record_does_not_know_is_left_out(assessment):
    fewer = replace(assessment, principles=())
    assert principle_changes(assessment, fewer) == principle_changes(fewer, assessment) == ((), ())
