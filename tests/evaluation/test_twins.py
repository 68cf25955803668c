"""A text must be given its themes and its bad twin none of them."""

from __future__ import annotations

import json
from pathlib import Path

from s3align.evaluation.twins import twin_figures, twins_in
from s3align.evaluation.verdict import Verdict


def verdict(identifier: str, about: str | None, given: str | None, unclear: str | None = None) -> Verdict:
    return Verdict(
        identifier,
        "k",
        {theme: theme == about for theme in "ab"},
        {theme: (0.9 if theme == given else 0.1, theme == given) for theme in "ab"},
        frozenset({unclear} - {None}),
    )


def test_a_pair_is_kept_apart_where_the_text_alone_is_given_its_theme() -> None:
    rows = [
        verdict("1", "a", "a"),
        verdict("1-twin", None, None),
        verdict("2", "a", None, unclear="a"),
        verdict("2-twin", None, None),
        verdict("3", "a", "a"),
        verdict("other", None, "a"),
        verdict("4", "a", "a"),
        verdict("4-twin", None, "b"),
        verdict("lost", None, None),
    ]
    found = twin_figures(rows, {"other": "3", "lost": "elsewhere"})
    assert found is not None
    assert (found.apart.count, found.apart.of) == (2, 4)
    assert (found.not_given, found.unclear, found.given, found.alone) == (("2",), ("2",), ("other",), 1)


def test_without_twins_there_are_no_figures() -> None:
    assert twin_figures([verdict("1", "a", "a")], {}) is None


def test_rows_name_the_text_that_they_are_twins_of(tmp_path: Path) -> None:
    path = tmp_path / "twins.jsonl"
    rows = [{"id": "x", "twin_of": "y", "text": "."}, {"id": "z", "text": 'says "twin_of" only'}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert twins_in([path]) == {"x": "y"}
