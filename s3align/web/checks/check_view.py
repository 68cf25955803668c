"""What the applicant's pages show of a check: how far each file is, what came out in short, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from pathlib import PurePath

from s3align.desk.checks.check_reports import can_be_annotated
from s3align.desk.checks.check_status import CheckStatus, FileState, FileStatus
from s3align.desk.storage.tables import now
from s3align.desk.work.queue import Stage
from s3align.record.assessment import Assessment, Reason, ThemeResult, ranked
from s3align.render.formats import own_pages, size_text, sure_points
from s3align.render.messages import Messages
from s3align.render.wording import headline, reason_text, theme_name
from s3align.strategy.model import Strategy

_SHOWS = {
    FileState.WAITING: "wait",
    FileState.RUNNING: "busy",
    FileState.DONE: "good",
    FileState.REFUSED: "warn",
    FileState.LOST: "bad",
}


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A line of the short result; ``points``: how sure of 100, ``low`` to ``high`` their range, ``css`` the verdict's class."""

    name: str
    css: str
    verdict: str
    points: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its owner sees it. ``kind``: of the badge; ``now``: what is being done; ``why``: it could not be assessed."""

    position: int
    name: str
    state: str
    kind: str
    now: str = ""
    done: int = 0
    total: int = 0
    headline: str = ""
    open_points: str = ""
    size: str = ""
    themes: tuple[ThemeView, ...] = ()
    why: str = ""
    is_encrypted: bool = False
    wrong_password: bool = False
    can_try_again: bool = False
    can_be_marked: bool = False

    @property
    def is_done(self) -> bool:
        """Whether there is a report with figures."""
        return self.state == FileState.DONE


@dataclass(frozen=True, slots=True)
class CheckView:
    """A whole check. ``said``: how far it is, in one sentence for everybody and for screen readers as it changes."""

    files: tuple[FileView, ...]
    is_open: bool
    said: str
    minutes: int
    until: datetime

    @property
    def done(self) -> tuple[FileView, ...]:
        """The files that were assessed."""
        return tuple(file for file in self.files if file.is_done)


def build_check_view(check: CheckStatus, strategy: Strategy, t: Messages) -> CheckView:
    """The view of a check in the language of ``t``."""
    files = tuple(_file_view(file, strategy, t) for file in check.files)
    minutes = max(1, ceil((check.expires_at - now()).total_seconds() / 60))
    return CheckView(files, check.is_open, _said(check, t), minutes, check.expires_at.astimezone())


def _file_view(file: FileStatus, strategy: Strategy, t: Messages) -> FileView:
    view = FileView(file.position, file.name, file.state.value, _SHOWS[file.state])
    found = file.assessment
    if file.is_open:
        return replace(view, now=_now(file, t), done=file.done, total=file.total)
    if found is None:
        return replace(view, why=t("check_lost"), can_try_again=True)
    if found.is_assessed:
        return replace(
            view,
            headline=headline(found, strategy, t),
            open_points=_open_points(found, t),
            size=size_text(own_pages(file.name, found.document.pages), found.document.words, t),
            themes=tuple(_theme_view(theme, strategy, t) for theme in ranked(found.themes)),
            can_be_marked=can_be_annotated(found, took_password=file.took_password),
        )
    return replace(
        view,
        why=why_refused(found, t),
        is_encrypted=file.is_encrypted and file.name.lower().endswith(".pdf"),
        wrong_password=file.wrong_password,
        can_try_again=found.reason is Reason.NOT_JUDGED,
    )


def _open_points(assessment: Assessment, t: Messages) -> str:
    count = len(assessment.questions)
    return (t("check_open_one") if count == 1 else t("check_open_many", count=count)) if count else ""


def _theme_view(theme: ThemeResult, strategy: Strategy, t: Messages) -> ThemeView:
    low, high = (sure_points(value) for value in (theme.low, theme.high))
    verdict = theme.verdict.value
    points = sure_points(theme.sureness)
    return ThemeView(theme_name(theme.id, strategy, t), verdict, t(f"verdict_{verdict}"), points, low, high)


def why_refused(assessment: Assessment, t: Messages) -> str:
    """Why a file could not be assessed and what to do: as reports say it, but without what only the command line has."""
    name, reason, details = assessment.document.name, str(assessment.reason), assessment.reason_values
    detail = "portfolio" if "inside" in details else details.get("detail", PurePath(name).suffix.lower()[1:])
    own = (f"check_reason_{reason}_{detail}", f"check_reason_{reason}")
    known = next((key for key in own if t.has(key)), None)
    return t(known, name=name) if known else reason_text(reason, name, details, t)


def _now(file: FileStatus, t: Messages) -> str:
    if file.state is FileState.WAITING:
        return (
            t("check_ahead_many", count=file.ahead)
            if file.ahead > 1
            else t(f"check_ahead_{'one' if file.ahead else 'none'}")
        )
    if file.stage == Stage.RECOGNITION and file.total:
        return t("check_stage_recognition", page=file.done, total=file.total)
    known = file.stage if file.stage in (Stage.LANGUAGE, Stage.ASSESSING) else Stage.READING
    return t(f"check_stage_{known}")


def _said(check: CheckStatus, t: Messages) -> str:
    """One sentence about a whole check; of a single file that is not ready, what is being done."""
    ready = sum(not file.is_open for file in check.files)
    if not check.is_open:
        return _said_at_end(check, t)
    if len(check.files) == 1:
        return _now(check.files[0], t)
    return t("check_ready_some", ready=ready, count=len(check.files))


def _said_at_end(check: CheckStatus, t: Messages) -> str:
    """What came of it: a file that could not be checked is not told of as ready."""
    failed = sum(file.state is not FileState.DONE for file in check.files)
    if len(check.files) == 1:
        return t("check_failed_one" if failed else "check_ready_one")
    if failed:
        return t("check_ready_but", ready=len(check.files) - failed, count=len(check.files), failed=failed)
    return t("check_ready_all", count=len(check.files))
