"""The strip shows every page that speaks of a theme, and how much."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.record.assessment import PassageMarks, PassageText, Span, Verdict
from s3align.render.view import build_view
from s3align.render.view_strip import MOST_CELLS


def strip(assessment, strategy, theme_id="green-tech", language="de", length=None, **changes):
    themes = tuple(replace(theme, **changes) if theme.id == theme_id else theme for theme in assessment.themes)
    document = replace(assessment.document, pages=length or assessment.document.pages)
    view = build_view(replace(assessment, themes=themes, document=document), strategy, language)
    return next(theme.strip for theme in view.themes if theme.id == theme_id)


def speaking(assessment, pages):
    """A theme spoken of in one passage on each page, each adding ten points."""
    texts = tuple(
        PassageText(number=number, page=page, span=Span(0, 4), text="Text", language="de")
        for number, page in enumerate(pages)
    )
    marks = tuple(PassageMarks(number, (Span(0, 4),), 0.1) for number, _ in enumerate(pages))
    themes = tuple(
        replace(theme, marks=marks, pages=tuple(pages), passages=len(pages)) if theme.id == "green-tech" else theme
        for theme in assessment.themes
    )
    return replace(assessment, themes=themes, passages=texts)


@pytest.mark.parametrize("value", [0.847434, 0.381204, 0.230867, 0.5])
def test_the_strongest_page_has_the_highest_bar(assessment, strategy, value):
    cards = tuple(replace(card, value=value) for card in assessment.theme("green-tech").evidence)
    assert {cell.level for cell in strip(assessment, strategy, evidence=cards).cells} == {0, 3}


def test_all_passages_count_not_the_cards_alone(marked, strategy):
    cells = {cell.label: cell for cell in strip(marked, strategy).cells}
    assert len(cells) == 14
    assert [label for label, cell in cells.items() if cell.level] == ["3", "5"]
    assert (cells["3"].spoken, cells["5"].spoken) == ("Seite\u00a03: 2 Abschnitte", "Seite\u00a05: 1 Abschnitt")
    assert cells["3"].level > cells["5"].level


def test_a_page_leads_to_its_first_passage_and_others_nowhere(marked, strategy):
    cells = {cell.label: cell for cell in strip(marked, strategy, language="en").cells}
    assert (cells["3"].anchor, cells["5"].anchor) == ("passage-22", "passage-36")
    assert cells["4"].anchor is cells["4"].spoken is None
    assert cells["5"].spoken == "Page\u00a05: 1 passage"
    assert strip(marked, strategy, language="en").links.startswith("A page number leads")


def test_a_passage_that_only_comes_near_marks_no_page(marked, strategy):
    assert [cell.label for cell in strip(marked, strategy, "new-industry").cells if cell.level] == ["3"]


def test_an_unclear_theme_that_no_passage_speaks_of_shows_where_to_read(marked, strategy):
    near = tuple(replace(row, speaks=False) for row in marked.theme("new-industry").marks)
    found = strip(marked, strategy, "new-industry", verdict=Verdict.UNCLEAR, marks=near, passages=0, pages=())
    assert [cell.label for cell in found.cells if cell.level] == ["3", "9"]
    assert "Seiten 3, 9 von 14" in found.title


def test_the_title_says_the_same_in_words(marked, strategy):
    assert "Seiten 3, 5 von 14" in strip(marked, strategy).title
    assert "pages 3, 5 of 14" in strip(marked, strategy, language="en").title
    assert "page 3 of 14" in strip(marked, strategy, "new-industry", language="en").title


def test_an_older_record_marks_the_pages_that_it_names(assessment, strategy):
    theme = replace(assessment.theme("green-tech"), pages=(1, 3, 5))
    older = replace(assessment, themes=tuple(theme if row.id == theme.id else row for row in assessment.themes))
    found = strip(older, strategy)
    assert [cell.label for cell in found.cells if cell.level] == ["1", "3", "5"]
    assert not any(cell.anchor for cell in found.cells)
    assert found.links is None


def test_there_is_none_for_a_single_page_or_without_a_relation(marked, strategy):
    assert strip(marked, strategy, "health") is None
    single = replace(marked, document=replace(marked.document, pages=1))
    assert strip(single, strategy) is None


@pytest.mark.parametrize(("pages", "label"), [(MOST_CELLS, "7"), (MOST_CELLS + 1, "7–8"), (300, "6–10")])
def test_a_long_document_has_several_pages_to_a_cell(assessment, strategy, pages, label):
    found = strip(speaking(assessment, [7, 8, pages]), strategy, length=pages)
    assert len(found.cells) <= MOST_CELLS
    spoken = {cell.label: cell for cell in found.cells if cell.level}
    assert label in spoken
    assert spoken[label].anchor == "passage-1"
    assert found.cells[-1].label.endswith(str(pages))
