"""What can go wrong for whoever checks proposals is said in German where German is spoken, with all its values."""

from __future__ import annotations

import ast
import json
import os
import pickle
import re
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align import resources
from s3align.cli.language import in_words
from s3align.cli.main import cli, main
from s3align.errors import Cause, EncryptedError, NotJudgedError, Said, UsageError, said
from s3align.jobs.proposals import listed
from s3align.record.assessment import Reason
from s3align.render.speech import speech

GERMAN = speech("de")
ROOT = Path(__file__).resolve().parents[2] / "s3align"
LEFT_OUT = (
    "hidden files", "hidden folders", "links to folders", "links to nothing", "links out of the folder",
    "folders that cannot be opened", "files that cannot be opened", "files of other kinds", "files of further kinds",
)  # fmt: skip
TEXT = "Das Projekt baut eine Wasserstofftankstelle mit Elektrolyseur für die Region und ist sehr gut. " * 8


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def sentences() -> Iterator[tuple[str, str]]:
    """Id and English text of everything that is ``said`` anywhere."""
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                key, text = node.args
                if isinstance(key, ast.Constant) and isinstance(text, ast.Constant):
                    yield key.value, text.value


def test_everything_said_has_its_german_with_the_same_values_and_nothing_else_has():
    english = dict(sentences())
    assert len(set(sentences())) == len(english), "one id has two texts"
    counted = {entry.key for entry in listed(dict.fromkeys(LEFT_OUT, 1)) if isinstance(entry, Said)}
    assert set(GERMAN.errors) == set(english) | counted
    for key, text in english.items():
        assert placeholders(GERMAN.errors[key]) | {"unit"} == placeholders(text) | {"unit"}, key
        assert GERMAN.errors[key] != text


OF_A_RUN = [
    *sorted((ROOT / "store").glob("*.py")),
    *sorted((ROOT / "jobs").glob("*.py")),
    *sorted((ROOT / "cli").glob("batch*.py")),
    ROOT / "cli" / "run_summary.py",
    ROOT / "files.py",
]
"""What an office meets that assesses folders."""
TOLD = {"UsageError", "OutputExistsError", "SettingsError", "DataError", "ModelError"}
"""Errors whose message is shown as it is; those of files are told by their reason."""


def name_of(node: ast.AST | None) -> str:
    """The name that is called, with or without its module."""
    if isinstance(node, ast.Call):
        return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return ""


def say_it() -> set[str]:
    """``said``, and whatever returns what is said."""
    defined = (
        node
        for file in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    return {
        "said",
        *(node.name for node in defined if isinstance(node.returns, ast.Name) and node.returns.id == "Said"),
    }


def not_said(source: str) -> list[int]:
    """Lines in which an error is raised whose message no other language knows."""
    raised = (node.exc for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Raise))
    told = (call for call in raised if isinstance(call, ast.Call) and name_of(call) in TOLD)
    known = say_it()
    return [call.lineno for call in told if not call.args or name_of(call.args[0]) not in known]


@pytest.mark.parametrize("file", OF_A_RUN, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_error_of_a_run_can_be_told_in_another_language(file):
    assert not_said(file.read_text(encoding="utf-8")) == []


def test_an_error_in_english_alone_is_noticed():
    assert not_said('raise UsageError(f"{x} is wrong.")\nraise errors.DataError("No.") from error') == [1, 2]
    assert not_said('raise UsageError(said("x", "{x} is wrong.", x=1))\nraise UsageError(exists_already(path))') == []


def test_whatever_a_run_passes_over_is_known():
    source = (ROOT / "jobs" / "proposals.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"((?:hidden|links|folders|files) [a-z ]+)"', source)) == set(LEFT_OUT)
    kinds = {f".k{number}": 1 for number in range(12)}
    assert len([entry for entry in listed({**dict.fromkeys(LEFT_OUT[:8], 2), **kinds}) if isinstance(entry, Said)]) == 9


def test_every_reason_has_a_sentence():
    assert set(GERMAN.reasons) == {reason.value for reason in Reason}


def test_a_sentence_said_keeps_its_values_where_it_is_passed_on():
    error = UsageError(
        said("theme_unknown", "Unknown theme '{theme}'. {hint}", theme="x", hint=said("check_path", "Check."))
    )
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    assert str(again) == str(error) == "Unknown theme 'x'. Check."
    assert GERMAN.error(again) == GERMAN.error(error) == "Das Thema „x“ gibt es nicht. Prüfen Sie den Pfad."


def test_values_that_do_not_fit_are_no_error_but_english():
    assert GERMAN.translated(Said("There is none.", "theme_unknown", {})) == "There is none."
    assert GERMAN.translated(Said("New.", "no such id", {})) == "New."


def test_words_of_the_system_are_translated_and_names_of_files_are_not():
    told = said("cannot_open", "{file} ({why})", file="Permission denied", why="Permission denied")
    assert (
        GERMAN.translated(told)
        == "Die Datei Permission denied lässt sich nicht öffnen (kein Zugriffsrecht). Prüfen Sie Pfad und Rechte."
    )


def test_errors_of_files_are_told_by_their_reason():
    assert "Passwort" in GERMAN.error(EncryptedError("The file is encrypted."))
    assert "noch einmal" in GERMAN.error(NotJudgedError(Cause.ENDED))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("voll.html").write_text("voll", encoding="utf-8")
    Path("leer").mkdir()
    Path("falsch.toml").write_text("max_page = 3\n", encoding="utf-8")
    Path("kaputt.toml").write_text("max_pages = \n", encoding="utf-8")
    Path("klein.toml").write_text("max_pages = 0\n", encoding="utf-8")
    Path("text.toml").write_text("max_pages = 'viele'\n", encoding="utf-8")
    Path("fremd").mkdir()
    Path("fremd/results.csv").write_text("x", encoding="utf-8")
    Path("leer/.versteckt").write_text("x", encoding="utf-8")
    assert CliRunner().invoke(cli, ["example", "b.pdf"]).exit_code == 0
    return tmp_path


CALLS = [
    (("check", "fehlt.txt"), "Die Datei fehlt.txt gibt es nicht"),
    (("check", "leer"), "leer ist ein Ordner"),
    (("check", "a.txt", "--out", "voll.html"), "voll.html gibt es schon"),
    (("check", "a.txt", "--out", "a.txt", "--force"), "a.txt wird von diesem Befehl gelesen"),
    (("check", "a.txt", "--out", "nirgends/b.html"), "In nirgends lässt sich nicht schreiben: Datei oder"),
    (("check", "a.txt", "--format", "pdf", "--out", "x.html"), "x.html endet auf .html, das Format ist aber pdf"),
    (("check", "a.txt", "b.pdf", "--out", "x.html"), "x.html ist kein Ordner"),
    (("check", "a.txt", "--brief"), "--brief ist die Kurzform"),
    (("check", "a.txt", "b.pdf", "--annotate", "x.pdf"), "--annotate schreibt eine Kopie"),
    (("check", "a.txt", "--annotate", "x.pdf", "--force"), "„a.txt“ ist keine PDF-Datei"),
    (("check", "b.pdf", "--attachment", "plan.docx"), "An „b.pdf“ hängt keine Datei."),
    (("check", "a.txt", "--settings", "fehlt.toml"), "Die Datei fehlt.toml mit den Einstellungen gibt es nicht"),
    (("check", "a.txt", "--settings", "falsch.toml"), "„max_page“ (falsch.toml) gibt es nicht. Meinten Sie „max_pages“?"),
    (("check", "a.txt", "--settings", "kaputt.toml"), "kein gültiges TOML"),
    (("check", "a.txt", "--settings", "klein.toml"), "erlaubt ist 1 bis"),
    (("check", "a.txt", "--settings", "text.toml"), "muss eine ganze Zahl sein, nicht 'viele'"),
    (("check", "a.txt", "--strategy", "rhur"), "Die Strategie „rhur“ gibt es nicht"),
    (("check", "a.txt", "--strategy", "leer"), "Im Ordner leer fehlt strategy.toml"),
    (("check", "a.txt", "--models", "leer"), "liegt kein Modell"),
    (("doctor", "--strategy", "nichts/da"), "Die Strategie „nichts/da“ gibt es nicht: Ein solcher Ordner fehlt. Prüfen"),
    (("compare", "a.txt", "fehlt.txt"), "Die Datei fehlt.txt gibt es nicht"),
    (("batch", "nirgends", "--out", "out"), "nirgends ist kein Ordner. Geben Sie den Ordner mit den Anträgen an."),
    (("batch", "leer", "--out", "out"), "Übergangen: versteckte Dateien: 1. Geben Sie"),
    (("batch", "leer", "--out", "fremd"), "In fremd liegt „results.csv“"),
    (("batch", "leer", "--out", "out", "--engine", "gpu"), "„gpu“ gibt es für --engine nicht"),
    (("batch", "leer", "--out", "out", "--engine", "dask:nirgends"), "„nirgends“ ist keine Adresse"),
    (("verify", "voll.html"), "voll.html enthält keinen Datensatz"),
    (("verify", "b.pdf"), "b.pdf enthält keinen Datensatz"),
    (("verify", "fehlt.html"), "Die Datei fehlt.html gibt es nicht"),
    (("profile", "nichts"), "Das Thema „nichts“ gibt es nicht. Möglich sind:"),
]  # fmt: skip


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code
    seen = capsys.readouterr()
    return " ".join((seen.out + seen.err).split())


@pytest.mark.parametrize(
    ("arguments", "words"), CALLS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_what_goes_wrong_is_told_in_the_language_spoken(folder, capsys, arguments, words):
    german, english = (told(["--lang", language, *arguments], capsys) for language in ("de", "en"))
    assert words in german
    assert not re.search(r"\b(?:the|is|not|cannot|does|Give|Check|Use|Name|There)\b", german)
    assert not re.search(r"\b(?:ist|nicht|Geben|Nennen|Prüfen)\b", english)


def test_a_model_that_was_altered_is_told_in_german(folder, capsys):
    name = json.loads(CliRunner().invoke(cli, ["doctor", "--json"]).output)["findings"][0]["values"]["name"]
    shutil.copytree(resources.folder("models") / name, Path("m") / name)
    altered = next((Path("m") / name).glob("profiles-*.json"))
    altered.write_text(altered.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert "fehlt oder wurde verändert" in told(["--lang", "de", "check", "a.txt", "--models", "m"], capsys)
    assert "NEIN Modell: Die Modelldatei" in told(["--lang", "de", "doctor", "--models", "m"], capsys)


@pytest.mark.skipif(not hasattr(os, "geteuid") or not os.geteuid(), reason="nothing is closed to the superuser")
def test_a_file_that_may_not_be_read_is_told_in_german(folder, capsys):
    Path("zu.txt").write_text(TEXT, encoding="utf-8")
    Path("zu.txt").chmod(0)
    assert "(kein Zugriffsrecht)" in told(["--lang", "de", "check", "zu.txt"], capsys)


def test_outside_a_call_errors_are_english():
    CliRunner().invoke(cli, ["--lang", "en", "--help"])
    assert in_words(UsageError("It is so.")) == "It is so."


def test_a_run_talks_in_the_language_spoken(folder):
    Path("viele").mkdir()
    Path("viele/a.txt").write_text(TEXT, encoding="utf-8")
    Path("viele/b.png").write_bytes(b"x")
    done = CliRunner().invoke(
        cli, ["--lang", "de", "batch", "viele", "--out", "out", "--workers", "1"], standalone_mode=False
    )
    assert "Übergangen: 1 .png." in done.output
    assert "1 Datei: 1 beurteilter Antrag." in done.output
    assert "1 jetzt geprüft, 0 aus früheren Läufen übernommen." in done.output
    assert "Übersicht: out/index.html" in done.output
    again = CliRunner().invoke(
        cli, ["--lang", "en", "batch", "viele", "--out", "out", "--workers", "1"], standalone_mode=False
    )
    assert "0 checked now, 1 report written anew, 0 taken from the ledger." in again.output
    assert "Overview: out/index.html" in again.output
