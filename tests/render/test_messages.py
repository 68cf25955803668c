from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from s3align.errors import DataError, UsageError
from s3align.record.assessment import Reason
from s3align.record.document import Concealment, NoticeKind
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.wording import reason_text

GERMAN, ENGLISH = (Messages.load(language).texts for language in LANGUAGES)
DETAILS = {
    "words": 12,
    "minimum": 40,
    "limit_bytes": 50_000_000,
    "memory_bytes": 1_000_000_000,
    "seconds": 60.0,
    "cause": "failed",
    "languages": "de fr",
    "stage": "reading",
    "kind": "ValueError",
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def used_keys() -> tuple[set[str], re.Pattern[str]]:
    """Keys written out in code and templates, and a pattern of those put together of fixed parts and values."""
    root = Path(__file__).resolve().parents[2]
    files = [
        file
        for layer in ("cli", "desk", "evaluation", "render", "web")
        for file in root.glob(f"s3align/{layer}/**/*.py")
    ]
    modules = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    nodes = [node for module in modules for node in ast.walk(module)]
    whole = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    parts = [
        [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        for node in nodes
        if isinstance(node, ast.JoinedStr)
    ]
    for file in (*root.glob("templates/**/*.html"), *root.glob("templates/**/*.typ")):
        text = file.read_text(encoding="utf-8")
        whole |= {*re.findall(r'"([a-z0-9_]+)"', text), *re.findall(r"\bt\.([a-z0-9_]+)", text)}
        parts += [[start, None] for start in re.findall(r'"([a-z0-9_]+_)" ~', text)]
    joined = ("".join("[a-z0-9_]+" if part is None else re.escape(part) for part in key) for key in parts if key[0])
    return whole, re.compile("|".join(joined))


def test_every_message_is_used():
    whole, joined = used_keys()
    # call_<key> stands in the tables of a call instead of <key>
    stems = {key: re.sub("_(?:one|many)$", "", key.removeprefix("call_")) for key in ENGLISH}
    assert all(key.removeprefix("call_") in ENGLISH for key in ENGLISH if key.startswith("call_"))
    assert not [
        key
        for key, stem in stems.items()
        if not {key.removeprefix("call_"), stem} & whole and not joined.fullmatch(key.removeprefix("call_"))
    ]


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(GERMAN) == list(ENGLISH)


@pytest.mark.parametrize("key", list(GERMAN))
def test_both_languages_have_the_same_placeholders(key):
    assert placeholders(GERMAN[key]) == placeholders(ENGLISH[key])


@pytest.mark.parametrize("texts", [GERMAN, ENGLISH])
def test_every_text_is_a_sentence_or_word_without_stray_space(texts):
    assert all(text and text == text.strip() and "  " not in text for text in texts.values())


def test_german_never_promises_funding_and_names_no_gender_and_no_du():
    text = "\n".join(GERMAN.values())
    assert not re.search(r"förderfähig|bewilligungsfähig|förderwürdig", text, re.IGNORECASE)
    assert not re.search(r"Antragsteller\b|Gutachter\b|Nutzer\b|[*:_]innen", text)
    assert not re.search(r"\b(du|dein\w*|dir|dich)\b", text)


def test_quotation_marks_belong_to_the_language():
    assert all(text.count("„") == text.count("“") for text in GERMAN.values())
    assert all(text.count("“") == text.count("”") for text in ENGLISH.values())
    assert not any('"' in text for text in (*GERMAN.values(), *ENGLISH.values()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_names_the_file_and_a_next_step(reason, language):
    text = reason_text(reason, "Antrag.pdf", DETAILS, Messages.load(language))
    assert "Antrag.pdf" in text
    assert len(re.findall(r"[.:] ", text)) >= 1
    assert text.endswith(".")


def test_unknown_key_and_missing_value_are_errors():
    messages = Messages.load("de")
    with pytest.raises(DataError, match="no_such_key"):
        messages("no_such_key")
    with pytest.raises(DataError, match="limit"):
        reason_text(Reason.TOO_LARGE, "x.pdf", {}, Messages.load("en"))


def test_unknown_language_is_a_usage_error():
    with pytest.raises(UsageError, match="de, en"):
        Messages.load("fr")


def test_numbers_of_things_are_words_up_to_twelve():
    messages = Messages.load("de")
    assert [messages.number(number) for number in (1, 2, 6, 12, 13)] == ["1", "zwei", "sechs", "zwölf", "13"]


def test_whatever_may_be_left_out_of_a_file_has_a_title_in_both_languages():
    keys = [f"integrity_hidden_{entry}" for entry in Concealment] + [f"integrity_file_{entry}" for entry in NoticeKind]
    for texts in (GERMAN, ENGLISH):
        assert [key for key in keys if key not in texts] == []
