"""What the owner of a check asks for: reports in each format, the marked copy of the PDF, and two versions compared.

Each is made when it is asked for, within what the command line allows it, and kept beside the record until the check vanishes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from s3align import budget
from s3align.desk.checks.check_folder import FileFolder
from s3align.errors import TimedOutError, TooLargeError
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment

if TYPE_CHECKING:
    from s3align.render.compare_versions import Version

FORMS = ("html", "pdf", "json")
"""Formats of a report that can be downloaded."""


def report(
    folder: FileFolder, pipeline: Pipeline, language: str, form: str, day: date, *, brief: bool = False
) -> bytes | None:
    """The report of a file as the command line writes it; None where there is no record yet.

    Where rendering takes too much, it is a report that says so.
    """
    assessment = folder.assessment()
    if assessment is None:
        return None
    key = f"{form}-{language}{'-brief' if brief else ''}"
    return _kept(folder, key, lambda: _rendered(assessment, pipeline, language, form, day, brief=brief))


def annotated(folder: FileFolder, pipeline: Pipeline, language: str, day: date) -> bytes | None:
    """The PDF with its evidence highlighted; None where there is nothing to mark.

    Raises UsageError or DamagedError where no copy can be written.
    """
    from s3align.render.annotated import render_annotated  # noqa: PLC0415 -- one format alone is loaded

    assessment = folder.assessment()
    if assessment is None or not can_be_annotated(assessment, took_password=folder.was_password_tried()):
        return None

    def marked() -> bytes:
        with budget.spending(pipeline.budget("rendering")):
            return render_annotated(folder.source, assessment, pipeline, language, assessed_on=day)

    return _kept(folder, f"annotated-{language}", marked)


def can_be_annotated(assessment: Assessment, *, took_password: bool) -> bool:
    """Whether a marked copy can be made: of a PDF that was assessed and that opens without the password, which is wiped."""
    return assessment.is_assessed and not took_password and assessment.document.name.lower().endswith(".pdf")


def comparison(earlier: FileFolder, later: FileFolder, pipeline: Pipeline, language: str, day: date) -> bytes | None:
    """What a later version gained and lost, as an HTML page; None where one of them is not assessed.

    Raises TimedOutError or TooLargeError where comparing takes too much.
    """
    before, after = _version(earlier, day), _version(later, day)
    if before is None or after is None:
        return None

    def compared() -> bytes:
        from s3align.render.compare import render_compared  # noqa: PLC0415 -- one format alone is loaded

        with budget.spending(pipeline.budget("rendering")):
            return render_compared(before, after, pipeline.strategy, language, "html")

    return _kept(later, f"compared-{earlier.path.name}-{language}", compared)


def day_of(begun: datetime) -> date:
    """The day of a check, which its reports name: that of the server's place."""
    return begun.astimezone().date()


def _kept(folder: FileFolder, key: str, make: Callable[[], bytes]) -> bytes:
    known = folder.report(key)
    if known is not None:
        return known
    made = make()
    folder.keep_report(key, made)
    return made


def _rendered(assessment: Assessment, pipeline: Pipeline, language: str, form: str, day: date, *, brief: bool) -> bytes:
    from s3align.render import render  # noqa: PLC0415 -- one format alone is loaded

    try:
        with budget.spending(pipeline.budget("rendering")):
            return render(assessment, pipeline.strategy, language, form, brief=brief, assessed_on=day)
    except (TimedOutError, TooLargeError) as error:
        refused = pipeline.refused(error, assessment.document)
        return render(refused, pipeline.strategy, language, form, brief=brief, assessed_on=day)


def _version(folder: FileFolder, day: date) -> Version | None:
    from s3align.assess.text_changes import whole_text  # noqa: PLC0415 -- for comparing alone
    from s3align.render.compare_versions import Version  # noqa: PLC0415

    assessment = folder.assessment()
    if assessment is None or not assessment.is_assessed:
        return None
    document = folder.document()
    return Version(assessment, whole_text(document) if document else None, day, document)
