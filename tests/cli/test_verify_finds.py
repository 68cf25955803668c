"""What is printed is compared with the record, the record with itself and its proposal; what cannot be checked is named."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from s3align.cli.main import cli
from s3align.cli.verify import DIFFERS_EXIT_CODE, UNCHECKED_EXIT_CODE
from s3align.errors import DataError
from s3align.render.messages import LANGUAGES
from s3align.render.verification_printed import printed_differences, words_of_html

TEXT = """# Pakete mit dem Lastenrad

## 1 Lieferung auf der letzten Meile

Ein Mikrodepot am Güterbahnhof nimmt Pakete an, Lastenräder liefern sie auf der letzten Meile aus. Die Tourenplanung bündelt
Sendungen mehrerer Paketdienste, und der Umschlag wird in Echtzeit verfolgt. Speditionen melden Lieferungen digital an.

## 2 Betrieb

Die Disposition teilt Fahrzeuge und Fahrerinnen ein, das Lager arbeitet in zwei Schichten und meldet Bestände stündlich.
"""
OTHER = TEXT.replace("Pakete", "Sendungen")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proposal with a report in every format and language, and a run over two proposals."""
    place = tmp_path_factory.mktemp("reports")
    (place / "a.md").write_text(TEXT, encoding="utf-8")
    (place / "viele").mkdir()
    (place / "viele" / "a.md").write_text(TEXT, encoding="utf-8")
    (place / "viele" / "b.md").write_text(OTHER, encoding="utf-8")
    (place / "viele" / "kurz.md").write_text("Kurz.", encoding="utf-8")
    runner = CliRunner()
    for language in LANGUAGES:
        for form in ("html", "pdf", "json"):
            target = place / f"{language}.{form}"
            done = runner.invoke(
                cli, ["check", str(place / "a.md"), "--lang", language, "--out", str(target)], standalone_mode=False
            )
            assert done.return_value == 0, done.output
    both = [str(place / "viele" / name) for name in ("a.md", "b.md")]
    lines = runner.invoke(cli, ["check", *both, "--format", "jsonl"], standalone_mode=False).stdout
    (place / "lines.jsonl").write_text(lines, encoding="utf-8")
    ran = ["batch", str(place / "viele"), "--out", str(place / "run"), "--no-reports", "--workers", "1"]
    assert runner.invoke(cli, ran, standalone_mode=False).return_value == 22
    return place


@pytest.fixture
def folder(reports, tmp_path, monkeypatch):
    shutil.copytree(reports, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(cli, ["verify", *arguments, "--lang", lang], standalone_mode=False)


def said(done: Result) -> str:
    return " ".join(done.output.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_report_as_it_was_made_is_unchanged_with_and_without_its_proposal(folder, form, language):
    alone, both = verify(f"{language}.{form}"), verify(f"{language}.{form}", "--file", "a.md")
    assert alone.return_value == both.return_value == 0, alone.output + both.output
    assert "Not checked: whether the proposal gets these figures" in said(alone)
    assert "Not checked" not in re.sub(r"\? Not checked: the day of the assessment.*", "", said(both))
    assert "Nothing differs." in alone.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_edited_in_a_page_is_found_and_shown_with_what_the_record_gives(folder, language):
    page = Path(f"{language}.html").read_text(encoding="utf-8")
    figure = re.search(r">(\d{2})<", page)
    assert figure is not None
    Path("x.html").write_text(page[: figure.start(1)] + "97" + page[figure.end(1) :], encoding="utf-8")
    done = verify("x.html", "--file", "a.md")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert re.search(r"Printed is “[^”]*97[^”]*”, the record gives “[^”]*" + figure[1], said(done))


def test_a_page_changed_where_nobody_reads_is_found_and_said_to_be(folder):
    page = Path("de.html").read_text(encoding="utf-8")
    Path("x.html").write_text(page.replace("</body>", "<!-- mehr --></body>"), encoding="utf-8")
    done = verify("x.html")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert "What was changed is not read" in said(done)


def with_page_text(source: Path, target: Path, before: str, after: str) -> None:
    """Writes over a text of a PDF's pages, as an editor does; all else stays, the record too."""
    writer = PdfWriter(clone_from=PdfReader(source))
    page = writer.pages[0]
    document = pypdfium2.PdfDocument(source.read_bytes())
    text = document[0].get_textpage()
    at = text.search(before).get_next()
    assert at is not None
    left, bottom, right, top = text.get_charbox(at[0])
    cover = io.BytesIO()
    canvas = Canvas(cover, pagesize=(float(page.mediabox.width), float(page.mediabox.height)))
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(left - 1, bottom - 2, right - left + 60, top - bottom + 4, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(left, bottom, after)
    canvas.save()
    page.merge_page(PdfReader(cover).pages[0])
    with target.open("wb") as stream:
        writer.write(stream)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_edited_in_a_pdf_is_found_and_shown(folder, language):
    with_page_text(
        Path(f"{language}.pdf"), Path("x.pdf"), "Intelligente" if language == "de" else "Smart", "998 Punkte"
    )
    done = verify("x.pdf", "--file", "a.md")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert "998" in said(done)
    assert "the record gives" in said(done)


def test_a_pdf_saved_anew_by_another_program_differs_in_nothing_to_be_read(folder):
    with Path("x.pdf").open("wb") as stream:
        PdfWriter(clone_from=PdfReader("de.pdf")).write(stream)
    done = verify("x.pdf")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert "when a program saves the file again" in said(done)


def edited(change, source="de.json", target="x.json") -> None:
    record = json.loads(Path(source).read_text(encoding="utf-8"))
    change(record)
    Path(target).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def raise_low(record):
    record["themes"][0]["low"] = 0.99


def lift_verdict(record):
    theme = next(theme for theme in record["themes"] if theme["sureness"] < 0.4)
    theme["verdict"] = "core"


def other_main_theme(record):
    overall = record["overall"]
    overall["primary"] = next(theme["id"] for theme in record["themes"] if theme["id"] != overall["primary"])


def no_passages(record):
    theme = next(theme for theme in record["themes"] if theme["passages"])
    theme["passages"], theme["pages"] = 0, []


def raise_low_of_extent(record):
    record["themes"][0]["extent_low"] = 1.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (raise_low, "The record contradicts itself"),
        (raise_low_of_extent, "The record contradicts itself"),
        (lift_verdict, "The record contradicts itself"),
        (other_main_theme, "The overall statement in the record does not follow"),
        (no_passages, "The record contradicts itself"),
    ],
)
def test_a_record_edited_by_hand_contradicts_itself_without_its_proposal(folder, change, words):
    edited(change)
    done = verify("x.json")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert words in said(done)


def test_a_record_as_it_was_written_and_one_that_was_rewritten_are_told_apart(folder):
    edited(lambda _: None)
    Path("y.json").write_text(json.dumps(json.loads(Path("de.json").read_text(encoding="utf-8"))), encoding="utf-8")
    assert "carries no seal" in said(verify("de.json"))
    assert "not written as s3align writes" in said(verify("y.json"))
    assert verify("y.json").return_value == UNCHECKED_EXIT_CODE
    assert verify("y.json", "--file", "a.md").return_value == 0


def without_ranges_of_extents(record):
    for theme in record["themes"]:
        del theme["extent_low"], theme["extent_high"]


def lower_end_moved(record):
    record["themes"][0]["extent_low"] = 0.0


@pytest.mark.parametrize(("change", "code"), [(without_ranges_of_extents, 0), (lower_end_moved, DIFFERS_EXIT_CODE)])
def test_a_record_older_than_the_ranges_of_extents_agrees_with_its_proposal_and_a_moved_end_does_not(
    folder, change, code
):
    edited(change)
    assert verify("x.json", "--file", "a.md").return_value == code


def test_a_forged_record_with_a_report_made_of_it_is_found_by_the_proposal_alone(folder):
    from s3align.pipeline import default_pipeline  # noqa: PLC0415
    from s3align.record.codec import from_json  # noqa: PLC0415
    from s3align.render import render  # noqa: PLC0415

    def forge(record):
        record["document"]["words"] = 99_999

    edited(forge)
    forged = from_json(Path("x.json").read_bytes())
    Path("x.html").write_bytes(render(forged, default_pipeline().strategy, "de", "html"))
    alone = verify("x.html")
    assert alone.return_value == 0
    assert "only the proposal shows it" in said(alone)
    assert verify("x.html", "--file", "a.md").return_value == DIFFERS_EXIT_CODE


@pytest.mark.parametrize("part", ["model_hash", "settings_hash", "tool_version"])
def test_figures_of_another_model_or_version_are_left_open_and_never_passed(folder, part):
    def change(record):
        record["provenance"][part] = "0.0.1"
        first = record["themes"][0]
        first["contributions"][0]["value"] += 0.01
        first["sureness"] += 0.01
        first["high"] = 1.0

    edited(change)
    done = verify("x.json", "--file", "a.md")
    assert done.return_value in {UNCHECKED_EXIT_CODE, DIFFERS_EXIT_CODE}
    assert "Model, settings or version are not those of then" in said(done)
    assert "not everything could be checked" in said(done) or "NO " in done.output


def test_a_report_of_another_version_is_left_open(folder):
    page = Path("de.html").read_text(encoding="utf-8")
    packed = re.search(r's3align-record" content="([^"]+)"', page)
    assert packed is not None
    record = gzip.decompress(base64.b64decode(packed[1])).replace(b'"tool_version":"', b'"tool_version":"0.0.')
    again = base64.b64encode(gzip.compress(record, mtime=0)).decode()
    Path("x.html").write_text(page.replace(packed[1], again), encoding="utf-8")
    done = verify("x.html")
    assert done.return_value == UNCHECKED_EXIT_CODE
    assert "only that version can say" in said(done)
    assert re.search(r"The record says: .*Smart Logistics \d+ \(\d+–\d+\)", said(done))
    both = verify("x.html", "--file", "a.md")
    assert "All figures are the same" in said(both)
    assert both.return_value == UNCHECKED_EXIT_CODE, "what is printed was not compared with the record"


def test_a_printed_page_has_no_record_and_is_said_to_have_none(folder):
    writer = PdfWriter()
    for page in PdfReader("de.pdf").pages:
        writer.add_page(page)
    with Path("gedruckt.pdf").open("wb") as stream:
        writer.write(stream)
    done = verify("gedruckt.pdf")
    assert isinstance(done.exception, DataError)
    assert "a printed, scanned or copied one has none" in str(done.exception)


def test_records_a_line_are_verified_and_a_proposal_is_found_among_them(folder):
    for name in ("lines.jsonl", "run/results.jsonl"):
        alone, both = verify(name), verify(name, "--file", "viele/b.md")
        assert alone.return_value == UNCHECKED_EXIT_CODE, alone.output
        assert both.return_value == 0, both.output
        assert "b.md: All figures are the same." in said(both)
        other = verify(name, "--file", "de.html")
        assert other.return_value == DIFFERS_EXIT_CODE
        assert "No record belongs to de.html" in said(other)


def test_a_record_edited_among_others_is_named(folder):
    lines = Path("run/results.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(lines[1])
    raise_low(entry["record"])
    Path("x.jsonl").write_text(
        "\n".join([lines[0], json.dumps(entry), lines[2], '{"file": 3}']) + "\n", encoding="utf-8"
    )
    done = verify("x.jsonl")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert "b.md: The record contradicts itself" in said(done)
    assert "a.md: The record contradicts" not in said(done)
    assert "Line 4 is no record" in said(done)


def test_the_table_of_a_run_is_compared_with_its_records(folder):
    done = verify("run/results.csv", "--file", "viele/a.md")
    assert done.return_value == 0, done.output
    assert "All 3 rows say what is in results.jsonl" in said(done)
    assert verify("run/results.csv").return_value == 0
    table = list(csv.reader(io.StringIO(Path("run/results.csv").read_text(encoding="utf-8"))))
    column = next(at for at, head in enumerate(table[0]) if head.endswith("_score"))
    table[2][column] = "0.99"
    with Path("run/results.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table[:3])
    done = verify("run/results.csv")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert re.search(rf"b\.md: {table[0][column]}: the table says “0\.99”", said(done))
    assert "kurz.md: The row is missing" in said(done)


def test_the_table_for_excel_is_compared_too(folder):
    again = ["batch", "viele", "--out", "run", "--no-reports", "--excel-csv", "--workers", "1"]
    CliRunner().invoke(cli, again, standalone_mode=False)
    assert ";" in Path("run/results.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert verify("run/results.csv").return_value == 0


def test_what_carries_no_record_is_named(folder):
    alone = verify("run/results.xlsx")
    assert alone.return_value == UNCHECKED_EXIT_CODE
    assert "A workbook (.xlsx)" in said(alone)
    shutil.copy("run/results.csv", "x.csv")
    table = verify("x.csv")
    assert table.return_value == UNCHECKED_EXIT_CODE
    assert "without results.jsonl in the same folder" in said(table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_fit_a_terminal_and_a_conclusion_says_what_the_exit_code_means(folder, language):
    for arguments in (("de.html",), ("de.json", "--file", "a.md"), ("run/results.csv",), ("de.json",)):
        done = verify(*arguments, lang=language)
        assert max(map(len, done.output.splitlines())) <= 80
    assert {"de": "Nichts weicht ab, aber", "en": "Nothing differs, but"}[language] in done.output


def test_differences_are_shown_with_the_words_before():
    shown = "Sicherheit für das Thema beträgt 97 von 100 Punkten".split()
    expected = "Sicherheit für das Thema beträgt 85 von 100 Punkten".split()
    (found,) = printed_differences(shown, expected)
    assert found.values == {
        "printed": "Sicherheit für das Thema beträgt 97 von",
        "recorded": "Sicherheit für das Thema beträgt 85 von",
    }
    assert printed_differences(expected, expected)[0].key == "verify_changed_unseen"
    (longer,) = printed_differences([*expected, "mehr"], expected)
    assert longer.values["printed"].endswith("mehr")
    many = printed_differences(["a", "x", "b", "x", "c", "x", "d", "x"], ["a", "y", "b", "y", "c", "y", "d", "y"])
    assert len(many) == 3


def test_nothing_from_a_report_controls_a_terminal(folder):
    page = Path("de.html").read_text(encoding="utf-8")
    Path("x.html").write_text(page.replace("</h1>", " \x1b[31mgeprüft</h1>"), encoding="utf-8")
    Path("x.jsonl").write_text('{"file":"\\u001b[2Jböse","record":{}}\n{"file":"b","record":{}}\n', encoding="utf-8")
    assert "[31mgeprüft" in said(verify("x.html"))
    assert "[2Jböse" in said(verify("x.jsonl"))
    assert "\x1b" not in verify("x.html").output + verify("x.jsonl").output


def test_a_table_that_nobody_can_read_is_no_error_of_the_program(folder):
    Path("run/results.csv").write_text("file,status\n" + "x" * 200_000 + "\n", encoding="utf-8")
    done = verify("run/results.csv")
    assert done.return_value == DIFFERS_EXIT_CODE
    assert "The table cannot be read" in said(done)


def test_words_of_a_page_are_those_that_are_read():
    page = "<html><head><title>T</title><style>a{}</style></head><body><p>Eins <b>zwei</b></p><script>x</script>drei"
    assert words_of_html(page) == ["Eins", "zwei", "drei"]
