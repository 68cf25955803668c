"""Ledger lines sum to the score; evidence is the window of a passage that holds most of what speaks for a theme."""

from __future__ import annotations

import re

import pytest

from s3align.analysis.tokens import Token
from s3align.assess.ledger import QUOTE_CHARACTERS, SMALLEST_LINE, Mark, card, contributions, evidence, passage_marks
from s3align.model.features import FeatureValue, Segment
from s3align.model.scorer import Attribution, ThemeAttributions
from s3align.record.assessment import Evidence, MarkedTerm
from s3align.record.document import Document, Page, Passage, Section


def attribution(kind: str, label: str, value: float, *tokens: int, segment: int = 0) -> Attribution:
    return Attribution(kind, label, value, [(segment, FeatureValue(label, label, 1.0, tuple((i, i) for i in tokens)))])


def scored(*attributions: Attribution, base: float = 0.1) -> ThemeAttributions:
    score = base + sum(entry.value for entry in attributions)
    return ThemeAttributions("sea", score, score, score, base, attributions, True)


def lines(found: ThemeAttributions, limit: int) -> list[tuple[str, str, float]]:
    return [(line.kind, line.label, pytest.approx(line.value, abs=1e-6)) for line in contributions(found, limit)]


def test_lines_stand_by_size_between_base_and_remainder() -> None:
    found = scored(
        attribution("keyword", "ship", 0.02),
        attribution("vocabulary", "port", -0.05),
        attribution("vocabulary", "quay", 0.2),
        attribution("vocabulary", "mole", SMALLEST_LINE * 0.9),
    )
    assert lines(found, 12) == [
        ("base", "", 0.1),
        ("vocabulary", "quay", 0.2),
        ("vocabulary", "port", -0.05),
        ("keyword", "ship", 0.02),
        ("remainder", "", SMALLEST_LINE * 0.9),
    ]


def test_the_remainder_takes_what_is_beyond_the_limit_and_lines_of_one_size_stand_by_kind_and_label() -> None:
    found = scored(
        attribution("vocabulary", "b", 0.1),
        attribution("vocabulary", "a", 0.1),
        attribution("keyword", "c", 0.1),
        attribution("keyword", "d", -SMALLEST_LINE),
    )
    assert lines(found, 2) == [
        ("base", "", 0.1),
        ("keyword", "c", 0.1),
        ("vocabulary", "a", 0.1),
        ("remainder", "", 0.1 - SMALLEST_LINE),
    ]
    assert [label for _, label, _ in lines(found, 4)] == ["", "c", "a", "b", "d", ""]


def document(text: str, *passages: tuple[int, int]) -> Document:
    parts = tuple(Passage(1, start, end) for start, end in passages or [(0, len(text))])
    return Document("a.txt", "0" * 64, (Page(1, text),), parts)


def tokens(text: str, *passages: tuple[int, int]) -> tuple[Token, ...]:
    """The words of a text, each in the passage that holds it."""
    found = []
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        index = next(index for index, (first, last) in enumerate(passages) if first <= start < last)
        found.append(Token(1, start, at, word, word, (), index, word))
    return tuple(found)


def cards(found: ThemeAttributions, text: str, limit: int, *passages: tuple[int, int]) -> tuple[Evidence, ...]:
    segments = [Segment("de", tokens(text, *passages), (), ())]
    return evidence(passage_marks(found, segments), document(text, *passages), ["de"] * len(passages), limit)


TEXT = "ship port sand rock quay mole"
PASSAGES = ((0, 9), (10, 19), (20, 29))


def test_evidence_is_the_passages_with_most_gain_the_strongest_first() -> None:
    found = scored(
        attribution("keyword", "ship", 0.1, 0),
        attribution("keyword", "quay", 0.3, 4),
        attribution("keyword", "port", 0.1, 1, 2),
        attribution("vocabulary", "rock", -0.9, 3),
        base=0.5,
    )
    shown = cards(found, TEXT, 5, *PASSAGES)
    assert [card.quote for card in shown] == ["quay mole", "ship port", "sand rock"]
    assert [card.value for card in shown] == [pytest.approx(value) for value in (0.3, 0.15, 0.05)]
    assert [[term.text for term in card.terms] for card in shown] == [["quay"], ["ship", "port"], ["sand"]]
    assert [card.quote for card in cards(found, TEXT, 2, *PASSAGES)] == ["quay mole", "ship port"]


def test_passages_of_one_value_stand_in_their_order_and_tiny_ones_not_at_all() -> None:
    found = scored(
        attribution("keyword", "quay", 0.1, 4),
        attribution("keyword", "ship", 0.1, 0),
        attribution("keyword", "sand", SMALLEST_LINE * 0.99, 2),
    )
    assert [card.quote for card in cards(found, TEXT, 5, *PASSAGES)] == ["ship port", "quay mole"]
    least = scored(attribution("keyword", "sand", SMALLEST_LINE, 2))
    assert [card.quote for card in cards(least, TEXT, 5, *PASSAGES)] == ["sand rock"]


def quoted(text: str, *marks: Mark) -> Evidence:
    whole = document(text)
    return card(whole, 0, "de", marks)


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
    shown = card(whole, 0, "de", [Mark(23, 28, 0.1), Mark(34, 41, 0.2)])
    assert (shown.quote, span(shown)) == ("Die Werft baut Schiffe.", (19, 42))
    assert [(term.text, place(term)) for term in shown.terms] == [("Werft", (4, 9)), ("Schiffe", (15, 22))]
    assert (shown.page, shown.section, shown.language) == (2, "Ziele", "de")
    assert (shown.page_label, shown.confidence) == ("ii", 0.8)
    assert shown.value == pytest.approx(0.3)


def test_every_card_has_the_language_of_its_passage() -> None:
    found = scored(attribution("keyword", "ship", 0.1, 0), attribution("keyword", "quay", 0.3, 4))
    segments = [Segment("de", tokens(TEXT, *PASSAGES), (), ())]
    shown = evidence(passage_marks(found, segments), document(TEXT, *PASSAGES), ["en", "other", "de"], 5)
    assert [card.language for card in shown] == ["de", "en"]


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
    short = Document("a.txt", "0" * 64, (Page(1, text),), (Passage(1, at, 899),))
    assert card(short, 0, "de", [Mark(at + 1, at + 8, 1.0)]).quote == text[at:899]
    part = Document("a.txt", "0" * 64, (Page(1, text),), (Passage(1, 90, 899),))
    assert card(part, 0, "de", [Mark(99, 107, 1.0)]).quote.split()[0] == "word0010"
    assert card(part, 0, "de", [Mark(891, 899, 1.0)]).quote.split()[-1] == "word0099"


def test_of_equal_windows_the_first_is_quoted() -> None:
    shown = quoted(words(100), Mark(90 * 9, 90 * 9 + 8, 1.0), Mark(5 * 9, 5 * 9 + 8, 1.0))
    assert [term.text for term in shown.terms] == ["word0005"]


def test_a_word_longer_than_the_quote_is_not_cut() -> None:
    text = "a " + "x" * 600 + " b"
    assert quoted(text, Mark(2, 602, 1.0)).quote in {text, text[2:], text[:602], text[2:602]}
