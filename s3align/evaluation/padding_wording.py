"""The sentences that honest texts are padded with to try the guards: our own words.

{a} to {d} stand for terms of a theme, {theme} for its name, {region} and {place} for names of the strategy. Every list has
two halves: sentences at even places may be looked at when a guard is fitted, those at odd places are for reporting what it
does. Keep both in different manners, and add to the end in twos.
"""

from __future__ import annotations

from collections.abc import Mapping

Wording = Mapping[str, tuple[str, ...]]
"""Language -> sentences."""

SLOGANS: Wording = {
    "de": (
        "{a}, {b} und {c} sind Schlüssel der Zukunft.",
        "Wer heute an morgen denkt, denkt an {a} und {b}.",
        "Mit {a} und {b} setzen wir neue Maßstäbe bei {c}.",
        "Unser Herz schlägt für {a}, unser Kopf für {b} und {c}.",
        "{a} trifft {b}: gemeinsam stark für {c} von morgen.",
        "Ob {a}, {b} oder {c}, wir sind vorne dabei.",
        "Dank {a} wird {b} zum Motor für {c} und {d}.",
        "{a} ist für uns mehr als ein Wort, es ist der Weg zu {b}.",
        "Innovative {a} und exzellente {b} machen {c} zukunftsfähig.",
        "Ohne {a} keine {b}, ohne {b} kein Fortschritt bei {c}.",
    ),
    "en": (
        "{a}, {b} and {c} are the keys to the future.",
        "Whoever thinks of tomorrow thinks of {a} and {b}.",
        "With {a} and {b} we set new standards in {c}.",
        "Our hearts beat for {a}, our minds for {b} and {c}.",
        "{a} meets {b}: stronger together for the {c} of tomorrow.",
        "Be it {a}, {b} or {c}, we are at the forefront.",
        "Thanks to {a}, {b} becomes the engine of {c} and {d}.",
        "{a} is more than a word to us, it is the road to {b}.",
        "Innovative {a} and excellent {b} make {c} fit for the future.",
        "No {a} without {b}, and no progress without {c}.",
    ),
}
PRAISE: Wording = {
    "de": (
        "Damit zahlt das Vorhaben in hohem Maße auf das Leitthema {theme} der Regionalen Innovationsstrategie ein.",
        "Kaum ein Gebiet ist für die Region so bedeutsam wie {theme}, und wir fühlen uns dem besonders verpflichtet.",
        "{a} ist ein zentrales Zukunftsfeld der {region} und von herausragender strategischer Bedeutung.",
        "Die Ziele der Strategie im Feld {theme}, insbesondere bei {a} und {b}, teilen wir voll und ganz.",
        "Das Projekt stärkt {theme} und {a} nachhaltig und leistet einen wichtigen Beitrag zur intelligenten Spezialisierung.",
        "Wir sind überzeugt, dass {a} in den kommenden Jahren überall eine große Rolle spielen wird.",
        "Die Region ist führend bei {a} und {b}; das Vorhaben passt hervorragend zu dieser Stärke.",
        "Von unserem Tun profitiert das gesamte Ökosystem rund um {a}, {b} und {theme}.",
        "Ganz im Sinne der Strategie treibt das Vorhaben {theme} mit innovativen Ansätzen entscheidend voran.",
        "{theme} liegt uns am Herzen, denn {a} und {b} eröffnen ungeahnte Möglichkeiten.",
    ),
    "en": (
        "The project thus contributes strongly to the lead theme {theme} of the regional innovation strategy.",
        "Hardly any field matters as much to the region as {theme}, and we feel deeply committed to it.",
        "{a} is a central future field of the {region} and of outstanding strategic importance.",
        "We fully share the aims of the strategy in the field of {theme}, above all for {a} and {b}.",
        "The project sustainably strengthens {theme} and {a} and is an important contribution to smart specialisation.",
        "We are convinced that {a} will play a great part everywhere in the years to come.",
        "The region is leading in {a} and {b}; the project fits this strength perfectly.",
        "The whole ecosystem around {a}, {b} and {theme} benefits from what we do.",
        "Entirely in the spirit of the strategy, the project decisively advances {theme} with innovative approaches.",
        "{theme} is close to our hearts, for {a} and {b} open up undreamt-of opportunities.",
    ),
}
NEGATED: Wording = {
    "de": (
        "Das Vorhaben befasst sich nicht mit {a}, {b} und {c}.",
        "Fragen rund um {a} oder {b} bleiben ausgeklammert und sind hier nicht Thema.",
        "{a} und {b} sind nicht Gegenstand des Projekts.",
        "Um {a} geht es uns nicht, ebenso wenig um {b} oder {c}.",
        "Es wird weder {a} noch {b} entwickelt.",
        "Mit {a} und {b} hat die Arbeit nichts zu tun.",
        "Kein Arbeitspaket behandelt {a} oder {b}.",
        "Auf {a}, {b} und {c} wird ausdrücklich verzichtet.",
    ),
    "en": (
        "The project does not deal with {a}, {b} and {c}.",
        "Questions of {a} or {b} are left out and are not a topic here.",
        "{a} and {b} are not part of the project.",
        "This is not about {a}, nor about {b} or {c}.",
        "Neither {a} nor {b} is developed.",
        "The work has nothing to do with {a} and {b}.",
        "No work package addresses {a} or {b}.",
        "We expressly do without {a}, {b} and {c}.",
    ),
}
STATE_OF_THE_ART: Wording = {
    "de": (
        "Zu {a} liegen zahlreiche Arbeiten anderer Gruppen vor.",
        "Frühere Veröffentlichungen beschreiben, wie {a} und {b} zusammenhängen.",
        "In der Literatur werden {b} und {c} seit Jahren untersucht.",
        "Ein Überblick aus dem Jahr 2019 nennt {c} als offene Frage.",
        "Am Markt sind mehrere Produkte für {a} erhältlich.",
        "Ein Konsortium aus Süddeutschland hat {d} zwischen 2015 und 2018 erprobt.",
        "Auf europäischer Ebene wurde {d} in drei Vorhaben erprobt.",
        "Für {b} hat sich bisher kein Verfahren durchgesetzt.",
    ),
    "en": (
        "On {a} there is a large body of work by other groups.",
        "Earlier publications describe how {a} and {b} are linked.",
        "In the literature {b} and {c} have been studied for years.",
        "A survey of 2019 names {c} as an open question.",
        "Several products for {a} are on the market.",
        "A consortium in the south tested {d} between 2015 and 2018.",
        "At European level {d} was tried out in three projects.",
        "No single method has prevailed for {b} so far.",
    ),
}
STATE_HEADING: Mapping[str, str] = {"de": "Stand der Technik", "en": "State of the art"}
HEADINGS: Wording = {
    "de": ("{a} und {b}", "Arbeitspaket: {a}", "{a}", "Ziele: {a}, {b}"),
    "en": ("{a} and {b}", "Work package: {a}", "{a}", "Aims: {a}, {b}"),
}
PARTNERS: Wording = {
    "de": (
        "{a} Systems GmbH, {place}",
        "Institut für {a} e. V., {place}",
        "{a} Solutions AG, {place}",
        "Gesellschaft für {a} mbH, {place}",
        "{a} Plus GmbH & Co. KG, {place}",
        "Kompetenzzentrum {a} gGmbH, {place}",
    ),
    "en": (
        "{a} Systems GmbH, {place}",
        "Institute of {a} e. V., {place}",
        "{a} Solutions Ltd, {place}",
        "{a} Consulting Inc., {place}",
        "{a} Plus AG, {place}",
        "{a} Partners LLC, {place}",
    ),
}
PARTNER_LEAD: Mapping[str, str] = {"de": "Partner:", "en": "Partners:"}
ADDRESSES: Wording = {
    "de": ("Weitere Angaben unter www.{slug}.de.", "Siehe https://{slug}.eu/{other}."),
    "en": ("More at www.{slug}.org.", "See https://{slug}.eu/{other}."),
}
GLOSSARY: Wording = {"de": ("{short}: {a}", "{short} = {a}"), "en": ("{short}: {a}", "{short} = {a}")}
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "sowie": "und auch",
        "und": "sowie",
        "neue": "neuartige",
        "vernetzte": "verbundene",
        "geplante": "vorgesehene",
        "welche": "was für",
        "welchen": "was für",
        "gemessen": "erfasst",
        "genutzt": "verwendet",
        "vorhabens": "Projekts",
        "projekt": "Vorhaben",
        "konsortium": "Verbund",
        "nutzen": "verwenden",
        "technik": "Technologien",
        "verfahren": "Methoden",
        "entsteht": "ergibt sich",
        "erneuerung": "Modernisierung",
    },
    "en": {
        "and": "as well as",
        "new": "novel",
        "networked": "connected",
        "planned": "intended",
        "which": "what",
        "measured": "recorded",
        "used": "employed",
        "project": "undertaking",
        "partners": "participants",
        "use": "employ",
        "technologies": "techniques",
        "processes": "methods",
        "arise": "come about",
        "renewal": "modernisation",
    },
}
