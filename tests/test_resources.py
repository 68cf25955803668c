"""Lists of words that are data of a language."""

from __future__ import annotations

import pytest

from s3align import resources
from s3align.errors import DataError

NAMES = ("first", "second")


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "folder", lambda _: tmp_path)

    def write(code, content):
        path = tmp_path / "language" / code / "words.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    return write


def test_the_lists_of_all_languages_are_joined_in_the_order_of_their_codes(write):
    write("nl", 'first = ["c", "a"]\nsecond = ["x"]')
    write("de", 'first = ["b", "a"]')
    assert resources.word_lists("words.toml", NAMES) == {"first": ("b", "a", "c"), "second": ("x",)}


def test_the_lists_of_some_languages_are_joined_in_their_order(write):
    write("nl", 'first = ["c"]')
    write("de", 'first = ["b"]')
    write("en", 'first = ["a"]')
    assert resources.word_lists("words.toml", NAMES, ["nl", "fr", "de"])["first"] == ("c", "b")
    assert resources.word_lists("words.toml", NAMES, []) == {"first": (), "second": ()}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("first = [", "words.toml cannot be read"),
        ("frist = ['in']", "unknown list 'frist'. Use one of: first, second"),
        ("first = 'in'", "'first' must be a list"),
        ("first = [' ']", "'first' must be a list"),
        ("first = [3]", "'first' must be a list"),
    ],
)
def test_a_mistake_is_named(write, content, expected):
    write("de", content)
    with pytest.raises(DataError, match=expected):
        resources.word_lists("words.toml", NAMES)
