"""Passages in common are found with both places, small edits forgiven, and cost no square of the number of files."""

from __future__ import annotations

import random
import sqlite3
import time

import numpy as np
import pytest

from s3align.store.compared_text import (
    LEAST_WORDS,
    MOST_CHARACTERS,
    ROW,
    WINDOW,
    kept_rows,
    packed,
    row_hashes,
    unpacked,
    words_of,
)
from s3align.store.repeated_rows import repeated_rows
from s3align.store.shared_passages import MOST_OF_A_PAIR, MOST_PAIRED, MOST_SHARED, SharedPassages
from s3align.store.similar import SimilarFiles

CONSORTIUM = (
    "Das Konsortium verbindet drei mittelständische Betriebe, eine Hochschule und die Stadtwerke. Die Gießerei Grünwald "
    "bringt Öfen, Versuchsflächen und die Erfahrung ihrer Schichtführer ein; die Hochschule übernimmt Messung, Auswertung "
    "und die Betreuung von sechs Abschlussarbeiten. Die Stadtwerke prüfen, ob sich die Abwärme für vierhundert Wohnungen "
    "im benachbarten Quartier nutzen lässt, und legen ihre Berechnungen allen Beteiligten offen."
)
LEGAL_PHRASE = "im Rahmen der verfügbaren Haushaltsmittel und nach Maßgabe der geltenden Richtlinien des Landes"


def own(seed, words=400):
    """A text that no other has a row of."""
    choose = random.Random(str(seed))  # noqa: S311 -- the same texts in every run
    return " ".join("".join(choose.choices("abcdefghijklmnoprstuwz", k=choose.randrange(3, 11))) for _ in range(words))


def compared(*texts, similar=()):
    """The passages of files 1, 2, ... with one text or several pages each; ``similar``: pairs that are nearly the same."""
    database = sqlite3.connect(":memory:")
    database.execute("create table line (number integer primary key, name text)")
    SimilarFiles(database)
    for one, other in similar:
        database.executemany("insert into similar values (?, ?, 0.9)", ((one, other), (other, one)))
    shared = SharedPassages(database)
    for number, text in enumerate(texts, start=1):
        database.execute("insert into line values (?, ?)", (number, f"{number}.pdf"))
        shared.add(number, packed([text] if isinstance(text, str) else text))
    shared.compare()
    return shared


def entries(*texts, similar=()):
    shared = compared(*texts, similar=similar)
    return [shared.of(number)[0] for number in range(1, len(texts) + 1)]


def joined(*parts):
    return "\n".join(parts)


def test_a_copied_paragraph_is_named_with_both_pages():
    one = [own(1), joined(own(2), CONSORTIUM, own(3))]
    other = [own(4), own(5), joined(own(6), CONSORTIUM)]
    (here,), (there,) = entries(one, other)
    assert (here.other, here.page, here.other_page) == ("2.pdf", 2, 3)
    assert (there.other, there.page, there.other_page) == ("1.pdf", 3, 2)
    assert here.words == there.words == len(words_of(CONSORTIUM))
    assert here.quote.startswith("Das Konsortium verbindet drei mittelständische Betriebe, eine Hochschule")
    assert here.share == pytest.approx(here.words / len(words_of(" ".join(one))), abs=1e-3)
    assert here.files == 2


def test_texts_on_the_same_subject_have_nothing_in_common():
    reworded = (
        "Zum Konsortium gehören eine Hochschule, die Stadtwerke und drei Betriebe aus dem Mittelstand. Öfen und "
        "Versuchsflächen stellt die Gießerei Grünwald; gemessen und ausgewertet wird an der Hochschule, wo "
        "auch sechs Abschlussarbeiten entstehen. Ob die Abwärme vierhundert Wohnungen in der Nachbarschaft heizen kann, "
        "berechnen die Stadtwerke."
    )
    assert entries(joined(own(1), CONSORTIUM), joined(own(2), reworded)) == [[], []]


@pytest.mark.parametrize("places", [(7, 25, 41), (3, 30, 52), (12, 13, 40)])
def test_a_paragraph_is_found_with_three_words_changed(places):
    words = CONSORTIUM.split()
    for place in places:
        words[place] = "anders"
    (here,), _ = entries(joined(own(1), CONSORTIUM, own(2)), joined(own(3), " ".join(words), own(4)))
    assert here.words == pytest.approx(len(words) - 3, abs=8)  # beside an end, three equal words are none


@pytest.mark.parametrize("change", ["put in", "left out"])
def test_words_put_in_or_left_out_do_not_end_a_passage(change):
    words = CONSORTIUM.split()
    edited = [*words[:30], "die", "im", "Jahr", *words[30:]] if change == "put in" else words[:30] + words[33:]
    (here,), _ = entries(joined(own(1), CONSORTIUM), joined(own(3), " ".join(edited), own(4)))
    assert here.words >= len(words) - 3


def test_a_text_written_anew_in_every_line_is_another():
    words = ["anders" if place % 5 == 0 else word for place, word in enumerate(CONSORTIUM.split())]
    assert entries(joined(own(1), CONSORTIUM), joined(own(3), " ".join(words))) == [[], []]


def test_line_breaks_and_hyphens_do_not_matter():
    broken = CONSORTIUM.replace("Versuchsflächen", "Versuchs-\nflächen").replace(" ", "\n", 9).upper()
    (here,), _ = entries(joined(own(1), CONSORTIUM), joined(own(2), broken))
    assert here.words == len(words_of(CONSORTIUM))


def test_a_passage_across_a_page_break_is_one():
    words = CONSORTIUM.split()
    (here,), (there,) = entries([own(1), CONSORTIUM], [joined(own(2), " ".join(words[:20])), " ".join(words[20:])])
    assert here.words == there.words == len(words_of(CONSORTIUM))
    assert (there.page, here.other_page) == (1, 1)
    assert there.quote.split()[:25] == words[:25]


def test_a_standing_phrase_is_no_passage():
    assert len(words_of(LEGAL_PHRASE)) < LEAST_WORDS
    assert entries(joined(own(1), LEGAL_PHRASE, own(2)), joined(own(3), LEGAL_PHRASE, own(4))) == [[], []]


def test_numbered_lines_and_figures_are_no_passage():
    numbers = " ".join(map(str, range(1, 200)))
    assert entries(joined(own(1), numbers), joined(own(2), numbers)) == [[], []]


def test_what_many_files_have_is_named_once_as_a_building_block():
    form, files = own("form", 120), MOST_PAIRED + 3
    shared = compared(*([own(number), joined(form, own(-number))] for number in range(1, files + 1)), own(99))
    (block,) = shared.blocks(10)
    assert (block.files, block.words) == (files, 120)
    assert block.places[0] == ("1.pdf", 2)
    for number in range(1, files + 1):
        (entry,), total = shared.of(number)
        assert (entry.files, entry.page, entry.other_page, total) == (files, 2, 2, 1)
        assert entry.other == ("1.pdf" if number > 1 else "2.pdf")
    assert shared.of(files + 1) == ([], 0)
    assert shared.files() == files


def test_a_passage_of_two_files_is_named_beside_a_building_block():
    form = own("form", 120)
    texts = [joined(form, own(number)) for number in range(1, 10)]
    texts[2], texts[5] = (joined(form, CONSORTIUM, own(-number)) for number in (2, 5))
    here = entries(*texts)[2]
    assert [(entry.files, entry.words) for entry in here] == [
        (9, 120),
        (2, pytest.approx(len(words_of(CONSORTIUM)), abs=WINDOW)),
    ]
    assert here[1].other == "6.pdf"


def test_answers_around_a_form_are_not_in_common_because_of_the_form():
    questions = [own(f"question {number}", 30) for number in range(6)]
    texts = [joined(*(joined(question, own((file, question), 60)) for question in questions)) for file in range(9)]
    assert all(entry.files == 9 for file in entries(*texts) for entry in file)


def test_nearly_equal_files_are_one_text_and_not_compared_with_each_other():
    text = own(1, 800)
    first, second, other = entries(text, text, joined(own(2), text[:2_000]), similar=[(1, 2)])
    assert [entry.other for entry in first] == [entry.other for entry in second] == ["3.pdf"]
    assert [entry.other for entry in other] == ["1.pdf"]


def test_what_only_a_later_version_has_is_named_too():
    text, added = own(1, 800), own(2, 60)
    *_, other = entries(text, joined(text, added), joined(own(3), added, own(4), text[:2_000]), similar=[(1, 2)])
    assert [entry.other for entry in other] == ["1.pdf", "2.pdf"]


def test_many_versions_of_one_file_are_no_building_block():
    versions = MOST_PAIRED + 4
    text = own(1)
    shared = compared(*[text] * versions, similar=[(1, other) for other in range(2, versions + 1)])
    assert not list(shared.blocks(10))
    assert not shared.files()


def test_the_longest_passages_are_named_and_all_are_counted():
    pieces = [own(f"piece {number}", 30 + number) for number in range(60)]
    whole = joined(*(joined(piece, own(f"between {number}", 10)) for number, piece in enumerate(pieces)))
    others = [joined(own(f"own {number}"), piece) for number, piece in enumerate(pieces[:-6])]
    others.append(joined(*(joined(piece, own(piece, 20)) for piece in pieces[-6:])))
    shared = compared(whole, *others)
    named, total = shared.of(1)
    assert total == len(pieces)
    assert len(named) == MOST_SHARED
    assert [entry.words for entry in named] == sorted((entry.words for entry in named), reverse=True)
    assert sum(entry.other == f"{len(others) + 1}.pdf" for entry in named) == MOST_OF_A_PAIR


@pytest.mark.parametrize("text", ["", "Kurz.", [], [""], ["", "", own(1, ROW - 1)]])
def test_texts_with_too_few_words_have_nothing_in_common(text):
    assert entries(text, text, own(2)) == [[], [], []]


@pytest.mark.parametrize("words", [ROW + WINDOW - 1, 40, 300])
def test_no_row_of_the_guaranteed_length_is_missed(words):
    for seed in range(40):
        piece = own(f"piece {seed}", words)
        one, other = (packed([joined(own((seed, side)), piece, own((side, seed)))]) for side in "ab")
        assert np.intersect1d(kept_rows(one).hashes, kept_rows(other).hashes).size


def test_a_fifth_of_the_rows_is_kept():
    kept = len(kept_rows(packed([own(1, 5_000)])).hashes)
    assert kept / 5_000 == pytest.approx(2 / (WINDOW + 1), abs=0.02)  # the density of winnowing


def test_a_packed_text_comes_back_with_its_pages():
    pages = ["", joined("Grüße aus dem Gießereiweg.\f", own(1)), "", own(2)]
    blob = packed(pages)
    assert unpacked(blob).pages == [page.replace("\f", " ") for page in pages]
    rows, text = kept_rows(blob), unpacked(blob)
    assert rows.words == len(text.words)
    assert rows.hashes.tolist() == list(text.kept_rows)
    assert [rows.page(row) for row in range(len(rows.hashes))] == [text.page(word) for word in text.kept_rows.values()]


def test_sentences_of_the_strategy_are_left_out():
    sentence = own("gloss", 40)
    left = packed([joined(own(1), sentence, own(2))], row_hashes(words_of(sentence)))
    assert unpacked(left).words == words_of(joined(own(1), own(2)))


def test_rows_are_the_same_in_parts_of_any_size():
    shared = compared(*(joined(CONSORTIUM, own(number)) for number in range(4)))
    found = [
        sorted(
            (row.hash, tuple(row.files.tolist()), tuple(row.places.tolist()))
            for row in repeated_rows(shared._database, part)
        )
        for part in (10_000, 50)
    ]
    assert found[0] == found[1] != []


def test_a_sentence_said_a_hundred_thousand_times_costs_little():
    said = "Wir bauen eine Anlage für grünen Wasserstoff in der Stadt und betreiben sie gemeinsam. "
    start = time.process_time()
    blob = packed([said * 100_000])
    assert len(blob) < 3_000
    assert len(unpacked(blob).pages[0]) == MOST_CHARACTERS
    here, there = entries([said * 100_000], [own(1) + said * 90_000])
    assert len(here) == len(there) == 0 or here[0].words > LEAST_WORDS
    assert time.process_time() - start < 20  # seconds; far more than it takes, for busy machines


def test_a_file_with_a_piece_of_each_of_a_thousand_others_costs_time_as_they_have_words():
    pieces = [own(f"piece {number}", 40) for number in range(1_000)]
    others = [joined(own(number, 200), piece) for number, piece in enumerate(pieces)]
    start = time.process_time()
    shared = compared(*others, joined(*pieces))
    named, total = shared.of(1_001)
    assert (len(named), total) == (MOST_SHARED, 1_000)
    assert all(shared.of(number)[0] for number in (1, 500, 1_000))
    assert time.process_time() - start < 60  # seconds; far more than it takes, for busy machines


def test_a_hundred_files_with_one_form_make_no_pairs():
    form = own("form", 300)
    shared = compared(*(joined(form, own(number, 200)) for number in range(100)))
    rows, passages = shared._database.execute(
        "select (select count(*) from seed), (select count(*) from shared)"
    ).fetchone()
    assert rows < 20  # whose words reach over the end of the form by chance; a hundred files have 4,950 pairs
    assert passages == 0
    assert [(block.files, block.words) for block in shared.blocks(10)] == [(100, 300)]
