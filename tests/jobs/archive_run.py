"""A small real run that the tests of archives and of forgetting share, each in a copy of its own. All text self-written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from click.testing import CliRunner, Result

from s3align.cli.main import cli

TEXT = """# Lastenräder für den Stadtkern

Das Vorhaben baut ein Mikrodepot am Güterbahnhof. Lastenräder liefern Pakete auf der letzten Meile aus, die Tourenplanung
bündelt Sendungen, und der Umschlag wird in Echtzeit verfolgt. Speditionen melden Lieferungen über eine Schnittstelle an.
Die Disposition teilt Fahrzeuge und Fahrerinnen ein, das Lager arbeitet in zwei Schichten und meldet Bestände stündlich.
"""
UNIQUE = "Hellgrüne Nashörner rangieren nachts Güterwaggons."
"""A sentence of one proposal alone."""
OTHER = """# Therapie nach dem Schlaganfall

Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall. Ärztinnen und Pflegekräfte begleiten die
klinische Studie auf drei Stationen, ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher als bisher.
Am Ende steht ein Pfad der Versorgung, den auch kleinere Häuser ohne eigene Neurologie mit ihren Mitteln gehen können.
"""
REMARK = "Nashörner sind kein Frachtgut, sagt Frau Quittenbaum."
FIRST, COPY, THIRD, SHORT = "Nashörnchen.md", "spät/Nashörnchen zwei.md", "Bleibendes.md", "kurz.txt"


def call(*arguments: str | Path, code: int = 0) -> Result:
    """A command in German; raises what it raises, and compares the exit code."""
    done = CliRunner().invoke(cli, ["--lang", "de", *map(str, arguments)], standalone_mode=False)
    if done.exception:
        raise done.exception
    assert (done.return_value or 0) == code, done.output + done.stderr
    return done


def make_run(place: Path) -> tuple[Path, Path]:
    """The folder of proposals and that of results: a proposal with a copy, another one, and one that is too short."""
    folder, results = place / "Anträge", place / "Ergebnisse"
    (folder / "spät").mkdir(parents=True)
    for name in (FIRST, COPY):
        (folder / name).write_text(f"{TEXT}\n{UNIQUE} {UNIQUE}\n", encoding="utf-8")
    (folder / THIRD).write_text(OTHER, encoding="utf-8")
    (folder / SHORT).write_text("Zu kurz.", encoding="utf-8")
    call("batch", folder, "--out", results, "--workers", "1", "--lang", "de", code=22)
    call("review", results, "--lang", "de")
    return folder, results


def say(review: Path, name: str, remark: str) -> None:
    """Has a person write a remark on a proposal into a review file."""
    book = openpyxl.load_workbook(review)
    sheet = next(sheet for sheet in book.worksheets if any(cell.value == "Gelesen von" for cell in sheet[1]))
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, heads["Datei"]).value == name)
    sheet.cell(row, heads["Gelesen von"]).value = "Ada Berg"
    sheet.cell(row, heads["Begründung in Worten"]).value = remark
    sheet.cell(row, heads["Entscheidung"]).value = "passt"
    book.save(review)
