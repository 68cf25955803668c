"""What the page of the list shows: heads, rows, filters with their counts, and what is not shown, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s3align.desk.calls.call_forms import CHECKS
from s3align.desk.calls.calls import wants
from s3align.desk.lists.listing import ListFigure, ListPage, ListRow
from s3align.desk.lists.listing_counts import TEXT
from s3align.desk.lists.listing_filters import HIDDEN
from s3align.desk.lists.listing_query import ANY, WITHOUT, Alike, FoundKind, ListQuery, Mine, Readers, Sort, State
from s3align.desk.review.gravity import RANKS
from s3align.desk.storage.tables import Call, Lot
from s3align.evaluation.disagreements import Gravity
from s3align.record.assessment import Verdict
from s3align.render.formats import enumeration, integer, points
from s3align.render.hyphens import hyphenated
from s3align.render.messages import Messages
from s3align.store.review import Decision
from s3align.store.row import ToRead
from s3align.strategy.model import Strategy, wording
from s3align.web.times import short_day

COLUMNS = ("received", "themes", "state", "readings", "gravity")
"""Columns that a reader may leave out, in their order."""
_KINDS = {Decision.FITS: "good", Decision.UNSURE: "warn", Decision.DOES_NOT_FIT: "bad", Decision.BACK: "info"}
_FIRST_DESCENDING = (Sort.THEME, Sort.DISAGREEMENT)
"""Orders that begin with the most."""
FIRST = 3
"""Filters that stand beside the search; the others open below them."""
_BAR = 52
"""Width of a bar in pixels."""


@dataclass(frozen=True, slots=True)
class HeadView:
    """A column's head. ``href`` "": nothing sorts by it. ``order``: value of aria-sort, "" for another column."""

    key: str
    text: str
    href: str = ""
    order: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class CellView:
    """A theme of a row: the verdict in ``css`` and ``text``, ``extent`` and ``sure`` as lengths of bars in pixels."""

    css: str
    text: str
    extent: float
    sure: float
    label: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table. ``cells``: a theme each; where there are none, ``instead`` says why.

    ``marks`` and ``decisions``: text and kind of a badge; of a decision, who made it comes first.
    """

    id: str
    number: int
    version: int
    title: str
    applicant: str
    lot: str
    received: str
    cells: tuple[CellView, ...]
    instead: str
    marks: tuple[tuple[str, str], ...]
    readings: str
    mine: str
    has_read: bool
    decisions: tuple[tuple[str, str, str], ...]
    gravity: str
    is_grave: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter with its choices: value and text with the count."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class ListView:
    """All of it. ``active``: for each filter that is set its text, the address without it, and what it leaves out."""

    heads: tuple[HeadView, ...]
    rows: tuple[RowView, ...]
    filters: tuple[FilterView, ...]
    active: tuple[tuple[str, str, str], ...]
    shown: str
    pager: str
    previous: str
    following: str
    address: str
    columns: tuple[tuple[str, str, bool], ...]
    sorts: tuple[tuple[str, str], ...]
    themes: tuple[str, ...]
    has_more: bool
    is_waiting: bool
    is_empty: bool


def list_view(  # noqa: PLR0917 -- all that a page is made of
    found: ListPage, query: ListQuery, call: Call, lots: Sequence[Lot], strategy: Strategy, hidden: Sequence[str],
    t: Messages,
) -> ListView:  # fmt: skip
    """The list of a call. ``hidden``: of COLUMNS, those left out."""
    found_names = {
        FoundKind.PRINCIPLE.value: {entry.id: wording(entry.name, t.language) for entry in strategy.principles},
        FoundKind.PLACE.value: {entry.name: entry.name for entry in strategy.municipalities},
    }
    titles = {lot.id: lot.title for lot in lots}
    return _Maker(found, query, call, titles, strategy.theme_names(t.language), hidden, found_names, t).view()


@dataclass(frozen=True, slots=True)
class _Maker:
    found: ListPage
    query: ListQuery
    call: Call
    lots: Mapping[str, str]
    themes: Mapping[str, str]
    hidden: Sequence[str]
    found_names: Mapping[str, Mapping[str, str]]
    t: Messages

    def view(self) -> ListView:
        found, t = self.found, self.t
        number = self._number
        return ListView(
            heads=tuple(self._heads()),
            rows=tuple(map(self._row, found.rows)),
            filters=tuple(self._filters()),
            active=tuple(self._active()),
            shown=self._shown(),
            pager=t("list_page", page=number(found.page), pages=number(found.pages)),
            previous=self._address(replace(self.query, page=found.page - 1)) if found.page > 1 else "",
            following=self._address(replace(self.query, page=found.page + 1)) if found.page < found.pages else "",
            address=self._address(self.query),
            columns=tuple((name, t(f"list_column_{name}"), name not in self.hidden) for name in COLUMNS),
            sorts=tuple((sort.value, t(f"list_sort_{sort}")) for sort in Sort),
            themes=tuple(self.themes.values()),
            has_more=any(name in _FILTERS[FIRST:] for name, _ in self.query.filters),
            is_waiting=bool(found.counts.choices["state"].get(State.WAITING, 0)),
            is_empty=found.counts.all == 0,
        )

    def _number(self, number: int) -> str:
        return integer(number, self.t.language)

    def _address(self, query: ListQuery) -> str:
        """What follows the path of the list; "?" alone leads to it as it is at first."""
        return query.link({"hide": ",".join(self.hidden)}) or "?"

    def _shown(self) -> str:
        """How many rows there are, and how many of them are withdrawn, which are counted apart elsewhere."""
        found, number = self.found, self._number
        withdrawn = 0 if self.query.withdrawn else found.counts.choices["withdrawn"].get("yes", 0)
        key = "list_shown_withdrawn" if withdrawn else "list_shown"
        return self.t(key, shown=number(found.total), all=number(found.counts.all), count=number(withdrawn))

    def _heads(self) -> Iterator[HeadView]:
        yield self._head(Sort.NUMBER, "number")
        yield HeadView("title", self.t("list_column_title"))
        sorts = {
            "received": Sort.RECEIVED,
            "state": Sort.STATE,
            "readings": Sort.READINGS,
            "gravity": Sort.DISAGREEMENT,
        }
        for name in COLUMNS:
            if name in self.hidden:
                continue
            if name == "themes":
                yield from (self._head(Sort.THEME, theme, hyphenated(text)) for theme, text in self.themes.items())
            elif name in sorts:
                yield self._head(sorts[name], name)
            else:
                yield HeadView(name, self.t(f"list_column_{name}"))

    def _head(self, sort: Sort, name: str, text: str = "") -> HeadView:
        theme = name if sort is Sort.THEME else ""
        is_now = self.query.sort is sort and (self.query.theme == theme or not theme)
        first = sort in _FIRST_DESCENDING
        descending = not self.query.descending if is_now else first
        order = ("descending" if self.query.descending else "ascending") if is_now else ""
        href = self._address(replace(self.query, sort=sort, theme=theme, descending=descending, page=1))
        return HeadView(
            name, text or self.t(f"list_column_{name}"), href, order, "list-theme" if theme else f"list-{name}"
        )

    def _row(self, row: ListRow) -> RowView:
        t = self.t
        cells = tuple(self._cell(row.themes[theme]) for theme in self.themes if theme in row.themes)
        return RowView(
            id=row.id,
            number=row.number,
            version=row.version,
            title=row.title,
            applicant=row.applicant,
            lot=self.lots.get(row.lot_id or "", ""),
            received=short_day(row.received_at, t),
            cells=cells,
            instead="" if cells else self._instead(row),
            marks=tuple(self._marks(row)),
            readings=t("list_readings_of", count=row.readings, wanted=self.call.readers_wanted),
            mine="" if row.mine is Mine.UNREAD else t(f"list_mine_{row.mine}"),
            has_read=row.mine is Mine.DECIDED,
            decisions=tuple(self._decisions(row)),
            gravity=self._gravity(row.gravity),
            is_grave=(row.gravity or 0) >= RANKS[Gravity.BORDER],
            is_hidden=not row.sees_others,
        )

    def _instead(self, row: ListRow) -> str:
        if row.state is State.WAITING:
            return self.t("list_waiting")
        if not row.sees_machine:
            return self.t("list_conflict" if row.mine is Mine.CONFLICT else "list_hidden")
        return self.t(f"batch_reason_{row.reason}") if row.reason else ""

    def _cell(self, figure: ListFigure) -> CellView:
        t, told = self.t, figure.verdict is not Verdict.NONE
        extent, sure = points(figure.extent), points(figure.sureness)
        place = [t("list_places", places=figure.places.label)] if figure.places else []
        text = t(f"overview_short_{figure.verdict}")
        return CellView(
            css=figure.verdict.value,
            text=f"{text} {extent}" if told else text,
            extent=round(figure.extent * _BAR, 1) if told else 0,
            sure=round(figure.sureness * _BAR, 1),
            label=" · ".join(
                (t("list_cell", verdict=t(f"verdict_{figure.verdict}"), extent=extent, sure=sure), *place)
            ),
            place=" ".join(place),
        )

    def _marks(self, row: ListRow) -> Iterator[tuple[str, str]]:
        t = self.t
        if row.is_withdrawn:
            yield t("list_withdrawn_yes"), "quiet"
        if row.state is State.WAITING:
            yield t("list_state_waiting"), "wait"
        elif row.to_read:
            yield t(f"list_to_read_{row.to_read}"), "bad" if row.to_read is ToRead.REFUSED else "warn"
        elif row.state is State.ASSESSED:
            yield t("list_state_assessed"), "good"
        elif row.state is State.REFUSED:
            yield t("list_state_refused"), "bad"
        if row.is_late:
            yield t("list_late_yes"), "warn"
        for kind in row.alike:
            yield t(f"list_alike_{kind}"), "info"

    def _decisions(self, row: ListRow) -> Iterator[tuple[str, str, str]]:
        """Each decision once, with the names of who made it."""
        for decision in Decision:
            names = [name for name, made in row.decisions if made is decision]
            if names:
                yield enumeration(names, self.t), self.t(f"review_decision_{decision}"), _KINDS[decision]

    def _gravity(self, rank: int | None) -> str:
        names = {rank: gravity for gravity, rank in RANKS.items()}
        return self.t(f"agreement_gravity_{names[rank]}") if rank else ""

    def _filters(self) -> Iterator[FilterView]:
        for name in self._filter_names():
            counts = self.found.counts.choices.get(name)
            if counts is None:  # what is not counted is named alone
                yield self._uncounted(name)
                continue
            values = [value for value in self._values(name) if value != HIDDEN or counts.get(HIDDEN)]
            chosen = getattr(self.query, name)
            values += [chosen] if chosen and chosen not in values else []
            options = tuple(
                (value, self.t("list_choice", text=self.text(name, value), count=self._number(_count(counts, value))))
                for value in values
            )
            yield FilterView(name, self.t(f"list_filter_{name}"), (("", self.t("list_all")), *options), chosen)

    def _uncounted(self, name: str) -> FilterView:
        chosen = getattr(self.query, name)
        texts = {**({chosen: chosen} if chosen else {}), **self.found_names[name]}
        return FilterView(name, self.t(f"list_filter_{name}"), (("", self.t("list_all")), *texts.items()), chosen)

    def _filter_names(self) -> list[str]:
        """A filter stands where there is something to choose: lots of the call, principles and places of the strategy."""
        left_out = [] if self.lots else ["lot"]
        left_out += [name for name in FoundKind if not self.found_names[name]]
        left_out += [] if any(wants(self.call, check) for check in CHECKS) else ["alike"]
        return [name for name in _FILTERS if name not in left_out or getattr(self.query, name)]

    def _values(self, name: str) -> list[str]:
        if name == "lot":
            return [*self.lots, WITHOUT]
        if name == "addressed":
            return [*self.themes]
        if name == "main":
            return [*self.themes, WITHOUT, HIDDEN]
        return [*_CHOICES[name]]

    def text(self, name: str, value: str) -> str:
        """What a choice of a filter is called."""
        t = self.t
        if name == "lot" and value in self.lots:
            return self.lots[value]
        if name in ("addressed", "main") and value in self.themes:
            return self.themes[value]
        if name in list(FoundKind) and value in self.found_names[name]:
            return self.found_names[name][value]
        if name == "decision" and value in list(Decision):
            return t(f"review_decision_{value}")
        if name == "gravity" and value in list(Gravity):
            return t(f"agreement_gravity_{value}")
        words = {WITHOUT: "without", ANY: "any", HIDDEN: "hidden"}.get(value, value)
        key = "list_unseen" if value == HIDDEN and name != "state" else f"list_{name}_{words}"
        return t(key) if key in t.texts else value

    def _active(self) -> Iterator[tuple[str, str, str]]:
        left_out = self.found.counts.left_out
        given = [*([(TEXT, self.query.text)] if self.query.text else []), *self.query.filters]
        for name, value in given:
            text = f"„{value}“" if name == TEXT else self.text(name, value)
            label = self.t("list_active", filter=self.t(f"list_filter_{name}"), value=text)
            more = self.t("list_left_out", count=self._number(left_out.get(name, 0)))
            yield label, self._address(self.query.without(name)), more


_FILTERS = (
    *("to_read", "addressed", "main", "lot", "readers", "mine", "decision", "gravity"),
    *("state", "late", "withdrawn"),
    *("alike", "principle", "place"),
)
_CHOICES: Mapping[str, Sequence[str]] = {
    "to_read": (ANY, *ToRead, WITHOUT, HIDDEN),
    "state": (*State,),
    "late": ("yes", "no"),
    "withdrawn": ("no", "yes"),
    "alike": (*Alike, WITHOUT, HIDDEN),
    "mine": (*Mine,),
    "readers": (*Readers,),
    "decision": (*Decision, WITHOUT, HIDDEN),
    "gravity": (ANY, *Gravity, WITHOUT, HIDDEN),
}


def _count(counts: Mapping[str, int], value: str) -> int:
    if value == ANY:
        return sum(number for choice, number in counts.items() if choice not in (WITHOUT, HIDDEN))
    return counts.get(value, 0)
