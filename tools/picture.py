"""Take the pictures of the README and of the site.

Run it as `uv run --group browser python -m tools.picture`; it needs Chromium. It shows what a
project prints, in a terminal on a desktop and on a phone; the site of a project in which every job
has run; and what other sites show next to a link. Nothing in it is drawn by hand. The picture of
the editor is taken by tools/editor.py.

With `--screens FOLDER` it takes twelve screens of both sites instead, to compare two commits.
"""

import argparse
import io
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import product
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

from rich.console import Console
from rich.text import Text

from tests.support import copy_template, render
from tools.site import ROOT
from tools.site import __main__ as template_site

PICTURE = ROOT / "docs/picture.svg"
PHONE = ROOT / "docs/picture-phone.svg"
SHOTS = ROOT / "docs/pictures"
WIDTHS = {PICTURE: 80, PHONE: 46}
"""The columns of each terminal."""
COMMANDS = [
    "my-project train",
    "my-project evaluate",
    "my-project promote",
    "my-project train -s data=twenty-rows.parquet",
    "my-project evaluate",
    "my-project promote || echo exit code $?",
]
LOGS = {"MY_PROJECT_LOG_FORMAT": "text", "MY_PROJECT_LOG_LEVEL": "warning"}
"""Results and errors, without the log of each step."""
BEFORE = [
    "git init -q",
    "my-project ingest",
    """python -c "import pandas as pd; rows = pd.read_parquet('data/rows.parquet');"""
    """ rows.sort_values('progression')[::23].to_parquet('twenty-rows.parquet')\"""",
]
"""What the picture needs and does not show."""
LINES = 9
"""How much of a result is shown."""
PAGES = {"home": "index.html", "card": "reference/model-card/index.html#metrics"}
"""The pages of the site that are shown. Of the card, the part with the metrics."""
SCREENS = {
    "project": {
        "home": "index.html",
        "card": "reference/model-card/index.html",
        "experiments": "reference/experiments/index.html",
        "live": "reference/live/index.html",
        "data": "reference/data/index.html",
        "pipeline": "reference/pipeline/index.html",
        "configuration": "reference/configuration/index.html",
        "registry": "reference/registry/index.html",
    },
    "template": {
        "template": "index.html",
        "configurator": "configurator/index.html",
        "start": "how-to/use-your-data/index.html",
        "comparison": "explanation/comparison/index.html",
    },
}
"""By site: the screens to compare, and their pages."""
SIZES: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1280, "height": 680}},
    "-phone": {
        "viewport": {"width": 390, "height": 620},
        "device_scale_factor": 2,
        "is_mobile": True,
    },
}
SOCIAL = """<body style="margin:0;width:1200px;height:600px;overflow:hidden;background:#1b1f2a;
color:#fff;font:600 44px/1.2 sans-serif"><div style="padding:56px 64px 32px">{title}
<div style="font:24px/1.4 sans-serif;color:#c3cad9;margin-top:14px">copier-ml-package</div></div>
<div style="padding:0 64px">{picture}</div></body>"""


def main() -> None:
    """Take all pictures, or the screens to compare."""
    parser = argparse.ArgumentParser(prog="python -m tools.picture", description=main.__doc__)
    parser.add_argument("--screens", type=Path, metavar="FOLDER", help="take twelve screens")
    screens = parser.parse_args().screens
    with tempfile.TemporaryDirectory() as folder:
        source = copy_template(Path(folder))
        if screens:
            assert template_site.main() == 0
            take_shots(ROOT / "site", SCREENS["template"], screens)
            take_shots(documented(source, Path(folder)), SCREENS["project"], screens)
            return
        for picture, width in WIDTHS.items():
            project = render(source, Path(folder, picture.stem), project_name="My project")
            picture.write_text(terminal(project, width), encoding="utf-8")
        take_shots(documented(source, Path(folder)), PAGES, SHOTS)
        show_link()


def documented(source: Path, folder: Path) -> Path:
    """Return the site of a project in which every job has run."""
    answers = {"preset": "full", "task": "classification", "project_name": "Breast cancer"}
    project = render(source, folder / "breast-cancer", **answers)
    for recipe in ("demo", "docs"):
        run(f"uv run --group docs just {recipe}", project)
    return project / "site"


def terminal(project: Path, width: int) -> str:
    """Run the commands and return what a terminal shows, as SVG."""
    for command in BEFORE:
        run(f"uv run {command}", project)
    console = Console(record=True, width=width, file=io.StringIO())
    for command in COMMANDS:
        console.print(Text.assemble(("$ ", "green"), (command, "bold")), soft_wrap=True)
        lines = run(f"uv run {command}", project, COLUMNS=str(width)).rstrip().splitlines()
        console.print(Text.from_ansi("\n".join(lines[:LINES])), overflow="fold")
    svg = console.export_svg(title="my-project", unique_id="picture")
    # Without the font that it would take from a server: a viewer has one of its own.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, monospace")
    return "\n".join(map(str.rstrip, svg.splitlines())) + "\n"


def take_shots(site: Path, pages: Mapping[str, str], folder: Path) -> None:
    """Show pages of a site in a browser: on a desktop and on a phone, light and dark."""
    with serving(site) as address, browsing() as browser:
        for (size, options), scheme in product(SIZES.items(), ("light", "dark")):
            page = browser.new_page(color_scheme=scheme, **options)
            for name, end in pages.items():
                page.goto(address + end, wait_until="networkidle")
                page.screenshot(path=folder / f"{name}{size}-{scheme}.png", animations="disabled")


def show_link() -> None:
    """Take the picture that other sites show next to a link."""
    [title] = re.findall(r"^\*\*(.*?)\*\*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    picture = re.sub(r"<svg ", '<svg width="1072" ', PICTURE.read_text(encoding="utf-8"), count=1)
    with browsing() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 600})
        page.set_content(SOCIAL.format(title=title, picture=picture))
        page.screenshot(path=SHOTS / "social.png")


@contextmanager
def browsing() -> Iterator[Any]:
    """Start the Chromium of this machine, or the one that CHROMIUM names."""
    with import_module("playwright.sync_api").sync_playwright() as driver:
        path = os.environ.get("CHROMIUM") or which("chromium") or which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and yield its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def run(command: str, project: Path, **variables: str) -> str:
    """Run a command in a project, and return what it prints."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    result = subprocess.run(
        ["bash", "-euc", command],
        cwd=project,
        check=True,
        env=environment | LOGS | {"FORCE_COLOR": "1", "UV_NO_PROGRESS": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return result.stdout


if __name__ == "__main__":
    main()
