from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from pypdf import PdfReader, PdfWriter

from s3align import resources
from s3align.record.schema import json_schema


def run(*arguments: str, folder: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "s3align", *arguments],
        cwd=folder,
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cli")
    assert run("example", "antrag.pdf", folder=place).returncode == 0
    assert run("example", "--lang", "en", "proposal.pdf", folder=place).returncode == 0
    return place


def test_check_writes_a_report_and_a_summary(folder: Path) -> None:
    done = run("check", "antrag.pdf", "--out", "eins.html", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "Intelligente Logistik" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    page = (folder / "eins.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'lang="de"' in page


def test_nothing_is_overwritten_unasked(folder: Path) -> None:
    (folder / "mine.html").write_text("mine", encoding="utf-8")
    done = run("check", "antrag.pdf", "--out", "mine.html", folder=folder)
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert (folder / "mine.html").read_text(encoding="utf-8") == "mine"
    assert run("check", "antrag.pdf", "--out", "mine.html", "--force", folder=folder).returncode == 0


def test_jsonl_prints_one_valid_record_per_file(folder: Path) -> None:
    done = run("check", "antrag.pdf", "proposal.pdf", "--format", "jsonl", folder=folder)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["document"]["name"] for record in records] == ["antrag.pdf", "proposal.pdf"]
    assert records[0]["overall"]["primary"] in {"smart-logistics", "green-tech"}
    assert records[1]["overall"]["primary"] == "health"
    for record in records:
        jsonschema.validate(record, json_schema())


def test_standard_input_is_read_as_text(folder: Path) -> None:
    text = "Das Projekt baut eine Wasserstofftankstelle mit Elektrolyseur für die Region und ist sehr gut. " * 8
    done = run("check", "-", "--format", "jsonl", folder=folder, text=text)
    assert json.loads(done.stdout)["overall"]["primary"] == "green-tech"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("bild.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200), 10),
        ("leer.pdf", b"", 12),
        ("kaputt.pdf", b"%PDF-1.7\nnonsense", 12),
        ("kurz.txt", "Nur wenige Wörter über die Region.".encode(), 14),
    ],
)
def test_bad_input_has_a_sentence_and_a_code_of_its_own(folder: Path, name: str, body: bytes, code: int) -> None:
    (folder / name).write_bytes(body)
    done = run("check", name, "--format", "jsonl", folder=folder)
    assert done.returncode == code, done.stderr
    assert name in done.stderr
    assert json.loads(done.stdout)["themes"] == []


def test_encrypted_files_want_the_password(folder: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO((folder / "antrag.pdf").read_bytes())))
    writer.encrypt("geheim")
    with (folder / "geheim.pdf").open("wb") as stream:
        writer.write(stream)
    assert run("check", "geheim.pdf", "--format", "text", folder=folder).returncode == 11
    done = run("check", "geheim.pdf", "--format", "jsonl", "--password", "geheim", folder=folder)
    assert done.returncode == 0
    assert "geheim" not in done.stdout.replace("geheim.pdf", "")


def test_missing_files_and_unknown_themes_are_named(folder: Path) -> None:
    missing = run("check", "fehlt.pdf", folder=folder)
    assert missing.returncode == 2
    assert "fehlt.pdf" in missing.stderr
    assert "Traceback" not in missing.stderr
    unknown = run("profile", "helth", folder=folder)
    assert unknown.returncode == 2
    assert "Did you mean 'health'" in unknown.stderr


def test_profile_shows_terms_and_words(folder: Path) -> None:
    done = run("profile", "health", folder=folder)
    assert done.returncode == 0
    assert "Krankenhaus" in done.stdout
    assert "krankenhaus" in done.stdout


def test_train_rebuilds_the_shipped_models_byte_for_byte(folder: Path) -> None:
    assert run("train", "--models", "rebuilt", folder=folder).returncode == 0
    shipped = resources.folder("models") / "ruhr"
    for file in shipped.glob("*.json"):
        if file.name.startswith("terms-"):  # the words of the terms, no part of the model
            continue
        assert (folder / "rebuilt" / "ruhr" / file.name).read_bytes() == file.read_bytes(), file.name


def test_the_ending_of_out_is_the_format_unless_another_is_named(folder: Path) -> None:
    assert run("check", "antrag.pdf", "--out", "nach-endung.pdf", folder=folder).returncode == 0
    assert (folder / "nach-endung.pdf").read_bytes().startswith(b"%PDF-")
    for arguments in (
        ("--format", "json", "--out", "x.pdf"),
        ("--brief", "--out", "x.html"),
        ("--out", "antrag.pdf", "--force"),
    ):
        done = run("check", "antrag.pdf", *arguments, folder=folder)
        assert done.returncode == 2, done.stderr
    assert (folder / "antrag.pdf").read_bytes().startswith(b"%PDF-")
