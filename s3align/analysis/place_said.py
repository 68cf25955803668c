"""What is said of a place's name in its clause, sentence and row: work, taking part, standing aside, elsewhere, negation."""

from __future__ import annotations

from s3align.analysis.place_heads import Name, follows_postal_code, institution_before
from s3align.analysis.place_settings import CELLS, Title
from s3align.analysis.place_text import PlaceText
from s3align.record.document import PassageKind

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
"""Ends of most verbs that tell what is over: a letter was sent, a permit given."""
_NEAR, _FIRST = 3, 10
"""Units behind a name in which a word says that somebody sits there; more where the sentence begins with it."""


class Said:
    """What is said of a name in its clause and sentence."""

    def __init__(self, text: PlaceText, name: Name, group: tuple[int, int], title: Title) -> None:
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
        """Whether somebody only looks on, or sells, buys or is informed."""
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
        """Whether the clause speaks of the project."""
        return self._text.has("project", *self._clause)

    @property
    def is_carried_out(self) -> bool:
        """Whether the part of the sentence says that the project's work is done there."""
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
        """Whether the clause calls somebody a partner, or the writers themselves."""
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
        return any(not tags.isdisjoint(_DEEDS) and "states" not in tags for tags in self._text.tags[first:end])

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
