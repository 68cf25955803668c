"""What themes and places mean for funding: hints with their source, their date, and what has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from s3align.record.assessment import Flag
from s3align.render.formats import enumeration
from s3align.render.messages import Messages
from s3align.render.region_model import FlagNote, FlagView, SourceView
from s3align.render.view_context import Context
from s3align.render.view_sources import source_view, spoken_date
from s3align.strategy.facts import Timing
from s3align.strategy.model import FundArea, FundingContext, FundingField, SizeRule


def flag_views(context: Context, today: date | None = None) -> tuple[FlagView, ...]:
    """Hints on funding; none where the strategy has no funding context.

    ``today``: the date of the assessment, by which deadlines are past or to come; without one they are told as they stand.
    """
    funding = context.strategy.funding
    if funding is None:
        return ()
    maker = _FlagMaker(context, funding, today)
    views = (maker.view(flag) for flag in context.assessment.flags)
    return tuple(view for view in views if view is not None)


def deadline_notes(timing: Timing, today: date | None, messages: Messages) -> Iterator[str]:
    """What is known of the dates of a call or fund, a sentence each."""
    if timing.last_deadline is not None:
        said = spoken_date(timing.last_deadline.isoformat(), messages)
        yield messages(f"deadline_{_tense(timing.last_deadline, today)}", date=said)
    if timing.spend_by is not None:
        said = spoken_date(timing.spend_by.isoformat(), messages)
        yield messages(f"spend_{_tense(timing.spend_by, today)}", date=said)


def _tense(day: date, today: date | None) -> str:
    if today is None:
        return "known"
    return "past" if day < today else "ahead"


class _FlagMaker:
    """Words flags; one that the places tell already, or that the strategy does not know any more, has none."""

    def __init__(self, context: Context, funding: FundingContext, today: date | None) -> None:
        self._context, self._funding, self._today = context, funding, today

    def view(self, flag: Flag) -> FlagView | None:
        field = next((field for field in self._funding.fields if field.theme == flag.about), None)
        fund = next((fund for fund in self._funding.funds if fund.id == flag.about), None)
        if flag.kind == "field" and field:
            return self._field(field)
        if flag.kind == "fund" and fund:
            return self._fund(fund, flag.places)
        if flag.kind == "size_rule" and self._funding.size_rule:
            return self._size_rule(self._funding.size_rule, flag.places)
        return None

    def _field(self, field: FundingField) -> FlagView:
        messages = self._context.messages
        notes = tuple(self._calls(field.calls)) or (FlagNote(messages("flag_no_calls")),)
        title = messages("flag_field", theme=self._context.theme_name(field.theme))
        return FlagView(title, f"{self._context.word(field.name)}.", notes, self._source(field.source, ""))

    def _calls(self, names: Sequence[str]) -> Iterator[FlagNote]:
        """What is known of each call; those of which nothing is known stand together."""
        messages = self._context.messages
        known = {name: call for name in names if (call := self._funding.call(name))}
        unknown = [name for name in names if name not in known]
        if unknown:
            yield FlagNote(messages("flag_calls", calls=enumeration(unknown, messages)))
        for name, call in known.items():
            text = messages("flag_call", call=name, said=self._said(call.timing)).rstrip()
            yield FlagNote(text, self._source(call.source, call.timing.as_of))

    def _fund(self, fund: FundArea, places: Sequence[str]) -> FlagView:
        return FlagView(
            fund.id, self._at(self._context.word(fund.name), places), self._notes(fund.timing), self._source_of(fund)
        )

    def _size_rule(self, rule: SizeRule, places: Sequence[str]) -> FlagView:
        title, text = self._context.messages("flag_size_rule"), self._at(self._context.word(rule.name), places)
        notes = (*self._notes(rule.timing), *self._population_dates(places))
        return FlagView(title, text, notes, self._source_of(rule))

    def _at(self, name: str, places: Sequence[str]) -> str:
        return f"{name} ({enumeration(places, self._context.messages)})."

    def _notes(self, timing: Timing) -> tuple[FlagNote, ...]:
        said = self._said(timing)
        return (FlagNote(said),) if said else ()

    def _said(self, timing: Timing) -> str:
        """Dates first, then where it stands."""
        dates = deadline_notes(timing, self._today, self._context.messages)
        return " ".join(filter(None, (*dates, self._context.word(timing.note))))

    def _population_dates(self, places: Sequence[str]) -> Iterator[FlagNote]:
        """Of which years the inhabitants are that a rule on their number rests on."""
        dates = [place.population_date for place in self._context.strategy.municipalities if place.name in places]
        years = sorted({written[:4] for written in dates if written and written[:4].isdigit()})
        if years:
            messages = self._context.messages
            yield FlagNote(messages("flag_population", years=enumeration(years, messages)))

    def _source_of(self, part: FundArea | SizeRule) -> SourceView:
        return self._source(part.source, part.timing.as_of)

    def _source(self, source: str, as_of: str) -> SourceView:
        messages = self._context.messages
        view = source_view(source, self._context)
        note = messages("source_as_of", date=spoken_date(as_of or self._funding.as_of, messages))
        if view is None:
            return SourceView("", "", note, is_doubtful=False)
        return SourceView(view.title, view.address, view.note if view.is_doubtful else note, view.is_doubtful)
