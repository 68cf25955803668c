"""What teaches, what measures, and what is refused."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.model import labelled
from s3align.model.labelled import ANNOTATED_WEIGHT, CODED_WEIGHT, WEAK_WEIGHT, LabelledText
from s3align.model.labelled_files import MAX_PROBLEMS, pairs, read_many, scan
from s3align.model.library import (
    READ_WEIGHT,
    LibraryLabels,
    Reading,
    WeakRule,
    read_readings,
    read_rejected,
    read_weak_rules,
)

THEMES = ("green-tech", "health")
READ = LibraryLabels(
    read={
        "a": Reading(frozenset({"green-tech"}), frozenset(), READ_WEIGHT["yes"]),
        "touched": Reading(frozenset(), frozenset({"health"}), READ_WEIGHT["no"]),
        "both": Reading(frozenset({"health"}), frozenset({"health", "green-tech"}), READ_WEIGHT["yes"]),
    }
)
RULES = LibraryLabels(
    [WeakRule("health", "heading", re.compile("medizin")), WeakRule("green-tech", "class", re.compile(r"\b58\."))]
)


def written(path: Path, *rows: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_one(tmp_path: Path, library: LibraryLabels = READ, **row: object) -> LabelledText:
    path = written(tmp_path / "rows.jsonl", {"lang": "en", "text": "A text.", **row})
    return read_many([path], THEMES, library)[0]


def test_a_reading_takes_the_place_of_the_source_s_code(tmp_path: Path) -> None:
    text = read_one(tmp_path, id="a", themes=["health"])
    assert text.labels == {"green-tech": True, "health": False}
    assert (text.sample_weight, text.is_weak) == (READ_WEIGHT["yes"], False)


def test_a_reading_takes_the_place_of_headings_and_the_record_stays_one_for_learning_alone(tmp_path: Path) -> None:
    library = replace(RULES, read=READ.read)
    text = read_one(tmp_path, library, id="a", headings=["Medizintechnik"], classes=[])
    assert text.labels == {"green-tech": True, "health": False}
    assert (text.sample_weight, text.is_weak) == (READ_WEIGHT["yes"], True)


def test_a_theme_that_could_be_defended_is_not_known(tmp_path: Path) -> None:
    text = read_one(tmp_path, id="touched", themes=["health"])
    assert text.labels == {"green-tech": False}
    assert text.sample_weight == READ_WEIGHT["no"] < READ_WEIGHT["yes"]
    assert read_one(tmp_path, id="both", themes=[]).labels == {"health": True}


def test_a_row_s_mistakes_are_told_even_where_a_reading_takes_its_place(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", {"id": "a", "lang": "en", "text": "A text.", "themes": ["helth"]})
    assert [problem.code for problem in scan([path], THEMES, READ).problems] == ["unknown-theme"]


def test_texts_of_two_annotators_are_never_overruled(tmp_path: Path) -> None:
    text = read_one(tmp_path, id="a", labels={"green-tech": 0, "health": None})
    assert text.labels == {"green-tech": False}
    assert text.sample_weight == 3.0


def test_without_a_reading_the_source_s_code_holds(tmp_path: Path) -> None:
    text = read_one(tmp_path, id="b", themes=[])
    assert text.labels == {"green-tech": False, "health": False}
    assert (text.sample_weight, text.is_none) == (1.0, True)


def test_headings_are_labelled_by_the_rules_and_weigh_little(tmp_path: Path) -> None:
    text = read_one(tmp_path, RULES, id="b", headings=["Medizintechnik"], classes=["50.10", "44.00"])
    assert text.labels == {"green-tech": False, "health": True}
    assert (text.is_weak, text.sample_weight) == (True, 0.1)
    assert read_one(tmp_path, RULES, headings=["Chemie"], classes=["58.50"]).labels["green-tech"]


def test_without_rules_nothing_is_known_of_library_records(tmp_path: Path) -> None:
    assert read_one(tmp_path, headings=["Medizintechnik"], classes=[]).labels == {}


def test_titles_by_which_a_row_was_found_are_not_read(tmp_path: Path) -> None:
    assert read_one(tmp_path, themes=[], title="Hydrogen", selection_bias="title").title == ""
    assert read_one(tmp_path, themes=[], title="Hydrogen").title == "Hydrogen"


def test_texts_of_a_language_s_folder_are_reference_texts_unless_they_name_a_kind(tmp_path: Path) -> None:
    path = written(
        tmp_path / "de" / "a.jsonl", {"text": "x", "themes": []}, {"text": "y", "themes": [], "kind": "call"}
    )
    assert [(text.kind, text.language) for text in read_many([path], THEMES)] == [("reference", "de"), ("call", "de")]
    assert read_one(tmp_path, themes=[]).kind == "rows"


def test_texts_written_for_learning_count_more_and_no_others_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled, "REFERENCE_WEIGHT", 7.0)
    rows = {
        "written": {"themes": ["health"]},
        "call": {"themes": [], "kind": "call"},
        "annotated": {"labels": {"health": 1}},
        "library": {"headings": ["Medizin"], "classes": []},
        "a": {"themes": ["health"]},
    }
    lines = [{"id": name, "lang": "de", "text": "x", **row} for name, row in rows.items()]

    def weights(folder: str) -> dict[str, float]:
        found = read_many([written(tmp_path / folder / "rows.jsonl", *lines)], THEMES, READ)
        return {text.id: text.sample_weight for text in found}

    elsewhere = {
        "written": CODED_WEIGHT,
        "call": CODED_WEIGHT,
        "annotated": ANNOTATED_WEIGHT,
        "library": WEAK_WEIGHT,
        "a": READ_WEIGHT["yes"],
    }
    assert weights("elsewhere") == elsewhere
    assert weights("de") == elsewhere | {"written": 7.0}


def test_files_are_read_in_the_order_of_their_names_gzipped_or_not(tmp_path: Path) -> None:
    row = {"lang": "de", "themes": []}
    second = written(tmp_path / "b.jsonl", row | {"id": "second", "text": "x"}, "")
    first = tmp_path / "a.jsonl.gz"
    first.write_bytes(gzip.compress(json.dumps(row | {"text": "y"}).encode()))
    found = read_many([second, first], THEMES)
    assert [text.id for text in found] == ["a.jsonl.gz:1", "second"]
    assert found[1].source == f"{second}:1"


GOOD = {"id": "good", "lang": "de", "text": "Ein Text.", "themes": ["health"]}


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        (GOOD | {"themes": ["helth"]}, "unknown-theme", "unknown theme 'helth'. Did you mean 'health'?"),
        (GOOD | {"themes": ["wood"]}, "unknown-theme", "unknown theme 'wood'. Use one of: green-tech, health."),
        (GOOD | {"themes": "health"}, "wrong-label", "'themes' must be a list"),
        (GOOD | {"labels": {"helth": 1}}, "unknown-theme", "Did you mean 'health'?"),
        (GOOD | {"labels": {"health": 2}}, "wrong-label", "the label of 'health' is 2. Write 1, 0, or null"),
        (GOOD | {"labels": {"health": "1"}}, "wrong-label", "the label of 'health' is '1'."),
        (GOOD | {"labels": ["health"]}, "wrong-label", "'labels' must be an object"),
        (GOOD | {"lang": "dee"}, "unknown-language", "unknown language 'dee' in 'lang'. Did you mean 'de'?"),
        (GOOD | {"text": "  "}, "empty-text", "'text' is missing or empty"),
        (GOOD | {"text": None}, "empty-text", "'text' is missing or empty"),
        ({"lang": "de", "text": "x"}, "no-labels", "neither 'themes' nor 'labels' nor 'headings'"),
        ({"lang": "de", "text": "x", "headings": "Chemie"}, "wrong-label", "'headings' and 'classes' must be lists"),
        ({"text": "x", "themes": []}, "unknown-language", "'lang' is missing"),
        (["health"], "not-json", "not a JSON object"),
        ("{'text'", "not-json", "not JSON"),
    ],
)
def test_rows_that_would_teach_wrongly_are_refused_with_file_and_line(
    tmp_path: Path, row: object, code: str, message: str
) -> None:
    path = written(tmp_path / "rows.jsonl", GOOD, "", row)
    found = scan([path], THEMES)
    assert [text.id for text in found.texts] == ["good"]
    assert [(problem.source, problem.code) for problem in found.problems] == [(f"{path}:3", code)]
    with pytest.raises(DataError, match=re.escape(f"rows.jsonl:3: {code}: ")) as caught:
        read_many([path], THEMES)
    assert message in str(caught.value)


def test_a_language_beside_another_one_s_folder_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "de" / "a.jsonl", GOOD | {"lang": "en"})
    assert [problem.code for problem in scan([path], THEMES).problems] == ["unknown-language"]


def test_an_id_stands_once_except_for_a_library_record_that_another_file_labels(tmp_path: Path) -> None:
    weak = {"id": "good", "lang": "de", "text": "x", "headings": [], "classes": []}
    twice = written(tmp_path / "a.jsonl", GOOD, GOOD)
    labelled, library = written(tmp_path / "b.jsonl", GOOD), written(tmp_path / "c.jsonl", weak)
    also = written(tmp_path / "d.jsonl", GOOD)
    assert len(read_many([labelled, library], THEMES)) == 2
    for files, place in (([twice], "a.jsonl:1"), ([labelled, also], "b.jsonl:1")):
        with pytest.raises(DataError, match="duplicate-id: the id 'good' is already used in") as caught:
            read_many(files, THEMES)
        assert place in str(caught.value)


def test_no_more_mistakes_are_listed_than_a_person_reads(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", *["nothing"] * (MAX_PROBLEMS + 3))
    with pytest.raises(DataError, match=r"\.\.\. and 3 more") as caught:
        read_many([path], THEMES)
    assert str(caught.value).count("not-json") == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("a.jsonl", "Brücke".encode("cp1252"), "not UTF-8"),
        ("a.jsonl.gz", b"no gzip", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(b"x" * 999, mtime=0)[:-9], "cannot be read"),
    ],
)
def test_files_that_cannot_be_read_are_named(tmp_path: Path, name: str, body: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(DataError, match=f"{name}.*{message}"):
        read_many([tmp_path / name], THEMES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.jsonl does not exist"):
        read_many([tmp_path / "absent.jsonl"], THEMES)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("helth,heading,medizin", "weak_labels.csv:3: unknown theme 'helth'. Did you mean 'health'?"),
        ("health,title,medizin", "weak_labels.csv:3: unknown field 'title'. Use one of: heading, class."),
        ("health,heading,(", "weak_labels.csv:3: '(' is not a regular expression"),
        ("health,heading,", "weak_labels.csv:3: the pattern is empty"),
        ("health,heading", "weak_labels.csv:3: 2 values for 3 columns"),
    ],
)
def test_wrong_rules_over_headings_are_named_with_their_line(tmp_path: Path, line: str, message: str) -> None:
    path = written(tmp_path / "weak_labels.csv", "theme,field,pattern", "health,heading,medizin|klinik", line)
    with pytest.raises(DataError, match=re.escape(message)):
        read_weak_rules(path, THEMES)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("b,helth,,yes", "readings.csv:3: unknown theme 'helth'. Did you mean 'health'?"),
        ("b,health;wood,,yes", "readings.csv:3: unknown theme 'wood'"),
        ("a,health,,yes", "readings.csv:3: the id 'a' is empty or occurs twice"),
        (",health,,yes", "readings.csv:3: the id '' is empty"),
        ("b,health,helth,yes", "readings.csv:3: unknown theme 'helth'"),
        ("b,health,yes", "readings.csv:3: 3 values for 4 columns"),
        ("b,health,,perhaps", "readings.csv:3: 'sure' is 'perhaps'. Write yes or no."),
    ],
)
def test_wrong_readings_are_named_with_their_line(tmp_path: Path, line: str, message: str) -> None:
    path = written(tmp_path / "readings.csv", "id,themes,touched,sure", "a,,,no", line)
    with pytest.raises(DataError, match=re.escape(message)):
        read_readings(path, THEMES)


def test_right_rules_and_readings_are_read_and_none_where_there_is_no_file(tmp_path: Path) -> None:
    rules = written(tmp_path / "weak_labels.csv", "theme,field,pattern", "health,heading,medizin")
    read = written(tmp_path / "readings.csv", "id,themes,touched,sure", "a,,health,no", "b,health; green-tech,,yes")
    assert [(rule.theme, rule.field) for rule in read_weak_rules(rules, THEMES)] == [("health", "heading")]
    assert read_readings(read, THEMES) == {
        "a": Reading(frozenset(), frozenset({"health"}), 0.5),
        "b": Reading(frozenset(THEMES), frozenset(), 1.0),
    }
    assert read_weak_rules(tmp_path / "no.csv", THEMES) == ()
    assert read_readings(tmp_path / "no.csv", THEMES) == {}


def test_words_that_are_no_evidence_are_read_by_theme_and_language(tmp_path: Path) -> None:
    lines = ["theme,language,word", "health,de,bett", "health,de,haus", "health,en,bed"]
    path = written(tmp_path / "no_evidence.csv", *lines)
    expected = {("health", "de"): frozenset({"bett", "haus"}), ("health", "en"): frozenset({"bed"})}
    assert read_rejected(path, THEMES) == expected
    assert read_rejected(tmp_path / "no.csv", THEMES) == {}
    written(path, *lines, "helth,de,bett")
    with pytest.raises(DataError, match=re.escape("no_evidence.csv:5: unknown theme 'helth'")):
        read_rejected(path, THEMES)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["theme,word"], "no_evidence.csv:1: the columns must be theme,language,word. Correct the first line."),
        (["theme,word,language"], "no_evidence.csv:1: the columns must be theme,language,word"),
        (["theme,language,word", "health,de"], "no_evidence.csv:2: 2 values for 3 columns"),
        (["theme,language,word", "health,de,bett", "wood,de,bett"], "no_evidence.csv:3: unknown theme 'wood'"),
    ],
)
def test_wrong_tables_of_rejected_words_are_named_with_their_line(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        read_rejected(written(tmp_path / "no_evidence.csv", *lines), THEMES)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path / "readings.csv", "id,themes,sure")
    with pytest.raises(DataError, match=re.escape("readings.csv:1: the columns must be id,themes,touched,sure")):
        read_readings(path, THEMES)


def test_pairs_are_known_in_gzipped_files_and_of_rows_without_an_id(tmp_path: Path) -> None:
    rows = [{"id": "a", "pair": "p"}, {"pair": "q"}, {"id": "b"}]
    file = tmp_path / "texts.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert pairs([file]) == {"a": "p", "texts.jsonl.gz:2": "q"}


def test_a_language_may_be_left_out_where_the_strategy_has_only_one(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", {"text": "Ein Text.", "themes": []})
    assert read_many([path], THEMES, languages=["de"])[0].language == "de"
    (problem,) = scan([path], THEMES, languages=["de", "en"]).problems
    assert problem.message == "the key 'lang' is missing. Give it one of: de, en."


def test_an_unknown_language_is_answered_with_those_of_the_strategy(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", {"lang": "xx", "text": "A text.", "themes": []})
    (problem,) = scan([path], THEMES, languages=["de", "en"]).problems
    assert problem.message == "unknown language 'xx' in 'lang'. Use one of: de, en."
