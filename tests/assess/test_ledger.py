"""Ledger lines in two levels sum to what is printed; evidence is the window of a passage with most of what speaks for it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_models import THEMES, hit, language_profiles, model, random_documents, random_models, segment

from s3align.assess.ledger import (
    QUOTE_CHARACTERS,
    SMALLEST_LINE,
    Mark,
    Place,
    card,
    contributions,
    evidence,
)
from s3align.model.profiles import Profiles
from s3align.model.scorer import ScoredDocument, ThemeScorer
from s3align.model.segments import Segment
from s3align.record.assessment import Contribution, Evidence, MarkedTerm
from s3align.record.document import Document, Page, Passage, Section
from s3align.strategy.model import OUT_OF_SCOPE

STRONG = segment("ship port rock", hit("mole", "sea", 2))
WEAK = segment("port rock sand clay")
AGAINST = segment("bread inn rock", hit("inn", OUT_OF_SCOPE, 1))
NEUTRAL = segment("field rock sand")


def scored(texts: Sequence[Segment], profiles: Profiles | None = None) -> ScoredDocument:
    return ThemeScorer(profiles or model()).score(texts)


def printed(document: ScoredDocument, passages: int = 5, lines: int = 12) -> tuple[Contribution, ...]:
    return contributions(document, "sea", passages=passages, lines=lines)


def test_the_ledger_opens_with_the_base_goes_passage_by_passage_and_ends_with_all_others() -> None:
    document = scored([NEUTRAL, STRONG, NEUTRAL, WEAK, *[NEUTRAL] * 4])
    rows = printed(document)
    assert [(row.kind, row.passage) for row in (rows[0], rows[-1])] == [("base", None), ("remainder", None)]
    assert rows[0].value == pytest.approx(document.themes["sea"].base, abs=1e-6)
    opened = [row.passage for row in rows[1:-1]]
    assert opened == sorted(opened)
    assert set(opened) == {1, 3}
    for passage in (1, 3):
        own = [row for row in rows if row.passage == passage]
        assert own[-1].kind == "remainder"
        assert math.fsum(row.value for row in own) == pytest.approx(
            document.themes["sea"].segments[passage].value, abs=1e-6
        )


def test_the_lines_of_a_passage_are_its_words_and_terms_the_largest_first() -> None:
    document = scored([STRONG, *[NEUTRAL] * 5])
    own = [row for row in printed(document) if row.passage == 0]
    assert [(row.kind, row.key, row.label) for row in own[:-1]] == [
        ("keyword", "mole", "rock"),
        ("vocabulary", "ship", "ship"),
        ("vocabulary", "port", "port"),
    ]
    values = [row.value for row in own[:-1]]
    assert values == sorted(values, reverse=True)
    known = {row.feature.key: row.value for row in document.attributions("sea", 0)}
    assert {row.key: row.value for row in own[:-1]} == pytest.approx(known, abs=1e-6)


def test_what_takes_from_a_theme_has_its_line() -> None:
    rows = printed(scored([AGAINST, STRONG]))
    losses = {row.key for row in rows if row.value < 0 and row.kind != "remainder"}
    assert losses == {"bread", "inn"}


def test_only_the_passages_that_add_or_take_most_are_opened() -> None:
    document = scored([WEAK, AGAINST, STRONG, *[NEUTRAL] * 5])
    assert {row.passage for row in printed(document, passages=1)} == {None, 2}
    assert {row.passage for row in printed(document, passages=3)} == {None, 0, 1, 2}
    assert {row.passage for row in printed(document, passages=0)} == {None}


def test_passages_that_add_next_to_nothing_are_not_opened() -> None:
    assert {row.passage for row in printed(scored([NEUTRAL] * 3))} == {None}


def test_each_passage_has_no_more_lines_than_wanted_and_the_rest_is_in_its_remainder() -> None:
    document = scored([STRONG, WEAK, STRONG, *[NEUTRAL] * 3])
    for count in range(8):
        rows = printed(document, lines=count)
        listed = Counter(row.passage for row in rows if row.kind in ("keyword", "vocabulary"))
        assert all(number <= count for number in listed.values())
        assert bool(listed) == bool(count)
        assert math.fsum(row.value for row in rows) == pytest.approx(document.themes["sea"].sureness, abs=1e-6)
    assert Counter(row.key for row in printed(document, lines=1) if row.key)["mole"] >= 2


def test_no_line_is_smaller_than_a_fifth_of_a_point() -> None:
    for texts in ([STRONG, WEAK], [STRONG, *[WEAK] * 40]):
        for row in printed(scored(texts), passages=50, lines=100):
            assert abs(row.value) >= SMALLEST_LINE or row.kind in ("base", "remainder")


@given(random_models(("de", "en")), random_documents(("de", "en")), st.integers(0, 6), st.integers(0, 14))
def test_both_levels_sum_to_what_is_printed(
    profiles: Profiles, texts: list[Segment], passages: int, lines: int
) -> None:
    document = scored(texts, profiles)
    for theme in THEMES:
        rows = contributions(document, theme, passages=passages, lines=lines)
        score = document.themes[theme]
        assert math.fsum(row.value for row in rows) == pytest.approx(round(score.sureness, 6), abs=1e-9)
        assert all(row.value == round(row.value, 6) for row in rows)
        assert not [row for row in rows if str(row.value) == "-0.0"]
        opened = {row.passage for row in rows} - {None}
        assert len(opened) <= passages
        for index in opened:
            own = math.fsum(row.value for row in rows if row.passage == index)
            assert own == pytest.approx(round(score.segments[index].value, 6), abs=1e-9)


def document(text: str, *passages: tuple[int, int]) -> Document:
    parts = tuple(Passage(1, start, end) for start, end in passages or [(0, len(text))])
    return Document("a.txt", "0" * 64, (Page(1, text),), parts)


def laid_out(*texts: Segment) -> tuple[Document, list[Segment]]:
    """The segments one below the other on a page."""
    lines, moved, at = [], [], 0
    for text in texts:
        tokens = tuple(msgspec.structs.replace(word, start=word.start + at, end=word.end + at) for word in text.tokens)
        moved.append(replace(text, tokens=tokens))
        lines.append(" ".join(word.text for word in text.tokens))
        at += len(lines[-1]) + 1
    return document("\n".join(lines)), moved


def cards(limit: int, *texts: Segment) -> tuple[Evidence, ...]:
    read, segments = laid_out(*texts)
    return evidence(scored(segments), "sea", read, limit)


def test_evidence_is_the_passages_that_add_most_the_strongest_first() -> None:
    shown = cards(5, WEAK, AGAINST, STRONG, NEUTRAL)
    assert [(card.passage, card.quote) for card in shown] == [(2, "ship port rock"), (0, "port rock sand clay")]
    assert shown[0].value > shown[1].value > 0
    assert [[term.text for term in card.terms] for card in shown] == [["ship", "port", "rock"], ["port"]]
    assert [card.passage for card in cards(1, WEAK, AGAINST, STRONG, NEUTRAL)] == [2]
    assert cards(5, NEUTRAL, AGAINST) == ()


def test_a_card_s_value_is_what_its_passage_adds() -> None:
    read, segments = laid_out(WEAK, AGAINST, STRONG)
    found = scored(segments)
    for shown in evidence(found, "sea", read, 5):
        assert shown.value == round(found.themes["sea"].segments[shown.passage].value, 6)


def test_passages_of_one_value_stand_in_their_order() -> None:
    assert [card.passage for card in cards(5, STRONG, NEUTRAL, STRONG)] == [0, 2]


def test_a_passage_is_evidence_that_speaks_of_the_theme_or_adds_a_line() -> None:
    for count, expected in ((2, [0, 1]), (5000, [0])):
        texts = [STRONG, WEAK, *[NEUTRAL] * count]
        found = scored(texts).themes["sea"].segments
        assert [found[0].speaks, found[1].speaks] == [True, False]
        assert (found[1].value >= SMALLEST_LINE) == (expected == [0, 1])
        assert [card.passage for card in cards(99, *texts)] == expected


def test_every_card_has_page_and_language_of_its_passage() -> None:
    german = segment("ship ship", language="de")
    read, (first, second) = laid_out(segment("ship"), german)
    found = scored([first, second], model(language_profiles("de"), language_profiles()))
    shown = evidence(found, "sea", read, 5)
    assert {card.passage: card.language for card in shown} == {0: "en", 1: "de"}
    assert {card.page for card in shown} == {1}


def quoted(text: str, *marks: Mark) -> Evidence:
    return card(document(text), Place(1, 0, len(text), None), "de", marks, value=1.0)


def place(term: MarkedTerm) -> tuple[int, int]:
    """Where a term stands in its quote."""
    return term.span.start, term.span.end


def span(shown: Evidence) -> tuple[int, int]:
    """Where a quote stands on its page."""
    return shown.span.start, shown.span.end


def test_a_card_says_where_it_stands() -> None:
    text = "Ziele der Reederei\nDie Werft baut Schiffe."
    page = Page(2, text, label="ii", confidence=0.8)
    whole = Document(
        "a.txt", "0" * 64, (Page(1, "x"), page), (Passage(2, 19, 42, section=0),), (Section("Ziele", 1, 2, 0),)
    )
    shown = card(whole, Place(2, 19, 42, 0), "de", [Mark(23, 28, 0.1), Mark(34, 41, 0.2)], value=0.1234567, passage=3)
    assert (shown.quote, span(shown)) == ("Die Werft baut Schiffe.", (19, 42))
    assert [(term.text, place(term)) for term in shown.terms] == [("Werft", (4, 9)), ("Schiffe", (15, 22))]
    assert (shown.page, shown.section, shown.language) == (2, "Ziele", "de")
    assert (shown.page_label, shown.confidence) == ("ii", 0.8)
    assert (shown.value, shown.passage) == (0.123457, 3)


def test_words_far_below_the_strongest_are_not_marked() -> None:
    shown = quoted("ship port quay", Mark(0, 4, 1.0), Mark(5, 9, 0.2), Mark(10, 14, 0.19))
    assert [term.text for term in shown.terms] == ["ship", "port"]


def test_of_marks_that_overlap_the_longest_from_the_earliest_place_is_shown() -> None:
    shown = quoted("green hydrogen tank", Mark(6, 14, 1.0), Mark(0, 5, 0.5), Mark(0, 14, 0.6), Mark(14, 19, 0.5))
    assert [term.text for term in shown.terms] == ["green hydrogen", " tank"]


def test_a_short_passage_is_quoted_whole() -> None:
    text = "x" * (QUOTE_CHARACTERS - 5) + " ship"
    assert quoted(text, Mark(QUOTE_CHARACTERS - 4, QUOTE_CHARACTERS, 1.0)).quote == text


def words(count: int) -> str:
    return " ".join(f"word{number:04}" for number in range(count))  # nine characters each with the space


@pytest.mark.parametrize(("at", "first", "last"), [(0, 0, 46), (50, 42, 88), (99, 53, 99)])
def test_a_long_passage_is_cut_at_words_around_its_strongest_place(at: int, first: int, last: int) -> None:
    shown = quoted(words(100), Mark(at * 9, at * 9 + 8, 1.0))
    assert shown.quote.split()[0] == f"word{first:04}"
    assert shown.quote.split()[-1] == f"word{last:04}"
    assert QUOTE_CHARACTERS <= len(shown.quote) <= QUOTE_CHARACTERS + 18
    assert [term.text for term in shown.terms] == [f"word{at:04}"]
    assert set(shown.quote.split()) <= set(words(100).split())


def test_a_quote_begins_and_ends_with_the_words_it_would_have_cut() -> None:
    text = " ".join(f"{'w' * (number % 7)}{number}" for number in range(200))
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    for at in starts[20:120]:
        cut = at - QUOTE_CHARACTERS // 6
        end = text.find(" ", cut + QUOTE_CHARACTERS)
        assert span(quoted(text, Mark(at, at + 1, 1.0))) == (text.rfind(" ", 0, cut) + 1, end)


def test_the_window_holds_the_most_marks_not_the_strongest_one() -> None:
    alone, crowd = Mark(0, 8, 1.0), [Mark(at * 9, at * 9 + 8, 0.4) for at in (80, 82, 84)]
    shown = quoted(words(100), alone, *crowd)
    assert [term.text for term in shown.terms] == ["word0080", "word0082", "word0084"]


@pytest.mark.parametrize(("distance", "first"), [(314, "word0010"), (315, "word0150")])
def test_marks_count_for_a_window_within_three_quarters_of_a_quote(distance: int, first: str) -> None:
    early, late = Mark(90, 98, 0.6), Mark(90 + distance, 98 + distance, 0.6)
    shown = quoted(words(200), early, late, Mark(1350, 1358, 1.1))
    assert shown.terms[0].text == first


def test_a_passage_is_cut_from_its_own_place_and_only_where_it_is_long() -> None:
    text = words(100)
    at = 900 - QUOTE_CHARACTERS - 1
    whole = document(text)

    def cut(start: int, *marks: Mark) -> str:
        return card(whole, Place(1, start, 899, None), "de", marks, value=1.0).quote

    assert cut(at, Mark(at + 1, at + 8, 1.0)) == text[at:899]
    assert cut(90, Mark(99, 107, 1.0)).split()[0] == "word0010"
    assert cut(90, Mark(891, 899, 1.0)).split()[-1] == "word0099"


def test_of_equal_windows_the_first_is_quoted() -> None:
    shown = quoted(words(100), Mark(90 * 9, 90 * 9 + 8, 1.0), Mark(5 * 9, 5 * 9 + 8, 1.0))
    assert [term.text for term in shown.terms] == ["word0005"]


def test_a_word_longer_than_the_quote_is_not_cut() -> None:
    text = "a " + "x" * 600 + " b"
    assert quoted(text, Mark(2, 602, 1.0)).quote in {text, text[2:], text[:602], text[2:602]}
