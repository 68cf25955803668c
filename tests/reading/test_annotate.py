"""The copy with highlights: in the right place, and nothing dangerous comes along."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from builders import SENTENCES, both, lines, pdf, rewritten, text_field
from hostile import FILES
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, RectangleObject, TextStringObject

from s3align import Pipeline, check, render_annotated
from s3align.errors import DamagedError, EncryptedError, TooLargeError, UsageError
from s3align.reading.pdf.annotate import Mark, annotate_pdf
from s3align.reading.pdf.page_image import MAX_PIXELS, draw_page
from s3align.reading.read import read_bytes
from s3align.reading.sandbox.client import Client, ClientPool
from s3align.settings import Settings

HEALTH = [
    "Das Krankenhaus erprobt eine neue Therapie für Patientinnen nach einem Schlag-",
    "anfall und begleitet sie mit einer Hochschule und mehreren Pflegediensten über",
    "zwölf Monate; ein Medizinprodukt misst die Werte, und die klinische Studie wird",
    "auf drei Stationen von Ärztinnen und Ärzten ausgewertet und veröffentlicht.",
]


def highlights(data: bytes) -> list:
    reader = PdfReader(io.BytesIO(data))
    return [
        entry.get_object()
        for page in reader.pages
        for entry in page.get("/Annots") or ()
        if entry.get_object()["/Subtype"] == "/Highlight"
    ]


def mark(data: bytes, term: str, password: str | None = None) -> Mark:
    document = read_bytes(data, name="a.pdf", settings=Settings(), password=password)
    start = document.pages[0].text.index(term)
    boxes = list(document.boxes(1, start, start + len(term)))
    return Mark(1, boxes, "f5b0c0", "Gesundheitswirtschaft")


def test_a_term_is_marked_where_it_stands_on_the_page():
    data = pdf(lines(SENTENCES))
    found = highlights(annotate_pdf(data, [mark(data, "Städten")], name="a.pdf"))
    assert len(found) == 1
    left, bottom, right, top = map(float, found[0]["/Rect"])
    assert 70 < left < right < 400
    assert bottom < 766 < top
    assert found[0]["/Contents"] == "Gesundheitswirtschaft"


def test_a_term_broken_over_a_line_end_gets_a_box_on_each_line():
    data = pdf(lines(HEALTH))
    found = highlights(annotate_pdf(data, [mark(data, "Schlaganfall")], name="a.pdf"))
    assert len(found) == 1
    assert len(found[0]["/QuadPoints"]) == 16


def test_a_mark_without_a_place_or_page_marks_nothing():
    nowhere, beyond = Mark(1, (), "f5b0c0", ""), Mark(9, [(70, 700, 90, 710)], "f5b0c0", "")
    assert not highlights(annotate_pdf(pdf(lines(SENTENCES)), [nowhere, beyond], name="a.pdf"))


def turned(angle: int, crop: tuple[int, int, int, int] | None = None) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.pages[0].rotate(angle)
        if crop:
            writer.pages[0].cropbox = RectangleObject(crop)

    return change


PAGES = {
    "plain": turned(0),
    "turned": turned(90),
    "upside down": turned(180),
    "turned and cropped": turned(270, (40, 60, 560, 800)),
    "cropped": turned(0, (50, 500, 500, 810)),
}


def drawn(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(draw_page(data, 1, (), scale=2.0, colour="000000", name="a.pdf"))).convert("RGB")


@pytest.mark.parametrize("name", PAGES)
def test_a_highlight_changes_the_drawn_page_at_its_word_and_nowhere_else(name):
    """The word is printed in red, so that the drawing itself says where it stands."""
    data = rewritten(pdf(both(lines(HEALTH), red_word)), PAGES[name])
    before, after = drawn(data), drawn(annotate_pdf(data, [mark(data, "Rotwein")], name="a.pdf"))
    changed = ImageChops.difference(before, after).getbbox()
    assert lies_around(changed, red_part(before))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_image_marks_a_word_and_nothing_else(name):
    data = rewritten(pdf(both(lines(HEALTH), red_word)), PAGES[name])
    with Client() as reader:
        plain = reader.page_image(data, 1, scale=2.0, settings=Settings(), name="a.pdf")
        boxes = mark(data, "Rotwein").boxes
        marked = reader.page_image(data, 1, boxes, scale=2.0, settings=Settings(), name="a.pdf")
    before, after = (Image.open(io.BytesIO(image)) for image in (plain, marked))
    assert before.size == after.size
    assert lies_around(ImageChops.difference(before, after).getbbox(), red_part(before))
    assert red_part(after)  # the print shows through


def red_word(canvas) -> None:
    canvas.setFillColorRGB(1, 0, 0)
    lines(["Rotwein"], left=200, top=650)(canvas)


def red_part(image: Image.Image) -> tuple[int, int, int, int]:
    red, green, _ = image.split()
    return ImageChops.subtract(red, green).point(lambda value: 255 * (value > 100)).getbbox()


def lies_around(outer: tuple[int, int, int, int], inner: tuple[int, int, int, int], slack: int = 12) -> bool:
    """Whether a box encloses another closely: a line is at most so many pixels higher than its letters."""
    return all(
        -2 <= distance <= slack
        for distance in (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    )


def test_a_page_is_drawn_through_the_pool_and_at_the_scale_asked_for():
    data = pdf(lines(SENTENCES))
    with ClientPool(1) as pool:
        small = Image.open(io.BytesIO(pool.page_image(data, 1, scale=0.5, settings=Settings(), name="a.pdf")))
        assert small.format == "PNG"
        assert small.size == (298, 421)


def test_boxes_beside_the_page_are_cut_off():
    data = pdf(lines(SENTENCES))
    boxes = [(-50, -50, 5, 5), (900, 900, 950, 950), (20, 20, 20, 20)]
    with_marks = draw_page(data, 1, boxes, scale=1.0, colour="00ff00", name="a.pdf")
    changed = ImageChops.difference(
        Image.open(io.BytesIO(with_marks)),
        Image.open(io.BytesIO(draw_page(data, 1, (), scale=1.0, colour="00ff00", name="a.pdf"))),
    )
    assert changed.getbbox() == (0, 837, 5, 842)


@pytest.mark.parametrize(
    ("data", "page", "scale", "message"),
    [
        (pdf(lines(SENTENCES)), 2, 1.0, r"'a\.pdf' has no page 2\. Give a page between 1 and 1"),
        (pdf(lines(SENTENCES)), 0, 1.0, "no page 0"),
        (pdf(lines(SENTENCES)), 1, 0.0, "scale 0"),
        (pdf(lines(SENTENCES)), 1, float("nan"), "scale nan"),
        (b"Ein Text.", 1, 1.0, r"'a\.pdf' is not a PDF"),
    ],
)
def test_what_cannot_be_drawn_is_named(data, page, scale, message):
    with Client() as reader, pytest.raises(UsageError, match=message):
        reader.page_image(data, page, scale=scale, settings=Settings(), name="a.pdf")


def test_highlights_are_refused_for_other_files():
    with pytest.raises(UsageError, match=r"'a\.docx' is not a PDF"):
        annotate_pdf(b"PK", [], name="a.docx")


@pytest.mark.parametrize(
    "name", ["page_tree_cycle.pdf", "header_and_noise.pdf", "unknown_encryption.pdf", "truncated_50.pdf"]
)
def test_a_broken_file_is_named_and_the_next_page_is_drawn(name):
    with Client() as reader:
        with pytest.raises((DamagedError, EncryptedError), match=name):
            reader.page_image(FILES[name](), 1, settings=Settings(), name=name)
        assert reader.page_image(pdf(lines(SENTENCES)), 1, settings=Settings(), name="a.pdf")


def test_a_huge_page_is_drawn_smaller():
    def huge(canvas) -> None:
        canvas.setPageSize((14_000, 14_000))

    image = Image.open(io.BytesIO(draw_page(pdf(huge), 1, (), scale=10.0, colour="000000", name="a.pdf")))
    assert image.width * image.height <= MAX_PIXELS * 1.01


def test_an_assessed_proposal_gets_its_evidence_marked():
    data = pdf(lines(HEALTH))
    assessment = check(data, name="antrag.pdf")
    copy = render_annotated(data, assessment, Pipeline(), "de")
    terms = {term.text for card in assessment.theme("health").evidence for term in card.terms}
    assert len(highlights(copy)) >= len(terms) > 3
    assert check(copy, name="antrag.pdf").themes[-1].sureness == assessment.themes[-1].sureness


def dangerous() -> bytes:
    def arm(writer: PdfWriter) -> None:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
        )
        writer.root_object[NameObject("/OpenAction")] = script
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
        writer.add_attachment("evil.exe", b"MZ")
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org"))

    return rewritten(pdf(both(lines(HEALTH), text_field("a", "b"))), arm)


@pytest.mark.parametrize("data", [dangerous(), FILES["scripts_and_launches.pdf"]()])
def test_no_scripts_actions_or_files_come_along(data):
    copy = annotate_pdf(data, [], name="a.pdf")
    reader = PdfReader(io.BytesIO(copy))
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(root)
    assert not any(word in copy for word in (b"/JavaScript", b"/Launch", b"evil.exe", b"cmd.exe"))


def test_a_protected_file_is_marked_with_its_password():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("x", algorithm="RC4-128"))
    assert len(highlights(annotate_pdf(data, [mark(data, "Städten", "x")], name="a.pdf", password="x"))) == 1  # noqa: S106


def test_only_pdf_files_can_be_marked():
    assessment = check(" ".join(HEALTH).encode(), name="a.txt")
    with pytest.raises(UsageError, match=r"'a\.txt' is not a PDF"):
        render_annotated(b"", assessment, Pipeline(), "de")


def test_an_attached_file_is_read_on_request_and_a_missing_one_named():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.add_attachment("anlage.txt", b"Ein Text."))
    with Client() as reader:
        assert reader.attachment(data, "anlage.txt", settings=Settings(), name="a.pdf") == b"Ein Text."
        with pytest.raises(UsageError, match=r"'b\.txt'.*'a\.pdf'.*anlage\.txt"):
            reader.attachment(data, "b.txt", settings=Settings(), name="a.pdf")


def test_an_attached_file_above_the_limit_is_refused_and_not_cut():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.add_attachment("anlage.txt", b"Ein Satz. " * 200_000))
    with Client() as reader, pytest.raises(TooLargeError, match=r"anlage\.txt"):
        reader.attachment(data, "anlage.txt", settings=Settings(max_file_bytes=1_500_000), name="a.pdf")
