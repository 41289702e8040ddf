"""A version to come: the template with a change of every kind that releases may make."""

import re
from pathlib import Path

import yaml

from extensions.features import SEEDS
from tests.support import edit, insert, matching

DEFINITION = re.compile(r"^(def|class) ", re.MULTILINE)
RENAMED = ("confs/envs/staging.yaml", "confs/envs/test.yaml")
MIGRATION = {
    "version": "v9.1.0",
    "when": "{{ _stage == 'before' }}",
    "command": ["git", "mv", "-k", *RENAMED],
}


def change(root: Path) -> None:
    """Change a copy of the template: code, lists, a seed; add a file and a piece, rename a file."""
    template = root / "template"
    for file in template.rglob("*.py*"):
        path = file.relative_to(template).as_posix().removesuffix(".jinja")
        text = file.read_text(encoding="utf-8")
        if not matching(SEEDS, [path]):
            found = re.search(r"^def run\(", text, re.MULTILINE) or DEFINITION.search(text)
            place = found.start() if found else len(text)
            edit(file, f"{text[:place]}# Later.\n{text[place:]}")
    insert(template / ".gitignore", "*.pem\n", before="# Secrets")
    insert(template / "confs/envs/prod.yaml", "# Later.\n")
    insert(template / "confs/train.yaml.jinja", "# Later: nobody may see this.\n")
    insert(template / "justfile.jinja", "# Later.\nlater:\n    echo later\n\n", before="# Run the")
    insert(root / "extensions/features.yml", ".1", before="\n        - rust-just")
    edit(template / "docs/later.md", "# By the template\n")
    (template / RENAMED[0]).rename(template / RENAMED[1])
    _add_piece(root)


def _add_piece(root: Path) -> None:
    piece = {"when": {"later": True}, "summary": "more", "owns": ["/LATER"]}
    manifest = root / "extensions/features.yml"
    edit(manifest, manifest.read_text(encoding="utf-8") + f"\n  later: {piece}\n")
    edit(root / "template/LATER", "more\n")
    questions = yaml.safe_load((root / "copier.yml").read_text(encoding="utf-8"))
    questions["_migrations"] = [*questions.get("_migrations", []), MIGRATION]
    questions["later"] = questions["workspace"] | {"help": "Add {{ summary('later') }}?"}
    questions["rendered_before"] = questions.pop("rendered_before")  # it has to be the last
    edit(root / "copier.yml", yaml.safe_dump(questions, sort_keys=False))
