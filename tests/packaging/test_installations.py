"""The data folders must be found wherever the package is installed: from its wheel, editable, in a checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATA_FOLDERS = ("corpus", "models", "templates")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]

# one worker builds the wheel once
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True, slots=True)
class Installation:
    """A Python that finds s3align, and the folder it must be found in."""

    python: Path
    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [self.python, *arguments]
        return subprocess.run(
            command, cwd=cwd, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )


def data_files() -> set[str]:
    return {
        file.relative_to(ROOT).as_posix()
        for name in DATA_FOLDERS
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def clean_environment(**more: str) -> dict[str, str]:
    dropped = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONUTF8": "1", **more}


def empty_environment(folder: Path) -> Path:
    """A Python without s3align that borrows this one's dependencies.

    A folder named in a .pth file is searched last, and .pth files inside it are not read: an editable s3align of
    this environment stays out of sight.
    """
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(packages) / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return python


def pip(*arguments: str | Path) -> None:
    done = subprocess.run([*PIP, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
    (built,) = folder.glob("s3align-*.whl")
    return built


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    home = tmp_path / "environment"
    python = empty_environment(home)
    into = ("--python", python, "install", "--no-deps", "--no-index", "--no-build-isolation")
    if request.param == "wheel":
        pip(*into, request.getfixturevalue("wheel"))
        return Installation(python, home, clean_environment())
    if request.param == "editable":
        pip(*into, "--editable", ROOT)
        return Installation(python, ROOT, clean_environment())
    return Installation(python, ROOT, clean_environment(PYTHONPATH=str(ROOT)))


everywhere = pytest.mark.parametrize("installation", ["wheel", "editable", "checkout"], indirect=True)


def test_the_wheel_carries_every_data_file_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "s3align = s3align.cli.main:main" in archive.read(entry_points).decode()
    bundled = {name.removeprefix("s3align/_bundled/") for name in names if name.startswith("s3align/_bundled/")}
    assert bundled == data_files()
    assert {name.partition("/")[0] for name in bundled} == set(DATA_FOLDERS)
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


@everywhere
def test_an_example_is_built_and_checked_from_another_folder(installation: Installation, tmp_path: Path) -> None:
    elsewhere = tmp_path / "Anträge 2025"
    elsewhere.mkdir()
    where = installation.run("-c", "import s3align; print(s3align.__file__)", cwd=elsewhere)
    assert Path(where.stdout.strip()).resolve().is_relative_to(installation.home.resolve()), where.stderr

    built = installation.run("-m", "s3align", "example", "Größe.pdf", cwd=elsewhere)
    assert built.returncode == 0, built.stderr
    record = installation.run("-m", "s3align", "check", "Größe.pdf", "--format", "jsonl", cwd=elsewhere)
    assert record.returncode == 0, record.stderr
    assert json.loads(record.stdout)["status"] == "assessed"
    page = installation.run("-m", "s3align", "check", "Größe.pdf", "--out", "Bericht.html", cwd=elsewhere)
    assert page.returncode == 0, page.stderr
    assert "</html>" in (elsewhere / "Bericht.html").read_text(encoding="utf-8")
