"""Learning on a strategy made up for the tests, with texts written for them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from small_models import OUTSIDE, hit

from s3align.analysis.passages import HEADING_EMPHASIS, Analyser
from s3align.analysis.terms import Hit
from s3align.errors import DataError
from s3align.model import learn as learning
from s3align.model.corpus import CorpusText, CountedText, read_corpus
from s3align.model.features import owner_of
from s3align.model.fit import fit_fusion, log_odds
from s3align.model.labelled import REFERENCE_WEIGHT, LabelledText
from s3align.model.labelled_files import read_many
from s3align.model.learn import (
    FOLDS,
    MIN_DOCUMENTS,
    MOST_RELIABLE,
    PRIOR_HITS,
    RELIABILITY_POWER,
    SEGMENT_WEIGHT,
    TEXTS_PER_DOCUMENT,
    WEIGHING_DOCUMENTS,
    Learnt,
    fold_of,
)
from s3align.strategy.load import load_strategy
from s3align.strategy.model import OUT_OF_SCOPE, Strategy, Strength

THEMES = ("sea", "food")


@pytest.fixture(scope="module")
def strategy(learnable: Path) -> Strategy:
    return load_strategy(learnable)


@pytest.fixture(scope="module")
def texts(learnable: Path) -> list[LabelledText]:
    return read_many(learnable.glob("texts/*/*.jsonl"), THEMES)


@pytest.fixture(scope="module")
def learnt(strategy: Strategy, texts: list[LabelledText]) -> Learnt:
    return learn(strategy, texts)


def learn(strategy: Strategy, texts: Sequence[LabelledText], language: str = "de") -> Learnt:
    themes = [theme.id for theme in strategy.themes]
    return learning.learn(texts, themes, language, Analyser(strategy))


def relabelled(text: LabelledText, **labels: bool) -> LabelledText:
    return replace(text, labels={**text.labels, **labels})


def changed(texts: Sequence[LabelledText], identifier: str, **changes: object) -> list[LabelledText]:
    return [replace(text, **changes) if text.id == identifier else text for text in texts]


def german(texts: Sequence[LabelledText]) -> list[LabelledText]:
    return [text for text in texts if text.language == "de"]


def content(learnt: Learnt) -> bytes:
    return json.dumps(asdict(learnt.profiles), sort_keys=True).encode()


def opinions(learnt: Learnt) -> dict[str, list[object]]:
    return {row.text.id: [row.whole.tolist(), row.segments.tolist(), row.shares.tolist()] for row in learnt.out_of_fold}


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_and_terms_of_a_theme_speak_for_it(strategy: Strategy, texts: list[LabelledText], language: str) -> None:
    profiles = learn(strategy, texts, language).profiles
    word = {"de": "hafen", "en": "coast"}[language]
    weights = profiles.vocabulary.weights
    assert weights["sea"][word] > 0 > weights["food"].get(word, -1.0)
    assert profiles.keywords.weights["sea"]["sea"] > 0
    assert profiles.fusion["sea"].vocabulary > 0


def test_what_was_learnt_tells_the_texts_apart(learnt: Learnt) -> None:
    for row in learnt.out_of_fold:
        found = dict(zip(THEMES, log_odds(row.whole, learnt.profiles.fusion), strict=True))
        if any(row.text.labels.values()):
            assert row.text.labels[max(found, key=lambda theme: found[theme])]


def test_the_same_texts_give_the_same_bytes(strategy: Strategy, texts: list[LabelledText], learnt: Learnt) -> None:
    assert content(learn(strategy, texts)) == content(learnt)


@pytest.mark.parametrize("swap", [{"sea": "food", "food": "sea"}, {"sea": "none", "none": "sea"}])
def test_terms_never_get_the_wrong_sign_even_where_labels_are_perverse(
    strategy: Strategy, texts: list[LabelledText], swap: dict[str, str]
) -> None:
    perverse = []
    for text in texts:
        about = next((theme for theme, value in text.labels.items() if value), "none")
        new = swap.get(about, about)
        perverse.append(relabelled(text, **{theme: theme == new for theme in THEMES}))
    for theme, weights in learn(strategy, perverse).profiles.keywords.weights.items():
        assert weights.get(theme, 0.0) >= 0
        assert set(weights) <= {*THEMES, *(owner_of(term) for term in strategy.out_of_scope)}
        assert all(weight <= 0 for owner, weight in weights.items() if owner != theme)


def test_every_text_is_left_out_once_with_its_own_fold(texts: list[LabelledText], learnt: Learnt) -> None:
    assert [row.text.id for row in learnt.out_of_fold] == [text.id for text in german(texts)]
    assert {row.fold for row in learnt.out_of_fold} == set(range(FOLDS))
    assert all(row.fold == fold_of(row.text.id) for row in learnt.out_of_fold)


def test_opinions_on_a_text_do_not_know_its_label(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    text = next(row.text for row in learnt.out_of_fold if row.text.labels["sea"])
    flipped = [relabelled(other, sea=False) if other.id == text.id else other for other in texts]
    before, after = opinions(learnt), opinions(learn(strategy, flipped))
    inside = {identifier for identifier in before if fold_of(identifier) == fold_of(text.id)}
    assert all(after[identifier] == before[identifier] for identifier in inside)
    assert any(after[identifier] != before[identifier] for identifier in before.keys() - inside)


def test_opinions_on_a_text_do_not_know_the_words_of_those_left_out_with_it(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    (chosen, *others) = [row.text for row in learnt.out_of_fold if row.fold == 1]
    assert others
    rewritten = changed(texts, chosen.id, text="Ein Schiffbau im Hafen. Die Werft und der Schlepper. " * 3)
    before, after = opinions(learnt), opinions(learn(strategy, rewritten))
    assert all(after[other.id] == before[other.id] for other in others)
    assert after[chosen.id] != before[chosen.id]


def test_the_fusion_rests_on_the_opinions_on_unseen_texts(learnt: Learnt) -> None:
    assert learnt.profiles.fusion == fit_fusion(learnt.out_of_fold, THEMES)


def test_what_a_text_counts_changes_what_is_learnt(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    heavy = learn(strategy, changed(texts, "de-sea-1", sample_weight=3 * REFERENCE_WEIGHT)).profiles
    assert heavy.vocabulary.weights["sea"] != learnt.profiles.vocabulary.weights["sea"]


def test_a_theme_that_is_not_known_of_a_text_is_learnt_without_it(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    unknown = learn(strategy, changed(texts, "de-sea-1", labels={"food": False}))
    assert unknown.profiles.vocabulary.weights["sea"] != learnt.profiles.vocabulary.weights["sea"]
    assert unknown.profiles.vocabulary.weights["food"] == learnt.profiles.vocabulary.weights["food"]


def marked(texts: Sequence[LabelledText], word: str, count: int) -> list[LabelledText]:
    """The word at the end of the first so many German texts."""
    own = german(texts)
    return [replace(text, text=f"{text.text} {word}") for text in own[:count]] + own[count:]


def test_words_of_a_single_text_are_not_known_and_those_of_too_many_do_not_weigh(
    strategy: Strategy, texts: list[LabelledText]
) -> None:
    def learnt_word(count: int) -> tuple[bool, bool]:
        vocabulary = learn(strategy, marked(texts, "Zwirbelkram", count)).profiles.vocabulary
        return "zwirbelkram" in vocabulary.idf, "zwirbelkram" in vocabulary.by_word

    assert learnt_word(1) == (False, False)
    assert learnt_word(2) == (True, True)
    assert learnt_word(8) == (True, True)  # as many as there are texts about one theme
    assert learnt_word(9) == (True, False)


@pytest.mark.parametrize(
    ("texts_of_all", "least"), [(20, MIN_DOCUMENTS), (149, 2), (150, 3), (399, 7), (400, WEIGHING_DOCUMENTS), (4000, 8)]
)
def test_a_word_weighs_from_so_many_texts_on(
    monkeypatch: pytest.MonkeyPatch, strategy: Strategy, texts_of_all: int, least: int
) -> None:
    assert (TEXTS_PER_DOCUMENT, WEIGHING_DOCUMENTS) == (50, 8)
    seen = []
    monkeypatch.setattr(learning, "_inverse_frequencies", lambda *given: seen.append(given[2]) or ({}, []))
    monkeypatch.setattr(learning, "_learnable", lambda *_: [])
    monkeypatch.setattr(learning, "_matrix", lambda *_: None)
    corpus = [counted(str(number), {}, {"sea": False}) for number in range(texts_of_all)]
    learner = learning._Learner(corpus, THEMES, Analyser(strategy), dict.fromkeys(THEMES, frozenset()))
    learner._vocabulary(corpus, learning._rows(corpus))
    assert seen == [least]


def counted(
    identifier: str,
    words: Mapping[str, int],
    labels: Mapping[str, bool],
    hits: Sequence[Hit] = (),
    shares: Sequence[float] = (),
) -> CorpusText:
    text = LabelledText(identifier, "de", "", "text", labels, "kind", 2.0)
    segments = tuple(CountedText(words, tuple(hits), share) for share in shares or (1.0,))
    return CorpusText(text, CountedText(words, tuple(hits), 1.0), segments)


def test_inverse_document_frequencies_are_by_the_number_of_texts() -> None:
    counts = [{"ship": 5, "go": 1}, {"ship": 1, "rock": 1, "go": 1}, {"port": 1, "go": 1}, {"port": 2}]
    idf, weighing = learning._inverse_frequencies(counts, frozenset({"go", "rock"}), 2, 0.5)
    assert idf == {
        "ship": round(math.log(5 / 3) + 1, 3),
        "port": round(math.log(5 / 3) + 1, 3),
        "go": 0.0,
        "rock": 0.0,
    }
    assert weighing == ["port", "ship"]
    assert learning._inverse_frequencies(counts, frozenset({"go"}), 2, 0.75)[1] == ["port", "ship"]
    assert learning._inverse_frequencies([*counts, {"port": 1}], frozenset({"go"}), 3, 0.75)[1] == ["port"]


def test_general_words_and_names_of_places_never_weigh(strategy: Strategy, texts: list[LabelledText]) -> None:
    sea = [replace(text, text=f"{text.text} Sandhafen stellt sechs.") if text.labels["sea"] else text for text in texts]
    vocabulary = learn(strategy, sea).profiles.vocabulary
    for word in ("sandhafen", "stellen", "sechs", "und"):
        assert vocabulary.idf[word] == 0.0
        assert word not in vocabulary.by_word


def test_a_word_that_a_person_rejected_weighs_for_no_theme_it_was_rejected_for(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    rejected = {("sea", "de"): frozenset({"hafen"}), ("food", "en"): frozenset({"küche"})}
    found = learning.learn(texts, THEMES, "de", Analyser(strategy), rejected).profiles.vocabulary
    before = learnt.profiles.vocabulary
    assert "hafen" in before.weights["sea"]
    assert "hafen" in before.weights["food"]
    assert "hafen" not in found.weights["sea"]
    assert found.idf == before.idf
    assert found.weights["food"] == before.weights["food"]


def test_every_topic_outside_all_themes_has_its_own_weight(strategy: Strategy) -> None:
    def outside(text: str, topic: str) -> Hit:
        found = hit(text, OUT_OF_SCOPE, 0)
        return replace(found, term=replace(found.term, subtopic=topic))

    inn, court = outside("inn", "part"), outside("court", "law")
    corpus = [
        *(counted(f"s{number}", {"ship": 1}, {"sea": True}, [hit("quay", "sea", 0), inn]) for number in range(8)),
        *(counted(f"n{number}", {"rock": 1}, {"sea": False}, [inn]) for number in range(8)),
        *(counted(f"l{number}", {"rock": 1}, {"sea": False}, [court]) for number in range(8)),
    ]
    learner = learning._Learner(corpus, ["sea"], Analyser(strategy), {"sea": frozenset()})
    weights = learner._keywords(corpus, learning._rows(corpus)).weights["sea"]
    law = f"{OUT_OF_SCOPE}/law"
    assert set(weights) <= {"sea", OUTSIDE, law}
    assert weights[law] < weights.get(OUTSIDE, 0.0) <= 0


def test_a_segment_counts_by_its_share_and_little_beside_its_text() -> None:
    whole = counted("a", {"ship": 3}, {"sea": True}, shares=[0.75, 0.25])
    rows = learning._rows([whole, counted("b", {"rock": 1}, {"sea": False})])
    assert rows.weights == pytest.approx([2.0, 2.0 * 0.75 * SEGMENT_WEIGHT, 2.0 * 0.25 * SEGMENT_WEIGHT, 2.0])
    assert [dict(labels) for labels in rows.labels] == [{"sea": True}] * 3 + [{"sea": False}]
    assert rows.parts == [whole.whole, *whole.segments, CountedText({"rock": 1}, (), 1.0)]


def test_a_term_is_as_reliable_as_its_share_of_right_hits_says() -> None:
    often = [counted(str(number), {}, {"sea": number < 4}, [hit("quay", "sea", 0)]) for number in range(8)]
    never = [counted(f"n{number}", {}, {"sea": False}, [hit("light", "sea", 0)] * 2) for number in range(4)]
    unknown = [counted("u", {}, {"food": True}, [hit("quay", "sea", 0), hit("hotel", OUT_OF_SCOPE, 1)])]
    found = learning._reliability([*often, *never, *unknown])
    usual = (4 + 0.5) / (4 + 8 + 1.0)
    quay = (4 + PRIOR_HITS * usual) / (8 + PRIOR_HITS)
    light = (0 + PRIOR_HITS * usual) / (4 + PRIOR_HITS)
    assert found == {
        "sea": {
            "quay": pytest.approx((quay / usual) ** RELIABILITY_POWER, abs=1e-3),
            "light": pytest.approx((light / usual) ** RELIABILITY_POWER, abs=1e-3),
        }
    }
    assert found["sea"]["light"] < 1 < found["sea"]["quay"] < MOST_RELIABLE


def test_reliability_is_measured_against_terms_of_the_same_strength() -> None:
    weak = [
        counted(f"w{number}", {}, {"sea": number < 4}, [hit("light", "sea", 0, strength=Strength.WEAK)])
        for number in range(10)
    ]
    strong = [counted(f"s{number}", {}, {"sea": True}, [hit("quay", "sea", 0)]) for number in range(10)]
    found = learning._reliability([*weak, *strong])["sea"]
    assert found["light"] == pytest.approx(1.0, abs=0.1)
    assert found["quay"] == pytest.approx(1.0, abs=0.1)


def test_no_term_is_more_than_half_as_reliable_again_as_usual() -> None:
    right = [counted(f"r{number}", {}, {"sea": True}, [hit("quay", "sea", 0)]) for number in range(30)]
    wrong = [counted(f"w{number}", {}, {"sea": False}, [hit("light", "sea", 0)]) for number in range(70)]
    assert learning._reliability([*right, *wrong])["sea"]["quay"] == MOST_RELIABLE


def test_a_theme_without_texts_is_learnt_from_its_terms(strategy: Strategy, texts: list[LabelledText]) -> None:
    found = learn(strategy, [relabelled(text, food=False) for text in texts])
    assert found.from_terms == ("food",)
    profiles = found.profiles
    assert profiles.vocabulary.weights["food"] == {}
    assert profiles.keywords.weights["food"] == {"food": profiles.keywords.weights["sea"]["sea"]}
    assert profiles.fusion["food"] == profiles.fusion["sea"]


def test_a_theme_that_all_texts_are_about_is_learnt_from_its_terms(
    strategy: Strategy, texts: list[LabelledText]
) -> None:
    found = learn(strategy, [relabelled(text, food=True) for text in texts])
    assert found.from_terms == ("food",)


@pytest.mark.parametrize("count", [0, 1, 19])
def test_too_few_texts_are_refused_with_what_to_do(strategy: Strategy, texts: list[LabelledText], count: int) -> None:
    with pytest.raises(DataError, match=rf"{count} labelled texts in 'de'; learning needs at least 20.*texts/de/"):
        learn(strategy, german(texts)[:count])


def test_texts_that_tell_no_theme_from_another_are_refused(strategy: Strategy, texts: list[LabelledText]) -> None:
    with pytest.raises(DataError, match="No theme has both texts about it and texts that are not"):
        learn(strategy, [relabelled(text, sea=False, food=False) for text in texts])


def test_texts_that_are_all_alike_are_refused(strategy: Strategy, texts: list[LabelledText]) -> None:
    with pytest.raises(DataError, match="no word in common that some of them lack"):
        learn(strategy, [replace(text, title="", text="Schiff Hafen Mole") for text in texts])


def corpus_text(strategy: Strategy, text: str, title: str = "") -> CorpusText:
    (found,) = read_corpus([LabelledText("a", "de", title, text, {}, "kind")], "de", Analyser(strategy))
    return found


def test_titles_and_headings_count_more_and_begin_sections(strategy: Strategy) -> None:
    found = corpus_text(strategy, "Die Werft.\n\n# Boote\nEin Boot.\n\n## Fische\n\nEin Fisch.", "Aquakultur")
    words = found.whole.words
    assert (words["aquakultur"], words["werft"]) == (HEADING_EMPHASIS, 1)
    assert [len(segment.words) > 0 for segment in found.segments] == [True] * 3
    assert [entry.term.text for entry in found.whole.hits] == ["Aquakultur", "Werft"]
    assert math.fsum(segment.share for segment in found.segments) == pytest.approx(1.0)


def test_a_text_without_a_word_has_no_segments_and_is_not_learnt_from(
    strategy: Strategy, texts: list[LabelledText]
) -> None:
    assert corpus_text(strategy, "... !").segments == ()
    empty = LabelledText("empty", "de", "", "...", {"sea": True, "food": False}, "kind")
    assert content(learn(strategy, [*texts, empty])) == content(learn(strategy, texts))


def test_a_long_text_is_judged_whole_and_in_segments(strategy: Strategy, texts: list[LabelledText]) -> None:
    long = replace(texts[0], id="long", language="de", text=" ".join(text.text for text in german(texts)[:6]))
    row = learn(strategy, [*texts, long]).out_of_fold[-1]
    assert row.text.id == "long"
    assert (row.whole.shape, row.segments.shape) == ((2, 2), (len(row.shares), 2, 2))
    assert len(row.shares) > 3
    assert np.sum(row.shares) == pytest.approx(1.0)
