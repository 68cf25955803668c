"""Known advisories of locked packages stop a change, unless they are accepted for a time or nobody can be asked."""

from __future__ import annotations

import datetime as dt
import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("check_advisories", ROOT / "tools" / "check_advisories.py")
check_advisories = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check_advisories)

TODAY = dt.date(2026, 11, 26)
CLEAN = {"name": "good", "version": "1.0", "vulns": []}
SKIPPED = {"name": "unknown", "skip_reason": "not found on PyPI"}
FIXED = {"name": "bad", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": ["CVE-1"]}]}
OPEN = {"name": "bad", "version": "1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": [], "aliases": []}]}


def says(monkeypatch, capsys, packages: list[dict], accepted: set[str] = frozenset()) -> tuple[int, str]:
    monkeypatch.setattr(check_advisories, "audited", lambda _: packages)
    return check_advisories.check("runtime.txt", accepted), capsys.readouterr().out


def test_a_finding_fails_with_the_package_and_the_fixed_version(monkeypatch, capsys):
    code, text = says(monkeypatch, capsys, [CLEAN, FIXED])
    assert code == 1
    assert "bad 1.0: PYSEC-1. Fixed in 1.1" in text
    assert "good" not in text


def test_one_without_a_fix_says_how_to_accept_it(monkeypatch, capsys):
    code, text = says(monkeypatch, capsys, [OPEN])
    assert code == 1
    assert "advisories.toml" in text


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-1"])
def test_an_accepted_one_does_not_fail_by_any_of_its_names(monkeypatch, capsys, name):
    assert says(monkeypatch, capsys, [FIXED], {name})[0] == 0


@pytest.mark.parametrize("packages", [[], [SKIPPED]])
def test_where_nobody_can_be_asked_nothing_fails_and_nothing_is_claimed(monkeypatch, capsys, packages):
    code, text = says(monkeypatch, capsys, packages)
    assert code == 0
    assert "not checked" in text


def test_what_the_service_does_not_know_is_said(monkeypatch, capsys):
    assert "nothing is known of 1 packages" in says(monkeypatch, capsys, [CLEAN, SKIPPED])[1]


def test_an_exception_has_a_reason_and_ends_on_its_day():
    entry = '[[accepted]]\nid = "CVE-1"\nreason = "{}"\nuntil = {}\n'
    assert check_advisories.accepted_today(entry.format("harmless", "2026-11-26"), TODAY) == {"CVE-1"}
    assert check_advisories.accepted_today(entry.format("harmless", "2026-11-25"), TODAY) == set()
    with pytest.raises(ValueError, match="without a reason"):
        check_advisories.accepted_today(entry.format(" ", "2026-11-26"), TODAY)
    with pytest.raises(KeyError):
        check_advisories.accepted_today('[[accepted]]\nid = "CVE-1"\nreason = "no end"\n', TODAY)


def test_the_list_of_the_repository_is_well_formed():
    check_advisories.accepted_today(check_advisories.ACCEPTED.read_text(encoding="utf-8"), TODAY)


@pytest.mark.parametrize("printed", [b"", b"no JSON", b"{}"])
def test_a_service_that_fails_or_hangs_counts_as_not_asked(monkeypatch, printed):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, printed))
    assert check_advisories.audited(Path("runtime.txt")) == []

    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("pip-audit", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    assert check_advisories.audited(Path("runtime.txt")) == []
