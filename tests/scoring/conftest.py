from __future__ import annotations

import pytest

from s3align import resources
from s3align.checking import default_judge
from s3align.scoring.assess import Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    return default_judge()


@pytest.fixture(scope="session")
def example() -> str:
    return (resources.folder("corpus") / "examples" / "beispielantrag.md").read_text(encoding="utf-8")
