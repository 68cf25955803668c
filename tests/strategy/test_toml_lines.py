"""Lines of keys in TOML files, for messages."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from s3align.strategy.toml_lines import key_lines, line_of

TEXT = '''# a comment with [header] and key = 1
id = "x"  # [not.a.header]
note = """
fake = 1
[fake]
"""
words = [
  "a = 1", "]",
  "b",
]
name.de = "Name"

[[themes]]
id = "one"
name = {de = "eins"}

[[themes.subtopics]]
id = "first"

[[themes.subtopics]]
id = "second"
question . de = 'why = ["'

[[themes]]
id = "two"

[[themes.subtopics]]
id = "third"

[contact]
name = "desk"
'''


def test_every_key_has_its_line():
    lines = key_lines(TEXT)
    assert tomllib.loads(TEXT)["themes"][0]["subtopics"][1]["id"] == "second"
    assert "fake" not in {path[0] for path in lines}
    found = {path: line_of(lines, path) for path in [
        ("id",), ("words",), ("name", "de"), ("themes", 0), ("themes", 0, "name", "de"), ("themes", 0, "subtopics", 1, "id"),
        ("themes", 0, "subtopics", 1, "question", "de"), ("themes", 1, "id"), ("themes", 1, "subtopics", 0, "id"),
        ("contact", "name"), ("nowhere",),
    ]}  # fmt: skip
    assert list(found.values()) == [2, 7, 11, 13, 15, 21, 22, 25, 28, 31, 1]


@given(st.text(alphabet="ab =[]{}\"'#\\\n.", max_size=60))
def test_any_text_has_lines_or_none(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
