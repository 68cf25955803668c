"""Records as assessing a document would make them, of any verdicts and figures: drawn by hypothesis, completed by the rules."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import strategies as st

from s3align.assess.flags import flags
from s3align.assess.overall import overall, speaking_passages, verdicts
from s3align.assess.questions import Clues, Near, Spot, open_questions
from s3align.model.scorer import SegmentResult, ThemeScore
from s3align.record.assessment import (
    OUTSIDE,
    Assessment,
    Contribution,
    DocumentFacts,
    Evidence,
    Grade,
    IntegrityNote,
    MarkedTerm,
    Place,
    PrincipleResult,
    Provenance,
    QualityOfPages,
    Span,
    Status,
    SubtopicResult,
    ThemeResult,
)
from s3align.record.document import PageQuality

SHOWN = 5
CEILINGS = (1.0, 1.0, 0.45, 0.1)
"""The highest sureness of any theme: most documents address one, some none, some are unclear."""
SECTIONS = (None, "1 Ziele", "2 Arbeitsplan", "3 Verwertung")
NOTES = (
    IntegrityNote("hidden_white", 1, "Wort", 7),
    IntegrityNote("keyword_list", 2, "Wort"),
    IntegrityNote("pages_cut", count=90),
)
PLACES_OUTSIDE = ("Düsseldorf", "Münster")
_UNCLEAR = SimpleNamespace(unclear_from=0.17)
_chance = st.one_of(st.sampled_from([0.0, 0.49, 0.5, 0.98]), st.floats(0, 1))


@st.composite
def records(draw, strategy):
    """A record of a document of one to twelve pages against ``strategy``."""
    pages = draw(st.integers(1, 12))
    passages = sorted(draw(st.lists(st.integers(1, pages), min_size=1, max_size=30)))
    sections = [draw(st.sampled_from(SECTIONS)) for _ in passages]
    ceiling = draw(st.sampled_from(CEILINGS))
    scores = {theme.id: _score(draw, theme.id, len(passages), ceiling) for theme in strategy.themes}
    words = verdicts(SimpleNamespace(themes=scores), _UNCLEAR)
    themes = tuple(
        _theme(draw, theme, scores[theme.id], words[theme.id], passages, sections) for theme in strategy.themes
    )
    statement = overall(themes, strategy)
    found = (
        draw(st.sets(st.sampled_from([entry.id for entry in strategy.principles]))) if strategy.principles else set()
    )
    principles = tuple(
        PrincipleResult(
            entry.id,
            Grade.GOOD if entry.id in found else Grade.NONE,
            (_card(None, passages[0], sections[0], 0.1),) if entry.id in found else (),
        )
        for entry in strategy.principles
    )
    places = _places(draw, strategy, pages)
    return Assessment(
        status=Status.ASSESSED,
        document=_facts(draw, pages, set(passages), len(passages)),
        themes=themes,
        overall=statement,
        places=places,
        principles=principles,
        flags=flags(themes, places, strategy),
        integrity=tuple(draw(st.lists(st.sampled_from(NOTES), unique=True))),
        questions=open_questions(themes, statement, principles, _clues(draw, strategy, pages), strategy),
        provenance=Provenance("1", "m", strategy.id, "s", "t"),
    )


def _score(draw, theme_id, count, ceiling):
    chances = draw(st.lists(_chance, min_size=count, max_size=count))
    sureness = round(ceiling * draw(_chance), 6)
    low, high = draw(st.floats(0, sureness)), draw(st.floats(sureness, 1))
    base = min(0.01, sureness)
    total = sum(chances) or 1.0
    parts = [(sureness - base) * chance / total for chance in chances]
    base = sureness - sum(parts)
    segments = tuple(SegmentResult(chance, part) for chance, part in zip(chances, parts, strict=True))
    extent = sum(chances) / count
    extent_low, extent_high = draw(st.floats(0, extent)), draw(st.floats(extent, 1))
    return ThemeScore(theme_id, extent, extent_low, extent_high, sureness, low, high, base, segments)


def _theme(draw, theme, score, verdict, passages, sections):
    speaking = speaking_passages(score, verdict)
    order = sorted(range(len(passages)), key=lambda index: (index not in speaking, -score.segments[index].value, index))
    named = {
        part.id: sorted(draw(st.sets(st.sampled_from(speaking), max_size=3))) if speaking else []
        for part in theme.subtopics
    }
    values = [round(segment.value, 6) for segment in score.segments]
    return ThemeResult(
        id=theme.id,
        extent=round(score.extent, 6),
        extent_low=round(score.extent_low, 6),
        extent_high=round(score.extent_high, 6),
        sureness=score.sureness,
        low=score.low,
        high=score.high,
        verdict=verdict,
        passages=len(speaking),
        pages=tuple(sorted({passages[index] for index in speaking})),
        contributions=(
            Contribution("base", "", "", score.sureness - sum(values)),
            Contribution("remainder", "", "", sum(values)),
        ),
        subtopics=tuple(SubtopicResult(part, tuple(found)) for part, found in named.items()),
        evidence=tuple(
            _card(index, passages[index], sections[index], values[index])
            for index in order[:SHOWN]
            if index in speaking or values[index] >= 0.002
        ),
    )


def _card(passage, page, section, value):
    quote = f"Der Abschnitt {passage} sagt Wichtiges."
    term = MarkedTerm("Wichtiges", Span(quote.index("Wichtiges"), quote.index("Wichtiges") + 9))
    return Evidence(
        passage=passage,
        page=page,
        span=Span(0, len(quote)),
        quote=quote,
        terms=(term,),
        language="de",
        value=value,
        section=section,
    )


def _places(draw, strategy, pages):
    known = [place.name for place in strategy.municipalities]
    inside = draw(st.sets(st.sampled_from(known), max_size=4)) if known else set()
    outside = draw(st.sets(st.sampled_from(PLACES_OUTSIDE))) if known else set()
    roles = {name: draw(st.sampled_from(["site", "partner", "mention"])) for name in sorted(inside)}
    return tuple(
        Place(name, role, draw(st.integers(1, pages)))
        for name, role in {**roles, **dict.fromkeys(sorted(outside), OUTSIDE)}.items()
    )


def _facts(draw, pages, spoken, passages):
    unread = tuple(page for page in range(1, pages + 1) if page not in spoken and draw(st.booleans()))
    text = tuple(page for page in range(1, pages + 1) if page not in unread)
    quality = [QualityOfPages(PageQuality.TEXT, text), QualityOfPages(PageQuality.SCAN, unread)]
    return DocumentFacts(
        name="Antrag.pdf",
        sha256=None,
        pages=pages,
        words=draw(st.sampled_from([1, 60, 149, 150, 4000])),
        languages=draw(st.sampled_from([{"de": 1.0}, {"de": 0.6, "en": 0.4}])),
        page_quality=tuple(entry for entry in quality if entry.pages),
        passages_counted=passages,
    )


def _clues(draw, strategy, pages):
    keys = [(theme.id, part.id) for theme in strategy.themes for part in theme.subtopics]
    principles = [row.id for row in strategy.principles]
    spots = st.builds(Spot, st.integers(1, pages), st.sampled_from(SECTIONS))
    return Clues(
        near=draw(st.dictionaries(st.sampled_from(keys), st.builds(Near, _chance, spots), max_size=8)),
        elsewhere=draw(st.dictionaries(st.sampled_from(keys), st.integers(1, pages), max_size=3)),
        titles=draw(st.dictionaries(st.sampled_from(principles), spots)) if principles else {},
        aims=draw(st.none() | spots),
    )
