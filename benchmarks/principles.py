"""How well the principles are found: precision and recall by principle, on labelled passages and on complete proposals.

    python benchmarks/principles.py [--proposals FOLDER] [FILE.jsonl ...]

Without files the passages kept aside (``tests/gold/*/principles.jsonl``) are measured. The proposals' JSON names the principles
that a reader finds in them (``principles_present``).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from s3align.evaluation.principles import PrincipleFigures, measure_passages, measure_proposals, read_passages
from s3align.pipeline import Pipeline

GOLD = sorted((Path(__file__).resolve().parent.parent / "tests" / "gold").glob("*/principles.jsonl"))
NAMES = {
    "strengths": "strengths",
    "climate_neutral": "climate_neutral",
    "knowledge": "knowledge",
    "skilled_people": "skilled_workers",
    "cooperation": "cooperation",
    "quadruple_helix": "quadruple_helix",
    "transfer": "transfer",
    "innovation_step": "innovation_step",
    "indicators": "indicators",
    "cross_cutting": "cross_cutting",
}
"""What the proposals' truths call a principle, and its id."""


def show(title: str, figures: PrincipleFigures) -> None:
    """Prints a table."""
    print(f"{title:28} precision  recall  right  wrong  missed")
    rows = [*figures.by_target.items(), *figures.by_language.items(), ("all", figures.total())]
    for name, row in rows:
        print(f"  {name:26} {row.precision:9.3f} {row.recall:7.3f} {row.right:6} {row.wrong:6} {row.missed:7}")


def _proposals(folder: Path) -> list[Path]:
    """The PDFs of a folder, or its Markdown files where it has none."""
    return sorted(folder.glob("*.pdf")) or [file for file in sorted(folder.glob("*.md")) if file.stem != "README"]


def main() -> None:
    """Measures what is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--proposals", type=Path)
    given = parser.parse_args()
    pipeline = Pipeline()
    if given.files or not given.proposals:
        show(
            "passages", measure_passages([row for file in given.files or GOLD for row in read_passages(file)], pipeline)
        )
    if given.proposals:
        show("proposals", measure_proposals(_proposals(given.proposals), pipeline, NAMES))


if __name__ == "__main__":
    main()
