"""Every passage that speaks of a theme is in the record, its text once, with the words that count in their places."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from small_models import hit, language_profiles, model, segment

from s3align.assess import passage_texts as module
from s3align.assess.ledger import evidence
from s3align.assess.passage_texts import passage_texts, shown_passages, with_marks
from s3align.model.profiles import Fusion, Profiles
from s3align.model.scorer import ScoredDocument, ThemeScorer
from s3align.model.segments import Segment
from s3align.record.assessment import PassageText, SubtopicResult, ThemeResult, Verdict
from s3align.record.document import Document, Page, Section
from s3align.strategy.model import Strength

STRONG = segment("ship port rock", hit("mole", "sea", 2))
WEAK = segment("port rock sand clay")
FOOD = segment("bread rock bread", hit("farm", "food", 1))
BOTH = segment("ship bread port", hit("mole", "sea", 0), hit("farm", "food", 1))
NEUTRAL = segment("field rock sand")


def laid_out(*texts: Segment, frame: str = "{}.") -> tuple[Document, list[Segment]]:
    """Each passage on a page of its own, between the marks of ``frame``."""
    pages, moved = [], []
    for number, text in enumerate(texts, 1):
        by = frame.index("{")
        tokens = tuple(
            msgspec.structs.replace(word, start=word.start + by, end=word.end + by, page=number) for word in text.tokens
        )
        moved.append(replace(text, tokens=tokens, section=0))
        pages.append(Page(number, frame.format(" ".join(word.text for word in text.tokens)), label=f"p{number}"))
    return Document("a.txt", "0" * 64, tuple(pages), (), (Section("Aims", 1, 1, 0),)), moved


def assessed(
    document: Document, scored: ScoredDocument, *, limit: int = 1, verdicts: dict[str, Verdict] | None = None
) -> list[ThemeResult]:
    """Both themes with their sub-topic, which the passages that hold its terms speak of."""
    found = []
    for theme in ("sea", "food"):
        speaking = [index for index, part in enumerate(scored.themes[theme].segments) if part.speaks]
        own = [index for index in speaking if any(entry.term.theme == theme for entry in scored.segments[index].hits)]
        verdict = (verdicts or {}).get(theme, Verdict.CORE)
        found.append(
            ThemeResult(
                id=theme,
                extent=0.1,
                sureness=0.5,
                low=0.4,
                high=0.6,
                verdict=verdict,
                passages=len(speaking),
                pages=tuple(index + 1 for index in speaking),
                contributions=(),
                subtopics=(SubtopicResult("part", tuple(own)), SubtopicResult("other")),
                evidence=evidence(scored, theme, document, limit),
            )
        )
    return found


def made(
    *texts: Segment, frame: str = "{}.", most: int | None = None, profiles: Profiles | None = None, **given
) -> tuple[dict[int, PassageText], list]:
    document, segments = laid_out(*texts, frame=frame)
    scored = ThemeScorer(profiles or model()).score(segments)
    themes = assessed(document, scored, **given)
    shown = shown_passages(scored, themes)
    texts = passage_texts(scored, shown, document, **({} if most is None else {"most": most}))
    assert [text.number for text in texts.values()] == sorted(texts)
    return texts, [with_marks(scored, theme, shown[theme.id], texts) for theme in themes]


def words(texts: dict[int, PassageText], rows) -> dict[int, list[str]]:
    return {row.passage: [texts[row.passage].text[start:end] for start, end in row.spans] for row in rows}


def test_all_passages_that_speak_are_kept_not_the_strongest_alone() -> None:
    texts, (sea, _) = made(STRONG, NEUTRAL, STRONG, STRONG, NEUTRAL, limit=1)
    assert [text.number for text in texts.values()] == [0, 2, 3]
    assert [row.passage for row in sea.marks] == [0, 2, 3]
    assert len(sea.evidence) == 1
    assert all(row.speaks for row in sea.marks)


def test_a_passage_of_two_themes_stands_there_once_and_belongs_to_both() -> None:
    texts, (sea, food) = made(BOTH, NEUTRAL, FOOD)
    assert list(texts) == [0, 2]
    assert [row.passage for row in sea.marks] == [0]
    assert [row.passage for row in food.marks] == [0, 2]
    assert words(texts, sea.marks)[0] != words(texts, food.marks)[0]


def test_a_passage_that_only_adds_a_little_is_told_from_those_that_speak() -> None:
    texts, (sea, _) = made(STRONG, WEAK, NEUTRAL, limit=5)
    assert [(row.passage, row.speaks) for row in sea.marks] == [(0, True), (1, False)]
    assert list(texts) == [0, 1]


def test_a_theme_without_a_relation_has_none() -> None:
    _, (sea, food) = made(FOOD, STRONG, verdicts={"sea": Verdict.NONE}, limit=5)
    assert sea.marks == ()
    assert [row.passage for row in food.marks] == [0]


def test_where_no_theme_may_be_addressed_what_comes_nearest_is_there() -> None:
    texts, (sea, food) = made(WEAK, NEUTRAL, verdicts={"sea": Verdict.NONE, "food": Verdict.NONE}, limit=5)
    assert list(texts) == [0]
    assert [(row.passage, row.speaks) for row in sea.marks] == [(0, False)]
    assert food.marks == ()
    unclear, _ = made(WEAK, NEUTRAL, verdicts={"sea": Verdict.NONE, "food": Verdict.UNCLEAR}, limit=5)
    assert unclear == {}


def test_a_passage_has_its_place_and_the_marks_around_its_words() -> None:
    texts, _ = made(STRONG, frame="  „({}).“ Next")
    text = texts[0]
    assert text.text == "„(ship port rock).“"
    assert (text.page, text.section, text.page_label, text.language) == (1, "Aims", "p1", "en")
    assert text.span == (2, 2 + len(text.text))


def test_spans_stand_on_the_words_of_the_theme_and_value_on_what_the_passage_adds() -> None:
    document, segments = laid_out(STRONG, frame="„{}“")
    scored = ThemeScorer(model()).score(segments)
    texts, (sea, _) = made(STRONG, frame="„{}“")
    assert words(texts, sea.marks) == {0: ["ship", "port", "rock"]}
    assert sea.marks[0].value == round(scored.themes["sea"].segments[0].value, 6)
    assert document.pages[0].text[texts[0].span.start : texts[0].span.end] == texts[0].text


def test_a_sub_topic_marks_its_own_terms_and_the_theme_has_them_too() -> None:
    faint = segment("ship port ship rock", hit("slip", "sea", 3, strength=Strength.MEDIUM))
    deaf = model(language_profiles(fusion={"sea": Fusion(-2.0, 3.0, 0.01), "food": Fusion(-1.0, 1.0, 0.8)}))
    texts, (sea, food) = made(faint, STRONG, FOOD, profiles=deaf)
    part, other = sea.subtopics
    assert words(texts, part.marks) == {0: ["rock"], 1: ["rock"]}
    assert "rock" in words(texts, sea.marks)[0]
    assert (part.marks[0].value, other.marks) == (None, ())
    assert words(texts, food.subtopics[0].marks) == {2: ["rock"]}


def test_of_a_huge_document_the_strongest_passages_of_each_theme_stay() -> None:
    pages = [STRONG, *[WEAK] * 3, STRONG, FOOD, STRONG, FOOD]
    everything, (sea, food) = made(*pages, limit=9)
    ranked = sorted(sea.marks, key=lambda row: (not row.speaks, -row.value, row.passage))
    room = len(everything[0].text) + len(everything[5].text)
    some, (sea, food) = made(*pages, limit=9, most=room)
    assert list(some) == [ranked[0].passage, food.marks[0].passage]
    assert [row.passage for row in sea.marks] == [ranked[0].passage]
    assert [row.passage for row in sea.subtopics[0].marks] == [ranked[0].passage]
    assert len(sea.subtopics[0].passages) == 3
    assert list(made(*pages, most=room - 1)[0]) == [ranked[0].passage]


def test_the_limit_is_about_fifty_pages() -> None:
    assert 50 * 1_800 <= module.MOST_CHARACTERS <= 50 * 3_000
