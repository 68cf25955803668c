"""A report can be verified years later, and two versions of a proposal compared."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from s3align.cli.compare import compare_command
from s3align.cli.main import cli
from s3align.cli.verify import DIFFERS_EXIT_CODE, UNCHECKED_EXIT_CODE
from s3align.errors import DataError, OldRecordError, UsageError
from s3align.example import build_example
from s3align.render.embedded import embedded_json

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
    assert next(line for line in lines if line.endswith(": geändert")).startswith("Gesundheitswirtschaft")
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
    assert result.output.count("ok ") == 7


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_changed_report_is_found_out(folder, lang):
    run("check", "alt.md", "--lang", lang, "--out", "r.html")
    source = Path("r.html").read_text(encoding="utf-8")
    Path("r.html").write_text(source.replace("</h1>", " (geprüft)</h1>"), encoding="utf-8")
    result = run("verify", "r.html", "--lang", "en")
    assert result.return_value == DIFFERS_EXIT_CODE
    assert "somebody changed it" in " ".join(result.output.split())


def test_a_record_spoilt_anywhere_is_an_error_with_advice_and_no_traceback(folder):
    run("check", "alt.md", "--out", "r.html")
    source = Path("r.html").read_text(encoding="utf-8")
    start = source.index('content="', source.index("s3align-record")) + len('content="')
    end = source.index('"', start)
    for at in range(start, end, (end - start) // 40):
        sign = "A" if source[at] != "A" else "B"
        Path("r.html").write_text(source[:at] + sign + source[at + 1 :], encoding="utf-8")
        result = run("verify", "r.html")
        assert result.return_value == DIFFERS_EXIT_CODE or isinstance(result.exception, DataError), result.exception


def test_another_file_is_found_out(folder):
    run("check", "alt.md", "--out", "r.html")
    result = run("verify", "r.html", "--file", "neu.md", "--lang", "en")
    assert result.return_value == DIFFERS_EXIT_CODE
    assert "another file" in result.output


@pytest.mark.parametrize("change", [lambda s: s.replace('content="H4sI', 'content="AAAA'), lambda _: "<html></html>"])
def test_a_report_without_a_record_says_so(folder, change):
    run("check", "alt.md", "--out", "r.html")
    Path("r.html").write_text(change(Path("r.html").read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=r"r\.html"):
        raise run("verify", "r.html").exception


@pytest.mark.parametrize("form", ["html", "pdf", "json"])
def test_every_format_is_verified_against_its_proposal(folder, form):
    run("check", "alt.md", "--format", form, "--out", f"r.{form}")
    result = run("verify", f"r.{form}", "--file", "alt.md", "--lang", "en")
    assert result.return_value == 0, result.output
    assert "All figures are the same." in result.output
    assert ("as it was written" in result.output) == (form != "json")


def test_a_changed_figure_in_a_record_is_found_out(folder):
    run("check", "alt.md", "--format", "json", "--out", "r.json")
    record = json.loads(Path("r.json").read_text(encoding="utf-8"))
    record["themes"][0]["sureness"] = 0.5
    Path("r.json").write_text(json.dumps(record), encoding="utf-8")
    assert "sums in the record are wrong" in run("verify", "r.json", "--lang", "en").output
    record["themes"][0]["contributions"] = [{"kind": "base", "key": "", "label": "", "value": 0.5, "passage": None}]
    Path("r.json").write_text(json.dumps(record), encoding="utf-8")
    assert "figures differ" in run("verify", "r.json", "--file", "alt.md", "--lang", "en").output


def test_a_changed_pdf_is_found_out(folder):
    run("check", "alt.md", "--format", "pdf", "--out", "r.pdf")
    body = Path("r.pdf").read_bytes()
    Path("r.pdf").write_bytes(body.replace(b"/Producer", b"/Produced", 1) + b"\n%")
    result = run("verify", "r.pdf", "--lang", "en")
    assert result.return_value == DIFFERS_EXIT_CODE


def test_a_report_of_an_earlier_form_is_recognised_and_its_file_compared(folder):
    old = {
        "schema": "s3align.assessment/1",
        "document": {"name": "alt.md", "sha256": hashlib.sha256(Path("alt.md").read_bytes()).hexdigest()},
        "provenance": {"tool_version": "0.1.0"},
    }
    packed = base64.b64encode(gzip.compress(json.dumps(old).encode(), mtime=0)).decode()
    Path("alt.html").write_text(f'<html lang="de"><meta name="s3align-record" content="{packed}">', encoding="utf-8")
    Path("alt.json").write_text(json.dumps(old), encoding="utf-8")
    for report in ("alt.html", "alt.json"):
        same, other = (run("verify", report, "--file", file, "--lang", "en") for file in ("alt.md", "neu.md"))
        assert same.return_value == OldRecordError.exit_code
        told = " ".join(same.output.split())
        assert "s3align.assessment/1 of version 0.1.0" in told
        assert "check the proposal anew" in told
        assert other.return_value == DIFFERS_EXIT_CODE


def changed_record(report, name, **changes):
    """A JSON record with some fields changed."""
    record = json.loads(Path(report).read_text(encoding="utf-8"))
    Path(name).write_text(json.dumps({**record, **changes}), encoding="utf-8")
    return record


def test_a_forged_record_passes_by_no_other_name_of_its_strategy(folder):
    run("check", "alt.md", "--format", "json", "--out", "r.json")
    record = changed_record("r.json", "r2.json")
    for theme in record["themes"]:
        theme["verdict"] = "core"
    changed_record("r.json", "forged.json", themes=record["themes"])
    assert run("verify", "forged.json", "--file", "alt.md").return_value == DIFFERS_EXIT_CODE
    other = {**record["provenance"], "strategy_id": "another"}
    changed_record("r.json", "other.json", themes=record["themes"], provenance=other)
    assert run("verify", "other.json", "--file", "alt.md").return_value == UNCHECKED_EXIT_CODE
    assert run("verify", "r2.json").return_value == UNCHECKED_EXIT_CODE


def test_a_report_whose_sums_are_wrong_is_found_out_in_every_format(folder):
    run("check", "alt.md", "--out", "r.html")
    record = json.loads(embedded_json(Path("r.html").read_text(encoding="utf-8"), "r.html"))
    record["themes"][0]["sureness"] = 0.77
    packed = base64.b64encode(gzip.compress(json.dumps(record).encode(), mtime=0)).decode()
    Path("s.html").write_text(f'<html lang="de"><meta name="s3align-record" content="{packed}">', encoding="utf-8")
    assert run("verify", "s.html").return_value == DIFFERS_EXIT_CODE


@pytest.mark.parametrize(
    "body", ['{"schema":"s3align.assessment/1","document":[]}', '{"schema":"s3align.assessment/2","x":' + "[" * 20_000]
)
def test_what_only_looks_like_a_record_is_an_error_with_advice(folder, body):
    Path("x.json").write_text(body, encoding="utf-8")
    with pytest.raises(DataError):
        raise run("verify", "x.json").exception


def test_an_encrypted_proposal_is_verified_with_its_password(folder):
    writer = PdfWriter()
    writer.append(io.BytesIO(build_example(HEALTH * 2)))
    writer.encrypt("geheim", algorithm="RC4-128")
    with Path("e.pdf").open("wb") as stream:
        writer.write(stream)
    run("check", "e.pdf", "--password", "geheim", "--out", "e.html")
    assert (
        "All figures are the same"
        in run("verify", "e.html", "--file", "e.pdf", "--password", "geheim", "--lang", "en").output
    )
    without = run("verify", "e.html", "--file", "e.pdf", "--lang", "en")
    assert "--password helps" in " ".join(without.output.split())
    assert "figures differ" not in without.output


def test_a_renamed_proposal_is_the_same_file_under_another_name(folder):
    run("check", "alt.md", "--format", "json", "--out", "r.json")
    Path("anders.md").write_bytes(Path("alt.md").read_bytes())
    done = run("verify", "r.json", "--file", "anders.md", "--lang", "en")
    assert done.return_value == 0
    assert "calls the file alt.md" in done.output
