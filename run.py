#!/usr/bin/env python3
"""Sets up s3align in ``.venv`` and runs what a user or developer needs first. Only the standard library is used.

python3 run.py example   build an example proposal, assess it, say where the report is
python3 run.py serve     the web application on this computer, in a browser
python3 run.py test      the tests
python3 run.py lint      style, types, layer contract, and known advisories of the locked packages
python3 run.py verify    lint and test: everything CI does
python3 run.py lock      write requirements/*.txt anew from pyproject.toml
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = ENVIRONMENT / "s3align-installed.txt"
OUTPUT = ROOT / "example-output"
MINIMUM_PYTHON = (3, 11)

RUNTIME = ("runtime.txt", "build.txt")
DEVELOPMENT = ("runtime.txt", "dev.txt")  # dev.txt holds the build tools too
LOCKS = {
    "runtime.txt": ["--no-dev", "--extra", "web"],
    "build.txt": ["--only-group", "build"],
    "dev.txt": ["--only-group", "dev"],
}
LOCK_HEADER = "# Written by `python3 run.py lock` from pyproject.toml; do not edit by hand.\n"
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def main() -> int:
    """Run one command; its exit code is that of the first step that failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = {"example": example, "serve": serve, "test": test, "lint": lint, "verify": verify, "lock": lock}
    parser.add_argument("command", choices=commands)
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="handed on: to s3align serve, pytest (test) or uv (lock)"
    )
    options = parser.parse_args()
    if sys.version_info < MINIMUM_PYTHON:
        return complain(
            f"s3align needs Python 3.11 or newer; this is {sys.version.split()[0]}. Run it with a newer one."
        )
    return commands[options.command](options.arguments)


def example(_: list[str]) -> int:
    """Build the example proposal and assess it, in a folder of its own where overwriting is harmless."""
    code = install(RUNTIME)
    if code:
        return code
    OUTPUT.mkdir(exist_ok=True)
    proposal, report = OUTPUT / "beispielantrag.pdf", OUTPUT / "beispielantrag.html"
    code = run(PYTHON, "-m", "s3align", "example", proposal, "--force") or run(
        PYTHON, "-m", "s3align", "check", proposal, "--out", report, "--force"
    )
    if code == 0:
        program = (SCRIPTS / "s3align").relative_to(ROOT)
        say(f"\nThe proposal: {proposal}\nThe report:   {report}")
        say(f"Open the report in a browser. Your own proposal: {program} check PROPOSAL.pdf")
    return code


def serve(arguments: list[str]) -> int:
    """Serve the web application until Ctrl-C, and open it in a browser; ``arguments`` go to ``s3align serve``."""
    return install(RUNTIME) or run_until_stopped(PYTHON, "-m", "s3align", "serve", "--open", *arguments)


def test(arguments: list[str]) -> int:
    """Run the tests on two cores; ``arguments`` go to pytest."""
    return install(DEVELOPMENT) or run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments)


def lint(_: list[str]) -> int:
    """Run every check that does not execute the code; all of them, even after one has failed."""
    code = install(DEVELOPMENT)
    if code:
        return code
    codes = [run(SCRIPTS / name, *arguments) for name, *arguments in LINTERS]
    codes.append(run(PYTHON, ROOT / "tools" / "check_advisories.py"))
    return next(filter(None, codes), 0)


def verify(arguments: list[str]) -> int:
    """Everything CI does."""
    checked = lint([])
    tested = test(arguments)
    return checked or tested


def lock(arguments: list[str]) -> int:
    """Write the lock files: exact versions with hashes for all platforms, without addresses of any package index."""
    uv = shutil.which("uv")
    if uv is None:
        return complain("'uv' resolves the locks and was not found. Install it (python3 -m pip install uv), run again.")
    (ROOT / "requirements").mkdir(exist_ok=True)
    for name, groups in LOCKS.items():
        target = ROOT / "requirements" / name
        options = ["--format", "requirements.txt", "--no-emit-project", "--no-header", "--quiet", *groups, *arguments]
        done = subprocess.run([uv, "export", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return done.returncode
        if "://" in done.stdout:
            return complain(f"The resolved list for {target} names an address. Check the sources in pyproject.toml.")
        target.write_text(LOCK_HEADER + done.stdout, encoding="utf-8", newline="\n")
        say(f"Wrote {target.relative_to(ROOT)}")
    return 0


def install(requirements: tuple[str, ...]) -> int:
    """Bring ``.venv`` to what the lock files say; does nothing where it is there already.

    The package itself is installed editable: who works from a checkout wants to run the files in it, also after
    pulling newer ones. (That a wheel carries all its data is what tests/packaging is for.)
    """
    if fingerprint(requirements) in installed():
        return 0
    code = create_environment()
    listed = [part for name in requirements for part in ("-r", ROOT / "requirements" / name)]
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet")
    code = code or run(*pip, "install", "--require-hashes", "--only-binary", ":all:", *listed)
    code = code or run(*pip, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    if code == 0:
        STAMP.write_text("\n".join([*installed(), fingerprint(requirements)]) + "\n", encoding="utf-8")
    return code


def create_environment() -> int:
    """Create ``.venv`` where it is missing, or say which system package is."""
    if PYTHON.is_file():
        return 0
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        return complain(
            "This Python cannot create environments: its modules 'venv' and 'ensurepip' are missing. "
            "On Debian and Ubuntu install them with: apt install python3-venv. Then run this command again."
        )
    say(f"Creating {ENVIRONMENT} and installing what requirements/ lists; this happens once.")
    return run(sys.executable, "-m", "venv", ENVIRONMENT)


def installed() -> list[str]:
    """Fingerprints of the sets of requirements that are in ``.venv`` as they are listed now.

    One for each set, so that installing the tests' tools does not make the example install again.
    """
    if not (STAMP.is_file() and PYTHON.is_file()):
        return []
    current = (fingerprint(RUNTIME), fingerprint(DEVELOPMENT))
    return [line for line in STAMP.read_text(encoding="utf-8").splitlines() if line in current]


def fingerprint(requirements: tuple[str, ...]) -> str:
    """A hash of this Python and of everything that decides what gets installed."""
    digest = hashlib.sha256(sys.version.encode())
    for file in (*(ROOT / "requirements" / name for name in requirements), ROOT / "pyproject.toml"):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def run(*command: str | Path) -> int:
    """Run a program in the checkout, shown first; its exit code."""
    words = [str(word) for word in command]
    say("$ " + " ".join(words))
    return subprocess.run(words, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode


def run_until_stopped(*command: str | Path) -> int:
    """Run a program that ends by Ctrl-C, and wait until it has: it gets the same signal, and takes a moment."""
    words = [str(word) for word in command]
    say("$ " + " ".join(words))
    process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def say(text: str) -> None:
    """Talk goes to standard error."""
    print(text, file=sys.stderr, flush=True)


def complain(text: str) -> int:
    """Say what is wrong; 2, the exit code for a call that cannot work."""
    say(text)
    return 2


if __name__ == "__main__":
    sys.exit(main())
