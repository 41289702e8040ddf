"""The page on which to choose: what it knows are the manifest, the questions and the templates.

The tree that it shows follows from the same facts as a render: the paths in `template/`, the
pieces that own them, and the answers that switch pieces on. The texts are rendered in the browser,
from what Jinja's parser makes of the templates.
"""

import gzip
import html
import json
import keyword
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from extensions import naming
from extensions.features import MANIFEST, PIECES
from tests.support import files as read_files
from tests.support import matching
from tools.site import ROOT, SOURCE
from tools.site.questions import allowed, questions

HERE = Path(__file__).parent
ENVIRONMENT = Environment(  # as in copier.yml; nothing is rendered here
    autoescape=False, keep_trailing_newline=True, lstrip_blocks=True, trim_blocks=True
)


def write(folder: Path) -> None:
    """Write the page, its scripts and its data into a folder."""
    folder.mkdir()
    page = (HERE / "configurator.md").read_text(encoding="utf-8")
    (folder / "index.md").write_text(page.replace("$SOURCE", html.escape(SOURCE)), encoding="utf-8")
    for name in ("configurator.css", "configurator.js", "jinja.js"):
        shutil.copy(HERE / name, folder)
    text = json.dumps(facts(), ensure_ascii=False, separators=(",", ":"))
    (folder / "configurator.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def facts() -> dict[str, Any]:
    """Return what can be chosen, and what follows from it."""
    return {
        "source": SOURCE,
        "questions": [
            asdict(question)
            | {"choices": [*question.choices.items()], "default": parsed(question.default)}
            for question in questions()
        ],
        "pieces": {
            name: piece | {"when": {key: allowed(value) for key, value in piece["when"].items()}}
            for name, piece in PIECES.items()
        },
        "order": MANIFEST["order"],
        "files": files(),
        "includes": {
            f"variants/{path}": parsed(content.decode())
            for path, content in read_files(ROOT / "variants").items()
        },
        "names": {
            "limit": naming.NAME_LIMIT,
            "devices": sorted(naming.DEVICES),
            "taken": sorted(naming.TAKEN.union(keyword.kwlist, sys.stdlib_module_names)),
            "email": naming.EMAIL.pattern,
            "url": naming.URL.pattern,
        },
    }


def files() -> list[dict[str, Any]]:
    """List the files of the template: path, template, and the pieces that each needs.

    The placeholders of the paths stay in them. The template of a file without Jinja is its text.
    """
    found = {}
    for path, content in sorted(read_files(ROOT / "template").items()):
        name = path.removesuffix(".jinja")
        name = name.replace("{{_copier_conf.answers_file}}", ".copier-answers.yml")
        found[name] = content.decode() if name == path else parsed(content.decode())
    needs: dict[str, list[str]] = {path: [] for path in found}
    for piece, entry in PIECES.items():
        for path in matching(entry.get("owns", []), list(found)):
            needs[path].append(piece)
    return [
        {"path": path, "needs": needs[path], "template": template}
        for path, template in found.items()
    ]


def parsed(text: str) -> Any:
    """Return what Jinja's parser makes of a template, as plain data."""
    return _plain(ENVIRONMENT.parse(text))


def _plain(node: Any) -> Any:
    if isinstance(node, nodes.Node):
        fields = {name: _plain(value) for name, value in node.iter_fields(exclude=["ctx"])}
        return {"is": type(node).__name__, **fields}
    return [_plain(each) for each in node] if isinstance(node, list) else node
