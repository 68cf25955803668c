"""What an office has read measures the program and teaches it: evaluate, train --data and --lint with review.xlsx."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from review_books import DAY, Hand, update

from s3align.cli.main import cli
from s3align.cli.review import _compare
from s3align.files import file_hash
from s3align.model import store
from s3align.record.assessment import Verdict
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_columns import ReviewForm
from s3align.store.run_proposals import RunProposal, RunProposals
from s3align.strategy.load import load_strategy

REGION = Path(__file__).parent.parent / "strategy" / "data" / "three_rivers"
NEW = """# A slipway for the ferry

The old slipway of the ferry has sunk by a hand's breadth, and at spring tide the ramp no longer reaches the deck. The harbour
office and a boatyard build a floating landing stage of three pontoons, hold it with piles that a diver can inspect from the
water, and test for one winter whether it rides the swell of passing cargo ships.

# What is measured

Sensors in the joints record how the pontoons move with tide and waves. The boatyard compares the wear of two kinds of
fenders, and the crew of the ferry notes every morning how long mooring takes."""
"""Self-written; stands nowhere among the texts of the region."""


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, [str(part) for part in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    assert (done.return_value or 0) == code, done.output
    return done


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> Path:
    folder = Path(shutil.copytree(REGION, tmp_path_factory.mktemp("region") / "three_rivers"))
    run("train", "--strategy", folder)
    return folder


def texts_about(region: Path, theme: str | None) -> str:
    lines = (region / "texts" / "en" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [theme] if theme else []
    return "\n\n".join([row["text"] for line in lines if (row := json.loads(line))["themes"] == wanted][:4])


@pytest.fixture
def proposals(region: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (
        ("new.md", NEW),
        ("known.md", texts_about(region, "marine")),
        ("none.md", texts_about(region, None)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def review(
    region: Path, proposals: Path, entries: Mapping[str, Mapping[str, object]], name: str = "review.xlsx"
) -> Path:
    """A review file with what people have entered: file -> column -> value."""
    strategy = load_strategy(region)
    themes = {language: strategy.theme_names(language) for language in ("de", "en")}
    rows = tuple(
        RunProposal((path.name,), file_hash(path), path.name, path.name, "", dict.fromkeys(themes["en"], Verdict.NONE))
        for path in sorted(proposals.iterdir())
    )
    path = proposals.parent / name
    form = ReviewForm("de", strategy.id, strategy.content_hash, themes, str(proposals))
    update(path, RunProposals(str(proposals), strategy.content_hash, rows), DAY, form_=form)
    with Hand(path) as hand:
        for file, values in entries.items():
            for column, value in values.items():
                head = f"Ihr Urteil: {themes['de'][column]}" if column in themes["de"] else column
                hand.cell(file, head).value = value
    return path


MARINE = {"reviewer": "Ada", "marine": "core theme"}
NOT_MARINE = {"reviewer": "Ada", "marine": "none"}
DIFFERENT = {"reviewer": "Ben", "marine": "none"}


def test_the_program_is_measured_against_what_people_say(region: Path, proposals: Path) -> None:
    path = review(region, proposals, {"known.md": MARINE, "none.md": NOT_MARINE})
    done = run("evaluate", path, "--strategy", region, "--format", "json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    (figures,) = [row for row in rows if "themes" in row]
    (marine,) = [row for row in figures["themes"] if row["theme"] == "marine"]
    assert (figures["texts"], marine["support"], marine["precision"], marine["recall"]) == (2, 1, 1.0, 1.0)
    assert all(row["support"] == 0 for row in figures["themes"] if row["theme"] != "marine")
    assert "Measured on proposals that people have read: 2." in done.stderr
    assert "may be too good" in done.stderr
    assert rows[-1]["agreement"]["read"] == {"Ada": 2}


def test_what_people_dispute_is_left_out_and_counted(region: Path, proposals: Path) -> None:
    one = review(region, proposals, {"known.md": MARINE, "none.md": NOT_MARINE}, "one.xlsx")
    other = review(region, proposals, {"known.md": DIFFERENT}, "other.xlsx")
    done = run("evaluate", one, other, "--strategy", region)
    assert "do not agree: 1." in done.stderr
    assert "Ada and Ben" in done.stdout
    assert "0 of 1" in done.stdout


def settle(path: Path, region: Path, theme: str, file: str, outcome: str) -> None:
    """Adds a sheet of differences, as merging writes it, with an outcome."""
    strategy = load_strategy(region)
    proposals = path.parent / "in"
    rows = tuple(
        RunProposal((entry.name,), file_hash(entry), entry.name, entry.name, "", {"marine": Verdict.NONE})
        for entry in sorted(proposals.iterdir())
    )
    themes = {language: strategy.theme_names(language) for language in ("de", "en")}
    form = ReviewForm("de", strategy.id, strategy.content_hash, themes, str(proposals))
    book = open_review(path, form, DAY)
    book.follow(RunProposals(str(proposals), strategy.content_hash, rows))
    book.add_rows()
    book.show()
    book.read()
    _compare(book)
    book.write("Eine Strategie")
    with Hand(path, "Abweichungen") as hand:
        row = next(row for row in range(2, 9) if hand.sheet.cell(row, hand.column("Datei")).value == file)
        hand.sheet.cell(row, hand.column("Ergebnis der Besprechung")).value = outcome


def test_what_people_have_settled_counts_in_measuring_and_learning(
    region: Path, proposals: Path, tmp_path: Path
) -> None:
    path = review(region, proposals, {"new.md": MARINE, "none.md": NOT_MARINE})
    with Hand(path) as hand:  # a second reader of the same proposal
        last = hand.sheet.max_row + 1
        for column in range(1, hand.sheet.max_column + 1):
            hand.sheet.cell(last, column).value = (
                hand.cell("new.md", "file").parent.cell(hand.rows("new.md")[0], column).value
            )
        hand.sheet.cell(last, hand.column("reviewer")).value = "Ben"
        marine = load_strategy(region).theme_names("de")["marine"]
        hand.sheet.cell(last, hand.column(f"Ihr Urteil: {marine}")).value = "none"
    assert "do not agree: 1." in run("evaluate", path, "--strategy", region).stderr
    settle(path, region, "marine", "new.md", "Kernthema")
    done = run("evaluate", path, "--strategy", region, "--format", "json")
    assert "agreed after talking: 1." in done.stderr
    assert "do not agree" not in done.stderr
    (figures,) = [row for line in done.stdout.splitlines() if "themes" in (row := json.loads(line))]
    assert [row["support"] for row in figures["themes"] if row["theme"] == "marine"] == [1]
    assert "disputed" not in run("evaluate", "--lint", path, "--strategy", region).stdout
    told = run("train", "--strategy", region, "--models", tmp_path / "models", "--data", path)
    assert "Learnt from proposals that people have read: 1." in told.stderr


def test_measuring_begins_in_plain_words_of_the_reader(region: Path, proposals: Path) -> None:
    path = review(region, proposals, {"known.md": MARINE, "none.md": NOT_MARINE})
    told = run("--lang", "de", "evaluate", path, "--strategy", region).stdout
    words = " ".join(told.split())
    assert words.startswith(
        "Das Programm neben den Menschen, die dieselben Anträge gelesen haben: Menschen nannten 1 Thema;"
    )
    assert "das Programm fand 1 davon." in words
    assert "0-mal nannte es ein Thema, das niemand sah." in words
    assert "Das sind zu wenige für eine Aussage" in words
    assert ": 1 genannt, 1 gefunden, 0 übersehen, 0 zu viel, 0 unklar" in words
    before, after = told.split("Für die Entwicklung (auf Englisch):")
    assert "precision" not in before
    assert "precision" in after
    assert "People named 1 theme; the program found 1 of it." in run("evaluate", path, "--strategy", region).stdout


def test_learning_says_where_the_model_is_and_what_changes(region: Path, proposals: Path, tmp_path: Path) -> None:
    path = review(region, proposals, {"none.md": NOT_MARINE, "new.md": MARINE})
    models = tmp_path / "models"
    told = run("--lang", "de", "train", "--strategy", region, "--models", models, "--data", path).stdout
    before, after = told.split("Für die Entwicklung (auf Englisch):")
    words = " ".join(before.split())
    assert "Davon sind Anträge, die Menschen gelesen haben: 1." in words
    assert f"Das neue Modell liegt in {models}" in words
    assert f"nur, wenn Sie --models {models} nennen" in words
    assert "Der nächste Lauf von batch beurteilt alle Anträge neu" in words
    assert "macro-F1" in after
    assert "macro-F1" not in before


def test_missing_and_changed_proposals_are_named_and_not_used(region: Path, proposals: Path) -> None:
    path = review(region, proposals, {"known.md": MARINE, "none.md": NOT_MARINE, "new.md": MARINE})
    (proposals / "known.md").unlink()
    (proposals / "new.md").write_text("Something else", encoding="utf-8")
    done = run("evaluate", path, "--strategy", region, "--format", "json")
    assert "Not found in the folder: 1 (known.md)" in done.stderr
    assert "Changed since they were read, and not used for that reason: 1 (new.md)." in done.stderr
    assert json.loads(done.stdout.splitlines()[0])["texts"] == 1


def test_it_learns_what_is_new_and_says_from_how_many(region: Path, proposals: Path, tmp_path: Path) -> None:
    path = review(region, proposals, {"known.md": MARINE, "none.md": NOT_MARINE, "new.md": MARINE})
    models = tmp_path / "models"
    done = run("train", "--strategy", region, "--models", models, "--data", path)
    assert "Learnt from proposals that people have read: 1." in done.stderr
    assert "the text is there already: 2 (known.md, none.md)" in done.stderr
    assert "review.xlsx cannot measure this model any more" in done.stderr
    (made,) = models.iterdir()
    manifest = store.read_manifest(made)
    assert manifest["read_proposals"] == [file_hash(proposals / "new.md")]
    learnt, before = manifest["texts"]["en labelled"], store.read_manifest(region / "model")["texts"]["en labelled"]
    assert learnt == before + 1
    (proposals / "new.json").write_text('{"themes": ["marine"]}', encoding="utf-8")
    for data in (path, proposals / "new.md"):
        told = run("evaluate", data, "--strategy", region, "--models", models, "--folder", proposals)
        assert f"has learnt from {data.name}" in told.stderr
    assert "has learnt from" not in run("evaluate", path, "--strategy", region).stderr


def test_lint_names_what_is_wrong_and_what_is_to_be_settled(region: Path, proposals: Path) -> None:
    entries = {"known.md": MARINE | {"marine": "perhaps so"}, "none.md": {"reviewer": "Ada", "remark": "Later"}}
    path = review(region, proposals, {"new.md": {"marine": "touched"}, **entries})
    (proposals / "new.md").unlink()
    done = run("evaluate", "--lint", path, "--strategy", region, code=3)
    for code in ("wrong-cell", "no-verdict", "no-name", "missing-file"):
        assert f": {code}: " in done.stdout
    assert "perhaps so" in done.stdout
    good = review(region, proposals, {"known.md": MARINE}, "good.xlsx")
    assert run("evaluate", "--lint", good, "--strategy", region).stdout.strip() == "0 findings"
