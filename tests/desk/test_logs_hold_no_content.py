"""Nothing of a proposal, of its file's name or of what people write comes into a log, whatever goes wrong."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_builders import make_call, make_person, make_submission
from sqlalchemy.exc import DBAPIError

from s3align.desk.access import Role
from s3align.desk.storage import retention, search
from s3align.desk.storage.backup import back_up
from s3align.desk.storage.retention import DeletionReason
from s3align.desk.storage.tables import Note
from s3align.errors import DataError

ROOT = Path(__file__).resolve().parents[2] / "s3align"
WORD = "Quastenflosserzucht"
METHODS = {"debug", "info", "warning", "error", "critical", "log"}
SAFE = {
    "type(error).__name__",  # never the message of an error, which may quote what it is about
    "_id_of(error)",
    "code",
    "number",
    "route",
    "frames",
    "'\\n'.join(lines)",
    "self._most_seconds",
}
"""What log lines may say: kinds of errors, exit codes, numbers drawn at random, patterns of addresses, places in the code."""


def logged(tree: ast.AST) -> Iterator[ast.Call]:
    """Whatever a module writes to a log, to standard output, or as a warning."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        of_a_log = isinstance(node.func, ast.Attribute) and name.split(".")[0].lower() in {
            "_log",
            "log",
            "logger",
            "logging",
        }
        if (of_a_log and node.func.attr in METHODS | {"exception"}) or name in {
            "print",
            "warnings.warn",
            "traceback.print_exc",
        }:
            yield node


def is_safe(call: ast.Call) -> bool:
    """A constant sentence whose values are known to be none of a proposal, and no traceback with its message."""
    if not call.args or not isinstance(call.args[0], ast.Constant) or call.keywords:
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in METHODS and all(ast.unparse(value) in SAFE for value in call.args[1:])


FILES = sorted([*(ROOT / "desk").rglob("*.py"), *(ROOT / "web").rglob("*.py")])


def test_every_line_of_a_log_is_a_constant_sentence_with_harmless_values():
    calls = [(file.name, call) for file in FILES for call in logged(ast.parse(file.read_text(encoding="utf-8")))]
    assert calls, "this test must find the calls"
    assert [f"{name}:{call.lineno} {ast.unparse(call)}" for name, call in calls if not is_safe(call)] == []


@pytest.mark.parametrize(
    "line",
    [
        "_LOG.error('Failed: %s', error)",
        "_LOG.error(f'Failed: {name}')",
        "_LOG.info('Took in %s', submission.file_name)",
        "_LOG.exception('Failed')",
        "_LOG.error('Failed', exc_info=True)",
        "logging.warning(text)",
        "print(error)",
    ],
)
def test_a_line_with_content_would_be_found(line):
    (call,) = logged(ast.parse(line))
    assert not is_safe(call)


def test_what_is_done_with_a_case_leaves_no_word_in_the_log(database, files, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    with database.writing() as session:
        call = make_call(session)
        lead = make_person(session, call, Role.LEAD)
        content = f"Die {WORD} im See.".encode()
        submission = make_submission(session, call, files=files, content=content, file_name=f"{WORD}.txt", title=WORD)
        session.add(Note(submission_id=submission.id, account_id=lead.account_id, text=WORD))
        search.index(session, submission.id, f"Die {WORD} im See.")
        assert search.find(session, call.id, f'"{WORD}" -nichts*')
    back_up(database, files, tmp_path / "backup")
    with database.writing() as session:
        retention.delete_case(session, files, lead, submission.id, DeletionReason.ASKED)
    assert WORD.lower() not in caplog.text.lower()


def test_an_error_of_the_database_quotes_no_values(database, files):
    with database.writing() as session:
        call = make_call(session)
        first = make_submission(session, call, file_name=f"{WORD}.txt")
    values = {"file_name": f"{WORD}.txt", "title": WORD, "number": first.number, "content": b"other"}
    with pytest.raises(DBAPIError) as caught, database.writing() as session:
        make_submission(session, call, **values)
    assert WORD not in str(caught.value)
    assert WORD not in repr(caught.value)


def test_an_error_about_files_names_them_by_their_hash(database, files, tmp_path):
    with database.writing() as session:
        submission = make_submission(session, make_call(session), files=files, file_name=f"{WORD}.txt")
    files.delete(submission.sha256)
    with pytest.raises(DataError) as caught:
        back_up(database, files, tmp_path / "backup")
    assert WORD not in str(caught.value)
