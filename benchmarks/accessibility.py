"""Runs axe-core over reports in headless Chromium: WCAG 2.2 AA and best practices, light and dark, wide and narrow.

Run ``python benchmarks/accessibility.py axe.min.js REPORT.html …``; axe.min.js comes from the npm package axe-core (MPL-2.0),
which is not part of the project. Exit code 1 where a rule is violated. Needs Chromium as ``chromium`` on the path.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

_RUN = """
<script>{axe}</script>
<script>
document.querySelectorAll('details').forEach(part => part.open = true);
axe.run(document, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}).then(found => {{
  const told = document.createElement('pre');
  told.id = 'axe-result';
  told.textContent = JSON.stringify({{passes: found.passes.length, violations: found.violations.map(rule => ({{
    id: rule.id, impact: rule.impact, nodes: rule.nodes.map(node => node.html.slice(0, 120))}})),
    wide: document.documentElement.scrollWidth > window.innerWidth}});
  document.body.append(told);
}});
</script>
"""
_RESULT = re.compile(r'<pre id="axe-result">(.*?)</pre>', re.DOTALL)
_WAYS = ((1280, False), (1280, True), (320, False))


def main() -> int:
    """One line per report and way."""
    axe = Path(sys.argv[1]).read_text(encoding="utf-8")
    failed = False
    for name in sys.argv[2:]:
        source = Path(name).read_text(encoding="utf-8")
        for width, is_dark in _WAYS:
            result = _tested(source, axe, width, is_dark=is_dark)
            failed |= bool(result["violations"]) or result["wide"]
            look = "dark" if is_dark else "light"
            print(
                f"{Path(name).name} {width} px {look}: {result['passes']} rules hold, "
                f"violations: {result['violations']}, too wide: {result['wide']}"
            )
    return int(failed)


def _tested(source: str, axe: str, width: int, *, is_dark: bool) -> dict[str, object]:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    page = page.replace("</body>", _RUN.format(axe=axe) + "</body>")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900"]
        command += [f"--user-data-dir={folder}/profile", "--virtual-time-budget=20000", "--dump-dom", file.as_uri()]
        if is_dark:
            command.insert(1, "--blink-settings=preferredColorScheme=0")
        dumped = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode("utf-8", "replace")
    found = _RESULT.search(dumped)
    if found is None:
        raise SystemExit("axe-core gave no result.")
    result: dict[str, object] = json.loads(html.unescape(found[1]))
    return result


if __name__ == "__main__":
    sys.exit(main())
