"""How the program does beside people, counted."""

from __future__ import annotations

import pytest

from s3align.evaluation.plain_counts import LEAST_NAMED, likely_share, plain_counts
from s3align.evaluation.verdict import Verdict


def said(
    expected: dict[str, bool], given: set[str], unclear: set[str] = frozenset(), *, refused: bool = False
) -> Verdict:
    predicted = {theme: (0.5, theme in given) for theme in ("a", "b", "c")}
    return Verdict("1", "proposal", expected, predicted, frozenset(unclear), is_refused=refused)


def test_every_named_theme_is_found_missed_or_unclear_unless_the_proposal_was_refused() -> None:
    rows = [
        said({"a": True, "b": False}, {"a", "b", "c"}),
        said({"a": True, "b": True}, set(), {"b", "c"}),
        said({"a": True}, set(), {"a", "b", "c"}, refused=True),
    ]
    overall, a, b = plain_counts(rows, ["a", "b", "c"])
    assert (overall.named, overall.found, overall.missed, overall.extra, overall.unclear, overall.refused) == (
        4,
        1,
        1,
        1,
        1,
        1,
    )
    assert (a.theme, a.named, a.found, a.missed) == ("a", 3, 1, 1)
    assert (b.named, b.found, b.missed, b.extra, b.unclear) == (1, 0, 0, 1, 1)
    assert not overall.is_enough


def test_few_named_themes_say_little() -> None:
    few, many = likely_share(4, 5), likely_share(24, LEAST_NAMED)
    assert (few.low, few.high) == (pytest.approx(0.44, abs=0.01), pytest.approx(0.96, abs=0.01))
    assert (many.low, many.high) == (pytest.approx(0.66, abs=0.01), pytest.approx(0.89, abs=0.01))
    assert 0 <= likely_share(0, 3).low <= likely_share(3, 3).high <= 1
