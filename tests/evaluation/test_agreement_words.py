"""What a reader is told of agreement, in both languages."""

from __future__ import annotations

import pytest

from s3align.evaluation.agreement import agreement
from s3align.evaluation.agreement_words import agreement_view
from s3align.evaluation.disagreements import disagreements
from s3align.record.assessment import Verdict
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.view_agreement import AgreementView, agreement_lines, difference_lines
from s3align.store.review import Reading, ReasonCode

NAMES = {"a": "Grüne Technologien/Wasserstoff/Kreislaufwirtschaft", "b": "Smart City"}
CORE, NONE, UNCLEAR = Verdict.CORE, Verdict.NONE, Verdict.UNCLEAR


def view_of(proposals: int, language: str = "de", *, ben: Verdict = CORE, machine: bool = False) -> AgreementView:
    rows = [
        Reading(f"{number}.pdf", str(number), name, said, ReasonCode.AIM_ONLY, "Seite 4", is_blind=name == "Ada")
        for number in range(proposals)
        for name, said in (
            ("Ada", {"a": CORE if number % 2 else NONE, "b": NONE}),
            ("Ben", {"a": ben if number % 2 else NONE, "b": CORE if number == 1 else NONE}),
        )
    ]
    said = {str(number): {"a": CORE, "b": NONE} for number in range(proposals)} if machine else None
    return agreement_view(agreement(rows, list(NAMES), said), disagreements(rows, list(NAMES)), NAMES, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_every_name_whole_and_no_line_is_too_wide(language: str) -> None:
    view = view_of(50, language, ben=UNCLEAR, machine=True)
    lines = [*agreement_lines(view), *difference_lines(view, 3, Messages.load(language))]
    assert max(map(len, lines)) <= 80
    assert NAMES["a"] in lines
    assert str(len(view.differences) - 3) in lines[-1]
    assert len(view.heads) == 1 + len(view.parts[0].rows[0].cells)


def test_few_proposals_give_counts_and_say_why() -> None:
    (few,), (enough,) = view_of(19).parts, view_of(50).parts
    assert (few.rows[0].same, few.rows[0].share, few.rows[0].kappa) == ("37 von 38", "", "")
    assert enough.rows[0].share.startswith("0,99 (")
    assert any("ab 20 gemeinsamen Anträgen" in note for note in view_of(19).notes)
    assert not any("ab 20 gemeinsamen Anträgen" in note for note in view_of(50).notes)


def test_a_figure_has_the_comma_or_point_of_its_language() -> None:
    german, english = view_of(50, "de").parts[0].rows[1], view_of(50, "en").parts[0].rows[1]
    assert (german.kappa, english.kappa) == ("1,00", "1.00")
    assert "0,9" in view_of(50, "de").parts[0].rows[0].kappa
    assert "0.9" in view_of(50, "en").parts[0].rows[0].kappa


def test_what_agreement_does_not_say_stands_beside_the_figures() -> None:
    notes = " ".join(view_of(50, ben=UNCLEAR, machine=True).notes)
    for words in (
        "Kappa fällt dann auch",
        "eigene Antwort",
        "leicht von ihnen mitgezogen",
        "nicht, dass jemand recht hat",
    ):
        assert words in notes
    assert "eigene Antwort" not in " ".join(view_of(50).notes)


def test_a_difference_says_who_says_what_and_why() -> None:
    (found,) = view_of(3).differences
    assert found.cells == (
        "gegensätzlich",
        "1.pdf",
        "Smart City",
        "Ada: kein Bezug (nur Ziel; Seite 4)\nBen: Kernthema (nur Ziel; Seite 4)",
    )


def test_without_common_proposals_it_says_so() -> None:
    rows = [Reading("1.pdf", "1", "Ada", {"a": CORE}), Reading("2.pdf", "2", "Ben", {"a": CORE})]
    view = agreement_view(agreement(rows, ["a"]), [], NAMES, "en")
    assert view.parts == ()
    assert "there is nothing to compare" in view.notes[0]
    assert list(difference_lines(view, 3, Messages.load("en"))) == ["There are no differences."]
