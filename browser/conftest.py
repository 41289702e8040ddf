"""A real browser, the site of the template, and a server that gives it out."""

import functools
import gzip
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.support import ROOT
from tools.site import __main__ as template_site

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
# No connection of the browser's own, which would hide one of the page.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word, and compresses text as the servers of pages do."""

    def do_GET(self) -> None:
        """Send a file; for a folder, its index."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        found = path.is_file()
        content = (path if found else Path(self.directory, "404.html")).read_bytes()
        kind = self.guess_type(path) if found else "text/html"
        packed = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
        content = gzip.compress(content) if packed else content
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Build the site of the template, serve it, and return the address of its configurator."""
    assert template_site.main() == 0
    with serve(ROOT / "site") as server:
        yield f"http://127.0.0.1:{server.server_port}/configurator/index.html"


def serve(folder: Path) -> ThreadingHTTPServer:
    """Serve a folder on this machine until the server is closed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium of this machine, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ["chromium", "google-chrome", "chrome"])), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a blank page which may ask one address only.

    After the test, no page has written an error or a warning, nor asked another machine.
    """
    problems: list[str] = []

    def open_page(home: str, **options: Any) -> Page:
        def note_request(request: Request) -> None:
            if not request.url.startswith((home, "blob:", "data:")):
                problems.append(request.url)

        def note_message(text: str) -> None:
            if not text.startswith("Autofocus processing was blocked"):  # by the site's search
                problems.append(text)

        page = browser.new_page(**options)
        page.set_default_timeout(10_000)
        page.on("console", lambda message: note_message(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", note_request)
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert problems == []


@pytest.fixture
def visit(watched: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Return a function that opens the configurator, with the end of its address."""
    home = address.partition("configurator")[0]

    def open_page(url: str = "", **options: Any) -> Page:
        page = watched(home, **options)
        page.goto(url if url.startswith(home) else address + url)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    return open_page


def violations(page: Page, without: Sequence[str] = ()) -> list[str]:
    """Return what axe finds in a page, but for some rules."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {rule: {"enabled": False} for rule in without}
    found: list[str] = page.evaluate(
        "async (rules) => (await axe.run({ rules })).violations.map("
        "each => `${each.id}: ${each.nodes.map(node => node.html).join(' ')}`)",
        rules,
    )
    return found
