"""What a form field or annotation shows counts; what it only stores is noted and earns nothing."""

from __future__ import annotations

import pytest
from builders import SENTENCES, lines, pdf, rewritten
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from s3align.reading.read import read_bytes
from s3align.record.document import Document, NoticeKind, PassageKind
from s3align.settings import Settings

ANSWER = "Wir bauen eine Anlage zur Elektrolyse"
HELVETICA = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)
FONTS = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): HELVETICA})})
BOX = (70, 300, 500, 340)


def named(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def text_of(value: str) -> TextStringObject:
    return TextStringObject(value)


def annotation(
    subtype: str,
    *,
    box: tuple[float, ...] = BOX,
    look: str | None = None,
    style: str = "/Helv 10 Tf 0 g",
    **entries: object,
) -> DictionaryObject:
    """``look``: the operators of its appearance."""
    usual = {
        "Type": NameObject("/Annot"),
        "Subtype": NameObject(f"/{subtype}"),
        "F": NumberObject(4),
        "DA": text_of(style),
    }
    found = named(**usual | {"Rect": ArrayObject(map(FloatObject, box))} | entries)
    if look is not None:
        stream = DecodedStreamObject()
        stream.set_data(look.encode("cp1252"))
        width, height = box[2] - box[0], box[3] - box[1]
        stream.update(
            named(
                Type=NameObject("/XObject"),
                Subtype=NameObject("/Form"),
                BBox=ArrayObject(map(FloatObject, (0, 0, width, height))),
                Resources=FONTS,
            )
        )
        found[NameObject("/AP")] = named(N=stream)
    return found


def written(text: str, *, colour: str = "0 g", size: float = 10) -> str:
    return f"BT /Helv {size} Tf {colour} 3 20 Td ({text}) Tj ET"


def field(kind: str = "Tx", **entries: object) -> DictionaryObject:
    return annotation("Widget", **{"FT": NameObject(f"/{kind}"), "T": text_of("feld")} | entries)


def document(*annotations: DictionaryObject, has_form: bool = True) -> Document:
    def change(writer: PdfWriter) -> None:
        references = []
        for entry in annotations:
            if "/AP" in entry:
                entry["/AP"][NameObject("/N")] = writer._add_object(entry["/AP"]["/N"])
            references.append(writer._add_object(entry))
        writer.pages[0][NameObject("/Annots")] = ArrayObject(references)
        if has_form:
            fields = [one for one in references if one.get_object()["/Subtype"] == "/Widget"]
            writer.root_object[NameObject("/AcroForm")] = named(Fields=ArrayObject(fields), DR=FONTS)

    return read_bytes(rewritten(pdf(lines(SENTENCES)), change), name="antrag.pdf", settings=Settings())


def answers(found: Document) -> list[str]:
    return [found.text(passage) for passage in found.passages if passage.kind is PassageKind.FORM_FIELD]


def counted(found: Document) -> str:
    return " ".join(found.text(passage) for passage in found.passages if passage.kind is not PassageKind.PROMPT)


def concealments(found: Document) -> list[str]:
    return [entry.concealment.value for entry in found.hidden]


OPTIONS = ArrayObject(
    ArrayObject([text_of(code), text_of(name)])
    for code, name in (("10", "Elektrolyse und Speicher"), ("20", "Windkraft"), ("30", "Sport"))
)

SHOWN = {
    "a value without a look": field(V=text_of(ANSWER)),
    "a look without a value": field(look=written(ANSWER)),
    "a value and its look": field(V=text_of(ANSWER), look=written(ANSWER)),
    "white on a dark ground": field(
        V=text_of(ANSWER), look=f"0 0 .5 rg 0 0 430 40 re f {written(ANSWER, colour='1 g')}"
    ),
    "formatted text with a look": field(
        RV=text_of("<body><p>Wir bauen eine <b>Anlage</b> zur Elektrolyse</p></body>"), look=written(ANSWER)
    ),
    "formatted text alone": field(RV=text_of("<body><p>Wir bauen eine <b>Anlage</b> zur Elektrolyse</p></body>")),
    "shown but not printed": field(V=text_of(ANSWER), F=NumberObject(0)),
}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("has_form", [True, False])
def test_what_a_field_shows_counts(name: str, has_form: bool) -> None:
    found = document(SHOWN[name], has_form=has_form)
    assert answers(found) == [ANSWER]
    assert not found.hidden


UNSEEN = {
    "tiny": field(V=text_of(ANSWER), style="/Helv 0.5 Tf 0 g"),
    "white": field(V=text_of(ANSWER), style="/Helv 10 Tf 1 g"),
    "outside": field(V=text_of(ANSWER), box=(-600, -600, -100, -100)),
    "unshown": field(V=text_of(ANSWER), look=written("Chor")),
    "unseen": field(V=text_of(ANSWER), look=written(ANSWER), F=NumberObject(2)),
}


@pytest.mark.parametrize("concealment", UNSEEN)
def test_a_value_that_nobody_sees_is_noted_and_does_not_count(concealment: str) -> None:
    found = document(UNSEEN[concealment])
    assert "Elektrolyse" not in counted(found)
    assert concealments(found) == [concealment]


def test_of_a_long_value_only_what_its_box_shows_counts() -> None:
    found = document(
        field(V=text_of(f"Wir singen im Chor. {ANSWER} am Kanal."), box=(70, 300, 160, 314), Ff=NumberObject(4096))
    )
    assert answers(found)[0].startswith("Wir singen")
    assert "Elektrolyse" not in counted(found)
    assert concealments(found) == ["cut"]


def test_the_options_chosen_count_by_the_names_that_are_shown() -> None:
    one = field("Ch", Ff=NumberObject(1 << 17), Opt=OPTIONS, V=text_of("10"))
    several = field(
        "Ch",
        Ff=NumberObject(1 << 21),
        Opt=OPTIONS,
        V=ArrayObject([text_of("10"), text_of("20")]),
        box=(70, 200, 500, 260),
    )
    assert answers(document(one)) == ["Elektrolyse und Speicher"]
    assert answers(document(several)) == ["Elektrolyse und Speicher", "Windkraft"]


def test_tooltips_and_names_of_fields_earn_nothing() -> None:
    tooltip = " ".join([ANSWER] * 4)
    found = document(
        field(V=text_of("Chor"), TU=text_of(tooltip)),
        field(T=text_of("zwei"), V=text_of("entfällt"), box=(70, 200, 500, 240)),
    )
    assert answers(found) == ["Chor"]
    assert "Elektrolyse" not in counted(found)
    assert concealments(found) == ["tooltip"]


@pytest.mark.parametrize("subtype", ["FreeText", "Stamp"])
def test_text_typed_onto_the_page_is_text_of_the_page(subtype: str) -> None:
    found = document(annotation(subtype, look=written(ANSWER), Contents=text_of(ANSWER)))
    (passage,) = (passage for passage in found.passages if ANSWER in found.text(passage))
    assert passage.kind is PassageKind.BODY
    assert found.boxes(1, passage.start, passage.end)
    assert not found.hidden


@pytest.mark.parametrize(
    ("entry", "concealment"),
    [
        (annotation("Text", Contents=text_of(ANSWER)), "annotation"),
        (annotation("FreeText", look=written(ANSWER), Contents=text_of(ANSWER), F=NumberObject(2)), "annotation"),
        (annotation("FreeText", look=written(ANSWER, colour="1 g")), "white"),
        (annotation("FreeText", look=written(ANSWER, size=0.5)), "tiny"),
    ],
)
def test_notes_and_typed_text_that_nobody_sees_do_not_count(entry: DictionaryObject, concealment: str) -> None:
    found = document(entry)
    assert "Elektrolyse" not in counted(found)
    assert len(found.hidden) == 1
    assert found.hidden[0].concealment in (concealment, "unseen")


def xfa(data: str, template: str = "") -> Document:
    packets = {
        "template": f'<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform>{template}</subform></template>',
        "datasets": f'<d:datasets xmlns:d="http://www.xfa.org/schema/xfa-data/1.0/"><d:data><a>{data}</a></d:data></d:datasets>',
    }

    def change(writer: PdfWriter) -> None:
        parts: list[object] = []
        for name, xml in packets.items():
            stream = DecodedStreamObject()
            stream.set_data(xml.encode())
            parts += [text_of(name), writer._add_object(stream)]
        writer.root_object[NameObject("/AcroForm")] = named(Fields=ArrayObject(), XFA=ArrayObject(parts))
        writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)

    return read_bytes(rewritten(pdf(lines(SENTENCES)), change), name="antrag.pdf", settings=Settings())


def test_formatted_answers_of_an_xfa_form_are_read_whole() -> None:
    rich = '<body xmlns="http://www.w3.org/1999/xhtml"><p>Wir bauen eine <b>Anlage</b></p><p>zur Elektrolyse</p></body>'
    assert answers(xfa(f"<ziel>{rich}</ziel><ort>Hamm</ort>")) == [ANSWER, "Hamm"]


def test_an_xfa_choice_counts_by_the_name_that_its_template_shows() -> None:
    items = "<items><text>Wind</text><text>Sport</text></items><items save='1'><text>1</text><text>2</text></items>"
    found = xfa("<thema>1</thema>", f"<field name='thema'>{items}</field>")
    assert answers(found) == ["Wind"]


def test_hidden_fields_of_an_xfa_form_do_not_count() -> None:
    fields = "<field name='ort'/><field name='ziel' presence='hidden'/><field name='rest'><font size='0.5pt'/></field>"
    found = xfa(f"<ort>Hamm</ort><ziel>{ANSWER}</ziel><rest>{ANSWER}</rest>", fields)
    assert answers(found) == ["Hamm"]
    assert concealments(found) == ["unseen", "tiny"]


def portfolio(has_collection: bool) -> Document:
    def change(writer: PdfWriter) -> None:
        writer.add_attachment("Antrag.pdf", b"%PDF-1.4")
        if has_collection:
            writer.root_object[NameObject("/Collection")] = named(Type=NameObject("/Collection"))

    return read_bytes(rewritten(pdf(lines(SENTENCES)), change), name="antrag.pdf", settings=Settings())


def test_a_portfolio_is_told_from_a_document_with_attachments() -> None:
    (notice,) = portfolio(has_collection=True).notices
    assert (notice.kind, notice.quote, notice.count) == (NoticeKind.PORTFOLIO, "Antrag.pdf", 1)
    assert not portfolio(has_collection=False).notices
