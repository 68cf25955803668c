"""What teaches and what measures."""

import json

import pytest

from s3align.model.labelled import READ_WEIGHT, LibraryLabels, read_labelled

THEMES = ("green-tech", "health")
READ = LibraryLabels(read={"a": (frozenset({"green-tech"}), READ_WEIGHT["yes"])})


def read_one(tmp_path, **row):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"lang": "en", "text": "A text.", **row}), encoding="utf-8")
    return next(iter(read_labelled(path, THEMES, READ)))


def test_a_reading_teaches_in_place_of_the_source_s_code_which_still_measures(tmp_path):
    text = read_one(tmp_path, id="a", themes=["health"])
    assert text.labels == {"green-tech": False, "health": True}
    assert text.training_labels == {"green-tech": True, "health": False}
    assert text.sample_weight == READ_WEIGHT["yes"]


def test_texts_of_two_annotators_are_never_overruled(tmp_path):
    text = read_one(tmp_path, id="a", labels={"green-tech": 0, "health": None})
    assert text.labels == text.training_labels == {"green-tech": False}


@pytest.mark.parametrize("row", [{"id": "b", "themes": []}, {"id": "b", "headings": ["X"], "classes": []}])
def test_without_a_reading_what_measures_teaches(tmp_path, row):
    text = read_one(tmp_path, **row)
    assert text.labels == text.training_labels == {"green-tech": False, "health": False}
