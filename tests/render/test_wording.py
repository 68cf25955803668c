"""The overall statement: it says of every theme what its verdict says, and never more than the ranges allow."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.record.assessment import Overall, Rule, Verdict
from s3align.render.messages import Messages
from s3align.render.wording import headline, reasoning

DE, EN = Messages.load("de"), Messages.load("en")


def changed(assessment, overall, **themes):
    """``themes``: id with underscores -> what changes."""
    found = {key.replace("_", "-"): values for key, values in themes.items()}
    return replace(
        assessment,
        overall=overall,
        themes=tuple(replace(theme, **found.get(theme.id, {})) for theme in assessment.themes),
    )


@pytest.fixture
def none(assessment):
    """The assessment with no theme addressed."""
    low = {"verdict": Verdict.NONE, "sureness": 0.1}
    return changed(assessment, Overall(Rule.NONE), green_tech=low, new_industry=low, smart_city=low)


def test_core_themes_come_first_and_side_themes_after(assessment, strategy):
    text = headline(assessment, strategy, DE)
    assert text.startswith(
        "Der Text handelt vor allem von „Grüne Technologien/Wasserstoff/Kreislaufwirtschaft“ (Kernthema)"
    )
    assert text.endswith(", daneben von „Neue Industrie“ (Nebenthema).")
    assert headline(assessment, strategy, EN).endswith(", and also about “New Industry” (side theme).")


def test_two_core_themes_stand_side_by_side(assessment, strategy):
    both = changed(assessment, assessment.overall, new_industry={"verdict": Verdict.CORE})
    assert headline(both, strategy, DE).endswith("“ (Kernthema) und „Neue Industrie“ (Kernthema).")


def test_a_weak_text_names_the_themes_touched_whatever_comes_nearest(none, strategy):
    weak = changed(none, Overall(Rule.WEAK, nearest="green-tech"), health={"verdict": Verdict.TOUCHED})
    assert headline(weak, strategy, DE).startswith("Zu „Gesundheitswirtschaft“ wurden nur einzelne Stellen gefunden.")
    assert "50 von 100" in reasoning(weak, strategy, DE)


def test_a_spread_text_counts_the_themes_touched(none, strategy):
    touched = {"verdict": Verdict.TOUCHED}
    spread = changed(none, Overall(Rule.SPREAD), health=touched, smart_city=touched, cyber_ai=touched)
    assert headline(spread, strategy, DE).startswith("Zu drei Themen der Strategie wurden einzelne Stellen gefunden")
    assert headline(spread, strategy, EN).startswith("Single passages were found on three themes of the strategy")


def test_a_text_of_none_is_told_what_was_found_and_what_comes_nearest(none, strategy):
    quoted = next(theme.evidence for theme in none.themes if theme.evidence)
    near = changed(none, none.overall, health={"sureness": 0.2, "evidence": quoted})
    assert headline(near, strategy, DE) == (
        "Das Programm hat keine Stelle gefunden, die deutlich von einem Thema der Strategie spricht. "
        "Am nächsten kommt „Gesundheitswirtschaft“."
    )
    assert headline(near, strategy, EN).endswith("“Health Economy” comes nearest.")
    assert "übersehen" in reasoning(near, strategy, DE)


def test_a_theme_whose_range_reaches_below_the_border_is_not_stated_as_certain(assessment, strategy):
    single = changed(
        assessment,
        Overall(Rule.MAIN, "green-tech"),
        green_tech={"sureness": 0.57, "low": 0.33, "high": 0.78},
        new_industry={"verdict": Verdict.NONE, "sureness": 0.02, "high": 0.05},
        smart_city={"verdict": Verdict.NONE, "sureness": 0.02, "high": 0.05},
    )
    assert headline(single, strategy, DE).endswith("(Kernthema). Ganz sicher ist das nicht.")
    assert "hat die höchste Sicherheit: Sie liegt" not in reasoning(single, strategy, DE)
    assert "zwischen 33 und 78" in reasoning(single, strategy, DE)
    sure = changed(single, single.overall, green_tech={"sureness": 0.8, "low": 0.6})
    assert headline(sure, strategy, DE).endswith("(Kernthema).")
    assert "hat die höchste Sicherheit: Sie liegt" in reasoning(sure, strategy, DE)


@pytest.mark.parametrize(
    ("messages", "words", "reason"),
    [
        (
            DE,
            ("Unklar, bitte lesen", "„Neue Industrie“ und „Smart City“", "ein Mensch"),
            "Das muss ein Mensch entscheiden.",
        ),
        (EN, ("Unclear, please read", "“New Industry” and “Smart City”", "a person"), "A person has to decide this."),
    ],
)
def test_an_unclear_text_has_to_be_read(none, strategy, messages, words, reason):
    unclear = {"verdict": Verdict.UNCLEAR, "sureness": 0.4}
    read = changed(none, Overall(Rule.UNCLEAR, nearest="smart-city"), smart_city=unclear, new_industry=unclear)
    assert all(word in headline(read, strategy, messages) for word in words)
    assert reasoning(read, strategy, messages).endswith(reason)


def test_a_theme_leads_clearly_only_where_no_range_reaches_its_own(assessment, strategy):
    ahead = changed(assessment, assessment.overall, green_tech={"low": 0.79}, new_industry={"high": 0.74})
    assert "hat die höchste Sicherheit: Sie liegt" in reasoning(ahead, strategy, DE)
    assert "has the highest certainty: it lies" in reasoning(ahead, strategy, EN)


@pytest.mark.parametrize("high", [0.785, 0.79, 0.9])
def test_ranges_that_overlap_as_printed_are_said(assessment, strategy, high):
    close = changed(assessment, assessment.overall, green_tech={"low": 0.79}, new_industry={"high": high})
    for messages, words in (
        (DE, "überschneidet sich aber mit dem von „Neue Industrie“"),
        (EN, "overlaps with that of “New Industry”"),
    ):
        text = reasoning(close, strategy, messages)
        assert words in text
        assert "hat die höchste Sicherheit: Sie liegt" not in text
        assert "clearly" not in text


def test_a_single_theme_addressed_is_not_ahead_of_an_unclear_one_in_its_range(assessment, strategy):
    single = changed(
        assessment,
        Overall(Rule.MAIN, "green-tech"),
        green_tech={"low": 0.6},
        new_industry={"verdict": Verdict.UNCLEAR, "sureness": 0.45, "high": 0.7},
    )
    text = reasoning(single, strategy, DE)
    assert text.startswith("Der Text spricht ein Thema an.")
    assert "überschneidet sich aber mit dem von „Neue Industrie“" in text


def test_nothing_is_reasoned_where_nothing_was_assessed(refused, strategy):
    assert reasoning(refused, strategy, DE) is None
