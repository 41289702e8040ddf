"""The sites, of rendered projects and of the template, in a real browser.

Every page that is looked at is kept as a picture in `.shots/`, for people to look at.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import serve
from tests.support import ROOT, copy_template, render, run
from tools.site import __main__ as template_site

SHOTS = ROOT / ".shots"
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PROJECTS: dict[str, dict[str, Any]] = {
    "regression": {"preset": "full"},
    "classification": {"preset": "full", "task": "classification"},
    "mlflow": {"preset": "full", "tracking": "mlflow"},
}
PROJECT_PAGES = """
    index
    tutorials/first-model/index
    how-to/change-the-problem/index
    reference/commands/index
    reference/configuration/index
    reference/data/index
    reference/experiments/index
    reference/model-card/index
    reference/pipeline/index
    explanation/layers/index
""".split()
TEMPLATE_PAGES = """
    index
    tutorials/first-model/index
    how-to/update/index
    reference/questions/index
    explanation/comparison/index
    decisions/0002-seeds-and-template-files/index
    configurator/index
""".split()
READABLE = 0.5
"""How small a plot may be shown, of its own size: text of ten points is then eight pixels high."""

Site = Callable[[str], str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a function that builds and serves a site by its name, and returns its address."""
    servers = []
    folder = tmp_path_factory.mktemp("projects")

    @cache
    def address(name: str) -> str:
        server = serve(build(folder / name, **PROJECTS[name]) if name in PROJECTS else build_own())
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("VIRTUAL_ENV", raising=False)
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(folder / "environment"))
        yield address
    for server in servers:
        server.shutdown()
        server.server_close()


def build(folder: Path, **answers: Any) -> Path:
    """Build the site of a project in which every job has run."""
    project = render(copy_template(folder / "template"), folder / "project", **answers)
    run("uv", "sync", "--group", "docs", cwd=project)
    for recipe in ("demo", "docs"):
        run("uv", "run", "--group", "docs", "just", recipe, cwd=project)
    return project / "site"


def build_own() -> Path:
    """Build the site of the template."""
    assert template_site.main() == 0
    return ROOT / "site"


def keep(page: Page, *names: str) -> None:
    """Keep a picture of a page."""
    SHOTS.mkdir(exist_ok=True)
    name = "-".join(names).replace("/", "-")
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled", full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        *((name, path) for name in PROJECTS for path in PROJECT_PAGES),
        *(("template", path) for path in TEMPLATE_PAGES),
    ],
)
def test_page_is_sound(
    name: str, path: str, size: str, site: Site, watched: Callable[..., Page]
) -> None:
    home = site(name)
    page = watched(home, **SIZES[size])

    answer = page.goto(f"{home}{path}.html", wait_until="networkidle")

    assert answer
    assert answer.ok
    keep(page, name, path, size)
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window
    plots = page.evaluate("[...document.images].map((i) => i.width / (i.naturalWidth || Infinity))")
    assert all(scale >= READABLE for scale in plots), plots


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        *((name, "reference/data/index") for name in PROJECTS),
        ("template", "reference/questions/index"),
    ],
)
def test_search_finds_what_a_table_holds(
    name: str, path: str, size: str, site: Site, watched: Callable[..., Page]
) -> None:
    home = site(name)
    page = watched(home, **SIZES[size])
    page.goto(f"{home}{path}.html", wait_until="networkidle")
    word = page.locator("tbody td code").nth(1).inner_text()
    title = page.locator("h1").inner_text().strip("¶\n ")

    page.goto(f"{home}index.html", wait_until="networkidle")
    results = page.get_by_text(title, exact=True).filter(visible=True)
    assert results.count() == 0
    page.keyboard.press("/")
    page.keyboard.type(word)

    results.first.wait_for()
    keep(page, name, "search", size)
