"""Looks for known advisories of the locked packages with pip-audit; part of ``run.py lint``.

Fails where a package has one that ``requirements/advisories.toml`` does not accept, or no longer accepts. Where the service
cannot be reached, or knows none of the packages, it says so and fails nothing: a check without a network must not stand in
the way.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("runtime.txt", "dev.txt")  # dev.txt holds the build tools too
ACCEPTED = ROOT / "requirements" / "advisories.toml"
ANSWER_SECONDS = 10  # of the service, for one question
ALL_SECONDS = 120  # for one list of packages


def main() -> int:
    """1 where something was found, 0 where nothing was or nobody could be asked."""
    try:
        accepted = accepted_today(ACCEPTED.read_text(encoding="utf-8"), dt.datetime.now(tz=dt.UTC).date())
    except (KeyError, TypeError, ValueError) as error:
        print(f"{ACCEPTED.name}: {error!r}. Every entry needs id, reason and a date `until`.")
        return 1
    codes = [check(name, accepted) for name in LOCKS]
    return max(codes)


def accepted_today(text: str, today: dt.date) -> set[str]:
    """The ids of advisories that are accepted until a day that has not passed. Raises KeyError, TypeError or ValueError."""
    entries = tomllib.loads(text).get("accepted", [])
    if not all(entry["reason"].strip() for entry in entries):
        raise ValueError("an entry without a reason")
    return {entry["id"] for entry in entries if entry["until"] >= today}


def check(name: str, accepted: set[str]) -> int:
    """Says what is known of the packages of a lock file; 1 where an advisory is not accepted."""
    packages = audited(ROOT / "requirements" / name)
    known = [package for package in packages if "vulns" in package]
    if not known:
        print(f"Advisories: the packages of {name} were not checked, because no service could be asked.")
        return 0
    if len(known) < len(packages):
        print(f"Advisories: nothing is known of {len(packages) - len(known)} packages of {name}.")
    found = findings(known, accepted)
    print("\n".join(found) or f"Advisories: none for {len(known)} packages of {name}.")
    return 1 if found else 0


def audited(lock: Path) -> list[dict[str, Any]]:
    """What pip-audit says of each package; nothing where it could not ask, or took too long."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=ALL_SECONDS, check=False
        )
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return []
    return packages


def findings(packages: list[dict[str, Any]], accepted: set[str]) -> list[str]:
    """A sentence for each advisory that is not accepted by its id or another name of it."""
    return [
        f"{package['name']} {package['version']}: {entry['id']}. "
        + (
            f"Fixed in {', '.join(entry['fix_versions'])}: run `python3 run.py lock --upgrade`."
            if entry["fix_versions"]
            else f"Not fixed yet: judge it, and accept it in requirements/{ACCEPTED.name} with a reason and a date."
        )
        for package in packages
        for entry in package["vulns"]
        if not {entry["id"], *entry.get("aliases", [])} & accepted
    ]


if __name__ == "__main__":
    sys.exit(main())
