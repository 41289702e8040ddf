"""A version to come: the template with a change of every kind that releases may make."""

import re
from pathlib import Path
from textwrap import dedent

from extensions.features import SEEDS
from tests.support import ROOT, edit, insert, matching

DEFINITION = re.compile(r"^(def|class) ", re.MULTILINE)
RENAMED = ("CODE_OF_CONDUCT.md", "CONDUCT.md")
QUESTION = """\
later:
  type: bool
  help: Add {{ summary('later') }}?
  default: "{{ preset == 'full' and rendered_before is not defined }}"
  ask: "{{ preset == 'custom' }}"

"""
PIECE = """
  later:
    when: {later: true}
    summary: more
    owns: [/LATER]
"""


def change(root: Path) -> None:
    """Change a copy of the template: code, lists, a seed; add a file and a piece, rename a file."""
    template = root / "template"
    for file in template.rglob("*.py*"):
        path = file.relative_to(template).as_posix().removesuffix(".jinja")
        text = file.read_text(encoding="utf-8")
        if not matching(SEEDS, [path]):
            found = re.search(r"^def run\(", text, re.MULTILINE) or DEFINITION.search(text)
            if found:
                edit(file, f"{text[: found.start()]}# Later.\n{text[found.start() :]}")
    insert(template / ".gitignore", "*.pem\n", before="# Secrets")
    insert(template / "confs/envs/prod.yaml", "# Later.\n")
    insert(template / "confs/train.yaml.jinja", "# Later: nobody may see this.\n")
    insert(template / "justfile.jinja", "# Later.\nlater:\n    echo later\n\n", before="# Run the")
    insert(root / "extensions/features.yml", ".1", before="\n        - rust-just")
    edit(template / "docs/later.md", "# By the template\n")
    edit(template / "LATER", "more\n")
    insert(root / "copier.yml", QUESTION, before="# Internal variables")
    manifest = root / "extensions/features.yml"
    edit(manifest, manifest.read_text(encoding="utf-8") + PIECE)
    rename(root)


def rename(root: Path) -> None:
    """Rename a file, with the migration that the page shows."""
    (root / "template" / RENAMED[0]).rename(root / "template" / RENAMED[1])
    page = (ROOT / "docs/how-to/rename.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?) *```", page, re.DOTALL)
    _, _, migration = dedent(example).partition("\n")
    insert(root / "copier.yml", migration, before="  - version:")


def change_again(root: Path) -> None:
    """Change a copy that was changed once more, at the same places and next to them."""
    template = root / "template"
    for file in template.rglob("*.py*"):
        edit(file, file.read_text(encoding="utf-8").replace("# Later.\n", "# Later still.\n"))
    insert(template / ".gitignore", "*.key\n", before="*.pem\n")
    insert(template / RENAMED[1], "# Later still.\n")
    insert(template / "docs/later.md", "Later still.\n")
    insert(template / "justfile.jinja", "    echo still\n", before="    echo later\n")
