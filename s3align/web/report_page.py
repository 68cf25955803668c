"""A report as an answer of its own: with a policy that allows its one style sheet by its hash, and nothing else at all.

Reports set figures by ``style`` attributes, which no policy without "unsafe" lets through; here each becomes a rule of the
style sheet instead.
"""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi.responses import HTMLResponse

_ATTRIBUTE = re.compile(r'(<[a-z][^<>]*?) style="([^"<>]*)"')
_SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ITS_OWN = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
"""The policy inside the file is for a file on a disk; here the header says more."""


def report_response(html: str) -> HTMLResponse:
    """An HTML document of ours (report or comparison) as an answer that may stand in a frame of the same site."""
    html, sheet = _without_attributes(_ITS_OWN.sub("", html, count=1))
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; frame-ancestors 'self'; base-uri 'none'; "
        "form-action 'none'; sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    return HTMLResponse(html, headers={"content-security-policy": policy})


def _without_attributes(html: str) -> tuple[str, str]:
    """The document with one style sheet and no ``style`` attributes; the sheet."""
    found = _SHEET.search(html)
    if found is None:
        return html, ""
    head, body = html[: found.start()], html[found.end() :]
    rules: dict[str, int] = {}

    def named(match: re.Match[str]) -> str:
        number = rules.setdefault(match[2], len(rules))
        return f'{match[1]} data-set="{number}"'

    body = _ATTRIBUTE.sub(named, body)
    own = "\n".join(f'[data-set="{number}"] {{ {text} }}' for text, number in rules.items())
    sheet = f"{found[1]}\n{own}\n"
    return f"{head}<style>{sheet}</style>{body}", sheet
