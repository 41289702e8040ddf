"""Looks at a built site in Chromium: `uv run --with playwright python -m tools.browse SITE SHOTS`.

Pages are seen as on a desktop and on a phone. What is wrong is printed, and makes the exit code 1:
an error on the console, a request that leaves this machine, a page wider than its window, a picture
that is not shown, a search that does not find a column of the data dictionary. Needs `chromium`.
"""

import shutil
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
PAGES = [
    "",
    "tutorials/first-model/",
    "how-to/change-the-problem/",
    "reference/commands/",
    "reference/configuration/",
    "reference/data/",
    "reference/experiments/",
    "reference/model-card/",
    "reference/pipeline/",
    "explanation/layers/",
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
MISSING = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(site: Path, shots: Path) -> int:
    """Look at every page in every size; print what is wrong."""
    playwright = import_module("playwright.sync_api")  # not worth being installed for all
    shots.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        found = [
            f"{name}: {problem}"
            for name, (width, height) in SIZES.items()
            for problem in look(
                browser.new_page(viewport={"width": width, "height": height}), address, shots, name
            )
        ]
        browser.close()
    print("\n".join(found) or "nothing is wrong")
    return bool(found)


def look(page: Any, address: str, shots: Path, name: str) -> Iterator[str]:
    """Visit every page in a window, and yield what is wrong."""
    wrong: list[str] = []

    def hear(line: Any) -> None:
        if line.type == "error":
            wrong.append(f"console: {line.text}")

    def watch(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            wrong.append(f"asks for {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", watch)
    for path in PAGES:
        answer = page.goto(address + path, wait_until="networkidle")
        if answer.status != 200:
            yield f"/{path}: status {answer.status}"
        page.screenshot(path=shots / f"{path.strip('/').replace('/', '-') or 'home'}-{name}.png")
        if page.evaluate(WIDER):
            yield f"/{path}: wider than the window"
        yield from (f"/{path}: not shown: {source}" for source in page.evaluate(MISSING))
        yield from (f"/{path}: {line}" for line in wrong)
        wrong.clear()
    page.goto(address + "reference/data/", wait_until="networkidle")
    column = page.locator("tbody td code").nth(1).inner_text()
    page.keyboard.press("/")
    page.keyboard.type(column)
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / f"search-{name}.png")
    if not page.get_by_text("Data dictionary").filter(visible=True).count():
        yield f"search: {column} is not found"


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
