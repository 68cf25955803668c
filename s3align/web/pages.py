"""How a page is made: its template with the words of the reader's language, and what every page shows of who asks."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from s3align.render.html import page_templates, style
from s3align.render.messages import LANGUAGES
from s3align.version import VERSION
from s3align.web.permissions import who_asks
from s3align.web.state import server_state
from s3align.web.words import preferred_language, web_messages

LANGUAGE_COOKIE = "s3align_language"


def reader_language(request: Request) -> str:
    """The language of a reader: asked for in the address, chosen before, or that of the browser."""
    chosen = (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))
    return preferred_language(chosen, request.headers.get("accept-language", ""))


def is_part(request: Request) -> bool:
    """Whether htmx asks, which puts the answer into a page that is open."""
    return request.headers.get("hx-request") == "true"


def page(request: Request, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """A page of a ``template`` below ``templates/web``; the names in ``view`` are there in it.

    Beside them: ``t`` (messages), ``asking`` (``Principal``), ``here`` (path), ``language_links`` (this page in each language),
    ``is_part`` (htmx asks for it).
    """
    language = reader_language(request)
    state = server_state(request)
    body = (
        _templates()
        .get_template(template)
        .render(
            t=web_messages(language),
            language=language,
            language_links=[(code, f"?{request.url.include_query_params(lang=code).query}") for code in LANGUAGES],
            version=VERSION,
            asking=who_asks(request, state),
            has_accounts=state.server.accounts,
            here=request.url.path,
            is_part=is_part(request),
            **view,
        )
    )
    response = HTMLResponse(body, status_code=status, headers={"content-language": language})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax", httponly=True)
    return response


@cache
def _templates() -> Environment:
    return page_templates("web")


@cache
def style_sheet() -> str:
    """The style sheet of all pages: what reports share, and what the web adds."""
    return f"{style('report')}\n{style('web')}"
