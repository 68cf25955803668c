"""Segments: whole sentences of about 60 words that stand together, and nothing lost or said twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_models import hit, token

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import NEAR_WORDS, Hit
from s3align.analysis.tokens import AnalysedPassage, AnalysedText
from s3align.model.segments import SEGMENT_WORDS, Segment, make_segments, whole
from s3align.record.document import Passage, PassageKind
from s3align.strategy.load import load_strategy
from s3align.strategy.model import OUT_OF_SCOPE

WIDTH = 5
"""Characters of a word and its space in these texts."""


def passage(
    *sentences: int,
    hits: Sequence[Hit] = (),
    outside: Sequence[Hit] = (),
    section: int | None = None,
    page: int = 1,
    language: str = "en",
    start: int = 0,
) -> AnalysedPassage:
    """A passage of sentences with so many words each."""
    count = sum(sentences)
    tokens = tuple(token("word", start + WIDTH * index, page=page) for index in range(count))
    begins = tuple(start + WIDTH * sum(sentences[:index]) for index in range(len(sentences)))
    text = AnalysedText(("word",) * count, tokens, tuple(hits), tuple(outside), sentences=begins if count else ())
    return AnalysedPassage(Passage(page, start, start + WIDTH * count, PassageKind.BODY, section), language, text)


def sizes(*passages: AnalysedPassage) -> list[int]:
    return [len(entry.tokens) for entry in make_segments(passages, ["en"])]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ([20] * 3, [60]),
        ([20] * 6, [60, 60]),
        ([20] * 12, [60] * 4),
        ([30] * 5, [90, 60]),
        ([89], [89]),
        ([45, 45], [45, 45]),
        ([10, 80], [90]),
        ([200], [200]),
        ([200, 10], [200, 10]),
        ([3], [3]),
    ],
)
def test_sentences_are_gathered_to_about_sixty_words(sentences: list[int], expected: list[int]) -> None:
    assert SEGMENT_WORDS == 60
    assert sizes(passage(*sentences)) == expected


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_segments_of_ordinary_sentences_are_of_like_length_and_begin_with_one(sentences: list[int]) -> None:
    words = sum(sentences)
    usual = words / max(1, round(words / SEGMENT_WORDS))
    entry = passage(*sentences)
    found = make_segments([entry], ["en"])
    assert all(usual - 30 <= len(segment.tokens) < usual + 30 for segment in found)
    assert {segment.tokens[0].start for segment in found} <= set(entry.text.sentences)
    assert [word for segment in found for word in segment.tokens] == list(entry.tokens)


def test_short_passages_that_stand_together_are_one_segment() -> None:
    cells = [passage(2, start=100 * number) for number in range(30)]
    assert sizes(*cells) == [60]
    assert sizes(passage(10), passage(), passage(20, start=500)) == [30]


def test_a_passage_begins_a_sentence_even_where_the_language_layer_sees_none() -> None:
    parts = [passage(45), passage(45, start=1000)]
    unseen = [AnalysedPassage(entry.passage, "en", AnalysedText((), entry.tokens)) for entry in parts]
    assert sizes(*unseen) == [45, 45]


def test_a_sentence_that_begins_with_a_quotation_mark_begins_a_segment(learnable: Path) -> None:
    first, second = "Die Werft baut " + "kleine " * 57 + "Boote.", "„Das ist " + "sehr " * 52 + "gut“, sagt er."
    text = f"{first} {second}"
    (found,) = Analyser(load_strategy(learnable)).texts("de", [Piece(text)])
    entry = AnalysedPassage(Passage(1, 0, len(text)), "de", found)
    assert [segment.tokens[0].text for segment in make_segments([entry], ["de"])] == ["Die", "Das"]


def places(found: Sequence[Segment]) -> list[tuple[int | None, int, str, int]]:
    return [(entry.section, entry.page, entry.language, len(entry.tokens)) for entry in found]


def test_no_segment_goes_over_the_border_of_a_section_a_page_or_a_language() -> None:
    found = make_segments(
        [
            passage(10, section=None),
            passage(10, section=0),
            passage(10, section=0, start=100),
            passage(10, section=1),
            passage(10, section=1, page=2),
            passage(10, section=1, page=2, language="de"),
            passage(10, section=1, page=2, language="other"),
            passage(10, section=1, page=2, language="de", start=100),
        ],
        ["de", "en"],
    )
    assert places(found) == [
        (None, 1, "en", 10),
        (0, 1, "en", 20),
        (1, 1, "en", 10),
        (1, 2, "en", 10),
        (1, 2, "de", 20),
    ]


def test_a_text_in_other_languages_has_no_segments() -> None:
    assert make_segments([passage(50, language="fr"), passage()], ["de", "en"]) == ()


def test_a_segment_says_where_it_stands() -> None:
    first, second = make_segments([passage(60, 60, page=3, start=7)], ["en"])
    assert (first.page, first.span) == (3, (7, 7 + 60 * WIDTH - 1))
    assert (second.page, second.span) == (3, (7 + 60 * WIDTH, 7 + 120 * WIDTH - 1))


def test_terms_stay_with_the_words_they_stand_on() -> None:
    quay, mole, hotel = hit("quay", "sea", 58, 59), hit("mole", "sea", 60, 61), hit("hotel", OUT_OF_SCOPE, 119)
    over = hit("over", "sea", 59, 60)
    first, second = make_segments([passage(60, 60, hits=[quay, over, mole], outside=[hotel])], ["en"])
    assert (first.hits, first.outside) == ((quay,), ())
    assert (second.hits, second.outside) == ((mole.moved(-60),), (hotel.moved(-60),))


def test_terms_of_later_passages_are_found_at_their_place_in_the_segment() -> None:
    (found,) = make_segments([passage(10), passage(10, hits=[hit("quay", "sea", 2, 3)], start=100)], ["en"])
    assert [(entry.first, entry.last) for entry in found.hits] == [(12, 13)]


@pytest.mark.parametrize("group", ["hits", "outside"])
@pytest.mark.parametrize(
    ("distance", "sure", "is_counted"),
    [
        (1, hit("quay", "sea", 0), True),
        (NEAR_WORDS, hit("quay", "sea", 0), True),
        (NEAR_WORDS + 1, hit("quay", "sea", 0), False),
        (1, hit("farm", "food", 0), False),
        (1, hit("light", "sea", 0, ambiguous=True), False),
    ],
)
def test_an_ambiguous_term_counts_near_a_sure_one_of_its_theme(
    group: str, distance: int, sure: Hit, is_counted: bool
) -> None:
    light = hit("light", "sea", distance, ambiguous=True)
    found = make_segments([passage(*[10] * 20, **{group: [sure, light]})], ["en"])
    terms = [entry.term.text for segment in found for entry in getattr(segment, group)]
    assert terms == [*([] if sure.term.ambiguous else [sure.term.text]), *(["light"] if is_counted else [])]


def test_a_sure_term_in_another_section_makes_none_sure() -> None:
    sure, light = hit("quay", "sea", 0), hit("light", "sea", 0, ambiguous=True)
    near = [passage(5, hits=[sure], section=0), passage(5, hits=[light], section=0, start=100)]
    far = [passage(5, hits=[sure], section=0), passage(5, hits=[light], section=1, start=100)]
    assert len(make_segments(near, ["en"])[0].hits) == 2
    assert make_segments(far, ["en"])[1].hits == ()


@st.composite
def documents(draw: st.DrawFn) -> list[AnalysedPassage]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        sentences = draw(st.lists(st.integers(1, 40), min_size=1, max_size=12))
        words = st.integers(0, sum(sentences) - 1)
        hits = [hit(f"t{at}", "sea", at) for at in sorted(draw(st.sets(words, max_size=3)))]
        outside = [hit(f"o{at}", OUT_OF_SCOPE, at) for at in sorted(draw(st.sets(words, max_size=3)))]
        section = draw(st.sampled_from([None, 0, 1]))
        found.append(passage(*sentences, hits=hits, outside=outside, section=section, start=10_000 * number))
    return found


@given(documents())
def test_the_segments_together_give_the_text_and_its_terms_back(passages: list[AnalysedPassage]) -> None:
    found = make_segments(passages, ["en"])
    joined = whole(found)
    assert joined.tokens == tuple(word for entry in passages for word in entry.tokens)
    for group in ("hits", "outside"):
        expected = [
            (one.term.text, entry.tokens[one.first].start) for entry in passages for one in getattr(entry.text, group)
        ]
        assert [(one.term.text, joined.tokens[one.first].start) for one in getattr(joined, group)] == expected
        assert all(
            0 <= one.first <= one.last < len(segment.tokens) for segment in found for one in getattr(segment, group)
        )
