"""Section titles that tell what a section is for, German and English.

A title counts only if all its words are known: "Datenschutz" is a formality, "IT-Sicherheit und Datenschutz" a topic.
"""

from __future__ import annotations

import re

from s3align.record.document import PassageKind

_FILLER_LIST = """
    der die das des den dem ein eine einer zum zur zu und sowie oder im in am an von vom für mit ihre ihrer
    angaben übersicht darstellung beschreibung vorstellung projekt projekts projektes vorhaben vorhabens verzeichnis
    liste sonstige weitere the of and a an for to with in on our project its list overview description other
    tabelle table plan data lead requested"""

_WORD_LISTS = {
    PassageKind.REFERENCES: """
        literatur literaturverzeichnis literaturangaben literaturhinweise quellen quellenverzeichnis quellenangaben
        bibliografie bibliographie internetquellen references bibliography literature sources cited works""",
    PassageKind.BUDGET: """
        budget budgets budgetplan budgetplanung budgetrahmen kosten kostenplan kostenplanung kostenübersicht
        kostenaufstellung kostenkalkulation finanzplan finanzierungsplan finanzierung finanzierungsübersicht
        gesamtfinanzierung gesamtfinanzierungsplan ausgaben ausgabenplan gesamtausgaben ausgabenübersicht
        personalkosten personalausgaben sachkosten sachausgaben reisekosten gemeinkosten eigenanteil
        eigenmittel drittmittel kosten- ausgaben- finanz- finanzierungs- costs cost financing finance financial funding
        expenditure expenses personnel staff travel resources""",
    PassageKind.PARTNERS: """
        partner partners partnern projektpartner kooperationspartner verbundpartner praxispartner konsortium
        konsortialpartner konsortialführung projektbeteiligte projektbeteiligten beteiligte beteiligten antragsteller
        antragstellende antragstellenden antragstellers antragstellerin ansprechpartner ansprechpartnerin
        unternehmensprofil kenntnisse spezifische rolle rollen assoziierte
        consortium applicant applicants contact contacts coordinator roles role associated beneficiaries
        participants""",
    PassageKind.FORMALITIES: """
        erklärung erklärungen unterschrift unterschriften datenschutz datenschutzerklärung datenschutzhinweise
        einverständniserklärung eigenständigkeitserklärung selbstständigkeitserklärung anhänge anhängen anlagen
        anlagenverzeichnis checkliste impressum danksagung subventionserhebliche subventionserheblichen tatsachen
        de-minimis de-minimis-erklärung kmu-erklärung declaration declarations signature signatures privacy
        protection annexes annex appendices imprint acknowledgements acknowledgments acknowledgement checklist
        statement""",
}

_FILLERS = frozenset(_FILLER_LIST.split())
_WORDS = {kind: frozenset(words.split()) for kind, words in _WORD_LISTS.items()}

_NUMBERING = re.compile(r"(?:(?:\d{1,2}\.)*\d{1,2}\.?|[A-Z]\.\d*|[IVX]+\.)\s+")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")


def section_kind(title: str) -> PassageKind | None:
    """The kind of the passages under a title, or None for an ordinary section."""
    words = _TOKEN.findall(without_numbering(title).casefold())
    telling = [word for word in words if word not in _FILLERS]
    if not telling:
        return None
    return next((kind for kind, known in _WORDS.items() if known.issuperset(telling)), None)


def without_numbering(title: str) -> str:
    """A title without "3.2 " or "IV. " before it."""
    numbering = _NUMBERING.match(title)
    return title[numbering.end() :] if numbering else title


def numbering_depth(title: str) -> int | None:
    """How deep a numbered title stands: 1 for "3 Ziele" and "IV. Ziele", 2 for "3.2 Ziele"; None without a number."""
    numbering = _NUMBERING.match(title)
    return len(numbering[0].strip(" .").split(".")) if numbering else None
