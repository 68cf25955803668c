"""Measures places and their roles: on labelled sentences, or on whole proposals with their truth beside them.

Run ``python benchmarks/places.py [--half odd|even] [--errors] [FILE.jsonl … | FOLDER]``. Without files the labelled sentences
of the tests are used; ``--half`` takes those with odd or even numbers in their ids. Of a folder with proposals (12.md with
12.json) one format is read, ``--format`` names it.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from s3align.assess.flags import JOINT
from s3align.assess.places import PlaceFinder
from s3align.evaluation.places import (
    NAMES,
    ROLES,
    ROLES_OF_REGION,
    PlaceFigures,
    PlaceText,
    proposal_figures,
    read_place_texts,
    roles_in,
    sentence_figures,
)
from s3align.pipeline import default_pipeline

GOLD = Path(__file__).parent.parent / "tests" / "gold"


def main() -> None:
    """A table of precision and recall per role, of places as such, and of joint projects."""
    options = _options()
    pipeline = default_pipeline()
    folders = [path for path in options.files if path.is_dir()]
    for folder in folders:
        paths = [
            path for truth in sorted(folder.glob("*.json")) if (path := truth.with_suffix(options.format)).exists()
        ]
        _show({f"{len(paths)} proposals": proposal_figures(paths, pipeline)})
    files = [path for path in options.files if not path.is_dir()]
    if files or not folders:
        texts = _half(read_place_texts(files or sorted(GOLD.glob("*/places.jsonl"))), options.half)
        finder = PlaceFinder(pipeline.strategy)
        _show(sentence_figures(texts, finder))
        if options.errors:
            _show_errors(texts, finder)


def _half(texts: Sequence[PlaceText], half: str | None) -> list[PlaceText]:
    if half is None:
        return list(texts)
    return [text for text in texts if int(re.findall(r"\d+", text.id)[-1]) % 2 == (half == "odd")]


def _show(figures: Mapping[str, PlaceFigures]) -> None:
    print(f"{'':<14}{'':<20}precision  recall  true")
    for language, entry in sorted(figures.items()):
        for name in (NAMES, ROLES, *ROLES_OF_REGION, JOINT):
            tally = entry.tallies.get(name)
            if tally is not None:
                rates = "".join(
                    "        –" if rate is None else f"{rate:>9.3f}" for rate in (tally.precision, tally.recall)
                )
                print(f"{language:<14}{name:<20}{rates}{tally.hits + tally.missed:>6}")


def _show_errors(texts: Sequence[PlaceText], finder: PlaceFinder) -> None:
    for text in texts:
        found = roles_in(text, finder)
        if found != text.places:
            print(f"{text.id} [{text.kind}] {text.text}\n    true {_worded(text.places)}\n    found {_worded(found)}")


def _worded(places: Mapping[str, frozenset[str]]) -> str:
    return "; ".join(f"{place}: {', '.join(sorted(roles))}" for place, roles in sorted(places.items())) or "none"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--format", default=".md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
