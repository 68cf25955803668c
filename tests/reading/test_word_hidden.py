"""What nobody sees of a Word file does not count; each way of hiding has a twin that is plainly visible and does."""

from __future__ import annotations

import pytest
from word_files import PROSE, SECRET, box, cell, control, p, part, row, style, table, word_file

from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

THEME = (
    "<a:dk1><a:srgbClr val='000000'/></a:dk1><a:lt1><a:sysClr val='window' lastClr='FFFFFF'/></a:lt1>"
    "<a:accent1><a:srgbClr val='FDFDFE'/></a:accent1><a:accent2><a:srgbClr val='203040'/></a:accent2>"
)


def read(body: str, **more) -> Document:
    return read_bytes(word_file(p(PROSE) + body, **more), name="antrag.docx", settings=Settings())


def outcome(body: str, **more) -> tuple[bool, set[str]]:
    """Whether the secret is in the text, and why something was left out."""
    document = read(body, **more)
    assert PROSE in document.pages[0].text
    return SECRET in " ".join(page.text for page in document.pages), {entry.concealment for entry in document.hidden}


def char(properties: str, more: str = "") -> str:
    return style("C", f"{more}<w:rPr>{properties}</w:rPr>", "character")


def para(properties: str, paragraph: str = "", more: str = "") -> str:
    return style("P", f"{more}<w:pPr>{paragraph}</w:pPr><w:rPr>{properties}</w:rPr>")


IN_C, IN_P = "<w:rStyle w:val='C'/>", "<w:pStyle w:val='P'/>"
BASED = "<w:basedOn w:val='B'/>"


def base(properties: str, kind: str = "paragraph") -> str:
    return style("B", f"<w:rPr>{properties}</w:rPr>", kind)


def defaults(properties: str) -> str:
    return f"<w:docDefaults><w:rPrDefault><w:rPr>{properties}</w:rPr></w:rPrDefault></w:docDefaults>"


WHITE, VANISH = "<w:color w:val='FFFFFF'/>", "<w:vanish/>"
DARK = "<w:shd w:val='clear' w:fill='203040'/>"

RUNS = [  # (hidden, visible twin, why)
    (VANISH, "<w:vanish w:val='0'/>", "invisible"),
    (VANISH, "<w:webHidden/>", "invisible"),
    (WHITE, f"{WHITE}{DARK}", "white"),
    (WHITE, f"{WHITE}<w:highlight w:val='black'/>", "white"),
    ("<w:color w:val='F5F5F5'/>", "<w:color w:val='A0A0A0'/>", "white"),
    ("<w:color w:val='auto' w:themeColor='background1'/>", "<w:color w:val='auto' w:themeColor='text1'/>", "white"),
    ("<w:color w:val='000000' w:themeColor='accent1'/>", "<w:color w:val='FFFFFF' w:themeColor='accent2'/>", "white"),
    (
        "<w:color w:val='000000' w:themeColor='text1' w:themeTint='08'/>",
        "<w:color w:val='000000' w:themeColor='background1' w:themeShade='80'/>",
        "white",
    ),
    (
        "<w:color w:val='000000'/><w:shd w:val='clear' w:fill='000000'/>",
        "<w:color w:val='auto'/><w:shd w:val='clear' w:fill='000000'/>",
        "white",
    ),
    ("<w:color w:val='FF0000'/><w:shd w:val='solid' w:color='FF0000'/>", "<w:color w:val='FF0000'/><w:shd w:val='pct10' w:color='FF0000'/>", "white"),
    ("<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>", "<w:color w:val='0000FF'/><w:highlight w:val='yellow'/>", "white"),
    (
        "<w:color w:val='203040'/><w:shd w:val='clear' w:fill='auto' w:themeFill='accent2'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='auto' w:themeFill='accent2'/>",
        "white",
    ),
    ("<w:sz w:val='2'/>", "<w:sz w:val='12'/>", "tiny"),
    ("<w:w w:val='1'/>", "<w:w w:val='80'/>", "tiny"),
    ("<w:fitText w:val='20'/>", "<w:fitText w:val='4000'/>", "tiny"),
    ("<w:position w:val='3000'/>", "<w:position w:val='6'/>", "outside"),
    ("<w:spacing w:val='-200'/>", "<w:spacing w:val='-10'/>", "stacked"),
    ("<w:strike/>", "<w:strike w:val='false'/>", "struck"),
    ("<w:dstrike/>", "<w:u w:val='single'/>", "struck"),
    ("<w14:textFill><w14:noFill/></w14:textFill>", "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='102030'/></w14:solidFill></w14:textFill>", "invisible"),
    (
        "<w14:textFill><w14:noFill/></w14:textFill>",
        "<w14:textFill><w14:noFill/></w14:textFill><w14:textOutline w14:w='9525'><w14:solidFill><w14:srgbClr w14:val='000000'/></w14:solidFill></w14:textOutline>",
        "invisible",
    ),
    (
        "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='000000'><w14:alpha w14:val='100000'/></w14:srgbClr></w14:solidFill></w14:textFill>",
        "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='000000'><w14:alpha w14:val='30000'/></w14:srgbClr></w14:solidFill></w14:textFill>",
        "invisible",
    ),
    (
        "<w14:textFill><w14:solidFill><w14:schemeClr w14:val='bg1'/></w14:solidFill></w14:textFill>",
        "<w14:textFill><w14:solidFill><w14:schemeClr w14:val='tx1'/></w14:solidFill></w14:textFill>",
        "white",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("hidden", "visible", "why"), RUNS)
@pytest.mark.parametrize("level", ["run", "character style", "its base", "paragraph style", "its base too"])
def test_formatting_hides_at_every_level_and_its_twin_does_not(hidden, visible, why, level):
    def made(properties: str) -> tuple[bool, set[str]]:
        body, styles = {
            "run": (p(SECRET, properties), ""),
            "character style": (p(SECRET, IN_C), char(properties)),
            "its base": (p(SECRET, IN_C), char("", BASED) + base(properties, "character")),
            "paragraph style": (p(SECRET, "", IN_P), para(properties)),
            "its base too": (p(SECRET, "", IN_P), para("", "", BASED) + base(properties)),
        }[level]
        return outcome(body, styles=styles, theme=THEME)

    assert made(hidden) == (False, {why})
    assert made(visible) == (True, set())


def test_defaults_hide_what_no_style_shows_again():
    styles = defaults(WHITE) + para("<w:color w:val='000000'/>")
    body = p(PROSE, "", IN_P) + p(SECRET)
    document = read_bytes(word_file(body, styles=styles), name="a.docx", settings=Settings())
    assert document.pages[0].text == PROSE
    assert [entry.quote for entry in document.hidden] == [SECRET]


def test_two_styles_that_hide_show_and_the_run_has_the_last_word():
    styles = char(VANISH) + para(VANISH)
    assert outcome(p(SECRET, IN_C, IN_P), styles=styles) == (True, set())
    assert outcome(p(SECRET, IN_C + "<w:vanish w:val='0'/>"), styles=styles) == (True, set())
    assert outcome(p(SECRET, "", IN_P), styles=styles) == (False, {"invisible"})


def test_a_hidden_paragraph_mark_does_not_hide_the_text():
    assert outcome(p(SECRET, "", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>")) == (True, set())


GROUNDS = [
    lambda fill: p(SECRET, WHITE, f"<w:shd w:val='clear' w:fill='{fill}'/>"),
    lambda fill: table(row(cell(p(SECRET, WHITE), f"<w:shd w:val='clear' w:fill='{fill}'/>"))),
    lambda fill: table(row(cell(p(SECRET, WHITE))), properties=f"<w:shd w:val='clear' w:fill='{fill}'/>"),
    lambda fill: table(row(cell(table(row(cell(p(SECRET, WHITE)))), f"<w:shd w:val='clear' w:fill='{fill}'/>"))),
    lambda fill: box(p(SECRET, WHITE), shape=f"<wps:spPr><a:solidFill><a:srgbClr val='{fill}'/></a:solidFill></wps:spPr>"),
    lambda fill: f"<w:p><w:r><w:pict><v:rect fillcolor='#{fill}'><v:textbox><w:txbxContent>{p(SECRET, WHITE)}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>",
]  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
def test_white_text_counts_on_a_dark_ground_alone(ground):
    assert outcome(ground("203040")) == (True, set())
    assert outcome(ground("FEFEFE")) == (False, {"white"})


def test_the_colour_of_the_page_counts_where_it_is_shown():
    more = {"background": "<w:background w:color='203040'/>"}
    assert outcome(p(SECRET, "<w:color w:val='203040'/>"), settings="<w:displayBackgroundShape/>", **more)[0] is False
    assert outcome(p(SECRET, "<w:color w:val='203040'/>"), **more) == (True, set())


TABLE_STYLE = style(
    "T",
    "<w:tblStylePr w:type='firstRow'><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:tcPr><w:shd w:val='clear' w:fill='{}'/></w:tcPr>"
    "</w:tblStylePr>",
    "table",
)


@pytest.mark.parametrize(("fill", "is_seen"), [("203040", True), ("FFFFFF", False)])
def test_the_first_row_of_a_table_style_has_its_own_ink_and_ground(fill, is_seen):
    look = "<w:tblStyle w:val='T'/><w:tblLook w:val='0020'/>"
    body = table(row(cell(p(SECRET))), row(cell(p("Zweite Zeile"))), properties=look)
    assert outcome(body, styles=TABLE_STYLE.format(fill))[0] is is_seen
    assert outcome(table(row(cell(p(SECRET))), properties="<w:tblStyle w:val='T'/>"), styles=TABLE_STYLE.format(fill))[
        0
    ]


def test_a_table_style_speaks_of_paragraphs_before_their_own_style_does():
    look = "<w:tblStyle w:val='D'/>"
    styles = style("D", f"<w:pPr>{DARK}</w:pPr><w:rPr>{WHITE}</w:rPr>", "table") + para(
        "", "<w:shd w:val='clear' w:fill='FFFFFF'/>"
    )
    assert outcome(table(row(cell(p(SECRET))), properties=look), styles=styles) == (True, set())
    assert outcome(table(row(cell(p(SECRET, "", IN_P))), properties=look), styles=styles) == (False, {"white"})


ANCHOR = "<wp:positionH relativeFrom='page'><wp:posOffset>{}</wp:posOffset></wp:positionH><wp:wrapNone/>"
PLACES = [  # (hidden, visible twin, why)
    (table(row(cell(p(SECRET)), properties="<w:trHeight w:val='1' w:hRule='exact'/>")), table(row(cell(p(SECRET)), properties="<w:trHeight w:val='1' w:hRule='atLeast'/>")), "cut"),
    (table(row(cell(p(SECRET)), properties="<w:trHeight w:val='60' w:hRule='exact'/>")), table(row(cell(p(SECRET)), properties="<w:trHeight w:val='400' w:hRule='exact'/>")), "cut"),
    (table(row(cell(p(SECRET)), properties="<w:hidden/>")), table(row(cell(p(SECRET)), properties="<w:hidden w:val='0'/>")), "invisible"),
    (table(row(cell(p(SECRET), "<w:tcW w:w='1' w:type='dxa'/>")), properties="<w:tblLayout w:type='fixed'/>"), table(row(cell(p(SECRET), "<w:tcW w:w='1' w:type='dxa'/>"))), "cut"),
    (table(row(cell(p("Oben"), "<w:vMerge w:val='restart'/>")), row(cell(p(SECRET), "<w:vMerge/>"))), table(row(cell(p("Oben"))), row(cell(p(SECRET), "<w:vMerge/>"))), "unseen"),
    (table(row(cell(p(SECRET))), properties="<w:tblpPr w:tblpX='30000'/>"), table(row(cell(p(SECRET))), properties="<w:tblpPr w:tblpX='300'/>"), "outside"),
    (p(SECRET, "", "<w:framePr w:w='4000' w:h='1' w:hRule='exact'/>"), p(SECRET, "", "<w:framePr w:w='4000' w:h='1' w:hRule='atLeast'/>"), "cut"),
    (p(SECRET, "", "<w:framePr w:w='4000' w:x='30000'/>"), p(SECRET, "", "<w:framePr w:w='4000' w:x='300'/>"), "outside"),
    (p(SECRET, "", "<w:ind w:left='30000'/>"), p(SECRET, "", "<w:ind w:left='3000'/>"), "outside"),
    (p(SECRET, "", "<w:spacing w:line='1' w:lineRule='exact'/>"), p(SECRET, "", "<w:spacing w:line='240' w:lineRule='exact'/>"), "cut"),
    (box(p(SECRET), size=(100, 100)), box(p(SECRET)), "cut"),
    (box(p(SECRET), ANCHOR.format(90_000_000)), box(p(SECRET), ANCHOR.format(900_000)), "outside"),
    (box(p(SECRET), ANCHOR.format(-90_000_000)), box(p(SECRET), ANCHOR.format(0)), "outside"),
    (box(p(SECRET)).replace('name="Feld"', 'name="Feld" hidden="1"'), box(p(SECRET)).replace('name="Feld"', 'descr="Bild"'), "invisible"),
    *[
        (f"<w:p><w:r><w:pict><v:shape style='{bad}'><v:textbox><w:txbxContent>{p(SECRET)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
         f"<w:p><w:r><w:pict><v:shape style='{good}'><v:textbox><w:txbxContent>{p(SECRET)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>", why)
        for bad, good, why in [
            ("visibility:hidden", "visibility:visible", "invisible"),
            ("position:absolute;margin-left:2000pt", "position:absolute;margin-left:20pt", "outside"),
            ("width:0;height:0", "width:200pt;height:100pt", "cut"),
        ]
    ],
    (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr>{box(p(SECRET)).removeprefix('<w:p><w:r>')}", box(p(SECRET)), "invisible"),
]  # fmt: skip


@pytest.mark.parametrize(("hidden", "visible", "why"), PLACES)
def test_places_where_nothing_shows_hide_and_their_twins_do_not(hidden, visible, why):
    assert outcome(hidden) == (False, {why})
    assert outcome(visible) == (True, set())


@pytest.mark.parametrize(
    ("units", "left", "is_seen"), [("21600,21600", 10_800, True), ("10,10", 0, True), ("10,10", 90, False)]
)
def test_a_shape_in_a_group_lies_where_the_units_of_the_group_put_it(units, left, is_seen):
    size = units.split(",")[0]
    child = f"<v:rect style='position:absolute;left:{left};top:0;width:{size};height:{size}'><v:textbox><w:txbxContent>{p(SECRET)}</w:txbxContent></v:textbox></v:rect>"
    group = f"<v:group style='position:absolute;width:450pt;height:200pt' coordsize='{units}'>{child}</v:group>"
    assert outcome(f"<w:p><w:r><w:pict>{group}</w:pict></w:r></w:p>")[0] is is_seen


GRAPHIC = "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
WHITE_FILL = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"
DARK_FILL = WHITE_FILL.replace("FFFFFF", "203040")


def drawn_text(look: str, kind: str, fill: str = "") -> tuple[bool, set[str]]:
    """The outcome for a run with an ``a:rPr`` in a shape, a diagram or the title of a chart that is filled so or not."""
    text = f"<a:p><a:r>{look}<a:t>{SECRET}</a:t></a:r></a:p>"
    if kind == "shape":
        return outcome(
            GRAPHIC.format(f"<a:sp><a:spPr>{fill}</a:spPr><a:txSp><a:txBody>{text}</a:txBody></a:txSp></a:sp>")
        )
    if kind == "diagram":
        root, inside = (
            "dgm:dataModel",
            f"<dgm:ptLst><dgm:pt><dgm:spPr>{fill}</dgm:spPr><dgm:t>{text}</dgm:t></dgm:pt></dgm:ptLst>",
        )
        reference, relation = "<dgm:relIds r:dm='x'/>", "diagramData"
    else:
        root, inside = "c:chartSpace", f"<c:title><c:tx><c:rich>{text}</c:rich></c:tx></c:title><c:spPr>{fill}</c:spPr>"
        reference, relation = "<c:chart r:id='x'/>", "chart"
    return outcome(
        GRAPHIC.format(reference), related={"x": (relation, "x.xml")}, parts={"word/x.xml": part(root, inside)}
    )


@pytest.mark.parametrize("kind", ["shape", "diagram", "chart"])
def test_text_of_drawings_hides_by_its_size_and_its_colour(kind):
    assert drawn_text("<a:rPr sz='100'/>", kind) == (False, {"tiny"})
    assert drawn_text("<a:rPr sz='900'/>", kind) == (True, set())
    assert drawn_text(f"<a:rPr>{WHITE_FILL}</a:rPr>", kind, WHITE_FILL) == (False, {"white"})
    assert drawn_text(f"<a:rPr>{WHITE_FILL}</a:rPr>", kind, DARK_FILL) == (True, set())
    assert drawn_text(f"<a:rPr>{WHITE_FILL}</a:rPr>", kind)[0] is (kind == "diagram")  # which its style fills


def test_white_text_of_a_drawing_may_lie_on_another_shape_of_its_group():
    text = f"<a:p><a:r><a:rPr>{WHITE_FILL}</a:rPr><a:t>{SECRET}</a:t></a:r></a:p>"
    shape = f"<a:sp><a:spPr/><a:txSp><a:txBody>{text}</a:txBody></a:txSp></a:sp>"
    assert outcome(GRAPHIC.format(f"<a:pic><a:spPr/></a:pic>{shape}")) == (True, set())
    assert outcome(GRAPHIC.format(shape)) == (False, {"white"})


def test_a_row_of_exact_height_shows_its_beginning_and_cuts_the_rest():
    exact = "<w:trHeight w:val='300' w:hRule='exact'/>"
    document = read(table(row(cell(p(f"{SECRET} " * 60), "<w:tcW w:w='3000' w:type='dxa'/>"), properties=exact)))
    assert document.pages[0].text.count(SECRET) < 5
    assert [entry.concealment for entry in document.hidden] == ["cut"]


PICTURE = "<w:p><w:r><w:drawing><wp:anchor behindDoc='{}'><wp:extent cx='{}' cy='3000000'/><wp:wrap{}/></wp:anchor></w:drawing></w:r></w:p>"


def test_white_text_may_stand_on_a_picture_of_its_sheet():
    white = p(SECRET, WHITE)
    assert outcome(PICTURE.format(1, 7_000_000, "None") + white) == (True, set())
    assert outcome(PICTURE.format(0, 7_000_000, "Square") + white) == (False, {"white"})
    assert outcome(PICTURE.format(1, 100_000, "None") + white) == (False, {"white"})
    later = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" + p("Zweite Seite") + white
    assert outcome(PICTURE.format(1, 7_000_000, "None") + later) == (False, {"white"})


SHOWING = "<w:showingPlcHdr/>"


@pytest.mark.parametrize(
    "body",
    [
        control(p(SECRET), SHOWING),
        f"<w:p>{control(f'<w:r><w:t>{SECRET}</w:t></w:r>', SHOWING)}</w:p>",
        table(row(control(cell(p(SECRET)), SHOWING))),
        control(table(row(cell(p(SECRET)))), SHOWING),
    ],
)
def test_the_prompt_of_an_empty_control_does_not_count(body):
    assert outcome(body) == (False, {"prompt"})
    assert outcome(body.replace(SHOWING, "<w:showingPlcHdr w:val='0'/>")) == (True, set())


def with_glossary(body: str) -> tuple[bool, set[str]]:
    entry = f"<w:docParts><w:docPart><w:docPartPr><w:name w:val='G'/></w:docPartPr><w:docPartBody>{p(SECRET)}</w:docPartBody></w:docPart></w:docParts>"
    return outcome(
        body,
        related={"g": ("glossaryDocument", "glossary/document.xml")},
        parts={"word/glossary/document.xml": part("w:glossaryDocument", entry)},
    )


def test_a_prompt_is_known_by_the_glossary_too_and_other_text_is_the_applicants():
    prompt = "<w:placeholder><w:docPart w:val='G'/></w:placeholder>"
    assert with_glossary(control(p(SECRET), prompt)) == (False, {"prompt"})
    assert with_glossary(control(p(SECRET + " bei uns"), prompt + SHOWING)) == (True, set())
    assert with_glossary(control(p(SECRET), "")) == (True, set())


def test_a_mark_of_a_prompt_that_was_left_over_hides_no_answer_in_plain_type():
    named = "<w:placeholder><w:docPart w:val='DefaultPlaceholder_1'/></w:placeholder>" + SHOWING
    styles = style("Platzhalter", "", "character").replace(
        'w:name w:val="Platzhalter"', 'w:name w:val="Placeholder Text"'
    )
    assert outcome(control(p(SECRET), named), styles=styles) == (True, set())
    assert outcome(control(p(SECRET, "<w:rStyle w:val='Platzhalter'/>"), named), styles=styles) == (False, {"prompt"})


def test_the_default_of_an_old_text_field_does_not_count():
    def field(text: str) -> str:
        data = f"<w:ffData><w:textInput><w:default w:val='{SECRET}'/></w:textInput></w:ffData>"
        return (
            f"<w:p><w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
            f"<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>{text}</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/>"
            "</w:r></w:p>"
        )

    assert outcome(field(SECRET)) == (False, {"prompt"})
    assert outcome(field(f"Neu: {SECRET}")) == (True, set())


def test_words_that_do_not_count_are_noted_on_their_page():
    body = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" + p("Zwei") + p(SECRET, VANISH)
    assert [(entry.page, entry.words) for entry in read(body).hidden] == [(2, len(SECRET.split()))]
