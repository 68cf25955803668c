"""A comparison as one HTML file, in the house style of the report: no script, no request."""

from __future__ import annotations

from markupsafe import Markup

from s3align.render.html import css_string, page_templates, style
from s3align.render.messages import Messages
from s3align.render.view_compare_model import CompareView


def render_compare_html(view: CompareView) -> str:
    """A complete HTML document in the language of the view."""
    return (
        page_templates("compare")
        .get_template("compare.html")
        .render(
            view=view,
            t=Messages.load(view.language),
            css=Markup(f"{style()}\n{style('compare')}"),  # noqa: S704  our own style sheets, no text from outside
            running_header=Markup(css_string(view.running)),  # noqa: S704  every sign that could end the string is escaped
        )
    )
