"""What must hold of every score, whatever the text."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3align import check
from s3align.record.assessment import Assessment, Reason, Status

NEUTRAL = (
    "Der Verein trifft sich an jedem zweiten Dienstag im Gemeindehaus und spricht über die kommenden Feste. "
    "Die Mitglieder planen den Ausflug, verteilen die Aufgaben und danken allen, die geholfen haben. "
    "Im Herbst gibt es wieder einen Basar mit selbst gemachten Dingen und viel Kuchen für die Gäste. "
)


def assessed(text: str) -> Assessment:
    return check(text.encode(), name="text.md")


def scores(text: str) -> dict[str, float]:
    return {theme.id: theme.sureness for theme in assessed(text).themes}


def test_the_example_speaks_of_logistics_and_green_technology(example: str) -> None:
    assessment = assessed(example)
    assert {assessment.overall.primary, *assessment.overall.secondary} == {"smart-logistics", "green-tech"}


def test_a_text_of_no_theme_is_given_none() -> None:
    assessment = assessed(NEUTRAL)
    assert assessment.status is Status.ASSESSED
    assert not any(theme.is_addressed for theme in assessment.themes)
    assert assessment.overall.primary is None
    assert assessment.overall.nearest is not None


def test_ledgers_sum_to_the_scores(example: str) -> None:
    assert assessed(example).themes
    for theme in assessed(example).themes:
        assert sum(line.value for line in theme.contributions) == pytest.approx(theme.sureness, abs=1e-9)
        assert theme.contributions[-1].kind == "remainder"
        assert theme.low <= theme.sureness <= theme.high


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Wasserstoff", "Logistik", "Museum", "KI", "und", "der", "Patient", "Haus", "plant"]),
        min_size=45,
        max_size=120,
    )
)
def test_ledgers_sum_for_any_words(words: list[str]) -> None:
    assessment = assessed("Das ist der Text und er ist für die Region. " + " ".join(words))
    if not assessment.themes:  # one word said over and over counts once
        assert assessment.reason is Reason.TOO_LITTLE_TEXT
    for theme in assessment.themes:
        assert sum(line.value for line in theme.contributions) == pytest.approx(theme.sureness, abs=1e-9)
        assert 0.0 <= theme.low <= theme.sureness <= theme.high <= 1.0


def test_evidence_is_cut_from_the_stored_text(example: str) -> None:
    assessment = assessed(example)
    assert any(card.terms for theme in assessment.themes for card in theme.evidence)
    for theme in assessment.themes:
        for card in theme.evidence:
            assert card.span.end - card.span.start == len(card.quote)
            for term in card.terms:
                assert card.quote[term.span.start : term.span.end] == term.text


def test_the_same_input_gives_the_same_record(example: str) -> None:
    assert assessed(example) == assessed(example)


def test_neutral_text_never_raises_a_score_much(example: str) -> None:
    short = example[: len(example) // 3]
    before, after = scores(short), scores(short + "\n\n" + NEUTRAL)
    assert all(after[theme] <= before[theme] + 0.05 for theme in before)


def test_doubling_a_text_changes_little(example: str) -> None:
    before, after = scores(example), scores(example + "\n\n" + example)
    assert all(abs(after[theme] - before[theme]) <= 0.1 for theme in before)


def test_a_few_typing_errors_change_little(example: str) -> None:
    noise = random.Random(7)  # noqa: S311 -- no secret, a fixed sequence
    spoilt = "".join("x" if letter.isalpha() and noise.random() < 0.01 else letter for letter in example)
    before, after = scores(example), scores(spoilt)
    assert all(abs(after[theme] - before[theme]) <= 0.2 for theme in before)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ein kurzer Satz über Wasserstoff.", "too_little_text"),
        (
            "Le projet vise à améliorer les services de la région avec une nouvelle méthode pour tous les habitants. "
            * 6,
            "language_not_covered",
        ),
    ],
)
def test_what_cannot_be_assessed_has_no_scores(text: str, reason: str) -> None:
    assessment = assessed(text)
    assert assessment.status is Status.NOT_ASSESSABLE
    assert assessment.reason == reason
    assert assessment.themes == ()


def odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_the_range_is_wider_where_a_score_rests_on_few_of_the_passages() -> None:
    about = [
        "Das Krankenhaus probt einen neuen Ablauf am Empfang.",
        "Ärzte begleiten den Versuch auf drei Stationen.",
        "Eine Apotheke liefert zweimal in der Woche.",
        "Die Patienten füllen dafür einen Bogen aus.",
    ]
    apart = [
        "Der Verein lädt im Herbst zu einem Fest mit Musik, Kuchen und einer Ausstellung ein.",
        "Die Kinder basteln Laternen, und abends wandert der Zug durch die Gassen.",
        "Im alten Rathaus erzählen Nachbarn von früher und zeigen Fotografien.",
        "Wer mag, bringt einen Stuhl, eine Decke oder ein Instrument mit.",
        "Am Sonntag spielt die Kapelle auf dem Platz, und alle singen mit.",
        "Zum Schluss räumen die Jüngsten auf, und die Ältesten kochen Kaffee.",
        "Auf der Wiese stehen lange Tische, und über ihnen hängen bunte Lampen.",
        "Ein Fotograf hält den Tag fest und verschenkt am Ende die Bilder.",
    ]
    shared = [f"{one} {two} {other}" for one, two, other in zip(apart[::2], apart[1::2], about, strict=True)]
    gathered = [" ".join(about), *(f"{one} {two}" for one, two in zip(apart[::2], apart[1::2], strict=True))]
    even, uneven = (
        check("\n\n".join(paragraphs).encode(), name="a.txt").theme("health") for paragraphs in (shared, gathered)
    )
    assert odds(uneven.sureness) - odds(uneven.low) > odds(even.sureness) - odds(even.low) + 0.1
