"""What is sent to the applicant's page and what is answered, without a browser: limits, names, headers, what stays behind."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import httpx
import pytest
from desk_proposals import proposal_pdf
from web_site import Site, serving

from s3align.desk.checks.checks import check_id
from s3align.settings import Settings
from s3align.web.downloads import attachment

NAME = "Ä\u201egeheim\u201c <b>.pdf"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site") / "data", {"most_check_files": 2}) as found:
        yield found


@pytest.fixture(scope="module")
def result(site) -> str:
    """The address of a check of the example under a name of a stranger."""
    address = posted(site, [("files", (NAME, proposal_pdf()))]).headers["location"]
    site.work()
    return f"{site.url}{address}"


def posted(site: Site, files, data=None, **headers: str) -> httpx.Response:
    return httpx.post(f"{site.url}/checks", files=files, data=data, headers=headers)


def left(site: Site) -> list[str]:
    """Uploads that did not become a check."""
    return [name for name in site.files.checks() if name.startswith(".")]


def test_a_file_that_is_too_large_is_refused_by_name_and_nothing_of_it_stays(tmp_path):
    with serving(tmp_path, {}, Settings(max_file_bytes=10_000)) as site:
        answer = posted(site, [("files", ("gross.pdf", b"x" * 10_001))], **{"accept-language": "en"})
        assert answer.status_code == 413
        assert "gross.pdf" in answer.text
        assert site.files.checks() == []
        assert posted(site, [("files", ("klein.pdf", b"x" * 10_000))]).status_code == 303


def test_too_many_files_and_none_are_refused(site):
    three = [("files", (f"{number}.txt", b"text")) for number in range(3)]
    assert posted(site, three).status_code == 422
    assert posted(site, [("files", ("", b""))]).status_code == 422
    assert left(site) == []


def test_a_file_without_a_byte_is_a_file(site):
    assert posted(site, [("files", ("leer.pdf", b""))]).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1", "application/x-www-form-urlencoded"),
        (b"nothing", "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"a: b\r\n" * 50, "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
    ],
)
def test_what_is_no_form_is_refused_and_breaks_nothing(site, body, kind):
    answer = httpx.post(f"{site.url}/checks", content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 422)
    assert left(site) == []


def test_a_field_that_is_too_long_is_refused(site):
    assert posted(site, [("files", ("a.txt", b"text"))], {"once": "x" * 20_000}).status_code == 400


def test_a_form_of_another_site_is_refused(site):
    answer = posted(site, [("files", ("a.txt", b"text"))], **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_name_of_a_stranger_is_text_and_never_markup(result):
    page = httpx.get(result).text
    assert "&lt;b&gt;.pdf" in page
    assert "<b>.pdf" not in page


def test_a_report_is_an_answer_of_its_own_that_runs_and_loads_nothing(result):
    answer = httpx.get(f"{result}/files/0/report")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "kind", "ending"),
    [
        ("report.html", "text/html; charset=utf-8", ".s3align.html"),
        ("report.pdf", "application/pdf", ".s3align.pdf"),
        ("report.pdf?brief=1", "application/pdf", ".short.s3align.pdf"),
        ("report.json", "application/json", ".s3align.json"),
        ("marked.pdf", "application/pdf", ".marked.pdf"),
    ],
)
def test_downloads_are_named_after_the_file_and_only_saved(result, path, kind, ending):
    answer = httpx.get(f"{result}/files/0/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert disposition.endswith(f"%C3%84%E2%80%9Egeheim%E2%80%9C%20%3Cb%3E{ending}")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_download_name_holds_no_sign_that_ends_a_header(result):
    named = attachment('a"\r\nx: y;' + "ü" * 300, ".s3align.pdf")
    assert re.fullmatch(r'attachment; filename="[\w.() -]+"; filename\*=UTF-8\'\'[\w.%~-]+', named)
    assert named.endswith(".s3align.pdf")


def test_a_text_of_another_kind_than_pdf_is_not_marked(site):
    text = "Wir bauen eine Anlage für Wasserstoff aus Windstrom und bilden dafür Fachkräfte aus. " * 30
    address = posted(site, [("text", (None, text))]).headers["location"]
    site.work()
    assert "marked.pdf" not in httpx.get(f"{site.url}{address}").text
    assert httpx.get(f"{site.url}{address}/files/0/marked.pdf").status_code == 404


def test_whoever_checks_too_often_has_to_wait(tmp_path):
    with serving(tmp_path, {"checks_per_hour": 2}) as site:
        answers = [posted(site, [("files", ("a.txt", bytes([65 + number])))]) for number in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert int(answers[-1].headers["retry-after"]) > 60


def test_logs_hold_neither_name_nor_content_nor_secret(site, caplog):
    caplog.set_level(logging.DEBUG)
    address = posted(site, [("files", ("wortlaut.txt", b"Ein geheimer Wortlaut. " * 50))]).headers["location"]
    site.work()
    httpx.get(f"{site.url}{address}/files/0/report")
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert "wortlaut" not in ours.lower()
    assert address.rsplit("/", 1)[1] not in ours


def test_a_strategy_that_nobody_has_is_the_default_one(site):
    address = posted(site, [("files", ("a.txt", b"text"))], {"strategy": "../../etc"}).headers["location"]
    assert httpx.get(f"{site.url}{address}").status_code == 200


def test_deleting_twice_and_with_a_wrong_secret_does_no_harm(site):
    address = posted(site, [("files", ("weg.txt", b"delete me"))]).headers["location"]
    for path in (address, address, "/checks/none"):
        assert httpx.post(f"{site.url}{path}/delete").status_code == 303
    assert check_id(address.rsplit("/", 1)[1]) not in site.files.checks()
