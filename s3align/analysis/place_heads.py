"""What the name of a place is part of: a town's own body, an institution, the place where something is, a way, or nothing.

The words directly before and behind a name say it; their lists are those of ``place_cues``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from s3align.analysis.place_text import PlaceText

_LOOK_BACK = 14
"""Units between a firm's name and its seat: "Muster & Sohn Anlagenbau GmbH (34 Beschäftigte), Ort"."""
_POSTAL_DIGITS = 4
"""Digits of the shortest postal code: before a name it makes an address."""
_NEAR = 4
"""Units between an institution's name and the preposition of its seat."""
_SEAT_SIGNS = frozenset(",(/–-")


class Head(Enum):
    """What a name is part of."""

    BODY = auto()
    INSTITUTION = auto()
    LOCATION = auto()
    WAY = auto()
    BARE = auto()


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name in a text: its first and last unit (exclusive).

    ``is_institution``: inside the name of an institution; ``is_adjective``: "Sandhafener".
    """

    place: str
    start: int
    end: int
    is_institution: bool = False
    is_adjective: bool = False


def head_of(text: PlaceText, name: Name) -> Head:
    """What a name is part of, by the words around it; an institution that the text calls the town's own is a body."""
    if name.is_institution:
        return Head.LOCATION if _is_governed(text, name.start) else Head.INSTITUTION
    if name.is_adjective:
        head = _head_of_adjective(text, name)
    elif text.has("bodies", name.start, name.end):
        head = Head.LOCATION if _is_governed(text, name.start) else Head.BODY
    else:
        head = _by_right(text, name) or _by_left(text, name)
    return Head.BODY if head in (Head.INSTITUTION, Head.BARE) and _is_owned(text, name) else head


def _by_right(text: PlaceText, name: Name) -> Head | None:
    """A legal form in the same name, or a noun that the name stands before ("X GmbH", "the Sandhafen fire brigade")."""
    end = name.end
    for index in range(end, min(end + 4, len(text.texts))):
        if "legal_forms" in text.tags[index]:
            return Head.INSTITUTION
        if not text.texts[index][0].isupper() or text.texts[index] in ",;:":
            break
    is_attribute = bool(name.start) and "determiners" in text.tags[name.start - 1]
    owner = text.texts[end : end + 2] in (["'", "s"], ["’", "s"]) or text.texts[end : end + 1] == ["'s"]
    end += 0 if not owner else (1 if text.texts[end] == "'s" else 2)
    reach = 4 if is_attribute or owner else 1
    head: Head | None = None
    for index in range(end, min(end + reach, len(text.texts))):
        if _is_no_part(text, index) or (reach == 1 and not _may_be_owned(text, name, index)):
            break
        if head is not Head.BODY:
            head = _noun(text, index) or head
    if head is Head.LOCATION or (head is not None and _is_governed(text, name.start)):
        return Head.LOCATION
    return head


def _is_no_part(text: PlaceText, index: int) -> bool:
    """Whether a unit behind a name does not belong to it: a sign, a preposition, the label of the next field."""
    is_label = text.texts[index + 1 : index + 2] == [":"]
    return is_label or not text.texts[index][0].isalpha() or bool(text.tags[index] & {"located", "journeys"})


def _may_be_owned(text: PlaceText, name: Name, index: int) -> bool:
    """Whether a noun directly behind a name can be the name's; not behind "Stadt A", where it is another entry."""
    before = name.start - 1
    is_town = before >= 0 and "bodies" in text.tags[before] and text.texts[before][0].isupper()
    return text.texts[index][0].isupper() and not is_town


def _noun(text: PlaceText, index: int) -> Head | None:
    tags = text.tags[index]
    if "bodies" in tags:
        return Head.BODY
    if "institutions" in tags:
        return Head.INSTITUTION
    return Head.LOCATION if "buildings" in tags else None


def _is_owned(text: PlaceText, name: Name) -> bool:
    """Whether the words around a name say that it is that of the town's own company or office."""
    first, end = text.sentence(name.start)
    return text.has("owned", max(first, name.start - 5), min(end, name.end + 12))


def _by_left(text: PlaceText, name: Name) -> Head:
    """The noun or preposition that the name follows, over articles; a name that nothing precedes is bare."""
    first, _ = text.sentence(name.start)
    index = name.start - 1
    if index < first:
        return Head.BARE
    if follows_postal_code(text, name.start) and institution_before(text, index):
        return Head.INSTITUTION
    if text.texts[index] in _SEAT_SIGNS:
        return Head.INSTITUTION if institution_before(text, index) else Head.BARE
    index = _over_articles(text, index, first)
    tags = text.tags[index]
    is_link = index > first and "owners" in tags and "bodies" not in tags
    head = _owner(text, index) if is_link else _behind_noun(text, index)
    return head or _behind_preposition(text, index)


def _owner(text: PlaceText, index: int) -> Head | None:
    """What is said to be the place's: "das Amt der Stadt", "two districts of"; ``index``: the word between."""
    if _is_governed(text, index - 1):
        return Head.LOCATION
    owner = _noun(text, index - 1)
    if owner in (Head.BODY, Head.INSTITUTION):
        return owner
    is_noun = owner is Head.LOCATION or text.texts[index - 1][0].isupper()
    return Head.BARE if is_noun or "journeys" not in text.tags[index] else None


def _behind_noun(text: PlaceText, index: int) -> Head | None:
    """The noun directly before the name; None where it is none that is known."""
    head = _noun(text, index)
    if head is None or (head is Head.INSTITUTION and not text.texts[index][0].isupper()):
        return None
    if head is Head.LOCATION and _institution_index(text, index, reach=_NEAR) >= 0:
        return Head.INSTITUTION
    if _is_governed(text, index):
        return Head.LOCATION
    return Head.BARE if head is Head.LOCATION else head


def _behind_preposition(text: PlaceText, index: int) -> Head:
    """A preposition of place or of a way; behind an institution's name it names the seat."""
    tags = text.tags[index]
    if tags.isdisjoint(("located", "seats", "journeys")):
        return Head.BARE
    if "located" in tags and index and "bodies" in text.tags[index - 1] and not _is_governed(text, index - 1):
        return Head.BODY
    firm = _institution_index(text, index, reach=_NEAR)
    if firm >= 0 and "," not in text.texts[firm:index] and not _is_governed(text, firm):
        return Head.INSTITUTION
    return Head.LOCATION if "located" in tags else Head.WAY


def _head_of_adjective(text: PlaceText, name: Name) -> Head:
    follows = text.tags[name.end] if name.end < len(text.tags) else frozenset()
    if "bodies" in follows:
        return Head.BODY
    if "buildings" in follows:
        return Head.LOCATION if _is_governed(text, name.start) else Head.BARE
    return Head.INSTITUTION if "institutions" in follows else Head.BARE


def follows_postal_code(text: PlaceText, index: int) -> bool:
    """Whether a postal code stands directly before a unit."""
    before = text.texts[index - 1] if index else ""
    return before.isdigit() and len(before) >= _POSTAL_DIGITS


def institution_before(text: PlaceText, index: int, reach: int = _LOOK_BACK) -> bool:
    """Whether the name of an institution stands before a unit, in the same clause."""
    return _institution_index(text, index, reach) >= 0


def _institution_index(text: PlaceText, index: int, reach: int = _LOOK_BACK) -> int:
    first, _ = text.clause(index)
    for place in range(index - 1, max(first, index - reach) - 1, -1):
        if text.tags[place] & {"institutions", "legal_forms"}:
            return place
    return -1


def _over_articles(text: PlaceText, index: int, first: int) -> int:
    while index > first and "articles" in text.tags[index] and "owners" not in text.tags[index]:
        index -= 1
    return index


def _is_governed(text: PlaceText, index: int) -> bool:
    """Whether the noun at ``index`` says where: behind a preposition of place, or a building ("im Labor der ...")."""
    first, _ = text.clause(max(index, 0))
    for place in range(index - 1, max(first, index - 5) - 1, -1):
        word = text.texts[place]
        if "located" in text.tags[place] or (place < index - 1 and "buildings" in text.tags[place]):
            return True
        if not text.tags[place] & {"articles", "owners"} and not word[0].isupper():
            return False
    return False
