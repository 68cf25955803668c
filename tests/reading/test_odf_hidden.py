"""Text of OpenDocument files that nobody sees does not count, and is noted; its honest twin counts."""

from __future__ import annotations

import pytest
from odf_builders import CONCEALED, SEEN, content_xml, frame, hidden, odt, p, read, row, shown, span, style, table

from s3align.reading.office.odf_conditions import is_met

TRUE, FALSE = 'text:condition="ooow:1==1"', 'text:condition="ooow:1==2"'
BLUE_CELL = style("table-cell", "C", "table-cell fo:background-color='#000080'")


def text_style(attributes: str) -> str:
    return style("text", "T", f"text {attributes}")


RUNS = [
    ("text:display='none'", "invisible", "text:display='true'"),
    (f"text:display='condition' {TRUE}", "invisible", f"text:display='condition' {FALSE}"),
    ("fo:color='#ffffff'", "white", "fo:color='#777777'"),
    ("fo:color='#f4f4f4'", "white", "fo:color='#ffff00'"),
    ("fo:color='#ffffff'", "white", "fo:color='#ffffff' fo:background-color='#000080'"),
    ("fo:color='#000000' fo:background-color='#000000'", "white", "fo:color='#000000' fo:background-color='#ffffff'"),
    ("fo:color='#ffffff'", "white", "fo:color='#ffffff' style:use-window-font-color='true'"),
    ("fo:color='#ffffff'", "white", "fo:color='#ffffff' style:text-outline='true'"),
    ("fo:color='#000000' loext:opacity='0%'", "white", "fo:color='#000000' loext:opacity='100%'"),
    ("fo:font-size='1pt'", "tiny", "fo:font-size='6pt'"),
    ("fo:font-size='0.2mm'", "tiny", "fo:font-size='2mm'"),
    ("fo:font-size='5%'", "tiny", "fo:font-size='80%'"),
    ("style:text-scale='1%'", "tiny", "style:text-scale='80%'"),
    ("style:text-position='super 1%'", "tiny", "style:text-position='super 58%'"),
    ("fo:letter-spacing='-0.5cm'", "stacked", "fo:letter-spacing='-0.02cm'"),
    ("style:text-line-through-style='solid'", "struck", "style:text-line-through-style='none'"),
    ("style:text-line-through-type='double'", "struck", "style:text-line-through-type='none'"),
]


@pytest.mark.parametrize(("trick", "why", "honest"), RUNS)
def test_a_run_nobody_sees_is_left_out_and_its_visible_twin_counts(trick, why, honest):
    body = p(SEEN) + p(span(CONCEALED))
    document = read(odt(body, text_style(trick)))
    assert shown(document) == [SEEN]
    assert hidden(document) == [(why, 1)]
    assert shown(read(odt(body, text_style(honest)))) == [SEEN, CONCEALED]


def test_formats_come_from_parents_defaults_and_the_paragraph():
    default = "<style:default-style style:family='paragraph'><style:text-properties fo:font-size='1pt'/></style:default-style>"
    for named, automatic in (
        (style("paragraph", "Base", "text text:display='none'"), style("paragraph", "P", "", parent="Base")),
        (default, style("paragraph", "P", "")),
        (
            style("paragraph", "Base", "text fo:font-size='10pt'"),
            style("paragraph", "P", "text fo:font-size='10%'", parent="Base"),
        ),
        (style("text", "Ghost", "text fo:color='#fff'"), style("text", "T", "", parent="Ghost")),
    ):
        seen = style("paragraph", "Seen", "text fo:font-size='12pt'")
        body = p(SEEN, "Seen") + p(span(CONCEALED), "P")
        assert shown(read(odt(body, automatic + seen, named))) == [SEEN]


def test_a_span_may_show_what_its_paragraph_hides():
    styles = style("paragraph", "P", "text text:display='none'") + text_style("text:display='true'")
    assert shown(read(odt(p(f"{CONCEALED}{span(SEEN)}", "P"), styles))) == [SEEN]


def test_the_automatic_colour_of_libreoffice_with_no_opacity_is_visible():
    default = (
        "<style:default-style style:family='paragraph'><style:text-properties style:use-window-font-color='true' "
        "loext:opacity='0%'/></style:default-style>"
    )
    blue = text_style("fo:color='#000080'") + style("paragraph", "P", "text fo:color='#000080'")
    assert shown(read(odt(p(SEEN) + p(span("Blau.")) + p("Auch.", "P"), blue, default))) == [SEEN, "Blau.", "Auch."]


def test_styles_in_a_circle_end():
    circle = style("paragraph", "A", "text fo:color='#fff'", parent="B") + style("paragraph", "B", "", parent="A")
    assert shown(read(odt(p(SEEN) + p(CONCEALED, "A"), circle))) == [SEEN]


@pytest.mark.parametrize(
    ("trick", "honest"),
    [
        (
            '<text:section text:display="none">{}</text:section>',
            '<text:section text:protected="true">{}</text:section>',
        ),
        (
            f'<text:section text:display="condition" {TRUE}>{{}}</text:section>',
            f'<text:section text:display="condition" {FALSE} text:is-hidden="true">{{}}</text:section>',
        ),
        (
            '<text:section text:display="condition" text:condition="ooow:x==1" text:is-hidden="true">{}</text:section>',
            '<text:section text:display="condition" text:condition="ooow:x==1">{}</text:section>',
        ),
    ],
)
def test_a_hidden_section_does_not_count(trick, honest):
    document = read(odt(p(SEEN) + trick.format(p(CONCEALED) + table(row(p(CONCEALED))))))
    assert shown(document) == [SEEN]
    assert hidden(document) == [("invisible", 1)]
    assert shown(read(odt(p(SEEN) + honest.format(p(CONCEALED))))) == [SEEN, CONCEALED]


@pytest.mark.parametrize(
    ("trick", "honest"),
    [
        (f"<text:hidden-paragraph {TRUE}/>{CONCEALED}", f'<text:hidden-paragraph {FALSE} text:is-hidden="true"/>{CONCEALED}'),
        (f"<text:hidden-paragraph text:is-hidden='true'/>{CONCEALED}", f"<text:hidden-paragraph/>{CONCEALED}"),
        (f"<text:hidden-text {TRUE}>{CONCEALED}</text:hidden-text>",
         f"<text:hidden-text {FALSE}>{CONCEALED}</text:hidden-text>"),
        (
            f"<text:conditional-text {TRUE} text:string-value-if-true='' text:string-value-if-false='{CONCEALED}'/>",
            f"<text:conditional-text {FALSE} text:string-value-if-true='' text:string-value-if-false='{CONCEALED}'/>",
        ),
        (f"<text:user-field-get text:display='none'>{CONCEALED}</text:user-field-get>",
         f"<text:user-field-get>{CONCEALED}</text:user-field-get>"),
        (f"<svg:desc>{CONCEALED}</svg:desc>", f"<text:a>{CONCEALED}</text:a>"),
        (f"<office:annotation><text:p>{CONCEALED}</text:p></office:annotation>",
         f"<text:ruby><text:ruby-base>{CONCEALED}</text:ruby-base></text:ruby>"),
        (f"<text:script>{CONCEALED}</text:script>", f"<text:title>{CONCEALED}</text:title>"),
    ],
)  # fmt: skip
def test_a_field_counts_by_what_it_shows(trick, honest):
    assert shown(read(odt(p(SEEN) + p(trick)))) == [SEEN]
    assert shown(read(odt(p(SEEN) + p(honest)))) == [SEEN, CONCEALED]


def test_conditions_on_declared_fields_are_worked_out():
    declared = '<text:user-field-decls><text:user-field-decl text:name="x" office:value="1"/></text:user-field-decls>'
    section = f'<text:section text:display="condition" text:condition="ooow:x EQ 1">{p(CONCEALED)}</text:section>'
    assert shown(read(odt(declared + p(SEEN) + section))) == [SEEN]


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("ooow:1==1", True), ("1", True), ("true", True), ("ooow:TRUE", True), ("of:=TRUE()", True), ("ooow:1 EQ 1", True),
        ("0", False), ("ooow:false", False), ("ooow:NOT 0", True), ("!(1==2)", True), ('"a"=="b"', False),
        ("2>1 AND 1<2", True),
        ("1 OR x", None), ("page==1", None), ("", None), (None, None), ("1==", None), ("((((", None), ("1" * 400, None),
        ("(" * 250, None), ("1 XOR 1", False), ("2*2 = 4", True), ("-1 < 0", True), ("\x00", None),
    ],
)  # fmt: skip
def test_constant_conditions_are_decided_and_no_others(condition, met):
    assert is_met(condition) is met


def test_white_text_counts_on_a_dark_ground_of_any_kind():
    white = text_style("fo:color='#ffffff'")
    dark_paragraph = style("paragraph", "D", "paragraph fo:background-color='#000080'")
    assert shown(read(odt(p(SEEN) + p(span(CONCEALED), "D"), white + dark_paragraph))) == [SEEN, CONCEALED]
    cell = f'<table:table-row><table:table-cell table:style-name="C">{p(span(CONCEALED))}</table:table-cell></table:table-row>'
    assert shown(read(odt(p(SEEN) + table(cell), white + BLUE_CELL))) == [SEEN, CONCEALED]
    for family in ("table", "table-row"):
        dark = style(family, "D", f"{family} fo:background-color='#000080'")
        name, attributes = ("D", "") if family == "table" else ("", "table:style-name='D'")
        assert shown(
            read(odt(p(SEEN) + table(row(p(span(CONCEALED)), attributes=attributes), name=name), white + dark))
        ) == [SEEN, CONCEALED]
    section = style("section", "S", "section fo:background-color='#000080'")
    inside = f'<text:section text:style-name="S">{p(span(CONCEALED))}</text:section>'
    assert shown(read(odt(p(SEEN) + inside, white + section))) == [SEEN, CONCEALED]
    filled = style("graphic", "G", "graphic draw:fill='solid' draw:fill-color='#000080'")
    box = p(frame(span(CONCEALED), "draw:style-name='G'"))
    assert shown(read(odt(p(SEEN) + box, white + filled))) == [SEEN, CONCEALED]
    blue = "<style:page-layout-properties fo:background-color='#000080'/>"
    layout = f"<style:page-layout style:name='L'>{blue}</style:page-layout>"
    master = "<style:master-page style:name='Standard' style:page-layout-name='L'/>"
    assert shown(read(odt(p(SEEN) + p(span(CONCEALED)), white, masters=master, layouts=layout))) == [SEEN, CONCEALED]


def test_dark_text_on_the_same_dark_cell_does_not_count():
    dark = text_style("fo:color='#000085'")
    cell = f'<table:table-row><table:table-cell table:style-name="C">{p(span(CONCEALED))}</table:table-cell></table:table-row>'
    document = read(odt(p(SEEN) + table(cell), dark + BLUE_CELL))
    assert shown(document) == [SEEN]
    assert hidden(document) == [("white", 1)]


def test_white_text_above_a_large_picture_counts_and_beside_a_logo_does_not():
    styles = text_style("fo:color='#ffffff'") + style("graphic", "G", "graphic style:wrap='run-through'")
    picture = "<draw:frame draw:style-name='G' svg:width='{}' svg:height='{}'><draw:image/></draw:frame>"
    for size, expected in (("17cm", [SEEN, CONCEALED]), ("3cm", [SEEN])):
        assert shown(read(odt(p(SEEN) + p(picture.format(size, size) + span(CONCEALED)), styles))) == expected


def test_text_of_a_group_may_lie_on_its_shapes():
    styles = text_style("fo:color='#ffffff'") + style(
        "graphic", "G", "graphic draw:fill='solid' draw:fill-color='#008000'"
    )
    group = (
        f"<draw:g><draw:rect draw:style-name='G' svg:width='9cm' svg:height='5cm'/>{frame(span(CONCEALED))}</draw:g>"
    )
    assert shown(read(odt(p(SEEN) + p(group), styles))) == [SEEN, CONCEALED]


PLACES = [
    ("svg:x='-100cm' svg:y='1cm' svg:width='5cm'", "outside"),
    ("svg:x='1cm' svg:y='-40in' svg:width='5cm' svg:height='3cm'", "outside"),
    ("svg:x='2000pt' svg:y='1cm'", "outside"),
    ("text:anchor-type='page' svg:x='-6cm' svg:y='1cm' svg:width='5cm'", "outside"),
    ("draw:transform='rotate (0) translate (-90cm 2cm)' svg:width='5cm' svg:height='3cm'", "outside"),
    ("svg:x='1cm' svg:y='1cm' svg:width='0.01cm' svg:height='0.01cm'", "cut"),
    ("svg:x='1cm' svg:y='1cm' svg:width='8cm' svg:height='0cm'", "cut"),
    ("draw:display='none'", "invisible"),
    ("draw:layer='off'", "layer"),
]


@pytest.mark.parametrize(("attributes", "why"), PLACES)
def test_a_frame_nobody_sees_does_not_count(attributes, why):
    layers = "<draw:layer-set><draw:layer draw:name='off' draw:display='none'/></draw:layer-set>"
    document = read(odt(p(SEEN) + p(frame(CONCEALED, attributes)), masters=layers))
    assert shown(document) == [SEEN]
    assert hidden(document) == [(why, 1)]


@pytest.mark.parametrize(
    "attributes",
    [
        "", "svg:x='2cm' svg:y='3cm' svg:width='8cm' svg:height='4cm'", "svg:x='-1cm' svg:y='-1cm' svg:width='5cm'",
        "text:anchor-type='as-char' svg:y='-30cm'", "draw:style-name='Centre' svg:x='-90cm'", "draw:layer='on'",
        "draw:display='printer'", "draw:transform='rotate (3.14) translate (23cm 9cm)' svg:width='9cm' svg:height='3cm'",
    ],
)  # fmt: skip
def test_a_frame_on_the_page_counts(attributes):
    centre = style("graphic", "Centre", "graphic style:horizontal-pos='center'")
    assert shown(read(odt(p(SEEN) + p(frame(CONCEALED, attributes)), centre))) == [SEEN, CONCEALED]


def test_a_frame_that_grows_with_its_text_is_not_cut():
    small = frame(CONCEALED, "svg:width='8cm' svg:height='0.05cm'", "fo:min-height='0.05cm'")
    assert shown(read(odt(p(SEEN) + p(small)))) == [SEEN, CONCEALED]


def test_rows_and_columns_that_are_hidden_or_too_small_do_not_count():
    styles = (
        style("table-row", "R", "table-row style:row-height='0.02cm'")
        + style("table-row", "M", "table-row style:min-row-height='0.02cm'")
        + style("table-column", "K", "table-column style:column-width='0.01cm'")
    )
    for attributes, why in (
        ("table:visibility='collapse'", "invisible"),
        ("table:visibility='filter'", "invisible"),
        ("table:style-name='R'", "cut"),
    ):
        document = read(odt(p(SEEN) + table(row(p(CONCEALED), attributes=attributes)), styles))
        assert (shown(document), hidden(document)) == ([SEEN], [(why, 1)])
    for column in ("table:style-name='K'", "table:visibility='collapse'"):
        columns = f"<table:table-column/><table:table-column {column}/>"
        assert shown(read(odt(table(row(p(SEEN), p(CONCEALED)), columns=columns), styles))) == [SEEN]
    assert shown(read(odt(p(SEEN) + table(row(p(CONCEALED), attributes="table:style-name='M'")), styles))) == [
        SEEN,
        CONCEALED,
    ]


def test_cells_under_a_spanning_cell_are_covered():
    spanned = (
        f'<table:table-row><table:table-cell table:number-columns-spanned="2">{p(SEEN)}</table:table-cell>'
        f"<table:covered-table-cell>{p(CONCEALED)}</table:covered-table-cell></table:table-row>"
    )
    document = read(odt(table(spanned)))
    assert (shown(document), hidden(document)) == ([SEEN], [("covered", 1)])
    cells = f"<table:table-cell>{p(SEEN)}</table:table-cell><table:covered-table-cell>{p(CONCEALED)}</table:covered-table-cell>"
    free = f"<table:table-row>{cells}</table:table-row>"
    assert shown(read(odt(table(free)))) == [f"{SEEN} {CONCEALED}"]


def test_paragraphs_beside_the_page_or_without_height_do_not_count():
    for properties, why in (
        ("paragraph fo:margin-left='40cm'", "outside"),
        ("paragraph fo:margin-right='40cm' fo:margin-left='-40cm'", "outside"),
        ("paragraph fo:line-height='0.01cm'", "cut"),
        ("paragraph fo:line-height='2%'", "cut"),
    ):
        document = read(odt(p(SEEN) + p(CONCEALED, "P"), style("paragraph", "P", properties)))
        assert (shown(document), hidden(document)) == ([SEEN], [(why, 1)])
    for properties in ("paragraph fo:margin-left='-1cm'", "paragraph fo:line-height='90%'"):
        assert shown(read(odt(p(SEEN) + p(CONCEALED, "P"), style("paragraph", "P", properties)))) == [SEEN, CONCEALED]


def test_hidden_text_is_noted_on_its_page():
    styles = text_style("fo:color='#fff'") + style("paragraph", "B", "paragraph fo:break-before='page'")
    assert hidden(read(odt(p(SEEN) + p(f"{SEEN}{span(CONCEALED)}", "B"), styles))) == [("white", 2)]


def test_a_flat_file_is_looked_at_like_a_package():
    flat = content_xml(p(SEEN) + p(span(CONCEALED)), text_style("fo:color='#fff'"), root="document").encode()
    document = read(flat, "antrag.fodt")
    assert (shown(document), hidden(document)) == ([SEEN], [("white", 1)])
