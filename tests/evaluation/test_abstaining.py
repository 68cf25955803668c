"""What "unclear" takes in and costs, and what can be promised."""

from __future__ import annotations

import pytest

from s3align.evaluation.abstaining import abstention, risk_coverage
from s3align.evaluation.promises import needed, promises
from s3align.evaluation.verdict import Table, Verdict, table_of


def table(*rows: tuple[bool, float]) -> Table:
    """Texts with one theme: expected and sureness; unclear from .3 to .5."""
    return table_of(
        [
            Verdict(
                str(number),
                "k",
                {"a": expected},
                {"a": (score, score >= 0.5)},
                frozenset({"a"}) if 0.3 <= score < 0.5 else frozenset(),
            )
            for number, (expected, score) in enumerate(rows)
        ],
        ["a"],
    )


ROWS = ((True, 0.9), (True, 0.4), (True, 0.1), (False, 0.8), (False, 0.35), (False, 0.1))


def test_unclear_takes_in_errors_and_costs_right_answers() -> None:
    found = abstention(table(*ROWS))
    assert (found.missed.count, found.missed.of) == (1, 2)
    assert (found.false.count, found.false.of) == (0, 1)
    assert (found.right.count, found.right.of) == (1, 3)
    assert (found.called_absent.count, found.called_absent.of) == (1, 3)
    assert (found.texts.count, found.texts.of) == (2, 6)


def test_an_unclear_theme_above_an_even_chance_would_have_been_given() -> None:
    verdict = Verdict("1", "k", {"a": False}, {"a": (0.6, False)}, frozenset({"a"}))
    found = abstention(table_of([verdict], ["a"]))
    assert (found.false.count, found.false.of) == (1, 1)


def test_fewer_answers_have_fewer_errors() -> None:
    first, *others = risk_coverage(table(*ROWS))
    assert first.answers.value == 1.0
    assert (first.missed.count, first.false.count) == (2, 1)
    for before, after in zip((first, *others), others, strict=False):
        assert after.answers.count <= before.answers.count
        assert after.missed.count <= before.missed.count
    at_eighty = next(point for point in others if point.sureness == 0.8)
    assert (at_eighty.answers.count, at_eighty.missed.count, at_eighty.false.count) == (4, 1, 1)


def test_themes_that_are_not_known_are_no_answers() -> None:
    verdict = Verdict("1", "k", {"a": True}, {"a": (0.9, True), "b": (0.45, False)}, frozenset({"b"}))
    found = table_of([verdict], ["a", "b"])
    assert abstention(found).texts.count == 0
    assert [point.answers.of for point in risk_coverage(found, [0.6])] == [1]


@pytest.mark.parametrize(("promised", "texts"), [(0.05, 19), (0.02, 49), (0.1, 9), (0.03, 33)])
def test_a_promise_needs_texts_about_the_theme(promised: float, texts: int) -> None:
    assert needed(promised) == texts
    (short,) = promises(table(*[(True, 0.4 + number / 1000) for number in range(texts - 1)]), ["a"], [promised])
    (enough,) = promises(table(*[(True, 0.4 + number / 1000) for number in range(texts)]), ["a"], [promised])
    assert short.borders[0].sureness is None
    assert enough.borders[0].sureness == 0.4
    assert enough.at_most <= promised


def test_of_the_themes_called_absent_one_more_is_promised() -> None:
    (found,) = promises(table(*ROWS), ["a"], [0.5])
    assert (found.texts, found.absent, found.at_most) == (3, 1, 0.5)
    (border,) = found.borders
    assert border.sureness == 0.4
    assert border.unclear is not None
    assert border.unclear.count == 1


def test_a_text_that_is_refused_is_unclear_and_calls_nothing_absent() -> None:
    refused = Verdict("1", "k", {"a": True}, {"a": (0.0, False)}, frozenset({"a"}), is_refused=True)
    found = table_of([refused, Verdict("2", "k", {"a": True}, {"a": (0.9, True)})], ["a"])
    assert (abstention(found).called_absent.count, abstention(found).missed.count) == (0, 1)
    (promise,) = promises(found, ["a"])
    assert (promise.texts, promise.absent) == (1, 0)
    assert [(point.answers.count, point.missed.count) for point in risk_coverage(found, [0.5])] == [(1, 0)]
