"""What may be done to a text without moving its scores, and what must move them.

The texts are the held-out parallel texts: the same project in German and in English, never learnt from.
"""

from __future__ import annotations

import itertools
import json
import random
import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from s3align.pipeline import Pipeline, check, default_pipeline
from s3align.record.assessment import Assessment
from s3align.settings import Settings

GOLD = Path(__file__).parent.parent / "gold"
LANGUAGES = ("de", "en")
NOISE = 0.02
"""FeatureValue of letters that text recognition gets wrong on a bad scan."""
BOILERPLATE = {
    "de": (
        "Der Lenkungskreis tagt vierteljährlich und beschließt über Änderungen des Zeitplans.",
        "Belege werden zehn Jahre aufbewahrt und auf Verlangen vorgelegt.",
        "Die Antragstellerin versichert, dass alle Angaben vollständig und richtig sind.",
        "Reisekosten werden nach den Vorschriften des Landes abgerechnet, Vergaben vorab angezeigt.",
    ),
    "en": (
        "The steering group meets every quarter and decides on changes to the timetable.",
        "Receipts are kept for ten years and presented on request.",
        "The applicant declares that all statements are complete and correct.",
        "Travel is accounted for under the rules of the state, and contracts are announced beforehand.",
    ),
}


@cache
def parallel_texts(language: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        json.loads(line) for line in (GOLD / language / "parallel_texts.jsonl").read_text("utf-8").splitlines()
    )


@cache
def assessed(text: str) -> Assessment:
    return check(text.encode(), name="text.txt")


def scores(text: str) -> dict[str, float]:
    return {theme.id: theme.sureness for theme in assessed(text).themes}


def whole(row: dict[str, Any]) -> str:
    return f"{row['title']}\n\n{row['text']}"


def long_texts(language: str) -> list[tuple[str, str]]:
    """(theme, three texts about it in a row) for every theme: the length of a short proposal."""
    rows = parallel_texts(language)
    themes = sorted({row["themes"][0] for row in rows if len(row["themes"]) == 1})
    return [(theme, "\n\n".join(whole(row) for row in rows if row["themes"] == [theme])) for theme in themes]


def differences(one: str, other: str) -> list[float]:
    after = scores(other)
    return [abs(value - after[theme]) for theme, value in scores(one).items()]


def pages_of_boilerplate(language: str) -> str:
    """About ten pages; numbered, so that no passage is the same twice."""
    return "\n\n".join(
        " ".join(f"{sentence[:-1]}, Punkt {number}." for sentence in BOILERPLATE[language]) for number in range(80)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_pages_of_boilerplate_change_no_theme_addressed_and_little_of_its_sureness(language: str) -> None:
    """Three quarters of boilerplate: the extent falls to a quarter, by design, and the sureness by a third at most."""
    padding = pages_of_boilerplate(language)
    moved = []
    for theme, text in long_texts(language):
        padded = f"{text}\n\n{padding}"
        assert [entry.id for entry in assessed(padded).addressed] == [theme]
        assert [entry.id for entry in assessed(text).addressed] == [theme]
        assert assessed(padded).theme(theme).extent < 0.3 * assessed(text).theme(theme).extent
        moved.extend(differences(text, padded))
    assert statistics.mean(moved) <= 0.08
    assert max(moved) <= 0.36


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_said_twice_has_the_same_scores(language: str) -> None:
    moved = [
        value for row in parallel_texts(language) for value in differences(whole(row), f"{whole(row)}\n\n{whole(row)}")
    ]
    assert statistics.mean(moved) <= 0.02


@pytest.mark.parametrize("language", LANGUAGES)
def test_misread_letters_hardly_move_a_score(language: str) -> None:
    chance = random.Random(3)  # noqa: S311 -- typing errors need no secrecy
    moved = []
    for row in parallel_texts(language):
        letters = [
            chance.choice("aeinrst") if letter.isalpha() and chance.random() < NOISE else letter
            for letter in whole(row)
        ]
        moved.extend(differences(whole(row), "".join(letters)))
    assert statistics.mean(moved) <= 0.05


def test_a_text_and_its_translation_get_the_same_scores() -> None:
    english = {row["pair"]: whole(row) for row in parallel_texts("en")}
    gaps = [value for row in parallel_texts("de") for value in differences(whole(row), english[row["pair"]])]
    assert statistics.mean(gaps) <= 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theme_of_one_chapter_in_five_is_found(language: str) -> None:
    texts = long_texts(language)
    found = 0
    for theme, chapter in texts:
        others = [text for other, text in texts if other != theme]
        document = "\n\n".join([*others[:1], chapter, *others[1:4]])
        found += any(entry.id == theme and entry.is_addressed for entry in assessed(document).themes)
    assert found >= len(texts) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_chapter_a_theme_falls_and_the_other_leads(language: str) -> None:
    texts = long_texts(language)
    for (theme, chapter), (other, rest) in itertools.pairwise(texts):
        before, after = scores(f"{chapter}\n\n{rest}"), scores(rest)
        assert after[theme] < before[theme]
        assert max(after, key=lambda name: after[name]) == other


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_the_strategys_sentences_raise_no_score(language: str) -> None:
    strategy = default_pipeline().assessor().strategy
    base = whole(next(row for row in parallel_texts(language) if not row["themes"]))
    terms = [term.text for term in strategy.terms if term.language == language and term.theme == "smart-logistics"]
    copied = "\n\n".join(theme.gloss[language] for theme in strategy.themes)
    for concealment in (", ".join(terms[:80]), copied):
        assert scores(f"{base}\n\n{concealment}") == pytest.approx(scores(base), abs=1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_said_thirty_times_counts_once(language: str) -> None:
    base, sentence = whole(parallel_texts(language)[0]), parallel_texts(language)[-20]["text"].split(". ")[0] + ". "
    once, often = scores(f"{base}\n\n{sentence}"), scores(f"{base}\n\n{sentence * 30}")
    assert often == pytest.approx(once, abs=0.01)


def test_what_was_left_out_is_named_with_its_page() -> None:
    row = next(row for row in parallel_texts("de") if not row["themes"])
    terms = [
        term.text
        for term in default_pipeline().assessor().strategy.terms
        if term.language == "de" and term.theme == "health"
    ]
    notes = assessed(f"{whole(row)}\n\n{', '.join(terms[:40])}").integrity
    assert [(note.kind, note.page) for note in notes] == [("keyword_list", 1)]
    assert notes[0].quote


def test_pages_that_were_not_read_are_announced() -> None:
    text = "\f".join(whole(row) for row in parallel_texts("de")[:5])
    notes = Pipeline(settings=Settings(max_pages=3)).check(text.encode(), name="text.txt").integrity
    assert [(note.kind, note.count) for note in notes] == [("pages_cut", 5)]
