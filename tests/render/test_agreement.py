"""No two sentences of a report disagree: reports of many made records are read as a reader reads them, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from s3align import check
from s3align.record.assessment import OUTSIDE, Rule, Verdict
from s3align.render.html import render_html
from s3align.render.messages import Messages
from s3align.render.pdf import render_pdf
from s3align.render.text import render_text
from s3align.render.view import build_view
from s3align.render.wording import something_comes_near
from s3align.strategy.load import find_strategy, load_strategy
from tests.render.made_records import records
from tests.render.test_html import Page
from tests.render.test_tagged_pdf import read

pytestmark = pytest.mark.xdist_group("agreement")
LANGUAGES = ("de", "en")
QUOTED = {"de": re.compile("„([^“]+)“"), "en": re.compile("“([^”]+)”")}
AHEAD = {"de": "hat die höchste Sicherheit: Sie liegt", "en": "has the highest certainty: it lies"}
CLOSE = {"de": "überschneidet sich", "en": "overlaps with"}
NOT_SURE = {"de": "nicht sicher", "en": "not certain"}
NOT_QUITE = {"de": "Ganz sicher ist das nicht.", "en": "This is not quite certain."}
ONE_OF_MANY = re.compile(
    r"(?<![\d.,–] )(?<![\d.,–])\b1[ \u00a0](?:Wörter|Seiten|Abschnitten|Abschnitte|Textabschnitte|Themen|Fragen|Dateien"
    r"|Stellen|words|pages|passages|themes|questions|files)\b|\b(?:Seiten|pages)[ \u00a0]\d+(?![\d, –-])"
)
NO_FACT = re.compile(
    r"spricht keines|speaks to none|kein Abschnitt spricht davon|no passage speaks of it", re.IGNORECASE
)
ADDRESSED = ("core", "side")


def strategies():
    """The shipped one; one without places, principles and contact; one of a single theme in a single language."""
    whole = load_strategy(find_strategy("ruhr"))
    bare = replace(whole, municipalities=(), principles=(), funding=None, contact=None, name_traps=())
    one = replace(bare, themes=bare.themes[:1], languages=("de",), name={"de": "Eine Strategie"})
    return whole, bare, one


STRATEGIES = strategies()
MADE, DRAWN_ON_PAPER = 120, 40
"""Records that are drawn; those of them that are also written as text and page."""
TEXTS = {
    "none.txt": "Der Verein trifft sich an jedem zweiten Dienstag im Gemeindehaus und plant den Ausflug, den Basar und ein "
    "Fest mit Musik. Die Mitglieder verteilen die Aufgaben und danken allen, die mit viel Kuchen geholfen haben. "
    "Im Herbst singen die Kinder am Fluss, und die Ältesten erzählen Geschichten von früher.",
    "short.txt": "In der Klinik erproben Pflegekräfte ein Gerät, das den Atem der Patientinnen und Patienten überwacht. Ärzte "
    "werten die Messungen aus, und die Krankenkasse begleitet den Versuch auf zwei Stationen. "
    "Nach einem Jahr entscheidet das Krankenhaus, ob die Pflege das Gerät behält.",
}


def drawn(count):
    """Made records with their strategies, the same at every run."""
    found = []
    made = st.sampled_from(STRATEGIES).flatmap(lambda strategy: st.tuples(st.just(strategy), records(strategy)))

    @settings(
        max_examples=count, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=HealthCheck
    )
    @given(made)
    def look(case):
        found.append(case)

    look()
    return found


def assessed():
    """Records of proposals: the examples of the strategy, and two short texts."""
    examples = STRATEGIES[0].examples.values()
    yield from ((STRATEGIES[0], check(path.read_bytes(), name=path.name)) for path in examples)
    yield from ((STRATEGIES[0], check(text.encode(), name=name)) for name, text in TEXTS.items())


@pytest.fixture(scope="module")
def cases():
    """Language, record, strategy and the view that a reader has of them."""
    return [
        (language, record, strategy, build_view(record, strategy, language))
        for strategy, record in (*assessed(), *drawn(MADE))
        for language in LANGUAGES
    ]


def pages_of(text):
    """The numbers of "1–3, 5"."""
    found = set()
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", text):
        found.update(range(int(first), int(last or first) + 1))
    return found


def step(view, kind):
    return next((row for row in view.steps if row.kind == kind), None)


def sentences(view):
    """Everything that the report says in its own words."""
    yield from (view.headline, view.rule or "", *view.warnings, *view.findings, *view.limits)
    for row in view.steps:
        yield from (row.title, row.text, *row.items, row.after)
    for theme in view.themes:
        yield from (
            theme.sentence,
            theme.certainty,
            theme.passages,
            theme.extent or "",
            theme.evidence_title,
            theme.evidence_note,
        )
        yield from (theme.concentration or "", *(part.state for part in theme.subtopics))
    yield from (entry.meaning for entry in view.verdicts)
    for entry in view.advice:
        yield from (entry.where or "", entry.elsewhere or "")


def test_headline_overview_details_and_record_name_the_same_themes(cases):
    for language, record, _, view in cases:
        named = [
            name for name in QUOTED[language].findall(view.headline) if name in {theme.name for theme in view.themes}
        ]
        if record.overall.rule in (Rule.MAIN, Rule.MAIN_AND_SECONDARY):
            assert named == [theme.name for theme in view.themes if theme.css in ADDRESSED]
            assert view.themes[0].id == record.overall.primary
        else:
            wanted = {Rule.UNCLEAR: "unclear", Rule.NONE: None}.get(record.overall.rule, "touched")
            first = view.themes[0]
            assert first.id == record.overall.nearest
            near = [first.name] if something_comes_near(record) else []
            assert named == ([theme.name for theme in view.themes if theme.css == wanted] if wanted else near)
        assert [theme.leading for theme in view.themes] == [True] + [False] * (len(view.themes) - 1)
        assert [theme.name for theme in view.themes if theme.detailed] == [
            theme.name for theme in view.themes if theme.css in (*ADDRESSED, "unclear")
        ]


def test_a_theme_is_ahead_only_where_no_range_reaches_it_and_it_is_sure(cases):
    for language, record, _, view in cases:
        first, *others = view.themes
        rule = view.rule or ""
        if AHEAD[language] in rule:
            assert first.low >= first.bar.border
            assert all(theme.high < first.low for theme in others)
            assert CLOSE[language] not in rule
            assert NOT_SURE[language] not in rule
        if CLOSE[language] in rule:
            near = {theme.name for theme in others if theme.high >= first.low}
            assert near == set(QUOTED[language].findall(rule)) - {first.name}
        assert (NOT_QUITE[language] in view.headline) == (bool(record.addressed) and first.low < first.bar.border)
        if record.addressed:
            count = len(record.addressed)
            number = (
                {"de": "ein Thema", "en": "one theme"}[language]
                if count == 1
                else Messages.load(language).number(count)
            )
            assert number in rule


def test_counts_and_pages_of_a_theme_are_the_same_everywhere(cases):
    for _, record, _, view in cases:
        for theme in view.themes:
            result = record.theme(theme.id)
            spoken = set(result.pages)
            assert (pages_of(theme.pages or "") or set()) == spoken
            if result.passages and record.document.passages_counted > 1:
                assert theme.passages.split()[0] == theme.sentence.split()[0] == str(result.passages)
                after_the_name = re.split("[“”], ", theme.sentence)[-1]
                assert pages_of(after_the_name) == spoken
            else:
                assert theme.extent is None or result.passages
            assert all(len(part.passages) <= result.passages for part in result.subtopics)
            assert all(0 <= theme.low <= theme.points <= theme.high <= 100 for theme in view.themes)
            assert f"{theme.low}" in theme.certainty
            assert f"{theme.high}" in theme.certainty


def test_steps_are_three_to_five_and_name_pages_of_their_themes(cases):
    for language, record, _, view in cases:
        assert 3 <= len(view.steps) <= 5
        assert view.steps[-1].kind == "talk"
        by_name = {theme.name: record.theme(theme.id) for theme in view.themes}
        read_step, decide = step(view, "read"), step(view, "decide")
        assert (read_step is not None) == bool(record.addressed)
        for item in read_step.items if read_step else ():
            name = QUOTED[language].search(item)[1]
            first, *rest = item.split(". ", 1)
            assert pages_of(first.rpartition("): ")[2]) == set(by_name[name].pages)
            strongest = re.search(r"(?:Seite|page)\u00a0(\d+)", rest[0]) if rest else None
            assert strongest is None or int(strongest[1]) in by_name[name].pages
        unclear = [theme.name for theme in view.themes if theme.css == "unclear"]
        assert [QUOTED[language].search(item)[1] for item in (decide.items if decide else ())] == unclear
        for item in decide.items if decide else ():
            result = by_name[QUOTED[language].search(item)[1]]
            start = pages_of(item.partition("Beginnen Sie" if language == "de" else "Begin on")[2])
            assert start <= (set(result.pages) or {card.page for card in result.evidence})
        nearest = step(view, "nearest")
        is_near = something_comes_near(record)
        assert (nearest is not None) == (is_near and record.overall.rule in (Rule.NONE, Rule.WEAK, Rule.SPREAD))
        if not record.addressed and is_near:
            assert f"{view.themes[0].name}" in step(view, "compare").title


def test_what_is_asked_for_is_never_shown_as_found(cases):
    for _, record, _, view in cases:
        for question in record.questions:
            if question.theme:
                part = next(part for part in record.theme(question.theme).subtopics if part.id == question.subtopic)
                assert not part.is_addressed
            else:
                result = next(row for row in record.principles if row.id == question.principle)
                assert not result.evidence
        found = {f"{theme.name} – {part.name}" for theme in view.themes for part in theme.subtopics if part.addressed}
        assert found.isdisjoint(entry.about for entry in view.advice)
        open_ones = {principle.name for group in view.principle_groups for principle in group.open}
        others = [principle for group in view.principle_groups for principle in (*group.found, *group.denied)]
        asked = {entry.about for entry in view.advice if "–" not in entry.about}
        names = {principle.name for principle in others}
        assert asked.isdisjoint(names)
        assert asked & ({principle.name for principle in others} | open_ones) <= open_ones
        assert open_ones.isdisjoint(names)
        if record.overall.rule not in (Rule.MAIN, Rule.MAIN_AND_SECONDARY, Rule.UNCLEAR):
            assert view.advice == ()
        answer, compared = step(view, "answer"), step(view, "compare")
        left = [entry for entry in view.advice if not compared or entry.question not in compared.items]
        assert (answer is not None) == bool(left)
        if answer:
            more = re.search(r"\d+", answer.after)
            assert (int(more[0]) if more else 0) == max(0, len(left) - 2) == len(left) - len(answer.items)


def test_subtopics_found_come_first_and_their_state_is_said_once(cases):
    for _, _, _, view in cases:
        for theme in view.themes:
            assert all(first.addressed >= second.addressed for first, second in pairwise(theme.subtopics))


def test_places_findings_hints_and_steps_agree(cases):
    for language, record, strategy, view in cases:
        inside = {place.id for place in record.places if place.role != OUTSIDE}
        table = {place.name for place in view.places}
        none = Messages.load(language)("places_none")
        assert (none in view.findings) <= (not table)
        if any(none[:-1] in finding for finding in view.findings):
            assert not inside
        told = Messages.load(language)("step_no_place") in (step(view, "check").items if step(view, "check") else ())
        assert told == (bool(strategy.municipalities) and not inside)
        for flag in record.flags:
            assert set(flag.places) <= table | {place.district for place in strategy.municipalities}


def test_unread_pages_and_findings_of_the_file_are_to_be_checked(cases):
    for _, record, _, view in cases:
        to_check = step(view, "check")
        unread = record.document.pages_without_text
        text = " ".join(to_check.items) if to_check else ""
        assert not unread or str(unread[0]) in text
        hidden = [note for note in record.integrity if note.kind.startswith("hidden_")]
        assert bool(view.notes) == bool(record.integrity)
        if hidden:
            assert any(note.title and str(hidden[0].page) in (note.page or "") for note in view.notes)


def test_numbers_go_with_their_nouns_and_nothing_found_is_no_fact_about_the_project(cases):
    for _, _, _, view in cases:
        for text in sentences(view):
            assert not ONE_OF_MANY.search(text), text
            assert not NO_FACT.search(text), text


def test_a_short_text_is_not_said_to_have_wider_ranges(cases):
    for _, record, _, view in cases:
        assert not any(re.search(r"Spanne|Bereich|range", warning) for warning in view.warnings)
        short = [warning for warning in view.warnings if re.search(r"Text ist kurz|text is short", warning)]
        assert len(short) == (record.document.words < 150)


def test_the_summary_on_the_terminal_says_the_same(cases):
    for language, record, strategy, view in cases[:DRAWN_ON_PAPER]:
        text = render_text(record, strategy, language)
        plain = " ".join(text.split()).replace("/ ", "/")
        assert " ".join(view.headline.split()) in plain
        assert all(" ".join(row.title.split()) in plain for row in view.steps)
        lead = Messages.load(language)("terminal_evidence", theme="\0").split("\0")[0]
        listed = [name.replace("/ ", "/") for name in re.findall(re.escape(lead) + "(.+?)[“”]:", plain)]
        wanted = [theme.name for theme in view.themes if theme.css in ADDRESSED and record.theme(theme.id).evidence]
        assert listed[: len(wanted)] == wanted
        assert not ONE_OF_MANY.search(plain)


def test_the_page_says_the_same_and_its_headings_are_in_order(cases):
    for language, record, strategy, view in cases[:DRAWN_ON_PAPER]:
        page = Page(render_html(record, strategy, language))
        assert page.headings[0] == 1
        assert all(second - first <= 1 for first, second in pairwise(page.headings))
        text = " ".join(page.text.split())
        said = (view.headline, view.rule or "", *(part for row in view.steps for part in (row.title, *row.items)))
        assert all(" ".join(part.split()) in text for part in said)
        order = [text.index(Messages.load(language)(key)) for key in ("steps_title", "overview_title", "themes_title")]
        assert order == sorted(order)
        assert not NO_FACT.search(text)


def test_the_pdf_says_the_same(cases):
    for language, record, strategy, view in cases[:16:3]:
        _, text = read(render_pdf(record, strategy, language))
        bare = re.sub(r"[\s\u00ad-]", "", text)
        said = (
            view.headline,
            view.rule or "",
            *(row.title for row in view.steps),
            *(entry.meaning for entry in view.verdicts),
        )
        assert all(re.sub(r"[\s-]", "", part) in bare for part in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_that_was_not_assessed_has_a_reason_and_no_steps(refused, language):
    view = build_view(refused, STRATEGIES[0], language)
    assert view.steps == ()
    assert view.warnings
    assert view.advice == ()


def test_every_verdict_and_rule_is_among_the_records(cases):
    assert {theme.verdict for _, record, _, _ in cases for theme in record.themes} == set(Verdict)
    assert {record.overall.rule for _, record, _, _ in cases} == set(Rule)
