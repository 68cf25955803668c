"""What is compared of a document is what its applicant wrote; a run names it with both places, whatever kind its files are."""

from __future__ import annotations

import random
import re
import sqlite3
import textwrap
from contextlib import closing

import pytest
from builders import lines, pdf
from click.testing import CliRunner
from word_files import p, word_file

from s3align.cli.batch import batch_command
from s3align.jobs.compared_pages import compared_pages, own_rows
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.run import LEDGER
from s3align.pipeline import Pipeline, read
from s3align.record.document import Document, Page, Passage, PassageKind
from s3align.store.compared_text import packed, unpacked, words_of
from s3align.store.results import SCRATCH, ResultStore
from s3align.store.table import gathered

pytestmark = pytest.mark.xdist_group("compared_pages")  # one run for all
CONSORTIUM = (
    "Das Konsortium verbindet drei mittelständische Betriebe, eine Hochschule und die Stadtwerke. Die Gießerei Grünwald "
    "bringt Öfen, Versuchsflächen und die Erfahrung ihrer Schichtführer ein; die Hochschule übernimmt Messung, Auswertung "
    "und die Betreuung von sechs Abschlussarbeiten. Die Stadtwerke prüfen, ob sich die Abwärme für vierhundert Wohnungen "
    "im benachbarten Quartier nutzen lässt, und legen ihre Berechnungen allen Beteiligten offen."
)
COVER = """Antrag auf Förderung im Programm Wandel an der Küste, zweite Einreichfrist

Antragstellerin: Gießerei Grünwald GmbH, Am alten Hafen 17, 26721 Emden

Telefon 04921 555 0, Fax 04921 555 10, antrag@grünwald.example

Ansprechpartnerin: Dr.-Ing. Ottilie Brinkmann, Leiterin der Entwicklung, Durchwahl 48

Laufzeit: 1. Mai 2027 bis 30. April 2030, Gesamtausgaben 2.400.000 Euro, beantragt 1.380.000 Euro
"""
REFERENCES = """## Literatur

Albers, K.; Brandt, M. (2019): Abwärme aus Gießereien in Wärmenetzen. In: Zeitschrift für Energiewirtschaft 43, S. 11–29.

Cramer, J. (2021): Messverfahren für Schmelzöfen mit wechselnder Last. Dissertation, Universität Bremen, Produktion.

Dorn, P.; Eilers, S.; Funke, A. (2022): Wärmespeicher im Quartier. Handbuch für Stadtwerke. 3. Auflage, Kiel.
"""
FUNCTION_WORDS = "der die das und mit von für auf im wird eine einen sich nach bei".split()


def own(seed, sentences=14):
    """German by its small words, and in words that no other text has."""
    choose = random.Random(seed)  # noqa: S311 -- the same texts in every run

    def word():
        if choose.random() < 0.4:
            return choose.choice(FUNCTION_WORDS)
        return "".join(choose.choices("abdeghiklmnorstu", k=choose.randrange(5, 11)))

    return " ".join(f"{' '.join(word() for _ in range(12)).capitalize()}." for _ in range(sentences))


def compared(document):
    return words_of(" ".join(compared_pages(document)))


def holds(words, text):
    return " ".join(words_of(text)) in " ".join(words)


def document_of(*parts):
    """A document with (kind, text) passages on one page."""
    text, passages = "", []
    for kind, part in parts:
        passages.append(Passage(1, len(text), len(text) + len(part), kind))
        text += part + "\n"
    return Document("made.md", "0" * 64, (Page(1, text),), tuple(passages))


@pytest.mark.parametrize("kind", [PassageKind.BODY, PassageKind.TABLE, PassageKind.FORM_FIELD, PassageKind.PARTNERS])
def test_what_an_applicant_wrote_is_compared(kind):
    assert holds(compared(document_of((kind, CONSORTIUM))), CONSORTIUM)


@pytest.mark.parametrize(
    "kind",
    [
        PassageKind.FURNITURE,
        PassageKind.HEADING,
        PassageKind.CONTENTS,
        PassageKind.REFERENCES,
        PassageKind.BUDGET,
        PassageKind.FORMALITIES,
        PassageKind.PROMPT,
    ],
)
def test_what_all_proposals_have_is_not_compared(kind):
    assert compared(document_of((PassageKind.BODY, own(1)), (kind, CONSORTIUM))) == words_of(own(1))


def test_the_cover_is_not_compared_but_short_lines_below_a_paragraph_are():
    text = f"{COVER}\n## Vorhaben\n\n{CONSORTIUM}\n\nLaufzeit: drei Jahre ab Mai\n\n{own(1)}\n"
    words = compared(read(text.encode(), name="antrag.md"))
    assert words[:4] == ["das", "konsortium", "verbindet", "drei"]
    assert holds(words, "Laufzeit: drei Jahre ab Mai")


def test_a_text_of_short_lines_alone_is_compared_from_its_beginning():
    assert holds(compared(read(COVER.encode(), name="antrag.md")), "Gießerei Grünwald GmbH")


def test_the_strategys_own_sentences_are_not_compared():
    strategy = Pipeline().strategy
    gloss = max((text for theme in strategy.themes for text in theme.gloss.values()), key=len)
    left = unpacked(packed([f"{own(1)}\n{gloss}\n{own(2)}"], own_rows(strategy)))
    assert not holds(left.words, gloss)
    assert holds(left.words, own(2))
    assert len(words_of(gloss)) > 8


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Name -> row of a run over files of all kinds, in each of which stands one piece of text of another."""
    folder, out = tmp_path_factory.mktemp("Anträge"), tmp_path_factory.mktemp("results")
    words = CONSORTIUM.split()
    edited = " ".join("anders" if place in (9, 27, 43) else word for place, word in enumerate(words))
    files = {
        "bericht.pdf": pdf(lines(textwrap.wrap(own(1), 80)), lines(textwrap.wrap(f"{own(2)} {CONSORTIUM}", 90))),
        "umbruch.pdf": pdf(
            lines(textwrap.wrap(f"{own(3)} {' '.join(words[:25])}", 70)),
            lines(textwrap.wrap(f"{' '.join(words[25:])} {own(4)}", 60)),
        ),
        "wort.docx": word_file(p(own(5)) + p(CONSORTIUM) + p(own(6))),
        "geändert.md": f"{own(7)}\n\n{edited}\n\n{own(8)}\n".encode(),
        "eigen a.md": f"{COVER}\n## Vorhaben\n\n{own(9)}\n\n{REFERENCES}".encode(),
        "eigen b.md": f"{COVER}\n## Vorhaben\n\n{own(10)}\n\n{REFERENCES}".encode(),
        "kopie.md": f"{own(9, 30)}\n\n{own(11)}".encode(),
        "noch einmal kopie.md": f"{own(9, 30)}\n\n{own(11)}".encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    done = CliRunner().invoke(batch_command, [str(folder), "--out", str(out), "--workers", "1", "--no-reports"])
    assert done.exit_code in {0, 3}, done.output
    return {row.name: row for row in in_table(out)}, out


def in_table(out):
    (out / SCRATCH).mkdir(exist_ok=True)
    with ResultStore(out / LEDGER, current_fingerprint(Pipeline())) as store, gathered(store, out) as table:
        found = list(table.in_order())
    (out / SCRATCH / "lines.sqlite").unlink()
    (out / SCRATCH).rmdir()
    return found


def named(row):
    return {entry.other: entry for entry in row.shared}


@pytest.mark.parametrize("name", ["bericht.pdf", "umbruch.pdf", "wort.docx", "geändert.md"])
def test_a_copied_paragraph_is_named_in_every_kind_of_file(rows, name):
    copies = {"bericht.pdf", "umbruch.pdf", "wort.docx", "geändert.md"}
    found = named(rows[0][name])
    assert set(found) == copies - {name}
    assert all(entry.words >= len(words_of(CONSORTIUM)) - 8 for entry in found.values())
    assert re.match("Das Konsortium verbindet drei mittel", found.popitem()[1].quote)


def test_both_pages_are_named(rows):
    entry = named(rows[0]["umbruch.pdf"])["bericht.pdf"]
    assert (entry.page, entry.other_page) == (1, 2)


def test_a_file_without_pages_of_its_own_has_no_page_on_either_side(rows):
    here, there = named(rows[0]["wort.docx"])["bericht.pdf"], named(rows[0]["bericht.pdf"])["wort.docx"]
    assert (here.page, here.other_page) == (None, 2)
    assert (there.page, there.other_page) == (2, None)


def test_cover_and_references_in_common_are_not_named(rows):
    assert "eigen b.md" not in named(rows[0]["eigen a.md"])
    assert not rows[0]["eigen b.md"].shared


def test_copies_of_the_same_bytes_are_not_compared_with_each_other(rows):
    assert rows[0]["noch einmal kopie.md"].duplicate_of == "kopie.md"
    assert not rows[0]["noch einmal kopie.md"].shared
    assert set(named(rows[0]["kopie.md"])) == {"eigen a.md"}
    assert "noch einmal kopie.md" not in named(rows[0]["eigen a.md"])


def test_results_of_earlier_versions_are_told_from_those_without_anything_in_common(rows):
    assert all(row.is_compared for row in rows[0].values())
    with closing(sqlite3.connect(rows[1] / LEDGER)) as ledger:
        blobs = ledger.execute("select key, passages from result").fetchall()
        ledger.execute("update result set passages = null")
        ledger.commit()
        try:
            found = in_table(rows[1])
        finally:
            ledger.executemany("update result set passages = ?2 where key = ?1", blobs)
            ledger.commit()
    assert not any(row.is_compared or row.shared for row in found)
