"""What is refused before a route is asked; slow and oversized uploads against a real server on loopback."""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest
import uvicorn
from fastapi import APIRouter, Request, UploadFile
from signing_in import ADDRESS, account, made, signed_in, visitor

from s3align.desk.access import Permission, Role
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Call
from s3align.web import app as application
from s3align.web import bodies, connections, guard
from s3align.web.connections import most_connections, protocol_for
from s3align.web.permissions import needs
from s3align.web.route_rules import takes_files

PIECE = b"x" * 65_536
routes = APIRouter(include_in_schema=False)
READ: list[int] = []
"""Sizes of what got as far as a route."""


@routes.post("/test/form", dependencies=[needs(Permission.PUBLIC)])
async def form(request: Request) -> str:
    READ.append(len(await request.body()))
    return "read"


@routes.post("/test/file", dependencies=[needs(Permission.CHECK)])
def file(upload: UploadFile) -> str:
    READ.append(upload.size or 0)
    return "read"


@routes.post("/test/calls/{call_id}/files", dependencies=[needs(Permission.LEAD), takes_files()])  # noqa: FAST003 -- read by the permission
async def files(request: Request) -> str:
    READ.append(sum([len(piece) async for piece in request.stream()]))
    return "read"


@routes.get("/test/broken", dependencies=[needs(Permission.PUBLIC)])
def broken() -> str:
    raise RuntimeError("A sentence of an applicant")


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setattr(application, "ROUTERS", (*application.ROUTERS, routes))
    READ.clear()
    return made(
        ServerSettings(data=tmp_path / "data", accounts=True, most_upload_bytes=3_000_000, requests_per_minute=60)
    )


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(application, "ROUTERS", (*application.ROUTERS, routes))
    return made(ServerSettings(data=tmp_path / "data"))


def call_of(app):
    with app.state.server.database.writing() as session:
        call = Call(title="Aufruf", strategy="", language="de")
        session.add(call)
        session.flush()
        return call.id


@pytest.mark.parametrize("path", ["/", "/static/s3align.css", "/nowhere", "/test/broken", "/desk/../etc", "/api/v1/me"])
def test_every_answer_has_the_headers(app, path):
    answer = visitor(app).get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] in ("no-store", "public, no-cache")


def test_a_refused_request_has_the_headers_too(app):
    answer = visitor(app).post("/test/form", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "content-security-policy" in answer.headers


def test_only_an_encrypted_server_asks_for_encryption(app, tmp_path):
    assert "strict-transport-security" not in visitor(app).get("/").headers
    encrypted = made(ServerSettings(data=tmp_path / "other", accounts=True, address="https://s3.example.org"))
    assert "strict-transport-security" in visitor(encrypted).get("/").headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"origin": ADDRESS}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8734"}, 403),
        ({}, 403),
    ],
)
def test_a_form_of_another_site_does_nothing_in_somebodys_name(app, headers, status):
    client = signed_in(app, account(app, "ada"))
    del client.headers["sec-fetch-site"]
    assert client.post("/test/form", content=b"a=1", headers=headers).status_code == status


def test_a_program_without_a_session_needs_no_origin(app):
    client = visitor(app)
    del client.headers["sec-fetch-site"]
    assert client.post("/test/form", content=b"a=1").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8733", "localhost", "[::1]:8733", "LOCALHOST:1"])
def test_without_accounts_names_of_this_computer_are_answered(local, host):
    assert visitor(local).get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1", "", "[", "127.0.0.1.nip.io"])
def test_without_accounts_a_strangers_name_is_refused(local, host):
    assert visitor(local).get("/", headers={"host": host}).status_code == 403


def test_a_large_body_is_refused_by_its_header(app):
    answer = visitor(app).post("/test/form", content=b"x" * (bodies.SMALL_BYTES + 1))
    assert answer.status_code == 413
    assert READ == []
    assert visitor(app).post("/test/form", content=b"x" * bodies.SMALL_BYTES).status_code == 200


def test_a_large_body_is_refused_where_no_header_says_so(app):
    answer = visitor(app).post("/test/form", content=iter([PIECE] * 20))
    assert answer.status_code == 413
    assert READ == []


def test_a_file_may_be_larger_than_a_form_and_not_larger_than_allowed(app):
    client = visitor(app)
    assert client.post("/test/file", files={"upload": b"x" * 2_000_000}).status_code == 200
    assert client.post("/test/file", files={"upload": b"x" * 5_000_000}).status_code == 413
    assert READ == [2_000_000]


def test_who_may_not_upload_is_refused_before_anything_is_read(app):
    call = call_of(app)
    reader = signed_in(app, account(app, "reader", {call: Role.REVIEWER}))
    assert reader.post(f"/test/calls/{call}/files", content=iter([PIECE] * 30)).status_code == 403
    assert visitor(app).post(f"/test/calls/{call}/files", content=iter([PIECE] * 30)).status_code == 401
    assert READ == []
    lead = signed_in(app, account(app, "lead", {call: Role.LEAD}))
    assert lead.post(f"/test/calls/{call}/files", content=iter([PIECE] * 30)).status_code == 200


def test_who_asks_too_often_waits(app):
    client = visitor(app)
    answers = [client.get("/sign-in").status_code for _ in range(70)]
    assert answers[:50] == [200] * 50
    assert answers[-1] == 429
    refused = client.get("/sign-in")
    assert int(refused.headers["retry-after"]) >= 1
    assert client.get("/static/s3align.css").status_code == 200


def test_one_visitor_who_asks_too_often_keeps_no_other_from_it(app):
    rate = guard.Rate(burst=2, per_second=0.001)
    assert [rate.take("a") > 0 for _ in range(3)] == [False, False, True]
    assert rate.take("b") == 0


def test_the_style_sheet_is_sent_once(app):
    client = visitor(app)
    first = client.get("/static/s3align.css")
    again = client.get("/static/s3align.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/s3align.css", headers={"if-none-match": '"other"'}).status_code == 200


@contextmanager
def served(app, most_open=1_000):
    """A real server; its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", http=protocol_for(most_open))
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def test_silent_connections_do_not_keep_others_out_however_many_they_are(app):
    whole = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with served(app, most_open=20) as port, ExitStack() as silent:
        lines = [silent.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)) for _ in range(60)]
        for line in lines:
            with suppress(ConnectionError):
                line.sendall(whole[:20])
        assert " 200 " in talk(port, [whole])
        lines[-1].sendall(whole[20:])
        assert b" 200 " in lines[-1].recv(200_000), "the newest are kept"
        with suppress(ConnectionError):
            assert lines[0].recv(100) == b"", "the oldest have gone"


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
def test_a_process_may_open_as_many_files_as_the_system_allows():
    import resource  # noqa: PLC0415 -- POSIX alone

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        most = most_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 2 * most > 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def talk(port, pieces, pause=0.0):
    """The first line of an answer; "" where the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        with suppress(BrokenPipeError):
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
        return line.recv(65_536).partition(b"\r\n")[0].decode()


HEAD = b"POST /test/form HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"


def test_an_upload_that_stops_or_crawls_is_ended(app, monkeypatch):
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.3)
    with served(app) as port:
        assert " 408 " in talk(port, [HEAD + b"Content-Length: 10\r\n\r\n", b"abc"])
        assert " 408 " in talk(port, [HEAD + b"Content-Length: 1000\r\n\r\n", *[b"x"] * 8], pause=0.06)
        assert " 200 " in talk(port, [HEAD + b"Content-Length: 3\r\n\r\n", b"a", b"b", b"c"], pause=0.05)


def test_an_oversized_upload_gets_an_answer_and_not_a_broken_line(app):
    with served(app) as port:
        declared = talk(port, [HEAD + b"Content-Length: 1966080\r\n\r\n", *[PIECE] * 30])
        chunk = b"10000\r\n" + PIECE + b"\r\n"
        chunked = talk(port, [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 30, b"0\r\n\r\n"])
    assert " 413 " in declared
    assert " 413 " in chunked
    assert READ == []


def test_a_connection_without_headers_is_closed_and_one_with_requests_is_not(app, monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.4)
    whole = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with served(app) as port:
        assert talk(port, []) == "", "closed without a word"
        assert talk(port, [b"GET /sign-in HTTP/1.1\r\n", *[b"x: y\r\n"] * 8], pause=0.1) == ""
        assert " 200 " in talk(port, [whole[:20], whole[20:]], pause=0.05)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            for _ in range(3):  # longer than headers may take, with an answer each time
                line.sendall(whole)
                time.sleep(0.2)
                assert b" 200 " in line.recv(200_000)
            line.sendall(whole[:20])
            assert line.recv(200_000) == b""
