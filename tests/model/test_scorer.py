"""Scores, ranges and the ledger in two steps: worked out by hand on small models, and exact on any."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_models import (
    DOCUMENT,
    FUSION,
    THEMES,
    UNKNOWN,
    hit,
    language_profiles,
    logistic,
    model,
    odds_of,
    random_documents,
    random_models,
    random_segments,
    segment,
    with_hits,
)

from s3align.model.profiles import LEAST_EXTENT, SHORT_SEGMENTS, DocumentModel, Fusion, Profiles, shortness
from s3align.model.scorer import (
    EIGHTY_PERCENT,
    KNEE,
    LENGTH_WIDTH,
    MOST_CERTAIN,
    JudgedText,
    ScoredDocument,
    SegmentResult,
    ThemeScore,
    ThemeScorer,
    bounded,
)
from s3align.model.segments import Segment
from s3align.strategy.model import OUT_OF_SCOPE

ONE_LANGUAGE, BOTH = ("en",), ("de", "en")
ABOUT, APART = segment("ship port rock sand", hit("mole", "sea", 0)), segment("field rock sand clay")


def scored(texts: Sequence[Segment], profiles: Profiles | None = None) -> ScoredDocument:
    return ThemeScorer(profiles or model()).score(texts)


def judged(text: Segment, theme: str = "sea") -> float:
    """Z of a single text."""
    return JudgedText(text, language_profiles()).log_odds[theme]


EMPTY = logistic(-2.0)
"""The extent of a text without any evidence."""


def of_extent(extent: float, count: int, empty: float = EMPTY) -> float:
    return DOCUMENT.extent * math.log(max(extent - empty, 0.0) + LEAST_EXTENT) + DOCUMENT.length * math.log(count)


def values(document: ScoredDocument, theme: str, index: int) -> dict[tuple[str, str], float]:
    return {(row.kind, row.feature.key): row.value for row in document.attributions(theme, index)}


def test_a_passage_s_log_odds_are_base_words_and_terms() -> None:
    text = segment(
        "ship ship port bread rock go", hit("mole", "sea", 0), hit("farm", "food", 3), hit("inn", OUT_OF_SCOPE, 4)
    )
    ship = (1 + math.log(2)) * 2.0
    length = math.sqrt(ship**2 + 3.0**2 + 2.5**2 + UNKNOWN**2)
    one = math.log(2)
    sea = -2.0 + 1.5 * (ship * 1.5 + 3.0 * 0.5 - 2.5 * 0.5) / length + 0.5 * (3.0 * one - 1.0 * one - 2.0 * one)
    food = -1.0 + 1.0 * 2.5 * 2.0 / length + 0.8 * 2.0 * one
    found = JudgedText(text, language_profiles())
    assert found.log_odds == pytest.approx({"sea": sea, "food": food})
    assert (found.base("sea"), found.base("food")) == (-2.0, -1.0)
    assert {(kind, part.key): value for kind, part, value in found.parts("sea")} == pytest.approx(
        {
            ("vocabulary", "ship"): 1.5 * ship * 1.5 / length,
            ("vocabulary", "port"): 1.5 * 3.0 * 0.5 / length,
            ("vocabulary", "bread"): -1.5 * 2.5 * 0.5 / length,
            ("keyword", "mole"): 0.5 * 3.0 * one,
            ("keyword", "farm"): -0.5 * 1.0 * one,
            ("keyword", "inn"): -0.5 * 2.0 * one,
        }
    )


def test_a_part_names_the_words_it_stands_on() -> None:
    text = segment("Ship rock ship ship quay", hit("quay wall", "sea", 3, 4))
    parts = {part.key: part for _, part, _ in JudgedText(text, language_profiles()).parts("sea")}
    assert (parts["ship"].label, parts["ship"].tokens) == ("ship", ((0, 0), (2, 2), (3, 3)))
    assert (parts["quay wall"].label, parts["quay wall"].tokens) == ("ship quay", ((3, 4),))


@given(random_models(), random_segments())
def test_the_parts_sum_to_the_log_odds_above_the_base(profiles: Profiles, text: Segment) -> None:
    found = JudgedText(text, profiles.languages["en"])
    for theme in THEMES:
        parts = math.fsum(value for _, _, value in found.parts(theme))
        assert parts == pytest.approx(found.log_odds[theme] - found.base(theme), abs=1e-9)


def test_a_text_of_one_passage_is_judged_as_a_whole_alone() -> None:
    found = scored([ABOUT]).themes["sea"]
    odds = DOCUMENT.base + DOCUMENT.whole * judged(ABOUT) + DOCUMENT.short
    assert found.sureness == pytest.approx(logistic(odds))
    assert found.base == pytest.approx(logistic(DOCUMENT.base + DOCUMENT.whole * -2.0 + DOCUMENT.short))
    assert found.extent == pytest.approx(logistic(judged(ABOUT)))
    assert found.segments == (SegmentResult(logistic(judged(ABOUT)), pytest.approx(found.sureness - found.base)),)


def test_the_words_of_a_single_passage_share_what_it_adds_by_their_part_of_the_log_odds() -> None:
    document = scored([ABOUT])
    found, parts = document.themes["sea"], JudgedText(ABOUT, language_profiles()).parts("sea")
    rate = (found.sureness - found.base) / (judged(ABOUT) + 2.0)
    assert values(document, "sea", 0) == pytest.approx({(kind, part.key): value * rate for kind, part, value in parts})


def test_a_long_text_is_judged_by_its_extent_and_number_of_passages() -> None:
    texts = [ABOUT, *[APART] * 7, segment("ship rock")]
    words = 8 * 4 + 2
    chances = [logistic(judged(text)) for text in texts]
    shares = [len(text.tokens) / words for text in texts]
    extent = sum(share * chance for share, chance in zip(shares, chances, strict=True))
    found = scored(texts).themes["sea"]
    assert found.extent == pytest.approx(extent)
    assert odds_of(found.sureness) == pytest.approx(bounded(DOCUMENT.base + of_extent(extent, 9)))
    assert odds_of(found.base) == pytest.approx(bounded(DOCUMENT.base + of_extent(logistic(-2.0), 9)))
    gains = [share * (chance - logistic(-2.0)) for share, chance in zip(shares, chances, strict=True)]
    rate = (found.sureness - found.base) / sum(gains)
    assert [entry.value for entry in found.segments] == pytest.approx([gain * rate for gain in gains])
    assert [entry.probability for entry in found.segments] == pytest.approx(chances)


def test_many_passages_that_say_nothing_of_a_theme_do_not_together_say_a_little() -> None:
    few, many = (scored([APART] * count).themes["sea"] for count in (8, 80))
    assert few.extent == pytest.approx(EMPTY)
    for found, count in ((few, 8), (many, 80)):
        assert found.sureness == found.base
        assert odds_of(found.base) == pytest.approx(bounded(DOCUMENT.base + of_extent(0.0, count)))


def test_a_text_between_is_judged_both_ways() -> None:
    texts = [ABOUT, APART, segment("bread bread rock")]
    short = (SHORT_SEGMENTS - 3) / (SHORT_SEGMENTS - 1)
    assert short == 0.6
    together = segment("ship port rock sand field rock sand clay bread bread rock", hit("mole", "sea", 0))
    extent = sum(len(text.tokens) / 11 * logistic(judged(text)) for text in texts)
    odds = DOCUMENT.base + short * (DOCUMENT.whole * judged(together) + DOCUMENT.short)
    found = scored(texts).themes["sea"]
    assert found.sureness == pytest.approx(logistic(odds + (1 - short) * of_extent(extent, 3)))
    start = short * (DOCUMENT.whole * -2.0 + DOCUMENT.short) + (1 - short) * of_extent(logistic(-2.0), 3)
    assert found.base == pytest.approx(logistic(bounded(DOCUMENT.base + start)))


def test_a_short_text_s_passages_share_what_it_says_as_a_whole_by_how_often_a_word_stands_in_each() -> None:
    texts = [segment("ship rock"), segment("ship ship sand"), segment("clay clay")]
    document = ScoredDocument(tuple(texts), model(document=replace(DOCUMENT, extent=0.0, length=0.0)))
    first, second, third = (entry.value for entry in document.themes["sea"].segments)
    assert second == pytest.approx(2 * first)
    assert third == pytest.approx(0.0, abs=1e-12)
    assert values(document, "sea", 1) == {("vocabulary", "ship"): pytest.approx(second)}
    assert document.attributions("sea", 2) == ()


@pytest.mark.parametrize(("segments", "expected"), [(1, 1.0), (2, 0.8), (5, 0.2), (6, 0.0), (60, 0.0)])
def test_a_text_is_the_less_judged_as_a_whole_the_longer_it_is(segments: int, expected: float) -> None:
    assert shortness(segments) == pytest.approx(expected)


def test_languages_of_a_short_text_count_by_their_share_of_the_words() -> None:
    german = language_profiles("de", {"sea": Fusion(-3.0, 2.0, 1.0), "food": FUSION["food"]})
    texts = [segment("ship rock sand", language="de"), segment("ship")]
    of_german = JudgedText(texts[0], german).log_odds["sea"]
    share = 0.8
    odds = DOCUMENT.base + share * (DOCUMENT.whole * (0.75 * of_german + 0.25 * judged(texts[1])) + DOCUMENT.short)
    extent = 0.75 * logistic(of_german) + 0.25 * logistic(judged(texts[1]))
    found = scored(texts, model(german, language_profiles())).themes["sea"]
    assert found.extent == pytest.approx(extent)
    assert found.sureness == pytest.approx(
        logistic(odds + (1 - share) * of_extent(extent, 2, 0.75 * logistic(-3.0) + 0.25 * EMPTY))
    )


def ledger_is_exact(document: ScoredDocument) -> None:
    for theme, score in document.themes.items():
        assert math.fsum((score.base, *(entry.value for entry in score.segments))) == pytest.approx(
            score.sureness, abs=1e-9
        )
        for index, entry in enumerate(score.segments):
            rows = document.attributions(theme, index)
            assert math.fsum(row.value for row in rows) == pytest.approx(entry.value, abs=1e-9)
            keys = [(row.kind, row.feature.key) for row in rows]
            assert keys == sorted(set(keys))
            assert all(
                0 <= first <= last < len(document.segments[index].tokens)
                for row in rows
                for first, last in row.feature.tokens
            )


@given(random_models(), random_documents())
def test_both_steps_of_the_ledger_are_exact(profiles: Profiles, texts: list[Segment]) -> None:
    ledger_is_exact(scored(texts, profiles))


@given(random_models(BOTH), random_documents(BOTH))
def test_both_steps_of_the_ledger_are_exact_in_two_languages(profiles: Profiles, texts: list[Segment]) -> None:
    ledger_is_exact(scored(texts, profiles))


@given(random_models(BOTH), random_documents(BOTH))
def test_the_range_contains_the_sureness_and_nothing_is_certain(profiles: Profiles, texts: list[Segment]) -> None:
    for score in scored(texts, profiles).themes.values():
        assert 0.0 < score.low < score.sureness <= score.high <= logistic(MOST_CERTAIN)
        assert 0.0 <= score.extent <= 1.0


@given(random_models(BOTH), random_documents(BOTH))
def test_the_range_of_the_extent_contains_it_and_is_narrower_for_the_text_said_twice(
    profiles: Profiles, texts: list[Segment]
) -> None:
    once, twice = (scored(found, profiles).themes for found in (texts, texts * 2))
    for theme, score in once.items():
        assert 0.0 <= score.extent_low <= score.extent <= score.extent_high <= 1.0
        other = twice[theme]
        assert other.extent_high - other.extent_low < score.extent_high - score.extent_low


@given(random_models(BOTH), random_documents(BOTH), st.randoms(use_true_random=False))
def test_the_order_of_passages_does_not_matter(profiles: Profiles, texts: list[Segment], chance) -> None:
    before, after = scored(texts, profiles), scored(chance.sample(texts, len(texts)), profiles)
    for theme, score in before.themes.items():
        other = after.themes[theme]
        assert (other.extent, other.sureness) == pytest.approx((score.extent, score.sureness), abs=1e-9)
        assert (other.low, other.high) == pytest.approx((score.low, score.high), abs=1e-9)
        assert (other.extent_low, other.extent_high) == pytest.approx((score.extent_low, score.extent_high), abs=1e-9)


@given(random_models(), random_documents(), st.data())
def test_a_passage_can_move_the_extent_by_no_more_than_its_share(
    profiles: Profiles, texts: list[Segment], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(texts) - 1))
    own = len(texts[index].tokens)
    share = own / sum(len(text.tokens) for text in texts)
    other = data.draw(random_segments(words=own))
    before, after = scored(texts, profiles), scored([*texts[:index], other, *texts[index + 1 :]], profiles)
    for theme in THEMES:
        assert abs(after.themes[theme].extent - before.themes[theme].extent) <= share + 1e-9


@given(random_models(), random_segments(), st.sampled_from(THEMES))
def test_a_term_of_its_own_never_lowers_a_theme_in_a_text_of_one_passage(
    profiles: Profiles, text: Segment, theme: str
) -> None:
    before, after = scored([text], profiles), scored([with_hits(text, hit("new", theme, 0))], profiles)
    assert after.themes[theme].sureness >= before.themes[theme].sureness
    other = THEMES[1 - THEMES.index(theme)]
    assert after.themes[other].sureness <= before.themes[other].sureness


@given(random_models(), random_documents(least=SHORT_SEGMENTS))
def test_a_long_text_said_twice_has_the_same_extent_and_gains_for_its_length_alone(
    profiles: Profiles, texts: list[Segment]
) -> None:
    document = replace(profiles.document, length=0.0)
    unmoved = replace(profiles, document=document)
    for theme in THEMES:
        once, twice = (scored(found, unmoved).themes[theme] for found in (texts, texts * 2))
        assert twice.extent == pytest.approx(once.extent)
        assert twice.sureness == pytest.approx(once.sureness)
    once, twice = (scored(found, profiles).themes["sea"] for found in (texts, texts * 2))
    gained = abs(odds_of(twice.sureness) - odds_of(once.sureness))
    assert gained <= abs(profiles.document.length) * math.log(2) + 1e-9


def test_a_theme_that_every_passage_speaks_of_stands_above_one_that_one_speaks_of() -> None:
    often, once = scored([ABOUT] * 8), scored([ABOUT, *[APART] * 7])
    assert often.themes["sea"].extent > 2 * once.themes["sea"].extent
    assert often.themes["sea"].sureness > once.themes["sea"].sureness


def test_a_text_without_any_evidence_has_the_base() -> None:
    for texts in ([APART], [APART] * 3, [APART] * 8):
        document = scored(texts)
        for theme in THEMES:
            assert document.themes[theme].sureness == document.themes[theme].base
            assert all(entry.value == 0.0 for entry in document.themes[theme].segments)
            assert document.attributions(theme, 0) == ()


def test_gains_and_losses_that_cancel_leave_the_sureness_where_it_was() -> None:
    even = Fusion(-1.0, 2.0, 0.0)
    profiles = language_profiles(fusion=dict.fromkeys(THEMES, even))
    weights = {"sea": {"ship": 1.0, "port": -1.0}, "food": {}}
    idf = {"ship": 2.0, "port": 2.0}
    words = replace(profiles.vocabulary, idf=idf, weights=weights)
    document = scored([segment("ship port")], model(replace(profiles, vocabulary=words)))
    found = document.themes["sea"]
    assert (found.sureness, found.segments[0].value) == (found.base, 0.0)
    many = scored([segment("ship port")] * 7, model(replace(profiles, vocabulary=words)))
    assert many.themes["sea"].sureness == many.themes["sea"].base
    ledger_is_exact(many)


def test_the_range_of_one_passage_is_that_of_its_length() -> None:
    text = segment(" ".join(["ship"] * 16))
    found = scored([text]).themes["sea"]
    width = LENGTH_WIDTH / math.sqrt(16)
    assert odds_of(found.low) == pytest.approx(odds_of(found.sureness) - width)
    assert odds_of(found.high) == pytest.approx(min(odds_of(found.sureness) + width, MOST_CERTAIN))


def test_the_range_of_a_long_text_is_that_of_drawing_its_passages_anew() -> None:
    texts = [segment("ship " * 40), *[segment("rock " * 40)] * 6]
    chances = [logistic(judged(text)) for text in texts]
    extent = sum(chances) / 7
    spread = math.sqrt(7 / 6 * sum((chance / 7 - extent / 7) ** 2 for chance in chances))
    slope = DOCUMENT.extent / (extent - EMPTY + LEAST_EXTENT)
    width = math.hypot(EIGHTY_PERCENT * slope * spread, LENGTH_WIDTH / math.sqrt(280))
    found = scored(texts).themes["sea"]
    assert EIGHTY_PERCENT * slope * spread > 0.3
    assert odds_of(found.low) == pytest.approx(odds_of(found.sureness) - width)


def test_where_the_excess_is_smaller_than_its_deviation_the_slope_is_that_at_the_deviation() -> None:
    against = segment("rock sand", hit("mole", "food", 0))
    texts = [segment("ship rock"), *[against] * 10]
    chances = [logistic(judged(text)) for text in texts]
    extent = sum(chances) / 11
    deviation = math.sqrt(11 / 10 * sum(((chance - extent) / 11) ** 2 for chance in chances))
    assert extent - EMPTY < deviation
    slope = DOCUMENT.extent / (deviation + LEAST_EXTENT)
    width = math.hypot(EIGHTY_PERCENT * slope * deviation, LENGTH_WIDTH / math.sqrt(22))
    found = scored(texts).themes["sea"]
    assert not any(entry.speaks for entry in found.segments)
    assert odds_of(found.high) - odds_of(found.sureness) == pytest.approx(width)


def test_the_range_of_a_short_text_knows_what_each_passage_says_of_the_whole() -> None:
    texts = [segment("ship " * 40), segment("rock " * 40)]
    together = segment("ship " * 40 + "rock " * 40)
    short = shortness(2)
    chances = [logistic(judged(text)) for text in texts]
    extent = sum(chances) / 2
    slope = (1 - short) * DOCUMENT.extent / (extent - EMPTY + LEAST_EXTENT)
    of_extent_spread = slope * math.sqrt(2 * sum((chance / 2 - extent / 2) ** 2 for chance in chances))
    part = judged(together) + 2.0  # all of it from the first passage
    of_whole_spread = short * DOCUMENT.whole * math.sqrt(2 * (part / 2) ** 2)
    width = math.hypot(EIGHTY_PERCENT * math.hypot(of_extent_spread, of_whole_spread), LENGTH_WIDTH / math.sqrt(80))
    found = scored(texts).themes["sea"]
    assert odds_of(found.low) == pytest.approx(odds_of(found.sureness) - width)


def test_the_range_is_wider_where_the_passages_disagree() -> None:
    even = scored([segment("ship rock " * 20)] * 8).themes["sea"]
    uneven = scored([segment("ship " * 40), segment("rock " * 40)] * 4).themes["sea"]
    assert odds_of(uneven.sureness) - odds_of(uneven.low) > odds_of(even.sureness) - odds_of(even.low)


@pytest.mark.parametrize(("odds", "expected"), [(0.0, 0.0), (2.9, 2.9), (-KNEE, -KNEE), (KNEE, KNEE)])
def test_log_odds_up_to_the_knee_are_as_they_are(odds: float, expected: float) -> None:
    assert bounded(odds) == expected


def test_sure_scores_are_bent_keep_their_order_and_never_reach_certainty() -> None:
    assert KNEE < bounded(3.5) < bounded(4.0) < bounded(9.0) <= MOST_CERTAIN
    assert bounded(4.0) == pytest.approx(KNEE + (MOST_CERTAIN - KNEE) * (1 - math.exp(-1 / (MOST_CERTAIN - KNEE))))
    assert bounded(-4.0) == -bounded(4.0)
    sure = scored([ABOUT], model(document=replace(DOCUMENT, base=50.0))).themes["sea"]
    assert sure.sureness == pytest.approx(0.99)
    assert sure.high <= logistic(MOST_CERTAIN)


@pytest.mark.parametrize(("probability", "speaks"), [(0.5, True), (0.4999, False), (0.99, True), (0.0, False)])
def test_a_passage_speaks_of_a_theme_from_an_even_chance_on(probability: float, speaks: bool) -> None:
    assert SegmentResult(probability, 0.0).speaks is speaks


def test_figures_that_do_not_sum_are_never_shown() -> None:
    entry = SegmentResult(0.9, 0.3)
    assert ThemeScore("sea", 0.5, 0.4, 0.6, 0.5, 0.4, 0.6, 0.2, (entry,)).sureness == 0.5
    with pytest.raises(ArithmeticError, match=r"segments of 'sea' sum to 0\.5, its sureness is 0\.5001"):
        ThemeScore("sea", 0.5, 0.4, 0.6, 0.5001, 0.4, 0.6, 0.2, (entry,))


def test_the_document_model_adds_up_its_parts() -> None:
    found = DocumentModel(1.0, 2.0, 3.0, 4.0, 5.0, 0.3)
    assert found.log_odds(0.5, 0.2, 1) == pytest.approx(1.0 + 2.0 * 0.5 + 3.0)
    assert found.log_odds(0.5, 0.2, 8) == pytest.approx(1.0 + 4.0 * math.log(0.2 + LEAST_EXTENT) + 5.0 * math.log(8))
    step = 1e-6
    for count in (3, 8):
        change = (found.of_extent(0.2 + step, count) - found.of_extent(0.2 - step, count)) / (2 * step)
        assert found.extent_slope(0.2, count) == pytest.approx(change)
