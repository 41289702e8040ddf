"""The sites, of rendered projects and of the template, in a real browser.

Every page that is looked at is kept as a picture in `.shots/`, for people to look at.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import serve, violations
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
    404
    index
    tutorials/first-model/index
    how-to/change-the-problem/index
    reference/commands/index
    reference/configuration/index
    reference/data/index
    reference/experiments/index
    reference/live/index
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
FRAME = ["label-content-name-mismatch", "landmark-unique", "region"]
"""Rules of axe that the frame of Zensical breaks, on every page."""
CUT_OFF = """() => [...document.querySelectorAll(".md-content *")].filter((each) => {
    const { display, overflowX } = getComputedStyle(each);
    return display !== "inline" && overflowX === "hidden" && each.clientWidth
      && each.scrollWidth > each.clientWidth + 1;
  }).map((each) => each.outerHTML.slice(0, 200))"""
SIZE = """["resource", "navigation"].flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, each) => sum + each.transferSize, 0)"""
READABLE = 0.5
"""How small a plot may be shown, of its own size: text of ten points is then eight pixels high."""

SECOND, LARGEST = 1000, 500_000
"""The latest first paint in ms, and the most bytes of a page, on this machine."""

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
    paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    assert page.evaluate(paint) < SECOND
    assert page.evaluate(SIZE) < LARGEST
    page.evaluate("document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    keep(page, name, path, size)
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window
    plots = page.evaluate(
        "[...document.querySelectorAll('.md-content img')].filter((i) => i.checkVisibility())"
        ".map((i) => i.width / (i.naturalWidth || Infinity))"
    )
    assert all(scale >= READABLE for scale in plots), plots
    assert page.evaluate(CUT_OFF) == []
    assert violations(page, FRAME) == []


@pytest.mark.parametrize("name", [*PROJECTS, "template"])
def test_every_page_is_in_the_navigation(
    name: str, site: Site, watched: Callable[..., Page]
) -> None:
    home = site(name)
    page = watched(home)
    page.goto(f"{home}index.html", wait_until="networkidle")

    linked = page.eval_on_selector_all(
        ".md-nav--primary a, .md-tabs a", "each => each.map((one) => one.href.split('#')[0])"
    )
    listed = page.evaluate("fetch('sitemap.xml').then((answer) => answer.text())")
    pages = re.findall(r"<loc>(.*?)</loc>", listed)
    ends = {end(link, home) for link in linked}
    assert {path for path in pages if not any(path.endswith(each) for each in ends)} == set()


def end(link: str, home: str) -> str:
    """Return the path of a page as a sitemap has it."""
    return "/" + link.removeprefix(home).removesuffix("index.html")


@pytest.mark.parametrize("name", PROJECTS)
def test_keys_have_places_to_which_links_lead(
    name: str, site: Site, watched: Callable[..., Page]
) -> None:
    page = watched(site(name))

    page.goto(f"{site(name)}reference/configuration/index.html#train-seed")

    heading = page.locator("#train-seed")
    assert heading.inner_text().strip("¶\n ") == "seed"
    assert "Default: 0" in heading.locator("+ p").inner_text()


@pytest.mark.parametrize("name", PROJECTS)
def test_search_finds_the_card_and_a_key(
    name: str, site: Site, watched: Callable[..., Page]
) -> None:
    for words, title in {"model card": "Model card", "trials": "Configuration"}.items():
        page = watched(site(name))
        page.goto(f"{site(name)}index.html", wait_until="networkidle")
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.locator(".md-search__list, [role=dialog], dialog").get_by_text(title).first.wait_for()


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

    page.goto(f"{home}explanation/layers/index.html", wait_until="networkidle")
    results = page.get_by_text(title, exact=True).filter(visible=True)
    assert results.count() == 0
    page.keyboard.press("/")
    page.keyboard.type(word)

    results.first.wait_for()
    keep(page, name, "search", size)
