"""The page on which to choose: one HTML file that holds the manifest and what is rendered.

The tree that it shows follows from the same facts as a render: the paths in `template/`, the
pieces that own them, and the answers that switch pieces on. Texts come from real renders: of every
preset, and of the full one with each single answer changed.
"""

import base64
import hashlib
import html
import itertools
import json
import keyword
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from extensions import naming
from extensions.features import PIECES
from tests import checks, support
from tests.support import copy_template, matching, render
from tools.site import ROOT, SOURCE
from tools.site.questions import allowed, questions

HERE = Path(__file__).parent
FULL = "full"

Answers = dict[str, Any]
Render = tuple[Answers, dict[str, str]]
"""The answers that a project stores, and its texts by path."""


def page() -> str:
    """Build the page."""
    packed = zlib.compress(json.dumps(facts() | texts(renders()), ensure_ascii=False).encode(), 9)
    script = (HERE / "configurator.js").read_text(encoding="utf-8")
    style = (HERE / "configurator.css").read_text(encoding="utf-8")
    parts = {
        "$POLICY": f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"script-src {_hash(script)}; style-src {_hash(style)}",
        "$STYLE": style,
        "$SOURCE": html.escape(SOURCE),
        "$DATA": base64.b64encode(packed).decode(),
        "$SCRIPT": script,
    }
    text = (HERE / "configurator.html").read_text(encoding="utf-8")
    for placeholder, part in parts.items():
        text = text.replace(placeholder, part, 1)
    return text


def facts() -> dict[str, Any]:
    """Return what can be chosen, and which files follow: all without a render."""
    return {
        "source": SOURCE,
        "questions": [
            asdict(question) | {"choices": [*question.choices.items()]} for question in questions()
        ],
        "pieces": {
            name: {
                "when": {question: allowed(values) for question, values in piece["when"].items()},
                "dependencies": piece.get("dependencies", {}),
            }
            for name, piece in PIECES.items()
        },
        "files": files(),
        "names": {
            "limit": naming.NAME_LIMIT,
            "devices": sorted(naming.DEVICES),
            "taken": sorted(naming.TAKEN.union(keyword.kwlist, sys.stdlib_module_names)),
            "email": naming.EMAIL.pattern,
            "url": naming.URL.pattern,
        },
    }


def files() -> list[dict[str, Any]]:
    """List the paths of the template, with the pieces that each needs: all that own it.

    The placeholders of the paths stay in them.
    """
    paths = sorted(path.removesuffix(".jinja") for path in support.files(ROOT / "template"))
    paths = [path.replace("{{_copier_conf.answers_file}}", ".copier-answers.yml") for path in paths]
    needs: dict[str, list[str]] = {path: [] for path in paths}
    for name, piece in PIECES.items():
        for path in matching(piece.get("owns", []), paths):
            needs[path].append(name)
    return [{"path": path, "needs": pieces} for path, pieces in needs.items()]


def renders() -> list[Render]:
    """Render every preset, each change of one answer of the full one, each preset and task."""
    found: list[Render] = []
    with tempfile.TemporaryDirectory() as folder:
        source = copy_template(Path(folder))
        for number, answers in enumerate(looks()):
            project = render(source, Path(folder, str(number)), **answers)
            read = checks.texts(project).items()
            # As if rendered from where users render from.
            made = (
                checks.stored(project),
                {path: text.replace(str(source), SOURCE) for path, text in read},
            )
            if made not in found:
                found.append(made)
    return found


def texts(made: list[Render]) -> dict[str, Any]:
    """Return what renders show: answers, and which of the different texts a file has where.

    `defaults` are the answers that follow from each preset. `texts_of` has for each path the number
    of its text in each render, or none. `asks` names for each path the questions whose answers
    change its text.
    """
    numbers: dict[str, int] = {}
    paths = sorted({path for _, rendered in made for path in rendered})
    texts_of = {
        path: [
            numbers.setdefault(rendered[path], len(numbers)) if path in rendered else None
            for _, rendered in made
        ]
        for path in paths
    }
    defaults = {answers["preset"]: answers for answers, _ in reversed(made)}
    full = next(each for each in made if each[0] is defaults[FULL])
    return {
        "defaults": defaults,
        "looks": [answers for answers, _ in made],
        "texts": list(numbers),
        "texts_of": texts_of,
        "asks": {path: sorted(_questions_that_change(path, full, made)) for path in paths},
    }


def looks() -> Iterator[Answers]:
    """List the answers to render: what is not named has its default."""
    choices = {question.name: question.choices.values() for question in questions()}
    for preset in choices["preset"]:
        yield {"preset": preset}
    for name, values in choices.items():
        if name != "preset":
            yield from ({"preset": FULL, name: value} for value in values)
    for preset, task in itertools.product(choices["preset"], choices["task"]):
        yield {"preset": preset, "task": task}


def _questions_that_change(path: str, full: Render, made: list[Render]) -> set[str]:
    answers_of_full, files_of_full = full
    found = set()
    for answers, rendered in made:
        changed = {name for name, value in answers.items() if value != answers_of_full[name]}
        if len(changed) == 1 and path in rendered and rendered[path] != files_of_full.get(path):
            found |= changed
    return found


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
