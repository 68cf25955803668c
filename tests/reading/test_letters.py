"""Wrong letters of fonts: the inputs are made by giving a font's characters out as others in its ToUnicode map."""

from __future__ import annotations

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from s3align.reading import ocr
from s3align.reading.pdf.known_words import is_known
from s3align.reading.read import read_bytes
from s3align.record.document import Document, NoticeKind, PageQuality
from s3align.settings import Settings
from tests.reading.builders import lines, pdf, rewritten

SETTINGS = Settings()
TEXT = [
    "Täglich fahren vom Hafen mehr als vierhundert Lastkraftwagen in die",
    "Nachbarschaft. Die Gesellschaft will ihre Luft verbessern und schafft",
    "dafür neue Wirtschaft und neue Kraft. Eine Stiftung hilft oft mit Geld,",
    "die Stadt schenkt ein Gebäude. Die Bitte um weitere Mittel wird von der",
    "Mitte der Bürger getragen, und viele Schritte werden gemeinsam gemacht.",
    "Unterschrieben haben zwanzig Betriebe der Wissenschaft und Wirtschaft,",
    "deren Mannschaft sich in der Werkstatt und im Geschäft um die Arbeit am",
    "Antrieb der Zukunft kümmert, ohne dass der Betrieb dafür still steht.",
]
CODES = {"ft": 0x8D, "tt": 0x8F}  # WinAnsi leaves them free


def read(data: bytes) -> Document:
    return read_bytes(data, name="a.pdf", settings=SETTINGS)


def text_of(document: Document) -> str:
    return " ".join(document.pages[0].text.split())


def given_out(texts: list[str], meanings: dict[int, str], ligatures: bool = False) -> bytes:
    """A page in Helvetica whose codes the file gives out as ``meanings``; with ``ligatures`` "ft" and "tt" are one glyph."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        content = page.get_contents()
        assert content is not None
        data = content.get_data()
        if ligatures:
            data = data.replace(b"ft", b"\x8d").replace(b"tt", b"\x8f")
        new = DecodedStreamObject()
        new.set_data(data)
        page[NameObject("/Contents")] = writer._add_object(new)
        rows = b"".join(
            b"<%02X> <%s>\n" % (code, text.encode("utf-16-be").hex().encode()) for code, text in meanings.items()
        )
        cmap = DecodedStreamObject()
        cmap.set_data(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
            b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
            % (len(meanings), rows)
        )
        for font in page["/Resources"]["/Font"].values():
            font.get_object()[NameObject("/ToUnicode")] = writer._add_object(cmap)

    return rewritten(pdf(lines(texts)), change)


def usual(**changes: str) -> dict[int, str]:
    codes = {code: bytes([code]).decode("cp1252", "replace") for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    return codes | {CODES[name]: sign for name, sign in changes.items()}


@pytest.mark.parametrize(
    ("ft", "tt"),
    [("\ue003", "\ue001"), ("[", "&"), ("O", "\ufffd"), ("\x05", "\x06"), ("&", "#")],
    ids=["private use", "signs", "capital and replacement", "control", "two signs"],
)
def test_ligatures_given_out_as_other_characters_are_put_right_and_noted(ft, tt):
    document = read(given_out(TEXT, usual(ft=ft, tt=tt), ligatures=True))
    text = text_of(document)
    for word in ("Lastkraftwagen", "Nachbarschaft", "Wirtschaft", "Stiftung", "Luft", "Bitte", "Mittel", "Schritte"):
        assert word in text
    (notice,) = document.notices
    assert (notice.kind, notice.page) == (NoticeKind.MENDED, 1)
    assert notice.count is not None
    assert notice.count >= 12


def test_words_keep_their_place_when_their_letters_are_put_right():
    document = read(given_out(TEXT, usual(ft="\ue003", tt="\ue001"), ligatures=True))
    start = document.pages[0].text.index("Nachbarschaft")
    ((left, bottom, right, top),) = document.boxes(1, start, start + len("Nachbarschaft"))
    assert right - left > 30
    assert top > bottom


def test_honest_ligatures_need_no_mending():
    document = read(given_out(TEXT, usual(ft="ft", tt="tt"), ligatures=True))
    assert "Lastkraftwagen" in text_of(document)
    assert document.notices == ()


@pytest.mark.parametrize("shift", [3, 13, 20])
def test_an_alphabet_that_is_shifted_is_put_right(shift):
    def moved(sign: str) -> str:
        first = ord("a" if sign.islower() else "A")
        return chr((ord(sign) - first + shift) % 26 + first) if sign.isascii() and sign.isalpha() else sign

    document = read(given_out(TEXT, {code: moved(sign) for code, sign in usual().items()}))
    assert "Täglich fahren vom Hafen mehr als vierhundert Lastkraftwagen" in text_of(document)
    assert document.notices[0].kind is NoticeKind.MENDED


def test_codes_that_are_shifted_are_put_right():
    moved = {code: chr(code - 29) if 0x21 <= code < 0x7F else sign for code, sign in usual().items()}
    assert "mehr als vierhundert Lastkraftwagen" in text_of(read(given_out(TEXT, moved)))


SCRAMBLED = dict(zip("abcdefghijklmnopqrstuvwxyz", "qxjzkvwbhfydrnpcmtlgsiuaeo", strict=True))


def scrambled() -> bytes:
    return given_out(TEXT, {code: SCRAMBLED.get(sign, sign) for code, sign in usual().items()})


@pytest.mark.skipif(ocr.program() is None, reason="Tesseract is not installed")
def test_a_page_whose_letters_follow_no_rule_is_read_as_a_picture_and_noted():
    document = read(scrambled())
    assert document.pages[0].quality is PageQuality.RECOGNISED
    assert "vierhundert Lastkraftwagen" in text_of(document)
    assert [notice.kind for notice in document.notices] == [NoticeKind.RECOGNISED]


FOREIGN = {
    "Polish": "Projekt rozwija wspólną sieć przedsiębiorstw i uczelni, które badają źródła energii w małych miastach regionu "
    "oraz szkolą pracowników szpitali w zakresie bezpieczeństwa danych. Wyniki są bezpłatnie udostępniane wszystkim",
    "Finnish": "Hanke kehittää yhteistä verkostoa yrityksille ja korkeakouluille, jotka tutkivat energian lähteitä pienissä "
    "kaupungeissa ja kouluttavat sairaaloiden henkilökuntaa tietoturvan alalla. Tulokset jaetaan kaikille",
    "programs": "for (i=0;i<n;i++) { xIndex[i]=getValue(yPos+1); if (a&b) setMaxLen(cnt<<2); } def parseXml(self): return "
    "self.rootNode.findAll('td')[0] strncpy(buf,src,len) printf mkdir chmod grep awk sed xargs",
    "names": "Xaver Przybylski, Qiu Xiaolong, Ngozi Okonjo-Iweala, Zsófia Nagy, Håkon Fjørtoft, Tvrtko Hrvatin, Krzysztof "
    "Szczepański und Ffion Llwyd aus Pwllheli, Skrjabin und Dvořák",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_languages_names_and_programs_are_left_as_they_are(name):
    words = FOREIGN[name].encode("latin-1", "ignore").decode("latin-1").split()
    rows = [" ".join(words[start : start + 8]) for start in range(0, len(words), 8)]
    document = read(pdf(lines(rows * 3)))
    assert document.notices == ()
    assert text_of(document).split()[:5] == words[:5]


def test_inflected_words_and_compounds_are_known_and_wrong_ones_are_not():
    assert all(map(is_known, ["Nachbarschaft", "Lastkraftwagen", "Lieferkette", "different"]))
    assert not any(map(is_known, ["Nachbarschae", "Lastkraewagen", "undstoder", "qxjzkvw"]))
