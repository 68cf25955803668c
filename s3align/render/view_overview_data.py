"""What the script of the overview knows of each file, as JSON: figures and ids to filter and sort by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from markupsafe import Markup

from s3align.record.assessment import Finding, Verdict
from s3align.render.columns import finding_of
from s3align.render.formats import own_pages, points
from s3align.render.view_overview import Group, group_of, key_of
from s3align.render.view_overview_words import Words, standing_text, standings, status_text
from s3align.store.row import ResultRow, ToRead

SAME = ("copy", "similar", "shared")
"""What a file may have in common with others: all, most of its text, or passages."""
_STATES = _ASSESSED, _NOTES, _UNREAD = ("assessed", "notes", "unread")
"""What a file is found by beside the reasons why it was not assessed."""
_OF = "-in-"
"""Between a standing and the theme of its shortlist."""
_NO = -1
"""Of a file without a leading theme, or that need not be read first."""
_GROUPS, _VERDICTS, _READ, _FINDINGS = list(Group), list(Verdict), list(ToRead), list(Finding)
_SAID = (
    *("head", "shown", "nothing", "sorted", "ascending", "descending", "missed_one", "missed_many", "copied"),
    *("copy_yourself", "lead", "lead_chosen", *(f"group_{group}" for group in Group)),
)
"""Sentences of the script, beside the words for verdicts."""
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Signs that could end a script or a line of it; inside JSON they only stand in strings."""


def safe_json(value: object) -> str:
    """JSON that may stand inside a script element, whatever strangers have written into it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


@dataclass(frozen=True, slots=True)
class RowData:
    """A file as the script sees it. Themes, places, roles, principles, findings and status are numbers: places in ``ids``.

    By theme, empty for a file that was not assessed: ``verdicts``, ``extents`` and ``sure`` (0 to 100). ``ranks``: theme, first
    and last place. ``places``: place and its roles. ``principles``: a sign for each, its finding or "-".
    """

    key: str
    title: str
    applicant: str
    file: str
    group: int
    verdicts: Sequence[int]
    extents: Sequence[int]
    sure: Sequence[int]
    ranks: Sequence[tuple[int, int, int]]
    lead: int
    places: Sequence[tuple[int, Sequence[int]]]
    principles: str
    status: Sequence[int]
    read: int
    same: Sequence[int]
    pages: int | None
    label: str


class PageData:
    """Takes one row after another; ``text`` is everything as JSON. Holds some hundred bytes per row."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._themes = {theme: number for number, theme in enumerate(words.themes)}
        self._principles = words.strategy.principles
        self._places: dict[str, int] = {}
        self._roles: dict[str, int] = {}
        self._status: dict[str, int] = {}
        self._rows: list[str] = []

    def add(self, row: ResultRow) -> None:
        """Takes the next row of the table."""
        figures = [row.themes[theme] for theme in self._themes if theme in row.themes]
        entry = RowData(
            key=key_of(row),
            title=row.title or row.name,
            applicant=row.applicant,
            file=row.name,
            group=_GROUPS.index(group_of(row)),
            verdicts=[_VERDICTS.index(theme.verdict) for theme in figures],
            extents=[points(theme.extent) for theme in figures],
            sure=[points(theme.sureness) for theme in figures],
            ranks=[(self._themes[theme], rank.first, rank.last) for theme, rank in row.ranks.items()],
            lead=self._themes.get(row.main, _NO),
            places=[
                (_number(self._places, place.id), [_number(self._roles, role) for role in place.roles])
                for place in row.places
            ],
            principles="".join(map(str, self._findings(row))),
            status=[_number(self._status, status) for status in statuses(row, self._words.places)],
            read=_READ.index(row.to_read) if row.to_read else _NO,
            same=[SAME.index(kind) for kind in _same(row)],
            pages=own_pages(row.name, row.pages),
            label=status_text(row, self._words),
        )
        self._rows.append(safe_json(astuple(entry)))

    def _findings(self, row: ResultRow) -> Iterator[str | int]:
        for principle in self._principles:
            found = finding_of(row, principle)
            yield "-" if found is None else _FINDINGS.index(Finding(found))

    @property
    def ids(self) -> dict[str, list[str]]:
        """What the numbers in the rows stand for; places, roles and status are those that occur."""
        return {
            "theme": list(self._themes),
            "place": list(self._places),
            "role": list(self._roles),
            "principle": [principle.id for principle in self._principles],
            "finding": [finding.value for finding in _FINDINGS] if self._principles else [],
            "status": list(self._status),
            "read": [kind.value for kind in _READ],
            "same": list(SAME),
        }

    def _names(self) -> dict[str, list[str]]:
        """Words for the ``ids``, in the same order."""
        messages, ids = self._words.messages, self.ids
        return {
            "theme": list(self._words.heads.values()),
            "place": ids["place"],
            "role": [messages(f"role_{role}") for role in ids["role"]],
            "principle": [self._words.cells.word(principle.name) for principle in self._principles],
            "finding": [messages(f"finding_{finding}") for finding in ids["finding"]],
            "status": [_status_name(status, self._words) for status in ids["status"]],
            "read": [messages(f"overview_status_{kind}") for kind in ids["read"]],
            "same": [messages(f"overview_same_{kind}") for kind in ids["same"]],
        }

    @property
    def text(self) -> Markup:
        """The JSON for the page, safe inside a script element."""
        messages = self._words.messages
        known = {
            "fields": [field.name for field in fields(RowData)],
            "groups": [group.value for group in _GROUPS],
            "verdicts": [verdict.value for verdict in _VERDICTS],
            "ids": self.ids,
            "names": self._names(),
            "say": {key: messages.texts[f"overview_{key}"] for key in _SAID}
            | {f"verdict_{verdict}": messages(f"verdict_{verdict}") for verdict in Verdict},
        }
        head = safe_json(known).removesuffix("}")
        return Markup(f'{head},"rows":[{",".join(self._rows)}]}}')  # noqa: S704 -- every sign that could end a script is escaped


def statuses(row: ResultRow, places: Mapping[str, int]) -> Iterator[str]:
    """By what a file is found in the list of states: assessed, or why not; shortlists; what to know of the file."""
    yield row.reason or _ASSESSED
    yield from (f"{standing}{_OF}{theme}" for theme, standing in standings(row, places).items())
    if row.notes:
        yield _NOTES
    if row.unread_pages:
        yield _UNREAD


def _status_name(status: str, words: Words) -> str:
    standing, _, theme = status.partition(_OF)
    if theme:
        return standing_text(theme, standing, words)
    return words.messages(f"overview_status_{status}" if status in _STATES else f"batch_reason_{status}")


def _same(row: ResultRow) -> Iterator[str]:
    has = {"copy": bool(row.duplicate_of), "similar": bool(row.similar), "shared": bool(row.shared)}
    return (kind for kind in SAME if has[kind])


def _number(known: dict[str, int], name: str) -> int:
    """The number of a name; the next one for a new name."""
    return known.setdefault(name, len(known))
