"""The record on disk: same bytes for the same record, checked when it is read back."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec.structs import replace

from s3align.errors import DataError, OldRecordError
from s3align.record.assessment import SCHEMA, Assessment, Contribution
from s3align.record.codec import from_json, to_json


def test_schema_comes_first_then_the_order_of_the_class(assessment):
    assert list(json.loads(to_json(assessment))) == list(Assessment.__struct_fields__)
    assert next(iter(json.loads(to_json(assessment)))) == "schema"


def test_a_record_can_be_read_back(assessment, refused):
    for one in (assessment, refused):
        assert from_json(to_json(one)) == one
        assert from_json(to_json(one, indent=True)) == one
        assert to_json(from_json(to_json(one))) == to_json(one)


def test_json_has_one_line_and_keeps_umlauts(assessment):
    body = to_json(assessment)
    assert b"\n" not in body
    assert "Kunststoffabfälle".encode() in body


def test_a_ledger_that_does_not_sum_is_refused(assessment):
    theme = replace(assessment.themes[0], sureness=0.9)
    with pytest.raises(ValueError, match="cyber-ai"):
        to_json(replace(assessment, themes=(theme, *assessment.themes[1:])))


def test_a_record_holds_no_sentence_and_no_name_of_a_theme(assessment, strategy):
    body = to_json(
        replace(assessment, themes=tuple(replace(theme, evidence=()) for theme in assessment.themes), principles=())
    )
    for theme in strategy.themes:
        for name in theme.name.values():
            assert name.encode() not in body
    assert b"." not in b"".join(
        value.encode() for value in _texts(json.loads(body)) if " " in value and value not in assessment.document.name
    )


def _texts(value):
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "maybe"}, r"\$.status"),
        ({"themes": "none"}, r"\$.themes"),
        ({"themes": [{"id": "x"}]}, r"\$.themes\[0\]"),
        ({"document": 3}, r"\$.document"),
        ({"sentence": "Der Text"}, "unknown field"),
        ({"schema": "another"}, "'another'"),
    ],
)
def test_a_wrong_record_is_refused_with_the_place(assessment, change, words):
    body = msgspec.json.encode({**json.loads(to_json(assessment)), **change})
    with pytest.raises(DataError, match=words):
        from_json(body, "a.json")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"\xff\xfe", b'{"schema": 3}'])
def test_what_is_no_record_is_refused(body):
    with pytest.raises(DataError, match=r"a\.json is not a record"):
        from_json(body, "a.json")


def test_a_record_of_an_earlier_form_is_recognised_and_refused_with_advice():
    old = (
        b'{"schema": "s3align.assessment/1", "status": "assessed", "fit": {"sentence": "Der Text handelt vor allem."}}'
    )
    with pytest.raises(OldRecordError, match=r"a\.json has the form s3align\.assessment/1.*s3align check") as caught:
        from_json(old, "a.json")
    assert SCHEMA in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(("name", "value"), [("sureness", 1.2), ("low", -0.1), ("passages", -1)])
def test_figures_outside_their_range_are_refused(assessment, name, value):
    record = json.loads(to_json(assessment))
    record["themes"][0][name] = value
    with pytest.raises(DataError, match="themes"):
        from_json(json.dumps(record))


def test_a_contribution_is_a_number_with_its_key(assessment):
    line = assessment.theme("green-tech").contributions[1]
    assert line == Contribution("keyword", "kreislaufwirtschaft", "Kreislaufwirtschaft", 0.1634, 21)
