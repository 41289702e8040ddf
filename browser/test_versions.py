"""The sites of several releases, as they are published, in a real browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.conftest import serve
from tests.support import copy_template, render, run


def test_reader_switches_to_an_older_version(
    watched: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    source = copy_template(tmp_path / "template")
    project = render(source, tmp_path / "project", preset="minimal", docs=True)
    run("uv", "run", "--group", "docs", "just", "docs", cwd=project)
    alone = f"http://127.0.0.1:{serve(project / 'site').server_port}/"
    page = watched(alone)
    page.goto(alone, wait_until="networkidle")
    assert not page.get_by_text("an older version").is_visible()
    for version in ("0.1.0", "0.2.0"):
        shutil.copytree(project / "site", tmp_path / "sites" / version)
    run("python", "docs/generate/versions.py", str(tmp_path / "sites"), cwd=project)
    home = f"http://127.0.0.1:{serve(tmp_path / 'sites').server_port}/"
    page = watched(home)

    page.goto(home, wait_until="networkidle")
    assert page.url == f"{home}0.2.0/"
    assert not page.get_by_text("an older version").is_visible()
    page.locator(".md-version__link", has_text="0.1.0").dispatch_event("click")

    page.wait_for_url(f"{home}0.1.0/")
    page.get_by_role("link", name="Read the newest").click()
    page.wait_for_url(f"{home}0.2.0/")
