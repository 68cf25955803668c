"""A report can be verified years later, and two versions of a proposal compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from s3align.cli.compare import compare_command
from s3align.cli.main import cli
from s3align.cli.verify import DIFFERS_EXIT_CODE
from s3align.errors import DataError, UsageError

HEALTH = """## 3 Erprobung im Krankenhaus

Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall. Ärztinnen und Pflegekräfte begleiten die
klinische Studie auf drei Stationen, ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher.
"""
LOGISTICS = """# Pakete mit dem Lastenrad

## 1 Lieferung auf der letzten Meile

Ein Mikrodepot am Güterbahnhof nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus. Die Tourenplanung bündelt
Sendungen mehrerer Paketdienste, und der Umschlag wird in Echtzeit verfolgt. Speditionen melden Lieferungen digital an.

## 2 Betrieb

Die Disposition teilt Fahrzeuge und Fahrerinnen ein, das Lager arbeitet in zwei Schichten und meldet Bestände stündlich.

"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alt.md").write_text(LOGISTICS + HEALTH, encoding="utf-8")
    Path("neu.md").write_text(LOGISTICS, encoding="utf-8")
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


def test_a_removed_section_and_its_theme_are_named_first(folder):
    result = json.loads(run("compare", "alt.md", "neu.md", "--format", "json").output)
    assert result["themes"][0]["id"] == "health"
    assert result["sections_lost"][0] == "3 Erprobung im Krankenhaus"
    assert result["sections_gained"] == []
    lines = run("compare", "alt.md", "neu.md").output.splitlines()
    assert lines[2].startswith("Gesundheitswirtschaft")
    assert any(line.strip().startswith("- [") and "Erprobung im Krankenhaus" in line for line in lines)
    assert "+ [" in run("compare", "neu.md", "alt.md").output


def test_equal_versions_differ_in_nothing(folder):
    assert "Nichts" in run("compare", "neu.md", "neu.md").output


def test_a_version_that_cannot_be_judged_is_named(folder):
    Path("leer.md").write_text("Kurz.", encoding="utf-8")
    result = CliRunner().invoke(compare_command, ["leer.md", "neu.md"])
    assert isinstance(result.exception, UsageError)
    assert "leer.md" in str(result.exception)


def test_a_report_is_verified_with_and_without_its_proposal(folder):
    assert run("check", "alt.md", "--out", "r.html").return_value == 0
    result = run("verify", "r.html", "--file", "alt.md")
    assert result.return_value == 0
    assert result.output.count("ok ") == 5


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_changed_report_is_found_out(folder, lang):
    run("check", "alt.md", "--lang", lang, "--out", "r.html")
    source = Path("r.html").read_text(encoding="utf-8")
    Path("r.html").write_text(source.replace("</h1>", " (geprüft)</h1>"), encoding="utf-8")
    result = run("verify", "r.html")
    assert result.return_value == DIFFERS_EXIT_CODE
    assert "somebody changed it" in result.output


def test_another_file_is_found_out(folder):
    run("check", "alt.md", "--out", "r.html")
    result = run("verify", "r.html", "--file", "neu.md")
    assert result.return_value == DIFFERS_EXIT_CODE
    assert "another file" in result.output


@pytest.mark.parametrize("change", [lambda s: s.replace('content="H4sI', 'content="AAAA'), lambda _: "<html></html>"])
def test_a_report_without_a_record_says_so(folder, change):
    run("check", "alt.md", "--out", "r.html")
    Path("r.html").write_text(change(Path("r.html").read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=r"r\.html"):
        raise run("verify", "r.html").exception
