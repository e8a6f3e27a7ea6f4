"""Opens a report in headless Chromium and uses it: ``python -m tests.evals.browser_check REPORT.html [PICTURES]``.

It fails where the console shows an error, a filter does not filter, a click on a citation does not light the words,
or the page is wider than a phone. Needs chromium and chromedriver; says so, and exits with 0, where they are missing.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
).split()
WIDTHS = (1280, 390)

USE = """
const form = document.getElementById('filters'), said = document.getElementById('shown');
const count = () => Number(said.textContent.split(' ')[0]);
const set = (name, value) => { form.elements[name].value = value; form.dispatchEvent(new Event('input')); };
const whole = count(), seen = {};
for (const name of ['suite', 'class', 'outcome']) {
  let sum = 0;
  for (const option of [...form.elements[name].options].slice(1)) {
    set(name, option.value || option.text);
    sum += count();
  }
  set(name, '');
  seen[name] = sum;
}
set('words', 'no such words anywhere'); const none = count(); set('words', '');
return {whole, seen, none, again: count()};
"""
LIGHT = """
const button = document.querySelector('.sample .cite'); button.click();
const lit = [...document.querySelectorAll('mark.lit')].map((m) => m.textContent).join('');
return {quote: button.title, lit};
"""


class Browser:
    """A few words of the WebDriver protocol."""

    def __init__(self, root: str) -> None:
        options = {"args": [*FLAGS, f"--user-data-dir={tempfile.mkdtemp()}"], "binary": shutil.which("chromium")}
        asked = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        found = _call(f"{root}/session", {"capabilities": {"alwaysMatch": asked}})
        self._at = f"{root}/session/{found['sessionId']}"

    def do(self, what: str, **body: Any) -> Any:
        return _call(f"{self._at}/{what}", body)

    def run(self, script: str, *words: Any) -> Any:
        return self.do("execute/sync", script=script, args=list(words))

    def picture(self, path: Path) -> None:
        with urllib.request.urlopen(f"{self._at}/screenshot") as reply:
            path.write_bytes(base64.b64decode(json.load(reply)["value"]))

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self._at, method="DELETE")).close()


def _call(url: str, body: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)["value"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that is closed in the end."""
    port = 9517
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/status").close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        opened = Browser(f"http://127.0.0.1:{port}")
        try:
            yield opened
        finally:
            opened.close()
    finally:
        driver.terminate()
        driver.wait()


def check(report: Path, pictures: Path | None) -> list[str]:
    """What is wrong with a report; empty where nothing is."""
    wrong = []
    with browser() as page:
        for width in WIDTHS:
            page.do("window/rect", width=width, height=900)
            page.do(
                "chromium/send_command",
                cmd="Emulation.setDeviceMetricsOverride",
                params={
                    "width": width,
                    "height": 900,
                    "deviceScaleFactor": 1,
                    "mobile": width < 700,
                },
            )
            page.do("url", url=report.resolve().as_uri())
            used = page.run(USE)
            if not (used["whole"] == used["again"] == used["seen"]["suite"] == used["seen"]["outcome"] > 0):
                wrong.append(f"{width}: the filters lose samples: {used}")
            if used["none"] != 0:
                wrong.append(f"{width}: words that no sample has find {used['none']}")
            if pictures:
                page.picture(pictures / f"top-{width}.png")
            page.run(
                "const f = document.getElementById('filters'); f.elements.suite.value = 'answer';"
                "f.elements.class.value = 'answerable'; f.dispatchEvent(new Event('input'))"
            )
            page.run("document.querySelector('.sample').open = true")
            time.sleep(0.3)
            lit = page.run(LIGHT)
            if not lit["lit"] or "".join(lit["lit"].split()) != "".join(lit["quote"].split()):
                wrong.append(f"{width}: a click on a citation lights {lit['lit']!r} and not {lit['quote']!r}")
            if pictures:
                page.run("document.querySelector('.charts').scrollIntoView()")
                page.picture(pictures / f"charts-{width}.png")
                page.run("document.querySelector('.sample').scrollIntoView()")
                page.picture(pictures / f"sample-{width}.png")
            wide = page.run("return document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{width}: the page is {wide} wide")
        wrong += [
            f"console: {entry['message']}" for entry in page.do("se/log", type="browser") if entry["level"] == "SEVERE"
        ]
    return wrong


def main() -> int:
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("chromium or chromedriver is missing: the report was not looked at")
        return 0
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    wrong = check(Path(sys.argv[1]), pictures)
    print("\n".join(wrong) or "the report works")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
