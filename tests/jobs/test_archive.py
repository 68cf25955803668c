"""An archive explains a result without the program, holds what the record rests on, and shows whatever was changed in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shlex
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from archive_run import COPY, FIRST, REMARK, SHORT, THIRD, call, make_run, say
from click.testing import CliRunner

from s3align.cli.main import cli
from s3align.errors import DataError, OutputExistsError, UsageError
from s3align.render.messages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("archive")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder, results = make_run(tmp_path_factory.mktemp("archive"))
    say(results / "review.xlsx", FIRST, REMARK)
    return folder, results


@pytest.fixture(scope="module")
def archives(run, tmp_path_factory):
    """Name of a proposal -> its archive, in both languages."""
    out = tmp_path_factory.mktemp("archives")
    call("archive", run[1], "--all", "--out", out, "--lang", "both")
    with (out / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["file"]: out / row["archive"] for row in csv.DictReader(stream, delimiter=";")}


def files_of(archive):
    """Path below the bag's folder -> bytes."""
    with zipfile.ZipFile(archive) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def rewritten(archive, target, changes, *, with_sums=False):
    """A copy with other files; with ``with_sums`` the lists of checksums are made again, as somebody who cheats would."""
    files = {**files_of(archive), **changes}
    files = {path: body for path, body in files.items() if body is not None}
    if with_sums:
        for name, inside in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
            listed = sorted(
                path for path in files if path.startswith("data/") == inside and path != "tagmanifest-sha256.txt"
            )
            files[name] = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in listed).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for path, body in files.items():
            opened.writestr(f"{archive.stem}/{path}", body)
    return target


def test_each_proposal_has_one_archive_and_the_index_its_checksum(run, archives):
    assert set(archives) == {FIRST, THIRD, SHORT}  # a copy is the same case
    index = next(iter(archives.values())).parent / "index.csv"
    with index.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream, delimiter=";")}
    assert rows[FIRST]["names"] == f"{FIRST}; {COPY}"
    for name, path in archives.items():
        assert rows[name]["archive_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert rows[name]["proposal_sha256"] == hashlib.sha256((run[0] / name).read_bytes()).hexdigest()


def test_an_archive_holds_report_record_proposal_words_of_people_model_strategy_and_how_to_check(run, archives):
    files = files_of(archives[FIRST])
    assert files[f"data/proposal/{FIRST}"] == (run[0] / FIRST).read_bytes()
    for language in LANGUAGES:
        assert f'<html lang="{language}">'.encode() in files[f"data/report/report-{language}.html"]
        assert files[f"data/report/report-{language}.pdf"].startswith(b"%PDF-")
        assert REMARK in files[f"data/readings/readings-{language}.txt"].decode()
    assert json.loads(files["data/readings/readings.json"])[0]["remark"] == REMARK
    record = json.loads(files["data/record/record.json"])
    jsonschema.validate(record, json.loads(files["data/record/record.schema.json"]))
    manifest = json.loads(files["data/model/manifest.json"])
    facts = {"files": manifest["files"], "strategy_hash": manifest["strategy_hash"]}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    assert record["provenance"]["model_hash"] == hashlib.sha256(text.encode()).hexdigest()[:16]
    assert b"terms.csv" in files["manifest-sha256.txt"]
    for name in ("README.txt", "LIESMICH.txt"):
        text = files[name].decode()
        provenance = (
            record["provenance"][key] for key in ("tool_version", "model_hash", "strategy_hash", "settings_hash")
        )
        assert all(part in text for part in (FIRST, COPY, "sha256sum -c", "Get-FileHash", *provenance))
        assert max(len(line) for line in text.splitlines() if not line.startswith("  ")) <= 80  # a command stays whole


def test_the_read_me_names_its_table_and_orders_the_borders_from_high_to_low(archives):
    files = files_of(archives[FIRST])
    limit = f"{json.loads(files['data/archive.json'])['unclear_from']:.2f}"
    comma = limit.replace(".", ",")
    for name, table, words in (
        ("LIESMICH.txt", "data/record/ledger-de.csv", ("ab 0,50", f"ab {comma} und", f"unter {comma}", "kein Bezug")),
        ("README.txt", "data/record/ledger-en.csv", ("of 0.50 or", f"of {limit} or", f"below {limit}", "no relation")),
    ):
        text = " ".join(files[name].decode().split())
        assert f" {table} " in text
        rules = text[text.index(words[0]) :]
        assert [rules.index(word) for word in words] == sorted(rules.index(word) for word in words)


def test_a_strategy_has_the_same_hash_in_the_archive_as_doctor_shows(archives):
    shown = json.loads(CliRunner().invoke(cli, ["doctor", "--json"], standalone_mode=False).output)
    text = files_of(archives[FIRST])["LIESMICH.txt"].decode()
    strategy = next(entry for entry in shown["findings"] if entry["key"] == "strategy")
    assert strategy["values"]["hash"] in text


def test_a_proposal_that_was_not_assessed_has_its_reason(archives):
    files = files_of(archives[SHORT])
    assert json.loads(files["data/record/record.json"])["reason"] == "too_little_text"
    assert "zu wenig" in " ".join(files["LIESMICH.txt"].decode().split()) or "Wörter" in files["LIESMICH.txt"].decode()
    assert "data/record/ledger-de.csv" not in files
    assert files["data/report/report-de.pdf"].startswith(b"%PDF-")


def test_the_same_results_give_the_same_bytes_and_nothing_is_overwritten_unasked(run, archives, tmp_path):
    target = tmp_path / "fall.zip"
    call("archive", run[1], COPY, "--out", target, "--lang", "both")  # by the name of the copy
    assert target.read_bytes() == archives[FIRST].read_bytes()
    with pytest.raises(OutputExistsError):
        call("archive", run[1], FIRST, "--out", target)
    call("archive", run[1], FIRST, "--out", target, "--without-proposal", "--force")
    assert not [path for path in files_of(target) if "proposal/" in path]


def test_a_person_without_the_program_can_add_up_a_score_and_derive_its_verdict(archives, tmp_path):
    """As the READ ME says, in a process that cannot import s3align."""
    script = tmp_path / "by_hand.py"
    script.write_text(
        """
import csv, io, json, sys, zipfile
from decimal import Decimal
archive = zipfile.ZipFile(sys.argv[1])
def text(end):
    return archive.read(next(name for name in archive.namelist() if name.endswith(end))).decode("utf-8-sig")
record = json.loads(text("data/record/record.json"), parse_float=Decimal)
limit = json.loads(text("data/archive.json"), parse_float=Decimal)["unclear_from"]
assert "0,50" in text("LIESMICH.txt") and "50 %" in text("LIESMICH.txt").replace("\\u202f", " ").replace("\\xa0", " ")
sums, german = {}, {}
for row in csv.DictReader(io.StringIO(text("ledger-en.csv"))):
    sums[row["theme"]] = sums.get(row["theme"], 0) + Decimal(row["value"])
for row in csv.DictReader(io.StringIO(text("ledger-de.csv")), delimiter=";"):
    german[row["theme"]] = german.get(row["theme"], 0) + Decimal(row["value"].replace(",", "."))
assert sums == german and len(sums) == len(record["themes"]) > 1
addressed = [theme for theme in record["themes"] if sums[theme["id"]] >= Decimal("0.5")]
largest = max((theme["extent"] for theme in addressed), default=0)
for theme in record["themes"]:
    total = sums[theme["id"]]
    assert total == theme["sureness"], theme["id"]
    if total >= Decimal("0.5"):
        verdict = "core" if theme["extent"] * 2 >= largest else "side"
    elif total >= limit:
        verdict = "unclear"
    else:
        verdict = "touched" if theme["passages"] else "none"
    assert verdict == theme["verdict"], theme["id"]
weights = {(row["theme"], row["kind"], row["key"]) for row in csv.DictReader(io.StringIO(text("weights-en.csv")))}
named = {(theme["id"], line["kind"], line["key"]) for theme in record["themes"] for line in theme["contributions"]
         if line["kind"] in ("keyword", "vocabulary")}
assert named and named <= weights, named - weights
assert "s3align" not in sys.modules
print("added up", len(addressed))
""",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", script, archives[FIRST]], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout == "added up 1\n", done.stderr


def test_the_checksums_hold_for_a_program_of_the_system(archives, tmp_path):
    shutil.unpack_archive(archives[FIRST], tmp_path)
    folder = tmp_path / archives[FIRST].stem
    command = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    if shutil.which(command[0]) is None:
        pytest.skip("needs sha256sum")
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0
    (folder / "data" / "record" / "record.json").write_text("{}", encoding="utf-8")
    assert subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 1


def test_it_is_a_bag_to_the_library_of_congress(archives, tmp_path):
    bagit = pytest.importorskip("bagit")
    shutil.unpack_archive(archives[FIRST], tmp_path)
    bag = bagit.Bag(str(tmp_path / archives[FIRST].stem))
    bag.validate()
    assert bag.info["External-Identifier"].startswith("sha256:")


def test_an_archive_is_verified_alone_and_with_its_proposal(run, archives):
    told = " ".join(call("verify", archives[THIRD], "--lang", "de").output.split())
    assert "keine fehlt, keine kam hinzu" in told
    assert told.count("so, wie er geschrieben wurde") == 4
    assert "weitere Dateien sagen, was aus dem Datensatz" in told
    told = call("verify", archives[THIRD], "--file", run[0] / THIRD, "--lang", "de").output
    assert "Alle Werte sind dieselben" in told
    told = call("verify", archives[FIRST], "--lang", "de", code=24).output  # what people wrote stands nowhere else
    assert "?    Nicht geprüft: was Menschen geschrieben haben" in told
    call("verify", archives[FIRST], "--file", run[0] / FIRST, code=24)
    told = call("verify", archives[FIRST], "--file", run[0] / THIRD, "--lang", "en", code=21).output
    assert "another file than the one assessed" in told
    call("verify", archives[SHORT])


def test_the_strategy_inside_and_the_model_where_it_was_asked_for_repeat_the_assessment(run, tmp_path):
    call("archive", run[1], FIRST, "--out", tmp_path / "a.zip", "--with-model")
    shutil.unpack_archive(tmp_path / "a.zip", tmp_path)
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    words = shlex.split(json.loads((folder / "data" / "archive.json").read_text(encoding="utf-8"))["repeat"])
    assert words[:2] == ["s3align", "verify"]
    paths = [str(folder / part) if part.startswith("data/") else part for part in words[1:]]
    told = call(*paths, "--lang", "en").output
    assert "All figures are the same." in told
    assert "The model is the same." in told


@pytest.mark.parametrize(
    ("changes", "with_sums", "words"),
    [
        ({"data/report/report-de.html": b"<html>"}, False, "it was changed"),
        ({"data/record/ledger-de.csv": None}, False, "The file is missing"),
        ({"data/extra.txt": b"x"}, False, "it was added"),
        ({"extra.txt": b"x"}, False, "it was added"),
        ({"manifest-sha256.txt": None}, False, "list of checksums is missing"),
        ({"manifest-sha256.txt": b"no list"}, False, "list of checksums is missing"),
        ({"data/record/ledger-de.csv": b"theme;value\r\n"}, True, "ledger-de.csv: The file says something else"),
        ({"data/extra.txt": b"x"}, True, "extra.txt: No archive has such a file"),
        ({"extra.txt": b"x"}, True, "extra.txt: No archive has such a file"),
        ({"LIESMICH.txt": None}, True, "LIESMICH.txt: The file is missing"),
        ({"data/record/weights-en.csv": None}, True, "README.txt: The file says something else"),
        ({"data/archive.json": None}, True, "archive.json: The file is missing"),
        ({"data/archive.json": b"[]"}, True, "archive.json: The file says something else"),
        ({"data/model/document.json": b"{}"}, True, "document.json: The file says something else"),
        ({"data/model/manifest.json": b"[1]"}, True, "manifest.json: The file says something else"),
        ({"data/readings/readings.json": b'[{"file": 1}]'}, True, "readings.json: The file says something else"),
        ({"bagit.txt": b"BagIt-Version: 0.9\n"}, True, "bagit.txt: The file says something else"),
        ({"data/report/report-de.html": b"<html>"}, True, "carries another record than the archive, or none"),
        ({f"data/proposal/{FIRST}": b"another"}, True, "another file than the one assessed"),
    ],
)
def test_whatever_was_changed_is_found(archives, tmp_path, changes, with_sums, words):
    changed = rewritten(archives[FIRST], tmp_path / "changed.zip", changes, with_sums=with_sums)
    assert words in " ".join(call("verify", changed, "--lang", "en", code=21).output.split())


def test_a_figure_changed_with_all_checksums_is_found_in_the_record(archives, tmp_path):
    record = json.loads(files_of(archives[FIRST])["data/record/record.json"])
    record["themes"][0]["sureness"] = 0.97
    changes = {"data/record/record.json": json.dumps(record).encode()}
    changed = rewritten(archives[FIRST], tmp_path / "changed.zip", changes, with_sums=True)
    assert "sums in the record are wrong" in call("verify", changed, "--lang", "en", code=21).output


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("LIESMICH.txt", "Kernthema", "kein Bezug"),
        ("README.txt", " core theme;", " no relation;"),
        ("data/readings/readings-de.txt", "kein Frachtgut", "gutes Frachtgut"),
        ("data/strategy/terms.csv", "Lastenrad", "Lastenkahn"),
        ("data/record/weights-de.csv", "vocabulary;", "vocabulary ;"),
        ("data/record/record.schema.json", "object", "objekt"),
        ("data/settings.toml", "max_evidence = ", "max_evidence = 1"),
        ("data/archive.json", '"readings": 1', '"readings": 2'),
        ("bag-info.txt", "s3align", "s3allign"),
    ],
)
def test_no_file_can_say_something_else_with_checksums_made_again(archives, tmp_path, path, before, after):
    text = files_of(archives[FIRST])[path].decode("utf-8")
    assert before in text
    changed = rewritten(
        archives[FIRST], tmp_path / "changed.zip", {path: text.replace(before, after, 1).encode()}, with_sums=True
    )
    assert f"{path}: The file says something else" in " ".join(
        call("verify", changed, "--lang", "en", code=21).output.split()
    )


def test_a_changed_file_that_no_hash_covers_and_words_of_people_are_named_as_not_checked(archives, tmp_path):
    words = (
        files_of(archives[FIRST])["data/readings/readings.json"].decode("utf-8").replace("kein Frachtgut", "Frachtgut")
    )
    card = files_of(archives[THIRD])["data/model/MODEL_CARD.md"]
    card = {"data/model/MODEL_CARD.md": bytes(reversed(card))}  # as long as it was, which bag-info.txt names
    told = call(
        "verify", rewritten(archives[THIRD], tmp_path / "card.zip", card, with_sums=True), "--lang", "en", code=24
    )
    assert "those here are others: data/model/MODEL_CARD.md" in " ".join(told.output.split())
    own = {"data/readings/readings.json": words.encode()}
    told = call(
        "verify", rewritten(archives[FIRST], tmp_path / "words.zip", own, with_sums=True), "--lang", "en", code=21
    )
    assert "readings-de.txt: The file says something else" in told.output  # it was made of other words


def test_what_another_strategy_would_be_needed_for_is_named_as_not_checked(archives, tmp_path):
    strategy = Path(shutil.copytree(ROOT / "corpus" / "strategies" / "ruhr", tmp_path / "ruhr"))
    with (strategy / "places.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n# later\n")
    told = call("verify", archives[THIRD], "--strategy", strategy, "--lang", "en", code=24).output
    named = " ".join(told.split()).partition("model of then:")[2]
    assert "LIESMICH.txt" in named
    assert "data/record/weights-de.csv" in named


def test_an_archive_packed_again_by_another_program_is_the_same(archives, tmp_path):
    again = rewritten(archives[FIRST], tmp_path / "again.zip", {})
    assert again.read_bytes() != archives[FIRST].read_bytes()
    call("verify", again, code=24)


def link(opened):
    entry = zipfile.ZipInfo("a/data/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    opened.writestr(entry, "/etc/passwd")


def files(*names):
    return lambda opened: [opened.writestr(name, "x") for name in names]


HARM = {
    "traversal": files("a/../../out.txt"),
    "absolute": files("/a/out.txt"),
    "drive": files("a/C:out.txt"),
    "backslash": files("a/..\\out.txt"),
    "second folder": files("b/out.txt"),
    "twice": files("a/data/X.txt", "a/data/x.txt"),
    "link": link,
    "packing": lambda opened: opened.writestr("a/data/x", "x" * 100, compress_type=zipfile.ZIP_BZIP2),
    "ratio": lambda opened: opened.writestr("a/data/zeros", bytes(20_000_000)),
    "many": files(*(f"a/data/{number}" for number in range(600))),
}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("traversal", "leads out of its folder"),
        ("absolute", "leads out of its folder"),
        ("drive", "leads out of its folder"),
        ("backslash", "leads out of its folder"),
        ("second folder", "leads out of its folder"),
        ("twice", "occurs twice"),
        ("link", "a link or a device"),
        ("packing", "packed or encrypted in a way"),
        ("ratio", "larger than archives"),
        ("many", "more files than archives"),
    ],
)
def test_an_archive_made_to_harm_is_refused_before_anything_is_read(tmp_path, kind, words):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a/bagit.txt", "BagIt-Version: 1.0\n")
        HARM[kind](opened)
    told = call("verify", tmp_path / "evil.zip", "--lang", "en", code=21).output
    assert words in " ".join(told.split())
    assert [path.name for path in tmp_path.iterdir()] == ["evil.zip"]


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a/bagit.txt", "BagIt-Version: 1.0\n")
        opened.writestr("a/data/1", "x" * 50_000)
        first = opened.getinfo("a/data/1")
        second = zipfile.ZipInfo("a/data/2")
        for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
            setattr(second, name, getattr(first, name))
        opened.filelist.append(second)
        opened.NameToInfo[second.filename] = second
    assert "larger than archives" in call("verify", path, "--lang", "en", code=21).output


def test_a_damaged_archive_and_one_without_a_record_are_told(archives, tmp_path):
    body = archives[FIRST].read_bytes()
    (tmp_path / "half.zip").write_bytes(body[: len(body) // 2])
    with pytest.raises(DataError, match="damaged archive"):
        call("verify", tmp_path / "half.zip")
    bare = rewritten(archives[FIRST], tmp_path / "bare.zip", {"data/record/record.json": None}, with_sums=True)
    with pytest.raises(DataError, match="holds no record"):
        call("verify", bare)
    with zipfile.ZipFile(archives[FIRST]) as opened:
        entry = opened.getinfo(f"{archives[FIRST].stem}/data/model/MODEL_CARD.md")
    broken = bytearray(body)
    at = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2
    broken[at : at + 4] = bytes(4)
    (tmp_path / "broken.zip").write_bytes(broken)
    told = call("verify", tmp_path / "broken.zip", "--lang", "en", code=21).output
    assert "MODEL_CARD.md" in told


def test_a_workbook_and_a_packed_folder_are_told_from_an_archive(run, tmp_path):
    assert "Arbeitsmappe" in call("verify", run[1] / "results.xlsx", "--lang", "de", code=24).output
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as opened:
        opened.writestr("x.txt", "x")
    call("verify", tmp_path / "x.zip", code=24)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    call("verify", tmp_path / "empty.zip", code=24)


def test_what_is_not_at_hand_as_it_was_is_named_and_not_replaced(run, tmp_path):
    """A year later: the strategy's data have changed, the settings are others, the proposal has gone."""
    results = Path(shutil.copytree(run[1], tmp_path / "results"))
    strategy = Path(shutil.copytree(ROOT / "corpus" / "strategies" / "ruhr", tmp_path / "ruhr"))
    with (strategy / "sources.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    with (strategy / "places.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n# later\n")
    (tmp_path / "settings.toml").write_text("max_evidence = 3\n", encoding="utf-8")
    options = ("--strategy", strategy, "--settings", tmp_path / "settings.toml")
    done = call("archive", results, FIRST, "--out", tmp_path / "a.zip", *options, code=22)
    files = files_of(tmp_path / "a.zip")
    record = json.loads(files["data/record/record.json"])
    for part in ("strategy_hash", "settings_hash"):
        assert record["provenance"][part][:12] in done.stderr
        assert record["provenance"][part] in files["LIESMICH.txt"].decode()
    assert json.loads(files["data/archive.json"])["missing"] == ["strategy", "settings"]
    assert not [path for path in files if path.startswith("data/strategy/") or path == "data/settings.toml"]
    report = next((results / "reports").glob("Nashörnchen-*.html")).read_bytes()
    assert files["data/report/report-as-written.html"] == report
    assert "data/report/report-de.pdf" not in files  # it would word the record by other data


def test_a_proposal_that_has_changed_or_gone_is_not_enclosed_and_told(run, tmp_path):
    folder, results = (Path(shutil.copytree(path, tmp_path / path.name)) for path in run)
    call("batch", folder, "--out", results, "--workers", "1", "--no-reports", "--lang", "de", code=22)
    (folder / THIRD).write_text("eine andere Datei", encoding="utf-8")
    (folder / SHORT).unlink()
    done = call("archive", results, THIRD, SHORT, "--out", tmp_path / "out", code=22)
    assert done.stderr.count("der Antrag") == 2
    absences = {
        json.loads(files_of(path)["data/archive.json"])["proposal"]["absence"]
        for path in (tmp_path / "out").glob("*.zip")
    }
    assert absences == {"changed", "gone"}


def test_commands_in_messages_can_be_copied_where_a_path_has_a_space(run, tmp_path):
    results = Path(shutil.copytree(run[1], tmp_path / "Ergebnis Ü"))
    told = call("review", results, "--reviewer", "Ada Berg").output
    words = shlex.split(told[told.index("s3align review") :])
    assert words[:5] == ["s3align", "review", str(results), "--merge", str(results / "review-Ada_Berg.xlsx")]
    told = call("batch", run[0], "--out", results, "--workers", "1", "--lang", "de", code=22).output
    assert shlex.split(told[told.index("s3align review") :].splitlines()[0]) == ["s3align", "review", str(results)]


def test_wrong_calls_are_told(run, tmp_path):
    with pytest.raises(UsageError, match=r"Did you mean 'Bleibendes\.md'"):
        call("archive", run[1], "Bleibendes.mt", "--out", tmp_path)
    with pytest.raises(UsageError, match="Name the files"):
        call("archive", run[1], "--out", tmp_path)
    with pytest.raises(UsageError, match="is one archive"):
        call("archive", run[1], "--all", "--out", tmp_path / "a.zip")
    with pytest.raises(UsageError, match="holds no results"):
        call("archive", tmp_path, "--all", "--out", tmp_path / "b")


def test_text_of_a_proposal_is_no_formula_in_its_tables(archives):
    for path, body in files_of(archives[FIRST]).items():
        if path.startswith("data/record/") and path.endswith(".csv"):
            rows = csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";" if "-de" in path else ",")
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
