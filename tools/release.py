"""Make a release: run the gate, set the version, close the changelog, commit and tag.

Run it as `uv run python -m tools.release 0.4.0` on a branch with nothing to commit. Nothing is
changed where the gate fails. To undo a release that is not pushed: `git tag -d v0.4.0`, then
`git reset --hard HEAD^`.
"""

import argparse
import datetime
import json
import re
import subprocess
import sys
from pathlib import Path

from tools import api
from tools.contract import CONTRACT, contract, write

ROOT = Path(__file__).parents[1]
SUBJECT = "Release "
UNRELEASED = "## [Unreleased]\n"
PROMISED = "0.4.0"
"""The first release of which the next ones keep the contract, and from which updates lead on."""


def main() -> int:
    """Release the version that the command line names."""
    parser = argparse.ArgumentParser(description="Make a release of the template.")
    parser.add_argument("version", help="such as 0.4.0; how to number: the head of CHANGELOG.md")
    version = parser.parse_args().version
    if problem := find_problem(version):
        print(problem, file=sys.stderr)
        return 2
    if subprocess.run([ROOT / ".ci/run"], check=False).returncode:
        print("The gate fails, so nothing is released.", file=sys.stderr)
        return 1

    replace(ROOT / "pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
    today = datetime.datetime.now(tz=datetime.UTC).date()
    replace(
        ROOT / "CHANGELOG.md", re.escape(UNRELEASED), f"{UNRELEASED}\n## [{version}] - {today}\n"
    )
    write(contract(ROOT), ROOT / CONTRACT)
    git("add", "CHANGELOG.md", "pyproject.toml", str(CONTRACT))
    git("commit", "--quiet", "--message", f"{SUBJECT}{version}")
    git("tag", f"v{version}")
    print(f"{SUBJECT}{version} is committed and tagged. Publish it by:")
    print(f"git push origin HEAD v{version}")
    return 0


def find_problem(version: str) -> str:
    """Say why a version cannot be released now, or nothing."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return f"{version} is no version such as 0.4.0."
    if earlier := [last for last in released(ROOT) if order(version) <= order(last)]:
        return f"{version} is not later than {earlier[0]}, which is released."
    if git("status", "--porcelain"):
        return "There is something to commit. Release what everybody can see."
    notes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition(UNRELEASED)[2]
    if not notes.partition("\n## ")[0].strip():
        return "CHANGELOG.md has nothing under Unreleased: say what changes for projects."
    return _needed_major(order(version)[0])


def _needed_major(major: int) -> str:
    """Say what only a later major version may change, or nothing; before 1.0.0 any may."""
    last = next(iter(released(ROOT)), "0.0.0")
    if major == 0 or major > order(last)[0]:
        return ""
    agreed = json.loads((ROOT / CONTRACT).read_text(encoding="utf-8"))
    changes = list(api.changed(agreed["api"], api.api(ROOT)))
    return f"{changes[0]} since {last}: put it back, or release {major + 1}.0.0." if changes else ""


def released(root: Path) -> list[str]:
    """List the versions that the changelog names, the last one first."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)


def promised(root: Path) -> list[str]:
    """List the released versions from which updates lead on, the last one first."""
    return [version for version in released(root) if order(version) >= order(PROMISED)]


def order(version: str) -> list[int]:
    """Return what versions are sorted by."""
    return [int(number) for number in version.split(".")]


def commits(root: Path) -> dict[str, str]:
    """Find the commits of releases by their messages: a clone may be without tags."""
    log = git("log", "--format=%H %s", cwd=root)
    found = re.findall(rf"^(\w+) {SUBJECT}(\d+\.\d+\.\d+)$", log, re.MULTILINE)
    return {version: commit for commit, version in found}


def replace(path: Path, pattern: str, text: str) -> None:
    """Replace the one place of a file that matches a pattern."""
    content, count = re.subn(pattern, text, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count == 1, f"{path} has {count} places for {text}"
    path.write_text(content, encoding="utf-8")


def git(*words: str, cwd: Path = ROOT) -> str:
    """Run git, and return what it prints."""
    return subprocess.run(
        ["git", *words], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    raise SystemExit(main())
