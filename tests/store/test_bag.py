"""Names in a bag can be written by every system; a bag reads back as it was written."""

from __future__ import annotations

import hashlib
import zipfile

import pytest

from s3align.errors import UsageError
from s3align.store.bag import BagFile, safe_name, write_bag
from s3align.store.bag_reader import UnsafeArchiveError, open_bag


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Antrag.pdf", "Antrag.pdf"),
        ("spät/Anträge 2026.pdf", "Anträge 2026.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1"),
        ("Conrad.pdf", "Conrad.pdf"),
        ('a<b>:"|?*%.docx', "a_b_______.docx"),
        ("Punkt. .odt", "Punkt.odt"),
        ("...", "_"),
        ("fest\u00a0verbunden.md", "fest verbunden.md"),
        ("ev\u202epdf.exe", "ev_pdf.exe"),
        ("u\u0308ber.md", "über.md"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_a_name_is_one_that_windows_writes_and_a_reader_recognises(name, safe, tmp_path):
    assert safe_name(name) == safe
    path = tmp_path / "bag.zip"
    write_bag(path, safe.replace(".", "-"), [BagFile(f"data/{safe}", b"x")], {})
    with open_bag(path, 1_000) as bag:
        assert bag.read(f"data/{safe}") == b"x"


def test_a_bag_reads_back_with_its_checksums_whatever_the_order_of_its_files(tmp_path):
    files = [BagFile("data/b.txt", b"zwei"), BagFile("data/a.txt", b"eins"), BagFile("LIESMICH.txt", "über".encode())]
    for number, order in enumerate((files, files[::-1])):
        write_bag(tmp_path / f"{number}.zip", "fall", order, {"External-Identifier": "sha256:12\n34"})
    assert (tmp_path / "0.zip").read_bytes() == (tmp_path / "1.zip").read_bytes()
    with open_bag(tmp_path / "0.zip", 1_000) as bag:
        assert bag.checksums is not None
        assert bag.checksums["data/a.txt"] == bag.sha256("data/a.txt") == hashlib.sha256(b"eins").hexdigest()
        assert set(bag.checksums) == set(bag.entries) - {"tagmanifest-sha256.txt"}
        assert bag.source_sha256 == "12 34"  # in one line
        assert b"Payload-Oxum: 8.2\n" in bag.read("bag-info.txt")


def test_a_file_that_changes_while_it_is_read_is_no_part_of_a_bag(tmp_path):
    (tmp_path / "antrag.md").write_bytes(b"neu")
    file = BagFile("data/antrag.md", tmp_path / "antrag.md", hashlib.sha256(b"alt").hexdigest())
    with pytest.raises(UsageError, match="has changed"):
        write_bag(tmp_path / "x.zip", "x", [file], {})


def test_a_directory_larger_than_ours_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(501):
            archive.writestr(f"a/{number}", b"")
    with pytest.raises(UnsafeArchiveError, match="count"), open_bag(path, 1_000):
        pass
    with path.open("ab") as stream:
        stream.truncate(300_000_000)  # larger than any of ours; not a byte of it is read
    with pytest.raises(UnsafeArchiveError, match="size"), open_bag(path, 1_000):
        pass
