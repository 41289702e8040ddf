"""The template of a project: its versions, its changelog, and what they render."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from copier import run_copy
from jinja2 import Environment, StrictUndefined, TemplateError
from packaging.version import InvalidVersion, Version
from pathspec import PathSpec

from ml_update.git import UpdateError, attempt, git

ALIASES = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/", "git+": ""}
ANSWERS = ".copier-answers.yml"
PAGES = "https://copier-ml-package.github.io/copier-ml-package/how-to"


@dataclass(frozen=True)
class Template:
    """A clone of a template."""

    folder: Path
    source: str
    """What Copier renders from."""
    url: str

    @classmethod
    def clone(cls, address: str, project: Path, folder: Path) -> "Template":
        """Clone a template from the address that a project has stored."""
        source, url = _addresses(address, project)
        try:
            git(project, "clone", "--quiet", "--mirror", url, str(folder))
        except UpdateError as error:
            raise UpdateError(
                f"Cannot clone the template from {address}: {error}. If it has moved, see "
                f"{PAGES}/rescue/#the-template-has-moved"
            ) from None
        return cls(folder, source, url)

    def commit(self, version: str) -> str:
        """Find the commit of a version, a branch or a commit."""
        try:
            return git(self.folder, "rev-parse", "--verify", "--quiet", f"{version}^{{commit}}")
        except UpdateError:
            raise UpdateError(
                f"The template has no version {version}. If its history was rewritten, see "
                f"{PAGES}/rescue/#unknown-revision-or-the-history-of-the-template-was-rewritten"
            ) from None

    def includes(self, version: str, other: str) -> bool:
        """Return whether a version has all commits of another."""
        done = attempt(self.folder, "merge-base", "--is-ancestor", other, version)
        return done.returncode == 0

    def newest(self, prereleases: bool) -> str:
        """Return the tag of the newest version, or else the newest commit, as Copier does."""
        tags = {tag: parsed(tag) for tag in git(self.folder, "tag").split()}
        versions = {
            tag: version
            for tag, version in tags.items()
            if version and (prereleases or not version.is_prerelease)
        }
        return max(versions, key=lambda tag: versions[tag]) if versions else "HEAD"

    def name(self, version: str) -> str:
        """Name a version as the answers file does."""
        return git(self.folder, "describe", "--tags", "--always", version).strip()

    def read(self, version: str, path: str) -> str:
        """Read a file of a version."""
        return git(self.folder, "show", f"{version}:{path}")

    def changes(self, old: str, new: str) -> dict[str, str]:
        """Collect the changelog entries after one version up to another, by kind."""
        first, last = parsed(old), parsed(new)
        found: dict[str, str] = {}
        if not git(self.folder, "ls-tree", "--name-only", new, "CHANGELOG.md"):
            return found
        changelog = self.read(new, "CHANGELOG.md")
        for heading, text in _sections(changelog, "## "):
            version = parsed(heading.partition("]")[0].strip("["))
            unreleased = last is None and version is None
            if unreleased or (version and first and first < version <= (last or version)):
                for kind, entries in _sections(text, "### "):
                    found[kind] = f"{found.get(kind, '')}{entries.strip()}\n"
        return found

    def link(self, version: str) -> str:
        """Return the address of the changelog, for people."""
        if not self.url.startswith("https://"):
            return f"CHANGELOG.md of {self.url}"
        return f"{self.url.removesuffix('.git')}/blob/{version}/CHANGELOG.md"

    def seeds(self, version: str) -> PathSpec[Any]:
        """Return patterns of the files that a version leaves to its projects."""
        manifest = yaml.safe_load(self.read(version, "extensions/features.yml"))
        return PathSpec.from_lines("gitignore", manifest["seeds"])

    def questions(self, version: str) -> dict[str, dict[str, Any]]:
        """Return the questions that a version asks, by name."""
        entries = yaml.safe_load(self.read(version, "copier.yml"))
        return {
            name: entry
            for name, entry in entries.items()
            if not name.startswith("_") and False not in (entry.get("ask"), entry.get("when"))
        }

    def derived(self, version: str, old: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Compute the answers that follow from those given, where they are still the default."""
        environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
        followed = {}
        for name, question in self.questions(version).items():
            default = question.get("default")
            if name in given or not isinstance(default, str) or "{{" not in default:
                continue
            try:
                text = environment.from_string(default)
                if text.render(old) == old.get(name) != text.render(old | given):
                    followed[name] = text.render(old | given)
            except TemplateError:  # it needs the template's own filters
                continue
        return followed

    def render(self, version: str, project: Path, **options: Any) -> None:
        """Render a version into a folder, which may hold earlier answers."""
        project.mkdir(parents=True, exist_ok=True)
        fixed: dict[str, Any] = {"overwrite": True, "quiet": True, "unsafe": True}
        run_copy(self.source, project, vcs_ref=version, answers_file=ANSWERS, **fixed, **options)


def parsed(text: str) -> Version | None:
    """Parse a version, or None for a commit; `git describe` counts as the tag before it."""
    try:
        return Version(re.sub(r"-\d+-g[0-9a-f]+$", "", text))
    except InvalidVersion:
        return None


def _addresses(address: str, project: Path) -> tuple[str, str]:
    """Return the address for Copier and for git; a path may be relative to the project."""
    for alias, start in ALIASES.items():
        if address.startswith(alias):
            return address, start + address.removeprefix(alias)
    if "://" in address or address.startswith("git@"):
        return address, address
    path = Path(address).expanduser()
    places = [folder / path for folder in (project, project.parent)]
    found = str(next((place.resolve() for place in places if place.exists()), path))
    return found, found


def _sections(text: str, mark: str) -> Iterator[tuple[str, str]]:
    for section in re.split(f"^{mark}", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        yield heading, body
