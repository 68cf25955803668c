from __future__ import annotations

import pytest

from s3align import resources


@pytest.fixture(scope="session")
def example() -> str:
    return (resources.folder("corpus") / "strategies" / "ruhr" / "examples" / "beispielantrag.md").read_text(
        encoding="utf-8"
    )
