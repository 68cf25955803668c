"""What a place named in a text stands for: a site, a town that takes part, the seat of somebody who does, or a mention.

Three steps, each by words of the language (``place_cues``): what the name is part of (``Head``: a town's own body, an
institution, a place where something is), what is said of it in its clause and sentence (work, taking part, standing aside,
elsewhere, negation), and where it stands (a form's field, a list of partners, a heading, a section on the state of the art).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from s3align.analysis.place_cues import CueWords
from s3align.analysis.place_heads import Head, Name, follows_postal_code, head_of, institution_before
from s3align.analysis.place_text import PlaceText
from s3align.analysis.units import Units
from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, PARTNER, SITE
from s3align.record.document import PassageKind

CELLS = (PassageKind.TABLE, PassageKind.FORM_FIELD, PassageKind.PARTNERS, PassageKind.BUDGET)
"""Kinds of passages whose lines are rows or cells, each of which stands for itself."""

_SUBJECT = 5
"""Units before the first name of a subject, or of an item's head: a bullet, an article, "Stadt"."""
_ANYONE = 8
"""Units between "a" and the seat of a firm: "a large dealer of used parts from"."""
_ROOM = 5
"""Units between the noun of a room and the place it is in: "unser Betrieb liegt seit Jahren in"."""
_DEEDS = frozenset(("work", "project", "carried_out", "own", "writers", "premises"))
_FIRMS = frozenset(("institutions", "legal_forms"))
_NO_VERBS = frozenset(
    ("states", "located", "journeys", "owners", "relatives", "negations", "joins", "earlier", "stands_aside")
)
_PAST_ENDS = ("te", "ed")
_NEAR, _FIRST = 3, 10
"""Units behind a name in which a word says that somebody sits there; more where the sentence begins with it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text stands: the kind of its passage, and the title it stands under."""

    kind: PassageKind = PassageKind.BODY
    title: str = ""


class Firmness(IntEnum):
    """How firmly a text gives a place its role: no word of work near it, a sentence in passing, outright, in a list or field."""

    WEAK = 0
    PASSING = 1
    STATED = 2
    LISTED = 3


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
        title = _Title(self._words, setting, _header(text, names, setting))
        judged: list[Judged] = []
        for group in self._groups(text, names):
            judged += _Group(text, group, title).judged()
        judged = _without_own_seats(text, judged)
        return [*judged, *_taken_up(text, judged, title)]

    def lists_partners(self, setting: Setting) -> bool:
        """Whether a text stands in a list of partners."""
        return _Title(self._words, setting).lists_partners

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


class _Title:
    """What the setting says of all names of a text."""

    def __init__(self, words: CueWords, setting: Setting, header: Collection[str] = ()) -> None:
        parts = setting.title.replace("(", " ( ").replace(")", " ) ").replace(":", " ").split()
        lists = {name for part in parts for name in words.lists_of(part)}
        lists |= {name for name, _, _ in words.phrases(parts)}
        self.kind = setting.kind
        self.is_aside = "other_labels" in lists or (
            "partner_labels" not in header and not {"other_labels", "stands_aside"}.isdisjoint(header)
        )
        self.is_background = "background" in lists or setting.kind is PassageKind.REFERENCES
        self.lists_partners = not self.is_aside and (
            setting.kind is PassageKind.PARTNERS
            or ("partner_labels" in lists and setting.kind is not PassageKind.HEADING)
            or "partner_labels" in header
        )
        self.is_heading = setting.kind is PassageKind.HEADING


def _header(text: PlaceText, names: Sequence[Name], setting: Setting) -> frozenset[str]:
    """The lists in which words of a table's first row stand, where it names no place: what its columns hold."""
    if setting.kind not in (PassageKind.TABLE, PassageKind.BUDGET) or len(text.lines) == 1:
        return frozenset()
    end = text.lines[1]
    return frozenset() if names[0].start < end else frozenset().union(*text.tags[:end])


class _Group:
    """Names of one list, the first of which decides for those that say nothing of themselves."""

    def __init__(self, text: PlaceText, names: Sequence[Name], title: _Title) -> None:
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
        said = _Said(self._text, name, (self._names[0].start, self._names[-1].end), self._title)
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

    def _in_text(self, name: Name, head: Head, said: _Said) -> Iterator[Judged]:
        """A name that no label and no list speaks for."""
        role = self._role(head, said)
        is_stated = said.is_carried_out if role == SITE else role != MENTION and said.is_outright
        is_weak = role == SITE and not said.is_work and not said.is_on_premises
        yield Judged(name, role, Firmness.STATED if is_stated else Firmness.WEAK if is_weak else Firmness.PASSING)
        if role == MUNICIPAL_PARTNER and said.is_on_own_ground:
            yield Judged(name, SITE)
        if role == SITE and head is Head.INSTITUTION and said.is_ours:
            yield Judged(name, PARTNER, Firmness.STATED)

    def _partner(self, head: Head, said: _Said) -> str:
        """In a list of partners."""
        if said.stands_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER
        if said.is_carried_out or said.is_on_premises:
            return SITE
        is_way = head in (Head.WAY, Head.LOCATION) and not said.is_seat
        return MENTION if is_way and not said.follows_institution else PARTNER

    def _role(self, head: Head, said: _Said) -> str:
        """In running text."""
        is_other = said.stands_aside or (said.is_elsewhere and not said.is_carried_out)
        if is_other or self._title.is_background or self._title.is_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER if said.takes_part or said.acts or said.heads_item else MENTION
        if said.is_on_premises and not said.is_seat:
            return MENTION if self._title.kind is PassageKind.BUDGET else SITE
        if head is Head.INSTITUTION or said.is_seat:
            return MENTION if said.is_anyone else PARTNER
        if self._title.kind is PassageKind.BUDGET or said.is_firms_row:
            return MENTION
        if head is Head.LOCATION or said.is_carried_out or said.is_goal:
            return SITE
        if head is Head.BARE:
            return self._bare(said)
        return SITE if said.is_route and said.is_project else MENTION

    def _bare(self, said: _Said) -> str:
        """A name that nothing stands before, mostly the subject of the sentence."""
        if said.follows_work:
            return SITE
        if said.does_part:
            return MUNICIPAL_PARTNER
        return SITE if said.is_project else MENTION


class _Said:
    """What is said of a name in its clause and sentence."""

    def __init__(self, text: PlaceText, name: Name, group: tuple[int, int], title: _Title) -> None:
        self._text = text
        self._start, self._end = group  # of the list that the name stands in
        self._name = name
        self._title = title
        self._clause = text.clause(name.start)
        self._sentence = text.sentence(name.start)

    def label(self) -> str | None:
        """The nearest label before the name that says what follows: before a colon, or at the start of a row."""
        first, _ = self._text.line(self._name.start)
        if self._title.kind not in CELLS:
            first = self._sentence[0]
        colons = 0
        for index in range(self._name.start - 1, first - 1, -1):
            tags = self._text.tags[index]
            colons += self._text.texts[index] == ":"
            if colons > 1 and self._title.kind not in CELLS and not self._text.is_in_list(index, self._name.start):
                return None
            for label in ("site_labels", "other_labels", "seats", "partner_labels"):
                if label in tags and self._is_label(index, first):
                    return label
        return None

    def _is_label(self, index: int, first: int) -> bool:
        if ":" in self._text.texts[index + 1 : min(index + 8, self._name.start)]:
            return True
        return self._title.kind in CELLS and (index - first <= 4 or index == self._name.start - 1)

    @property
    def is_denied(self) -> bool:
        """Whether a negation of the clause reaches the name."""
        return any(
            "negations" in self._text.tags[index]
            and self._text.texts[index + 1 : index + 2] != ["."]
            and self._reaches(index)
            for index in range(*self._clause)
        )

    def _reaches(self, negation: int) -> bool:
        """Whether no insertion (", not in …,") and no clause of its own lies between a negation and the name."""
        texts, tags = self._text.texts, self._text.tags
        first, end = sorted((negation, self._name.start))
        commas = [index for index in range(first, end) if texts[index] == ","]
        if negation and texts[negation - 1] == ",":
            return negation < self._name.start and not commas
        return not any("relatives" in tags[comma + 1] or "negations" in tags[comma + 1] for comma in commas)

    @property
    def stands_aside(self) -> bool:
        return self._text.has("stands_aside", *self._text.part(self._name.start))

    @property
    def is_elsewhere(self) -> bool:
        """Whether the clause speaks of something else; what is only earlier counts where nothing ties it to the project."""
        if self._text.has("elsewhere", *self._clause):
            return True
        if self.is_project or self._text.has("partner_labels", *self._clause):
            return False
        return self._text.has("earlier", *self._clause) or (
            self._text.has("lies", *self._clause) and not self.is_on_premises
        )

    @property
    def is_project(self) -> bool:
        return self._text.has("project", *self._clause)

    @property
    def is_carried_out(self) -> bool:
        return self._text.has("carried_out", *self._text.part(self._name.start))

    @property
    def takes_part(self) -> bool:
        """Whether the sentence says that somebody does something, or speaks of the project; so does a heading."""
        is_said = self._text.has("takes_part", *self._sentence) or self._text.has("project", *self._sentence)
        return is_said or self._title.is_heading

    @property
    def acts(self) -> bool:
        """Whether the towns of the list are the subject of their sentence, and what they do is no mere state."""
        first, end = self._sentence
        if self._end >= end or self._start - first > _SUBJECT or self._text.has("earlier", *self._clause):
            return False
        before = range(first, self._start)
        if any(
            self._text.texts[at].islower() and not self._text.tags[at] & {"articles", "owners", "bodies"}
            for at in before
        ):
            return False
        verb, tags = self._text.texts[self._end], self._text.tags[self._end]
        is_past = verb.endswith(_PAST_ENDS)
        return verb.isalpha() and verb.islower() and not is_past and tags.isdisjoint(_NO_VERBS)

    @property
    def heads_item(self) -> bool:
        """Whether the name stands before a colon behind which its tasks are told ("b) Stadt A: Betrieb der Anlage")."""
        return self._start - self._sentence[0] <= _SUBJECT and self._text.texts[self._end : self._end + 1] == [":"]

    @property
    def is_outright(self) -> bool:
        """Whether the clause itself calls somebody a partner, or names who does what behind a colon."""
        behind = self._text.texts[self._end : self._end + 2]
        return self.is_called_partner or behind[:1] == [":"] or behind == [")", ":"]

    @property
    def is_called_partner(self) -> bool:
        return self._text.has("partner_labels", *self._clause) or self._text.has("selves", *self._clause)

    @property
    def is_anyone(self) -> bool:
        """Whether an institution is brought in as one of many ("ein Händler aus"), not as one that takes part."""
        if self.is_called_partner:
            return False
        first = max(self._clause[0], self._name.start - _ANYONE)
        for index in range(self._name.start - 1, first - 1, -1):
            tags = self._text.tags[index]
            if "indefinite" in tags:
                return any(not self._text.tags[at].isdisjoint(_FIRMS) for at in range(index, self._name.start))
            if "articles" in tags:
                return False
        return False

    @property
    def is_on_premises(self) -> bool:
        """Whether the name says where rooms are that the text calls its own, or speaks of as known ("die Werkstatt in")."""
        return self._premises() >= 0

    @property
    def is_ours(self) -> bool:
        """Whether those rooms are called the applicant's own."""
        index = self._premises()
        return index >= 0 and "own" in self._text.tags[index]

    def _premises(self) -> int:
        """The word before the noun of such rooms; -1 where there is none."""
        before = self._name.start - 1
        if before < 0 or "located" not in self._text.tags[before]:
            return -1
        for index in range(before - 1, max(self._sentence[0], before - _ROOM), -1):
            if "premises" in self._text.tags[index]:
                is_known = index > self._sentence[0] and self._text.tags[index - 1] & {"articles", "own"}
                return index - 1 if is_known else -1
        return -1

    @property
    def is_work(self) -> bool:
        """Whether a word of work, of the project or of those who write stands in the sentence."""
        first, end = self._sentence
        return any(
            not tags.isdisjoint(_DEEDS) and "states" not in tags for tags in self._text.tags[first:end]
        )

    @property
    def is_firms_row(self) -> bool:
        """Whether a firm stands before the name in its row: the place is where it sits, whatever it does."""
        if self._title.kind is not PassageKind.TABLE:
            return False
        first, _ = self._text.line(self._name.start)
        return self._text.has("legal_forms", first, self._name.start)

    @property
    def does_part(self) -> bool:
        """Whether a word of taking part stands close behind the name."""
        before = self._text.tags[self._name.start - 1] if self._name.start > self._sentence[0] else frozenset()
        if self._name.is_adjective or "owners" in before:
            return False
        return self._text.has("takes_part", self._end, min(self._end + 4, self._sentence[1]))

    @property
    def is_route(self) -> bool:
        """Whether a way leads over or to the name, not from it."""
        first = max(self._clause[0], self._name.start - 4)
        return self._text.has("routes", first, self._name.start)

    @property
    def follows_work(self) -> bool:
        """Whether a word of work is directly before the name."""
        before = self._text.tags[self._name.start - 1] if self._name.start else frozenset()
        return "work" in before

    @property
    def follows_institution(self) -> bool:
        """Whether an institution's name stands before the preposition of the name."""
        return institution_before(self._text, self._name.start - 1)

    @property
    def is_address(self) -> bool:
        """Whether a postal code stands before the name."""
        return follows_postal_code(self._text, self._name.start)

    @property
    def is_branch(self) -> bool:
        """Whether the name says which branch of a partner is meant: "Hochschule A, Standort B"."""
        return self._title.lists_partners and self.follows_institution

    @property
    def is_seat(self) -> bool:
        """Whether a word directly before or behind the name says that somebody has its seat there."""
        first = max(self._clause[0], self._name.start - 4)
        reach = _FIRST if self._name.start - self._clause[0] < _FIRST else _NEAR
        return self._text.has("sits", first, min(self._name.end + reach, self._clause[1]))

    @property
    def is_on_own_ground(self) -> bool:
        """Whether the town does its part in its own rooms or streets."""
        return self._text.has("own_ground", *self._sentence)

    @property
    def is_goal(self) -> bool:
        """Whether what is done is brought there: "wird nach X verlegt"."""
        before = self._text.tags[self._name.start - 1] if self._name.start else frozenset()
        return "towards" in before and self._text.has("moved", *self._sentence)


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


def _taken_up(text: PlaceText, judged: Sequence[Judged], title: _Title) -> Iterator[Judged]:
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
