"""What is done with zips of strangers: each bad one has a good twin."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from calls_made import zipped

from s3align.desk.calls.archives import ArchiveLimits, ArchiveRefusedError, Unpacked, opened

LIMITS = ArchiveLimits(files=10, size_bytes=50_000_000)


def _members(made, limits=LIMITS):
    with opened(made, limits) as (archive, members):
        found = {}
        for member in members:
            if member.why is not None:
                found[member.name] = member.why.key
                continue
            try:
                with Unpacked(archive, member) as stream:
                    found[member.name] = stream.read(1_000_000)
            except ArchiveRefusedError as error:
                found[member.name] = error.args[0].key
        return found


def _refusal(made, limits=LIMITS):
    with pytest.raises(ArchiveRefusedError) as raised, opened(made, limits):
        pass
    return raised.value.args[0].key


def _entry(name, **values):
    entry = zipfile.ZipInfo(name)
    for field, value in values.items():
        setattr(entry, field, value)
    return entry


def _with(entry, body=b"x", good="gut.txt"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(entry, body)
        archive.writestr(good, b"gut")
    return made


def test_files_are_given_and_folders_and_hidden_files_are_none():
    made = zipped(
        {"a/antrag.txt": b"eins", "a/": b"", "__MACOSX/a/._antrag.txt": b"", ".DS_Store": b"", "~$b.docx": b""}
    )
    assert _members(made) == {"a/antrag.txt": b"eins"}


@pytest.mark.parametrize(
    "name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "..\\x.txt", "C:\\x.txt", "\\\\server\\x.txt"]
)
def test_a_name_that_leads_out_of_the_folder_is_named_and_the_others_are_taken(name):
    assert _members(_with(_entry(name))) == {name: "zip_member_name", "gut.txt": b"gut"}


def test_a_nul_in_a_name_is_refused():
    body = _with(_entry("ab.txt")).getvalue().replace(b"ab.txt", b"a\0.txt")
    found = _members(io.BytesIO(body))
    assert "zip_member_name" in found.values()
    assert found["gut.txt"] == b"gut"


def test_a_name_that_only_looks_like_one_leading_out_is_good():
    assert _members(zipped({"a/b..txt": b"x", "a..b/c.txt": b"y"})) == {"a/b..txt": b"x", "a..b/c.txt": b"y"}


def test_a_link_is_named_and_an_ordinary_file_of_unix_is_given():
    assert _members(_with(_entry("link.txt", external_attr=0o120777 << 16)))["link.txt"] == "zip_member_link"
    assert _members(_with(_entry("file.txt", external_attr=0o100644 << 16)))["file.txt"] == b"x"


def test_one_with_a_password_is_named():
    body = bytearray(_with(_entry("geheim.txt")).getvalue())
    central = body.find(b"PK\x01\x02")
    body[central + 8] |= 1
    assert _members(io.BytesIO(bytes(body)))["geheim.txt"] == "zip_member_encrypted"


def test_other_packings_are_named():
    entry = _entry("lzma.txt", compress_type=zipfile.ZIP_LZMA)
    assert _members(_with(entry))["lzma.txt"] == "zip_member_packing"


def test_an_archive_within_is_not_unpacked_and_an_office_file_is_given():
    found = _members(zipped({"innen.zip": b"PK", "antrag.docx": b"PK"}))
    assert found == {"innen.zip": "zip_member_archive", "antrag.docx": b"PK"}


def test_names_that_are_there_twice_are_named():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"2")
    assert _members(made) == {"a.txt": "zip_member_twice"}


def test_a_bomb_is_refused_and_a_text_that_packs_well_is_not():
    assert _refusal(zipped({"bombe.txt": b"0" * 20_000_000})) == "zip_bomb"
    text = b"".join(b"Zeile %d steht hier.\n" % number for number in range(100_000))
    assert len(_members(zipped({"text.txt": text}))) == 1


def test_entries_that_share_their_bytes_are_refused():
    body = bytearray(zipped({"a.txt": b"x" * 100, "b.txt": b"x" * 100}).getvalue())
    second = body.find(b"PK\x01\x02", body.find(b"PK\x01\x02") + 4)
    body[second + 42 : second + 46] = struct.pack("<I", 0)  # where the second one begins
    assert _refusal(io.BytesIO(bytes(body))) == "zip_bomb"


def test_too_many_files_are_refused_before_the_directory_is_read():
    entries = {f"{number}.txt": b"x" for number in range(11)}
    assert _refusal(zipped(entries)) == "zip_too_many"
    entries.popitem()
    assert len(_members(zipped(entries))) == 10
    made = bytearray(zipped({"a.txt": b"x"}).getvalue())
    end = made.rfind(b"PK\x05\x06")
    made[end + 12 : end + 16] = struct.pack("<I", 400_000_000)
    assert _refusal(io.BytesIO(bytes(made))) == "zip_too_many"


def test_too_much_is_refused():
    limits = ArchiveLimits(files=10, size_bytes=1_000)
    assert _refusal(zipped({"a.txt": b"x" * 600, "b.txt": b"y" * 600}), limits) == "zip_too_large"
    assert len(_members(zipped({"a.txt": b"x" * 600}), limits)) == 1


def test_a_large_zip_is_read_by_its_own_directory():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, archive.open(_entry("a.txt"), "w", force_zip64=True) as stream:
        stream.write(b"gut")
    assert _members(made) == {"a.txt": b"gut"}


def test_a_directory_of_a_large_zip_is_bounded_as_well():
    body = zipped({"a.txt": b"x"}).getvalue()
    end = body.rfind(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 45, 0)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    tail = bytearray(body[end:])
    tail[8:12], tail[12:16] = b"\xff" * 4, b"\xff" * 4
    assert _refusal(io.BytesIO(body[:end] + record + locator + bytes(tail))) == "zip_too_many"


@pytest.mark.parametrize(
    "body",
    [b"", b"no zip at all", zipped({"a.txt": b"x" * 300}).getvalue()[:-30]],
    ids=["empty", "text", "cut off"],  # a zip holds the time, and tests of two processes have to have the same names
)
def test_what_is_no_zip_is_refused(body):
    assert _refusal(io.BytesIO(body)) == "zip_damaged"


def test_a_damaged_file_is_named_and_the_others_are_taken():
    body = bytearray(zipped({"a.txt": b"abcdefgh" * 50, "b.txt": b"gut"}, zipfile.ZIP_STORED).getvalue())
    body[60] ^= 0xFF
    assert _members(io.BytesIO(bytes(body))) == {"a.txt": "zip_member_damaged", "b.txt": b"gut"}
