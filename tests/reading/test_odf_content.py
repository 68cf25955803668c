"""What applicants wrote in an OpenDocument file is read: wherever it stands, once, in order."""

from __future__ import annotations

import time

import pytest
from odf_builders import DECLARED, SEEN, content_xml, frame, odt, p, packed, read, row, shown, span, style, table

from s3align.errors import DamagedError, NotAssessableError, UnsupportedFileError
from s3align.record.document import PassageKind

LONG = " ".join([SEEN] * 4)
LIST = "<text:list><text:list-item>{}</text:list-item></text:list>"


def kinds(document):
    return [(passage.kind, document.text(passage)) for passage in document.passages]


@pytest.mark.parametrize(
    "inside",
    [
        LIST.format(p(LONG)),
        LIST.format(LIST.format(p(LONG))),
        f"<text:section>{p(LONG)}</text:section>",
        p(frame(LONG)),
        frame(LONG),
        table(row(p(LONG))),
        table(row(LIST.format(table(row(p(LONG)))))),
        f"<text:h>{LONG}</text:h>",
        f"<text:numbered-paragraph>{p(LONG)}</text:numbered-paragraph>",
    ],
)
def test_whatever_stands_in_a_cell_is_read_once(inside):
    assert shown(read(odt(table(row(p("Ziele"), inside))))) == ["Ziele", LONG]


def test_short_lists_in_cells_stay_in_their_row():
    document = read(odt(table(row(p("Jahr"), LIST.format(p("2027"))), row(p("Euro"), LIST.format(p("1000"))))))
    assert kinds(document) == [(PassageKind.TABLE, "Jahr 2027\nEuro 1000")]


def test_a_heading_in_a_cell_opens_a_section():
    body = table(row('<text:h text:outline-level="2">Ziele</text:h>'), row(p(SEEN)))
    document = read(odt(body))
    assert [(section.title, section.level) for section in document.sections] == [("Ziele", 2)]
    assert kinds(document) == [(PassageKind.HEADING, "Ziele"), (PassageKind.BODY, SEEN)]


def test_repeated_rows_and_cells_are_read_once():
    repeated = (
        f'<table:table-row table:number-rows-repeated="1000000000"><table:table-cell '
        f'table:number-columns-repeated="1000000000">{p(SEEN)}</table:table-cell></table:table-row>'
    )
    columns = '<table:table-column table:number-columns-repeated="1000000000"/>'
    assert shown(read(odt(table(repeated, columns=columns)))) == [SEEN]


@pytest.mark.parametrize(
    "shape",
    [
        "<draw:custom-shape>{}</draw:custom-shape>",
        "<draw:g><draw:g><draw:rect>{}</draw:rect></draw:g></draw:g>",
        "<draw:a><draw:frame><draw:text-box>{}</draw:text-box></draw:frame></draw:a>",
        '<draw:frame text:anchor-type="as-char"><draw:text-box>{}</draw:text-box></draw:frame>',
        "<text:span><draw:frame><draw:text-box>{}</draw:text-box></draw:frame></text:span>",
        "<draw:frame><draw:image>{}</draw:image></draw:frame>",
        "<draw:frame><draw:text-box><text:section>{}</text:section></draw:text-box></draw:frame>",
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>",
    ],
)
def test_frames_shapes_and_notes_follow_their_paragraph(shape):
    assert shown(read(odt(p(f"Davor {shape.format(p(SEEN))}danach.")))) == ["Davor danach.", SEEN]


def test_shapes_anchored_to_the_page_are_read():
    assert shown(read(odt(f'<draw:custom-shape text:anchor-type="page">{p(SEEN)}</draw:custom-shape>'))) == [SEEN]


def test_inline_elements_keep_their_text_and_spaces():
    body = (
        'Ein<text:s text:c="1000000000"/>Satz<text:tab/>mit <text:a>Verweis</text:a>,<text:line-break/>'
        "<text:span>Feld <text:page-number>7</text:page-number></text:span><text:bookmark/> und <text:ruby>"
        "<text:ruby-base>Basis</text:ruby-base><text:ruby-text>Text</text:ruby-text></text:ruby><text:change-start/>."
    )
    assert shown(read(odt(p(body)))) == ["Ein Satz mit Verweis, Feld 7 und Basis Text."]


def test_deleted_text_is_left_out_and_inserted_text_stays():
    region = f"<text:changed-region><text:deletion>{p('weg')}</text:deletion></text:changed-region>"
    deleted = f"<text:tracked-changes>{region}</text:tracked-changes>"
    assert shown(read(odt(deleted + p("<text:change-start/>neu<text:change-end/> hier")))) == ["neu hier"]


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ("table-of-content", PassageKind.CONTENTS), ("illustration-index", PassageKind.CONTENTS),
        ("user-index", PassageKind.CONTENTS),
        ("alphabetical-index", PassageKind.CONTENTS), ("bibliography", PassageKind.REFERENCES),
    ],
)  # fmt: skip
def test_generated_lists_are_known_as_such(element, kind):
    body = (
        f"<text:{element}><text:{element}-source><text:index-title-template>Vorlage</text:index-title-template>"
        f"</text:{element}-source><text:index-body><text:index-title>{p('Liste')}</text:index-title>{p('1 Ziele 3')}"
        f"</text:index-body></text:{element}>{p(SEEN)}"
    )
    assert kinds(read(odt(body))) == [(kind, "Liste"), (kind, "1 Ziele 3"), (PassageKind.BODY, SEEN)]


def test_the_shown_values_of_form_controls_count_and_labels_do_not():
    forms = (
        '<office:forms><form:form><form:text form:id="a" form:current-value="Titel"/><form:textarea xml:id="b">'
        f'<text:p>{SEEN}</text:p></form:textarea><form:listbox form:id="c"><form:option form:label="Eins" form:value="1"/>'
        '<form:option form:label="Zwei" form:value="2" form:current-selected="true"/></form:listbox>'
        '<form:fixed-text form:id="d" form:label="Bitte ausfüllen"/><form:hidden form:id="e" form:value="geheim"/>'
        '<form:text form:id="f" form:current-value="nirgends"/></form:form></office:forms>'
    )
    body = forms + p("".join(f'<draw:control draw:control="{key}"/>' for key in "abcde"))
    assert kinds(read(odt(body))) == [(PassageKind.FORM_FIELD, text) for text in ("Titel", SEEN, "Zwei")]


@pytest.mark.parametrize(
    "prompt",
    [
        "<text:placeholder text:placeholder-type='text'>&lt;Ziele&gt;</text:placeholder>",
        '<text:text-input text:description="&lt;Ziele&gt;">&lt;Ziele&gt;</text:text-input>',
        '<loext:content-control loext:showing-place-holder="true"><text:span>&lt;Ziele&gt;</text:span></loext:content-control>',
    ],
)
def test_what_a_form_asks_for_is_a_prompt(prompt):
    document = read(odt(p(SEEN) + p(prompt) + p(f"Ziel: {prompt}")))
    assert kinds(document) == [(PassageKind.BODY, SEEN), (PassageKind.PROMPT, "<Ziele>"), (PassageKind.BODY, "Ziel:")]
    assert [(str(entry.concealment), entry.words) for entry in document.hidden] == [("prompt", 1)]


def test_what_was_filled_in_counts():
    control = "<loext:content-control>zwei</loext:content-control>"
    filled = f'<text:text-input text:description="Ziele">Ein Ziel</text:text-input>, {control}'
    assert shown(read(odt(p(filled)))) == ["Ein Ziel, zwei"]


def test_the_choice_of_a_drop_down_is_read():
    mark = (
        '<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMDROPDOWN"><field:param field:name="Dropdown_ListEntry" '
        'field:value="Eins"/><field:param field:name="Dropdown_ListEntry" field:value="Zwei"/><field:param '
        'field:name="Dropdown_Selected" field:value="1"/></field:fieldmark>'
    )
    labels = '<text:label text:value="A"/><text:label text:value="B" text:current-selected="true"/>'
    drop_down = f"<text:drop-down>{labels}B</text:drop-down>"
    assert shown(read(odt(p(f"Wahl {mark} und {drop_down}")))) == ["Wahl Zwei und B"]


def test_headings_are_known_by_outline_level_and_by_their_styles():
    named = (
        style("paragraph", "Outline", "", default_outline_level="2")
        + style("paragraph", "Heading_20_3", "", display_name="Heading 3")
        + style("paragraph", "Title", "")
        + style("paragraph", "Plain", "", parent="Outline", default_outline_level="")
    )
    automatic = "".join(
        style("paragraph", name, "", parent=parent)
        for name, parent in (("P1", "Outline"), ("P2", "Heading_20_3"), ("P3", "Title"), ("P4", "Plain"))
    ) + style("text", "T", "text fo:font-weight='bold'")
    body = (
        "<text:h>A</text:h>"
        + "".join(p(f"Abschnitt {number}", f"P{number}") for number in (1, 2, 3, 4))
        + p(span("2.1 Fett"))
    )
    document = read(odt(body + p(SEEN), automatic, named))
    assert [(section.title, section.level) for section in document.sections] == [
        ("A", 1), ("Abschnitt 1", 2), ("Abschnitt 2", 3), ("Abschnitt 3", 1), ("2.1 Fett", 2),
    ]  # fmt: skip


def test_a_bold_cell_is_a_heading_only_beside_prose():
    bold = style("text", "T", "text fo:font-weight='bold'")
    assert not read(odt(table(row(p(span("Jahr")), p("2027"))), bold)).sections
    assert [entry.title for entry in read(odt(table(row(p(span("Ziele")), p(LONG))), bold)).sections] == ["Ziele"]


def test_pages_end_where_the_file_says_so():
    named = style("paragraph", "Before", "paragraph fo:break-before='page'") + style(
        "paragraph", "After", "paragraph fo:break-after='page'"
    )
    automatic = style("paragraph", "P", "", parent="Before") + style("paragraph", "M", "", master_page_name="Quer")
    body = (
        p("eins", "P") + p("zwei", "P") + p("auch zwei", "After") + p("drei") + "<text:soft-page-break/>" + p("vier")
        + p(f"{SEEN}<text:soft-page-break/>fünf") + p("sechs") + p("sieben", "M")
        + table(row(p("a")), "<text:soft-page-break/>", row(p("b")))
    )  # fmt: skip
    document = read(odt(body, automatic, named))
    assert [page.text for page in document.pages] == [
        "eins", "zwei\nauch zwei", "drei", f"vier\n{SEEN}fünf", "sechs", "sieben\na", "b",
    ]  # fmt: skip


def test_a_template_is_called_one():
    template = odt(p(SEEN), mimetype="application/vnd.oasis.opendocument.text-template")
    with pytest.raises(UnsupportedFileError, match="a template for OpenDocument texts"):
        read(template)


def test_titles_flat_files_and_bare_packages_are_read():
    meta = f"<office:document-meta {DECLARED}><office:meta><dc:title>Der Titel</dc:title></office:meta></office:document-meta>"
    assert read(odt(p(SEEN), **{"meta.xml": meta})).title == "Der Titel"
    assert shown(read(packed({"content.xml": content_xml(p(SEEN)).encode()}))) == [SEEN]
    assert shown(read(packed({".\\content.xml": content_xml(p(SEEN)).encode()}))) == [SEEN]
    assert shown(read(odt(p(SEEN), **{"meta.xml": "<broken"}))) == [SEEN]
    flat = content_xml(p(SEEN), root="document", more="<office:meta><dc:title>Der Titel</dc:title></office:meta>")
    document = read(flat.encode(), "antrag.fodt")
    assert (document.title, shown(document)) == ("Der Titel", [SEEN])


def test_a_file_about_opendocument_stays_a_text():
    text = content_xml(p(SEEN), root="document")
    assert "<office:document" in read(text.encode(), "beispiel.txt").pages[0].text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (odt("").replace(b"PK\x05\x06", b"PK\x05\x07"), DamagedError),
        (packed({"content.xml": b"<x"}), DamagedError),
        (packed({"content.xml": b"<x/>"}), DamagedError),
        (odt(p("x"), **{"styles.xml": "<x"}), DamagedError),
        (
            packed({"content.xml": content_xml("").replace("office:text", "office:spreadsheet").encode()}),
            UnsupportedFileError,
        ),
    ],
)
def test_what_cannot_be_read_is_refused_without_advice_on_pdf(data, error):
    with pytest.raises(error, match=r"antrag\.odt") as found:
        read(data)
    assert "PDF" not in str(found.value)


NESTED = 80


@pytest.mark.parametrize(
    "body",
    [
        "<text:span>" * NESTED + SEEN + "</text:span>" * NESTED,
        "<draw:frame><draw:text-box><text:p>" * NESTED + SEEN + "</text:p></draw:text-box></draw:frame>" * NESTED,
    ],
)
def test_what_is_nested_deeply_is_read(body):
    assert SEEN in shown(read(odt(p(body))))


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
def test_what_is_nested_without_end_is_refused(depth):
    for start, end in (("<text:span>", "</text:span>"), ("<text:section>", "</text:section>")):
        with pytest.raises(NotAssessableError):
            read(odt(p(start * depth + SEEN + end * depth)))


@pytest.mark.parametrize(
    "body",
    [
        p("Ein Satz.") * 100_000,
        table(row(p("a"), p("b")) * 30_000),
        p("<text:s text:c='1000000000'/>x" * 100_000),
        p(span("x") * 100_000),
        p("<text:hidden-paragraph text:condition='ooow:((1==1'/>x") * 30_000,
        p("x", "B") * 30_000,
        p(f"x{span('y')}", "N") * 20_000,
    ],
)
def test_time_grows_with_the_length_of_the_text(body):
    """The limit is that of a quadratic search by far, not of a slow machine."""
    styles = style("text", "T", "text fo:color='#fff'") + style(
        "paragraph", "B", "paragraph fo:break-before='page'; text text:display='none'"
    )
    styles += style("paragraph", "N", "paragraph fo:break-before='page'")
    start = time.process_time()
    read(odt(p(SEEN) + body, styles))
    assert time.process_time() - start < 15


def test_a_chain_of_styles_is_followed_in_linear_time():
    chain = "".join(style("paragraph", f"P{number}", "", parent=f"P{number + 1}") for number in range(20_000))
    start = time.process_time()
    assert shown(read(odt(p(SEEN, "P0"), chain))) == [SEEN]
    assert time.process_time() - start < 10
