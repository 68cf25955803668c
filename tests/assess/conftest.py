from __future__ import annotations

import pytest

from s3align import resources
from s3align.assess.assess import Assessor
from s3align.pipeline import default_pipeline


@pytest.fixture(scope="session")
def judge() -> Assessor:
    return default_pipeline().assessor()


@pytest.fixture(scope="session")
def example() -> str:
    return (resources.folder("corpus") / "strategies" / "ruhr" / "examples" / "beispielantrag.md").read_text(
        encoding="utf-8"
    )
