"""How often terms are right: counted once per text, by labels or by a reader's marks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s3align.cli.main import main
from s3align.errors import DataError
from s3align.evaluation.term_hits import read_marks, term_hits, with_marks
from s3align.model.labelled import LabelledText
from s3align.strategy.load import load_strategy

COAST = Path(__file__).parent.parent / "strategy" / "data" / "coast"


def text(words: str, *, name: str = "a", **labels: bool) -> LabelledText:
    return LabelledText(name, "de", "", words, labels, labels, "test")


def counts(texts: list[LabelledText]) -> dict[str, tuple[int, int, int]]:
    return {entry.term.text: (entry.right, entry.wrong, entry.open) for entry in term_hits(load_strategy(COAST), texts)}


def test_a_term_is_right_in_texts_about_its_theme_and_wrong_in_others() -> None:
    texts = [
        text("Die Werft am Fluss, die Werft am Meer.", sea=True, food=False),
        text("Eine Werft.", sea=False, food=True),
        text("Noch eine Werft und ihr Schiffbau.", food=True),
    ]
    assert counts(texts) == {"Werft": (1, 1, 1), "Schiffbau": (0, 0, 1)}


def test_ambiguous_terms_count_only_beside_a_sure_one() -> None:
    alone, together = text("Ein Tank für LNG.", sea=False), text("LNG im Schiffbau.", sea=False)
    assert counts([alone]) == {}
    assert counts([together]) == {"LNG": (0, 1, 0), "Schiffbau": (0, 1, 0)}


def test_the_worst_come_first_with_the_words_around_them() -> None:
    wrong = [text(f"Im Jahr {year} stand die alte Werft noch am Fluss im Tal.", sea=False) for year in range(5)]
    first, second = term_hits(load_strategy(COAST), [*wrong, text("Der Schiffbau.", sea=True)])
    assert (first.term.text, first.wrong, first.judged, first.wrong_share) == ("Werft", 5, 5, 1.0)
    assert first.examples[0] == "stand die alte Werft noch am Fluss"
    assert len(first.examples) == 3
    assert second.wrong_share == 0.0


def test_a_readers_marks_take_the_place_of_labels(tmp_path: Path) -> None:
    file = tmp_path / "marks.tsv"
    file.write_text("id\tlang\tmain\ttouched\na\tde\tsea\tfood\nb\tde\t\t\n", encoding="utf-8")
    marks = read_marks(file, ["sea", "food"])
    assert marks == {"a": {"sea": True}, "b": {"sea": False, "food": False}}
    texts = [text("x", name="a", sea=False), text("x", name="b"), text("x", name="c")]
    assert [(entry.id, dict(entry.labels)) for entry in with_marks(texts, marks)] == list(marks.items())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,main\na,sea\n", r"marks\.csv:1: one of the columns id, main, touched is missing"),
        ("id,main,touched\na,see,\n", r"marks\.csv:2: unknown theme 'see'"),
    ],
)
def test_a_mistake_in_the_marks_names_file_and_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "marks.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_marks(file, ["sea", "food"])


def test_marks_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_marks(tmp_path / "none.tsv", ["sea"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "texts.jsonl"
    row = {"lang": "de", "text": "Die alte Werft am Fluss.", "themes": []}
    rows = [{**row, "id": str(number)} for number in range(6)]
    rows.append({"lang": "de", "text": "Der Schiffbau.", "themes": ["sea"], "id": "x"})
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["strategy", "terms", str(COAST), *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_command_lists_terms_that_are_mostly_wrong(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    lines = run(capsys, "--data", str(data)).splitlines()
    assert lines[0].startswith(
        "terms.csv:3: sea 'Werft' (de, medium): 6 wrong, 0 right, 0 open; Die alte Werft am Fluss"
    )
    assert lines[1] == "1 term of 2 found in 7 texts."
    assert run(capsys, "--data", str(data), "--least", "7") == "0 terms of 2 found in 7 texts.\n"


def test_the_command_takes_marks_and_writes_json(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("id,main,touched\n0,sea,\n1,,sea\n", encoding="utf-8")
    record = json.loads(run(capsys, "--data", str(data), "--readings", str(marks), "--format", "json"))
    (row,) = record["terms"]
    assert (row["term"], row["wrong"], row["right"], row["open"]) == ("Werft", 4, 1, 1)
