"""Write the names that no new package may take into `extensions/naming.py`.

Run it as `uv run python -m tools.names`. It renders a project with everything, installs it, and
lists the distributions, modules and commands of its environment, and the Python files outside of
the package.
"""

import re
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extensions.naming import TAKEN
from tests.support import copy_template, render, run
from tools.site import ROOT

NAMING = ROOT / "extensions/naming.py"
LIST = re.compile(r'(TAKEN = frozenset\(\n {4}""")\n.*?( {4}"""\.split)', re.DOTALL)
OF_ONE_VERSION = re.compile(r"^[0-9a-f]{20}_")
"""The module that mypyc names after a hash."""
EVERYTHING: dict[str, Any] = {"preset": "full", "engine": "ray", "tracking": "mlflow"}
ALSO_TAKEN = {"pip", "setuptools", "tzdata", "uv", "uvx", "wheel"}
"""What builds and installs a project, without being among its dependencies."""
LISTING = """
import os, sysconfig
from importlib.metadata import distributions

for command in os.listdir(sysconfig.get_path("scripts")):
    print(os.path.splitext(command)[0])
for distribution in distributions():
    print(distribution.name)
    for path in distribution.files or ():
        if path.suffix in {".py", ".so"} and ".." not in path.parts:
            print(path.parts[0].partition(".")[0])
"""


def main() -> None:
    """Write the list."""
    with tempfile.TemporaryDirectory() as folder:
        source = copy_template(Path(folder))
        project = render(source, Path(folder, "project"), **EVERYTHING)
        found = installed(project, "--all-groups", "--all-extras") | own(project) | ALSO_TAKEN
    NAMING.write_text(replaced(NAMING.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"added: {sorted(found - TAKEN)}\nremoved: {sorted(TAKEN - found)}")


def installed(project: Path, *groups: str) -> set[str]:
    """List the names in the environment of a project, without its own."""
    found = run("uv", "run", *groups, "python", "-c", LISTING, cwd=project).split()
    names = {re.sub(r"[-.]", "_", name.lower()) for name in found}
    [package] = (path.name for path in project.glob("src/*"))
    return {
        name
        for name in names
        if re.fullmatch(r"[a-z]\w*", name)
        and not OF_ONE_VERSION.search(name)
        and not re.match(rf"_*{package}(_|$)", name)
    }


def own(project: Path) -> set[str]:
    """List the folders of a project that hold Python, and its modules outside of the package."""
    files = [path.relative_to(project) for path in project.rglob("*.py")]
    files = [path for path in files if not path.parts[0].startswith(".")]
    outside = {path.stem for path in files if path.parts[0] != "src"}
    return {path.parts[0] for path in files} | {
        name for name in outside if not name.startswith(("_", "test_"))
    }


def replaced(text: str, names: Iterable[str]) -> str:
    """Put names in the place of those that a text lists."""
    lines = textwrap.fill(
        " ".join(sorted(names)), 100, initial_indent=" " * 4, subsequent_indent=" " * 4
    )
    found, count = LIST.subn(rf"\1\n{lines}\n\2", text)
    assert count == 1
    return found


if __name__ == "__main__":
    main()
