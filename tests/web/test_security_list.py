"""The list of what must not be possible, against the whole application: what is driven from its routes covers new ones too.

Elsewhere: forged requests, oversized and slow uploads (test_guard), fixation (test_sign_in), access across calls and roles
(test_routes), requests that an identity provider's settings could cause (test_oidc).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import openpyxl
import pytest
from desk_builders import THEMES, make_assessment, make_call, make_lot, make_reading, make_record, make_submission
from signing_in import account, made, signed_in, visitor
from sqlalchemy import func, select

from s3align.desk.access import Permission, Role
from s3align.desk.calls import intake
from s3align.desk.lists.listing_query import Sort, State
from s3align.desk.people import accounts, tokens
from s3align.desk.review import notes, readings
from s3align.desk.review.reading_forms import ReadingForm
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.tables import Account, Call, PersonReading, StoredAssessment, Submission, ThemeFigure, now
from s3align.record.assessment import Verdict
from s3align.store.review import Decision
from s3align.web.route_rules import rules
from s3align.web.security import POLICY

EVIL = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}"
MARKUP = re.compile(r"<img src=x|<script>alert|onerror=alert\(1\)>", re.IGNORECASE)
SECRET = "Zeugnis-4711"
"""In everything that the other reader has written."""
MACHINE = "Wasserstoffgeheimnis-0815"
"""In everything that the program has found."""
NO_PAGES = ("/metrics", "/health/live", "/health/ready", "/sign-in/provider", "/sign-in/provider/back")


class Desk:
    """An application with a call, a submission that the program has assessed, two readers and a lead."""

    def __init__(self, data, words=str, *, hides_machine=False):
        self.app = made(ServerSettings(data=data, accounts=True, requests_per_minute=1_000_000))
        self.state = self.app.state.server
        with self.state.database.writing() as session:
            call = make_call(session, words("Aufruf"), hides_machine=hides_machine)
            make_lot(session, call, words("Los"))
            submission = make_submission(
                session,
                call,
                files=self.state.files,
                file_name=words("antrag.txt"),
                title=words("Titel"),
                applicant=words("Verein"),
            )
            record = make_record(
                dict.fromkeys(THEMES[:2], Verdict.CORE), name=words("antrag.txt"), sha256=submission.sha256,
                title=words("Titel"), quote=words(MACHINE),
            )  # fmt: skip
            make_assessment(session, submission, record)
            submission.state = "assessed"
            self.ids = {"call_id": call.id, "submission_id": submission.id, "account_id": "", "lot_id": ""}
        self.ids["account_id"] = account(self.app, "writer", {self.ids["call_id"]: Role.REVIEWER})
        self.people = {
            "writer": self.ids["account_id"],
            "reader": account(self.app, "reader", {self.ids["call_id"]: Role.REVIEWER}),
            "lead": account(self.app, "lead", {self.ids["call_id"]: Role.LEAD}),
        }
        with self.state.database.writing() as session:
            session.get_one(Account, self.people["writer"]).name = words("Ada")[:200]

    def asking(self, session, who):
        return accounts.principal_of(session, self.people[who])

    def client(self, who):
        return signed_in(self.app, self.people[who])

    def program(self, who):
        client = visitor(self.app)
        with self.state.database.writing() as session:
            scopes = frozenset({Permission.SEE_CALL, Permission.READ, Permission.LEAD, Permission.HAND_IN})
            token = tokens.create(session, self.asking(session, who), tokens.TokenForm("x", scopes, 1))
        client.headers["authorization"] = f"Bearer {token}"
        return client

    def decide(self, who, words):
        """Another reader's row, with words in all that takes words."""
        form = ReadingForm(decision=Decision.FITS, verdicts=dict.fromkeys(THEMES, Verdict.NONE), remark=words)
        with self.state.database.writing() as session:
            asking = self.asking(session, who)
            readings.save(session, asking, self.ids["submission_id"], form)
            notes.add(session, asking, self.ids["submission_id"], words)

    def paths(self, keep=None):
        """The paths of all that can be looked at."""
        for rule in rules(self.app):
            if "GET" in rule.methods and rule.path not in NO_PAGES and (keep is None or keep(rule)):
                yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: self.ids.get(found[1]) or "0", rule.path)


class Elements(HTMLParser):
    """What a browser would make of a page that could do something."""

    def __init__(self, text, *, may_style=False):
        super().__init__()
        self.found, self._forbidden = [], () if may_style else ("style",)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        acts = [name for name in given if name.startswith("on") or name in self._forbidden]
        leads = [
            value
            for name, value in attrs
            if name in ("href", "src", "action") and re.match(r"\s*(javascript|data):", value or "")
        ]
        if acts or leads or (tag == "script" and not given.get("src")) or given.get("src") == "x":
            self.found.append((tag, attrs))


def text_of(answer):
    """What an answer says, zip files unpacked."""
    if (
        answer.headers.get("content-type", "").startswith(("application/zip", "application/vnd"))
        and answer.content[:2] == b"PK"
    ):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            return "\n".join(
                [*file.namelist(), *(file.read(name).decode("utf-8", "replace") for name in file.namelist())]
            )
    return answer.text


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("evil") / "data", lambda words: f"{words} {EVIL}"[:200])
    desk.decide("writer", EVIL)
    return desk


@pytest.mark.parametrize("who", ["reader", "writer", "lead"])
def test_strangers_words_are_words_on_every_page(evil, who):
    client, shown = evil.client(who), 0
    for path in evil.paths():
        answer = client.get(path)
        assert answer.status_code < 500, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert not MARKUP.search(answer.text), path
        policy = answer.headers["content-security-policy"]
        is_report = policy != POLICY
        assert not is_report or "script-src" not in policy, "a report has a policy of its own, in which nothing runs"
        assert Elements(answer.text, may_style=is_report).found == [], path
        shown += "&lt;script&gt;" in answer.text
    assert shown >= 2, "the words must be there, or nothing was tested"


def test_what_is_sent_as_a_file_is_not_shown_as_a_page(evil):
    client = evil.client("lead")
    for path in evil.paths(lambda rule: rule.permission in (Permission.LEAD, Permission.READ)):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff", path
        disposition = answer.headers.get("content-disposition", "")
        assert "<" not in disposition, path
        assert "\n" not in disposition, path


def test_the_parser_of_this_test_sees_what_acts():
    assert Elements("<p onclick=x>").found
    assert Elements("<a href=' javascript:x'>").found
    assert Elements("<script>x</script>").found
    assert not Elements("<script src='/static/a.js' defer></script><a href='/desk'>a</a>").found


def test_a_browser_runs_nothing_of_what_strangers_wrote(serve, browse, tmp_path):
    desk = Desk.__new__(Desk)
    site = serve(accounts=True, requests_per_minute=1_000_000)
    desk.app = type("App", (), {"state": type("State", (), {"server": site.state})})
    words = f"Antrag {EVIL}"
    with site.database.writing() as session:
        call = make_call(session, words[:200])
        submission = make_submission(session, call, files=site.files, file_name=words, title=words, applicant=words)
        make_assessment(
            session, submission, make_record(name=words, sha256=submission.sha256, title=words, quote=words)
        )
        submission.state, ids = "assessed", (call.id, submission.id)
    lead = account(desk.app, "lead", {ids[0]: Role.LEAD}, password="drei Birnen im Regen")
    page = browse(site, "/sign-in")
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.locator("#login").fill("lead")
    page.locator("#password").fill("drei Birnen im Regen")
    page.locator("main button[type=submit]").click()
    for path in (f"/desk/calls/{ids[0]}", f"/desk/calls/{ids[0]}/submissions", f"/desk/submissions/{ids[1]}", "/desk"):
        page.goto(f"{site.url}{path}")
        assert page.locator("img[src=x]").count() == 0
    assert lead
    assert ran == []


QUERY = (
    "q", "text", "search", "sort", "descending", "order", "page", "lot", "state", "theme", "reader", "mine", "readers", "after",
    "size", "columns", "place", "cursor", "limit", "main", "addressed", "decision", "gravity", "to_read",
)  # fmt: skip
"""What lists, the queue and the interface read from an address, and what others might."""
SQL = (
    "' OR 1=1 --", '"; drop table submission; --', "%' union select password from account --", "\x00", "a* OR b NEAR(", "(((",
    "-1", "9" * 30, "\ud83d", "🂡" * 20,
)  # fmt: skip
LISTS = ("/submissions", "/queue", "/next", "/statistics", "/desk", "/calls")


def test_no_question_reaches_the_database_as_a_command(evil):
    client, database = evil.client("lead"), evil.state.database
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Submission))
        hashes = set(session.scalars(select(Account.password)))
    for path in evil.paths(lambda rule: "{secret}" not in rule.path and not rule.path.endswith(".zip")):
        for turn in range(len(SQL) if path.endswith(LISTS) else 1):  # each question has all of them, in another place
            words = {name: SQL[(turn + number) % len(SQL)] for number, name in enumerate(QUERY)}
            answer = client.get(
                path, params={name: word.encode("utf-8", "surrogatepass") for name, word in words.items()}
            )
            assert answer.status_code < 500, (path, turn)
            assert not any(kept and kept in answer.text for kept in hashes), path
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == before


@pytest.mark.parametrize("login", ["' OR 1=1 --", "writer' --", "\x00", "\ud83d", "a" * 10_000])
def test_no_login_reaches_the_database_as_a_command(evil, login):
    sent = {"login": login.encode("utf-8", "surrogatepass"), "password": b"' OR '1'='1"}
    assert visitor(evil.app).post("/sign-in", data=sent).status_code in (401, 429)


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2f..%2fpyproject.toml", "/static/%2e%2e/base.html", "/static/....//base.html",
        "/static/s3align.css%00.js", "/static//etc/passwd", "/checks/..%2f..%2fdesk.sqlite3", "/checks/../../desk.sqlite3",
        "/api/v1/strategies/..%2f..%2fdata", "/api/v1/strategies/%2fetc", "/checks/0/files/..%2f0/report",
        "/desk/calls/..%2f..%2fadmin", "/problems/..%2f..%2fbase",
    ],
)  # fmt: skip
def test_no_path_leads_out(evil, path):
    answer = evil.client("lead").get(path)
    assert answer.status_code in (400, 404, 405, 422), answer.text[:200]
    assert "root:" not in answer.text
    assert "SQLite format" not in answer.text


def test_a_files_name_is_never_a_path(tmp_path):
    desk = Desk(tmp_path / "data")
    with desk.state.database.reading() as session:
        lead = desk.asking(session, "lead")
    for number, name in enumerate(
        (
            "../../../evil.txt",
            "/etc/evil.txt",
            "..\\..\\evil.txt",
            "C:\\evil.txt",
            "a/../../evil.txt",
            ".evil.txt\x00.txt",
        )
    ):
        intake.take_in(
            desk.state.database, desk.state.files, desk.state.server, lead, desk.ids["call_id"], name,
            io.BytesIO(f"Ein Antrag, Nummer {number}".encode()),
        )  # fmt: skip
    assert_nothing_outside(desk, tmp_path)
    with desk.state.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 7


def test_a_zip_writes_nothing_outside(tmp_path):
    desk = Desk(tmp_path / "data")
    with desk.state.database.reading() as session:
        lead = desk.asking(session, "lead")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in ("../../evil.txt", "/var/evil.txt", "..\\..\\evil.txt", "a/../../../evil2.txt", "gut.txt"):
            file.writestr(name, f"Ein Antrag aus {name}")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    packed.seek(0)
    outcomes = list(
        intake.take_in_zip(desk.state.database, desk.state.files, desk.state.server, lead, desk.ids["call_id"], packed)
    )
    assert len(outcomes) >= 1
    assert_nothing_outside(desk, tmp_path)
    for kept in (tmp_path / "data" / "files").rglob("*"):
        assert not kept.is_symlink()
        assert not kept.is_file() or b"root:" not in kept.read_bytes()


def assert_nothing_outside(desk, folder):
    assert [path.name for path in folder.iterdir()] == ["data"]
    names = [path.name for path in (folder / "data").rglob("*") if path.is_file()]
    assert not [name for name in names if "evil" in name]
    with desk.state.database.reading() as session:
        shown = session.scalars(select(Submission.file_name)).all()
    assert not [name for name in shown if "\x00" in name]


def exports(desk, kind):
    client = desk.client("lead")
    page = client.get(f"/desk/calls/{desk.ids['call_id']}/exports").text
    found = sorted(set(re.findall(rf'href="([^"]*/exports/[^"]*\.{kind})"', page)))
    assert found, page
    return [(path, client.get(path)) for path in found]


@pytest.fixture(scope="module")
def formulas(tmp_path_factory):
    signs = iter("=+-@" * 50)
    desk = Desk(tmp_path_factory.mktemp("formulas") / "data", lambda words: f"{next(signs)}cmd|' /C calc'!A0 {words}")
    desk.decide("writer", '=HYPERLINK("http://evil.example")')
    return desk


def test_no_cell_of_a_csv_file_is_a_formula(formulas):
    seen = 0
    for path, answer in exports(formulas, "csv"):
        assert answer.status_code == 200, path
        text = answer.content.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text), delimiter=";" if text.partition("\n")[0].count(";") > 2 else ","):
            for cell in row:
                seen += "cmd|" in cell or "HYPERLINK" in cell
                assert not re.match(r"[=+@\t\r]|-(?![\d.,]+$)", cell), (path, cell)
    assert seen, "the words must be there, or nothing was tested"


def test_no_cell_of_a_workbook_is_a_formula(formulas):
    seen = 0
    for path, answer in exports(formulas, "xlsx"):
        assert answer.status_code == 200, path
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)):
            for row in sheet.iter_rows():
                for cell in row:
                    seen += "cmd|" in str(cell.value) or "HYPERLINK" in str(cell.value)
                    is_words = "cmd|" in str(cell.value) or "HYPERLINK" in str(cell.value)
                    assert not (is_words and cell.data_type == "f"), (path, cell.coordinate)
    assert seen, "the words must be there, or nothing was tested"


@pytest.fixture
def blind(tmp_path):
    desk = Desk(tmp_path / "data", hides_machine=True)
    desk.decide("writer", SECRET)
    return desk


def answers(desk, who):
    """All that somebody can get, by page and by program."""
    client, program = desk.client(who), desk.program(who)
    for path in desk.paths():
        answer = (program if path.startswith("/api/") else client).get(path)
        assert answer.status_code < 500, path
        yield path, answer


def leaks(desk, who, words):
    return [path for path, answer in answers(desk, who) if answer.status_code < 300 and words in text_of(answer)]


def test_who_has_not_decided_finds_nothing_that_another_wrote(blind):
    assert leaks(blind, "reader", SECRET) == []
    assert leaks(blind, "writer", SECRET) != [], "one's own words are there, or nothing was tested"
    assert leaks(blind, "lead", SECRET) != []


def test_who_has_decided_finds_what_others_wrote(blind):
    blind.decide("reader", "Mein eigenes Wort")
    assert leaks(blind, "reader", SECRET) != []


def test_who_has_not_decided_finds_nothing_that_the_program_found_where_the_call_hides_it(blind):
    assert leaks(blind, "reader", MACHINE) == []
    assert leaks(blind, "lead", MACHINE) != [], "the lead sees it, or nothing was tested"


def asked(desk, client):
    """What lists say to every order and filter that could tell what is hidden."""
    base, found = desk.ids["call_id"], {}
    orders = [{"sort": sort, "descending": way, "theme": THEMES[0]} for sort in Sort for way in "01"]
    values = {
        "main": (THEMES[0], "without"), "addressed": (THEMES[1],), "to_read": ("any",), "state": tuple(State),
        "decision": (Decision.FITS, "without"), "gravity": ("any", "without"),
    }  # fmt: skip
    filters = [{name: value} for name, known in values.items() for value in known]
    for query in orders + filters:
        shown = client.get(f"/desk/calls/{base}/submissions", params=query, headers={"hx-request": "true"})
        found[str(query)] = (shown.status_code, re.findall(r"/desk/submissions/([0-9a-f]{32})", shown.text))
    return found


@pytest.mark.parametrize("what", ["machine", "people"])
def test_what_is_hidden_changes_no_order_and_no_filter(blind, what):
    """An order would tell as much as a column: what lists say is the same if it were the other way round."""
    with blind.state.database.writing() as session:
        one = session.get_one(Submission, blind.ids["submission_id"])
        two = make_submission(session, session.get_one(Call, one.call_id), title="Anderer Antrag")
        make_assessment(session, two, make_record(dict.fromkeys(THEMES, Verdict.NONE), sha256=two.sha256))
        two.state = "assessed"
        writer = blind.asking(session, "writer")
        make_reading(session, two, writer, decision=Decision.DOES_NOT_FIT.value, decided_at=now())
        ids = (one.id, two.id)
    reader, lead = blind.client("reader"), blind.client("lead")
    before, seen = asked(blind, reader), asked(blind, lead)
    with blind.state.database.writing() as session:
        if what == "machine":
            first, second = (
                session.scalars(select(StoredAssessment).where(StoredAssessment.submission_id == one)).one()
                for one in ids
            )
            for name in ("record", "reason", "main", "to_read", "pages", "words", "language"):
                value = getattr(first, name)
                setattr(first, name, getattr(second, name))
                setattr(second, name, value)
            swap = {first.id: second.id, second.id: first.id}
            figures = session.scalars(select(ThemeFigure)).all()
            rows = [
                (swap[row.assessment_id], row.theme, row.verdict, row.sureness, row.low, row.high, row.extent)
                for row in figures
            ]
            for row in figures:
                session.delete(row)
            session.flush()
            session.add_all(
                ThemeFigure(assessment_id=a, theme=b, verdict=c, sureness=d, low=e, high=f, extent=g)
                for a, b, c, d, e, f, g in rows
            )
        else:
            first, second = session.scalars(select(PersonReading)).all()
            first.decision, second.decision = second.decision, first.decision
    assert asked(blind, reader) == before
    assert asked(blind, lead) != seen, "the lead's lists change, or nothing was tested"
