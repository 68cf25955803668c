"""What stands around a name: whether it shows that the place is meant, that it is not, or that names stand in a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from s3align.analysis.place_cues import CueWords, PlaceCues
from s3align.analysis.units import Units
from s3align.strategy.model import Strategy

_JOINING_SIGNS = frozenset(",/&;–-")
_GLUED_SIGNS = frozenset("-/")
_LONGEST_JOIN = 6
"""Units between two names of a list: a sign, "as well as", "the city of"."""
_SHOWING = frozenset(("bodies", "institutions", "buildings", "site_labels", "partner_labels", "sits", "legal_forms"))
"""Lists of words directly before a name that show the place, whatever its name means."""
_LABELS = frozenset(("site_labels", "partner_labels", "other_labels", "seats"))
_LONGEST_LABEL = 9
"""Units of a label with its colon: "Ort der Durchführung (falls abweichend):"."""
_ENDS = frozenset('.!?"„“”')
_SEAT_SIGNS = frozenset(",(/)")
_LONGEST_FIRM = 10
"""Units of a firm's name with its brackets, "Muster GmbH (34 Beschäftigte)"."""
_Words = tuple[str, ...]


class Surroundings:
    """Looks up whether what stands around a name shows that the place is meant, or that it is not."""

    def __init__(self, units: Callable[[str], _Words], cues: PlaceCues, words: CueWords, strategy: Strategy) -> None:
        def before(wordings: Iterable[str]) -> set[_Words]:
            return {units(form) for text in wordings for form in (text, text[0].upper() + text[1:])}

        context = strategy.place_context
        self._lists = words.lists_of
        self._phrases = words.phrases
        self._place = before(cues.place_before)
        self._reach = max(map(len, self._place), default=0)
        self._after = {units(text) for text in (*cues.place_after, *context.after)}
        self._surname_links = {".", *cues.surname_links}
        self._no_place_before = before((*cues.no_place_before, *cues.given_names))
        self._no_place_after = {units(text) for text in cues.no_place_after}
        self._legal_forms = {units(text)[-1] for text in cues.legal_forms}
        self._joins = before(cues.joins) | {()}
        self._links = before(cues.join_links) | {()}
        self._postal_code = re.compile(context.postal_code) if context.postal_code else None
        self.nouns = cues.adjective_nouns

    def is_other(self, units: Units, start: int, end: int) -> bool:
        """Whether a name is that of a person, a street or a junction."""
        first = start - 1 if start and units.texts[start - 1] in self._surname_links else start
        return (first > 0 and (units.texts[first - 1],) in self._no_place_before) or _begins(
            units, end, self._no_place_after
        )

    def is_beside_name(self, units: Units, start: int, end: int) -> bool:
        """Whether a name stands first, or beside another capitalised word as a person's name does."""
        before, after = units.texts[start - 1 : start], units.texts[end : end + 1]
        if not before or before[0] in _ENDS:
            return True
        return any(is_proper(word) and word[0].isalpha() for word in (*before, *after))

    def show_place(self, units: Units, start: int, end: int) -> bool:
        """Whether what stands around a name shows that the place is meant."""
        return (
            any(words in self._place for words in self._before(units, start))
            or bool(self._postal_code and start and self._postal_code.fullmatch(units.texts[start - 1]))
            or _begins(units, end, self._after)
            or (units.texts[start - 1 : start] == ["("] and units.texts[end : end + 1] == [")"])
            or self._is_labelled(units, start)
            or self._is_behind_label(units, start)
            or bool(start and not _SHOWING.isdisjoint(self._lists(units.texts[start - 1])))
            or self._is_seat(units, start, end)
        )

    def _is_labelled(self, units: Units, start: int) -> bool:
        """Whether a known label and a colon stand before a name."""
        if units.texts[start - 1 : start] != [":"]:
            return False
        return any(
            not _LABELS.isdisjoint(self._lists(text)) for text in units.texts[max(0, start - _LONGEST_LABEL) : start]
        )

    def _is_behind_label(self, units: Units, start: int) -> bool:
        """Whether a label of several words ends directly before a name, as in a row of a form."""
        before = units.texts[max(0, start - _LONGEST_LABEL) : start]
        return any(name in _LABELS and end == len(before) for name, _, end in self._phrases(before))

    def _is_seat(self, units: Units, start: int, end: int) -> bool:
        """Whether a name stands behind a firm's: after a comma, a bracket, or the brackets behind it."""
        before = start - 1
        if before < 1 or units.texts[before] not in _SEAT_SIGNS:
            return False
        if end < len(units.texts) and units.texts[end][0].isalnum() and units.texts[before] != ")":
            return False
        return any(text in self._legal_forms for text in units.texts[max(0, before - _LONGEST_FIRM) : before])

    def join(self, units: Units, end: int, start: int) -> bool:
        """Whether what stands between two names makes them a list: a sign or a word, and maybe an article."""
        between = tuple(units.texts[end:start]) if start - end <= _LONGEST_JOIN else ()
        if not between:
            return False
        rest = between[1:] if between[0] in _JOINING_SIGNS else between
        ways = [rest[count:] for count in range(len(rest) + 1) if rest[:count] in self._joins]
        return any(way in self._links and way != between for way in ways)

    def _before(self, units: Units, start: int) -> Iterator[_Words]:
        """The wordings that end before a name, longest first; a colon between does not matter."""
        end = start - 1 if start and units.texts[start - 1] == ":" else start
        for length in range(min(self._reach, end), 0, -1):
            yield tuple(units.texts[end - length : end])


def _begins(units: Units, start: int, wordings: set[_Words]) -> bool:
    """Whether one of the wordings stands there; a hyphen or stroke must touch what it belongs to."""
    return any(
        tuple(units.texts[start : start + len(words)]) == words
        and (words[0] not in _GLUED_SIGNS or units.is_glued(start - 1))
        for words in wordings
    )


def is_proper(word: str) -> bool:
    """Whether a word is written like a name or a German noun."""
    return len(word) > 1 and word[0].isupper()
