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
from s3align.analysis.place_heads import Head, Name, head_of, institution_before
from s3align.analysis.place_text import PlaceText
from s3align.analysis.units import Units
from s3align.record.assessment import MENTION, MUNICIPAL_PARTNER, PARTNER, SITE
from s3align.record.document import PassageKind

CELLS = (PassageKind.TABLE, PassageKind.FORM_FIELD, PassageKind.PARTNERS, PassageKind.BUDGET)
"""Kinds of passages whose lines are rows or cells, each of which stands for itself."""

_NEAR, _FIRST = 3, 10
"""Units behind a name in which a word says that somebody sits there; more where the sentence begins with it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text stands: the kind of its passage, and the title it stands under."""

    kind: PassageKind = PassageKind.BODY
    title: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A name with one of its roles. ``is_declared``: a field, label or list says so, not a sentence in passing."""

    name: Name
    role: str
    is_declared: bool = False


class RoleReader:
    """Judges the names of a text; make one per set of cue words."""

    def __init__(self, words: CueWords, join: Callable[[Units, int, int], bool]) -> None:
        self._words = words
        self._join = join

    def judge(self, units: Units, names: Sequence[Name], setting: Setting) -> list[Judged]:
        """The roles of every name, in the order of the names; a name has one or two."""
        title = _Title(self._words, setting)
        text = PlaceText(units, self._words, has_rows=setting.kind in CELLS)
        judged: list[Judged] = []
        for group in self._groups(text, names):
            judged += _Group(text, group, title).judged()
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

    def __init__(self, words: CueWords, setting: Setting) -> None:
        parts = setting.title.replace("(", " ( ").replace(")", " ) ").replace(":", " ").split()
        lists = {name for part in parts for name in words.lists_of(part)}
        lists |= {name for name, _, _ in words.phrases(parts)}
        self.kind = setting.kind
        self.is_aside = "other_labels" in lists
        self.is_background = "background" in lists or setting.kind is PassageKind.REFERENCES
        self.lists_partners = not self.is_aside and (
            setting.kind is PassageKind.PARTNERS
            or ("partner_labels" in lists and setting.kind is not PassageKind.HEADING)
        )
        self.is_heading = setting.kind is PassageKind.HEADING


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
        said = _Said(self._text, name, self._names[-1].end, self._title)
        label = said.label()
        if said.is_denied or label == "other_labels":
            yield Judged(name, MENTION, is_declared=True)
        elif label == "site_labels" and head is not Head.INSTITUTION and not said.is_branch:
            yield Judged(name, SITE, is_declared=True)
        elif label == "partner_labels" or self._title.lists_partners:
            yield Judged(name, self._partner(head, said), is_declared=True)
        elif label == "seats":
            yield Judged(name, PARTNER, is_declared=True)
        else:
            role = self._role(head, said)
            yield Judged(name, role, is_declared=role == SITE and said.is_carried_out)
            if role == MUNICIPAL_PARTNER and said.is_on_own_ground:
                yield Judged(name, SITE)

    def _partner(self, head: Head, said: _Said) -> str:
        """In a list of partners."""
        if said.stands_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER
        if said.is_carried_out:
            return SITE
        is_way = head in (Head.WAY, Head.LOCATION) and not said.is_seat
        return MENTION if is_way and not said.follows_institution else PARTNER

    def _role(self, head: Head, said: _Said) -> str:
        """In running text."""
        is_other = said.stands_aside or (said.is_elsewhere and not said.is_carried_out)
        if is_other or self._title.is_background or self._title.is_aside:
            return MENTION
        if head is Head.BODY:
            return MUNICIPAL_PARTNER if said.takes_part else MENTION
        if head is Head.INSTITUTION or said.is_seat:
            return PARTNER
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

    def __init__(self, text: PlaceText, name: Name, end: int, title: _Title) -> None:
        self._text = text
        self._end = end  # of the list that the name stands in
        self._name = name
        self._title = title
        self._clause = text.clause(name.start)
        self._sentence = text.sentence(name.start)

    def label(self) -> str | None:
        """The nearest label before the name that says what follows: before a colon, or at the start of a row."""
        first, _ = self._text.line(self._name.start)
        if self._title.kind not in CELLS:
            first = self._sentence[0]
        for index in range(self._name.start - 1, first - 1, -1):
            tags = self._text.tags[index]
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
        return self._text.has("earlier", *self._clause)

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


def _taken_up(text: PlaceText, judged: Sequence[Judged], title: _Title) -> Iterator[Judged]:
    """Places that the next sentence takes up: "… in Sandhafen. Dort wird gemessen"."""
    if title.is_background:
        return
    last: dict[int, Judged] = {bisect_right(text.sentences, entry.name.start): entry for entry in judged}
    for number, start in enumerate(text.sentences[1:], start=1):
        end = text.sentences[number + 1] if number + 1 < len(text.sentences) else len(text.texts)
        entry = last.get(number)
        is_said = text.has("there", start, end) and text.has("work", start, end)
        is_other = text.has("negations", start, end) or text.has("elsewhere", start, end)
        if entry and entry.role != SITE and is_said and not is_other:
            yield Judged(entry.name, SITE)
