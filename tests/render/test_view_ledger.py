"""The ledger on paper: both steps add up to the tenth as printed, whatever the figures are."""

from __future__ import annotations

from math import fsum

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from s3align.record.assessment import Contribution
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.render.view_ledger import LedgerMaker, LedgerScale

SMALL = st.floats(-0.08, 0.12)
GROUPS = st.lists(st.lists(SMALL, min_size=1, max_size=6), max_size=6)


def tenths(text):
    return int(text.replace("−", "-").replace("+", "").replace(",", ""))


def assert_adds_up(ledger):
    steps = [ledger.base, *(group.sum for group in ledger.groups), *([ledger.rest] if ledger.rest else [])]
    assert sum(tenths(line.points) for line in steps) == tenths(ledger.total)
    for group in ledger.groups:
        assert not group.lines or sum(tenths(line.points) for line in group.lines) == tenths(group.sum.points)


def shown(assessment, strategy, theme_id):
    return next(theme for theme in build_view(assessment, strategy, "de").themes if theme.id == theme_id)


def test_both_steps_add_up_to_the_points_as_printed(assessment, strategy):
    for theme in build_view(assessment, strategy, "de").themes:
        assert_adds_up(theme.ledger)
        assert tenths(theme.ledger.total) == theme.points * 10


@given(GROUPS, SMALL, SMALL, st.integers(0, 40))
def test_any_figures_add_up_as_printed(assessment, groups, base, rest, others):
    lines = [Contribution("base", "", "", base)]
    for number, (last, *own) in enumerate(groups):
        lines += [Contribution("keyword", "a", "a", value, number) for value in own]
        lines.append(Contribution("remainder", "", "", last, number))
    lines.append(Contribution("remainder", "", "", rest if others else 0.0))
    sureness = min(max(fsum(line.value for line in lines), 0.0), 1.0)
    theme = replace(assessment.theme("health"), sureness=sureness, contributions=tuple(lines))
    maker = LedgerMaker(LedgerScale(10.0, 100.0), {}, len(groups) + others, Messages.load("de"))
    ledger = maker.ledger(theme)
    assert_adds_up(ledger)
    assert (ledger.rest is None) == (others == 0)


def test_passages_are_named_by_page_and_section(assessment, strategy):
    ledger = shown(assessment, strategy, "green-tech").ledger
    assert [group.sum.label for group in ledger.groups] == [
        "Seite\u00a03 · 2.1 Ziele des Vorhabens (Abschnitt\u00a022)",
        "Seite\u00a05 (gedruckt: iii) · 3 Arbeitsplan (Abschnitt\u00a036)",
        "Seite\u00a09 (Abschnitt\u00a064)",
    ]
    assert ledger.groups[0].lines[-1].label == "Rest des Abschnitts"
    assert ledger.rest.label == "Alle übrigen 93 Abschnitte"


def test_a_passage_that_no_evidence_shows_has_its_number_alone(assessment, strategy):
    assert [group.sum.label for group in shown(assessment, strategy, "health").ledger.groups] == ["Abschnitt\u00a06"]


def test_a_passage_without_words_of_its_own_is_a_single_line(assessment, strategy):
    line = Contribution("remainder", "", "", 0.1, 4)
    themes = tuple(
        replace(theme, contributions=(*theme.contributions, line)) if theme.id == "health" else theme
        for theme in assessment.themes
    )
    groups = shown(replace(assessment, themes=themes), strategy, "health").ledger.groups
    assert [bool(group.lines) for group in groups] == [True, False]


def test_a_card_has_the_points_that_the_ledger_prints(assessment, strategy):
    theme = shown(assessment, strategy, "green-tech")
    assert [card.points for card in theme.evidence] == [f"{group.sum.points} Punkte" for group in theme.ledger.groups]


def test_bars_stay_inside_and_share_one_scale(assessment, strategy):
    ledgers = [theme.ledger for theme in build_view(assessment, strategy, "de").themes]
    lines = [line for ledger in ledgers for group in ledger.groups for line in (group.sum, *group.lines)]
    assert all(line.start >= 0 and line.start + line.width <= 100.01 for line in lines)
    assert len({ledger.zero for ledger in ledgers}) == 1
