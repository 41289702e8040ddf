"""Opens a project in a real editor: `uv run --group browser python -m tools.editor PROJECT SHOTS`.

The editor is code-server, which is VS Code in a browser; Chromium shows it. What is seen: the roots
by their names, the tasks and debug configurations in their menus, a job and the tests run to their
green end, and a wrong key in a configuration, which the task of the job marks in the file. What is
wrong is printed, and makes the exit code 1. The pictures are put into SHOTS: error.png and
error-phone.png are docs/pictures/editor.png and editor-phone.png.

Needs `code-server` and `chromium` on the path, and a project on which `just install` has run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from tests.checks import COMMENT_LINES

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE = {"width": 1360, "height": 850}
PART = {"x": 352, "y": 92, "width": 640, "height": 260}
"""What a phone shows of a mistake."""
# A person's own settings: here, those that make the editor quiet and its terminal readable.
USER = {
    "chat.disableAIFeatures": True,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "terminal.integrated.gpuAcceleration": "off",
    "window.restoreWindows": "none",
    "workbench.quickOpen.closeOnFocusLost": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
TASKS = ["ingest", "train", "test"]
OURS = {"UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV"}
SECONDS = 600
ATTEMPTS = 3
PAUSE = 2000  # milliseconds, in which lists and trees settle
DONE = re.compile("Terminal will be reused by tasks")
FAILED = re.compile(r"terminated with exit code: \d+")
FIELD = ".quick-input-widget input.input:visible"
LABEL = ".quick-input-list .monaco-list-row .label-name:visible"
ROOT = ".explorer-folders-view .monaco-list-row[aria-level='1']"


def main(project: Path, shots: Path) -> int:
    """Open the workspace of a project, look at it, and print what is wrong."""
    playwright = import_module("playwright.sync_api")  # not worth being installed for all
    [file] = project.resolve().glob("*.code-workspace")
    content = json.loads(COMMENT_LINES.sub("", file.read_text(encoding="utf-8")))
    shots.mkdir(parents=True, exist_ok=True)
    with editor() as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(30_000)
        page.goto(f"{address}?workspace={quote(str(file))}")
        try:
            found = [*look(page, content, shots), *mistake(page, content, file.parent, shots)]
        finally:
            page.screenshot(path=shots / "last.png")
            browser.close()
    print("\n".join(found) or "nothing is wrong")
    return bool(found)


@contextmanager
def editor() -> Iterator[str]:
    """Run the editor, with settings and extensions of its own, and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "User/settings.json")
        settings.parent.mkdir()
        settings.write_text(json.dumps(USER), encoding="utf-8")
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = ["code-server", "--auth=none", f"--bind-addr=127.0.0.1:{port}"]
        options = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"]
        places = [f"--user-data-dir={folder}", f"--extensions-dir={folder}/extensions"]
        # The tasks find an environment of their own, not the one of this tool.
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            [*command, *options, *places], env=env, stdout=quiet, stderr=quiet
        ) as process:
            try:
                wait_for(f"http://127.0.0.1:{port}/healthz")
                yield f"http://127.0.0.1:{port}/"
            finally:
                process.terminate()


def wait_for(address: str) -> None:
    """Return when something answers."""
    for _ in range(120):
        try:
            with urlopen(address):  # noqa: S310 - on this machine
                return
        except URLError:
            time.sleep(0.5)
    raise TimeoutError(address)


def look(page: Any, content: dict[str, Any], shots: Path) -> Iterator[str]:
    """Go through the workspace, take pictures, and yield what is wrong."""
    names = [root["name"] for root in content["folders"]]
    page.locator(ROOT, has_text=names[0]).first.wait_for()
    tasks = [task["label"] for task in content["tasks"]["tasks"]]
    yield from menu(page, "Tasks: Run Task", tasks, shots / "tasks.png")
    launches = [entry["name"] for entry in content["launch"]["configurations"]]
    launches += [entry["name"] for entry in content["launch"].get("compounds", [])]
    yield from menu(
        page, "Debug: Select and Start Debugging", launches, shots / "debug.png", "debug "
    )

    # By now the folders that open by themselves have done so. First close those within the roots.
    for _ in range(2):
        command(page, "Collapse Folders in Explorer")
    page.screenshot(path=shots / "roots.png")
    shown = [row.inner_text().strip() for row in page.locator(ROOT).all()]
    if shown != names:
        yield f"roots: {shown} instead of {names}"

    for task in TASKS:
        offer(page, "Tasks: Run Task", tasks[0])
        choose(page, task)
        yield from end(page, task)
        page.screenshot(path=shots / f"{task}.png")
        command(page, "Terminal: Kill All Terminals")


def mistake(page: Any, content: dict[str, Any], project: Path, shots: Path) -> Iterator[str]:
    """Misspell a key, run the job, and yield what is wrong if the file does not show it."""
    path = project / "confs/train.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("^model:", "modle:", text, flags=re.MULTILINE), encoding="utf-8")
    try:
        page.keyboard.press("Control+p")
        page.locator(FIELD).first.fill("confs/train.yaml")
        page.wait_for_timeout(PAUSE)
        page.keyboard.press("Enter")
        page.wait_for_timeout(PAUSE)
        offer(page, "Tasks: Run Task", content["tasks"]["tasks"][0]["label"])
        choose(page, "train")
        page.locator(".squiggly-error").first.wait_for(timeout=SECONDS * 1000)
        command(page, "View: Focus Active Editor Group")
        page.keyboard.press("F8")
        page.wait_for_timeout(PAUSE)
        page.screenshot(path=shots / "error.png")
        page.screenshot(path=shots / "error-phone.png", clip=PART)
        if "modle" not in page.locator(".marker-widget").inner_text():
            yield "the message is not shown below the wrong key"
    finally:
        path.write_text(text, encoding="utf-8")


def command(page: Any, title: str) -> None:
    """Choose a command by its title."""
    page.keyboard.press("F1")
    choose(page, title, prefix=">")


def choose(page: Any, label: str, prefix: str = "") -> None:
    """Choose an entry of the list that is open."""
    page.locator(FIELD).first.fill(prefix + label)
    entry(page, label).click()
    page.wait_for_timeout(PAUSE)


def offer(page: Any, title: str, label: str) -> None:
    """Choose a command until its list is there; while the editor starts, it forgets some."""
    for attempt in range(1, ATTEMPTS + 1):
        command(page, title)
        try:
            entry(page, label).wait_for()
            return
        except import_module("playwright.sync_api").TimeoutError:
            if attempt == ATTEMPTS:
                raise
            page.keyboard.press("Escape")


def entry(page: Any, label: str) -> Any:
    """Find an entry of the list that is open, by all of its text."""
    return page.locator(LABEL, has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first


def menu(page: Any, title: str, names: list[str], picture: Path, prefix: str = "") -> Iterator[str]:
    """Yield the entries that a list does not offer."""
    offer(page, title, names[0])
    page.screenshot(path=picture)
    for name in names:
        page.locator(FIELD).first.fill(prefix + name)
        try:
            entry(page, name).wait_for(timeout=5000)
        except import_module("playwright.sync_api").TimeoutError:
            yield f"{title}: {name} is missing"
    page.keyboard.press("Escape")


def end(page: Any, task: str) -> Iterator[str]:
    """Wait until a task ends, and yield how, unless it ends well."""
    rows = page.locator(".terminal-wrapper.active .xterm-rows")
    started = time.monotonic()
    while time.monotonic() < started + SECONDS:
        page.wait_for_timeout(PAUSE)
        # A terminal breaks long lines where it will.
        text = "".join(rows.all_inner_texts()).replace("\xa0", " ").replace("\n", "")
        if FAILED.search(text):
            yield f"{task}: {text}"
            return
        if task in text and DONE.search(text):
            return
    yield f"{task}: no end after {SECONDS} s"


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
