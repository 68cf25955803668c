"""What the text of an OpenDocument file refers to: styles, pages, values of fields, form controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from s3align.reading.office.odf_conditions import Value
from s3align.reading.office.odf_content import Backdrop, Context
from s3align.reading.office.odf_format import TextFormat, applied, filled, line_height
from s3align.reading.office.odf_pages import BACKDROP_SHARE, Pages
from s3align.reading.office.odf_styles import Style, Styles
from s3align.reading.office.odf_values import Colour
from s3align.reading.office.odf_xml import attribute, child, descendants, is_on, name_of
from s3align.record.document import Concealment

_TEXT_FIELDS = frozenset(
    f"form:{kind}" for kind in ("text", "textarea", "formatted-text", "combobox", "date", "time", "number")
)


class OdfDocument:
    """A file whose text is about to be read: it knows what a style name, a condition or a control's id stand for."""

    def __init__(self, content: Any, styles: Any | None, body: Any) -> None:
        self.styles = Styles(content, styles)
        self.pages = Pages(self.styles)
        self.values = dict(_declared(body))
        self.controls = dict(_controls(body))
        self._formats: dict[tuple[object, ...], TextFormat] = {}

    def surface(self, context: Context) -> Colour | None:
        """The colour of what text lies on; None where it is not known."""
        return self.pages.current.paper if context.is_on_paper else context.format.surface

    def paragraph_style(self, context: Context, name: str | None) -> Style:
        """The style of a paragraph in its place."""
        return self.styles.style("paragraph", name, with_default=not context.is_shape)

    def paragraph_format(self, context: Context, name: str | None) -> TextFormat:
        """The format of a paragraph's text in its place."""
        surface = self.surface(context)
        key = (context.format, surface, context.is_shape, name)
        if key not in self._formats:
            style = self.paragraph_style(context, name)
            paragraph = style.of("paragraph")
            base = replace(
                context.format.on(filled(paragraph, surface)), line=line_height(paragraph.get("fo:line-height"))
            )
            self._formats[key] = applied(base, style.of("text"), self.values)
        return self._formats[key]

    def span_format(self, around: TextFormat, name: str | None) -> TextFormat:
        """The format of a run with a character style, within text of another format."""
        if name is None:
            return around
        key = (around, name)
        if key not in self._formats:
            text = self.styles.style("text", name, with_default=False).of("text")
            self._formats[key] = applied(around, text, self.values)
        return self._formats[key]

    def visible_on(self, context: Context, text_format: TextFormat) -> Backdrop | None:
        """The least backdrop on which text in the paper's colour is seen; None where something else lies behind it."""
        if text_format.concealment() is not Concealment.WHITE or not context.is_on_paper:
            return None
        page = self.pages.current
        if text_format.ground != page.paper:
            return None
        least = BACKDROP_SHARE * page.width * page.height
        return (
            Backdrop(least, is_behind=True)
            if context.area is None
            else Backdrop(context.area or least, is_behind=False)
        )


def _declared(body: Any) -> Iterator[tuple[str, Value]]:
    """The user fields that a file declares, for conditions on them."""
    for declaration in descendants(body, "text:user-field-decl"):
        name, number = attribute(declaration, "text:name"), attribute(declaration, "office:value")
        text = attribute(declaration, "office:string-value")
        if name and number is not None:
            try:
                yield name, float(number)
            except ValueError:
                continue
        elif name and text is not None:
            yield name, text


def _controls(body: Any) -> Iterator[tuple[str, str]]:
    """The shown value of each form control by its id; labels and buttons are the form's own words."""
    for forms in descendants(body, "office:forms"):
        for control in forms.iter():
            name = name_of(control)
            if name in _TEXT_FIELDS or name == "form:listbox":
                value = _chosen(control) if name == "form:listbox" else _entered(control)
                for key in {attribute(control, "xml:id"), attribute(control, "form:id")} - {None}:
                    yield str(key), value


def _entered(control: Any) -> str:
    value = attribute(control, "form:current-value")
    if value is None and child(control, "text:p") is not None:
        value = " ".join("".join(paragraph.itertext()) for paragraph in descendants(control, "text:p"))
    return attribute(control, "form:value") or "" if value is None else value


def _chosen(control: Any) -> str:
    options = [(attribute(option, "form:label") or "", option) for option in descendants(control, "form:option")]
    chosen = [label for label, option in options if is_on(option, "form:current-selected")]
    return ", ".join(chosen or [label for label, option in options if is_on(option, "form:selected")])
