"""The published schema fits what the codec writes and refuses what it never would."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from s3align.record.assessment import SCHEMA, Grade, Reason, Rule, Status, Verdict
from s3align.record.codec import to_json
from s3align.record.schema import json_schema

VALIDATOR = Draft202012Validator(json_schema())


@pytest.fixture
def record(assessment):
    return json.loads(to_json(assessment))


@pytest.fixture
def no_record(refused):
    return json.loads(to_json(refused))


def test_the_schema_is_a_valid_schema():
    Draft202012Validator.check_schema(json_schema())


def test_records_fit(record, no_record):
    VALIDATOR.validate(record)
    VALIDATOR.validate(no_record)


def test_words_of_the_contract_are_enumerations():
    definitions = json_schema()["$defs"]
    for kind in (Status, Reason, Grade, Verdict, Rule):
        assert set(definitions[kind.__name__]["enum"]) == {member.value for member in kind}
    assert definitions["Assessment"]["properties"]["schema"] == {"enum": [SCHEMA]}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "perhaps"},
        {"extra": 1},
        {"schema": "other"},
        {"themes": []},
        {"overall": None},
        {"reason": "damaged"},
        {"provenance": 3},
    ],
)
def test_wrong_records_do_not_fit(record, change):
    assert not VALIDATOR.is_valid({**record, **change})


@pytest.mark.parametrize(("field", "value"), [("sureness", 1.2), ("low", -0.1), ("verdict", "fine"), ("passages", -1)])
def test_wrong_themes_do_not_fit(record, field, value):
    record["themes"][0][field] = value
    assert not VALIDATOR.is_valid(record)


def test_a_refused_document_has_no_figures(record, no_record):
    assert not VALIDATOR.is_valid({**no_record, "themes": record["themes"]})
    assert not VALIDATOR.is_valid({**no_record, "reason": None})


def test_every_object_is_closed_and_complete():
    objects = [entry for entry in json_schema()["$defs"].values() if "properties" in entry]
    assert len(objects) > 10
    assert all(entry["additionalProperties"] is False for entry in objects)
    assert all(entry["required"] == list(entry["properties"]) for entry in objects)
