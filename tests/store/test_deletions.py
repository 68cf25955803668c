"""The list of deletions says later which files are not to come back silently."""

from __future__ import annotations

from datetime import date

from s3align.store.deletions import DELETIONS, deleted, note_deletion

FIRST, EARLIER, OTHER = "a" * 64, "b" * 64, "c1" * 32
DAY, LATER = date(2026, 11, 18), date(2027, 1, 5)


def test_every_version_of_a_case_is_known_with_the_day_of_its_last_deletion(tmp_path):
    assert deleted(tmp_path) == {}
    note_deletion(tmp_path, DAY, [(FIRST, 2, 3), (EARLIER, 0, 0)])
    note_deletion(tmp_path, LATER, [(FIRST, 1, 1), (OTHER, 1, 1)])
    assert deleted(tmp_path) == {FIRST: LATER, EARLIER: DAY, OTHER: LATER}
    lines = (tmp_path / DELETIONS).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["deleted_on,sha256,files,records", f"2026-11-18,{FIRST},2,3"]


def test_a_list_that_excel_has_saved_is_still_read(tmp_path):
    lines = f"deleted_on;sha256;files;records\r\n18.11.2026;{FIRST.upper()};1;1\r\n11/18/2026;{OTHER};1;1\r\n;;;\r\n"
    (tmp_path / DELETIONS).write_bytes(b"\xef\xbb\xbf" + lines.encode("cp1252"))
    found = deleted(tmp_path)
    assert found[FIRST] == DAY
    assert set(found) == {FIRST, OTHER}  # a day that nobody can read does not lose the line
