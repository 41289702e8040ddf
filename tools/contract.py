"""The contract: what a release fixes, because the next update of every project relies on it.

`tools/release.py` writes it down with each release; `tests/test_contract.py` compares. Allowed are
new questions, choices, pieces, keys, globals, filters and paths, and answers that are accepted
newly. `breaches` says of all else what it would do to projects, and what to do instead. What users'
code relies on may change if the changelog says so: see `tools/api.py`.
"""

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment
from pathspec import PathSpec

from tools.api import api
from tools.site.questions import allowed

Contract = dict[str, Any]

CONTRACT = Path("tests/contract.json")
SETTINGS = ["_answers_file", "_envops", "_exclude", "_subdirectory", "_templates_suffix"]
SAMPLES = [
    *("", "a", "A", "1", "é", "a b", "a_b", "a-b", "a.b", "a" * 32, "a" * 33, "con", "class"),
    *("json", "numpy", "yes", "null", "1.10", "~", "# a: - b", "{{ a }}", "{% a %}", "$a `b`"),
    *("'a' \"b\" \\n", "<a> & b", "* [a](b)", "予測", "می‌خواهم", "👩‍💻"),
    *("a" * 80, "a " * 124 + "a"),
    *("ada@example.org", "a.b+c_d@x-y.example.org", "o'brien%a@example.org"),
    *("http://host:8080/a", "https://example.org/ada/project", "https://example.org/a.b/~c/d_e"),
]
"""Answers like those that projects have stored."""


def contract(root: Path) -> Contract:
    """Read the contract of the template in a folder."""
    settings = yaml.safe_load((root / "copier.yml").read_text(encoding="utf-8"))
    manifest = yaml.safe_load((root / "extensions/features.yml").read_text(encoding="utf-8"))
    questions = {name: entry for name, entry in settings.items() if not name.startswith("_")}
    environment = _environment(root)
    return {
        "settings": {name: settings.get(name) for name in SETTINGS},
        "questions": {
            name: _question(entry)
            for name, entry in questions.items()
            if entry.get("when") is not False
        },
        "last question": list(questions)[-1],
        "pieces": {name: piece["when"] for name, piece in manifest["pieces"].items()},
        "keys": sorted({*manifest}.union(*manifest["pieces"].values())),
        "globals": sorted(environment.globals.keys() - Environment().globals.keys()),
        "filters": sorted(environment.filters.keys() - Environment().filters.keys()),
        "accepted": {
            name: [answer for answer in SAMPLES if not _problem(environment, name, entry, answer)]
            for name, entry in questions.items()
            if "validator" in entry
        },
        "paths": dict(_paths(root, manifest)),
        "api": api(root),
        "moved": [
            _bare(word) for move in settings.get("_migrations", []) for word in move["command"]
        ],
    }


def write(agreed: Contract, path: Path) -> None:
    """Write a contract to a file."""
    text = json.dumps(agreed, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def breaches(old: Contract, new: Contract) -> Iterator[str]:
    """Say what breaks the contract of an old version, and what is to be done instead."""
    for name, value in old["settings"].items():
        if new["settings"][name] != value:
            yield (
                f"{name} has changed: an update renders the projects of all versions with it, and "
                "`_exclude` with the extensions of the old one. Put it back"
            )
    yield from _breaches_of_questions(old, new)
    for name, when in old["pieces"].items():
        if name not in new["pieces"] or not _includes(new["pieces"][name], when):
            yield f"piece {name} is gone, or off where it was on: its files would be deleted"
    for kind in ("keys", "globals", "filters"):
        for name in sorted({*old[kind]} - {*new[kind]}):
            yield f"{name} is gone from the {kind}: versions must understand each other. Keep it"
    for question, answers in old["accepted"].items():
        for answer in sorted({*answers} - {*new["accepted"].get(question, answers)}):
            yield (
                f"{question} refuses {answer!r}: who has answered so cannot update. Refuse it to "
                "new projects alone, where rendered_before is not defined"
            )
    yield from _breaches_of_paths(old, new)


def _breaches_of_questions(old: Contract, new: Contract) -> Iterator[str]:
    defaults = " ".join(str(question["default"]) for question in new["questions"].values())
    for name, question in old["questions"].items():
        if name not in new["questions"]:
            if not re.search(rf"\b{name} \| default\(", defaults):
                yield (
                    f"question {name} is gone: its answers would be forgotten. Keep the name, or "
                    f"let the new question have `default: \"{{{{ {name} | default('…') }}}}\"`"
                )
        elif new["questions"][name]["type"] != question["type"]:
            yield f"question {name} has another type: stored answers would not fit. Ask a new one"
        else:
            for choice in question["choices"]:
                if choice not in new["questions"][name]["choices"]:
                    yield f"question {name} has lost {choice!r}: who chose so cannot update"
    if new["last question"] != old["last question"]:
        yield f"{old['last question']} is not the last question: those after it do not see it"


def _breaches_of_paths(old: Contract, new: Contract) -> Iterator[str]:
    for path, (kind, *pieces) in old["paths"].items():
        now, *pieces_now = new["paths"].get(path, ["gone"])
        if now == "gone" and kind == "template" and _bare(path) not in new["moved"]:
            yield (
                f"{path} is gone: an update would delete it with its user's edits. Add a migration "
                "to copier.yml, `git mv -k OLD NEW` at the stage `before`"
            )
        elif now not in ("gone", kind):
            yield f"{path} was a {kind} file and is a {now} file: no path changes its class"
        elif not {*pieces_now} <= {*pieces}:
            yield f"{path} needs a further piece: projects without it would lose the file"
    for path in sorted(new["paths"].keys() - old["paths"].keys()):
        if new["paths"][path][0] == "seed":
            yield f"{path} is a new seed: it would reach no project that exists. Let it be merged"


def _question(entry: dict[str, Any]) -> dict[str, Any]:
    choices = entry.get("choices", [])
    values = choices.values() if isinstance(choices, dict) else choices
    return {"type": entry["type"], "choices": [*values], "default": entry.get("default")}


def _environment(root: Path) -> Environment:
    features = runpy.run_path(str(root / "extensions/features.py"))["Features"]
    naming = runpy.run_path(str(root / "extensions/naming.py"))["Naming"]
    return Environment(extensions=[features, naming])


def _problem(environment: Environment, name: str, entry: dict[str, Any], answer: str) -> str:
    """Ask a validator about an answer that a project has stored."""
    validator = environment.from_string(entry["validator"])
    return validator.render({name: answer, "rendered_before": True})


def _paths(root: Path, manifest: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """List each path of the template with its class and the pieces that it needs."""
    seeds = PathSpec.from_lines("gitignore", manifest["seeds"])
    owned = {
        name: PathSpec.from_lines("gitignore", piece.get("owns", []))
        for name, piece in manifest["pieces"].items()
    }
    for file in sorted((root / "template").rglob("*")):
        path = file.relative_to(root / "template").as_posix().removesuffix(".jinja")
        if file.is_file():
            kind = "seed" if seeds.match_file(path) else "template"
            yield path, [kind, *(name for name, paths in owned.items() if paths.match_file(path))]


def _bare(path: str) -> str:
    """Write a path without the spaces of its placeholders."""
    return path.replace(" ", "")


def _includes(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Tell whether a piece is still on where it was on."""
    return now.keys() <= before.keys() and all(
        {*allowed(before[question])} <= {*allowed(now[question])} for question in now
    )
