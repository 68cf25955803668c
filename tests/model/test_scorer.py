"""The arithmetic of scores, worked out by hand for small made-up profiles."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from s3align.analysis.terms import Hit
from s3align.analysis.tokens import AnalysedText, Token
from s3align.model.features import (
    RIVAL_FROM,
    SEGMENT_WORDS,
    Segment,
    feature_values,
    hits_by_owner,
    make_segments,
    norm,
    strongest_rival,
    term_share_values,
    token_words,
)
from s3align.model.profiles import Calibration, LanguageProfiles, Profiles
from s3align.model.scorer import (
    EIGHTY_PERCENT,
    KNEE,
    LENGTH_WIDTH,
    MOST_CERTAIN,
    SPREAD_FLOOR,
    Attribution,
    ThemeAttributions,
    ThemeScorer,
)
from s3align.strategy.model import Strength, Term

WORDS = {"ship": 2.0, "port": 3.0, "bread": 2.5}
UNKNOWN = 4.0


def language_profiles(language: str = "en", *, threshold: float = 0.5, base: float = -1.0) -> LanguageProfiles:
    return LanguageProfiles(
        language,
        WORDS,
        UNKNOWN,
        {"sea": {"ship": 1.5, "port": 0.5, "bread": -0.5}, "food": {"bread": 2.0}},
        {"sea": {"sea": 3.0, "food": -1.0, "out_of_scope": -2.0}, "food": {"food": 2.0}},
        {"sea": Calibration(base, 2.0, 0.5), "food": Calibration(-0.5, 1.0, 0.25)},
        threshold,
    )


PROFILES = Profiles("coast", {"en": language_profiles()}, "hash")


def token(word: str, passage: int = 0, *, emphasis: int = 1, parts: tuple[str, ...] = ()) -> Token:
    return Token(1, 0, len(word), word, word.lower(), parts, passage, word.lower(), emphasis=emphasis)


def segment(*words: str, passage: int = 0, hits: Sequence[Hit] = (), outside: Sequence[Hit] = ()) -> Segment:
    return Segment("en", tuple(token(word, passage) for word in words), tuple(hits), tuple(outside))


def term(text: str, theme: str, strength: Strength = Strength.STRONG) -> Term:
    return Term(text, theme, "", "en", strength, False, False, "")


def hit(text: str, theme: str, first: int, last: int | None = None, strength: Strength = Strength.STRONG) -> Hit:
    return Hit(term(text, theme, strength), first, first if last is None else last, False, 1)


def logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def bent(odds: float) -> float:
    if abs(odds) <= KNEE:
        return odds
    room = MOST_CERTAIN - KNEE
    return math.copysign(KNEE + room * (1 - math.exp(-(abs(odds) - KNEE) / room)), odds)


def attributions(found: ThemeAttributions) -> dict[tuple[str, str], float]:
    return {(entry.kind, entry.key): entry.value for entry in found.attributions}


def test_the_norm_counts_unknown_words_and_repetition() -> None:
    profiles = language_profiles()
    assert norm({"ship": 1, "rock": 1}, profiles) == pytest.approx(math.sqrt(2.0**2 + UNKNOWN**2))
    assert norm({"ship": 3}, profiles) == pytest.approx((1 + math.log(3)) * 2.0)
    assert norm({}, profiles) == 1.0


def test_shares_of_terms_sum_to_the_logarithm_of_their_strengths() -> None:
    hits = [hit("ship", "sea", 0), hit("ship", "sea", 3), hit("quay", "sea", 5, strength=Strength.MEDIUM)]
    hits.append(Hit(term("mole", "sea", Strength.WEAK), 6, 6, False, 2))
    raw = {"ship": 1 + math.log(2), "quay": 0.5, "mole": 0.15 * (1 + math.log(2))}
    total = sum(raw.values()) * 10 / 5.0
    shares = term_share_values(hits, 5.0)
    assert sum(shares.values()) == pytest.approx(math.log(1 + total))
    assert {name: share / shares["quay"] for name, share in shares.items()} == pytest.approx(
        {name: value / raw["quay"] for name, value in raw.items()}
    )
    assert term_share_values([], 5.0) == {}


def test_words_count_by_form_parts_and_emphasis_and_only_as_letters() -> None:
    compound = token("Shipport", emphasis=2, parts=("ship", "port"))
    assert token_words(compound) == ("shipport", "ship", "port")
    assert token_words(token("ab")) == token_words(token("2030")) == token_words(token("H2O")) == ()
    assert token_words(token("abc")) == ("abc",)
    assert token_words(token("Ship", parts=("ship", "of"))) == ("ship",)
    assert Segment("en", (compound, token("ship")), (), ()).words() == {"shipport": 2, "ship": 3, "port": 2}


def test_the_strongest_rival_pulls_by_what_it_has_above_the_threshold() -> None:
    assert strongest_rival("sea", {"sea": 9.0, "food": 2.0, "sky": 0.5}) == ("food", 2.0 - RIVAL_FROM)
    assert strongest_rival("sea", {"sea": 9.0, "food": RIVAL_FROM - 0.5}) == ("food", 0.0)
    assert strongest_rival("sea", {"sea": 9.0}) == ("", 0.0)


def test_hits_are_gathered_by_owner_those_outside_all_themes_too() -> None:
    ship, bread, beach = hit("ship", "sea", 0), hit("bread", "food", 1), hit("beach", "out_of_scope", 2)
    found = hits_by_owner(segment("ship", "bread", "beach", hits=[ship, bread], outside=[beach]))
    assert found == {"sea": [ship], "food": [bread], "out_of_scope": [beach]}


def test_features_name_the_wording_that_stands_most_often_and_every_place() -> None:
    text = segment("Ship", "ship", "ship", "rock", "Quay", "wall", "sand", hits=[hit("quay wall", "sea", 4, 5)])
    found = feature_values(text, language_profiles())
    (ship,) = found.words
    assert (ship.key, ship.label, ship.tokens) == ("ship", "ship", ((0, 0), (1, 1), (2, 2)))
    scale = norm(text.words(), language_profiles())
    assert ship.value == pytest.approx((1 + math.log(3)) * 2.0 / scale)
    (quay,) = found.terms["sea"]
    assert (quay.key, quay.label, quay.tokens) == ("quay wall", "Quay wall", ((4, 5),))
    tie = feature_values(segment("ship", "Ship"), language_profiles()).words[0]
    assert tie.label == "Ship"
    twice = segment("quay", "wall", "rock", "quay", "wall", hits=[hit("qw", "sea", 0, 1), hit("qw", "sea", 3, 4)])
    assert [entry.label for entry in feature_values(twice, language_profiles()).terms["sea"]] == ["quay wall"]


def sizes(*passages: int) -> list[int]:
    words = [[token("word", index) for _ in range(count)] for index, count in enumerate(passages)]
    made = make_segments("en", [AnalysedText((), tuple(part)) for part in words])
    assert [part.passage for piece in made for part in piece.tokens] == [
        index for index, count in enumerate(passages) for _ in range(count)
    ]
    return [len(piece.tokens) for piece in made]


def test_passages_are_gathered_to_segments_of_like_size() -> None:
    assert sizes(*[100] * 6) == [SEGMENT_WORDS, SEGMENT_WORDS]
    assert sizes(100, 100) == [200]
    assert sizes(0, 449) == [449]
    assert sizes(*[50] * 10) == [250, 250]
    assert sizes(451) == [451]
    assert sizes(1000, 10) == [1000, 10]
    assert sizes() == []


def test_a_segment_holds_the_hits_of_its_texts_at_their_new_places() -> None:
    texts = [
        AnalysedText((), (token("one"), token("word")), (hit("word", "sea", 1),)),
        AnalysedText((), (token("two"), token("word")), (), (hit("word", "out_of_scope", 1),)),
    ]
    (made,) = make_segments("en", texts)
    assert (made.language, made.hits, made.outside) == (
        "en",
        (hit("word", "sea", 1),),
        (hit("word", "out_of_scope", 3),),
    )


def test_a_score_is_what_its_formula_says() -> None:
    text = segment(
        "ship", "port", "bread", "rock", hits=[hit("ship", "sea", 0)], outside=[hit("rock", "out_of_scope", 3)]
    )
    scale = math.sqrt(2.0**2 + 3.0**2 + 2.5**2 + UNKNOWN**2)
    strength = math.log(1 + 10 / scale)
    sea = (2.0 * 1.5 + 3.0 * 0.5 - 2.5 * 0.5) / scale + 3.0 * strength - 2.0 * strength
    food = 2.5 * 2.0 / scale
    odds = {
        "sea": -1.0 + 2.0 * sea - 0.5 * max(0.0, food - RIVAL_FROM),
        "food": -0.5 + 1.0 * food - 0.25 * max(0.0, sea - RIVAL_FROM),
    }
    found = ThemeScorer(PROFILES).score([text])
    for theme, expected in odds.items():
        assert found[theme].score == pytest.approx(logistic(expected))
    entry = found["sea"]
    assert entry.base == pytest.approx(logistic(-1.0))
    slope = (entry.score - entry.base) / (odds["sea"] + 1.0)
    assert attributions(entry) == pytest.approx(
        {
            ("vocabulary", "ship"): slope * 2 * 2.0 * 1.5 / scale,
            ("vocabulary", "port"): slope * 2 * 3.0 * 0.5 / scale,
            ("vocabulary", "bread"): slope * 2 * -2.5 * 0.5 / scale,
            ("keyword", "ship"): slope * 2 * 3.0 * strength,
            ("keyword", "rock"): slope * 2 * -2.0 * strength,
            ("rival", "food"): slope * -0.5 * (food - RIVAL_FROM),
        }
    )
    assert {entry.key: entry.places for entry in entry.attributions if entry.kind == "keyword"} == {
        "ship": [(0, 0, 0)],
        "rock": [(0, 3, 3)],
    }
    assert {entry.key: entry.places for entry in entry.attributions if entry.kind == "rival"} == {"food": []}


def test_sure_scores_are_bent_and_never_reach_certainty() -> None:
    words = ("ship", "rock", "sand", "clay")
    shares = [
        ThemeScorer(PROFILES).score([segment(*words, hits=[hit(f"t{number}", "sea", 0) for number in range(count)])])
        for count in (1, 2, 3)
    ]
    odds = [math.log(found["sea"].score / (1 - found["sea"].score)) for found in shares]
    assert KNEE < odds[0] < odds[1] < odds[2] < MOST_CERTAIN
    scale = math.sqrt(2.0**2 + 3 * UNKNOWN**2)
    figure = 2.0 * 1.5 / scale + 3.0 * math.log(1 + 10 / scale)
    assert odds[0] == pytest.approx(bent(-1.0 + 2.0 * figure - 0.5 * (0.0 - RIVAL_FROM)))
    low = ThemeScorer(PROFILES).score([segment(*["bread"] * 3, outside=[hit("b", "out_of_scope", 0)] * 9)])["sea"].score
    assert -MOST_CERTAIN < math.log(low / (1 - low)) < -KNEE
    assert all(found["sea"].high <= logistic(MOST_CERTAIN) for found in shares)


def test_a_document_is_the_mean_of_its_segments_weighted_by_what_they_speak_of() -> None:
    about, apart = segment("ship", "port", "ship"), segment("rock", "sand", passage=1)
    alone = {name: ThemeScorer(PROFILES).score([part]) for name, part in (("about", about), ("apart", apart))}

    def odds(name: str, theme: str) -> float:
        score = alone[name][theme].score
        return math.log(score / (1 - score))

    tilts = [0.5 * max(odds(name, "sea"), odds(name, "food")) + 0.5 * odds(name, "sea") for name in ("about", "apart")]
    weights = [math.exp(tilt) / sum(map(math.exp, tilts)) for tilt in tilts]
    expected = sum(weight * odds(name, "sea") for weight, name in zip(weights, ("about", "apart"), strict=True))
    found = ThemeScorer(PROFILES).score([about, apart])["sea"]
    assert found.score == pytest.approx(logistic(expected))
    assert {place for entry in found.attributions for place in entry.places if entry.key == "ship"} == {
        (0, 0, 0),
        (0, 2, 2),
    }


def test_the_range_of_one_passage_is_that_of_its_length() -> None:
    text = segment(*["ship"] * 16)
    found = ThemeScorer(PROFILES).score([text])["sea"]
    centre = math.log(found.score / (1 - found.score))
    width = math.hypot(SPREAD_FLOOR, LENGTH_WIDTH / math.sqrt(16))
    assert found.low == pytest.approx(logistic(centre - width))
    assert found.high == pytest.approx(logistic(min(centre + width, MOST_CERTAIN)))


def test_the_range_of_a_sure_score_is_bent_with_it() -> None:
    text = segment("ship", "rock", "sand", "clay", hits=[hit("ship", "sea", 0)])
    found = ThemeScorer(PROFILES).score([text])["sea"]
    scale = math.sqrt(2.0**2 + 3 * UNKNOWN**2)
    raw = -1.0 + 2.0 * (2.0 * 1.5 / scale + 3.0 * math.log(1 + 10 / scale)) - 0.5 * (0.0 - RIVAL_FROM)
    width = math.hypot(SPREAD_FLOOR, LENGTH_WIDTH / math.sqrt(4)) * bent(raw) / raw
    assert found.low == pytest.approx(logistic(bent(raw) - width))
    assert found.high == pytest.approx(logistic(MOST_CERTAIN))


@pytest.mark.parametrize(("german", "english"), [(0.9, 0.001), (0.001, 0.9), (0.9, 0.9), (0.001, 0.001)])
def test_a_theme_of_two_languages_is_addressed_where_its_scores_are_above_the_thresholds_on_average(
    german: float, english: float
) -> None:
    both = Profiles(
        "coast", {"de": language_profiles("de", threshold=german), "en": language_profiles(threshold=english)}, "h"
    )
    texts = [Segment("de", (token("ship"), token("rock")), (), ()), segment("ship", "rock", passage=1)]
    found = ThemeScorer(both).score(texts)["sea"]
    assert found.theme == "sea"
    assert found.addressed is (found.score >= (german + english) / 2)


def test_gains_and_losses_that_cancel_are_shown_with_the_slope_of_the_base() -> None:
    profiles = LanguageProfiles(
        "en",
        {"ship": 2.0, "bread": 2.0},
        UNKNOWN,
        {"sea": {"ship": 1.0, "bread": -1.0}},
        {"sea": {}},
        {"sea": Calibration(-1.0, 2.0, 0.5)},
        0.5,
    )
    found = ThemeScorer(Profiles("coast", {"en": profiles}, "hash")).score([segment("ship", "bread")])["sea"]
    odds = 2.0 * 2.0 / math.sqrt(8)
    slope = found.base * (1 - found.base)
    assert found.score == found.base
    assert attributions(found) == pytest.approx(
        {("vocabulary", "ship"): slope * odds, ("vocabulary", "bread"): -slope * odds}
    )


def test_three_segments_spread_by_the_jackknife() -> None:
    texts = [segment(*["ship"] * 8), segment(*["rock"] * 8), segment(*["port"] * 8)]
    alone = []
    for text in texts:
        score = ThemeScorer(PROFILES).score([text])
        alone.append({theme: math.log(entry.score / (1 - entry.score)) for theme, entry in score.items()})
    tilts = [0.5 * max(entry.values()) + 0.5 * entry["sea"] for entry in alone]
    weights = [math.exp(tilt) / sum(map(math.exp, tilts)) for tilt in tilts]
    mean = sum(weight * entry["sea"] for weight, entry in zip(weights, alone, strict=True))
    squares = sum((weight * (entry["sea"] - mean)) ** 2 for weight, entry in zip(weights, alone, strict=True))
    spread = EIGHTY_PERCENT * math.sqrt(3 / 2 * squares)
    assert spread > SPREAD_FLOOR
    found = ThemeScorer(PROFILES).score(texts)["sea"]
    assert found.low == pytest.approx(logistic(mean - math.hypot(spread, LENGTH_WIDTH / math.sqrt(24))))


def test_a_rival_s_line_is_named_by_the_rival() -> None:
    found = ThemeScorer(PROFILES).score([segment("ship", "bread")])["sea"]
    (rival,) = [entry for entry in found.attributions if entry.kind == "rival"]
    assert (rival.key, rival.label) == ("food", "food")
    ((_, feature),) = rival.uses
    assert feature.value == pytest.approx(2.0 * 2.5 / math.sqrt(2.0**2 + 2.5**2) - RIVAL_FROM)


def test_the_range_grows_with_what_the_segments_disagree_about() -> None:
    about, apart = segment(*["ship"] * 8), segment(*["rock"] * 8, passage=0)
    found = ThemeScorer(PROFILES).score([about, apart])["sea"]
    base = -1.0
    odds = []
    for part in (about, apart):
        score = ThemeScorer(PROFILES).score([part])
        odds.append({theme: math.log(entry.score / (1 - entry.score)) for theme, entry in score.items()})
    tilts = [0.5 * max(entry.values()) + 0.5 * entry["sea"] for entry in odds]
    weights = [math.exp(tilt) / sum(map(math.exp, tilts)) for tilt in tilts]
    parts = [entry["sea"] - base for entry in odds]
    mean = sum(weight * part for weight, part in zip(weights, parts, strict=True))
    squares = sum((weight * (part - mean)) ** 2 for weight, part in zip(weights, parts, strict=True))
    spread = EIGHTY_PERCENT * math.sqrt(2 * squares)
    assert spread > SPREAD_FLOOR
    width = math.hypot(spread, LENGTH_WIDTH / math.sqrt(16))
    centre = base + mean
    assert found.low == pytest.approx(logistic(centre - width))
    assert found.high == pytest.approx(logistic(centre + width))


def test_the_range_grows_with_what_single_passages_carry() -> None:
    tokens = (*(token("ship", 0) for _ in range(4)), *(token("rock", 1) for _ in range(12)))
    text = Segment("en", tokens, (), ())
    found = ThemeScorer(PROFILES).score([text])["sea"]
    scale = norm(text.words(), language_profiles())
    carried = 2.0 * (1 + math.log(4)) * 2.0 / scale * 1.5  # slope × x × weight, all on passage 0
    rate = carried / 16
    spread = EIGHTY_PERCENT * math.sqrt((carried - rate * 4) ** 2 + (rate * 12) ** 2)
    assert spread > SPREAD_FLOOR
    centre = math.log(found.score / (1 - found.score))
    width = math.hypot(spread, LENGTH_WIDTH / math.sqrt(16))
    assert found.low == pytest.approx(logistic(centre - width))


def test_languages_count_by_their_share_of_the_tokens() -> None:
    both = Profiles(
        "coast", {"de": language_profiles("de", threshold=0.4, base=0.5), "en": language_profiles()}, "hash"
    )
    german = Segment("de", (token("ship", 0), token("rock", 0), token("ship", 0)), (), ())
    english = segment("ship", passage=1)
    one, other = ThemeScorer(both).score([german])["sea"], ThemeScorer(both).score([english])["sea"]
    found = ThemeScorer(both).score([german, english])["sea"]
    for value in ("score", "low", "high", "base"):
        assert getattr(found, value) == pytest.approx(0.75 * getattr(one, value) + 0.25 * getattr(other, value))
    assert attributions(found)["vocabulary", "ship"] == pytest.approx(
        0.75 * attributions(one)["vocabulary", "ship"] + 0.25 * attributions(other)["vocabulary", "ship"]
    )
    (ship,) = [entry for entry in found.attributions if entry.key == "ship"]
    assert ship.places == [(0, 0, 0), (0, 2, 2), (1, 0, 0)]
    margin = 0.75 * (one.score - 0.4) + 0.25 * (other.score - 0.5)
    assert found.addressed is (margin >= 0)


@pytest.mark.parametrize(("threshold", "addressed"), [(-1e-9, True), (0.0, True), (1e-9, False)])
def test_a_theme_is_addressed_from_its_threshold_on(threshold: float, addressed: bool) -> None:
    score = ThemeScorer(PROFILES).score([segment("ship")])["sea"].score
    profiles = Profiles("coast", {"en": language_profiles(threshold=score + threshold)}, "hash")
    assert ThemeScorer(profiles).score([segment("ship")])["sea"].addressed is addressed


def test_gains_and_losses_of_a_word_stand_apart() -> None:
    rising = language_profiles()
    falling = LanguageProfiles(
        "de", WORDS, UNKNOWN, {"sea": {"ship": -1.5}, "food": {}}, {"sea": {}, "food": {}}, rising.calibration, 0.5
    )
    both = Profiles("coast", {"de": falling, "en": rising}, "hash")
    texts = [Segment("de", (token("ship"),), (), ()), segment("ship", passage=1)]
    values = sorted(entry.value for entry in ThemeScorer(both).score(texts)["sea"].attributions if entry.key == "ship")
    assert len(values) == 2
    assert values[0] < 0 < values[1]


def test_a_text_without_any_evidence_has_the_base_score() -> None:
    found = ThemeScorer(PROFILES).score([segment("rock", "sand")])["food"]
    assert found.score == pytest.approx(logistic(-0.5 - 0.25 * (0.0 - RIVAL_FROM)))
    plain = LanguageProfiles("en", WORDS, UNKNOWN, {"sea": {}}, {"sea": {}}, {"sea": Calibration(-1.0, 2.0, 0.5)}, 0.5)
    alone = ThemeScorer(Profiles("coast", {"en": plain}, "hash")).score([segment("rock")])["sea"]
    assert (alone.score, alone.attributions) == (alone.base, ())
    assert alone.score == pytest.approx(logistic(-1.0))


def test_the_label_of_an_attribution_is_its_most_frequent_wording() -> None:
    text = [segment("Ship", "rock"), segment("ship", "ship", passage=1), segment("SHIP", passage=2)]
    (ship,) = [entry for entry in ThemeScorer(PROFILES).score(text)["sea"].attributions if entry.key == "ship"]
    assert ship.label == "ship"
    tie = [segment("ship"), segment("Ship", passage=1)]
    (ship,) = [entry for entry in ThemeScorer(PROFILES).score(tie)["sea"].attributions if entry.key == "ship"]
    assert ship.label == "Ship"


def test_attributions_that_do_not_sum_are_never_shown() -> None:
    entry = Attribution("keyword", "ship", 0.3, [])
    assert ThemeAttributions("sea", 0.5, 0.4, 0.6, 0.2, (entry,), True).score == 0.5
    with pytest.raises(ArithmeticError, match=r"attributions of 'sea' sum to 0\.5"):
        ThemeAttributions("sea", 0.5001, 0.4, 0.6, 0.2, (entry,), True)
