"""The published schema fits what the report writes and refuses what it never would."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from s3align.record.assessment import (
    SCHEMA,
    Assessment,
    Contribution,
    DocumentFacts,
    Evidence,
    Fit,
    Grade,
    MarkedTerm,
    Provenance,
    Reason,
    Status,
    SubtopicResult,
    ThemeScore,
)
from s3align.record.codec import to_record
from s3align.record.schema import json_schema

VALIDATOR = Draft202012Validator(json_schema())
PROVENANCE = Provenance("0.1.0", None, "ruhr", "abc", "s3align check a.pdf")


@pytest.fixture
def record():
    evidence = Evidence(1, None, 0, 11, "Wasserstoff", (MarkedTerm("Wasserstoff", 0, 11),), "de", 0.4)
    theme = ThemeScore(
        "green-tech",
        "Grüne Technologien",
        0.5,
        0.4,
        0.6,
        Grade.SUFFICIENT,
        True,
        (Contribution("base", "", 0.1), Contribution("keyword", "Wasserstoff", 0.4)),
        (SubtopicResult("hydrogen", "Wasserstoff", True, 1),),
        (evidence,),
    )
    return to_record(
        Assessment(
            Status.ASSESSED,
            None,
            None,
            DocumentFacts("a.pdf", "0" * 64, 1, 50, {"de": 1.0}),
            (theme,),
            "green-tech",
            None,
            Fit(Grade.SUFFICIENT, "Ein Satz.", "main"),
            PROVENANCE,
        )
    )


@pytest.fixture
def refused():
    return to_record(
        Assessment(
            Status.NOT_ASSESSABLE,
            Reason.DAMAGED,
            "Die Datei ist beschädigt.",
            DocumentFacts("a.pdf", None, None, None, None),
            (),
            None,
            None,
            None,
            PROVENANCE,
        )
    )


def test_the_schema_is_a_valid_schema():
    Draft202012Validator.check_schema(json_schema())


def test_records_fit(record, refused):
    VALIDATOR.validate(record)
    VALIDATOR.validate(refused)


def test_words_of_the_contract_are_enumerations():
    definitions = json_schema()["$defs"]
    for kind in (Status, Reason, Grade):
        assert definitions[kind.__name__]["enum"] == [member.value for member in kind]
    assert json_schema()["properties"]["schema"] == {"const": SCHEMA}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "perhaps"},
        {"extra": 1},
        {"schema": "other"},
        {"themes": []},
        {"fit": None},
        {"reason": "damaged"},
        {"primary_theme": 3},
    ],
)
def test_wrong_records_do_not_fit(record, change):
    assert not VALIDATOR.is_valid({**record, **change})


@pytest.mark.parametrize(("field", "value"), [("score", 1.2), ("low", -0.1), ("grade", "fine"), ("addressed", 1)])
def test_wrong_themes_do_not_fit(record, field, value):
    record["themes"][0][field] = value
    assert not VALIDATOR.is_valid(record)


def test_a_refused_document_has_no_scores(record, refused):
    assert not VALIDATOR.is_valid({**refused, "themes": record["themes"]})
    assert not VALIDATOR.is_valid({**refused, "reason": None})


def test_every_object_is_closed():
    schema = json_schema()
    objects = [schema, *(entry for entry in schema["$defs"].values() if "properties" in entry)]
    assert all(entry["additionalProperties"] is False for entry in objects)
    assert all(entry["required"] == list(entry["properties"]) for entry in objects)
