"""What an applicant wrote in a Word file is read, wherever it stands."""

from __future__ import annotations

import pytest
from hostile import archive
from word_files import (
    MAIN_TYPE,
    OOXML,
    PROSE,
    SECRET,
    box,
    cell,
    control,
    p,
    part,
    relationships,
    row,
    style,
    table,
    word_file,
    word_files,
)

from s3align.errors import DamagedError, Detail, NoTextError, UnsupportedFileError
from s3align.reading.read import read_bytes
from s3align.record.document import Concealment, Document, NoticeKind, PassageKind
from s3align.settings import Settings


def read(data: bytes, name: str = "antrag.docx", **settings: int) -> Document:
    return read_bytes(data, name=name, settings=Settings(**settings))


def texts(document: Document, *kinds: PassageKind) -> list[str]:
    return [document.text(entry) for entry in document.passages if not kinds or entry.kind in kinds]


def shown(body: str, **more) -> list[str]:
    return texts(read(word_file(body, **more)))


RUN = f"<w:r><w:t>{SECRET}</w:t></w:r>"
VML_BOX = (
    "<w:p><w:r><w:pict><v:group><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></v:group>"
    "</w:pict></w:r></w:p>"
)
TWICE = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData><wpg:wgp>"
    "<wps:wsp><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></wpg:wgp></a:graphicData></a:graphic>"
    "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent>"
    "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


@pytest.mark.parametrize(
    "body",
    [
        control(p(SECRET)),
        control(control(control(p(SECRET)))),
        f"<w:p>{control(RUN)}</w:p>",
        table(control(row(cell(p(SECRET))))),
        table(row(control(cell(p(SECRET))))),
        table(row(cell(control(p(SECRET))))),
        f"<w:customXml>{p(SECRET)}</w:customXml>",
        f"<w:p><w:smartTag><w:hyperlink><w:ins>{RUN}</w:ins></w:hyperlink></w:smartTag></w:p>",
        f"<w:p><w:moveTo>{RUN}</w:moveTo></w:p>",
        f"<w:p><w:fldSimple w:instr='REF x'>{RUN}</w:fldSimple></w:p>",
        f"<w:p><m:oMath><m:r><m:t>{SECRET}</m:t></m:r></m:oMath></w:p>",
        f"<w:p><w:r><w:ruby><w:rt><w:r><w:t>Lesung</w:t></w:r></w:rt><w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r></w:p>",
        box(p(SECRET)),
        table(row(cell(box(p(SECRET))))),
        table(row(cell(VML_BOX.format(p(SECRET))))),
        table(row(cell(TWICE.format(p(SECRET))))),
        box(table(row(cell(box(p(SECRET)))))),
        table(row(cell(table(row(cell(p(SECRET))))))),
    ],
)
def test_text_is_read_once_whatever_it_is_wrapped_in(body):
    assert shown(p(PROSE) + body) == [PROSE, SECRET]


@pytest.mark.parametrize("tag", ["del", "moveFrom"])
def test_what_a_change_took_away_is_not_read(tag):
    assert shown(p(PROSE) + f"<w:p><w:{tag}>{RUN}</w:{tag}></w:p>") == [PROSE]


def field(instruction: str, result: str, data: str = "") -> str:
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def test_of_fields_the_result_counts_and_not_the_instruction():
    inner = field("PAGE", "<w:r><w:t>verborgen</w:t></w:r>")
    condition = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF </w:instrText></w:r>" + inner
        + "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>Ergebnis</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )  # fmt: skip
    assert shown(f"<w:p>{condition}<w:r><w:t> danach</w:t></w:r></w:p>") == ["Ergebnis danach"]


def test_a_field_without_an_end_hides_nothing():
    assert shown(f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>{RUN}</w:p>{p(PROSE)}") == [SECRET, PROSE]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("<w:result w:val='1'/>", "Sport"), ("<w:default w:val='2'/>", "Musik"), ("", "Bitte wählen")],
)
def test_an_old_drop_down_shows_its_choice(chosen, expected):
    entries = "".join(f"<w:listEntry w:val='{entry}'/>" for entry in ("Bitte wählen", "Sport", "Musik"))
    data = f"<w:ffData><w:statusText w:val='Hilfe'/><w:ddList>{chosen}{entries}</w:ddList></w:ffData>"
    begin = f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>"
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    assert shown(f"<w:p><w:r><w:t>Bereich: </w:t></w:r>{begin}{end}</w:p>") == [f"Bereich: {expected}"]


def bound(inside: str, value: str, properties: str = "<w:text/>", path: str = "/a:antrag[1]/a:ziel[1]") -> bytes:
    binding = f"<w:dataBinding w:prefixMappings=\"xmlns:a='urn:a'\" w:xpath=\"{path}\" w:storeItemID='{{AB}}'/>"
    return word_file(
        p(PROSE) + control(inside, binding + properties),
        related={"x": ("customXml", "../customXml/item1.xml")},
        parts={
            "customXml/item1.xml": f"<antrag xmlns='urn:a' wort='Attribut'><ziel>{value}</ziel></antrag>".encode(),
            "customXml/_rels/item1.xml.rels": relationships({"p": ("customXmlProps", "itemProps1.xml")}),
            "customXml/itemProps1.xml": (
                f"<ds:datastoreItem xmlns:ds='{OOXML}/officeDocument/2006/customXml' ds:itemID='{{ab}}'/>".encode()
            ),
        },
    )


@pytest.mark.parametrize("path", ["/a:antrag[1]/a:ziel[1]", "/*[1]/*[local-name()='ziel']", "//a:ziel"])
def test_a_control_bound_to_data_shows_the_data(path):
    document = read(bound(p("Alter Stand"), SECRET, path=path))
    assert texts(document) == [PROSE, SECRET]
    assert [(entry.concealment, entry.quote) for entry in document.hidden] == [(Concealment.UNSHOWN, "Alter Stand")]


def test_a_list_bound_to_data_shows_the_words_of_their_value():
    choice = "<w:dropDownList><w:listItem w:displayText='Angezeigt' w:value='7'/></w:dropDownList>"
    assert texts(read(bound(p("Alt"), "7", choice))) == [PROSE, "Angezeigt"]


@pytest.mark.parametrize("value", ["", "   "])
def test_a_control_whose_data_are_empty_shows_its_prompt_and_not_what_it_holds(value):
    document = read(bound(p(SECRET), value))
    assert texts(document) == [PROSE]
    assert [(entry.concealment, entry.quote) for entry in document.hidden] == [(Concealment.PROMPT, SECRET)]


def test_a_control_whose_data_are_not_there_keeps_what_it_shows():
    assert texts(read(bound(p(SECRET), "", path="/a:antrag[1]/a:anders[1]"))) == [PROSE, SECRET]


def test_no_path_of_a_file_is_searched_for_long():
    assert texts(read(bound(p(SECRET), "Wert", path="//*" * 500 + "[count(//*) > 1]"))) == [PROSE, SECRET]


def test_the_documents_own_properties_are_shown_where_they_are_bound():
    binding = (
        "<w:dataBinding w:prefixMappings=\"xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:c='urn:c'\" "
        "w:xpath='/c:core[1]/d:title[1]' w:storeItemID='{6C3C8BC8-F283-45AE-878A-BAB7291924A1}'/><w:text/>"
    )
    files = word_files(control(p("Titel"), binding) + p(PROSE))
    files["_rels/.rels"] = relationships(
        {"m": ("officeDocument", "word/document.xml"), "c": ("core-properties", "core.xml")}
    )
    files["core.xml"] = (
        b"<core xmlns='urn:c'><title xmlns='http://purl.org/dc/elements/1.1/'>Ein Chor im Viertel</title></core>"
    )
    document = read(archive(files))
    assert texts(document) == ["Ein Chor im Viertel", PROSE]
    assert document.title == "Ein Chor im Viertel"


@pytest.mark.parametrize("title", ["Vorlage Projektskizze", "Antragsformular 2027", "antrag.dotx", "Word Document"])
def test_a_forms_name_is_no_title(title):
    files = word_files(p(PROSE))
    files["_rels/.rels"] = relationships(
        {"m": ("officeDocument", "word/document.xml"), "c": ("core-properties", "core.xml")}
    )
    files["core.xml"] = f"<core><title xmlns='http://purl.org/dc/elements/1.1/'>{title}</title></core>".encode()
    assert read(archive(files)).title is None


def chunk(name: str, data: bytes) -> bytes:
    return word_file("<w:altChunk r:id='k'/>", related={"k": ("aFChunk", name)}, parts={f"word/{name}": data})


PAGE = f"<html><head><title>x</title></head><body><h1>Ziele</h1><p>{SECRET}</p><p style='display:none'>weg</p></body></html>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.htm", PAGE.encode()),
        ("a.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()),
        ("a.docx", word_file(p("Ziele", paragraph="<w:outlineLvl w:val='0'/>") + p(SECRET))),
    ],
)
def test_documents_inside_a_document_are_read(name, data):
    document = read(chunk(name, data))
    assert texts(document) == ["Ziele", SECRET]
    assert [section.title for section in document.sections] == ["Ziele"]


def test_what_a_page_inside_a_document_hides_is_noted():
    assert [entry.concealment for entry in read(chunk("a.htm", PAGE.encode())).hidden] == [Concealment.INVISIBLE]


@pytest.mark.parametrize(
    ("style", "inner", "is_seen"),
    [
        ("color:#ffffff", "color:#000000", True),
        ("font-size:0", "font-size:12pt", True),
        ("background:#203040", "color:rgb(255,255,255)", True),
        ("background:#000000", "", True),
        ("", "color:rgb(255,255,255)", False),
        ("background:#000000", "color:#000000", False),
        ("", "font:1px Arial", False),
        ("mso-hide:all", "color:black", False),
    ],
)
def test_a_page_inside_a_document_shows_what_its_styles_let_be_seen(style, inner, is_seen):
    page = f"<html><body><p>Ziele</p><div style='{style}'><p style='{inner}'>{SECRET}</p></div></body></html>"
    document = read(chunk("a.htm", page.encode()))
    assert texts(document) == (["Ziele", SECRET] if is_seen else ["Ziele"])
    assert len(document.hidden) == (0 if is_seen else 1)


def test_a_plain_text_inside_a_document_is_read_and_rtf_is_named():
    assert texts(read(chunk("a.txt", SECRET.encode()))) == [SECRET]
    with pytest.raises(NoTextError, match=r"a\.rtf.*Word"):
        read(chunk("a.rtf", b"{\\rtf1 Text}"))


def test_a_part_that_cannot_be_read_is_named():
    data = word_file(p(PROSE) + "<w:p><w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>" * 2)
    assert [(entry.kind, entry.quote, entry.count) for entry in read(data).notices] == [
        (NoticeKind.UNREAD, "Excel.Sheet.12", 2)
    ]


def test_formulas_are_no_loss():
    data = word_file(p(PROSE) + "<w:p><w:r><w:object><o:OLEObject ProgID='Equation.3'/></w:object></w:r></w:p>")
    assert read(data).notices == ()


def test_the_points_of_a_diagram_are_read_in_their_order_without_prompts():
    def point(name: str, text: str, more: str = "") -> str:
        return f"<dgm:pt modelId='{name}'>{more}<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"

    points = (
        point("3", "Drittens")
        + point("1", "Erstens")
        + point("2", "Zweitens")
        + point("9", "[Text]", "<dgm:prSet phldr='1'/>")
    )
    links = "".join(
        f"<dgm:cxn srcId='0' destId='{name}' srcOrd='{place}'/>" for place, name in enumerate(("1", "2", "3", "9"))
    )
    data = f"<dgm:ptLst><dgm:pt modelId='0' type='doc'/>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>"
    drawing = "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm='d'/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    more = {"related": {"d": ("diagramData", "data1.xml")}, "parts": {"word/data1.xml": part("dgm:dataModel", data)}}
    assert shown(drawing, **more) == ["Erstens", "Zweitens", "Drittens"]
    assert read(word_file(p(PROSE) + drawing)).notices[0].quote == "SmartArt"


def test_the_title_of_a_chart_is_read():
    drawing = "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id='c'/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Zahl der Konzerte</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    assert shown(drawing, related={"c": ("chart", "c.xml")}, parts={"word/c.xml": part("c:chartSpace", title)}) == [
        "Zahl der Konzerte"
    ]


def test_footnotes_follow_their_paragraph_and_endnotes_the_document():
    notes = {
        f"word/{kind}s.xml": part(f"w:{kind}s", f"<w:{kind} w:id='2'>{p(kind)}</w:{kind}>")
        for kind in ("footnote", "endnote")
    }
    first = "<w:p><w:r><w:t>Erster</w:t><w:footnoteReference w:id='2'/><w:endnoteReference w:id='2'/></w:r></w:p>"
    related = {"f": ("footnotes", "footnotes.xml"), "n": ("endnotes", "endnotes.xml")}
    assert shown(first + p("Zweiter"), related=related, parts=notes) == ["Erster", "footnote", "Zweiter", "endnote"]


# Headings, pages, kinds


def levels(body: str, styles: str = "") -> list[tuple[str, int]]:
    return [(section.title, section.level) for section in read(word_file(body, styles=styles)).sections]


@pytest.mark.parametrize(
    ("styles", "level"),
    [
        (style("Mein", "<w:basedOn w:val='h'/>") + style("h", "<w:pPr><w:outlineLvl w:val='1'/></w:pPr>"), 2),
        (
            style("Mein", "<w:basedOn w:val='b'/>")
            + style("b", "<w:basedOn w:val='c'/>")
            + style("c").replace('w:val="c"', 'w:val="heading 3"'),
            3,
        ),
        (style("Mein", "").replace('w:name w:val="Mein"', 'w:name w:val="Überschrift 2"'), 2),
        (style("Mein", "").replace('w:name w:val="Mein"', 'w:name w:val="Titre 1"'), 1),
    ],
)
def test_a_heading_is_known_by_its_chain_of_styles(styles, level):
    assert levels(p("Ziele", paragraph="<w:pStyle w:val='Mein'/>") + p(PROSE), styles) == [("Ziele", level)]


def test_a_style_may_say_that_it_is_no_heading():
    styles = style("Mein", "<w:basedOn w:val='h'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>") + style(
        "h", "<w:pPr><w:outlineLvl w:val='0'/></w:pPr>"
    )
    assert levels(p("Ziele", paragraph="<w:pStyle w:val='Mein'/>") + p(PROSE), styles) == []


def test_circles_of_styles_end():
    styles = style("a", "<w:basedOn w:val='b'/>") + style("b", "<w:basedOn w:val='a'/>")
    assert levels(p("Ziele", paragraph="<w:pStyle w:val='a'/>") + p(PROSE), styles) == []


def test_a_heading_in_a_cell_is_a_heading():
    heading = p("Ziele", paragraph="<w:outlineLvl w:val='0'/>")
    assert levels(table(row(cell(heading), cell(p("Wir singen."))))) == [("Ziele", 1)]


def test_rows_about_money_or_partners_are_of_that_kind_and_the_others_count():
    body = table(
        row(cell(p("Ziele")), cell(p("Wir singen im Park."))),
        row(cell(p("Finanzierungsplan")), cell(p("Noten und Pulte, 400 Euro"))),
        row(cell(p("Wirkung")), cell(p("Mehr Menschen singen."))),
    )
    document = read(word_file(body))
    assert texts(document, PassageKind.BUDGET) == ["Finanzierungsplan Noten und Pulte, 400 Euro"]
    assert texts(document, PassageKind.BODY) == ["Ziele Wir singen im Park.", "Wirkung Mehr Menschen singen."]


@pytest.mark.parametrize(
    "profile", ["Duisburg", " ".join(["Wir forschen seit zwanzig Jahren an Brennstoffzellen."] * 5)]
)
def test_a_head_of_two_columns_tells_the_kind_of_all_rows(profile):
    rows = row(cell(p("Zentrum für Wasserstoff")), cell(p(profile)))
    headed = read(word_file(p(PROSE) + table(row(cell(p("Projektpartner")), cell(p("Profil"))), rows)))
    assert texts(headed, PassageKind.BODY, PassageKind.TABLE) == [PROSE]
    answered = read(word_file(p(PROSE) + table(row(cell(p("Projektpartner")), cell(p("Stadt Essen"))), rows)))
    assert profile in " ".join(texts(answered, PassageKind.BODY, PassageKind.TABLE))


def test_rows_below_a_title_are_of_its_kind_up_to_the_next_title():
    body = table(
        row(cell(p("Kosten- und Finanzierungsplan"), "<w:gridSpan w:val='2'/>")),
        row(cell(p("Noten")), cell(p("400"))),
        row(cell(p("Beschreibung"), "<w:gridSpan w:val='2'/>")),
        row(cell(p("Ort")), cell(p("Park"))),
    )
    document = read(word_file(body + p(PROSE)))
    assert texts(document, PassageKind.BUDGET) == ["Kosten- und Finanzierungsplan", "Noten 400"]
    assert texts(document, PassageKind.BODY) == ["Beschreibung", "Ort Park", PROSE]


TOC = style("toc1").replace('w:val="toc1"', 'w:val="toc 1"')


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (control(p(SECRET), "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"), ""),
        (f"<w:p>{field('TOC o 1-3', RUN)}</w:p>", ""),
        (f"<w:p>{field(' TOC c Abbildung', RUN)}</w:p>", ""),
        (f"<w:p><w:fldSimple w:instr='TOC'>{RUN}</w:fldSimple></w:p>", ""),
        (p(SECRET, paragraph="<w:pStyle w:val='toc1'/>"), TOC),
        (p(SECRET, paragraph="<w:pStyle w:val='m'/>"), TOC + style("m", "<w:basedOn w:val='toc1'/>")),
    ],
)
def test_lists_of_contents_do_not_count(body, styles):
    document = read(word_file(p(PROSE) + body, styles=styles))
    assert texts(document, PassageKind.CONTENTS) == [SECRET]


def test_a_field_over_several_paragraphs_is_one_field():
    start = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    body = f"<w:p>{start}<w:r><w:t>1 Eins</w:t></w:r></w:p>{p('2 Zwei')}<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    document = read(word_file(body + p(PROSE)))
    assert texts(document, PassageKind.CONTENTS) == ["1 Eins", "2 Zwei"]
    assert texts(document, PassageKind.BODY) == [PROSE]


def test_a_watermark_is_neither_title_nor_text():
    mark = "<w:p><w:r><w:pict><v:shape><v:textpath string='ENTWURF'/></v:shape></w:pict></w:r></w:p>"
    document = read(word_file(mark + p(PROSE)))
    assert (texts(document, PassageKind.FURNITURE), texts(document, PassageKind.BODY)) == (["ENTWURF"], [PROSE])
    assert document.title is None


@pytest.mark.parametrize(
    "second",
    [
        p("Zwei", paragraph="<w:pageBreakBefore/>"),
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Zwei</w:t></w:r></w:p>",
        "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" + p("Zwei"),
        p("", paragraph="<w:sectPr><w:type w:val='nextPage'/></w:sectPr>") + p("Zwei"),
        p("Zwei", paragraph="<w:pStyle w:val='k'/>"),
    ],
)
def test_pages_end_where_word_says_so(second):
    styles = style("k", "<w:pPr><w:pageBreakBefore/></w:pPr>")
    assert [page.text for page in read(word_file(p("Eins") + second, styles=styles)).pages] == ["Eins", "Zwei"]


def test_a_paragraph_is_of_the_page_on_which_it_begins():
    body = "<w:p><w:r><w:t>Erster Teil </w:t><w:br w:type='page'/><w:t>zweiter Teil</w:t></w:r></w:p>" + p("Danach")
    assert [page.text for page in read(word_file(body)).pages] == ["Erster Teil zweiter Teil", "Danach"]


# Packages


@pytest.mark.parametrize(
    "files",
    [
        word_files(p(PROSE), main="word/document2.xml"),
        word_files(p(PROSE), main="inhalt/text.xml"),
        {name.replace("/", "\\"): data for name, data in word_files(p(PROSE)).items()},
        {name.upper(): data for name, data in word_files(p(PROSE)).items()},
        word_files(
            p(PROSE), related={"x": ("image", "../NULL"), "y": ("hyperlink", "#_top"), "z": ("theme", "weg.xml")}
        ),
        {name: data for name, data in word_files(p(PROSE)).items() if name != "[Content_Types].xml"},
        {name: data for name, data in word_files(p(PROSE)).items() if name != "_rels/.rels"},
        {name: data for name, data in word_files(p(PROSE)).items() if "styles" not in name},
        {name: b"\xef\xbb\xbf\r\n" + data for name, data in word_files(p(PROSE)).items()},
        {name: data.decode().encode("utf-16") for name, data in word_files(p(PROSE)).items()},
        {**word_files(p(PROSE)), "word/styles.xml": b"<kaputt"},
        word_files(p(PROSE), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
    ],
)
def test_packages_are_read_as_word_reads_them(files):
    assert texts(read(archive(files), "a.zip")) == [PROSE]


def test_strict_files_are_read():
    files = {
        name: data.replace(
            b"schemas.openxmlformats.org/wordprocessingml/2006", b"purl.oclc.org/ooxml/wordprocessingml"
        ).replace(b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument")
        for name, data in word_files(p(PROSE) + p("klein", "<w:sz w:val='1pt'/>")).items()
    }
    document = read(archive(files))
    assert texts(document) == [PROSE]
    assert [entry.concealment for entry in document.hidden] == [Concealment.TINY]


def test_other_programs_files_are_called_by_their_names():
    files = word_files(p(PROSE), main="xl/workbook.xml", main_type="application/vnd.ms-excel.sheet.main+xml")
    with pytest.raises(UnsupportedFileError, match="spreadsheet"):
        read(archive(files))


def test_a_template_is_called_one():
    files = word_files(p(PROSE), main_type=MAIN_TYPE.replace("document.main", "template.main"))
    with pytest.raises(UnsupportedFileError, match="a template for Word documents") as caught:
        read(archive(files), "antrag.dotx")
    assert caught.value.detail is Detail.TEMPLATE


def test_a_main_part_that_is_no_xml_is_damaged_and_the_advice_is_word():
    with pytest.raises(DamagedError, match="in Word"):
        read(archive({**word_files(p(PROSE)), "word/document.xml": b"<w:document"}))


def test_text_beyond_the_limit_is_left_out_and_that_is_said():
    document = read(word_file(p(PROSE) * 100), max_characters=1_000)
    assert len(document.pages[0].text) < 1_100
    assert [entry.kind for entry in document.notices] == [NoticeKind.SHORTENED]


def test_what_is_nested_too_deep_is_left_out_and_that_is_said():
    document = read(word_file(p(PROSE) + "<w:sdt><w:sdtContent>" * 100 + p(SECRET) + "</w:sdtContent></w:sdt>" * 100))
    assert texts(document) == [PROSE]
    assert [entry.kind for entry in document.notices] == [NoticeKind.UNREAD]


def test_comments_do_not_count_and_are_noted():
    comments = {"word/comments.xml": part("w:comments", f"<w:comment>{p('Bitte kürzen')}</w:comment>")}
    document = read(word_file(p(PROSE), related={"c": ("comments", "comments.xml")}, parts=comments))
    assert texts(document) == [PROSE]
    assert [(entry.page, entry.concealment, entry.quote) for entry in document.hidden] == [
        (None, Concealment.ANNOTATION, "Bitte kürzen")
    ]
