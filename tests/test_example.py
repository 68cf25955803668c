from __future__ import annotations

import io
import time

import pypdfium2
import pytest
from pypdf import PdfReader

from s3align.errors import DataError
from s3align.example import BlockKind, build_example, parse_blocks
from s3align.resources import folder

EXAMPLES = ["beispielantrag.md", "example-proposal.md"]
UMLAUTS = "Größe über Öl, Ähren, Übung – „Zitat“, 5 € für Straße’s Fluß"


def example_text(name: str) -> str:
    return (folder("corpus") / "strategies" / "ruhr" / "examples" / name).read_text(encoding="utf-8")


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return texts


def words_of(text: str) -> list[str]:
    return text.replace("#", " ").replace("\n- ", "\n").split()


def test_umlauts_and_typographic_marks_come_back_unchanged() -> None:
    (page,) = pages_of(build_example(f"# {UMLAUTS}\n\n{UMLAUTS}\n\n- {UMLAUTS}"))
    assert (
        page.replace("\r\n", " ").count("Größe über Öl, Ähren, Übung – „Zitat“, 5 €") == 4
    )  # title, header, text, item


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_word_of_the_example_comes_back_in_order(name: str) -> None:
    source = example_text(name)
    title = next(parse_blocks(source)).text
    pdf = build_example(source)
    read: list[str] = []
    pages = pages_of(pdf)
    for number, page in enumerate(pages, start=1):
        lines = page.split("\r\n")
        assert title.startswith(lines[0])
        assert lines[-1].strip() == f"{number} / {len(pages)}"
        read += " ".join(lines[1:-1]).replace("•", " ").split()
    assert read == words_of(source)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_has_title_outline_and_several_a4_pages(name: str) -> None:
    source = example_text(name)
    reader = PdfReader(io.BytesIO(build_example(source)))
    headings = [b.text for b in parse_blocks(source) if b.kind in (BlockKind.HEADING, BlockKind.SUBHEADING)]
    assert reader.metadata is not None
    assert reader.metadata.title == next(parse_blocks(source)).text
    assert len(reader.outline) == len(headings)
    assert 5 <= len(reader.pages) <= 12
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_have_the_length_of_a_short_proposal(name: str) -> None:
    assert 1700 <= len(words_of(example_text(name))) <= 2700


def test_same_text_gives_same_bytes_a_second_later() -> None:
    text = "# Titel\n\nEin Absatz."
    first = build_example(text)
    time.sleep(1.1)  # the clock in the file's metadata would count seconds
    assert build_example(text) == first


def test_lines_stay_inside_the_margins() -> None:
    document = pypdfium2.PdfDocument(build_example(example_text("beispielantrag.md")))
    for page in document:
        for thing in page.get_objects():
            left, bottom, right, top = thing.get_bounds()
            assert left >= 70
            assert right <= 595 - 70
            assert bottom > 30
            assert top < 842 - 25
        page.close()
    document.close()


def test_a_heading_never_ends_a_page() -> None:
    body = "Wort " * 12
    for paragraphs in range(20, 45):
        text = "# T\n\n" + "\n\n".join([body] * paragraphs) + "\n\n## Schluss\n\n" + body
        for page in pages_of(build_example(text)):
            assert not page.split("\r\n")[-2].startswith("Schluss")


def test_items_and_wrapped_paragraphs_are_told_apart() -> None:
    kinds = [(b.kind.value, b.text) for b in parse_blocks("# T\n\nzwei\nZeilen\n\n- a\n- b\n  weiter\n\n### U")]
    assert kinds == [
        ("title", "T"),
        ("paragraph", "zwei Zeilen"),
        ("item", "a"),
        ("item", "b weiter"),
        ("subheading", "U"),
    ]


def test_a_character_outside_the_fonts_is_an_error_that_shows_it() -> None:
    with pytest.raises(DataError, match="'→'"):
        build_example("# Titel\n\nA → B")


def test_an_empty_text_is_an_error() -> None:
    with pytest.raises(DataError, match="empty"):
        build_example(" \n\n ")
