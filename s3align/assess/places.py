"""Which places of the region a document names, as what, and which near places outside it.

Names are found in the text as it stands. Longer names win, and wordings that only look like a place are taken out first:
other places of the name, and institutions, which name a partner's seat. Names that are also words (Essen, Wetter) count only
after a word such as "in" or "Stadt", before their addition ("(Ruhr)"), or in a list of places. A place never changes a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from s3align.record.assessment import Place
from s3align.record.document import Document, PassageKind
from s3align.strategy.model import Municipality, Strategy, TrapKind

SITE, PARTNER, MENTION, OUTSIDE = "site", "partner", "mention", "outside"
_RANK = {SITE: 0, PARTNER: 1, MENTION: 2, OUTSIDE: 3}
_READ = frozenset(
    (
        PassageKind.BODY,
        PassageKind.HEADING,
        PassageKind.TABLE,
        PassageKind.FORM_FIELD,
        PassageKind.PARTNERS,
        PassageKind.BUDGET,
    )
)
_NEAR = 60
"""Characters before a name that can say what it is."""

_PLACE_WORDS = (
    r"(?:Stadt|Städte|Städten|Stadtgebiet|Gemeinde|Gemeinden|Kommune|Kommunen|Standort|Standorte|Standorten|Raum|Großraum|"
    r"Region|Kreis|Oberbürgermeister|Oberbürgermeisterin|Bürgermeister|Bürgermeisterin|Rat der Stadt|Stadtwerke|Rathaus|"
    r"Hauptbahnhof|Hafen|Messe|Klinikum|Campus|Universität|Hochschule|Amtsgericht|"
    r"city of|town of|municipality of|cities of|towns of|site in|port of|University of)"
)
_IN = r"(?:[Ii]n|[Aa]us|[Nn]ach|[Zz]wischen|[Ff]rom|[Nn]ear|[Aa]t|[Bb]etween)"
_BEFORE = re.compile(rf"\b(?:{_PLACE_WORDS}|{_IN}|\bD-?\d{{5}}|\b\d{{5}})[ \n]$")
_AFTER = re.compile(
    r"(?:/Ruhr|[ \n]\(Ruhr\)|[ \n]an der Ruhr|[ \n]\(NRW\)|, Germany|-(?:Mitte|Nord|Süd|Ost|West)\b|"
    r"[ \n](?:Hauptbahnhof|Hbf)\b)"
)
_BETWEEN = re.compile(r"(?:, ?|/| und | oder | sowie | bis | and | or | & |; | – | - |-)(?:die Stadt |der Stadt |in )?")
_NO_PLACE = re.compile(
    r"(?:Essen und Trinken|Essen auf Rädern|Trinken und Essen|Wind und Wetter|Wetter und Klima|in Essen enthalten)"
)
_SITE = re.compile(
    r"(?:\b[Ii]n(?: der Stadt| den Städten| der Gemeinde| the city of)?|Standort(?:e|en|s)?(?: in)?:?|"
    r"(?:Projekt|Durchführungs|Umsetzungs|Vorhabens?|Investitions|Maßnahme)(?:ort|gebiet|standort)(?:e|en)?:?|"
    r"Stadtgebiet(?: von)?|"
    r"[Ll]ocation:?|[Ss]ite:?|[Pp]roject area:?|\bat)[ \n]$"
)
_PARTNER = re.compile(
    r"(?:Stadt|Gemeinde|Stadtwerke|Kreisverwaltung|Stadtverwaltung|Wirtschaftsförderung|Sparkasse|Handwerkskammer|IHK|"
    r"Klinikum|Universität|Hochschule|Institut|Partner|Partnerin|Antragstellerin|Antragsteller|City of|Municipality of|"
    r"city of|University of)[ \n](?:der Stadt )?$"
)
_LEGAL_FORM = re.compile(r"^[ \n,(]{0,2}(?:GmbH|AG|e\. ?V\.|gGmbH|KG|mbH|AöR|Ltd)\b")
_NOUN = re.compile(
    r"[ \n](?:Stadtwerke|Rathaus|Hafen|Innenstadt|Norden|Süden|Osten|Westen|Stadtverwaltung|Stadtgebiet|Quartier|Bahnhof|"
    r"Unternehmen|Wirtschaft|Wirtschaftsförderung|Hochschule|Universität|Klinikum|Krankenhaus|Technologiepark|Betriebe|Rat|"
    r"Stadtteil|Bürger|Bürgerinnen|Gewerbegebiet|Verkehrsbetriebe|Straßenbahn|Werk|Firma|Zentrum)\w*"
)
_PROPER = re.compile(r"[ \n][A-ZÄÖÜ][\w-]+")
_ADDITIONS = (" am See", " an der Ruhr", " (Niederrhein)", " (Ruhr)", "/Ruhr")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: the place it stands for, its role there, and the characters it takes."""

    place: str
    role: str
    start: int
    end: int


@dataclass(frozen=True)
class PlaceFinder:
    """Finds the names of a strategy's places; make it once per strategy."""

    strategy: Strategy

    def find(self, text: str, *, is_partners: bool = False) -> list[Found]:
        """The places named in a text, in order. ``is_partners``: the text describes partners."""
        taken: list[tuple[int, int]] = [found.span() for found in _NO_PLACE.finditer(text)]
        found = [*self._institutions(text, taken), *self._outside(text, taken)]
        matches = (match for match in _whole(text, self._pattern.finditer(text)) if _is_free(match, taken))
        names = [(match, self._names[_key(match[0])]) for match in matches]
        spans = [match.span() for match, _ in names]
        for index, (match, place) in enumerate(names):
            if place.name in self._words and not self._is_sure(text, match, spans, index):
                continue
            found.append(Found(place.name, _role(text, *match.span(), is_partners=is_partners), *match.span()))
        found.extend(self._adjective_places(text, taken))
        return _lists_share_roles(text, sorted(found, key=lambda entry: entry.start))

    @cached_property
    def _names(self) -> dict[str, Municipality]:
        return {_key(form): place for place in self.strategy.municipalities for form in _forms(place)}

    @cached_property
    def _words(self) -> frozenset[str]:
        traps = (trap for trap in self.strategy.name_traps if trap.kind is TrapKind.COMMON_WORD)
        return frozenset(place for trap in traps for place in trap.places)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _alternatives(form for place in self.strategy.municipalities for form in _forms(place))

    @cached_property
    def _traps(self) -> dict[TrapKind, tuple[re.Pattern[str], dict[str, tuple[str, ...]]]]:
        traps = {}
        for kind in (TrapKind.INSTITUTION, TrapKind.OTHER_PLACE, TrapKind.OUTSIDE):
            texts = {_key(trap.text): trap.places for trap in self.strategy.name_traps if trap.kind is kind}
            wordings = [trap.text for trap in self.strategy.name_traps if trap.kind is kind]
            traps[kind] = (_alternatives(wordings), texts)
        return traps

    @cached_property
    def _adjectives(self) -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
        risky = {trap.text for trap in self.strategy.name_traps if trap.kind is TrapKind.ADJECTIVE}
        forms = {
            place.adjective: (place.name, place.adjective in risky)
            for place in self.strategy.municipalities
            if place.adjective
        }
        return _alternatives(forms), forms

    def _institutions(self, text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
        """Seats of partners; they and other places of a name are taken out of the text."""
        pattern, _ = self._traps[TrapKind.OTHER_PLACE]
        taken.extend(match.span() for match in pattern.finditer(text))
        pattern, places = self._traps[TrapKind.INSTITUTION]
        for match in pattern.finditer(text):
            if _is_free(match, taken):
                taken.append(match.span())
                yield from (Found(place, PARTNER, *match.span()) for place in places[_key(match[0])])

    def _outside(self, text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
        pattern, _ = self._traps[TrapKind.OUTSIDE]
        for match in pattern.finditer(text):
            if _is_free(match, taken):
                taken.append(match.span())
                yield Found(" ".join(match[0].split()), OUTSIDE, *match.span())

    def _adjective_places(self, text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Found]:
        pattern, places = self._adjectives
        for match in pattern.finditer(text):
            name, is_risky = places[match[0]]
            follows = (_NOUN if is_risky else _PROPER).match(text, match.end())
            if follows and _is_free(match, taken):
                yield Found(name, MENTION, *match.span())

    def _is_sure(self, text: str, match: re.Match[str], spans: Sequence[tuple[int, int]], index: int) -> bool:
        start, end = match.span()
        if any(addition in match[0] for addition in _ADDITIONS) or _AFTER.match(text, end):
            return True
        near = text[max(0, start - _NEAR) : start]
        if _BEFORE.search(near) or _SITE.search(near):
            return True
        before = index > 0 and _BETWEEN.fullmatch(text, spans[index - 1][1], start)
        after = index + 1 < len(spans) and _BETWEEN.fullmatch(text, end, spans[index + 1][0])
        return bool(before or after)


def named_places(document: Document, finder: PlaceFinder) -> tuple[Place, ...]:
    """Every place of the region once, with its most telling role and the page of it; then near places outside."""
    best: dict[str, tuple[str, int]] = {}
    for passage in document.passages:
        if passage.kind not in _READ:
            continue
        for found in finder.find(document.text(passage), is_partners=passage.kind is PassageKind.PARTNERS):
            known = best.get(found.place)
            if known is None or _RANK[found.role] < _RANK[known[0]]:
                best[found.place] = (found.role, passage.page)
    return tuple(
        Place(name, role, page)
        for name, (role, page) in sorted(best.items(), key=lambda item: (_RANK[item[1][0]], item[1][1], item[0]))
    )


def _forms(place: Municipality) -> tuple[str, ...]:
    """The ways a place is written: with and without its addition, and the usual short forms."""
    name = place.name
    bare = next((name.removesuffix(addition) for addition in _ADDITIONS if name.endswith(addition)), name)
    forms = [name, bare]
    if bare != name or name in ("Essen", "Bochum", "Hagen"):
        forms += [f"{bare}/Ruhr", f"{bare} (Ruhr)", f"{bare} an der Ruhr"] if name != "Haltern am See" else []
    if name == "Ennepe-Ruhr-Kreis":
        forms += ["EN-Kreis", "Ennepe-Ruhr district"]
    elif name.startswith("Kreis "):
        forms += [f"{name.removeprefix('Kreis ')} district", f"district of {name.removeprefix('Kreis ')}"]
        forms += [f"Kreises {name.removeprefix('Kreis ')}"]
    return tuple(dict.fromkeys(forms))


def _alternatives(texts: Iterable[str]) -> re.Pattern[str]:
    """A pattern of whole words, longest first; spaces match line breaks."""
    ordered = sorted(set(texts), key=lambda text: (-len(text), text))
    parts = (re.escape(text).replace(r"\ ", r"\s+") for text in ordered)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?![\wäöüß])(?!-[a-zäöü])")


def _whole(text: str, matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Names that are no second half of another word; of "Duisburg-Essen" both count."""
    end = -1
    for match in matches:
        if text[match.start() - 1 : match.start()] != "-" or end == match.start() - 1:
            yield match
        end = match.end()


def _key(text: str) -> str:
    return " ".join(text.split())


def _is_free(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return not any(start < match.end() and match.start() < end for start, end in taken)


def _role(text: str, start: int, end: int, *, is_partners: bool) -> str:
    before = text[max(0, start - _NEAR) : start]
    if is_partners or _PARTNER.search(before) or _LEGAL_FORM.match(text[end : end + 12]):
        return PARTNER
    return SITE if _SITE.search(before) else MENTION


def _lists_share_roles(text: str, found: list[Found]) -> list[Found]:
    """In "in Bochum, Herne und Witten" all three are sites."""
    shared: list[Found] = []
    for entry in found:
        last = shared[-1] if shared else None
        is_listed = last is not None and last.end <= entry.start and _BETWEEN.fullmatch(text, last.end, entry.start)
        if last is not None and is_listed and entry.role == MENTION and last.role in (SITE, PARTNER):
            shared.append(Found(entry.place, last.role, entry.start, entry.end))
        else:
            shared.append(entry)
    return shared
