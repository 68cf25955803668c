"""Settings come from defaults, file, environment and flags; what is wrong in them is said with a remedy."""

from __future__ import annotations

import pytest

from s3align.errors import SettingsError
from s3align.settings import Settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("S3ALIGN_MAX_PAGES", "S3ALIGN_MIN_WORDS"):
        monkeypatch.delenv(name, raising=False)


def test_flags_go_before_the_environment_and_that_before_the_file(tmp_path, monkeypatch):
    file = tmp_path / "settings.toml"
    file.write_text("max_pages = 10\nmin_words = 20\n", encoding="utf-8")
    monkeypatch.setenv("S3ALIGN_MAX_PAGES", "30")
    assert Settings.load(file).max_pages == 30
    assert Settings.load(file, {"max_pages": 40}).max_pages == 40
    assert Settings.load(file).min_words == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_page = 10", "Unknown setting 'max_page' .*Did you mean 'max_pages'?"),
        ("zzz = 10", "Unknown setting 'zzz' .*Use one of: .*min_words"),
        ("max_pages = 0", "must lie between 1 and 10000 pages"),
        ('max_pages = "many"', "must be a whole number, not 'many'"),
        ("max_pages = = 1", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        Settings.load(file)


@pytest.mark.parametrize(
    "values",
    [
        {"max_pages": "x"},
        {"max_pages": 0},
        {"min_words": -5},
        {"max_seconds": None},
        {"max_pages": 2.7},
        {"max_pages": float("inf")},
        {"min_words": True},
    ],
)
def test_values_given_in_a_program_are_checked_too(values):
    with pytest.raises(SettingsError, match=next(iter(values))):
        Settings(**values)


def test_the_path_of_a_settings_file_may_be_a_text(tmp_path):
    (tmp_path / "s.toml").write_text("max_pages = 7", encoding="utf-8")
    assert Settings.load(str(tmp_path / "s.toml")).max_pages == 7


def test_settings_of_the_server_in_the_environment_are_no_settings_of_files(monkeypatch):
    monkeypatch.setenv("S3ALIGN_SERVER_HOST", "127.0.0.1")
    assert Settings.load() == Settings()


def test_a_misspelt_name_of_the_strategy_in_the_environment_is_recognised(monkeypatch):
    monkeypatch.setenv("S3ALIGN_STRATEGIE", "x")
    with pytest.raises(SettingsError, match="Did you mean 'strategy'"):
        Settings.load()
