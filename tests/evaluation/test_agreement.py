"""Who is compared with whom, what is shown from how many on, and what there is to talk about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.evaluation.agreement import LEAST_CELLS, Limit, Who, agreement
from s3align.evaluation.disagreements import Gravity, disagreements
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, Reading, ReasonCode

CORE, SIDE, TOUCHED, NONE, UNCLEAR = Verdict.CORE, Verdict.SIDE, Verdict.TOUCHED, Verdict.NONE, Verdict.UNCLEAR


def reading(reviewer: str, number: int, *, blind: bool = True, day: date | None = None, **verdicts: Verdict) -> Reading:
    return Reading(f"{number}.pdf", f"sha-{number:03}", reviewer, verdicts, dated=day, is_blind=blind)


def readings(reviewer: str, answers: list[Verdict], *, blind: bool = True) -> list[Reading]:
    return [reading(reviewer, number, blind=blind, a=answer) for number, answer in enumerate(answers)]


HALF = [CORE, NONE] * 20
DIFFERENT = [*HALF[:30], *[NONE, CORE] * 5]


def test_two_people_are_compared_on_what_both_have_read() -> None:
    found = agreement([*readings("Ada", HALF), *readings("Ben", DIFFERENT[:25])], ["a", "b"])
    (pair,) = found.comparisons
    assert (pair.who, pair.readers, pair.overall.proposals, pair.overall.same) == (Who.PAIR, ("Ada", "Ben"), 25, 25)
    assert [entry.theme for entry in pair.figures] == [None, "a", "b"]
    assert pair.figures[2].cells == 0
    assert found.read == {"Ada": 40, "Ben": 25}


def test_below_the_least_number_there_are_counts_and_no_figure() -> None:
    (few,) = agreement([*readings("Ada", HALF[:-1]), *readings("Ben", DIFFERENT[:-1])], ["a"]).comparisons
    (enough,) = agreement([*readings("Ada", HALF), *readings("Ben", DIFFERENT)], ["a"]).comparisons
    assert len(HALF) == LEAST_CELLS
    assert few.overall.limits == (Limit.FEW,)
    assert (few.overall.same, few.overall.share, few.overall.kappa) == (30, None, None)
    assert enough.overall.share is not None
    assert enough.overall.share.value == 0.75
    assert enough.overall.kappa is not None
    assert enough.overall.kappa.value == pytest.approx(0.5)


def test_many_themes_of_few_proposals_are_too_few_too() -> None:
    themes = [f"theme-{number}" for number in range(10)]
    rows = [reading(name, number, **dict.fromkeys(themes, SIDE)) for name in ("Ada", "Ben") for number in range(19)]
    (pair,) = agreement(rows, themes).comparisons
    assert pair.overall.cells == 190
    assert pair.overall.limits == (Limit.FEW,)


def test_where_nearly_all_say_the_same_kappa_is_not_shown_and_ac1_is() -> None:
    nearly = [*[NONE] * 45, CORE, CORE]
    (pair,) = agreement([*readings("Ada", nearly), *readings("Ben", [NONE] * 47)], ["a"]).comparisons
    assert pair.overall.limits == (Limit.ONE_SIDED,)
    assert pair.overall.kappa is None
    assert pair.overall.ac1 is not None
    assert pair.overall.ac1.value > 0.9
    assert set(pair.limits) == {Limit.ONE_SIDED, Limit.BOTH_WRONG}


def test_unclear_is_an_answer_but_no_step() -> None:
    other = [UNCLEAR, *HALF[1:]]
    (pair,) = agreement([*readings("Ada", [*HALF, CORE]), *readings("Ben", [*other, CORE])], ["a"]).comparisons
    overall = pair.overall
    assert (overall.cells, overall.same, overall.unclear) == (41, 40, 1)
    assert overall.kappa is not None
    assert overall.weighted_kappa is not None
    assert overall.kappa.value < 1.0
    assert overall.weighted_kappa.value == 1.0
    assert Limit.UNCLEAR in pair.limits


def test_more_than_two_people_are_compared_in_pairs_and_together() -> None:
    rows = [*readings("Ada", HALF), *readings("Ben", HALF), *readings("Cem", HALF)]
    found = agreement(rows, ["a"]).comparisons
    assert [(row.who, len(row.readers)) for row in found] == [(Who.PAIR, 2)] * 3 + [(Who.ALL, 3)]
    assert found[-1].overall.kappa is None
    assert found[-1].overall.ac1 is not None
    assert found[-1].overall.ac1.value == 1.0


def test_who_shares_no_proposal_is_named() -> None:
    far = [reading("Cem", number, a=CORE) for number in range(900, 910)]
    found = agreement([*readings("Ada", HALF), *readings("Ben", HALF), *far], ["a"])
    assert found.alone == ("Cem",)
    assert all("Cem" not in row.readers for row in found.comparisons if row.who is Who.PAIR)


def test_agreement_with_the_program_is_told_apart_by_who_saw_it() -> None:
    machine = {f"sha-{number:03}": {"a": answer} for number, answer in enumerate(HALF)}
    seen, blind = readings("Ada", HALF[:20], blind=False), readings("Ada", DIFFERENT)[20:]
    found = {row.who: row for row in agreement([*seen, *blind], ["a"], machine).comparisons}
    assert (found[Who.MACHINE_SEEN].overall.proposals, found[Who.MACHINE_SEEN].overall.same) == (20, 20)
    assert (found[Who.MACHINE_BLIND].overall.proposals, found[Who.MACHINE_BLIND].overall.same) == (20, 10)
    assert Limit.NOT_BLIND in found[Who.MACHINE_SEEN].limits
    assert Limit.NOT_BLIND not in found[Who.MACHINE_BLIND].limits


def test_what_the_program_refused_is_compared_with_nobody() -> None:
    assert agreement(readings("Ada", HALF), ["a"], {}).comparisons == ()


def test_a_version_that_was_changed_is_another_proposal() -> None:
    later = Reading("1.pdf", "sha-of-later", "Ben", {"a": CORE})
    assert agreement([reading("Ada", 1, a=CORE), later], ["a"]).comparisons == ()


def test_of_two_readings_by_one_person_the_later_counts() -> None:
    first, second = reading("Ada", 1, day=date(2026, 3, 1), a=NONE), reading("Ada", 1, day=date(2026, 4, 1), a=CORE)
    for order in ([first, second], [second, first]):
        found = agreement([*order, reading("Ben", 1, a=CORE)], ["a"])
        assert found.comparisons[0].overall.same == 1
        assert found.twice == 1


verdicts = st.dictionaries(st.sampled_from("ab"), st.sampled_from(list(Verdict)))
rows_of_readings = st.dictionaries(st.tuples(st.sampled_from(["Ada", "Ben", "Cem"]), st.integers(0, 8)), verdicts)


@given(rows_of_readings, st.randoms())
def test_the_order_of_readings_changes_nothing(found, random) -> None:
    rows = [reading(name, number, **said) for (name, number), said in found.items()]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert agreement(rows, ["a", "b"]) == agreement(shuffled, ["a", "b"])
    assert disagreements(rows, ["a", "b"]) == disagreements(shuffled, ["a", "b"])


def test_the_gravest_difference_comes_first() -> None:
    pairs = [(CORE, SIDE), (UNCLEAR, CORE), (SIDE, TOUCHED), (CORE, NONE), (NONE, TOUCHED), (SIDE, NONE), (CORE, CORE)]
    rows = [
        reading(name, number, a=pair[place]) for number, pair in enumerate(pairs) for place, name in enumerate("AB")
    ]
    found = disagreements(rows, ["a"])
    assert [pairs[int(row.file[0])] for row in found] == [
        (CORE, NONE),
        (SIDE, NONE),
        (SIDE, TOUCHED),
        (UNCLEAR, CORE),
        (CORE, SIDE),
        (NONE, TOUCHED),
    ]
    assert [row.gravity for row in found] == [
        Gravity.OPPOSITE,
        Gravity.BORDER,
        Gravity.BORDER,
        Gravity.UNDECIDED,
        Gravity.DEGREE,
        Gravity.DEGREE,
    ]


def test_decisions_that_differ_are_named_with_reason_and_words() -> None:
    one = Reading("1.pdf", "x", "Ada", {"a": CORE}, ReasonCode.WORK_SHOWN, "Page 4", Decision.FITS)
    other = Reading("1.pdf", "x", "Ben", {"a": CORE}, ReasonCode.AIM_ONLY, "No work", Decision.DOES_NOT_FIT)
    (found,) = disagreements([other, one], ["a"])
    assert (found.theme, found.gravity) == (None, Gravity.OPPOSITE)
    assert [(said.reviewer, said.decision, said.reason, said.remark) for said in found.said] == [
        ("Ada", Decision.FITS, ReasonCode.WORK_SHOWN, "Page 4"),
        ("Ben", Decision.DOES_NOT_FIT, ReasonCode.AIM_ONLY, "No work"),
    ]


def test_a_theme_that_one_left_open_is_no_difference() -> None:
    assert disagreements([reading("Ada", 1, a=CORE), reading("Ben", 1, b=CORE)], ["a", "b"]) == []


def test_of_three_people_the_two_furthest_apart_decide() -> None:
    rows = [reading("Ada", 1, a=CORE), reading("Ben", 1, a=SIDE), reading("Cem", 1, a=NONE)]
    (found,) = disagreements(rows, ["a"])
    assert found.gravity is Gravity.OPPOSITE
    assert [said.verdict for said in found.said] == [CORE, SIDE, NONE]
