"""A report as an answer of its own: with a policy that allows its one style sheet by its hash, and nothing else at all.

Reports set figures by ``style`` attributes, which no policy without "unsafe" lets through; here each becomes a rule of the
style sheet instead. What is downloaded stays as the command line writes it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from fastapi.responses import HTMLResponse
from markupsafe import Markup

_ATTRIBUTE = re.compile(r'(<[a-z][^<>]*?) style="([^"<>]*)"')
_SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ITS_OWN = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
"""The policy inside the file is for a file on a disk; here the header says more."""
_SKIP = re.compile(r'(<a class="skip"[^>]*>[^<]*</a>\n?)')
_BACK = Markup('<nav class="screen back" aria-label="{}"><a href="{}">← {}</a></nav>\n')
_LOOKS = ".back { padding-top: 1rem; } .back a { display: inline-block; min-height: 1.5rem; }"


@dataclass(frozen=True, slots=True)
class Back:
    """The way back from a report: where to, what the link says, and what it is called among the landmarks of the page."""

    href: str
    text: str
    label: str


def report_response(html: str, back: Back | None = None) -> HTMLResponse:
    """An HTML document of ours (report or comparison) as an answer that may stand in a frame of the same site.

    ``back``: a link at its top, after the one that skips to the content.
    """
    if back is not None:
        html = _SKIP.sub(lambda found: f"{found[1]}{_BACK.format(back.label, back.href, back.text)}", html, count=1)
    html, sheet = _without_attributes(_ITS_OWN.sub("", html, count=1))
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; frame-ancestors 'self'; base-uri 'none'; "
        "form-action 'none'; sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    return HTMLResponse(html, headers={"content-security-policy": policy})


def _without_attributes(html: str) -> tuple[str, str]:
    """The document with one style sheet and no ``style`` attributes; the sheet.

    An attribute keeps its text under another name, since rules of the report ask for what stands in it.
    """
    found = _SHEET.search(html)
    if found is None:
        return html, ""
    head, body = html[: found.start()], html[found.end() :]
    rules = sorted({match[2] for match in _ATTRIBUTE.finditer(body)})
    body = _ATTRIBUTE.sub(r'\1 data-style="\2"', body)
    own = "\n".join(f'[data-style="{text}"] {{ {text} }}' for text in rules)
    sheet = f"{found[1].replace('[style', '[data-style')}\n{_LOOKS}\n{own}\n"
    return f"{head}<style>{sheet}</style>{body}", sheet
