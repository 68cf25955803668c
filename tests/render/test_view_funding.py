"""Hints on funding say how old they are, and what has passed, without asking a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as replace_in_record

from s3align.record.assessment import Flag
from s3align.render.messages import Messages
from s3align.render.view_context import Context
from s3align.render.view_funding import deadline_notes, flag_views
from s3align.render.view_sources import spoken_date
from s3align.strategy.facts import Call, Source, SourceKind, Timing
from s3align.strategy.model import FundArea, FundingContext, FundingField, Municipality, SizeRule

LAST = Timing(last_deadline=date(2025, 1, 31), note={"de": "Das war die letzte Runde.", "en": "It was the last round."})
SPENT = Timing(spend_by=date(2026, 12, 31), as_of="2026-10")
FUNDING = FundingContext(
    as_of="2026-11",
    fields=(FundingField("green-tech", {"en": "Environment"}, ("Waves", "Wind"), "OFFICE"),),
    funds=(FundArea("Blue Fund", {"en": "For ports"}, "https://fund.example.org/a", SPENT),),
    size_rule=SizeRule(3, 1000, {"en": "Three districts"}, "OFFICE", LAST),
    calls=(Call("Waves", "OFFICE", LAST),),
)
OFFICE = Source("OFFICE", "Funding office", "https://office.example.org", SourceKind.OFFICIAL, "2026-11")


@pytest.fixture
def context(assessment, strategy):
    town = Municipality("A", "town", None, 5, None, None, None, None, "", (), (), population_date="2022-06-30")
    flags = (Flag("field", "green-tech"), Flag("fund", "Blue Fund", ("A",)), Flag("size_rule", "size_rule", ("A",)))
    region = replace(strategy, funding=FUNDING, sources=(OFFICE,), municipalities=(town,))
    return Context(replace_in_record(assessment, flags=flags), region, Messages.load("en"), None)


def test_a_call_of_a_field_shows_its_own_date_and_source(context):
    field = flag_views(context)[0]
    assert field.text == "Environment."
    unknown, waves = field.notes
    assert unknown.text == "Calls with matching content: Wind."
    assert waves.text == (
        "Call with matching content: Waves. The last known deadline was 31 January 2025. It was the last round."
    )
    assert (waves.source.title, waves.source.note) == ("Funding office", "as of November 2026")


def test_a_fund_and_a_rule_show_theirs(context):
    _, fund, rule = flag_views(context)
    assert (fund.source.title, fund.source.note) == ("fund.example.org", "as of October 2026")
    assert [note.text for note in fund.notes] == ["One date for spending the money is 31 December 2026."]
    assert [note.text for note in rule.notes] == [
        "The last known deadline was 31 January 2025. It was the last round.",
        "The numbers of inhabitants are from 2022.",
    ]


@pytest.mark.parametrize(
    ("today", "deadline", "spending"),
    [
        (None, "deadline was 31 January 2025", "is 31 December 2026"),
        (date(2025, 1, 31), "deadline is 31 January 2025", "is 31 December 2026"),
        (date(2025, 2, 1), "round ended on 31 January 2025", "is 31 December 2026"),
        (date(2027, 1, 1), "round ended on 31 January 2025", "has passed: it was 31 December 2026"),
    ],
)
def test_what_has_passed_says_so_when_the_date_of_assessment_is_known(context, today, deadline, spending):
    _, fund, rule = flag_views(context, today)
    assert deadline in rule.notes[0].text
    assert spending in fund.notes[0].text


def test_a_call_without_dates_says_nothing_of_them():
    assert list(deadline_notes(Timing(), date(2030, 1, 1), Messages.load("de"))) == []


def test_without_funding_there_are_no_hints(context):
    bare = replace(context, strategy=replace(context.strategy, funding=None))
    assert flag_views(bare) == ()


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("2022", "2022", "2022"),
        ("2022-07", "Juli 2022", "July 2022"),
        ("2022-07-06", "6.\u00a0Juli 2022", "6 July 2022"),
        ("summer 2022", "summer 2022", "summer 2022"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(written, german, english):
    assert [spoken_date(written, Messages.load(language)) for language in ("de", "en")] == [german, english]
