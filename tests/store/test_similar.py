"""Similar files are found at their similarity, and many copies of one form cost no square of their number."""

from __future__ import annotations

import random
import sqlite3

import numpy as np
import pytest
from datasketch import MinHash

from s3align.jobs.task import SHINGLE, signature_of
from s3align.store.similar import (
    BAND_HASHES,
    BANDS,
    LEAST_SIMILARITY,
    NEIGHBOURS,
    PERMUTATIONS,
    SimilarFiles,
    minhash,
)


def signature(words):
    hashed = MinHash(num_perm=PERMUTATIONS, scheme="affine32")
    hashed.update_batch([word.encode() for word in words])
    return hashed.hashvalues.astype("<u4").tobytes()


def found(*signatures):
    database = sqlite3.connect(":memory:")
    files = SimilarFiles(database)
    for number, entry in enumerate(signatures, start=1):
        files.add(number, entry)
    files.compare()
    return {(file, other): share for file, other, share in database.execute("select * from similar")}


def test_signatures_are_equal_to_those_of_datasketch():
    choose = random.Random(4)  # noqa: S311 -- the same cases in every run
    for _ in range(800):
        hashes = [choose.randrange(2**32) for _ in range(choose.randrange(1, 2000))]
        expected = MinHash(num_perm=PERMUTATIONS, scheme="affine32", hashfunc=int)
        expected.update_batch(hashes)
        assert minhash(np.array(hashes, dtype=np.uint32)) == expected.hashvalues.astype("<u4").tobytes()


@pytest.mark.parametrize("kept", [40, 60, 75, 90, 100])
def test_the_share_is_that_of_equal_words(kept):
    words = [f"wort{number}" for number in range(400)]
    revised = words[: 4 * kept] + [f"neu{number}" for number in range(400 - 4 * kept)]
    expected = kept / (200 - kept)  # Jaccard of two sets of the same size
    pairs = found(signature(words), signature(revised))
    if expected > 0.7:
        assert pairs[1, 2] == pairs[2, 1] == pytest.approx(expected, abs=0.1)
    elif expected < 0.5:
        assert not pairs


@pytest.mark.parametrize("revised_words", [0, 20, 60, 100])
def test_texts_are_signed_by_their_rows_of_five_words(revised_words):
    words = [f"wort{number % 350}" for number in range(500)]
    revised = words[: 500 - revised_words] + [f"neu{number}" for number in range(revised_words)]
    rows = [{tuple(text[at : at + SHINGLE]) for at in range(len(text) - SHINGLE + 1)} for text in (words, revised)]
    expected = len(rows[0] & rows[1]) / len(rows[0] | rows[1])
    assert expected > 0.65
    one, other = (signature_of(" ".join(text)) for text in (words, revised))
    assert found(one, other)[1, 2] == pytest.approx(expected, abs=0.12)


def test_strange_texts_resemble_nothing():
    choose = random.Random(5)  # noqa: S311 -- the same cases in every run
    texts = [[f"w{choose.randrange(10_000)}" for _ in range(300)] for _ in range(40)]
    assert not found(*map(signature, texts))


def test_every_copy_of_a_form_is_named_with_a_bounded_number_of_others():
    copies = 4 * NEIGHBOURS
    one = signature([f"wort{number}" for number in range(200)])
    pairs = found(*[one] * copies)
    assert {file for file, _ in pairs} == set(range(1, copies + 1))
    assert len(pairs) <= 2 * NEIGHBOURS * copies


def test_hardly_a_pair_is_missed_just_above_the_limit():
    choose, missed = random.Random(6), 0  # noqa: S311 -- the same cases in every run
    for trial in range(60):
        words = [f"{trial} {choose.random()}" for _ in range(500)]
        one, other = signature(words[:400]), signature(words[100:])  # 300 of 500 in common
        equal = sum(one[at : at + 4] == other[at : at + 4] for at in range(0, 4 * PERMUTATIONS, 4)) / PERMUTATIONS
        missed += equal >= LEAST_SIMILARITY and not found(one, other)
    assert missed <= 1
    assert BANDS * BAND_HASHES <= PERMUTATIONS


def test_nothing_resembles_nothing():
    assert not found()
    assert not found(signature(["allein"]))
