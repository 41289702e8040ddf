"""The command: ask, merge, lock, and report."""

import argparse
import os
import re
import sys
import tempfile
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from copier.errors import CopierError

from ml_update import report
from ml_update.git import UpdateError
from ml_update.merging import apply, finish
from ml_update.project import Project, stored
from ml_update.template import Template

LOCAL = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE")
"""Variables of a hook of git, which would lead git to another repository."""
UNDO = "The update has stopped in the middle. To undo it: git reset --hard"
YES_OR_NO = {"y", "yes", "t", "true", "on", "1", "n", "no", "f", "false", "off", "0"}
"""What Copier reads as a boolean; it takes any other text as yes."""


def main(arguments: list[str] | None = None) -> int:
    """Update the project in the working directory."""
    options = _parser().parse_args(arguments)
    for name in LOCAL:
        os.environ.pop(name, None)
    try:
        with tempfile.TemporaryDirectory() as folder:
            update(Project.find(Path.cwd()), Path(folder), options)
    except (UpdateError, CopierError, OSError, ValueError, yaml.YAMLError) as error:
        text = re.sub(r"^Validation error for question '\w+': ", "", str(error))
        print(text, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def update(project: Project, folder: Path, options: argparse.Namespace) -> None:
    """Update a project, with a temporary folder for renders.

    Raises:
        UpdateError: If the project cannot be updated; nothing is changed, or `UNDO` is printed.
    """
    template = Template.clone(project.answers["_src_path"], project.folder, folder / "template.git")
    first = project.answers["_commit"]
    version = options.vcs_ref or template.newest(options.prereleases)
    is_older = not options.vcs_ref and template.includes(first, version)
    version = first if is_older or version == ":current:" else version
    for name in (first, version):
        template.commit(name)
    before = {name: value for name, value in project.answers.items() if not name.startswith("_")}
    given = _given(options, template.questions(version))
    given |= template.derived(version, before, given)
    asks = sys.stdin.isatty() and not options.defaults

    template.render(first, folder / "old" / project.prefix, data=before, defaults=True)
    project.copy_answers(folder / "new" / project.prefix)
    template.render(version, folder / "new" / project.prefix, data=given, defaults=not asks)
    project.format([folder / "old", folder / "new"], options.format)
    own = template.seeds(first) + template.seeds(version)  # a file that becomes one stays
    old, new = (stored(project, folder / name, own) for name in ("old", "new"))

    answers = yaml.safe_load(new.answers)
    last = answers["_commit"]
    changed = report.answers(project.answers, answers)
    if old.everything == new.everything and first == last and not changed:
        print(f"Already up to date ({last}).")
        return
    changes = template.changes(first, last) if first != last else {}
    print(report.beginning(first, last, template.link(last), changes))
    if changed:
        print(changed, flush=True)
    title = f"Update from the template to {last}"
    pick = apply(project.repository, old, new, title=title)
    try:
        outcome = finish(project.repository, pick, reject=options.conflict == "rej")
        project.write_answers(new.answers)
        lock = project.lock()
    except BaseException:
        print(UNDO, file=sys.stderr)
        raise
    seeds = project.listed("diff", "--name-only", "--diff-filter=M", old.seeds, new.seeds)
    outcome.seeds = [path for path in seeds if (project.repository / path).exists()]
    trees = old.everything[:12], new.everything[:12]
    file = ":/FILE" if project.prefix else "FILE"  # paths begin at the top of the repository
    print(report.ending(outcome, trees, lock, title, file=file))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="just update", description=__doc__, allow_abbrev=False)
    parser.add_argument("-d", "--data", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--data-file", type=Path, help="answers, as YAML")
    parser.add_argument("-l", "--defaults", action="store_true", help="ask nothing")
    parser.add_argument("-r", "--vcs-ref", metavar="VERSION", help="the newest unless given")
    parser.add_argument("-g", "--prereleases", action="store_true")
    parser.add_argument("--conflict", choices=["inline", "rej"], default="inline")
    parser.add_argument("--format", metavar="COMMAND", help="your formatter; takes a folder")
    return parser


def _given(options: argparse.Namespace, questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if options.data_file:
        given = yaml.safe_load(options.data_file.read_text(encoding="utf-8")) or {}
        if not isinstance(given, dict):
            raise UpdateError(f"{options.data_file}: give a name and a value, as in tune: false.")
    for text in options.data:
        name, found, value = text.partition("=")
        if not found:
            raise UpdateError(f"-d {text}: give a name and a value, as in -d tune=false.")
        given[name] = value
    for name, value in given.items():
        if name not in questions:
            [meant] = get_close_matches(str(name), questions, n=1) or [""]
            hint = f"Did you mean {meant}?" if meant else f"Questions: {', '.join(questions)}."
            raise UpdateError(f"Unknown question {name}. {hint}")
        if questions[name].get("type") == "bool" and str(value).lower() not in YES_OR_NO:
            raise UpdateError(f"{name}={value}: answer true or false.")
    return given
