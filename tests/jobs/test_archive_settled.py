"""What people agreed on after they differed goes into the archive of the proposal, and cannot be changed there unnoticed."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from archive_run import FIRST, THIRD, call, make_run

pytestmark = pytest.mark.xdist_group("archive_settled")
TALK = "Nach dem Gespräch: Frachtgut ist es doch.\nSiehe Seite 1."
SETTLED, READINGS, TEXT = "data/readings/settled.json", "data/readings/readings.json", "data/readings/readings-{}.txt"


def enter(path, name, **values):
    book = openpyxl.load_workbook(path)
    sheet = book["Prüfung"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, heads["Datei"]).value == name)
    for head, value in values.items():
        verdict = next(head for head in heads if str(head).startswith("Ihr Urteil: "))
        sheet.cell(row, heads[verdict if head == "Urteil" else head]).value = value
    book.save(path)


def settle(path, about, outcome, words=None, dated=None):
    """As people do it on the sheet of differences; ``about``: "Entscheidung", or another word for the only theme."""
    book = openpyxl.load_workbook(path)
    sheet = book["Abweichungen"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = range(2, sheet.max_row + 1)
    is_decision = about == "Entscheidung"
    row = next(row for row in rows if (sheet.cell(row, heads["Worüber"]).value == "Entscheidung") == is_decision)
    for head, value in (("Ergebnis der Besprechung", outcome), ("Ergebnis in Worten", words), ("Datum", dated)):
        sheet.cell(row, heads[head]).value = value
    book.save(path)
    return sheet.cell(row, heads["Worüber"]).value


def files_of(archive):
    with zipfile.ZipFile(archive) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def rewritten(archive, target, changes):
    """With checksums made again, as somebody who cheats would."""
    files = {path: body for path, body in {**files_of(archive), **changes}.items() if body is not None}
    for name, inside in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        listed = sorted(path for path in files if path.startswith("data/") == inside and path != name)
        listed = [path for path in listed if path != "tagmanifest-sha256.txt"]
        files[name] = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in listed).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for path, body in files.items():
            opened.writestr(f"{archive.stem}/{path}", body)
    return target


def archived(results, name, out):
    call("archive", results, name, "--out", out, "--lang", "both")
    return out


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Two people have read a proposal and differ on a theme and the decision; nothing is settled."""
    _, results = make_run(tmp_path_factory.mktemp("settled"))
    for name, entries in (
        ("Ada", {"Urteil": "Kernthema", "Entscheidung": "passt"}),
        ("Ben", {"Urteil": "kein Bezug", "Entscheidung": "passt nicht"}),
    ):
        call("review", results, "--reviewer", name)
        enter(results / f"review-{name}.xlsx", FIRST, **entries)
    call("review", results, "--merge", results / "review-Ada.xlsx", "--merge", results / "review-Ben.xlsx")
    return results


@pytest.fixture(scope="module")
def talked(run, tmp_path_factory):
    """The results after the talk, and the theme that was settled."""
    results = Path(shutil.copytree(run, tmp_path_factory.mktemp("talked") / run.name))
    theme = settle(results / "review.xlsx", "Thema", "Nebenthema", TALK, datetime(2026, 11, 30))  # noqa: DTZ001 -- as Excel keeps days
    settle(results / "review.xlsx", "Entscheidung", "zurück mit Fragen")
    call("review", results)
    return results, theme


@pytest.fixture(scope="module")
def archive(talked, tmp_path_factory):
    return archived(talked[0], FIRST, tmp_path_factory.mktemp("archive") / "a.zip")


def test_an_archive_holds_what_was_settled_as_values_and_in_words_with_day_and_reason(talked, archive):
    files = files_of(archive)
    entries = json.loads(files[SETTLED])
    assert sorted((bool(entry["theme"]), entry["verdict"], entry["decision"]) for entry in entries) == [
        (False, None, "back"),
        (True, "side", None),
    ]
    assert {entry["sha256"] for entry in entries} == {hashlib.sha256(files[f"data/proposal/{FIRST}"]).hexdigest()}
    text = files[TEXT.format("de")].decode()
    block = next(part for part in text.split("Geklärte Abweichung ")[1:] if talked[1] in part)
    words = ("Ergebnis der Besprechung", "Nebenthema", "November 2026", "Frachtgut ist es doch.\n  Siehe Seite 1.")
    assert [word for word in words if word not in block] == []
    assert "zurück mit Fragen" in text
    assert "side theme" in files[TEXT.format("en")].decode().partition("Settled difference 1")[2]
    assert len(json.loads(files[READINGS])) == 2  # nobody's own entry has changed
    assert all(f"{SETTLED}\n" in files[name].decode() for name in ("LIESMICH.txt", "README.txt"))


def test_nothing_of_it_is_in_an_archive_of_another_proposal_or_before_the_talk(run, talked, tmp_path):
    before, other = archived(run, FIRST, tmp_path / "a.zip"), archived(talked[0], THIRD, tmp_path / "b.zip")
    for made in (before, other):
        files = files_of(made)
        assert SETTLED not in files
        assert not [name for name in ("LIESMICH.txt", "README.txt") if "settled.json" in files[name].decode()]
    assert b"Abweichung" not in files_of(before)[TEXT.format("de")]
    call("verify", before, code=24)  # as archives were before there was such a file
    call("verify", other)


def test_an_archive_with_it_is_verified_and_says_that_words_of_people_stand_nowhere_else(archive):
    told = " ".join(call("verify", archive, "--lang", "de", code=24).output.split())
    assert f"was Menschen geschrieben haben ({READINGS}, {SETTLED})" in told


@pytest.mark.parametrize(
    ("path", "before", "after", "found"),
    [
        (SETTLED, '"side"', '"core"', TEXT.format("de")),
        (SETTLED, "doch", "nicht", TEXT.format("en")),
        (SETTLED, '"side"', '"aside"', SETTLED),
        (SETTLED, '"decision": null', '"decision": null, "more": 1', SETTLED),
        (TEXT.format("de"), "Nebenthema", "Kernthema", TEXT.format("de")),
        (TEXT.format("de"), "November 2026", "November 2025", TEXT.format("de")),
    ],
)
def test_an_outcome_that_was_changed_is_found_with_checksums_made_again(archive, tmp_path, path, before, after, found):
    text = files_of(archive)[path].decode()
    assert before in text
    changed = rewritten(archive, tmp_path / "changed.zip", {path: text.replace(before, after, 1).encode()})
    told = " ".join(call("verify", changed, "--lang", "en", code=21).output.split())
    assert f"{found}: The file says something else" in told


def test_an_outcome_that_was_taken_out_is_found(archive, tmp_path):
    told = call("verify", rewritten(archive, tmp_path / "a.zip", {SETTLED: None}), "--lang", "en", code=21).output
    assert all(
        f"{path}: The file says something else" in " ".join(told.split()) for path in ("README.txt", TEXT.format("de"))
    )


def test_an_outcome_without_readings_is_not_called_nothing(talked, tmp_path):
    results = Path(shutil.copytree(talked[0], tmp_path / "results"))
    for name in ("Ada", "Ben"):
        (results / f"review-{name}.xlsx").unlink()
    book = openpyxl.load_workbook(results / "review.xlsx")
    sheet = book["Prüfung"]
    for cell in sheet[1]:
        if str(cell.value).startswith("Ihr Urteil: ") or cell.value in ("Gelesen von", "Entscheidung"):
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, cell.column).value = None
    book.save(results / "review.xlsx")
    made = archived(results, FIRST, tmp_path / "a.zip")
    files = files_of(made)
    assert READINGS not in files
    assert "lag nichts vor" not in " ".join(files["LIESMICH.txt"].decode().split())
    assert "Nebenthema" in files[TEXT.format("de")].decode()
    call("verify", made, code=24)


def test_a_word_that_is_no_outcome_is_told_and_left_out(run, tmp_path):
    results = Path(shutil.copytree(run, tmp_path / "results"))
    settle(results / "review.xlsx", "Thema", "passt")
    done = call("archive", results, FIRST, "--out", tmp_path / "a.zip")
    assert "Abweichungen" in done.stderr
    assert SETTLED not in files_of(tmp_path / "a.zip")
