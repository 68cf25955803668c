"""The doctor says what works, what protects, and what to do; its exit code is that of the first thing that fails."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from s3align import diagnosis, resources
from s3align.cli.doctor import doctor_command
from s3align.diagnosis import Section, State, diagnose, system_facts
from s3align.errors import NotJudgedError
from s3align.reading.sandbox.client import Client
from s3align.reading.sandbox.confinement import Layers
from s3align.reading.sandbox.probes import Attempt, Outcome, Probed
from s3align.render.diagnosis import render_diagnosis
from s3align.render.messages import LANGUAGES

UNPROTECTED = Probed(Layers(), dict.fromkeys(Attempt, Outcome.ALLOWED), "")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(doctor_command, arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, done.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_installation_that_works_is_said_to_and_lines_fit_a_terminal(language):
    code, text = run("--lang", language)
    assert code == 0
    assert " NO " not in text
    assert not [line for line in text.splitlines() if len(line) > 80 and "/" not in line]  # a path stays whole


def test_json_has_the_same_findings_in_both_ways_of_asking_for_it():
    for arguments in (["--json"], ["--format", "json"]):
        code, text = run(*arguments)
        found = json.loads(text)
        keys = [finding["key"] for finding in found["findings"]]
        assert code == 0
        assert found["version"] == system_facts()["version"]
        assert keys[:3] == ["strategy", "model", "reading"]
        assert {attempt.value for attempt in Attempt} <= set(keys)


def test_an_altered_model_is_found_with_advice_and_the_exit_code_of_a_model(tmp_path):
    name = json.loads(run("--json")[1])["findings"][0]["values"]["name"]
    shutil.copytree(resources.folder("models") / name, tmp_path / name)
    altered = next((tmp_path / name).glob("profiles-*.json"))
    altered.write_text(altered.read_text(encoding="utf-8") + " ", encoding="utf-8")
    code, text = run("--models", str(tmp_path), "--lang", "en")
    assert code == 4
    assert " NO  Model: " in text
    assert "s3align train" in " ".join(text.split())


def test_a_strategy_that_is_none_is_found(tmp_path):
    assert run("--strategy", str(tmp_path))[0] == 2


def test_a_worker_that_cannot_read_is_found(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise NotJudgedError("failed")

    monkeypatch.setattr(Client, "read", fail)
    code, text = run("--lang", "en")
    assert code == NotJudgedError.exit_code
    assert " NO  Reading does not work" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_layer_everything_is_allowed_and_advice_given(monkeypatch, language):
    monkeypatch.setattr(Client, "probe", lambda *_, **__: UNPROTECTED)
    findings = diagnose()
    states = {finding.state for finding in findings if finding.section in (Section.CONFINEMENT, Section.ATTEMPTS)}
    assert states == {State.HINT}
    text = render_diagnosis(system_facts(), findings, language)
    assert text.count("\n !   ") >= len(Attempt) + 5
    assert "Landlock" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ability", "confined", "key"), [
    ("", "", "tesseract_missing"),
    ("tesseract 5.3.0 deu", "tesseract 5.3.0 deu", "tesseract_models"),
    ("tesseract 5.3.0 deu eng", "", "tesseract_confined"),
])  # fmt: skip
def test_text_recognition_that_is_missing_incomplete_or_not_reached_gets_its_advice(
    monkeypatch, language, ability, confined, key
):
    monkeypatch.setattr(diagnosis.ocr, "ability", lambda: ability)
    monkeypatch.setattr(diagnosis.shutil, "which", lambda _: "/usr/bin/tesseract" if ability else None)
    probed = Probed(Layers(landlock=4), dict.fromkeys(Attempt, Outcome.UNTRIED), confined)
    monkeypatch.setattr(Client, "probe", lambda *_, **__: probed)
    findings = diagnose()
    assert [finding.key for finding in findings if finding.section is Section.RECOGNITION] == [key]
    assert render_diagnosis(system_facts(), findings, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cache_that_cannot_be_written_and_a_full_disk_are_hints(monkeypatch, tmp_path, language):
    monkeypatch.setattr(diagnosis.os, "access", lambda *_: False)
    monkeypatch.setattr(diagnosis, "LEAST_FREE_BYTES", 10**18)
    monkeypatch.setattr(diagnosis, "EXTRAS", {"parquet": "no_such_package"})
    found = {finding.key: finding.state for finding in diagnosis._surroundings()}
    assert found == {"cache_read_only": State.HINT, "space": State.HINT, "extra_missing": State.ABSENT}
    assert render_diagnosis(system_facts(), list(diagnosis._surroundings()), language)
