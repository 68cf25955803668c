"""Two versions compared: what is new is found, what only moved is not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.assess.compare import Change, compare
from s3align.assess.text_overlap import STRETCH, TextOverlap
from s3align.record.assessment import IntegrityNote, Place, Question, SubtopicResult, Verdict

QUOTE = "Die Pilotanlage koppelt das Recycling mit einer Elektrolyse von 200 kW und läuft 24 Monate im Werk."


def missing(quote: str, text: str) -> list[str]:
    return [quote[span.start : span.end] for span in TextOverlap([quote], text).missing(quote)]


@pytest.mark.parametrize(
    "text",
    [
        f"Anderes steht davor. {QUOTE} Und dahinter.",
        QUOTE.replace("Elektrolyse", "Elektro-\nlyse").replace(" ", "\n"),
        QUOTE.upper(),
        QUOTE.replace(" mit einer", " mit einer 7 / 9 Seitenkopf des Antrags einer"),
    ],
    ids=["moved", "set anew", "in capitals", "cut by a page's end"],
)
def test_a_passage_that_was_only_moved_or_set_anew_is_there(text):
    assert missing(QUOTE, text) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("24 Monate", "36 Monate", ["24"]),
        ("im Werk", "in der Halle", ["im Werk."]),
        ("koppelt das", "trennt das", ["koppelt"]),
    ],
)
def test_of_a_reworded_passage_the_other_words_alone_are_missing(old, new, words):
    assert missing(QUOTE, QUOTE.replace(old, new)) == words


def test_a_passage_that_is_not_there_is_missing_as_a_whole():
    assert missing(QUOTE, "Ein Mikrodepot nimmt Pakete an, Lastenräder liefern sie aus.") == [QUOTE]


def test_words_that_merely_stand_in_both_do_not_make_a_passage():
    shuffled = " ".join(reversed(QUOTE.split()))
    assert "Recycling" in " ".join(missing(QUOTE, shuffled))


def test_the_number_of_an_item_or_heading_is_no_change():
    item = f"3. {QUOTE}"
    assert missing(item, f"2. {QUOTE}") == []
    assert missing(item, f"• {QUOTE}") == []


@pytest.mark.parametrize("quote", ["", "–", "Kurz.", "x" * STRETCH])
def test_a_quote_shorter_than_a_stretch_is_looked_up_as_it_is(quote):
    assert missing(quote, f"Vorher {quote} nachher") == []
    assert missing(quote, "Etwas anderes") == ([quote] if any(map(str.isalnum, quote)) else [])


def text_of(record) -> str:
    """All that a record quotes, as if it were the whole document."""
    return "\n".join(card.quote for theme in record.themes for card in theme.evidence)


def changed_theme(record, theme_id, **fields):
    themes = tuple(replace(theme, **fields) if theme.id == theme_id else theme for theme in record.themes)
    return replace(record, themes=themes)


def row(result, theme_id):
    return next(theme for theme in result.themes if theme.id == theme_id)


def test_the_same_record_differs_in_nothing(assessment):
    result = compare(assessment, assessment, text_of(assessment), text_of(assessment))
    assert result.is_same_file
    assert not any(theme.is_clear or theme.has_details for theme in result.themes)
    assert result.made_differently == result.places == result.principles_gained == result.principles_lost == ()
    assert result.questions_answered == result.questions_gone == result.questions_new == ()
    assert result.notes_gained == result.notes_lost == ()


def test_a_theme_has_changed_only_where_the_verdict_did_or_the_ranges_do_not_meet(assessment):
    text = text_of(assessment)
    within = changed_theme(assessment, "new-industry", sureness=0.7, low=0.6, high=0.8)
    above = changed_theme(assessment, "new-industry", sureness=0.9, low=0.8, high=0.95)
    other = changed_theme(assessment, "new-industry", verdict=Verdict.CORE)
    changes = [
        row(compare(assessment, new, text, text), "new-industry").change for new in (assessment, within, above, other)
    ]
    assert changes == [Change.UNCLEAR, Change.UNCLEAR, Change.SURENESS, Change.VERDICT]


def test_what_has_surely_changed_comes_first(assessment):
    text = text_of(assessment)
    new = changed_theme(assessment, "health", verdict=Verdict.TOUCHED)
    new = changed_theme(new, "green-tech", sureness=0.8)
    assert [theme.id for theme in compare(assessment, new, text, text).themes][:2] == ["health", "green-tech"]


def test_a_passage_is_gained_and_lost_by_its_words_and_a_theme_without_relation_has_none(assessment):
    green = assessment.theme("green-tech")
    new = changed_theme(assessment, "green-tech", evidence=green.evidence[1:])
    shorter = text_of(new)
    lost = row(compare(assessment, new, text_of(assessment), shorter), "green-tech")
    assert [passage.quote for passage in lost.passages_lost] == [green.evidence[0].quote]
    assert lost.passages_lost[0].share == 1.0
    assert lost.passages_gained == ()
    gained = row(compare(new, assessment, shorter, text_of(assessment)), "green-tech")
    assert [passage.quote for passage in gained.passages_gained] == [green.evidence[0].quote]
    far = changed_theme(assessment, "green-tech", verdict=Verdict.NONE)
    assert row(compare(far, new, text_of(assessment), ""), "green-tech").passages_lost == ()


def test_without_the_old_text_the_old_record_says_what_is_known(assessment):
    same = compare(assessment, assessment, None, text_of(assessment))
    assert not same.old_text_known
    assert same.new_text_known
    assert not any(theme.passages_gained or theme.passages_lost for theme in same.themes)
    bare = changed_theme(assessment, "green-tech", evidence=())
    assert row(compare(bare, assessment, None, text_of(assessment)), "green-tech").passages_gained


def test_a_question_is_answered_where_the_text_speaks_of_it_and_else_only_gone(assessment):
    text = text_of(assessment)
    quiet = replace(assessment, questions=())
    gone = compare(assessment, quiet, text, text)
    assert (gone.questions_answered, gone.questions_gone) == ((), assessment.questions)
    green = assessment.theme("green-tech")
    parts = tuple(SubtopicResult(part.id, (4,)) for part in green.subtopics)
    spoken = compare(assessment, changed_theme(quiet, "green-tech", subtopics=parts), text, text)
    assert (spoken.questions_answered, spoken.questions_gone) == (assessment.questions, ())
    assert row(spoken, "green-tech").subtopics_gained == ("water",)
    moved = replace(assessment, questions=(replace(assessment.questions[0], elsewhere=9),))
    assert compare(assessment, moved, text, text).questions_new == ()
    assert compare(quiet, assessment, text, text).questions_new == (Question("green-tech", "water"),)


def test_principles_places_and_notes_are_told_where_they_differ(assessment):
    text = text_of(assessment)
    none = tuple(replace(entry, evidence=()) for entry in assessment.principles)
    new = replace(
        assessment,
        principles=none,
        places=(Place("Bottrop", "partner", 3), Place("Schermbeck", "mention", 12)),
        integrity=(*(replace(note, page=2) for note in assessment.integrity), IntegrityNote("keyword_list", 4, "a b")),
    )
    result = compare(assessment, new, text, text)
    assert [entry.id for entry in result.principles_lost] == ["innovation"]
    assert [(entry.id, entry.old, entry.new) for entry in result.places] == [("Bottrop", ("site",), ("partner",))]
    assert [note.kind for note in result.notes_gained] == ["keyword_list"]
    assert result.notes_lost == ()
    assert [entry.id for entry in compare(new, assessment, text, text).principles_gained] == ["innovation"]


def test_two_records_made_differently_say_in_what(assessment):
    made = replace(assessment.provenance, tool_version="0.1.0", model_hash="0")
    text = text_of(assessment)
    result = compare(replace(assessment, provenance=made), assessment, text, text)
    assert result.made_differently == ("tool_version", "model_hash")


def test_themes_that_one_record_lacks_are_left_out(assessment):
    fewer = replace(assessment, themes=assessment.themes[1:])
    text = text_of(assessment)
    assert len(compare(fewer, assessment, text, text).themes) == len(compare(assessment, fewer, text, text).themes) == 5
