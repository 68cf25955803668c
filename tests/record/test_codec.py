from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from s3align.errors import DataError
from s3align.record.assessment import SCHEMA, Assessment, Contribution
from s3align.record.codec import from_record, to_json, to_record


def test_schema_comes_first_then_the_order_of_the_class(assessment):
    names = list(to_record(assessment))
    assert names == ["schema", *(entry.name for entry in fields(Assessment) if entry.name != "schema")]


def test_the_record_is_plain_json(assessment, refused):
    for one in (assessment, refused):
        assert json.loads(to_json(one)) == to_record(one)


def test_rounded_ledgers_still_sum_to_their_score(assessment):
    thirds = tuple(Contribution(kind, "", 1 / 7) for kind in ("base", "keyword", "remainder", "keyword"))
    theme = replace(assessment.themes[0], score=4 / 7, contributions=thirds)
    for plain in to_record(replace(assessment, themes=(theme, *assessment.themes[1:])))["themes"]:
        assert abs(sum(line["value"] for line in plain["contributions"]) - plain["score"]) < 1e-9


def test_floats_have_six_decimals(assessment):
    theme = replace(assessment.themes[0], low=1 / 3)
    record = to_record(replace(assessment, themes=(theme, *assessment.themes[1:])))
    assert record["themes"][0]["low"] == 0.333333


def test_a_ledger_that_does_not_sum_is_refused(assessment):
    theme = replace(assessment.themes[0], score=0.9)
    with pytest.raises(ValueError, match="cyber-ai"):
        to_record(replace(assessment, themes=(theme, *assessment.themes[1:])))


def test_an_empty_ledger_sums_to_nothing(assessment):
    theme = replace(assessment.themes[0], score=0.0, contributions=())
    record = to_record(replace(assessment, themes=(theme, *assessment.themes[1:])))
    assert record["themes"][0]["contributions"] == []


def test_json_has_one_line_and_keeps_umlauts(assessment):
    text = to_json(assessment)
    assert "\n" not in text
    assert "Kunststoffabfälle" in text


def test_a_record_can_be_read_back(assessment, refused):
    for one in (assessment, refused):
        again = from_record(to_record(one))
        assert to_record(again) == to_record(one)
        assert from_record(to_record(again)) == again
        assert type(again.document.pages_without_text) is tuple


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "s3align.assessment/99"}, SCHEMA),
        ({"status": "maybe"}, "record.status"),
        ({"themes": "none"}, "record.themes"),
        ({"themes": [{"id": "x"}]}, r"record.themes\[0\] lacks"),
        ({"document": 3}, "record.document must be an object"),
    ],
)
def test_a_wrong_record_is_refused_with_the_place(assessment, change, words):
    with pytest.raises(DataError, match=words):
        from_record({**to_record(assessment), **change})
