"""The scores of the shipped model on held-out texts of the repository may not fall below pinned floors.

Every set has floors of its own, pinned by one command, e.g.

    s3align evaluate tests/gold/*/hard.jsonl --floors tests/quality_floor.json --pin

A floor is lowered with ``--reason …`` and a line in the changelog. Maintainers check the labelled texts that may not be
shipped with the same option; the gate rests on what lies in the repository alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from s3align.evaluation.evaluate import Evaluation, evaluation_of, judge
from s3align.evaluation.floors import below_floors, data_hash, read_floors
from s3align.evaluation.proposals import data_files, files_of, is_proposal
from s3align.evaluation.verdict import Verdict
from s3align.pipeline import Pipeline

HERE = Path(__file__).parent
GOLD = HERE / "gold"
FLOORS = HERE / "quality_floor.json"
TEXTS = ("gold", "parallel_texts")
SETS = {
    "texts": TEXTS,
    "plain pairs": ("parallel_plain",),
    "hard": ("hard",),
    "twins": (*TEXTS, "hard", "bad_twins"),
    "traps": ("traps",),
    "proposals": (),
}
"""Name -> its files in the folder of each language; none: the proposals."""


@cache
def pipeline() -> Pipeline:
    return Pipeline("ruhr")


@cache
def judged(file: Path) -> dict[str, list[Verdict]]:
    return judge([file], pipeline())


def paths(name: str) -> list[Path]:
    """The files of a set, as the command is given them."""
    stems = SETS[name]
    return [GOLD / language / f"{stem}.jsonl" for stem in stems for language in ("de", "en")] or [GOLD / "proposals"]


@cache
def evaluation(name: str) -> Evaluation:
    return of_files(data_files(paths(name)))


def of_files(files: Sequence[Path]) -> Evaluation:
    found: dict[str, list[Verdict]] = defaultdict(list)
    for file in files:
        for language, verdicts in judged(file).items():
            found[language] += verdicts
    return evaluation_of(found, files, [theme.id for theme in pipeline().strategy.themes])


@pytest.mark.parametrize("name", SETS)
def test_the_figures_reach_their_floors(name: str) -> None:
    pinned = read_floors(FLOORS)[data_hash(files_of(paths(name)))]["floors"]
    assert set(pinned) >= set(evaluation(name).figures)
    assert not below_floors(evaluation(name), pinned)


def test_every_held_out_text_and_proposal_is_in_a_set() -> None:
    known = {path for name in SETS for path in data_files(paths(name))}
    assert known == set(data_files([GOLD]))


def test_every_held_out_text_was_measured() -> None:
    for file in data_files([GOLD]):
        measured = [verdict.id for verdicts in judged(file).values() for verdict in verdicts]
        assert sorted(measured) == sorted([file.name] if is_proposal(file) else ids(file))


def test_every_bad_twin_has_its_text() -> None:
    twins = evaluation("twins").twins
    assert set(twins) == {"de", "en"}
    for language, figures in twins.items():
        assert figures.alone == 0
        assert figures.apart.of == len(ids(GOLD / language / "bad_twins.jsonl"))


@pytest.mark.parametrize(("name", "pairs"), [("texts", 60), ("plain pairs", 12)])
def test_every_text_is_compared_with_its_translation(name: str, pairs: int) -> None:
    gap = evaluation(name).gap
    assert gap is not None
    assert gap.pairs == pairs


def test_a_text_and_its_translation_get_nearly_the_same_scores() -> None:
    gap = evaluation("texts").gap
    assert gap is not None
    assert gap.mean <= 0.05


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_gold_text_was_learnt_from(language: str) -> None:
    learnt = HERE.parent / "corpus" / "strategies" / "ruhr" / "texts" / language
    taught = {identifier for file in learnt.glob("*.jsonl") for identifier in ids(file)}
    held = {identifier for file in (GOLD / language).glob("*.jsonl") for identifier in ids(file)}
    assert taught
    assert held
    assert not taught & held


def ids(file: Path) -> list[str]:
    return [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()]
