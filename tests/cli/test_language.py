"""Which language the command line speaks: what was asked for, then the environment, then what it always was."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from s3align.cli.language import of_environment, of_locale
from s3align.cli.main import cli

GERMAN, ENGLISH = "Optionen:", "Options:"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("de_DE.UTF-8", "de"),
        ("de_AT", "de"),
        ("de", "de"),
        ("de_CH@euro", "de"),
        ("German_Germany.1252", "de"),
        ("en_GB.UTF-8", "en"),
        ("fr_FR.UTF-8", "en"),
        ("English_United States.1252", "en"),
        ("C", None),
        ("C.UTF-8", None),
        ("POSIX", None),
        ("", None),
    ],
)
def test_a_locale_asks_for_german_english_or_nothing(name, language):
    assert of_locale(name) == language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, None),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "", "LC_ALL": "de_DE"}, "de"),
        ({"S3ALIGN_LANG": "en", "LC_ALL": "de_DE"}, "en"),
        ({}, None),
    ],
)
def test_the_variable_of_s3align_goes_before_the_locale_and_lc_all_before_lang(variables, language):
    assert of_environment(variables) == language


def call(*arguments, **variables):
    done = CliRunner().invoke(cli, arguments, env={"LANG": None, "LC_ALL": None, **variables}, prog_name="s3align")
    return done.output


def test_help_follows_the_option_wherever_it_stands_then_the_variable_then_the_locale():
    assert ENGLISH in call("check", "--help")
    assert GERMAN in call("check", "--help", LANG="de_DE.UTF-8")
    assert GERMAN in call("check", "--help", S3ALIGN_LANG="de")
    assert ENGLISH in call("check", "--help", S3ALIGN_LANG="en", LANG="de_DE.UTF-8")
    for arguments in (
        ("--lang", "de", "check", "--help"),
        ("check", "--help", "--lang", "de"),
        ("--lang=de", "--help"),
    ):
        assert GERMAN in call(*arguments, LANG="en_GB.UTF-8")


def test_an_unknown_language_is_told_with_those_there_are():
    assert "'fr' is not one of 'de', 'en'" in call("check", "--help", S3ALIGN_LANG="fr")
    assert "'fr' is not one of 'de', 'en'" in call("--lang", "fr", "check", "x")


def test_what_follows_two_dashes_is_no_option():
    assert "fehlt" not in call("check", "--", "--lang", "de")


@pytest.mark.parametrize(
    ("arguments", "variables", "report", "talk"),
    [
        ((), {}, "de", "en"),
        ((), {"LANG": "C.UTF-8"}, "de", "en"),
        ((), {"LANG": "de_DE.UTF-8"}, "de", "de"),
        ((), {"LANG": "en_GB.UTF-8"}, "en", "en"),
        (("--lang", "en"), {"LANG": "de_DE.UTF-8"}, "en", "en"),
        (("--lang", "de"), {"LANG": "en_GB.UTF-8"}, "de", "de"),
        ((), {"S3ALIGN_LANG": "de", "LANG": "en_GB.UTF-8"}, "de", "de"),
    ],
)
def test_report_and_talk_have_one_language_unless_given_apart(tmp_path, arguments, variables, report, talk):
    (tmp_path / "a.txt").write_text("Kurz.", encoding="utf-8")
    done = process(tmp_path, "check", "a.txt", "b.txt", *arguments, "--format", "html", "--force", **variables)
    page = (tmp_path / "a.s3align.html").read_text(encoding="utf-8")
    assert f'<html lang="{report}">' in page
    missing = {"de": "b.txt gibt es nicht", "en": "b.txt does not exist"}
    assert missing[talk] in done.stderr


def test_talk_and_report_can_be_given_apart(tmp_path):
    (tmp_path / "a.txt").write_text("Kurz.", encoding="utf-8")
    done = process(tmp_path, "--lang", "de", "check", "--lang", "en", "a.txt", "b.txt")
    assert '<html lang="en">' in (tmp_path / "a.s3align.html").read_text(encoding="utf-8")
    assert "b.txt gibt es nicht" in done.stderr
    assert "description with aims and work plan" in done.stdout


def process(folder, *arguments, **variables):
    spoken = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    return subprocess.run(
        [sys.executable, "-m", "s3align", *arguments],
        cwd=folder,
        env={**spoken, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(("language", "word"), [("de", "Passwort: "), ("en", "Password: ")])
def test_a_password_is_asked_for_in_the_language_spoken(tmp_path, language, word):
    arguments = ["--lang", language, "check", str(tmp_path / "fehlt.pdf"), "--password"]
    assert CliRunner().invoke(cli, arguments, input="geheim\n").output.startswith(word)
