"""Every word keeps its place on paper: what stands in its box are its letters."""

from __future__ import annotations

import math
from contextlib import closing

import pypdfium2
import pytest
from builders import BODY, SENTENCES, both, chapter, lines, pdf, rewritten, text_field
from hypothesis import given
from hypothesis import strategies as some
from pypdf.generic import RectangleObject
from test_ocr import GERMAN, needs_tesseract, scan

from s3align.reading.layout.layout_model import Block, Line
from s3align.reading.layout.words import boxes_by_letters, joined_boxes, placed_words
from s3align.reading.normalise import Vocabulary, join_lines, letters
from s3align.reading.read import read_bytes
from s3align.record.document import Document, PassageKind
from s3align.record.word_boxes import Box, BoxPacker, WordBox, joined, unpacked
from s3align.settings import Settings

BROKEN = [
    "Das Krankenhaus erprobt eine neue Therapie für Patientinnen nach einem Schlag-",
    "anfall und begleitet sie mit einer Hochschule, mehreren Ärztinnen und Pflege-",
    "und Beratungsdiensten über zwölf Monate, bevor die Studie beginnt; das E-",
    "Health-Verfahren bleibt danach in zwei Städten in Betrieb und wird bezahlt.",
]
CENTRE = 421  # of a square page, in points
INSIDE = 0.6  # points around a box in which PDFium may find its letters: those of slanted fonts lean out


def turned(angle: float):
    def draw(canvas) -> None:
        canvas.saveState()
        canvas.translate(300, 300)
        canvas.rotate(angle)
        canvas.setFont(*BODY)
        canvas.drawString(0, 0, "Das gesetzte Wort steht gedreht auf dieser Seite")
        canvas.restoreState()

    return draw


def columns(canvas) -> None:
    both(lines(BROKEN, font=("Times-Italic", 6)), lines(BROKEN, left=320, font=("Times-Bold", 6)))(canvas)


def table(canvas) -> None:
    for row in range(4):
        lines([f"Arbeitspaket {row}"], top=700 - 15 * row)(canvas)
        lines([f"{row + 3} Monate"], left=300, top=700 - 15 * row)(canvas)
        lines(["Hochschule"], left=450, top=700 - 15 * row)(canvas)


def page_turned(writer) -> None:
    writer.pages[0].rotate(90)


def page_cropped(writer) -> None:
    writer.pages[0].cropbox = RectangleObject((40, 40, 560, 800))
    writer.pages[0].rotate(270)


PDFS = {
    "lines": pdf(lines(SENTENCES)),
    "broken words": pdf(lines(BROKEN)),
    "chapters": pdf(chapter("1 Ziele des Vorhabens"), chapter("2 Arbeitsplan", BROKEN)),
    "columns": pdf(columns),
    "table": pdf(table),
    "upright": pdf(turned(90)),
    "upside down": pdf(turned(180)),
    "slanted": pdf(turned(20)),
    "turned page": rewritten(pdf(lines(BROKEN)), page_turned),
    "cropped page": rewritten(pdf(lines(BROKEN)), page_cropped),
    "form": pdf(both(lines(SENTENCES), text_field("ziel", "Ein Feld mit Text", "Ziel"))),
}


def read(data: bytes) -> Document:
    return read_bytes(data, name="a.pdf", settings=Settings())


def words_and_letters_in_their_boxes(data: bytes, document: Document):
    """For every word with a box its letters, and those whose centre PDFium finds in the box."""
    with closing(pypdfium2.PdfDocument(data)) as file:
        if file.init_forms():
            file[0].flatten()  # the text of the fields belongs to the page then
        for page in document.pages:
            text_page = file[page.number - 1].get_textpage()
            centres = []
            for index in range(text_page.count_chars()):
                left, bottom, right, top = text_page.get_charbox(index)
                centres.append((text_page.get_text_range(index, 1), (left + right) / 2, (bottom + top) / 2))
            for box in page.boxes:
                inside = [
                    sign
                    for sign, x, y in centres
                    if box.left - INSIDE <= x <= box.right + INSIDE and box.bottom - INSIDE <= y <= box.top + INSIDE
                ]
                yield letters(page.text[box.start : box.end]), letters("".join(inside))


@pytest.mark.parametrize("name", PDFS)
def test_in_the_box_of_a_word_stand_its_letters_and_no_others(name):
    document = read(PDFS[name])
    found = list(words_and_letters_in_their_boxes(PDFS[name], document))
    assert found
    assert [word for word, _ in found] == [inside for _, inside in found]


@pytest.mark.parametrize("name", PDFS)
def test_every_printed_word_that_can_be_evidence_has_its_boxes_in_the_order_of_the_text(name):
    document = read(PDFS[name])
    for page in document.pages:
        covered = [index for box in page.boxes for index in range(box.start, box.end)]
        assert covered == sorted(set(covered))
        for passage in document.passages:
            span = range(passage.start, passage.end)
            if passage.page == page.number and passage.kind is not PassageKind.PROMPT:
                assert {index for index in span if not page.text[index].isspace()} <= set(covered)
        assert not any(page.text[index].isspace() for index in covered)


def test_a_word_broken_over_a_line_end_has_two_boxes_that_share_it():
    document = read(PDFS["broken words"])
    page = document.pages[0]
    start = page.text.index("Schlaganfall")
    parts = [box for box in page.boxes if start <= box.start < start + len("Schlaganfall")]
    assert [page.text[part.start : part.end] for part in parts] == ["Schlag", "anfall"]
    assert parts[0].bottom > parts[1].top
    assert parts[0].left > 300 > parts[1].right
    assert "Pflege- und" in page.text
    assert "E-Health-Verfahren" in page.text


A, B, C = (0.0, 0.0, 10.0, 9.0), (12.0, 0.0, 20.0, 9.0), (30.0, -1.0, 40.0, 8.0)


@pytest.mark.parametrize(
    ("words", "printed", "boxes", "expected"),
    [
        (["über", "uns"], ["¨", "uber", "uns"], (A, B, C), (B, C)),
        (["über", "uns"], ["u", "¨ber", "uns"], (A, B, C), ((0.0, 0.0, 20.0, 9.0), C)),
        (["fin"], ["ﬁ", "n"], (A, B), ((0.0, 0.0, 20.0, 9.0),)),
        (["fin", "–"], ["ﬁn"], (A,), (A, None)),
        (["an"], ["a", "n"], (None, B), (B,)),
        (["an"], ["a"], (A,), (None,)),
    ],
)
def test_words_that_were_mended_take_the_places_of_their_letters(words, printed, boxes, expected):
    assert boxes_by_letters(words, printed, boxes) == expected


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["ein Schlag-", "anfall"], ["ein", "Schlag", "anfall"]),
        (["ein Schlag\u00ad", "anfall"], ["ein", "Schlag", "anfall"]),
        (["das E-", "Health-", "Verfahren"], ["das", "E-", "Health-", "Verfahren"]),
        (["Pflege-", "und Heime"], ["Pflege-", "und", "Heime"]),
        (["am \u00ad", "Ende"], ["am", "Ende"]),
        (["am Ende\u00ad"], ["am", "Ende"]),
        (["Donau-", "dampf-", "schiff"], ["Donau", "dampf", "schiff"]),
    ],
)
def test_words_are_followed_over_line_ends(texts, parts):
    rows = [
        Line(
            text,
            0,
            0,
            0,
            10,
            boxes=tuple((float(at), float(-row), at + 1.0, 1.0 - row) for at in range(len(text.split()))),
        )
        for row, text in enumerate(texts)
    ]
    block = Block(join_lines(texts, Vocabulary(texts)), lines=tuple(rows))
    placed = list(placed_words(block, 7))
    assert [block.text[start - 7 : end - 7] for start, end, _ in placed] == parts
    boxes = [box for row in rows for word, box in zip(row.text.split(), row.boxes, strict=True) if word != "\u00ad"]
    assert [box for _, _, box in placed] == boxes


def test_a_word_whose_place_is_not_known_has_no_box():
    row = Line("an der Ruhr", 0, 0, 0, 10, boxes=(A, None, C))
    assert list(placed_words(Block("an der Ruhr", lines=(row,)), 0)) == [(0, 2, A), (7, 11, C)]
    assert not list(placed_words(Block("an der Ruhr", lines=(Line("an der Ruhr", 0, 0, 0, 10),)), 0))


def test_two_pieces_that_become_one_word_share_a_box():
    assert joined_boxes((A, B), (C,), is_one_word=True) == (A, (12.0, -1.0, 40.0, 9.0))
    assert joined_boxes((A,), (B, C), is_one_word=False) == (A, B, C)
    assert joined_boxes((None,), (C,), is_one_word=True) == (C,)


def test_a_span_has_a_box_for_each_line_it_stands_on():
    document = read(PDFS["broken words"])
    text = document.pages[0].text
    start = text.index("nach einem Schlaganfall und")
    first, second = document.boxes(1, start, start + len("nach einem Schlaganfall und"))
    assert first.left > 300
    assert first.right > 420
    assert second.left == 70.0
    assert second.bottom < first.bottom
    assert document.boxes(1, start, start) == ()
    assert document.boxes(1, start + 4, start + 4) == ()


def test_an_answer_in_a_form_has_the_box_in_which_its_field_shows_it():
    document = read(PDFS["form"])
    (field,) = [passage for passage in document.passages if passage.kind is PassageKind.FORM_FIELD]
    (box,) = document.boxes(1, field.start, field.end)
    assert 500 < box.bottom < box.top < 520


def test_texts_without_paper_have_no_boxes():
    assert read_bytes(" ".join(BROKEN).encode(), name="a.txt", settings=Settings()).pages[0].boxes == ()


def test_running_lines_can_be_no_evidence_and_have_no_boxes():
    page = both(lines(["Antrag der Partner"], top=810), lines(SENTENCES), lines(["4711"], top=30))
    document = read(pdf(page, page, page))
    kinds = {passage.kind for passage in document.passages for _ in document.boxes(1, passage.start, passage.end)}
    assert kinds == {PassageKind.BODY}


@needs_tesseract
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_words_of_a_recognised_page_stand_where_they_were_printed(angle):
    """The scan is turned on its page and the page turned back, as scanners write it."""

    def draw(canvas) -> None:
        canvas.setPageSize((2 * CENTRE, 2 * CENTRE))
        canvas.translate(CENTRE, CENTRE)
        canvas.rotate(angle)
        canvas.translate(-CENTRE, -CENTRE)
        scan(GERMAN)(canvas)

    plain = read(pdf(lines(GERMAN, font=("Helvetica", 11), leading=22)))
    document = read(rewritten(pdf(draw), lambda writer: writer.pages[0].rotate(angle)))
    assert document.pages[0].text == plain.pages[0].text
    for expected, found in zip(plain.pages[0].boxes, document.pages[0].boxes, strict=True):
        x, y = turned_about_the_centre(angle, expected)
        assert found.left < x < found.right
        assert found.bottom < y < found.top


def turned_about_the_centre(angle: float, box: WordBox) -> tuple[float, float]:
    """The middle of a box after a turn of what is printed on the page."""
    across, up = (box.left + box.right) / 2 - CENTRE, (box.bottom + box.top) / 2 - CENTRE
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return CENTRE + across * cosine - up * sine, CENTRE + across * sine + up * cosine


tenths = some.integers(-30_000, 30_000).map(lambda number: number / 10)
sizes = some.integers(0, 400).map(lambda number: number / 2)
words = some.lists(
    some.tuples(some.integers(0, 70_000), some.integers(1, 300), tenths, some.sampled_from([7.0, -7.5]), sizes, sizes)
)


@given(words)
def test_packed_words_come_back(entries):
    packer, expected, place = BoxPacker(), [], 0
    for skipped, characters, left, bottom, width, height in entries:
        place += skipped
        right, top = round(left + width, 1), round(bottom + height, 1)
        expected.append(WordBox(place, place + characters, left, bottom, right, top))
        packer.add([(place, place + characters, (left, bottom, right, top))])
        place += characters
    assert list(unpacked(packer.packed(), place)) == expected
    middle = place // 2
    assert list(unpacked(packer.packed(), place, middle, middle + 9)) == [
        box for box in expected if box.end > middle and box.start < middle + 9
    ]


def test_words_of_one_line_share_its_edges_where_they_hardly_differ():
    packer = BoxPacker()
    packer.add([(0, 3, (10.0, 7.0, 20.0, 17.0)), (4, 7, (21.0, 7.2, 30.0, 16.8)), (8, 11, (31.0, 7.4, 40.0, 17.0))])
    assert [(box.bottom, box.top) for box in unpacked(packer.packed(), 11)] == [(7.0, 17.0), (7.0, 17.0), (7.4, 17.0)]


@given(some.binary(max_size=400), some.integers(0, 200_000))
def test_any_bytes_mean_some_words_inside_the_text(data, length):
    last = 0
    for box in unpacked(data, length):
        assert last <= box.start < box.end <= length
        assert box.left <= box.right
        assert box.bottom <= box.top
        last = box.end


@pytest.mark.parametrize(
    "box", [(math.nan, 0, 9, 9), (0, math.nan, 9, 9), (0, 0, math.inf, 9), (0, 0, 9, 4000), (-5000, 0, 9, 9)]
)
def test_a_word_outside_of_every_paper_has_no_box(box):
    packer = BoxPacker()
    packer.add([(0, 3, box), (4, 7, (1.0, 2.0, 3.0, 4.0))])
    assert list(unpacked(packer.packed(), 7)) == [WordBox(4, 7, 1.0, 2.0, 3.0, 4.0)]


def test_words_far_apart_or_of_another_line_are_not_joined():
    row = [WordBox(0, 1, 10, 0, 20, 10), WordBox(2, 3, 24, 1, 30, 9), WordBox(4, 5, 100, 0, 120, 10)]
    below = WordBox(6, 7, 10, -12, 20, -2)
    assert joined([*row, below]) == (Box(10, 0, 30, 10), Box(100, 0, 120, 10), Box(10, -12, 20, -2))
