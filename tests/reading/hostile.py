"""Files made to harm, one builder each: bombs, cycles, recursion, lies about lengths, wrong kinds, polyglots."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from builders import SENTENCES, lines, pdf

MEGABYTE = 1_000_000
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
TEXT = b"BT /F 12 Tf 70 700 Td (Ein Satz, der gelesen werden kann.) Tj ET"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<" + extra + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


def flate(data: bytes, extra: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + extra)


def packed(piece: bytes, times: int) -> bytes:
    """Deflated data of any size without holding it."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(piece) for _ in range(times)), packer.flush()])


def raw(*objects: bytes, trailer: bytes = b"", start: int | None = None) -> bytes:
    """A PDF of numbered objects with a right cross-reference table, unless ``start`` says otherwise."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\nstartxref\n"
    return bytes(out + b"%d\n%%%%EOF" % (table if start is None else start))


def simple(content: bytes = b"", *more: bytes, page: bytes = PAGE, catalogue: bytes = CATALOGUE) -> bytes:
    return raw(catalogue, PAGES, page, content or stream(TEXT), FONT, *more)


def good() -> bytes:
    return pdf(lines(SENTENCES * 3))


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in files.items():
            target.writestr(name, body)
    return buffer.getvalue()


TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: bytes, prolog: bytes = b"", **more: bytes) -> bytes:
    document = b'<?xml version="1.0"?>' + prolog + b"<w:document " + W + b"><w:body>" + body + b"</w:body></w:document>"
    return archive({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document, **more})


def opendocument(body: bytes, prolog: bytes = b"", manifest: bytes = b"") -> bytes:
    office = b"urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        b'<?xml version="1.0"?>' + prolog + b'<office:document-content xmlns:office="' + office + b'office:1.0" '
        b'xmlns:text="' + office + b'text:1.0"><office:body><office:text>' + body + b"</office:text></office:body>"
        b"</office:document-content>"
    )
    listed = b'<manifest:manifest xmlns:manifest="' + office + b'manifest:1.0">' + manifest + b"</manifest:manifest>"
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "META-INF/manifest.xml": listed,
        }
    )


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("k")))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
WORD_PARAGRAPH = b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"


def _truncated(share: float) -> Callable[[], bytes]:
    return lambda: good()[: int(len(good()) * share)]


def _forms(count: int, calls: int) -> bytes:
    """Forms of which each draws the next ``calls`` times."""
    inner = [
        stream(
            b"/X Do " * calls, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1)
        )
        for n in range(6, 6 + count)
    ]
    last = stream(TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</Font<</F 5 0 R>>>>")
    page = PAGE.replace(b"/Font<</F 5 0 R>>", b"/Font<</F 5 0 R>>/XObject<</X 6 0 R>>")
    return raw(CATALOGUE, PAGES, page, stream(b"/X Do"), FONT, *inner, last)


def _self_drawing() -> bytes:
    page = PAGE.replace(b"/Font<</F 5 0 R>>", b"/XObject<</X 6 0 R>>")
    own = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return raw(CATALOGUE, PAGES, page, stream(b"/X Do"), FONT, own)


def _deep_pages(depth: int) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1) for n in range(6, 6 + depth)]
    leaf = PAGE.replace(b"/Parent 2 0 R", b"/Parent %d 0 R" % (5 + depth))
    return raw(CATALOGUE, b"<</Type/Pages/Kids[6 0 R]/Count 1>>", PAGE, stream(TEXT), FONT, *nodes, leaf)


def _shared_page(count: int) -> bytes:
    return raw(
        CATALOGUE, b"<</Type/Pages/Kids[" + b"3 0 R " * count + b"]/Count %d>>" % count, PAGE, stream(TEXT), FONT
    )


def _outline(entry: bytes) -> bytes:
    return simple(
        b"",
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        entry,
        catalogue=CATALOGUE[:-2] + b"/Outlines 6 0 R>>",
    )


def _image(width: int, height: int, coding: bytes) -> bytes:
    page = PAGE.replace(b"/Font<</F 5 0 R>>", b"/XObject<</I 6 0 R>>")
    extra = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (width, height)
    return raw(CATALOGUE, PAGES, page, stream(b"595 0 0 842 0 0 cm /I Do"), FONT, stream(b"\0" * 100, extra + coding))


def _box(box: bytes) -> bytes:
    return simple(page=PAGE.replace(b"[0 0 595 842]", box))


def _font(font: bytes, *more: bytes, content: bytes = TEXT) -> bytes:
    return raw(CATALOGUE, PAGES, PAGE, stream(content), font, *more)


def _xfa(packet: bytes) -> bytes:
    form = CATALOGUE[:-2] + b"/AcroForm<</Fields[]/XFA[(datasets) 6 0 R]>>>>"
    return simple(b"", flate(packet), catalogue=form)


def _xref_stream(size: bytes) -> bytes:
    data = b"%PDF-1.7\n1 0 obj" + CATALOGUE + b"endobj\n"
    place = len(data)
    return (
        data
        + b"2 0 obj"
        + stream(b"\0" * 50, b"/Type/XRef/W[1 2 1]/Root 1 0 R/Size " + size)
        + b"endobj\nstartxref\n%d\n%%%%EOF" % place
    )


FILES: dict[str, Callable[[], bytes]] = {
    "zero_bytes.pdf": lambda: b"",
    "only_spaces.pdf": lambda: b" \n" * 100,
    "only_header.pdf": lambda: b"%PDF-1.7\n",
    "header_and_noise.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400,
    **{f"truncated_{int(share * 100)}.pdf": _truncated(share) for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)},
    "wrong_startxref.pdf": lambda: raw(CATALOGUE, PAGES, PAGE, stream(TEXT), FONT, start=7),
    "huge_startxref.pdf": lambda: raw(CATALOGUE, PAGES, PAGE, stream(TEXT), FONT, start=10**18),
    "negative_startxref.pdf": lambda: raw(CATALOGUE, PAGES, PAGE, stream(TEXT), FONT, start=-5),
    "previous_table_is_itself.pdf": lambda: raw(CATALOGUE, PAGES, PAGE, stream(TEXT), FONT, trailer=b"/Prev 15"),
    "huge_size.pdf": lambda: simple().replace(b"/Size 6", b"/Size 2147483647"),
    "root_is_missing.pdf": lambda: simple().replace(b"/Root 1 0 R", b"/Root 99 0 R"),
    "cross_reference_stream_of_millions.pdf": lambda: _xref_stream(b"99999999"),
    "cross_reference_stream_negative.pdf": lambda: _xref_stream(b"-4"),
    "page_tree_cycle.pdf": lambda: raw(CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>", PAGE, stream(TEXT), FONT),
    "parent_cycle.pdf": lambda: simple(page=b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"),
    "page_tree_of_5000.pdf": lambda: _deep_pages(5_000),
    "billion_pages_claimed.pdf": lambda: raw(
        CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", PAGE, stream(TEXT), FONT
    ),
    "20000_pages.pdf": lambda: _shared_page(20_000),
    "nested_arrays.pdf": lambda: simple(b"", b"[" * 200_000 + b"]" * 200_000),
    "nested_dictionaries.pdf": lambda: simple(b"", b"<</A" * 100_000 + b"1" + b">>" * 100_000),
    "nested_arrays_in_catalogue.pdf": lambda: simple(
        catalogue=CATALOGUE[:-2] + b"/X " + b"[" * 50_000 + b"]" * 50_000 + b">>"
    ),
    "flate_bomb.pdf": lambda: simple(flate(b" " * 400 * MEGABYTE)),
    "flate_bomb_of_operators.pdf": lambda: simple(flate(b"BT /F 9 Tf 1 1 Td (x) Tj ET\n" * 2 * MEGABYTE)),
    "flate_in_flate.pdf": lambda: simple(
        stream(zlib.compress(packed(b"\0" * MEGABYTE, 900), 9), b"/Filter[/FlateDecode/FlateDecode]")
    ),
    "predictor_of_huge_rows.pdf": lambda: simple(
        flate(b"\0" * 1000, b"/DecodeParms<</Predictor 15/Columns 2000000000/Colors 32>>")
    ),
    "run_length_bomb.pdf": lambda: simple(stream(b"\x81 " * 4 * MEGABYTE, b"/Filter/RunLengthDecode")),
    "wrong_stream_length.pdf": lambda: simple().replace(b"/Length ", b"/Length 99999"),
    "stream_length_is_itself.pdf": lambda: simple(b"<</Length 4 0 R>>stream\n" + TEXT + b"\nendstream"),
    "form_draws_itself.pdf": _self_drawing,
    "forms_double_30_times.pdf": lambda: _forms(30, 2),
    "forms_in_forms_500.pdf": lambda: _forms(500, 1),
    "many_saved_states.pdf": lambda: simple(flate(b"q " * 5 * MEGABYTE)),
    "text_of_20_million_letters.pdf": lambda: simple(
        flate(b"BT /F 9 Tf 70 700 Td " + b"(Wasserstoff und Logistik) Tj " * 800_000 + b" ET")
    ),
    "huge_page.pdf": lambda: _box(b"[0 0 1e9 1e9]"),
    "empty_page_box.pdf": lambda: _box(b"[0 0 0 0]"),
    "negative_page_box.pdf": lambda: _box(b"[595 842 -9 -9]"),
    "page_box_of_words.pdf": lambda: _box(b"[/a /b (c) null]"),
    "huge_font.pdf": lambda: simple(stream(TEXT.replace(b"12 Tf", b"1e30 Tf"))),
    "font_of_size_zero.pdf": lambda: simple(stream(TEXT.replace(b"12 Tf", b"0 Tf"))),
    "font_is_missing.pdf": lambda: _font(b"null"),
    "type3_font_draws_itself.pdf": lambda: _font(
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[9]"
        b"/Encoding<</Differences[65/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"9 0 d0 BT /F 9 Tf (A) Tj ET"),
        content=b"BT /F 9 Tf (AAAA) Tj ET",
    ),
    "character_map_of_millions.pdf": lambda: _font(
        FONT[:-2] + b"/ToUnicode 6 0 R>>", flate(b"1 beginbfrange <0000> <FFFF> <0041> endbfrange\n" * 300_000)
    ),
    "character_map_of_surrogates.pdf": lambda: _font(
        FONT[:-2] + b"/ToUnicode 6 0 R>>", stream(b"1 beginbfrange <00> <FF> <D800> endbfrange")
    ),
    "outline_cycle.pdf": lambda: _outline(
        b"<</Title(a)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Last 7 0 R/Dest[3 0 R/Fit]>>"
    ),
    "page_label_cycle.pdf": lambda: simple(
        b"", b"<</Kids[6 0 R 6 0 R]>>", catalogue=CATALOGUE[:-2] + b"/PageLabels 6 0 R>>"
    ),
    "name_tree_cycle.pdf": lambda: simple(
        b"", b"<</Kids[6 0 R 6 0 R]>>", catalogue=CATALOGUE[:-2] + b"/Names<</EmbeddedFiles 6 0 R/Dests 6 0 R>>>>"
    ),
    "form_field_cycle.pdf": lambda: simple(
        b"",
        b"<</T(a)/FT/Tx/Kids[6 0 R]/Parent 6 0 R/V(x)>>",
        catalogue=CATALOGUE[:-2] + b"/AcroForm<</Fields[6 0 R]>>>>",
    ),
    "100000_annotations.pdf": lambda: simple(
        b"",
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>",
        page=PAGE[:-2] + b"/Annots[" + b"6 0 R " * 100_000 + b"]>>",
    ),
    "20000_fields.pdf": lambda: simple(
        b"",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Wasserstoff)/DA(/F 9 Tf)/Rect[0 0 99 9]>>",
        page=PAGE[:-2] + b"/Annots[" + b"6 0 R " * 20_000 + b"]>>",
    ),
    "2000_fields_with_long_values.pdf": lambda: simple(
        b"",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/Ff 4096/V("
        + b"Wasserstoff " * 10_000
        + b")/DA(/F 9 Tf)/Rect[0 0 99 99]>>",
        page=PAGE[:-2] + b"/Annots[" + b"6 0 R " * 2_000 + b"]>>",
    ),
    "fields_of_no_sense.pdf": lambda: simple(
        b"",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/V 6 0 R/Parent 6 0 R/Kids[6 0 R]/Rect[NaN 1e38 -1e38 6 0 R]/AP<</N 7 0 R>>>>",
        stream(b"/A Do", b"/Type/XObject/Subtype/Form/BBox[0 0 1e38 1e38]/Resources<</XObject<</A 7 0 R>>>>"),
        b"<</Type/Annot/Subtype/FreeText/Rect[0 0 1e38 1e38]/AP<</N 7 0 R>>/OC 8 0 R/DA(1e999 Tf)>>",
        page=PAGE[:-2] + b"/Annots[6 0 R 8 0 R 6 0 R 99 0 R null (a)]>>",
        catalogue=CATALOGUE[:-2] + b"/AcroForm<</Fields[6 0 R]/NeedAppearances true>>>>",
    ),
    "xfa_billion_laughs.pdf": lambda: _xfa(b'<?xml version="1.0"?>' + LAUGHS + b"<x>&j;</x>"),
    "xfa_of_200_megabytes.pdf": lambda: _xfa(b"<x>" + b"a" * 200 * MEGABYTE + b"</x>"),
    "image_of_a_million_pixels_squared.pdf": lambda: _image(1_000_000, 1_000_000, b""),
    "fax_image_of_lies.pdf": lambda: _image(100_000, 100_000, b"/Filter/CCITTFaxDecode"),
    "jpeg_that_is_none.pdf": lambda: _image(5_000, 5_000, b"/Filter/DCTDecode"),
    "unknown_encryption.pdf": lambda: raw(
        CATALOGUE, PAGES, PAGE, stream(TEXT), FONT, trailer=b"/Encrypt<</Filter/Evil/V 9/R 9>>/ID[(a)(b)]"
    ),
    "scripts_and_launches.pdf": lambda: simple(
        catalogue=CATALOGUE[:-2] + b"/OpenAction<</S/Launch/F(cmd.exe)>>/AA<</WC<</S/JavaScript/JS(app.alert(1))>>>>>>"
    ),
    "picture.pdf": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "web_page.pdf": lambda: b"<!DOCTYPE html><title>Antrag</title><p>Ein Text.",
    "archive.pdf": lambda: archive({"a.txt": b"x" * 50}),
    "archive_and_pdf.pdf": lambda: simple() + archive({"a.txt": b"x" * 50}),
    "pdf_behind_noise.pdf": lambda: b"\0" * 900 + simple(),
    "noise.txt": lambda: bytes(range(256)) * 100,
    "one_line_of_20_megabytes.txt": lambda: b"Wasserstoff " * 1_700_000,
    "odd_utf16.txt": lambda: b"\xff\xfe" + "Ein Text".encode("utf-16-le") + b"\x00",
    "only_direction_marks.txt": lambda: "\u202e\u200b".encode() * 1000,
    "empty_archive.docx": lambda: archive({}),
    "word_without_document.docx": lambda: archive({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}),
    "word_bomb.docx": lambda: word(b"<w:p><w:r><w:t>" + b"a" * 300 * MEGABYTE + b"</w:t></w:r></w:p>"),
    "word_billion_laughs.docx": lambda: word(WORD_PARAGRAPH.replace(b"&a;", b"&j;"), LAUGHS),
    "word_reads_a_file.docx": lambda: word(WORD_PARAGRAPH, OUTSIDE),
    "word_nested_10000.docx": lambda: word(b"<w:tbl><w:tr><w:tc>" * 10_000 + b"</w:tc></w:tr></w:tbl>" * 10_000),
    "word_of_noise.docx": lambda: archive({"[Content_Types].xml": b"\0", "word/document.xml": b"\0\1\2"}),
    "paths_that_climb.docx": lambda: archive({"../../etc/passwd": b"x", "word/document.xml": b"<x/>"}),
    "open_document_billion_laughs.odt": lambda: opendocument(b"<text:p>&j;</text:p>", LAUGHS),
    "open_document_reads_a_file.odt": lambda: opendocument(b"<text:p>&a;</text:p>", OUTSIDE),
    "open_document_nested_5000.odt": lambda: opendocument(b"<text:section>" * 5_000 + b"</text:section>" * 5_000),
    "broken_archive.odt": lambda: opendocument(b"<text:p>Text</text:p>")[:-40],
}
