"""Every Python example of the documentation runs as it stands, in a folder with the files that it names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from s3align import resources
from s3align.example import build_example

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.de.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLES = [
    pytest.param(code, id=f"{page.name}-{number}")
    for page in PAGES
    for number, code in enumerate(
        re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL), start=1
    )
]


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "proposal.pdf"
    markdown = (resources.folder("corpus") / "strategies" / "ruhr" / "examples" / "beispielantrag.md").read_text(
        encoding="utf-8"
    )
    path.write_bytes(build_example(markdown))
    return path


def test_there_are_examples():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs_as_it_stands(code, proposal, tmp_path):
    for name in set(re.findall(r'"([\w-]+\.pdf)"', code)):
        shutil.copy(proposal, tmp_path / name)
    texts = [
        {"id": f"{theme}-{number}", "lang": "de", "text": f"{theme} " * 30, "themes": []}
        for number, theme in enumerate(("Museum", "Chor", "Sport"))
    ]
    (tmp_path / "labelled.jsonl").write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
