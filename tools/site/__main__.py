"""Build the site into `site/`: the pages of `docs/`, the reference, and the configurator.

Run it as `uv run --group site python -m tools.site`. It fails where a page links to nothing.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.site import ROOT, configurator, reference

PARTS = {
    "Tutorial": "tutorials",
    "How-to guides": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
    "Decisions": "decisions",
}
HOW_TO = [
    *("choose", "use-your-data", "edit", "update", "rescue", "adopt", "fleet", "monorepo"),
    *("offline", "add-a-piece", "fork", "rename-package", "rename", "contribute"),
]
"""The guides in the order of need."""


def main() -> int:
    """Build the site."""
    with tempfile.TemporaryDirectory() as folder:
        docs = shutil.copytree(ROOT / "docs", Path(folder, "docs"))
        write(docs)
        settings = (Path(__file__).parent / "zensical.toml").read_text(encoding="utf-8")
        shutil.copytree(Path(__file__).parent / "theme", Path(folder, "theme"))
        note = f"Version {version()} · MIT licence"
        text = f"[project]\nnav = {navigation(docs)}\ncopyright = {json.dumps(note)}\n{settings}"
        Path(folder, "zensical.toml").write_text(text, encoding="utf-8")
        built = subprocess.run(["zensical", "build", "--strict"], cwd=folder, check=False)
        if built.returncode == 0:
            shutil.rmtree(ROOT / "site", ignore_errors=True)
            shutil.copytree(Path(folder, "site"), ROOT / "site")
    return built.returncode


def version() -> str:
    """Return the version of the template."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def write(docs: Path) -> None:
    """Write what is made at build time into a copy of the documentation."""
    for path, text in reference.pages().items():
        (docs / path).parent.mkdir(exist_ok=True)
        (docs / path).write_text(text, encoding="utf-8")
    configurator.write(docs / "configurator")
    shutil.copy(ROOT / "template/docs/assets/site.js", docs / "assets")


def navigation(docs: Path) -> str:
    """List the pages by part, as the value of `nav`."""
    parts: dict[str, str | list[str]] = {"Start": "index.md", "Configure": "configurator/index.md"}
    for title, part in PARTS.items():
        parts[title] = [f"{part}/{page.name}" for page in _pages(docs / part)]
    entries = [f"{{{json.dumps(title)} = {json.dumps(pages)}}}" for title, pages in parts.items()]
    return f"[{', '.join(entries)}]"


def _pages(folder: Path) -> list[Path]:
    """Sort the pages of a folder: guides by need, decisions by number, others by their titles."""
    return sorted(folder.glob("*.md"), key=_rank)


def _rank(page: Path) -> tuple[int, str]:
    if page.stem in HOW_TO:
        return (HOW_TO.index(page.stem), "")
    [title] = re.findall(r"^# (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)[:1]
    number = re.match(r"\d+", title)
    return (int(number[0]) if number else 0, title)


if __name__ == "__main__":
    sys.exit(main())
