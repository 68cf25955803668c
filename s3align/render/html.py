"""The report as one HTML file: no script, no request, readable in a browser, on paper and by a screen reader."""

from __future__ import annotations

from datetime import date
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from s3align.record.assessment import Assessment
from s3align.render.embedded import packed_record
from s3align.render.messages import Messages
from s3align.render.templates import environment
from s3align.render.view import build_view
from s3align.resources import folder
from s3align.strategy.model import Strategy


def render_html(assessment: Assessment, strategy: Strategy, language: str, *, assessed_on: date | None = None) -> str:
    """A complete HTML document in "de" or "en"; ``assessed_on`` is the day of the assessment, to be printed.

    Raises UsageError for another language, DataError where the record does not belong to the strategy.
    """
    view = build_view(assessment, strategy, language, assessed_on=assessed_on)
    return (
        page_templates("report")
        .get_template("report.html")
        .render(
            view=view,
            assessed_on=assessed_on.isoformat() if assessed_on else None,
            record=Markup(packed_record(assessment)),  # noqa: S704  Base64 alone
            t=Messages.load(language),
            css=Markup(style()),  # noqa: S704  our own style sheet, no text from outside
            running_header=Markup(css_string(view.masthead.running)),  # noqa: S704  every sign that could end the string is escaped
        )
    )


@cache
def page_templates(kind: str) -> Environment:
    """The templates of a folder below ``templates`` whose pages are set like the report."""
    templates = environment(kind)
    templates.filters["breakable"] = _breakable
    return templates


def _breakable(text: str) -> Markup:
    """Lets long names break after a slash ("Technologien/Wasserstoff") and nowhere else."""
    return Markup("/<wbr>").join(text.split("/"))  # join escapes the parts


@cache
def style(name: str = "report") -> str:
    """A style sheet of ours; "report" holds what all pages share."""
    return (folder("templates") / "css" / f"{name}.css").read_text(encoding="utf-8")


def css_string(text: str) -> str:
    """A CSS string literal in which all but ASCII letters and figures are escaped, so that it is safe in <style>."""
    return '"' + "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text) + '"'
