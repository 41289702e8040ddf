"""Combines the sites of all releases into one: `python docs/generate/versions.py FOLDER`.

Each folder in it is the site of one version, such as `FOLDER/1.2.0`. The newest is shown first, and
each page can switch to the others. Standard library only, since publishing installs nothing.
"""

import json
import re
import sys
from pathlib import Path

START = """<!doctype html>
<title>{0}</title>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url={0}/">
"""


def main(folder: Path) -> None:
    """Write the list of versions, which the pages read, and the page that leads to the newest."""
    versions = sorted((path.name for path in folder.iterdir() if path.is_dir()), key=order)[::-1]
    newest = next((name for name in versions if order(name)[1]), versions[0])
    aliases = {newest: ["latest"]}  # by which the pages of all others say that they are older
    entries = [{"version": v, "title": v, "aliases": aliases.get(v, [])} for v in versions]
    (folder / "versions.json").write_text(json.dumps(entries) + "\n", encoding="utf-8")
    (folder / "index.html").write_text(START.format(newest), encoding="utf-8")


def order(version: str) -> tuple[list[int], bool]:
    """Sort versions by their numbers; one that is not final comes before the one that is."""
    final = re.match(r"[\d.]*", version)
    assert final
    return [int(number) for number in final[0].strip(".").split(".")], final[0] == version


if __name__ == "__main__":
    main(Path(sys.argv[1]))
