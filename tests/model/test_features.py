"""What words and terms bring, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from small_models import OUTSIDE, TERMS, UNKNOWN, WORDS, hit, segment, token

from s3align.model.features import (
    owner_of,
    term_places,
    term_values,
    token_words,
    word_counts,
    word_places,
    word_values,
    wording,
)
from s3align.strategy.model import OUT_OF_SCOPE, Strength


def test_words_count_by_form_parts_and_emphasis_and_only_as_letters() -> None:
    harbour = token("Seehafen", parts=("see", "hafen"), emphasis=2)
    assert token_words(harbour) == ("seehafen", "see", "hafen")
    assert word_counts([harbour, token("Hafen"), token("ab"), token("co2"), token("2030")]) == {
        "seehafen": 2,
        "see": 2,
        "hafen": 3,
    }
    assert token_words(token("see", parts=("see",))) == ("see",)


def test_a_word_has_its_share_of_a_text_of_length_one() -> None:
    counts = {"ship": 3, "port": 1, "rock": 1}
    ship = (1 + math.log(3)) * 2.0
    length = math.sqrt(ship**2 + 3.0**2 + UNKNOWN**2)
    assert word_values(counts, WORDS) == pytest.approx({"ship": ship / length, "port": 3.0 / length})


def test_a_word_that_is_no_evidence_changes_nothing() -> None:
    with_general = word_values({"ship": 1, "rock": 1, "go": 40}, WORDS)
    assert with_general == word_values({"ship": 1, "rock": 1}, WORDS)
    assert word_values({"go": 3}, WORDS) == {}
    assert word_values({}, WORDS) == {}


def test_unknown_words_make_the_others_count_less() -> None:
    assert word_values({"ship": 1, "rock": 1}, WORDS)["ship"] < word_values({"ship": 1}, WORDS)["ship"] == 1.0


def test_terms_saturate_and_share_what_they_bring_by_their_strength() -> None:
    hits = [
        hit("mole", "sea", 0),
        hit("quay", "sea", 1),  # half as reliable as usual
        hit("tide", "sea", 2, strength=Strength.MEDIUM),
        hit("wave", "sea", 3, strength=Strength.WEAK),
    ]
    total = 1.0 + 1.0 * 0.5 + 0.5 + 0.15
    rate = math.log(1 + total) / total
    found = term_values(hits, TERMS.reliability)
    assert found == {"sea": pytest.approx({"mole": rate, "quay": 0.5 * rate, "tide": 0.5 * rate, "wave": 0.15 * rate})}
    assert sum(found["sea"].values()) == pytest.approx(math.log(1 + total))


def test_a_term_counts_once_however_often_it_stands_there() -> None:
    once = term_values([hit("mole", "sea", 0)], TERMS.reliability)
    assert term_values([hit("mole", "sea", number) for number in range(9)], TERMS.reliability) == once
    assert once == {"sea": {"mole": pytest.approx(math.log(2))}}


def test_a_second_term_brings_less_than_the_first() -> None:
    sums = [
        sum(term_values([hit(f"t{number}", "sea", number) for number in range(count)], {})["sea"].values())
        for count in (1, 2, 3)
    ]
    assert sums[0] > sums[1] - sums[0] > sums[2] - sums[1] > 0


def test_terms_of_every_owner_saturate_by_themselves() -> None:
    hits = [hit("mole", "sea", 0), hit("farm", "food", 1), hit("hotel", OUT_OF_SCOPE, 2)]
    one = pytest.approx(math.log(2))
    assert term_values(hits, {}) == {"sea": {"mole": one}, "food": {"farm": one}, OUTSIDE: {"hotel": one}}
    assert term_values([], {}) == {}


def test_every_topic_outside_all_themes_is_an_owner_of_its_own() -> None:
    inn, beach = hit("inn", OUT_OF_SCOPE, 0), hit("beach", OUT_OF_SCOPE, 1)
    court = replace(inn, term=replace(inn.term, text="court", subtopic="law"))
    assert [owner_of(found.term) for found in (inn, court)] == [OUTSIDE, f"{OUT_OF_SCOPE}/law"]
    assert owner_of(hit("mole", "sea", 0).term) == "sea"
    found = term_values([inn, beach, court], {})
    assert found[f"{OUT_OF_SCOPE}/law"] == {"court": pytest.approx(math.log(2))}
    assert found[OUTSIDE] == pytest.approx(dict.fromkeys(("inn", "beach"), math.log(3) / 2))


def test_a_term_of_no_reliability_brings_nothing() -> None:
    assert term_values([hit("mole", "sea", 0)], {"sea": {"mole": 0.0}}) == {"sea": {"mole": 0.0}}


def test_words_and_terms_name_every_place_and_their_most_frequent_wording() -> None:
    text = segment(
        "Ship ship ship rock Quay wall quay wall inn",
        hit("quay wall", "sea", 4, 5),
        hit("quay wall", "sea", 6, 7),
        hit("inn", OUT_OF_SCOPE, 8),
    )
    assert word_places(text, ["ship", "rock"]) == {"ship": ((0, 0), (1, 1), (2, 2)), "rock": ((3, 3),)}
    places = term_places(text)
    assert places == {("sea", "quay wall"): ((4, 5), (6, 7)), (OUTSIDE, "inn"): ((8, 8),)}
    assert wording(text, [(0, 0), (1, 1), (2, 2)]) == "ship"
    assert wording(text, places["sea", "quay wall"]) == "Quay wall"
    assert wording(text, [(1, 1), (0, 0)]) == "Ship"
