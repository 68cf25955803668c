from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.render.messages import LANGUAGES, Messages
from s3align.web import words
from s3align.web.words import preferred_language, web_messages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates" / "locale" / "web"
AREAS = sorted(path.stem.removesuffix("_de") for path in FOLDER.glob("*_de.toml"))


def catalogue(area, language):
    return tomllib.loads((FOLDER / f"{area}_{language}.toml").read_text(encoding="utf-8"))


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_the_same_keys_in_the_same_order_in_each_language(area):
    german, english = (catalogue(area, language) for language in LANGUAGES)
    assert list(german) == list(english)


@pytest.mark.parametrize("area", AREAS)
def test_a_text_has_the_same_placeholders_in_each_language(area):
    german, english = (catalogue(area, language) for language in LANGUAGES)
    assert {key: placeholders(text) for key, text in german.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


def test_every_text_of_the_pages_is_used():
    files = [path for layer in ("desk", "web") for path in ROOT.glob(f"s3align/{layer}/**/*.py")]
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (*files, *ROOT.glob("templates/web/**/*.*"))
        if path.suffix in {".py", ".html"}
    )
    whole = set(re.findall(r"""["']([a-z0-9_]+)["']""", code))
    starts = tuple(set(re.findall(r"""f?["']([a-z0-9]+_(?:[a-z0-9]+_)*)(?:\{|["'] ~)""", code)))
    unused = [
        key
        for area in AREAS
        for key in catalogue(area, "de")
        if not {key, re.sub("_(?:one|many)$", "", key)} & whole and not key.startswith(starts)
    ]
    assert not unused


def test_a_key_of_two_catalogues_is_refused(tmp_path, monkeypatch):
    (tmp_path / "locale" / "web").mkdir(parents=True)
    known = next(iter(Messages.load("en").texts))
    (tmp_path / "locale" / "web" / "own_en.toml").write_text(f'{known} = "again"', encoding="utf-8")
    monkeypatch.setattr(words, "folder", lambda _: tmp_path)
    web_messages.cache_clear()
    with pytest.raises(DataError, match=known):
        web_messages("en")
    web_messages.cache_clear()


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        (("en", None), "de", "en"),
        ((None, "en"), "de", "en"),
        (("xx", None), "fr, en;q=0.7, de;q=0.9", "de"),
        ((None, None), "fr, en-GB;q=0.9, de;q=0.8", "en"),
        ((None, None), "en;q=x, de;q=0.1", "de"),
        ((None, None), "fr", "de"),
        ((None, None), "", "de"),
    ],
)
def test_a_reader_gets_the_language_they_ask_for_and_german_where_they_ask_for_none(wanted, accepted, language):
    assert preferred_language(wanted, accepted) == language
