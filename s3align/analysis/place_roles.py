"""What a place named in a text stands for: a site, a town that takes part, the seat of somebody who does, or a mention.

Three steps, each by words of the language (``place_cues``): what the name is part of (``Head``: a town's own body, an
institution, a place where something is), what is said of it in its clause and sentence (work, taking part, standing aside,
elsewhere, negation), and where it stands (a form's field, a list of partners, a heading, a section on the state of the art).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from s3align.analysis.place_cues import CueWords
from s3align.analysis.place_firmness import Firmness
from s3align.analysis.place_heads import Head, Name, head_of
from s3align.analysis.place_said import Said
from s3align.analysis.place_settings import CELLS, Setting, Title, header_of
from s3align.analysis.place_text import PlaceText
from s3align.analysis.units import Units
from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, PARTNER, SITE
from s3align.record.document import PassageKind


@dataclass(frozen=True, slots=True)
class Judged:
    """A name with one of its roles."""

    name: Name
    role: str
    firmness: Firmness = Firmness.PASSING


class RoleReader:
    """Judges the names of a text; make one per set of cue words."""

    def __init__(self, words: CueWords, join: Callable[[Units, int, int], bool]) -> None:
        self._words = words
        self._join = join

    def judge(self, units: Units, names: Sequence[Name], setting: Setting) -> list[Judged]:
        """The roles of every name, in the order of the names; a name has one or two."""
        text = PlaceText(units, self._words, has_rows=setting.kind in CELLS)
        title = Title(self._words, setting, header_of(text, names, setting))
        judged: list[Judged] = []
        for group in self._groups(text, names):
            judged += _Group(text, group, title).judged()
        judged = _without_own_seats(text, judged)
        return [*judged, *_taken_up(text, judged, title)]

    def lists_partners(self, setting: Setting) -> bool:
        """Whether a text stands in a list of partners."""
        return Title(self._words, setting).lists_partners

    def _groups(self, text: PlaceText, names: Sequence[Name]) -> Iterator[list[Name]]:
        """Names that stand in one list share what is said of the first ("in A-Stadt, B-Dorf und C-Burg")."""
        group: list[Name] = []
        for name in names:
            if group and not (
                text.is_same_sentence(group[-1].start, name.start)
                and not name.is_institution
                and not group[-1].is_institution
                and self._join(text.units, group[-1].end, name.start)
            ):
                yield group
                group = []
            group.append(name)
        if group:
            yield group


class _Group:
    """Names of one list, the first of which decides for those that say nothing of themselves."""

    def __init__(self, text: PlaceText, names: Sequence[Name], title: Title) -> None:
        self._text = text
        self._names = names
        self._title = title

    def judged(self) -> Iterator[Judged]:
        """Every name with its roles."""
        shared: Head | None = None
        for name in self._names:
            head = head_of(self._text, name)
            is_open = head is Head.BARE or (head is Head.BODY and shared is Head.LOCATION)
            if is_open and shared is not None:
                head = shared
            shared = head
            yield from self._roles(name, head)

    def _roles(self, name: Name, head: Head) -> Iterator[Judged]:
        said = Said(self._text, name, (self._names[0].start, self._names[-1].end), self._title)
        label = said.label()
        if said.is_denied or label == "other_labels":
            yield Judged(name, MENTION, Firmness.STATED)
        elif label == "site_labels" and (said.is_address or head is not Head.INSTITUTION) and not said.is_branch:
            yield Judged(name, SITE, Firmness.LISTED)
        elif label == "partner_labels" or self._title.lists_partners:
            yield Judged(name, self._partner(head, said), Firmness.LISTED)
        elif label == "seats":
            yield Judged(name, PARTNER, Firmness.STATED)
        else:
            yield from self._in_text(name, head, said)

    def _in_text(self, name: Name, head: Head, said: Said) -> Iterator[Judged]:
        """A name that no label and no list speaks for."""
        role = self._role(head, said)
        is_stated = said.is_carried_out if role == SITE else role != MENTION and said.is_outright
        is_weak = role == SITE and not said.is_work and not said.is_on_premises
        yield Judged(name, role, Firmness.STATED if is_stated else Firmness.WEAK if is_weak else Firmness.PASSING)
        if role == MUNICIPAL_PARTNER and said.is_on_own_ground:
            yield Judged(name, SITE)
        if role == SITE and head is Head.INSTITUTION and said.is_ours:
            yield Judged(name, PARTNER, Firmness.STATED)

    def _partner(self, head: Head, said: Said) -> str:
        """In a list of partners."""
        if said.stands_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER
        if said.is_carried_out or said.is_on_premises:
            return SITE
        is_way = head in (Head.WAY, Head.LOCATION) and not said.is_seat
        return MENTION if is_way and not said.follows_institution else PARTNER

    def _role(self, head: Head, said: Said) -> str:
        """In running text."""
        is_other = said.stands_aside or (said.is_elsewhere and not said.is_carried_out)
        if is_other or self._title.is_background or self._title.is_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER if said.takes_part or said.acts or said.heads_item else MENTION
        is_room = said.is_on_premises and not said.is_seat
        if not is_room and (head is Head.INSTITUTION or said.is_seat):
            return MENTION if said.is_anyone else PARTNER
        if self._title.kind is PassageKind.BUDGET or said.is_firms_row:
            return MENTION
        return SITE if is_room else self._where(head, said)

    def _where(self, head: Head, said: Said) -> str:
        """A name that says where something is, or that nothing stands before."""
        if head is Head.LOCATION or said.is_carried_out or said.is_goal:
            return SITE
        if head is Head.BARE:
            return self._bare(said)
        return SITE if said.is_route and said.is_project else MENTION

    def _bare(self, said: Said) -> str:
        """A name that nothing stands before, mostly the subject of the sentence."""
        if said.follows_work:
            return SITE
        if said.does_part:
            return MUNICIPAL_PARTNER
        return SITE if said.is_project else MENTION


def _without_own_seats(text: PlaceText, judged: Sequence[Judged]) -> list[Judged]:
    """Without the seat of a town's own company in its row: "Stadtwerke Sandhafen GmbH | Sandhafen"."""
    towns = {(entry.name.place, text.line(entry.name.start)) for entry in judged if entry.role == MUNICIPAL_PARTNER}
    if len(text.lines) == 1:
        return list(judged)
    return [
        entry
        for entry in judged
        if entry.role != PARTNER or (entry.name.place, text.line(entry.name.start)) not in towns
    ]


def _taken_up(text: PlaceText, judged: Sequence[Judged], title: Title) -> Iterator[Judged]:
    """Places that the next sentence or clause takes up: "… in Sandhafen. Dort wird gemessen"."""
    if title.is_background:
        return
    last: dict[int, Judged] = {bisect_right(text.sentences, entry.name.start): entry for entry in judged}
    for number, entry in last.items():
        if entry.role == SITE:
            continue
        end = text.sentence(entry.name.start)[1]
        first = text.there_behind(entry.name.end, end)
        ways = [(first, end)] if first is not None else []
        if number < len(text.sentences):
            ways.append(text.sentence(text.sentences[number]))
        if any(_is_taken_up(text, *way) for way in ways):
            yield Judged(entry.name, SITE)


def _is_taken_up(text: PlaceText, start: int, end: int) -> bool:
    is_said = text.has("there", start, end) and text.has("work", start, end)
    return is_said and not text.has("negations", start, end) and not text.has("elsewhere", start, end)
