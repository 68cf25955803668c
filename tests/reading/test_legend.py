"""The marked copy explains itself, keeps what helps to find one's way, and reads as the original does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from builders import SENTENCES, chapter, lines, pdf, rewritten
from click.testing import CliRunner
from hostile import FILES
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from s3align import check
from s3align.cli.main import cli
from s3align.errors import UsageError
from s3align.example import build_example
from s3align.reading.pdf.annotate import Mark, annotate_pdf
from s3align.reading.pdf.legend import Legend, LegendLine
from s3align.reading.pdf.reader import LEGEND_KEY
from s3align.reading.read import read_document
from s3align.record.document import PageQuality
from s3align.render.pdf import render_pdf
from s3align.settings import Settings

LEGEND = Legend("Legende", "L", "de", (LegendLine("Kein Teil (des Dokuments)."), LegendLine("Wärme & Æther", "f5b0c0")))
HEALTH = """# Reha zu Hause

## 1 Erprobung

Das Krankenhaus erprobt die Therapie von Patientinnen nach einem Schlaganfall. Ärztinnen und Pflegekräfte begleiten die
klinische Studie auf drei Stationen, ein Medizinprodukt misst die Werte, und die Rehabilitation beginnt früher.

## 2 Auswertung

Die Klinik wertet die Daten der Patientinnen aus und meldet sie den Krankenkassen und der Hochschule für Gesundheit.
"""


def opened(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def numbered(writer: PdfWriter) -> None:
    writer.set_page_label(0, 0, style="/r")
    writer.set_page_label(1, 1, style="/D", start=1)
    writer.root_object[NameObject("/Lang")] = TextStringObject("de-DE")
    writer.add_outline_item(title="Anfang", page_number=0)
    writer.add_outline_item(title="Mitte", page_number=1)


def test_the_legend_is_the_first_page_and_the_others_keep_numbers_and_bookmarks():
    data = rewritten(pdf(chapter("Eins"), chapter("Zwei")), numbered)
    copy = opened(annotate_pdf(data, [], name="a.pdf", legend=LEGEND))
    assert copy.page_labels == ["L", "i", "1"]
    assert [(item.title, copy.get_destination_page_number(item)) for item in copy.outline] == [
        ("Anfang", 1),
        ("Mitte", 2),
    ]
    assert copy.root_object["/Lang"] == "de-DE"
    text = copy.pages[0].extract_text()
    assert "Kein Teil (des Dokuments)." in text
    assert "Wärme & Æther" in text
    assert "0.961 0.690 0.753 rg" in copy.pages[0].get_contents().get_data().decode("latin-1")
    assert [page.extract_text() for page in copy.pages][1:] == [page.extract_text() for page in opened(data).pages]


def test_without_a_legend_there_is_no_page_more():
    data = rewritten(pdf(chapter("Eins"), chapter("Zwei")), numbered)
    copy = opened(annotate_pdf(data, [], name="a.pdf"))
    assert copy.page_labels == ["i", "1"]
    assert len(copy.outline) == 2


def test_pages_without_printed_numbers_are_counted_from_the_document_s_first():
    copy = opened(annotate_pdf(pdf(lines(SENTENCES), lines(SENTENCES)), [], name="a.pdf", legend=LEGEND))
    assert copy.page_labels == ["L", "1", "2"]


@pytest.mark.parametrize("has_kids", [False, True])
def test_a_tagged_document_keeps_its_tags_and_the_legend_gets_its_own(assessment, strategy, has_kids):
    data = render_pdf(assessment, strategy, "de")
    before = opened(data).root_object["/StructTreeRoot"]
    if has_kids:
        data = rewritten_whole(data, split_parents)
    root = opened(annotate_pdf(data, [], name="a.pdf", legend=LEGEND)).root_object
    tree = root["/StructTreeRoot"]
    assert root["/MarkInfo"]["/Marked"]
    section, document = (entry.get_object() for entry in tree["/K"][:2])
    assert (section["/S"], section["/T"], section["/Lang"], len(section["/K"])) == ("/Sect", "Legende", "de", 3)
    old = before["/K"]
    first = old[0].get_object() if isinstance(old, ArrayObject) else old
    assert document["/S"] == first["/S"]
    key = int(opened_page(root)["/StructParents"])
    parents = tree["/ParentTree"]
    numbers = parents["/Kids"][-1].get_object()["/Nums"] if has_kids else parents["/Nums"]
    assert (int(numbers[-2]), len(numbers[-1].get_object())) == (key, 3)
    assert all(part.get_object()["/P"].get_object()["/T"] == "Legende" for part in numbers[-1].get_object())


def opened_page(root: DictionaryObject) -> DictionaryObject:
    kid = root["/Pages"]
    while kid["/Type"] == "/Pages":
        kid = kid["/Kids"][0].get_object()
    return kid


def rewritten_whole(data: bytes, change) -> bytes:
    writer = PdfWriter(clone_from=opened(data))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def split_parents(writer: PdfWriter) -> None:
    """The tree of parents with a level more, as large files have it."""
    tree = writer.root_object["/StructTreeRoot"]
    leaf = tree["/ParentTree"].get_object()
    numbers = leaf["/Nums"]
    leaf[NameObject("/Limits")] = ArrayObject([NumberObject(int(numbers[0])), NumberObject(int(numbers[-2]))])
    root = DictionaryObject({NameObject("/Kids"): ArrayObject([writer._add_object(leaf)])})
    tree[NameObject("/ParentTree")] = root


def test_many_themes_still_fit_on_the_page():
    many = Legend("Legende", "L", "de", tuple(LegendLine(f"Thema {number} " * 9, "f5b0c0") for number in range(40)))
    page = opened(annotate_pdf(pdf(lines(SENTENCES)), [], name="a.pdf", legend=many)).pages[0]
    heights: list[float] = []
    page.extract_text(visitor_text=lambda text, _, place, *__: heights.append(place[5]) if text.strip() else None)
    assert min(heights) > 50
    assert "Thema 39" in page.extract_text()


def test_a_bookmark_that_would_start_something_is_disarmed_and_a_place_stays():
    def arm(writer: PdfWriter) -> None:
        item = writer.add_outline_item(title="Start", page_number=0).get_object()
        item.pop("/Dest", None)
        item[NameObject("/A")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("evil()")}
        )
        writer.add_outline_item(title="Ort", page_number=0)
        writer.add_named_destination(title="hier", page_number=0)
        script = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), item["/A"]])})
        writer.root_object["/Names"].get_object()[NameObject("/JavaScript")] = script

    data = rewritten(pdf(lines(SENTENCES)), arm)
    copy = annotate_pdf(data, [], name="a.pdf", legend=LEGEND)
    assert b"JavaScript" not in copy
    assert b"evil()" not in copy
    assert [item.title for item in opened(copy).outline] == ["Start", "Ort"]
    assert "hier" in opened(copy).named_destinations


def test_a_marked_copy_is_assessed_as_its_original_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("antrag.pdf").write_bytes(build_example(HEALTH))
    done = CliRunner().invoke(cli, ["check", "antrag.pdf", "--annotate", "m.pdf"], standalone_mode=False)
    assert done.output.splitlines()[-2:] == ["→ antrag.s3align.html", "→ m.pdf"]
    first, second = (check(Path(name)) for name in ("antrag.pdf", "m.pdf"))
    assert [(theme.id, theme.sureness, theme.extent) for theme in first.themes] == [
        (theme.id, theme.sureness, theme.extent) for theme in second.themes
    ]
    assert first.document.words == second.document.words


def test_a_page_left_out_because_the_file_calls_it_a_legend_is_told_and_counts_as_not_read():
    plain = build_example(HEALTH)
    claimed = rewritten(plain, lambda writer: writer.add_metadata({f"/{LEGEND_KEY}": "1"}))
    longer = rewritten(pdf(chapter("Eins"), chapter("Zwei"), chapter("Drei")), lambda _: None)
    both = rewritten(longer, lambda writer: writer.add_metadata({f"/{LEGEND_KEY}": "1"}))
    told = [
        (notice.page, notice.count, notice.quote)
        for notice in read_document(both, name="a.pdf", settings=Settings()).notices
    ]
    ((page, words, quote),) = told
    assert (page, quote.split()[0]) == (1, "Eins")
    assert words > 10
    assert read_document(both, name="a.pdf", settings=Settings()).pages[0].quality is PageQuality.EMPTY
    assert (
        read_document(longer, name="a.pdf", settings=Settings()).notices
        == read_document(plain, name="b.pdf", settings=Settings()).notices
        == ()
    )
    assert not check(claimed, name="a.pdf").is_assessed


def test_a_report_names_the_page_that_was_not_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("antrag.pdf").write_bytes(build_example(HEALTH))
    assert CliRunner().invoke(cli, ["check", "antrag.pdf", "--annotate", "m.pdf"], standalone_mode=False).exit_code == 0
    for language, words in (("de", "Legende einer markierten Kopie"), ("en", "the legend of a marked copy")):
        for name, is_told in (("m", True), ("antrag", False)):
            arguments = ["check", f"{name}.pdf", "--lang", language, "--out", "r.html", "--force"]
            assert CliRunner().invoke(cli, arguments, standalone_mode=False).exit_code == 0
            assert (words in Path("r.html").read_text(encoding="utf-8")) == is_told
    record = check(Path("m.pdf"))
    assert 1 in record.document.pages_without_text


def test_every_mark_says_its_theme_and_why_in_the_reader_s_language(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("antrag.pdf").write_bytes(build_example(HEALTH))
    for language, name, why, label in (
        ("de", "Gesundheitswirtschaft (Kernthema): „", "Fachbegriff", "Legende"),
        ("en", "Health Economy (core theme): “", "keyword of this theme", "Legend"),
    ):
        arguments = ["check", "antrag.pdf", "--lang", language, "--format", "json", "--annotate", "m.pdf", "--force"]
        assert CliRunner().invoke(cli, arguments, standalone_mode=False).exit_code == 0
        copy = opened(Path("m.pdf").read_bytes())
        notes = [entry.get_object()["/Contents"] for page in copy.pages[1:] for entry in page["/Annots"]]
        assert all(note.startswith(name) for note in notes)
        assert any(why in note for note in notes)
        assert copy.page_labels[0] == label
        assert name[:14] in copy.pages[0].extract_text()


def test_a_file_that_cannot_be_marked_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("antrag.md").write_text(HEALTH, encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", "antrag.md", "--annotate", "m.pdf"], standalone_mode=False)
    assert isinstance(done.exception, UsageError)
    assert "save it as PDF" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["antrag.md"]


def test_a_mark_points_to_its_page_behind_the_legend():
    data = pdf(lines(SENTENCES), lines(SENTENCES))
    copy = opened(annotate_pdf(data, [Mark(2, [(70, 700, 90, 710)], "f5b0c0", "x")], name="a.pdf", legend=LEGEND))
    assert [len(page.get("/Annots", ())) for page in copy.pages] == [0, 0, 1]


def test_a_file_that_opens_for_everyone_but_is_protected_is_marked():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("", "x", algorithm="RC4-128"))
    copy = opened(annotate_pdf(data, [Mark(1, [(70, 700, 90, 710)], "f5b0c0", "x")], name="a.pdf", legend=LEGEND))
    assert not copy.is_encrypted
    assert len(copy.pages[1]["/Annots"]) == 1


def test_page_numbers_that_lead_back_to_themselves_hold_nothing_up():
    copy = opened(annotate_pdf(FILES["page_label_cycle.pdf"](), [], name="a.pdf", legend=LEGEND))
    assert copy.page_labels[0] == "L"
