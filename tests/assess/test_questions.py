"""Open questions: few, of what the text comes near to and of principles not found, each with the place of an answer."""

from __future__ import annotations

import pytest

from s3align import check
from s3align.assess.questions import MOST_QUESTIONS, NEAR_FROM, Clues, Near, Spot, open_questions
from s3align.record.assessment import (
    Evidence,
    Grade,
    Overall,
    PrincipleResult,
    Rule,
    Span,
    SubtopicResult,
    ThemeResult,
    Verdict,
)
from s3align.strategy.load import find_strategy, load_strategy

FOUND = Evidence(passage=None, page=1, span=Span(0, 1), quote="x", terms=(), language="de", value=1.0)
MATTRESS = """# Alte Matratzen zu neuem Schaum

## 1 Ziele

Ein Betrieb und eine Hochschule wollen den Schaum alter Matratzen zurückgewinnen. Der Abfall wird gesammelt, sortiert und
zerlegt, und das Rezyklat ersetzt neuen Rohstoff. So entsteht eine Kreislaufwirtschaft für Matratzen, in der nichts verbrannt
wird. Das Recycling spart Rohstoffe, und der Kunststoff bleibt im Kreislauf.

## 2 Arbeitsplan

Wir bauen eine Anlage für chemisches Recycling auf und messen, wie rein das Rezyklat ist. Die Sortierung trennt Federn, Stoff
und Schaum. Die Rücknahme organisiert der Handel. Aus dem Rezyklat werden Platten gepresst, die wieder verwertet werden können.
"""


@pytest.fixture(scope="module")
def ruhr():
    return load_strategy(find_strategy("ruhr"))


def theme(strategy, theme_id, verdict, *addressed):
    parts = tuple(
        SubtopicResult(part.id, (1,) if part.id in addressed else ()) for part in strategy.theme(theme_id).subtopics
    )
    figures = {"extent": 0.3, "sureness": 0.9, "low": 0.8, "high": 0.95, "passages": 3, "pages": (1,)}
    return ThemeResult(id=theme_id, verdict=verdict, contributions=(), subtopics=parts, evidence=(), **figures)


def principles(strategy, *found):
    return [
        PrincipleResult(entry.id, Grade.NONE, (FOUND,) if entry.id in found else ()) for entry in strategy.principles
    ]


def asked(strategy, rows, overall, clues, found=()):
    return open_questions(rows, overall, principles(strategy, *found), clues, strategy)


def near(probability, page=4, section="3 Arbeitsplan"):
    return Near(probability, Spot(page, section))


def test_only_subtopics_near_to_what_is_addressed_are_asked_for(ruhr):
    rows = [theme(ruhr, "green-tech", Verdict.CORE, "circular_economy")]
    clues = Clues({("green-tech", "water"): near(0.4), ("green-tech", "hydrogen"): near(NEAR_FROM / 2)}, {}, {})
    questions = asked(ruhr, rows, Overall(Rule.MAIN, "green-tech"), clues)
    assert [row.subtopic for row in questions if row.theme] == ["water"]
    assert (questions[0].page, questions[0].section) == (4, "3 Arbeitsplan")


def test_what_another_part_names_is_asked_for_with_its_page(ruhr):
    rows = [theme(ruhr, "green-tech", Verdict.CORE)]
    clues = Clues({}, {("green-tech", "hydrogen"): 9}, {}, Spot(2, "2 Ziele"))
    first = asked(ruhr, rows, Overall(Rule.MAIN, "green-tech"), clues)[0]
    assert (first.subtopic, first.elsewhere, first.page, first.section) == ("hydrogen", 9, 2, "2 Ziele")


def test_a_subtopic_found_and_a_theme_not_addressed_are_never_asked_for(ruhr):
    rows = [theme(ruhr, "green-tech", Verdict.CORE, "water"), theme(ruhr, "health", Verdict.TOUCHED)]
    clues = Clues({("green-tech", "water"): near(0.9), ("health", "medtech"): near(0.9)}, {}, {})
    assert not [row for row in asked(ruhr, rows, Overall(Rule.MAIN, "green-tech"), clues) if row.theme]


def test_the_nearest_come_first_and_all_are_few(ruhr):
    rows = [theme(ruhr, "green-tech", Verdict.CORE), theme(ruhr, "health", Verdict.SIDE)]
    keys = [(row.id, part.id) for row in rows for part in row.subtopics]
    clues = Clues({key: near(0.2 + index / 100) for index, key in enumerate(keys)}, {}, {})
    questions = asked(ruhr, rows, Overall(Rule.MAIN_AND_SECONDARY, "green-tech", ("health",)), clues)
    assert len(questions) == MOST_QUESTIONS
    assert (questions[0].theme, questions[0].subtopic) == keys[-1]


def test_a_principle_found_or_decided_by_places_is_not_asked_for(ruhr):
    rows = [theme(ruhr, "health", Verdict.CORE)]
    statement = Overall(Rule.MAIN, "health")
    decided = {entry.id for entry in ruhr.principles if entry.answered_by}
    first = [row.principle for row in asked(ruhr, rows, statement, Clues({}, {}, {}))]
    assert first
    assert not decided.intersection(first)
    later = [row.principle for row in asked(ruhr, rows, statement, Clues({}, {}, {}), found=first[:1])]
    assert first[0] not in later


def test_an_answer_stands_where_a_title_names_it_or_at_the_aims(ruhr):
    rows = [theme(ruhr, "health", Verdict.CORE)]
    first, second = (entry.id for entry in ruhr.principles[:2])
    clues = Clues({}, {}, {first: Spot(6, "7 Verwertung")}, Spot(2, "2 Ziele"))
    places = {row.principle: (row.page, row.section) for row in asked(ruhr, rows, Overall(Rule.MAIN, "health"), clues)}
    assert places[first] == (6, "7 Verwertung")
    assert places[second] == (2, "2 Ziele")


def test_where_nothing_is_addressed_the_nearest_theme_alone_is_asked_about(ruhr):
    rows = [theme(ruhr, "health", Verdict.TOUCHED), theme(ruhr, "smart-city", Verdict.NONE)]
    clues = Clues({("health", "medtech"): near(0.01), ("smart-city", "urban_data"): near(0.3)}, {}, {})
    questions = asked(ruhr, rows, Overall(Rule.WEAK, nearest="health"), clues)
    assert [(row.theme, row.subtopic) for row in questions] == [("health", "medtech")]


def test_an_unclear_theme_is_asked_about_and_so_are_principles(ruhr):
    rows = [theme(ruhr, "health", Verdict.UNCLEAR)]
    clues = Clues({("health", "medtech"): near(0.3)}, {}, {})
    questions = asked(ruhr, rows, Overall(Rule.UNCLEAR, nearest="health"), clues)
    assert questions[0].subtopic == "medtech"
    assert any(row.principle for row in questions)


def test_a_project_on_mattress_foam_is_not_asked_for_its_hydrogen():
    record = check(MATTRESS.encode(), name="a.md")
    assert record.theme("green-tech").is_addressed
    assert "hydrogen" not in {row.subtopic for row in record.questions}
    places = {(row.page, row.section) for row in record.questions if row.principle}
    assert places == {(1, "1 Ziele")}


def test_a_project_that_names_hydrogen_in_another_part_is_asked_for_it():
    record = check(
        (MATTRESS + "\n## 3 Kostenplan\n\nElektrolyse von Wasserstoff: 12.000 Euro.\n").encode(), name="a.md"
    )
    found = {row.subtopic: row for row in record.questions}
    assert (found["hydrogen"].elsewhere, found["hydrogen"].section) == (1, "1 Ziele")


def test_a_book_on_hydrogen_is_no_statement_of_the_project():
    record = check((MATTRESS + "\n## 3 Quellen\n\nElektrolyse von Wasserstoff. Herne, 2024.\n").encode(), name="a.md")
    assert "hydrogen" not in {row.subtopic for row in record.questions}


def test_a_text_without_themes_has_no_principles_to_answer():
    text = "Der Verein trifft sich im Gemeindehaus und plant den Ausflug mit Musik, Kuchen und einer Ausstellung. " * 2
    text += (
        "Im Herbst singen die Kinder am Fluss, und die Ältesten erzählen Geschichten von früher und lachen dabei laut."
    )
    assert all(row.principle is None for row in check(text.encode(), name="a.txt").questions)
